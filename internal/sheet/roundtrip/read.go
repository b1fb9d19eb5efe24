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
}

// Table is a table as read.
type Table struct {
	ID    layout.TableID
	Sheet string
	// Order is that in which the rows stand, by their ids.
	Order []string
	rows  map[string]row
	// columns gives for each column of the layout where it stands in the file; 0:
	// nowhere.
	columns []int
	// Twice are cells with an id that another row has too.
	Twice []Cell
	// Loose are cells with text that stand in editable columns of rows without id.
	Loose []Cell
}

// row is a row as read: what stands in the columns of the layout. A workbook has
// millions of cells, so that they are kept without what can be worked out.
type row struct {
	no       int
	texts    []string
	formulas uint64 // by bit
}

// Has reports whether there is a row with an id.
func (t *Table) Has(id string) bool {
	_, ok := t.rows[id]
	return ok
}

// Cell gives what stands in a row in a column of the layout, by its index.
func (t *Table) Cell(id string, column int) (text string, formula bool) {
	r := t.rows[id]
	if column < len(r.texts) {
		text = r.texts[column]
	}
	return text, r.formulas&(1<<column) != 0
}

// Ref gives where that cell stands, such as '資産一覧'!L5; the row, where the file
// lacks the column.
func (t *Table) Ref(id string, column int) string {
	return t.ref(t.rows[id].no, max(t.columns[column], 1))
}

func (t *Table) ref(row, column int) string {
	return workbook.Quote(t.Sheet) + "!" + workbook.Ref(row, column)
}

// Book is a workbook as read.
type Book struct {
	Stamp   layout.Stamp
	Stamped bool
	Tables  map[layout.TableID]*Table
}

// Stamp reads of what a workbook is an export, and nothing else of it; stamped is
// false for one that is none. It fails as [Read] does.
func Stamp(r io.ReaderAt, size int64) (s layout.Stamp, stamped bool, err error) {
	properties, err := workbook.Properties(r, size)
	if err != nil {
		return s, false, fmt.Errorf("read workbook: %w", err)
	}
	var list []layout.Property
	for name, value := range properties {
		list = append(list, layout.Property{Name: name, Value: value})
	}
	s, stamped = layout.ParseStamp(list)
	return s, stamped, nil
}

// Read reads a workbook. It fails with [workbook.ErrNotWorkbook] or
// [workbook.ErrTooLarge].
func Read(r io.ReaderAt, size int64) (*Book, error) {
	b := &Book{Tables: map[layout.TableID]*Table{}}
	var err error
	if b.Stamp, b.Stamped, err = Stamp(r, size); err != nil {
		return nil, err
	}
	in := &reader{book: b, texts: map[string]string{}}
	r = workbook.Watch(r, func(int64) error {
		if in.rows > maxRows || in.bytes > maxBytes {
			return workbook.ErrTooLarge // so that no more is read
		}
		return nil
	})
	if err := workbook.Inspect(r, size, workbook.Inspector{Sheet: in.sheet, Row: in.row}); err != nil {
		return nil, fmt.Errorf("read workbook: %w", err)
	}
	if in.rows > maxRows || in.bytes > maxBytes {
		return nil, fmt.Errorf("read workbook: %w: %d rows", workbook.ErrTooLarge, in.rows)
	}
	return b, nil
}

// Bounds of what is kept of a workbook.
const (
	// maxRows of all tables; the largest study has a tenth.
	maxRows = 300_000
	// maxBytes of their texts, equal ones counted once.
	maxBytes = 96 << 20
	// maxShared is the number of texts that are looked at for equal ones.
	maxShared = 100_000
)

// reader builds the tables.
type reader struct {
	book  *Book
	name  string
	table *Table
	// layout of the table, and its columns by those of the file.
	layout layout.Table
	at     map[int]int
	// texts that are kept, of which equal ones are one.
	texts       map[string]string
	rows, bytes int
}

func (r *reader) sheet(name string, _ bool) { r.name, r.table = name, nil }

func (r *reader) row(no int, _ bool, cells []workbook.Seen) {
	if no == 1 {
		r.head(cells)
		return
	}
	if r.table == nil || r.rows > maxRows || r.bytes > maxBytes {
		return
	}
	r.rows++
	id := ""
	x := row{no: no}
	for _, c := range cells {
		if c.Column == 1 {
			id = c.Text
			r.bytes += len(id)
		}
		i, ok := r.at[c.Column]
		if !ok || c.Column == 1 {
			continue
		}
		for len(x.texts) <= i {
			x.texts = append(x.texts, "")
		}
		x.texts[i] = r.keep(Normal(c.Text))
		if c.Formula {
			x.formulas |= 1 << i
		}
	}
	r.put(id, x)
}

// keep gives a text, the same one for equal ones.
func (r *reader) keep(text string) string {
	if kept, ok := r.texts[text]; ok {
		return kept
	}
	r.bytes += len(text)
	if len(r.texts) < maxShared {
		r.texts[text] = text
	}
	return text
}

func (r *reader) put(id string, x row) {
	_, _, known := layout.Parts(id)
	switch {
	case !known:
		// Titles and totals have no id either; only what was typed into the columns
		// to edit could be meant.
		for i, c := range r.layout.Columns {
			if c.Kind == layout.Editable && id == "" && len(r.table.Order) > 0 && i < len(x.texts) && x.texts[i] != "" && x.formulas&(1<<i) == 0 {
				r.table.Loose = append(r.table.Loose, Cell{Ref: r.table.ref(x.no, r.table.columns[i]), Text: x.texts[i]})
			}
		}
	case r.table.Has(id):
		r.table.Twice = append(r.table.Twice, Cell{Ref: r.table.ref(x.no, 1), Text: id})
	default:
		r.table.rows[id] = x
		r.table.Order = append(r.table.Order, id)
	}
}

// head reads the hidden first row, by which a sheet is known to be a table.
func (r *reader) head(cells []workbook.Seen) {
	if len(cells) == 0 || cells[0].Column != 1 {
		return
	}
	id, ok := strings.CutPrefix(cells[0].Text, layout.Mark)
	table, known := layout.Of(layout.TableID(id))
	if !ok || !known || r.book.Tables[table.ID] != nil {
		return
	}
	r.layout, r.at = table, map[int]int{}
	r.table = &Table{ID: table.ID, Sheet: r.name, rows: map[string]row{}, columns: make([]int, len(table.Columns))}
	r.book.Tables[r.table.ID] = r.table
	for _, c := range cells {
		if i := table.Index(c.Text); i >= 0 {
			r.at[c.Column], r.table.columns[i] = i, c.Column
		}
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
