package docs_test

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/sekisho/sekisho/internal/testing/repo"
)

// document is a Markdown file, cut into its parts.
type document struct {
	name string
	// prose is the text without code blocks; lines are kept.
	prose string
	// headings in order, with their depth.
	headings []heading
}

type heading struct {
	depth int
	text  string
}

func documents(t *testing.T) []document {
	t.Helper()
	var docs []document
	for _, name := range repo.Files(t) {
		if path.Ext(name) == ".md" && !strings.Contains(name, "testdata/") && name != "THIRD_PARTY_NOTICES.md" {
			docs = append(docs, cut(name, repo.Read(t, name)))
		}
	}
	if len(docs) == 0 {
		t.Fatal("no documents found")
	}
	return docs
}

func cut(name, text string) document {
	d := document{name: name}
	var prose strings.Builder
	fenced := false
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			fenced = !fenced
			line = "\n"
		}
		if fenced {
			line = "\n"
		}
		prose.WriteString(line)
		if depth := len(line) - len(strings.TrimLeft(line, "#")); depth > 0 && strings.HasPrefix(line[depth:], " ") {
			d.headings = append(d.headings, heading{depth, strings.TrimSpace(line[depth:])})
		}
	}
	d.prose = prose.String()
	return d
}

// anchors gives the anchors of the headings, in the form that GitHub makes:
// lower case, blanks as hyphens, without punctuation, numbered when repeated.
func (d document) anchors() []string {
	var list []string
	seen := map[string]int{}
	for _, h := range d.headings {
		var b strings.Builder
		for _, r := range strings.ToLower(h.text) {
			switch {
			case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r), r == '-', r == '_':
				b.WriteRune(r)
			case r == ' ':
				b.WriteByte('-')
			}
		}
		a := b.String()
		if n := seen[a]; n > 0 {
			list = append(list, a+"-"+string(rune('0'+n)))
		} else {
			list = append(list, a)
		}
		seen[a]++
	}
	return list
}

var link = regexp.MustCompile(`\]\(([^()\s]+)\)`)

func TestLinks(t *testing.T) {
	docs := documents(t)
	byName := map[string]document{}
	for _, d := range docs {
		byName[d.name] = d
	}
	links := 0
	for _, d := range docs {
		for _, m := range link.FindAllStringSubmatch(d.prose, -1) {
			target := m[1]
			if strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
				continue
			}
			links++
			file, anchor, hasAnchor := strings.Cut(target, "#")
			if file == "" {
				file = d.name
			} else {
				file = path.Join(path.Dir(d.name), file)
			}
			if !exists(t, file) {
				t.Errorf("%s: the link to %s leads nowhere", d.name, target)
			} else if hasAnchor && !slices.Contains(byName[file].anchors(), anchor) {
				t.Errorf("%s: the link to %s leads to a chapter that %s has not: it has %v", d.name, target, file, byName[file].anchors())
			}
		}
	}
	if links == 0 {
		t.Error("no link found: the pattern is broken")
	}
}

func exists(t *testing.T, name string) bool {
	t.Helper()
	_, err := os.Stat(filepath.Join(repo.Root(t), filepath.FromSlash(name)))
	return err == nil
}

// Code spans that name something in the repository.
var (
	span     = regexp.MustCompile("`([^`\n]+)`")
	pathForm = regexp.MustCompile(`^[\w.\-*]+(/[\w.\-*]+)*/?$`)
	// package.Name or package.Type.Method; the package may be a path.
	nameForm = regexp.MustCompile(`^([a-z][\w/]*)\.([A-Z]\w*)(?:\.(\w+))?(?:\(.*\))?$`)
	makeForm = regexp.MustCompile(`\bmake ([a-z][a-z\-]*)`)
)

// TestCodeAnchors checks every file, folder, Go name and make target that a
// document names in a code span.
func TestCodeAnchors(t *testing.T) {
	names := exportedNames(t)
	top := topFolders(t)
	targets := makeTargets(t)
	checked := 0
	for _, d := range documents(t) {
		for _, m := range span.FindAllStringSubmatch(d.prose, -1) {
			code := m[1]
			first, _, isPath := strings.Cut(code, "/")
			parts := nameForm.FindStringSubmatch(code)
			switch {
			case strings.Contains(code, "YYYY"): // a form, not a name
			case parts != nil && names[parts[1]] != nil:
				checked++
				if !names[parts[1]][parts[2]] || parts[3] != "" && !names[parts[1]][parts[2]+"."+parts[3]] {
					t.Errorf("%s: `%s` is not in the code", d.name, code)
				}
			case pathForm.MatchString(code) && (isPath && top[first] || isRootFile(code)):
				checked++
				if !matches(t, code) {
					t.Errorf("%s: `%s` is not in the repository", d.name, code)
				}
			}
			for _, mk := range makeForm.FindAllStringSubmatch(code, -1) {
				checked++
				if !targets[mk[1]] {
					t.Errorf("%s: the Makefile has no target %q", d.name, mk[1])
				}
			}
		}
	}
	if checked < 20 {
		t.Errorf("only %d code anchors found: the patterns are broken", checked)
	}
}

// isRootFile reports whether a code span looks like a file of the root folder.
func isRootFile(code string) bool {
	return code == "Makefile" || code == "go.mod" || code == "LICENSE" || code == "NOTICE" ||
		path.Ext(code) == ".md" && !strings.Contains(code, "*")
}

func matches(t *testing.T, pattern string) bool {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(repo.Root(t), filepath.FromSlash(strings.TrimSuffix(pattern, "/"))))
	return err == nil && len(found) > 0
}

func topFolders(t *testing.T) map[string]bool {
	t.Helper()
	top := map[string]bool{}
	for _, name := range repo.Files(t) {
		if first, _, ok := strings.Cut(name, "/"); ok {
			top[first] = true
		}
	}
	return top
}

func makeTargets(t *testing.T) map[string]bool {
	t.Helper()
	targets := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^([a-z][a-z\-]*):`).FindAllStringSubmatch(repo.Read(t, "Makefile"), -1) {
		targets[m[1]] = true
	}
	return targets
}
