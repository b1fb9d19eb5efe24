package pdf

import "github.com/sekisho/sekisho/internal/document"

// latinFace holds the widths of the characters from space to tilde, in thousandths of
// their size.
type latinFace [95]float32

// The widths of Arial and Times New Roman, which Word documents name for Latin letters,
// and of all fonts made to be as wide.
var (
	arial = latinFace{
		278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
		1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
		333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
	}
	arialBold = latinFace{
		278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
		975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
		333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
	}
	times = latinFace{
		250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444,
		921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500,
		333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
	}
	timesBold = latinFace{
		250, 333, 555, 500, 500, 1000, 833, 278, 333, 333, 500, 570, 250, 333, 250, 278, 500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 333, 333, 570, 570, 570, 500,
		930, 722, 667, 722, 722, 667, 611, 778, 778, 389, 500, 778, 667, 944, 722, 778, 611, 778, 722, 556, 667, 722, 722, 1000, 722, 722, 667, 333, 278, 333, 581, 500,
		333, 500, 556, 444, 556, 444, 333, 500, 556, 278, 333, 556, 278, 833, 556, 500, 556, 556, 444, 389, 333, 556, 500, 722, 500, 500, 444, 394, 220, 394, 520,
	}
)

// width gives the width of a character, if the face is known to have it.
func (f *latinFace) width(c string) (float64, bool) {
	if f == nil || len(c) != 1 || c[0] < ' ' || c[0] > '~' {
		return 0, false
	}
	return float64(f[c[0]-' ']), true
}

// latin gives the widths of Latin letters where they are not those of our font.
func (l *layout) latin(serif, bold bool) *latinFace {
	switch {
	case !l.word || l.japanese():
		return nil
	case serif && bold:
		return &timesBold
	case serif:
		return &times
	case bold:
		return &arialBold
	}
	return &arial
}

// padWord is the space at both sides of a cell, easeWord what lines that package docx breaks
// leave free, and pointsWord the space between the points of a cell.
const padWord, easeWord, pointsWord = 4.0, 1.0, 2.0

// headWord and footWord are what tables take above and below their rows, beyond ours.
const headWord, footWord = 1.5, 1.0

// linesInWord breaks the text of a cell of a row so high into lines, and gives the space
// between its points.
func (g *grid) linesInWord(c document.Placed, k look, highest int) (out []line, between float64) {
	points, width, hang := c.Parts(), g.inside(c.Col, c.Width()), 0.0
	if len(points) > 1 {
		highest, hang = 1, k.size
	}
	for _, p := range points {
		if g.japanese() { // broken as if all lines were as short as those that hang
			p = p.Phrased(width-hang-easeWord, k.size, highest)
		}
		t := g.shape(p.Content(), k)
		lines := t.lines(width)
		if len(lines) > 1 {
			lines = append(lines[:1:1], t.linesFrom(lines[0].next(), width-hang)...)
		}
		out = append(out, lines...)
	}
	return out, pointsWord * float64(len(points)-1)
}

// tightenInWord lays a part out anew that is little more than a table of which a few rows
// stand on a page of their own: closer rows may spare that page.
func (l *layout) tightenInWord(usually way, from state, pages int) {
	var only *document.Table
	for _, b := range usually.blocks {
		switch b := b.(type) {
		case *document.Table:
			if only != nil {
				return
			}
			only = b
		case *document.Heading, *document.Paragraph:
		default:
			return
		}
	}
	if only == nil {
		return
	}
	tight := usually
	tight.rows, tight.pad = closer().rows, closer().pad
	l.back(from)
	if l.try(tight) < pages {
		l.tight[only.Anchor] = true
		return
	}
	l.back(from)
	l.try(usually)
}

// keptInWord gives the row after those that Word keeps on one page with row i.
func (g *grid) keptInWord(i int) int {
	end := i + 1
	for end < len(g.body.rows) && (g.whole || g.body.rows[end-1].Group || document.KeptWithNext(end-1, g.body.lines)) {
		end++
	}
	return end
}

// leastInWord gives the height that must be left for a table to begin on a page.
func (g *grid) leastInWord() float64 {
	h := aboveTable + float64(len(g.caption))*14 + 4 + headWord + g.head.height()
	end := 0
	if len(g.body.rows) > 0 {
		end = g.keptInWord(0)
	}
	for _, row := range g.body.heights[:end] {
		h += row
	}
	if end == len(g.body.rows) {
		h += g.underHeight(g.table.Notes, g.table.Source)
	}
	return min(h, g.height())
}
