package app_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/lang"
)

// TestWriteSheets writes the files that are made in memory too; where the user stops
// it, or a file stands in the way, it leaves nothing behind.
func TestWriteSheets(t *testing.T) {
	t.Parallel()
	s := openStudy(t, filepath.Join("testdata", "small"))
	r, found, err := s.Assess(t.Context(), assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range app.SheetKinds() {
		o := app.SheetOptions{Kind: kind, Lang: lang.Ja, Digest: s.Digest(), Trees: 1}
		files, _, err := app.Sheets(t.Context(), r, found, o)
		if err != nil || len(files) == 0 {
			t.Fatal(files, err)
		}
		want := map[string]string{}
		for _, f := range files {
			want[f.Name] = string(f.Data)
		}
		dir := filepath.Join(t.TempDir(), "made", "here")
		stopped, stop := context.WithCancel(t.Context())
		stop()
		if _, _, err := app.WriteSheets(stopped, dir, r, found, o); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: stopped, it ends with %v", kind, err)
		}
		if _, err := os.Stat(filepath.Dir(dir)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: stopped, it leaves a directory: %v", kind, err)
		}
		if _, _, err := app.WriteSheets(t.Context(), dir, r, found, o); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, filesIn(t, dir)); diff != "" {
			t.Errorf("%s differs from what is made in memory:\n%.500s", kind, diff)
		}
		if _, _, err := app.WriteSheets(t.Context(), dir, r, found, o); !errors.Is(err, app.ErrExists) {
			t.Errorf("%s: over files that stand there it ends with %v", kind, err)
		}
	}
}
