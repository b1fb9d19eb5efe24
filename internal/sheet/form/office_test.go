package form_test

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/sheet/form"
	"github.com/sekisho/sekisho/internal/sheet/layout"
	"github.com/sekisho/sekisho/internal/testing/long"
	"github.com/sekisho/sekisho/internal/testing/office"
)

// edit is a level that a user changes in a cell of the workbook.
type edit struct {
	table     layout.TableID
	id, key   string
	value     int
	judgement model.JudgementSpec
}

// edits picks cells of a model, and changes importance, threat level and
// countermeasure level.
func edits(m *assess.ModelResult, r *assess.Result) []edit {
	var out []edit
	add := func(e edit, set model.Subject, at model.JudgementSpec) {
		at.Set, at.Value, at.Reason, at.Author, at.Date = set, e.value, "test", "test", "2026-11-25"
		e.judgement = at
		out = append(out, e)
	}
	for i := 0; i < len(m.Cells); i += 9 {
		c := &m.Cells[i]
		a, threat := m.Model.Assets[c.Asset].ID, r.Study.Catalog.Threats[c.Threat].ID
		at := model.JudgementSpec{Asset: a, Threat: threat}
		if c.Has(assess.ThreatJudged) || c.Has(assess.CountermeasureJudged) {
			continue // the study must not judge a cell twice
		}
		e := edit{table: layout.Cells, id: layout.CellID(a, threat), key: "countermeasure_level", value: int(c.Countermeasure.Worst)%3 + 1}
		add(e, model.SetCountermeasureLevel, at)
		if i%2 == 0 {
			e.key, e.value = "threat_level", int(c.ThreatLevel)%3+1
			add(e, model.SetThreatLevel, at)
		}
	}
	for i := 0; i < len(m.Model.Assets); i += 4 {
		a := m.Model.Assets[i].ID
		if m.Assets[i].Judgement != nil {
			continue
		}
		e := edit{table: layout.Assets, id: layout.AssetID(a), key: "importance", value: int(m.Assets[i].Importance)%3 + 1}
		add(e, model.SetImportance, model.JudgementSpec{Asset: a})
	}
	return out
}

// recalculated is a workbook, and what is checked of it when LibreOffice has
// calculated every formula anew.
type recalculated struct {
	name  string
	data  []byte
	check func(*testing.T, *opened)
}

// TestLibreOffice opens workbooks in LibreOffice, all in one call since its start
// is what costs most.
func TestLibreOffice(t *testing.T) {
	t.Parallel()
	long.Test(t)
	books := slices.Concat(referenceBooks(t), editedBooks(t), hostileBooks(t), randomBooks(t))
	dir := t.TempDir()
	var files []string
	for _, b := range books {
		files = append(files, write(t, dir, b.name+".xlsx", b.data))
	}
	for i, file := range office.Convert(t, "xlsx", files...) {
		t.Run(books[i].name, func(t *testing.T) { books[i].check(t, open(t, read(t, file))) })
	}
}

// editedBooks give all letters of the engine when they are calculated anew. Where
// levels are changed in the cells, as a user would, the letters are those that the
// engine gives with the same judgements.
func editedBooks(t *testing.T) []recalculated {
	t.Helper()
	const id = "m1c" // has unknown answers
	before := whole(t)
	m, _ := before.Model(id)
	changes := edits(m, before)
	after := changed(t, func(s *model.Spec) {
		for i := range s.Models {
			if s.Models[i].ID == id {
				for _, e := range changes {
					s.Models[i].Judgements = append(s.Models[i].Judgements, e.judgement)
				}
			}
		}
	}, id)
	o := open(t, quickBook(t, id))
	for i, e := range changes {
		as := []any{e.value, strconv.Itoa(e.value), string(rune('０' + e.value))}[i%3] // pasted as text, or in full width
		if err := o.file.SetCellValue(o.name[e.table], o.ref(e.table, e.id, e.key), as); err != nil {
			t.Fatal(err)
		}
	}
	var edited bytes.Buffer
	if err := o.file.Write(&edited); err != nil {
		t.Fatal(err)
	}
	return []recalculated{{"edited", edited.Bytes(), func(t *testing.T, o *opened) {
		now, _ := after.Model(id)
		compareEdited(t, o, after, now, m)
	}}}
}

// referenceBooks are the workbooks of every model of the reference study and of the
// whole study: all their letters are those of the engine.
func referenceBooks(t *testing.T) (books []recalculated) {
	t.Helper()
	r := whole(t)
	for _, m := range r.Models {
		books = append(books, recalculated{string(m.Model.ID), quickBook(t, m.Model.ID), func(t *testing.T, o *opened) {
			compare(t, o, r, m)
			compareTrees(t, o, m, 1, quick(form.Input{}).Bounds)
		}})
	}
	return append(books, recalculated{"study", quickBook(t, ""), func(t *testing.T, o *opened) { compareStudy(t, o, r) }})
}

// compareStudy holds the letters and counts in the workbook of the whole study
// against the engine's.
func compareStudy(t *testing.T, o *opened, r *assess.Result) {
	t.Helper()
	for _, m := range r.Models {
		for _, v := range method.RiskValues {
			key := "asset_" + v.String()
			if got, want := o.value(layout.Comparison, layout.ModelID(m.Model.ID), key), strconv.Itoa(m.Totals.Worst[v]); got != want {
				t.Errorf("the comparison counts %s %s in %s, the engine %s", got, v, m.Model.ID, want)
			}
		}
	}
	var sheets []string
	for _, s := range o.file.GetSheetList() {
		rows, err := o.file.GetRows(s, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) > 0 && len(rows[0]) > 0 && rows[0][0] == layout.Mark+string(layout.Letters) {
			sheets = append(sheets, s)
			compareLetters(t, rows, r, r.Models[len(sheets)-1])
		}
	}
	if len(sheets) != len(r.Models) {
		t.Errorf("%d sheets of letters for %d models", len(sheets), len(r.Models))
	}
}

// compareLetters holds the sheet of the letters of one model against the engine's.
func compareLetters(t *testing.T, rows [][]string, r *assess.Result, m *assess.ModelResult) {
	t.Helper()
	byID := map[string][]string{}
	for _, row := range rows {
		if len(row) > 0 {
			byID[row[0]] = row
		}
	}
	for i := range m.Cells {
		c := &m.Cells[i]
		a, column := m.Model.Assets[c.Asset].ID, slices.Index(rows[0], layout.ThreatID(r.Study.Catalog.Threats[c.Threat].ID))
		if row := byID[layout.AssetID(a)]; column < 0 || column >= len(row) || row[column] != letter(c.Risk.Worst) {
			t.Errorf("the workbook of the study lacks the letter %s of %s, threat %d, in %s", c.Risk.Worst, a, c.Threat, m.Model.ID)
		}
	}
}

// compareEdited holds the letters after edits against the engine's. The letters
// of routes follow the trees listed, so they are held against those.
func compareEdited(t *testing.T, o *opened, r *assess.Result, now, before *assess.ModelResult) {
	t.Helper()
	moved := 0
	for i := range now.Cells {
		c := &now.Cells[i]
		id := layout.CellID(now.Model.Assets[c.Asset].ID, r.Study.Catalog.Threats[c.Threat].ID)
		if got := o.value(layout.Cells, id, "risk"); got != letter(c.Risk.Worst) {
			t.Errorf("after edits the letter of %s is %s, the engine gives %s", id, got, letter(c.Risk.Worst))
		}
		if c.Risk.Worst != before.Cells[i].Risk.Worst {
			moved++
		}
	}
	if moved < 20 {
		t.Errorf("the edits move only %d letters", moved)
	}
	// Every step of every listed tree has the level that the engine gives its cell.
	levels := map[string]string{}
	for _, e := range now.Model.Judgements {
		if e.Set == model.SetCountermeasureLevel && e.Reason == "test" {
			levels[layout.CellID(e.JudgementSpec.Asset, e.JudgementSpec.Threat)] = strconv.Itoa(e.Value)
		}
	}
	cell, level, followed := o.column(layout.Trees, "_cell"), o.column(layout.Trees, "step_level"), 0
	for _, row := range o.rows[layout.Trees] {
		if len(row) <= cell || levels[row[cell]] == "" {
			continue
		}
		followed++
		if row[level] != levels[row[cell]] {
			t.Errorf("after edits step %s has level %s, its cell %s", row[0], row[level], levels[row[cell]])
		}
	}
	if followed == 0 {
		t.Error("no step follows an edit")
	}
}

// randomBooks are workbooks of random studies.
func randomBooks(t *testing.T) (books []recalculated) {
	t.Helper()
	for i := range 12 {
		r := example(i, nil)
		m := r.Models[0]
		books = append(books, recalculated{fmt.Sprintf("random %d", i), book(t, input(r, lang.Ja), m.Model.ID),
			func(t *testing.T, o *opened) { compare(t, o, r, m) }})
	}
	return books
}
