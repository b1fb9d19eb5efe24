package diagram

import (
	"cmp"
	"slices"

	"github.com/sekisho/sekisho/internal/model"
)

// Prices of a route, in tenths of a cell. Links that share a hub may share a
// line, which is cheaper; lines of different hubs may cross and nothing else.
const (
	stepPrice    = 10
	sharedPrice  = 6
	bendPrice    = 32
	crossPrice   = 26
	touchPrice   = 260
	overlapPrice = 420
	borderPrice  = 8
	titlePrice   = 400
	portPrice    = 5 // a cell off the middle of a side
	usedPrice    = 60
	// homing is what a cell of distance to the goal counts; below stepPrice, for
	// shared lines are cheap.
	homing = 8
	// window is how far beyond its ends a link is looked for at first.
	window = 14
)

// tidiness is what is paid for tidy lines: by step, those through a zone of neither
// end, and those along the border of a zone or of an asset.
type tidiness struct{ foreign, hug int32 }

// tidy is for pictures with room to go around. Where many wires compete for the
// lanes between the zones, free ways count more: crowded.
var (
	tidy    = tidiness{foreign: 30, hug: 5}
	crowded = tidiness{foreign: 9}
)

// maxWork bounds the search for all links of a picture, in states looked at. It
// is a count and no time, so that the same model gives the same picture.
const maxWork = 60_000_000

// direction of a step: right, down, left, up.
type direction uint8

var steps = [4]cell{{1, 0}, {0, 1}, {-1, 0}, {0, -1}}

func (d direction) opposite() direction { return (d + 2) % 4 }

// router finds the lines of a picture.
type router struct {
	w, h  int // of the grid, in nodes
	wires []*wired
	boxes []rect // of assets
	ends  [][2]int
	// net of each wire: the wires of one kind that share a hub.
	net []int
	// paths found, node by node.
	paths [][]cell

	solid []bool  // nodes in or on an asset
	zone  []int16 // innermost zone of a node, -1 outside
	title []bool
	hugs  []uint8 // on which axes a line through a node runs along a border
	// within[z] tells which zones zone z lies in, itself included.
	within [][]bool
	home   []int // zone of each asset

	occupied [][]int32 // wires on the edge right of and below a node: 2 per node
	holder   []int32   // the net on such an edge: 0 none, else its number + 1, or several
	used     []uint16  // wires through a node
	blocks   *blocks

	// of one search
	mark   []uint32
	round  uint32
	cost   []int32
	from   []int32
	heap   []queued
	okZone []bool
	work   int
	effort effort
	pays   tidiness
	// straight counts the links drawn without a search, overlaps those that had
	// to share a line with others.
	straight, overlaps int
}

// several nets hold an edge.
const several = -1

type queued struct {
	price int32
	state int32
}

func (r *router) node(c cell) int { return c.y*r.w + c.x }

// newRouter prepares the grid of a plan.
func newRouter(m *model.Model, p *plan, titles []rect) *router {
	r := &router{w: p.w + 2 + 2*p.verge, h: p.h + 2, wires: wires(m), pays: tidy}
	n := r.w * r.h
	r.solid, r.title, r.zone = make([]bool, n), make([]bool, n), make([]int16, n)
	r.occupied, r.used = make([][]int32, 2*n), make([]uint16, n)
	r.holder = make([]int32, 2*n)
	r.mark, r.cost, r.from = make([]uint32, 4*n), make([]int32, 4*n), make([]int32, 4*n)
	for i := range r.zone {
		r.zone[i] = -1
	}
	r.zones(m, p)
	for _, a := range m.Assets {
		box := p.assets[a.ID]
		r.boxes = append(r.boxes, box)
		r.home = append(r.home, a.Zone.Index)
		r.each(rect{box.x - 1, box.y - 1, box.w + 1, box.h + 1}, func(i int) { r.solid[i] = true })
	}
	for _, t := range titles {
		r.each(t, func(i int) { r.title[i] = true })
	}
	for _, w := range r.wires {
		a, _ := m.Asset(w.a)
		b, _ := m.Asset(w.b)
		r.ends = append(r.ends, [2]int{a.Index, b.Index})
	}
	r.borders()
	r.nets()
	if len(r.wires) > fewWires {
		r.pays, r.blocks = crowded, newBlocks(r)
	}
	r.paths = make([][]cell, len(r.wires))
	return r
}

// zones marks the innermost zone of every node: outer zones first, so that inner
// ones win.
func (r *router) zones(m *model.Model, p *plan) {
	depth := func(z *model.Zone) int {
		d := 0
		for ; z.Parent != nil; z = z.Parent {
			d++
		}
		return d
	}
	order := slices.Clone(m.Zones)
	slices.SortStableFunc(order, func(a, b *model.Zone) int { return cmp.Compare(depth(a), depth(b)) })
	for _, z := range order {
		r.each(p.zones[z.ID], func(i int) { r.zone[i] = int16(z.Index) })
	}
	r.within = make([][]bool, len(m.Zones))
	for i, z := range m.Zones {
		r.within[i] = make([]bool, len(m.Zones))
		for ; z != nil; z = z.Parent {
			r.within[i][z.Index] = true
		}
	}
}

// Axes on which a line can run along a border, as bits.
const (
	acrossAxis = 1
	downAxis   = 2
)

// borders notes where lines would run so near to a border that the eye takes them
// for it: at the nodes next to the border of a zone or to an asset.
func (r *router) borders() {
	r.hugs = make([]uint8, r.w*r.h)
	meet := func(a, b int, axis uint8) {
		if r.zone[a] != r.zone[b] || r.solid[a] != r.solid[b] {
			r.hugs[a] |= axis
			r.hugs[b] |= axis
		}
	}
	for n := range r.hugs {
		if n%r.w+1 < r.w {
			meet(n, n+1, downAxis)
		}
		if n+r.w < len(r.hugs) {
			meet(n, n+r.w, acrossAxis)
		}
	}
}

// each visits the nodes inside an area.
func (r *router) each(area rect, f func(node int)) {
	for y := max(area.y+1, 0); y <= min(area.y+area.h, r.h-1); y++ {
		for x := max(area.x+1, 0); x <= min(area.x+area.w, r.w-1); x++ {
			f(y*r.w + x)
		}
	}
}

// nets gathers the wires into stars: the asset with the most wires takes all of
// its own, then the next.
func (r *router) nets() {
	r.net = make([]int, len(r.wires))
	for i := range r.net {
		r.net[i] = -1
	}
	type hub struct {
		asset int
		kind  wireKind
	}
	for id := 0; ; id++ {
		count := map[hub]int{}
		var best hub
		for i, w := range r.wires {
			if r.net[i] >= 0 {
				continue
			}
			for _, a := range r.ends[i] {
				h := hub{a, w.kind}
				count[h]++
				if c := count[h]; c > count[best] || c == count[best] && h.asset < best.asset {
					best = h
				}
			}
		}
		if count[best] == 0 {
			return
		}
		for i, w := range r.wires {
			if r.net[i] < 0 && w.kind == best.kind && (r.ends[i][0] == best.asset || r.ends[i][1] == best.asset) {
				r.net[i] = id
			}
		}
	}
}

// run finds all lines: the short ones first, then each once more with all others
// in place; of many wires only those that meet others.
func (r *router) run() {
	order := make([]int, len(r.wires))
	for i := range order {
		order[i] = i
	}
	length := func(i int) int { return gapBetween(r.boxes[r.ends[i][0]], r.boxes[r.ends[i][1]]) }
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(length(a), length(b)) })
	passes, many := 3, r.blocks != nil
	if many {
		passes = 2
	}
	for pass := range passes {
		for _, i := range order {
			if pass > 0 {
				if many && !r.disturbed(i) {
					continue
				}
				r.lay(i, -1)
			}
			path := r.search(i)
			if path == nil {
				path = r.direct(i)
			}
			r.paths[i] = path
			r.lay(i, 1)
		}
	}
	r.count()
}

// gapBetween gives the distance between two boxes along the grid.
func gapBetween(a, b rect) int {
	return max(b.x-a.x-a.w, a.x-b.x-b.w, 0) + max(b.y-a.y-a.h, a.y-b.y-b.h, 0)
}

// edge gives the index of the edge that leaves a node in a direction.
func (r *router) edge(c cell, d direction) int {
	switch d {
	case 0:
		return 2 * r.node(c)
	case 1:
		return 2*r.node(c) + 1
	case 2:
		return 2 * r.node(cell{c.x - 1, c.y})
	}
	return 2*r.node(cell{c.x, c.y - 1}) + 1
}

// has reports whether a node has an edge in a direction. Lines keep off the right
// and the lower border of the grid by themselves.
func (r *router) has(c cell, d direction) bool { return !(d == 2 && c.x == 0 || d == 3 && c.y == 0) }

func heading(from, to cell) direction {
	switch {
	case to.x > from.x:
		return 0
	case to.y > from.y:
		return 1
	case to.x < from.x:
		return 2
	}
	return 3
}

// lay puts a wire's path on the grid, or takes it off.
func (r *router) lay(i, by int) {
	path := r.paths[i]
	for k, c := range path {
		r.used[r.node(c)] = uint16(int(r.used[r.node(c)]) + by)
		if k == 0 {
			continue
		}
		e := r.edge(path[k-1], heading(path[k-1], c))
		if by > 0 {
			r.occupied[e] = append(r.occupied[e], int32(i))
		} else {
			at := slices.Index(r.occupied[e], int32(i))
			r.occupied[e] = slices.Delete(r.occupied[e], at, at+1)
		}
		r.hold(e)
	}
}

// hold notes which net is on an edge.
func (r *router) hold(e int) {
	before := r.holder[e]
	r.holder[e] = 0
	for _, o := range r.occupied[e] {
		if net := int32(r.net[o]) + 1; r.holder[e] == 0 {
			r.holder[e] = net
		} else if r.holder[e] != net {
			r.holder[e] = several
		}
	}
	if r.blocks != nil && (before == 0) != (r.holder[e] == 0) {
		r.blocks.fill(e, r.w, before == 0)
	}
}

// foreign reports whether an edge holds a line of a net other than the wire's.
func (r *router) foreign(i, edge int) bool {
	h := r.holder[edge]
	return h != 0 && h != int32(r.net[i])+1
}

// disturbed reports whether a wire meets wires of other nets.
func (r *router) disturbed(i int) bool {
	for _, c := range r.paths[i] {
		if r.used[r.node(c)] < 2 {
			continue
		}
		for d := range direction(4) {
			if r.has(c, d) && r.foreign(i, r.edge(c, d)) {
				return true
			}
		}
	}
	return false
}

// count counts the wires that share an edge with one of another net.
func (r *router) count() {
	bad := map[int32]bool{}
	for _, on := range r.occupied {
		for _, i := range on {
			if r.net[i] != r.net[on[0]] {
				bad[i] = true
			}
		}
	}
	r.overlaps = len(bad)
}

// direct gives a line with at most two bends that heeds nothing, for when the
// search has used up its bound.
func (r *router) direct(i int) []cell {
	r.straight++
	a, b := r.boxes[r.ends[i][0]], r.boxes[r.ends[i][1]]
	from, to := cell{a.x + a.w/2, a.y + a.h}, cell{b.x + b.w/2, b.y}
	if b.y < a.y+a.h {
		from, to = cell{a.x + a.w/2, a.y}, cell{b.x + b.w/2, b.y + b.h}
		if a.y < b.y+b.h { // side by side
			from, to = cell{a.x + a.w, a.y + a.h/2}, cell{b.x, b.y + b.h/2}
			if b.x < a.x {
				from, to = cell{a.x, a.y + a.h/2}, cell{b.x + b.w, b.y + b.h/2}
			}
			return walk(from, cell{(from.x + to.x) / 2, from.y}, cell{(from.x + to.x) / 2, to.y}, to)
		}
	}
	return walk(from, cell{from.x, (from.y + to.y) / 2}, cell{to.x, (from.y + to.y) / 2}, to)
}

// walk gives every cell on a line of straight pieces.
func walk(corners ...cell) []cell {
	out := corners[:1:1]
	for _, c := range corners[1:] {
		for at := out[len(out)-1]; at != c; out = append(out, at) {
			d := steps[heading(at, c)]
			at = cell{at.x + d.x, at.y + d.y}
		}
	}
	return out
}
