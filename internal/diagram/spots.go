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
			return cmp.Compare(a.box.X+2*a.box.Y, b.box.X+2*b.box.Y)
		})
		for k, i := range list {
			spots[i] = found[k]
		}
	}
}
