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

// StepUse is an attack step on the way to a goal, with the worst letter that it
// bears on.
type StepUse struct {
	attack.Use
	// Goal and start by which it comes to the letter.
	Goal  *model.Goal
	Start attack.Start
	// Risk is the letter of a tree through the step with the lowest vulnerability
	// level of the goal's and the step's value: no tree through it has a worse
	// one. Unknown answers are at their worst.
	Risk method.RiskValue
	// Unrated tells that the step is also on the way to a goal that has no letter.
	Unrated bool
}

// stepID tells steps apart, whatever is switched off.
type stepID struct {
	rule     catalog.RuleID
	at, from model.AssetID
	link     model.LinkID
	gives    attacktree.Fact
}

// StepUses gives every step on the way from any start to any goal of the model,
// each once, exactly: no bound on the listing of trees applies. Goals are gone
// through in order, then starts. It fails when ctx ends.
func (m *ModelResult) StepUses(ctx context.Context) ([]StepUse, error) {
	var out []StepUse
	at := map[stepID]int{}
	x := m.Damage.Graph.NewSolution(false)
	for i, start := range m.Damage.Graph.Starts() {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("list steps of model %s: %w", m.Model.ID, err)
		}
		x.Solve(i)
		for j := range m.Damage.Goals {
			g := &m.Damage.Goals[j]
			s := g.Starts[i]
			if !s.Reached {
				continue
			}
			x.Uses([]*model.Goal{g.Goal}, func(u attack.Use) {
				cell, _ := method.Rate(m.rater.method.Matrix, s.ThreatLevel, min(s.Vulnerability.Worst, method.VulnerabilityLevel(u.Value)), g.Goal.Damage.Level)
				id := stepID{u.Rule.ID, u.At, u.From, u.Step.Link, u.Gives}
				k, ok := at[id]
				if !ok {
					k = len(out)
					at[id] = k
					out = append(out, StepUse{Use: u, Goal: g.Goal, Start: start, Risk: cell.Value})
				}
				if cell.Value == method.Unrated {
					out[k].Unrated = true
				}
				if cell.Value > out[k].Risk {
					out[k].Use, out[k].Goal, out[k].Start, out[k].Risk = u, g.Goal, start, cell.Value
				}
			})
		}
	}
	return out, nil
}
