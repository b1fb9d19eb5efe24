package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/exchange"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/plan"
	"github.com/sekisho/sekisho/internal/tracing"
)

// UsualLeave is the worst letter that a plan leaves where nothing is said.
const UsualLeave = method.B

// MostFront bounds the plans of a front; more is said to be left out.
const MostFront = 50

// PlanOptions say which plan is wanted.
type PlanOptions struct {
	Model model.ModelID
	// Damages that are to be lowered; empty: all that are not light.
	Damages []model.DamageID
	// Leave is the worst letter that is left; unrated: [UsualLeave], or with a
	// budget the best that it allows.
	Leave method.RiskValue
	// Options but for the targets, which follow from the above.
	plan.Options
	// Front, Smallest and Dead ask for more beside the plan.
	Front, Smallest, Dead bool
	// DeadProgress, if set, is called with the deployments examined and their total.
	DeadProgress func(done, total int)
}

// Planned is a plan with what else was asked for.
type Planned = exchange.Planned

// MakePlan plans for one model of a result, and works out what else was asked for.
// Where ctx ends after the plan was found, what is missing beside it is left out
// and cut is true.
func MakePlan(ctx context.Context, r *assess.Result, o PlanOptions) (out Planned, cut bool, err error) {
	ctx, span := tracing.Step(ctx, "plan")
	defer span.End()
	out.Result = r
	damages := o.Damages
	if len(damages) == 0 {
		damages = plan.Grave(r.Study)
	}
	leave := o.Leave
	switch {
	case leave != method.Unrated:
	case o.Budget != nil:
		leave = method.E
	default:
		leave = UsualLeave
	}
	o.Targets = plan.Leave(damages, leave)
	if out.Plan, err = plan.Run(ctx, r, o.Model, o.Options); err != nil {
		return out, false, fmt.Errorf("plan: %w", err)
	}
	if err := besidePlan(ctx, o, damages, &out); err != nil && ctx.Err() == nil {
		return out, false, fmt.Errorf("plan: %w", err)
	}
	return out, ctx.Err() != nil, nil
}

// besidePlan works out what was asked for beside the plan.
func besidePlan(ctx context.Context, o PlanOptions, damages []model.DamageID, out *Planned) (err error) {
	if o.Front {
		front := o.Options
		front.Targets = plan.Leave(damages, method.E)
		whole := false
		out.FrontWhole = &whole
		if out.Front, whole, err = plan.Front(ctx, out.Result, o.Model, front, MostFront); err != nil {
			return err
		}
	}
	if o.Smallest {
		if out.Steps, err = plan.Steps(ctx, out.Result, o.Model, o.Options); err != nil {
			return err
		}
	}
	if o.Dead {
		progress := o.DeadProgress
		if progress == nil {
			progress = func(int, int) {}
		}
		if out.Dead, err = plan.DeadOf(ctx, out.Plan.Base, progress); err != nil {
			return err
		}
	}
	return nil
}

// frontOf gives the Pareto front of a model, for business damages that are not
// light. Without costs in the study there is none.
func frontOf(ctx context.Context, r *assess.Result, m *assess.ModelResult) ([]*plan.Plan, bool, error) {
	if p := r.Study.Spec.Planning; p == nil || len(p.Costs) == 0 {
		return nil, true, nil
	}
	opt := plan.Options{Targets: plan.Leave(plan.Grave(r.Study), method.E), Nodes: planNodes}
	front, whole, err := plan.Front(ctx, r, m.Model.ID, opt, MostFront)
	if err != nil {
		return nil, false, fmt.Errorf("plan for the chart of %s: %w", m.Model.ID, err)
	}
	return front, whole, nil
}

// UnknownError tells that a study has nothing of that id.
type UnknownError struct{ ID string }

// Error names it.
func (e *UnknownError) Error() string { return e.ID + " is not in the study" }

// has makes sure that the study has the models and the business damages.
func (s *Study) has(models []model.ModelID, damages []model.DamageID) error {
	for _, id := range models {
		if !slices.ContainsFunc(s.Models, func(m *model.Model) bool { return m.ID == id }) {
			return &UnknownError{string(id)}
		}
	}
	for _, id := range damages {
		if _, ok := s.Damage(id); !ok {
			return &UnknownError{string(id)}
		}
	}
	return nil
}

// unknownCandidate reports whether an error names a candidate that is none.
func unknownCandidate(err error) bool {
	var unknown *plan.UnknownCandidate
	return errors.As(err, &unknown)
}
