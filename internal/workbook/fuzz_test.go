package workbook_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/sekisho/sekisho/internal/workbook"
)

// FuzzSheet: no sheet makes a reader panic; it is read, or refused as no workbook
// or as too large.
func FuzzSheet(f *testing.F) {
	for _, bomb := range bombs() {
		if p, ok := bomb.own["xl/worksheets/sheet1.xml"]; ok {
			f.Add(p.head + p.again + p.tail)
		}
	}
	f.Fuzz(func(t *testing.T, sheet string) {
		data := hostile(t, map[string]part{"xl/worksheets/sheet1.xml": {head: sheet}})
		row := 0
		err := workbook.Inspect(bytes.NewReader(data), int64(len(data)), workbook.Inspector{Row: func(at int, _ bool, cells []workbook.Seen) {
			row = at
			for _, c := range cells {
				if c.Row != at || c.Column < 1 {
					t.Errorf("a cell of row %d says that it is in row %d, column %d", at, c.Row, c.Column)
				}
			}
		}})
		_, _, form := workbook.ReadGrids(data, workbook.FormLimits())
		for _, err := range []error{err, form} {
			if err != nil && !errors.Is(err, workbook.ErrNotWorkbook) && !errors.Is(err, workbook.ErrTooLarge) {
				t.Errorf("row %d: %v", row, err)
			}
		}
	})
}
