package plan

import (
	"context"
	"slices"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// Step is the smallest change for the letter of one business damage.
type Step struct {
	Damage *model.DamageSpec
	// From is the letter now, To the next better one.
	From, To method.RiskValue
	// Plan is the cheapest one by which the damage comes to To, whatever the others
	// do. It is not Reached where nothing does.
	Plan *Plan
	// Single lists the candidates that do so alone, beside what is decided already,
	// the cheapest first.
	Single []*Candidate
}

// Steps gives the smallest change for each damage that opt has a target for and
// that can be reached; other targets of opt are not looked at.
func Steps(ctx context.Context, r *assess.Result, id model.ModelID, opt Options) ([]Step, error) {
	e, err := newEngine(ctx, r, id, &opt)
	if err != nil {
		return nil, err
	}
	var out []Step
	for _, d := range e.base.Damage.Damages {
		asked := slices.ContainsFunc(opt.Targets, func(t Target) bool { return t.Damage == d.Damage.ID })
		if !asked || !d.Reached || worst(e.base, d) == method.E {
			continue
		}
		s := Step{Damage: d.Damage, From: worst(e.base, d)}
		s.To = s.From - 1
		if err := e.step(ctx, opt, &s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

func (e *engine) step(ctx context.Context, opt Options, s *Step) error {
	own := opt
	own.Targets, own.Budget, own.Cells = []Target{{s.Damage.ID, s.To}}, nil, method.Unrated
	if err := e.setTargets(&own); err != nil {
		return err
	}
	var err error
	if s.Plan, err = e.solve(ctx, own, nil); err != nil || !s.Plan.Reached || s.Plan.Cost == (Cost{}) {
		return err
	}
	for i := range e.candidates {
		does, err := e.alone(ctx, s, i)
		if err != nil {
			return err
		}
		if does {
			s.Single = append(s.Single, e.candidates[i])
		}
	}
	slices.SortStableFunc(s.Single, func(a, b *Candidate) int { return a.Cost.compare(b.Cost, opt.Years) })
	return nil
}

// alone reports whether one candidate brings the damage to its letter, beside what
// is decided. What the constraints of the plan do not name cannot.
func (e *engine) alone(ctx context.Context, s *Step, i int) (bool, error) {
	c := e.candidates[i]
	if c.Decided || !e.usable(i) {
		return false, nil
	}
	chosen := make([]bool, len(e.candidates))
	for j, o := range e.candidates {
		chosen[j] = j == i || o.Decided
	}
	for k := range s.Plan.Constraints {
		if !s.Plan.Constraints[k].metBy(e, chosen) {
			return false, nil
		}
	}
	m, err := e.rate(ctx, chosen)
	if err != nil {
		return false, err
	}
	for _, d := range m.Damage.Damages {
		if d.Damage.ID == s.Damage.ID {
			return !d.Reached || !worst(m, d).WorseThan(s.To), nil
		}
	}
	return false, nil
}

// metBy reports whether a choice meets the constraint.
func (c *Constraint) metBy(e *engine, chosen []bool) bool {
	sum := int64(0)
	for i, o := range c.Of {
		if chosen[e.index[o.ID]] {
			sum += c.Weights[i]
		}
	}
	return sum >= c.Least
}
