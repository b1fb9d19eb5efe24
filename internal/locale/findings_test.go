package locale_test

import (
	"context"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
)

var argument = regexp.MustCompile(` ([a-z_]+)=`)

// brokenFindings reads the findings that the broken studies of package
// studyfile give. Its tests hold them to be exactly those.
func brokenFindings(t *testing.T) []diag.Finding {
	t.Helper()
	paths, err := filepath.Glob("../studyfile/testdata/broken/*.txtar")
	if err != nil || len(paths) < 40 {
		t.Fatalf("%d broken studies found (%v), want at least 40", len(paths), err)
	}
	var found []diag.Finding
	for _, path := range paths {
		a, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range a.Files {
			for line := range strings.Lines(string(f.Data)) {
				if f.Name == "want" && strings.TrimSpace(line) != "" {
					found = append(found, parseFinding(t, path, line))
				}
			}
		}
	}
	return found
}

// parseFinding reads a line "position severity code name=value …".
func parseFinding(t *testing.T, path, line string) diag.Finding {
	t.Helper()
	line, _, _ = strings.Cut(strings.TrimSpace(line), " <- ")
	at := argument.FindAllStringSubmatchIndex(line, -1)
	head := line
	if len(at) > 0 {
		head = line[:at[0][0]]
	}
	words := strings.Fields(head)
	if len(words) < 2 {
		t.Fatalf("%s: no finding: %q", path, line)
	}
	f := diag.Finding{Code: diag.Code(words[len(words)-1]), Args: map[string]string{}}
	for i, m := range at {
		end := len(line)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		f.Args[line[m[2]:m[3]]] = line[m[1]:end]
	}
	return f
}

// capital matches a text that begins like a sentence, not with an acronym.
var capital = regexp.MustCompile(`^[A-Z][a-z ]`)

// Every finding that a test study or the reference study gives reads well: its
// text finds every argument that it names, and no enumerated value shows through.
func TestRealFindingsFindTheirArguments(t *testing.T) {
	t.Parallel()
	found := append(brokenFindings(t), assessedFindings(t)...)
	seen := map[diag.Code]bool{}
	for _, f := range found {
		seen[f.Code] = true
		for _, l := range lang.All {
			message, fix := locale.Finding(l, f)
			for _, text := range []string{message, fix} {
				if strings.Contains(text, "<no value>") || strings.Contains(text, "<nil>") {
					t.Errorf("%s (%s) lacks an argument: %s %v", f.Code, l, text, f.Args)
				}
				if l == lang.Ja && !strings.HasSuffix(text, "。") {
					t.Errorf("%s: a Japanese text does not end in 。: %s", f.Code, text)
				}
				if l == lang.En && (strings.HasSuffix(text, ".") || capital.MatchString(text)) {
					t.Errorf("%s: an English text begins with a capital or ends with a period: %s", f.Code, text)
				}
			}
		}
	}
	for code := range diag.Codes() {
		if !seen[code] && !strings.HasPrefix(string(code), "attack.") && !strings.HasPrefix(string(code), "hearing.") && !ofDocuments(code) { // which no study shows
			t.Errorf("no test study gives %s, so nobody has seen its text filled in", code)
		}
	}
}

// ofDocuments reports whether findings of the code are about what is made of a
// study, or about requests; the tests of packages document, app and server show
// them.
func ofDocuments(code diag.Code) bool {
	return strings.HasPrefix(string(code), "document.") || strings.HasPrefix(string(code), "output.") || strings.HasPrefix(string(code), "markdown.") || strings.HasPrefix(string(code), "template.") || strings.HasPrefix(string(code), "sheet.") || strings.HasPrefix(string(code), "request.")
}

// assessedFindings are those of the reference study, accepted ones included, and
// of a study made to give those that only the assessment gives.
func assessedFindings(t *testing.T) []diag.Finding {
	t.Helper()
	var found []diag.Finding
	for _, name := range []string{"", "testdata/assessed.yaml"} {
		s, err := app.Open(name, model.Options{})
		if err != nil {
			t.Fatal(err)
		}
		l, err := s.Check(context.Background(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if l.HasErrors() {
			t.Fatalf("%s has errors: %v", s.Name, l.Findings[0])
		}
		found = append(found, l.Findings...)
	}
	return found
}
