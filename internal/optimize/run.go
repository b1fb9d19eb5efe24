package optimize

import (
	"context"
	"fmt"
	"slices"
)

// run carries the work of one Solve over its stages and rounds.
type run struct {
	ctx context.Context
	p   Problem
	sep Separator
	opt Options
	// rows added lazily, and the multipliers that rows had last.
	rows []Row
	warm map[int]float64
	out  Solution
	// incumbent is the best solution that the separator accepts, or nil.
	incumbent []bool
	left      int
}

// stage solves one group of cost levels: rounds of a proposal and the rows that
// it violates, until none are left.
func (r *run) stage(s stage) (Stage, error) {
	if r.left == 0 {
		r.left = -1
		if r.opt.Nodes > 0 {
			r.left = r.opt.Nodes
		}
	}
	r.warm = map[int]float64{}
	best := Impossible
	if r.incumbent != nil {
		best = sum(s.cost, r.incumbent)
	}
	for {
		m := r.master(s)
		r.out.Rounds++
		r.out.Nodes += m.nodes
		r.progress(s, m.bound)
		if r.sep == nil && m.chosen != nil && m.complete && m.value < best {
			r.incumbent = m.chosen
		}
		if m.stopped || m.chosen == nil || m.value == best || r.sep == nil {
			return r.finish(s, m), nil
		}
		added, err := r.separate(s, m.chosen)
		if err != nil {
			return Stage{}, err
		}
		if r.incumbent != nil {
			best = sum(s.cost, r.incumbent)
		}
		if best == m.value {
			return r.finish(s, m), nil
		}
		if !added && r.ctx.Err() == nil {
			return Stage{}, fmt.Errorf("%w: the separator gives no row and no solution", errMalformed)
		}
		if r.ctx.Err() != nil {
			m.stopped = true
			return r.finish(s, m), nil
		}
	}
}

// keep makes the value of a stage a limit of the next ones.
func (r *run) keep(s stage) {
	l := Limit{Most: sum(s.cost, r.out.Chosen)}
	for v, c := range s.cost {
		if c > 0 {
			l.Terms = append(l.Terms, Term{v, c})
		}
	}
	r.p.Limits = append(slices.Clone(r.p.Limits), l)
}

func sum(cost []int64, chosen []bool) int64 {
	n := int64(0)
	for v, c := range cost {
		if chosen[v] {
			n += c
		}
	}
	return n
}

func (r *run) finish(s stage, m master) Stage {
	switch {
	case m.stopped:
		r.out.Status = Stopped
	case m.chosen == nil:
		r.out.Status = Infeasible
		r.out.Chosen = nil
		return m.proof(s)
	default:
		r.out.Status = Optimal
	}
	r.out.Chosen = r.incumbent
	r.bound(s, m.bound)
	return m.proof(s)
}

// bound keeps the proven bound by level: the levels of earlier stages at their
// values, those of later ones at 0.
func (r *run) bound(s stage, value int64) {
	out := make([]int64, len(r.p.Costs))
	copy(out, r.out.Bound)
	for i := s.from; i < len(out); i++ {
		out[i] = 0
	}
	copy(out[s.from:s.to], s.split(value))
	if r.out.Status == Optimal && r.out.Chosen != nil {
		copy(out[s.from:s.to], costOf(&r.p, r.out.Chosen)[s.from:s.to])
	}
	r.out.Bound = out
}

func (r *run) progress(s stage, bound int64) {
	if r.opt.Progress == nil {
		return
	}
	p := Progress{Rounds: r.out.Rounds, Rows: len(r.rows), Nodes: r.out.Nodes}
	if r.incumbent != nil {
		p.Best = costOf(&r.p, r.incumbent)
	}
	p.Bound = make([]int64, len(r.p.Costs))
	copy(p.Bound, r.out.Bound)
	copy(p.Bound[s.from:s.to], s.split(bound))
	r.opt.Progress(p)
}

// maxChain bounds the rows looked for per round.
const maxChain = 60

// separate asks for the rows that a proposal violates. It then goes on: what
// remains of the cheapest variable of each row is taken off all of them, and
// those that cost nothing any more are chosen too, until nothing is violated.
// That gives rows which together force much cost, and a solution.
func (r *run) separate(s stage, chosen []bool) (added bool, err error) {
	rest := slices.Clone(s.cost)
	tried := slices.Clone(chosen)
	for _, v := range r.p.Never {
		rest[v] = Impossible
	}
	for range maxChain {
		cuts, err := r.sep(r.ctx, slices.Clone(tried))
		if err != nil {
			if r.ctx.Err() != nil {
				return added, nil
			}
			return added, fmt.Errorf("separate: %w", err)
		}
		r.offer(s, cuts.Solution)
		if len(cuts.Rows) == 0 {
			r.offer(s, tried)
			return added, nil
		}
		for _, row := range cuts.Rows {
			if err := check(&Problem{Vars: r.p.Vars, Covers: []Row{row}}); err != nil {
				return added, err
			}
			r.rows = append(r.rows, row)
			added = true
			if !payOff(row, rest, tried) {
				return added, nil // nothing can meet it: the master will say so
			}
		}
	}
	return added, nil
}

// payOff takes the least that remains of the row's variables off all of them,
// and chooses those of which nothing remains, until the row is met.
func payOff(row Row, rest []int64, tried []bool) bool {
	for {
		have, least := int64(0), Impossible
		for _, t := range row.Terms {
			if tried[t.Var] {
				have += t.Weight
			} else if t.Weight > 0 {
				least = min(least, rest[t.Var])
			}
		}
		if have >= row.Least {
			return true
		}
		if least == Impossible {
			return false
		}
		for _, t := range row.Terms {
			if tried[t.Var] || rest[t.Var] == Impossible {
				continue
			}
			if rest[t.Var] -= least; rest[t.Var] <= 0 {
				tried[t.Var] = true
			}
		}
	}
}

// offer takes a choice that the separator accepts, if it keeps everything else
// and is better than the best known.
func (r *run) offer(s stage, chosen []bool) {
	if chosen == nil || !Meets(&r.p, r.rows, chosen) {
		return
	}
	if r.incumbent == nil || sum(s.cost, chosen) < sum(s.cost, r.incumbent) {
		r.incumbent = slices.Clone(chosen)
	}
}

// Meets reports whether a choice meets everything that the problem and further
// rows ask for.
func Meets(p *Problem, rows []Row, chosen []bool) bool {
	weigh := func(ts []Term) int64 {
		n := int64(0)
		for _, t := range ts {
			if chosen[t.Var] {
				n += t.Weight
			}
		}
		return n
	}
	for _, list := range [2][]Row{p.Covers, rows} {
		for _, row := range list {
			if weigh(row.Terms) < row.Least {
				return false
			}
		}
	}
	for _, l := range p.Limits {
		if weigh(l.Terms) > l.Most {
			return false
		}
	}
	for _, i := range p.Implies {
		if chosen[i.If] && !chosen[i.Then] {
			return false
		}
	}
	for _, v := range p.Must {
		if !chosen[v] {
			return false
		}
	}
	return !slices.ContainsFunc(p.Never, func(v int) bool { return chosen[v] })
}

// master is the answer to the rows known so far.
type master struct {
	chosen  []bool
	value   int64
	bound   int64
	fixed   int64
	rows    int
	parts   []Part
	nodes   int
	stopped bool
	// complete tells that every part has a choice.
	complete bool
}

func (m *master) proof(s stage) Stage {
	return Stage{From: s.from, To: s.to, Cost: s.cost, Scale: s.scale, Rows: m.rows, Fixed: m.fixed, Parts: m.parts}
}

// master solves the rows known so far, part by part.
func (r *run) master(s stage) master {
	red := reduce(&r.p, r.rows, s.cost)
	m := master{chosen: make([]bool, r.p.Vars), complete: true, rows: len(r.rows)}
	for v, f := range red.fixed {
		if f == 1 {
			m.chosen[v] = true
			m.fixed += s.cost[v]
		}
	}
	cores := red.parts(s.scale)
	if red.impossible {
		all := Part{Value: Impossible, Steps: []Step{{Kind: StepEnd}}}
		for v := range r.p.Vars {
			all.Vars = append(all.Vars, v)
		}
		return master{parts: []Part{all}, fixed: m.fixed, rows: m.rows, bound: Impossible}
	}
	m.bound = m.fixed
	for _, c := range cores {
		if !r.solvePart(c, &m) {
			break
		}
	}
	if m.chosen != nil {
		m.value = sum(s.cost, m.chosen)
	}
	return m
}

// solvePart solves one part, and reports whether to go on.
func (r *run) solvePart(c *core, m *master) bool {
	x := newSearch(r.ctx, c, &r.left, r.opt.Proof)
	x.cutsFrom = len(r.p.Covers) + len(r.rows)
	if r.incumbent != nil {
		x.offer(r.incumbent)
	}
	bound := x.run(r.warm)
	m.nodes += x.nodes
	for i, u := range x.price.u {
		if u > 0 && c.rows[i].id < x.cutsFrom {
			r.warm[c.rows[i].id] = u
		}
	}
	if x.stopped {
		m.stopped = true
		m.bound += min(bound, x.best)
	} else {
		part := Part{Vars: c.vars, Value: x.best, Cuts: x.cuts, Steps: x.steps}
		if x.best == Impossible {
			m.chosen, m.bound, m.parts = nil, Impossible, []Part{part}
			return false
		}
		m.parts = append(m.parts, part)
		m.bound += x.best
	}
	m.complete = m.complete && x.chose != nil
	if x.chose != nil {
		for i, v := range x.chose {
			m.chosen[c.vars[i]] = v == 1
		}
	}
	return true
}

// offer gives the search a choice over the whole problem that is known to meet
// all rows.
func (s *search) offer(chosen []bool) {
	value := make([]int8, len(s.vars))
	cost := int64(0)
	for i, v := range s.vars {
		if chosen[v] {
			value[i] = 1
			cost += s.cost[i]
		}
	}
	if cost < s.best {
		s.best, s.chose = cost, value
	}
}
