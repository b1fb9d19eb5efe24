package plan_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/optimize"
	"github.com/sekisho/sekisho/internal/plan"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// pool is the number of candidates that brute force tries every subset of.
const pool = 5

// TestBruteForce: on the reference study, with a few candidates each time and some
// of them required, the planner finds what rating every
// subset finds.
func TestBruteForce(t *testing.T) {
	long.Test(t)
	r := referenceStudy(t)
	random := rand.New(rand.NewPCG(7, 8))
	paid := 0
	for _, m := range r.Models {
		whole, err := plan.Run(t.Context(), r, m.Model.ID, plan.Options{Targets: plan.Leave(plan.Grave(r.Study), method.D)})
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			b := draw(random, r, m, whole)
			p, err := plan.Run(t.Context(), r, m.Model.ID, b.opt)
			if err != nil {
				t.Fatal(err)
			}
			want, feasible := b.cheapest(t)
			if feasible != (p.Status == optimize.Optimal) || feasible && p.Cost != want {
				t.Errorf("%s, %+v: %s for %+v, brute force %v for %+v", m.Model.ID, b.opt, p.Status, p.Cost, feasible, want)
			}
			if feasible && want != (plan.Cost{}) {
				paid++
			}
		}
	}
	if paid < 6 {
		t.Errorf("only %d of the plans cost anything", paid)
	}
}

// brute is one case: the candidates of the pool, those decided, and what is asked.
type brute struct {
	m             *assess.ModelResult
	free, decided []*plan.Candidate
	opt           plan.Options
}

// draw draws a case. Half of the pool is from the plan over all candidates, so
// that it does something.
func draw(random *rand.Rand, r *assess.Result, m *assess.ModelResult, whole *plan.Plan) brute {
	b := brute{m: m}
	take := func(from []*plan.Candidate, most int) {
		for _, i := range random.Perm(len(from)) {
			c := from[i]
			if len(b.free) < most && c.Usable() && !c.Decided && !slices.Contains(b.free, c) {
				b.free = append(b.free, c)
			}
		}
	}
	take(whole.Chosen, pool-2)
	take(whole.Candidates, pool)
	b.opt.Targets = plan.Leave(plan.Grave(r.Study), method.B-method.RiskValue(random.IntN(3)))
	for _, c := range whole.Candidates {
		switch {
		case c.Decided:
			b.decided = append(b.decided, c)
		case !slices.Contains(b.free, c):
			b.opt.Forbid = append(b.opt.Forbid, c.ID)
		}
	}
	if random.IntN(2) == 0 {
		b.opt.Require = []model.DeploymentID{b.free[len(b.free)-1].ID}
	}
	return b
}

// rate gives the deployments' letters of the damages that have targets.
func (b brute) rate(t *testing.T, chosen []*plan.Candidate) map[model.DamageID]method.RiskValue {
	t.Helper()
	all := slices.Clone(b.m.Model.Deployments)
	for _, c := range slices.Concat(b.decided, chosen) {
		d := *c.Deployment
		if i := slices.IndexFunc(all, func(o *model.Deployment) bool { return o.ID == d.ID }); i >= 0 {
			all[i] = &d
			continue
		}
		d.Index = len(all)
		all = append(all, &d)
	}
	m, err := b.m.Redeploy(t.Context(), all)
	if err != nil {
		t.Fatal(err)
	}
	out := map[model.DamageID]method.RiskValue{}
	for _, g := range m.Damage.Goals {
		for _, s := range g.Starts {
			if s.Reached {
				out[g.Goal.Damage.ID] = max(out[g.Goal.Damage.ID], s.Risk.Worst)
			}
		}
	}
	return out
}

// cheapest tries every subset of the pool.
func (b brute) cheapest(t *testing.T) (best plan.Cost, found bool) {
	t.Helper()
	within := b.rate(t, b.free)
	for set := range 1 << len(b.free) {
		var chosen []*plan.Candidate
		cost := plan.Cost{}
		for i, c := range b.free {
			if set>>i&1 == 1 {
				chosen = append(chosen, c)
				cost = cost.Add(c.Cost)
			}
		}
		if !b.keeps(chosen) || found && compareCosts(cost, best) >= 0 {
			continue
		}
		letters := b.rate(t, chosen)
		good := !slices.ContainsFunc(b.opt.Targets, func(g plan.Target) bool {
			return letters[g.Damage] > max(g.Letter, within[g.Damage])
		})
		if good {
			best, found = cost, true
		}
	}
	return best, found
}

func (b brute) keeps(chosen []*plan.Candidate) bool {
	has := func(id model.DeploymentID) bool {
		return slices.ContainsFunc(chosen, func(c *plan.Candidate) bool { return c.ID == id })
	}
	return !slices.ContainsFunc(b.opt.Require, func(id model.DeploymentID) bool { return !has(id) })
}

func compareCosts(a, b plan.Cost) int {
	return cmp.Or(cmp.Compare(a.Initial, b.Initial), cmp.Compare(a.Yearly, b.Yearly), cmp.Compare(a.Large, b.Large),
		cmp.Compare(a.Medium, b.Medium), cmp.Compare(a.Small, b.Small))
}
