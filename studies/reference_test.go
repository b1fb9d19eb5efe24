package studies_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// variants are the places of the e-application service, in which every model
// must be complete.
var variants = []model.ParameterCase{"asp", "pub"}

func open(t *testing.T, opt model.Options) *app.Study {
	t.Helper()
	s, err := app.Open("", opt)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func eapp(c model.ParameterCase) model.Options {
	return model.Options{Parameters: model.When{"eapp": c}}
}

// TestOnlyIntendedFindings checks the reference study in every case: what is
// found must be accepted with its reason, and nothing may be accepted in vain.
func TestOnlyIntendedFindings(t *testing.T) {
	found, err := open(t, model.Options{}).Check(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	accepted := 0
	for _, f := range found.Findings {
		if f.Accepted == "" {
			t.Errorf("%s: %s %v", f.Pos, f.Code, f.Args)
			continue
		}
		accepted++
	}
	if accepted == 0 {
		t.Error("no accepted finding: the check found nothing at all, not even what is known to be there")
	}
}

// TestModelsAreComplete checks what the study promises of each of its models.
func TestModelsAreComplete(t *testing.T) {
	for _, c := range variants {
		s := open(t, eapp(c))
		if len(s.Models) != 7 {
			t.Errorf("%d models, want the baseline and six verification models", len(s.Models))
		}
		for _, m := range s.Models {
			t.Run(fmt.Sprintf("%s-%s", m.ID, c), func(t *testing.T) { complete(t, s, m) })
		}
	}
}

func complete(t *testing.T, s *app.Study, m *model.Model) {
	if len(m.Assets) < 25 {
		t.Errorf("%d assets placed, want at least 25", len(m.Assets))
	}
	for _, a := range m.Assets {
		if len(a.Links)+len(a.Mediates) == 0 {
			t.Errorf("asset %s is on no link", a.ID)
		}
	}
	served := map[model.UseCaseID]bool{}
	for _, f := range m.Flows {
		served[f.UseCase] = true
		if len(f.Links) != len(f.Hops)-1 {
			t.Errorf("flow %s: %d links for %d hops", f.ID, len(f.Links), len(f.Hops))
		}
	}
	for _, u := range s.Spec.UseCases {
		if !served[u.ID] {
			t.Errorf("use case %s has no flow", u.ID)
		}
	}
	if len(m.Entries) != len(s.Spec.EntryPoints) {
		t.Errorf("%d entry points stated, want %d", len(m.Entries), len(s.Spec.EntryPoints))
	}
	for _, d := range m.Deployments {
		if d.Evidence == "" {
			t.Errorf("deployment %s has no evidence", d.ID)
		}
	}
}

// lighter lists assets that in one case carry data of a higher class than their
// importance allows for. Judgements cannot yet depend on a parameter.
var lighter = map[string]string{
	"m0 pub a-inet-pc": "the terminal fetches applications only where the e-application service is on a public cloud",
}

// TestImportanceFollowsTheData checks that no rated asset is of less importance
// than the data which the flows bring to it.
func TestImportanceFollowsTheData(t *testing.T) {
	unused := map[string]bool{}
	for k := range lighter {
		unused[k] = true
	}
	for _, c := range variants {
		s := open(t, eapp(c))
		r, _, err := s.Assess(context.Background(), assess.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range r.Models {
			for id, need := range carried(s, m.Model) {
				a, _ := m.Model.Asset(id)
				key := fmt.Sprintf("%s %s %s", m.Model.ID, c, id)
				switch {
				case a.Type.Boundary || m.Assets[a.Index].Importance >= need:
				case lighter[key] != "":
					delete(unused, key)
				default:
					t.Errorf("%s: importance %d, but data of importance %d flows over it", key, m.Assets[a.Index].Importance, need)
				}
			}
		}
	}
	for key := range unused {
		t.Errorf("exception %q is stale", key)
	}
}

// carried gives for each asset the highest importance of the data that flows
// bring to it.
func carried(s *app.Study, m *model.Model) map[model.AssetID]method.Importance {
	out := map[model.AssetID]method.Importance{}
	for _, f := range m.Flows {
		for _, id := range f.Classes {
			class, ok := s.Catalog.DataClass(id)
			if !ok {
				continue
			}
			for _, a := range f.Hops {
				out[a.ID] = max(out[a.ID], class.Importance)
			}
		}
	}
	return out
}
