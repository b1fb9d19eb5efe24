package drawing

import "slices"

// Trimmed gives the scene without the empty margins around what is drawn, but for a
// pad: where a picture stands in a page that has margins of its own, they only make it
// smaller. The scene itself stays as it is.
func (s *Scene) Trimmed(pad float64) *Scene {
	box, ok := Bounds(s.Items...)
	if !ok {
		return s
	}
	box = box.Inset(-pad)
	out := *s
	out.Width, out.Height = box.W, box.H
	out.Items = moved(s.Items, Point{-box.X, -box.Y})
	return &out
}

// Without gives the scene without its parts of a class. The scene itself stays as it is.
func (s *Scene) Without(class string) *Scene {
	out := *s
	out.Items = slices.DeleteFunc(slices.Clone(s.Items), func(i Item) bool {
		g, ok := i.(*Group)
		return ok && g.Class == class
	})
	return &out
}

// moved copies items to another place.
func moved(items []Item, by Point) []Item {
	out := make([]Item, len(items))
	for i, item := range items {
		switch x := item.(type) {
		case *Rect:
			c := *x
			c.X, c.Y = x.X+by.X, x.Y+by.Y
			out[i] = &c
		case *Line:
			c := *x
			c.Points = movedPoints(x.Points, by)
			out[i] = &c
		case *Path:
			c := *x
			c.Segments = make([]Segment, len(x.Segments))
			for k, seg := range x.Segments {
				c.Segments[k] = Segment{Move: seg.Move, Points: movedPoints(seg.Points, by)}
			}
			out[i] = &c
		case *Text:
			c := *x
			c.X, c.Y = x.X+by.X, x.Y+by.Y
			out[i] = &c
		case *Group:
			c := *x
			c.Items = moved(x.Items, by)
			out[i] = &c
		}
	}
	return out
}

func movedPoints(points []Point, by Point) []Point {
	out := make([]Point, len(points))
	for i, p := range points {
		out[i] = Point{p.X + by.X, p.Y + by.Y}
	}
	return out
}
