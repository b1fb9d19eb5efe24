package plan

import (
	"context"
	"fmt"
	"slices"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/defence"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/optimize"
)

// engine rates the model with proposals in place, and says what they leave too
// bad.
type engine struct {
	r          *assess.Result
	base       *assess.ModelResult
	candidates []*Candidate
	index      map[model.DeploymentID]int
	// planned names the damages that the plan is to lower.
	planned map[model.DamageID]bool
	targets map[model.DamageID]method.RiskValue
	cells   method.RiskValue
	require []model.DeploymentID
	forbid  []model.DeploymentID
	either  [][]model.DeploymentID

	// all is the model with every usable candidate in place, and best the letters
	// that the damages have then.
	all   *assess.ModelResult
	whole *defence.Coverage
	graph *attack.Graph
	best  map[model.DamageID]method.RiskValue
	// counters of each threat, and steps that have been looked at.
	counters [][]defence.Counter
	steps    map[string]*stepCount
	// relaxed gives the variable by which a damage may be as bad as a letter.
	relaxed map[relaxation]int
	vars    int
	// cuts are the constraints given so far, in order.
	cuts []Constraint
	seen map[string]bool
	// open cells that no candidate lowers enough.
	hopeless map[[2]int]bool
	// allRows keeps every constraint of a plan, also those that could be left out to
	// force its cost: leaving them out takes longer than the plan.
	allRows bool
}

// relaxation is that a damage may be as bad as a letter.
type relaxation struct {
	damage model.DamageID
	letter method.RiskValue
}

func newEngine(ctx context.Context, r *assess.Result, id model.ModelID, opt *Options) (*engine, error) {
	base, ok := r.Model(id)
	if !ok {
		return nil, fmt.Errorf("model %q is not assessed", id)
	}
	e := &engine{r: r, base: base, index: map[model.DeploymentID]int{}, planned: map[model.DamageID]bool{},
		targets: map[model.DamageID]method.RiskValue{}, cells: opt.Cells, counters: defence.Counters(r.Study.Catalog)}
	if err := e.setTargets(opt); err != nil {
		return nil, err
	}
	// Candidates are gathered for every damage, so that a planner can be asked for
	// other targets.
	for _, d := range r.Study.Spec.Damages {
		e.planned[d.ID] = true
	}
	if err := e.gather(ctx, opt); err != nil {
		return nil, err
	}
	return e, e.rateAll(ctx)
}

func (e *engine) setTargets(opt *Options) error {
	e.targets = map[model.DamageID]method.RiskValue{}
	e.cells = opt.Cells
	for _, t := range opt.Targets {
		if _, ok := e.r.Study.Damage(t.Damage); !ok {
			return fmt.Errorf("the study has no business damage %q", t.Damage)
		}
		if old, ok := e.targets[t.Damage]; !ok || old.WorseThan(t.Letter) {
			e.targets[t.Damage] = t.Letter
		}
	}
	return nil
}

// usable reports whether a plan may choose the candidate.
func (e *engine) usable(i int) bool {
	return e.candidates[i].Usable() && !slices.Contains(e.forbid, e.candidates[i].ID)
}

// rateAll rates the model with every usable candidate in place, whatever they
// cost: nothing better can be reached.
func (e *engine) rateAll(ctx context.Context) error {
	chosen := make([]bool, len(e.candidates))
	for i := range chosen {
		chosen[i] = e.usable(i)
	}
	var err error
	if e.all, err = e.rate(ctx, chosen); err != nil {
		return err
	}
	e.best = map[model.DamageID]method.RiskValue{}
	for _, d := range e.all.Damage.Damages {
		if d.Reached {
			e.best[d.Damage.ID] = worst(e.all, d)
		}
	}
	e.steps = map[string]*stepCount{}
	// For counting, every candidate stands, usable or not.
	m := *e.base.Model
	m.Deployments = merge(e.base.Model.Deployments, e.candidates)
	e.whole = defence.New(&m, e.r.Study.Catalog)
	e.graph = e.all.Damage.Graph
	return nil
}

// worst gives the worst letter of a damage; a pair without a rating is taken as
// the worst there is, since unknown is not safe.
func worst(m *assess.ModelResult, d assess.DamageTotals) method.RiskValue {
	for _, g := range d.Goals {
		for _, s := range m.Damage.Goals[g].Starts {
			if s.Reached && s.Risk.Worst == method.Unrated {
				return method.A
			}
		}
	}
	return d.Risk.Worst
}

// rate rates the model with the chosen candidates in place.
func (e *engine) rate(ctx context.Context, chosen []bool) (*assess.ModelResult, error) {
	return e.base.Redeploy(ctx, e.deployments(chosen))
}

func (e *engine) deployments(chosen []bool) []*model.Deployment {
	out := slices.Clone(e.base.Model.Deployments)
	for i, c := range e.candidates {
		switch {
		case !chosen[i]:
		case c.New():
			d := *c.Deployment
			d.Index = len(out)
			out = append(out, &d)
		default:
			out[c.Deployment.Index] = c.Deployment
		}
	}
	return out
}

// goal gives the letter that a damage must reach: its target, or the best there
// is where that is out of reach. It is unrated where any letter will do.
func (e *engine) goal(d model.DamageID) method.RiskValue {
	t, ok := e.targets[d]
	if !ok {
		return method.Unrated
	}
	return max(t, e.best[d])
}

// allowed gives the worst letter that a proposal allows a damage to have.
func (e *engine) allowed(d model.DamageID, chosen []bool) method.RiskValue {
	out := e.goal(d)
	for letter := out + 1; letter <= method.A; letter++ {
		if v, ok := e.relaxed[relaxation{d, letter}]; ok && chosen[v] {
			out = letter
		}
	}
	return out
}

// separate rates a proposal and gives a constraint for every pair of goal and
// start, and every cell, that is too bad.
func (e *engine) separate(ctx context.Context, chosen []bool) (optimize.Cuts, error) {
	m, err := e.rate(ctx, chosen)
	if err != nil {
		return optimize.Cuts{}, err
	}
	s := &separation{engine: e, m: m, chosen: chosen, solved: map[int]*attack.Solution{}}
	for g := range m.Damage.Goals {
		s.goal(&m.Damage.Goals[g])
	}
	if e.cells != method.Unrated {
		s.cells()
	}
	if len(s.rows) == 0 {
		if s.violated {
			return optimize.Cuts{}, fmt.Errorf("planner and engine disagree on model %s", e.base.Model.ID)
		}
		return optimize.Cuts{Solution: chosen}, nil
	}
	return optimize.Cuts{Rows: s.rows}, nil
}

// separation is the work on one proposal.
type separation struct {
	*engine
	m        *assess.ModelResult
	chosen   []bool
	solved   map[int]*attack.Solution
	rows     []optimize.Row
	violated bool
}

// goal looks at one goal from every start.
func (s *separation) goal(g *assess.GoalResult) {
	damage := g.Goal.Damage
	if s.engine.goal(damage.ID) == method.Unrated {
		return
	}
	allowed := s.allowed(damage.ID, s.chosen)
	for i := range g.Starts {
		start := &g.Starts[i]
		if !start.Reached || !start.Risk.Worst.WorseThan(allowed) {
			continue
		}
		s.violated = true
		sol := s.solved[i]
		if sol == nil {
			sol = s.m.Damage.Graph.NewSolution(false).Solve(i)
			s.solved[i] = sol
		}
		tree := attack.Tree{Start: start.Start, Goal: g.Goal, Steps: sol.Proof(g.Goal), Vulnerability: start.Vulnerability.Worst}
		// One constraint for each letter that the damage must not have.
		last := allowed + 1
		if len(s.relaxed) > 0 {
			last = start.Risk.Worst
		}
		for letter := allowed + 1; letter <= last; letter++ {
			s.cutTree(tree, start.ThreatLevel, letter)
		}
	}
}

// needed gives the countermeasure level at which a tree is better than a letter;
// 4 where no level is.
func (e *engine) needed(t method.ThreatLevel, impact method.ImpactLevel, letter method.RiskValue) int {
	for v := method.VulnerabilityLevel(3); v >= 1; v-- {
		cell, ok := method.Rate(e.r.Method.Matrix, t, v, impact)
		if ok && letter.WorseThan(cell.Value) {
			return 4 - int(v)
		}
	}
	return 4
}
