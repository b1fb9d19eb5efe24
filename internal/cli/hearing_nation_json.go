package cli

import (
	"github.com/sekisho/sekisho/internal/hearing"
)

// jsonNation are the figures of all organisations.
type jsonNation struct {
	Organisations int               `json:"organisations"`
	Groups        []jsonGroup       `json:"groups"`
	Plan          []string          `json:"plan"`
	Models        []jsonNationModel `json:"models"`
	Missing       []jsonMissing     `json:"missing"`
	Where         []jsonWhere       `json:"where"`
}

// jsonGroup is a group of organisations with its number.
type jsonGroup struct {
	Group         string `json:"group"`
	Organisations int    `json:"organisations"`
}

type jsonNationModel struct {
	Model   string             `json:"model"`
	Damages []jsonDistribution `json:"damages"`
	Goals   []jsonDistribution `json:"goals"`
	Cells   []jsonDistribution `json:"cells"`
	Worst   jsonDistribution   `json:"worst_cell"`
	Planned []jsonDistribution `json:"damages_with_plan,omitempty"`
	// Lowered counts the organisations whose letter the plan lowers, by damage.
	Lowered map[string]int     `json:"lowered_by_plan,omitempty"`
	Groups  []jsonGroupDamages `json:"groups"`
}

type jsonGroupDamages struct {
	Group   string             `json:"group"`
	Damages []jsonDistribution `json:"damages"`
}

// jsonDistribution counts organisations by letter. Reached is false where the
// model has no way to the damage.
type jsonDistribution struct {
	Of      string         `json:"of"`
	Reached *bool          `json:"reached,omitempty"`
	Worst   map[string]int `json:"worst"`
	Best    map[string]int `json:"best"`
}

func distribution(of string, x *hearing.Letters) jsonDistribution {
	out := jsonDistribution{Of: of, Worst: map[string]int{}, Best: map[string]int{}}
	for _, v := range lettersDown {
		out.Worst[v.String()], out.Best[v.String()] = x.Worst[v], x.Best[v]
	}
	return out
}

type jsonMissing struct {
	jsonQuestion
	jsonHaving
	Groups []jsonGroupMissing `json:"groups"`
}

// jsonHaving counts organisations by how far they have a countermeasure.
type jsonHaving struct {
	Lack     int `json:"lack"`
	Partial  int `json:"partial"`
	Unknown  int `json:"unknown"`
	Has      int `json:"in_place"`
	Needless int `json:"not_applicable"`
}

type jsonGroupMissing struct {
	Group string `json:"group"`
	jsonHaving
}

func having(m *hearing.Missing) jsonHaving {
	return jsonHaving{m.Number[hearing.Lacks], m.Number[hearing.Partly], m.Number[hearing.Unclear], m.Number[hearing.Has], m.Number[hearing.Needless]}
}

// jsonWhere lists the organisations that do not fully have what a question asks
// about.
type jsonWhere struct {
	Question      string        `json:"question"`
	Organisations []jsonLacking `json:"organisations"`
}

type jsonLacking struct {
	Organisation string `json:"organisation"`
	Name         string `json:"name"`
	Status       string `json:"status"`
	Effective    string `json:"effective,omitempty"`
}

func (c *hearingNationCommand) figures(s *session, n *nation) jsonNation {
	out := jsonNation{Organisations: len(n.List), Models: []jsonNationModel{}, Missing: []jsonMissing{}, Plan: []string{}, Where: []jsonWhere{}, Groups: []jsonGroup{}}
	numbers := make([]int, len(n.groups))
	for _, g := range n.group {
		numbers[g]++
	}
	for g, name := range n.groups {
		out.Groups = append(out.Groups, jsonGroup{name, numbers[g]})
	}
	for _, q := range n.plan {
		out.Plan = append(out.Plan, string(n.Questions[q].ID))
	}
	for i := range n.Models {
		out.Models = append(out.Models, n.jsonModel(i))
	}
	for _, m := range n.Missing() {
		x := jsonMissing{jsonQuestion: s.jsonQuestion(&n.Questions[m.Question]), jsonHaving: having(&m)}
		for g, by := range hearing.MissingBy(n.List, m.Question, n.group, len(n.groups)) {
			x.Groups = append(x.Groups, jsonGroupMissing{n.groups[g], having(&by)})
		}
		out.Missing = append(out.Missing, x)
	}
	for _, q := range n.where {
		w := jsonWhere{string(n.Questions[q].ID), []jsonLacking{}}
		for _, row := range n.lacking(q) {
			o := &n.Organisations[row.Organisation]
			w.Organisations = append(w.Organisations, jsonLacking{o.Code, o.Name, string(row.Known[q].Status()), string(row.Known[q].Effective())})
		}
		out.Where = append(out.Where, w)
	}
	return out
}

func (n *nation) jsonModel(at int) jsonNationModel {
	m := n.Models[at]
	x := jsonNationModel{Model: string(m.Model.ID), Worst: distribution("cells", &m.Worst)}
	damage := func(d int, letters *hearing.Letters) jsonDistribution {
		out := distribution(n.DamageID(d), letters)
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
			x.Lowered[n.DamageID(d)] = number
		}
	}
	for g, letters := range m.ByGroup(n.group, len(n.groups)) {
		by := jsonGroupDamages{Group: n.groups[g]}
		for d := range letters {
			by.Damages = append(by.Damages, damage(d, &letters[d]))
		}
		x.Groups = append(x.Groups, by)
	}
	for g := range m.Goals {
		x.Goals = append(x.Goals, distribution(string(m.Model.Goals[g].ID), &m.Goals[g]))
	}
	for k := range m.Cells {
		x.Cells = append(x.Cells, distribution(n.CellID(at, k), &m.Cells[k]))
	}
	return x
}
