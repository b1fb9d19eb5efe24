package assess

import (
	"context"
	"fmt"

	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/defence"
	"github.com/sekisho/sekisho/internal/model"
)

// Redeploy gives the result of the model with other deployments in place of its
// own: everything else of the model and its rating stays. Findings are made when
// the result is put into a whole one by [Result.With]. It fails when ctx ends.
func (m *ModelResult) Redeploy(ctx context.Context, deployments []*model.Deployment) (*ModelResult, error) {
	changed := *m.Model
	changed.Deployments = deployments
	r := *m.rater
	r.m = &changed
	r.cover = defence.New(&changed, r.study.Catalog)
	out := &ModelResult{Model: &changed, Zones: m.Zones, Assets: append([]AssetRating(nil), m.Assets...),
		Cells: append([]Cell(nil), m.Cells...), rater: &r}
	out.rerateCells(func(int) bool { return true })
	var err error
	if out.Damage, err = r.goals(ctx, attack.Build(&changed, r.study.Catalog, r.stepOptions())); err != nil {
		return nil, fmt.Errorf("redeploy: %w", err)
	}
	out.Damage.Scenarios = r.scenarios(out.Damage)
	return out, nil
}

// With gives the result with one model's result replaced, and the findings about
// it made anew. The written study (Study.Spec) stays as it is.
func (r *Result) With(now *ModelResult) *Result {
	study := *r.Study
	study.Models = append([]*model.Model(nil), r.Study.Models...)
	for i, m := range study.Models {
		if m.ID == now.Model.ID {
			study.Models[i] = now.Model
		}
	}
	out := &Result{Study: &study, Method: r.Method, Models: append([]*ModelResult(nil), r.Models...), importance: r.importance}
	now.find(r.Method.Matrix.ID)
	for i, m := range out.Models {
		if m.Model.ID == now.Model.ID {
			out.Models[i] = now
		}
	}
	out.gather()
	return out
}

// Fixed reports whether no deployment changes the countermeasure level of steps
// and cells of the asset and the threat: an analyst has judged it, or a known
// unpatched vulnerability forces it.
func (m *ModelResult) Fixed(a *model.Asset, threat catalog.ThreatID) bool {
	if m.rater.judgedLevel(a, threat) != 0 {
		return true
	}
	t, ok := m.rater.study.Catalog.Threat(threat)
	return ok && a.Vulnerable != nil && t.ExploitsVulnerability
}
