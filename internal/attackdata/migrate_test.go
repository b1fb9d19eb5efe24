package attackdata_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/sekisho/sekisho/internal/attackdata"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/model"
)

func table(t *testing.T) *attackdata.Table {
	t.Helper()
	table, err := attackdata.LoadTable()
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// TestTable checks what must hold of any table: every id leads to one that is
// neither revoked nor deprecated, and no technique went to two places.
func TestTable(t *testing.T) {
	x := table(t)
	if x.From != "18.1" || x.To != "19.0" || x.Split.Old != "TA0005" || x.Split.MovedTo != "TA0112" || len(x.Revoked) < 100 {
		t.Errorf("table %s→%s, split of %s to %s, %d revoked", x.From, x.To, x.Split.Old, x.Split.MovedTo, len(x.Revoked))
	}
	for old, next := range x.Revoked {
		if _, again := x.Revoked[next]; again || slices.Contains(x.Deprecated, next) || next == "" {
			t.Errorf("%s leads to %q, which is not in force", old, next)
		}
	}
	for _, id := range x.Split.Stay {
		if slices.Contains(x.Split.Moved, id) || x.Split.Neither[id] != nil {
			t.Errorf("%s is in two parts", id)
		}
	}
	for id, left := range x.Split.Neither {
		if len(left) == 0 || slices.Contains(left, x.Split.Old) || slices.Contains(left, x.Split.MovedTo) || slices.Contains(x.Split.Moved, id) {
			t.Errorf("%s is in neither part, but serves %v", id, left)
		}
	}
}

// TestTableIsPublished compares the table with the published data.
func TestTableIsPublished(t *testing.T) {
	data, ok := reference(t, "attack-enterprise-v19.json")
	if !ok {
		return
	}
	var p struct {
		Revoked    map[catalog.TechniqueID]catalog.TechniqueID `json:"revoked_by"`
		Deprecated []catalog.TechniqueID                       `json:"deprecated"`
		Techniques []struct {
			ID      catalog.TechniqueID `json:"id"`
			Tactics []string            `json:"tactics"`
		} `json:"techniques"`
	}
	if err := json.Unmarshal(data, &p); err != nil {
		t.Fatal(err)
	}
	x := table(t)
	if diff := cmp.Diff(p.Revoked, x.Revoked); diff != "" {
		t.Errorf("revoked (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(p.Deprecated, x.Deprecated); diff != "" {
		t.Errorf("deprecated (-want +got):\n%s", diff)
	}
	for _, r := range p.Techniques {
		if slices.Contains(r.Tactics, "stealth") != slices.Contains(x.Split.Stay, r.ID) && !slices.Contains(r.Tactics, "defense-impairment") {
			t.Errorf("%s serves %v; stay says otherwise", r.ID, r.Tactics)
		}
		if slices.Contains(r.Tactics, "defense-impairment") != slices.Contains(x.Split.Moved, r.ID) {
			t.Errorf("%s serves %v; moved says otherwise", r.ID, r.Tactics)
		}
	}
	text, _ := reference(t, "defense-evasion-split.csv")
	rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, r := range rows[1:] {
		id := catalog.TechniqueID(r[0])
		got := "other tactics only"
		switch {
		case slices.Contains(x.Split.Stay, id):
			got = "stealth"
		case slices.Contains(x.Split.Moved, id):
			got = "defense-impairment"
		case x.Split.Neither[id] == nil:
			got = "none"
		}
		if count[got]++; !strings.HasPrefix(r[6], got) {
			t.Errorf("%s is %s in the table, %s as published", id, got, r[6])
		}
	}
	if count["stealth"] != 146 || count["defense-impairment"] != 56 || count["other tactics only"] != 13 {
		t.Errorf("the former tactic had %v", count)
	}
}

// show writes a move on one line.
func show(m attackdata.Move) string {
	s := fmt.Sprintf("%s %s %s→%s [%s]", m.Path, m.Kind, m.Old, m.New, m.About)
	if m.Technique != "" {
		s += " of " + string(m.Technique)
	}
	if m.Reason != "" {
		s += " " + m.Reason
	}
	if len(m.Choices) > 0 {
		s += fmt.Sprint(" ", m.Choices)
	}
	return s
}

func checkMoves(t *testing.T, s *model.Spec, want ...string) {
	t.Helper()
	var got []string
	for _, m := range table(t).Moves(s) {
		got = append(got, show(m))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// old is a study in the ids of version 18, with an id at every place there is.
func old() *model.Spec {
	rule := func(id catalog.RuleID, tactic catalog.TacticID, techniques ...catalog.TechniqueID) catalog.AttackRule {
		return catalog.AttackRule{ID: id, Tactic: tactic, Techniques: techniques}
	}
	step := func(tactic catalog.TacticID, technique catalog.TechniqueID) model.ScenarioStepSpec {
		return model.ScenarioStepSpec{Tactic: tactic, Technique: technique}
	}
	entry := rule("r-4", "TA0001", "T1193")
	entry.Entry = []catalog.TechniqueID{"T1193", "T1566.002"}
	return &model.Spec{
		Catalog: &catalog.Spec{
			AttackVersion:   "18.1",
			Threats:         []catalog.Threat{{ID: "th-1", Techniques: []string{"T1562.001", "T1190", "T1562.006", "T1685.001"}}},
			Countermeasures: []catalog.Countermeasure{{ID: "cm-1", Techniques: []string{"T1064"}}},
			AttackRules: []catalog.AttackRule{
				rule("r-1", "TA0005", "T1562.001", "T1562.008"), rule("r-2", "TA0005", "T1027"), rule("r-3", "TA0005", "T1027", "T1562.001"), entry,
			},
			Remove: catalog.Removal{Techniques: []catalog.TechniqueID{"T1656"}},
		},
		EntryPoints: []model.EntryPointSpec{{ID: "e-1", Techniques: []string{"T1193"}}},
		Assumptions: []model.StatementSpec{{ID: "s-1", Techniques: []string{"T1070.001"}}},
		Exclusions:  []model.StatementSpec{{ID: "x-1", Techniques: []string{"T1133", "T1672"}}},
		Models: []model.ModelSpec{{}, {Scenarios: []model.ScenarioSpec{{}, {ID: "sc-1", Steps: []model.ScenarioStepSpec{
			step("TA0005", "T1562.001"), step("TA0005", "T1548.002"), step("TA0005", "T1610"), step("TA0005", "T1078.002"),
			step("TA0005", "T1656"), step("TA0005", "T1064"), step("TA0005", "T1190"), step("TA0005", ""), step("TA0004", "T1548.002"),
			step("TA0005", "T1089"), step("TA0005", "T1685"), step("TA0005", "T1684.001"),
		}}}}},
	}
}

func TestMoves(t *testing.T) {
	const steps = "models/1/scenarios/1/steps/"
	checkMoves(t, old(),
		"catalog/attack_version version 18.1→19.0 [attack_version]",
		"catalog/threats/0/techniques/0 replaced T1562.001→T1685 [th-1]",
		"catalog/threats/0/techniques/2 merged T1562.006→T1685 [th-1]",
		"catalog/countermeasures/0/techniques/0 stuck T1064→ [cm-1] deprecated",
		"catalog/attack_rules/0/tactic tactic TA0005→TA0112 [r-1] of T1562.001",
		"catalog/attack_rules/0/techniques/0 replaced T1562.001→T1685 [r-1]",
		"catalog/attack_rules/0/techniques/1 replaced T1562.008→T1685.002 [r-1]",
		"catalog/attack_rules/1/tactic kept TA0005→TA0005 [r-2] of T1027",
		"catalog/attack_rules/2/tactic stuck TA0005→ [r-3] of T1027 mixed",
		"catalog/attack_rules/2/techniques/1 replaced T1562.001→T1685 [r-3]",
		"catalog/attack_rules/3/techniques/0 replaced T1193→T1566.001 [r-4]",
		"catalog/attack_rules/3/entry/0 replaced T1193→T1566.001 [r-4]",
		"catalog/remove/techniques/0 replaced T1656→T1684.001 [remove]",
		"entry_points/0/techniques/0 replaced T1193→T1566.001 [e-1]",
		"assumptions/0/techniques/0 replaced T1070.001→T1685.005 [s-1]",
		"exclusions/0/techniques/1 replaced T1672→T1684.002 [x-1]",
		steps+"0/tactic tactic TA0005→TA0112 [sc-1] of T1562.001",
		steps+"0/technique replaced T1562.001→T1685 [sc-1]",
		steps+"1/tactic stuck TA0005→ [sc-1] of T1548.002 neither [TA0004]",
		steps+"2/tactic stuck TA0005→ [sc-1] of T1610 neither [TA0002]",
		steps+"3/tactic kept TA0005→TA0005 [sc-1] of T1078.002",
		steps+"4/tactic kept TA0005→TA0005 [sc-1] of T1656",
		steps+"4/technique replaced T1656→T1684.001 [sc-1]",
		steps+"5/tactic stuck TA0005→ [sc-1] of T1064 outside",
		steps+"5/technique stuck T1064→ [sc-1] deprecated",
		steps+"6/tactic stuck TA0005→ [sc-1] of T1190 outside",
		steps+"7/tactic stuck TA0005→ [sc-1] outside",
		steps+"9/tactic tactic TA0005→TA0112 [sc-1] of T1089",
		steps+"9/technique replaced T1089→T1685 [sc-1]",
		steps+"10/tactic tactic TA0005→TA0112 [sc-1] of T1685",
		steps+"11/tactic kept TA0005→TA0005 [sc-1] of T1684.001",
	)
}

// TestMovesOfPinned: a study pinned to the new version has nothing to be told
// of steps that keep their tactic, but mistakes are still found.
func TestMovesOfPinned(t *testing.T) {
	s := &model.Spec{Catalog: &catalog.Spec{AttackVersion: "19.2"}, Models: []model.ModelSpec{{Scenarios: []model.ScenarioSpec{{ID: "s", Steps: []model.ScenarioStepSpec{
		{Tactic: "TA0005", Technique: "T1027"}, {Tactic: "TA0005", Technique: "T1112"},
	}}}}}}
	checkMoves(t, s, "models/0/scenarios/0/steps/1/tactic tactic TA0005→TA0112 [s] of T1112")
	checkMoves(t, &model.Spec{})
}

// TestMovesOfImported: rows that were imported from an older version are told
// once, and the version they pin stays.
func TestMovesOfImported(t *testing.T) {
	rows := []catalog.Technique{{ID: "T1562.001"}, {ID: "T1190"}, {ID: "T1064"}}
	checkMoves(t, &model.Spec{Catalog: &catalog.Spec{AttackVersion: "18.1", Techniques: rows}},
		"catalog/attack_version stuck 18.1→ [attack_version] imported")
	checkMoves(t, &model.Spec{Catalog: &catalog.Spec{Techniques: rows}},
		"catalog/techniques/0/id stuck T1562.001→ [T1562.001] imported",
		"catalog/techniques/2/id stuck T1064→ [T1064] imported")
}
