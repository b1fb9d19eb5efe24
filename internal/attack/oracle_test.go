package attack_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/attacktree"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/replay"
	"github.com/sekisho/sekisho/internal/testing/attackoracle"
	"github.com/sekisho/sekisho/internal/testing/gen"
)

// drawn is how many random studies are held against brute force; together they
// have well over a thousand trees, some of them past switched-off managers.
const drawn = 2000

// fataler is what *testing.T and *rapid.T have in common.
type fataler interface {
	Helper()
	Fatalf(string, ...any)
}

// build builds a study that must have no errors, and the graph of its model.
func build(t fataler, spec, base *model.Spec) (*model.Study, *attack.Graph) {
	t.Helper()
	s, found := model.Build(spec, base, model.Options{})
	for _, f := range found.Findings {
		if f.Severity == diag.Error {
			t.Fatalf("study has errors: %+v", f)
		}
	}
	m := s.Models[0]
	judged := func(a *model.Asset, th catalog.ThreatID) method.CountermeasureLevel {
		for _, j := range m.Judgements {
			if j.Set == model.SetCountermeasureLevel && j.Asset == a && j.Threat == th {
				return method.CountermeasureLevel(j.Value)
			}
		}
		return 0
	}
	return s, attack.Build(m, s.Catalog, attack.Options{SameLayer: s.Method.SameLayer, Judged: judged})
}

var unbounded = attack.Bounds{Trees: 1 << 20, Work: 1 << 24}

// tally counts what a run over many studies has met, so that a test can tell
// that it has met enough.
type tally struct{ starts, values, reached, unreached, trees, off, joint, deciding, raising int }

// trial is one start of a study, in the engine and by brute force.
type trial struct {
	fataler
	study *model.Study
	graph *attack.Graph
	start int
	brute *attackoracle.Outcome
	// worst and best are used again from start to start, as by the pipeline.
	worst, best *attack.Solution
	met         *tally
}

// equalOracle holds everything that the engine says of a study against brute
// force over all subsets of steps, and every listed tree against the checker.
func equalOracle(t fataler, spec, base *model.Spec, met *tally) {
	t.Helper()
	w := attackoracle.Fit(spec, base)
	s, g := build(t, spec, base)
	starts := g.Starts()
	if want := w.Starts(); len(starts) != len(want) {
		t.Fatalf("%d starts, brute force has %d", len(starts), len(want))
	}
	worst, best := g.NewSolution(false), g.NewSolution(true)
	for i, start := range starts {
		o, err := w.Solve(attackoracle.Start{Entry: start.Entry.Point.ID, Asset: start.At.ID, Rule: start.Rule.ID})
		if err != nil {
			t.Fatalf("%v", err)
		}
		met.starts++
		x := &trial{t, s, g, i, o, worst, best, met}
		x.equalValues()
		for _, goal := range s.Models[0].Goals {
			x.equalTrees(goal)
			x.equalWhy(goal)
		}
	}
}

// equalValues: the facts reached are the same, and the value of each is the best
// of all its proofs, with unknown answers at their worst and at their best.
func (x *trial) equalValues() {
	x.Helper()
	worst, best := x.worst.Solve(x.start), x.best.Solve(x.start)
	for _, a := range x.study.Models[0].Assets {
		for _, k := range catalog.FactKinds {
			f := attacktree.Fact{Kind: k, Asset: a.ID}
			if got, want := int(worst.ValueOf(f)), x.brute.Worst[f]; got != want {
				x.Fatalf("%v from %v: value %d, brute force gives %d", f, x.brute.Start, got, want)
			}
			if got, want := int(best.ValueOf(f)), x.brute.Best[f]; got != want {
				x.Fatalf("%v from %v: value at best %d, brute force gives %d", f, x.brute.Start, got, want)
			}
			x.met.values++
		}
	}
	byText := func(a, b attacktree.Fact) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) }
	want := slices.SortedFunc(maps.Keys(x.brute.Worst), byText)
	for _, solution := range []*attack.Solution{worst, best} {
		got := solution.Reached()
		slices.SortFunc(got, byText)
		if !slices.Equal(got, want) {
			x.Fatalf("facts reached from %v: %v, brute force reaches %v", x.brute.Start, got, want)
		}
	}
}

// equalTrees: the trees listed are the minimal sets of steps, each once, easiest
// and shortest first, and the checker accepts each.
func (x *trial) equalTrees(goal *model.Goal) {
	x.Helper()
	var want, got []string
	for _, steps := range x.brute.Trees(attacktree.Fact{Kind: attacktree.GoalFact(goal.Effect), Asset: goal.Asset.ID}) {
		want = append(want, setOf(steps))
	}
	l := x.graph.Trees(context.Background(), x.start, goal, unbounded)
	if !l.Exact {
		x.Fatalf("listing of %s from %v is not exact", goal.ID, x.brute.Start)
	}
	for i := range l.Trees {
		got = append(got, setOf(l.Trees[i].Value().Steps))
		x.accepted(&l.Trees[i])
		if i == 0 {
			continue
		}
		before, after := l.Trees[i-1], l.Trees[i]
		if before.Vulnerability < after.Vulnerability ||
			before.Vulnerability == after.Vulnerability && len(before.Steps) > len(after.Steps) {
			x.Fatalf("trees of %s are out of order", goal.ID)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		x.Fatalf("trees of %s from %v (-brute force +engine):\n%s", goal.ID, x.brute.Start, diff)
	}
	if x.met.trees += len(got); len(got) > 0 {
		x.met.reached++
	} else {
		x.met.unreached++
	}
}

// accepted: the checker finds nothing wrong with the tree and rates its steps
// alike.
func (x *trial) accepted(tree *attack.Tree) {
	x.Helper()
	m, cat := x.study.Models[0], x.study.Catalog
	if bad := replay.Check(m, cat, tree.Value()); len(bad) > 0 {
		x.Fatalf("the checker rejects a tree from %v: %+v\n%+v", x.brute.Start, bad, tree.Value())
	}
	lowest := method.VulnerabilityLevel(3)
	for _, s := range tree.Steps {
		level := replay.Level(m, cat, x.study.Method.SameLayer, s.Step)
		if level.Worst != s.Worst || level.Best != s.Best {
			x.Fatalf("step %+v is rated %d to %d, the checker gives %+v", s.Step, s.Worst, s.Best, level)
		}
		lowest = min(lowest, s.Worst.Vulnerability())
		if len(s.Off) > 0 {
			x.met.off++
		}
		if len(s.Needs) > 1 {
			x.met.joint++
		}
	}
	if tree.Vulnerability != lowest {
		x.Fatalf("a tree has vulnerability %d, its steps %d", tree.Vulnerability, lowest)
	}
}

// equalWhy: the steps named as deciding a goal's value, or as raising it, are
// those of which brute force finds that one level more or less does so.
func (x *trial) equalWhy(goal *model.Goal) {
	x.Helper()
	fact := attacktree.Fact{Kind: attacktree.GoalFact(goal.Effect), Asset: goal.Asset.ID}
	value := x.brute.Worst[fact]
	if value == 0 || len(x.brute.Steps) > 11 {
		return // nothing to explain, or too slow to try
	}
	var lower, higher []string
	for i, s := range x.brute.Steps {
		v := x.brute.Vulnerability(i)
		if v > 1 && x.brute.With(i, v-1, fact) < value {
			lower = append(lower, setOf([]attacktree.Step{s}))
		}
		if v < 3 && x.brute.With(i, v+1, fact) > value {
			higher = append(higher, setOf([]attacktree.Step{s}))
		}
	}
	solution := x.worst.Solve(x.start)
	x.equalSteps("deciding "+string(goal.ID), lower, solution.Deciding(goal))
	x.equalSteps("raising "+string(goal.ID), higher, solution.Raising(goal))
	x.met.deciding += len(lower)
	x.met.raising += len(higher)
}

func (x *trial) equalSteps(what string, want []string, steps []attack.Rated) {
	x.Helper()
	var got []string
	for _, s := range steps {
		got = append(got, setOf([]attacktree.Step{s.Step}))
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		x.Fatalf("steps %s from %v (-brute force +engine):\n%s", what, x.brute.Start, diff)
	}
}

// setOf names a set of steps, whatever their order.
func setOf(steps []attacktree.Step) string {
	var out []string
	for _, s := range steps {
		off := slices.Sorted(slices.Values(s.Off))
		out = append(out, fmt.Sprintf("%s@%s from %q over %q without %v", s.Rule, s.At, s.From, s.Link, off))
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

// TestEqualsBruteForce holds values, minimal trees and impossibility of
// thousands of small studies against brute force.
func TestEqualsBruteForce(t *testing.T) {
	base := gen.AttackCatalog()
	studies := rapid.Custom(gen.AttackStudy)
	var n tally
	for seed := range drawn {
		equalOracle(t, studies.Example(seed), base, &n)
	}
	t.Logf("%d studies: %+v", drawn, n)
	if n.reached < 500 || n.unreached < 500 || n.trees < 1500 || n.off < 100 || n.joint < 200 || n.deciding < 200 || n.raising < 80 {
		t.Errorf("the studies drawn are too poor to prove anything: %+v", n)
	}
}

// TestEqualsBruteForceShrunk is the same on fewer studies, and shrinks the study
// on which the two differ.
func TestEqualsBruteForceShrunk(t *testing.T) {
	base := gen.AttackCatalog()
	rapid.Check(t, func(t *rapid.T) {
		equalOracle(t, gen.AttackStudy(t), base, &tally{})
	})
}
