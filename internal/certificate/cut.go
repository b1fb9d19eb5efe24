package certificate

import "github.com/sekisho/sekisho/internal/optimize"

// derive appends the rows that cuts say follow from those before them. A cut
// that follows from nothing becomes a row that asks for nothing.
func (w *walk) derive(p optimize.Problem, cuts []optimize.Cut) {
	for _, c := range cuts {
		w.rows = append(w.rows, w.cut(p, c))
	}
}

// cut works one out: all divided is rounded up, since choices are whole.
func (w *walk) cut(p optimize.Problem, c optimize.Cut) optimize.Row {
	weight := make([]int64, p.Vars)
	least := int64(0)
	if c.Divisor < 1 {
		return optimize.Row{}
	}
	for _, m := range c.Rows {
		if m.Row < 0 || m.Row >= len(w.rows) || m.Times < 1 || m.Times > mostTimes {
			return optimize.Row{}
		}
		rest := w.rest(w.rows[m.Row])
		if rest.Least > mostTimes {
			return optimize.Row{}
		}
		least += m.Times * rest.Least
		for _, t := range rest.Terms {
			weight[t.Var] += m.Times * t.Weight
		}
	}
	for _, v := range c.Upper {
		if v < 0 || v >= p.Vars || weight[v] == 0 {
			return optimize.Row{}
		}
		weight[v]--
		least--
	}
	out := optimize.Row{Least: roundUp(least, c.Divisor)}
	for v, n := range weight {
		if n > 0 {
			out.Terms = append(out.Terms, optimize.Term{Var: v, Weight: roundUp(n, c.Divisor)})
		}
	}
	return out
}

// mostTimes bounds what is added up, so that it stays exact.
const mostTimes = 1 << 20

// rest is what a row asks for beside what is fixed from the beginning, no weight
// being more than that.
func (w *walk) rest(r optimize.Row) optimize.Row {
	out := optimize.Row{Least: r.Least}
	for _, t := range r.Terms {
		if w.value[t.Var] == 1 {
			out.Least -= t.Weight
		}
	}
	for _, t := range r.Terms {
		if w.value[t.Var] < 0 {
			out.Terms = append(out.Terms, optimize.Term{Var: t.Var, Weight: min(t.Weight, max(out.Least, 0))})
		}
	}
	out.Least = max(out.Least, 0)
	return out
}

func roundUp(a, by int64) int64 {
	if a <= 0 {
		return 0
	}
	return (a + by - 1) / by
}
