package pdf

import (
	"unicode/utf8"

	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/pdffile"
)

// pen draws the shapes of a picture on a page: lines that stay sharp however
// close one looks, and text that can be searched and copied.
type pen struct {
	*layout
	x, y, scale float64 // where the corner of the picture stands, and its size
	dashed      bool
}

func (p *pen) at(q drawing.Point) (x, y float64) { return p.x + q.X*p.scale, p.y + q.Y*p.scale }

// Path implements [drawing.Pen].
func (p *pen) Path(path *drawing.Path) {
	area, stroke := path.Fill != "", path.Stroke != ""
	if len(path.Segments) == 0 || !area && !stroke {
		return
	}
	if area {
		p.page.Fill(path.Fill.RGB())
	}
	if stroke {
		r, g, b := path.Stroke.RGB()
		p.page.Stroke(r, g, b, path.LineWidth()*p.scale)
		p.dashes(path.Dash)
	}
	for _, s := range path.Segments {
		switch {
		case len(s.Points) == 0:
			p.page.Close()
			continue
		case len(s.Points) == 3:
			var curve [3][2]float64
			for i, q := range s.Points {
				curve[i][0], curve[i][1] = p.at(q)
			}
			p.page.CurveTo(curve)
			continue
		}
		x, y := p.at(s.Points[0])
		if s.Move {
			p.page.MoveTo(x, y)
		} else {
			p.page.LineTo(x, y)
		}
	}
	p.page.Paint(area, stroke)
}

// dashes sets how lines are broken, where it changes.
func (p *pen) dashes(pattern []float64) {
	if len(pattern) == 0 && !p.dashed {
		return
	}
	p.dashed = len(pattern) > 0
	scaled := make([]float64, len(pattern))
	for i, d := range pattern {
		scaled[i] = d * p.scale
	}
	p.page.Dashes(scaled...)
}

// Line implements [drawing.Pen].
func (p *pen) Line(from drawing.Point, text string, font drawing.Font, fill drawing.Color) {
	face := p.regular
	if font.Bold {
		face = p.bold
	}
	p.codes = p.codes[:0]
	text = clean(text)
	for len(text) > 0 {
		r, n := utf8.DecodeRuneInString(text)
		for n < len(text) {
			v, m := utf8.DecodeRuneInString(text[n:])
			if !selector(v) {
				break
			}
			n += m
		}
		if !drawing.Invisible(r) {
			code, _ := face.Code(text[:n])
			p.codes = append(p.codes, code)
		}
		text = text[n:]
	}
	x, y := p.at(from)
	p.page.Fill(fill.RGB())
	p.page.Text(x, y, pdffile.Type{Font: face, Size: font.Size * p.scale}, p.codes)
}
