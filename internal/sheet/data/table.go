// Package data writes the workbooks and CSV files of the データ kind: the same facts
// as the analysis sheets, for programs. They keep the government's rules for
// machine-readable data (行政データにおける機械可読性に関するルール): one table per sheet,
// headings in row 1, one value per cell, codes with their tables, a sheet of
// definitions, ISO dates, and no characters that only some machines have.
//
// It rates nothing.
package data

import (
	"context"
	"fmt"
	"iter"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
)

// Kind is what a column holds.
type Kind string

// Kinds of columns.
const (
	Text   Kind = "text"   // free text
	Code   Kind = "code"   // one of the codes of a table
	Number Kind = "number" // a whole number
)

// Column is a column of a table.
type Column struct {
	// Key is the physical name, in ASCII.
	Key  string
	Kind Kind
	// Codes is the table in which the codes are explained: one of the tables, or
	// "codes/" and the list within the table of codes.
	Codes string
	// Unit of a number, as a key of package locale.
	Unit string
}

// Table is one table. Rows may be gone through many times.
type Table struct {
	// ID is the physical name.
	ID      string
	Columns []Column
	Rows    iter.Seq[[]string]
}

// Title gives the name of a table.
func (t Table) Title(l lang.Lang) string { return locale.Text(l, "data.table."+t.ID) }

// Heading gives the heading of a column.
func (c Column) Heading(l lang.Lang) string { return locale.Text(l, "data.column."+c.Key) }

// Input is what tables are made of.
type Input struct {
	Result *assess.Result
	Found  diag.List
	Lang   lang.Lang
	// Plans of countermeasures; empty: none were made.
	Plans []Plan
	// Hearing is what organisations answered; nil: none were asked.
	Hearing *hearing.Replies
	// Program is the version of the program.
	Program string
	// Progress, if set, is called with the number of rows written and about how
	// many there will be, from the calling goroutine.
	Progress func(done, total int)
}

// Tables gives every table, facts first, then the lists to which their codes
// refer, then codes and definitions.
func Tables(in Input) []Table {
	b := &builder{Input: in}
	tables := []Table{
		b.about(), b.models(), b.assets(), b.assetClasses(), b.placements(), b.links(), b.flows(), b.entries(), b.goals(),
		b.deployments(), b.scopes(), b.cells(), b.routes(), b.damageResults(), b.counts(), b.findings(),
	}
	tables = append(tables, b.planTables()...)
	tables = append(tables, b.hearingTables()...)
	tables = append(tables, b.damages(), b.threats(), b.threatTypes(), b.countermeasures(), b.countermeasureClasses())
	tables = append(tables, b.lists()...)
	tables = append(tables, b.codes(tables))
	return append(tables, b.definitions(tables))
}

// builder makes the tables.
type builder struct{ Input }

// rows makes rows out of a function that visits them.
func rows(visit func(row func(values ...any) bool)) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		visit(func(values ...any) bool {
			out := make([]string, len(values))
			for i, v := range values {
				switch v := v.(type) {
				case nil:
				case string:
					out[i] = v
				default:
					out[i] = fmt.Sprint(v)
				}
			}
			return yield(out)
		})
	}
}

// level writes a level; unset is a missing value.
func level[L ~uint8](v L) any {
	if v == 0 {
		return nil
	}
	return int(v)
}

// yes writes a truth value as code.
func yes(v bool) string {
	if v {
		return "yes"
	}
	return "no"
}

func key(k string) Column        { return Column{Key: k, Kind: Text} }
func code(k, of string) Column   { return Column{Key: k, Kind: Code, Codes: of} }
func number(k, u string) Column  { return Column{Key: k, Kind: Number, Unit: "data.unit." + u} }
func levelOf(k string) Column    { return Column{Key: k, Kind: Number, Unit: "data.unit.level"} }
func flag(k string) Column       { return code(k, "codes/yes_no") }
func list(k, name string) Column { return code(k, "codes/"+name) }

// Count counts the rows of the tables, so that progress can be told.
func Count(tables []Table) int {
	n := 0
	for _, t := range tables {
		for range t.Rows {
			n++
		}
	}
	return n
}

// stepper counts rows as they are written.
type stepper struct {
	ctx         context.Context //nolint:containedctx // lives for one call of a writer
	in          Input
	done, total int
}

func (s *stepper) step() error {
	s.done++
	if s.done%256 != 0 {
		return nil
	}
	if err := s.ctx.Err(); err != nil {
		return fmt.Errorf("write tables: %w", err)
	}
	if s.in.Progress != nil {
		s.in.Progress(s.done, s.total)
	}
	return nil
}
