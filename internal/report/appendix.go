package report

import (
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
)

// rejected lists computed trees that the analyst rejects, with the reason.
func (b *builder) rejected() []document.Block {
	var rows []document.Row
	for _, m := range b.Result.Models {
		for _, r := range m.Model.Rejected {
			rows = append(rows, textRow(m.Model.Short.In(b.Lang), b.routeName(m.Model, r), b.said(r.Reason), b.text("who_when", "who", b.said(r.Author), "when", locale.Date(b.Lang, r.Date))))
		}
	}
	if len(rows) == 0 {
		return b.none("rejected.none")
	}
	return []document.Block{b.para("rejected.lead"), b.table("rejected", []float64{2, 5, 8, 4}, b.columns("model", "route", "reason", "who_when"), rows)}
}

// routeName names the way of the trees that a study rejects.
func (b *builder) routeName(m *model.Model, r *model.Rejected) string {
	var parts []string
	if e, ok := b.study.EntryPoint(r.Entry); ok {
		parts = append(parts, e.In(b.Lang))
	}
	if at := slices.IndexFunc(m.Goals, func(g *model.Goal) bool { return g.ID == r.Goal }); at >= 0 {
		parts = append(parts, b.goal(m.Goals[at]))
	}
	return strings.Join(parts, " → ")
}

// accepted lists the findings that the study accepts, with the reason.
func (b *builder) accepted() []document.Block {
	var rows []document.Row
	for _, a := range b.study.Spec.AcceptedFindings {
		rows = append(rows, textRow(locale.FindingTitle(b.Lang, diag.Code(a.Code)), b.concerned(&a), b.rowName(a.About), b.said(a.Reason), b.text("who_when", "who", b.said(a.Author), "when", locale.Date(b.Lang, a.Date))))
	}
	if len(rows) == 0 {
		return b.none("accepted.none")
	}
	t := b.table("accepted", []float64{4, 2, 3, 8, 4}, b.columns("finding_code", "model", "about", "reason", "who_when"), rows)
	t.Dense = true
	return []document.Block{b.para("accepted.lead"), t}
}

// concerned names the models that an accepted finding is about. A finding that names no
// model is about the row, wherever models have it.
func (b *builder) concerned(a *model.AcceptedSpec) string {
	var named []string
	for i := range b.Result.Findings.Findings {
		if f := &b.Result.Findings.Findings[i]; a.Matches(f) {
			named = append(named, f.Args["model"])
		}
	}
	var ids []model.ModelID
	for _, m := range b.Result.Models {
		_, placed := m.Model.Asset(model.AssetID(a.About))
		if m.Model.ID == a.Model || slices.Contains(named, string(m.Model.ID)) || placed && slices.Contains(named, "") {
			ids = append(ids, m.Model.ID)
		}
	}
	switch len(ids) {
	case 0:
		return b.text("dash")
	case len(b.Result.Models):
		return b.text("all_models")
	}
	return b.modelLines(ids)
}

// rowName names the row of the study that has an id: what every model calls it, as far
// as models have it, or else its id.
func (b *builder) rowName(id string) string {
	if id == "" {
		return b.text("all_rows")
	}
	if e, ok := b.study.EntryPoint(model.EntryPointID(id)); ok {
		return e.In(b.Lang)
	}
	if u, ok := b.study.UseCase(model.UseCaseID(id)); ok {
		return u.In(b.Lang)
	}
	if d, ok := b.study.Damage(model.DamageID(id)); ok {
		return d.In(b.Lang)
	}
	for _, m := range b.study.Models {
		if a, ok := m.Asset(model.AssetID(id)); ok {
			return a.In(b.Lang)
		}
		if z, ok := m.Zone(model.ZoneID(id)); ok {
			return z.In(b.Lang)
		}
		if at := slices.IndexFunc(m.Goals, func(g *model.Goal) bool { return string(g.ID) == id }); at >= 0 {
			return b.goal(m.Goals[at])
		}
	}
	return id
}

// sources lists the documents and statements that rows cite.
func (b *builder) sources() []document.Block {
	var ids []string
	for id := range b.study.Sources {
		ids = append(ids, id)
	}
	var rows []document.Row
	for i, id := range sorted(ids) {
		s := b.study.Sources[id]
		kind := b.text("source_published")
		if s.Proposal {
			kind = b.text("source_proposal")
		}
		row := textRow(locale.Number(i+1), s.In(b.Lang), kind)
		row.Cells = append(row.Cells, b.sourceAddress(s))
		rows = append(rows, row)
	}
	return []document.Block{b.para("sources.lead"), b.table("sources", []float64{1, 9, 3, 7}, b.columns("number", "source", "kind", "address"), rows)}
}

// sourceAddress is where a source is: at its publisher, and where else it was read.
func (b *builder) sourceAddress(s model.SourceSpec) document.Cell {
	var spans []document.Span
	if s.URL != "" {
		spans = append(spans, document.Span{Text: s.URL, Link: s.URL})
	}
	if s.Copy != "" {
		label := b.text("source_copy")
		if len(spans) > 0 {
			label = "\n" + label
		}
		spans = append(spans, document.Span{Text: label}, document.Span{Text: s.Copy, Link: s.Copy})
	}
	if len(spans) == 0 {
		return text(b.text("dash"))
	}
	return document.Cell{Text: spans}
}

// terms explains the words of the method.
func (b *builder) terms() []document.Block {
	var items []document.Definition
	for _, key := range []string{"importance", "threat", "countermeasure", "vulnerability", "impact", "risk", "zone", "flow", "entry", "goal", "step", "route", "tree", "deployment", "judgement", "baseline", "unconfirmed"} {
		if key == "deployment" && !b.shows("countermeasure-status") {
			continue
		}
		items = append(items, document.Definition{Term: document.Plain(b.text("term." + key + ".name")), Text: document.Plain(b.text("term." + key + ".text"))})
	}
	return []document.Block{&document.Definitions{Items: items}}
}
