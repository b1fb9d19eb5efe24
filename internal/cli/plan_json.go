package cli

import (
	"cmp"
	"slices"

	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/optimize"
	"github.com/sekisho/sekisho/internal/plan"
)

// jsonPlan is the document of `sekisho plan --json`. Together, candidates,
// conditions and constraints are the certificate: no choice of candidates that
// meets every constraint costs less.
type jsonPlan struct {
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
	Cost         jsonCost         `json:"cost"`
	Bound        jsonCost         `json:"bound"`
	Gap          int64            `json:"gap_yen"`
	Letters      []jsonPlanLetter `json:"damages"`
	Chosen       []jsonCandidate  `json:"chosen"`
	Constraints  []jsonConstraint `json:"constraints"`
	Obstacles    []jsonObstacle   `json:"obstacles"`
	Unpriced     []string         `json:"unpriced"`
	Broken       []jsonBroken     `json:"stops_data_flows"`
	Alternatives []jsonChoice     `json:"alternatives"`
	Front        []jsonFrontPoint `json:"front,omitempty"`
	FrontWhole   *bool            `json:"front_complete,omitempty"`
	Smallest     []jsonSmallest   `json:"smallest,omitempty"`
	Dead         []jsonDead       `json:"dead,omitempty"`
}

type jsonCost struct {
	Initial int64 `json:"initial_yen"`
	Yearly  int64 `json:"yearly_yen"`
	Large   int   `json:"effort_large"`
	Medium  int   `json:"effort_medium"`
	Small   int   `json:"effort_small"`
}

type jsonPlanLetter struct {
	Damage string  `json:"damage"`
	Before *string `json:"before"`
	After  *string `json:"after"`
	Target *string `json:"target"`
	// Best is the letter with every usable candidate in place.
	Best *string `json:"best"`
}

type jsonCandidate struct {
	ID             string   `json:"id"`
	Countermeasure string   `json:"countermeasure"`
	Was            *string  `json:"was"`
	Decided        bool     `json:"decided"`
	Cost           jsonCost `json:"cost"`
}

type jsonConstraint struct {
	Entry  string `json:"entry,omitempty"`
	Goal   string `json:"goal,omitempty"`
	Damage string `json:"damage,omitempty"`
	Asset  string `json:"asset,omitempty"`
	Threat string `json:"threat,omitempty"`
	// Letter that must not be, and the countermeasure level needed for that.
	Letter string           `json:"letter"`
	Level  int              `json:"level"`
	Steps  []jsonPlanStep   `json:"steps,omitempty"`
	Least  int64            `json:"least"`
	Of     []jsonPlanWeight `json:"of"`
}

type jsonPlanStep struct {
	Rule string `json:"rule"`
	At   string `json:"at"`
	From string `json:"from,omitempty"`
	Link string `json:"link,omitempty"`
}

type jsonPlanWeight struct {
	Candidate string `json:"candidate"`
	Weight    int64  `json:"weight"`
}

type jsonObstacle struct {
	Entry  string `json:"entry,omitempty"`
	Goal   string `json:"goal,omitempty"`
	Asset  string `json:"asset,omitempty"`
	Threat string `json:"threat,omitempty"`
	Letter string `json:"letter"`
	// Exposure tells that no countermeasure level would do.
	Exposure bool `json:"exposure"`
}

type jsonBroken struct {
	Candidate string `json:"candidate"`
	Flow      string `json:"data_flow"`
}

type jsonChoice struct {
	Cost        jsonCost `json:"cost"`
	Deployments []string `json:"deployments"`
}

type jsonFrontPoint struct {
	jsonChoice
	Letters []jsonPlanLetter `json:"damages"`
	Checked bool             `json:"checked"`
}

type jsonSmallest struct {
	Damage  string `json:"damage"`
	From    string `json:"from"`
	To      string `json:"to"`
	Reached bool   `json:"reached"`
	jsonChoice
	Single []string `json:"single"`
}

type jsonDead struct {
	Deployment string `json:"deployment"`
	// Counted is false where it counts nowhere, true where others suffice.
	Counted bool `json:"counted"`
}

func newJSONCost(c plan.Cost) jsonCost {
	return jsonCost{c.Initial, c.Yearly, c.Large, c.Medium, c.Small}
}

// jsonPlanned gives the document of the plan.
func jsonPlanned(s *session, c *planCommand, f *planned) any {
	p := f.plan
	out := jsonPlan{Format: "sekisho-plan/1", Study: f.result.Study.Spec.ID, Model: string(p.Base.Model.ID), Matrix: f.result.Method.Matrix.ID,
		Status: string(p.Status), Reached: p.Reached, Checked: p.Checked, Budget: p.Options.Budget, Years: p.Options.Years,
		Cost: newJSONCost(p.Cost), Bound: newJSONCost(p.Bound), Letters: jsonLetters(p), Chosen: []jsonCandidate{},
		Constraints: []jsonConstraint{}, Obstacles: []jsonObstacle{}, Unpriced: allIDs(p.Unpriced), Broken: []jsonBroken{}, Alternatives: []jsonChoice{}}
	if p.Model != nil && p.Status == optimize.Stopped {
		out.Gap = p.Cost.Over(p.Options.Years) - p.Bound.Over(p.Options.Years)
	}
	for _, x := range p.Chosen {
		out.Chosen = append(out.Chosen, newJSONCandidate(x))
	}
	for i := range p.Constraints {
		out.Constraints = append(out.Constraints, newJSONConstraint(&p.Constraints[i]))
	}
	for _, o := range p.Obstacles {
		out.Obstacles = append(out.Obstacles, newJSONObstacle(s, o))
	}
	for _, x := range p.Broken {
		out.Broken = append(out.Broken, jsonBroken{string(x.ID), string(x.Breaks.ID)})
	}
	for _, a := range p.Alternatives {
		out.Alternatives = append(out.Alternatives, jsonChoice{newJSONCost(a.Cost), allIDs(a.Chosen)})
	}
	if c.Front {
		out.FrontWhole = &f.frontWhole
	}
	for _, x := range f.front {
		out.Front = append(out.Front, jsonFrontPoint{jsonChoice{newJSONCost(x.Cost), allIDs(x.Chosen)}, jsonLetters(x), x.Checked})
	}
	for _, x := range f.steps {
		out.Smallest = append(out.Smallest, jsonSmallest{string(x.Damage.ID), x.From.String(), x.To.String(), x.Plan.Reached,
			jsonChoice{newJSONCost(x.Plan.Cost), allIDs(x.Plan.Chosen)}, allIDs(x.Single)})
	}
	for _, d := range f.dead {
		out.Dead = append(out.Dead, jsonDead{string(d.ID), d.Counted})
	}
	return out
}

func allIDs(list []*plan.Candidate) []string {
	return append([]string{}, candidateIDs(list, len(list))...)
}

func jsonLetters(p *plan.Plan) []jsonPlanLetter {
	out := []jsonPlanLetter{}
	for _, l := range p.Letters {
		x := jsonPlanLetter{Damage: string(l.Damage.ID), Target: rated(l.Target), Best: rated(l.Best)}
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

func newJSONCandidate(c *plan.Candidate) jsonCandidate {
	out := jsonCandidate{ID: string(c.ID), Countermeasure: string(c.Countermeasure.ID), Decided: c.Decided, Cost: newJSONCost(c.Cost)}
	if !c.New() {
		was := string(c.Was)
		out.Was = &was
	}
	return out
}

func newJSONConstraint(c *plan.Constraint) jsonConstraint {
	out := jsonConstraint{Letter: c.Letter.String(), Level: c.Level, Least: c.Least, Of: []jsonPlanWeight{}}
	for i, x := range c.Of {
		out.Of = append(out.Of, jsonPlanWeight{string(x.ID), c.Weights[i]})
	}
	slices.SortFunc(out.Of, func(a, b jsonPlanWeight) int { return cmp.Compare(a.Candidate, b.Candidate) })
	if c.Tree == nil {
		out.Asset, out.Threat = string(c.Asset.ID), string(c.Threat.ID)
		return out
	}
	out.Entry, out.Goal, out.Damage = string(c.Tree.Start.Entry.Point.ID), string(c.Tree.Goal.ID), string(c.Tree.Goal.Damage.ID)
	for _, step := range c.Tree.Steps {
		out.Steps = append(out.Steps, jsonPlanStep{string(step.Step.Rule), string(step.At), string(step.From), string(step.Step.Link)})
	}
	return out
}

func newJSONObstacle(s *session, o plan.Obstacle) jsonObstacle {
	out := jsonObstacle{Letter: s.letter(o.Letter), Exposure: o.Ceiling}
	if o.Goal == nil {
		out.Asset, out.Threat = string(o.Asset.ID), string(o.Threat.ID)
		return out
	}
	out.Entry, out.Goal = string(o.Start.Entry.Point.ID), string(o.Goal.ID)
	return out
}
