package studyfile_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/studyfile"
)

// On a disk there is more than files: links to files are followed, links to
// directories and broken links are not studies.
func TestReadFromDisk(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("a.yaml", "format: sekisho/1\nid: x\n")
	write("b.txt", "format: sekisho/1\nmarking: linked\n")
	for name, target := range map[string]string{"link.yaml": "b.txt", "loop.yaml": "loop.yaml", "nowhere.yaml": "gone", "up": ".."} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "dir.yaml"), 0o755); err != nil {
		t.Fatal(err)
	}
	doc, list := studyfile.ReadAs(os.DirFS(dir), ".", "my/study", studyfile.DefaultLimits())
	got := []string{}
	for _, f := range list.Findings {
		got = append(got, f.Pos.String()+" "+string(f.Code))
	}
	want := []string{"my/study/loop.yaml file.unreadable", "my/study/nowhere.yaml file.unreadable"}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	if spec, _ := doc.Spec(); spec.ID != "x" || spec.Marking != "linked" || doc.Whole() {
		t.Errorf("read %q and %q, whole: %v", spec.ID, spec.Marking, doc.Whole())
	}
}

// growing is a file that is longer than its size says, as one that is being
// written.
type growing struct{ fstest.MapFS }

func (g growing) Open(name string) (fs.File, error) {
	f, err := g.MapFS.Open(name)
	if err != nil {
		return nil, err
	}
	return &growingFile{File: f, more: strings.NewReader(strings.Repeat("#", 1000))}, nil
}

type growingFile struct {
	fs.File
	more io.Reader
}

func (f *growingFile) Read(p []byte) (int, error) {
	n, err := f.File.Read(p)
	if errors.Is(err, io.EOF) {
		return f.more.Read(p)
	}
	return n, err
}

// The limit holds for what is read, not for what the directory says.
func TestLimitHoldsForGrowingFiles(t *testing.T) {
	lim := studyfile.DefaultLimits()
	lim.Bytes = 500
	fsys := growing{fstest.MapFS{"s.yaml": {Data: []byte("format: sekisho/1\n")}}}
	doc, list := studyfile.Read(fsys, "s.yaml", lim)
	if len(list.Findings) != 1 || list.Findings[0].Code != diag.FileTooLarge || doc.Whole() {
		t.Errorf("findings %v", list.Findings)
	}
	lim.Bytes = 5000
	if _, list := studyfile.Read(fsys, "s.yaml", lim); len(list.Findings) != 0 {
		t.Errorf("findings %v", list.Findings)
	}
}

// One mistake is one finding: what a later stage says about a value that is
// wrong already is left out, and nothing else.
func TestCombineLeavesOutRepetitions(t *testing.T) {
	var read, later diag.List
	read.Add(diag.KeyMissing, "assets/0", "key", "type")
	read.Add(diag.KeyUnknown, "assets/1/tipe", "key", "tipe", "near", "type")
	read.Add(diag.ValueType, "models/0")
	later.Add(diag.RefUnknown, "assets/0/type", "id", "x")
	later.Add(diag.RefUnknown, "assets/1/type", "id", "x")
	later.Add(diag.TextMissing, "models/0/ja", "id", "m")
	later.Add(diag.IDDuplicate, "models/1/id", "id", "")
	later.Add(diag.RefUnknown, "assets/0/classes/1", "id", "kept")
	later.Add(diag.RefUnknown, "assets/10/type", "id", "kept")
	got := []string{}
	for _, f := range studyfile.Combine(read, later).Findings[len(read.Findings):] {
		got = append(got, f.Path+" "+f.Args["id"])
	}
	if diff := gocmp.Diff([]string{"assets/0/classes/1 kept", "assets/10/type kept"}, got); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
}
