package docx

import (
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/ooxml"
)

// cellSides is the space at both sides of a cell, and a little for letters that are
// wider than ours.
const cellSides = 180

// caption writes the number and title of a table or a figure. The bookmark holds
// the number, to which references lead.
func (d *writer) caption(style, kind string, seq int, c caption) {
	d.put(`<w:p><w:pPr><w:pStyle w:val="`, d.styles.id(style), `"/></w:pPr>`)
	d.mark(kind, seq, func() {
		chapter := c.chapter
		if chapter != "" {
			chapter += "-"
		}
		d.text(c.word+chapter, "")
		reset := ""
		if c.index == 1 {
			reset = ` \r 1`
		}
		d.put(field(`SEQ `+c.sequence+` \* ARABIC`+reset, run(strconv.Itoa(c.index), "")))
	})
	d.text("　", "")
	text := c.text
	if d.phrased {
		text = c.broken(float64(d.width())/twipsPerPoint - captionEase)
	}
	d.spans(text, "")
	d.put(`</w:p>`)
}

// captionEase is what the lines of a caption leave free, for letters that are wider than
// ours.
const captionEase = 12

// broken gives the text of a caption, broken between phrases where a line does not hold
// it: Word would break it anywhere.
func (c caption) broken(width float64) []document.Span {
	if len(c.text) != 1 || c.text[0].Anchor != "" || c.text[0].Link != "" {
		return c.text
	}
	number := c.number() + "　"
	lines := drawing.Wrap(number+c.text[0].Text, width, drawing.Font{Size: 10, Bold: true})
	text, ok := strings.CutPrefix(strings.Join(lines, "\n"), number)
	if !ok {
		return c.text
	}
	span := c.text[0]
	span.Text = text
	return []document.Span{span}
}

func (c caption) number() string {
	if c.chapter == "" {
		return c.word + strconv.Itoa(c.index)
	}
	return c.word + c.chapter + "-" + strconv.Itoa(c.index)
}

type caption struct {
	word, sequence, chapter string
	index                   int
	text                    []document.Span
}

func (d *writer) table(t *document.Table) {
	d.caption("SekishoTableCaption", "t", t.Seq, caption{d.doc.Words.Table, "Table", t.Chapter, t.Index, t.Caption})
	widths := make([]int, len(t.Columns))
	left := d.width()
	least := 400.0 // a character and the space at both sides, in twentieths of a point
	if t.Dense {
		least = 360
	}
	for i, w := range t.Widths(float64(d.width()), least) {
		widths[i] = int(w)
		left -= widths[i]
	}
	widths[len(widths)-1] += left
	line := document.Line().Hex()
	d.put(`<w:tbl><w:tblPr><w:tblStyle w:val="`, d.styles.id("SekishoTable"), `"/><w:tblW w:w="`, strconv.Itoa(d.width()), `" w:type="dxa"/><w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		d.put(`<w:`, side, ` w:val="single" w:sz="4" w:space="0" w:color="`, line, `"/>`)
	}
	d.put(`</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar>`,
		`<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>`,
		`<w:tblCaption w:val="`, ooxml.Escape(oneLine(t.Number+" "+document.TextOf(t.Caption))), `"/></w:tblPr><w:tblGrid>`)
	for _, w := range widths {
		d.put(`<w:gridCol w:w="`, strconv.Itoa(w), `"/>`)
	}
	d.put(`</w:tblGrid>`)
	g := &grid{writer: d, table: t, widths: widths, open: make([]open, len(widths)), style: "SekishoCell"}
	if t.Dense {
		g.style = "SekishoDense"
	}
	if d.options.Tight[t.Anchor] {
		g.spacing = tightCells(g.size())
	}
	if d.whole {
		g.last = len(t.Body) - 1
	}
	g.under = len(t.Notes)+len(t.Source) > 0
	g.rows(t.Head, true)
	g.rows(t.Body, false)
	if len(t.Head)+len(t.Body) == 0 {
		g.rows([]document.Row{{Cells: make([]document.Cell, len(t.Columns))}}, false)
	}
	d.put(`</w:tbl>`)
	d.under(t.Notes, t.Source, false)
}

// under writes notes and source, and keeps the next table apart.
func (d *writer) under(notes [][]document.Span, source []document.Span, figure bool) {
	w := d.doc.Words
	for i, n := range notes {
		keep := ""
		if i < len(notes)-1 || len(source) > 0 {
			keep = `<w:keepNext/>`
		}
		d.put(`<w:p><w:pPr><w:pStyle w:val="`, d.styles.id("SekishoSource"), `"/>`, keep, `</w:pPr>`)
		d.text(w.NoteLabel(i, len(notes)), "")
		d.spans(n, "")
		d.put(`</w:p>`)
	}
	if len(source) > 0 {
		d.put(`<w:p>`, d.pStyle("SekishoSource"))
		d.text(w.Source+w.Colon, "")
		d.spans(source, "")
		d.put(`</w:p>`)
	}
	if !d.ends && (!figure || !d.inWide) { // pages with a picture each have no need of it
		d.gap()
	}
}

// grid writes the rows of a table. Word wants what a cell from above covers as
// cells that continue it.
type grid struct {
	*writer
	table  *document.Table
	widths []int
	open   []open
	style  string
	// spacing is that of paragraphs where it is not that of the style.
	spacing string
	// last is the last row of the body of a table that stays on one page.
	last int
	// under tells that notes or a source stand below the table.
	under bool
	// heights are how many lines the rows take at least, and lines is that of the row.
	heights []int
	lines   int
	// stay tells that the row is kept with the next one.
	stay bool
}

// open is a cell from above that goes on, at its first column.
type open struct {
	left, cols int
	cell       document.Cell
}

func (g *grid) rows(rows []document.Row, head bool) {
	g.heights = nil
	g.table.Walk(rows, func(_ int, cells []document.Placed) {
		g.heights = append(g.heights, document.Highest(cells, g.size(), func(col, n int) float64 { return inside(g.across(col, n)) }))
	})
	g.table.Walk(rows, func(i int, cells []document.Placed) {
		g.put(`<w:tr><w:trPr><w:cantSplit/>`)
		if head {
			g.put(`<w:tblHeader/>`)
		}
		g.put(`</w:trPr>`)
		group := rows[i].Group
		g.lines = g.heights[i]
		g.stay = head || group || g.stays(i, len(rows))
		for col := 0; col < len(g.widths); {
			if o := &g.open[col]; o.left > 0 {
				g.cell(o.cell, col, `<w:vMerge/>`, group, false)
				o.left--
				col += o.cols
				continue
			}
			if len(cells) == 0 || cells[0].Col != col {
				g.cell(document.Cell{}, col, "", group, false)
				col++
				continue
			}
			c := cells[0]
			cells = cells[1:]
			merge := ""
			if c.Height() > 1 {
				merge = `<w:vMerge w:val="restart"/>`
				g.open[col] = open{c.Height() - 1, c.Width(), c.Cell}
			}
			g.cell(c.Cell, col, merge, group, true)
			col += c.Width()
		}
		g.put(`</w:tr>`)
	})
}

// tightCells sets the lines of cells closer, as package pdf does to spare a page.
func tightCells(size float64) string {
	line := strconv.Itoa(int(size * 1.25 * twipsPerPoint))
	return `<w:spacing w:before="24" w:after="22" w:line="` + line + `" w:lineRule="exact"/>`
}

// stays reports whether a row of the body of n is kept with the next one, or with what
// stands below the table.
func (g *grid) stays(row, n int) bool {
	if row == n-1 {
		return g.under
	}
	return row < g.last || document.KeptWithNext(row, g.heights)
}

// cell writes a cell, or the empty continuation of one.
func (g *grid) cell(c document.Cell, col int, merge string, group, first bool) {
	width := g.across(col, c.Width())
	g.put(`<w:tc><w:tcPr><w:tcW w:w="`, strconv.Itoa(width), `" w:type="dxa"/>`)
	if n := c.Width(); n > 1 {
		g.put(`<w:gridSpan w:val="`, strconv.Itoa(n), `"/>`)
	}
	g.put(merge)
	bold, colour := "", ""
	fill := document.Colour{R: 255, G: 255, B: 255}
	switch {
	case c.Letter >= 'A' && c.Letter <= 'E':
		var ink document.Colour
		fill, ink = document.LetterColours(c.Letter)
		bold, colour = `<w:b/>`, ink.Hex()
	case c.Kind == document.HeadCell:
		fill, bold = document.HeadFill(), `<w:b/>`
	case group:
		fill, bold = document.GroupFill(), `<w:b/>`
	}
	if fill != (document.Colour{R: 255, G: 255, B: 255}) {
		g.put(`<w:shd w:val="clear" w:color="auto" w:fill="`, fill.Hex(), `"/>`)
	}
	if c.Kind == document.HeadCell || c.Kind == document.LetterCell {
		g.put(`<w:vAlign w:val="center"/>`)
	}
	g.put(`</w:tcPr>`)
	parts := c.Parts() // Word would break them anywhere, hence between phrases
	for _, part := range parts {
		g.put(`<w:p><w:pPr><w:pStyle w:val="`, g.styles.id(g.style), `"/>`)
		if g.stay {
			g.put(`<w:keepNext/>`)
		}
		g.put(g.spacing)
		room, lines := width, g.lines
		if len(parts) > 1 {
			lines = 1
			g.put(`<w:ind w:left="`, strconv.Itoa(g.pointIndent()), `" w:hanging="`, strconv.Itoa(g.pointIndent()), `"/>`)
			room -= g.pointIndent()
		}
		switch c.Alignment(g.table.Columns[col]) {
		case document.Centre:
			g.put(`<w:jc w:val="center"/>`)
		case document.Right:
			g.put(`<w:jc w:val="right"/>`)
		}
		g.put(`</w:pPr>`)
		if first {
			if g.phrased {
				part = part.Phrased(inside(room), g.size(), lines)
			}
			g.content(part, bold, colour)
		}
		g.put(`</w:p>`)
		if !first {
			break
		}
	}
	g.put(`</w:tc>`)
}

// pointIndent is by how much the lines of a point after the first are set in: a character.
func (g *grid) pointIndent() int { return int(g.size() * twipsPerPoint) }

// size gives the size of the letters in cells, in points.
func (g *grid) size() float64 {
	if g.table.Dense {
		return 7.5
	}
	return 9
}

// inside gives the width of the lines in a cell, in points.
func inside(width int) float64 { return float64(width-cellSides) / twipsPerPoint }

// across gives the width of so many columns from one on.
func (g *grid) across(col, n int) int {
	width := 0
	for _, w := range g.widths[col:min(col+n, len(g.widths))] {
		width += w
	}
	return width
}

func (g *grid) content(c document.Cell, bold, colour string) {
	if colour == "" {
		g.spans(c.Content(), bold)
		return
	}
	for _, s := range c.Content() {
		g.text(s.String(), `<w:b/><w:color w:val="`+colour+`"/>`)
		if s.NoteNumber > 0 {
			g.span(document.Span{NoteNumber: s.NoteNumber}, "")
		}
	}
}
