package plan_test

import (
	"cmp"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/plan"
	"github.com/sekisho/sekisho/internal/testing/gen"
)

// task is a random study with what is asked of a plan for it.
type task struct {
	spec *model.Spec
	opt  plan.Options
	// written are the conditions of the study as far as they hold for the model.
	written []model.ConditionSpec
}

// drawTask draws a task: targets, cells, a budget, years, and conditions, some of
// them written in the study. Only written deployments are candidates.
func drawTask(t *rapid.T) task {
	s := gen.PlanStudy(t)
	opt := plan.Options{WrittenOnly: true}
	for _, d := range s.Damages {
		if rapid.IntRange(0, 5).Draw(t, "target") > 0 {
			letter := rapid.SampledFrom([]method.RiskValue{method.E, method.E, method.D, method.C, method.B}).Draw(t, "letter")
			opt.Targets = append(opt.Targets, plan.Target{Damage: d.ID, Letter: letter})
		}
	}
	if rapid.IntRange(0, 5).Draw(t, "cells") == 0 {
		opt.Cells = rapid.SampledFrom([]method.RiskValue{method.B, method.C, method.D}).Draw(t, "cell letter")
	}
	if rapid.IntRange(0, 3).Draw(t, "within a budget") == 0 {
		yen := int64(rapid.IntRange(0, 4).Draw(t, "budget")) * 100_000
		opt.Budget = &yen
	}
	opt.Years = rapid.SampledFrom([]int{0, 0, 5}).Draw(t, "years")
	var open []model.DeploymentID
	for _, d := range s.Models[0].Deployments {
		if d.Status != model.NotApplicable && d.Status != model.InPlace {
			open = append(open, d.ID)
		}
	}
	if len(open) > 1 {
		drawConditions(t, s, &opt, open)
	}
	return task{spec: s, opt: opt}
}

func drawConditions(t *rapid.T, s *model.Spec, opt *plan.Options, open []model.DeploymentID) {
	one := func(what string) []model.DeploymentID {
		return []model.DeploymentID{rapid.SampledFrom(open).Draw(t, what)}
	}
	often := []bool{false, false, true}
	if rapid.SampledFrom(often).Draw(t, "requires") {
		opt.Require = one("required")
	}
	if rapid.SampledFrom(often).Draw(t, "forbids") {
		opt.Forbid = one("forbidden")
	}
	for rapid.SampledFrom(often).Draw(t, "either") && len(opt.Either) < 3 {
		from := rapid.IntRange(0, len(open)-2).Draw(t, "either from")
		to := min(from+rapid.IntRange(2, 4).Draw(t, "either of"), len(open))
		opt.Either = append(opt.Either, slices.Clone(open[from:to]))
	}
	if rapid.SampledFrom(often).Draw(t, "written") {
		row := model.ConditionSpec{Reason: "r"}
		switch rapid.IntRange(0, 2).Draw(t, "condition") {
		case 0:
			row.Require = one("written required")
		case 1:
			row.Forbid = one("written forbidden")
		default:
			row.Either = slices.Clone(open[:2])
		}
		s.Planning.Conditions = append(s.Planning.Conditions, row)
	}
}

// rated builds and rates a study that must have no errors.
func rated(t *testing.T, spec *model.Spec) *assess.Result {
	t.Helper()
	s, found := model.Build(spec, gen.AttackCatalog(), model.Options{})
	for _, f := range found.Findings {
		if f.Severity == diag.Error {
			t.Fatalf("study has errors: %+v", f)
		}
	}
	r, err := assess.Run(t.Context(), s, assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// existing leaves out names of deployments that stand on nothing in the model; an
// option must not name them, while conditions written for all models may.
func (x *task) existing(m *model.Model) {
	keep := func(ids []model.DeploymentID) []model.DeploymentID {
		return slices.DeleteFunc(slices.Clone(ids), func(id model.DeploymentID) bool {
			return !slices.ContainsFunc(m.Deployments, func(d *model.Deployment) bool { return d.ID == id })
		})
	}
	x.opt.Require, x.opt.Forbid = keep(x.opt.Require), keep(x.opt.Forbid)
	for i, group := range x.opt.Either {
		x.opt.Either[i] = keep(group)
	}
	x.written = nil
	for _, c := range x.spec.Planning.Conditions {
		x.written = append(x.written, model.ConditionSpec{Require: keep(c.Require), Forbid: keep(c.Forbid), Either: keep(c.Either)})
	}
}

// oracle finds plans by rating subsets of the candidates, from the definition of a
// plan. What may be chosen, and at what cost, it reads from the written study.
type oracle struct {
	t       *testing.T
	r       *assess.Result
	base    *assess.ModelResult
	opt     plan.Options
	require []model.DeploymentID
	either  [][]model.DeploymentID
	// free are the places of the deployments that may be chosen, price what each
	// costs; decided those that stand in every plan.
	free, decided []int
	price         []plan.Cost
	// impossible tells that the conditions contradict each other.
	impossible bool
	// best has the letters with everything in place that may be chosen.
	best  outcome
	rates map[int]outcome
}

// outcome has the letters of damages that are reached, and of cells.
type outcome struct {
	damages map[model.DamageID]method.RiskValue
	cells   []method.RiskValue
}

func newOracle(t *testing.T, r *assess.Result, task task, broken []*plan.Candidate) *oracle {
	o := &oracle{t: t, r: r, base: r.Models[0], opt: task.opt, require: slices.Clone(task.opt.Require),
		either: slices.Clone(task.opt.Either), rates: map[int]outcome{}}
	forbid := slices.Clone(task.opt.Forbid)
	for _, c := range task.written {
		o.require, forbid = append(o.require, c.Require...), append(forbid, c.Forbid...)
		if len(c.Either) > 0 {
			o.either = append(o.either, c.Either)
		}
	}
	costs := map[catalog.CountermeasureID]plan.Cost{}
	for _, row := range task.spec.Planning.Costs {
		c := plan.Cost{Initial: row.Initial, Yearly: row.Yearly}
		switch row.Effort {
		case model.EffortLarge:
			c.Large = 1
		case model.EffortMedium:
			c.Medium = 1
		default:
			c.Small = 1
		}
		costs[row.Countermeasure] = c
	}
	for i, d := range o.base.Model.Deployments {
		forbidden := slices.Contains(forbid, d.ID)
		cost, priced := costs[d.Countermeasure.ID]
		stops := slices.ContainsFunc(broken, func(c *plan.Candidate) bool { return c.ID == d.ID })
		switch done := d.Status == model.InPlace && d.Effective == model.Effective; {
		case done || d.Status == model.NotApplicable:
		case d.Status == model.Planned:
			o.decided = append(o.decided, i)
			o.impossible = o.impossible || forbidden
		case priced && !forbidden && !stops:
			o.free, o.price = append(o.free, i), append(o.price, cost)
		default:
			o.impossible = o.impossible || slices.Contains(o.require, d.ID)
		}
	}
	o.best = o.rate(1<<len(o.free) - 1)
	return o
}

// rate rates the model with a subset of what may be chosen.
func (o *oracle) rate(set int) outcome {
	if out, ok := o.rates[set]; ok {
		return out
	}
	all := slices.Clone(o.base.Model.Deployments)
	put := func(i int) {
		d := *all[i]
		d.Status, d.Effective = model.InPlace, model.Effective
		all[i] = &d
	}
	for _, i := range o.decided {
		put(i)
	}
	for k, i := range o.free {
		if set>>k&1 == 1 {
			put(i)
		}
	}
	m, err := o.base.Redeploy(o.t.Context(), all)
	if err != nil {
		o.t.Fatal(err)
	}
	out := outcomeOf(m)
	o.rates[set] = out
	return out
}

// outcomeOf reads the letters; what is reached and has none counts as the worst.
func outcomeOf(m *assess.ModelResult) outcome {
	out := outcome{damages: map[model.DamageID]method.RiskValue{}}
	letter := func(r assess.RiskRange) method.RiskValue {
		if r.Worst == method.Unrated {
			return method.A
		}
		return r.Worst
	}
	for _, g := range m.Damage.Goals {
		for _, s := range g.Starts {
			if s.Reached {
				out.damages[g.Goal.Damage.ID] = max(out.damages[g.Goal.Damage.ID], letter(s.Risk))
			}
		}
	}
	for _, c := range m.Cells {
		out.cells = append(out.cells, letter(c.Risk))
	}
	return out
}

// keeps reports whether a subset keeps the conditions and the budget.
func (o *oracle) keeps(set int) bool {
	has := func(id model.DeploymentID) bool {
		is := func(i int) bool { return o.base.Model.Deployments[i].ID == id }
		k := slices.IndexFunc(o.free, is)
		return k >= 0 && set>>k&1 == 1 || slices.ContainsFunc(o.decided, is)
	}
	for _, id := range o.require {
		if !has(id) {
			return false
		}
	}
	for _, group := range o.either {
		n := 0
		for _, id := range group {
			if has(id) {
				n++
			}
		}
		if n > 1 {
			return false
		}
	}
	return o.opt.Budget == nil || o.cost(set).Over(o.opt.Years) <= *o.opt.Budget
}

func (o *oracle) cost(set int) plan.Cost {
	var out plan.Cost
	for k, c := range o.price {
		if set>>k&1 == 1 {
			out = out.Add(c)
		}
	}
	return out
}

// goals gives the letter that each damage must reach: its target, or the best
// there is.
func (o *oracle) goals() map[model.DamageID]method.RiskValue {
	out := map[model.DamageID]method.RiskValue{}
	for _, t := range o.opt.Targets {
		out[t.Damage] = max(t.Letter, o.best.damages[t.Damage])
	}
	if o.opt.Budget != nil && len(o.opt.Targets) == 0 {
		for _, d := range o.r.Study.Spec.Damages {
			out[d.ID] = max(method.E, o.best.damages[d.ID])
		}
	}
	return out
}

// left counts the damages that are worse than their goal, by letter from A down,
// and reports whether the cells are good enough: a cell that cannot meet its
// target asks for nothing.
func (o *oracle) left(x outcome) (count [method.A]int, cells bool) {
	for d, goal := range o.goals() {
		if x.damages[d] > goal {
			count[method.A-x.damages[d]]++
		}
	}
	cells = true
	for i, letter := range x.cells {
		if o.opt.Cells != method.Unrated && letter > o.opt.Cells && o.best.cells[i] <= o.opt.Cells {
			cells = false
		}
	}
	return count, cells
}

func compareYears(a, b plan.Cost, years int) int {
	if years > 0 {
		return cmp.Or(cmp.Compare(a.Over(years), b.Over(years)), compareCosts(a, b))
	}
	return compareCosts(a, b)
}

// cheapest gives the cost of the best subset that keeps the conditions and holds
// none of the sets of not, and what it leaves.
func (o *oracle) cheapest(not []int) (cost plan.Cost, left [method.A]int, found bool) {
	var sets []int
	for set := range 1 << len(o.free) {
		if !o.impossible && o.keeps(set) && !slices.ContainsFunc(not, func(n int) bool { return set&n == n }) {
			sets = append(sets, set)
		}
	}
	slices.SortFunc(sets, func(a, b int) int { return compareYears(o.cost(a), o.cost(b), o.opt.Years) })
	for _, set := range sets {
		n, cells := o.left(o.rate(set))
		good := n == [method.A]int{} || o.opt.Budget != nil
		if !cells || !good {
			continue
		}
		if !found || slices.Compare(n[:], left[:]) < 0 {
			cost, left, found = o.cost(set), n, true
		}
		if n == [method.A]int{} {
			return cost, left, true // nothing dearer leaves less
		}
	}
	return cost, left, found
}

// set gives the subset that a plan has chosen.
func (o *oracle) set(chosen []*plan.Candidate) int {
	out := 0
	for _, c := range chosen {
		if k := slices.Index(o.free, c.Index); k >= 0 {
			out |= 1 << k
		} else if !slices.Contains(o.decided, c.Index) {
			o.t.Fatalf("%s is chosen and may not be", c.ID)
		}
	}
	return out
}
