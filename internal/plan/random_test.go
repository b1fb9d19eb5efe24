package plan_test

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/optimize"
	"github.com/sekisho/sekisho/internal/plan"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// randomTasks is the number of random studies that are planned for.
const randomTasks = 3000

// TestAgainstEverySubset: on thousands of random studies the planner finds what
// rating every subset finds, with targets, cells, budgets, years, and what is
// required, forbidden, planned, or one of several; its next best plans too. Where
// it says that nothing will do, nothing does; and the study written anew with the
// plan in place has the letters that the plan promises.
func TestAgainstEverySubset(t *testing.T) {
	long.Test(t)
	tasks := rapid.Custom(drawTask)
	seen := map[string]int{}
	for seed := range randomTasks {
		x := tasks.Example(seed)
		x.opt.Alternatives = seed % 3
		r := rated(t, x.spec)
		x.existing(r.Models[0].Model)
		p, err := plan.Run(t.Context(), r, "m", x.opt)
		if err != nil {
			t.Fatalf("study %d: %v", seed, err)
		}
		o := newOracle(t, r, x, p.Broken)
		cost, left, found := o.cheapest(nil)
		if found != (p.Status == optimize.Optimal) || p.Status == optimize.Stopped || !p.Checked {
			t.Fatalf("study %d: %s, checked %v, brute force %v", seed, p.Status, p.Checked, found)
		}
		tally(seen, o, p, left)
		if !found {
			continue
		}
		set := o.set(p.Chosen)
		got, cells := o.left(o.rate(set))
		if p.Cost != cost || p.Bound != cost || o.cost(set) != cost || got != left || !cells || !o.keeps(set) {
			t.Fatalf("study %d: %+v leaving %v, brute force %+v leaving %v", seed, p.Cost, got, cost, left)
		}
		checkWritten(t, seed, x, p)
		checkAlternatives(t, seed, o, p)
	}
	for what, least := range map[string]int{"costly": 800, "infeasible": 200, "multi-cover": 150, "either": 500, "required": 500,
		"forbidden": 500, "planned": 1000, "10 or more": 300, "14": 5, "out of reach": 300, "short of money": 40, "cells": 300, "alternative": 150} {
		if seen[what] < least {
			t.Errorf("%s: %d studies, fewer than %d", what, seen[what], least)
		}
	}
	t.Log(seen)
}

// tally counts what the studies had in them.
func tally(seen map[string]int, o *oracle, p *plan.Plan, left [method.A]int) {
	for what, is := range map[string]bool{
		"costly": p.Cost != plan.Cost{}, "infeasible": p.Status == optimize.Infeasible, "either": len(o.either) > 0,
		"required": len(o.require) > 0, "forbidden": len(p.Options.Forbid) > 0, "planned": len(o.decided) > 0,
		"10 or more": len(o.free) >= 10, "14": len(o.free) >= 14, "out of reach": len(p.Obstacles) > 0,
		"short of money": left != [method.A]int{}, "cells": p.Options.Cells != method.Unrated, "alternative": len(p.Alternatives) > 0,
		"multi-cover": slices.ContainsFunc(p.Constraints, func(c plan.Constraint) bool { return c.Least > 1 }),
	} {
		if is {
			seen[what]++
		}
	}
}

// checkWritten rates the study anew, written with the plan in place.
func checkWritten(t *testing.T, seed int, x task, p *plan.Plan) {
	t.Helper()
	done := *x.spec
	done.Models = slices.Clone(x.spec.Models)
	done.Models[0].Deployments = slices.Clone(x.spec.Models[0].Deployments)
	for _, c := range p.Chosen {
		i := slices.IndexFunc(done.Models[0].Deployments, func(d model.DeploymentSpec) bool { return d.ID == c.ID })
		d := &done.Models[0].Deployments[i]
		d.Status, d.Effective = model.InPlace, model.Effective
	}
	got := outcomeOf(rated(t, &done).Models[0]).damages
	want := map[model.DamageID]method.RiskValue{}
	for _, l := range p.Letters {
		if l.ReachedAfter {
			want[l.Damage.ID] = l.After
		}
	}
	if !maps.Equal(got, want) {
		t.Fatalf("study %d: the plan promises %v, in place it gives %v", seed, want, got)
	}
}

// checkAlternatives holds each next best plan against brute force.
func checkAlternatives(t *testing.T, seed int, o *oracle, p *plan.Plan) {
	t.Helper()
	not := []int{o.set(p.Chosen)}
	for i, a := range p.Alternatives {
		set := o.set(a.Chosen)
		cost, left, found := o.cheapest(not)
		got, cells := o.left(o.rate(set))
		if !found || a.Cost != cost || o.cost(set) != cost || got != left || !cells || !o.keeps(set) {
			t.Fatalf("study %d, alternative %d: %+v leaving %v, brute force %v, %+v leaving %v", seed, i, a.Cost, got, found, cost, left)
		}
		not = append(not, set)
	}
	if len(p.Alternatives) < p.Options.Alternatives && !p.Exhausted {
		t.Fatalf("study %d: %d alternatives, and not said to be all", seed, len(p.Alternatives))
	}
	if _, left, found := o.cheapest(not); p.Exhausted && not[len(not)-1] != 0 && found && p.Options.Budget == nil {
		t.Fatalf("study %d: said to be all, but there is one that leaves %v", seed, left)
	}
}
