package report

import (
	"strings"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/compare"
	"github.com/sekisho/sekisho/internal/comparetext"
	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// summary tells the outcome on one page: the letters of the damages, and what
// they say against the baseline.
func (b *builder) summary() []document.Block {
	blocks := []document.Block{b.para("summary.lead"), b.damageTable("summary")}
	base, ok := b.baseline()
	if !ok {
		return append(blocks, b.para("summary.no_baseline"))
	}
	list := &document.List{}
	for i, d := range b.study.Spec.Damages {
		list.Items = append(list.Items, document.Item{Blocks: []document.Block{document.Para(b.against(base, i, &d))}})
	}
	rates := "summary.rates"
	if !b.shows("worst-trees") {
		rates = "summary.rates_alone"
	}
	return append(blocks, b.para("summary.against", "baseline", base.Model.In(b.Lang)), list, b.para(rates))
}

// baseline finds the model with which the others are compared.
func (b *builder) baseline() (*assess.ModelResult, bool) {
	for _, m := range b.Result.Models {
		if m.Model.Role == model.Baseline {
			return m, true
		}
	}
	return nil, false
}

// against says which models have a lower, the same and a higher letter than the
// baseline for a damage, and which cannot be compared.
func (b *builder) against(base *assess.ModelResult, damage int, d *model.DamageSpec) string {
	of := base.Damage.Damages[damage]
	names := map[string][]string{}
	for _, m := range b.Result.Models {
		if m != base {
			key := standing(m.Damage.Damages[damage], of)
			names[key] = append(names[key], m.Model.Short.In(b.Lang))
		}
	}
	head := "damage"
	switch {
	case len(of.Goals) == 0:
		return b.text("against.damage_new", "label", d.Label, "damage", d.In(b.Lang), "models", b.join(b.withGoals(damage)))
	case !of.Reached:
		head = "damage_no_way"
	case of.Risk.Worst == method.Unrated:
		head = "damage_unrated"
	}
	var text strings.Builder
	text.WriteString(b.text("against."+head, "label", d.Label, "damage", d.In(b.Lang), "letter", of.Risk.Worst.String()))
	for _, key := range []string{"lower", "same", "higher", "unrated", "without"} {
		if len(names[key]) > 0 {
			text.WriteString(b.text("against."+key, "models", b.join(names[key])))
		}
	}
	return strings.TrimSuffix(text.String(), " ")
}

// withGoals names the models that have attack goals for a damage, with the letter.
func (b *builder) withGoals(damage int) []string {
	var names []string
	for _, m := range b.Result.Models {
		if d := m.Damage.Damages[damage]; len(d.Goals) > 0 {
			names = append(names, b.text("against.with_letter", "model", m.Model.Short.In(b.Lang), "letter", comparetext.Outcome(b.Lang, compare.DamageOutcome(d))))
		}
	}
	return names
}

// standing places what a damage comes to in a model against the baseline. What is
// unrated is not known to be the same as anything.
func standing(x, of assess.DamageTotals) string {
	unrated := func(d assess.DamageTotals) bool { return d.Reached && d.Risk.Worst == method.Unrated }
	switch {
	case len(x.Goals) == 0:
		return "without"
	case unrated(x) || unrated(of):
		return "unrated"
	case x.Reached != of.Reached:
		if of.Reached {
			return "lower"
		}
		return "higher"
	case of.Risk.Worst.WorseThan(x.Risk.Worst):
		return "lower"
	case x.Risk.Worst.WorseThan(of.Risk.Worst):
		return "higher"
	}
	return "same"
}

// joinOf holds the two analyses of a model against each other.
func (b *builder) joinOf(m *assess.ModelResult) *assess.Joined {
	if b.joins[m] == nil {
		b.joins[m] = m.Join()
	}
	return b.joins[m]
}

// joined tells how the two analyses fit together, and what neither uses.
func (b *builder) joined() []document.Block {
	var rows []document.Row
	disagreements := 0
	for _, m := range b.Result.Models {
		j := b.joinOf(m)
		disagreements += len(j.Disagreements)
		row := document.Row{Cells: []document.Cell{text(m.Model.Short.In(b.Lang))}}
		for _, n := range []int{len(j.Disagreements), len(j.Differences), len(j.Unthreatened), len(j.UnusedLinks), len(j.UnusedFlows), len(j.Idle), len(j.Impossible)} {
			row.Cells = append(row.Cells, number(n))
		}
		rows = append(rows, row)
	}
	t := b.table("joined", []float64{3, 2, 2, 2, 2, 2, 2, 2}, b.columns("model", "disagreements", "differences", "unthreatened", "unused_links", "unused_flows", "idle", "impossible"), rows)
	t.Notes = [][]document.Span{document.Plain(b.text("joined.note"))}
	blocks := []document.Block{b.para("joined.lead"), t}
	if disagreements == 0 {
		blocks = append(blocks, b.para("joined.agree"))
	}
	return blocks
}

// unknowns tells what unknown answers leave open.
func (b *builder) unknowns() []document.Block {
	var rows []document.Row
	open := 0
	for _, m := range b.Result.Models {
		asked := 0
		for _, d := range m.Model.Deployments {
			if d.Status == model.UnknownStatus || d.Effective == model.UnknownEffectiveness {
				asked++
			}
		}
		goals := 0
		for _, g := range m.Damage.Goals {
			if !g.Risk.Known() {
				goals++
			}
		}
		open += asked
		rows = append(rows, document.Row{Cells: []document.Cell{text(m.Model.Short.In(b.Lang)), number(asked), number(m.Totals.Open), number(goals),
			number(m.Totals.Worst[method.A] + m.Totals.Worst[method.B]), number(m.Totals.Best[method.A] + m.Totals.Best[method.B])}})
	}
	if open == 0 {
		return b.none("unknowns.none")
	}
	return []document.Block{b.para("unknowns.lead"), b.table("unknowns", []float64{4, 3, 3, 3, 3, 3}, b.columns("model", "unknown_answers", "open_cells", "open_goals", "AB_worst", "AB_best"), rows)}
}

// points lists the points for the guideline: what was found, the section, the
// wording proposed.
func (b *builder) points() []document.Block {
	r := b.study.Spec.Report
	var blocks []document.Block
	n := 0
	if r != nil {
		for _, p := range r.Points {
			if b.Public && !p.Public {
				continue
			}
			n++
			var labels []string
			for _, id := range p.Damages {
				if d, ok := b.study.Damage(id); ok {
					labels = append(labels, d.Label)
				}
			}
			var rows []document.Row
			for _, x := range [][2]string{
				{"finding", p.In(b.Lang)}, {"models", b.modelNames(p.Models)}, {"damages", b.join(labels)}, {"section", p.Section.In(b.Lang)},
				{"wording", p.Wording.In(b.Lang)}, {"reason", p.Reason.In(b.Lang)}, b.standingRow(&p),
			} {
				if x[1] != "" {
					rows = append(rows, pointRow(b.text("column."+x[0]), x[1]))
				}
			}
			t := b.tableOf("point-"+p.ID, b.text("caption.point", "n", n), []float64{3, 9}, nil, rows)
			blocks = append(blocks, t)
		}
	}
	if n == 0 {
		return b.none("points.none")
	}
	return append([]document.Block{b.para("points.lead", "n", n)}, blocks...)
}

// pointsShort lists the points in one table.
func (b *builder) pointsShort() []document.Block {
	var rows []document.Row
	if r := b.study.Spec.Report; r != nil {
		for _, p := range r.Points {
			if !b.Public || p.Public {
				rows = append(rows, textRow(locale.Number(len(rows)+1), p.In(b.Lang), p.Section.In(b.Lang), p.Wording.In(b.Lang)))
			}
		}
	}
	if len(rows) == 0 {
		return b.none("points.none")
	}
	return []document.Block{b.para("points.lead", "n", len(rows)), b.table("points", []float64{1, 6, 4, 7}, b.columns("number", "finding", "section", "wording"), rows)}
}

func pointRow(name, content string) document.Row {
	return document.Row{Cells: []document.Cell{{Text: document.Plain(name), Kind: document.HeadCell, Align: document.Left}, text(content)}}
}

// standingRow says who judged a point, and whether it is a proposal. Who judged is
// nobody's business outside: the edition for publication names no people.
func (b *builder) standingRow(p *model.PointSpec) [2]string {
	proposal := b.proposal(p.Source)
	if b.Public {
		return [2]string{"standing", proposal}
	}
	who := b.text("who_when", "who", b.said(p.Author), "when", locale.Date(b.Lang, p.Date))
	if proposal != "" {
		who = b.text("who_proposal", "who", who, "proposal", proposal)
	}
	return [2]string{"who_when", who}
}

// proposal marks what is the analyst's proposal and no position of the ministry.
func (b *builder) proposal(source string) string {
	if source == "" {
		source = b.study.Spec.Source
	}
	id, _, _ := strings.Cut(source, "#")
	if src, ok := b.study.Sources[id]; ok && src.Proposal {
		return b.text("proposal")
	}
	return ""
}
