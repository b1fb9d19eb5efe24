package compare

import (
	"context"
	"slices"
	"testing"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalogdata"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/long"
	"github.com/sekisho/sekisho/studies"
)

// TestAnotherScope takes an asset out of the scope of one deployment: that is one
// change of one row, with its scope before and after.
func TestAnotherScope(t *testing.T) {
	long.Test(t)
	spec := specOf(t, studies.FS, studies.Reference)
	at := slices.IndexFunc(spec.Models, func(m model.ModelSpec) bool { return m.ID == "m1a" })
	d := slices.IndexFunc(spec.Models[at].Deployments, func(d model.DeploymentSpec) bool { return len(d.Scope.Assets) > 1 })
	changed := &spec.Models[at].Deployments[d]
	changed.Scope.Assets = changed.Scope.Assets[1:]
	study, found := model.Build(spec, specOf(t, catalogdata.FS, "."), model.Options{})
	if found.HasErrors() {
		t.Fatal(found.Findings[0])
	}
	now, err := assess.Run(context.Background(), study, assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	diff, err := Diff(context.Background(), reference(t), now)
	if err != nil {
		t.Fatal(err)
	}
	if len(diff.Inputs) != 1 {
		t.Fatalf("inputs that differ: %v", diff.Inputs)
	}
	got := diff.Inputs[0]
	if got.What != Altered || got.ID != string(changed.ID) || len(got.Attributes) != 1 || got.Attributes[0].Name != "scope" || !slices.Equal(got.Models, []model.ModelID{"m1a"}) {
		t.Errorf("%+v", got)
	}
	if before := got.Attributes[0].Before; before == got.Attributes[0].After || before == "" {
		t.Errorf("scope %q", before)
	}
}

// TestUseCases adds up the cells and goals of every use case one by one, and the
// conclusion on every model.
func TestUseCases(t *testing.T) {
	long.Test(t)
	r := reference(t)
	c, err := Run(context.Background(), r, Options{FiguresOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range c.Models {
		m := f.Result
		for _, u := range f.UseCases {
			on := map[model.AssetID]bool{}
			for _, flow := range m.Model.Flows {
				if flow.UseCase != u.UseCase.ID {
					continue
				}
				for _, a := range flow.Hops {
					on[a.ID] = true
				}
				for _, k := range flow.Links {
					for _, a := range k.Via {
						on[a.ID] = true
					}
				}
			}
			var worst, best [6]int
			for _, x := range m.Cells {
				if on[m.Model.Assets[x.Asset].ID] {
					worst[x.Risk.Worst]++
					best[x.Risk.Best]++
				}
			}
			if len(on) != u.Assets || worst != u.Cells.Worst || best != u.Cells.Best {
				t.Errorf("%s %s: %d assets with %v to %v; want %d with %v to %v", m.Model.ID, u.UseCase.ID, u.Assets, u.Cells.Worst, u.Cells.Best, len(on), worst, best)
			}
			for j := range m.Damage.Goals {
				if g := &m.Damage.Goals[j]; on[g.Goal.Asset.ID] && goalOutcome(g).WorseThan(u.Outcome) {
					t.Errorf("%s %s: %v, goal %s has %v", m.Model.ID, u.UseCase.ID, u.Outcome, g.Goal.ID, goalOutcome(g))
				}
			}
		}
		v := c.Conclusion(i)
		if len(v.Lower)+len(v.Same)+len(v.Higher) != len(f.Damages) {
			t.Errorf("%s: conclusion %v", m.Model.ID, v)
		}
		for j, d := range f.Damages {
			base := c.Models[0].Damages[j].Outcome
			if slices.Contains(v.Lower, d.Damage) != base.WorseThan(d.Outcome) || slices.Contains(v.Higher, d.Damage) != d.WorseThan(base) {
				t.Errorf("%s: %s is %v, base %v, conclusion %v", m.Model.ID, d.Damage.ID, d.Outcome, base, v)
			}
		}
	}
}
