package roundtrip

import (
	"slices"

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
		if base.Rows[row] == nil {
			c.found.Add(diag.SheetRowUnknown, "", "cell", anyRef(file, row), "id", row)
		}
	}
	table, _ := layout.Of(id)
	for _, row := range base.Order {
		if file.Rows[row] == nil {
			c.found.Add(diag.SheetRowGone, "", "cell", anyRef(base, row), "id", row)
			continue
		}
		for _, column := range table.Columns {
			c.cell(id, column, row)
		}
	}
}

// anyRef gives where a row stands.
func anyRef(t *Table, row string) string {
	refs := []string{}
	for _, c := range t.Rows[row] {
		refs = append(refs, c.Ref)
	}
	if len(refs) == 0 {
		return t.Sheet
	}
	return slices.Min(refs)
}

func (c *comparer) cell(id layout.TableID, column layout.Column, row string) {
	base, file := c.base.Tables[id].Rows[row][column.Key], c.file.Tables[id].Rows[row][column.Key]
	switch column.Kind {
	case layout.Editable:
		c.editable(id, column, row)
	case layout.Hidden:
		if column.Key != "_id" && base.Text != file.Text {
			c.found.Add(diag.SheetNotEditable, "", "cell", first(file.Ref, base.Ref), "value", file.Text, "was", base.Text)
		}
	case layout.Shown:
		if base.Text != file.Text && !base.Formula {
			c.found.Add(diag.SheetNotEditable, "", "cell", first(file.Ref, base.Ref), "value", file.Text, "was", base.Text)
		}
	case layout.Calculated: // see formulas
	}
}

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// editable compares the three values of a cell that may be edited.
func (c *comparer) editable(id layout.TableID, column layout.Column, row string) {
	base, file := c.base.Tables[id].Rows[row][column.Key], c.file.Tables[id].Rows[row][column.Key]
	was, _ := Value(column.Values, base.Text)
	is, ok := Value(column.Values, file.Text)
	if file.Text == base.Text || ok && was == is && base.Text != "" {
		return
	}
	if !ok || file.Formula {
		c.found.Add(diag.SheetValue, "", "cell", first(file.Ref, base.Ref), "value", file.Text)
		return
	}
	e := Edit{Table: id, Row: row, Sets: column.Sets, Ref: first(file.Ref, base.Ref), Base: was, File: is}
	table, _ := layout.Of(id)
	for _, other := range table.Editables() {
		if other.Sets == layout.SetReason {
			e.Reason = c.file.Tables[id].Rows[row][other.Key].Text
		}
	}
	now := c.now.Tables[id]
	if now == nil || now.Rows[row] == nil {
		c.found.Add(diag.SheetRowGoneNow, "", "cell", e.Ref, "id", row)
		return
	}
	e.Now, _ = Value(column.Values, now.Rows[row][column.Key].Text)
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
			for _, column := range table.Columns {
				was, is := base.Rows[row][column.Key], file.Rows[row][column.Key]
				if column.Kind == layout.Calculated && was.Formula && !is.Formula && file.Rows[row] != nil {
					c.found.Add(diag.SheetOvertyped, "", "cell", first(is.Ref, was.Ref), "value", is.Text)
				}
			}
		}
	}
}
