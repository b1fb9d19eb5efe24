package document

import (
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/diag"
)

// Finished is a document whose numbers are given and whose references are
// resolved. It is what the writers write, and read-only.
type Finished struct {
	Document
	Words Words
	// Headings, Tables and Figures are those of the document in their order.
	Headings []*Heading
	Tables   []*Table
	Figures  []*Figure
	// Notes are the footnotes; the first has number 1.
	Notes [][]Span
}

// Finish numbers the chapters, tables, figures and footnotes of a document and
// resolves its references. The blocks of the result are copies. The findings say
// what is wrong; the result can be written all the same.
func Finish(d Document) (*Finished, diag.List) {
	f := &finisher{out: &Finished{Document: d, Words: WordsIn(d.Lang)}, targets: map[string]target{}, anchors: map[string]bool{}}
	f.out.Blocks = f.number(d.Blocks)
	f.resolve(f.out.Blocks)
	f.balance() // of what stands in the cells, the numbers of figures included
	f.faults.Sort()
	return f.out, f.faults
}

// target is what a reference leads to.
type target struct{ number, anchor string }

type finisher struct {
	out     *Finished
	faults  diag.List
	targets map[string]target
	anchors map[string]bool

	counters        [4]int
	appendix        bool
	chapter         string // number of the chapter, or empty
	tables, figures int    // in the chapter
	lastLevel       int
	wide            bool // on landscape pages
	kinds           []kind
}

// kind is tables that are alike: their heads say the same, or each of their rows has a
// head instead.
type kind struct {
	wide, dense bool
	head        string
	tables      []*Table
}

// kindOf notes a table among those that are alike. One without heads is like no other.
func (f *finisher) kindOf(t *Table) {
	k := kind{wide: f.wide, dense: t.Dense, tables: []*Table{t}}
	for _, r := range t.Head {
		for _, c := range r.Cells {
			k.head += TextOf(c.Content()) + "\x00"
		}
	}
	if k.head == "" && t.rowsHaveHeads() {
		k.head = "rows"
	}
	for i := range f.kinds {
		x := &f.kinds[i]
		if k.head != "" && x.wide == k.wide && x.dense == k.dense && x.head == k.head && len(x.tables[0].Columns) == len(t.Columns) {
			x.tables = append(x.tables, t)
			return
		}
	}
	f.kinds = append(f.kinds, k)
}

// rowsHaveHeads reports whether each row begins with a cell that names it.
func (t *Table) rowsHaveHeads() bool {
	for _, r := range t.Body {
		if len(r.Cells) == 0 || r.Cells[0].Kind != HeadCell {
			return false
		}
	}
	return len(t.Body) > 0
}

// balance gives the columns of tables their widths, those alike the same.
func (f *finisher) balance() {
	for _, k := range f.kinds {
		balance(k.tables, k.wide)
	}
}

// number copies blocks and gives numbers to their headings, tables and figures.
func (f *finisher) number(blocks []Block) []Block {
	if blocks == nil {
		return nil
	}
	blocks = gather(blocks)
	out := make([]Block, len(blocks))
	for i, b := range blocks {
		out[i] = f.numbered(b)
	}
	return out
}

func (f *finisher) numbered(b Block) Block {
	switch b := b.(type) {
	case *Heading:
		h := *b
		f.heading(&h)
		return &h
	case *Table:
		t := *b
		f.table(&t)
		return &t
	case *Figure:
		g := *b
		f.figure(&g)
		return &g
	case *List:
		l := *b
		l.Items = make([]Item, len(b.Items))
		for i, item := range b.Items {
			l.Items[i].Blocks = f.number(item.Blocks)
		}
		return &l
	case *Callout:
		c := *b
		c.Blocks = f.number(b.Blocks)
		return &c
	case *Landscape:
		f.wide = true
		defer func() { f.wide = false }()
		return &Landscape{Blocks: f.number(b.Blocks)}
	case *Paragraph:
		p := *b
		return &p
	case *Definitions:
		return &Definitions{Items: append([]Definition(nil), b.Items...)}
	}
	return b
}

func (f *finisher) heading(h *Heading) {
	h.Level = min(max(h.Level, 1), 4)
	if h.Level > f.lastLevel+1 {
		f.faults.Add(diag.DocumentLevel, "", "heading", TextOf(h.Text))
	}
	f.lastLevel = h.Level
	if f.out.Within != "" {
		h.Unnumbered = true
	}
	if !h.Unnumbered {
		f.count(h)
	}
	if h.Level == 1 {
		f.chapter, f.tables, f.figures = "", 0, 0
		if !h.Unnumbered {
			f.chapter = f.chapterNumber()
		}
	}
	f.out.Headings = append(f.out.Headings, h)
	h.Seq = len(f.out.Headings)
	h.Anchor = f.anchor(h.ID, "h", h.Seq)
	f.target(h.ID, target{f.out.Words.headingReference(h), h.Anchor})
}

// count gives a heading its number.
func (f *finisher) count(h *Heading) {
	if h.Level == 1 && h.Appendix != f.appendix {
		f.appendix = h.Appendix
		f.counters[0] = 0
	}
	h.Appendix = f.appendix
	f.counters[h.Level-1]++
	for i := h.Level; i < len(f.counters); i++ {
		f.counters[i] = 0
	}
	switch h.Level {
	case 1:
		h.Number = f.chapterNumber()
		if h.Appendix {
			h.Number = f.out.Words.Appendix + h.Number
		}
	case 4:
		h.Number = "(" + strconv.Itoa(f.counters[3]) + ")"
	default:
		h.Number = f.sectionNumber(h.Level)
	}
}

func (f *finisher) sectionNumber(level int) string {
	var b strings.Builder
	b.WriteString(f.chapterNumber())
	for _, n := range f.counters[1:level] {
		b.WriteByte('.')
		b.WriteString(strconv.Itoa(n))
	}
	return b.String()
}

// chapterNumber gives 1, 2, 3 or A, B, C; after Z comes AA.
func (f *finisher) chapterNumber() string {
	n := f.counters[0]
	if !f.appendix {
		return strconv.Itoa(n)
	}
	s := ""
	for ; n > 0; n = (n - 1) / 26 {
		s = string(rune('A'+(n-1)%26)) + s
	}
	return s
}

func (f *finisher) table(t *Table) {
	f.tables++
	t.Chapter, t.Index = f.chapter, f.tables
	f.out.Tables = append(f.out.Tables, t)
	t.Seq = len(f.out.Tables)
	t.Number = f.out.Words.numbered(f.out.Words.Table, t.Chapter, t.Index)
	t.Anchor = f.anchor(t.ID, "t", t.Seq)
	f.target(t.ID, target{t.Number, t.Anchor})
	t.Head = append([]Row(nil), t.Head...)
	t.Body = append([]Row(nil), t.Body...)
	t.Notes = append([][]Span(nil), t.Notes...)
	f.checkTable(t)
	t.centreHeads()
	f.kindOf(t)
}

func (f *finisher) figure(g *Figure) {
	f.figures++
	g.Chapter, g.Index = f.chapter, f.figures
	f.out.Figures = append(f.out.Figures, g)
	g.Seq = len(f.out.Figures)
	g.Number = f.out.Words.numbered(f.out.Words.Figure, g.Chapter, g.Index)
	g.Anchor = f.anchor(g.ID, "f", g.Seq)
	f.target(g.ID, target{g.Number, g.Anchor})
	g.Notes = append([][]Span(nil), g.Notes...)
	f.checkFigure(g)
}

// target notes where an id leads.
func (f *finisher) target(id string, t target) {
	if id == "" {
		return
	}
	if _, twice := f.targets[id]; twice {
		f.faults.Add(diag.DocumentIDTwice, "", "id", id)
		return
	}
	f.targets[id] = t
}

// anchor makes the unique name of a place: the id where it is fit for that,
// otherwise the kind and the count.
func (f *finisher) anchor(id, kind string, seq int) string {
	name := kind + strconv.Itoa(seq)
	if plainID(id) && !f.anchors[id] {
		name = id
	}
	for f.anchors[name] {
		name += "x"
	}
	f.anchors[name] = true
	return f.out.Within + name
}

// plainID reports whether an id may serve as the name of a place: ASCII, no
// longer than 60, and not of the form that the others have.
func plainID(id string) bool {
	if len(id) < 2 || len(id) > 60 || id[0] < 'a' || id[0] > 'z' {
		return false
	}
	for _, c := range []byte(id) {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_' && c != '.' {
			return false
		}
	}
	return strings.Trim(id[1:], "0123456789") != ""
}
