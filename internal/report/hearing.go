package report

import (
	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/scopetext"
)

// Hearing is what the answers of many organisations come to.
type Hearing struct {
	Organisations []hearing.OrganisationSpec
	Questions     []hearing.Question
	Rows          []hearing.Row
	Nation        *hearing.Nation
	// Conflicts counts the questions on which respondents of one organisation
	// differ, Open those of them without an adopted answer, and Outdated the
	// answers to questions as they no longer stand.
	Conflicts, Open, Outdated int
}

// hearingGist tells who was asked, and how much was answered.
func (b *builder) hearingGist() []document.Block {
	h := b.Hearing
	if h == nil {
		return nil
	}
	answered, asked := 0, len(h.Rows)*len(h.Questions)
	silent := 0
	for _, row := range h.Rows {
		n := 0
		for _, c := range row.Known {
			if c != hearing.Unanswered {
				n++
			}
		}
		answered += n
		if n == 0 {
			silent++
		}
	}
	blocks := []document.Block{b.para("hearing.lead", "organisations", locale.Number(len(h.Rows)), "questions", locale.Number(len(h.Questions)),
		"share", percent(answered, asked))}
	if b.Public {
		return append(blocks, b.para("hearing.public", "least", hearing.UsualGroup))
	}
	return append(blocks, b.para("hearing.state", "silent", locale.Number(silent), "conflicts", locale.Number(h.Conflicts), "open", locale.Number(h.Open),
		"outdated", locale.Number(h.Outdated)), b.para("hearing.unknown"))
}

// percent writes a share, rounded to a tenth of a percent.
func percent(part, all int) string {
	if all == 0 {
		return "0%"
	}
	n := (2000*part + all) / (2 * all)
	return locale.Number(n/10) + "." + locale.Number(n%10) + "%"
}

// hearingLetters tells for every model how many organisations come to which letter
// on each damage.
func (b *builder) hearingLetters() []document.Block {
	if b.Hearing == nil {
		return nil
	}
	if b.Public {
		return b.publicLetters()
	}
	blocks := []document.Block{b.para("hearing.letters_lead")}
	for _, m := range b.Hearing.Nation.Models {
		var rows []document.Row
		for i, d := range b.study.Spec.Damages {
			name := d.Label + " " + d.In(b.Lang)
			if !m.Reached[i] {
				rows = append(rows, document.Row{Cells: []document.Cell{text(name), {Text: document.Plain(b.text("hearing.no_way")), Cols: 7, Align: document.Centre}}})
				continue
			}
			worst := m.Damages[i].Worst
			if best := m.Damages[i].Best; best != worst {
				rows = append(rows, b.letterCounts(name, 2, b.text("hearing.worst"), &worst), b.letterCounts("", 0, b.text("hearing.best"), &best))
				continue
			}
			rows = append(rows, b.letterCounts(name, 1, b.text("hearing.known"), &worst))
		}
		blocks = append(blocks, b.tableOf("hearing-"+string(m.Model.ID), b.text("caption.hearing_letters", "model", m.Model.Short.In(b.Lang)),
			[]float64{7, 2.4, 1.4, 1.4, 1.4, 1.4, 1.4, 1.6}, b.columns("damage", "view", "A", "B", "C", "D", "E", "unrated"), rows))
	}
	return blocks
}

// letterCounts is a row with the number of organisations by letter. The name
// covers some rows; 0: it stands above.
func (b *builder) letterCounts(name string, covers int, view string, n *[method.A + 1]int) document.Row {
	var row document.Row
	if covers > 0 {
		c := text(name)
		c.Rows = covers
		row.Cells = append(row.Cells, c)
	}
	row.Cells = append(row.Cells, text(view))
	for _, v := range append(letters(), method.Unrated) {
		row.Cells = append(row.Cells, number(n[v]))
	}
	return row
}

// publicLetters tells the same as far as it gives no organisation away: the totals
// of the tables that are published by class of organisation.
func (b *builder) publicLetters() []document.Block {
	h := b.Hearing
	group := make([]string, len(h.Rows))
	for i, row := range h.Rows {
		group[i] = string(h.Organisations[row.Organisation].Class())
	}
	var rows []document.Row
	for _, m := range h.Nation.Models {
		for i, d := range b.study.Spec.Damages {
			if !m.Reached[i] {
				continue
			}
			risks := make([]method.RiskValue, len(h.Rows))
			for r := range risks {
				risks[r] = m.OfDamage[r*len(m.Damages)+i].Worst
			}
			rows = append(rows, document.Row{Cells: []document.Cell{text(m.Model.Short.In(b.Lang)), centred(d.Label), text(b.published(hearing.Publish(group, risks, hearing.UsualGroup)))}})
		}
	}
	return []document.Block{b.para("hearing.public_lead"), b.table("hearing-public", []float64{4, 1.5, 10}, b.columns("model", "number", "distribution"), rows)}
}

// published writes the totals of a table for publication in one line.
func (b *builder) published(t hearing.PublicTable) string {
	if t.Withheld {
		return b.text("hearing.withheld")
	}
	var parts []string
	for i, bin := range t.Bins {
		n := 0
		for _, r := range t.Rows {
			n += r.Counts[i]
		}
		if n == 0 {
			continue
		}
		name := bin.From.String()
		switch {
		case bin.From == method.Unrated:
			name = b.text("unrated")
		case bin.From != bin.To:
			name = b.text("range", "worst", bin.From.String(), "best", bin.To.String())
		}
		parts = append(parts, b.text("hearing.bin", "letters", name, "n", locale.Number(n)))
	}
	return b.join(parts)
}

// mostMissing bounds the list of what organisations lack.
const mostMissing = 20

// hearingMissing lists the countermeasures that most organisations lack.
func (b *builder) hearingMissing() []document.Block {
	h := b.Hearing
	if h == nil {
		return nil
	}
	var rows []document.Row
	list := h.Nation.Missing()
	for _, m := range list[:min(mostMissing, len(list))] {
		q := &h.Questions[m.Question]
		row := textRow(q.Name.In(b.Lang), b.questionScope(q))
		for _, having := range []hearing.Having{hearing.Has, hearing.Partly, hearing.Lacks, hearing.Unclear, hearing.Needless} {
			row.Cells = append(row.Cells, number(m.Number[having]))
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return b.none("hearing.no_questions")
	}
	t := b.table("hearing-missing", []float64{6, 6, 1.6, 1.6, 1.6, 1.6, 1.6}, b.columns("countermeasure", "scope", "has", "partly", "lacks_it", "unclear", "needless"), rows)
	if n := len(list) - mostMissing; n > 0 {
		t.Notes = [][]document.Span{document.Plain(b.text("hearing.more", "n", locale.Number(n)))}
	}
	return []document.Block{b.para("hearing.missing_lead"), t}
}

// questionScope names what a question is about, the first few places.
func (b *builder) questionScope(q *hearing.Question) string {
	kind := locale.Name(b.Lang, locale.HearingScope, q.Scope)
	if len(q.Places) == 0 {
		return kind
	}
	var names []string
	for _, p := range q.Places {
		names = append(names, p.In(b.Lang))
	}
	return b.text("hearing.scope", "kind", kind, "places", scopetext.First(b.Lang, names))
}
