// Package drawing holds pictures as plain values, and writes them: a Scene of
// shapes and texts in points, measured and wrapped with the embedded Japanese
// font, as SVG with real text or as PNG. It knows shapes, colours and letters'
// widths; what a picture means is known further up.
//
// Everything is a pure function of the scene: the same scene gives the same
// bytes, on every machine.
package drawing

// Point is a place in a scene, in points (1/72 inch) from the upper left corner.
type Point struct{ X, Y float64 }

// Box is an upright rectangle.
type Box struct{ X, Y, W, H float64 }

// Right gives the right edge.
func (b Box) Right() float64 { return b.X + b.W }

// Bottom gives the lower edge.
func (b Box) Bottom() float64 { return b.Y + b.H }

// Center gives the middle.
func (b Box) Center() Point { return Point{b.X + b.W/2, b.Y + b.H/2} }

// Inset gives the box with d taken off on every side; a negative d adds.
func (b Box) Inset(d float64) Box { return Box{b.X + d, b.Y + d, b.W - 2*d, b.H - 2*d} }

// Overlaps reports whether the boxes share more than an edge.
func (b Box) Overlaps(o Box) bool {
	return b.X < o.Right() && o.X < b.Right() && b.Y < o.Bottom() && o.Y < b.Bottom()
}

// Contains reports whether o lies in the box.
func (b Box) Contains(o Box) bool {
	return b.X <= o.X && o.Right() <= b.Right() && b.Y <= o.Y && o.Bottom() <= b.Bottom()
}

// Union gives the smallest box around both.
func (b Box) Union(o Box) Box {
	x, y := min(b.X, o.X), min(b.Y, o.Y)
	return Box{x, y, max(b.Right(), o.Right()) - x, max(b.Bottom(), o.Bottom()) - y}
}

// Color is written #rrggbb; empty is none.
type Color string

// Scene is a picture.
type Scene struct {
	// Width and Height in points.
	Width, Height float64
	// Title names the picture, Desc says in a sentence what it shows. Screen
	// readers read both.
	Title, Desc string
	// Lang is the language of the texts: ja or en.
	Lang  string
	Items []Item
}

// Add draws items over those already there.
func (s *Scene) Add(items ...Item) { s.Items = append(s.Items, items...) }

// Item is something drawn: *Rect, *Line, *Path, *Text or *Group.
type Item interface{ bounds() (Box, bool) }

// Rect is a rectangle, with rounded corners where R is set.
type Rect struct {
	Box
	R            float64
	Fill, Stroke Color
	// StrokeWidth in points; 1 if zero.
	StrokeWidth float64
	Dash        []float64
}

// Head is what stands at an end of a line.
type Head uint8

// Heads.
const (
	NoHead Head = iota
	// ArrowHead is a filled triangle whose point is the end of the line.
	ArrowHead
	// DotHead is a filled circle around the end.
	DotHead
)

// Line is a polyline.
type Line struct {
	Points []Point
	Stroke Color
	// StrokeWidth in points; 1 if zero.
	StrokeWidth float64
	Dash        []float64
	Start, End  Head
	// HeadSize is the length of heads; four widths and 2 pt if zero.
	HeadSize float64
	// R rounds the corners.
	R float64
}

// Segment is a part of a path: to one point straight, to three along a cubic
// Bézier curve, to none closing the subpath. Move begins a new subpath.
type Segment struct {
	Move   bool
	Points []Point
}

// Path is a free outline.
type Path struct {
	Segments     []Segment
	Fill, Stroke Color
	// StrokeWidth in points; 1 if zero.
	StrokeWidth float64
	Dash        []float64
}

// Anchor says which point of a text's baseline stands at its X.
type Anchor uint8

// Anchors.
const (
	Start Anchor = iota
	Middle
	End
)

// Font is a size in points, and a weight.
type Font struct {
	Size float64
	Bold bool
	// Tight sets lines closer, for labels in boxes.
	Tight bool
}

// LineHeight gives the distance of two baselines.
func (f Font) LineHeight() float64 {
	if f.Tight {
		return f.Size * 1.1
	}
	return f.Size * 1.3
}

// Ascent gives how far a line reaches above its baseline, Descent how far below.
// Both are those of Japanese characters; together they are a little less than
// LineHeight.
func (f Font) Ascent() float64 { return f.Size * 0.88 }

// Descent gives how far a line reaches below its baseline.
func (f Font) Descent() float64 { return f.Size * 0.16 }

// Text is one or more lines of text.
type Text struct {
	// X of the anchor, Y of the first baseline.
	X, Y   float64
	Lines  []string
	Font   Font
	Anchor Anchor
	Fill   Color
}

// Group is a part of the picture with a name of its own.
type Group struct {
	// ID is unique in the scene; Class names the kind of part.
	ID, Class string
	// Title and Desc are read by screen readers and shown by browsers.
	Title, Desc string
	Items       []Item
}

// Add draws items over those already in the group.
func (g *Group) Add(items ...Item) { g.Items = append(g.Items, items...) }

// Walk calls f for every item, groups before what they hold, in drawing order.
func Walk(items []Item, f func(Item)) {
	for _, i := range items {
		f(i)
		if g, ok := i.(*Group); ok {
			Walk(g.Items, f)
		}
	}
}

// Bounds gives the smallest box around the items, and whether there is any.
// Texts count with their measured width.
func Bounds(items ...Item) (Box, bool) {
	var out Box
	any := false
	for _, i := range items {
		b, ok := i.bounds()
		switch {
		case ok && any:
			out = out.Union(b)
		case ok:
			out, any = b, true
		}
	}
	return out, any
}

func (r *Rect) bounds() (Box, bool) { return r.Box, true }

func (l *Line) bounds() (Box, bool) { return pointBounds(l.Points) }

func (p *Path) bounds() (Box, bool) {
	var all []Point
	for _, s := range p.Segments {
		all = append(all, s.Points...)
	}
	return pointBounds(all)
}

func (g *Group) bounds() (Box, bool) { return Bounds(g.Items...) }

func (t *Text) bounds() (Box, bool) {
	if len(t.Lines) == 0 {
		return Box{}, false
	}
	width := 0.0
	for _, l := range t.Lines {
		width = max(width, Width(l, t.Font)-hanging(l, l, t.Font))
	}
	b := Box{t.X, t.Y - t.Font.Ascent(), width, float64(len(t.Lines)-1)*t.Font.LineHeight() + t.Font.Ascent() + t.Font.Descent()}
	switch t.Anchor {
	case Middle:
		b.X -= width / 2
	case End:
		b.X -= width
	}
	return b, true
}

func pointBounds(points []Point) (Box, bool) {
	if len(points) == 0 {
		return Box{}, false
	}
	b := Box{X: points[0].X, Y: points[0].Y}
	for _, p := range points[1:] {
		b = b.Union(Box{X: p.X, Y: p.Y})
	}
	return b, true
}

func width(w float64) float64 {
	if w == 0 {
		return 1
	}
	return w
}
