package diagram

// area limits a search to a window of nodes.
type area struct{ x0, y0, x1, y1 int }

// effort is how hard a search looks for the cheapest line.
type effort struct {
	// haste is how many quarters of the guess count: the more, the straighter the
	// search goes for its goal, and the dearer the line it finds may be.
	haste int32
	// most is the number of states after which it gives up; 0: none.
	most int
	// heedless runs over other lines as if they were not there.
	heedless bool
}

// fewWires is the number of wires up to which every line is the cheapest that can
// be found. Beyond it each search has a bound of its own, so that the work grows
// with the wires and not with the area that each of them could run through.
const fewWires = 120

// search finds a cheap line for a wire. It gives nil when the bound on the work is
// used up.
func (r *router) search(i int) []cell {
	a, b := r.boxes[r.ends[i][0]], r.boxes[r.ends[i][1]]
	r.okZone = r.okZone[:0]
	for z := range r.within {
		r.okZone = append(r.okZone, r.within[r.home[r.ends[i][0]]][z] || r.within[r.home[r.ends[i][1]]][z])
	}
	if r.blocks == nil {
		return r.careful(i, a, b)
	}
	r.blocks.aim(r, a, b)
	most := 1000 + 20*gapBetween(a, b)
	first := min(4+int32(len(r.wires)-fewWires)/50, 7)
	for _, r.effort = range []effort{{haste: first, most: most}, {haste: 14, most: most}, {haste: 100, heedless: true}} {
		path, _ := r.astar(i, r.whole())
		if path != nil || r.work > maxWork {
			return path
		}
	}
	return nil
}

// careful finds the cheapest line: first near the ends of the wire, then, where
// that is dear, on the whole grid.
func (r *router) careful(i int, a, b rect) []cell {
	r.effort = effort{haste: 4}
	near := area{max(min(a.x, b.x)-window, 0), max(min(a.y, b.y)-window, 0),
		min(max(a.x+a.w, b.x+b.w)+window, r.w-1), min(max(a.y+a.h, b.y+b.h)+window, r.h-1)}
	path, price := r.astar(i, near)
	fair := int32(gapBetween(a, b))*2*stepPrice + 12*bendPrice + 8*crossPrice
	if path != nil && price <= fair || near == r.whole() {
		return path
	}
	if wide, p := r.astar(i, r.whole()); wide != nil && (path == nil || p < price) {
		return wide
	}
	return path
}

func (r *router) whole() area { return area{0, 0, r.w - 1, r.h - 1} }

// astar finds a line inside a window, with the effort set. It gives nil when the
// bound on its work is used up.
func (r *router) astar(i int, in area) ([]cell, int32) {
	begun := r.work
	r.round++
	r.heap = r.heap[:0]
	source, goal := r.boxes[r.ends[i][0]], r.boxes[r.ends[i][1]]
	r.eachPort(source, func(c cell, d direction, off int) {
		r.push(r.node(c)*4+int(d), -1, r.portPrice(i, c, d, off), r.guess(c, goal))
	})
	for len(r.heap) > 0 {
		top := r.pop()
		state := int(top.state)
		c := cell{state / 4 % r.w, state / 4 / r.w}
		if r.mark[state] == r.round<<1|1 {
			continue
		}
		r.mark[state] = r.round<<1 | 1
		if r.work++; r.work > maxWork || r.effort.most > 0 && r.work > begun+r.effort.most {
			return nil, 0
		}
		d := direction(state % 4)
		price := r.cost[state]
		if r.solid[state/4] && r.from[state] >= 0 { // on the goal's edge
			return r.trace(state), price
		}
		for turn := range direction(4) {
			if turn == d.opposite() || r.from[state] < 0 && turn != d {
				continue
			}
			next := cell{c.x + steps[turn].x, c.y + steps[turn].y}
			if next.x < in.x0 || next.y < in.y0 || next.x > in.x1 || next.y > in.y1 {
				continue
			}
			n := r.node(next)
			extra := int32(0)
			if r.solid[n] {
				off, ok := portOf(goal, next, turn)
				if !ok {
					continue
				}
				extra = r.portPrice(i, next, turn.opposite(), off)
			}
			r.push(n*4+int(turn), state, price+extra+r.price(i, c, next, d, turn), r.guess(next, goal))
		}
	}
	return nil, 0
}

// price gives what a step costs.
func (r *router) price(i int, c, next cell, d, turn direction) int32 {
	p := int32(stepPrice)
	switch e := r.edge(c, turn); {
	case r.foreign(i, e) && !r.effort.heedless:
		p += overlapPrice
	case r.holder[e] == int32(r.net[i])+1:
		p = sharedPrice
	}
	n := r.node(c)
	if r.used[n] > 0 && !r.solid[n] && !r.effort.heedless {
		p += r.meeting(i, c, d, turn)
	}
	if turn != d {
		p += bendPrice
	}
	to := r.node(next)
	if z := r.zone[to]; z >= 0 && !r.okZone[z] {
		p += r.pays.foreign
	}
	if r.zone[to] != r.zone[n] {
		p += borderPrice
	}
	if axis := uint8(acrossAxis << (turn & 1)); r.hugs[n]&r.hugs[to]&axis != 0 {
		p += r.pays.hug
	}
	if r.title[to] {
		p += titlePrice
	}
	return p
}

// meeting gives what it costs to pass a node that lines of other nets pass:
// crossing them at a right angle is cheap, touching their corners is not.
func (r *router) meeting(i int, c cell, d, turn direction) int32 {
	var arms [4]bool
	any := false
	for k := range direction(4) {
		if r.has(c, k) && r.foreign(i, r.edge(c, k)) {
			arms[k], any = true, true
		}
	}
	left, right := (turn+3)%4, (turn+1)%4
	switch {
	case !any:
		return 0
	case d == turn && arms[left] && arms[right] && !arms[turn] && !arms[turn.opposite()]:
		return crossPrice
	}
	return touchPrice
}

// eachPort visits the places where a line may leave a box, with the direction in
// which it leaves and how far off the middle of the side that is.
func (r *router) eachPort(b rect, f func(c cell, d direction, off int)) {
	for x := b.x + 1; x < b.x+b.w; x++ {
		off := intAbs(2*x - 2*b.x - b.w)
		f(cell{x, b.y}, 3, off)
		f(cell{x, b.y + b.h}, 1, off)
	}
	for y := b.y + 1; y < b.y+b.h; y++ {
		off := intAbs(2*y - 2*b.y - b.h)
		f(cell{b.x, y}, 2, off)
		f(cell{b.x + b.w, y}, 0, off)
	}
}

// portOf reports whether a step in a direction enters a box at one of its ports.
func portOf(b rect, c cell, d direction) (off int, ok bool) {
	switch {
	case d == 1 && c.y == b.y || d == 3 && c.y == b.y+b.h:
		return intAbs(2*c.x - 2*b.x - b.w), c.x > b.x && c.x < b.x+b.w
	case d == 0 && c.x == b.x || d == 2 && c.x == b.x+b.w:
		return intAbs(2*c.y - 2*b.y - b.h), c.y > b.y && c.y < b.y+b.h
	}
	return 0, false
}

// portPrice gives what it costs to use a port, which lies on the side of a box
// that faces d.
func (r *router) portPrice(i int, c cell, d direction, off int) int32 {
	p := int32(off / 2 * portPrice)
	if r.used[r.node(c)] == 0 || !r.has(c, d) {
		return p
	}
	if r.holder[r.edge(c, d)] == int32(r.net[i])+1 {
		return 0
	}
	return p + usedPrice
}

// guess gives a price that the way from a cell to a box costs about.
func (r *router) guess(c cell, b rect) int32 {
	dx := max(b.x-c.x, c.x-b.x-b.w, 0)
	dy := max(b.y-c.y, c.y-b.y-b.h, 0)
	p := int32((dx + dy) * homing)
	if dx > 0 && dy > 0 {
		p += bendPrice / 2
	}
	if r.blocks != nil {
		p = max(p, r.blocks.price(c))
	}
	return p * r.effort.haste / 4
}

func intAbs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// trace gives the path that led to a state.
func (r *router) trace(state int) []cell {
	var out []cell
	for s := int32(state); s >= 0; s = r.from[s] {
		n := int(s) / 4
		out = append(out, cell{n % r.w, n / r.w})
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}

// push enters a state into the heap, unless it was reached more cheaply.
func (r *router) push(state, from int, price, guess int32) {
	if m := r.mark[state]; m == r.round<<1|1 || m == r.round<<1 && r.cost[state] <= price {
		return
	}
	r.mark[state] = r.round << 1
	r.cost[state], r.from[state] = price, int32(from)
	h := append(r.heap, queued{price + guess, int32(state)})
	for k := len(h) - 1; k > 0; {
		parent := (k - 1) / 2
		if h[parent].price <= h[k].price {
			break
		}
		h[parent], h[k] = h[k], h[parent]
		k = parent
	}
	r.heap = h
}

// pop takes the cheapest state out of the heap.
func (r *router) pop() queued {
	h := r.heap
	top := h[0]
	last := len(h) - 1
	h[0] = h[last]
	h = h[:last]
	for k := 0; ; {
		child := 2*k + 1
		if child >= last {
			break
		}
		if child+1 < last && h[child+1].price < h[child].price {
			child++
		}
		if h[k].price <= h[child].price {
			break
		}
		h[k], h[child] = h[child], h[k]
		k = child
	}
	r.heap = h
	return top
}
