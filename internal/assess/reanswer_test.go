package assess_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/gen"
)

// TestReanswerEqualsWhole: changing one answer gives what a whole assessment of
// the changed study gives, in cells, totals, goals, scenarios and findings, and
// leaves the first result as it was.
func TestReanswerEqualsWhole(t *testing.T) {
	for name, draw := range map[string]struct {
		study func(*rapid.T) *model.Spec
		base  *model.Spec
	}{"cells": {gen.Study, gen.Catalog()}, "attacks": {gen.AttackStudy, gen.AttackCatalog()}} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				spec := draw.study(t)
				first := run(t, spec, draw.base)
				placed := first.Models[0].Model.Deployments
				if len(placed) == 0 {
					return
				}
				d := rapid.SampledFrom(placed).Draw(t, "deployment")
				a := assess.Answer{Model: "m", Deployment: d.ID,
					Status:    rapid.SampledFrom([]model.Status{model.InPlace, model.Partial, model.Absent, model.UnknownStatus}).Draw(t, "status"),
					Effective: rapid.SampledFrom([]model.Effectiveness{model.Effective, model.NotEffective, model.UnknownEffectiveness}).Draw(t, "effective")}
				got, err := first.Reanswer(context.Background(), a)
				if err != nil {
					t.Fatal(err)
				}
				changed := copyOf(spec)
				for i := range changed.Models[0].Deployments {
					if x := &changed.Models[0].Deployments[i]; x.ID == a.Deployment {
						x.Status, x.Effective = a.Status, a.Effective
					}
				}
				same(t, run(t, changed, draw.base), got)
				same(t, run(t, spec, draw.base), first)
			})
		})
	}
}

// same holds two results against each other by what users see.
func same(t fataler, want, got *assess.Result) {
	t.Helper()
	w, g := want.Models[0], got.Models[0]
	if diff := cmp.Diff(w.Cells, g.Cells); diff != "" {
		t.Fatalf("cells (-whole +changed):\n%s", diff)
	}
	if w.Totals != g.Totals {
		t.Fatalf("totals %+v, want %+v", g.Totals, w.Totals)
	}
	for i := range w.Assets {
		if w.Assets[i].Totals != g.Assets[i].Totals {
			t.Fatalf("totals of asset %d: %+v, want %+v", i, g.Assets[i].Totals, w.Assets[i].Totals)
		}
	}
	for i := range w.Damage.Goals {
		x, y := w.Damage.Goals[i], g.Damage.Goals[i]
		if x.Worst != y.Worst || x.Risk != y.Risk {
			t.Fatalf("goal %s: %v from start %d, want %v from %d", x.Goal.ID, y.Risk, y.Worst, x.Risk, x.Worst)
		}
		for j := range x.Starts {
			if x.Starts[j].Risk != y.Starts[j].Risk || x.Starts[j].Vulnerability != y.Starts[j].Vulnerability {
				t.Fatalf("goal %s from start %d: %+v, want %+v", x.Goal.ID, j, y.Starts[j], x.Starts[j])
			}
		}
	}
	if diff := cmp.Diff(want.Findings.Findings, got.Findings.Findings, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("findings (-whole +changed):\n%s", diff)
	}
}

// TestReanswerOfNothing: a model or deployment that is not there is an error.
func TestReanswerOfNothing(t *testing.T) {
	r := run(t, sketch("Internet: [a]"), gen.Catalog())
	for _, a := range []assess.Answer{{Model: "none"}, {Model: "m", Deployment: "none"}} {
		if _, err := r.Reanswer(context.Background(), a); err == nil {
			t.Errorf("%+v is answered", a)
		}
	}
}
