package assess

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/attacktree"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// Route is the way from one start to one goal: its letter, and the minimal trees
// that lead there.
type Route struct {
	// GoalIndex in DamageResult.Goals and StartIndex in Graph.Starts.
	GoalIndex, StartIndex int
	Goal                  *model.Goal
	StartResult
	// Trees listed, the worst first.
	Trees []ListedTree
	// Number of minimal trees found, at least as many as are listed; exact when
	// Exact, otherwise a bound was reached and there may be more.
	Number int
	Exact  bool
	// Limit that was reached where the number is not exact.
	Limit attack.Limit
	// Looked is the number of partial trees that the listing looked at.
	Looked int
	// Facts that can be reached from the start, where no tree exists: no step
	// leads out of them.
	Facts []attacktree.Fact
	// LeftOut tells that its trees were not looked for, since there are others to the
	// goal that are worse or shorter: see RouteOptions.PerGoal.
	LeftOut bool
}

// Countermeasure gives the countermeasure level of the worst tree from the start;
// unset where none exists.
func (s StartResult) Countermeasure() LevelRange {
	if !s.Reached {
		return LevelRange{}
	}
	return LevelRange{4 - method.CountermeasureLevel(s.Vulnerability.Worst), 4 - method.CountermeasureLevel(s.Vulnerability.Best)}
}

// ListedTree is a minimal tree with what the analyst says about it.
type ListedTree struct {
	attack.Tree
	// Countermeasure level of the tree: the highest of its steps.
	Countermeasure LevelRange
	Risk           RiskRange
	// Rejected is the analyst's rejection of the tree, or nil; Rejections are all under
	// which it falls, that one first.
	Rejected   *model.Rejected
	Rejections []*model.Rejected
	// Scenarios written by the analyst that cover the tree.
	Scenarios []*model.Scenario
}

// StepCounts counts the steps of the tree by countermeasure level, with unknown
// answers at their worst; index 0 is not used.
func (t *ListedTree) StepCounts() [4]int {
	var n [4]int
	for _, s := range t.Steps {
		n[s.Worst]++
	}
	return n
}

// RouteOptions choose routes and bound their listing.
type RouteOptions struct {
	// Entry point and goal; empty: all.
	Entry model.EntryPointID
	Goal  model.GoalID
	// List is the number of trees to give per route; Bounds.Trees are counted.
	List   int
	Bounds attack.Bounds
	// PerGoal is the number of routes to one goal whose trees are looked for: the
	// worst, and of those the shortest; 0: all.
	PerGoal int
	// Progress, if set, is called with the number of routes done and their total,
	// from the calling goroutine.
	Progress func(done, total int)
}

// UsualBounds bound the listing of trees in reports, so that an assessment of all
// models stays quick. Counts that reach them are shown as "or more".
func UsualBounds() attack.Bounds { return attack.Bounds{Trees: 100, Work: 5000} }

// Routes gives the routes of the model, goals in order, then starts. It fails
// when ctx ends.
func (m *ModelResult) Routes(ctx context.Context, opt RouteOptions) ([]Route, error) {
	var out []Route
	for i, g := range m.Damage.Goals {
		for j := range g.Starts {
			if (opt.Goal == "" || g.Goal.ID == opt.Goal) && (opt.Entry == "" || g.Starts[j].Start.Entry.Point.ID == opt.Entry) {
				out = append(out, Route{GoalIndex: i, StartIndex: j, Goal: g.Goal, StartResult: g.Starts[j]})
			}
		}
	}
	if opt.PerGoal > 0 {
		m.leaveOut(out, opt.PerGoal)
	}
	x := m.Damage.Graph.NewSolution(false)
	for i := range out {
		if out[i].LeftOut {
			continue
		}
		m.list(ctx, &out[i], x, opt)
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("list trees of model %s: %w", m.Model.ID, err)
		}
		if opt.Progress != nil {
			opt.Progress(i+1, len(out))
		}
	}
	return out, nil
}

// leaveOut marks the routes that are not among the worst and shortest of their goal.
func (m *ModelResult) leaveOut(routes []Route, most int) {
	byGoal := map[int][]*Route{}
	for i := range routes {
		if r := &routes[i]; r.Reached {
			byGoal[r.GoalIndex] = append(byGoal[r.GoalIndex], r)
		}
	}
	distances := map[int]func(*model.Goal) int{}
	far := func(r *Route) int {
		if _, ok := distances[r.StartIndex]; !ok {
			distances[r.StartIndex] = m.Damage.Graph.Distance(r.StartIndex)
		}
		return distances[r.StartIndex](r.Goal)
	}
	for _, to := range byGoal {
		if len(to) <= most {
			continue
		}
		slices.SortStableFunc(to, func(a, b *Route) int {
			switch {
			case a.worseThan(b.StartResult):
				return -1
			case b.worseThan(a.StartResult):
				return 1
			}
			return cmp.Compare(far(a), far(b))
		})
		for _, r := range to[most:] {
			r.LeftOut = true
		}
	}
}

// WorstRoute gives the route by which a business damage gets its letter, with
// the worst of its trees. ok is false when no goal of the damage can be reached.
func (m *ModelResult) WorstRoute(ctx context.Context, t DamageTotals, bounds attack.Bounds) (r Route, ok bool) {
	for _, i := range t.Goals {
		g := &m.Damage.Goals[i]
		if g.Worst < 0 {
			continue
		}
		if start := g.Starts[g.Worst]; !ok || start.worseThan(r.StartResult) {
			r, ok = Route{GoalIndex: i, StartIndex: g.Worst, Goal: g.Goal, StartResult: start}, true
		}
	}
	if ok {
		m.list(ctx, &r, m.Damage.Graph.NewSolution(false), RouteOptions{List: 1, Bounds: bounds})
	}
	return r, ok
}

// list lists the trees of a route, or the facts that show that there is none.
// Where the bounds leave no tree at all, the one that the exact search itself
// took stands in.
func (m *ModelResult) list(ctx context.Context, r *Route, x *attack.Solution, opt RouteOptions) {
	if !r.Reached {
		r.Exact = true
		r.Facts = x.Solve(r.StartIndex).Reached()
		return
	}
	bounds := opt.Bounds
	bounds.Whole = max(opt.List, 1)
	l := m.Damage.Graph.Trees(ctx, r.StartIndex, r.Goal, bounds)
	if len(l.Trees) == 0 {
		l.Trees = append(l.Trees, attack.Tree{Start: r.Start, Goal: r.Goal, Steps: x.Solve(r.StartIndex).Proof(r.Goal),
			Vulnerability: r.Vulnerability.Worst})
	}
	r.Number, r.Exact, r.Limit, r.Looked = len(l.Trees), l.Exact, l.Limit, l.Looked
	for _, t := range l.Trees[:min(opt.List, len(l.Trees))] {
		r.Trees = append(r.Trees, m.listed(t, r))
	}
}

func (m *ModelResult) listed(t attack.Tree, r *Route) ListedTree {
	out := ListedTree{Tree: t}
	for _, s := range t.Steps {
		out.Countermeasure.Worst = max(out.Countermeasure.Worst, s.Worst)
		out.Countermeasure.Best = max(out.Countermeasure.Best, s.Best)
	}
	worst, _ := m.rater.treeCell(r, out.Countermeasure.Worst)
	best, _ := m.rater.treeCell(r, out.Countermeasure.Best)
	out.Risk = RiskRange{worst.Value, best.Value}
	for _, x := range m.Model.Rejected {
		if rejects(x, &t) {
			out.Rejections = append(out.Rejections, x)
		}
	}
	if len(out.Rejections) > 0 {
		out.Rejected = out.Rejections[0]
	}
	for _, s := range m.Model.Scenarios {
		if covers(s, &t) {
			out.Scenarios = append(out.Scenarios, s)
		}
	}
	return out
}

// treeCell gives the matrix cell of a tree on a route with a countermeasure level.
func (r *rater) treeCell(route *Route, k method.CountermeasureLevel) (method.Cell, bool) {
	return method.Rate(r.method.Matrix, route.ThreatLevel, k.Vulnerability(), route.Goal.Damage.Level)
}

// rejects reports whether a rejection is about the tree: the same entry point and
// goal, and every rule that it names.
func rejects(x *model.Rejected, t *attack.Tree) bool {
	if x.Entry != t.Start.Entry.Point.ID || x.Goal != t.Goal.ID {
		return false
	}
	for _, rule := range x.Rules {
		if !slices.ContainsFunc(t.Steps, func(s attack.Rated) bool { return s.Step.Rule == rule }) {
			return false
		}
	}
	return true
}

// covers reports whether a scenario covers a tree: it has the tree's entry point
// and target, and every step of the scenario happens in the tree, on the same
// asset with a technique of the same family.
func covers(x *model.Scenario, t *attack.Tree) bool {
	if x.Point == nil || x.Point.ID != t.Start.Entry.Point.ID || x.Target != t.Goal.Asset ||
		!slices.Contains(x.Damages, t.Goal.Damage.ID) {
		return false
	}
	for _, want := range x.Steps {
		if !slices.ContainsFunc(t.Steps, func(s attack.Rated) bool {
			return s.At == want.At && (want.Technique == "" || slices.ContainsFunc(s.Rule.Techniques, want.Technique.Akin))
		}) {
			return false
		}
	}
	return true
}
