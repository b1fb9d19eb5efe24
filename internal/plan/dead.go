package plan

import (
	"context"
	"fmt"
	"slices"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/defence"
	"github.com/sekisho/sekisho/internal/model"
)

// Dead is a deployment that is recorded as in place, wholly or partly, and without
// which nothing would be rated otherwise: no cell and no route from an entry point
// to a goal.
type Dead struct {
	*model.Deployment
	// Counted tells that it counts somewhere, where others give the same level
	// already. Otherwise it counts nowhere.
	Counted bool
}

// DeadOf lists the dead deployments of a model, in its order. It rates the model
// once for each deployment.
func DeadOf(ctx context.Context, m *assess.ModelResult, progress func(done, total int)) ([]Dead, error) {
	idle := m.Join().Idle
	var out []Dead
	for i, d := range m.Model.Deployments {
		progress(i, len(m.Model.Deployments))
		if defence.StandingOf(d) == (defence.Standing{}) {
			continue // it is recorded as not there
		}
		less, err := m.Redeploy(ctx, without(m.Model, d))
		if err != nil {
			return nil, fmt.Errorf("rate model %s without %s: %w", m.Model.ID, d.ID, err)
		}
		if sameLevels(m, less) {
			out = append(out, Dead{d, !slices.Contains(idle, d)})
		}
	}
	return out, nil
}

// without gives the deployments of a model with one of them absent.
func without(m *model.Model, gone *model.Deployment) []*model.Deployment {
	out := slices.Clone(m.Deployments)
	absent := *gone
	absent.Status = model.Absent
	out[gone.Index] = &absent
	return out
}

// sameLevels reports whether two ratings of one model give every cell the same
// countermeasure level, and every goal the same from every start.
func sameLevels(a, b *assess.ModelResult) bool {
	same := slices.EqualFunc(a.Cells, b.Cells, func(x, y assess.Cell) bool {
		return x.Risk == y.Risk && x.Countermeasure == y.Countermeasure && x.DerivedCountermeasure == y.DerivedCountermeasure
	})
	return same && slices.EqualFunc(a.Damage.Goals, b.Damage.Goals, func(x, y assess.GoalResult) bool {
		return slices.EqualFunc(x.Starts, y.Starts, func(s, t assess.StartResult) bool {
			return s.Reached == t.Reached && s.Risk == t.Risk && s.Vulnerability == t.Vulnerability
		})
	})
}
