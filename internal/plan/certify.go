package plan

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/certificate"
	"github.com/sekisho/sekisho/internal/defence"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/optimize"
	"github.com/sekisho/sekisho/internal/replay"
)

// certify checks the certificate with other code than that which found the
// plan: the proof that nothing is cheaper; that every constraint of the proof
// really must be met; and that the trees left by the plan are as good as said.
// A contradiction is an error of the program and not of the data.
func (e *engine) certify(ctx context.Context, p *Plan) error {
	core, ok, err := e.core(ctx, p)
	if err != nil || !ok {
		return err
	}
	for _, i := range core {
		c := &e.cuts[i]
		if err := e.checkConstraint(c); err != nil {
			return fmt.Errorf("constraint of %s: %w", c, err)
		}
		p.Constraints = append(p.Constraints, *c)
	}
	if p.Model != nil {
		if err := e.checkPlan(p); err != nil {
			return err
		}
	}
	p.Checked = true
	return nil
}

// coreNodes bounds each of the searches by which constraints are left out.
const coreNodes = 5_000

// core finds constraints that force the cost by themselves, none of which can be
// left out unless all are asked for, and has the proof of that checked. ok is false where the proof is too
// large to be kept.
func (e *engine) core(ctx context.Context, p *Plan) (core []int, ok bool, err error) {
	for i := range p.solution.Rows {
		core = append(core, i)
	}
	for size := (len(core) + 1) / 2; size >= 1 && !e.allRows && ctx.Err() == nil; size /= 2 {
		for at := 0; at < len(core) && ctx.Err() == nil; {
			less := slices.Delete(slices.Clone(core), at, min(at+size, len(core)))
			_, s, err := e.prove(p, less, coreNodes)
			if err != nil {
				return nil, false, err
			}
			if p.forcedBy(s) {
				core = less
				continue
			}
			at += size
		}
	}
	problem, s, err := e.prove(p, core, 0)
	if err != nil {
		return nil, false, err
	}
	if !p.forcedBy(s) {
		return nil, false, errors.New("the constraints do not force the cost of the plan")
	}
	if s.Proof == nil {
		return core, false, nil
	}
	if err := certificate.Check(problem, s); err != nil {
		return nil, false, fmt.Errorf("certificate of the plan: %w", err)
	}
	return core, true, nil
}

// prove solves the problem with some of the constraints only, for the levels
// before the tie-break.
func (e *engine) prove(p *Plan, rows []int, nodes int) (optimize.Problem, optimize.Solution, error) {
	problem := p.problem
	problem.Costs = problem.Costs[:len(problem.Costs)-1]
	for _, i := range rows {
		problem.Covers = append(problem.Covers, p.solution.Rows[i])
	}
	s, err := optimize.Solve(context.Background(), problem, nil, optimize.Options{Nodes: nodes, Proof: nodes == 0})
	if err != nil {
		return problem, s, fmt.Errorf("prove the cost: %w", err)
	}
	return problem, s, nil
}

// forcedBy reports whether an answer to fewer constraints is as dear as the plan.
func (p *Plan) forcedBy(s optimize.Solution) bool {
	if p.Status == optimize.Infeasible || s.Status != optimize.Optimal {
		return s.Status == p.Status
	}
	return slices.Equal(s.Cost, p.solution.Cost[:len(s.Cost)])
}

// checkConstraint checks that no plan can do without the constraint: with
// everything chosen that it does not name, and of what it names any choice that
// falls short, the tree still stands with every step below the level.
func (e *engine) checkConstraint(c *Constraint) error {
	if c.Tree == nil {
		return e.checkCell(c)
	}
	if c.Level > 3 {
		return nil // no countermeasure level would do
	}
	found := e.modelWith(func(i int) bool { return c.given[i] })
	if objections := replay.Check(found, e.r.Study.Catalog, c.value()); len(objections) > 0 {
		return fmt.Errorf("its tree does not hold: %s at step %d", objections[0].Code, objections[0].Step)
	}
	named := map[int]int64{}
	for _, t := range c.row.Terms {
		named[t.Var] = t.Weight
	}
	short := []int{-1}
	for _, t := range c.row.Terms {
		if t.Var < len(e.candidates) && t.Weight < c.Least {
			short = append(short, t.Var)
		}
	}
	for _, extra := range short {
		m := e.modelWith(func(i int) bool { return named[i] == 0 || i == extra })
		for _, step := range c.Tree.Steps {
			if level := replay.Level(m, e.r.Study.Catalog, e.r.Method.SameLayer, step.Step).Worst; int(level) >= c.Level {
				return fmt.Errorf("step %s at %s comes to level %d without it", step.Step.Rule, step.At, level)
			}
		}
	}
	return nil
}

// modelWith gives the model with the candidates in place that in accepts.
func (e *engine) modelWith(in func(i int) bool) *model.Model {
	chosen := make([]bool, len(e.candidates))
	for i := range chosen {
		chosen[i] = in(i)
	}
	m := *e.base.Model
	m.Deployments = e.deployments(chosen)
	return &m
}

func (e *engine) checkCell(c *Constraint) error {
	m := e.modelWith(func(i int) bool {
		return !slices.ContainsFunc(c.row.Terms, func(t optimize.Term) bool { return t.Var == i })
	})
	standings := make([]defence.Standing, len(e.r.Study.Catalog.Countermeasures))
	defence.New(m, e.r.Study.Catalog).Cell(c.Asset, standings)
	var n defence.Count
	for _, counter := range e.counters[e.r.Study.Catalog.ThreatIndex(c.Threat.ID)] {
		n.Add(standings[counter.Index].Worst, counter.Layer)
	}
	if level := n.Level(e.r.Method.SameLayer); int(level) >= c.Level && c.Level <= 3 && !e.base.Fixed(c.Asset, c.Threat.ID) {
		return fmt.Errorf("the cell comes to level %d without it", level)
	}
	return nil
}

// checkPlan replays the worst tree that the plan leaves from every start to
// every goal, and rates its steps anew.
func (e *engine) checkPlan(p *Plan) error {
	d := p.Model.Damage
	sol := d.Graph.NewSolution(false)
	for i := range d.Graph.Starts() {
		sol.Solve(i)
		for g := range d.Goals {
			goal := &d.Goals[g]
			if !goal.Starts[i].Reached {
				continue
			}
			tree := attack.Tree{Start: goal.Starts[i].Start, Goal: goal.Goal, Steps: sol.Proof(goal.Goal)}
			if objections := replay.Check(p.Model.Model, e.r.Study.Catalog, tree.Value()); len(objections) > 0 {
				return fmt.Errorf("replay of the plan: %s: %s", goal.Goal.ID, objections[0].Code)
			}
			level := 0
			for _, step := range tree.Steps {
				level = max(level, int(replay.Level(p.Model.Model, e.r.Study.Catalog, e.r.Method.SameLayer, step.Step).Worst))
			}
			if level != int(goal.Starts[i].Countermeasure().Worst) {
				return errors.New("replay of the plan: " + string(goal.Goal.ID) + " has another countermeasure level")
			}
		}
	}
	return nil
}
