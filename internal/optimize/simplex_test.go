package optimize

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestSimplex: whatever rows, bounds and pivots come in whatever order, the
// dictionary says the same as the rows and costs themselves.
func TestSimplex(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	cost := make([]float64, 30)
	for i := range cost {
		cost[i] = float64(1 + r.IntN(50))
	}
	s := newSimplex(cost)
	for step := range 3000 {
		switch r.IntN(5) {
		case 0:
			if len(s.inside) < 60 {
				s.add(randomRow(r, step, s.cols))
			}
		case 1:
			b := float64(r.IntN(2))
			s.setBounds(r.IntN(s.cols), b, b)
		case 2:
			s.setBounds(r.IntN(s.cols), 0, 1)
		case 3:
			s.solve(r.IntN(20), 1e9)
		case 4:
			if r.IntN(2) == 0 {
				s.drop(0.2, func(int32) {})
			} else {
				s.renew()
			}
		}
		checkSimplex(t, s, step)
	}
}

func randomRow(r *rand.Rand, step, cols int) simplexRow {
	row := simplexRow{name: int32(step), bound: float64(1 + r.IntN(2))}
	for _, v := range r.Perm(cols)[:3+r.IntN(4)] {
		row.cols, row.weights = append(row.cols, int32(v)), append(row.weights, 1)
	}
	return row
}

func checkSimplex(t *testing.T, s *simplex, step int) {
	t.Helper()
	same := func(what string, a, b float64) {
		if math.Abs(a-b) > 1e-6 {
			t.Fatalf("step %d: %s is %v, not %v", step, what, b, a)
		}
	}
	z := s.spent
	for v := range s.cols {
		z += s.cost[v] * s.value(v)
	}
	same("the cost", z, s.total())
	slack := func(v int32) float64 {
		row := s.rows[int(v)-s.cols]
		sum := -row.bound
		for i, c := range row.cols {
			sum += row.weights[i] * s.value(int(c))
		}
		return sum
	}
	for i, v := range s.inside {
		if int(v) >= s.cols {
			same("a slack inside", slack(v), s.share[i])
		}
	}
	for k, v := range s.outside {
		if int(v) >= s.cols {
			same("a slack outside", slack(v), 0)
			same("a price that is negative", max(s.price[k], 0), s.price[k])
		} else if s.lo[v] < s.up[v] {
			wrong := max(s.price[k], 0)
			if !s.high[k] {
				wrong = max(-s.price[k], 0)
			}
			same("a price at the wrong bound", 0, wrong)
		}
	}
}
