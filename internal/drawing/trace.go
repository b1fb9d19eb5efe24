package drawing

// Pen draws what a scene is made of, in a format that this package does not know.
type Pen interface {
	// Path draws an outline; rectangles, lines and heads of lines are paths too.
	Path(*Path)
	// Line draws a line of text whose baseline begins at a point. What is
	// invisible and has no width is part of it.
	Line(from Point, text string, font Font, fill Color)
}

// Trace draws the scene with a pen, from the back to the front.
func (s *Scene) Trace(pen Pen) { trace(s.Items, pen) }

func trace(items []Item, pen Pen) {
	for _, i := range items {
		switch i := i.(type) {
		case *Rect:
			pen.Path(i.outline())
		case *Line:
			stroke, heads := i.outline()
			pen.Path(stroke)
			for _, h := range heads {
				pen.Path(h)
			}
		case *Path:
			pen.Path(i)
		case *Text:
			for n, line := range i.Lines {
				pen.Line(i.begin(n), line, i.Font, i.Fill)
			}
		case *Group:
			trace(i.Items, pen)
		}
	}
}

// begin gives the point where the baseline of a line begins.
func (t *Text) begin(line int) Point {
	p := Point{t.X, t.Y + float64(line)*t.Font.LineHeight()}
	switch t.Anchor {
	case Middle:
		p.X -= Width(t.Lines[line], t.Font) / 2
	case End:
		p.X -= Width(t.Lines[line], t.Font)
	}
	return p
}

// RGB gives the parts of a colour. It panics for what is no colour, as that is a
// mistake in the program.
func (c Color) RGB() (r, g, b uint8) {
	v := rgba(c)
	return v.R, v.G, v.B
}

// Invisible reports whether a character has no width and no shape of its own,
// such as one that selects the shape of the character before.
func Invisible(r rune) bool { return invisible(r) }

// LineWidth gives the width of the stroke of a path.
func (p *Path) LineWidth() float64 { return width(p.StrokeWidth) }
