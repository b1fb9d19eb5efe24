package app_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/exchange"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/sheet/data"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// TestFormats writes a study in every format of the table, and in every encoding.
func TestFormats(t *testing.T) {
	long.Test(t)
	t.Parallel()
	study := filepath.Join(t.TempDir(), "study")
	initStudy(t, study)
	s := openStudy(t, study)
	r, found, err := s.Assess(t.Context(), assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range exchange.Formats() {
		if !f.Sheets() {
			if file, err := app.Export(t.Context(), f.Name, r, found); err != nil || file.Name != f.File || len(file.Data) == 0 {
				t.Errorf("%s: %s, %v", f.Name, file.Name, err)
			}
			continue
		}
		if _, err := app.Export(t.Context(), f.Name, r, found); err == nil {
			t.Errorf("%s is written as one text", f.Name)
		}
		for _, encoding := range append([]string{""}, f.Encodings...) {
			files, _, err := app.Sheets(t.Context(), r, found, app.SheetOptions{Kind: f.Name, Lang: lang.Ja, Chosen: true, Trees: 1, Encoding: encoding})
			if err != nil || len(files) == 0 || !strings.HasSuffix(files[0].Name, f.File) || len(files[0].Data) == 0 {
				t.Errorf("%s in %q: %d files, %v", f.Name, encoding, len(files), err)
			}
		}
	}
	if want := []string{string(data.UTF8), string(data.CP932)}; !slices.Equal(app.SheetEncodings(), want) {
		t.Errorf("encodings are %v, package data has %v", app.SheetEncodings(), want)
	}
	if _, _, err := app.Sheets(t.Context(), r, found, app.SheetOptions{Kind: "json"}); err == nil {
		t.Error("JSON is no kind of sheets")
	}
}
