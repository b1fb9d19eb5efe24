package plan

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/optimize"
)

// Obstacle is a pair of goal and start, or a cell, that stays worse than its
// target with every usable candidate in place.
type Obstacle struct {
	// Goal, Start and the tree that remains, for a pair.
	Goal  *model.Goal
	Start attack.Start
	Tree  attack.Tree
	// Asset and Threat of a cell, otherwise.
	Asset  *model.Asset
	Threat *catalog.Threat
	// Letter that remains.
	Letter method.RiskValue
	// ThreatLevel of the tree or cell, and Level, the countermeasure level that
	// it has.
	ThreatLevel method.ThreatLevel
	Level       method.CountermeasureLevel
	// Ceiling tells that not even countermeasure level 3 would do: only a lower
	// threat level would, that is less exposure, or no route at all.
	Ceiling bool
	// Fixed lists the steps of the tree that no deployment changes.
	Fixed int
}

// solve plans with the engine's candidates for the targets of opt. Each set of
// not must not be chosen as a whole.
func (e *engine) solve(ctx context.Context, opt Options, not [][]int) (*Plan, error) {
	e.cuts, e.seen, e.relaxed, e.hopeless = nil, map[string]bool{}, map[relaxation]int{}, map[[2]int]bool{}
	e.vars = len(e.candidates)
	p := &Plan{Options: opt, Base: e.base, Candidates: e.candidates}
	if opt.Budget != nil {
		e.relax(opt)
	}
	e.obstacles(p)
	problem := e.problem(opt, not)
	var sep optimize.Separator = e.separate
	out, err := optimize.Solve(ctx, problem, sep, optimize.Options{Nodes: opt.Nodes, Progress: e.report(opt)})
	if err != nil {
		return nil, fmt.Errorf("plan model %s: %w", e.base.Model.ID, err)
	}
	p.problem, p.solution = problem, out
	p.Status, p.Rounds, p.Nodes = out.Status, out.Rounds, out.Nodes
	if err := e.fill(ctx, p); err != nil {
		return nil, err
	}
	e.setAside(p)
	if p.Status != optimize.Stopped {
		if err := e.certify(ctx, p); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// relax lets damages be worse than their targets, each letter at a price that
// comes before everything that counts less.
func (e *engine) relax(opt Options) {
	if len(opt.Targets) == 0 {
		for _, d := range e.r.Study.Spec.Damages {
			e.targets[d.ID] = method.E
		}
	}
	for _, d := range e.r.Study.Spec.Damages {
		if e.goal(d.ID) == method.Unrated {
			continue
		}
		for letter := e.goal(d.ID) + 1; letter <= method.A; letter++ {
			e.relaxed[relaxation{d.ID, letter}] = e.vars
			e.vars++
		}
	}
}

// problem puts together what is known before any proposal.
func (e *engine) problem(opt Options, not [][]int) optimize.Problem {
	p := optimize.Problem{Vars: e.vars, Costs: e.costs(opt)}
	for i, c := range e.candidates {
		if !e.usable(i) {
			p.Never = append(p.Never, i)
		}
		if c.Decided {
			p.Must = append(p.Must, i)
		}
	}
	for _, id := range e.require {
		p.Must = append(p.Must, e.index[id])
	}
	for _, group := range e.either {
		l := optimize.Limit{Most: 1}
		for _, id := range group {
			l.Terms = append(l.Terms, optimize.Term{Var: e.index[id], Weight: 1})
		}
		p.Limits = append(p.Limits, l)
	}
	for _, set := range not {
		l := optimize.Limit{Most: int64(len(set)) - 1}
		for _, i := range set {
			l.Terms = append(l.Terms, optimize.Term{Var: i, Weight: 1})
		}
		p.Limits = append(p.Limits, l)
	}
	if opt.Budget != nil {
		l := optimize.Limit{Most: *opt.Budget}
		for i, c := range e.candidates {
			if yen := c.Cost.Over(opt.Years); yen > 0 && !c.Decided {
				l.Terms = append(l.Terms, optimize.Term{Var: i, Weight: yen})
			}
		}
		p.Limits = append(p.Limits, l)
	}
	for r, v := range e.relaxed {
		if milder, ok := e.relaxed[relaxation{r.damage, r.letter - 1}]; ok {
			p.Implies = append(p.Implies, optimize.Implication{If: v, Then: milder})
		}
	}
	slices.SortFunc(p.Implies, func(a, b optimize.Implication) int { return a.If - b.If })
	return p
}

// Levels of cost after those of letters.
const (
	levelFirst  = iota // initial yen, or the total over the years
	levelSecond        // yearly yen, or the initial of the same total
	levelLarge
	levelMedium
	levelSmall
	levelTie // a fixed number of the id, so that no two plans are equal
	levelCount
)

// costs gives the levels of cost: letters, the worst first, then what the
// deployments cost, then a fixed tie-break that no order of the input changes.
func (e *engine) costs(opt Options) [][]int64 {
	var out [][]int64
	if len(e.relaxed) > 0 {
		for letter := method.A; letter > method.E; letter-- {
			level := make([]int64, e.vars)
			for r, v := range e.relaxed {
				if r.letter == letter {
					level[v] = 1
				}
			}
			out = append(out, level)
		}
	}
	own := make([][]int64, levelCount)
	for l := range own {
		own[l] = make([]int64, len(e.candidates))
	}
	for i, c := range e.candidates {
		own[levelTie][i] = tieBreak(c.ID)
		if c.Decided {
			own[levelTie][i] = 0
			continue
		}
		own[levelFirst][i], own[levelSecond][i] = c.Cost.Initial, c.Cost.Yearly
		if opt.Years > 0 {
			own[levelFirst][i], own[levelSecond][i] = c.Cost.Over(opt.Years), c.Cost.Initial
		}
		own[levelLarge][i], own[levelMedium][i], own[levelSmall][i] = int64(c.Cost.Large), int64(c.Cost.Medium), int64(c.Cost.Small)
	}
	return append(out, own...)
}

// tieBreak gives a number for an id that depends on nothing else.
func tieBreak(id model.DeploymentID) int64 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id))
	return 256 + int64(h.Sum32()%256)
}

// costAt reads a cost from its levels.
func (e *engine) costAt(opt Options, levels []int64) Cost {
	if len(levels) == 0 {
		return Cost{}
	}
	l := levels[len(levels)-levelCount:]
	c := Cost{Initial: l[levelFirst], Yearly: l[levelSecond], Large: int(l[levelLarge]), Medium: int(l[levelMedium]), Small: int(l[levelSmall])}
	if opt.Years > 0 {
		c.Initial, c.Yearly = l[levelSecond], (l[levelFirst]-l[levelSecond])/int64(opt.Years)
	}
	return c
}

func (e *engine) report(opt Options) func(optimize.Progress) {
	if opt.Progress == nil {
		return nil
	}
	return func(p optimize.Progress) {
		out := Progress{Rounds: p.Rounds, Constraints: p.Rows, Bound: e.costAt(opt, p.Bound)}
		if p.Best != nil {
			best := e.costAt(opt, p.Best)
			out.Best = &best
		}
		opt.Progress(out)
	}
}

// fill reads the answer, and has the engine rate the model with it.
func (e *engine) fill(ctx context.Context, p *Plan) error {
	p.Bound = e.costAt(p.Options, p.solution.Bound)
	chosen := p.solution.Chosen
	if chosen == nil {
		e.fillLetters(p, nil)
		return nil
	}
	for i, c := range e.candidates {
		if chosen[i] {
			p.Chosen = append(p.Chosen, c)
			if !c.Decided {
				p.Cost = p.Cost.Add(c.Cost)
			}
		}
	}
	// What was found before the context ended is rated whatever it says now.
	m, err := e.rate(context.WithoutCancel(ctx), chosen)
	if err != nil {
		return err
	}
	p.Model = m
	e.fillLetters(p, m)
	p.Reached = !slices.ContainsFunc(p.Letters, func(l Letters) bool { return !l.Met() }) && len(p.Obstacles) == 0
	return nil
}

func (e *engine) fillLetters(p *Plan, m *assess.ModelResult) {
	for i, d := range e.base.Damage.Damages {
		if len(d.Goals) == 0 {
			continue
		}
		l := Letters{Damage: d.Damage, ReachedBefore: d.Reached, Target: e.targets[d.Damage.ID], Best: e.best[d.Damage.ID]}
		if d.Reached {
			l.Before = worst(e.base, d)
		}
		if m != nil && m.Damage.Damages[i].Reached {
			l.ReachedAfter, l.After = true, worst(m, m.Damage.Damages[i])
		}
		p.Letters = append(p.Letters, l)
	}
}

// obstacles lists what stays worse than its target with everything in place.
// Cells among them ask for nothing more.
func (e *engine) obstacles(p *Plan) {
	for g := range e.all.Damage.Goals {
		goal := &e.all.Damage.Goals[g]
		target, ok := e.targets[goal.Goal.Damage.ID]
		if !ok || len(e.relaxed) > 0 && len(p.Options.Targets) == 0 {
			continue
		}
		for i := range goal.Starts {
			s := &goal.Starts[i]
			if !s.Reached || s.Risk.Worst != method.Unrated && !s.Risk.Worst.WorseThan(target) {
				continue
			}
			sol := e.all.Damage.Graph.NewSolution(false).Solve(i)
			o := Obstacle{Goal: goal.Goal, Start: s.Start, Letter: s.Risk.Worst, ThreatLevel: s.ThreatLevel,
				Level:   s.Countermeasure().Worst,
				Tree:    attack.Tree{Start: s.Start, Goal: goal.Goal, Steps: sol.Proof(goal.Goal), Vulnerability: s.Vulnerability.Worst},
				Ceiling: e.needed(s.ThreatLevel, goal.Goal.Damage.Level, target+1) > 3}
			for _, step := range o.Tree.Steps {
				a, _ := e.base.Model.Asset(step.At)
				if e.base.Fixed(a, step.Rule.Threat) {
					o.Fixed++
				}
			}
			p.Obstacles = append(p.Obstacles, o)
		}
	}
	if e.cells == method.Unrated {
		return
	}
	for i := range e.all.Cells {
		cell := &e.all.Cells[i]
		if cell.Risk.Worst != method.Unrated && !cell.Risk.Worst.WorseThan(e.cells) {
			continue
		}
		e.hopeless[[2]int{int(cell.Asset), int(cell.Threat)}] = true
		rating := e.all.Assets[cell.Asset]
		low, _ := method.Rate(e.r.Method.Matrix, cell.ThreatLevel, 1, rating.Importance)
		p.Obstacles = append(p.Obstacles, Obstacle{Asset: e.all.Model.Assets[cell.Asset], Threat: &e.r.Study.Catalog.Threats[cell.Threat],
			Letter: cell.Risk.Worst, ThreatLevel: cell.ThreatLevel, Level: cell.Countermeasure.Worst,
			Ceiling: low.Value == method.Unrated || low.Value.WorseThan(e.cells)})
	}
}

// setAside lists the candidates that the plan could not use.
func (e *engine) setAside(p *Plan) {
	for _, c := range e.candidates {
		switch {
		case c.Decided:
		case c.Row == nil:
			p.Unpriced = append(p.Unpriced, c)
		case c.Breaks != nil:
			p.Broken = append(p.Broken, c)
		}
	}
}
