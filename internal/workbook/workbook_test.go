package workbook_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/workbook"
)

// TestSheetNames proves that every name is one that Excel takes.
func TestSheetNames(t *testing.T) {
	t.Parallel()
	got := workbook.SheetNames([]string{"資産", "資産", "a/b", "A?B", "'x'", "", "History", strings.Repeat("長", 60), strings.Repeat("長", 60), "[]:*?/\\"})
	want := []string{"資産", "資産(2)", "a_b", "A_B(2)", "x", "_", "History(2)", strings.Repeat("長", 31), strings.Repeat("長", 28) + "(2)", "_______"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	rapid.Check(t, func(t *rapid.T) {
		wanted := rapid.SliceOfN(rapid.String(), 1, 6).Draw(t, "names")
		seen := map[string]bool{}
		f := excelize.NewFile()
		defer func() { _ = f.Close() }()
		for _, name := range workbook.SheetNames(wanted) {
			if n := len(utf16.Encode([]rune(name))); n == 0 || n > workbook.MaxSheetName || strings.ContainsAny(name, `[]:*?/\`) || seen[strings.ToLower(name)] {
				t.Fatalf("%q is no name for a sheet", name)
			}
			seen[strings.ToLower(name)] = true
			if _, err := f.NewSheet(name); err != nil {
				t.Fatalf("%q: %v", name, err)
			}
		}
	})
}

// TestTextStaysText writes texts that spreadsheets and XML take for something
// else, twice with the same bytes, and reads them back both ways.
func TestTextStaysText(t *testing.T) {
	t.Parallel()
	texts := []string{"=cmd|'/c calc'!A1", "a & b < c", "行\nもう一行", " 空白 ", "_x0041_", "絵文字🏯", "𠮷", "1.0", "", "\ttab"}
	produce := func() []byte {
		b, err := workbook.New()
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = b.Close() }()
		for _, name := range []string{"一", "二", "三"} {
			s, err := b.Sheet(name, workbook.SheetOptions{Widths: []float64{10, 0}, Protect: true})
			if err != nil {
				t.Fatal(err)
			}
			for _, text := range texts {
				if err := s.Row([]workbook.Cell{workbook.Text(text, workbook.Style{Bold: true}), workbook.Int(3, workbook.Style{})}, workbook.RowOptions{}); err != nil {
					t.Fatal(err)
				}
			}
			if err := s.Row([]workbook.Cell{workbook.Text(strings.Repeat("長", workbook.MaxText+1), workbook.Style{})}, workbook.RowOptions{}); err != nil {
				t.Fatal(err)
			}
			if err := s.Flush(); err != nil {
				t.Fatal(err)
			}
		}
		if cut := b.Cut(); len(cut) != 3 || cut[0] != "'一'!A11" {
			t.Errorf("cells cut are %v", cut)
		}
		var out bytes.Buffer
		if err := b.Write(&out); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	data := produce()
	if !bytes.Equal(data, produce()) {
		t.Error("the same calls give other bytes")
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for i, want := range texts {
		ref := workbook.Ref(i+1, 1)
		got, err := f.GetCellValue("二", ref)
		formula, err2 := f.GetCellFormula("二", ref)
		if err := errors.Join(err, err2); err != nil || got != want || formula != "" {
			t.Errorf("%s is %q with formula %q (%v), want %q", ref, got, formula, err, want)
		}
	}
	inspectBack(t, data, texts)
}

// inspectBack reads the texts with Inspect.
func inspectBack(t *testing.T, data []byte, texts []string) {
	t.Helper()
	sheets, hidden := 0, 0
	err := workbook.Inspect(bytes.NewReader(data), int64(len(data)), workbook.Inspector{
		Sheet: func(string, bool) { sheets++ },
		Row: func(row int, _ bool, cells []workbook.Seen) {
			if row <= len(texts) && texts[row-1] != "" && texts[row-1] != "_x0041_" && cells[0].Text != texts[row-1] {
				t.Errorf("row %d is inspected as %q, want %q", row, cells[0].Text, texts[row-1])
			}
		},
		End: func(f workbook.SheetFacts) { hidden += len(f.HiddenColumns) },
	})
	if err != nil || sheets != 3 || hidden != 3 {
		t.Errorf("%d sheets with %d hidden columns: %v", sheets, hidden, err)
	}
}

// TestColumnsStandInOrder: Excel takes a file for broken where they do not.
func TestColumnsStandInOrder(t *testing.T) {
	t.Parallel()
	b, err := workbook.New()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = b.Close() }()
	s, err := b.Sheet("x", workbook.SheetOptions{Widths: []float64{0, 5, 6, 7, 0}})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Row(nil, workbook.RowOptions{}), s.Flush()); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	var columns []string
	err = workbook.Inspect(bytes.NewReader(out.Bytes()), int64(out.Len()), workbook.Inspector{
		End: func(f workbook.SheetFacts) { columns = f.HiddenColumns },
	})
	if err != nil || !slices.Equal(columns, []string{"A", "E"}) {
		t.Errorf("hidden columns are %v: %v", columns, err)
	}
}

// TestInspectRefuses: what is no workbook is told, and nothing panics.
func TestInspectRefuses(t *testing.T) {
	t.Parallel()
	for _, data := range []string{"", "PK", "%PDF-1.7", "PK\x05\x06" + strings.Repeat("\x00", 18)} {
		err := workbook.Inspect(strings.NewReader(data), int64(len(data)), workbook.Inspector{})
		if !errors.Is(err, workbook.ErrNotWorkbook) {
			t.Errorf("%q: %v", data, err)
		}
	}
}

// TestReferences checks how cells are written.
func TestReferences(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{1: "A", 26: "Z", 27: "AA", 702: "ZZ", 703: "AAA", 16384: "XFD"} {
		if got := workbook.Column(n); got != want {
			t.Errorf("column %d is %s, want %s", n, got, want)
		}
	}
	if got := workbook.Range("it's", 1, 2, 3, 4); got != "'it''s'!$B$1:$D$3" {
		t.Errorf("range is %s", got)
	}
}

// TestTextOfFilesAndHeaders checks text that goes where some characters mean
// something.
func TestTextOfFilesAndHeaders(t *testing.T) {
	t.Parallel()
	if got := workbook.FileText(` .a\b/c:d*e?f"g<h>i|j k. `, 40); got != "a_b_c_d_e_f_g_h_i_j_k" {
		t.Errorf("file text is %q", got)
	}
	if got := workbook.HeaderText("A&B\nC", 10); got != "A&&B C" {
		t.Errorf("header text is %q", got)
	}
	if got := workbook.Lines("一二三四五六七八九十", 11, 10); got != 2 {
		t.Errorf("ten wide characters take %d lines of five", got)
	}
}
