package assess

import (
	"context"
	"fmt"

	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// DamageResult is the business-damage-based analysis 事業被害ベースのリスク分析 of a
// model.
type DamageResult struct {
	// Graph of facts and steps, for listing trees and explaining.
	Graph *attack.Graph
	// Goals in the order of the model.
	Goals []GoalResult
	// Damages in the order of the study; those without a goal in the model have
	// none of the values.
	Damages []DamageTotals
	// Scenarios written by the analyst, checked and rated.
	Scenarios []ScenarioResult
}

// DamageTotals is what one business damage comes to over its goals.
type DamageTotals struct {
	Damage *model.DamageSpec
	// Goals are indices into DamageResult.Goals.
	Goals []int
	// Risk is the worst of the goals' letters; unrated when none is reached, and
	// when some start that leads to a goal is unrated.
	Risk RiskRange
	// Reached tells that some goal can be reached from some start.
	Reached bool
	// Letters counts the pairs of goal and start that are reached, by letter.
	Letters Totals
}

// GoalResult is a goal from every start.
type GoalResult struct {
	Goal *model.Goal
	// Starts, in the order of Graph.Starts.
	Starts []StartResult
	// Worst is the index of the start with the worst letter, or −1 when the goal
	// cannot be reached from any.
	Worst int
	// Risk is the worst letter over the starts: with unknown answers at their
	// worst, and with all of them at their best. Unrated when some start that
	// leads to the goal is.
	Risk RiskRange
}

// StartResult is a goal from one start.
type StartResult struct {
	Start attack.Start
	// Reached tells that a tree exists. Where none does, the facts reached from
	// the start are the witness.
	Reached bool
	// ThreatLevel of the trees, from the entry or from the target as the method
	// says.
	ThreatLevel method.ThreatLevel
	// Vulnerability is the exact worst level over all trees, with unknown answers
	// at their worst and at their best.
	Vulnerability struct{ Worst, Best method.VulnerabilityLevel }
	Risk          RiskRange
	// Unconfirmed tells that the letter rests on an unconfirmed matrix cell.
	Unconfirmed bool
}

// damage rates the goals of the model from every start. Its cost is one walk of
// the graph per start, and one more where answers are unknown.
func (r *rater) damage(ctx context.Context) (*DamageResult, error) {
	out, err := r.goals(ctx, attack.Build(r.m, r.study.Catalog, r.stepOptions()))
	if err != nil {
		return nil, err
	}
	out.Scenarios = r.scenarios(out)
	return out, nil
}

func (r *rater) stepOptions() attack.Options {
	return attack.Options{SameLayer: r.method.SameLayer, Judged: r.judgedLevel}
}

// goals rates every goal from every start of the graph. Where no answer is
// unknown, the best values are the worst ones.
func (r *rater) goals(ctx context.Context, g *attack.Graph) (*DamageResult, error) {
	out := &DamageResult{Graph: g}
	for _, goal := range r.m.Goals {
		out.Goals = append(out.Goals, GoalResult{Goal: goal, Worst: -1})
	}
	worst := g.NewSolution(false)
	best := worst
	if !g.Known() {
		best = g.NewSolution(true)
	}
	for i, start := range g.Starts() {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("assess model %s: %w", r.m.ID, err)
		}
		worst.Solve(i)
		if best != worst {
			best.Solve(i)
		}
		for j := range out.Goals {
			out.Goals[j].add(r.startResult(start, out.Goals[j].Goal, worst, best))
		}
	}
	out.total(r.study)
	return out, nil
}

// judgedLevel gives the analyst's countermeasure level of a cell, or 0.
func (r *rater) judgedLevel(a *model.Asset, t catalog.ThreatID) method.CountermeasureLevel {
	if j := r.judgement(a, t, model.SetCountermeasureLevel); j != nil {
		return method.CountermeasureLevel(j.Value)
	}
	return 0
}

func (r *rater) startResult(start attack.Start, goal *model.Goal, worst, best *attack.Solution) StartResult {
	s := StartResult{Start: start, ThreatLevel: r.treeThreat(start, goal)}
	s.Vulnerability.Worst, s.Vulnerability.Best = worst.Goal(goal), best.Goal(goal)
	s.Reached = s.Vulnerability.Worst > 0
	if !s.Reached {
		return s
	}
	w, _ := method.Rate(r.method.Matrix, s.ThreatLevel, s.Vulnerability.Worst, goal.Damage.Level)
	b, _ := method.Rate(r.method.Matrix, s.ThreatLevel, s.Vulnerability.Best, goal.Damage.Level)
	s.Risk = RiskRange{w.Value, b.Value}
	s.Unconfirmed = w.Value != method.Unrated && !(w.Confirmed && b.Confirmed)
	return s
}

// treeThreat gives the threat level of the trees from a start to a goal: that of
// the cell of the first step, or that of the target's placement.
func (r *rater) treeThreat(start attack.Start, goal *model.Goal) method.ThreatLevel {
	a, t := start.At, start.Rule.Threat
	if r.method.TreeThreatLevel == method.FromTarget {
		return r.zones[goal.Asset.Zone.Index].InForce.Level()
	}
	threat, ok := r.study.Catalog.Threat(t)
	if !ok {
		return 0
	}
	if j := r.judgement(a, t, model.SetThreatLevel); j != nil {
		return method.ThreatLevel(j.Value)
	}
	return r.threatLevel(a.Zone, threat)
}

func (g *GoalResult) add(s StartResult) {
	i := len(g.Starts)
	g.Starts = append(g.Starts, s)
	if !s.Reached {
		return
	}
	if g.Worst < 0 || s.worseThan(g.Starts[g.Worst]) {
		g.Worst = i
	}
	switch {
	case g.Starts[g.Worst].Risk.Worst == method.Unrated:
		g.Risk = RiskRange{}
	default:
		g.Risk = RiskRange{max(g.Risk.Worst, s.Risk.Worst), max(g.Risk.Best, s.Risk.Best)}
	}
}

// worseThan orders starts for the choice of the one shown: unrated first, since
// unknown is not safe, then by letter, then by the product behind it.
func (s StartResult) worseThan(o StartResult) bool {
	if (s.Risk.Worst == method.Unrated) != (o.Risk.Worst == method.Unrated) {
		return s.Risk.Worst == method.Unrated
	}
	if s.Risk.Worst != o.Risk.Worst {
		return s.Risk.Worst.WorseThan(o.Risk.Worst)
	}
	if s.Risk.Best != o.Risk.Best {
		return s.Risk.Best.WorseThan(o.Risk.Best)
	}
	return int(s.ThreatLevel)*int(s.Vulnerability.Worst) > int(o.ThreatLevel)*int(o.Vulnerability.Worst)
}

func (d *DamageResult) total(s *model.Study) {
	for i := range s.Spec.Damages {
		t := DamageTotals{Damage: &s.Spec.Damages[i]}
		unrated := false
		for j := range d.Goals {
			g := &d.Goals[j]
			if g.Goal.Damage.ID != t.Damage.ID {
				continue
			}
			t.Goals = append(t.Goals, j)
			for _, start := range g.Starts {
				if start.Reached {
					t.Reached = true
					t.Letters.add(start.Risk)
					t.Risk = RiskRange{max(t.Risk.Worst, start.Risk.Worst), max(t.Risk.Best, start.Risk.Best)}
					unrated = unrated || start.Risk.Worst == method.Unrated
				}
			}
		}
		if unrated { // it might be the worst
			t.Risk = RiskRange{}
		}
		d.Damages = append(d.Damages, t)
	}
}

// Trees lists minimal trees for the worst start of a goal. Bounds that bite are
// told in the listing.
func (d *DamageResult) Trees(ctx context.Context, goal int, bounds attack.Bounds) attack.Listing {
	g := &d.Goals[goal]
	if g.Worst < 0 {
		return attack.Listing{Exact: true}
	}
	return d.Graph.Trees(ctx, g.Worst, g.Goal, bounds)
}
