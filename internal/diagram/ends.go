package diagram

import (
	"slices"

	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/model"
)

// leastEnd is how long the pieces at the ends of a line of an overlay are where there
// is room, so that heads of arrows do not sit on a turn.
const leastEnd = routeHead + 2

// endStep is by how much less a turn is moved where something is in its way.
const endStep = 0.5

// lane tells how far aside of its wire a line runs, and how far the outermost of the
// lines that may run there does.
type lane struct{ by, most float64 }

// roomy moves the turns at both ends of a line away from the ends, so that the pieces
// there are as long as need be, as far as no asset or title stands in the way. It does so alike
// in both directions, so that lines of several lanes stay beside each other.
func (c *canvas) roomy(points []drawing.Point, need float64) {
	c.lengthen(points, need)
	slices.Reverse(points)
	c.lengthen(points, need)
	slices.Reverse(points)
}

// lengthen moves the last turn but one of a line, and the last, away from its end.
func (c *canvas) lengthen(points []drawing.Point, need float64) {
	n := len(points) - 1
	if n < 2 {
		return
	}
	end, turn, before := points[n], points[n-1], points[n-2]
	by := need - length(points[n-1:])
	if n > 2 && shortens(points[n-3], before, end, turn) {
		room := length(points[n-3 : n-1])
		if n == 3 {
			room -= need
		}
		by = min(by, room)
	}
	x, y := sign(turn.X-end.X), sign(turn.Y-end.Y)
	for ; by > 0; by -= endStep {
		run := []drawing.Point{{X: before.X + x*by, Y: before.Y + y*by}, {X: turn.X + x*by, Y: turn.Y + y*by}}
		if !c.blocked(run, points[n-2:n], need-leastEnd) {
			points[n-2], points[n-1] = run[0], run[1]
			return
		}
	}
}

// blocked reports whether a run would touch an asset or the title of a zone that it does
// not touch where it is; lanes run up to aside on either side of it.
func (c *canvas) blocked(run, was []drawing.Point, aside float64) bool {
	in := func(box drawing.Box) bool { return crosses(run, box.Inset(-aside)) && !crosses(was, box.Inset(-aside)) }
	return slices.ContainsFunc(c.model.Assets, func(a *model.Asset) bool { return in(c.frame.asset(c.plan.assets[a.ID]).Inset(-offBox)) }) ||
		slices.ContainsFunc(c.model.Zones, func(z *model.Zone) bool { return in(c.titles[z.ID].box.Inset(-titleClear * c.frame.scale)) })
}

// shortens reports whether a piece before a run lies on the side to which the run would
// move away from the end, so that it would become shorter.
func shortens(first, before, end, turn drawing.Point) bool {
	return sign(first.X-before.X) == sign(turn.X-end.X) && sign(first.Y-before.Y) == sign(turn.Y-end.Y)
}

func sign(x float64) float64 {
	switch {
	case x > 0.01:
		return 1
	case x < -0.01:
		return -1
	}
	return 0
}
