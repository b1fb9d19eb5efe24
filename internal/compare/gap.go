package compare

import (
	"context"
	"fmt"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// Gap is a business damage on which a model is worse than the one that it should
// be as good as, with the routes that keep it so.
type Gap struct {
	Damage *model.DamageSpec
	// Has is what the model comes to, Target what it should.
	Has, Target Outcome
	// Routes are the goals and starts that are worse than the target, the worst
	// first within each goal.
	Routes []GapRoute
}

// GapRoute is a route that is worse than it should be.
type GapRoute struct {
	Goal  *model.Goal
	Start assess.StartResult
	// Steps of the worst tree of which each alone, made harder, would lower the
	// letter; where there is none, several must be made harder together.
	Steps []GapStep
}

// GapStep is a step that decides a route, with what would make it harder.
type GapStep struct {
	Rule  catalog.RuleID
	Asset model.AssetID
	// From and To are the countermeasure levels, Letter what results.
	From, To method.CountermeasureLevel
	Letter   method.RiskValue
	// Candidates act on the step's techniques and do not count there in full yet.
	Candidates []*catalog.Countermeasure
}

// Gaps lists the damages on which a model is worse than another one, which are
// the targets of a plan that makes it at least as good. Where the other has no
// way in, or no goal, the target is that outcome: no letter reaches it while a
// tree exists. It fails when ctx ends.
func Gaps(ctx context.Context, m, other *assess.ModelResult) ([]Gap, error) {
	want := map[model.DamageID]Outcome{}
	for _, d := range other.Damage.Damages {
		want[d.Damage.ID] = DamageOutcome(d)
	}
	var out []Gap
	for _, d := range m.Damage.Damages {
		has, target := DamageOutcome(d), want[d.Damage.ID]
		if !has.WorseThan(target) {
			continue
		}
		g := Gap{Damage: d.Damage, Has: has, Target: target}
		for _, i := range d.Goals {
			goal := &m.Damage.Goals[i]
			for point := range goalPoints(goal) {
				g.Routes = append(g.Routes, gapRoute(ctx, m, goal, point, target)...)
			}
		}
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("look for gaps: %w", err)
		}
		out = append(out, g)
	}
	return out, nil
}

// goalPoints visits the entry points that reach a goal, in the order of its
// starts.
func goalPoints(g *assess.GoalResult) func(func(model.EntryPointID) bool) {
	return func(yield func(model.EntryPointID) bool) {
		seen := map[model.EntryPointID]bool{}
		for _, s := range g.Starts {
			if id := s.Start.Entry.Point.ID; s.Reached && !seen[id] {
				seen[id] = true
				if !yield(id) {
					return
				}
			}
		}
	}
}

func gapRoute(ctx context.Context, m *assess.ModelResult, g *assess.GoalResult, point model.EntryPointID, target Outcome) []GapRoute {
	e, ok := m.ExplainGoal(ctx, g.Goal.ID, point, assess.UsualBounds())
	if !ok || !outcomeOf(e.StartResult).WorseThan(target) {
		return nil
	}
	r := GapRoute{Goal: g.Goal, Start: e.StartResult}
	for _, c := range e.Lower {
		s := GapStep{Rule: c.Step.Rule, Asset: c.Step.At, From: c.From, To: c.To, Letter: c.Letter}
		for _, x := range e.Steps {
			if x.Step.Rule == s.Rule && x.Step.At == s.Asset {
				s.Candidates = candidates(m, &x)
			}
		}
		r.Steps = append(r.Steps, s)
	}
	return []GapRoute{r}
}

// candidates lists the countermeasures that count against a step of the rule and
// do not do so yet.
func candidates(m *assess.ModelResult, s *assess.ExplainedStep) []*catalog.Countermeasure {
	lists := m.Damage.Graph.Catalog
	rule, ok := lists.AttackRule(s.Step.Rule)
	threat := lists.ThreatIndex(rule.Threat)
	if !ok || threat < 0 {
		return nil
	}
	counted := map[catalog.CountermeasureID]bool{}
	for _, d := range s.Counted {
		counted[d.Countermeasure.ID] = d.Status == model.InPlace && d.Effective == model.Effective
	}
	var out []*catalog.Countermeasure
	for _, i := range lists.Countering(threat) {
		c := &lists.Countermeasures[i]
		if c.Counted() && !counted[c.ID] && actsOn(c, rule.Techniques) {
			out = append(out, c)
		}
	}
	return out
}

// actsOn reports whether a countermeasure acts on one of the techniques.
func actsOn(c *catalog.Countermeasure, techniques []catalog.TechniqueID) bool {
	if len(c.Techniques) == 0 {
		return true
	}
	for _, t := range techniques {
		for _, u := range c.Techniques {
			if t.Akin(catalog.TechniqueID(u)) {
				return true
			}
		}
	}
	return false
}
