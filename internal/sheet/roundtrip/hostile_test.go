package roundtrip_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/sekisho/sekisho/internal/sheet/layout"
	"github.com/sekisho/sekisho/internal/sheet/roundtrip"
	"github.com/sekisho/sekisho/internal/testing/long"
	"github.com/sekisho/sekisho/internal/workbook"
)

// table makes a workbook with a table of ours, of so many rows.
func table(t testing.TB, rows int, row func(int) []any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	put := func(n int, cells []any) {
		cell, err := excelize.CoordinatesToCellName(1, n)
		if err == nil {
			err = w.SetRow(cell, cells)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	put(1, []any{layout.Mark + string(layout.Assets), "asset", "importance", "importance_reason"})
	for i := range rows {
		put(i+2, row(i))
	}
	var b bytes.Buffer
	if err := errors.Join(w.Flush(), f.Write(&b)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestReadRefusesTooMuch: a table of a million rows is refused, not kept.
func TestReadRefusesTooMuch(t *testing.T) {
	t.Parallel()
	long.Test(t)
	data := table(t, 1<<20-1, func(int) []any { return []any{"asset/a"} })
	if _, err := roundtrip.Read(bytes.NewReader(data), int64(len(data))); !errors.Is(err, workbook.ErrTooLarge) {
		t.Errorf("a million rows: %v", err)
	}
}

// FuzzRead: whatever stands in a table, it is read the same twice, every edit of it
// has a place, and a table changes nothing in comparison with itself.
func FuzzRead(f *testing.F) {
	f.Add("asset/a", "=cmd|'/c calc'!A1", "３", "理由")
	f.Add("asset/a", "名前", "4", "")
	f.Add("cell/a", "", "", "\x00")
	f.Fuzz(func(t *testing.T, id, name, level, reason string) {
		same := table(t, 3, func(i int) []any { return []any{[]string{"asset/a", id, ""}[i], name, level, reason} })
		base := table(t, 1, func(int) []any { return []any{"asset/a", "名前", 2, "理由"} })
		one, err := roundtrip.Read(bytes.NewReader(same), int64(len(same)))
		if err != nil {
			return // the library writes what is no XML
		}
		two, err := roundtrip.Read(bytes.NewReader(base), int64(len(base)))
		if err != nil {
			t.Fatal(err)
		}
		if edits, _ := roundtrip.Compare(one, one, one); len(edits) > 0 {
			t.Errorf("in comparison with itself: %+v", edits)
		}
		edits, found := roundtrip.Compare(two, one, two)
		for _, e := range edits {
			if e.Ref == "" || e.Sets == layout.SetImportance && e.File != "1" && e.File != "2" && e.File != "3" {
				t.Errorf("an edit without place or of no level: %+v", e)
			}
		}
		for _, f := range found.Findings {
			if f.Args["cell"] == "" {
				t.Errorf("%s names no cell", f.Code)
			}
		}
	})
}
