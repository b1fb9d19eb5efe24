package exchange

import (
	"slices"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// Nation are the figures of all organisations.
type Nation struct {
	Organisations int           `json:"organisations"`
	Groups        []NationGroup `json:"groups"`
	Plan          []string      `json:"plan"`
	// PlanBeside lists deployments of the plan that no question asks about.
	PlanBeside []string        `json:"plan_beside_questions,omitempty"`
	Models     []NationModel   `json:"models"`
	Missing    []NationMissing `json:"missing"`
	Where      []NationWhere   `json:"where"`
}

// NationGroup is a group of organisations with its number.
type NationGroup struct {
	Group         string `json:"group"`
	Organisations int    `json:"organisations"`
}

// NationModel counts the letters under one model.
type NationModel struct {
	Model   string         `json:"model"`
	Damages []Distribution `json:"damages"`
	Goals   []Distribution `json:"goals"`
	Cells   []Distribution `json:"cells"`
	Worst   Distribution   `json:"worst_cell"`
	Planned []Distribution `json:"damages_with_plan,omitempty"`
	// Lowered counts the organisations whose letter the plan lowers, by damage.
	Lowered map[string]int       `json:"lowered_by_plan,omitempty"`
	Groups  []NationGroupDamages `json:"groups"`
}

// NationGroupDamages counts the letters of the damages in one group.
type NationGroupDamages struct {
	Group   string         `json:"group"`
	Damages []Distribution `json:"damages"`
}

// Distribution counts organisations by letter. Reached is false where the
// model has no way to the damage.
type Distribution struct {
	Of      string         `json:"of"`
	Reached *bool          `json:"reached,omitempty"`
	Worst   map[string]int `json:"worst"`
	Best    map[string]int `json:"best"`
}

func distribution(of string, x *hearing.Letters) Distribution {
	out := Distribution{Of: of, Worst: map[string]int{}, Best: map[string]int{}}
	for _, v := range []method.RiskValue{method.A, method.B, method.C, method.D, method.E, method.Unrated} {
		out.Worst[v.String()], out.Best[v.String()] = x.Worst[v], x.Best[v]
	}
	return out
}

// NationMissing tells how many organisations have what a question asks about.
type NationMissing struct {
	Question
	Having
	Groups []NationGroupMissing `json:"groups"`
}

// Having counts organisations by how far they have a countermeasure.
type Having struct {
	Lack     int `json:"lack"`
	Partial  int `json:"partial"`
	Unknown  int `json:"unknown"`
	Has      int `json:"in_place"`
	Needless int `json:"not_applicable"`
}

// NationGroupMissing tells it for one group.
type NationGroupMissing struct {
	Group string `json:"group"`
	Having
}

// Question is a question, as far as lists name it.
type Question struct {
	ID             string   `json:"id"`
	Countermeasure string   `json:"countermeasure"`
	Name           string   `json:"name"`
	Scope          string   `json:"scope"`
	Places         []string `json:"places"`
	Deployments    []string `json:"deployments"`
}

// NewQuestion gives the published form of a question.
func NewQuestion(q *hearing.Question, l lang.Lang) Question {
	out := Question{ID: string(q.ID), Countermeasure: string(q.Countermeasure), Name: q.Name.In(l), Scope: q.Scope,
		Places: []string{}, Deployments: slices.Clone(q.Deployments)}
	for _, p := range q.Places {
		out.Places = append(out.Places, p.ID)
	}
	return out
}

func having(m *hearing.Missing) Having {
	return Having{m.Number[hearing.Lacks], m.Number[hearing.Partly], m.Number[hearing.Unclear], m.Number[hearing.Has], m.Number[hearing.Needless]}
}

// NationWhere lists the organisations that do not fully have what a question asks
// about.
type NationWhere struct {
	Question      string          `json:"question"`
	Organisations []NationLacking `json:"organisations"`
}

// NationLacking is an organisation with its answer.
type NationLacking struct {
	Organisation string `json:"organisation"`
	Name         string `json:"name"`
	Status       string `json:"status"`
	Effective    string `json:"effective,omitempty"`
}

// Evaluated is what the answers of many organisations come to.
type Evaluated struct {
	Result *assess.Result
	Nation *hearing.Nation
	// Planned is the outcome with the plan; nil where there is none.
	Planned       *hearing.Nation
	Organisations []hearing.OrganisationSpec
	Questions     []hearing.Question
	List          []hearing.Row
	// Plan lists the questions of which the countermeasures are put in place
	// everywhere, Where those of which the organisations are wanted that lack them.
	Plan, Where []int
	// Beside are deployments of the plan that no question asks about.
	Beside []model.DeploymentID
	// Groups are the names of the groups of organisations, Group is that of each row.
	Groups []string
	Group  []int
}

// NewNation gives the published form of what organisations answered.
func NewNation(n *Evaluated, l lang.Lang) *Nation {
	out := &Nation{Organisations: len(n.List), Models: []NationModel{}, Missing: []NationMissing{}, Plan: []string{}, Where: []NationWhere{}, Groups: []NationGroup{}}
	numbers := make([]int, len(n.Groups))
	for _, g := range n.Group {
		numbers[g]++
	}
	for g, name := range n.Groups {
		out.Groups = append(out.Groups, NationGroup{name, numbers[g]})
	}
	for _, q := range n.Plan {
		out.Plan = append(out.Plan, string(n.Questions[q].ID))
	}
	for _, id := range n.Beside {
		out.PlanBeside = append(out.PlanBeside, string(id))
	}
	for i := range n.Nation.Models {
		out.Models = append(out.Models, n.model(i))
	}
	for _, m := range n.Nation.Missing() {
		x := NationMissing{Question: NewQuestion(&n.Questions[m.Question], l), Having: having(&m)}
		for g, by := range hearing.MissingBy(n.List, m.Question, n.Group, len(n.Groups)) {
			x.Groups = append(x.Groups, NationGroupMissing{n.Groups[g], having(&by)})
		}
		out.Missing = append(out.Missing, x)
	}
	for _, q := range n.Where {
		w := NationWhere{string(n.Questions[q].ID), []NationLacking{}}
		for _, row := range hearing.Lacking(n.List, q) {
			o := &n.Organisations[row.Organisation]
			w.Organisations = append(w.Organisations, NationLacking{o.Code, o.Name, string(row.Known[q].Status()), string(row.Known[q].Effective())})
		}
		out.Where = append(out.Where, w)
	}
	return out
}

func (n *Evaluated) model(at int) NationModel {
	m := n.Nation.Models[at]
	x := NationModel{Model: string(m.Model.ID), Worst: distribution("cells", &m.Worst)}
	damage := func(d int, letters *hearing.Letters) Distribution {
		out := distribution(n.damageID(d), letters)
		out.Reached = &m.Reached[d]
		return out
	}
	for d := range m.Damages {
		x.Damages = append(x.Damages, damage(d, &m.Damages[d]))
	}
	if n.Planned != nil {
		x.Lowered = map[string]int{}
		for d, number := range m.Lowered(n.Planned.Models[at]) {
			x.Planned = append(x.Planned, damage(d, &n.Planned.Models[at].Damages[d]))
			x.Lowered[n.damageID(d)] = number
		}
	}
	for g, letters := range m.ByGroup(n.Group, len(n.Groups)) {
		by := NationGroupDamages{Group: n.Groups[g]}
		for d := range letters {
			by.Damages = append(by.Damages, damage(d, &letters[d]))
		}
		x.Groups = append(x.Groups, by)
	}
	for g := range m.Goals {
		x.Goals = append(x.Goals, distribution(string(m.Model.Goals[g].ID), &m.Goals[g]))
	}
	for k := range m.Cells {
		x.Cells = append(x.Cells, distribution(n.cellID(at, k), &m.Cells[k]))
	}
	return x
}

func (n *Evaluated) damageID(at int) string { return string(n.Result.Study.Spec.Damages[at].ID) }

func (n *Evaluated) cellID(at, cell int) string {
	m := n.Result.Models[at]
	c := m.Cells[cell]
	return string(m.Model.Assets[c.Asset].ID) + "/" + string(n.Result.Study.Catalog.Threats[c.Threat].ID)
}
