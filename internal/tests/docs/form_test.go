package docs_test

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/testing/repo"
)

// TestTwins checks that a Japanese document and its English twin have the same
// chapters: as many headings, of the same depth, in the same order.
func TestTwins(t *testing.T) {
	docs := documents(t)
	pairs := 0
	for _, en := range docs {
		if !strings.HasSuffix(en.name, ".en.md") {
			continue
		}
		pairs++
		name := strings.TrimSuffix(en.name, ".en.md") + ".md"
		i := slices.IndexFunc(docs, func(d document) bool { return d.name == name })
		if i < 0 {
			t.Errorf("%s has no Japanese document %s", en.name, name)
			continue
		}
		ja := docs[i]
		for i := range max(len(ja.headings), len(en.headings)) {
			switch {
			case i >= len(en.headings):
				t.Errorf("%s lacks a twin of %q in %s", en.name, ja.headings[i].text, ja.name)
			case i >= len(ja.headings):
				t.Errorf("%s lacks a twin of %q in %s", ja.name, en.headings[i].text, en.name)
			case ja.headings[i].depth != en.headings[i].depth:
				t.Errorf("%s: %q stands at another depth than %q in %s", en.name, en.headings[i].text, ja.headings[i].text, ja.name)
				return // the rest is shifted
			}
		}
	}
	if pairs == 0 {
		t.Error("no English twin found")
	}
}

var (
	adrName       = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})-[a-z0-9]+(-[a-z0-9]+)*\.md$`)
	changelogHead = regexp.MustCompile(`^# (Added|Changed|Fixed|Removed|Security): .+\n# (追加|変更|修正|廃止|安全): .+\n\n`)
)

func TestDecisions(t *testing.T) {
	count := 0
	for _, d := range documents(t) {
		if path.Dir(d.name) != "docs/adr" {
			continue
		}
		count++
		checkDatedName(t, d.name)
		var chapters []string
		for _, h := range d.headings {
			if h.depth == 2 {
				chapters = append(chapters, h.text)
			}
		}
		next := 0
		for _, want := range []string{"Context", "Decision", "Alternatives", "Consequences"} {
			i := slices.Index(chapters, want)
			if i < next {
				t.Errorf("%s lacks the chapter %q, or has it out of order: %v", d.name, want, chapters)
			}
			next = i
		}
		if len(d.headings) == 0 || d.headings[0].depth != 1 {
			t.Errorf("%s does not begin with a title", d.name)
		}
	}
	if count == 0 {
		t.Error("no decisions found in docs/adr")
	}
}

func checkDatedName(t *testing.T, name string) {
	t.Helper()
	m := adrName.FindStringSubmatch(path.Base(name))
	if m == nil {
		t.Errorf("%s is not named YYYY-MM-DD-words-with-hyphens.md", name)
		return
	}
	if _, err := time.Parse(time.DateOnly, m[1]); err != nil {
		t.Errorf("%s: %s is no date", name, m[1])
	}
}

func TestChangelog(t *testing.T) {
	for _, name := range repo.Files(t) {
		if path.Dir(name) != "changelog/unreleased" {
			continue
		}
		checkDatedName(t, name)
		text := repo.Read(t, name)
		if !changelogHead.MatchString(text) {
			t.Errorf("%s does not begin with its two headlines: see changelog/TEMPLATE.md", name)
		}
		if parts := strings.Split(strings.TrimSpace(text), "\n\n"); len(parts) < 3 {
			t.Errorf("%s has no paragraph in both languages: see changelog/TEMPLATE.md", name)
		}
	}
}
