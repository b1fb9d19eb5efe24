package workbench_test

import (
	"encoding/csv"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/testing/long"
	"github.com/sekisho/sekisho/internal/workbook"
)

// TestTableFiles takes tables of pages as files: whole, though the page shows a
// part, with numbers as numbers, and with nothing that a spreadsheet would run.
func TestTableFiles(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	read := func(path string) [][]string {
		t.Helper()
		w := h.get(t, h.admin, path, "ja")
		text, marked := strings.CutPrefix(w.Body.String(), "\uFEFF")
		if w.Code != http.StatusOK || !marked || !strings.Contains(w.Header().Get("Content-Disposition"), ".csv") {
			t.Fatalf("%s: %d, %v: %.200s", path, w.Code, w.Header(), text)
		}
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	if rows := read("/s/mic-r8/asset?m=m4&table=1&as=csv"); len(rows) != 1+723 { // the page shows 500
		t.Errorf("%d rows of model 4", len(rows))
	}
	if rows := read("/s/mic-r8/asset?m=m4&risk=A&from=500&table=1&as=csv"); len(rows) != 1+95 {
		t.Errorf("%d rows with A", len(rows))
	}
	rows := read("/s/mic-r8?table=1&as=csv")
	if want := "資産ベースのリスク値（資産と脅威の組の数） A"; rows[0][2] != want || rows[2][2] != "18" {
		t.Errorf("the heading over two rows: %q, below it %q", rows[0], rows[2])
	}
	const asset, formula = "/s/mic-r8/model?m=m1a&asset=a-bnd-link", `=HYPERLINK("http://x/","見る")`
	form := formOf(t, h.get(t, h.admin, asset, "ja").Body.String())
	form.Set("name", formula)
	if w := h.post(t, h.admin, asset, form); w.Code != http.StatusSeeOther {
		t.Fatalf("an asset is not renamed: %d", w.Code)
	}
	found := false
	for _, row := range read("/s/mic-r8/model?m=m1a&table=1&as=csv") {
		found = found || row[0] == "'"+formula
		if strings.HasPrefix(row[0], "=") {
			t.Errorf("a formula: %q", row[0])
		}
	}
	if !found {
		t.Error("the renamed asset is missing")
	}
	w := h.get(t, h.admin, "/s/mic-r8/model?m=m1a&table=1&as=xlsx", "ja")
	grids, _, err := workbook.ReadGrids(w.Body.Bytes(), workbook.FormLimits())
	if err != nil || len(grids) != 1 || !strings.Contains(w.Header().Get("Content-Disposition"), "xlsx") {
		t.Fatalf("%v, %d sheets", err, len(grids))
	}
	if rows := grids[0].Rows; len(rows) != 1+45 || !slices.ContainsFunc(rows, func(r []string) bool { return r[0] == formula }) {
		t.Errorf("%d rows in the workbook: %q", len(rows), rows[0])
	}
	for _, path := range []string{"/s/mic-r8?table=9&as=csv", "/s/mic-r8?table=1&as=pdf", "/s/mic-r8?table=x&as=csv"} {
		if w := h.get(t, h.admin, path, "ja"); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}
