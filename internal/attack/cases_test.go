package attack_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/replay"
	"github.com/sekisho/sekisho/internal/testing/attackoracle"
	"github.com/sekisho/sekisho/internal/testing/gen"
)

// TestRelations: which assets each relation ties to which, "from>at", over one
// link from a to b by way of v. The pairs are written out from the definitions
// in package catalog.
func TestRelations(t *testing.T) {
	cases := []struct {
		relation catalog.Relation
		kind     model.LinkKind
		data     model.DataDirection
		want     string
		why      string
	}{
		{catalog.RelSession, model.LinkNetwork, model.Pull, "a>b", "the initiator opens sessions, wherever data go"},
		{catalog.RelSession, model.LinkMedia, model.Push, "", "carried media are no session"},
		{catalog.RelAnswer, model.LinkNetwork, model.Push, "b>a", "whoever is called can answer"},
		{catalog.RelAnswer, model.LinkManual, model.Push, "", "a hand-over is no session"},
		{catalog.RelCarry, model.LinkNetwork, model.Push, "a>b", "pushed data go on with the session"},
		{catalog.RelCarry, model.LinkManual, model.Pull, "b>a", "pulled data go against it"},
		{catalog.RelCarry, model.LinkMedia, model.Both, "a>b b>a", "and both ways"},
		{catalog.RelRelease, model.LinkNetwork, model.Push, "b>a", "a can give its data to b"},
		{catalog.RelRelease, model.LinkNetwork, model.Pull, "a>b", "b can give its data to a"},
		{catalog.RelFlow, model.LinkNetwork, model.Pull, "b>a", "the flow goes from b to a"},
		{catalog.RelMedia, model.LinkMedia, model.Push, "a>b a>v b>v v>a v>b",
			"an end writes on the medium and reads it, whichever way the business data go: an infected reader infects the medium"},
		{catalog.RelMedia, model.LinkNetwork, model.Push, "", "no medium is carried"},
		{catalog.RelIdentity, model.LinkNetwork, model.Push, "b>a b>v", "b is the directory of its zone"},
		{catalog.RelManages, model.LinkNetwork, model.Push, "v>a", "v manages what covers a"},
		{catalog.RelNeighbour, model.LinkNetwork, model.Push, "a>b a>v b>a b>v v>a v>b", "all three stand in one zone around one link"},
	}
	for _, c := range cases {
		spec := sketch("a v b:identity", []string{"a>b"}, "entry: -> foothold", string(c.relation)+": foothold@from -> stopped")
		m := &spec.Models[0]
		k := &m.Links[0]
		k.Kind, k.Data, k.Via = c.kind, c.data, []model.AssetID{"v"}
		if c.relation == catalog.RelFlow {
			m.Flows = []model.FlowSpec{{ID: "f", UseCase: "u", Data: "d", Hops: []model.AssetID{"b", "a"}}}
		}
		m.Deployments = []model.DeploymentSpec{{ID: "d", Countermeasure: "patch", Scope: model.ScopeSpec{Assets: []model.AssetID{"a"}},
			Status: model.InPlace, Effective: model.Effective, ManagedBy: "v"}}
		if got := pairs(t, spec); got != c.want {
			t.Errorf("%s over a %s link that is to %s: %q, want %q: %s", c.relation, c.kind, c.data, got, c.want, c.why)
		}
	}
}

// pairs lands on every asset in turn and lists which others the only relation
// leads to.
func pairs(t *testing.T, spec *model.Spec) string {
	t.Helper()
	m := &spec.Models[0]
	m.Entries[0].Assets, m.Goals = nil, nil
	for _, a := range spec.Assets {
		m.Entries[0].Assets = append(m.Entries[0].Assets, a.ID)
		m.Goals = append(m.Goals, model.GoalSpec{ID: model.GoalID(a.ID), Damage: "harm", Effect: model.EffectStop, Asset: a.ID})
	}
	_, g := build(t, spec, gen.AttackCatalog())
	var out []string
	for i, start := range g.Starts() {
		x := g.NewSolution(false).Solve(i)
		for _, goal := range g.Model.Goals {
			if x.Goal(goal) > 0 {
				out = append(out, fmt.Sprintf("%s>%s", start.At.ID, goal.Asset.ID))
			}
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// TestConjunction: a step with two premises is taken only where both hold, and
// its tree holds the proofs of both.
func TestConjunction(t *testing.T) {
	rules := []string{"entry: -> foothold", "session: foothold@from -> payload", "session: control@from -> foothold",
		"payload & foothold -> stopped"}
	wantTrees(t, sketch("a b", []string{"a>b"}, rules...)) // nothing gives control
	rules = append(rules, "foothold -> control")
	wantTrees(t, sketch("a b", []string{"a>b"}, rules...), "r0@a r1@b r4@a r2@b r3@b")
}

// TestSameTechniqueOnTwoAssets: one rule may be a step of one tree on several
// assets.
func TestSameTechniqueOnTwoAssets(t *testing.T) {
	spec := sketch("a b c", []string{"a>b", "b>c"}, "entry: -> foothold", "session: foothold@from -> foothold", "foothold -> stopped")
	wantTrees(t, spec, "r0@a r1@b r1@c r2@c")
}

// TestSharedStepIsCountedOnce: what two premises rest on stands in the tree
// once, and the number of steps says so.
func TestSharedStepIsCountedOnce(t *testing.T) {
	spec := sketch("a b", []string{"a>b"}, "entry: -> foothold", "session: foothold@from -> foothold",
		"foothold -> control", "foothold -> payload", "control & payload -> stopped")
	wantTrees(t, spec, "r0@a r1@b r2@b r3@b r4@b")
}

// TestCycles: steps that lead back add no tree, and facts that rest only on each
// other are not proven.
func TestCycles(t *testing.T) {
	round := []string{"a>b", "b>a", "b>c", "c>b"}
	rules := []string{"entry: -> foothold", "session: foothold@from -> foothold", "foothold -> stopped"}
	wantTrees(t, sketch("a b c", round, rules...), "r0@a r1@b r1@c r2@c")
	inAir := []string{"entry: -> foothold", "session: payload@from -> control", "session: control@from -> payload",
		"payload & foothold -> control", "control -> stopped"}
	wantTrees(t, sketch("a b", []string{"a>b", "b>a"}, inAir...))
}

// TestParallelLinksAreTwoTrees: two links between the same assets can be guarded
// differently, so each is a way of its own.
func TestParallelLinksAreTwoTrees(t *testing.T) {
	spec := sketch("a b", []string{"a>b"}, "entry: -> foothold", "session: foothold@from -> stopped")
	m := &spec.Models[0]
	second := m.Links[0]
	second.ID = "second"
	m.Links = append(m.Links, second)
	wantTrees(t, spec, "r0@a r1@b", "r0@a r1@b")
}

// TestSwitchedOffDefence: the easier tree goes round by the manager of the
// countermeasure, the harder one straight through it.
func TestSwitchedOffDefence(t *testing.T) {
	spec := sketch("a x b", []string{"a>b", "a>x"}, "entry: -> foothold", "session: foothold@from -> stopped",
		"session: foothold@from -> control", "control -> disabled")
	m := &spec.Models[0]
	for i, cm := range []catalog.CountermeasureID{"patch", "watch"} {
		m.Deployments = append(m.Deployments, model.DeploymentSpec{ID: model.DeploymentID(fmt.Sprint("d", i)), Countermeasure: cm,
			Scope: model.ScopeSpec{Assets: []model.AssetID{"b"}}, Status: model.InPlace, Effective: model.Effective, ManagedBy: "x"})
	}
	wantTrees(t, spec, "r0@a r1@b", "r0@a r2@x r3@x r1@b")
	if first := listed(t, spec)[0]; first != "r0@a r2@x r3@x r1@b" {
		t.Errorf("the easiest tree is %q, not the one that switches the defence off", first)
	}
}

// TestImpossible: where no tree leads to the goal the reached facts are the
// witness: every step whose premises are among them gives one of them.
func TestImpossible(t *testing.T) {
	spec := sketch("a b c", []string{"a>b", "c>b"}, "entry: -> foothold", "session: foothold@from -> foothold", "foothold -> stopped")
	wantTrees(t, spec)
	_, g := build(t, spec, gen.AttackCatalog())
	reached := g.NewSolution(false).Solve(0).Reached()
	w := attackoracle.New(spec, gen.AttackCatalog())
	for _, s := range w.Steps(w.Starts()[0]) {
		leads := true
		for _, f := range s.Needs {
			leads = leads && slices.Contains(reached, f)
		}
		if leads && !slices.Contains(reached, s.Gives) {
			t.Errorf("%+v leads out of the facts reached", s)
		}
	}
	if len(reached) != 4 {
		t.Errorf("reached %v, want a foothold and a stop on a and on b", reached)
	}
}

// TestBoundsAreStated: a listing that a bound or the end of its context cuts
// short says so, and what it lists is the beginning of the whole.
func TestBoundsAreStated(t *testing.T) {
	// A ladder of n rungs with two links each has 2ⁿ trees.
	var assets, links []string
	for i := range 9 {
		assets = append(assets, fmt.Sprint("a", i))
	}
	spec := sketch(strings.Join(assets, " "), links, "entry: -> foothold", "session: foothold@from -> foothold", "foothold -> stopped")
	for i := range 8 {
		for _, n := range []string{"x", "y"} {
			spec.Models[0].Links = append(spec.Models[0].Links, model.LinkSpec{ID: model.LinkID(fmt.Sprint(n, i)),
				From: model.AssetID(assets[i]), To: model.AssetID(assets[i+1]), Data: model.Both})
		}
	}
	s, g := build(t, spec, gen.AttackCatalog())
	goal := g.Model.Goals[0]
	whole := g.Trees(context.Background(), 0, goal, unbounded)
	if !whole.Exact || len(whole.Trees) != 256 || whole.Limit != attack.NoLimit {
		t.Fatalf("%d trees, exact %v, limit %q; want all 256", len(whole.Trees), whole.Exact, whole.Limit)
	}
	for limit, b := range map[attack.Limit]attack.Bounds{attack.TreesLimit: {Trees: 10, Work: 1 << 20}, attack.WorkLimit: {Trees: 1 << 20, Work: 300}} {
		l := g.Trees(context.Background(), 0, goal, b)
		if l.Limit != limit {
			t.Errorf("bounds %+v: the limit told is %q; want %q", b, l.Limit, limit)
		}
		if l.Exact || len(l.Trees) >= 256 || l.Looked > b.Work || len(l.Trees) > b.Trees {
			t.Errorf("bounds %+v: %d trees after %d, exact %v", b, len(l.Trees), l.Looked, l.Exact)
		}
		for i := range l.Trees {
			if bad := replay.Check(g.Model, s.Catalog, l.Trees[i].Value()); len(bad) > 0 {
				t.Errorf("tree %d: %+v", i, bad)
			}
		}
	}
	if l := g.Trees(context.Background(), 0, goal, attack.Bounds{Trees: 257, Work: 1 << 20}); !l.Exact {
		t.Errorf("a bound that does not bite makes the listing inexact")
	}
	if l := g.Trees(context.Background(), 0, goal, attack.Bounds{Trees: 10, Work: 1}); l.Exact || l.Ordered || len(l.Trees) != 1 {
		t.Errorf("almost no work: %d trees, exact %v, ordered %v; want the solver's own tree", len(l.Trees), l.Exact, l.Ordered)
	} else if bad := replay.Check(g.Model, s.Catalog, l.Trees[0].Value()); len(bad) > 0 {
		t.Errorf("the solver's own tree: %+v", bad)
	}
	ended, end := context.WithCancel(context.Background())
	end()
	if l := g.Trees(ended, 0, goal, unbounded); l.Exact || len(l.Trees) > 0 || l.Limit != attack.TimeLimit {
		t.Errorf("an ended context lists %d trees, exact %v, limit %q", len(l.Trees), l.Exact, l.Limit)
	}
}

// TestFewestStepsFirst: of two trees as easy, the one of fewer steps comes first,
// even where its steps stand in a longer chain.
func TestFewestStepsFirst(t *testing.T) {
	chain := "r0@a r1@a r2@a r3@a r4@a"
	broad := "r0@a r5@a r6@a r7@a r8@a r9@a r10@a"
	spec := sketch("a", nil, "entry: -> foothold", "foothold -> control", "control -> persistent", "persistent -> remote",
		"remote -> stopped", "foothold -> payload", "foothold -> credential", "foothold -> admin", "foothold -> token",
		"foothold -> mapped", "payload & credential & admin & token & mapped -> stopped")
	wantTrees(t, spec, chain, broad)
	if got := listed(t, spec); !slices.Equal(got, []string{chain, broad}) {
		t.Errorf("listed as %q", got)
	}
}
