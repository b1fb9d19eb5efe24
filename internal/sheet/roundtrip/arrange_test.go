package roundtrip_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/sheet/layout"
	"github.com/sekisho/sekisho/internal/testing/long"
	"github.com/sekisho/sekisho/internal/testing/office"
	"github.com/sekisho/sekisho/internal/workbook"
)

// firstRow of the data of a sheet.
const firstRow = 6

// arrange does to the rows what people do while they work with them and what means
// nothing. It comes after all edits, since it moves the rows.
func (x *filled) arrange() {
	for _, table := range []layout.TableID{layout.Assets, layout.Deployments, layout.Cells} {
		n := len(x.ids(table))
		for range rapid.IntRange(0, 4).Draw(x.t, "arrangements") {
			if n > 0 {
				x.arrangement(table, &n)
			}
		}
	}
}

// arrangement does one such thing to a table that has n rows from [firstRow] on.
func (x *filled) arrangement(table layout.TableID, n *int) {
	x.t.Helper()
	sheet := x.name[table]
	row := func(what string) int { return firstRow + rapid.IntRange(0, *n-1).Draw(x.t, what) }
	last := len(x.rows[table][0])
	do := func(errs ...error) {
		for _, err := range errs {
			if err != nil {
				x.t.Fatal(err)
			}
		}
	}
	switch rapid.SampledFrom([]string{"sort", "insert", "hide", "colour", "filter"}).Draw(x.t, "arrangement") {
	case "sort": // one row after the other is moved, as sorting does
		do(x.file.UnmergeCell(sheet, workbook.Ref(firstRow, 1), workbook.Ref(firstRow+*n, last)))
		for range rapid.IntRange(1, 3).Draw(x.t, "moves") {
			from, to := row("from"), row("to")
			if from == to {
				continue
			}
			do(x.file.DuplicateRowTo(sheet, from, to))
			if to <= from {
				from++
			}
			do(x.file.RemoveRow(sheet, from))
		}
	case "insert":
		rows := rapid.IntRange(1, 3).Draw(x.t, "rows")
		do(x.file.InsertRows(sheet, row("above"), rows))
		*n += rows
	case "hide":
		do(x.file.SetRowVisible(sheet, row("hidden"), false))
	case "colour":
		style, err := x.file.NewStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FF00FF"}}})
		at := row("coloured")
		do(err, x.file.SetCellStyle(sheet, workbook.Ref(at, 1), workbook.Ref(at, last), style))
	case "filter":
		do(x.file.AutoFilter(sheet, workbook.Ref(firstRow-1, 2)+":"+workbook.Ref(firstRow+*n, last), []excelize.AutoFilterOptions{{Column: "C", Expression: "x != 空"}}))
		do(x.file.SetRowVisible(sheet, row("filtered"), false))
	}
}

// TestEditsSavedByOffice draws a few studies and edits, arranges the rows, and has
// LibreOffice sort and save the files: the edits are those of YAML all the same.
func TestEditsSavedByOffice(t *testing.T) {
	t.Parallel()
	long.Test(t)
	dir := t.TempDir()
	type one struct{ study, yaml string }
	var all []one
	var tasks []office.Task
	for i := range 4 {
		here := filepath.Join(dir, strconv.Itoa(i))
		rapid.Custom(func(t *rapid.T) int {
			spec, l := draw(t), lang.All[i%2]
			study := filepath.Join(here, "study")
			x := openSheet(t, export(t, save(t, spec, study), l), l, spec)
			for range 3 {
				x.recorded()
			}
			x.edit()
			if i < 3 { // the last is arranged by LibreOffice alone
				x.arrange()
			}
			file := filepath.Join(here, "sheet.xlsx")
			if err := os.WriteFile(file, x.saved(), 0o600); err != nil {
				t.Fatal(err)
			}
			save(t, spec, filepath.Join(here, "yaml"))
			tasks = append(tasks, office.Task{File: file, Work: x.sorts()})
			return i
		}).Example(i)
		all = append(all, one{filepath.Join(here, "study"), filepath.Join(here, "yaml")})
	}
	edits := 0
	for i, file := range office.Work(t, tasks...) {
		im, err := app.ImportSheet(t.Context(), all[i].study, file, app.SheetImportOptions{Author: author, Date: date})
		if err != nil {
			t.Fatal(err)
		}
		if im.Found.HasErrors() || len(im.Conflicts) > 0 {
			t.Fatalf("study %d: legal edits are refused: %v, %+v", i, im.Found.Findings, im.Conflicts)
		}
		if _, err := im.Write(); err != nil {
			t.Fatal(err)
		}
		edits += len(im.Edits)
		if diff := gocmp.Diff(sorted(openStudy(t, all[i].yaml).Spec), sorted(openStudy(t, all[i].study).Spec)); diff != "" {
			t.Errorf("study %d: edited in YAML and in the sheet (-YAML +sheet):\n%s", i, diff)
		}
	}
	if edits < 4 {
		t.Errorf("only %d edits came back", edits)
	}
}

// sorts are statements that sort the tables with rows.
func (x *filled) sorts() (work []string) {
	for table, key := range map[layout.TableID]string{layout.Assets: "asset", layout.Cells: "threat", layout.Deployments: "scope"} {
		if len(x.ids(table)) > 1 {
			work = append(work, strings.Join([]string{"SortBy ", office.Quote(string(table)), ", ", office.Quote(key), ", True"}, ""))
		}
	}
	return work
}
