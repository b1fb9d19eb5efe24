package plan_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/optimize"
	"github.com/sekisho/sekisho/internal/plan"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// law is a task whose plan is known, for tests of what must follow when it is
// changed.
type law struct {
	t    *testing.T
	seed int
	task
	r   *assess.Result
	was *plan.Plan
}

// run plans for a changed task.
func (l *law) run(what string, r *assess.Result, opt plan.Options) *plan.Plan {
	l.t.Helper()
	p, err := plan.Run(l.t.Context(), r, "m", opt)
	if err != nil {
		l.t.Fatalf("study %d, %s: %v", l.seed, what, err)
	}
	return p
}

// rewritten gives the study rated anew after a change of what is written.
func (l *law) rewritten(change func(*model.Spec)) *assess.Result {
	l.t.Helper()
	s := *l.spec
	s.Models = slices.Clone(s.Models)
	s.Models[0].Deployments = slices.Clone(s.Models[0].Deployments)
	planning := model.PlanningSpec{Costs: slices.Clone(s.Planning.Costs), Conditions: slices.Clone(s.Planning.Conditions)}
	s.Planning = &planning
	change(&s)
	return rated(l.t, &s)
}

// same expects the same deployments, letters and, times factor, the same yen.
func (l *law) same(what string, p *plan.Plan, factor int64) {
	l.t.Helper()
	cost := l.was.Cost
	cost.Initial, cost.Yearly = cost.Initial*factor, cost.Yearly*factor
	if p.Status != l.was.Status || p.Cost != cost || fmt.Sprint(ids(p.Chosen)) != fmt.Sprint(ids(l.was.Chosen)) || letters(p) != letters(l.was) {
		l.t.Fatalf("study %d, %s: %s %+v %v, before %s %+v %v", l.seed, what, p.Status, p.Cost, ids(p.Chosen), l.was.Status, l.was.Cost, ids(l.was.Chosen))
	}
}

// notCheaper expects a plan that costs no less, or none.
func (l *law) notCheaper(what string, p *plan.Plan) {
	l.t.Helper()
	if p.Status == optimize.Optimal && compareYears(p.Cost, l.was.Cost, l.opt.Years) < 0 {
		l.t.Fatalf("study %d, %s: %+v, before %+v", l.seed, what, p.Cost, l.was.Cost)
	}
}

func ids(cs []*plan.Candidate) []model.DeploymentID {
	var out []model.DeploymentID
	for _, c := range cs {
		out = append(out, c.ID)
	}
	return out
}

// metamorphicTasks is the number of random studies that are changed.
const metamorphicTasks = 600

// TestMetamorphic: what must follow when study or question is changed, whatever
// the plan is. Targets that are out of reach move when the candidates change, so
// the laws about candidates are for targets that are met.
func TestMetamorphic(t *testing.T) {
	long.Test(t)
	tasks := rapid.Custom(drawTask)
	planned, reached, costly := 0, 0, 0
	for seed := range metamorphicTasks {
		l := &law{t: t, seed: seed, task: tasks.Example(100_000 + seed)}
		l.r = rated(t, l.spec)
		l.existing(l.r.Models[0].Model)
		l.opt.Budget = nil
		l.was = l.run("as drawn", l.r, l.opt)
		if l.was.Status != optimize.Optimal {
			continue
		}
		planned++
		l.costs()
		l.chosenAnew()
		if l.was.Reached {
			reached++
			l.candidates()
		}
		if l.was.Cost.Initial > 0 {
			costly++
			l.budget()
		}
	}
	if planned < 400 || reached < 200 || costly < 80 {
		t.Errorf("%d plans, %d that meet their targets, %d that cost anything: too few", planned, reached, costly)
	}
}

// costs: a scaled price list scales the plan, a dearer row makes none cheaper,
// names and the order of rows mean nothing.
func (l *law) costs() {
	l.same("seven times the price", l.run("scaled", l.rewritten(func(s *model.Spec) {
		for i := range s.Planning.Costs {
			s.Planning.Costs[i].Initial *= 7
			s.Planning.Costs[i].Yearly *= 7
		}
	}), l.opt), 7)
	l.notCheaper("a dearer row", l.run("dearer", l.rewritten(func(s *model.Spec) {
		if n := len(s.Planning.Costs); n > 0 {
			row := &s.Planning.Costs[l.seed%n]
			row.Initial += 150_000
			row.Yearly += 5_000
		}
	}), l.opt))
	l.same("rows in another order", l.run("turned", l.rewritten(func(s *model.Spec) { slices.Reverse(s.Planning.Costs) }), l.opt), 1)
	renamed := l.opt
	name := func(id model.DeploymentID) model.DeploymentID { return "other-" + id }
	rename := func(ids []model.DeploymentID) []model.DeploymentID {
		var out []model.DeploymentID
		for _, id := range ids {
			out = append(out, name(id))
		}
		return out
	}
	renamed.Require, renamed.Forbid, renamed.Either = rename(l.opt.Require), rename(l.opt.Forbid), nil
	for _, group := range l.opt.Either {
		renamed.Either = append(renamed.Either, rename(group))
	}
	p := l.run("renamed", l.rewritten(func(s *model.Spec) {
		for i := range s.Models[0].Deployments {
			d := &s.Models[0].Deployments[i]
			d.ID = name(d.ID)
		}
		for i, c := range s.Planning.Conditions {
			s.Planning.Conditions[i].Require, s.Planning.Conditions[i].Forbid, s.Planning.Conditions[i].Either = rename(c.Require), rename(c.Forbid), rename(c.Either)
		}
	}), renamed)
	if p.Cost != l.was.Cost || p.Status != l.was.Status {
		l.t.Fatalf("study %d, renamed: %s %+v, before %s %+v", l.seed, p.Status, p.Cost, l.was.Status, l.was.Cost)
	}
}

// chosenAnew: requiring what is chosen changes nothing, and the study with the plan
// in place needs nothing more.
func (l *law) chosenAnew() {
	all := l.opt
	all.Require = slices.Concat(l.opt.Require, ids(l.was.Chosen))
	l.same("required what is chosen", l.run("required", l.r, all), 1)
	done := l.rewritten(func(s *model.Spec) {
		s.Planning.Conditions = nil
		for i := range s.Models[0].Deployments {
			d := &s.Models[0].Deployments[i]
			if slices.Contains(ids(l.was.Chosen), d.ID) {
				d.Status, d.Effective = model.InPlace, model.Effective
			}
		}
	})
	after := l.opt
	after.Require, after.Either = nil, nil
	after.Forbid = l.forbidden()
	p := l.run("done", done, after)
	if p.Status != optimize.Optimal || p.Cost != (plan.Cost{}) || letters(p) != letters(l.was) {
		l.t.Fatalf("study %d with its plan in place: %s %+v %s, the plan gives %s", l.seed, p.Status, p.Cost, letters(p), letters(l.was))
	}
}

// forbidden lists what options and study forbid.
func (l *law) forbidden() []model.DeploymentID {
	out := slices.Clone(l.opt.Forbid)
	for _, c := range l.written {
		out = append(out, c.Forbid...)
	}
	return out
}

// candidates: forbidding what is not chosen changes nothing, forbidding what is
// chosen makes nothing cheaper, and so do a further condition and a lower target.
func (l *law) candidates() {
	less := l.opt
	less.Forbid = slices.Clone(l.opt.Forbid)
	for _, c := range l.was.Candidates {
		if !c.Decided && !slices.Contains(l.was.Chosen, c) && l.seed%3 > 0 {
			less.Forbid = append(less.Forbid, c.ID)
		}
	}
	l.same("forbidden what is not chosen", l.run("forbidden", l.r, less), 1)
	for _, c := range l.was.Chosen {
		if c.Decided {
			continue
		}
		without := l.opt
		without.Forbid = slices.Concat(l.opt.Forbid, []model.DeploymentID{c.ID})
		p := l.run("without", l.r, without)
		if p.Reached {
			l.notCheaper("without one that is chosen", p)
		}
	}
	if n := len(l.was.Candidates); n > 1 {
		either := l.opt
		either.Either = slices.Concat(l.opt.Either, [][]model.DeploymentID{ids(l.was.Candidates)[:2]})
		l.notCheaper("one of two", l.run("either", l.r, either))
	}
	stricter := l.opt
	stricter.Targets = slices.Clone(l.opt.Targets)
	for i := range stricter.Targets {
		stricter.Targets[i].Letter = max(stricter.Targets[i].Letter-1, method.E)
	}
	l.notCheaper("a lower letter", l.run("stricter", l.r, stricter))
}

// budget: what the plan costs buys its letters, one yen less does not.
func (l *law) budget() {
	if len(l.opt.Targets) == 0 || l.opt.Cells != method.Unrated {
		return
	}
	yen := l.was.Cost.Over(l.opt.Years)
	within := l.opt
	within.Budget = &yen
	l.same("for its own cost", l.run("budget", l.r, within), 1)
	yen--
	if p := l.run("less", l.r, within); p.Status == optimize.Optimal && !worse(p, l.was) {
		l.t.Fatalf("study %d: one yen less buys %s for %+v, the plan %s for %+v", l.seed, letters(p), p.Cost, letters(l.was), l.was.Cost)
	}
}

// TestConcurrent: plans made side by side for one rated study, and for several,
// share nothing: they are those made one after the other.
func TestConcurrent(t *testing.T) {
	tasks := rapid.Custom(drawTask)
	const studies = 12
	var drawn []task
	var results []*assess.Result
	for seed := range studies {
		x := tasks.Example(200_000 + seed)
		r := rated(t, x.spec)
		x.existing(r.Models[0].Model)
		x.opt.Alternatives = 1
		drawn, results = append(drawn, x), append(results, r)
	}
	show := func(i int) string {
		p, err := plan.Run(t.Context(), results[i], "m", drawn[i].opt)
		if err != nil {
			return err.Error()
		}
		return fmt.Sprint(p.Status, p.Checked, p.Cost, ids(p.Chosen), letters(p), len(p.Constraints), len(p.Alternatives))
	}
	want := make([]string, studies)
	for i := range want {
		want[i] = show(i)
	}
	var all sync.WaitGroup
	for g := range 4 {
		all.Go(func() {
			for i := range studies {
				if at := (i + g/2*5) % studies; show(at) != want[at] {
					t.Errorf("study %d: side by side %s, alone %s", at, show(at), want[at])
				}
			}
		})
	}
	all.Wait()
}
