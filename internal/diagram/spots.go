package diagram

import (
	"cmp"
	"slices"

	"github.com/sekisho/sekisho/internal/drawing"
)

// leaderWidth is the width of the line from a badge that stands apart to what it
// numbers.
const leaderWidth = 0.7

// spot is where a badge stands.
type spot struct {
	box drawing.Box
	// leader runs from the line that the badge numbers to the badge, where other
	// lines may stand nearer to it; else there is none.
	leader []drawing.Point
	// at is the point of a line at which the badge stands.
	at drawing.Point
}

// moved gives the spot somewhere else.
func (s spot) moved(by float64) spot {
	s.box.X, s.box.Y = s.box.X+by, s.box.Y+by
	s.at = drawing.Point{X: s.at.X + by, Y: s.at.Y + by}
	s.leader = slices.Clone(s.leader)
	for i := range s.leader {
		s.leader[i].X, s.leader[i].Y = s.leader[i].X+by, s.leader[i].Y+by
	}
	return s
}

// pill draws a number in a rounded field, with the leader under it.
func (s spot) pill(text string, fill, edge, ink drawing.Color) *drawing.Group {
	g := pill(s.box, text, fill, edge, ink)
	if s.leader != nil {
		g.Items = slices.Insert(g.Items, 0, drawing.Item(&drawing.Line{Points: s.leader, Stroke: edge, StrokeWidth: leaderWidth}))
	}
	return g
}

// spotsAt gives the places of a badge at a point of a line: on it, then on either side,
// the near ones first. From the second row on, leaders tell whose they are.
func spotsAt(c drawing.Point, upright bool, w, h float64) []spot {
	on := drawing.Box{X: c.X - w/2, Y: c.Y - h/2, W: w, H: h}
	out := []spot{{box: on}}
	for row := range offRows {
		gap := rowGap(row, h)
		for _, side := range []float64{-1, 1} {
			s := spot{box: on}
			end := c
			if upright {
				s.box.X -= side * (gap + w/2)
				end.X -= side * gap
			} else {
				s.box.Y += side * (gap + h/2)
				end.Y += side * gap
			}
			if row > 0 {
				s.leader = []drawing.Point{c, end}
			}
			out = append(out, s)
		}
	}
	return out
}

// rowGap is how far a badge of a row stands from its line.
func rowGap(row int, h float64) float64 { return 2*flowWidth + float64(row)*h*0.6 }

// reach is how far from its line a badge goes at most, with what keeps clear of it.
func reach(w, h float64) float64 { return rowGap(offRows, h) + max(w, h) + 1 }

// ascending hands out the spots of badges that number the same thing, so that their
// numbers rise from the upper left to the lower right. owners names the thing of each.
func ascending(spots []spot, owners []string) {
	shared := map[string][]int{}
	for i, owner := range owners {
		shared[owner] = append(shared[owner], i)
	}
	for _, list := range shared {
		found := make([]spot, len(list))
		for k, i := range list {
			found[k] = spots[i]
		}
		slices.SortStableFunc(found, func(a, b spot) int {
			return cmp.Compare(a.rank(), b.rank())
		})
		for k, i := range list {
			spots[i] = found[k]
		}
	}
}

// rank tells how far right and down a spot is: numbers are read from the least.
func (s spot) rank() float64 { return s.box.X + 2*s.box.Y }

// laned is the spot of a number of a flow, the tracks of its hop, and how far aside of
// the wires these run.
type laned struct {
	spot
	tracks []track
	aside  float64
}

// taking gives a number the place that another one has: at the line of its own flow,
// beside the other's. ok is false where its flow does not run there.
func (n laned) taking(o laned) (laned, bool) {
	n.spot = o.moved(n.aside - o.aside)
	near := drawing.Box{X: n.at.X, Y: n.at.Y}.Inset(-0.5)
	return n, slices.ContainsFunc(n.tracks, func(t track) bool { return crosses(t.points, near) })
}

// inOrder lets numbers whose flows run side by side rise from the upper left to the lower
// right: two that fall change their places, where they cover nothing there.
func (p *placer) inOrder(list []laned) {
	for again := true; again; {
		again = false
		for j := range list {
			for i := range j {
				again = p.swap(list, i, j) || again
			}
		}
	}
}

// swap changes the places of two numbers that fall, if they may.
func (p *placer) swap(list []laned, i, j int) bool {
	a, ok1 := list[i].taking(list[j])
	b, ok2 := list[j].taking(list[i])
	if !ok1 || !ok2 || list[i].rank() <= list[j].rank() || a.rank() > b.rank() || list[i].box.W != list[j].box.W {
		return false
	}
	rest := *p
	rest.taken = slices.DeleteFunc(slices.Clone(p.taken), func(t drawing.Box) bool { return t == list[i].box || t == list[j].box })
	price := func(own int, s spot) float64 { return rest.price(own, s.box) + rest.across(s) }
	if price(i, a.spot)+price(j, b.spot) > price(i, list[i].spot)+price(j, list[j].spot) || a.box.Overlaps(b.box.Inset(-0.4)) {
		return false
	}
	list[i], list[j] = a, b
	p.taken = append(rest.taken, a.box, b.box)
	return true
}
