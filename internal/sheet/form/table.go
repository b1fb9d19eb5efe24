package form

import (
	"fmt"
	"strings"

	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/sheet/layout"
	"github.com/sekisho/sekisho/internal/workbook"
)

// column is a column of a sheet, with its headings as they are read.
type column struct {
	layout.Column
	head, group string
}

// table is a sheet of the kind that package layout describes.
type table struct {
	w       *writer
	id      layout.TableID
	sheet   *workbook.Sheet
	columns []column
	index   map[string]int
	// first row of data, and the last one filtered.
	first int
	// filterTo ends the filter; 0: the last row.
	filterTo int
	noFilter bool
	cells    []workbook.Cell
	// height of the row written last.
	height float64
}

// Rows above the data: keys, title, note, groups, headings.
const (
	keyRow = iota + 1
	titleRow
	noteRow
	groupRow
	headRow
	firstRow
)

// tableOptions are what differs between tables.
type tableOptions struct {
	note string
	// frozen is the key of the first column that scrolls.
	frozen string
	paper  workbook.Paper
	// portrait turns the page.
	portrait bool
	// tall headings are written from top to bottom.
	tall bool
	tab  string
}

// columnsOf gives the columns of a table of the layout.
func (w *writer) columnsOf(id layout.TableID) []column {
	t, _ := layout.Of(id)
	var out []column
	for _, c := range t.Columns {
		out = append(out, w.column(c))
	}
	return out
}

func (w *writer) column(c layout.Column) column {
	x := column{Column: c}
	if c.Kind != layout.Hidden {
		x.head = w.text(c.Heading())
	}
	if c.Group != "" {
		x.group = w.text("sheet.group." + c.Group)
	}
	return x
}

// begin starts a table and writes what stands above its rows.
func (w *writer) begin(id layout.TableID, columns []column, o tableOptions) (*table, error) {
	t := &table{w: w, id: id, columns: columns, index: map[string]int{}, first: firstRow, cells: make([]workbook.Cell, len(columns))}
	opt := workbook.SheetOptions{FreezeRow: firstRow, Protect: true, Tab: o.tab, Page: w.page(o)}
	for i, c := range columns {
		t.index[c.Key] = i
		opt.Widths = append(opt.Widths, c.Width)
		if c.Key == o.frozen {
			opt.FreezeColumn = i + 1
		}
	}
	var err error
	if t.sheet, err = w.book.Sheet(w.names[w.at], opt); err != nil {
		return nil, err
	}
	return t, t.head(o)
}

// page gives the set-up of a page: always one page wide, with the marking of the
// study, what is shown and the numbers of pages.
func (w *writer) page(o tableOptions) workbook.Page {
	p := workbook.Page{Paper: o.paper, Portrait: o.portrait, TitleRows: [2]int{groupRow, headRow}}
	if p.Paper == 0 {
		p.Paper = workbook.A3
	}
	spec := w.Result.Study.Spec
	p.Header = [3]string{workbook.HeaderText(w.studyTitle(), 60), "", workbook.HeaderText(spec.Marking, 30)}
	if w.m != nil {
		p.Header[1] = workbook.HeaderText(w.m.Model.In(w.Lang), 50)
	}
	if o.portrait && w.m != nil {
		p.Header[0], p.Header[1] = p.Header[1], "" // a narrow page has no room for both
	}
	if spec.Marking != "" {
		p.Header[2] = "&B" + p.Header[2]
	}
	p.Footer = [3]string{workbook.HeaderText(w.title(w.sheets[w.at]), 40), "&P / &N", ""}
	if spec.AsOf != "" {
		p.Footer[2] = workbook.HeaderText(w.text("sheet.as_of", "date", locale.Date(w.Lang, spec.AsOf)), 40)
	}
	return p
}

// head writes the rows above the data.
func (t *table) head(o tableOptions) error {
	n := len(t.columns)
	keys, titles, notes := make([]workbook.Cell, n), make([]workbook.Cell, n), make([]workbook.Cell, n)
	groups, heads := make([]workbook.Cell, n), make([]workbook.Cell, n)
	lines, tall := 1, 0.0
	for i, c := range t.columns {
		keys[i] = workbook.Text(c.Key, workbook.Style{})
		if c.Kind == layout.Hidden {
			continue
		}
		groups[i], heads[i] = workbook.Text(c.group, groupStyle()), workbook.Text(c.head, headStyle())
		switch {
		case c.group == "" && o.tall && c.Width < 5:
			groups[i] = workbook.Text(c.head, tallStyle())
			heads[i] = workbook.Cell{Style: headStyle()}
			tall = max(tall, tallHeight(c.head, c.Width))
		case c.group == "":
			groups[i] = workbook.Text(c.head, headStyle())
			heads[i] = workbook.Cell{Style: headStyle()}
			lines = max(lines, workbook.Lines(c.head, c.Width, small)-1)
		default:
			lines = max(lines, workbook.Lines(c.head, c.Width, small))
		}
	}
	keys[0].Text = layout.Mark + string(t.id)
	first := t.visible()
	titles[first] = workbook.Text(t.w.title(t.w.sheets[t.w.at]), titleStyle())
	notes[first] = workbook.Text(o.note, noteStyle())
	headHeight := max(workbook.Height(lines, small)+6, tall-groupHeight)
	for _, r := range []struct {
		cells []workbook.Cell
		o     workbook.RowOptions
	}{
		{keys, workbook.RowOptions{Hidden: true}}, {titles, workbook.RowOptions{Height: 24}},
		{notes, workbook.RowOptions{Height: workbook.Height(workbook.Lines(o.note, t.width(), small), small)}},
		{groups, workbook.RowOptions{Height: groupHeight}}, {heads, workbook.RowOptions{Height: headHeight}},
	} {
		if err := t.sheet.Row(r.cells, r.o); err != nil {
			return err
		}
	}
	return t.mergeHead()
}

// groupHeight is the height of the row of groups.
const groupHeight = 18

// tallStyle turns the headings of narrow columns.
func tallStyle() workbook.Style {
	s := headStyle()
	s.Rotate, s.Size, s.Bold = 90, 8, false
	return s
}

// tallHeight gives the height that a turned heading needs, in as many lines as the
// width of its column has room for.
func tallHeight(text string, width float64) float64 {
	rows := max(int(width*5.5/(8*1.3)), 1)
	for height := 40.0; height < 240; height += 8 {
		if workbook.Lines(text, height/5.5, 8) <= rows {
			return height + 8
		}
	}
	return 240
}

// width is the width of the table as it is shown.
func (t *table) width() float64 {
	n := 0.0
	for _, c := range t.columns {
		n += c.Width
	}
	return n
}

// visible gives the index of the first column that is shown.
func (t *table) visible() int {
	for i, c := range t.columns {
		if c.Kind != layout.Hidden {
			return i
		}
	}
	return 0
}

// mergeHead joins the headings of a group, and those without one over both rows.
func (t *table) mergeHead() error {
	for _, row := range []int{titleRow, noteRow} {
		if err := t.sheet.Merge(row, t.visible()+1, row, t.lastVisible()+1); err != nil {
			return err
		}
	}
	for i := 0; i < len(t.columns); i++ {
		c := t.columns[i]
		if c.Kind == layout.Hidden {
			continue
		}
		if c.group == "" {
			if err := t.sheet.Merge(groupRow, i+1, headRow, i+1); err != nil {
				return err
			}
			continue
		}
		to := i
		for to+1 < len(t.columns) && t.columns[to+1].group == c.group && t.columns[to+1].Kind != layout.Hidden {
			to++
		}
		if err := t.sheet.Merge(groupRow, i+1, groupRow, to+1); err != nil {
			return err
		}
		i = to
	}
	return nil
}

// blank empties the row that is being filled.
func (t *table) blank() {
	for i := range t.cells {
		t.cells[i] = workbook.Cell{}
		if t.columns[i].Kind != layout.Hidden {
			t.cells[i].Style = cellStyle()
		}
	}
}

// set fills a cell of the row.
func (t *table) set(key string, c workbook.Cell) { t.cells[t.at(key)] = c }

// put fills a cell with text in the usual look, or in that of a cell to be edited.
func (t *table) put(key, text string) {
	i := t.at(key)
	s := cellStyle()
	switch t.columns[i].Kind {
	case layout.Editable:
		s = input(s)
	case layout.Hidden:
		s = workbook.Style{}
	}
	t.cells[i] = workbook.Text(text, s)
}

// level fills a cell with a level; 0 leaves it empty.
func (t *table) level(key string, n int) {
	i := t.at(key)
	s := centred()
	switch t.columns[i].Kind {
	case layout.Editable:
		s = input(s)
		s.Size = 11
	case layout.Hidden:
		s = unseen()
	}
	if n == 0 {
		t.cells[i] = workbook.Cell{Style: s}
		return
	}
	t.cells[i] = workbook.Int(n, s)
}

// read fills a hidden cell with the level that a cell of the row holds, as a number.
func (t *table) read(key, from string, n int, none string) {
	c := workbook.Cell{Style: unseen()}
	if n > 0 || none == "0" {
		c = workbook.Int(n, unseen())
	}
	c.Formula = levelIn(t.ref(from), none)
	t.set(key, c)
}

func (t *table) at(key string) int {
	i, ok := t.index[key]
	if !ok {
		panic(fmt.Sprintf("form: table %s has no column %s", t.id, key))
	}
	return i
}

// next gives the number of the row that is being filled.
func (t *table) next() int { return t.sheet.Last() + 1 }

// ref writes a cell of the row that is being filled.
func (t *table) ref(key string) string { return workbook.Ref(t.next(), t.at(key)+1) }

// write writes the row, as high as its text asks for.
func (t *table) write(o workbook.RowOptions) error {
	if o.Height == 0 {
		lines := 1
		for i, c := range t.cells {
			if t.columns[i].Kind == layout.Hidden || c.Style.Rotate != 0 || c.Formula != "" {
				continue
			}
			var text strings.Builder
			text.WriteString(c.Text)
			for _, r := range c.Runs {
				text.WriteString(r.Text)
			}
			if text.String() != "" {
				lines = max(lines, workbook.Lines(text.String(), t.columns[i].Width-float64(c.Style.Indent), c.Style.Size))
			}
		}
		o.Height = workbook.Height(lines, small)
	}
	t.height = o.Height
	if err := t.sheet.Row(t.cells, o); err != nil {
		return err
	}
	return t.w.step()
}

// define names the rows of a column of the table.
func (t *table) define(name, key string) error {
	i := t.at(key) + 1
	return t.w.book.Name(name, workbook.Range(t.sheet.Name(), t.first, i, max(t.sheet.Last(), t.first), i))
}

// end sets what belongs to all rows, and ends the sheet.
func (t *table) end() error {
	last := t.sheet.Last()
	if t.filterTo == 0 {
		t.filterTo = last
	}
	if last >= t.first {
		for i, c := range t.columns {
			if err := t.allow(i, c, last); err != nil {
				return err
			}
		}
	}
	if !t.noFilter {
		if err := t.sheet.Filter(headRow, t.visible()+1, max(t.filterTo, headRow), t.lastVisible()+1); err != nil {
			return err
		}
	}
	if err := t.sheet.PrintArea(titleRow, t.visible()+1, max(last, headRow), t.lastVisible()+1); err != nil {
		return err
	}
	return t.sheet.Flush()
}

// allow restricts the cells of a column that may be edited.
func (t *table) allow(i int, c column, last int) error {
	if c.Kind != layout.Editable {
		return nil
	}
	space := " "
	if t.w.Lang == lang.Ja {
		space = "" // Japanese words have none between them
	}
	title := strings.NewReplacer("-\n", "", "\n", space).Replace(c.head)
	if c.Values == layout.FreeText {
		return t.sheet.Limit(t.first, last, i+1, MaxInput, workbook.Choice{Title: title, Text: t.w.text("sheet.limit", "number", MaxInput)})
	}
	var values []string
	for _, word := range layout.Words(t.w.Lang, c.Values) {
		values = append(values, word.Word)
	}
	return t.sheet.Choose(t.first, last, i+1, workbook.Choice{Values: values, Title: title, Text: t.w.text("sheet.choose")})
}

// MaxInput is the number of characters that a text to be edited may have.
const MaxInput = 2000

func (t *table) lastVisible() int {
	last := 0
	for i, c := range t.columns {
		if c.Kind != layout.Hidden {
			last = i
		}
	}
	return last
}

// rules colours the rows of columns.
func (t *table) rules(from, to string, rules []workbook.Rule) error {
	if t.sheet.Last() < t.first {
		return nil
	}
	return t.sheet.Rules(t.first, t.at(from)+1, t.sheet.Last(), t.at(to)+1, rules)
}
