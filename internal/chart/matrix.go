package chart

import (
	"fmt"

	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/locale"
)

// MatrixCell is a cell of the risk matrix with the number of letters that rest on
// it.
type MatrixCell struct {
	// Letter A to E.
	Letter string
	// Unconfirmed tells that no source confirms the cell.
	Unconfirmed bool
	Count       int
}

// MatrixRow is a product of threat and vulnerability level with its cells for the
// importance or impact 1, 2 and 3.
type MatrixRow struct {
	Product int
	Cells   [3]MatrixCell
}

// Matrix draws the risk matrix with the number of letters in each cell. columns
// says what the columns are: importance or impact level.
func Matrix(h Head, rows []MatrixRow, columns string) *Picture {
	s := newSheet(h, locDesc(h, "matrix", len(rows)))
	const name, cell, height = 150.0, 104.0, 34.0
	left := margin + name
	head := drawing.Font{Size: 9, Bold: true}
	s.label(left+1.5*cell, s.y+6, columns, head, drawing.Middle)
	s.y += 16
	for c := range 3 {
		s.label(left+(float64(c)+0.5)*cell, s.y+6, fmt.Sprint(c+1), head, drawing.Middle)
	}
	s.label(left-gap, s.y+6, s.text("matrix.product"), drawing.Font{Size: 8.5}, drawing.End)
	s.y += 16
	s.data.Head = []string{s.text("matrix.product"), columns + " 1", columns + " 2", columns + " 3"}
	unconfirmed := false
	for _, r := range rows {
		s.label(left-gap, s.y+height/2, s.text("matrix.row", "product", r.Product, "pairs", pairs(r.Product)), drawing.Font{Size: 9}, drawing.End)
		row := []string{fmt.Sprint(r.Product)}
		for c, x := range r.Cells {
			s.matrixCell(drawing.Box{X: left + float64(c)*cell, Y: s.y, W: cell, H: height}, x)
			unconfirmed = unconfirmed || x.Unconfirmed
			row = append(row, fmt.Sprintf("%s: %s", x.Letter, number(x.Count)))
		}
		s.data.Rows = append(s.data.Rows, row)
		s.y += height
	}
	s.letterLegend(false)
	if unconfirmed {
		s.paragraph(s.text("matrix.unconfirmed"), drawing.Font{Size: 8.5}, drawing.InkSoft)
	}
	return s.done()
}

// pairs lists the threat and vulnerability levels of a product.
func pairs(product int) string {
	var out string
	for t := 3; t >= 1; t-- {
		if v := product / t; product%t == 0 && v <= 3 {
			if out != "" {
				out += ", "
			}
			out += fmt.Sprintf("%d×%d", t, v)
		}
	}
	return out
}

func (s *sheet) matrixCell(b drawing.Box, x MatrixCell) {
	fill, ink := drawing.LetterColors(x.Letter)
	r := &drawing.Rect{Box: b, Fill: fill, Stroke: drawing.ColorLetterEdge, StrokeWidth: 0.8}
	letter := x.Letter
	if x.Unconfirmed {
		letter += "*"
	}
	s.Add(r)
	s.say(drawing.Point{X: b.X + 20, Y: b.Center().Y}, letter, style{drawing.Font{Size: 14, Bold: true}, drawing.Middle, ink})
	s.say(drawing.Point{X: b.Right() - 8, Y: b.Center().Y}, number(x.Count), style{drawing.Font{Size: 12}, drawing.End, ink})
}

// locDesc gives the sentence that says what a chart shows, for screen readers.
func locDesc(h Head, kind string, n int) string {
	return locale.Text(h.Lang, "chart.desc."+kind, "title", h.Title, "number", n)
}
