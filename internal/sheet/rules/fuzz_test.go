package rules_test

import (
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/sekisho/sekisho/internal/sheet/rules"
)

// FuzzCheck: no workbook and no CSV file makes the checker panic, and the same
// file gives the same findings.
func FuzzCheck(f *testing.F) {
	b := excelize.NewFile()
	if err := b.SetCellValue("Sheet1", "A1", "名称"); err != nil {
		f.Fatal(err)
	}
	data, err := b.WriteToBuffer()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data.Bytes(), true)
	f.Add([]byte("名称,件数\n本庁,3\n"), false)
	f.Add([]byte("a,\"b\nc\",①\n,,\n"), false)
	f.Fuzz(func(t *testing.T, data []byte, book bool) {
		name := "x.csv"
		if book {
			name = "x.xlsx"
		}
		one, err := rules.Check(name, bytes.NewReader(data), int64(len(data)))
		two, err2 := rules.Check(name, bytes.NewReader(data), int64(len(data)))
		if len(one) != len(two) || (err == nil) != (err2 == nil) {
			t.Errorf("the same file gives %v, %v and %v, %v", one, err, two, err2)
		}
	})
}
