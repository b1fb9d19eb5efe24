// Package plan plans countermeasures 対策計画: the cheapest deployments with which
// every letter meets its target, proven. An exact 0/1 problem proposes, the
// engine of package assess rates the model with the proposal in place, and each
// attack tree or cell that is still too bad adds a constraint that every plan
// must meet, until none is left (implicit hitting sets). Letters are ordinal:
// they come first, one after the other, and are never summed.
//
// Package optimize solves, package certificate checks its proofs, package replay
// checks the trees. This package rates nothing and says nothing in words.
package plan

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/optimize"
)

// Target is the worst letter that a business damage may have.
type Target struct {
	Damage model.DamageID
	Letter method.RiskValue
}

// Options say what is wanted.
type Options struct {
	// Targets by business damage; damages without one may stay as they are. With
	// a budget and no targets, all letters are made as good as the budget allows.
	Targets []Target
	// Cells is the worst letter that cells of the asset-based analysis may have;
	// unrated: any.
	Cells method.RiskValue
	// Budget, if not nil, is the most that the plan may cost in yen: initially, or
	// in total over Years if these are given. The letters then are made as good as
	// the budget allows, the worst first.
	Budget *int64
	// Years over which costs are added up; 0: initial cost first, then yearly.
	Years int
	// Require and Forbid name candidates; of the candidates of each Either group at
	// most one is chosen. What the study writes as conditions holds as well.
	Require, Forbid []model.DeploymentID
	Either          [][]model.DeploymentID
	// WrittenOnly leaves out deployments that the model does not have.
	WrittenOnly bool
	// Alternatives is the number of next best plans to look for.
	Alternatives int
	// Nodes bounds the search; 0: no bound. A context that ends stops it as well.
	Nodes int
	// Progress, if set, is called from the calling goroutine now and then.
	Progress func(Progress)
}

// Progress is how far planning is.
type Progress struct {
	// Rounds of proposals, and constraints found.
	Rounds, Constraints int
	// Best is the cost of the best plan known, if any, Bound a proven lower bound.
	Best  *Cost
	Bound Cost
}

// Cost is what deployments cost: yen, and how many ask for how much effort.
type Cost struct {
	Initial, Yearly      int64
	Large, Medium, Small int
}

// Add gives the sum of two costs.
func (c Cost) Add(o Cost) Cost {
	return Cost{c.Initial + o.Initial, c.Yearly + o.Yearly, c.Large + o.Large, c.Medium + o.Medium, c.Small + o.Small}
}

// compare orders costs as plans do: the first number in yen, the second, then the
// effort.
func (c Cost) compare(o Cost, years int) int {
	first := cmp.Compare(c.Initial, o.Initial)
	if years > 0 {
		first = cmp.Compare(c.Over(years), o.Over(years))
	}
	return cmp.Or(first, cmp.Compare(c.Yearly, o.Yearly), cmp.Compare(c.Large, o.Large), cmp.Compare(c.Medium, o.Medium), cmp.Compare(c.Small, o.Small))
}

// Over gives the cost in yen over so many years.
func (c Cost) Over(years int) int64 { return c.Initial + int64(years)*c.Yearly }

// Candidate is a deployment that a plan may put in place.
type Candidate struct {
	// Deployment as it would be: in place and effective.
	*model.Deployment
	// Was is its status now; empty for one that the model does not have.
	Was model.Status
	// Cost of putting it in place, and the row that says so; nil where the study
	// has none, so that no plan uses it.
	Cost Cost
	Row  *model.CostSpec
	// Decided tells that it is planned already: it is in every plan, and its cost
	// is not counted again.
	Decided bool
	// Breaks is the data flow that it would stop, or nil; no plan uses it then.
	Breaks *model.Flow

	path string
}

// New reports whether the model does not have the deployment.
func (c *Candidate) New() bool { return c.Was == "" }

// Usable reports whether a plan may use the candidate.
func (c *Candidate) Usable() bool { return c.Row != nil && c.Breaks == nil || c.Decided }

// Letters of a business damage.
type Letters struct {
	Damage *model.DamageSpec
	// Reached tells that the damage can be reached at all, before and after.
	ReachedBefore, ReachedAfter bool
	Before, After               method.RiskValue
	// Target asked for; unrated where none is. Best is the letter with every
	// usable candidate in place.
	Target, Best method.RiskValue
}

// Met reports whether the damage meets its target.
func (l Letters) Met() bool {
	return l.Target == method.Unrated || !l.ReachedAfter || l.After != method.Unrated && !l.After.WorseThan(l.Target)
}

// Plan is the outcome.
type Plan struct {
	Options Options
	// Base is the model without, Model with the plan, as rated by the engine; Model
	// is nil where no plan was found.
	Base, Model *assess.ModelResult
	// Status: optimal and proven, stopped early, or infeasible under the side
	// conditions.
	Status optimize.Status
	// Reached tells that every target is met. Where that is impossible, the plan
	// takes every letter as far as it can go, and Obstacles say what stands in
	// the way.
	Reached   bool
	Obstacles []Obstacle
	Letters   []Letters
	// Candidates that bear on the targets, and those chosen of them.
	Candidates, Chosen []*Candidate
	// Cost of the plan, and the proven lower bound; equal where it is optimal.
	Cost, Bound Cost
	// Constraints that force the cost.
	Constraints []Constraint
	// Alternatives are the next best plans: each lacks something of every plan
	// before it. Exhausted tells that there are no further ones with letters as good.
	Alternatives []Alternative
	Exhausted    bool
	// Unpriced lists candidates that bear on the targets and have no cost row;
	// Broken those that would stop a data flow.
	Unpriced, Broken []*Candidate
	// Checked tells that the certificate was checked: the proof by package
	// certificate, every constraint and the plan by package replay.
	Checked bool
	// Rounds of proposals and nodes looked at.
	Rounds, Nodes int

	solution optimize.Solution
	problem  optimize.Problem
}

// Alternative is a further plan.
type Alternative struct {
	Chosen []*Candidate
	Cost   Cost
}

// Run plans for one model of an assessment. It fails when an option names what
// does not exist, and when planner and engine contradict each other; a context
// that ends gives the best plan so far, with Status stopped.
func Run(ctx context.Context, r *assess.Result, id model.ModelID, opt Options) (*Plan, error) {
	e, err := newEngine(ctx, r, id, &opt)
	if err != nil {
		return nil, err
	}
	p, err := e.solve(ctx, opt, nil)
	if err != nil {
		return nil, err
	}
	if p.Status == optimize.Optimal && p.Model != nil {
		if err := e.alternatives(ctx, p); err != nil {
			return nil, err
		}
	}
	return p, nil
}

func (e *engine) alternatives(ctx context.Context, p *Plan) error {
	var not [][]int
	last := p
	for len(p.Alternatives) < p.Options.Alternatives && ctx.Err() == nil {
		if len(last.Chosen) == 0 {
			p.Exhausted = true // nothing is needed: any further plan only adds to it
			return nil
		}
		var set []int
		for _, c := range last.Chosen {
			if !c.Decided {
				set = append(set, e.index[c.ID])
			}
		}
		if len(set) == 0 {
			p.Exhausted = true
			return nil
		}
		not = append(not, set)
		next, err := e.solve(ctx, p.Options, not)
		if err != nil {
			return fmt.Errorf("alternative: %w", err)
		}
		if next.Status == optimize.Stopped {
			return nil
		}
		if next.Model == nil || !sameLetters(p, next) {
			p.Exhausted = true
			return nil
		}
		p.Alternatives = append(p.Alternatives, Alternative{next.Chosen, next.Cost})
		last = next
	}
	return nil
}

// sameLetters reports whether a plan is no worse than another on any damage.
func sameLetters(p, q *Plan) bool {
	return !slices.ContainsFunc(q.Letters, func(l Letters) bool {
		i := slices.IndexFunc(p.Letters, func(o Letters) bool { return o.Damage == l.Damage })
		return l.ReachedAfter && (p.Letters[i].Target != method.Unrated || p.Options.Budget != nil) &&
			l.After.WorseThan(max(p.Letters[i].After, p.Letters[i].Target))
	})
}
