package source_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/sekisho/sekisho/internal/testing/repo"
)

// banned lists what no tracked file may hold. The patterns are cut in two so
// that this file does not hold them either.
var banned = []struct {
	pattern string
	reason  string
	// data tells that test data may hold it: users write such things too.
	data bool
}{
	{`\b(TO` + `DO|FIX` + `ME|XX` + `X)\b`, "unfinished work belongs in an issue, not in a file", false},
	{`(^|[\s"'` + "`" + `(=:])/(root|home|work|workspace|tmp|Users|mnt)/\w`, "a path of one machine means nothing on another", false},
	{`(?i)\bC:\\` + `\\?(users|temp)\b`, "a path of one machine means nothing on another", true},
	{`(?i)(proxy\.golang` + `\.org|sum\.golang` + `\.org|pypi` + `\.org|npmjs` + `\.(org|com)|deb\.debian` + `\.org|files\.pythonhosted` + `)`, "where packages come from is the machine's business", false},
	{`(?i)\b(artifact` + `ory|nexus|gopro` + `xy)[\w.-]*[:/]`, "where packages come from is the machine's business", false},
	{`(?m)^(<{7}|>{7}|={7})( |$)`, "left over from a merge", false},
}

func TestBannedText(t *testing.T) {
	for _, b := range banned {
		re := regexp.MustCompile("(?m)" + b.pattern)
		for _, name := range repo.Files(t) {
			if b.data && strings.Contains(name, "testdata/") {
				continue
			}
			text := repo.Read(t, name)
			for _, at := range re.FindAllStringIndex(text, -1) {
				t.Errorf("%s:%d: %q: %s", name, 1+strings.Count(text[:at[0]], "\n"), strings.TrimSpace(text[at[0]:at[1]]), b.reason)
			}
		}
	}
}

// TestBannedTextFinds proves that the patterns find what they are for.
func TestBannedTextFinds(t *testing.T) {
	for _, text := range []string{
		"// TO" + "DO: later", "see /ro" + "ot/notes", "`/tm" + "p/x`", "https://proxy.golang" + ".org/x",
		"<<<<" + "<<< HEAD", `C:\` + `Users\x`,
	} {
		found := false
		for _, b := range banned {
			found = found || regexp.MustCompile("(?m)"+b.pattern).MatchString(text)
		}
		if !found {
			t.Errorf("no pattern finds %q", text)
		}
	}
}

func TestTextFilesAreClean(t *testing.T) {
	for _, name := range repo.Files(t) {
		// Test data may be broken on purpose.
		if strings.Contains(name, "testdata/") {
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
