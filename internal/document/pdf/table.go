package pdf

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/pdffile"
)

const padX, aboveTable = 3.5, 10.0

// grid is a table being laid out.
type grid struct {
	*layout
	table   *document.Table
	size    float64
	full    float64   // the width of the text around it
	edges   []float64 // of the columns, from the left of the table
	caption []line
	head    *band
	body    *band
	tag     *pdffile.Tag
	pieces  []part // of rows of the body on this page
	titled  bool   // the caption stands on this page
	whole   bool   // it stands on one page
}

// band is the rows of the head or of the body.
type band struct {
	rows    []document.Row
	cells   [][]*cell // by row in which they begin
	heights []float64
	lines   []int // that rows take at least
	notes   [][]int
	tags    []*pdffile.Tag
	head    bool
	section *pdffile.Tag
}

// cell is a cell of a table with its text in lines.
type cell struct {
	document.Placed
	row, end int // rows from, to
	lines    []line
	next     int // first line that is not drawn yet
	begun    bool
	tag      *pdffile.Tag
	group    bool
	between  float64 // spaces between its points
}

// part is a row, or a part of one, on a page.
type part struct {
	row    int
	height float64
	last   bool // the row ends with it
}

// grid measures a table, or gives what was measured when the place for it was looked
// for.
func (l *layout) grid(t *document.Table) *grid {
	if g := l.ahead; g != nil && g.table == t && g.full == l.width() {
		return g
	}
	g := &grid{layout: l, table: t, size: tableSize, full: l.width()}
	if t.Dense {
		g.size = denseSize
	}
	g.widths()
	g.caption = l.shape(l.captionText(t.Number, t.Caption), captionStyle().look).lines(l.width())
	g.head = g.measure(t.Head, true)
	g.body = g.measure(t.Body, false)
	l.ahead = g
	return g
}

// smallPart is the part of a page that a table may take at most to be kept on one.
const smallPart = 0.36

// least gives the height that must be left for a table to begin on a page: a small
// one stands whole.
func (g *grid) least() float64 {
	if g.word {
		return g.leastInWord()
	}
	first := g.body.height() + g.underHeight(g.table.Notes, g.table.Source) + 3
	if len(g.body.heights) > 0 && (!g.table.Small() || first > smallPart*g.height()) {
		first = 0
		for _, h := range g.body.heights[:g.together(0)] {
			first += h
		}
	}
	return aboveTable + float64(len(g.caption))*14 + 4 + g.head.height() + min(first, g.height()*0.5)
}

func (l *layout) table(t *document.Table) {
	g := l.grid(t)
	g.whole = l.whole
	g.tag = l.tag.Child("Table")
	l.need(g.least())
	l.gap(aboveTable)
	l.spots[t.Anchor] = spot{l.page, l.y}
	l.set(g.caption, captionStyle(), g.tag.Child("Caption"))
	l.y += 2
	if l.word {
		l.y += headWord
	}
	g.flow()
	l.y += 3
	if l.word {
		l.y += footWord
	}
	l.under(t.Notes, t.Source, l.tag)
	l.gap(8)
	l.ahead = nil
}

func (b *band) height() float64 {
	h := 0.0
	for _, x := range b.heights {
		h += x
	}
	return h
}

// widths gives the columns their places.
func (g *grid) widths() {
	g.edges = append(g.edges, 0)
	for _, w := range g.table.Widths(g.width(), 1.2*g.size+2*padX) {
		g.edges = append(g.edges, g.edges[len(g.edges)-1]+w)
	}
}

// cellLines breaks the text of a cell into lines. What points take beyond their first
// line is set in.
func (g *grid) cellLines(c document.Cell, k look, width float64) []line {
	points := c.Parts()
	if len(points) == 1 {
		return g.phrases(c.Content(), k, width)
	}
	var out []line
	for _, point := range points {
		in := min(g.pointIndent(document.TextOf(point.Text), k), width/2)
		lines := g.phrases(point.Text, k, width)
		if len(lines) > 1 {
			lines = slices.Clone(g.phrases(point.Text, k, width-in))
			for i := range lines[1:] {
				lines[i+1].in = in
			}
		}
		out = append(out, lines...)
	}
	return out
}

// pointIndent gives by how much the lines of a point after the first are set in: to its
// text where a mark such as ① stands before it, and by a character otherwise.
func (g *grid) pointIndent(point string, k look) float64 {
	if mark, _, ok := strings.Cut(point, " "); ok && utf8.RuneCountInString(mark) <= 2 {
		return g.shape(document.Plain(mark+" "), k).width()
	}
	return k.size
}

// phrasedCell is how long a cell in Japanese may be that is broken between phrases.
const phrasedCell = 3 * document.ShortCell

// longestPhrased gives how long a text may be that is broken between phrases: Latin lines
// are even enough as they are.
func longestPhrased(text string) int {
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) }) {
		return phrasedCell
	}
	return document.ShortCell
}

// phrases breaks the text of a cell into lines, between phrases where this takes no more of
// them, or for a short one where it takes one more and parts no word.
func (g *grid) phrases(spans []document.Span, k look, width float64) []line {
	lines := g.shape(spans, k).lines(width)
	if len(lines) < 2 || g.word && !g.japanese() || len(spans) != 1 || !plain(spans[0]) || utf8.RuneCountInString(spans[0].Text) > longestPhrased(spans[0].Text) || strings.Contains(spans[0].Text, "_") {
		return lines
	}
	wrapped, harm := drawing.WrapRated(clean(spans[0].Text), width, drawing.Font{Size: k.size, Bold: k.bold})
	if better := g.shape(document.Plain(strings.Join(wrapped, "\n")), k).lines(width); len(better) <= len(lines) || len(better) == len(lines)+1 && harm <= drawing.WholeWords && utf8.RuneCountInString(spans[0].Text) <= document.ShortCell {
		return better
	}
	return lines
}

// measure breaks the text of the cells into lines and finds the heights of rows.
func (g *grid) measure(rows []document.Row, head bool) *band {
	b := &band{rows: rows, head: head, cells: make([][]*cell, len(rows)), heights: make([]float64, len(rows)), lines: make([]int, len(rows)), notes: make([][]int, len(rows)), tags: make([]*pdffile.Tag, len(rows))}
	var tall []*cell
	g.table.Walk(rows, func(i int, cells []document.Placed) {
		list := make([]cell, len(cells))
		b.cells[i] = make([]*cell, len(cells))
		least := g.size*g.space.rows + 2*g.space.pad
		b.lines[i] = document.Highest(cells, g.size, func(col, n int) float64 { return g.inside(col, n) - easeWord })
		for j, p := range cells {
			c := &list[j]
			*c = cell{Placed: p, row: i, end: min(i+p.Height(), len(rows)), group: rows[i].Group}
			b.cells[i][j] = c
			bold := p.Kind == document.HeadCell || p.Letter != 0 || rows[i].Group
			ink := document.Ink()
			if p.Letter != 0 {
				_, ink = document.LetterColours(p.Letter)
			}
			width, k := g.inside(p.Col, p.Width()), look{size: g.size, bold: bold, colour: ink}
			if g.word {
				c.lines, c.between = g.linesInWord(p, k, b.lines[i])
			} else {
				c.lines = g.cellLines(p.Cell, k, width)
			}
			for k := range c.lines {
				b.notes[i] = append(b.notes[i], c.lines[k].notes()...)
			}
			if c.end-c.row > 1 {
				tall = append(tall, c)
				continue
			}
			least = max(least, g.need0(c))
		}
		b.heights[i] = least
	})
	for _, c := range tall {
		have := 0.0
		for _, h := range b.heights[c.row:c.end] {
			have += h
		}
		if need := g.need0(c); need > have {
			b.heights[c.end-1] += need - have
		}
	}
	return b
}

// need0 gives the height that a cell needs.
func (g *grid) need0(c *cell) float64 {
	return float64(len(c.lines))*g.size*g.space.rows + 2*g.space.pad + c.between
}

// inside gives the width of the lines in so many columns from one on.
func (g *grid) inside(col, n int) float64 {
	pad := padX
	if g.word {
		pad = padWord
	}
	return max(g.edges[min(col+n, len(g.edges)-1)]-g.edges[col]-2*pad, g.size)
}

// together gives the row after those that must stand on one page with row i:
// those that share cells with it, the first after a row that heads others, and, as neither
// the first row of a table nor its last stands alone, the one beside those.
func (g *grid) together(i int) int {
	if g.word {
		return g.keptInWord(i)
	}
	end := i + 1
	for r := i; r < end; r++ {
		for _, c := range g.body.cells[r] {
			end = max(end, c.end)
		}
		if g.body.rows[r].Group && r+1 == end && end < len(g.body.rows) {
			end++
		}
		if r+1 == end && (end == 1 && end < len(g.body.rows) || end == len(g.body.rows)-1) && g.body.heights[end] < g.height()/4 {
			end++
		}
	}
	return end
}

// flow puts the rows on pages.
func (g *grid) flow() {
	g.drawHead()
	for i := 0; i < len(g.body.rows); {
		end := g.together(i)
		h, notes := 0.0, []int(nil)
		for r := i; r < end; r++ {
			h += g.body.heights[r]
			notes = append(notes, g.body.notes[r]...)
		}
		foot := g.notesHeight(notes)
		if end == len(g.body.rows) { // what stands under the table stays with its last row
			foot += g.underHeight(g.table.Notes, g.table.Source) + 3
		}
		if h+foot > g.left0() {
			full := g.height() - g.head.height() - 16
			if h+foot > full {
				for r := i; r < end; r++ {
					g.takeNotes(g.body.notes[r])
					g.split(r)
				}
				i = end
				continue
			}
			g.turnPage()
		}
		g.takeNotes(notes)
		for r := i; r < end; r++ {
			g.pieces = append(g.pieces, part{r, g.body.heights[r], true})
		}
		i = end
	}
	g.flush()
}

// left0 gives the height that is left below the rows so far.
func (g *grid) left0() float64 {
	h := g.room()
	for _, p := range g.pieces {
		h -= p.height
	}
	return h
}

// split puts a row on several pages.
func (g *grid) split(r int) {
	line := g.size * g.space.rows
	rest := g.body.heights[r]
	for {
		room := g.left0()
		if rest <= room {
			g.pieces = append(g.pieces, part{r, rest, true})
			return
		}
		if room >= 3*line+2*g.space.pad {
			g.pieces = append(g.pieces, part{r, room, false})
			// What does not fill the last line of a piece, and the spaces above
			// and below, are lost once more.
			rest -= room - line - 2*g.space.pad
		}
		g.turnPage()
	}
}

// turnPage goes on on the next page, with the heads repeated.
func (g *grid) turnPage() {
	g.flush()
	g.newPage()
	if g.word {
		g.drawHead()
		return
	}
	k := look{size: 8.5, colour: document.Muted()}
	title := document.TextOf(join(g.table.Number, g.table.Caption)) + g.doc.Words.Continued
	for _, line := range g.shape(document.Plain(title), k).lines(g.width()) {
		g.draw(line, place{x: g.left + g.indent, baseline: g.y + 9}, nil)
		g.y += 12
	}
	g.y += 2
	g.empty = false
	g.drawHead()
}

// drawHead draws the heads of the columns; those repeated are no part of the text.
func (g *grid) drawHead() {
	if len(g.head.rows) == 0 {
		return
	}
	pieces := make([]part, len(g.head.rows))
	for i, h := range g.head.heights {
		pieces[i] = part{i, h, true}
		g.takeNotes(g.head.notes[i])
		g.head.notes[i] = nil
	}
	again := g.titled
	g.titled = true
	for _, row := range g.head.cells {
		for _, c := range row {
			c.next, c.begun = 0, false
		}
	}
	g.drawBand(g.head, pieces, again)
}

// flush draws the rows of this page.
func (g *grid) flush() {
	if len(g.pieces) > 0 {
		g.drawBand(g.body, g.pieces, false)
		g.pieces = g.pieces[:0]
	}
}

// drawBand draws rows, or parts of rows, one below the other: grounds first, then
// text, then lines.
func (g *grid) drawBand(b *band, pieces []part, silent bool) {
	first, last := pieces[0].row, pieces[len(pieces)-1].row
	tops := make([]float64, last-first+2)
	y := g.y
	for i, p := range pieces {
		if i == 0 || p.row != pieces[i-1].row {
			tops[p.row-first] = y
		}
		y += p.height
		tops[p.row-first+1] = y
	}
	var visible []*cell
	from := first
	for from > 0 && g.reaches(b, from-1, first) {
		from--
	}
	for r := from; r <= last; r++ {
		for _, c := range b.cells[r] {
			if c.end > first {
				visible = append(visible, c)
			}
		}
	}
	g.grounds(visible, tops, first)
	for _, c := range visible {
		top, bottom := tops[max(c.row-first, 0)], tops[min(c.end-first, len(tops)-1)]
		ends := c.end-1 < last || c.end-1 == last && pieces[len(pieces)-1].last
		g.cellText(b, c, [2]float64{top, bottom}, ends, silent)
	}
	g.rules(visible, tops, first)
	g.y = y
	g.empty = false
}

// reaches reports whether a row, or one above it that it belongs to, has a cell
// that goes on in row first.
func (g *grid) reaches(b *band, row, first int) bool {
	for r := row; r >= 0 && r > first-64; r-- {
		for _, c := range b.cells[r] {
			if c.end > first {
				return true
			}
		}
	}
	return false
}

func (g *grid) x(col int) float64 {
	return g.left + g.indent + g.edges[min(col, len(g.edges)-1)]
}

func (g *grid) grounds(cells []*cell, tops []float64, first int) {
	g.page.Artifact()
	for _, c := range cells {
		fill := document.Colour{R: 255, G: 255, B: 255}
		switch {
		case c.Letter != 0:
			fill, _ = document.LetterColours(c.Letter)
		case c.Kind == document.HeadCell:
			fill = document.HeadFill()
		case c.group:
			fill = document.GroupFill()
		}
		if fill == (document.Colour{R: 255, G: 255, B: 255}) {
			continue
		}
		top, bottom := tops[max(c.row-first, 0)], tops[min(c.end-first, len(tops)-1)]
		g.page.Fill(fill.R, fill.G, fill.B)
		g.page.Area(g.x(c.Col), top, g.x(c.Col+c.Width())-g.x(c.Col), bottom-top)
	}
	g.page.End()
}

// rules draws the lines around cells.
func (g *grid) rules(cells []*cell, tops []float64, first int) {
	grey := document.Line()
	g.page.Artifact()
	g.page.Stroke(grey.R, grey.G, grey.B, 0.5)
	for _, c := range cells {
		top, bottom := tops[max(c.row-first, 0)], tops[min(c.end-first, len(tops)-1)]
		g.page.Frame(g.x(c.Col), top, g.x(c.Col+c.Width())-g.x(c.Col), bottom-top)
	}
	g.page.End()
}

// cellText draws as much of the text of a cell as there is room for between top
// and bottom; all that is left, where the cell ends there.
func (g *grid) cellText(b *band, c *cell, span [2]float64, ends, silent bool) {
	step := g.size * g.space.rows
	lines := c.lines[c.next:]
	if room := int((span[1] - span[0] - 2*g.space.pad + 0.1) / step); !ends && len(lines) > room {
		lines = lines[:max(room, 0)]
	}
	tag := (*pdffile.Tag)(nil)
	if !silent {
		tag = g.cellTag(b, c)
	}
	if len(lines) == 0 {
		return
	}
	y := span[0] + g.space.pad
	middle := c.Kind == document.HeadCell || c.Kind == document.LetterCell
	if middle && !c.begun && ends && len(lines) == len(c.lines) {
		y = (span[0] + span[1] - float64(len(lines))*step) / 2
	}
	c.begun = true
	c.next += len(lines)
	align := c.Alignment(g.table.Columns[c.Col])
	if c.group && c.Align == document.ByKind && c.Kind != document.NumberCell {
		align = document.Left
	}
	width := g.x(c.Col+c.Width()) - g.x(c.Col) - 2*padX
	for _, line := range lines {
		g.draw(line, place{x: g.x(c.Col) + padX + line.in, baseline: y + (step-g.size)/2 + g.size*0.88, width: width - line.in, align: align}, tag)
		y += step
	}
}

// cellTag gives the tag of a cell, once.
func (g *grid) cellTag(b *band, c *cell) *pdffile.Tag {
	if c.tag != nil {
		return c.tag
	}
	if b.section == nil {
		kind := "TBody"
		if b.head {
			kind = "THead"
		}
		b.section = g.tag.Child(kind)
	}
	if b.tags[c.row] == nil {
		b.tags[c.row] = b.section.Child("TR")
	}
	kind := "TD"
	scope := ""
	switch {
	case b.head || c.group:
		kind, scope = "TH", "/Scope/Column"
	case c.Kind == document.HeadCell:
		kind, scope = "TH", "/Scope/Row"
	}
	c.tag = b.tags[c.row].Child(kind)
	c.tag.Attributes = scope
	if n := c.Width(); n > 1 {
		c.tag.Attributes += fmt.Sprintf("/ColSpan %d", n)
	}
	if n := c.end - c.row; n > 1 {
		c.tag.Attributes += fmt.Sprintf("/RowSpan %d", n)
	}
	return c.tag
}
