package plan

import (
	"context"
	"math"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/optimize"
)

// Front gives the Pareto front of cost and letters, from the best letters that can
// be had down to what costs nothing: each plan is the cheapest for its letters, and
// no money of the next buys better ones. Letters are those of the damages that opt
// has targets for, as far as their target, compared by their number from A down;
// cost is initial, or that over opt.Years. At most most plans are looked for;
// whole is false where that, opt.Nodes or the context ended the search. Every plan
// is proven and checked; its constraints hold some that could be left out.
func Front(ctx context.Context, r *assess.Result, id model.ModelID, opt Options, most int) (front []*Plan, whole bool, err error) {
	e, err := newEngine(ctx, r, id, &opt)
	if err != nil {
		return nil, false, err
	}
	e.allRows = true
	budget := int64(math.MaxInt64 / 4)
	if opt.Budget != nil {
		budget = *opt.Budget
	}
	for len(front) < most && ctx.Err() == nil {
		within := budget
		opt.Budget = &within
		p, err := e.solve(ctx, opt, nil)
		switch {
		case err != nil && ctx.Err() != nil:
			return front, false, nil
		case err != nil:
			return nil, false, err
		case p.Status == optimize.Infeasible:
			return front, true, nil // what is required costs more than is left
		case p.Status != optimize.Optimal:
			return front, false, nil
		}
		front = append(front, p)
		if budget = p.Cost.Over(opt.Years) - 1; budget < 0 {
			return front, true, nil
		}
	}
	return front, false, nil
}
