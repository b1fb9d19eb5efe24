package catalogdata_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/testing/repo"
)

// attackRules gives the rules of the base catalogue.
func attackRules(t *testing.T) []catalog.AttackRule {
	t.Helper()
	rules := decode(t, "attack-rules.yaml").Catalog.AttackRules
	if len(rules) < 60 {
		t.Fatalf("there are only %d attack rules", len(rules))
	}
	return rules
}

// TestAttackRules holds each rule to its form: words in both languages, a
// technique that serves the tactic, a threat that applies wherever the step can
// happen, and nothing for free.
func TestAttackRules(t *testing.T) {
	d := load(t)
	threats := map[catalog.ThreatID]catalog.Threat{}
	for _, r := range d.catalog.Threats {
		threats[r.ID] = r
	}
	tactics := map[catalog.TechniqueID][]catalog.TacticID{}
	for _, x := range attackLists(t).Techniques {
		tactics[x.ID] = x.Tactics
	}
	ids := map[catalog.RuleID]bool{}
	texts := map[string]catalog.RuleID{}
	for _, r := range attackRules(t) {
		bilingual(t, string(r.ID), r.Text)
		if !strings.HasPrefix(string(r.ID), "ar-") || ids[r.ID] {
			t.Errorf("rule id %q is taken, or does not begin with ar-", r.ID)
		}
		ids[r.ID] = true
		if other := texts[r.Ja]; other != "" {
			t.Errorf("%s and %s read alike", r.ID, other)
		}
		texts[r.Ja] = r.ID
		if !slices.ContainsFunc(r.Techniques, func(x catalog.TechniqueID) bool { return len(tactics[x]) > 0 }) {
			t.Errorf("%s names no technique of the catalogue", r.ID)
		}
		for _, x := range r.Techniques {
			if !slices.Contains(tactics[x], r.Tactic) {
				t.Errorf("%s: %s serves %v and not %s", r.ID, x, tactics[x], r.Tactic)
			}
		}
		if len(r.At.Types) == 0 {
			t.Errorf("%s does not say on which types of asset it happens", r.ID)
		}
		for _, kind := range r.At.Types {
			if !slices.Contains(threats[r.Threat].AssetTypes, kind) {
				t.Errorf("%s happens on %s, to which %s does not apply", r.ID, kind, r.Threat)
			}
		}
		if !slices.IsSortedFunc(r.At.Types, byTypeOrder(d)) || r.From != nil && !slices.IsSortedFunc(r.From.Types, byTypeOrder(d)) {
			t.Errorf("%s: asset types are not in the order of their list", r.ID)
		}
		checkPremises(t, r)
	}
}

// checkPremises lets no rule give anything for nothing: a step begins at an
// entry point, or needs a fact; and one that is tied to another asset needs a
// fact of that asset, or says what it must be, as a gateway that is passed.
func checkPremises(t *testing.T, r catalog.AttackRule) {
	t.Helper()
	var onAt, onFrom int
	seen := map[catalog.Premise]bool{}
	for _, p := range r.Needs {
		if p.On == "from" {
			onFrom++
		} else {
			onAt++
			if p.Fact == r.Gives {
				t.Errorf("%s gives the fact %s that it needs", r.ID, p.Fact)
			}
		}
		if seen[p] {
			t.Errorf("%s needs %s twice", r.ID, p.Fact)
		}
		seen[p] = true
	}
	switch {
	case len(r.Entry) > 0 && (r.Relation != "" || r.From != nil):
		t.Errorf("%s begins at an entry point and still comes from another asset", r.ID)
	case len(r.Entry) > 0 && r.Tactic != "TA0001":
		t.Errorf("%s begins at an entry point and is %s, not initial access", r.ID, r.Tactic)
	case len(r.Entry) == 0 && onAt+onFrom == 0:
		t.Errorf("%s needs nothing", r.ID)
	case r.Relation != "" && onFrom == 0 && (onAt == 0 || r.From == nil):
		t.Errorf("%s needs nothing of the other asset and does not say what it is", r.ID)
	case r.Relation == "" && (onFrom > 0 || r.From != nil):
		t.Errorf("%s speaks of another asset and names no relation", r.ID)
	}
}

// TestAttackFacts wants every fact that a rule needs to be given by some rule,
// and every fact given to be needed or to be what a goal asks for.
func TestAttackFacts(t *testing.T) {
	needed, given := map[catalog.FactKind]bool{}, map[catalog.FactKind]bool{}
	for _, r := range attackRules(t) {
		given[r.Gives] = true
		for _, p := range r.Needs {
			needed[p.Fact] = true
		}
	}
	for _, goal := range []catalog.FactKind{catalog.FactStopped, catalog.FactLeaked, catalog.FactTampered, catalog.FactBilled} {
		needed[goal] = true
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(needed)), slices.Sorted(maps.Keys(given))); diff != "" {
		t.Errorf("facts needed and given (-needed +given):\n%s", diff)
	}
	if len(given) != len(catalog.FactKinds) {
		t.Errorf("%d kinds of fact are given, there are %d", len(given), len(catalog.FactKinds))
	}
}

// routeTactics are the 13 rows of the ministry's table of tactics and attack
// routes.
var routeTactics = []catalog.TacticID{
	"TA0001", "TA0002", "TA0003", "TA0004", "TA0005", "TA0112", "TA0006",
	"TA0007", "TA0008", "TA0009", "TA0011", "TA0010", "TA0040",
}

// TestAttackRulesCoverTheTable wants a rule for each of the 13 tactics, on
// premises and in clouds, and one that is cited from the ministry's paper or ATT&CK.
func TestAttackRulesCoverTheTable(t *testing.T) {
	rules := attackRules(t)
	for _, tactic := range routeTactics {
		for _, side := range []string{"onprem", "cloud"} {
			if !slices.ContainsFunc(rules, func(r catalog.AttackRule) bool { return r.Tactic == tactic && covers(r, side) }) {
				t.Errorf("no rule covers %s %s", tactic, side)
			}
		}
	}
	for _, technique := range []catalog.TechniqueID{"T1659", "T1189", "T1566", "T1190", "T1091", "T1078"} {
		if !slices.ContainsFunc(rules, func(r catalog.AttackRule) bool {
			return slices.ContainsFunc(r.Entry, func(x catalog.TechniqueID) bool {
				return x == technique || strings.HasPrefix(string(x), string(technique)+".")
			})
		}) {
			t.Errorf("no rule begins with %s", technique)
		}
	}
}

func covers(r catalog.AttackRule, side string) bool { return r.Covers == "" || r.Covers == side }

// TestAttackRulesMeetTheSeedTable wants each cell of the table to be met by a
// rule with a technique that the reference pages map to the cell.
func TestAttackRulesMeetTheSeedTable(t *testing.T) {
	text, ok := reference(t, "attack/seed/tactic-route-map.json")
	if !ok {
		return
	}
	var table struct {
		Rows []struct {
			Tactic     catalog.TacticID      `json:"tactic"`
			Variant    string                `json:"variant"`
			Techniques []catalog.TechniqueID `json:"techniques"`
			Related    []catalog.TechniqueID `json:"related"`
		} `json:"rows"`
	}
	if err := json.Unmarshal(text, &table); err != nil {
		t.Fatal(err)
	}
	if len(table.Rows) != 2*len(routeTactics) {
		t.Fatalf("the table has %d cells", len(table.Rows))
	}
	rules := attackRules(t)
	for _, row := range table.Rows {
		found := slices.ContainsFunc(rules, func(r catalog.AttackRule) bool {
			return r.Tactic == row.Tactic && covers(r, row.Variant) && slices.ContainsFunc(r.Techniques, func(x catalog.TechniqueID) bool {
				return slices.Contains(row.Techniques, x) || slices.Contains(row.Related, x)
			})
		})
		if !found {
			t.Errorf("%s %s: no rule with one of %s", row.Tactic, row.Variant, fmt.Sprint(row.Techniques))
		}
	}
}

// TestMethodDocumentOfAttackRules keeps both method pages in step with the
// number of rules and the kinds of fact.
func TestMethodDocumentOfAttackRules(t *testing.T) {
	n := len(attackRules(t))
	for name, words := range map[string]string{"docs/method.md": "攻撃ルールは%d件", "docs/method.en.md": "There are %d attack rules"} {
		text := repo.Read(t, name)
		if want := fmt.Sprintf(words, n); !strings.Contains(text, want) {
			t.Errorf("%s does not say %q", name, want)
		}
		for _, k := range catalog.FactKinds {
			if !strings.Contains(text, "`"+string(k)+"`") {
				t.Errorf("%s does not tell what the fact %s is", name, k)
			}
		}
	}
}
