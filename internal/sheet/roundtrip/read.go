// Package roundtrip takes the edits of analysis sheets back: it reads a workbook
// of the 様式 by the layout that its writer went by, and tells three of them apart
// cell by cell: as it was exported, as it came back, and as the study is now.
//
// It changes no study. Rows are found by their ids and columns by their keys, so
// that sorting, filtering, hiding, colouring and other programs do not matter.
package roundtrip

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/width"

	"github.com/sekisho/sekisho/internal/sheet/layout"
	"github.com/sekisho/sekisho/internal/workbook"
)

// Cell is a cell of a table as it stands in a file.
type Cell struct {
	// Ref is where it stands, such as '資産一覧'!L5.
	Ref  string
	Text string
	// Formula tells that it is calculated.
	Formula bool
}

// Table is a table as read.
type Table struct {
	ID    layout.TableID
	Sheet string
	// Rows by id, and the order in which they stand.
	Rows  map[string]map[string]Cell
	Order []string
	// Twice are cells with an id that another row has too.
	Twice []Cell
	// Loose are cells with text that stand in editable columns of rows without id.
	Loose []Cell
}

// Book is a workbook as read.
type Book struct {
	Stamp   layout.Stamp
	Stamped bool
	Tables  map[layout.TableID]*Table
}

// Read reads a workbook. It fails with [workbook.ErrNotWorkbook] or
// [workbook.ErrTooLarge].
func Read(r io.ReaderAt, size int64) (*Book, error) {
	properties, err := workbook.Properties(r, size)
	if err != nil {
		return nil, fmt.Errorf("read workbook: %w", err)
	}
	b := &Book{Tables: map[layout.TableID]*Table{}}
	var list []layout.Property
	for name, value := range properties {
		list = append(list, layout.Property{Name: name, Value: value})
	}
	b.Stamp, b.Stamped = layout.ParseStamp(list)
	in := &reader{book: b}
	if err := workbook.Inspect(r, size, workbook.Inspector{Sheet: in.sheet, Row: in.row}); err != nil {
		return nil, fmt.Errorf("read workbook: %w", err)
	}
	return b, nil
}

// reader builds the tables.
type reader struct {
	book  *Book
	name  string
	table *Table
	keys  map[int]string
}

func (r *reader) sheet(name string, _ bool) { r.name, r.table, r.keys = name, nil, nil }

func (r *reader) row(row int, _ bool, cells []workbook.Seen) {
	if row == 1 {
		r.head(cells)
		return
	}
	if r.table == nil {
		return
	}
	id := ""
	for _, c := range cells {
		if c.Column == 1 {
			id = c.Text
		}
	}
	values := map[string]Cell{}
	for _, c := range cells {
		if key := r.keys[c.Column]; key != "" && c.Column > 1 {
			values[key] = Cell{Ref: workbook.Quote(r.name) + "!" + workbook.Ref(c.Row, c.Column), Text: Normal(c.Text), Formula: c.Formula}
		}
	}
	r.put(row, id, values)
}

func (r *reader) put(row int, id string, values map[string]Cell) {
	_, _, known := layout.Parts(id)
	switch {
	case !known:
		// Titles and totals have no id either; only what was typed into the columns
		// to edit could be meant.
		table, _ := layout.Of(r.table.ID)
		for _, c := range table.Editables() {
			if v := values[c.Key]; id == "" && v.Text != "" && !v.Formula && len(r.table.Order) > 0 {
				r.table.Loose = append(r.table.Loose, v)
			}
		}
	case r.table.Rows[id] != nil:
		r.table.Twice = append(r.table.Twice, Cell{Ref: workbook.Quote(r.name) + "!" + workbook.Ref(row, 1), Text: id})
	default:
		r.table.Rows[id] = values
		r.table.Order = append(r.table.Order, id)
	}
}

// head reads the hidden first row, by which a sheet is known to be a table.
func (r *reader) head(cells []workbook.Seen) {
	if len(cells) == 0 || cells[0].Column != 1 {
		return
	}
	id, ok := strings.CutPrefix(cells[0].Text, layout.Mark)
	if _, known := layout.Of(layout.TableID(id)); !ok || !known || r.book.Tables[layout.TableID(id)] != nil {
		return
	}
	r.table = &Table{ID: layout.TableID(id), Sheet: r.name, Rows: map[string]map[string]Cell{}}
	r.book.Tables[r.table.ID] = r.table
	r.keys = map[int]string{}
	for _, c := range cells {
		r.keys[c.Column] = c.Text
	}
}

// Normal writes text as it is compared: line ends of one kind, no blanks at the
// ends.
func Normal(text string) string {
	return strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text))
}

// circles are characters that people type for ○.
const circles = "○〇◯"

// Value reads the text of a cell as one of its values: a level typed in any width,
// a word of either language, or free text. ok is false for anything else.
func Value(v layout.Values, text string) (value string, ok bool) {
	switch v {
	case layout.FreeText:
		return text, true
	case layout.Level:
		value = strings.TrimSuffix(strings.TrimSpace(width.Fold.String(text)), ".0")
		return value, slices.Contains([]string{"1", "2", "3"}, value)
	}
	if len(text) > 0 && strings.ContainsRune(circles, []rune(text)[0]) && len([]rune(text)) == 1 {
		text = "○"
	}
	for _, l := range languages() {
		for _, w := range layout.Words(l, v) {
			if strings.EqualFold(w.Word, text) || w.Value == text {
				return w.Value, true
			}
		}
	}
	return "", text == "" && v == layout.Effectiveness
}
