package assess

import (
	"context"
	"slices"

	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// GoalExplanation tells why a goal has its letter from one start, and what would
// change it.
type GoalExplanation struct {
	Model *model.Model
	// Route with the worst tree.
	Route
	// First is the cell whose threat level the tree has, or nil when the target's
	// placement gives it.
	First *Cell
	// FirstAsset and FirstThreat name that cell.
	FirstAsset  *model.Asset
	FirstThreat *catalog.Threat
	// Exposure of the target's zone, which gives the threat level otherwise.
	Exposure ZoneExposure
	// Steps of the worst tree; none where no tree exists.
	Steps []ExplainedStep
	// Counts of the steps by countermeasure level; index 0 is not used.
	Counts [4]int
	// Matrix cells behind the worst and the best letter.
	Worst, Best method.Cell
	// Others are the letters that the other matrices of the method give.
	Others []OtherLetter
	// Lower lists the steps of which each alone, made one level harder, lowers the
	// value; where it is empty no single step does. Raise lists those of which each
	// alone, made one level easier, raises it.
	Lower, Raise []StepChange
	// Threats are the changes of the threat level that change the letter.
	Threats []Change
}

// ExplainedStep is a step of a tree with what counts against it.
type ExplainedStep struct {
	attack.Rated
	Asset *model.Asset
	Link  *model.Link
	// Deciding tells that the goal's value rests on the step alone.
	Deciding bool
	// Judgement that sets the level, or nil.
	Judgement *model.Judgement
	// Unpatched tells that a known unpatched vulnerability forces level 1.
	Unpatched bool
	// Counted deployments, in the order of the model.
	Counted []*model.Deployment
}

// StepChange is a change of the countermeasure level of one step.
type StepChange struct {
	attack.Rated
	From, To method.CountermeasureLevel
	// Letter that results; it may be the same, since the matrix is coarse.
	Letter method.RiskValue
}

// ExplainGoal explains the letter of a goal from an entry point: from the worst
// start of that entry, or from the worst of all when entry is empty. ok is false
// when the model has no such goal, or no start at the entry.
func (m *ModelResult) ExplainGoal(ctx context.Context, goal model.GoalID, entry model.EntryPointID, bounds attack.Bounds) (e *GoalExplanation, ok bool) {
	at := slices.IndexFunc(m.Damage.Goals, func(g GoalResult) bool { return g.Goal.ID == goal })
	if at < 0 {
		return nil, false
	}
	start := worstStart(&m.Damage.Goals[at], entry)
	if start < 0 {
		return nil, false
	}
	return m.explainStart(ctx, at, start, bounds), true
}

// ExplainStart explains the letter of a goal from one start, by its index in
// Graph.Starts. ok is false when the model has no such goal or start.
func (m *ModelResult) ExplainStart(ctx context.Context, goal model.GoalID, start int, bounds attack.Bounds) (e *GoalExplanation, ok bool) {
	at := slices.IndexFunc(m.Damage.Goals, func(g GoalResult) bool { return g.Goal.ID == goal })
	if at < 0 || start < 0 || start >= len(m.Damage.Goals[at].Starts) {
		return nil, false
	}
	return m.explainStart(ctx, at, start, bounds), true
}

func (m *ModelResult) explainStart(ctx context.Context, at, start int, bounds attack.Bounds) *GoalExplanation {
	g := &m.Damage.Goals[at]
	e := &GoalExplanation{Model: m.Model, Exposure: m.Zones[g.Goal.Asset.Zone.Index],
		Route: Route{GoalIndex: at, StartIndex: start, Goal: g.Goal, StartResult: g.Starts[start]}}
	x := m.Damage.Graph.NewSolution(false)
	m.list(ctx, &e.Route, x, RouteOptions{List: 1, Bounds: bounds})
	m.explainFirst(e)
	if e.Reached {
		m.explainTree(e, x.Solve(start))
	}
	return e
}

// worstStart gives the worst start of a goal at an entry point; one that is
// reached comes before one that is not. −1 when there is none.
func worstStart(g *GoalResult, entry model.EntryPointID) int {
	worst := -1
	for i, s := range g.Starts {
		if entry != "" && s.Start.Entry.Point.ID != entry {
			continue
		}
		if worst < 0 || s.Reached && (!g.Starts[worst].Reached || s.worseThan(g.Starts[worst])) {
			worst = i
		}
	}
	return worst
}

func (m *ModelResult) explainFirst(e *GoalExplanation) {
	e.FirstAsset = e.Start.At
	e.FirstThreat, _ = m.rater.study.Catalog.Threat(e.Start.Rule.Threat)
	if m.rater.method.TreeThreatLevel == method.FromTarget {
		return
	}
	cells := m.CellsOf(e.FirstAsset.Index)
	for i := range cells {
		if m.rater.study.Catalog.Threats[cells[i].Threat].ID == e.Start.Rule.Threat {
			e.First = &cells[i]
		}
	}
}

func (m *ModelResult) explainTree(e *GoalExplanation, x *attack.Solution) {
	r, tree := m.rater, &e.Trees[0]
	e.Counts = tree.StepCounts()
	level := e.StartResult.Countermeasure()
	e.Worst, _ = r.treeCell(&e.Route, level.Worst)
	e.Best, _ = r.treeCell(&e.Route, level.Best)
	for _, other := range r.method.Matrices {
		if other != r.method.Matrix {
			w, _ := method.Rate(other, e.ThreatLevel, e.Vulnerability.Worst, e.Goal.Damage.Level)
			b, _ := method.Rate(other, e.ThreatLevel, e.Vulnerability.Best, e.Goal.Damage.Level)
			e.Others = append(e.Others, OtherLetter{other, RiskRange{w.Value, b.Value}})
		}
	}
	deciding := x.Deciding(e.Goal)
	for _, s := range tree.Steps {
		e.Steps = append(e.Steps, m.explainStep(s, isOneOf(s, deciding)))
	}
	for _, s := range deciding {
		e.Lower = append(e.Lower, r.stepChange(e, s, 1))
	}
	for _, s := range x.Raising(e.Goal) {
		e.Raise = append(e.Raise, r.stepChange(e, s, -1))
	}
	e.Threats = r.threatChanges(e)
}

// Deciding marks in each listed tree of a route the steps on which the letter of
// the route rests.
func (m *ModelResult) Deciding(r *Route) [][]bool {
	if !r.Reached {
		return nil
	}
	deciding := m.Damage.Graph.NewSolution(false).Solve(r.StartIndex).Deciding(r.Goal)
	out := make([][]bool, len(r.Trees))
	for i := range r.Trees {
		for _, s := range r.Trees[i].Steps {
			out[i] = append(out[i], isOneOf(s, deciding))
		}
	}
	return out
}

func isOneOf(s attack.Rated, steps []attack.Rated) bool {
	return slices.ContainsFunc(steps, func(o attack.Rated) bool {
		return s.Step.Rule == o.Step.Rule && s.At == o.At && s.From == o.From && s.Step.Link == o.Step.Link && slices.Equal(s.Off, o.Off)
	})
}

func (m *ModelResult) explainStep(s attack.Rated, deciding bool) ExplainedStep {
	out := ExplainedStep{Rated: s, Deciding: deciding}
	out.Asset, _ = m.Model.Asset(s.At)
	out.Link, _ = m.Model.Link(s.Step.Link)
	out.Judgement = m.rater.judgement(out.Asset, s.Rule.Threat, model.SetCountermeasureLevel)
	if t, ok := m.rater.study.Catalog.Threat(s.Rule.Threat); ok {
		out.Unpatched = out.Judgement == nil && out.Asset.Vulnerable != nil && t.ExploitsVulnerability
	}
	m.Damage.Graph.Counted(attack.Use{Rated: s, Asset: out.Asset, Link: out.Link}, m.rater.cover, func(d *model.Deployment) {
		if !slices.Contains(out.Counted, d) {
			out.Counted = append(out.Counted, d)
		}
	})
	slices.SortFunc(out.Counted, func(a, b *model.Deployment) int { return a.Index - b.Index })
	return out
}

// stepChange tells what comes of rating a step on which the value rests one level
// harder (1) or easier (−1): the worst tree's level moves with it.
func (r *rater) stepChange(e *GoalExplanation, s attack.Rated, by int) StepChange {
	to := method.CountermeasureLevel(int(s.Worst) + by)
	c, _ := r.treeCell(&e.Route, to)
	return StepChange{Rated: s, From: s.Worst, To: to, Letter: c.Value}
}

// threatChanges finds, for each direction, the smallest change of the threat
// level that changes the worst letter.
func (r *rater) threatChanges(e *GoalExplanation) []Change {
	if e.Risk.Worst == method.Unrated {
		return nil
	}
	var out []Change
	from := int(e.ThreatLevel)
	for _, step := range []int{1, -1} {
		for to := from + step; to >= 1 && to <= 3; to += step {
			c, _ := method.Rate(r.method.Matrix, method.ThreatLevel(to), e.Vulnerability.Worst, e.Goal.Damage.Level)
			if c.Value != e.Risk.Worst {
				out = append(out, Change{Set: model.SetThreatLevel, From: from, To: to, Letter: c.Value})
				break
			}
		}
	}
	return out
}
