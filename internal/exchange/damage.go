package exchange

import (
	"context"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/attacktree"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
)

// Damage is a business damage with its letter in a model.
type Damage struct {
	ID    string    `json:"id"`
	Label string    `json:"label"`
	Name  lang.Text `json:"name"`
	// Impact level 事業被害レベル.
	Impact int `json:"impact_level"`
	// Goals of the model that cause it; none where it cannot be caused.
	Goals []string `json:"goals"`
	// Reached tells that some goal can be reached. Where it is false there is no
	// letter: no tree exists.
	Reached bool `json:"reached"`
	// Risk is the worst of the goals' letters.
	Risk RiskRange `json:"risk"`
	// Letters counts the pairs of goal and start that are reached.
	Letters Totals `json:"letters"`
	// Worst is the route that gives the letter, with its worst tree.
	Worst *Route `json:"worst,omitempty"`
}

// Goal is an attack goal of a model from every start.
type Goal struct {
	ID     string    `json:"id"`
	Damage string    `json:"damage"`
	Effect string    `json:"effect"`
	Asset  string    `json:"asset"`
	Risk   RiskRange `json:"risk"`
	// Starts in the order of the entry points.
	Starts []Start `json:"starts"`
}

// Start is a way in, and what a goal comes to from there.
type Start struct {
	Entry   string `json:"entry"`
	Landing string `json:"landing"`
	Rule    string `json:"rule"`
	// Reached tells that a tree exists; levels and letters hold only then.
	Reached        bool       `json:"reached"`
	ThreatLevel    int        `json:"threat_level"`
	Countermeasure LevelRange `json:"countermeasure_level"`
	Vulnerability  LevelRange `json:"vulnerability_level"`
	Risk           RiskRange  `json:"risk"`
	// Unconfirmed tells that the letter rests on an unconfirmed matrix cell.
	Unconfirmed bool `json:"unconfirmed,omitempty"`
}

// Route is a goal from one start with its trees.
type Route struct {
	Goal string `json:"goal"`
	Start
	// Number of minimal trees found. Where it is not exact a bound was reached, and
	// there may be more.
	Number int  `json:"trees_found"`
	Exact  bool `json:"exact"`
	// Looked is the number of partial trees looked at.
	Looked int `json:"looked"`
	// Trees listed, the worst first.
	Trees []Tree `json:"trees"`
	// Facts that can be reached, where no tree exists: the witness.
	Facts []Fact `json:"facts,omitempty"`
}

// Tree is a minimal attack tree.
type Tree struct {
	Countermeasure LevelRange `json:"countermeasure_level"`
	Risk           RiskRange  `json:"risk"`
	// Counts of the steps by countermeasure level.
	Counts StepCounts `json:"step_counts"`
	// Rejected is the analyst's rejection.
	Rejected *Rejection `json:"rejected,omitempty"`
	// Scenarios written by the analyst that cover it.
	Scenarios []string `json:"scenarios"`
	// Steps, each after those whose facts it needs.
	Steps []Step `json:"steps"`
}

// StepCounts is the number of steps at each countermeasure level.
type StepCounts struct {
	Three int `json:"3"`
	Two   int `json:"2"`
	One   int `json:"1"`
}

// Rejection is why an analyst rejects a tree.
type Rejection struct {
	Reason string `json:"reason"`
	Author string `json:"author"`
	Date   string `json:"date"`
}

// Step is one attack step of a tree.
type Step struct {
	Rule       string    `json:"rule"`
	Name       lang.Text `json:"name"`
	Tactic     string    `json:"tactic"`
	Techniques []string  `json:"techniques"`
	Threat     string    `json:"threat"`
	Asset      string    `json:"asset"`
	From       string    `json:"from,omitempty"`
	Link       string    `json:"link,omitempty"`
	// Countermeasure level of the step.
	Countermeasure LevelRange `json:"countermeasure_level"`
	// Deciding tells that the letter rests on this step alone.
	Deciding bool   `json:"deciding,omitempty"`
	Needs    []Fact `json:"needs"`
	Gives    Fact   `json:"gives"`
	// Off lists managers whose countermeasures the attacker has switched off.
	Off []string `json:"off,omitempty"`
}

// Fact is what an attacker holds of an asset.
type Fact struct {
	Kind  string `json:"kind"`
	Asset string `json:"asset"`
}

func addDamage(ctx context.Context, out *Model, x *assess.ModelResult) {
	for i, t := range x.Damage.Damages {
		out.Damages = append(out.Damages, newDamage(ctx, x, x.Damage.Damages[i]))
		for _, g := range t.Goals {
			out.Goals = append(out.Goals, newGoal(x.Damage.Goals[g]))
		}
	}
	for _, s := range x.Damage.Scenarios {
		out.Scenarios = append(out.Scenarios, newScenario(s))
	}
	out.Joined = newJoined(x.Join())
}

func newDamage(ctx context.Context, x *assess.ModelResult, t assess.DamageTotals) Damage {
	out := Damage{ID: string(t.Damage.ID), Label: t.Damage.Label, Name: t.Damage.Text, Impact: int(t.Damage.Level), Goals: []string{},
		Reached: t.Reached, Risk: newRisk(t.Risk), Letters: newTotals(t.Letters)}
	for _, i := range t.Goals {
		out.Goals = append(out.Goals, string(x.Damage.Goals[i].Goal.ID))
	}
	if r, ok := x.WorstRoute(ctx, t, assess.UsualBounds()); ok {
		route := newRoute(x, r)
		out.Worst = &route
	}
	return out
}

func newGoal(g assess.GoalResult) Goal {
	out := Goal{ID: string(g.Goal.ID), Damage: string(g.Goal.Damage.ID), Effect: string(g.Goal.Effect), Asset: string(g.Goal.Asset.ID),
		Risk: newRisk(g.Risk), Starts: []Start{}}
	for _, s := range g.Starts {
		out.Starts = append(out.Starts, newStart(s))
	}
	return out
}

func newStart(s assess.StartResult) Start {
	out := Start{Entry: string(s.Start.Entry.Point.ID), Landing: string(s.Start.At.ID), Rule: string(s.Start.Rule.ID),
		Reached: s.Reached, Unconfirmed: s.Unconfirmed}
	if s.Reached {
		v := s.Vulnerability
		out.ThreatLevel, out.Risk = int(s.ThreatLevel), newRisk(s.Risk)
		out.Vulnerability = LevelRange{int(v.Worst), int(v.Best)}
		out.Countermeasure = newLevels(s.Countermeasure())
	}
	return out
}

func newRoute(m *assess.ModelResult, r assess.Route) Route {
	out := Route{Goal: string(r.Goal.ID), Start: newStart(r.StartResult), Number: r.Number, Exact: r.Exact, Looked: r.Looked,
		Trees: []Tree{}}
	if !r.Reached {
		out.Facts = newFacts(r.Facts)
	}
	deciding := m.Deciding(&r)
	for i := range r.Trees {
		tree := newTree(&r.Trees[i])
		for j := range tree.Steps {
			tree.Steps[j].Deciding = deciding[i][j]
		}
		out.Trees = append(out.Trees, tree)
	}
	return out
}

func newTree(t *assess.ListedTree) Tree {
	n := t.StepCounts()
	out := Tree{Countermeasure: newLevels(t.Countermeasure), Risk: newRisk(t.Risk), Counts: StepCounts{n[3], n[2], n[1]},
		Scenarios: []string{}, Steps: []Step{}}
	if x := t.Rejected; x != nil {
		out.Rejected = &Rejection{x.Reason, x.Author, x.Date}
	}
	for _, s := range t.Scenarios {
		out.Scenarios = append(out.Scenarios, s.ID)
	}
	for _, s := range t.Steps {
		out.Steps = append(out.Steps, newStep(s))
	}
	return out
}

func newStep(s attack.Rated) Step {
	return Step{Rule: string(s.Rule.ID), Name: s.Rule.Text, Tactic: string(s.Rule.Tactic), Techniques: texts(s.Rule.Techniques),
		Threat: string(s.Rule.Threat), Asset: string(s.At), From: string(s.From), Link: string(s.Step.Link),
		Countermeasure: LevelRange{int(s.Worst), int(s.Best)}, Needs: newFacts(s.Needs), Gives: newFact(s.Gives), Off: texts(s.Off)}
}

func newFacts(facts []attacktree.Fact) []Fact {
	out := []Fact{}
	for _, f := range facts {
		out = append(out, newFact(f))
	}
	return out
}

func newFact(f attacktree.Fact) Fact { return Fact{string(f.Kind), string(f.Asset)} }

func newRisk(r assess.RiskRange) RiskRange { return RiskRange{letter(r.Worst), letter(r.Best)} }

func newLevels(r assess.LevelRange) LevelRange { return LevelRange{int(r.Worst), int(r.Best)} }

// texts writes ids as texts; nil stays nil.
func texts[T ~string](ids []T) []string {
	var out []string
	for _, id := range ids {
		out = append(out, string(id))
	}
	return out
}

// idsOf lists ids; it is never nil.
func idsOf[T any, K ~string](rows []T, id func(T) K) []string {
	out := []string{}
	for _, r := range rows {
		out = append(out, string(id(r)))
	}
	return out
}

func linkID(k *model.Link) model.LinkID                   { return k.ID }
func flowID(f *model.Flow) model.FlowID                   { return f.ID }
func assetID(a *model.Asset) model.AssetID                { return a.ID }
func deploymentID(d *model.Deployment) model.DeploymentID { return d.ID }
