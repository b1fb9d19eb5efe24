package exchange

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/model"
)

// RoutesFormat and GoalExplanationFormat are the version lines of the JSON forms
// of routes and of explanations of goals.
const (
	RoutesFormat          = "sekisho-routes/1"
	GoalExplanationFormat = "sekisho-goal-explanation/1"
)

// Routes is the JSON form of the routes of a model: sekisho-routes/1.
type Routes struct {
	Format string `json:"format"`
	Study  string `json:"study"`
	Model  Name   `json:"model"`
	// Bounds of the listing of each route.
	Bounds Bounds  `json:"bounds"`
	Routes []Route `json:"routes"`
	// Scenarios written by the analyst.
	Scenarios []Scenario `json:"scenarios"`
	// Rejected lists the analyst's rejections of trees.
	Rejected []RejectedTrees `json:"rejected_trees"`
}

// RejectedTrees is a rejection of the trees from an entry point to a goal that
// use all of the rules.
type RejectedTrees struct {
	Entry string   `json:"entry"`
	Goal  string   `json:"goal"`
	Rules []string `json:"rules,omitempty"`
	Rejection
}

// Bounds of a listing.
type Bounds struct {
	// Listed trees per route, counted trees per route, partial trees looked at.
	Listed  int `json:"listed"`
	Counted int `json:"counted"`
	Work    int `json:"work"`
}

// GoalExplanation is the JSON form of why a goal has its letter, and what would
// change it: sekisho-goal-explanation/1.
type GoalExplanation struct {
	Format string `json:"format"`
	Study  string `json:"study"`
	Model  Name   `json:"model"`
	Goal   string `json:"goal"`
	Damage Name   `json:"damage"`
	Impact int    `json:"impact_level"`
	Effect string `json:"effect"`
	Target Name   `json:"target"`
	// Route with the worst tree.
	Route  Route     `json:"route"`
	Matrix MatrixRef `json:"matrix"`
	// First is the cell that gives the threat level, where the entry gives it.
	First *Cell `json:"threat_cell,omitempty"`
	// Counted tells for each step of the tree what counts against it.
	Counted []StepEvidence `json:"counted"`
	// Lower and Raise are the steps of which each alone changes the value.
	Lower  []StepChange  `json:"lower"`
	Raise  []StepChange  `json:"raise"`
	Other  []Change      `json:"threat_level_changes"`
	Others []OtherLetter `json:"other_matrices"`
}

// StepEvidence is what counts against one step.
type StepEvidence struct {
	Rule      string     `json:"rule"`
	Asset     string     `json:"asset"`
	Judgement *Judgement `json:"judgement,omitempty"`
	Unpatched bool       `json:"unpatched,omitempty"`
	Places    []Counted  `json:"places"`
}

// Counted is a deployment that counts against a step.
type Counted struct {
	Countermeasure string `json:"countermeasure"`
	Place
}

// StepChange is a change of one step's countermeasure level.
type StepChange struct {
	Rule   string `json:"rule"`
	Asset  string `json:"asset"`
	From   int    `json:"from"`
	To     int    `json:"to"`
	Letter string `json:"letter"`
}

// RoutesJSON writes routes as sekisho-routes/1.
func RoutesJSON(r *assess.Result, m *assess.ModelResult, routes []assess.Route, opt assess.RouteOptions) ([]byte, error) {
	out := &Routes{Format: RoutesFormat, Study: r.Study.Spec.ID, Model: Name{string(m.Model.ID), m.Model.Text},
		Bounds: Bounds{opt.List, opt.Bounds.Trees, opt.Bounds.Work}, Routes: []Route{}, Scenarios: []Scenario{}, Rejected: []RejectedTrees{}}
	for _, x := range routes {
		out.Routes = append(out.Routes, newRoute(m, x))
	}
	for _, s := range m.Damage.Scenarios {
		out.Scenarios = append(out.Scenarios, newScenario(s))
	}
	for _, x := range m.Model.Rejected {
		out.Rejected = append(out.Rejected, RejectedTrees{string(x.Entry), string(x.Goal), texts(x.Rules), Rejection{x.Reason, x.Author, x.Date}})
	}
	return write(out)
}

// GoalExplanationJSON writes an explanation of a goal as
// sekisho-goal-explanation/1.
func GoalExplanationJSON(r *assess.Result, m *assess.ModelResult, e *assess.GoalExplanation) ([]byte, error) {
	d, target := e.Goal.Damage, e.Goal.Asset
	out := &GoalExplanation{Format: GoalExplanationFormat, Study: r.Study.Spec.ID, Model: Name{string(e.Model.ID), e.Model.Text},
		Goal: string(e.Goal.ID), Damage: Name{string(d.ID), d.Text}, Impact: int(d.Level), Effect: string(e.Goal.Effect),
		Target: Name{string(target.ID), target.Text}, Route: newRoute(m, e.Route),
		Matrix:  MatrixRef{r.Method.Matrix.ID, e.Worst.Confirmed, e.Worst.Source},
		Counted: []StepEvidence{}, Lower: newStepChanges(e.Lower), Raise: newStepChanges(e.Raise), Other: []Change{}, Others: []OtherLetter{}}
	if e.First != nil {
		c := newCell(r, e.Model, *e.First)
		out.First = &c
	}
	for _, s := range e.Steps {
		out.Counted = append(out.Counted, newStepEvidence(s))
	}
	for _, c := range e.Threats {
		out.Other = append(out.Other, Change{Set: string(c.Set), From: c.From, To: c.To, Letter: letter(c.Letter)})
	}
	for _, o := range e.Others {
		out.Others = append(out.Others, OtherLetter{o.Matrix.ID, newRisk(o.Risk)})
	}
	return write(out)
}

func newStepEvidence(s assess.ExplainedStep) StepEvidence {
	out := StepEvidence{Rule: string(s.Rule.ID), Asset: string(s.Asset.ID), Judgement: newJudgement(s.Judgement), Unpatched: s.Unpatched,
		Places: []Counted{}}
	for _, d := range s.Counted {
		out.Places = append(out.Places, Counted{string(d.Countermeasure.ID), newPlace(d, nil)})
	}
	return out
}

func newPlace(d *model.Deployment, k *model.Link) Place {
	p := Place{Deployment: string(d.ID), Status: string(d.Status), Effective: string(d.Effective), Evidence: d.Evidence, Source: d.Origin.Source}
	if k != nil {
		p.Link = string(k.ID)
	}
	return p
}

func newStepChanges(changes []assess.StepChange) []StepChange {
	out := []StepChange{}
	for _, c := range changes {
		out = append(out, StepChange{string(c.Rule.ID), string(c.At), int(c.From), int(c.To), letter(c.Letter)})
	}
	return out
}

// write writes a value as JSON, one row per line.
func write(v any) ([]byte, error) {
	var compact bytes.Buffer
	e := json.NewEncoder(&compact)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("encode JSON: %w", err)
	}
	return indent(compact.Bytes(), 2), nil
}
