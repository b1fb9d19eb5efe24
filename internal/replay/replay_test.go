package replay_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/attacktree"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/replay"
	"github.com/sekisho/sekisho/internal/testing/attackoracle"
	"github.com/sekisho/sekisho/internal/testing/gen"
)

// drawn is how many random studies give trees to these tests.
const drawn = 500

// fataler is what *testing.T and *rapid.T have in common.
type fataler interface {
	Helper()
	Fatalf(string, ...any)
}

// build builds a study that must have no errors.
func build(t fataler, spec *model.Spec) *model.Study {
	t.Helper()
	s, found := model.Build(spec, gen.AttackCatalog(), model.Options{})
	for _, f := range found.Findings {
		if f.Severity == diag.Error {
			t.Fatalf("study has errors: %+v", f)
		}
	}
	return s
}

// grown is a valid tree and where it stands.
type grown struct {
	spec  *model.Spec
	world *attackoracle.World
	tree  attacktree.Tree
	// spare are other steps that could be taken from the same start.
	spare []attacktree.Step
}

// forest calls visit for every minimal tree that brute force finds in a study.
func forest(t fataler, spec *model.Spec, visit func(grown)) {
	t.Helper()
	w := attackoracle.Fit(spec, gen.AttackCatalog())
	for _, start := range w.Starts() {
		o, err := w.Solve(start)
		if err != nil {
			t.Fatalf("%v", err)
		}
		for _, g := range spec.Models[0].Goals {
			for _, steps := range o.Trees(attacktree.Fact{Kind: attacktree.GoalFact(g.Effect), Asset: g.Asset}) {
				visit(grown{spec, w, o.Tree(g.ID, steps), o.Steps})
			}
		}
	}
}

// TestAcceptsMinimalTrees: every tree that brute force finds is a proof.
func TestAcceptsMinimalTrees(t *testing.T) {
	studies := rapid.Custom(gen.AttackStudy)
	n := 0
	for seed := range drawn {
		spec := studies.Example(seed)
		var s *model.Study
		forest(t, spec, func(g grown) {
			if s == nil {
				s = build(t, spec)
			}
			n++
			if bad := replay.Check(s.Models[0], s.Catalog, g.tree); len(bad) > 0 {
				t.Fatalf("%+v\n%+v", bad, g.tree)
			}
		})
	}
	if n < 400 {
		t.Errorf("only %d trees were checked", n)
	}
}

// TestLevelEqualsOracle: the level of every step that a random study allows is
// the one that a second reading of the written study gives.
func TestLevelEqualsOracle(t *testing.T) {
	studies := rapid.Custom(gen.AttackStudy)
	met := map[replay.Range]int{}
	for seed := range drawn {
		spec := studies.Example(seed)
		s, w := build(t, spec), attackoracle.New(spec, gen.AttackCatalog())
		for _, start := range w.Starts() {
			for _, step := range w.Steps(start) {
				worst, best := w.Level(step)
				want := replay.Range{Worst: method.CountermeasureLevel(worst), Best: method.CountermeasureLevel(best)}
				if got := replay.Level(s.Models[0], s.Catalog, s.Method.SameLayer, step); got != want {
					t.Fatalf("%+v: %+v, want %+v", step, got, want)
				}
				met[want]++
			}
		}
	}
	for _, r := range []replay.Range{{Worst: 1, Best: 1}, {Worst: 1, Best: 2}, {Worst: 1, Best: 3}, {Worst: 2, Best: 2}, {Worst: 2, Best: 3}, {Worst: 3, Best: 3}} {
		if met[r] == 0 {
			t.Errorf("no step with level %d to %d was drawn", r.Worst, r.Best)
		}
	}
}

// TestLevelOfNothing: a step of no rule, or on no asset, has no level.
func TestLevelOfNothing(t *testing.T) {
	s := build(t, rapid.Custom(gen.AttackStudy).Example(1))
	for _, step := range []attacktree.Step{{Rule: "none", At: "a0"}, {Rule: "r0", At: "nowhere"}} {
		if got := replay.Level(s.Models[0], s.Catalog, "", step); got != (replay.Range{}) {
			t.Errorf("%+v has level %+v", step, got)
		}
	}
}

// TestRejectsTheEmptyTree: a tree of no steps proves nothing, and every other
// reason is still said.
func TestRejectsTheEmptyTree(t *testing.T) {
	s := build(t, rapid.Custom(gen.AttackStudy).Example(1))
	var got []replay.Code
	for _, o := range replay.Check(s.Models[0], s.Catalog, attacktree.Tree{}) {
		got = append(got, o.Code)
	}
	if want := []replay.Code{replay.TreeEmpty, replay.EntryUnknown, replay.GoalUnknown}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
