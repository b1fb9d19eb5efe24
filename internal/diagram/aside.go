package diagram

import "github.com/sekisho/sekisho/internal/drawing"

// asideBy is how much further from the border of a zone a line along it is drawn, in
// cells: half a cell is so near that the eye takes the line for the border.
const asideBy = 0.3

// noNet stands for the net of a line that is no wire.
const noNet = -1

// along is a node that a line of a net runs through, level or down.
type along struct {
	net, node int
	down      bool
}

// asides tells how far aside of the grid lines are drawn, at each of their nodes: the
// whole of a straight run alike, right or down of it where the number is above 0.
func (r *router) asides() map[along]float64 {
	edges := map[along]bool{}
	var order []along
	for i, path := range r.paths {
		for k := 1; k < len(path); k++ {
			d := heading(path[k-1], path[k])
			e := along{r.net[i], r.edge(path[k-1], d) / 2, d%2 == 1}
			if !edges[e] {
				edges[e] = true
				order = append(order, e)
			}
		}
	}
	out := map[along]float64{}
	for _, e := range order {
		step, first := r.pitch(e.down), e
		first.node -= step
		if edges[first] {
			continue // no beginning of a run
		}
		var run []along
		for ; edges[e]; e.node += step {
			run = append(run, e)
		}
		by := r.away(run)
		for _, x := range append(run, e) {
			out[x] = by
		}
	}
	return out
}

// pitch is the distance of the numbers of nodes, down or to the right.
func (r *router) pitch(down bool) int {
	if down {
		return r.w
	}
	return 1
}

// away tells how far aside a run is drawn: away from borders that it has on one side
// only, unless a line beside it makes way for another border.
func (r *router) away(run []along) float64 {
	step := r.pitch(!run[0].down) // across the run
	borders, blocked := map[int]bool{}, map[int]bool{}
	for _, e := range run {
		for _, n := range []int{e.node, e.node + r.pitch(e.down)} {
			for _, side := range []int{-step, step} {
				borders[side] = borders[side] || r.parted(n, n+side)
			}
		}
		for _, side := range []int{-step, step} {
			beside := e.node + side
			edge := 2 * beside
			if e.down {
				edge++
			}
			if edge >= 0 && edge < len(r.holder) && r.holder[edge] != 0 && r.parted(beside, beside+side) {
				blocked[side] = true
			}
		}
	}
	switch {
	case borders[-step] && !borders[step] && !blocked[step]:
		return asideBy
	case borders[step] && !borders[-step] && !blocked[-step]:
		return -asideBy
	}
	return 0
}

// parted reports whether the border of a zone runs between two nodes.
func (r *router) parted(a, b int) bool {
	return b >= 0 && b < len(r.zone) && a >= 0 && a < len(r.zone) && r.zone[a] != r.zone[b]
}

// points gives where a line of a net turns on the page.
func (c *canvas) points(path []cell, net int) []drawing.Point {
	var out []drawing.Point
	for _, at := range corners(path) {
		out = append(out, c.point(at, net))
	}
	return out
}

// point gives where a node of a net lies on the page.
func (c *canvas) point(at cell, net int) drawing.Point {
	p := c.frame.point(at)
	n := c.router.node(at)
	p.X += c.asides[along{net, n, true}] * unit * c.frame.scale
	p.Y += c.asides[along{net, n, false}] * unit * c.frame.scale
	return p
}
