package exchange

import (
	"cmp"
	"slices"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/optimize"
	"github.com/sekisho/sekisho/internal/plan"
)

// PlanFormat is the version line of plans.
const PlanFormat = "sekisho-plan/1"

// Plan is the JSON form of a plan of countermeasures. Together, candidates,
// conditions and constraints are the certificate: no choice of candidates that
// meets every constraint costs less.
type Plan struct {
	Format  string `json:"format"`
	Study   string `json:"study"`
	Model   string `json:"model"`
	Matrix  string `json:"matrix"`
	Status  string `json:"status"`
	Reached bool   `json:"reached"`
	// Checked tells that the independent checkers agreed.
	Checked      bool             `json:"checked"`
	Budget       *int64           `json:"budget_yen,omitempty"`
	Years        int              `json:"years,omitempty"`
	Cost         PlanCost         `json:"cost"`
	Bound        PlanCost         `json:"bound"`
	Gap          int64            `json:"gap_yen"`
	Letters      []PlanLetter     `json:"damages"`
	Chosen       []PlanCandidate  `json:"chosen"`
	Constraints  []PlanConstraint `json:"constraints"`
	Obstacles    []PlanObstacle   `json:"obstacles"`
	Unpriced     []string         `json:"unpriced"`
	Broken       []PlanBroken     `json:"stops_data_flows"`
	Alternatives []PlanChoice     `json:"alternatives"`
	Front        []PlanFront      `json:"front,omitempty"`
	FrontWhole   *bool            `json:"front_complete,omitempty"`
	Smallest     []PlanSmallest   `json:"smallest,omitempty"`
	Dead         []PlanDead       `json:"dead,omitempty"`
}

// PlanCost is what a choice costs.
type PlanCost struct {
	Initial int64 `json:"initial_yen"`
	Yearly  int64 `json:"yearly_yen"`
	Large   int   `json:"effort_large"`
	Medium  int   `json:"effort_medium"`
	Small   int   `json:"effort_small"`
}

// PlanLetter is the letter of a business damage before and after a plan.
type PlanLetter struct {
	Damage string  `json:"damage"`
	Before *string `json:"before"`
	After  *string `json:"after"`
	Target *string `json:"target"`
	// Best is the letter with every usable candidate in place.
	Best *string `json:"best"`
}

// PlanCandidate is a countermeasure that a plan puts in place.
type PlanCandidate struct {
	ID             string   `json:"id"`
	Countermeasure string   `json:"countermeasure"`
	Was            *string  `json:"was"`
	Decided        bool     `json:"decided"`
	Cost           PlanCost `json:"cost"`
}

// PlanConstraint is what every plan must meet: a tree or a cell that must not come to a letter.
type PlanConstraint struct {
	Entry  string `json:"entry,omitempty"`
	Goal   string `json:"goal,omitempty"`
	Damage string `json:"damage,omitempty"`
	Asset  string `json:"asset,omitempty"`
	Threat string `json:"threat,omitempty"`
	// Letter that must not be, and the countermeasure level needed for that.
	Letter string       `json:"letter"`
	Level  int          `json:"level"`
	Steps  []PlanStep   `json:"steps,omitempty"`
	Least  int64        `json:"least"`
	Of     []PlanWeight `json:"of"`
}

// PlanStep is a step of such a tree.
type PlanStep struct {
	Rule string `json:"rule"`
	At   string `json:"at"`
	From string `json:"from,omitempty"`
	Link string `json:"link,omitempty"`
}

// PlanWeight is how much a candidate counts in a constraint.
type PlanWeight struct {
	Candidate string `json:"candidate"`
	Weight    int64  `json:"weight"`
}

// PlanObstacle is what no candidate lowers enough.
type PlanObstacle struct {
	Entry  string `json:"entry,omitempty"`
	Goal   string `json:"goal,omitempty"`
	Asset  string `json:"asset,omitempty"`
	Threat string `json:"threat,omitempty"`
	Letter string `json:"letter"`
	// Exposure tells that no countermeasure level would do.
	Exposure bool `json:"exposure"`
}

// PlanBroken is a data flow that a candidate stops.
type PlanBroken struct {
	Candidate string `json:"candidate"`
	Flow      string `json:"data_flow"`
}

// PlanChoice is a choice of candidates with its cost.
type PlanChoice struct {
	Cost        PlanCost `json:"cost"`
	Deployments []string `json:"deployments"`
}

// PlanFront is a choice that no other beats in both cost and letters.
type PlanFront struct {
	PlanChoice
	Letters []PlanLetter `json:"damages"`
	Checked bool         `json:"checked"`
}

// Whole reports whether the front ends where nothing more is to be saved.
func (p *Plan) Whole() bool { return p.FrontWhole != nil && *p.FrontWhole }

// Added gives the ids of what a plan of the front puts in place beyond what is
// decided anyway.
func (p *Plan) Added(f PlanFront) []string {
	return slices.DeleteFunc(slices.Clone(f.Deployments), func(id string) bool {
		return slices.ContainsFunc(p.Chosen, func(c PlanCandidate) bool { return c.ID == id && c.Decided })
	})
}

// PlanSmallest is the cheapest choice that lowers one letter by one.
type PlanSmallest struct {
	Damage  string `json:"damage"`
	From    string `json:"from"`
	To      string `json:"to"`
	Reached bool   `json:"reached"`
	PlanChoice
	Single []string `json:"single"`
}

// PlanDead is a deployment without which no letter rises.
type PlanDead struct {
	Deployment string `json:"deployment"`
	// Counted is false where it counts nowhere, true where others suffice.
	Counted bool `json:"counted"`
}

func newPlanCost(c plan.Cost) PlanCost {
	return PlanCost{c.Initial, c.Yearly, c.Large, c.Medium, c.Small}
}

// Planned is a plan with what else was worked out.
type Planned struct {
	Result *assess.Result
	Plan   *plan.Plan
	Front  []*plan.Plan
	// FrontWhole tells that the front ends where nothing more is to be saved; nil
	// where none was asked for.
	FrontWhole *bool
	Steps      []plan.Step
	Dead       []plan.Dead
}

// NewPlan gives the published form of a plan.
func NewPlan(f Planned, l lang.Lang) *Plan {
	p := f.Plan
	out := &Plan{Format: PlanFormat, Study: f.Result.Study.Spec.ID, Model: string(p.Base.Model.ID), Matrix: f.Result.Method.Matrix.ID,
		Status: string(p.Status), Reached: p.Reached, Checked: p.Checked, Budget: p.Options.Budget, Years: p.Options.Years,
		Cost: newPlanCost(p.Cost), Bound: newPlanCost(p.Bound), Letters: planLetters(p), Chosen: []PlanCandidate{},
		Constraints: []PlanConstraint{}, Obstacles: []PlanObstacle{}, Unpriced: candidateIDs(p.Unpriced), Broken: []PlanBroken{}, Alternatives: []PlanChoice{}}
	if p.Model != nil && p.Status == optimize.Stopped {
		out.Gap = p.Cost.Over(p.Options.Years) - p.Bound.Over(p.Options.Years)
	}
	for _, x := range p.Chosen {
		out.Chosen = append(out.Chosen, newPlanCandidate(x))
	}
	for i := range p.Constraints {
		out.Constraints = append(out.Constraints, newPlanConstraint(&p.Constraints[i]))
	}
	for _, o := range p.Obstacles {
		out.Obstacles = append(out.Obstacles, newPlanObstacle(o, l))
	}
	for _, x := range p.Broken {
		out.Broken = append(out.Broken, PlanBroken{string(x.ID), string(x.Breaks.ID)})
	}
	for _, a := range p.Alternatives {
		out.Alternatives = append(out.Alternatives, PlanChoice{newPlanCost(a.Cost), candidateIDs(a.Chosen)})
	}
	out.FrontWhole = f.FrontWhole
	for _, x := range f.Front {
		out.Front = append(out.Front, PlanFront{PlanChoice{newPlanCost(x.Cost), candidateIDs(x.Chosen)}, planLetters(x), x.Checked})
	}
	for _, x := range f.Steps {
		out.Smallest = append(out.Smallest, PlanSmallest{string(x.Damage.ID), x.From.String(), x.To.String(), x.Plan.Reached,
			PlanChoice{newPlanCost(x.Plan.Cost), candidateIDs(x.Plan.Chosen)}, candidateIDs(x.Single)})
	}
	for _, d := range f.Dead {
		out.Dead = append(out.Dead, PlanDead{string(d.ID), d.Counted})
	}
	return out
}

func candidateIDs(list []*plan.Candidate) []string {
	ids := []string{}
	for _, c := range list {
		ids = append(ids, string(c.ID))
	}
	return ids
}

func planLetters(p *plan.Plan) []PlanLetter {
	out := []PlanLetter{}
	for _, l := range p.Letters {
		x := PlanLetter{Damage: string(l.Damage.ID), Target: rated(l.Target), Best: rated(l.Best)}
		if l.ReachedBefore {
			x.Before = rated(l.Before)
		}
		if l.ReachedAfter && p.Model != nil {
			x.After = rated(l.After)
		}
		out = append(out, x)
	}
	return out
}

// rated gives a letter, or nil where there is none.
func rated(v method.RiskValue) *string {
	if v == method.Unrated {
		return nil
	}
	letter := v.String()
	return &letter
}

func newPlanCandidate(c *plan.Candidate) PlanCandidate {
	out := PlanCandidate{ID: string(c.ID), Countermeasure: string(c.Countermeasure.ID), Decided: c.Decided, Cost: newPlanCost(c.Cost)}
	if !c.New() {
		was := string(c.Was)
		out.Was = &was
	}
	return out
}

func newPlanConstraint(c *plan.Constraint) PlanConstraint {
	out := PlanConstraint{Letter: c.Letter.String(), Level: c.Level, Least: c.Least, Of: []PlanWeight{}}
	for i, x := range c.Of {
		out.Of = append(out.Of, PlanWeight{string(x.ID), c.Weights[i]})
	}
	slices.SortFunc(out.Of, func(a, b PlanWeight) int { return cmp.Compare(a.Candidate, b.Candidate) })
	if c.Tree == nil {
		out.Asset, out.Threat = string(c.Asset.ID), string(c.Threat.ID)
		return out
	}
	out.Entry, out.Goal, out.Damage = string(c.Tree.Start.Entry.Point.ID), string(c.Tree.Goal.ID), string(c.Tree.Goal.Damage.ID)
	for _, step := range c.Tree.Steps {
		out.Steps = append(out.Steps, PlanStep{string(step.Step.Rule), string(step.At), string(step.From), string(step.Step.Link)})
	}
	return out
}

func newPlanObstacle(o plan.Obstacle, l lang.Lang) PlanObstacle {
	out := PlanObstacle{Letter: o.Letter.String(), Exposure: o.Ceiling}
	if o.Letter == method.Unrated {
		out.Letter = locale.Name(l, locale.Level, "unrated")
	}
	if o.Goal == nil {
		out.Asset, out.Threat = string(o.Asset.ID), string(o.Threat.ID)
		return out
	}
	out.Entry, out.Goal = string(o.Start.Entry.Point.ID), string(o.Goal.ID)
	return out
}
