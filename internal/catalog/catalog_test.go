package catalog_test

import (
	"slices"
	"testing"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/lang"
)

func row(name string) catalog.Row {
	return catalog.Row{Text: lang.Text{Ja: name}, Source: "s", Confidence: catalog.Confirmed}
}

// TestStudyOverBase: a study's rows replace, add and remove, and the relations
// between lists follow.
func TestStudyOverBase(t *testing.T) {
	base := &catalog.Spec{
		AssetTypes: []catalog.AssetType{{ID: "server", Row: row("server")}, {ID: "outside", Row: row("outside"), Boundary: true}},
		Threats: []catalog.Threat{
			{ID: "t1", Row: row("t1"), AssetTypes: []catalog.AssetTypeID{"server", "outside"}},
			{ID: "t2", Row: row("t2"), AssetTypes: []catalog.AssetTypeID{"server"}}},
		Countermeasures: []catalog.Countermeasure{
			{ID: "c1", Row: row("c1"), Classes: []catalog.Class{catalog.Prevent}, Threats: []catalog.ThreatID{"t1", "t2"}},
			{ID: "c2", Row: row("c2"), Classes: []catalog.Class{catalog.Continuity}, Threats: []catalog.ThreatID{"t1"}}},
	}
	study := &catalog.Spec{
		Countermeasures: []catalog.Countermeasure{
			{ID: "c1", Row: row("c1"), Classes: []catalog.Class{catalog.Prevent}, Threats: []catalog.ThreatID{"t1"}},
			{ID: "c3", Row: row("c3"), Classes: []catalog.Class{catalog.Detect}, Threats: []catalog.ThreatID{"t1"}}},
		Remove: catalog.Removal{Threats: []catalog.ThreatID{"t2"}},
	}
	c, found := catalog.Build(base, study)
	if len(found.Findings) > 0 {
		t.Fatalf("findings: %+v", found.Findings)
	}
	if got := c.ThreatsOf("server"); !slices.Equal(got, []int{0}) {
		t.Errorf("threats of a server: %v", got)
	}
	if got := c.ThreatsOf("outside"); len(got) != 0 {
		t.Errorf("a boundary has threats: %v", got)
	}
	if got := c.Countering(0); !slices.Equal(got, []int{0, 1, 2}) {
		t.Errorf("against t1: %v", got)
	}
	for id, want := range map[catalog.CountermeasureID]bool{"c1": true, "c2": false, "c3": true} {
		if m, ok := c.Countermeasure(id); !ok || m.Counted() != want {
			t.Errorf("%s counts: %v, want %v", id, m.Counted(), want)
		}
	}
	if _, ok := c.Threat("t2"); ok || c.ThreatIndex("t2") != -1 {
		t.Error("a removed threat is still found")
	}
	if len(base.Countermeasures[0].Threats) != 2 {
		t.Error("the base was changed")
	}
}

// TestAkin: a technique stands for its sub-techniques and they for it, but not
// for each other.
func TestAkin(t *testing.T) {
	for _, c := range []struct {
		a, b catalog.TechniqueID
		want bool
	}{{"T1566", "T1566", true}, {"T1566", "T1566.001", true}, {"T1566.001", "T1566", true},
		{"T1566.001", "T1566.002", false}, {"T1566", "T1567", false}, {"T1566.001", "T1567", false}} {
		if got := c.a.Akin(c.b); got != c.want {
			t.Errorf("%s akin to %s: %v", c.a, c.b, got)
		}
	}
}

// TestStudyChangesRules: a study adds, replaces, switches off and removes attack
// rules; what is switched off or removed never fires.
func TestStudyChangesRules(t *testing.T) {
	rule := func(id catalog.RuleID, gives catalog.FactKind) catalog.AttackRule {
		return catalog.AttackRule{ID: id, Row: row(string(id)), Tactic: "TA0001", Techniques: []catalog.TechniqueID{"T1"}, Threat: "t1",
			Needs: []catalog.Premise{{Fact: catalog.FactFoothold}}, Gives: gives}
	}
	base := &catalog.Spec{
		Tactics:    []catalog.Tactic{{ID: "TA0001", Row: row("tactic")}},
		Techniques: []catalog.Technique{{ID: "T1", Row: row("technique"), Tactics: []catalog.TacticID{"TA0001"}}},
		Threats:    []catalog.Threat{{ID: "t1", Row: row("t1")}},
		AttackRules: []catalog.AttackRule{rule("kept", catalog.FactControl), rule("replaced", catalog.FactControl),
			rule("off", catalog.FactControl), rule("removed", catalog.FactControl)},
	}
	off := rule("off", catalog.FactControl)
	off.Disabled = true
	c, found := catalog.Build(base, &catalog.Spec{
		AttackRules: []catalog.AttackRule{rule("replaced", catalog.FactStopped), off, rule("added", catalog.FactData)},
		Remove:      catalog.Removal{AttackRules: []catalog.RuleID{"removed"}},
	})
	if len(found.Findings) > 0 {
		t.Fatalf("findings: %+v", found.Findings)
	}
	var got []string
	for _, r := range c.AttackRules {
		got = append(got, string(r.ID)+"→"+string(r.Gives))
	}
	if want := []string{"kept→control", "replaced→stopped", "added→data"}; !slices.Equal(got, want) {
		t.Errorf("rules %v, want %v", got, want)
	}
	if _, ok := c.AttackRule("off"); ok {
		t.Error("a rule that is switched off is still found")
	}
}
