package drawing

import "math"

// kappa places the control points of a quarter circle.
const kappa = 0.5522847498

// outline gives a rectangle as a path.
func (r *Rect) outline() *Path {
	x0, y0, x1, y1 := r.X, r.Y, r.Right(), r.Bottom()
	p := &Path{Fill: r.Fill, Stroke: r.Stroke, StrokeWidth: r.StrokeWidth, Dash: r.Dash}
	q := min(r.R, r.W/2, r.H/2)
	if q <= 0 {
		p.Segments = polygon(Point{x0, y0}, Point{x1, y0}, Point{x1, y1}, Point{x0, y1})
		return p
	}
	k := q * (1 - kappa)
	p.Segments = []Segment{
		{Move: true, Points: []Point{{x0 + q, y0}}},
		{Points: []Point{{x1 - q, y0}}}, {Points: []Point{{x1 - k, y0}, {x1, y0 + k}, {x1, y0 + q}}},
		{Points: []Point{{x1, y1 - q}}}, {Points: []Point{{x1, y1 - k}, {x1 - k, y1}, {x1 - q, y1}}},
		{Points: []Point{{x0 + q, y1}}}, {Points: []Point{{x0 + k, y1}, {x0, y1 - k}, {x0, y1 - q}}},
		{Points: []Point{{x0, y0 + q}}}, {Points: []Point{{x0, y0 + k}, {x0 + k, y0}, {x0 + q, y0}}},
		{},
	}
	return p
}

// Circle gives a circle as a rounded rectangle.
func Circle(center Point, radius float64, fill, stroke Color) *Rect {
	return &Rect{Box: Box{center.X - radius, center.Y - radius, 2 * radius, 2 * radius}, R: radius, Fill: fill, Stroke: stroke}
}

func polygon(points ...Point) []Segment {
	out := []Segment{{Move: true, Points: points[:1]}}
	for i := range points[1:] {
		out = append(out, Segment{Points: points[i+1 : i+2]})
	}
	return append(out, Segment{})
}

func (l *Line) headSize() float64 {
	if l.HeadSize > 0 {
		return l.HeadSize
	}
	return 4*width(l.StrokeWidth) + 2
}

// outline gives the stroke of a line, shortened where an arrow head stands and
// with its corners rounded, and its heads as filled paths.
func (l *Line) outline() (stroke *Path, heads []*Path) {
	points := append([]Point(nil), l.Points...)
	stroke = &Path{Stroke: l.Stroke, StrokeWidth: l.StrokeWidth, Dash: l.Dash}
	if len(points) < 2 {
		return stroke, nil
	}
	n := len(points) - 1
	tail, tip := points[0], points[n]
	if h := l.head(l.Start, tail, points[1]); h != nil {
		heads = append(heads, h)
		points[0] = l.behind(l.Start, tail, points[1])
	}
	if h := l.head(l.End, tip, points[n-1]); h != nil {
		heads = append(heads, h)
		points[n] = l.behind(l.End, tip, points[n-1])
	}
	stroke.Segments = rounded(points, l.R)
	return stroke, heads
}

// behind gives where the stroke ends so that it does not show beyond the tip.
func (l *Line) behind(h Head, tip, from Point) Point {
	d := distance(tip, from)
	back := min(l.headSize()*0.7, d)
	if h != ArrowHead || d == 0 {
		return tip
	}
	return Point{tip.X + (from.X-tip.X)/d*back, tip.Y + (from.Y-tip.Y)/d*back}
}

func (l *Line) head(h Head, tip, from Point) *Path {
	s, d := l.headSize(), distance(tip, from)
	switch {
	case h == DotHead:
		p := Circle(tip, s*0.35, l.Stroke, "").outline()
		return p
	case h == ArrowHead && d > 0:
		ux, uy := (from.X-tip.X)/d, (from.Y-tip.Y)/d
		base := Point{tip.X + ux*s, tip.Y + uy*s}
		half := s * 0.38
		return &Path{Fill: l.Stroke, Segments: polygon(tip, Point{base.X - uy*half, base.Y + ux*half}, Point{base.X + uy*half, base.Y - ux*half})}
	}
	return nil
}

func distance(a, b Point) float64 { return math.Hypot(a.X-b.X, a.Y-b.Y) }

// rounded gives a polyline whose corners are arcs of about radius r, less where
// a side is short.
func rounded(points []Point, r float64) []Segment {
	out := []Segment{{Move: true, Points: points[:1]}}
	for i := 1; i < len(points); i++ {
		p := points[i]
		if i == len(points)-1 || r <= 0 {
			out = append(out, Segment{Points: []Point{p}})
			continue
		}
		before, after := distance(points[i-1], p), distance(p, points[i+1])
		q := min(r, before/2, after/2)
		if q <= 0 {
			continue
		}
		in, on := toward(p, points[i-1], q/before), toward(p, points[i+1], q/after)
		out = append(out, Segment{Points: []Point{in}}, Segment{Points: []Point{toward(in, p, kappa), toward(on, p, kappa), on}})
	}
	return out
}

// toward gives the point a fraction t of the way from p to q.
func toward(p, q Point, t float64) Point { return Point{p.X + (q.X-p.X)*t, p.Y + (q.Y-p.Y)*t} }
