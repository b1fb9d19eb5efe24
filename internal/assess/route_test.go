package assess_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/attacktree"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/replay"
	"github.com/sekisho/sekisho/internal/testing/long"
)

func reference(t *testing.T) *assess.Result {
	t.Helper()
	s, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := assess.Run(t.Context(), s.Study, assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A route per goal and start; the first tree has the route's letter, no later
// one a worse; where there is no tree, the facts do not hold the goal.
func TestRoutes(t *testing.T) {
	long.Test(t)
	t.Parallel()
	for _, m := range reference(t).Models {
		routes, err := m.Routes(t.Context(), assess.RouteOptions{List: 4, Bounds: attack.Bounds{Trees: 8, Work: 500}})
		if err != nil {
			t.Fatal(err)
		}
		if want := len(m.Model.Goals) * len(m.Damage.Graph.Starts()); len(routes) != want || want == 0 {
			t.Errorf("%s: %d routes, want %d", m.Model.ID, len(routes), want)
		}
		for i := range routes {
			checkRoute(t, m, &routes[i])
		}
	}
}

func checkRoute(t *testing.T, m *assess.ModelResult, r *assess.Route) {
	t.Helper()
	name := string(m.Model.ID) + " " + string(r.Start.Entry.Point.ID) + " → " + string(r.Goal.ID)
	want := m.Damage.Goals[r.GoalIndex].Starts[r.StartIndex]
	if r.StartResult != want {
		t.Errorf("%s: %+v, the assessment has %+v", name, r.StartResult, want)
	}
	goal := attacktree.Fact{Kind: attacktree.GoalFact(r.Goal.Effect), Asset: r.Goal.Asset.ID}
	if !r.Reached {
		if len(r.Trees) > 0 || slices.Contains(r.Facts, goal) {
			t.Errorf("%s: not reached, and yet %d trees and facts %v", name, len(r.Trees), r.Facts)
		}
		return
	}
	if len(r.Trees) == 0 || r.Trees[0].Risk.Worst != r.Risk.Worst || r.Trees[0].Countermeasure.Worst != r.Countermeasure().Worst {
		t.Errorf("%s: letter %v, trees %+v", name, r.Risk, r.Trees)
		return
	}
	for i := range r.Trees {
		tree := &r.Trees[i]
		if tree.Risk.Worst.WorseThan(r.Risk.Worst) {
			t.Errorf("%s: tree %d is worse than the route", name, i+1)
		}
		n := tree.StepCounts()
		if n[1]+n[2]+n[3] != len(tree.Steps) || n[tree.Countermeasure.Worst] == 0 {
			t.Errorf("%s: %d steps counted as %v", name, len(tree.Steps), n)
		}
		if found := replay.Check(m.Model, m.Damage.Graph.Catalog, tree.Value()); len(found) > 0 {
			t.Errorf("%s: the checker objects to tree %d: %v", name, i+1, found)
		}
	}
	for i, marks := range m.Deciding(r) {
		if len(marks) != len(r.Trees[i].Steps) {
			t.Errorf("%s: %d marks for %d steps", name, len(marks), len(r.Trees[i].Steps))
		}
	}
}

// Where the bounds leave no tree, the one that the exact search took stands in:
// it passes the checker and has the exact letter, and the listing says that it
// is not all.
func TestRoutesWithoutWork(t *testing.T) {
	long.Test(t)
	t.Parallel()
	reached := 0
	for _, m := range reference(t).Models {
		routes, err := m.Routes(t.Context(), assess.RouteOptions{List: 1, Bounds: attack.Bounds{Trees: 1}})
		if err != nil {
			t.Fatal(err)
		}
		for i := range routes {
			checkRoute(t, m, &routes[i])
			if r := &routes[i]; r.Reached {
				reached++
				if r.Exact || r.Number != 1 {
					t.Errorf("%s: %d trees without work, exact: %v", r.Goal.ID, r.Number, r.Exact)
				}
			}
		}
	}
	if reached == 0 {
		t.Error("no goal of the reference study is reached")
	}
}

func TestRoutesChosenAndCancelled(t *testing.T) {
	t.Parallel()
	m := reference(t).Models[0]
	goal, start := m.Model.Goals[0], m.Damage.Graph.Starts()[0]
	done := 0
	routes, err := m.Routes(t.Context(), assess.RouteOptions{Entry: start.Entry.Point.ID, Goal: goal.ID,
		Progress: func(n, _ int) { done = n }})
	if err != nil || len(routes) == 0 || done != len(routes) {
		t.Errorf("%d routes, %d done, error %v", len(routes), done, err)
	}
	for _, r := range routes {
		if r.Goal != goal || r.Start.Entry != start.Entry {
			t.Errorf("a route to %s from %s", r.Goal.ID, r.Start.Entry.Point.ID)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := m.Routes(ctx, assess.RouteOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that it was cancelled", err)
	}
}

// The worst route of a damage has the letter of the damage.
func TestWorstRoute(t *testing.T) {
	t.Parallel()
	for _, m := range reference(t).Models {
		for _, d := range m.Damage.Damages {
			r, ok := m.WorstRoute(t.Context(), d, attack.Bounds{Trees: 1, Work: 100})
			if ok != d.Reached || ok && (r.Risk.Worst != d.Risk.Worst || r.Goal.Damage.ID != d.Damage.ID || len(r.Trees) != 1) {
				t.Errorf("%s %s: route %v of %s to %s, damage %v", m.Model.ID, d.Damage.Label, r.Risk, r.Start.Entry.Point.ID, r.Goal.ID, d.Risk)
			}
		}
	}
}

// What an explanation says agrees with the assessment: the matrix cell gives the
// letter, a step with countermeasures has something counted, changes of deciding
// steps go the right way.
func TestExplainGoal(t *testing.T) {
	long.Test(t)
	t.Parallel()
	for _, m := range reference(t).Models {
		for _, g := range m.Damage.Goals {
			e, ok := m.ExplainGoal(t.Context(), g.Goal.ID, "", attack.Bounds{Trees: 1, Work: 100})
			if !ok || e.Reached != (g.Worst >= 0) || e.Reached && e.StartIndex != g.Worst {
				t.Errorf("%s %s: %v, reached %v from %d, worst is %d", m.Model.ID, g.Goal.ID, ok, e.Reached, e.StartIndex, g.Worst)
				continue
			}
			if e.Reached {
				checkExplained(t, e)
			}
			for i := range g.Starts {
				if x, ok := m.ExplainStart(t.Context(), g.Goal.ID, i, attack.Bounds{Trees: 1, Work: 1}); !ok || x.StartIndex != i || x.Risk != g.Starts[i].Risk {
					t.Errorf("%s %s from start %d: %v, explained from %d", m.Model.ID, g.Goal.ID, i, ok, x.StartIndex)
				}
			}
		}
	}
	m := reference(t).Models[0]
	if _, ok := m.ExplainGoal(t.Context(), "g-none", "", assess.UsualBounds()); ok {
		t.Error("a goal that does not exist is explained")
	}
	for _, start := range []int{-1, len(m.Damage.Graph.Starts())} {
		if _, ok := m.ExplainStart(t.Context(), m.Model.Goals[0].ID, start, assess.UsualBounds()); ok {
			t.Errorf("start %d, which does not exist, is explained", start)
		}
	}
	if _, ok := m.ExplainGoal(t.Context(), m.Model.Goals[0].ID, "ep-none", assess.UsualBounds()); ok {
		t.Error("an entry point that does not exist is explained")
	}
}

func checkExplained(t *testing.T, e *assess.GoalExplanation) {
	t.Helper()
	name := string(e.Model.ID) + " " + string(e.Goal.ID)
	if e.Worst.Value != e.Risk.Worst || e.Best.Value != e.Risk.Best {
		t.Errorf("%s: matrix cells %v and %v, letter %v", name, e.Worst.Value, e.Best.Value, e.Risk)
	}
	if e.First == nil || e.First.ThreatLevel != e.ThreatLevel {
		t.Errorf("%s: threat level %d, its cell %+v", name, e.ThreatLevel, e.First)
	}
	for _, s := range e.Steps {
		if (s.Best > 1) != (len(s.Counted) > 0) && s.Judgement == nil && !s.Unpatched {
			t.Errorf("%s: step %s on %s has level %d with %d deployments counted", name, s.Rule.ID, s.At, s.Best, len(s.Counted))
		}
	}
	level := e.StartResult.Countermeasure().Worst
	for _, c := range e.Lower {
		if c.From != level || c.To != level+1 || c.Letter.WorseThan(e.Risk.Worst) {
			t.Errorf("%s: %s lowers from %d to %d, letter %v", name, c.Rule.ID, c.From, c.To, c.Letter)
		}
	}
	for _, c := range e.Raise {
		if c.From != level || c.To != level-1 || e.Risk.Worst.WorseThan(c.Letter) {
			t.Errorf("%s: %s raises from %d to %d, letter %v", name, c.Rule.ID, c.From, c.To, c.Letter)
		}
	}
}
