package optimize

import (
	"cmp"
	"slices"
)

// relaxation is the linear relaxation of a search: its rows are those of the
// part that have been violated so far, and the cuts.
type relaxation struct {
	*simplex
	// column of each variable, or −1 where it was fixed before; vars go back.
	column []int32
	vars   []int32
	// fixed are the values that variables without a column have.
	fixed []int8
	held  []bool
	// kept are the limits that the relaxation holds.
	kept []bool
	// gains and trials remember, by side and variable, how much the bound rose.
	gains  [2][]float64
	trials [2][]float64
}

// maxColumns bounds the parts whose relaxation is kept as a dictionary.
const maxColumns = 400

// relax looks at the linear relaxation before the search begins. It is kept where
// it comes near the best choice known, or where there are limits, and its cuts
// where they helped; otherwise the search goes on with the pricer, whose steps are
// cheaper.
func (s *search) relax() {
	s.buildLP()
	if s.lp == nil || s.settleLP(100) != endedOptimal {
		return
	}
	s.tryShares()
	before := s.lp.total()
	s.cutRounds()
	after := s.lp.total()
	best := float64(s.best)
	if len(s.cuts) > 0 && after-before < cutsHelp*(best-before) {
		s.dropCuts()
		after = before
	} else {
		s.cutting = len(s.cuts) > 0
	}
	if best-after <= near*best || len(s.limits) > 0 {
		return
	}
	s.dropCuts()
	s.cutting = false
	for _, r := range s.price.live {
		s.price.activate(r)
	}
	s.lp = nil
}

const (
	// cutsHelp is the part of the gap that cuts have to close to be kept, near the
	// gap at which the relaxation is kept.
	cutsHelp = 0.2
	near     = 0.2
)

// dropCuts takes all cuts out again.
func (s *search) dropCuts() {
	if len(s.cuts) == 0 {
		return
	}
	n := len(s.rows) - len(s.cuts)
	for r := n; r < len(s.rows); r++ {
		for _, v := range s.rows[r].cols {
			s.rowsOf[v] = slices.DeleteFunc(s.rowsOf[v], func(e entry) bool { return int(e.at) >= n })
		}
		if s.need[r] > 0 {
			s.open--
		}
	}
	s.cuts = nil
	s.rows, s.need, s.avail = s.rows[:n], s.need[:n], s.avail[:n]
	p := s.price
	p.isActive, p.u, p.try, p.slope = p.isActive[:n], p.u[:n], p.try[:n], p.slope[:n]
	p.live = p.live[:0]
	s.buildLP()
	s.settleLP(100)
}

// buildLP begins a relaxation at the present state, if that is not too large.
func (s *search) buildLP() {
	var vars []int32
	for v, x := range s.value {
		if x < 0 {
			vars = append(vars, int32(v))
		}
	}
	if len(vars) == 0 || len(vars) > maxColumns {
		return
	}
	cost := make([]float64, len(vars))
	x := &relaxation{vars: vars, column: make([]int32, len(s.value)), fixed: slices.Clone(s.value), held: make([]bool, len(s.rows)), kept: make([]bool, len(s.limits))}
	for v := range x.column {
		x.column[v] = -1
	}
	for k, v := range vars {
		cost[k] = float64(s.cost[v])
		x.column[v] = int32(k)
	}
	x.simplex = newSimplex(cost)
	x.spent = float64(s.base)
	x.zero = x.spent
	for i := range x.gains {
		x.gains[i], x.trials[i] = make([]float64, len(s.value)), make([]float64, len(s.value))
	}
	s.lp = x
	for _, r := range s.price.active {
		if s.price.u[r] > 0 && s.need[r] > 0 {
			s.hold(r)
		}
	}
}

// hold takes a row into the relaxation, less what is fixed.
func (s *search) hold(r int32) {
	x := s.lp
	if x.held[r] {
		return
	}
	row := &s.rows[r]
	bound := row.bound
	for i, v := range row.cols {
		if x.fixed[v] == 1 {
			bound -= row.weights[i]
		}
	}
	if bound <= 0 {
		return
	}
	var cols []int32
	var weights []float64
	for i, v := range row.cols {
		if k := x.column[v]; k >= 0 {
			cols, weights = append(cols, k), append(weights, float64(min(row.weights[i], bound)))
		}
	}
	x.held[r] = true
	x.add(simplexRow{r, cols, weights, float64(bound)})
}

// sync brings the bounds of the columns up to the present state.
func (s *search) sync() {
	for k, v := range s.lp.vars {
		switch s.value[v] {
		case 0:
			s.lp.setBounds(k, 0, 0)
		case 1:
			s.lp.setBounds(k, 1, 1)
		default:
			s.lp.setBounds(k, 0, 1)
		}
	}
}

// lpGoal is the cost beyond which nothing better is left.
func (s *search) lpGoal() float64 {
	if s.best == Impossible {
		return 1e300
	}
	return float64(s.best-1) + 1e-3
}

// settleLP solves the relaxation at the present state: rows that its shares miss
// are taken in, so many rounds of them. It leaves shares and multipliers to the
// pricer.
func (s *search) settleLP(rounds int) ended {
	s.sync()
	state := s.lp.solve(lpPivots, s.lpGoal())
	for ; rounds > 0 && state == endedOptimal; rounds-- {
		s.takeShares()
		if s.holdMissed(lpRows)+s.keepOverdrawn() == 0 {
			break
		}
		state = s.lp.solve(lpPivots, s.lpGoal())
	}
	s.takeShares()
	s.takePrices()
	return state
}

const (
	lpPivots = 2000
	lpRows   = 40
)

// takeShares hands the shares to the pricer.
func (s *search) takeShares() {
	share := s.price.share
	for v, x := range s.value {
		share[v] = float64(max(x, 0))
	}
	for k, v := range s.lp.vars {
		if s.value[v] < 0 {
			share[v] = min(max(s.lp.value(k), 0), 1)
		}
	}
}

// takePrices hands the prices of rows to the pricer, as multipliers.
func (s *search) takePrices() {
	p := s.price
	for _, r := range p.live {
		p.u[r] = 0
	}
	p.live = p.live[:0]
	clear(p.dues)
	s.lp.prices(func(name int32, price float64) {
		switch {
		case name < 0:
			p.dues[-1-name] = price * float64(s.scale)
		case s.need[name] > 0:
			p.u[name] = price * float64(s.scale)
			p.live = append(p.live, name)
		}
	})
}

// noneLeft reports whether the prices by which no shares meet the rows show the
// same in whole numbers. They are with the pricer then.
func (s *search) noneLeft() bool {
	p := s.price
	most := 0.0
	for _, x := range s.lp.ray {
		most = max(most, x.price)
	}
	p.live = p.live[:0]
	clear(p.dues)
	for _, x := range s.lp.ray {
		times := x.price / most * fineRay
		if x.name < 0 {
			p.dues[-1-x.name] = times
		} else if s.need[x.name] > 0 {
			p.u[x.name] = times
			p.live = append(p.live, x.name)
		}
	}
	bound, ok := p.exact(0)
	return ok && bound > 0
}

// fineRay is the greatest multiplier where costs do not matter: fine enough for
// weights of yen.
const fineRay = 1 << 44

// keepOverdrawn takes in the limits that the shares exceed.
func (s *search) keepOverdrawn() int {
	n := 0
	for l := range s.limits {
		if !s.lp.kept[l] && s.limits[l].id >= 0 && s.overdrawn(l, s.price.share) > 1e-6 {
			s.keep(int32(l))
			n++
		}
	}
	return n
}

// keep takes a limit into the relaxation, less what is fixed: as a row of weights
// below 0.
func (s *search) keep(l int32) {
	x, limit := s.lp, &s.limits[l]
	x.kept[l] = true
	row := simplexRow{name: -1 - l}
	room := limit.bound
	for i, v := range limit.cols {
		if k := x.column[v]; k >= 0 {
			row.cols, row.weights = append(row.cols, k), append(row.weights, -float64(limit.weights[i])/float64(limit.heaviest))
		} else if x.fixed[v] == 1 {
			room -= limit.weights[i]
		}
	}
	row.bound = -float64(room) / float64(limit.heaviest)
	x.add(row)
}

// letGo notes that a row or limit is no longer held.
func (x *relaxation) letGo(name int32) {
	if name < 0 {
		x.kept[-1-name] = false
		return
	}
	x.held[name] = false
}

// holdMissed takes in the open rows that the shares miss by most.
func (s *search) holdMissed(most int) int {
	type miss struct {
		row int32
		by  float64
	}
	var found []miss
	share := s.price.share
	for r := range s.rows {
		need := s.need[r]
		if need <= 0 || s.lp.held[r] {
			continue
		}
		row := &s.rows[r]
		by := float64(row.bound)
		if row.heaviest == 1 {
			for _, v := range row.cols {
				by -= share[v]
			}
		} else {
			for i, v := range row.cols {
				by -= share[v] * float64(row.weights[i])
			}
		}
		if by > 1e-6 {
			found = append(found, miss{int32(r), by / float64(len(row.cols))})
		}
	}
	slices.SortStableFunc(found, func(a, b miss) int { return -cmp.Compare(a.by, b.by) })
	found = found[:min(most, len(found))]
	for _, f := range found {
		s.hold(f.row)
	}
	return len(found)
}

// narrowLP bounds the node by the relaxation, and fixes what the bound rules out.
func (s *search) narrowLP() (nodeState, int64) {
	rounds := 4
	if s.depth == 0 {
		rounds = 100
	}
	state := s.settleLP(rounds)
	if state == endedNone {
		if s.noneLeft() {
			s.note(Step{Kind: StepNone, Multipliers: s.price.multipliers()})
			return nodeClosed, s.base
		}
		s.takePrices()
	}
	if s.depth == 0 && s.cutting && state == endedOptimal {
		s.cutRounds()
	}
	if s.nodes%8 == 0 {
		s.forget()
	}
	if state == endedOptimal {
		s.tryShares()
	}
	node, low := s.conclude()
	// What the prices prove is no less than what they cost, but for rounding.
	s.lp.worn = s.lp.worn || float64(low) < s.lp.total()-0.1 && node == nodeOpen
	return node, low
}

// forget lets rows go that have not asked for anything.
func (s *search) forget() {
	if len(s.lp.inside) > s.lp.cols {
		s.lp.drop(0.05, s.lp.letGo)
	}
}

// tryShares takes the shares as a choice where they are whole, or nearly.
func (s *search) tryShares() {
	mark := len(s.trail)
	defer s.undo(mark)
	for _, v := range s.lp.vars {
		if x := s.price.share[v]; s.value[v] < 0 && x > 0.999 {
			if !s.decide(v, 1) {
				return
			}
		}
	}
	if s.open == 0 {
		s.takeLess()
	} else if s.nodes%16 == 1 {
		s.greedy(s.shareCosts())
	}
}

// shareCosts are costs, less for what the relaxation takes.
func (s *search) shareCosts() []float64 {
	out := make([]float64, len(s.cost))
	for v, c := range s.cost {
		out[v] = float64(c) * (1.01 - s.price.share[v])
	}
	return out
}

// pickLP chooses the variable to branch on by how much the bound rises on both
// sides, tried out until that is known well enough. It answers as pick does.
func (s *search) pickLP() (v int32, value int8, closed bool) {
	list := s.fractional()
	if len(list) == 0 {
		return s.anyFree(), 1, false
	}
	x := s.lp
	from := x.total()
	bestScore, best := -1.0, list[0]
	tried, since := 0, 0
	for _, c := range list {
		share := s.price.share[c]
		gains := [2]float64{x.guess(0, c) * share, x.guess(1, c) * (1 - share)}
		if (x.trials[0][c] < reliable || x.trials[1][c] < reliable) && tried < maxTried && since < 4 {
			tried++
			for side := range int8(2) {
				gain, shut := s.tryOut(c, side, from)
				if shut {
					return -1, 0, !s.decide(c, 1-side)
				}
				gains[side] = gain
				far := share
				if side == 1 {
					far = 1 - share
				}
				x.trials[side][c]++
				x.gains[side][c] += gain / max(far, 0.01)
			}
		}
		since++
		if score := max(gains[0], 1e-3) * max(gains[1], 1e-3); score > bestScore {
			bestScore, best = score, c
			since = 0
		}
	}
	return best, 1, false
}

const (
	reliable  = 1
	maxTried  = 5
	tryPivots = 8
)

// guess is how much the bound is expected to rise per share.
func (x *relaxation) guess(side int, v int32) float64 {
	if n := x.trials[side][v]; n > 0 {
		return x.gains[side][v] / n
	}
	return 0
}

// fractional lists the variables that the relaxation takes in part, those first
// that promise most.
func (s *search) fractional() []int32 {
	type choice struct {
		v     int32
		score float64
	}
	var list []choice
	for _, v := range s.lp.vars {
		share := s.price.share[v]
		if s.value[v] >= 0 || share < 1e-5 || share > 1-1e-5 {
			continue
		}
		score := max(s.lp.guess(0, v)*share, 1e-3) * max(s.lp.guess(1, v)*(1-share), 1e-3)
		if s.lp.trials[0][v] == 0 {
			score = share * (1 - share) * float64(s.cost[v]) * s.weight(v)
			score *= score
		}
		list = append(list, choice{v, score})
	}
	slices.SortStableFunc(list, func(a, b choice) int { return -cmp.Compare(a.score, b.score) })
	out := make([]int32, len(list))
	for i, c := range list {
		out[i] = c.v
	}
	return out
}

// tryOut bounds one side of a branch, roughly, and notes its end where it is
// closed.
func (s *search) tryOut(v int32, value int8, from float64) (gain float64, closed bool) {
	mark := len(s.trail)
	defer s.undo(mark)
	if !s.decide(v, value) {
		s.noteBranch(v, value)
		return 0, true
	}
	s.sync()
	closing := StepBound
	switch s.lp.solve(tryPivots, s.lpGoal()) {
	case endedGoal:
		s.takePrices()
		bound, ok := s.price.exact(s.scale)
		closed = ok && s.reaches(bound)
	case endedNone:
		closing, closed = StepNone, s.noneLeft()
	}
	if closed {
		s.note(Step{Kind: StepBranch, Var: s.vars[v], Value: value == 1})
		s.note(Step{Kind: closing, Multipliers: s.price.multipliers()})
		s.end()
		return 0, true
	}
	return max(s.lp.total()-from, 0), false
}
