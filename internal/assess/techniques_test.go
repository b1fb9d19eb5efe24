package assess_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/attacktree"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// TestStepUses holds the letters of steps against the listed trees of the
// reference study: no tree with a step has a worse letter than the step, and the
// worst tree of every route gives its letter to each of its steps.
func TestStepUses(t *testing.T) {
	long.Test(t)
	t.Parallel()
	s, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := assess.Run(t.Context(), s.Study, assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	type key struct {
		rule     catalog.RuleID
		at, from model.AssetID
		link     model.LinkID
	}
	for i, m := range r.Models {
		uses, err := m.StepUses(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if i < 2 { // the plain way takes long
			if diff := cmp.Diff(goalByGoal(r, m), lettersOf(uses)); diff != "" {
				t.Errorf("%s: steps (-goal by goal +StepUses):\n%s", m.Model.ID, diff)
			}
		}
		worst := map[key]method.RiskValue{}
		for _, u := range uses {
			k := key{u.Rule.ID, u.At, u.From, u.Step.Link}
			worst[k] = max(worst[k], u.Risk)
		}
		routes, err := m.Routes(t.Context(), assess.RouteOptions{List: 20, Bounds: attack.Bounds{Trees: 20, Work: 2000}})
		if err != nil {
			t.Fatal(err)
		}
		trees := 0
		for _, route := range routes {
			for _, tree := range route.Trees {
				trees++
				for _, step := range tree.Steps {
					k := key{step.Rule.ID, step.At, step.From, step.Link}
					if got, ok := worst[k]; !ok || got < tree.Risk.Worst {
						t.Errorf("%s: step %v has letter %s, but a tree of %s with it has %s", m.Model.ID, k, got, route.Goal.ID, tree.Risk.Worst)
					}
				}
			}
		}
		if len(uses) == 0 || trees == 0 {
			t.Errorf("%s: %d steps, %d trees", m.Model.ID, len(uses), trees)
		}
		again, err := m.StepUses(t.Context())
		if err != nil || len(again) != len(uses) {
			t.Fatalf("%s: a second run gives %d steps, not %d (%v)", m.Model.ID, len(again), len(uses), err)
		}
		for i := range uses {
			if uses[i].Rule != again[i].Rule || uses[i].At != again[i].At || uses[i].Risk != again[i].Risk {
				t.Fatalf("%s: step %d differs between two runs", m.Model.ID, i)
			}
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Models[0].StepUses(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("an ended context: %v", err)
	}
}

// lettersOf gives what the steps come to, by what tells them apart.
func lettersOf(uses []assess.StepUse) map[string]string {
	out := map[string]string{}
	for _, u := range uses {
		out[stepText(u.Use)] = fmt.Sprint(u.Risk, " ", u.Goal.ID, " ", u.Start.Entry.Point.ID, " ", u.Start.At.ID)
	}
	return out
}

func stepText(u attack.Use) string {
	return fmt.Sprint(u.Rule.ID, " ", u.At, " ", u.From, " ", u.Step.Link, " ", u.Gives)
}

// goalByGoal works out the same in the plainest way: for every start, goal and level
// anew.
func goalByGoal(r *assess.Result, m *assess.ModelResult) map[string]string {
	out, worst := map[string]string{}, map[string]method.RiskValue{}
	x := m.Damage.Graph.NewSolution(false)
	for i, start := range m.Damage.Graph.Starts() {
		var steps []attack.Use
		x.Solve(i).EachTaken(func(u attack.Use) { steps = append(steps, u) })
		for _, g := range m.Damage.Goals {
			for v := g.Starts[i].Vulnerability.Worst; v > 0; v-- {
				cell, _ := method.Rate(r.Method.Matrix, g.Starts[i].ThreatLevel, v, g.Goal.Damage.Level)
				for _, u := range onTheWay(steps, attacktree.Fact{Kind: attacktree.GoalFact(g.Goal.Effect), Asset: g.Goal.Asset.ID}, v) {
					k := stepText(u)
					if _, known := out[k]; known && worst[k] >= cell.Value {
						continue
					}
					worst[k] = cell.Value
					out[k] = fmt.Sprint(cell.Value, " ", g.Goal.ID, " ", start.Entry.Point.ID, " ", start.At.ID)
				}
			}
		}
	}
	return out
}

// onTheWay lists the steps at the level or easier on the way to a fact.
func onTheWay(steps []attack.Use, fact attacktree.Fact, v method.VulnerabilityLevel) (on []attack.Use) {
	helps := map[attacktree.Fact]bool{fact: true}
	for more := true; more; {
		more, on = false, nil
		for _, u := range steps {
			if !helps[u.Gives] || method.VulnerabilityLevel(u.Value) < v {
				continue
			}
			on = append(on, u)
			for _, need := range u.Needs {
				more = more || !helps[need]
				helps[need] = true
			}
		}
	}
	return on
}
