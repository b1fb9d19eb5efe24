package roundtrip

import (
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/sheet/layout"
)

func languages() []lang.Lang { return lang.All }

// Edit is a cell that came back with another value.
type Edit struct {
	Table layout.TableID
	// Row is the id of its row, and Sets what it sets there.
	Row  string
	Sets layout.Subject
	// Ref is where it stands.
	Ref string
	// Base is the value as exported, File as it came back, Now as the study has it.
	Base, File, Now string
	// Conflict tells that the study changed meanwhile, to another value.
	Conflict bool
	// Reason that stands in the row, for levels.
	Reason string
}

// tables lists those with cells to edit.
func tables() []layout.TableID {
	return []layout.TableID{layout.Assets, layout.Deployments, layout.Cells}
}

// Compare tells what a workbook that came back changes, given as it was exported
// and as an export of the study would be now. The findings name what is illegal,
// by its cell; while any is an error nothing may be taken over.
func Compare(base, file, now *Book) ([]Edit, diag.List) {
	c := &comparer{base: base, file: file, now: now}
	for _, id := range tables() {
		if base.Tables[id] != nil {
			c.table(id)
		}
	}
	c.formulas()
	c.found.Sort()
	return c.edits, c.found
}

type comparer struct {
	base, file, now *Book
	edits           []Edit
	found           diag.List
}

func (c *comparer) table(id layout.TableID) {
	base, file := c.base.Tables[id], c.file.Tables[id]
	if file == nil {
		c.found.Add(diag.SheetMissing, "", "cell", base.Sheet)
		return
	}
	for _, t := range file.Twice {
		c.found.Add(diag.SheetRowTwice, "", "cell", t.Ref, "id", t.Text)
	}
	for _, l := range file.Loose {
		c.found.Add(diag.SheetRowLoose, "", "cell", l.Ref, "value", l.Text)
	}
	for _, row := range file.Order {
		if !base.Has(row) {
			c.found.Add(diag.SheetRowUnknown, "", "cell", file.Ref(row, 0), "id", row)
		}
	}
	table, _ := layout.Of(id)
	for _, row := range base.Order {
		if !file.Has(row) {
			c.found.Add(diag.SheetRowGone, "", "cell", base.Ref(row, 0), "id", row)
			continue
		}
		for i := range table.Columns {
			c.cell(table, i, row)
		}
	}
}

func (c *comparer) cell(table layout.Table, i int, row string) {
	column := table.Columns[i]
	if column.Kind == layout.Editable {
		c.editable(table, i, row)
		return
	}
	if column.Kind == layout.Calculated || column.Key == "_id" { // see formulas, and rows
		return
	}
	was, calculated := c.base.Tables[table.ID].Cell(row, i)
	is, _ := c.file.Tables[table.ID].Cell(row, i)
	if was != is && !calculated {
		c.found.Add(diag.SheetNotEditable, "", "cell", c.file.Tables[table.ID].Ref(row, i), "value", is, "was", was)
	}
}

// editable compares the three values of a cell that may be edited.
func (c *comparer) editable(table layout.Table, i int, row string) {
	column, file := table.Columns[i], c.file.Tables[table.ID]
	baseText, _ := c.base.Tables[table.ID].Cell(row, i)
	text, formula := file.Cell(row, i)
	was, _ := Value(column.Values, baseText)
	is, ok := Value(column.Values, text)
	if text == baseText || ok && was == is && baseText != "" {
		return
	}
	e := Edit{Table: table.ID, Row: row, Sets: column.Sets, Ref: file.Ref(row, i), Base: was, File: is}
	if !ok || formula {
		c.found.Add(diag.SheetValue, "", "cell", e.Ref, "value", text)
		return
	}
	for j, other := range table.Columns {
		if other.Sets == layout.SetReason {
			e.Reason, _ = file.Cell(row, j)
		}
	}
	now := c.now.Tables[table.ID]
	if now == nil || !now.Has(row) {
		c.found.Add(diag.SheetRowGoneNow, "", "cell", e.Ref, "id", row)
		return
	}
	text, _ = now.Cell(row, i)
	e.Now, _ = Value(column.Values, text)
	if e.Now == e.File {
		return // the study says so already
	}
	e.Conflict = e.Now != e.Base
	c.edits = append(c.edits, e)
}

// formulas wants every calculated cell of every table to be calculated still.
func (c *comparer) formulas() {
	for _, table := range layout.All() {
		base, file := c.base.Tables[table.ID], c.file.Tables[table.ID]
		if base == nil || file == nil {
			continue
		}
		for _, row := range base.Order {
			if !file.Has(row) {
				continue
			}
			for i, column := range table.Columns {
				if column.Kind != layout.Calculated && column.Kind != layout.Hidden {
					continue
				}
				_, was := base.Cell(row, i)
				if text, is := file.Cell(row, i); was && !is {
					c.found.Add(diag.SheetOvertyped, "", "cell", file.Ref(row, i), "value", text)
				}
			}
		}
	}
}
