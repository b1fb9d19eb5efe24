package app_test

import (
	"regexp"
	"strings"
	"testing"
)

// headed is a line that is a numbered heading, and below one of a section in a chapter.
// In the contents the same lines end in dots and a number.
var (
	headed = regexp.MustCompile(`^(付録[A-Z]|[0-9A-Z]+(\.[0-9]+)*)[ 　]`)
	below  = regexp.MustCompile(`^[0-9A-Z]+\.[0-9.]+[ 　]`)
	footer = regexp.MustCompile(`^[0-9]+ ?/ ?[0-9]+$`)
)

// wantFullPages reports pages on which nothing stands, or only headings: with at most
// a sentence, where what they are about begins on the next page.
func wantFullPages(t *testing.T, where, text string) {
	t.Helper()
	pages := strings.Split(strings.TrimSuffix(text, "\f"), "\f")
	lines := make([][]string, len(pages))
	for i, page := range pages {
		for line := range strings.SplitSeq(page, "\n") {
			line = strings.TrimSpace(line)
			if line != "" && line != "リスクアセスメント結果報告書" && line != "取扱注意" && !footer.MatchString(line) {
				lines[i] = append(lines[i], line)
			}
		}
	}
	for i, page := range lines {
		heads := 0
		for _, line := range page {
			if headed.MatchString(line) {
				heads++
			}
		}
		goesOn := i+1 < len(lines) && len(lines[i+1]) > 0 && below.MatchString(lines[i+1][0])
		if heads == len(page) || heads > 0 && heads >= len(page)-1 && goesOn {
			t.Errorf("%s: page %d of %d holds only %q", where, i+1, len(pages), page)
		}
	}
}
