package cli

import (
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/model"
)

// printScenarios prints the scenarios that the analyst wrote: their letters, and
// for each step what speaks against it. An entry point or goal leaves out those
// that begin or aim elsewhere.
func (s *session) printScenarios(r *assess.Result, m *assess.ModelResult, from model.EntryPointID, to model.GoalID) {
	var shown []assess.ScenarioResult
	for _, x := range m.Damage.Scenarios {
		if (from == "" || x.Scenario.Entry == from) && (to == "" || aimsAt(m, x.Scenario, to)) {
			shown = append(shown, x)
		}
	}
	s.println("", s.out.paint(bold, s.text("cli.scenario.title", "number", len(shown))))
	for _, x := range shown {
		s.printScenario(r, &x)
	}
}

// aimsAt reports whether a scenario aims at the asset and damage of a goal.
func aimsAt(m *assess.ModelResult, x *model.Scenario, id model.GoalID) bool {
	for _, g := range m.Model.Goals {
		if g.ID != id {
			continue
		}
		for _, d := range x.Damages {
			if d == g.Damage.ID && x.Target == g.Asset {
				return true
			}
		}
	}
	return false
}

func (s *session) printScenario(r *assess.Result, x *assess.ScenarioResult) {
	var letters []string
	for _, d := range x.Damages {
		letters = append(letters, d.Damage.Label+" "+s.risk(d.Risk))
	}
	s.println("", "  "+s.text("cli.scenario.head", "id", x.Scenario.ID, "name", x.Scenario.In(s.lang), "letters", strings.Join(letters, s.text("cli.separator"))))
	s.println("    " + s.text("cli.scenario.levels", "threat", level(x.ThreatLevel), "countermeasure", s.levels(x.Countermeasure),
		"found", s.text("cli.scenario.found."+strconv.FormatBool(x.Found))))
	t := &table{indent: "    ", align: "><"}
	for i, step := range x.Steps {
		var doubts []string
		for _, d := range step.Doubts {
			doubts = append(doubts, s.text("cli.scenario.doubt."+string(d)))
		}
		t.row(strconv.Itoa(i+1), s.text("explain.step.level", "level", s.levels(step.Countermeasure)), s.tactic(r, step.Spec.Tactic),
			string(step.Spec.Technique), s.text("cli.scenario.step", "asset", s.text("explain.asset", "name", step.Asset.In(s.lang),
				"id", string(step.Asset.ID)), "text", step.Spec.In(s.lang), "doubts", strings.Join(doubts, s.text("cli.separator"))))
	}
	s.printWrapped(t)
	if note := x.Scenario.Note; note != "" {
		notes := &table{indent: "    "}
		notes.row(s.text("cli.scenario.note"), note)
		s.printWrapped(notes)
	}
}
