package data

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/sheet/rules"
	"github.com/sekisho/sekisho/internal/workbook"
)

// Listing is a table as somebody sees it on a page: a heading and texts, without
// codes. Rows are as long as Head.
type Listing struct {
	// Name of the sheet.
	Name string
	Head []string
	// Numbers tells which columns hold whole numbers; 1,234 may have commas there.
	Numbers []bool
	Rows    [][]string
}

// WriteCSV writes a listing as CSV files are written here: UTF-8 with a byte order
// mark, CR LF, no line end in a value, nothing that is taken for a formula.
func (l Listing) WriteCSV(out io.Writer) error {
	w := &csvWriter{out: bufio.NewWriter(out), table: l.Name}
	w.bytes("\uFEFF")
	w.row(l.Head)
	for _, row := range l.Rows {
		values := make([]string, len(row))
		for i, v := range row {
			values[i] = v
			if n, ok := l.number(i, v); ok {
				values[i] = strconv.Itoa(n)
			}
		}
		w.row(values)
	}
	if w.err == nil {
		w.err = w.out.Flush()
	}
	if w.err != nil {
		return fmt.Errorf("write CSV: %w", w.err)
	}
	return nil
}

// WriteWorkbook writes a listing as a workbook of one sheet. Text is stored as
// text, so that nothing in it is a formula.
func (l Listing) WriteWorkbook(out io.Writer) (err error) {
	b, err := workbook.New()
	if err != nil {
		return err
	}
	defer func() {
		if e := b.Close(); err == nil && e != nil {
			err = fmt.Errorf("close workbook: %w", e)
		}
	}()
	if err := b.Describe(l.Name, ""); err != nil {
		return err
	}
	s, err := b.Sheet(workbook.SheetNames([]string{rules.Plain(l.Name)})[0], workbook.SheetOptions{Plain: true, FreezeRow: 2, Widths: l.widths()})
	if err != nil {
		return err
	}
	if err := s.Row(l.cells(l.Head), workbook.RowOptions{}); err != nil {
		return err
	}
	for _, row := range l.Rows {
		if err := s.Row(l.cells(row), workbook.RowOptions{}); err != nil {
			return err
		}
	}
	if err := s.Flush(); err != nil {
		return err
	}
	return b.Write(out)
}

func (l Listing) cells(row []string) []workbook.Cell {
	cells := make([]workbook.Cell, len(row))
	for i, v := range row {
		if n, ok := l.number(i, v); ok {
			cells[i] = workbook.Int(n, workbook.Style{})
		} else if v != "" {
			cells[i] = workbook.Text(v, workbook.Style{})
		}
	}
	return cells
}

func (l Listing) number(column int, v string) (int, bool) {
	if column >= len(l.Numbers) || !l.Numbers[column] {
		return 0, false
	}
	n, err := strconv.Atoi(strings.ReplaceAll(v, ",", ""))
	return n, err == nil
}

// widths gives each column the room of its longest text, within bounds.
func (l Listing) widths() []float64 {
	widths := make([]float64, len(l.Head))
	for _, row := range append([][]string{l.Head}, l.Rows...) {
		for i, v := range row {
			widths[i] = max(widths[i], 8, min(60, workbook.Width(v)))
		}
	}
	return widths
}
