package workbook

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Cell is a cell to be written. Exactly one of Text, Runs, Number and Formula is
// given, or none for an empty cell; a formula carries its value in Text or Number.
type Cell struct {
	Text    string
	Runs    []Run
	Number  *float64
	Formula string
	Style   Style
}

// Int gives a cell with a whole number.
func Int(n int, s Style) Cell {
	f := float64(n)
	return Cell{Number: &f, Style: s}
}

// Text gives a cell with text.
func Text(t string, s Style) Cell { return Cell{Text: t, Style: s} }

// Paper is the size of a page.
type Paper int

// Papers.
const (
	A4 Paper = 9
	A3 Paper = 8
)

// Page is how a sheet is printed: always one page wide.
type Page struct {
	Paper    Paper
	Portrait bool
	// Header and Footer in three parts: left, middle, right. Text of users must
	// go through [HeaderText].
	Header, Footer [3]string
	// TitleRows are repeated on every page: the first and the last row; 0: none.
	TitleRows [2]int
}

// SheetOptions are what must be known before the first row.
type SheetOptions struct {
	// Widths of the columns, from the first. 0 hides a column.
	Widths []float64
	// FreezeColumn and FreezeRow are the first that scroll; 0: none is frozen.
	FreezeColumn, FreezeRow int
	Page                    Page
	// Protect the locked cells, without a password.
	Protect bool
	// Plain leaves grid lines on and page set-up out, for sheets of data.
	Plain bool
	// Tab is the colour of the sheet's tab.
	Tab string
	// Zoom in per cent; 0: 100.
	Zoom float64
}

// Sheet is a sheet being written, row by row.
type Sheet struct {
	book   *Book
	name   string
	stream *excelize.StreamWriter
	row    int
	values []any
	cells  []excelize.Cell
}

// Sheet begins a sheet. Its name must come from [SheetNames]. The sheet before
// must have been flushed.
func (b *Book) Sheet(name string, o SheetOptions) (*Sheet, error) {
	if err := b.addSheet(name); err != nil {
		return nil, fmt.Errorf("sheet %s: %w", name, err)
	}
	if err := b.setSheet(name, o); err != nil {
		return nil, fmt.Errorf("sheet %s: %w", name, err)
	}
	stream, err := b.file.NewStreamWriter(name)
	if err != nil {
		return nil, fmt.Errorf("sheet %s: %w", name, err)
	}
	s := &Sheet{book: b, name: name, stream: stream}
	if err := s.setColumns(o); err != nil {
		return nil, fmt.Errorf("sheet %s: %w", name, err)
	}
	return s, nil
}

func (b *Book) addSheet(name string) error {
	b.sheets++
	if b.sheets == 1 {
		return b.file.SetSheetName("Sheet1", name)
	}
	_, err := b.file.NewSheet(name)
	return err
}

func (b *Book) setSheet(name string, o SheetOptions) error {
	if o.Plain {
		return nil
	}
	fit := true
	props := &excelize.SheetPropsOptions{FitToPage: &fit}
	if o.Tab != "" {
		props.TabColorRGB = &o.Tab
	}
	if err := b.file.SetSheetProps(name, props); err != nil {
		return err
	}
	no := false
	view := &excelize.ViewOptions{ShowGridLines: &no}
	if o.Zoom > 0 {
		view.ZoomScale = &o.Zoom
	}
	if err := b.file.SetSheetView(name, -1, view); err != nil {
		return err
	}
	if err := b.setPage(name, o.Page); err != nil {
		return err
	}
	if !o.Protect {
		return nil
	}
	return b.file.ProtectSheet(name, &excelize.SheetProtectionOptions{
		AutoFilter: true, FormatColumns: true, FormatRows: true, FormatCells: true, Sort: true,
		SelectLockedCells: true, SelectUnlockedCells: true,
	})
}

func (b *Book) setPage(name string, p Page) error {
	orientation, size, wide, tall := "landscape", int(p.Paper), 1, 0
	if p.Portrait {
		orientation = "portrait"
	}
	err := b.file.SetPageLayout(name, &excelize.PageLayoutOptions{Size: &size, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &tall})
	if err != nil {
		return err
	}
	side, top, edge, centred := 0.4, 0.75, 0.3, true
	err = b.file.SetPageMargins(name, &excelize.PageLayoutMarginsOptions{
		Left: &side, Right: &side, Top: &top, Bottom: &top, Header: &edge, Footer: &edge, Horizontally: &centred,
	})
	if err != nil {
		return err
	}
	if err := b.file.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddHeader: threeParts(p.Header), OddFooter: threeParts(p.Footer)}); err != nil {
		return err
	}
	if p.TitleRows[0] == 0 {
		return nil
	}
	return b.file.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", Scope: name, RefersTo: fmt.Sprintf("%s!$%d:$%d", Quote(name), p.TitleRows[0], p.TitleRows[1]),
	})
}

// threeParts joins the parts of a header.
func threeParts(p [3]string) string {
	var b strings.Builder
	for i, mark := range []string{"&L", "&C", "&R"} {
		if p[i] != "" {
			b.WriteString(mark + p[i])
		}
	}
	return b.String()
}

func (s *Sheet) setColumns(o SheetOptions) error {
	// The library puts each range before those set earlier, and Excel wants them in
	// order. Columns of one width are one range, for the library walks through all
	// that it has at each.
	for last := len(o.Widths); last > 0; {
		w, first := o.Widths[last-1], last
		for first > 1 && o.Widths[first-2] == w {
			first--
		}
		if err := s.stream.SetColWidth(first, last, max(w, 2)); err != nil {
			return err
		}
		if w == 0 {
			if err := s.stream.SetColVisible(first, last, false); err != nil {
				return err
			}
		}
		last = first - 1
	}
	if o.FreezeColumn == 0 && o.FreezeRow == 0 {
		return nil
	}
	p := &excelize.Panes{Freeze: true, XSplit: max(o.FreezeColumn-1, 0), YSplit: max(o.FreezeRow-1, 0)}
	p.TopLeftCell = Ref(max(o.FreezeRow, 1), max(o.FreezeColumn, 1))
	switch {
	case p.XSplit == 0:
		p.ActivePane = "bottomLeft"
	case p.YSplit == 0:
		p.ActivePane = "topRight"
	default:
		p.ActivePane = "bottomRight"
	}
	return s.stream.SetPanes(p)
}

// RowOptions are of a row.
type RowOptions struct {
	// Height in points; 0: by the program that shows it.
	Height float64
	Hidden bool
	// Level of the outline.
	Level int
}

// Last gives the number of the last row written; the first is 1.
func (s *Sheet) Last() int { return s.row }

// Name gives the name of the sheet.
func (s *Sheet) Name() string { return s.name }

// Row writes the next row. The cells are not kept.
func (s *Sheet) Row(cells []Cell, o RowOptions) error {
	s.row++
	s.values = s.values[:0]
	if cap(s.cells) < len(cells) {
		s.cells = make([]excelize.Cell, len(cells))
	}
	s.cells = s.cells[:len(cells)]
	for i := range cells {
		value, err := s.value(&cells[i], i, &s.cells[i])
		if err != nil {
			return err
		}
		s.values = append(s.values, value)
	}
	row := excelize.RowOpts{Height: min(o.Height, excelize.MaxRowHeight), Hidden: o.Hidden, OutlineLevel: o.Level}
	if err := s.stream.SetRow(Ref(s.row, 1), s.values, row); err != nil {
		return fmt.Errorf("sheet %s, row %d: %w", s.name, s.row, err)
	}
	return nil
}

// value makes c what the library writes; nil for an empty cell without a look.
func (s *Sheet) value(c *Cell, column int, into *excelize.Cell) (any, error) {
	empty := c.Text == "" && c.Runs == nil && c.Number == nil && c.Formula == ""
	if empty && c.Style == (Style{}) {
		return nil, nil //nolint:nilnil // an empty cell is nothing
	}
	cell := c.plain()
	c = &cell
	style, err := s.book.style(c.Style)
	if err != nil {
		return nil, err
	}
	*into = excelize.Cell{StyleID: style, Formula: c.Formula}
	switch {
	case c.Number != nil:
		into.Value = *c.Number
	case c.Runs != nil:
		into.Value = richText(c.Runs, c.Style.Size)
	case c.Text != "" || c.Formula != "":
		if tooLong(c.Text) {
			s.book.cut = append(s.book.cut, Quote(s.name)+"!"+Ref(s.row, column+1))
		}
		into.Value = Clean(c.Text)
	}
	return into, nil
}

// Merge joins the cells of a range. Values of cells that it covers stay in the
// file, so that filters find every row.
func (s *Sheet) Merge(row1, column1, row2, column2 int) error {
	if row1 == row2 && column1 == column2 {
		return nil
	}
	if err := s.stream.MergeCell(Ref(row1, column1), Ref(row2, column2)); err != nil {
		return fmt.Errorf("sheet %s: %w", s.name, err)
	}
	return nil
}

// Filter sets an automatic filter over a range, its first row the headings.
func (s *Sheet) Filter(row1, column1, row2, column2 int) error {
	if err := s.book.file.AutoFilter(s.name, Ref(row1, column1)+":"+Ref(row2, column2), nil); err != nil {
		return fmt.Errorf("sheet %s: set filter: %w", s.name, err)
	}
	return nil
}

// Choice is what a user is told of a cell with a list.
type Choice struct {
	// Values to choose from.
	Values []string
	// Title and Text are shown where another value is entered.
	Title, Text string
}

// Choose lets the user choose the values of a range from a list, and nothing
// else but an empty cell.
func (s *Sheet) Choose(row1, row2, column int, c Choice) error {
	v := excelize.NewDataValidation(true)
	v.SetSqref(Ref(row1, column) + ":" + Ref(row2, column))
	if err := v.SetDropList(c.Values); err != nil {
		return fmt.Errorf("sheet %s: set list: %w", s.name, err)
	}
	v.SetError(excelize.DataValidationErrorStyleStop, c.Title, c.Text)
	if err := s.book.file.AddDataValidation(s.name, v); err != nil {
		return fmt.Errorf("sheet %s: set list: %w", s.name, err)
	}
	return nil
}

// Limit keeps the text of a range within the number of characters.
func (s *Sheet) Limit(row1, row2, column, most int, c Choice) error {
	v := excelize.NewDataValidation(true)
	v.SetSqref(Ref(row1, column) + ":" + Ref(row2, column))
	if err := v.SetRange(0, most, excelize.DataValidationTypeTextLength, excelize.DataValidationOperatorBetween); err != nil {
		return fmt.Errorf("sheet %s: set limit: %w", s.name, err)
	}
	v.SetError(excelize.DataValidationErrorStyleStop, c.Title, c.Text)
	if err := s.book.file.AddDataValidation(s.name, v); err != nil {
		return fmt.Errorf("sheet %s: set limit: %w", s.name, err)
	}
	return nil
}

// Rule gives cells that hold a value a look.
type Rule struct {
	// Equal is the text that the cell holds, or the number where Number is set.
	Equal  string
	Number bool
	// Formula decides instead, for the first cell of the range.
	Formula string
	Style   Style
}

// Rules sets conditional formats over a range; the first that holds wins.
func (s *Sheet) Rules(row1, column1, row2, column2 int, rules []Rule) error {
	var out []excelize.ConditionalFormatOptions
	for _, r := range rules {
		id, err := s.book.rule(r.Style)
		if err != nil {
			return err
		}
		o := excelize.ConditionalFormatOptions{Type: "cell", Criteria: "==", Value: `"` + r.Equal + `"`, Format: &id}
		if r.Number {
			o.Value = r.Equal
		}
		if r.Formula != "" {
			o = excelize.ConditionalFormatOptions{Type: "formula", Criteria: r.Formula, Format: &id}
		}
		out = append(out, o)
	}
	if err := s.book.file.SetConditionalFormat(s.name, Ref(row1, column1)+":"+Ref(row2, column2), out); err != nil {
		return fmt.Errorf("sheet %s: set rules: %w", s.name, err)
	}
	return nil
}

// PrintArea limits what is printed to a range.
func (s *Sheet) PrintArea(row1, column1, row2, column2 int) error {
	err := s.book.file.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Area", Scope: s.name, RefersTo: Range(s.name, row1, column1, row2, column2),
	})
	if err != nil {
		return fmt.Errorf("sheet %s: set print area: %w", s.name, err)
	}
	return nil
}

// Flush ends the sheet.
func (s *Sheet) Flush() error {
	if err := s.stream.Flush(); err != nil {
		return fmt.Errorf("sheet %s: %w", s.name, err)
	}
	return nil
}
