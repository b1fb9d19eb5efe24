package optimize_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/sekisho/sekisho/internal/optimize"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// renamed gives the same problem with variables numbered and rows ordered anew.
func renamed(p optimize.Problem, r *rand.Rand) optimize.Problem {
	to := r.Perm(p.Vars)
	terms := func(ts []optimize.Term) []optimize.Term {
		out := make([]optimize.Term, len(ts))
		for i, k := range r.Perm(len(ts)) {
			out[i] = optimize.Term{Var: to[ts[k].Var], Weight: ts[k].Weight}
		}
		return out
	}
	q := optimize.Problem{Vars: p.Vars}
	for _, level := range p.Costs {
		l := make([]int64, p.Vars)
		for v, c := range level {
			l[to[v]] = c
		}
		q.Costs = append(q.Costs, l)
	}
	for _, i := range r.Perm(len(p.Covers)) {
		q.Covers = append(q.Covers, optimize.Row{Terms: terms(p.Covers[i].Terms), Least: p.Covers[i].Least})
	}
	for _, i := range r.Perm(len(p.Limits)) {
		q.Limits = append(q.Limits, optimize.Limit{Terms: terms(p.Limits[i].Terms), Most: p.Limits[i].Most})
	}
	for _, i := range p.Implies {
		q.Implies = append(q.Implies, optimize.Implication{If: to[i.If], Then: to[i.Then]})
	}
	for _, v := range p.Must {
		q.Must = append(q.Must, to[v])
	}
	for _, v := range p.Never {
		q.Never = append(q.Never, to[v])
	}
	return q
}

// twice gives two copies of a problem that have nothing in common.
func twice(p optimize.Problem) optimize.Problem {
	terms := func(ts []optimize.Term) []optimize.Term {
		out := slices.Clone(ts)
		for i := range out {
			out[i].Var += p.Vars
		}
		return out
	}
	q := p
	q.Vars *= 2
	q.Costs, q.Covers, q.Limits = nil, slices.Clone(p.Covers), slices.Clone(p.Limits)
	q.Implies, q.Must, q.Never = slices.Clone(p.Implies), slices.Clone(p.Must), slices.Clone(p.Never)
	for _, level := range p.Costs {
		q.Costs = append(q.Costs, append(slices.Clone(level), level...))
	}
	for _, row := range p.Covers {
		q.Covers = append(q.Covers, optimize.Row{Terms: terms(row.Terms), Least: row.Least})
	}
	for _, l := range p.Limits {
		q.Limits = append(q.Limits, optimize.Limit{Terms: terms(l.Terms), Most: l.Most})
	}
	for _, i := range p.Implies {
		q.Implies = append(q.Implies, optimize.Implication{If: i.If + p.Vars, Then: i.Then + p.Vars})
	}
	for _, v := range p.Must {
		q.Must = append(q.Must, v+p.Vars)
	}
	for _, v := range p.Never {
		q.Never = append(q.Never, v+p.Vars)
	}
	return q
}

func times(cost []int64, n int64) []int64 {
	out := slices.Clone(cost)
	for i := range out {
		out[i] *= n
	}
	return out
}

// TestMetamorphic: what must follow when a problem is changed, whatever its
// optimum is.
func TestMetamorphic(t *testing.T) {
	long.Test(t)
	r := rand.New(rand.NewPCG(3, 4))
	solved := 0
	for i := range 1500 {
		p := random(r)
		was := solve(t, p, false)
		same := func(what string, q optimize.Problem, factor int64) {
			t.Helper()
			got := solve(t, q, i%2 == 0)
			if got.Status != was.Status || !slices.Equal(got.Cost, times(was.Cost, factor)) {
				t.Fatalf("case %d, %s: %s %v, before %s %v, expected %d times\n%+v", i, what, got.Status, got.Cost, was.Status, was.Cost, factor, p)
			}
		}
		same("renamed", renamed(p, r), 1)
		same("twice", twice(p), 2)
		dearer := p
		dearer.Costs = nil
		for _, level := range p.Costs {
			dearer.Costs = append(dearer.Costs, times(level, 7))
		}
		same("seven times the cost", dearer, 7)
		less := p
		less.Covers = p.Covers[:len(p.Covers)/2]
		if got := solve(t, less, false); was.Status == optimize.Optimal &&
			(got.Status != optimize.Optimal || slices.Compare(got.Cost, was.Cost) > 0) {
			t.Fatalf("case %d: fewer rows cost %v, all of them %v\n%+v", i, got.Cost, was.Cost, p)
		}
		if was.Status != optimize.Optimal {
			continue
		}
		solved++
		fixed := p
		fixed.Must, fixed.Never = slices.Clone(p.Must), slices.Clone(p.Never)
		for v, chosen := range was.Chosen {
			if chosen {
				fixed.Must = append(fixed.Must, v)
			} else if r.IntN(2) == 0 {
				fixed.Never = append(fixed.Never, v)
			}
		}
		same("fixed to the answer", fixed, 1)
	}
	if solved < 500 {
		t.Errorf("only %d cases have a solution", solved)
	}
}

// TestConcurrent: runs side by side share nothing and give the same answers.
func TestConcurrent(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	var problems []optimize.Problem
	var want []optimize.Solution
	for range 40 {
		p := random(r)
		problems, want = append(problems, p), append(want, solve(t, p, true))
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for i, p := range problems {
				if got := solve(t, p, true); !reflect.DeepEqual(got, want[i]) {
					t.Errorf("case %d: %+v, alone %+v", i, got, want[i])
				}
			}
		})
	}
	all.Wait()
}
