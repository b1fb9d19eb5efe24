package app_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/sheet/layout"
	"github.com/sekisho/sekisho/internal/sheet/roundtrip"
	"github.com/sekisho/sekisho/internal/testing/long"
	"github.com/sekisho/sekisho/internal/testing/office"
)

// oddName holds what codes of characters disagree on: ① and ㈱, a kanji beyond the
// 16 bits, one of IBM's extensions, the wave dash, an emoji.
const oddName = "庁内①㈱𠮷髙〜−🏯"

// oddStudy makes a study of which an asset and a zone have such a name, and the
// workbook of it.
func oddStudy(t *testing.T) (study, sheet string) {
	t.Helper()
	dir := t.TempDir()
	study, sheet = filepath.Join(dir, "study"), filepath.Join(dir, oddName+".xlsx")
	initStudy(t, study)
	s := openStudy(t, study)
	a, ok := s.Models[0].Asset("a-pref")
	if !ok {
		t.Fatal("no asset a-pref")
	}
	renamed := 0
	for name, text := range filesIn(t, study) {
		renamed += strings.Count(text, "ja: "+a.Ja)
		text = strings.ReplaceAll(text, "ja: "+a.Ja, "ja: "+oddName)
		if err := os.WriteFile(filepath.Join(study, filepath.FromSlash(name)), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if renamed == 0 {
		t.Fatalf("%q is named nowhere", a.Ja)
	}
	s = openStudy(t, study)
	r, found, err := s.Assess(t.Context(), assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	files, _, err := app.Sheets(t.Context(), r, found, app.SheetOptions{Kind: "form", Lang: lang.Ja, Chosen: true, Digest: s.Digest(), Trees: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(sheet, files[0].Data, 0o600); err != nil {
		t.Fatal(err)
	}
	return study, sheet
}

func openStudy(t *testing.T, name string) *app.Study {
	t.Helper()
	s, err := app.Open(name, model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !s.Usable() {
		t.Fatal(s.Findings().Findings)
	}
	return s
}

// arranged is what people do to a list that they work with, and that means nothing.
func arranged() []string {
	return []string{
		`SortBy "cells", "threat", False`,
		`SortBy "assets", "asset", True`,
		`SortBy "deployments", "countermeasure", True`,
		`ColourRow "cells", "cell/a-eapp-asp/th-08", RGB(255, 0, 0)`,
		`ColourRow "assets", "asset/a-pref", RGB(0, 255, 0)`,
		`HideRow "cells", "cell/a-eapp-asp/th-09"`,
		`HideRow "deployments", "deployment/cd-02"`,
		`InsertAbove "cells", "cell/a-eapp-asp/th-07", 2`,
		`InsertAbove "assets", "asset/a-pref", 1`,
		`InsertAbove "deployments", "deployment/cd-01", 1`,
		`FilterBy "cells", "threat_level", "2"`,
	}
}

// edited are edits as people type them, digits in any width.
func edited() []string {
	return []string{
		`TypeText "cells", "cell/a-eapp-asp/th-07", "countermeasure_level", "１"`,
		`TypeText "cells", "cell/a-eapp-asp/th-07", "reason", ` + office.Quote("確かめた①\n「=1+1」"+oddName),
		`TypeNumber "cells", "cell/a-eapp-asp/th-08", "threat_level", 1`,
		`TypeText "cells", "cell/a-eapp-asp/th-08", "reason", "理由"`,
		`TypeNumber "assets", "asset/a-pref", "importance", 3`,
		`TypeText "assets", "asset/a-pref", "importance_reason", ` + office.Quote(oddName),
		`TypeText "deployments", "deployment/cd-01", "status", "未実施"`,
		`TypeText "deployments", "deployment/cd-02", "note", ` + office.Quote("㈱髙𠮷〜"),
	}
}

// TestSheetByOffice works on a sheet in LibreOffice: rows sorted, filtered, hidden,
// coloured and inserted change nothing, and edits among them are taken over, and
// nothing else. The letters that LibreOffice calculates from the levels are those of
// the engine.
func TestSheetByOffice(t *testing.T) {
	long.Test(t)
	t.Parallel()
	study, sheet := oddStudy(t)
	saved := office.Work(t, office.Task{File: sheet, Work: arranged()}, office.Task{File: sheet, Work: slices.Concat(arranged(), edited())})
	before := filesIn(t, study)
	im := importSheet(t, study, saved[0], app.SheetImportOptions{})
	if len(im.Found.Findings)+len(im.Edits)+len(im.Conflicts)+len(im.Files) > 0 {
		t.Errorf("nothing was edited, yet: %+v, %v", im.Edits, im.Found.Findings)
	}
	im = importSheet(t, study, saved[1], app.SheetImportOptions{})
	if im.Found.HasErrors() || len(im.Conflicts) > 0 {
		t.Fatalf("legal edits are refused: %v", im.Found.Findings)
	}
	var got []string
	for _, e := range im.Edits {
		got = append(got, e.Row+" "+string(e.Sets)+" "+e.File)
	}
	slices.Sort(got)
	want := []string{
		"asset/a-pref importance 3", "asset/a-pref reason " + oddName,
		"cell/a-eapp-asp/th-07 countermeasure-level 1", "cell/a-eapp-asp/th-07 reason 確かめた①\n「=1+1」" + oddName,
		"cell/a-eapp-asp/th-08 reason 理由", "cell/a-eapp-asp/th-08 threat-level 1",
		"deployment/cd-01 status absent", "deployment/cd-02 note ㈱髙𠮷〜",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("edits (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(before, filesIn(t, study)); diff != "" {
		t.Errorf("a preview has written:\n%s", diff)
	}
	if _, err := im.Write(); err != nil {
		t.Fatal(err)
	}
	lettersInFile(t, study, saved[1])
}

// lettersInFile holds the letters in a workbook against those of a study, wherever
// the levels are the same: a deployment that is edited moves levels only with the
// next export.
func lettersInFile(t *testing.T, study, name string) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	book, err := roundtrip.Read(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	s := openStudy(t, study)
	r, _, err := s.Assess(t.Context(), assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	table, _ := layout.Of(layout.Cells)
	m, same, judged := r.Models[0], 0, 0
	for i := range m.Cells {
		c := &m.Cells[i]
		id := layout.CellID(m.Model.Assets[c.Asset].ID, s.Catalog.Threats[c.Threat].ID)
		is := func(key, want string) bool {
			got, _ := book.Tables[layout.Cells].Cell(id, table.Index(key))
			return got == want
		}
		if !is("threat_level", fmt.Sprint(c.ThreatLevel)) || !is("countermeasure_level", fmt.Sprint(c.Countermeasure.Worst)) {
			continue
		}
		same++
		if c.Has(assess.ThreatJudged) || m.Assets[c.Asset].Judgement != nil {
			judged++
		}
		if !is("risk", c.Risk.Worst.String()) {
			t.Errorf("LibreOffice gives %s another letter than %s", id, c.Risk.Worst)
		}
	}
	if same < 100 || judged < 10 {
		t.Errorf("only %d letters are compared, %d of them judged", same, judged)
	}
}
