package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// methodSteps tells how the two analyses go.
func (b *builder) methodSteps() []document.Block {
	step := func(keys ...string) *document.List {
		l := &document.List{Ordered: true}
		for _, k := range keys {
			l.Items = append(l.Items, document.Item{Blocks: []document.Block{b.para("method." + k)}})
		}
		return l
	}
	return []document.Block{
		b.para("method.lead"),
		b.para("method.asset"), step("asset_1", "asset_2", "asset_3", "asset_4"),
		b.para("method.damage"), step("damage_1", "damage_2", "damage_3", "damage_4"),
		b.para("method.unknown"),
	}
}

// scales lists the scales of criteria in the order of the paper.
func scales() []string {
	return []string{"importance", "threat-logical", "threat-physical", "countermeasure", "impact"}
}

// criteria gives the criteria of each level of each scale.
func (b *builder) criteria() []document.Block {
	blocks := []document.Block{b.para("criteria.lead")}
	for _, scale := range scales() {
		var list []*method.Criterion
		for level := 3; level >= 1; level-- {
			for i := range b.Result.Method.Criteria {
				if c := &b.Result.Method.Criteria[i]; c.Scale == scale && c.Level == level {
					list = append(list, c)
				}
			}
		}
		if len(list) > 0 {
			blocks = append(blocks, b.criteriaTable(scale, list))
		}
	}
	return blocks
}

// criteriaTable lists the criteria of a scale. A source that all of them have
// stands under the table.
func (b *builder) criteriaTable(scale string, list []*method.Criterion) document.Block {
	one := !slices.ContainsFunc(list, func(c *method.Criterion) bool { return c.Source != list[0].Source })
	var rows []document.Row
	for _, c := range list {
		row := document.Row{Cells: []document.Cell{centred(locale.Number(c.Level)), text(c.In(b.Lang))}}
		if !one {
			row.Cells = append(row.Cells, text(b.source(c.Source)))
		}
		rows = append(rows, document.Row{Cells: append(row.Cells, text(locale.Name(b.Lang, locale.Confidence, c.Confidence)))})
	}
	widths, columns := []float64{1, 10, 2}, b.columns("level", "criterion", "confidence")
	if !one {
		widths, columns = []float64{1, 10, 4, 2}, b.columns("level", "criterion", "source", "confidence")
	}
	t := b.tableOf("criteria-"+scale, b.text("caption.criteria", "scale", locale.Name(b.Lang, locale.Scale, scale)), widths, columns, rows)
	if one {
		t.Source = document.Plain(b.source(list[0].Source))
	}
	return t
}

// products are the rows of the matrix: threat level × vulnerability level.
func products() []int { return []int{9, 6, 4, 3, 2, 1} }

// matrix gives the matrix in force, the meaning of the letters, and how many rows
// rest on cells that no source confirms.
func (b *builder) matrix() []document.Block {
	m := b.Result.Method.Matrix
	var rows []document.Row
	for _, p := range products() {
		row := document.Row{Cells: []document.Cell{{Text: document.Plain(locale.Number(p)), Kind: document.HeadCell, Align: document.Centre}}}
		for column := 1; column <= 3; column++ {
			c, ok := m.At(p, column)
			if !ok {
				row.Cells = append(row.Cells, centred(b.text("dash")))
				continue
			}
			label := c.Value.String()
			if !c.Confirmed {
				label += b.text("unconfirmed_mark")
			}
			row.Cells = append(row.Cells, document.Cell{Text: document.Plain(label), Kind: document.LetterCell, Letter: c.Value.String()[0]})
		}
		rows = append(rows, row)
	}
	t := b.table("matrix", []float64{3, 2, 2, 2}, b.columns("product", "column_1", "column_2", "column_3"), rows)
	t.Notes = [][]document.Span{document.Plain(b.text("matrix.note")), document.Plain(b.matrixSources(m))}
	var meanings []document.Row
	for _, v := range b.Result.Method.RiskValues {
		meanings = append(meanings, document.Row{Cells: []document.Cell{{Kind: document.LetterCell, Letter: v.Value[0]}, text(v.In(b.Lang))}})
	}
	blocks := []document.Block{b.para("matrix.lead", "matrix", m.Name.In(b.Lang), "version", m.Version), t,
		b.table("letters", []float64{1, 6}, b.columns("risk", "meaning"), meanings)}
	return append(blocks, b.unconfirmed()...)
}

// matrixSources tells on what the cells of a matrix rest, and how many on each source.
func (b *builder) matrixSources(m *method.Matrix) string {
	var order []string
	count := map[string]int{}
	for _, p := range products() {
		for column := 1; column <= 3; column++ {
			c, ok := m.At(p, column)
			if !ok {
				continue
			}
			source, _, _ := strings.Cut(c.Source, "#")
			if count[source]++; count[source] == 1 {
				order = append(order, source)
			}
		}
	}
	slices.SortStableFunc(order, func(a, b string) int { return cmp.Compare(count[a], count[b]) })
	parts := make([]string, len(order))
	for i, s := range order {
		parts[i] = b.text("matrix.rests", "source", b.source(s), "n", count[s])
	}
	return b.text("matrix.sources", "sources", b.join(parts))
}

// otherMatrices names the matrices that are not in force.
func (b *builder) otherMatrices() string {
	var names []string
	for _, x := range b.Result.Method.Matrices {
		if x.ID != b.Result.Method.Matrix.ID {
			names = append(names, b.text("matrix.named", "matrix", x.Name.In(b.Lang)))
		}
	}
	return b.join(names)
}

// unconfirmed counts the rows that rest on unconfirmed cells, per model, and what
// they would be under the other matrices.
func (b *builder) unconfirmed() []document.Block {
	var rows []document.Row
	any := 0
	for _, m := range b.Result.Models {
		n, changes := 0, 0
		for _, c := range m.Cells {
			if !c.Has(assess.Unconfirmed) {
				continue
			}
			n++
			if b.otherLetter(m, c) {
				changes++
			}
		}
		goals := 0
		for _, g := range m.Damage.Goals {
			for _, e := range startEntries(m) {
				if unconfirmedPair(g, e) {
					goals++
				}
			}
		}
		any += n + goals
		rows = append(rows, document.Row{Cells: []document.Cell{text(m.Model.Short.In(b.Lang)), number(n), number(changes), number(goals)}})
	}
	if any == 0 {
		return b.none("unconfirmed.none")
	}
	return []document.Block{b.para("unconfirmed.lead", "others", b.otherMatrices()), b.table("unconfirmed", []float64{4, 3, 3, 3}, b.columns("model", "unconfirmed_cells", "other_letter", "unconfirmed_goals"), rows)}
}

// unconfirmedPair reports whether the letter of a goal from an entry point rests on an
// unconfirmed cell, from any of the starts that give it.
func unconfirmedPair(g assess.GoalResult, e *model.Entry) bool {
	worst := worstStart(g, e)
	return worst != nil && slices.ContainsFunc(g.Starts, func(s assess.StartResult) bool {
		return s.Start.Entry == e && s.Reached && s.Unconfirmed && s.Risk.Worst == worst.Risk.Worst
	})
}

// otherLetter reports whether some other matrix gives the cell another letter.
func (b *builder) otherLetter(m *assess.ModelResult, c assess.Cell) bool {
	v := c.Countermeasure.Worst.Vulnerability()
	for _, x := range b.Result.Method.Matrices {
		if cell, ok := method.Rate(x, c.ThreatLevel, v, m.Assets[c.Asset].Importance); ok && cell.Value != c.Risk.Worst {
			return true
		}
	}
	return false
}

// choices tells what was chosen where the sources leave it open.
func (b *builder) choices() []document.Block {
	m := b.Result.Method
	rows := []document.Row{
		textRow(b.text("choice.threat"), locale.Name(b.Lang, locale.ThreatRule, m.ThreatLevel), b.text("choice.threat_why")),
		textRow(b.text("choice.tree"), locale.Name(b.Lang, locale.TreeRule, m.TreeThreatLevel), b.text("choice.tree_why")),
		textRow(b.text("choice.layer"), locale.Name(b.Lang, locale.LayerRule, m.SameLayer), b.text("choice.layer_why")),
		textRow(b.text("choice.twice"), b.text("choice.twice_is"), b.text("choice.twice_why")),
		textRow(b.text("choice.path"), b.text("choice.path_is"), b.text("choice.path_why")),
	}
	return []document.Block{b.para("choices.lead"), b.table("choices", []float64{4, 6, 8}, b.columns("question", "choice", "reason"), rows)}
}

// attackBasis tells on which attack knowledge the trees rest.
func (b *builder) attackBasis() []document.Block {
	c := b.study.Catalog
	count := map[string]int{}
	for _, r := range c.AttackRules {
		count[string(r.Tactic)]++
	}
	var rows []document.Row
	for _, t := range c.Tactics {
		if n := count[string(t.ID)]; n > 0 {
			rows = append(rows, document.Row{Cells: []document.Cell{text(string(t.ID)), text(t.In(b.Lang)), text(locale.Name(b.Lang, locale.Stage, t.Stage)), number(n)}})
		}
	}
	return []document.Block{b.para("attack_basis.lead", "version", c.AttackVersion, "rules", len(c.AttackRules), "techniques", len(c.Techniques)),
		b.table("attack-basis", []float64{2, 5, 4, 2}, b.columns("id", "tactic", "stage", "rules"), rows), b.para(b.edition("attack_basis.search"), "trees", locale.Number(assess.UsualBounds().Trees), "work", locale.Number(assess.UsualBounds().Work))}
}
