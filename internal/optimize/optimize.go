// Package optimize solves covering problems over yes-or-no variables exactly:
// the cheapest choice that meets weighted multi-covers, under either-or groups,
// budgets, implications and fixed choices, with costs compared level by level.
//
// Rows may be added lazily: [Solve] proposes a choice, the caller says which
// further rows it violates, until none is left (implicit hitting sets). The
// answer is proven by branch and bound, and the proof is recorded so that
// package certificate can check it without this package's code.
//
// Limits are numbers of nodes and not time, so that the same problem always
// takes the same way; a context ends a run early. A run that ends early gives
// its best choice and a proven lower bound. The package knows nothing of
// countermeasures and shares no state between runs.
package optimize

import (
	"context"
	"errors"
	"fmt"
)

// Term is a variable with its weight in a row.
type Term struct {
	Var    int
	Weight int64
}

// Row asks that the weights of the chosen variables come to Least or more.
type Row struct {
	Terms []Term
	Least int64
}

// Limit asks that the weights of the chosen variables come to Most or less.
type Limit struct {
	Terms []Term
	Most  int64
}

// Implication asks that whoever chooses If also chooses Then.
type Implication struct{ If, Then int }

// Problem is what is to be solved. Weights and costs are not negative.
type Problem struct {
	// Vars is the number of variables, numbered from 0.
	Vars int
	// Costs by level and variable; the first level counts before the second, and
	// so on. A level may be shorter than Vars: the rest costs nothing there.
	Costs [][]int64
	// Covers must be met, and Limits kept.
	Covers  []Row
	Limits  []Limit
	Implies []Implication
	// Must and Never are chosen beforehand.
	Must, Never []int
}

// Separator gives rows that a choice violates and that hold in every solution;
// none where the choice is a solution. It may also give a solution, by which a
// run that ends early has something to show.
type Separator func(ctx context.Context, chosen []bool) (Cuts, error)

// Cuts is what a separator answers.
type Cuts struct {
	Rows []Row
	// Solution, if not nil, meets every row that the separator could ever give.
	Solution []bool
}

// Options bound a run.
type Options struct {
	// Nodes to look at, at most, over the whole run; 0: no bound.
	Nodes int
	// Proof asks for a certificate.
	Proof bool
	// Progress, if set, is called from the calling goroutine now and then.
	Progress func(Progress)
}

// Progress is how far a run is.
type Progress struct {
	// Rounds of proposals, rows added by them, and nodes looked at.
	Rounds, Rows, Nodes int
	// Best cost known and lower bound, by level; Best is nil while nothing is
	// known.
	Best, Bound []int64
}

// Status tells what an answer is worth.
type Status string

// Statuses.
const (
	// Optimal: no choice is cheaper.
	Optimal Status = "optimal"
	// Infeasible: no choice meets all rows.
	Infeasible Status = "infeasible"
	// Stopped: a limit or the context ended the run.
	Stopped Status = "stopped"
)

// Solution is the answer to a problem.
type Solution struct {
	Status Status
	// Chosen is the best choice known, or nil.
	Chosen []bool
	// Cost of Chosen, by level.
	Cost []int64
	// Bound is a proven lower bound of the cost, by level; compared as costs are.
	Bound []int64
	// Rows that were added lazily, in order.
	Rows []Row
	// Rounds of proposals, and nodes looked at.
	Rounds, Nodes int
	// Proof that nothing is cheaper, if asked for and the status is optimal or
	// infeasible.
	Proof *Proof
}

// maxProof bounds the multipliers that a proof records, some 64 MB.
const maxProof = 4_000_000

// errMalformed tells of a mistake of the caller.
var errMalformed = errors.New("malformed problem")

// Solve finds the cheapest choice. sep may be nil. It fails only on a malformed
// problem, on costs beyond what can be added, or where the separator fails; a
// context that ends gives the status [Stopped].
func Solve(ctx context.Context, p Problem, sep Separator, opt Options) (Solution, error) {
	if err := check(&p); err != nil {
		return Solution{}, err
	}
	stages, err := plan(&p)
	if err != nil {
		return Solution{}, err
	}
	run := &run{ctx: ctx, p: p, sep: sep, opt: opt}
	proof := &Proof{}
	for _, s := range stages {
		done, err := run.stage(s)
		if err != nil {
			return Solution{}, err
		}
		if opt.Proof && run.out.Status != Stopped {
			proof.Stages = append(proof.Stages, done)
		}
		if run.out.Status != Optimal {
			break
		}
		run.keep(s)
	}
	run.out.Rows = run.rows
	if opt.Proof && run.out.Status != Stopped && !proof.tooLarge() {
		run.out.Proof = proof
	}
	if run.out.Chosen != nil {
		run.out.Cost = costOf(&p, run.out.Chosen)
	}
	if run.out.Status == Optimal {
		run.out.Bound = run.out.Cost
	}
	return run.out, nil
}

func check(p *Problem) error {
	bad := func(v int) bool { return v < 0 || v >= p.Vars }
	terms := func(ts []Term) error {
		for _, t := range ts {
			if bad(t.Var) || t.Weight < 0 || t.Weight > maxWeight {
				return fmt.Errorf("%w: term %+v of %d variables", errMalformed, t, p.Vars)
			}
		}
		return nil
	}
	for _, r := range p.Covers {
		if err := terms(r.Terms); err != nil {
			return err
		}
	}
	for _, l := range p.Limits {
		if err := terms(l.Terms); err != nil {
			return err
		}
	}
	for _, i := range p.Implies {
		if bad(i.If) || bad(i.Then) {
			return fmt.Errorf("%w: implication %+v of %d variables", errMalformed, i, p.Vars)
		}
	}
	for _, list := range [2][]int{p.Must, p.Never} {
		for _, v := range list {
			if bad(v) {
				return fmt.Errorf("%w: variable %d of %d", errMalformed, v, p.Vars)
			}
		}
	}
	for _, level := range p.Costs {
		for v, c := range level {
			if v >= p.Vars || c < 0 {
				return fmt.Errorf("%w: cost %d of variable %d", errMalformed, c, v)
			}
		}
	}
	return nil
}

// maxWeight bounds weights, so that sums of them stay exact.
const maxWeight = 1 << 50

func costOf(p *Problem, chosen []bool) []int64 {
	out := make([]int64, len(p.Costs))
	for l, level := range p.Costs {
		for v, c := range level {
			if chosen[v] {
				out[l] += c
			}
		}
	}
	return out
}
