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
	return r.ReanswerAll(ctx, []Answer{a})
}

// ReanswerAll is [Result.Reanswer] for many answers at once; of several about one
// deployment of a model the last holds.
func (r *Result) ReanswerAll(ctx context.Context, answers []Answer) (*Result, error) {
	study := *r.Study
	study.Models = slices.Clone(r.Study.Models)
	out := &Result{Study: &study, Method: r.Method, Models: slices.Clone(r.Models), importance: r.importance}
	changes := make([]map[int]Answer, len(r.Models))
	for _, a := range answers {
		at := slices.IndexFunc(r.Models, func(m *ModelResult) bool { return m.Model.ID == a.Model })
		if at < 0 {
			return nil, fmt.Errorf("model %q is not assessed", a.Model)
		}
		d := slices.IndexFunc(r.Models[at].Model.Deployments, func(d *model.Deployment) bool { return d.ID == a.Deployment })
		if d < 0 {
			return nil, fmt.Errorf("model %q has no deployment %q", a.Model, a.Deployment)
		}
		if changes[at] == nil {
			changes[at] = map[int]Answer{}
		}
		changes[at][d] = a
	}
	for i, old := range r.Models {
		if changes[i] == nil {
			continue
		}
		now, err := old.reanswer(ctx, changes[i])
		if err != nil {
			return nil, err
		}
		out.Models[i] = now
		for j, m := range study.Models {
			if m == old.Model {
				study.Models[j] = now.Model
			}
		}
	}
	out.gather()
	return out, nil
}

// reanswer rates the model with other answers, by the index of the deployment.
func (m *ModelResult) reanswer(ctx context.Context, answers map[int]Answer) (*ModelResult, error) {
	changed := *m.Model
	changed.Deployments = slices.Clone(m.Model.Deployments)
	r := *m.rater
	r.m = &changed
	touched := touch{make([]bool, len(changed.Assets)), make([]bool, len(changed.Assets)), make([]bool, len(changed.Links))}
	for at := range changed.Deployments {
		a, ok := answers[at]
		if !ok {
			continue
		}
		before := m.Model.Deployments[at]
		after := *before
		after.Status, after.Effective = a.Status, a.Effective
		changed.Deployments[at] = &after
		if len(answers) == 1 {
			r.cover = m.rater.cover.With(&changed, before, &after)
		}
		touched.add(m.rater.cover.Touches(before))
	}
	if len(answers) > 1 {
		r.cover = defence.New(&changed, r.study.Catalog)
	}

	out := &ModelResult{Model: &changed, Zones: m.Zones, Assets: slices.Clone(m.Assets), Cells: slices.Clone(m.Cells), rater: &r}
	out.rerateCells(func(i int) bool { return touched.covered[i] || touched.behind[i] })
	g := m.Damage.Graph.With(&changed, r.stepOptions(), r.cover, touched.covered, touched.links)
	var err error
	if out.Damage, err = r.goals(ctx, g); err != nil {
		return nil, err
	}
	out.Damage.Scenarios = r.rerateScenarios(m.Damage.Scenarios, g, touched.covered, touched.links)
	out.find(r.method.Matrix.ID)
	return out, nil
}

// touch tells on which assets and links some of several deployments bear, as
// [defence.Coverage.Touches] tells it of one.
type touch struct{ covered, behind, links []bool }

func (t *touch) add(covered, behind, links []bool) {
	for i := range covered {
		t.covered[i] = t.covered[i] || covered[i]
		t.behind[i] = t.behind[i] || behind[i]
	}
	for i := range links {
		t.links[i] = t.links[i] || links[i]
	}
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
