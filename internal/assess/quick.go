package assess

import (
	"context"

	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/defence"
	"github.com/sekisho/sekisho/internal/model"
)

// Quick rates thousands of models on one catalogue for their letters alone: what
// depends on the catalogue is worked out once, only what is asked for is rated, and
// nothing is found or explained. It is safe for concurrent use.
type Quick struct {
	rules      *attack.Rules
	countering [][]defence.Counter
}

// NewQuick makes the rules of the catalogue ready.
func NewQuick(cat *catalog.Catalog) *Quick {
	return &Quick{attack.Compile(cat), defence.Counters(cat)}
}

// QuickModel rates one model. Its values are those of [Run].
type QuickModel struct {
	quick *Quick
	rater *rater
	cover []defence.Standing
	cells []Cell
}

// Model begins to rate a model of a study on the catalogue, by the method of the
// study.
func (q *Quick) Model(s *model.Study, m *model.Model) *QuickModel {
	return &QuickModel{quick: q, rater: newRater(s, s.Method, m, q.countering)}
}

// Zones gives the exposure of the zones, in the order of the model.
func (x *QuickModel) Zones() []ZoneExposure { return x.rater.zones }

// Cells rates the cells of one asset. What it gives holds until it is called again.
func (x *QuickModel) Cells(a *model.Asset) []Cell {
	if x.cover == nil {
		x.cover = make([]defence.Standing, len(x.rater.study.Catalog.Countermeasures))
	}
	importance := x.rater.importance(a).Importance
	x.rater.cover.Cell(a, x.cover)
	x.cells = x.cells[:0]
	for _, t := range x.rater.study.Catalog.ThreatsOf(a.Type.ID) {
		x.cells = append(x.cells, x.rater.cell(a, t, importance, x.cover))
	}
	return x.cells
}

// Damage rates the goals and the damages, without written scenarios. It fails when
// ctx ends.
func (x *QuickModel) Damage(ctx context.Context) (*DamageResult, error) {
	r := x.rater
	return r.goals(ctx, x.quick.rules.Build(r.m, r.cover, r.stepOptions()))
}
