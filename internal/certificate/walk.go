package certificate

import (
	"math/big"
	"slices"

	"github.com/sekisho/sekisho/internal/optimize"
)

// walk goes through the steps of a part.
type walk struct {
	p     optimize.Problem
	rows  []optimize.Row
	whole []bool // rows of which every free variable is in the part
	cost  []int64
	scale int64
	part  optimize.Part
	mine  []bool
	value []int8 // 1 chosen, 0 not, −1 open
	at    int
	trail []int
}

func newWalk(p optimize.Problem, rows []optimize.Row, stage optimize.Stage, part optimize.Part) *walk {
	w := &walk{p: p, cost: stage.Cost, scale: stage.Scale, part: part, mine: make([]bool, p.Vars), value: make([]int8, p.Vars)}
	for _, v := range part.Vars {
		w.mine[v] = true
	}
	for v := range w.value {
		w.value[v] = -1
	}
	for _, r := range rows {
		w.rows = append(w.rows, merged(r))
	}
	for _, v := range p.Never {
		w.value[v] = 0
	}
	for _, v := range p.Must {
		if w.value[v] == 0 {
			w.whole = nil
		}
		w.value[v] = 1
	}
	w.derive(p, part.Cuts)
	for _, r := range w.rows {
		whole := true
		for _, t := range r.Terms {
			whole = whole && (w.mine[t.Var] || w.value[t.Var] >= 0)
		}
		w.whole = append(w.whole, whole)
	}
	return w
}

// merged gives a row with each variable once.
func merged(r optimize.Row) optimize.Row {
	at := map[int]int{}
	out := optimize.Row{Least: r.Least}
	for _, t := range r.Terms {
		if i, ok := at[t.Var]; ok {
			out.Terms[i].Weight += t.Weight
			continue
		}
		at[t.Var] = len(out.Terms)
		out.Terms = append(out.Terms, t)
	}
	return out
}

// node takes the steps up to the end of the node, and reports whether they leave
// no choice open. What it decided is taken back.
func (w *walk) node() bool {
	mark := len(w.trail)
	closed := !w.force() || w.contradicts()
	for w.at < len(w.part.Steps) {
		step := w.part.Steps[w.at]
		w.at++
		switch step.Kind {
		case optimize.StepEnd:
			w.back(mark)
			return closed
		case optimize.StepBound:
			closed = closed || w.bound(step.Multipliers) || !w.force()
		case optimize.StepNone:
			closed = closed || w.none(step.Multipliers)
		case optimize.StepBranch:
			closed = w.branch(step, closed)
		}
	}
	return false
}

// branch walks one side of a branch, and then holds to the other.
func (w *walk) branch(step optimize.Step, closed bool) bool {
	value := int8(0)
	if step.Value {
		value = 1
	}
	known := w.value[step.Var]
	if closed || known == 1-value {
		w.pass() // nothing is left there
		return closed
	}
	mark := len(w.trail)
	if known < 0 {
		w.set(step.Var, value)
	}
	if !w.node() {
		w.at = len(w.part.Steps) + 1 // the side is open: nothing is proven
		return false
	}
	w.back(mark)
	if known == value {
		return true
	}
	w.set(step.Var, 1-value)
	return !w.force()
}

// pass passes over the steps up to the end of a branch.
func (w *walk) pass() {
	for depth := 1; depth > 0 && w.at < len(w.part.Steps); w.at++ {
		switch w.part.Steps[w.at].Kind {
		case optimize.StepBranch:
			depth++
		case optimize.StepEnd:
			depth--
		}
	}
}

func (w *walk) set(v int, value int8) {
	w.value[v] = value
	w.trail = append(w.trail, v)
}

func (w *walk) back(mark int) {
	for _, v := range w.trail[mark:] {
		w.value[v] = -1
	}
	w.trail = w.trail[:mark]
}

// contradicts reports a variable that must and must not be chosen.
func (w *walk) contradicts() bool {
	for _, v := range w.p.Must {
		if slices.Contains(w.p.Never, v) {
			return true
		}
	}
	return false
}

// force decides what must be, over and over, and reports whether all can be met.
func (w *walk) force() bool {
	for {
		before := len(w.trail)
		for i, r := range w.rows {
			if w.whole[i] && !w.forceRow(r) {
				return false
			}
		}
		for _, l := range w.p.Limits {
			if !w.forceLimit(l) {
				return false
			}
		}
		for _, i := range w.p.Implies {
			switch {
			case w.value[i.If] == 1 && w.value[i.Then] == 0:
				return false
			case w.value[i.If] == 1 && w.value[i.Then] < 0 && w.mine[i.Then]:
				w.set(i.Then, 1)
			case w.value[i.Then] == 0 && w.value[i.If] < 0 && w.mine[i.If]:
				w.set(i.If, 0)
			}
		}
		if len(w.trail) == before {
			return true
		}
	}
}

func (w *walk) forceRow(r optimize.Row) bool {
	have, can := int64(0), int64(0)
	for _, t := range r.Terms {
		switch w.value[t.Var] {
		case 1:
			have += t.Weight
		case -1:
			can += t.Weight
		}
	}
	if have >= r.Least {
		return true
	}
	if have+can < r.Least {
		return false
	}
	for _, t := range r.Terms {
		if w.value[t.Var] < 0 && have+can-t.Weight < r.Least {
			w.set(t.Var, 1)
			have += t.Weight
			can -= t.Weight
		}
	}
	return true
}

func (w *walk) forceLimit(l optimize.Limit) bool {
	have := int64(0)
	for _, t := range l.Terms {
		if w.value[t.Var] == 1 {
			have += t.Weight
		}
	}
	if have > l.Most {
		return false
	}
	for _, t := range l.Terms {
		if w.value[t.Var] < 0 && w.mine[t.Var] && have+t.Weight > l.Most {
			w.set(t.Var, 0)
		}
	}
	return true
}

// bound bounds the cost of what is left, in the part, from below. It reports
// whether the part's value is reached; if not, it decides each variable of which
// one side would reach it.
func (w *walk) bound(multipliers []optimize.Multiplier) bool {
	if w.part.Value >= optimize.Impossible {
		return false
	}
	return w.rule(w.relaxed(multipliers, w.scale))
}

// none reports whether rows and limits show that no choice is left, with costs
// that do not count.
func (w *walk) none(multipliers []optimize.Multiplier) bool {
	sum, _ := w.relaxed(multipliers, 0)
	return sum.Sign() > 0
}

// relaxed gives the least that a choice left in the part costs with the rows and
// limits multiplied, and what each open variable adds to that. A cost of 1 counts
// as scale.
func (w *walk) relaxed(multipliers []optimize.Multiplier, scale int64) (*big.Int, map[int]*big.Int) {
	price := map[int]*big.Int{}
	for _, v := range w.part.Vars {
		price[v] = new(big.Int).Mul(big.NewInt(w.cost[v]), big.NewInt(scale))
	}
	sum := new(big.Int)
	for _, v := range w.part.Vars {
		if w.value[v] == 1 {
			sum.Add(sum, price[v])
		}
	}
	for _, m := range multipliers {
		switch {
		case m.Times <= 0 || m.Row >= len(w.rows):
		case m.Row < 0:
			sum.Sub(sum, w.limited(-1-m.Row, m.Times, price))
		case w.whole[m.Row]:
			sum.Add(sum, w.asked(w.rows[m.Row], m.Times, price))
		}
	}
	for _, v := range w.part.Vars {
		if w.value[v] < 0 {
			sum.Add(sum, negative(price[v]))
		}
	}
	return sum, price
}

// asked makes the variables of a row cheaper, and gives what a choice that meets
// it pays for that at least.
func (w *walk) asked(r optimize.Row, n int64, price map[int]*big.Int) *big.Int {
	need := r.Least
	for _, t := range r.Terms {
		if w.value[t.Var] == 1 {
			need -= t.Weight
		}
	}
	if need <= 0 {
		return new(big.Int)
	}
	times := big.NewInt(n)
	for _, t := range r.Terms {
		if w.value[t.Var] < 0 {
			price[t.Var].Sub(price[t.Var], new(big.Int).Mul(times, big.NewInt(min(t.Weight, need))))
		}
	}
	return new(big.Int).Mul(times, big.NewInt(need))
}

// limited makes the variables of a limit dearer, and gives what that comes to in a
// choice that uses all of its room. The limit holds for the part alone too, since
// no weight is negative.
func (w *walk) limited(limit int, n int64, price map[int]*big.Int) *big.Int {
	if limit >= len(w.p.Limits) {
		return new(big.Int)
	}
	times := big.NewInt(n)
	room := w.p.Limits[limit].Most
	for _, t := range w.p.Limits[limit].Terms {
		switch {
		case w.value[t.Var] == 1:
			room -= t.Weight
		case w.value[t.Var] < 0 && w.mine[t.Var]:
			price[t.Var].Add(price[t.Var], new(big.Int).Mul(times, big.NewInt(t.Weight)))
		}
	}
	return new(big.Int).Mul(times, big.NewInt(room))
}

// rule closes the node, or decides what the bound rules out.
func (w *walk) rule(sum *big.Int, price map[int]*big.Int) bool {
	// A cost is a whole number: more than value − 1 is value.
	goal := new(big.Int).Mul(big.NewInt(w.part.Value-1), big.NewInt(w.scale))
	if sum.Cmp(goal) > 0 {
		return true
	}
	for _, v := range w.part.Vars {
		if w.value[v] >= 0 {
			continue
		}
		size := new(big.Int).Abs(price[v])
		if new(big.Int).Add(sum, size).Cmp(goal) > 0 {
			if price[v].Sign() < 0 {
				w.set(v, 1)
			} else {
				w.set(v, 0)
			}
		}
	}
	return false
}
