package assess

import (
	"context"

	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/defence"
	"github.com/sekisho/sekisho/internal/model"
)

// Trial rates one model again and again under other answers. What answers cannot
// change (facts, steps, exposure, importance) is worked out once and kept, and
// neither findings nor explanations are made: it gives letters. A trial is not
// safe for concurrent use; several trials of one result are.
type Trial struct {
	m *model.Model
	// own are the trial's copies of the deployments, changed in place.
	own    []*model.Deployment
	rater  rater
	cover  []defence.Standing
	cells  []Cell
	assets []AssetRating
	first  *attack.Graph
	all    struct{ assets, links []bool }
}

// Letters are what a model comes to: a range for every cell, in the order of
// ModelResult.Cells, and for every goal, in that of DamageResult.Goals. A goal
// that cannot be reached has none of the values, as one that is unrated; Reached
// tells them apart.
type Letters struct {
	Cells   []RiskRange
	Goals   []RiskRange
	Reached []bool
	// Damages in the order of the study, as [DamageTotals.Risk] has them.
	Damages []RiskRange
}

// Trial begins a trial with the answers of the result, which stays as it is.
func (m *ModelResult) Trial() *Trial {
	t := &Trial{rater: *m.rater, cells: m.Cells, assets: m.Assets, first: m.Damage.Graph,
		cover: make([]defence.Standing, len(m.rater.study.Catalog.Countermeasures))}
	copied := *m.Model
	copied.Deployments = make([]*model.Deployment, len(m.Model.Deployments))
	t.own = make([]*model.Deployment, len(m.Model.Deployments))
	for i, d := range m.Model.Deployments {
		own := *d
		t.own[i], copied.Deployments[i] = &own, &own
	}
	t.m = &copied
	t.rater.m, t.rater.cover = t.m, defence.New(t.m, m.rater.study.Catalog)
	t.all.assets, t.all.links = make([]bool, len(copied.Assets)), make([]bool, len(copied.Links))
	for i := range t.all.assets {
		t.all.assets[i] = true
	}
	for i := range t.all.links {
		t.all.links[i] = true
	}
	return t
}

// Answer sets the answer about the deployment with this index in the model.
func (t *Trial) Answer(deployment int, s model.Status, e model.Effectiveness) {
	d := t.own[deployment]
	if d.Status == s && d.Effective == e {
		return
	}
	d.Status, d.Effective = s, e
	t.rater.cover.Refresh()
}

// AssetCells rates the cells of one asset into to, which has room for them.
func (t *Trial) AssetCells(asset int, to []RiskRange) {
	a, rating := t.m.Assets[asset], &t.assets[asset]
	t.rater.cover.Cell(a, t.cover)
	for i, c := range t.cells[rating.first:rating.end] {
		to[i] = t.rater.cell(a, int(c.Threat), rating.Importance, t.cover).Risk
	}
}

// Rate rates the whole model into to, whose slices are used again. It fails when
// ctx ends.
func (t *Trial) Rate(ctx context.Context, to *Letters) error {
	to.Cells = append(to.Cells[:0], make([]RiskRange, len(t.cells))...)
	for i := range t.assets {
		t.AssetCells(i, to.Cells[t.assets[i].first:t.assets[i].end])
	}
	return t.RateGoals(ctx, to)
}

// RateGoals is [Trial.Rate] for the goals alone.
func (t *Trial) RateGoals(ctx context.Context, to *Letters) error {
	g := t.first.With(t.m, t.rater.stepOptions(), t.rater.cover, t.all.assets, t.all.links)
	d, err := t.rater.goals(ctx, g)
	if err != nil {
		return err
	}
	to.Goals, to.Reached, to.Damages = to.Goals[:0], to.Reached[:0], to.Damages[:0]
	for i := range d.Goals {
		to.Goals = append(to.Goals, d.Goals[i].Risk)
		to.Reached = append(to.Reached, d.Goals[i].Worst >= 0)
	}
	for i := range d.Damages {
		to.Damages = append(to.Damages, d.Damages[i].Risk)
	}
	return nil
}

// Touches tells which assets the deployment with this index may bear on.
func (t *Trial) Touches(deployment int) []bool {
	covered, behind, _ := t.rater.cover.Touches(t.own[deployment])
	for i := range covered {
		covered[i] = covered[i] || behind[i]
	}
	return covered
}
