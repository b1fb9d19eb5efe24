package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// publicTable is a table for publication with what it is about.
type publicTable struct {
	Model    string      `json:"model,omitempty"`
	Damage   string      `json:"damage,omitempty"`
	Question string      `json:"question,omitempty"`
	Heads    []string    `json:"columns"`
	Rows     []publicRow `json:"rows"`
	Withheld bool        `json:"withheld"`

	question int
	name     string
	bins     []hearing.Bin
}

type publicRow struct {
	Group  string   `json:"group"`
	Counts []int    `json:"counts"`
	Of     []string `json:"groups"`
}

// publicTables makes the tables for publication: the letter of every damage under
// every model, unknown answers at their worst, and who has which countermeasure.
// Figures are published by one grouping only: two would give away their overlap.
func (c *hearingNationCommand) publicTables(s *session, n *nation) []publicTable {
	least := c.smallest()
	groups := make([]string, len(n.List))
	for i, g := range n.Of {
		groups[i] = n.Keys[g]
	}
	var out []publicTable
	letters := make([]method.RiskValue, len(n.List))
	for _, m := range n.Models {
		for d := range m.Damages {
			if !m.Reached[d] {
				continue // so it is whatever the organisations answer
			}
			for i := range letters {
				letters[i] = m.OfDamage[i*len(m.Damages)+d].Worst
			}
			t := hearing.Publish(groups, letters, least)
			p := publicTable{Model: string(m.Model.ID), name: m.Model.In(s.lang), Damage: n.DamageID(d), Withheld: t.Withheld, Rows: n.rows(s, t.Rows), Heads: []string{}}
			p.bins = t.Bins
			for _, b := range t.Bins {
				p.Heads = append(p.Heads, binText(s, b))
			}
			out = append(out, p)
		}
	}
	holds := make([]bool, len(n.List))
	for q := range n.Questions {
		for i := range holds {
			holds[i] = n.List[i].Known[q].Standing().Worst > 0
		}
		rows := hearing.PublishShare(groups, holds, least)
		out = append(out, publicTable{Question: string(n.Questions[q].ID), question: q, Withheld: rows == nil, Rows: n.rows(s, rows),
			Heads: []string{s.text("cli.hearing.head.any"), s.text("cli.hearing.head.rest")}})
	}
	return out
}

// publicCharts draws the tables about letters, model by model; those withheld are
// told.
func (c *hearingNationCommand) publicCharts(s *session, n *nation) []app.Output {
	tables := map[model.ModelID][]app.PublishedTable{}
	for _, p := range c.publicTables(s, n) {
		if p.Damage == "" {
			continue
		}
		t := app.PublishedTable{Name: n.DamageName(p.Damage, s.lang), Withheld: p.Withheld}
		for i, b := range p.bins {
			t.Bins = append(t.Bins, app.PublishedBin{Mark: p.Heads[i], Worst: b.From})
		}
		for _, r := range p.Rows {
			t.Rows = append(t.Rows, app.PublishedRow{Name: r.Group, Counts: r.Counts})
		}
		tables[model.ModelID(p.Model)] = append(tables[model.ModelID(p.Model)], t)
	}
	return n.PublicCharts(s.lang, c.Format, c.smallest(), tables)
}

// smallest is the smallest number of organisations that a figure may be about.
func (c *hearingNationCommand) smallest() int {
	if c.Least.given {
		return c.Least.n
	}
	return hearing.UsualGroup
}

func binText(s *session, b hearing.Bin) string {
	switch {
	case b.From == method.Unrated:
		return s.text("cli.hearing.head.noletter")
	case b.From == b.To:
		return b.From.String()
	}
	return fmt.Sprintf("%s–%s", b.From, b.To)
}

// rows names the groups of the rows of a table.
func (n *nation) rows(s *session, rows []hearing.PublicRow) []publicRow {
	out := []publicRow{}
	for _, r := range rows {
		of := make([]string, len(r.Groups))
		for i, key := range r.Groups {
			at, _ := slices.BinarySearch(n.Keys, key)
			of[i] = n.Names[at]
		}
		name := of[0]
		switch {
		case len(rows) == 1:
			name = s.text("cli.hearing.public.everyone")
		case len(of) > 1:
			name = s.text("cli.hearing.public.others", "count", len(of))
		}
		out = append(out, publicRow{name, r.Counts, of})
	}
	return out
}

func (c *hearingNationCommand) printPublic(s *session, n *nation) {
	least := c.smallest()
	s.println(s.text("cli.hearing.public.title", "organisations", locale.Number(len(n.List)), "least", least, "models", joinModels(n.models())))
	s.printNote(s.text("cli.hearing.public.note"))
	withheld := 0
	for _, p := range c.publicTables(s, n) {
		if p.Withheld {
			withheld++
			continue
		}
		title := s.text("cli.hearing.public.damage", "model", p.name, "damage", n.DamageName(p.Damage, s.lang))
		if p.Question != "" {
			title = s.questionName(&n.Questions[p.question])
		}
		s.println("", s.out.paint(bold, title))
		t := &table{indent: "  ", align: "<" + strings.Repeat(">", len(p.Heads))}
		t.row(append([]string{""}, p.Heads...)...)
		total := make([]int, len(p.Heads))
		for _, r := range p.Rows {
			row := []string{r.Group}
			for i, x := range r.Counts {
				total[i] += x
				row = append(row, locale.Number(x))
			}
			t.row(row...)
		}
		if len(p.Rows) > 1 {
			row := []string{s.text("cli.hearing.public.total")}
			for _, x := range total {
				row = append(row, locale.Number(x))
			}
			t.row(row...)
		}
		s.println(t.lines(s.out)...)
	}
	if withheld > 0 {
		s.println("", s.text("cli.hearing.public.withheld", "number", locale.Number(withheld)))
	}
}
