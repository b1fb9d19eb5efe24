package pptx

import (
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/document"
)

const cellX, cellY = 4, 2

// leastSize is the smallest type of a table, in points: what is longer goes on on a
// further slide, since smaller type cannot be read in a room.
const leastSize = 11

// grid is a table being laid out: every place knows the cell that covers it.
type grid struct {
	*deck
	table  *document.Table
	widths []float64
	size   float64
}

// place is a place of a table: the cell that covers it, and where that begins.
type place struct {
	cell     *document.Cell
	row, col int
	group    bool
}

// band is rows with their heights.
type band struct {
	places  [][]place
	heights []float64
}

// table puts a table on slides, its heads on each, and the text that leads to it
// on the first.
func (d *deck) table(t *document.Table, lead []item) {
	g := &grid{deck: d, table: t}
	g.widths = t.Widths(d.width(), 3*12+2*cellX)
	caption := item{spans: append(document.Plain(t.Number+"　"), t.Caption...), bold: true}
	under := append(d.cellNotes(t), d.under(t.Notes, t.Source)...)
	const textSize = 14
	over, below := d.measure(caption, textSize), 0.0
	for _, it := range under {
		below += d.measure(it, textSize)
	}
	room := d.bottom() - d.top() - 8 - over
	for _, it := range lead {
		room -= d.measure(it, leadSize)
	}
	if len(lead) > 0 {
		room -= 4
	}
	if below > room*0.3 {
		d.items = append(d.items, under...)
		under, below = nil, 0
	}
	head, chunks := g.chunked(room - below)
	for i, c := range chunks {
		title := d.topic
		if title == "" {
			title = oneLine(document.TextOf(t.Caption))
		}
		if len(chunks) > 1 {
			title += d.doc.Words.Part(i+1, len(chunks))
		}
		s := d.titled(title)
		y := d.top() + 4
		if i == 0 {
			y += d.above(s, lead)
		}
		s.text(shape{box: box{margin, y, d.width(), over}, name: "Caption"}, d.set(s, caption, textSize))
		y += over
		h := g.draw(s, y, []band{head, c})
		if i == len(chunks)-1 && len(under) > 0 {
			var out []paragraph
			for _, it := range under {
				out = append(out, d.set(s, it, textSize))
			}
			s.text(shape{box: box{margin, y + h + 2, d.width(), below}, name: "Source"}, out...)
		}
	}
	d.flush()
}

// chunked lays the table out on as few slides as the smallest size needs, in the largest
// size that does with as many.
func (g *grid) chunked(room float64) (head band, chunks []band) {
	at := func(size float64) band {
		g.size = size
		head = g.measureBand(g.table.Head)
		return g.measureBand(g.table.Body)
	}
	body := at(leastSize)
	few := len(body.chunks(room - head.height()))
	for size := 14.0; size > leastSize; size-- {
		if body = at(size); len(body.chunks(room-head.height())) <= few {
			return head, body.even(room - head.height())
		}
	}
	body = at(leastSize)
	return head, body.even(room - head.height())
}

// cellNotes gives the footnotes that hang on cells.
func (d *deck) cellNotes(t *document.Table) []item {
	var all []item
	for _, rows := range [][]document.Row{t.Head, t.Body} {
		for _, r := range rows {
			for _, c := range r.Cells {
				all = append(all, item{spans: c.Text})
			}
		}
	}
	waiting := d.items
	d.items = all
	var out []item
	for _, it := range d.withNotes() {
		if it.small {
			out = append(out, it)
		}
	}
	d.items = waiting
	return out
}

func (b band) height() float64 {
	h := 0.0
	for _, x := range b.heights {
		h += x
	}
	return h
}

// measureBand lays rows out. A row that is higher than half a slide is parted.
func (g *grid) measureBand(rows []document.Row) band {
	rows = g.parted(rows)
	b := band{places: make([][]place, len(rows)), heights: make([]float64, len(rows))}
	for i := range rows {
		b.places[i] = make([]place, len(g.widths))
		b.heights[i] = g.size*leading + 2*cellY
	}
	var tall []place
	g.table.Walk(rows, func(i int, cells []document.Placed) {
		for _, c := range cells {
			cell := c.Cell.Phrased(g.cellWidth(&c.Cell, c.Col)*slack, g.size, 1)
			p := place{&cell, i, c.Col, rows[i].Group}
			for y := i; y < min(i+c.Height(), len(rows)); y++ {
				for x := c.Col; x < min(c.Col+c.Width(), len(g.widths)); x++ {
					b.places[y][x] = p
				}
			}
			if c.Height() > 1 {
				tall = append(tall, p)
				continue
			}
			b.heights[i] = max(b.heights[i], g.cellHeight(p))
		}
	})
	for _, p := range tall {
		have := 0.0
		last := min(p.row+p.cell.Height(), len(rows)) - 1
		for _, h := range b.heights[p.row : last+1] {
			have += h
		}
		b.heights[last] += max(g.cellHeight(p)-have, 0)
	}
	return b
}

func (g *grid) cellWidth(c *document.Cell, col int) float64 {
	w := -2.0 * cellX
	for _, x := range g.widths[col:min(col+c.Width(), len(g.widths))] {
		w += x
	}
	return max(w, g.size)
}

func (g *grid) lines(c *document.Cell, col int) []string {
	return wrap(plainText(c.Content()), g.cellWidth(c, col), g.size, true)
}

func (g *grid) cellHeight(p place) float64 {
	return float64(len(g.lines(p.cell, p.col)))*g.size*leading + 2*cellY
}

// parted cuts rows whose text is higher than half a slide into several rows.
func (g *grid) parted(rows []document.Row) []document.Row {
	most := max(int(g.h*0.4/(g.size*leading)), 1)
	var out []document.Row
	cut := false
	g.table.Walk(rows, func(i int, cells []document.Placed) {
		longest := 0
		for _, c := range cells {
			longest = max(longest, len(g.lines(&c.Cell, c.Col)))
		}
		if longest <= most || len(cells) < len(g.widths) {
			out = append(out, rows[i])
			return
		}
		cut = true
		for from := 0; from < longest; from += most {
			row := document.Row{Group: rows[i].Group}
			for _, c := range cells {
				cell := c.Cell
				lines := g.lines(&cell, c.Col)
				if longer := len(lines) > most; longer || from > 0 {
					part := lines[min(from, len(lines)):min(from+most, len(lines))]
					cell.Text = []document.Span{{Text: strings.Join(part, "")}}
				}
				cell.Rows = 0
				row.Cells = append(row.Cells, cell)
			}
			out = append(out, row)
		}
	})
	if !cut {
		return rows
	}
	return out
}

// even cuts rows into as few chunks as [band.chunks] does, and none much larger than
// another: a slide with one row looks like a mistake.
func (b band) even(room float64) []band {
	out := b.chunks(room)
	few, most := b.height()/float64(len(out)), room
	for most-few > 1 {
		middle := (few + most) / 2
		if c := b.chunks(middle); len(c) == len(out) {
			out, most = c, middle
		} else {
			few = middle
		}
	}
	return out
}

// chunks cuts rows into what fits on slides. A row that heads others is not left
// alone at the end of one, and rows with a cell in common are kept together where
// they fit.
func (b band) chunks(room float64) []band {
	var out []band
	from, used := 0, 0.0
	for i, h := range b.heights {
		for used+h > room && i > from {
			to := i
			if to-1 > from && b.places[to-1][0].group {
				to--
			}
			if begun := b.begun(to); begun > from {
				to = begun
			}
			out = append(out, band{b.places[from:to], b.heights[from:to]})
			used = 0
			for _, x := range b.heights[to:i] {
				used += x
			}
			from = to
		}
		used += h
	}
	return append(out, band{b.places[from:], b.heights[from:]})
}

// begun gives the row, counted from the first of the band, in which the cells begin that
// cover the left of a row.
func (b band) begun(row int) int {
	if p := b.places[row][0]; p.cell != nil {
		return row - (b.rowOf(row) - p.row)
	}
	return row
}

// rowOf gives the number of a row of the band among all rows.
func (b band) rowOf(row int) int {
	n := 0
	for _, p := range b.places[row] {
		n = max(n, p.row)
	}
	return n
}

// draw draws bands of rows as one table and gives its height.
func (g *grid) draw(s *slide, y float64, bands []band) float64 {
	total := 0.0
	for _, b := range bands {
		total += b.height()
	}
	if total == 0 {
		return 0
	}
	w := &s.shapes
	at := box{margin, y, g.width(), total}
	w.WriteString(`<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="` + s.id() + `" name="Table"/><p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr>` +
		at.xfrm("p:xfrm") + `<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table"><a:tbl><a:tblPr firstRow="1"/><a:tblGrid>`)
	for _, x := range g.widths {
		w.WriteString(`<a:gridCol w="` + e(x) + `"/>`)
	}
	w.WriteString(`</a:tblGrid>`)
	for _, b := range bands {
		first := 0
		if len(b.places) > 0 {
			first = b.firstRow()
		}
		for i, row := range b.places {
			w.WriteString(`<a:tr h="` + e(b.heights[i]) + `">`)
			for x, p := range row {
				g.cell(s, p, [3]int{first + i, x, first}, first+len(b.places))
			}
			w.WriteString(`</a:tr>`)
		}
	}
	w.WriteString(`</a:tbl></a:graphicData></a:graphic></p:graphicFrame>`)
	return total
}

// firstRow gives the number of the first row of a band among all rows.
func (b band) firstRow() int { return b.rowOf(0) }

// cell writes a place of a table: a cell, or the mark that another covers it. at
// is row, column and the first row on this slide; end the row after the last.
func (g *grid) cell(s *slide, p place, at [3]int, end int) {
	w := &s.shapes
	if p.cell == nil {
		w.WriteString(`<a:tc><a:txBody><a:bodyPr/><a:lstStyle/><a:p/></a:txBody><a:tcPr/></a:tc>`)
		return
	}
	begin := max(p.row, at[2])
	span := ""
	if n := min(p.col+p.cell.Width(), len(g.widths)) - p.col; n > 1 {
		span += ` gridSpan="` + strconv.Itoa(n) + `"`
	}
	if n := min(p.row+p.cell.Height(), end) - begin; n > 1 {
		span += ` rowSpan="` + strconv.Itoa(n) + `"`
	}
	if at[1] > p.col {
		span = ` hMerge="1"`
	}
	if at[0] > begin {
		span += ` vMerge="1"`
	}
	shown := at[0] == begin && at[1] == p.col
	w.WriteString(`<a:tc` + span + `><a:txBody><a:bodyPr/><a:lstStyle/>`)
	bold, ink := false, document.Ink()
	fill := document.Colour{R: 255, G: 255, B: 255}
	switch {
	case p.cell.Letter != 0:
		fill, ink = document.LetterColours(p.cell.Letter)
		bold = true
	case p.cell.Kind == document.HeadCell:
		fill, bold = document.HeadFill(), true
	case p.group:
		fill, bold = document.GroupFill(), true
	}
	para := paragraph{size: g.size, align: p.cell.Alignment(g.table.Columns[p.col])}
	if shown {
		para.runs = g.runs(s, p.cell.Content(), run{size: g.size, bold: bold, colour: ink})
	}
	para.write(w)
	anchor := ""
	if p.cell.Kind == document.HeadCell || p.cell.Kind == document.LetterCell {
		anchor = ` anchor="ctr"`
	}
	w.WriteString(`</a:txBody><a:tcPr marL="` + e(cellX) + `" marR="` + e(cellX) + `" marT="` + e(cellY) + `" marB="` + e(cellY) + `"` + anchor + `>`)
	for _, side := range []string{"lnL", "lnR", "lnT", "lnB"} {
		w.WriteString(`<a:` + side + ` w="6350"><a:solidFill><a:srgbClr val="` + document.Line().Hex() + `"/></a:solidFill></a:` + side + `>`)
	}
	w.WriteString(`<a:solidFill><a:srgbClr val="` + fill.Hex() + `"/></a:solidFill></a:tcPr></a:tc>`)
}
