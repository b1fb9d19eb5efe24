package studyfile_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/studyfile"
	"github.com/sekisho/sekisho/internal/testing/golden"
)

// broken is one study of testdata/broken: its comment says what the mistake is,
// and may hold settings:
//
//	limits: Bytes=100 Files=2   limits that differ from the default ones
//	read: nowhere.yaml          what is read, "." if not said
//	escaped: true               \xNN in the files stands for that byte
//	variant: ok.yaml            files are edits "from => to" of testdata/ok.yaml, one a line
type broken struct {
	path    string
	archive *txtar.Archive
	fsys    fstest.MapFS
	read    string
	limits  studyfile.Limits
}

func allBroken(t testing.TB) []*broken {
	t.Helper()
	paths, err := filepath.Glob("testdata/broken/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no broken studies: %v", err)
	}
	var list []*broken
	for _, p := range paths {
		list = append(list, openBroken(t, p))
	}
	return list
}

var escape = regexp.MustCompile(`\\x[0-9A-F]{2}`)

func openBroken(t testing.TB, path string) *broken {
	t.Helper()
	a, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b := &broken{path: path, archive: a, fsys: fstest.MapFS{}, read: ".", limits: studyfile.DefaultLimits()}
	settings := map[string]string{}
	for line := range strings.Lines(string(a.Comment)) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ": "); ok && !strings.Contains(name, " ") {
			settings[name] = value
		}
	}
	b.limit(t, settings["limits"])
	if settings["read"] != "" {
		b.read = settings["read"]
	}
	for _, f := range a.Files {
		if f.Name == "want" {
			continue
		}
		data := string(f.Data)
		if settings["escaped"] == "true" {
			data = escape.ReplaceAllStringFunc(data, func(s string) string {
				n, _ := strconv.ParseUint(s[2:], 16, 8)
				return string([]byte{byte(n)})
			})
		}
		if settings["variant"] != "" {
			data = variant(t, path, settings["variant"], data)
		}
		b.fsys[f.Name] = &fstest.MapFile{Data: []byte(data)}
	}
	return b
}

func (b *broken) limit(t testing.TB, settings string) {
	t.Helper()
	for s := range strings.FieldsSeq(settings) {
		name, value, _ := strings.Cut(s, "=")
		n, err := strconv.Atoi(value)
		if err != nil {
			t.Fatalf("%s: %v", b.path, err)
		}
		switch name {
		case "Bytes":
			b.limits.Bytes = int64(n)
		case "Files":
			b.limits.Files = n
		case "Entries":
			b.limits.Entries = n
		case "Values":
			b.limits.Values = n
		case "Depth":
			b.limits.Depth = n
		case "Text":
			b.limits.Text = n
		case "Findings":
			b.limits.Findings = n
		default:
			t.Fatalf("%s: no limit %s", b.path, name)
		}
	}
}

// variant makes a text of the file base with the edits, each of which must
// apply exactly once. "\n" in them is a line break.
func variant(t testing.TB, path, base, edits string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", base))
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for line := range strings.Lines(edits) {
		from, to, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " => ")
		from, to = strings.ReplaceAll(from, `\n`, "\n"), strings.ReplaceAll(to, `\n`, "\n")
		if !ok || strings.Count(text, from) != 1 {
			t.Fatalf("%s: edit %q applies %d times", path, line, strings.Count(text, from))
		}
		text = strings.Replace(text, from, to, 1)
	}
	return text
}

// findings runs a study through all that a check does before the assessment.
func findings(t testing.TB, fsys fstest.MapFS, name string, lim studyfile.Limits) (diag.List, *studyfile.Document) {
	t.Helper()
	doc, list := studyfile.Read(fsys, name, lim)
	spec, more := doc.Spec()
	list.Append(more)
	if doc.Whole() {
		base := baseSpec(t)
		_, built := model.Build(&spec, &base, model.Options{})
		list = studyfile.Combine(list, built)
		model.Accept(&spec, &list, true)
	}
	list.Locate(doc)
	list.Sort()
	return list, doc
}

func baseSpec(t testing.TB) model.Spec {
	t.Helper()
	doc, found := studyfile.Read(os.DirFS("testdata"), "base.yaml", studyfile.DefaultLimits())
	spec, more := doc.Spec()
	found.Append(more)
	if len(found.Findings) > 0 {
		t.Fatalf("testdata/base.yaml: %v", found.Findings)
	}
	return spec
}

// line writes a finding for the expectations of a broken study.
func line(f diag.Finding) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s", f.Pos, f.Severity, f.Code)
	for _, k := range slices.Sorted(maps.Keys(f.Args)) {
		if f.Args[k] != "" {
			fmt.Fprintf(&b, " %s=%s", k, f.Args[k])
		}
	}
	for _, r := range f.Related {
		fmt.Fprintf(&b, " <- %s", r.Pos)
	}
	return b.String()
}

// Every broken study gives exactly the findings that its file says.
func TestBrokenStudies(t *testing.T) {
	for _, b := range allBroken(t) {
		t.Run(strings.TrimSuffix(filepath.Base(b.path), ".txtar"), func(t *testing.T) {
			list, _ := findings(t, b.fsys, b.read, b.limits)
			var got strings.Builder
			for _, f := range list.Findings {
				fmt.Fprintln(&got, line(f))
			}
			want := ""
			for i := range b.archive.Files {
				if b.archive.Files[i].Name == "want" {
					want = string(b.archive.Files[i].Data)
					b.archive.Files[i].Data = []byte(got.String())
				}
			}
			if golden.Update() {
				if want != got.String() {
					if err := os.WriteFile(b.path, txtar.Format(b.archive), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				return
			}
			if diff := cmp.Diff(want, got.String()); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

// The study that the broken ones are made from has no findings.
func TestSoundStudyHasNoFindings(t *testing.T) {
	data, err := os.ReadFile("testdata/ok.yaml")
	if err != nil {
		t.Fatal(err)
	}
	list, _ := findings(t, fstest.MapFS{"ok.yaml": {Data: data}}, "ok.yaml", studyfile.DefaultLimits())
	for _, f := range list.Findings {
		t.Error(line(f))
	}
}

// Codes that only the assessment gives; it has its own tests.
var assessed = []string{"asset.no_threat", "defence.", "deployment.never_counted", "exposure.", "importance.",
	"letters.", "level.", "vulnerability."}

// Codes about files of other formats, such as ATT&CK bundles; their readers have
// their own tests.
var otherFormats = []string{"sheet.", "attack.", "document.", "hearing.", "markdown.", "output.", "request.", "template."}

// Every finding of reading and building occurs in a broken study.
func TestEveryCodeHasABrokenStudy(t *testing.T) {
	seen := map[string]bool{}
	for _, b := range allBroken(t) {
		for _, f := range b.archive.Files {
			if f.Name != "want" {
				continue
			}
			for l := range strings.Lines(string(f.Data)) {
				if fields := strings.Fields(l); len(fields) > 2 {
					seen[fields[2]] = true
				}
			}
		}
	}
	for _, code := range slices.Sorted(maps.Keys(diag.Codes())) {
		begins := func(p string) bool { return strings.HasPrefix(string(code), p) }
		if slices.ContainsFunc(otherFormats, begins) {
			continue
		}
		later := slices.ContainsFunc(assessed, begins)
		if later && diag.Codes()[code] == diag.Error {
			t.Errorf("%s is an error of the assessment; errors belong to reading and building", code)
		}
		if !later && !seen[string(code)] {
			t.Errorf("no study in testdata/broken gives %s", code)
		}
	}
}
