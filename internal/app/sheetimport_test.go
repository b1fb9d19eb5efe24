package app_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/long"
	"github.com/sekisho/sekisho/internal/testing/office"
)

// sheetStudy makes a study of model ①a and the workbook of it.
func sheetStudy(t *testing.T, l lang.Lang) (study, sheet string) {
	t.Helper()
	dir := t.TempDir()
	study = filepath.Join(dir, "study")
	initStudy(t, study)
	sheet = filepath.Join(dir, "sheet.xlsx")
	if err := os.WriteFile(sheet, exported(l), 0o600); err != nil {
		t.Fatal(err)
	}
	return study, sheet
}

// exported gives the workbook of such a study, made once in each language.
func exported(l lang.Lang) []byte { return exports[l]() }

var exports = map[lang.Lang]func() []byte{
	lang.Ja: sync.OnceValue(func() []byte { return export(lang.Ja) }),
	lang.En: sync.OnceValue(func() []byte { return export(lang.En) }),
}

func export(l lang.Lang) []byte {
	dir, err := os.MkdirTemp("", "sekisho-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	if err := app.WriteDir(filepath.Join(dir, "study"), newStudy()); err != nil {
		panic(err)
	}
	s, err := app.Open(filepath.Join(dir, "study"), model.Options{})
	if err != nil {
		panic(err)
	}
	r, found, err := s.Assess(context.Background(), assess.Options{})
	if err != nil {
		panic(err)
	}
	files, _, err := app.Sheets(context.Background(), r, found, app.SheetOptions{Kind: "form", Lang: l, Chosen: true, Digest: s.Digest(), Trees: 1, Chapters: app.NewChapters(r, nil)})
	if err != nil {
		panic(err)
	}
	return files[0].Data
}

// editor changes cells of a workbook by row and column, as a user does.
type editor struct {
	t    *testing.T
	file *excelize.File
	name string
}

func edit(t *testing.T, name string) *editor {
	t.Helper()
	f, err := excelize.OpenFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return &editor{t, f, name}
}

// find gives the sheet of a table, and the cell of a row and column.
func (e *editor) find(table, row, key string) (sheet, cell string) {
	e.t.Helper()
	for _, sheet := range e.file.GetSheetList() {
		rows, err := e.file.GetRows(sheet)
		if err != nil {
			e.t.Fatal(err)
		}
		if len(rows) == 0 || len(rows[0]) == 0 || rows[0][0] != "sekisho/"+table {
			continue
		}
		column := slices.Index(rows[0], key) + 1
		if key == "_id" {
			column = 1
		}
		for i, r := range rows {
			if len(r) > 0 && r[0] == row && column > 0 {
				cell, err := excelize.CoordinatesToCellName(column, i+1)
				if err != nil {
					e.t.Fatal(err)
				}
				return sheet, cell
			}
		}
	}
	e.t.Fatalf("no cell %s %s %s", table, row, key)
	return "", ""
}

func (e *editor) set(table, row, key string, value any) *editor {
	e.t.Helper()
	sheet, cell := e.find(table, row, key)
	if err := e.file.SetCellValue(sheet, cell, value); err != nil {
		e.t.Fatal(err)
	}
	return e
}

func (e *editor) save() {
	e.t.Helper()
	if err := e.file.Save(); err != nil {
		e.t.Fatal(err)
	}
}

func importSheet(t *testing.T, study, sheet string, o app.SheetImportOptions) *app.SheetImport {
	t.Helper()
	o.Author, o.Date = "情報政策課", "2026-11-25"
	im, err := app.ImportSheet(context.Background(), study, sheet, o)
	if err != nil {
		t.Fatal(err)
	}
	return im
}

// lettersOf gives every letter of a study, cells and damages.
func lettersOf(t *testing.T, study string) []string {
	t.Helper()
	s, err := app.Open(study, model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !s.Usable() {
		t.Fatal(s.Findings().Findings)
	}
	r, _, err := s.Assess(context.Background(), assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, m := range r.Models {
		for _, c := range m.Cells {
			list = append(list, string(m.Model.Assets[c.Asset].ID)+" "+string(s.Catalog.Threats[c.Threat].ID)+" "+c.Risk.Worst.String()+c.Risk.Best.String())
		}
		for _, d := range m.Damage.Damages {
			list = append(list, string(d.Damage.ID)+" "+d.Risk.Worst.String())
		}
	}
	return list
}

// TestSheetUnchanged wants nothing to change where nothing was edited, also by way
// of LibreOffice and with the rows in another order.
func TestSheetUnchanged(t *testing.T) {
	long.Test(t)
	t.Parallel()
	study, sheet := sheetStudy(t, lang.Ja)
	before := filesIn(t, study)
	saved := office.Convert(t, "ods", sheet)
	back := office.Convert(t, "xlsx", saved...)
	for _, name := range append(back, sheet) {
		im := importSheet(t, study, name, app.SheetImportOptions{})
		if len(im.Found.Findings) > 0 || len(im.Edits) > 0 || len(im.Files) > 0 {
			t.Errorf("%s: %d edits, %v", filepath.Base(name), len(im.Edits), im.Found.Findings)
		}
	}
	if diff := cmp.Diff(before, filesIn(t, study)); diff != "" {
		t.Error(diff)
	}
}

// TestSheetEdits edits levels, importance and deployments in the sheet, and wants
// the letters that the same edits give in YAML; a second import changes nothing.
func TestSheetEdits(t *testing.T) {
	long.Test(t)
	t.Parallel()
	for _, l := range lang.All {
		study, sheet := sheetStudy(t, l)
		absent := map[lang.Lang]string{lang.Ja: "未実施", lang.En: "absent"}[l]
		edit(t, sheet).
			set("cells", "cell/a-eapp-asp/th-07", "countermeasure_level", "１").set("cells", "cell/a-eapp-asp/th-07", "reason", "確かめた\r\n「=1+1」").
			set("assets", "asset/a-pref", "importance", 3).set("assets", "asset/a-pref", "importance_reason", "住民の情報を扱う髙𠮷①").
			set("deployments", "deployment/cd-01", "status", absent).save()
		im := importSheet(t, study, sheet, app.SheetImportOptions{})
		if im.Found.HasErrors() || len(im.Conflicts) > 0 {
			t.Fatal(l, im.Found.Findings, im.Conflicts)
		}
		if _, err := im.Write(); err != nil {
			t.Fatal(err)
		}
		other := filepath.Join(t.TempDir(), "study")
		initStudy(t, other)
		editYAML(t, other)
		if diff := cmp.Diff(lettersOf(t, other), lettersOf(t, study)); diff != "" {
			t.Errorf("%s: letters by YAML and by the sheet (-YAML +sheet):\n%s", l, diff)
		}
		// The study has changed, so the sheet is one of another state now.
		again := importSheet(t, study, sheet, app.SheetImportOptions{})
		if len(again.Found.Findings) != 1 || again.Found.Findings[0].Code != diag.SheetOtherState {
			t.Errorf("%s: a second import: %v", l, again.Found.Findings)
		}
	}
}

// editYAML makes the edits of TestSheetEdits in a study's files.
func editYAML(t *testing.T, study string) {
	t.Helper()
	judgements := "judgements:\n" +
		"  - {set: importance, asset: a-pref, value: 3, reason: r, author: a, date: 2026-11-25}\n" +
		"  - {set: countermeasure-level, asset: a-eapp-asp, threat: th-07, value: 1, reason: r, author: a, date: 2026-11-25}\n"
	if err := os.WriteFile(filepath.Join(study, "z.yaml"), []byte("format: sekisho/1\n"+judgements), 0o600); err != nil {
		t.Fatal(err)
	}
	replaceDeployment(t, study, "cd-01")
}

// replaceDeployment sets the status of a deployment where it is written: there is
// one model only, so that comes to the same as an override.
func replaceDeployment(t *testing.T, study, id string) {
	t.Helper()
	done := false
	for name, text := range filesIn(t, study) {
		lines := strings.SplitAfter(text, "\n")
		for i, l := range lines {
			if strings.Contains(l, "id: "+id+",") && strings.Contains(l, "status: ") {
				lines[i] = strings.Replace(l, "status: in-place", "status: absent", 1)
				done = done || lines[i] != l
			}
		}
		if err := os.WriteFile(filepath.Join(study, filepath.FromSlash(name)), []byte(strings.Join(lines, "")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if !done {
		t.Fatalf("deployment %s is not in place", id)
	}
}

// TestSheetConflict changes a study and its sheet to different values.
func TestSheetConflict(t *testing.T) {
	long.Test(t)
	t.Parallel()
	study, sheet := sheetStudy(t, lang.Ja)
	base := filepath.Join(t.TempDir(), "base")
	if err := os.CopyFS(base, os.DirFS(study)); err != nil {
		t.Fatal(err)
	}
	edit(t, sheet).set("assets", "asset/a-pref", "importance", 3).set("assets", "asset/a-pref", "importance_reason", "シート").save()
	if err := os.WriteFile(filepath.Join(study, "z.yaml"), []byte("format: sekisho/1\njudgements:\n  - {set: importance, asset: a-pref, value: 1, reason: スタディ, author: a, date: 2026-11-01}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	im := importSheet(t, study, sheet, app.SheetImportOptions{Base: base})
	if len(im.Conflicts) == 0 || im.Conflicts[0].File != "3" || im.Conflicts[0].Now != "1" || len(im.Files) > 0 {
		t.Errorf("conflicts %+v, edits %+v, %v", im.Conflicts, im.Edits, im.Found.Findings)
	}
	if im = importSheet(t, study, sheet, app.SheetImportOptions{Base: base, Take: "study"}); len(im.Edits)+len(im.Conflicts) > 0 {
		t.Errorf("the study wins: %+v", im.Edits)
	}
	if im = importSheet(t, study, sheet, app.SheetImportOptions{Base: base, Take: "file"}); len(im.Files) == 0 {
		t.Errorf("the sheet wins: %v", im.Found.Findings)
	}
}

// TestSheetIllegal wants each illegal edit refused with the address of its cell,
// all at once, and nothing to be written.
func TestSheetIllegal(t *testing.T) {
	long.Test(t)
	t.Parallel()
	study, sheet := sheetStudy(t, lang.Ja)
	e := edit(t, sheet)
	e.set("cells", "cell/a-eapp-asp/th-07", "countermeasure_level", "4")
	e.set("cells", "cell/a-eapp-asp/th-08", "threat_level", 1) // without a reason
	e.set("cells", "cell/a-eapp-asp/th-09", "risk", "E")
	e.set("assets", "asset/a-pref", "asset", "別の名前")
	e.set("deployments", "deployment/cd-01", "status", "たぶん")
	s, cell := e.find("deployments", "deployment/cd-02", "_id")
	if err := e.file.SetCellValue(s, cell, "deployment/other"); err != nil {
		t.Fatal(err)
	}
	e.save()
	im := importSheet(t, study, sheet, app.SheetImportOptions{})
	got := map[diag.Code]int{}
	for _, f := range im.Found.Findings {
		got[f.Code]++
		if !strings.Contains(f.Args["cell"], "!") {
			t.Errorf("%s names no cell: %v", f.Code, f.Args)
		}
	}
	want := map[diag.Code]int{diag.SheetValue: 2, diag.SheetOvertyped: 1, diag.SheetNotEditable: 1, diag.SheetRowUnknown: 1, diag.SheetRowGone: 1}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	if len(im.Files) > 0 {
		t.Error("files change")
	}
}

// TestSheetForeign wants files refused that are no export of the study.
func TestSheetForeign(t *testing.T) {
	long.Test(t)
	t.Parallel()
	study, sheet := sheetStudy(t, lang.Ja)
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	plain := excelize.NewFile()
	var empty bytes.Buffer
	if err := plain.Write(&empty); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		data []byte
		want diag.Code
	}{
		"text.xlsx":  {[]byte("id,name\n"), diag.SheetUnreadable},
		"empty.xlsx": {nil, diag.SheetUnreadable},
		"cut.xlsx":   {data[:len(data)/2], diag.SheetUnreadable},
		"plain.xlsx": {empty.Bytes(), diag.SheetNotOurs},
	} {
		im := importSheet(t, study, write(name, tt.data), app.SheetImportOptions{})
		if len(im.Found.Findings) != 1 || im.Found.Findings[0].Code != tt.want {
			t.Errorf("%s: %v, want %s", name, im.Found.Findings, tt.want)
		}
	}
}

// initStudy writes a new study of model ①a.
func initStudy(t *testing.T, dir string) {
	t.Helper()
	if err := app.WriteDir(dir, newStudy()); err != nil {
		t.Fatal(err)
	}
}

// newStudy gives the files of a new study of model ①a, made once.
var newStudy = sync.OnceValue(func() []app.File {
	s, err := app.Derive(context.Background(), app.NewStudy{Models: []model.ModelID{"m1a"}, WithoutBaseline: true, ID: "new", Title: "新しい題"})
	if err != nil {
		panic(err)
	}
	return s.Files()
})
