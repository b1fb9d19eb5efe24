package app_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/long"
)

const smallStudy = `format: sekisho/1
id: small
title: {ja: 小さなスタディ}
source: proposal
parameters:
  - id: p
    ja: 切替
    default: one
    cases: [{id: one, ja: 一}, {id: two, ja: 二}]
assets:
  - {id: a-srv, ja: サーバ, type: server, importance: 1}
  - {id: a-two, ja: もう一つ, type: server, importance: 1}
models:
  - id: m0
    ja: 今の形
    role: baseline
    zones:
      - {id: z-in, ja: 内, kind: onprem, exposure: isolated, physical: strict}
    placements:
      - {zone: z-in, assets: [a-srv]}
      - {zone: z-in, assets: [a-two], when: {p: one}}
    links:
      - {id: l1, from: a-srv, to: a-two, data: push}
`

func write(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "study.yaml")
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

func codes(l diag.List) []string {
	var out []string
	for _, f := range l.Findings {
		out = append(out, string(f.Code))
	}
	return out
}

func TestOpenReference(t *testing.T) {
	t.Parallel()
	s, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !s.Usable() || s.Name != "studies/mic-r8" {
		t.Fatalf("the reference study %s is not usable: %v", s.Name, codes(s.Findings()))
	}
	r, found, err := s.Assess(t.Context(), assess.Options{Models: []model.ModelID{"m0"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Models) != 1 || r.Models[0].Totals.All() == 0 {
		t.Errorf("assessing m0 gives %d models", len(r.Models))
	}
	for _, f := range found.Findings {
		if f.Pos.File == "" || f.Pos.Line == 0 {
			t.Errorf("%s at %s has no place in the files", f.Code, f.Path)
		}
	}
}

// A mistake that shows only in a case that is not in force is found by Check.
func TestCheckLooksAtEveryCase(t *testing.T) {
	t.Parallel()
	s, err := app.Open(write(t, smallStudy), model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := codes(s.Findings()); len(got) > 0 {
		t.Fatalf("in the case in force there are findings: %v", got)
	}
	calls := 0
	l, err := s.Check(t.Context(), func(done, total int) { calls++ })
	if err != nil {
		t.Fatal(err)
	}
	if got := codes(l); !slices.Contains(got, "ref.not_placed") || !l.HasErrors() {
		t.Errorf("Check finds %v, want ref.not_placed of case two", got)
	}
	if calls == 0 {
		t.Error("progress was not reported")
	}
	for _, f := range l.Findings {
		if f.Code == diag.RefUnplaced && f.Pos.Line != 23 {
			t.Errorf("%s stands in line %d, want that of the link, 23", f.Code, f.Pos.Line)
		}
	}
}

// A study with errors is never assessed.
func TestAssessRefusesErrors(t *testing.T) {
	t.Parallel()
	s, err := app.Open(write(t, strings.Replace(smallStudy, "type: server", "type: servr", 1)), model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if s.Usable() {
		t.Fatal("a study with an unknown type is usable")
	}
	if _, _, err := s.Assess(t.Context(), assess.Options{}); err == nil {
		t.Error("it was assessed")
	}
}

// A study of which a part cannot be read is not built: what refers to that part
// would all be reported.
func TestUnreadablePart(t *testing.T) {
	t.Parallel()
	s, err := app.Open(write(t, smallStudy+"\x00"), model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	l, err := s.Check(t.Context(), nil)
	if err != nil || s.Usable() || len(l.Findings) != 1 {
		t.Errorf("usable %v, findings %v, %v; want the one about the file", s.Usable(), codes(l), err)
	}
}

func TestOpenNothing(t *testing.T) {
	t.Parallel()
	if _, err := app.Open(filepath.Join(t.TempDir(), "nowhere"), model.Options{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if _, _, err := app.OpenLists("nowhere"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

func TestAssessStops(t *testing.T) {
	t.Parallel()
	s, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := s.Assess(ctx, assess.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("assess: %v", err)
	}
	if _, err := s.Check(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("check: %v", err)
	}
	if _, _, err := s.Assess(t.Context(), assess.Options{Models: []model.ModelID{"m9"}}); err == nil {
		t.Error("a model that does not exist was assessed")
	}
}

func TestExport(t *testing.T) {
	long.Test(t)
	t.Parallel()
	s, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, found, err := s.Assess(t.Context(), assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if f, err := app.Export(t.Context(), "json", r, found); err != nil || f.Name != "result.json" || len(f.Data) == 0 {
		t.Errorf("json: %s, %d bytes, %v", f.Name, len(f.Data), err)
	}
	if _, err := app.Export(t.Context(), "docx", r, found); err == nil {
		t.Error("there is no docx yet, but it was exported")
	}
}
