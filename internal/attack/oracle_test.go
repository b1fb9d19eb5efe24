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
const drawn = 3000

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
type tally struct{ starts, values, reached, unreached, trees, off, joint, shared, twice int }

// equalOracle holds everything that the engine says of a study against brute
// force over all subsets of steps, and every listed tree against the checker.
func equalOracle(t fataler, spec, base *model.Spec, n *tally) {
	t.Helper()
	w := attackoracle.Fit(spec, base)
	s, g := build(t, spec, base)
	starts := g.Starts()
	if want := w.Starts(); len(starts) != len(want) {
		t.Fatalf("%d starts, brute force has %d", len(starts), len(want))
	}
	for i, start := range starts {
		name := attackoracle.Start{Entry: start.Entry.Point.ID, Asset: start.At.ID, Rule: start.Rule.ID}
		o, err := w.Solve(name)
		if err != nil {
			t.Fatalf("%v", err)
		}
		n.starts++
		equalValues(t, s, g, i, o, n)
		for _, goal := range s.Models[0].Goals {
			equalTrees(t, s, g, i, goal, o, n)
		}
	}
}

// equalValues: the facts reached are the same, and the value of each is the best
// of all its proofs, with unknown answers at their worst and at their best.
func equalValues(t fataler, s *model.Study, g *attack.Graph, start int, o *attackoracle.Outcome, n *tally) {
	t.Helper()
	worst, best := g.NewSolution(false).Solve(start), g.NewSolution(true).Solve(start)
	for _, a := range s.Models[0].Assets {
		for _, k := range catalog.FactKinds {
			f := attacktree.Fact{Kind: k, Asset: a.ID}
			if got, want := int(worst.ValueOf(f)), o.Worst[f]; got != want {
				t.Fatalf("%v from %v: value %d, brute force gives %d", f, o.Start, got, want)
			}
			if got, want := int(best.ValueOf(f)), o.Best[f]; got != want {
				t.Fatalf("%v from %v: value at best %d, brute force gives %d", f, o.Start, got, want)
			}
			n.values++
		}
	}
	byText := func(a, b attacktree.Fact) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) }
	want := slices.SortedFunc(maps.Keys(o.Worst), byText)
	for _, x := range []*attack.Solution{worst, best} {
		got := x.Reached()
		slices.SortFunc(got, byText)
		if !slices.Equal(got, want) {
			t.Fatalf("facts reached from %v: %v, brute force reaches %v", o.Start, got, want)
		}
	}
}

// equalTrees: the trees listed are the minimal sets of steps, each once, easiest
// and shortest first; the checker accepts each and rates its steps alike.
func equalTrees(t fataler, s *model.Study, g *attack.Graph, start int, goal *model.Goal, o *attackoracle.Outcome, n *tally) {
	t.Helper()
	m := s.Models[0]
	var want []string
	for _, steps := range o.Trees(attacktree.Fact{Kind: attacktree.GoalFact(goal.Effect), Asset: goal.Asset.ID}) {
		want = append(want, setOf(steps))
	}
	l := g.Trees(context.Background(), start, goal, unbounded)
	if !l.Exact {
		t.Fatalf("listing of %s from %v is not exact", goal.ID, o.Start)
	}
	var got []string
	for i, tree := range l.Trees {
		v := tree.Value()
		got = append(got, setOf(v.Steps))
		if bad := replay.Check(m, s.Catalog, v); len(bad) > 0 {
			t.Fatalf("the checker rejects a tree of %s from %v: %+v\n%+v", goal.ID, o.Start, bad, v)
		}
		lowest := method.VulnerabilityLevel(3)
		for _, x := range tree.Steps {
			level := replay.Level(m, s.Catalog, s.Method.SameLayer, x.Step)
			if level.Worst != x.Worst || level.Best != x.Best {
				t.Fatalf("step %+v is rated %d to %d, the checker gives %+v", x.Step, x.Worst, x.Best, level)
			}
			lowest = min(lowest, x.Worst.Vulnerability())
			if len(x.Off) > 0 {
				n.off++
			}
			if len(x.Needs) > 1 {
				n.joint++
			}
		}
		if tree.Vulnerability != lowest {
			t.Fatalf("tree of %s has vulnerability %d, its steps %d", goal.ID, tree.Vulnerability, lowest)
		}
		if i > 0 {
			p := l.Trees[i-1]
			if p.Vulnerability < lowest || p.Vulnerability == lowest && len(p.Steps) > len(tree.Steps) {
				t.Fatalf("trees of %s are out of order", goal.ID)
			}
		}
		n.trees++
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("trees of %s from %v (-brute force +engine):\n%s", goal.ID, o.Start, diff)
	}
	if len(want) > 0 {
		n.reached++
	} else {
		n.unreached++
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
	if n.reached < 500 || n.unreached < 500 || n.trees < 2000 || n.off < 100 || n.joint < 200 {
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
