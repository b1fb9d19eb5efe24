package assess

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/attacktree"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// StepUse is an attack step on the way to a goal, with the worst letter of a
// proof of a goal in which it takes part.
type StepUse struct {
	attack.Use
	// Goal and start by which it comes to the letter.
	Goal  *model.Goal
	Start attack.Start
	// Risk is that letter, with unknown answers at their worst; unrated where the
	// method gives none.
	Risk method.RiskValue
}

// stepID tells steps apart, whatever is switched off.
type stepID struct {
	rule     catalog.RuleID
	at, from model.AssetID
	link     model.LinkID
	gives    attacktree.Fact
}

// StepUses gives every step on the way from any start to any goal of the model,
// each once, in the order of the graph. Its letter rests on values of facts and not
// on a listing of trees, so no bound applies: a step takes part at a level when it
// and everything between it and the goal can be done at that level or easier. Of
// several ways to the letter it names the first start, and for that the first goal.
// It fails when ctx ends.
func (m *ModelResult) StepUses(ctx context.Context) ([]StepUse, error) {
	x := m.Damage.Graph.NewSolution(false)
	c := &collector{ways: x.Ways(), at: map[stepID]int{}}
	for i, start := range m.Damage.Graph.Starts() {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("list steps of model %s: %w", m.Model.ID, err)
		}
		x.Solve(i)
		c.ways.Begin()
		for _, a := range m.aims(i) {
			c.ways.Goal(a.goal, a.level, func(step int32) { c.meet(step, start, a) })
		}
	}
	slices.SortFunc(c.found, func(a, b foundStep) int { return cmp.Compare(a.step, b.step) })
	out := make([]StepUse, len(c.found))
	for i, f := range c.found {
		out[i] = f.StepUse
	}
	return out, nil
}

// aim is a goal with a letter that a start has there, and the hardest level that
// still gives it.
type aim struct {
	goal   *model.Goal
	level  method.VulnerabilityLevel
	letter method.RiskValue
}

// aims lists what a start leads to, the worst letters first, then goals in order.
func (m *ModelResult) aims(start int) (aims []aim) {
	for j := range m.Damage.Goals {
		g := &m.Damage.Goals[j]
		s := &g.Starts[start]
		for v := method.VulnerabilityLevel(1); v <= s.Vulnerability.Worst; v++ {
			cell, _ := method.Rate(m.rater.method.Matrix, s.ThreatLevel, v, g.Goal.Damage.Level)
			if v == 1 || cell.Value != aims[len(aims)-1].letter {
				aims = append(aims, aim{g.Goal, v, cell.Value})
			}
		}
	}
	slices.SortStableFunc(aims, func(a, b aim) int { return cmp.Compare(b.letter, a.letter) })
	return aims
}

// collector keeps the steps that walks meet, with their worst letters.
type collector struct {
	ways  *attack.Ways
	found []foundStep
	at    map[stepID]int
	// places of steps of the graph in found, plus one.
	places []int
}

type foundStep struct {
	step int32
	StepUse
}

// meet notes that a step leads from the start to the aim.
func (c *collector) meet(step int32, start attack.Start, a aim) {
	c.places = append(c.places, make([]int, max(0, int(step)+1-len(c.places)))...)
	n := c.places[step] - 1
	if n >= 0 && c.found[n].Risk >= a.letter {
		return
	}
	use := c.ways.Use(step)
	if n < 0 {
		id := stepID{use.Rule.ID, use.At, use.From, use.Step.Link, use.Gives}
		known := false
		if n, known = c.at[id]; !known {
			n = len(c.found)
			c.at[id] = n
			c.found = append(c.found, foundStep{step, StepUse{use, a.goal, start, a.letter}})
		}
		c.places[step] = n + 1
	}
	if c.found[n].Risk < a.letter {
		c.found[n].StepUse = StepUse{use, a.goal, start, a.letter}
	}
}
