package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/compare"
	"github.com/sekisho/sekisho/internal/comparetext"
	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
)

// comparisonCauses tells for each model which change makes a letter another one
// than the baseline's.
func (b *builder) comparisonCauses() []document.Block {
	c, say := b.comparison()
	if c == nil {
		return say
	}
	blocks := []document.Block{b.para("comparison.causes_lead")}
	for _, p := range c.Pairs {
		blocks = append(blocks, &document.Heading{Level: b.level + 1, Text: document.Plain(p.To.Model.In(b.Lang))})
		blocks = append(blocks, b.pairBlocks(p)...)
	}
	return blocks
}

func (b *builder) pairBlocks(p *compare.Pair) []document.Block {
	if p.SameLetters() {
		return b.none("comparison.same")
	}
	t := comparetext.New(b.Lang, p, b.study, b.study).Plain()
	blocks := b.damageCauses(p, t)
	blocks = append(blocks, b.goalCauses(p, t)...)
	blocks = append(blocks, b.cellCauses(p, t)...)
	return append(blocks, b.worstRisks(p, t)...)
}

// damageCauses tells what makes the letter of a damage another one.
func (b *builder) damageCauses(p *compare.Pair, t *comparetext.Teller) []document.Block {
	if len(p.Damages) == 0 {
		return b.none("comparison.damages_same")
	}
	var rows []document.Row
	for _, d := range p.Damages {
		rows = append(rows, document.Row{Cells: []document.Cell{centred(d.Damage.Label), b.marked(d.Before, d.Before), b.marked(d.After, d.Before),
			points(lines(t.Cause(d.Cause, d.Before, d.After)))}})
	}
	return []document.Block{b.pairTable(p, "causes", []float64{1, 1.8, 1.8, 11}, b.columns("number", "before", "after", "cause"), rows)}
}

// goalCauses tells the same of the goals that both models have; those with the
// same change for the same reason in one row.
func (b *builder) goalCauses(p *compare.Pair, t *comparetext.Teller) []document.Block {
	type change struct {
		before, after compare.Outcome
		cause         string
		goals         []string
	}
	var list []change
	for _, g := range p.Goals {
		if g.Before == g.After || !g.Before.There || !g.After.There {
			continue
		}
		cause := lines(t.Cause(g.Cause, g.Before, g.After))
		at := slices.IndexFunc(list, func(c change) bool { return c.before == g.Before && c.after == g.After && c.cause == cause })
		if at < 0 {
			at = len(list)
			list = append(list, change{before: g.Before, after: g.After, cause: cause})
		}
		list[at].goals = append(list[at].goals, t.Goal(g.Damage.ID, g.Effect, g.Asset))
	}
	if len(list) == 0 {
		return nil
	}
	var rows []document.Row
	for _, c := range list {
		rows = append(rows, document.Row{Cells: []document.Cell{points(lines(c.goals)), b.marked(c.before, c.before), b.marked(c.after, c.before), points(c.cause)}})
	}
	return []document.Block{b.pairTable(p, "goal-causes", []float64{4, 1.4, 1.4, 11}, b.columns("goals", "before", "after", "cause"), rows)}
}

// rises reports whether the letter of a cell, or the better end of its range, is
// higher than before.
func rises(c *compare.CellChange) bool {
	was, is := c.Before.Risk, c.After.Risk
	return is.Worst.WorseThan(was.Worst) || is.Worst == was.Worst && is.Best.WorseThan(was.Best)
}

// mostRows bounds the rows of what is only listed by its worst.
const mostRows = 8

// cellCauses sums up the cells of both models by what causes their change, the
// cause of most first.
func (b *builder) cellCauses(p *compare.Pair, t *comparetext.Teller) []document.Block {
	type sum struct {
		cause         string
		lower, higher int
	}
	var list []sum
	for i := range p.Cells {
		cause := t.Units(p.Cells[i].Cause)
		at := slices.IndexFunc(list, func(s sum) bool { return s.cause == cause })
		if at < 0 {
			at = len(list)
			list = append(list, sum{cause: cause})
		}
		if rises(&p.Cells[i]) {
			list[at].higher++
		} else {
			list[at].lower++
		}
	}
	if len(list) == 0 {
		return nil
	}
	slices.SortStableFunc(list, func(a, b sum) int { return cmp.Compare(b.lower+b.higher, a.lower+a.higher) })
	var rows []document.Row
	rest := sum{}
	for i, s := range list {
		if i < mostRows {
			rows = append(rows, document.Row{Cells: []document.Cell{text(s.cause), number(s.lower), number(s.higher)}})
		} else {
			rest.lower, rest.higher = rest.lower+s.lower, rest.higher+s.higher
		}
	}
	if n := len(list) - mostRows; n > 0 {
		rows = append(rows, document.Row{Group: true, Cells: []document.Cell{head(b.text("comparison.other_causes", "n", n)), number(rest.lower), number(rest.higher)}})
	}
	return []document.Block{b.pairTable(p, "cell-causes", []float64{12, 2, 2}, b.columns("cause", "cells_lower", "cells_higher"), rows)}
}

// worstRisks lists the worst of the risks that are new, moved or removed.
func (b *builder) worstRisks(p *compare.Pair, t *comparetext.Teller) []document.Block {
	var rows []document.Row
	for _, fate := range []compare.Fate{compare.New, compare.Moved, compare.Gone} {
		list := highRisks(p, fate)
		for _, r := range list[:min(mostRows, len(list))] {
			rows = append(rows, document.Row{Cells: []document.Cell{centred(b.text("comparison.fate." + string(fate))), b.marked(weighed(r), weighed(r)), text(t.NamedRisk(r))}})
		}
		if n := len(list) - mostRows; n > 0 {
			rows = append(rows, document.Row{Cells: []document.Cell{centred(b.text("comparison.fate." + string(fate))), {Text: document.Plain(b.text("and_more", "n", locale.Number(n))), Cols: 2}}})
		}
	}
	if len(rows) == 0 {
		return b.none("comparison.no_high_risks")
	}
	table := b.pairTable(p, "risks", []float64{2, 1.5, 13}, b.columns("fate", "risk", "what"), rows)
	table.Notes = [][]document.Span{document.Plain(b.text("comparison.risks_note"))}
	return []document.Block{table}
}

// weighed is the outcome by which a risk is counted: what it comes to, or came to
// where it is gone.
func weighed(r *compare.Risk) compare.Outcome {
	if r.Fate == compare.Gone {
		return r.Before
	}
	return r.After
}

// highRisks gives the risks of a fate that are A or B, the worst first, and routes
// before cells.
func highRisks(p *compare.Pair, fate compare.Fate) []*compare.Risk {
	var list []*compare.Risk
	for i := range p.Risks {
		if r := &p.Risks[i]; r.Fate == fate && weighed(r).Risk.Worst >= method.B {
			list = append(list, r)
		}
	}
	rank := func(r *compare.Risk) int {
		n := -2 * int(weighed(r).Risk.Worst)
		if r.Route() {
			n--
		}
		return n
	}
	slices.SortStableFunc(list, func(a, b *compare.Risk) int { return cmp.Compare(rank(a), rank(b)) })
	return list
}

// pairTable is a table of one pair of models.
func (b *builder) pairTable(p *compare.Pair, id string, widths []float64, headings []string, rows []document.Row) *document.Table {
	t := b.tableOf(id+"-"+string(p.To.Model.ID), b.text("caption."+strings.ReplaceAll(id, "-", "_"), "model", p.To.Model.Short.In(b.Lang), "baseline", p.From.Model.Short.In(b.Lang)), widths, headings, rows)
	t.Dense = true
	return t
}

// comparisonGaps tells where a model is worse than the baseline, and which steps
// made harder by which countermeasures would mend that.
func (b *builder) comparisonGaps() []document.Block {
	base, ok := b.baseline()
	if !ok {
		return b.none("summary.no_baseline")
	}
	blocks := []document.Block{b.para("comparison.gaps_lead", "baseline", base.Model.In(b.Lang))}
	var level []string
	for _, m := range b.Result.Models {
		if m == base {
			continue
		}
		gaps, err := compare.Gaps(b.ctx, m, base)
		if err != nil {
			return b.failed(b.text("caption.gaps", "model", m.Model.Short.In(b.Lang)), err)
		}
		if len(gaps) == 0 {
			level = append(level, m.Model.Short.In(b.Lang))
			continue
		}
		blocks = append(blocks, b.gapTable(m, gaps))
	}
	if len(level) > 0 {
		blocks = append(blocks, b.para("comparison.no_gaps", "models", b.join(level)))
	}
	return blocks
}

// mostRemedies bounds the rows of a damage: what mends a model is to be read whole.
const mostRemedies = 30

func (b *builder) gapTable(m *assess.ModelResult, gaps []compare.Gap) document.Block {
	var rows []document.Row
	for _, g := range gaps {
		rows = append(rows, document.Row{Group: true, Cells: []document.Cell{{Kind: document.HeadCell, Align: document.Left, Cols: 4,
			Text: document.Plain(b.text("comparison.gap", "label", g.Damage.Label, "damage", g.Damage.In(b.Lang),
				"has", comparetext.Outcome(b.Lang, g.Has), "target", comparetext.Outcome(b.Lang, g.Target)))}}})
		list := b.remedies(m, g.Routes)
		for _, r := range list[:min(mostRemedies, len(list))] {
			rows = append(rows, document.Row{Cells: []document.Cell{text(r.goal), points(lines(r.entries)), b.letter(r.risk), points(r.remedy)}})
		}
		if n := len(list) - mostRemedies; n > 0 {
			rows = append(rows, document.Row{Cells: []document.Cell{{Text: document.Plain(b.text("and_more", "n", locale.Number(n))), Cols: 4}}})
		}
	}
	t := b.tableOf("gaps-"+string(m.Model.ID), b.text("caption.gaps", "model", m.Model.Short.In(b.Lang)), []float64{5, 4, 1.6, 9}, b.columns("goal", "entry", "risk", "would_lower"), rows)
	t.Dense = true
	return t
}

// remedy is what would lower the routes of one letter to one goal from some entry
// points.
type remedy struct {
	goal, remedy string
	risk         assess.RiskRange
	entries      []string
}

// remedies puts the routes to one goal together that the same would lower.
func (b *builder) remedies(m *assess.ModelResult, routes []compare.GapRoute) []remedy {
	var out []remedy
	for i := range routes {
		r := &routes[i]
		goal, lowered, entry := b.goal(r.Goal), b.gapSteps(m, r), r.Start.Start.Entry.Point.In(b.Lang)
		risk := r.Start.Risk
		at := slices.IndexFunc(out, func(x remedy) bool { return x.goal == goal && x.remedy == lowered && x.risk == risk })
		if at < 0 {
			at = len(out)
			out = append(out, remedy{goal: goal, remedy: lowered, risk: risk})
		}
		if !slices.Contains(out[at].entries, entry) {
			out[at].entries = append(out[at].entries, entry)
		}
	}
	return out
}

// gapSteps tells which steps of a route, made harder, would lower its letter.
func (b *builder) gapSteps(m *assess.ModelResult, r *compare.GapRoute) string {
	switch {
	case r.Start.Risk.Worst == method.E:
		return b.text("comparison.lowest")
	case len(r.Steps) == 0:
		return b.text("comparison.several")
	}
	var out []string
	for _, s := range r.Steps {
		name, asset := string(s.Rule), string(s.Asset)
		if rule, ok := b.study.Catalog.AttackRule(s.Rule); ok {
			name = rule.In(b.Lang)
		}
		if a, ok := m.Model.Asset(s.Asset); ok {
			asset = a.In(b.Lang)
		}
		var names []string
		for _, c := range s.Candidates {
			names = append(names, c.In(b.Lang))
		}
		out = append(out, b.text("comparison.step", "step", name, "asset", asset, "from", int(s.From), "to", int(s.To), "letter", s.Letter.String(), "candidates", b.join(names)))
	}
	return lines(out)
}

// lines puts each of several texts of a cell on a line of its own.
func lines(list []string) string { return strings.Join(list, "\n") }

// points is a cell of which each line is a point.
func points(s string) document.Cell { return document.Cell{Text: document.Plain(s), Points: true} }
