package assess

import (
	"context"
	"fmt"

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
// each once. Its letter rests on values of facts and not on a listing of trees,
// so no bound applies: a step takes part at a level when it and everything
// between it and the goal can be done at that level or easier. Starts are gone
// through in order, then goals. It fails when ctx ends.
func (m *ModelResult) StepUses(ctx context.Context) ([]StepUse, error) {
	var out []StepUse
	at := map[stepID]int{}
	x := m.Damage.Graph.NewSolution(false)
	for i, start := range m.Damage.Graph.Starts() {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("list steps of model %s: %w", m.Model.ID, err)
		}
		w := wayfinder{given: map[attacktree.Fact][]int{}}
		x.Solve(i).EachTaken(w.add)
		for j := range m.Damage.Goals {
			g := &m.Damage.Goals[j]
			for k, v := range w.levels(g.Goal, g.Starts[i].Vulnerability.Worst) {
				if v == 0 {
					continue
				}
				u := w.uses[k]
				cell, _ := method.Rate(m.rater.method.Matrix, g.Starts[i].ThreatLevel, v, g.Goal.Damage.Level)
				id := stepID{u.Rule.ID, u.At, u.From, u.Step.Link, u.Gives}
				n, known := at[id]
				if !known {
					n = len(out)
					at[id] = n
					out = append(out, StepUse{u, g.Goal, start, cell.Value})
				}
				if cell.Value > out[n].Risk {
					out[n] = StepUse{u, g.Goal, start, cell.Value}
				}
			}
		}
	}
	return out, nil
}

// wayfinder looks which steps lead to a goal.
type wayfinder struct {
	uses  []attack.Use
	given map[attacktree.Fact][]int // steps that give a fact
}

func (w *wayfinder) add(u attack.Use) {
	w.given[u.Gives] = append(w.given[u.Gives], len(w.uses))
	w.uses = append(w.uses, u)
}

// levels gives for each step the highest vulnerability level at which it leads
// to the goal, whose own level is worst; 0 where it does not.
func (w *wayfinder) levels(goal *model.Goal, worst method.VulnerabilityLevel) []method.VulnerabilityLevel {
	levels := make([]method.VulnerabilityLevel, len(w.uses))
	first := attacktree.Fact{Kind: attacktree.GoalFact(goal.Effect), Asset: goal.Asset.ID}
	for v := worst; v > 0; v-- {
		helps := map[attacktree.Fact]bool{first: true}
		for queue := []attacktree.Fact{first}; len(queue) > 0; {
			f := queue[len(queue)-1]
			queue = queue[:len(queue)-1]
			for _, k := range w.given[f] {
				if method.VulnerabilityLevel(w.uses[k].Value) < v {
					continue
				}
				levels[k] = max(levels[k], v)
				for _, need := range w.uses[k].Needs {
					if !helps[need] {
						helps[need] = true
						queue = append(queue, need)
					}
				}
			}
		}
	}
	return levels
}
