package rules_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/sekisho/sekisho/internal/sheet/rules"
)

// book makes a workbook with a good table, codes and definitions, and lets a case
// spoil it.
func book(t *testing.T, spoil func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	rows := [][]any{{"名称", "件数（件）", "状況", "日付"}, {"本庁", 3, "済", "2026-06-08"}, {"支所", 0, "未", "2026-06-09"}, {"分室", 5, "済", "2026-06-10"}}
	for i, row := range rows {
		if err := f.SetSheetRow("Sheet1", "A"+string(rune('1'+i)), &row); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"コード表", "項目定義"} {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetRow(name, "A1", &[]any{"名前", "意味", "単位"}); err != nil {
			t.Fatal(err)
		}
	}
	if spoil != nil {
		spoil(f)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// broken gives the rules that a file violates.
func broken(t *testing.T, name string, data []byte) []string {
	t.Helper()
	found, err := rules.Check(name, bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range found {
		if !slices.Contains(out, f.Rule) {
			out = append(out, f.Rule)
		}
	}
	return out
}

// must fails the test that a helper of excelize fails.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestWorkbooks spoils a good workbook in one way each, and expects the rule.
func TestWorkbooks(t *testing.T) {
	t.Parallel()
	set := func(ref string, v any) func(*excelize.File) {
		return func(f *excelize.File) { must(t, f.SetCellValue("Sheet1", ref, v)) }
	}
	for _, tt := range []struct {
		name  string
		spoil func(f *excelize.File)
		want  string
	}{
		{"nothing", nil, ""},
		{"a second table below", func(f *excelize.File) {
			must(t, f.SetSheetRow("Sheet1", "A7", &[]any{"別表", "値"}))
			must(t, f.SetSheetRow("Sheet1", "A8", &[]any{"x", 1}))
		}, "L1-02"},
		{"a blank row", set("A6", "出張所"), "L1-03"},
		{"a note beside", set("G3", "メモ"), "L1-04"},
		{"a column without heading", func(f *excelize.File) { set("E2", "x")(f); set("E3", "y")(f) }, "L1-05"},
		{"a heading that says nothing", set("C1", "列3"), "L1-05"},
		{"spaces for looks", set("A2", "本　庁"), "L1-06"},
		{"a line end", set("A2", "本庁\n舎"), "L1-06"},
		{"two values in a cell", set("B2", "3 (2)"), "L1-07"},
		{"a circled digit", set("A2", "①課"), "L1-08"},
		{"a note over a cell", func(f *excelize.File) { must(t, f.AddComment("Sheet1", excelize.Comment{Cell: "A2", Text: "x"})) }, "L1-10"},
		{"colour that tells", func(f *excelize.File) {
			style, err := f.NewStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FF0000"}}})
			must(t, err)
			must(t, f.SetCellStyle("Sheet1", "A3", "A3", style))
		}, "L1-11"},
		{"merged cells", func(f *excelize.File) { must(t, f.MergeCell("Sheet1", "A2", "A3")) }, "L1-12"},
		{"a hidden row", func(f *excelize.File) { must(t, f.SetRowVisible("Sheet1", 3, false)) }, "L1-13"},
		{"a hidden column", func(f *excelize.File) { must(t, f.SetColVisible("Sheet1", "C", false)) }, "L1-13"},
		{"a hidden sheet", func(f *excelize.File) { must(t, f.SetSheetVisible("項目定義", false)) }, "L1-13"},
		{"a number with its unit", set("B2", "1,200円"), "L2-01"},
		{"a value left out", func(f *excelize.File) { must(t, f.SetCellValue("Sheet1", "A3", nil)) }, "L2-02"},
		{"two headings alike", set("C1", "名称"), "L2-03"},
		{"two spellings of a choice", func(f *excelize.File) { set("C2", "ABC")(f); set("C3", "ＡＢＣ")(f) }, "L2-04"},
		{"details with other", set("C2", "その他（検討中）"), "L2-05"},
		{"a formula", func(f *excelize.File) { must(t, f.SetCellFormula("Sheet1", "B2", "1+2")) }, "L2-06"},
		{"a title above", func(f *excelize.File) { must(t, f.InsertRows("Sheet1", 1, 1)) }, "L3-01"},
		{"codes unexplained", func(f *excelize.File) { set("C1", "状況コード")(f); must(t, f.DeleteSheet("コード表")) }, "L3-02"},
		{"a sign among numbers", set("B3", "…"), "L3-03"},
		{"no unit", func(f *excelize.File) {
			set("B1", "件数")(f)
			for _, s := range []string{"コード表", "項目定義"} {
				must(t, f.SetCellValue(s, "C1", "備考"))
			}
		}, "L3-04"},
		{"an era alone", set("D2", "令和8年6月8日"), "L3-05"},
		{"regions without names", func(f *excelize.File) { set("A1", "市区町村")(f) }, "L3-06"},
		{"no definitions", func(f *excelize.File) { must(t, f.DeleteSheet("項目定義")) }, "L3-08"},
		{"years as columns", func(f *excelize.File) {
			must(t, f.SetSheetRow("Sheet1", "B1", &[]any{"2024年", "2025年", "2026年"}))
		}, "L3-09"},
	} {
		got := broken(t, "x.xlsx", book(t, tt.spoil))
		if tt.want == "" && len(got) > 0 || tt.want != "" && !slices.Contains(got, tt.want) {
			t.Errorf("%s: violates %v, want %s", tt.name, got, tt.want)
		}
	}
}

// TestCSV checks the rules about CSV, and both encodings.
func TestCSV(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, want string }{
		{"good", "\uFEFF名称,件数\r\n本庁,3\r\n", ""},
		{"good in CP932", "\x96\xbc\x8f\xcc,n\r\nx,3\r\n", ""},
		{"a line end in a value", "名称,件数\n\"本\n庁\",3\n", "L1-14"},
		{"a comma unquoted", "名称,件数\n本庁,1,200\n", "L1-15"},
		{"not text", "\x00\x01", "L1-01"},
	} {
		got := broken(t, "x.csv", []byte(tt.text))
		if tt.want == "" && len(got) > 0 || tt.want != "" && !slices.Contains(got, tt.want) {
			t.Errorf("%s: violates %v, want %s", tt.name, got, tt.want)
		}
	}
	if got := broken(t, "x.pdf", []byte("%PDF")); !slices.Equal(got, []string{"L1-01"}) {
		t.Errorf("a PDF file violates %v", got)
	}
}

// TestCells checks that places are named, and that those left out are counted.
func TestCells(t *testing.T) {
	t.Parallel()
	text := "名称\n" + strings.Repeat("①\n", 25)
	found, err := rules.Check("x.csv", strings.NewReader(text), int64(len(text)))
	must(t, err)
	if len(found) != 1 || found[0].Count != 25 || len(found[0].Cells) != rules.MaxCells || found[0].Cells[0] != "A2" {
		t.Errorf("found %+v", found)
	}
}

// TestPlain checks that plain text violates nothing.
func TestPlain(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"検証モデル①a": "検証モデル1a", "②'": "2'", "㈱関所　本社": "(株)関所 本社", "１～３": "1-3", " 改行\r\nと\tタブ ": "改行 と タブ", "Ⅳ期": "IV期",
	} {
		got := rules.Plain(in)
		if got != want || strings.ContainsFunc(got, rules.Dependent) {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

// TestAll checks the list of rules itself.
func TestAll(t *testing.T) {
	t.Parallel()
	checked := 0
	for _, r := range rules.All() {
		if r.Checked {
			checked++
		}
		if !slices.Contains([]string{"fatal", "critical", "major", "minor"}, r.Weight) {
			t.Errorf("%s weighs %q", r.ID, r.Weight)
		}
	}
	if len(rules.All()) != 30 || checked != 28 {
		t.Errorf("%d rules, %d checked", len(rules.All()), checked)
	}
}
