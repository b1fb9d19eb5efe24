package assess

import (
	"context"
	"fmt"
	"slices"

	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/defence"
	"github.com/sekisho/sekisho/internal/model"
)

// Answer is what is newly known of one deployment.
type Answer struct {
	Model      model.ModelID
	Deployment model.DeploymentID
	Status     model.Status
	Effective  model.Effectiveness
}

// Reanswer gives the result with one answer changed. It equals a whole
// assessment of the study with that answer, but only the cells, steps, goals and
// scenarios on which the deployment bears are rated anew; everything else is
// shared with r, which stays as it is. It fails when the model or the deployment
// does not exist.
//
// The written study (Study.Spec) keeps the old answer.
func (r *Result) Reanswer(ctx context.Context, a Answer) (*Result, error) {
	at := slices.IndexFunc(r.Models, func(m *ModelResult) bool { return m.Model.ID == a.Model })
	if at < 0 {
		return nil, fmt.Errorf("model %q is not assessed", a.Model)
	}
	old := r.Models[at]
	d := slices.IndexFunc(old.Model.Deployments, func(d *model.Deployment) bool { return d.ID == a.Deployment })
	if d < 0 {
		return nil, fmt.Errorf("model %q has no deployment %q", a.Model, a.Deployment)
	}
	now, err := old.reanswer(ctx, d, a)
	if err != nil {
		return nil, err
	}
	study := *r.Study
	study.Models = slices.Clone(r.Study.Models)
	for i, m := range study.Models {
		if m == old.Model {
			study.Models[i] = now.Model
		}
	}
	out := &Result{Study: &study, Method: r.Method, Models: slices.Clone(r.Models), importance: r.importance}
	out.Models[at] = now
	out.gather()
	return out, nil
}

func (m *ModelResult) reanswer(ctx context.Context, at int, a Answer) (*ModelResult, error) {
	before := m.Model.Deployments[at]
	after := *before
	after.Status, after.Effective = a.Status, a.Effective
	changed := *m.Model
	changed.Deployments = slices.Clone(m.Model.Deployments)
	changed.Deployments[at] = &after

	r := *m.rater
	r.m = &changed
	r.cover = m.rater.cover.With(&changed, before, &after)
	covered, behind, links := r.cover.Touches(&after)

	out := &ModelResult{Model: &changed, Zones: m.Zones, Assets: slices.Clone(m.Assets), Cells: slices.Clone(m.Cells), rater: &r}
	out.rerateCells(func(i int) bool { return covered[i] || behind[i] })
	g := m.Damage.Graph.With(&changed, r.stepOptions(), r.cover, covered, links)
	var err error
	if out.Damage, err = r.goals(ctx, g); err != nil {
		return nil, err
	}
	out.Damage.Scenarios = r.rerateScenarios(m.Damage.Scenarios, g, covered, links)
	out.find(r.method.Matrix.ID)
	return out, nil
}

// rerateCells rates the cells of the assets touched, and counts anew.
func (m *ModelResult) rerateCells(touched func(asset int) bool) {
	r := m.rater
	cover := make([]defence.Standing, len(r.study.Catalog.Countermeasures))
	m.Totals = Totals{}
	for i, a := range m.Model.Assets {
		rating := &m.Assets[i]
		if touched(i) {
			r.cover.Cell(a, cover)
			rating.Totals = Totals{}
			for c := rating.first; c < rating.end; c++ {
				m.Cells[c] = r.cell(a, int(m.Cells[c].Threat), rating.Importance, cover)
				rating.Totals.add(m.Cells[c].Risk)
			}
		}
		m.Totals.merge(rating.Totals)
	}
}

func (r *rater) rerateScenarios(old []ScenarioResult, g *attack.Graph, assets, links []bool) []ScenarioResult {
	out := slices.Clone(old)
	var steps *attack.Rater
	for i := range out {
		touched := slices.ContainsFunc(out[i].Steps, func(s ScenarioStep) bool {
			return assets[s.Asset.Index] || s.Link != nil && links[s.Link.Index]
		})
		if !touched {
			continue
		}
		if steps == nil {
			steps = g.NewRater(r.stepOptions(), r.cover)
		}
		out[i].Steps = slices.Clone(out[i].Steps)
		for j := range out[i].Steps {
			out[i].Steps[j].rate(steps)
		}
		r.rateScenario(&out[i])
	}
	return out
}
