package catalogdata_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/model"
)

// referenceResult assesses the reference study, with the e-application service in one
// of its two places.
func referenceResult(t *testing.T, eapp model.ParameterCase) *assess.Result {
	t.Helper()
	s, err := app.Open("", model.Options{Parameters: model.When{"eapp": eapp}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := assess.Run(context.Background(), s.Study, assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestAttackRulesAreReached wants every rule to be taken somewhere in the
// reference study, or to say why not; and the reverse, that what is said to be
// unreached is. Along the way it holds the study to what the ministry's paper
// limits to clouds.
func TestAttackRulesAreReached(t *testing.T) {
	taken := map[catalog.RuleID]bool{}
	for _, eapp := range []model.ParameterCase{"asp", "pub"} {
		for _, m := range referenceResult(t, eapp).Models {
			g := m.Damage.Graph
			x := g.NewSolution(false)
			for _, goal := range m.Damage.Goals {
				if goal.Goal.Damage.CloudOnly && !m.Model.Cloud && goal.Worst >= 0 {
					t.Errorf("%s: %s is reached without a cloud", m.Model.ID, goal.Goal.ID)
				}
			}
			for i, start := range g.Starts() {
				if start.Entry.Point.CloudOnly && !m.Model.Cloud {
					t.Errorf("%s: %s begins an attack, although it exists in clouds only", m.Model.ID, start.Entry.Point.ID)
				}
				x.Solve(i).EachTaken(func(u attack.Use) {
					taken[u.Rule.ID] = true
				})
			}
		}
	}
	for _, r := range attackRules(t) {
		if explained := r.Unreached.Ja != ""; taken[r.ID] == explained {
			t.Errorf("%s: taken %v, said to be unreached %v", r.ID, taken[r.ID], explained)
		}
	}
}

// TestEntryPointsBegin wants each of the seven entry points to begin an attack
// in some model, and wherever it applies on each asset where it lands.
func TestEntryPointsBegin(t *testing.T) {
	r := referenceResult(t, "asp")
	begun := map[model.EntryPointID]bool{}
	for _, m := range r.Models {
		for _, e := range m.Model.Entries {
			for _, a := range e.Assets {
				begins := slices.ContainsFunc(m.Damage.Graph.Starts(), func(s attack.Start) bool { return s.Entry == e && s.At == a })
				if e.Applies != model.NotPossible && !begins {
					t.Errorf("%s: no rule begins with %s on %s", m.Model.ID, e.Point.ID, a.ID)
				}
				begun[e.Point.ID] = begun[e.Point.ID] || begins
			}
		}
	}
	if len(begun) != 7 {
		t.Errorf("%d entry points begin an attack, want 7: %v", len(begun), begun)
	}
}

// TestScenariosAreFound holds the search against the routes that were written by
// hand: it can take every step of each, or the scenario says why not.
func TestScenariosAreFound(t *testing.T) {
	found, all := map[string]bool{}, map[string]bool{}
	for _, eapp := range []model.ParameterCase{"asp", "pub"} {
		for _, m := range referenceResult(t, eapp).Models {
			for _, s := range m.Damage.Scenarios {
				id := s.Scenario.ID
				all[id] = true
				found[id] = found[id] || s.Found
				for _, step := range s.Steps {
					for _, d := range step.Doubts {
						if d != assess.NoLink && s.Scenario.Point != nil {
							t.Errorf("%s %s at %s: %s", id, step.Spec.Technique, step.Asset.ID, d)
						}
					}
				}
				t.Logf("%s %s: found %v, countermeasure level %d, threat level %d, %v", eapp, id, s.Found, s.Countermeasure.Worst, s.ThreatLevel, s.Damages)
				if s.Scenario.Point == nil && !strings.Contains(s.Scenario.Note, "ATT&CK") {
					t.Errorf("%s starts nowhere and does not say why", id)
				}
			}
		}
	}
	if len(all) != 23 {
		t.Errorf("%d scenarios, want 23", len(all))
	}
	for id := range all {
		if !found[id] && id != "m0-r3" {
			t.Errorf("the search does not find %s", id)
		}
	}
	if found["m0-r3"] {
		t.Error("m0-r3, the loss of media, is no attack and was found")
	}
}
