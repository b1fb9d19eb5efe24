package attack_test

import (
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/attackoracle"
	"github.com/sekisho/sekisho/internal/testing/gen"
)

// letter is a letter with what stands behind it. What cannot be reached is below
// every letter.
type letter struct {
	reached bool
	risk    assess.RiskRange
}

// lowerThan reports whether l is a lower risk than o in any respect.
func (l letter) lowerThan(o letter) bool {
	if !l.reached || !o.reached {
		return o.reached && !l.reached
	}
	return o.risk.Worst.WorseThan(l.risk.Worst) || o.risk.Best.WorseThan(l.risk.Best)
}

// letters gives the letter of every goal from every start, of every goal, and of
// the damage, named by ids.
func letters(t fataler, spec *model.Spec) map[string]letter {
	t.Helper()
	s, _ := build(t, spec, gen.AttackCatalog())
	r, err := assess.Run(context.Background(), s, assess.Options{})
	if err != nil {
		t.Fatalf("assess: %v", err)
	}
	out := map[string]letter{}
	d := r.Models[0].Damage
	for _, g := range d.Goals {
		out["goal "+string(g.Goal.ID)] = letter{g.Worst >= 0, g.Risk}
		for _, x := range g.Starts {
			name := string(g.Goal.ID) + " from " + string(x.Start.Entry.Point.ID) + " at " + string(x.Start.At.ID) + " by " + string(x.Start.Rule.ID)
			out[name] = letter{x.Reached, x.Risk}
		}
	}
	for _, x := range d.Damages {
		out["damage "+string(x.Damage.ID)] = letter{x.Reached, x.Risk}
	}
	return out
}

// neverLower fails when a letter of after is a lower risk than before, and gives
// how many are higher.
func neverLower(t fataler, before, after map[string]letter, what string) int {
	t.Helper()
	higher := 0
	for name, b := range before {
		a, there := after[name]
		if !there || a.lowerThan(b) {
			t.Fatalf("%s: %s went from %+v to %+v", what, name, b, a)
		}
		if b.lowerThan(a) {
			higher++
		}
	}
	return higher
}

// copyOf gives a study that can be added to without changing the first.
func copyOf(s *model.Spec) *model.Spec {
	c := *s
	c.Assets, c.EntryPoints = slices.Clone(s.Assets), slices.Clone(s.EntryPoints)
	lists := *s.Catalog
	lists.AttackRules = slices.Clone(lists.AttackRules)
	c.Catalog = &lists
	m := s.Models[0]
	m.Zones, m.Placements, m.Links = slices.Clone(m.Zones), slices.Clone(m.Placements), slices.Clone(m.Links)
	m.Flows, m.Goals, m.Deployments = slices.Clone(m.Flows), slices.Clone(m.Goals), slices.Clone(m.Deployments)
	m.Entries = slices.Clone(m.Entries)
	for i := range m.Entries {
		m.Entries[i].Assets = slices.Clone(m.Entries[i].Assets)
	}
	c.Models = []model.ModelSpec{m}
	return &c
}

// each draws many random studies, and fails unless change made a difference in
// enough of them.
func each(t *testing.T, change func(*rapid.T, *model.Spec) int) {
	t.Helper()
	differed := 0
	rapid.Check(t, func(t *rapid.T) {
		for range 10 {
			differed += change(t, gen.AttackStudy(t))
		}
	})
	if differed < 5 {
		t.Errorf("only %d letters changed in all studies drawn", differed)
	}
}

// TestDeployingNeverWorsens: one countermeasure more never raises a letter. One
// that has a manager is a way of attack by itself where a rule says so (relation
// manages), so such rules are left out for it.
func TestDeployingNeverWorsens(t *testing.T) {
	each(t, func(t *rapid.T, before *model.Spec) int {
		managed := rapid.Bool().Draw(t, "with a manager")
		if managed {
			before.Catalog.AttackRules = slices.DeleteFunc(before.Catalog.AttackRules,
				func(r catalog.AttackRule) bool { return r.Relation == catalog.RelManages })
		}
		after := copyOf(before)
		m := &after.Models[0]
		d := gen.AttackDeployment(t, after, m, 99)
		if !managed {
			d.ManagedBy = ""
		}
		m.Deployments = append(m.Deployments, d)
		return neverLower(t, letters(t, after), letters(t, before), "one deployment less")
	})
}

// TestImprovingADeploymentNeverWorsens: a countermeasure that is put in place and
// works never raises a letter, whoever manages it.
func TestImprovingADeploymentNeverWorsens(t *testing.T) {
	each(t, func(t *rapid.T, before *model.Spec) int {
		after := copyOf(before)
		if ds := after.Models[0].Deployments; len(ds) > 0 {
			d := &ds[rapid.IntRange(0, len(ds)-1).Draw(t, "which")]
			d.Status, d.Effective = model.InPlace, model.Effective
		}
		return neverLower(t, letters(t, after), letters(t, before), "one deployment back")
	})
}

// TestLinkNeverImproves: one link more never lowers a letter.
func TestLinkNeverImproves(t *testing.T) {
	each(t, func(t *rapid.T, before *model.Spec) int {
		after := copyOf(before)
		k, _ := gen.Link(t, after, 99)
		after.Models[0].Links = append(after.Models[0].Links, k)
		return neverLower(t, letters(t, before), letters(t, after), "one link more")
	})
}

// TestEntryNeverImproves: one entry point or one landing more never lowers a
// letter.
func TestEntryNeverImproves(t *testing.T) {
	each(t, func(t *rapid.T, before *model.Spec) int {
		after := copyOf(before)
		m := &after.Models[0]
		a := rapid.SampledFrom(after.Assets).Draw(t, "landing").ID
		if e := &m.Entries[0]; rapid.Bool().Draw(t, "landing only") && !slices.Contains(e.Assets, a) {
			e.Assets = append(e.Assets, a)
		} else {
			rule := rapid.SampledFrom(after.Catalog.AttackRules).Draw(t, "rule")
			point := model.EntryPointSpec{ID: "more", Text: lang.Text{Ja: "e"}, Techniques: []string{"T1566"}}
			if len(rule.Entry) > 0 {
				point.Techniques = []string{string(rule.Entry[0])}
			}
			after.EntryPoints = append(after.EntryPoints, point)
			m.Entries = append(m.Entries, model.EntrySpec{Entry: "more", Assets: []model.AssetID{a}, Applies: model.Applies})
		}
		return neverLower(t, letters(t, before), letters(t, after), "one way in more")
	})
}

// TestWaysInWithAndWithoutUnknowns: one way in that is surely middling and one
// that is bad or good, as an unknown answer turns out, are together never better
// than middling: the two ends of a goal's interval may come from two starts.
func TestWaysInWithAndWithoutUnknowns(t *testing.T) {
	spec := sketch("open guarded c", []string{"open>c", "guarded>c"}, "entry: -> foothold", "session: foothold@from -> stopped")
	m := &spec.Models[0]
	add := func(cm catalog.CountermeasureID, on model.AssetID, status model.Status) {
		m.Deployments = append(m.Deployments, model.DeploymentSpec{ID: model.DeploymentID(string(cm) + "-" + string(on)), Countermeasure: cm,
			Scope: model.ScopeSpec{Assets: []model.AssetID{on}}, Status: status, Effective: model.Effective})
	}
	add("patch", "open", model.UnknownStatus)
	add("watch", "open", model.UnknownStatus)
	add("patch", "guarded", model.InPlace)
	m.Entries[0].Assets = []model.AssetID{"guarded"}
	before := letters(t, spec)
	m.Entries[0].Assets = []model.AssetID{"guarded", "open"}
	neverLower(t, before, letters(t, spec), "one way in more")
}

// TestVulnerabilityNeverImproves: a vulnerability that becomes known never lowers
// a letter.
func TestVulnerabilityNeverImproves(t *testing.T) {
	each(t, func(t *rapid.T, before *model.Spec) int {
		after := copyOf(before)
		m := &after.Models[0]
		m.Vulnerabilities = append(slices.Clone(m.Vulnerabilities), model.VulnerabilitySpec{
			Asset: rapid.SampledFrom(after.Assets).Draw(t, "asset").ID, Reason: "r", Author: "a", Date: "2026-06-08"})
		return neverLower(t, letters(t, before), letters(t, after), "one vulnerability more")
	})
}

// TestOrderChangesNothing: the order in which rows and rules are written changes
// no letter and no tree.
func TestOrderChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := gen.AttackStudy(t)
		attackoracle.Fit(before, gen.AttackCatalog())
		after := copyOf(before)
		m := &after.Models[0]
		after.Assets = rapid.Permutation(after.Assets).Draw(t, "assets")
		after.EntryPoints = rapid.Permutation(after.EntryPoints).Draw(t, "entry points")
		after.Catalog.AttackRules = rapid.Permutation(after.Catalog.AttackRules).Draw(t, "rules")
		m.Zones = rapid.Permutation(m.Zones).Draw(t, "zones")
		m.Placements = rapid.Permutation(m.Placements).Draw(t, "placements")
		m.Links = rapid.Permutation(m.Links).Draw(t, "links")
		m.Flows = rapid.Permutation(m.Flows).Draw(t, "flows")
		m.Entries = rapid.Permutation(m.Entries).Draw(t, "entries")
		m.Goals = rapid.Permutation(m.Goals).Draw(t, "goals")
		m.Deployments = rapid.Permutation(m.Deployments).Draw(t, "deployments")
		for i := range m.Entries {
			m.Entries[i].Assets = rapid.Permutation(m.Entries[i].Assets).Draw(t, "landings")
		}
		b, a := letters(t, before), letters(t, after)
		if len(a) != len(b) {
			t.Fatalf("%d letters became %d", len(b), len(a))
		}
		for name := range b {
			if a[name] != b[name] {
				t.Fatalf("%s: %+v became %+v", name, b[name], a[name])
			}
		}
		if b, a := allTrees(t, before), allTrees(t, after); !slices.Equal(a, b) {
			t.Fatalf("trees\n%q\nbecame\n%q", b, a)
		}
	})
}

// allTrees lists every tree of every goal from every start, in a fixed order.
func allTrees(t fataler, spec *model.Spec) []string {
	t.Helper()
	_, g := build(t, spec, gen.AttackCatalog())
	var out []string
	for i := range g.Starts() {
		for _, goal := range g.Model.Goals {
			l := g.Trees(context.Background(), i, goal, unbounded)
			for j := range l.Trees {
				v := l.Trees[j].Value()
				out = append(out, string(v.Entry)+" "+string(v.Landing)+" "+string(v.Goal)+" "+setOf(v.Steps))
			}
		}
	}
	slices.Sort(out)
	return out
}
