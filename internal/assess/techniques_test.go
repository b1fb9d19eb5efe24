package assess_test

import (
	"context"
	"errors"
	"testing"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// TestStepUses holds the letters of steps against the listed trees of the
// reference study: no tree with a step has a worse letter than the step, and the
// worst tree of every route gives its letter to each of its steps.
func TestStepUses(t *testing.T) {
	long.Test(t)
	t.Parallel()
	s, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := assess.Run(t.Context(), s.Study, assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	type key struct {
		rule     catalog.RuleID
		at, from model.AssetID
		link     model.LinkID
	}
	for _, m := range r.Models {
		uses, err := m.StepUses(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		worst := map[key]method.RiskValue{}
		for _, u := range uses {
			k := key{u.Rule.ID, u.At, u.From, u.Step.Link}
			worst[k] = max(worst[k], u.Risk)
		}
		routes, err := m.Routes(t.Context(), assess.RouteOptions{List: 20, Bounds: attack.Bounds{Trees: 20, Work: 2000}})
		if err != nil {
			t.Fatal(err)
		}
		trees := 0
		for _, route := range routes {
			for _, tree := range route.Trees {
				trees++
				for _, step := range tree.Steps {
					k := key{step.Rule.ID, step.At, step.From, step.Link}
					if got, ok := worst[k]; !ok || got < tree.Risk.Worst {
						t.Errorf("%s: step %v has letter %s, but a tree of %s with it has %s", m.Model.ID, k, got, route.Goal.ID, tree.Risk.Worst)
					}
				}
			}
		}
		if len(uses) == 0 || trees == 0 {
			t.Errorf("%s: %d steps, %d trees", m.Model.ID, len(uses), trees)
		}
		again, err := m.StepUses(t.Context())
		if err != nil || len(again) != len(uses) {
			t.Fatalf("%s: a second run gives %d steps, not %d (%v)", m.Model.ID, len(again), len(uses), err)
		}
		for i := range uses {
			if uses[i].Rule != again[i].Rule || uses[i].At != again[i].At || uses[i].Risk != again[i].Risk {
				t.Fatalf("%s: step %d differs between two runs", m.Model.ID, i)
			}
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Models[0].StepUses(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("an ended context: %v", err)
	}
}
