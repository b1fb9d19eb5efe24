package pdffile

// MoveTo begins a part of an outline, which [Page.Paint] draws.
func (p *Page) MoveTo(x, y float64) {
	p.endText()
	p.op("m", x, p.h-y)
}

// LineTo continues the outline with a line.
func (p *Page) LineTo(x, y float64) { p.op("l", x, p.h-y) }

// CurveTo continues the outline with a cubic Bézier curve; the last of its points
// is where it ends.
func (p *Page) CurveTo(points [3][2]float64) {
	c := points
	p.op("c", c[0][0], p.h-c[0][1], c[1][0], p.h-c[1][1], c[2][0], p.h-c[2][1])
}

// Close closes the part of the outline.
func (p *Page) Close() { p.op("h") }

// Paint draws the outline in the colours that are set: its area, its stroke, or
// both. It must not be neither.
func (p *Page) Paint(area, stroke bool) {
	switch {
	case area && stroke:
		p.op("B")
	case area:
		p.op("f")
	default:
		p.op("S")
	}
}
