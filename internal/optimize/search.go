package optimize

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// search is branch and bound over one part.
type search struct {
	*state
	price *pricer
	ctx   context.Context
	// left is the number of nodes that may still be looked at; negative: no bound.
	left  *int
	nodes int
	// best value and choice known; Impossible while there is none.
	best  int64
	chose []int8
	// lead are the variables to branch on first.
	lead []int32
	// steps of the proof, and the multipliers in them.
	record bool
	steps  []Step
	size   int
	// lp is the linear relaxation, or nil; cuts are rows that it has added, which
	// are numbered from cutsFrom.
	lp       *relaxation
	cutting  bool
	cuts     []Cut
	cutsFrom int
	// stopped tells that a limit or the context has ended the search.
	stopped bool
	depth   int
}

func newSearch(ctx context.Context, c *core, left *int, record bool) *search {
	s := &search{state: newState(c), ctx: ctx, left: left, best: Impossible, record: record}
	s.price = newPricer(s.state)
	s.lead = leading(c)
	return s
}

// leading lists the variables in no limit that cost more than all variables in
// limits together. What a limit allows depends on them: with them decided, what is
// left is the cheapest cover, and a limit on that.
func leading(c *core) []int32 {
	if len(c.limits) == 0 {
		return nil
	}
	limited := int64(0)
	for v, in := range c.limitsOf {
		if len(in) > 0 {
			limited += c.cost[v]
		}
	}
	var out []int32
	for v, in := range c.limitsOf {
		if len(in) == 0 && c.cost[v] > limited {
			out = append(out, int32(v))
		}
	}
	slices.SortStableFunc(out, func(a, b int32) int { return -cmp.Compare(c.cost[a], c.cost[b]) })
	return out
}

// run searches the part. It gives the proven lower bound: the best value, unless
// the search was stopped.
func (s *search) run(warm map[int]float64) int64 {
	if !s.propagate() {
		s.end()
		return Impossible
	}
	s.greedy(nil)
	s.root(warm)
	if !s.closed() {
		s.relax()
	}
	bound := s.node()
	return min(bound, s.best)
}

// root finds the rows that matter and good multipliers for them.
func (s *search) root(warm map[int]float64) {
	p := s.price
	order := make([]int32, len(s.rows))
	for i := range order {
		order[i] = int32(i)
		if u := warm[s.rows[i].id]; u > 0 {
			p.u[i] = u
			p.activate(int32(i))
		}
	}
	if len(s.rows) <= smallRows {
		for _, r := range order {
			p.activate(r)
		}
	}
	for round := range rootRounds {
		before := len(p.active)
		for _, r := range p.missed(30 + len(s.rows)/50) {
			p.activate(r)
		}
		if round > 0 && len(p.active) == before {
			break
		}
		p.begin()
		if round == 0 && len(warm) == 0 {
			p.start()
		}
		steps := 60
		if len(p.active) == before || round == 0 && len(s.rows) <= smallRows {
			steps = 300
		}
		p.improve(steps, s.goal())
		s.greedy(p.price)
		if s.closed() || s.ctx.Err() != nil {
			return
		}
	}
	p.improve(200, s.goal())
	s.greedy(p.price)
}

const (
	// smallRows is the number of rows up to which all of them take part at once.
	smallRows  = 150
	rootRounds = 12
)

// goal is the bound beyond which nothing better is left, in floating point.
func (s *search) goal() float64 {
	if s.best == Impossible {
		total := 0.0
		for _, c := range s.cost {
			total += float64(c)
		}
		return (total + 1) * float64(s.scale)
	}
	return float64(s.best-1)*float64(s.scale) + 1
}

// closed reports whether the present multipliers close the node.
func (s *search) closed() bool {
	bound, ok := s.price.exact(s.scale)
	return ok && s.reaches(bound)
}

// reaches reports whether a bound in units of 1/scale leaves nothing better.
func (s *search) reaches(bound int64) bool {
	return s.best != Impossible && bound > (s.best-1)*s.scale
}

func (s *search) note(step Step) {
	if s.record && s.size < maxProof {
		s.steps = append(s.steps, step)
		s.size += len(step.Multipliers) + 1
	}
}

func (s *search) end() { s.note(Step{Kind: StepEnd}) }

// noteBound records the present multipliers, or none.
func (s *search) noteBound(with bool) {
	if s.record && s.size < maxProof {
		step := Step{Kind: StepBound}
		if with {
			step.Multipliers = s.price.multipliers()
		}
		s.note(step)
	}
}

// node searches all choices that are left at the present state, and gives a
// lower bound of their cost. The state afterwards is as before.
func (s *search) node() int64 {
	mark := len(s.trail)
	bound := s.explore()
	s.undo(mark)
	s.end()
	return bound
}

// explore is the work of a node. It returns at least the best value where
// nothing better is left.
func (s *search) explore() int64 {
	s.nodes++
	if s.out() {
		return s.base
	}
	known := s.base
	saved, dues := slices.Clone(s.price.u), slices.Clone(s.price.dues)
	defer func() {
		copy(s.price.u, saved)
		copy(s.price.dues, dues)
	}()
	for {
		if s.open == 0 {
			s.take()
			s.noteBound(false)
			return s.best
		}
		state, low := s.bounded()
		known = max(known, low)
		switch state {
		case nodeClosed:
			return max(known, s.best)
		case nodeAgain:
			continue
		}
		v, value, closed := s.chooseBranch()
		if closed {
			return max(known, s.best)
		}
		if v < 0 {
			continue // something was decided
		}
		first := s.side(v, value)
		if s.stopped {
			return max(known, min(first, s.base))
		}
		if !s.decide(v, 1-value) {
			return first
		}
		// The other side goes on in the same node.
		other := max(known, s.base)
		return min(first, max(other, s.explore()))
	}
}

// out reports whether the search must end, and counts a node.
func (s *search) out() bool {
	if s.stopped {
		return true
	}
	if *s.left == 0 || s.nodes%16 == 0 && s.ctx.Err() != nil {
		s.stopped = true
		return true
	}
	if *s.left > 0 {
		*s.left--
	}
	return false
}

type nodeState int

const (
	nodeOpen nodeState = iota
	nodeClosed
	nodeAgain
)

func (s *search) bounded() (nodeState, int64) {
	if s.lp != nil {
		return s.narrowLP()
	}
	return s.narrow()
}

func (s *search) chooseBranch() (v int32, value int8, closed bool) {
	for _, v := range s.lead {
		if s.value[v] < 0 {
			return v, 0, false
		}
	}
	if s.lp != nil {
		return s.pickLP()
	}
	return s.pick()
}

// narrow bounds the node and fixes what the bound rules out. It gives the bound.
func (s *search) narrow() (nodeState, int64) {
	p := s.price
	p.begin()
	if len(p.live) == 0 {
		s.widen()
		p.begin()
	}
	steps := 24
	if s.depth == 0 {
		steps = 100
	}
	p.improve(steps, s.goal())
	if s.depth < 4 || s.nodes%8 == 0 {
		for _, r := range p.missed(8) {
			p.activate(r)
		}
	}
	return s.conclude()
}

// conclude draws the conclusions from the present multipliers: the bound, whether
// it closes the node, and what it rules out.
func (s *search) conclude() (nodeState, int64) {
	p := s.price
	bound, ok := p.exact(s.scale)
	if !ok {
		return nodeOpen, s.base
	}
	low := ceilDiv(bound, s.scale)
	if s.reaches(bound) {
		s.noteBound(true)
		return nodeClosed, low
	}
	if s.best == Impossible {
		return nodeOpen, low
	}
	gap := (s.best-1)*s.scale - bound
	fixed := false
	for v := range s.value {
		if s.value[v] >= 0 || p.whole[v] <= gap && -p.whole[v] <= gap {
			continue
		}
		if !fixed {
			s.noteBound(true)
			fixed = true
		}
		value := int8(0)
		if p.whole[v] < 0 {
			value = 1
		}
		s.set(int32(v), value)
	}
	if !fixed {
		return nodeOpen, low
	}
	if !s.propagate() {
		return nodeClosed, low
	}
	return nodeAgain, low
}

func ceilDiv(a, b int64) int64 {
	if a <= 0 {
		return 0
	}
	return (a + b - 1) / b
}

// widen lets the tightest open rows take part.
func (s *search) widen() {
	n := 0
	for r := range s.rows {
		if s.need[r] > 0 && !s.price.isActive[r] {
			s.price.activate(int32(r))
			if n++; n >= 10 {
				return
			}
		}
	}
}

// take keeps the present choice, free variables left out, if it is better than
// the best known.
func (s *search) take() {
	if s.base < s.best {
		s.best = s.base
		s.chose = slices.Clone(s.value)
	}
}

// pick chooses the variable to branch on and the side to look at first. Where a
// side turns out to be closed the other one is decided at once: v is −1 then, or
// closed is set if that closes the node.
func (s *search) pick() (v int32, value int8, closed bool) {
	list := s.promising()
	if len(list) == 0 {
		return s.anyFree(), 1, false
	}
	bestScore, best := -1.0, list[0]
	var first int8 = 1
	for _, c := range list {
		up, upClosed := s.probe(c, 1)
		if upClosed {
			s.noteBranch(c, 1)
			return -1, 0, !s.decide(c, 0)
		}
		down, downClosed := s.probe(c, 0)
		if downClosed {
			s.noteBranch(c, 0)
			return -1, 0, !s.decide(c, 1)
		}
		if score := max(up, 1) * max(down, 1); score > bestScore {
			bestScore, best = score, c
			first = 1
			if down < up/4 {
				first = 0
			}
		}
	}
	return best, first, false
}

func (s *search) anyFree() int32 {
	for r := range s.rows {
		if s.need[r] <= 0 {
			continue
		}
		for _, v := range s.rows[r].cols {
			if s.value[v] < 0 {
				return v
			}
		}
	}
	return 0
}

// promising lists the variables of which the relaxed optimum is least sure.
func (s *search) promising() []int32 {
	most := 8
	if s.depth > 6 {
		most = 5
	}
	type choice struct {
		v     int32
		score float64
	}
	var list []choice
	seen := s.price.share
	for v := range s.value {
		if s.value[v] >= 0 {
			continue
		}
		x := min(max(seen[v], 0), 1)
		if x < 0.01 {
			continue
		}
		list = append(list, choice{int32(v), (0.02 + x*(1-x)) * math.Sqrt(float64(s.cost[v])+1) * s.weight(int32(v))})
	}
	slices.SortStableFunc(list, func(a, b choice) int { return -cmp.Compare(a.score, b.score) })
	out := make([]int32, 0, most)
	for _, c := range list[:min(most, len(list))] {
		out = append(out, c.v)
	}
	return out
}

// weight is more for variables in more open rows.
func (s *search) weight(v int32) float64 {
	n := 0
	for _, e := range s.rowsOf[v] {
		if s.need[e.at] > 0 && s.price.isActive[e.at] {
			n++
		}
	}
	return math.Sqrt(float64(n + 1))
}

// probe bounds one side of a branch, roughly. gain is by how much.
func (s *search) probe(v int32, value int8) (gain float64, closed bool) {
	mark := len(s.trail)
	defer s.undo(mark)
	before := s.price.value(s.price.u, s.price.dues)
	if !s.decide(v, value) {
		return 0, true
	}
	after := s.price.value(s.price.u, s.price.dues)
	return after - before, false
}

func (s *search) noteBranch(v int32, value int8) {
	if !s.record {
		return
	}
	s.note(Step{Kind: StepBranch, Var: s.vars[v], Value: value == 1})
	s.end()
}

// side searches one side of a branch.
func (s *search) side(v int32, value int8) int64 {
	s.note(Step{Kind: StepBranch, Var: s.vars[v], Value: value == 1})
	mark := len(s.trail)
	s.depth++
	bound := int64(Impossible)
	if s.decide(v, value) {
		bound = s.explore()
	}
	s.depth--
	s.undo(mark)
	s.end()
	return bound
}
