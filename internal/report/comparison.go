package report

import (
	"github.com/sekisho/sekisho/internal/compare"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/model"
)

// comparison gives the comparison with the baseline. Where there is none, say
// tells it; where it could not be made, a mark and a finding do.
func (b *builder) comparison() (c *compare.Comparison, say []document.Block) {
	if _, ok := b.baseline(); !ok || b.Compare == nil {
		return nil, b.none("summary.no_baseline")
	}
	c, err := b.Compare(b.ctx)
	if err != nil {
		return nil, b.failed(b.text("comparison.name"), err)
	}
	return c, nil
}

// failed marks the place of a part that could not be made.
func (b *builder) failed(part string, err error) []document.Block {
	b.found.Add(diag.ReportPart, "", "part", part, "detail", err.Error())
	return []document.Block{&document.Callout{Kind: document.WarningCallout, Blocks: []document.Block{b.para("part_failed", "part", part)}}}
}

// short names a model shortly.
func (b *builder) short(id model.ModelID) string {
	if m, ok := b.study.Model(id); ok {
		return m.Short.In(b.Lang)
	}
	return string(id)
}

// comparisonLetters holds the letter of every damage against that of the baseline.
func (b *builder) comparisonLetters() []document.Block {
	c, say := b.comparison()
	if c == nil {
		return say
	}
	headings, widths := b.columns("damage"), []float64{6}
	for _, f := range c.Models {
		headings, widths = append(headings, b.short(f.Result.Model.ID)), append(widths, 2.2)
	}
	var rows []document.Row
	for i, d := range c.Models[0].Damages {
		row := document.Row{Cells: []document.Cell{text(d.Damage.Label + " " + d.Damage.In(b.Lang))}}
		for _, f := range c.Models {
			row.Cells = append(row.Cells, b.marked(f.Damages[i].Outcome, d.Outcome))
		}
		rows = append(rows, row)
	}
	t := b.table("comparison-letters", widths, headings, rows)
	t.Dense = true // a column for each model
	t.Notes = [][]document.Span{document.Plain(b.text("comparison.marks"))}
	b.explain(t, "dash", "no_goal_note")
	return []document.Block{b.para("comparison.lead", "baseline", c.Base.Model.In(b.Lang)), t}
}

// marked is a cell with an outcome, and a mark where it differs from the base's.
func (b *builder) marked(o, base compare.Outcome) document.Cell {
	var cell document.Cell
	switch {
	case !o.There:
		cell = centred(b.text("dash"))
	case !o.Reached:
		cell = centred(b.text("no_way"))
	default:
		cell = b.letter(o.Risk)
	}
	mark := ""
	switch {
	case base.WorseThan(o):
		mark = "comparison.better"
	case o.WorseThan(base):
		mark = "comparison.worse"
	}
	if mark != "" {
		cell.Text = append(cell.Text, document.Span{Text: b.text(mark)})
	}
	return cell
}

// comparisonGroups rolls the models up to the groups of the ministry.
func (b *builder) comparisonGroups() []document.Block {
	c, say := b.comparison()
	if c == nil {
		return say
	}
	if len(c.Groups) == 0 {
		return nil
	}
	headings, widths := b.columns("group", "models"), []float64{4, 5}
	for _, d := range c.Groups[0].Damages {
		headings, widths = append(headings, d.Damage.Label), append(widths, 2)
	}
	var rows []document.Row
	for _, g := range c.Groups {
		var names []string
		for _, i := range g.Models {
			names = append(names, b.short(c.Models[i].Result.Model.ID))
		}
		row := document.Row{Cells: []document.Cell{text(g.Group.In(b.Lang)), text(b.join(names))}}
		for _, d := range g.Damages {
			row.Cells = append(row.Cells, b.span(d))
		}
		rows = append(rows, row)
	}
	t := b.table("comparison-groups", widths, headings, rows)
	t.Notes = [][]document.Span{document.Plain(b.text("comparison.group_note")), document.Plain(b.text("no_goal_note"))}
	return []document.Block{b.para("comparison.groups_lead"), t}
}

// span is a cell with the worst and the best outcome of a group.
func (b *builder) span(d compare.GroupDamage) document.Cell {
	cell := b.marked(d.Worst, d.Worst)
	if d.Best != d.Worst {
		worst, best := document.TextOf(cell.Text), document.TextOf(b.marked(d.Best, d.Best).Text)
		key := "range"
		if !d.Best.There { // no value at the end of a range, but a model that has none
			key = "range_without"
		}
		cell.Text = document.Plain(b.text(key, "worst", worst, "best", best))
	}
	return cell
}

// comparisonNumbers counts what changes between the baseline and each model.
func (b *builder) comparisonNumbers() []document.Block {
	c, say := b.comparison()
	if c == nil {
		return say
	}
	var rows []document.Row
	for _, p := range c.Pairs {
		row := document.Row{Cells: []document.Cell{text(p.To.Model.Short.In(b.Lang)), number(len(p.Units))}}
		lower, higher := 0, 0
		for i := range p.Cells {
			if rises(&p.Cells[i]) {
				higher++
			} else {
				lower++
			}
		}
		row.Cells = append(row.Cells, number(lower), number(higher))
		for _, routes := range []bool{false, true} {
			for _, fate := range fates() {
				row.Cells = append(row.Cells, number(countRisks(p, routes, fate)))
			}
		}
		rows = append(rows, row)
	}
	columns := []string{"model", "units", "cells_lower", "cells_higher"}
	for _, what := range []string{"cells_", "routes_"} {
		for _, fate := range fates() {
			columns = append(columns, what+string(fate))
		}
	}
	t := b.table("comparison-numbers", []float64{3.4, 2, 2, 2, 2, 2, 2, 2, 2, 2}, b.columns(columns...), rows)
	t.Notes = [][]document.Span{document.Plain(b.text("comparison.moved_note"))}
	t.Dense = true
	figure := b.figure(Picture{Kind: ChangeChart}, "differences", b.text("caption.differences", "baseline", c.Base.Model.Short.In(b.Lang)), "differences")
	return []document.Block{b.shownAs(b.text("comparison.numbers_lead"), "comparison.differences_in", figure), t, figure}
}

// fates lists what becomes of risks, in the order in which they are told.
func fates() []compare.Fate { return []compare.Fate{compare.Gone, compare.New, compare.Moved} }

func countRisks(p *compare.Pair, routes bool, fate compare.Fate) int {
	n := 0
	for i := range p.Risks {
		if p.Risks[i].Route() == routes && p.Risks[i].Fate == fate {
			n++
		}
	}
	return n
}

// comparisonNotes tells on what ground the models do not stand alike.
func (b *builder) comparisonNotes() []document.Block {
	c, say := b.comparison()
	if c == nil {
		return say
	}
	var rows []document.Row
	for _, n := range c.Notes {
		kind := b.text("comparison.assumption")
		if n.Exclusion {
			kind = b.text("comparison.exclusion")
		}
		rows = append(rows, textRow(kind, n.Statement.In(b.Lang), b.modelLines(n.Holds), b.modelLines(n.Lacks)))
	}
	rows = append(rows, b.caseRows()...)
	if len(rows) == 0 {
		return b.none("comparison.no_notes")
	}
	return []document.Block{b.para("comparison.notes_lead"), b.table("comparison-notes", []float64{2, 9, 4, 4}, b.columns("kind", "what", "holds", "lacks"), rows)}
}

// caseRows tells in which models the configuration is chosen otherwise than in others.
func (b *builder) caseRows() []document.Row {
	var rows []document.Row
	for _, p := range b.study.Spec.Parameters {
		for _, c := range p.Cases {
			var holds, lacks []model.ModelID
			for _, m := range b.Result.Models {
				if m.Model.Parameters[p.ID] == c.ID {
					holds = append(holds, m.Model.ID)
				} else {
					lacks = append(lacks, m.Model.ID)
				}
			}
			if len(holds) > 0 && len(lacks) > 0 {
				rows = append(rows, textRow(b.text("comparison.case"), b.text("comparison.case_of", "parameter", p.In(b.Lang), "case", c.In(b.Lang)), b.modelLines(holds), b.modelLines(lacks)))
			}
		}
	}
	return rows
}
