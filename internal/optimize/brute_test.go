package optimize_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/sekisho/sekisho/internal/certificate"
	"github.com/sekisho/sekisho/internal/optimize"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// brute finds the cheapest choice by trying every one; nil where there is none.
func brute(p *optimize.Problem) (best []bool, cost []int64) {
	chosen := make([]bool, p.Vars)
	for set := range 1 << p.Vars {
		for v := range chosen {
			chosen[v] = set>>v&1 == 1
		}
		if !optimize.Meets(p, nil, chosen) {
			continue
		}
		c := make([]int64, len(p.Costs))
		for l, level := range p.Costs {
			for v := range level {
				if chosen[v] {
					c[l] += level[v]
				}
			}
		}
		if best == nil || slices.Compare(c, cost) < 0 {
			best, cost = slices.Clone(chosen), c
		}
	}
	return best, cost
}

// random draws a problem of up to 14 variables with everything that problems
// have: repeated literals, weights, either-or groups, budgets, implications.
func random(r *rand.Rand) optimize.Problem {
	n := 1 + r.IntN(14)
	p := optimize.Problem{Vars: n}
	for range 1 + r.IntN(3) {
		level := make([]int64, n)
		most := []int64{2, 10, 1000, 1 << 40}[r.IntN(4)]
		for v := range level {
			level[v] = r.Int64N(most)
		}
		p.Costs = append(p.Costs, level)
	}
	for range r.IntN(2 * n) {
		row := optimize.Row{Least: 1 + r.Int64N(2)}
		for range 2 + r.IntN(5) {
			row.Terms = append(row.Terms, optimize.Term{Var: r.IntN(n), Weight: []int64{1, 1, 1, 2, 3}[r.IntN(5)]})
		}
		p.Covers = append(p.Covers, row)
	}
	for range r.IntN(3) {
		l := optimize.Limit{Most: 1}
		for range 2 + r.IntN(3) {
			l.Terms = append(l.Terms, optimize.Term{Var: r.IntN(n), Weight: 1})
		}
		p.Limits = append(p.Limits, l)
	}
	if r.IntN(3) == 0 {
		l := optimize.Limit{}
		for v := range n {
			w := r.Int64N(5)
			l.Terms = append(l.Terms, optimize.Term{Var: v, Weight: w})
			l.Most += w
		}
		l.Most = l.Most * 2 / 3
		p.Limits = append(p.Limits, l)
	}
	for range r.IntN(3) {
		p.Implies = append(p.Implies, optimize.Implication{If: r.IntN(n), Then: r.IntN(n)})
	}
	for range r.IntN(2) {
		p.Must = append(p.Must, r.IntN(n))
	}
	for range r.IntN(2) {
		p.Never = append(p.Never, r.IntN(n))
	}
	return p
}

func TestEqualsBruteForce(t *testing.T) {
	long.Test(t)
	r := rand.New(rand.NewPCG(1, 2))
	infeasible := 0
	for i := range 4000 {
		p := random(r)
		want, cost := brute(&p)
		for _, lazy := range []bool{false, true} {
			got := solve(t, p, lazy)
			if (got.Status == optimize.Infeasible) != (want == nil) {
				t.Fatalf("case %d lazy %v: status %s, brute force finds %v\n%+v", i, lazy, got.Status, want, p)
			}
			if want == nil {
				infeasible++
				continue
			}
			if !slices.Equal(got.Cost, cost) {
				t.Fatalf("case %d lazy %v: cost %v, brute force %v\n%+v", i, lazy, got.Cost, cost, p)
			}
		}
	}
	if infeasible < 400 || infeasible > 6000 {
		t.Errorf("%d of 8000 infeasible: the cases are one-sided", infeasible)
	}
}

// solve solves a problem, with its rows written or found lazily, and checks the
// certificate.
func solve(t *testing.T, p optimize.Problem, lazy bool) optimize.Solution {
	t.Helper()
	var sep optimize.Separator
	if lazy {
		rows := p.Covers
		p.Covers = nil
		sep = func(_ context.Context, chosen []bool) (optimize.Cuts, error) {
			for _, row := range rows {
				if !optimize.Meets(&optimize.Problem{Vars: p.Vars, Covers: []optimize.Row{row}}, nil, chosen) {
					return optimize.Cuts{Rows: []optimize.Row{row}}, nil
				}
			}
			return optimize.Cuts{}, nil
		}
	}
	got, err := optimize.Solve(context.Background(), p, sep, optimize.Options{Proof: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := certificate.Check(p, got); err != nil {
		t.Fatalf("certificate: %v\n%+v\n%+v\n%+v", err, p, got, got.Proof)
	}
	return got
}
