package sqlstore

import (
	"context"
	"fmt"
	"strings"
)

// many is a statement over rows. Its text stands behind a common table
// expression r, which holds them. PostgreSQL gets all rows at once, each column
// as an array, because every statement costs a way to the server and back;
// SQLite, to which there is no way, gets them one after the other.
type many struct {
	columns []column
	// single is the statement over one row, arrayed the one over arrays.
	single, arrayed string
}

// over makes a statement over rows of some columns.
func over(columns []column, text string) many {
	names, single, arrayed := make([]string, len(columns)), make([]string, len(columns)), make([]string, len(columns))
	for i, c := range columns {
		names[i], single[i] = c.name, fmt.Sprintf("$%d", i+1)
		arrayed[i] = single[i] + "::" + c.kind + "[]"
	}
	rows := "WITH r (" + strings.Join(names, ", ") + ") AS ("
	return many{columns,
		rows + "VALUES (" + strings.Join(single, ", ") + ")) " + text,
		rows + "SELECT * FROM unnest(" + strings.Join(arrayed, ", ") + ")) " + text}
}

// column is a column of the rows, with its type in PostgreSQL.
type column struct{ name, kind string }

// Types of columns.
const (
	texts   = "text"
	numbers = "bigint"
	binary  = "bytea"
)

// row holds a value for each column: a string, an int64 or a []byte.
type row []any

// columnsOf gives columns of one type.
func columnsOf(kind string, names ...string) []column {
	columns := make([]column, len(names))
	for i, name := range names {
		columns[i] = column{name, kind}
	}
	return columns
}

// arrays gives the columns of rows as arrays.
func (m many) arrays(rows []row) []any {
	args := make([]any, len(m.columns))
	for i, c := range m.columns {
		switch c.kind {
		case texts:
			args[i] = arrayOf[string](rows, i)
		case numbers:
			args[i] = arrayOf[int64](rows, i)
		default:
			args[i] = arrayOf[[]byte](rows, i)
		}
	}
	return args
}

func arrayOf[T any](rows []row, column int) []T {
	values := make([]T, len(rows))
	for i, r := range rows {
		values[i] = r[column].(T) //nolint:forcetypeassert // rows are made in this package; another type is a mistake in it
	}
	return values
}

// run is one run of a statement.
type run struct {
	text string
	args []any
}

// runs gives the runs of a statement over rows.
func (d dialect) runs(m many, rows []row) []run {
	var list []run
	for len(rows) > 0 {
		if !d.arrays {
			list, rows = append(list, run{m.single, rows[0]}), rows[1:]
			continue
		}
		n := fitting(rows)
		list, rows = append(list, run{m.arrayed, m.arrays(rows[:n])}), rows[n:]
	}
	return list
}

// write runs a statement that changes something.
func (b *batch) write(ctx context.Context, m many, rows []row) error {
	for _, run := range b.dialect.runs(m, rows) {
		if err := b.exec(ctx, run.text, run.args...); err != nil {
			return err
		}
	}
	return nil
}

// fitting tells how many of the rows one statement takes: at least one, for a row
// is never larger than a record.
func fitting(rows []row) int {
	size := 0
	for i, r := range rows {
		for _, v := range r {
			if data, ok := v.([]byte); ok {
				size += len(data)
			}
		}
		if i > 0 && size > statementBytes {
			return i
		}
	}
	return len(rows)
}
