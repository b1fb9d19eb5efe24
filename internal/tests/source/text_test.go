package source_test

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/sekisho/sekisho/internal/testing/repo"
)

// banned lists what no tracked file may hold. The texts are cut in two so that
// this file does not hold them either.
var banned = []struct {
	// words of which one must occur, in any case, before the pattern is tried.
	words   []string
	pattern string
	reason  string
	// data tells that test data may hold it: users write such things too.
	data bool
}{
	{
		[]string{"to" + "do", "fix" + "me", "xx" + "x"}, `\b(TO` + `DO|FIX` + `ME|XX` + `X)\b`,
		"unfinished work belongs in an issue, not in a file", false,
	},
	{
		[]string{"/ro" + "ot/", "/ho" + "me/", "/wo" + "rk/", "/works" + "pace/", "/tm" + "p/", "/us" + "ers/", "/mn" + "t/"},
		`(^|[\s"'` + "`" + `(=:])/(root|home|work|workspace|tmp|Users|mnt)/\w`,
		"a path of one machine means nothing on another", false,
	},
	{
		[]string{"c:" + `\`}, `(?i)\bC:\\` + `\\?(users|temp)\b`,
		"a path of one machine means nothing on another", true,
	},
	{
		[]string{"proxy.golang", "sum.golang", "pypi", "npmjs", "deb.debian", "pythonhosted"},
		`(?i)(proxy\.golang` + `\.org|sum\.golang` + `\.org|pypi` + `\.org|npmjs` + `\.(org|com)|deb\.debian` + `\.org|files\.pythonhosted` + `)`,
		"where packages come from is the machine's business", false,
	},
	{
		[]string{"artifact" + "ory", "nexus", "gopro" + "xy"}, `(?i)\b(artifact` + `ory|nexus|gopro` + `xy)[\w.-]*[=:/]`,
		"where packages come from is the machine's business", false,
	},
	{
		[]string{"<<<<" + "<<<", ">>>>" + ">>>", "====" + "==="}, `(?m)^(<{7}|>{7}|={7})( |$)`,
		"left over from a merge", false,
	},
}

// complaints gives every banned place of a text, with its line.
func complaints(name, text string) []string {
	var list []string
	lower := strings.ToLower(text)
	for _, b := range banned {
		if b.data && strings.Contains(name, "testdata/") ||
			!slices.ContainsFunc(b.words, func(w string) bool { return strings.Contains(lower, w) }) {
			continue
		}
		for _, at := range regexp.MustCompile("(?m)"+b.pattern).FindAllStringIndex(text, -1) {
			list = append(list, fmt.Sprintf("%s:%d: %q: %s", name, 1+strings.Count(text[:at[0]], "\n"), strings.TrimSpace(text[at[0]:at[1]]), b.reason))
		}
	}
	return list
}

// binary reports whether a file is no text, by the ending of its name; those
// endings stand in .gitattributes too.
func binary(name string) bool {
	return slices.Contains([]string{".ttf", ".xlsx", ".png"}, path.Ext(name))
}

func TestBannedText(t *testing.T) {
	for _, name := range repo.Files(t) {
		if binary(name) {
			continue
		}
		for _, c := range complaints(name, repo.Read(t, name)) {
			t.Error(c)
		}
	}
}

// TestBannedTextFinds proves that the patterns find what they are for.
func TestBannedTextFinds(t *testing.T) {
	for _, text := range []string{
		"// TO" + "DO: later", "see /ro" + "ot/notes", "`/tm" + "p/x`", "https://proxy.golang" + ".org/x",
		"<<<<" + "<<< HEAD", `C:\` + `Users\x`, "https://nexus." + "corp/x", "(/ho" + "me/me)", "GOPRO" + "XY=https://x",
	} {
		if len(complaints("x.md", text)) != 1 {
			t.Errorf("%q gives %d complaints, want 1", text, len(complaints("x.md", text)))
		}
	}
}

func TestTextFilesAreClean(t *testing.T) {
	for _, name := range repo.Files(t) {
		// Test data may be broken on purpose.
		if strings.Contains(name, "testdata/") || binary(name) {
			continue
		}
		text := repo.Read(t, name)
		switch {
		case !utf8.ValidString(text):
			t.Errorf("%s is not UTF-8", name)
		case strings.Contains(text, "\r"):
			t.Errorf("%s has CR LF line ends", name)
		case text != "" && !strings.HasSuffix(text, "\n"):
			t.Errorf("%s does not end with a line end", name)
		}
		for i, line := range strings.Split(text, "\n") {
			if strings.TrimRight(line, " \t") != line && !strings.HasSuffix(name, ".md") {
				t.Errorf("%s:%d: blanks at the end of the line", name, i+1)
			}
		}
	}
}
