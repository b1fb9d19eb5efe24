package data

import (
	"context"
	"fmt"
	"io"
	"strconv"

	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/sheet/layout"
	"github.com/sekisho/sekisho/internal/sheet/rules"
	"github.com/sekisho/sekisho/internal/workbook"
)

// Workbook writes all tables as one workbook, a table per sheet. It gives the
// cells whose text was too long for a cell. It fails when ctx ends.
func Workbook(ctx context.Context, out io.Writer, in Input) (cut []string, err error) {
	tables := Tables(in)
	b, err := workbook.New()
	if err != nil {
		return nil, err
	}
	defer func() {
		if e := b.Close(); err == nil && e != nil {
			err = fmt.Errorf("close workbook: %w", e)
		}
	}()
	if err := b.Describe(locale.Text(in.Lang, "data.book"), ""); err != nil {
		return nil, err
	}
	titles := make([]string, len(tables))
	for i, t := range tables {
		titles[i] = t.Title(in.Lang)
	}
	steps := &stepper{ctx: ctx, in: in, total: Count(tables)}
	for i, name := range workbook.SheetNames(titles) {
		if err := writeSheet(b, name, in, tables[i], steps); err != nil {
			return nil, err
		}
	}
	if err := b.Write(out); err != nil {
		return nil, err
	}
	return b.Cut(), nil
}

// writeSheet writes a table: headings in row 1, then its rows.
func writeSheet(b *workbook.Book, name string, in Input, t Table, steps *stepper) error {
	o := workbook.SheetOptions{Plain: true, FreezeRow: 2}
	cells := make([]workbook.Cell, len(t.Columns))
	for i, c := range t.Columns {
		cells[i] = workbook.Text(c.Heading(in.Lang), workbook.Style{})
		o.Widths = append(o.Widths, wide(c))
	}
	s, err := b.Sheet(name, o)
	if err != nil {
		return err
	}
	if err := s.Row(cells, workbook.RowOptions{}); err != nil {
		return err
	}
	for row := range t.Rows {
		for i, v := range row {
			cells[i] = cell(t.Columns[i], v)
		}
		if err := s.Row(cells, workbook.RowOptions{}); err != nil {
			return err
		}
		if err := steps.step(); err != nil {
			return err
		}
	}
	return s.Flush()
}

// wide gives the width of a column.
func wide(c Column) float64 {
	switch c.Kind {
	case Number:
		return 12
	case Code:
		return 20
	}
	return 30
}

// cell makes a value a cell: numbers are numbers, text is plain.
func cell(c Column, v string) workbook.Cell {
	if v == "" {
		return workbook.Cell{}
	}
	if c.Kind == Number {
		if n, err := strconv.Atoi(v); err == nil {
			return workbook.Int(n, workbook.Style{})
		}
	}
	return workbook.Text(rules.Plain(v), workbook.Style{})
}

// FileName gives the name of a file of the study's data: date, study, what it
// holds. The ending is not part of it.
func FileName(in Input, table string) string {
	return layout.FileName(in.Result.Study, in.Lang, locale.Text(in.Lang, "data.file"), rules.Plain(table))
}
