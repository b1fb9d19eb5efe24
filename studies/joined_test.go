package studies_test

import (
	"context"
	"testing"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/model"
)

// TestAnalysesAgree: in every model and case, no step contradicts its cell.
func TestAnalysesAgree(t *testing.T) {
	for _, c := range variants {
		r, _, err := open(t, eapp(c)).Assess(context.Background(), assess.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range r.Models {
			joined := m.Join()
			for _, d := range joined.Disagreements {
				t.Errorf("%s in %s: %s by %s: step %v, cell %v", m.Model.ID, c, d.Asset.ID, d.Rule.ID, d.Step, d.Cell)
			}
			if len(joined.Differences) == 0 {
				t.Errorf("%s in %s: no step differs from its cell, which cannot be", m.Model.ID, c)
			}
		}
	}
}

// TestScenariosAreFoundOrExplained: each of the 23 scenarios written by hand is
// found by the search, or a step of it says why not.
func TestScenariosAreFoundOrExplained(t *testing.T) {
	r, _, err := open(t, model.Options{}).Assess(context.Background(), assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	n, found := 0, 0
	for _, m := range r.Models {
		for _, s := range m.Damage.Scenarios {
			n++
			doubts := 0
			for _, step := range s.Steps {
				doubts += len(step.Doubts)
			}
			switch {
			case s.Found:
				found++
			case s.Scenario.Point == nil && s.Scenario.Note == "":
				t.Errorf("%s: no entry point, and no note says why", s.Scenario.ID)
			case s.Scenario.Point != nil && doubts == 0:
				t.Errorf("%s: not found, and no step says why", s.Scenario.ID)
			default:
				t.Logf("%s is not found: %v", s.Scenario.ID, s.Steps)
			}
			if len(s.Damages) == 0 {
				t.Errorf("%s has no letter", s.Scenario.ID)
			}
		}
	}
	if n != 23 {
		t.Errorf("%d scenarios, want the 23 of the domain notes", n)
	}
	t.Logf("%d of %d scenarios are found", found, n)
}
