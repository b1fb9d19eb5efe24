package app_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/exchange"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// assessed gives the reference study and its result for some models.
func assessed(t testing.TB, models ...model.ModelID) (*app.Study, *assess.Result, diag.List) {
	t.Helper()
	study, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, found, err := study.Assess(context.Background(), assess.Options{Models: models})
	if err != nil {
		t.Fatal(err)
	}
	return study, r, found
}

// filesIn reads all files below a directory.
func filesIn(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		files[filepath.ToSlash(name)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func text(name, data string) app.Output {
	return app.Output{Name: name, Dir: "extra", Make: func(context.Context) ([]app.File, diag.List, error) {
		return []app.File{{Name: name + ".txt", Data: []byte(data)}}, diag.List{}, nil
	}}
}

// The manifest says of every file what it holds, and nothing of anything else.
func TestBundleManifest(t *testing.T) {
	long.Test(t)
	t.Parallel()
	study, r, found := assessed(t, "m1a")
	dir := filepath.Join(t.TempDir(), "out")
	o := app.BundleOptions{Lang: lang.Ja, Program: "v1", Chosen: true}
	b, err := study.WriteBundle(context.Background(), dir, r, found, o)
	if err != nil {
		t.Fatal(err)
	}
	if !b.Whole() {
		t.Errorf("the bundle is said to be incomplete: %+v", b.Made)
	}
	files := filesIn(t, dir)
	var m exchange.Manifest
	if err := json.Unmarshal([]byte(files[exchange.ManifestFile]), &m); err != nil {
		t.Fatal(err)
	}
	delete(files, exchange.ManifestFile)
	for _, want := range []string{"result.json", "report/結果報告書.docx", "report/結果報告書.pdf", "report/結果報告書.html", "report/結果報告書.md", "report/結果報告書_公表用.pdf",
		"report/結果報告書_概要.pptx", "report/結果報告書_概要_公表用.docx", "diagram/network-m1a.svg", "diagram/flow-m1a-uc-01.png", "chart/totals.csv", "attack/layer-m1a.json"} {
		if files[want] == "" {
			t.Errorf("there is no %s", want)
		}
	}
	for _, kind := range []string{"sheet/form/", "sheet/data/", "sheet/csv/", "diagram/tree-", "diagram/route-"} {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(files)), func(name string) bool { return strings.HasPrefix(name, kind) }) {
			t.Errorf("there is nothing in %s", kind)
		}
	}
	for _, f := range m.Files {
		sum := sha256.Sum256([]byte(files[f.File]))
		if f.SHA256 != hex.EncodeToString(sum[:]) || f.Bytes != len(files[f.File]) || f.Bytes == 0 {
			t.Errorf("%s is not what the manifest says", f.File)
		}
		delete(files, f.File)
	}
	if len(files) > 0 {
		t.Errorf("%d files are not in the manifest", len(files))
	}
	if !m.Complete || m.Study.Digest != study.Digest() || m.Program != "v1" || m.Study.AsOf != r.Study.Spec.AsOf {
		t.Errorf("manifest says %+v", m.Study)
	}
	// A second run, elsewhere, gives the same bytes.
	again := filepath.Join(t.TempDir(), "again")
	if _, err := study.WriteBundle(context.Background(), again, r, found, o); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(filesIn(t, dir), filesIn(t, again)); diff != "" {
		t.Error("two runs differ (-first +second):\n" + diff)
	}
}

// All outputs of a small study are made side by side, which the race detector
// watches.
func TestBundleOfEverything(t *testing.T) {
	t.Parallel()
	study, err := app.Open("testdata/small", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, found, err := study.Assess(context.Background(), assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := study.WriteBundle(context.Background(), filepath.Join(t.TempDir(), "out"), r, found, app.BundleOptions{Lang: lang.Ja, Program: "v1"})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range b.Made {
		if m.Err != nil {
			t.Errorf("%s: %v", m.Output.Name, m.Err)
		}
	}
	if len(b.Made) < 20 {
		t.Errorf("%d outputs", len(b.Made))
	}
}

// What fails, breaks off or has a hole is told, and everything else is made.
func TestBundleOfFailures(t *testing.T) {
	t.Parallel()
	study, r, found := assessed(t, "m1a")
	dir := filepath.Join(t.TempDir(), "out")
	hole := text("hole", "with a hole")
	hole.Make = func(context.Context) ([]app.File, diag.List, error) {
		var l diag.List
		l.Add(diag.DocumentFigure, "", "id", "f-1", "caption", "図")
		return []app.File{{Name: "hole.txt", Data: []byte("…")}}, l, nil
	}
	b, err := study.WriteBundle(context.Background(), dir, r, found, app.BundleOptions{Kinds: []string{app.KindJSON}, Lang: lang.En, Extra: []app.Output{
		{Name: "fails", Make: func(context.Context) ([]app.File, diag.List, error) {
			return []app.File{{Name: "fails.txt"}}, diag.List{}, errors.New("on purpose")
		}},
		{Name: "breaks", Make: func(context.Context) ([]app.File, diag.List, error) { panic("on purpose") }},
		hole, text("after", "made"), text("after", "made twice"),
	}})
	if err != nil {
		t.Fatal(err)
	}
	if b.Whole() {
		t.Error("the bundle is said to be whole")
	}
	var broken []string
	for _, m := range b.Made {
		if !m.Whole() {
			broken = append(broken, m.Output.Name)
		}
	}
	slices.Sort(broken)
	if diff := cmp.Diff([]string{"after", "breaks", "fails", "hole"}, broken); diff != "" {
		t.Error("incomplete outputs (-want +got):\n" + diff)
	}
	files := filesIn(t, dir)
	for _, name := range []string{"result.json", "extra/hole.txt", "extra/after.txt", exchange.ManifestFile} {
		if files[name] == "" {
			t.Errorf("%s is missing", name)
		}
	}
	if len(files) != 4 {
		t.Errorf("%d files, want 4", len(files))
	}
	var m exchange.Manifest
	if err := json.Unmarshal([]byte(files[exchange.ManifestFile]), &m); err != nil {
		t.Fatal(err)
	}
	if m.Complete || len(m.Failed) != 3 || len(m.Findings) != 1 || m.Findings[0].Code != string(diag.DocumentFigure) {
		t.Errorf("manifest says complete %v, failed %v, findings %v", m.Complete, m.Failed, m.Findings)
	}
}

// Nothing is written over, and nothing is left behind.
func TestBundleWritesOverNothing(t *testing.T) {
	t.Parallel()
	study, r, found := assessed(t, "m1a")
	dir := t.TempDir()
	old := filepath.Join(dir, "extra", "old.txt")
	for name, data := range map[string]string{old: "precious", filepath.Join(dir, "note.txt"): "mine"} {
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(data), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	o := app.BundleOptions{Kinds: []string{app.KindJSON}, Lang: lang.En, Extra: []app.Output{text("old", "new")}}
	before := filesIn(t, dir)
	ended, end := context.WithCancel(context.Background())
	end()
	if _, err := study.WriteBundle(ended, dir, r, found, o); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
	if diff := cmp.Diff(before, filesIn(t, dir)); diff != "" {
		t.Error("an interrupted run left something (-before +after):\n" + diff)
	}
	// A file in the way fails its own output and no other.
	b, err := study.WriteBundle(context.Background(), dir, r, found, o)
	if err != nil {
		t.Fatal(err)
	}
	if b.Whole() || filesIn(t, dir)["extra/old.txt"] != "precious" {
		t.Error("a file was written over, or its failure is not told")
	}
	if _, err := study.WriteBundle(context.Background(), dir, r, found, o); !errors.Is(err, app.ErrExists) {
		t.Errorf("a second run over the first: %v", err)
	}
	o.Overwrite = true
	if _, err := study.WriteBundle(context.Background(), dir, r, found, o); err != nil {
		t.Fatal(err)
	}
	after := filesIn(t, dir)
	if after["extra/old.txt"] != "new" || after["note.txt"] != "mine" {
		t.Error("overwriting touched the wrong files")
	}
	for name := range after {
		if strings.Contains(name, ".tmp") {
			t.Errorf("left behind: %s", name)
		}
	}
}

// What is said about files finds its arguments, in both languages.
func TestWordsAboutOutputs(t *testing.T) {
	t.Parallel()
	for code, args := range map[diag.Code][]string{
		diag.OutputLayer: {"techniques", "T9999"},
		diag.OutputTrees: {"routes", "12", "partial", "3"},
		diag.OutputCut:   {"cell", "a.xlsx Sheet!B2"},
	} {
		var l diag.List
		f := l.Add(code, "", args...)
		for _, in := range lang.All {
			message, fix := locale.Finding(in, *f)
			for i := 1; i < len(args); i += 2 {
				if !strings.Contains(message, args[i]) {
					t.Errorf("%s in %s does not tell %s: %s", code, in, args[i], message)
				}
			}
			if strings.Contains(message+fix, "<no value>") {
				t.Errorf("%s in %s lacks an argument: %s %s", code, in, message, fix)
			}
		}
	}
}
