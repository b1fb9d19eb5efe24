package report

import (
	"strings"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
)

// position tells what the report is of, and what it rests on.
func (b *builder) position() []document.Block {
	s := b.study.Spec
	proposals := 0
	for _, src := range s.Sources {
		if src.Proposal {
			proposals++
		}
	}
	blocks := []document.Block{b.para("position.study", "date", locale.Date(b.Lang, s.AsOf), "models", len(b.Result.Models), "method", b.Result.Method.Name.In(b.Lang),
		"matrix", b.Result.Method.Matrix.Name.In(b.Lang))}
	if s.Description != nil {
		blocks = append(blocks, document.Para(s.Description.In(b.Lang)))
	}
	blocks = append(blocks, b.para(b.edition("position.derived")))
	switch {
	case b.Public:
		blocks = append(blocks, b.para("position.public"))
	case b.shows("plan-measures") && b.shows("comparison-causes"):
		blocks = append(blocks, b.para("position.internal"))
	}
	if c := b.cases(); c != "" {
		blocks = append(blocks, b.para("position.cases", "cases", c))
	}
	return blocks
}

// cases writes the cases of the study's parameters for which it was assessed.
func (b *builder) cases() string {
	var list []string
	for _, p := range b.study.Spec.Parameters {
		var cases []string
		for _, c := range p.Cases {
			var chosen []model.ModelID
			for _, m := range b.Result.Models {
				if m.Model.Parameters[p.ID] == c.ID {
					chosen = append(chosen, m.Model.ID)
				}
			}
			switch len(chosen) {
			case 0:
			case len(b.Result.Models):
				cases = append(cases, b.text("case", "case", c.In(b.Lang)))
			default: // a model may be tied to a case
				cases = append(cases, b.text("case_of", "case", c.In(b.Lang), "models", b.modelNames(chosen)))
			}
		}
		if len(cases) > 0 {
			list = append(list, b.text("parameter", "parameter", p.In(b.Lang), "cases", b.join(cases)))
		}
	}
	return b.join(list)
}

// models tells what is compared.
func (b *builder) models() []document.Block {
	var rows []document.Row
	for _, m := range b.Result.Models {
		rows = append(rows, textRow(m.Model.Short.In(b.Lang), m.Model.In(b.Lang), m.Model.Environment.In(b.Lang), m.Model.Approach.In(b.Lang),
			locale.Name(b.Lang, locale.Role, m.Model.Role), locale.Number(len(m.Model.Assets)), locale.Number(len(m.Model.Links)), locale.Number(len(m.Model.Flows))))
		for i := 5; i < 8; i++ {
			rows[len(rows)-1].Cells[i].Kind = document.NumberCell
		}
	}
	t := b.table("models", []float64{4, 6, 4, 4, 2.5, 1.8, 1.8, 2}, b.columns("short", "model", "environment", "approach", "role", "assets", "links", "flows"), rows)
	t.Source, t.Dense = document.Plain(b.text("source_models")), true
	return []document.Block{b.para("models.lead", "n", len(b.Result.Models)), t}
}

// networkDiagrams shows each model.
func (b *builder) networkDiagrams() []document.Block {
	blocks := []document.Block{b.para("diagrams.lead")}
	for _, m := range b.Result.Models {
		blocks = append(blocks, b.figure(Picture{Kind: NetworkPicture, Model: m.Model.ID}, "network", b.text("caption.network", "model", m.Model.In(b.Lang)), "network-"+string(m.Model.ID)))
	}
	return blocks
}

// statements lists assumptions or exclusions with the models for which they hold.
func (b *builder) statements(id string, list []model.StatementSpec, techniques bool) []document.Block {
	if len(list) == 0 {
		return b.none(id + ".none")
	}
	var rows []document.Row
	for i, s := range list {
		cells := []string{locale.Number(i + 1), s.In(b.Lang), b.said(s.Reason), b.modelLines(s.Models)}
		if techniques {
			cells = append(cells, b.orDash(b.join(s.Techniques)))
		}
		rows = append(rows, textRow(cells...))
	}
	keys, widths := []string{"number", id, "reason", "holds_for"}, []float64{1, 7, 8, 4}
	if techniques {
		keys, widths = append(keys, "techniques"), append(widths, 3)
	}
	t := b.table(id, widths, b.columns(keys...), rows)
	if techniques {
		t.Notes = [][]document.Span{document.Plain(b.text("techniques_note"))}
	}
	return []document.Block{b.para(id + ".lead"), t}
}

func (b *builder) assumptions() []document.Block {
	return b.statements("assumptions", b.study.Spec.Assumptions, false)
}

// exclusions lists what is not assessed; outside it is not told by which techniques
// attacks would go that nobody has rated.
func (b *builder) exclusions() []document.Block {
	return b.statements("exclusions", b.study.Spec.Exclusions, !b.Public)
}

// modelNames names models shortly; all of them where none is named.
func (b *builder) modelNames(ids []model.ModelID) string {
	return b.join(b.modelList(ids))
}

// modelLines names models likewise, each on a line of its own: names do not break in
// narrow columns.
func (b *builder) modelLines(ids []model.ModelID) string { return lines(b.modelList(ids)) }

func (b *builder) modelList(ids []model.ModelID) []string {
	if len(ids) == 0 {
		return []string{b.text("all_models")}
	}
	var names []string
	for _, id := range ids {
		if m, ok := b.study.Model(id); ok {
			names = append(names, m.Short.In(b.Lang))
		}
	}
	return names
}

// useCases lists the work for which data crosses. How it is done today, and on which
// media, stays inside.
func (b *builder) useCases() []document.Block {
	var rows []document.Row
	for _, u := range b.study.Spec.UseCases {
		var classes []string
		for _, id := range u.Classes {
			if c, ok := b.study.Catalog.DataClass(id); ok {
				classes = append(classes, c.In(b.Lang))
			}
		}
		row := []string{u.In(b.Lang), locale.Name(b.Lang, locale.Direction, u.Direction), b.join(classes), b.said(u.Volume)}
		if !b.Public {
			row = append(row, b.said(u.Today))
		}
		rows = append(rows, textRow(row...))
	}
	keys, widths := []string{"use_case", "direction", "classes", "volume"}, []float64{5, 3, 5, 4}
	if !b.Public {
		keys, widths = append(keys, "today"), append(widths, 6)
	}
	return []document.Block{b.para("use_cases.lead", "n", len(rows)), b.table("use-cases", widths, b.columns(keys...), rows)}
}

// handling is what people still do by hand for a use case in a model.
type handling struct{ flows, steps, media int }

func handlingOf(m *assess.ModelResult, u model.UseCaseID) handling {
	var h handling
	for _, f := range m.Model.Flows {
		if f.UseCase != u {
			continue
		}
		h.flows++
		h.steps += f.ManualSteps
		for _, k := range f.Links {
			if k.Kind == model.LinkMedia {
				h.media++
			}
		}
	}
	return h
}

// flowTable counts the steps done by hand and the handling of media that each
// model leaves, per use case.
func (b *builder) flowTable() []document.Block {
	headings := b.columns("use_case")
	widths := []float64{5}
	for _, m := range b.Result.Models {
		headings = append(headings, m.Model.Short.In(b.Lang))
		widths = append(widths, 2)
	}
	var rows []document.Row
	total := make([]handling, len(b.Result.Models))
	for _, u := range b.study.Spec.UseCases {
		row := document.Row{Cells: []document.Cell{text(u.In(b.Lang))}}
		for i, m := range b.Result.Models {
			h := handlingOf(m, u.ID)
			total[i].steps += h.steps
			total[i].media += h.media
			row.Cells = append(row.Cells, b.handling(h))
		}
		rows = append(rows, row)
	}
	sum := document.Row{Group: true, Cells: []document.Cell{head(b.text("total"))}}
	for _, h := range total {
		h.flows = 1
		sum.Cells = append(sum.Cells, b.handling(h))
	}
	t := b.table("flow-table", widths, headings, append(rows, sum))
	t.Dense = true // a column for each model
	t.Notes = [][]document.Span{document.Plain(b.text("flow_table.note"))}
	b.explain(t, "dash", "flow_table.dash_note")
	return []document.Block{b.para("flow_table.lead"), t}
}

func (b *builder) handling(h handling) document.Cell {
	if h.flows == 0 {
		return centred(b.text("dash"))
	}
	return centred(b.text("handling", "steps", h.steps, "media", h.media))
}

// flowDiagrams shows each use case over each model's configuration.
func (b *builder) flowDiagrams() []document.Block {
	var blocks []document.Block
	headings, widths := b.columns("use_case"), []float64{5}
	for _, m := range b.Result.Models {
		headings, widths = append(headings, m.Model.Short.In(b.Lang)), append(widths, 2)
	}
	var rows []document.Row
	for _, u := range b.study.Spec.UseCases {
		row := document.Row{Cells: []document.Cell{text(u.In(b.Lang))}}
		blocks = append(blocks, &document.Heading{Level: b.level + 1, Text: document.Plain(u.In(b.Lang))})
		for _, m := range b.Result.Models {
			if handlingOf(m, u.ID).flows == 0 {
				row.Cells = append(row.Cells, centred(b.text("dash")))
				continue
			}
			figure := b.figure(Picture{Kind: FlowPicture, Model: m.Model.ID, UseCase: u.ID}, "flow",
				b.text("caption.flow", "use_case", u.In(b.Lang), "model", m.Model.Short.In(b.Lang)), "flow-"+string(u.ID)+"-"+string(m.Model.ID))
			place := centred(b.text("dash"))
			if f, ok := figure.(*document.Figure); ok {
				f.Notes = b.hops(m, u.ID)
				place.Text = []document.Span{document.Reference(f.ID)}
			}
			blocks, row.Cells = append(blocks, figure), append(row.Cells, place)
		}
		rows = append(rows, row)
	}
	index := b.table("flow-index", widths, headings, rows)
	b.explain(index, "dash", "flow_table.dash_note")
	return append([]document.Block{b.para("flow_diagrams.lead"), index}, blocks...)
}

// hops writes the ways of a use case in words, for readers who do not see the
// picture: in one note, with the numbers of the picture, for notes of their own would
// take room from it.
func (b *builder) hops(m *assess.ModelResult, u model.UseCaseID) [][]document.Span {
	var flows []*model.Flow
	for _, f := range m.Model.Flows {
		if f.UseCase == u {
			flows = append(flows, f)
		}
	}
	note := document.Plain(b.text("flow_note.lead"))
	for i, f := range flows {
		names := make([]string, len(f.Hops))
		for k, a := range f.Hops {
			names[k] = a.In(b.Lang)
		}
		number := i + 1
		if len(flows) == 1 {
			number = 0
		}
		note = append(note, document.Span{Text: b.text("flow_note.data", "number", number, "data", b.said(f.Data)), Style: document.Bold},
			document.Span{Text: b.text("flow_note.way", "way", strings.Join(names, " → "), "steps", f.ManualSteps)})
	}
	return [][]document.Span{note}
}

func (b *builder) asset(a *model.Asset) string {
	if b.Public {
		return a.Type.In(b.Lang)
	}
	return a.In(b.Lang)
}
