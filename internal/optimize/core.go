package optimize

import (
	"cmp"
	"slices"
)

// entry is a row or limit of a variable, with its weight there.
type entry struct {
	at     int32
	weight int64
}

// line is a row or a limit over the variables of a core.
type line struct {
	cols    []int32
	weights []int64
	// bound is what is asked for, or allowed at most.
	bound int64
	// heaviest of the weights.
	heaviest int64
	// id of the row in the problem, rows added lazily after those written.
	id int
}

// core is a part of a problem with its variables numbered anew.
type core struct {
	vars   []int
	cost   []int64
	scale  int64
	rows   []line
	limits []line
	// rowsOf and limitsOf list the lines of each variable.
	rowsOf, limitsOf [][]entry
	// then lists what a variable implies, from what implies it.
	then, from [][]int32
}

// reduced is a problem after what is fixed has been taken out.
type reduced struct {
	p     *Problem
	cost  []int64
	fixed []int8 // 1 chosen, 0 not, −1 free
	rows  []line // over the problem's variables
	// terms is scratch.
	terms []Term
	// impossible is set where a row cannot be met at all.
	impossible bool
}

// reduce takes out what is fixed, brings the rows into a common form, and drops
// those that others imply.
func reduce(p *Problem, added []Row, cost []int64) *reduced {
	r := &reduced{p: p, cost: cost, fixed: make([]int8, p.Vars)}
	for v := range r.fixed {
		r.fixed[v] = -1
	}
	for _, v := range p.Never {
		r.fixed[v] = 0
	}
	for _, v := range p.Must {
		r.impossible = r.impossible || r.fixed[v] == 0
		r.fixed[v] = 1
	}
	for i := range p.Covers {
		r.take(i, &p.Covers[i])
	}
	for i := range added {
		r.take(len(p.Covers)+i, &added[i])
	}
	r.dropImplied()
	return r
}

// take adds a row in its common form: each free variable once, weights not above
// what is still asked for.
func (r *reduced) take(id int, row *Row) {
	least := row.Least
	sum := r.terms[:0]
	for _, t := range row.Terms {
		switch {
		case r.fixed[t.Var] == 1:
			least -= t.Weight
		case r.fixed[t.Var] < 0 && t.Weight > 0:
			sum = append(sum, t)
		}
	}
	if least <= 0 {
		return
	}
	r.terms = sum
	slices.SortFunc(sum, func(a, b Term) int { return cmp.Compare(a.Var, b.Var) })
	l := line{bound: least, id: id, cols: make([]int32, 0, len(sum)), weights: make([]int64, 0, len(sum))}
	for _, t := range sum {
		if n := len(l.cols); n > 0 && int(l.cols[n-1]) == t.Var {
			l.weights[n-1] += t.Weight
			continue
		}
		l.cols, l.weights = append(l.cols, int32(t.Var)), append(l.weights, t.Weight)
	}
	all := int64(0)
	for i := range l.weights {
		l.weights[i] = min(l.weights[i], least)
		l.heaviest = max(l.heaviest, l.weights[i])
		all += l.weights[i]
	}
	r.impossible = r.impossible || all < least
	r.rows = append(r.rows, l)
}

// maskWords bounds the bits by which rows are compared before their terms are.
const maskWords = 8

type mask [maskWords]uint64

func maskOf(l *line) mask {
	var m mask
	for _, c := range l.cols {
		m[c>>6%maskWords] |= 1 << (c & 63)
	}
	return m
}

func (m *mask) within(o *mask) bool {
	for i := range m {
		if m[i]&^o[i] != 0 {
			return false
		}
	}
	return true
}

// dropImplied drops every row that another one implies: one over a subset of its
// variables, with no larger weights, that asks for no less.
func (r *reduced) dropImplied() {
	slices.SortStableFunc(r.rows, func(a, b line) int {
		return cmp.Or(cmp.Compare(len(a.cols), len(b.cols)), -cmp.Compare(a.bound, b.bound))
	})
	masks := make([]mask, len(r.rows))
	lists := make([][]int32, r.p.Vars)
	for i := range r.rows {
		masks[i] = maskOf(&r.rows[i])
		for _, c := range r.rows[i].cols {
			lists[c] = append(lists[c], int32(i))
		}
	}
	gone := make([]bool, len(r.rows))
	for i := range r.rows {
		if gone[i] || len(r.rows[i].cols) == 0 {
			continue
		}
		rarest := lists[r.rows[i].cols[0]]
		for _, c := range r.rows[i].cols[1:] {
			if len(lists[c]) < len(rarest) {
				rarest = lists[c]
			}
		}
		start, _ := slices.BinarySearch(rarest, int32(i+1))
		for _, k := range rarest[start:] {
			if !gone[k] && masks[i].within(&masks[k]) && r.rows[i].implies(&r.rows[k]) {
				gone[k] = true
			}
		}
	}
	kept := r.rows[:0]
	for i := range r.rows {
		if !gone[i] {
			kept = append(kept, r.rows[i])
		}
	}
	r.rows = kept
}

func (l *line) implies(o *line) bool {
	if l.bound < o.bound {
		return false
	}
	k := 0
	for i, c := range l.cols {
		for k < len(o.cols) && o.cols[k] < c {
			k++
		}
		if k == len(o.cols) || o.cols[k] != c || o.weights[k] < min(l.weights[i], o.bound) {
			return false
		}
	}
	return true
}

// parts cuts what is left into parts that have nothing in common. Variables in
// no row and forced by none are left out: they cost something and do nothing.
func (r *reduced) parts(scale int64) []*core {
	joined := newUnion(r.p.Vars)
	used := make([]bool, r.p.Vars)
	for i := range r.rows {
		for _, c := range r.rows[i].cols {
			used[c] = true
			joined.join(int(r.rows[i].cols[0]), int(c))
		}
	}
	r.reach(used)
	free := func(v int) bool { return used[v] && r.fixed[v] < 0 }
	for _, l := range r.p.Limits {
		first := -1
		for _, t := range l.Terms {
			if t.Weight > 0 && free(t.Var) {
				if first < 0 {
					first = t.Var
				}
				joined.join(first, t.Var)
			}
		}
	}
	for _, i := range r.p.Implies {
		if free(i.If) && free(i.Then) {
			joined.join(i.If, i.Then)
		}
	}
	at := map[int]int{}
	var out []*core
	place := make([]int32, r.p.Vars)
	for v := range r.p.Vars {
		if !free(v) {
			place[v] = -1
			continue
		}
		root := joined.find(v)
		k, ok := at[root]
		if !ok {
			k = len(out)
			at[root] = k
			out = append(out, &core{scale: scale})
		}
		place[v] = int32(len(out[k].vars))
		out[k].vars = append(out[k].vars, v)
		out[k].cost = append(out[k].cost, r.cost[v])
	}
	part := func(v int) *core { return out[at[joined.find(v)]] }
	for _, l := range r.rows {
		if len(l.cols) > 0 {
			part(int(l.cols[0])).addRow(l, place)
		}
	}
	r.addSides(part, place, free)
	for _, c := range out {
		c.index()
	}
	return out
}

// reach marks also what the variables in use force, one after the other.
func (r *reduced) reach(used []bool) {
	for changed := true; changed; {
		changed = false
		for _, i := range r.p.Implies {
			if (used[i.If] || r.fixed[i.If] == 1) && !used[i.Then] {
				used[i.Then], changed = true, true
			}
		}
	}
}

func (c *core) addRow(l line, place []int32) {
	cols := make([]int32, len(l.cols))
	for i, v := range l.cols {
		cols[i] = place[v]
	}
	l.cols = cols
	c.rows = append(c.rows, l)
}

// addSides hands limits and implications to their parts, less what is fixed.
func (r *reduced) addSides(part func(int) *core, place []int32, free func(int) bool) {
	for id, l := range r.p.Limits {
		n := line{bound: l.Most, id: id}
		var at *core
		all := int64(0)
		for _, t := range l.Terms {
			if r.fixed[t.Var] == 1 {
				n.bound -= t.Weight
			} else if t.Weight > 0 && free(t.Var) {
				at = part(t.Var)
				n.cols, n.weights = append(n.cols, place[t.Var]), append(n.weights, t.Weight)
				n.heaviest = max(n.heaviest, t.Weight)
				all += t.Weight
			}
		}
		r.impossible = r.impossible || n.bound < 0
		if at != nil && all > n.bound {
			at.limits = append(at.limits, n)
		}
	}
	for _, i := range r.p.Implies {
		switch {
		case r.fixed[i.If] == 1 && r.fixed[i.Then] == 0:
			r.impossible = true
		case r.fixed[i.If] == 1 && r.fixed[i.Then] < 0:
			// A row of its own: the variable is forced.
			c := part(i.Then)
			c.forced(place[i.Then], true)
		case r.fixed[i.Then] == 0 && r.fixed[i.If] < 0 && free(i.If):
			part(i.If).forced(place[i.If], false)
		case free(i.If) && free(i.Then):
			c := part(i.If)
			c.sides()
			c.then[place[i.If]] = append(c.then[place[i.If]], place[i.Then])
			c.from[place[i.Then]] = append(c.from[place[i.Then]], place[i.If])
		}
	}
}

// forced fixes a variable by a row or a limit that only it is in. Neither needs
// a number: the checker forces the same from the implication.
func (c *core) forced(v int32, value bool) {
	l := line{cols: []int32{v}, weights: []int64{1}, heaviest: 1, id: -1}
	if value {
		l.bound = 1
		c.rows = append(c.rows, l)
		return
	}
	c.limits = append(c.limits, l)
}

func (c *core) sides() {
	if c.then == nil {
		c.then, c.from = make([][]int32, len(c.vars)), make([][]int32, len(c.vars))
	}
}

func (c *core) index() {
	c.sides()
	c.rowsOf, c.limitsOf = make([][]entry, len(c.vars)), make([][]entry, len(c.vars))
	for i := range c.rows {
		for k, v := range c.rows[i].cols {
			c.rowsOf[v] = append(c.rowsOf[v], entry{int32(i), c.rows[i].weights[k]})
		}
	}
	for i := range c.limits {
		for k, v := range c.limits[i].cols {
			c.limitsOf[v] = append(c.limitsOf[v], entry{int32(i), c.limits[i].weights[k]})
		}
	}
}

// union joins variables into sets.
type union []int32

func newUnion(n int) union {
	u := make(union, n)
	for i := range u {
		u[i] = int32(i)
	}
	return u
}

func (u union) find(v int) int {
	for int(u[v]) != v {
		u[v] = u[u[v]]
		v = int(u[v])
	}
	return v
}

func (u union) join(a, b int) { u[u.find(a)] = int32(u.find(b)) }
