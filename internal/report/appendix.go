package report

import (
	"strings"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/locale"
)

// rejected lists computed trees that the analyst rejects, with the reason.
func (b *builder) rejected() []document.Block {
	var rows []document.Row
	for _, m := range b.Result.Models {
		for _, r := range m.Model.Rejected {
			var what []string
			for _, part := range []string{string(r.Entry), string(r.Goal)} {
				if part != "" {
					what = append(what, part)
				}
			}
			rows = append(rows, textRow(m.Model.Short.In(b.Lang), strings.Join(what, " → "), b.said(r.Reason), b.text("who_when", "who", b.said(r.Author), "when", locale.Date(b.Lang, r.Date))))
		}
	}
	if len(rows) == 0 {
		return b.none("rejected.none")
	}
	return []document.Block{b.para("rejected.lead"), b.table("rejected", []float64{2, 5, 8, 4}, b.columns("model", "route", "reason", "who_when"), rows)}
}

// accepted lists the findings that the study accepts, with the reason.
func (b *builder) accepted() []document.Block {
	var rows []document.Row
	for _, a := range b.study.Spec.AcceptedFindings {
		where := b.text("all_models")
		if m, ok := b.study.Model(a.Model); ok {
			where = m.Short.In(b.Lang)
		}
		rows = append(rows, textRow(a.Code, where, a.About, b.said(a.Reason), b.text("who_when", "who", b.said(a.Author), "when", locale.Date(b.Lang, a.Date))))
	}
	if len(rows) == 0 {
		return b.none("accepted.none")
	}
	return []document.Block{b.para("accepted.lead"), b.table("accepted", []float64{4, 2, 3, 8, 4}, b.columns("finding_code", "model", "about", "reason", "who_when"), rows)}
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
		address := text("")
		if s.URL != "" {
			address.Text = []document.Span{{Text: s.URL, Link: s.URL}}
		}
		row.Cells = append(row.Cells, address)
		rows = append(rows, row)
	}
	return []document.Block{b.para("sources.lead"), b.table("sources", []float64{1, 9, 3, 7}, b.columns("number", "source", "kind", "address"), rows)}
}

// terms explains the words of the method.
func (b *builder) terms() []document.Block {
	var items []document.Definition
	for _, key := range []string{"importance", "threat", "countermeasure", "vulnerability", "impact", "risk", "zone", "flow", "entry", "goal", "step", "tree", "deployment", "judgement", "baseline", "unconfirmed"} {
		items = append(items, document.Definition{Term: document.Plain(b.text("term." + key + ".name")), Text: document.Plain(b.text("term." + key + ".text"))})
	}
	return []document.Block{&document.Definitions{Items: items}}
}
