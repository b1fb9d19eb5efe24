package attack_test

import (
	"context"
	"testing"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/attacktree"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/replay"
	"github.com/sekisho/sekisho/internal/testing/attackoracle"
)

// TestReferenceStudyReplays replays what the engine says of the reference study:
// the proof behind every value, and the first trees of every goal from every
// start. The lowest level of each, worked out anew, is the value given.
func TestReferenceStudyReplays(t *testing.T) {
	s, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := assess.Run(context.Background(), s.Study, assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	proofs, trees := 0, 0
	for _, m := range r.Models {
		g := m.Damage.Graph
		x := g.NewSolution(false)
		for i, start := range g.Starts() {
			x.Solve(i)
			for _, goal := range m.Model.Goals {
				value := x.Goal(goal)
				if value == 0 {
					continue
				}
				proof := attack.Tree{Start: start, Goal: goal, Steps: x.Proof(goal), Vulnerability: value}
				replays(t, s.Study, m.Model, &proof)
				proofs++
				l := g.Trees(context.Background(), i, goal, attack.Bounds{Trees: 10, Work: 10_000})
				for j := range l.Trees {
					replays(t, s.Study, m.Model, &l.Trees[j])
					if j == 0 && l.Trees[0].Vulnerability != value {
						t.Errorf("%s: the easiest tree of %s has %d, its value is %d", m.Model.ID, goal.ID, l.Trees[0].Vulnerability, value)
					}
				}
				trees += len(l.Trees)
			}
		}
	}
	t.Logf("%d proofs, %d trees", proofs, trees)
	if proofs < 50 || trees < 200 {
		t.Errorf("only %d proofs and %d trees were replayed", proofs, trees)
	}
}

// TestReferenceStudyValues: on the reference study, the value of every fact from
// every start is the one that plain repetition over all steps gives, with the
// steps and their levels read a second time from the model as written down.
func TestReferenceStudyValues(t *testing.T) {
	s, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := assess.Run(context.Background(), s.Study, assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range r.Models {
		w := attackoracle.New(attackoracle.Flat(s.Study, m.Model), &model.Spec{})
		onward, starts := w.Onward(), w.Starts()
		g := m.Damage.Graph
		x := g.NewSolution(false)
		if len(starts) != len(g.Starts()) {
			t.Fatalf("%s: %d starts, want %d", m.Model.ID, len(g.Starts()), len(starts))
		}
		reached := 0
		for i, start := range starts {
			x.Solve(i)
			want := w.Relaxed(append(w.Entering(start), onward...))
			for _, a := range m.Model.Assets {
				for _, k := range catalog.FactKinds {
					f := attacktree.Fact{Kind: k, Asset: a.ID}
					if got := int(x.ValueOf(f)); got != want[f] {
						t.Fatalf("%s, %v from %v: value %d, want %d", m.Model.ID, f, start, got, want[f])
					}
				}
			}
			reached += len(want)
		}
		t.Logf("%s: %d steps, %d starts, %d facts reached in all", m.Model.ID, len(onward), len(starts), reached)
	}
}

// replays holds a tree against the checker.
func replays(t *testing.T, s *model.Study, m *model.Model, tree *attack.Tree) {
	t.Helper()
	v := tree.Value()
	for _, bad := range replay.Check(m, s.Catalog, v) {
		t.Errorf("%s, %s from %s at %s: %+v", m.ID, v.Goal, v.Entry, v.Landing, bad)
	}
	if got := lowest(s, m, v); got != tree.Vulnerability {
		t.Errorf("%s, %s from %s at %s: vulnerability %d, the checker gives %d", m.ID, v.Goal, v.Entry, v.Landing, tree.Vulnerability, got)
	}
}

// lowest gives the lowest vulnerability level of a tree's steps, rated anew.
func lowest(s *model.Study, m *model.Model, tree attacktree.Tree) method.VulnerabilityLevel {
	low := method.VulnerabilityLevel(3)
	for _, step := range tree.Steps {
		low = min(low, replay.Level(m, s.Catalog, s.Method.SameLayer, step).Worst.Vulnerability())
	}
	return low
}
