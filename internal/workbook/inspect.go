package workbook

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
)

// Limits of a file that is inspected.
const (
	// MaxInspected is the number of bytes that the parts of a file may unpack to. They
	// are read as a stream: 100,000 rows of an analysis sheet take 300 MB.
	MaxInspected = 1 << 30
	// MaxInspectedCells is the number of cells that a file may have.
	MaxInspectedCells = 5_000_000
)

// ErrNotWorkbook reports a file that is no Excel workbook of the form .xlsx.
var ErrNotWorkbook = errors.New("not an Excel workbook")

// ErrTooLarge reports a workbook over the limits.
var ErrTooLarge = errors.New("workbook is too large")

// Seen is a cell as it stands in a file.
type Seen struct {
	Row, Column int
	Text        string
	// Number tells that the cell holds a number, not text.
	Number  bool
	Formula bool
	// Look numbers the look of the cell: cells of different fill or weight have
	// different numbers.
	Look int
}

// SheetFacts is what belongs to a sheet as a whole.
type SheetFacts struct {
	Name   string
	Hidden bool
	// Merges are ranges such as A1:B2.
	Merges []string
	// HiddenColumns are letters or ranges of letters.
	HiddenColumns []string
	// Objects tells that pictures, charts, shapes or notes lie over the cells.
	Objects bool
	// Conditional tells that rules colour cells by their values.
	Conditional bool
}

// Inspector is told what is in a workbook, sheet by sheet.
type Inspector struct {
	Sheet func(name string, hidden bool)
	// Row gets the cells of a row that hold something. They are not kept.
	Row func(row int, hidden bool, cells []Seen)
	End func(SheetFacts)
}

// Inspect goes through a workbook as it stands in the file, without calculating
// and without holding it in memory. It fails with [ErrNotWorkbook] or
// [ErrTooLarge].
func Inspect(r io.ReaderAt, size int64, v Inspector) error {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return fmt.Errorf("%w: %v", ErrNotWorkbook, err)
	}
	p := &parcel{files: map[string]*zip.File{}, left: MaxInspected}
	for _, f := range z.File {
		p.files[f.Name] = f
	}
	var book xmlBook
	if err := p.decode("xl/workbook.xml", &book); err != nil {
		return err
	}
	var rels xmlRels
	if err := p.decode("xl/_rels/workbook.xml.rels", &rels); err != nil {
		return err
	}
	in := &inspection{parcel: p, v: v}
	if err := in.prepare(); err != nil {
		return err
	}
	for _, s := range book.Sheets {
		for _, rel := range rels.Rels {
			if rel.ID != s.Rel {
				continue
			}
			if err := in.sheet(s.Name, s.State != "" && s.State != "visible", partName(rel.Target)); err != nil {
				return err
			}
		}
	}
	return nil
}

// partName gives the part that the target of a relation names.
func partName(target string) string {
	if strings.HasPrefix(target, "/") {
		return strings.TrimPrefix(path.Clean(target), "/")
	}
	return path.Join("xl", target)
}

type xmlBook struct {
	Sheets []struct {
		Name  string `xml:"name,attr"`
		State string `xml:"state,attr"`
		Rel   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
	} `xml:"sheets>sheet"`
}

type xmlRels struct {
	Rels []struct {
		ID     string `xml:"Id,attr"`
		Target string `xml:"Target,attr"`
	} `xml:"Relationship"`
}

// xmlText is text, plain or in runs; readings (furigana) are no part of it.
type xmlText struct {
	Text string   `xml:"t"`
	Runs []string `xml:"r>t"`
}

func (t xmlText) String() string { return t.Text + strings.Join(t.Runs, "") }

type xmlStyles struct {
	Fonts []struct {
		Bold *struct{} `xml:"b"`
	} `xml:"fonts>font"`
	Formats []struct {
		Font int `xml:"fontId,attr"`
		Fill int `xml:"fillId,attr"`
	} `xml:"cellXfs>xf"`
}

type xmlCell struct {
	Ref     string    `xml:"r,attr"`
	Type    string    `xml:"t,attr"`
	Style   int       `xml:"s,attr"`
	Value   string    `xml:"v"`
	Inline  xmlText   `xml:"is"`
	Formula *struct{} `xml:"f"`
}

// parcel is the zip file, read within the limit.
type parcel struct {
	files map[string]*zip.File
	left  int64
	// guard of the part opened last.
	guard *guard
}

// open opens a part, of which no more than so many bytes are read; nil where there
// is none.
func (p *parcel) open(name string, most int64) (*xml.Decoder, io.Closer, error) {
	f := p.files[name]
	if f == nil {
		return nil, nil, nil //nolint:nilnil // said above
	}
	r, err := f.Open()
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %v", ErrNotWorkbook, err)
	}
	p.guard = &guard{r: &limited{&limited{r, &p.left}, &most}}
	d := xml.NewDecoder(p.guard)
	d.Strict = true
	return d, r, nil
}

// limited ends with [ErrTooLarge] where the parts together are too large.
type limited struct {
	r    io.Reader
	left *int64
}

// Read reads within the limit.
func (l *limited) Read(b []byte) (int, error) {
	n, err := l.r.Read(b)
	if *l.left -= int64(n); *l.left < 0 {
		return 0, ErrTooLarge
	}
	return n, err
}

// decode reads a small part that must be there.
func (p *parcel) decode(name string, into any) (err error) {
	d, closer, err := p.open(name, maxSmall)
	if err != nil {
		return err
	}
	if d == nil {
		return fmt.Errorf("%w: %s is missing", ErrNotWorkbook, name)
	}
	defer func() { err = errors.Join(err, closer.Close()) }()
	return p.guard.tell(d.Decode(into))
}

// broken tells broken XML from a file over the limit.
func broken(err error) error {
	if err == nil || errors.Is(err, ErrTooLarge) {
		return err
	}
	return fmt.Errorf("%w: %v", ErrNotWorkbook, err)
}

// inspection is one run of Inspect.
type inspection struct {
	*parcel
	v      Inspector
	shared []string
	// sharedBytes is their length together.
	sharedBytes int
	looks       []int
	cells       int
}

// prepare reads what the cells of all sheets refer to.
func (in *inspection) prepare() error {
	if err := in.each("xl/sharedStrings.xml", func(d *xml.Decoder, s xml.StartElement) error {
		if s.Name.Local != "si" {
			return nil
		}
		var t xmlText
		if err := d.DecodeElement(&t, &s); err != nil {
			return err
		}
		text := t.String()
		if in.sharedBytes += len(text); in.sharedBytes > maxSharedBytes || len(in.shared) == maxShared {
			return ErrTooLarge
		}
		in.guard.allow(len(text))
		in.shared = append(in.shared, text)
		return nil
	}); err != nil {
		return err
	}
	if in.files["xl/styles.xml"] == nil {
		return nil
	}
	var styles xmlStyles
	if err := in.decode("xl/styles.xml", &styles); err != nil {
		return err
	}
	for _, f := range styles.Formats {
		look := f.Fill * 2
		if f.Font >= 0 && f.Font < len(styles.Fonts) && styles.Fonts[f.Font].Bold != nil {
			look++
		}
		in.looks = append(in.looks, look)
	}
	return nil
}

// each visits the elements of a part, if it is there.
func (in *inspection) each(name string, visit func(*xml.Decoder, xml.StartElement) error) (err error) {
	d, closer, err := in.open(name, MaxInspected)
	if d == nil || err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closer.Close()) }()
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return in.guard.tell(err)
		}
		switch t := token.(type) {
		case xml.Directive:
			return fmt.Errorf("%w: it declares entities", ErrNotWorkbook)
		case xml.StartElement:
			if err := visit(d, t); err != nil {
				return in.guard.tell(err)
			}
		}
	}
}

// sheet goes through a sheet.
func (in *inspection) sheet(name string, hidden bool, part string) error {
	if in.v.Sheet != nil {
		in.v.Sheet(name, hidden)
	}
	facts := SheetFacts{Name: name, Hidden: hidden}
	row, column, rowHidden := 0, 0, false
	var cells []Seen
	flush := func() {
		if row > 0 && in.v.Row != nil && (len(cells) > 0 || rowHidden) {
			in.v.Row(row, rowHidden, cells)
		}
		cells = cells[:0]
	}
	err := in.each(part, func(d *xml.Decoder, s xml.StartElement) error {
		switch s.Name.Local {
		case "row":
			flush()
			row, column = row+1, 0
			if n, err := strconv.Atoi(attr(s, "r")); err == nil {
				row = n
			}
			if row > maxRow {
				return fmt.Errorf("%w: more than %d rows", ErrTooLarge, maxRow)
			}
			in.guard.allow(0)
			rowHidden = truth(attr(s, "hidden")) || truth(attr(s, "collapsed"))
		case "c":
			var c xmlCell
			if err := d.DecodeElement(&c, &s); err != nil {
				return err
			}
			if in.cells++; in.cells > MaxInspectedCells {
				return ErrTooLarge
			}
			in.guard.allow(len(c.Inline.Text) + runBytes(c.Inline.Runs))
			column++
			if n := columnOf(c.Ref); n > 0 {
				column = n
			}
			if column > maxColumn || len(cells) == maxColumn {
				return fmt.Errorf("%w: a row of more than %d cells", ErrTooLarge, maxColumn)
			}
			if seen := in.seen(&c, row, column); seen.Text != "" || seen.Formula {
				cells = append(cells, seen)
			}
		default:
			if facts.add(s) {
				in.guard.allow(0)
			}
			if len(facts.Merges)+len(facts.HiddenColumns) > maxFacts {
				return ErrTooLarge
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	flush()
	if in.v.End != nil {
		in.v.End(facts)
	}
	return nil
}

// runBytes is the length of the runs of a text.
func runBytes(runs []string) (n int) {
	for _, r := range runs {
		n += len(r)
	}
	return n
}

// add takes up what an element says of the sheet, and reports whether it does so in
// a list.
func (f *SheetFacts) add(s xml.StartElement) (listed bool) {
	switch s.Name.Local {
	case "mergeCell":
		f.Merges = append(f.Merges, attr(s, "ref"))
	case "drawing", "legacyDrawing", "picture", "oleObjects", "controls":
		f.Objects = true
	case "conditionalFormatting":
		f.Conditional = true
	case "col":
		if !truth(attr(s, "hidden")) && !truth(attr(s, "collapsed")) {
			return false
		}
		from, _ := strconv.Atoi(attr(s, "min"))
		to, _ := strconv.Atoi(attr(s, "max"))
		text := Column(from)
		if to > from {
			text += ":" + Column(to)
		}
		f.HiddenColumns = append(f.HiddenColumns, text)
	default:
		return false
	}
	return true
}

// seen reads a cell.
func (in *inspection) seen(c *xmlCell, row, column int) Seen {
	s := Seen{Row: row, Column: column, Formula: c.Formula != nil}
	if c.Style >= 0 && c.Style < len(in.looks) {
		s.Look = in.looks[c.Style]
	}
	switch c.Type {
	case "s":
		if i, err := strconv.Atoi(c.Value); err == nil && i >= 0 && i < len(in.shared) {
			s.Text = in.shared[i]
		}
	case "inlineStr":
		s.Text = c.Inline.String()
	case "str", "e", "b", "d":
		s.Text = c.Value
	default:
		s.Text, s.Number = c.Value, c.Value != ""
	}
	return s
}

// columnOf gives the column of a reference such as AB12; 0 for none.
func columnOf(ref string) int {
	n := 0
	for _, r := range ref {
		if r < 'A' || r > 'Z' || n > 1<<14 {
			break
		}
		n = n*26 + int(r-'A') + 1
	}
	return n
}

func attr(s xml.StartElement, name string) string {
	for _, a := range s.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func truth(s string) bool { return s == "1" || s == "true" }
