package drawing

import "math"

// flatten turns a path into polylines in pixels. Curves become short straight
// pieces; a closed subpath ends where it began.
func flatten(segments []Segment, scale float64) [][]Point {
	var out [][]Point
	var line []Point
	flush := func() {
		if len(line) > 0 {
			out = append(out, line)
		}
		line = nil
	}
	px := func(p Point) Point { return Point{p.X * scale, p.Y * scale} }
	for _, s := range segments {
		switch {
		case s.Move:
			flush()
			line = append(line, px(s.Points[0]))
		case len(s.Points) == 0:
			if len(line) > 0 {
				line = append(line, line[0])
			}
		case len(s.Points) == 1:
			line = append(line, px(s.Points[0]))
		default:
			line = curve(line, px(s.Points[0]), px(s.Points[1]), px(s.Points[2]))
		}
	}
	flush()
	return out
}

// curve appends a cubic curve in pieces of about two pixels.
func curve(line []Point, b, c, d Point) []Point {
	a := line[len(line)-1]
	n := int(math.Ceil((distance(a, b)+distance(b, c)+distance(c, d))/2)) + 2
	n = min(n, 64)
	for i := 1; i <= n; i++ {
		t := float64(i) / float64(n)
		u := 1 - t
		line = append(line, Point{
			u*u*u*a.X + 3*u*u*t*b.X + 3*u*t*t*c.X + t*t*t*d.X,
			u*u*u*a.Y + 3*u*u*t*b.Y + 3*u*t*t*c.Y + t*t*t*d.Y,
		})
	}
	return line
}

// strokes gives the area of lines of a width: a quadrangle for each piece and a
// disc at each joint, all turning the same way so that they add up.
func strokes(lines [][]Point, w float64, dash []float64) [][]Point {
	var out [][]Point
	for _, line := range lines {
		for _, part := range dashed(line, dash) {
			out = strokeLine(out, part, w/2)
		}
	}
	return out
}

func strokeLine(out [][]Point, line []Point, half float64) [][]Point {
	closed := len(line) > 2 && line[0] == line[len(line)-1]
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		d := distance(a, b)
		if d == 0 {
			continue
		}
		nx, ny := -(b.Y-a.Y)/d*half, (b.X-a.X)/d*half
		out = append(out, []Point{{a.X + nx, a.Y + ny}, {a.X - nx, a.Y - ny}, {b.X - nx, b.Y - ny}, {b.X + nx, b.Y + ny}})
		if i > 1 || closed {
			out = append(out, disc(a, half))
		}
	}
	return out
}

// disc gives a circle as a polygon that turns as the quadrangles do.
func disc(c Point, r float64) []Point {
	n := max(8, min(24, int(r*4)))
	out := make([]Point, n)
	for i := range out {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		out[i] = Point{c.X + r*cos, c.Y + r*sin}
	}
	return out
}

// dashed cuts a line into dashes; without a pattern it gives the line itself.
func dashed(line []Point, dash []float64) [][]Point {
	total := 0.0
	for _, d := range dash {
		total += d
	}
	if total <= 0 {
		return [][]Point{line}
	}
	var out [][]Point
	var part []Point
	k, left, on := 0, dash[0], true
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		d := distance(a, b)
		if on && part == nil {
			part = []Point{a}
		}
		for pos := 0.0; d-pos > left; {
			pos += left
			p := toward(a, b, pos/d)
			if on {
				out = append(out, append(part, p))
			}
			k = (k + 1) % len(dash)
			on, left, part = !on, max(dash[k], 1e-3), nil
			if on {
				part = []Point{p}
			}
			d, a = d-pos, p
			pos = 0
		}
		left -= d
		if on {
			part = append(part, b)
		}
	}
	if len(part) > 1 {
		out = append(out, part)
	}
	return out
}
