package optimize

import (
	"cmp"
	"slices"
)

// pricer bounds from below the cost of every choice that is left at a state. It
// relaxes the rows with multipliers (Lagrangian relaxation), and improves these
// by the volume algorithm (Barahona and Anbil, The volume algorithm,
// Mathematical Programming 87, 2000). Only rows that have ever mattered take
// part, and all limits. It works in floating point; what counts is worked out again
// in integers.
type pricer struct {
	s *state
	// active rows, and whether a row is one.
	active   []int32
	isActive []bool
	// u are the multipliers of all rows, in units of 1/scale.
	u []float64
	// dues are the multipliers of limits, whose weights are taken in parts of the
	// heaviest.
	dues []float64
	// live are the active rows that still ask for something.
	live []int32
	// price is the reduced cost of each variable, share how much of it the
	// relaxed optimum takes on average.
	price, share []float64
	// try and slope are scratch of a step.
	try, slope        []float64
	tryDues, dueSlope []float64
	whole             []int64
}

func newPricer(s *state) *pricer {
	n, m := len(s.vars), len(s.rows)
	return &pricer{s: s, isActive: make([]bool, m), u: make([]float64, m), price: make([]float64, n), share: make([]float64, n),
		try: make([]float64, m), slope: make([]float64, m), whole: make([]int64, n), dues: make([]float64, len(s.limits)),
		tryDues: make([]float64, len(s.limits)), dueSlope: make([]float64, len(s.limits))}
}

func (p *pricer) activate(r int32) {
	if !p.isActive[r] {
		p.isActive[r] = true
		p.active = append(p.active, r)
	}
}

// begin finds the rows that take part at the present state.
func (p *pricer) begin() {
	p.live = p.live[:0]
	for _, r := range p.active {
		if p.s.need[r] > 0 {
			p.live = append(p.live, r)
		}
	}
}

// value works out the bound that multipliers give, and leaves the reduced costs
// in price.
func (p *pricer) value(u, dues []float64) float64 {
	s := p.s
	sum := float64(s.base) * float64(s.scale)
	for v := range p.price {
		p.price[v] = float64(s.cost[v]) * float64(s.scale)
	}
	for _, r := range p.live {
		x := u[r]
		if x <= 0 {
			continue
		}
		need := s.need[r]
		sum += x * float64(need)
		row := &s.rows[r]
		if row.heaviest == 1 {
			for _, v := range row.cols {
				p.price[v] -= x
			}
			continue
		}
		for i, v := range row.cols {
			p.price[v] -= x * float64(min(row.weights[i], need))
		}
	}
	for l, x := range dues {
		if x <= 0 {
			continue
		}
		limit := &s.limits[l]
		x /= float64(limit.heaviest)
		sum -= x * float64(s.room[l])
		for i, v := range limit.cols {
			p.price[v] += x * float64(limit.weights[i])
		}
	}
	for v, c := range p.price {
		if c < 0 && s.value[v] < 0 {
			sum += c
		}
	}
	return sum
}

// improve looks for better multipliers, for at most so many steps, and stops
// early when the bound passes the goal. It leaves them in u and gives the bound.
func (p *pricer) improve(steps int, goal float64) float64 {
	best := p.value(p.u, p.dues)
	p.takeShare(1)
	factor, fails := 1.0, 0
	blend := 0.3
	if steps > 100 {
		blend = 0.1
	}
	for range steps {
		if best > goal {
			break
		}
		norm := p.findSlope()
		if norm < 1e-9 {
			break
		}
		span := goal - best
		step := factor * max(span, 0.02*goal) / norm
		for _, r := range p.live {
			p.try[r] = max(0, p.u[r]+step*p.slope[r])
		}
		for l := range p.dues {
			p.tryDues[l] = max(0, p.dues[l]+step*p.dueSlope[l])
		}
		v := p.value(p.try, p.tryDues)
		p.takeShare(blend)
		if v > best {
			best = v
			for _, r := range p.live {
				p.u[r] = p.try[r]
			}
			copy(p.dues, p.tryDues)
			fails = 0
			factor = min(factor*1.1, 2)
			continue
		}
		if fails++; fails >= 4 {
			fails = 0
			factor *= 0.66
		}
	}
	return best
}

// takeShare blends the relaxed optimum of the present prices into share.
func (p *pricer) takeShare(part float64) {
	for v, c := range p.price {
		x := 0.0
		if c < 0 {
			x = part
		}
		p.share[v] = p.share[v]*(1-part) + x
	}
}

// findSlope works out by how much share misses each live row and each limit.
func (p *pricer) findSlope() float64 {
	s := p.s
	norm := 0.0
	for _, r := range p.live {
		row := &s.rows[r]
		need := s.need[r]
		miss := float64(need)
		for i, v := range row.cols {
			if s.value[v] < 0 && p.share[v] != 0 {
				miss -= p.share[v] * float64(min(row.weights[i], need))
			}
		}
		p.slope[r] = miss
		if miss > 0 || p.u[r] > 0 {
			norm += miss * miss
		}
	}
	for l := range s.limits {
		over := s.overdrawn(l, p.share)
		p.dueSlope[l] = over
		if over > 0 || p.dues[l] > 0 {
			norm += over * over
		}
	}
	return norm
}

// exact works the bound out in integers, with the multipliers rounded down, and
// leaves the reduced costs in whole. ok is false where it would overflow. With a
// scale of 0 costs do not count: more than 0 shows that no choice is left.
func (p *pricer) exact(scale int64) (bound int64, ok bool) {
	s := p.s
	size := 0.0
	bound = s.base * scale
	for v := range p.whole {
		p.whole[v] = s.cost[v] * scale
	}
	for _, r := range p.live {
		x := int64(p.u[r])
		if x <= 0 {
			continue
		}
		need := s.need[r]
		size += float64(x) * float64(need)
		if size > mostExact {
			return 0, false
		}
		bound += x * need
		row := &s.rows[r]
		for i, v := range row.cols {
			p.whole[v] -= x * min(row.weights[i], need)
			if p.whole[v] < -mostExact {
				return 0, false
			}
		}
	}
	if bound, ok = p.exactDues(bound, size); !ok {
		return 0, false
	}
	for v, c := range p.whole {
		if c < 0 && s.value[v] < 0 {
			bound += c
		}
	}
	return bound, true
}

// mostExact bounds what is added up.
const mostExact = 1 << 61

// exactDues takes the limits into the bound.
func (p *pricer) exactDues(bound int64, size float64) (int64, bool) {
	s := p.s
	for l := range s.limits {
		x := p.due(l)
		if x <= 0 {
			continue
		}
		limit := &s.limits[l]
		if size += float64(x) * float64(max(s.room[l], limit.heaviest)); size > mostExact {
			return 0, false
		}
		bound -= x * s.room[l]
		for i, v := range limit.cols {
			if p.whole[v] += x * limit.weights[i]; p.whole[v] > mostExact {
				return 0, false
			}
		}
	}
	return bound, true
}

// due gives the multiplier of a limit as a whole number.
func (p *pricer) due(l int) int64 {
	if p.s.limits[l].id < 0 {
		return 0
	}
	return int64(p.dues[l] / float64(p.s.limits[l].heaviest))
}

// multipliers gives the rounded multipliers for the proof.
func (p *pricer) multipliers() []Multiplier {
	var out []Multiplier
	for _, r := range p.live {
		if x := int64(p.u[r]); x > 0 && p.s.rows[r].id >= 0 {
			out = append(out, Multiplier{p.s.rows[r].id, x})
		}
	}
	for l := range p.s.limits {
		if x := p.due(l); x > 0 {
			out = append(out, Multiplier{LimitRow(p.s.limits[l].id), x})
		}
	}
	return out
}

// missed lists rows, not active yet, that share misses by most.
func (p *pricer) missed(most int) []int32 {
	s := p.s
	type miss struct {
		row int32
		by  float64
	}
	var found []miss
	for r := range s.rows {
		if p.isActive[r] || s.need[r] <= 0 {
			continue
		}
		row := &s.rows[r]
		by := float64(s.need[r])
		for i, v := range row.cols {
			if s.value[v] < 0 {
				by -= p.share[v] * float64(min(row.weights[i], s.need[r]))
			}
		}
		if by > 0.02 {
			found = append(found, miss{int32(r), by / float64(len(row.cols))})
		}
	}
	slices.SortStableFunc(found, func(a, b miss) int { return -cmp.Compare(a.by, b.by) })
	var out []int32
	for _, f := range found[:min(most, len(found))] {
		out = append(out, f.row)
	}
	return out
}

// start gives first multipliers by dual ascent: each row in turn is raised as
// far as the cheapest of its variables still allows.
func (p *pricer) start() {
	s := p.s
	p.value(p.u, p.dues)
	for _, r := range p.live {
		row := &s.rows[r]
		least := -1.0
		for i, v := range row.cols {
			if s.value[v] < 0 {
				if x := max(0, p.price[v]) / float64(min(row.weights[i], s.need[r])); least < 0 || x < least {
					least = x
				}
			}
		}
		if least > 0 {
			p.u[r] += least
			for i, v := range row.cols {
				p.price[v] -= least * float64(min(row.weights[i], s.need[r]))
			}
		}
	}
}
