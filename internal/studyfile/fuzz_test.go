package studyfile_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/metrics"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/studyfile"
)

// FuzzRead reads anything as a study. It must not panic, every finding must have
// a place inside the file, writing must give back the same bytes, and what is
// allocated must stay in proportion to the input.
func FuzzRead(f *testing.F) {
	for _, b := range allBroken(f) {
		for _, name := range sortedNames(b.fsys) {
			f.Add(b.fsys[name].Data)
		}
	}
	for _, p := range []string{"testdata/ok.yaml", "testdata/base.yaml"} {
		data, err := os.ReadFile(p)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for name, data := range smallHostile() {
		_ = name
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		// The fuzzer waits for a hanging input for ever; a panic makes it keep it.
		slow := time.AfterFunc(10*time.Second, func() { panic("takes longer than ten seconds") })
		defer slow.Stop()
		before := allocated()
		fsys := fstest.MapFS{"s.yaml": {Data: data}}
		doc, list := studyfile.Read(fsys, "s.yaml", studyfile.DefaultLimits())
		spec, more := doc.Spec()
		list.Append(more)
		if most := 64<<20 + 4000*uint64(len(data)); allocated()-before > most {
			t.Errorf("allocated %d bytes for %d", allocated()-before, len(data))
		}
		_, built := model.Build(&spec, &model.Spec{}, model.Options{})
		list = studyfile.Combine(list, built)
		list.Locate(doc)
		inside(t, list, string(data))
		files := doc.Encode()
		if len(files) != 1 || files[0].Name != "s.yaml" || string(files[0].Data) != string(data) {
			t.Errorf("writing gives another text: %q", files)
		}
		edits(t, doc)
	})
}

// smallHostile gives the beginnings of the hostile inputs as seeds.
func smallHostile() map[string][]byte {
	seeds := map[string][]byte{}
	for _, name := range []string{"deep brackets", "all quotes", "all anchors", "alias bomb", "huge folded"} {
		data := hostileInputs()[name]()
		seeds[name] = data[:min(len(data), 400)]
	}
	return seeds
}

func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// inside checks that every finding has a place in the text.
func inside(t *testing.T, list diag.List, text string) {
	t.Helper()
	text = strings.TrimPrefix(text, "\ufeff")
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	lines := strings.Split(text, "\n")
	check := func(code diag.Code, p diag.Pos) {
		if p.File != "s.yaml" || p.Line < 1 || p.Line > len(lines) || p.Col < 1 ||
			p.Col > utf8.RuneCountInString(lines[p.Line-1])+1 {
			t.Errorf("%s stands at %v, outside a text of %d lines", code, p, len(lines))
		}
	}
	for _, f := range list.Findings {
		check(f.Code, f.Pos)
		for _, r := range f.Related {
			check(f.Code, r.Pos)
		}
	}
}

// edits checks that an edit is either made or refused.
func edits(t *testing.T, doc *studyfile.Document) {
	t.Helper()
	for _, err := range []error{doc.Set("id", "新 id"), doc.Set("title/ja", "題"), doc.Remove("models/0"), doc.Remove("assets")} {
		if err != nil && !errors.Is(err, studyfile.ErrCannotEdit) && !errors.Is(err, studyfile.ErrNoSuchPath) {
			t.Errorf("edit: %v", err)
		}
	}
	if spec, _ := doc.Spec(); doc.Whole() && doc.Set("id", "x") == nil {
		if again, _ := doc.Spec(); again.ID != "x" || len(again.Models) != len(spec.Models) {
			t.Errorf("id is %q and %d models after an edit", again.ID, len(again.Models))
		}
	}
}

// Every study and catalogue of the repository is written back as it was read.
func TestEncodeGivesBackTheSameBytes(t *testing.T) {
	for _, dir := range []string{"../../studies/mic-r8", "../catalogdata", "testdata"} {
		fsys := os.DirFS(dir)
		doc, list := studyfile.ReadAs(fsys, ".", dir, studyfile.DefaultLimits())
		if list.HasErrors() && dir != "testdata" { // the two files of testdata do not belong together
			t.Errorf("%s: %v", dir, list.Findings[0])
		}
		files := doc.Encode()
		want := 0
		err := fs.WalkDir(fsys, ".", func(p string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() && filepath.Ext(p) == ".yaml" && !strings.HasPrefix(p, "rapid/") {
				want++
			}
			return err
		})
		if err != nil || len(files) != want || want == 0 {
			t.Errorf("%s: %d files, want %d (%v)", dir, len(files), want, err)
		}
		for _, f := range files {
			data, err := fs.ReadFile(fsys, f.Name)
			if err != nil || string(data) != string(f.Data) {
				t.Errorf("%s/%s is not as it was read (%v)", dir, f.Name, err)
			}
		}
	}
	for _, b := range allBroken(t) {
		doc, _ := studyfile.Read(b.fsys, b.read, b.limits)
		for _, f := range doc.Encode() {
			if string(b.fsys[f.Name].Data) != string(f.Data) {
				t.Errorf("%s: %s is not as it was read", b.path, f.Name)
			}
		}
	}
}

// The reference study and the base catalogue have the form that the schema asks
// for, and stay far below the limits.
func TestReferenceStudyHasTheRightForm(t *testing.T) {
	lim := studyfile.DefaultLimits()
	lim.Values /= 4
	lim.FileValues /= 4
	for _, dir := range []string{"../../studies/mic-r8", "../catalogdata"} {
		doc, list := studyfile.ReadAs(os.DirFS(dir), ".", dir, lim)
		_, more := doc.Spec()
		list.Append(more)
		for _, f := range list.Findings {
			t.Error(line(f))
		}
	}
}
