package cli

import (
	"context"
	"slices"
	"strconv"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/explaintext"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// printResult prints the study, the totals of both analyses, and then for each
// model the worst rows, the business damages and the worst tree.
func (s *session) printResult(ctx context.Context, r *assess.Result, which analysisFlag, rows int) error {
	s.printHead(r)
	if which.asset() {
		s.println("", s.out.paint(bold, s.text("cli.assess.by_asset")))
		s.printTotals(r)
	}
	if which.damage() {
		s.println("", s.out.paint(bold, s.text("cli.assess.by_damage")))
		s.printDamageTotals(r)
	}
	if rows <= 0 {
		return nil
	}
	for _, m := range r.Models {
		if which.asset() {
			s.printWorst(r, m, rows)
		}
		if which.damage() {
			if err := s.printDamage(ctx, r, m); err != nil {
				return err
			}
		}
	}
	s.println("")
	if which.damage() {
		s.println(s.text("explain.step.legend"))
	}
	s.println(s.text("cli.assess.hint"))
	return nil
}

// printHead prints which study was rated, and how.
func (s *session) printHead(r *assess.Result) {
	spec := r.Study.Spec
	title := lang.Text{Ja: spec.ID}
	if spec.Title != nil {
		title = *spec.Title
	}
	s.println(s.out.paint(bold, title.In(s.lang)))
	if spec.AsOf != "" {
		s.println(s.text("cli.assess.as_of", "date", locale.Date(s.lang, spec.AsOf), "marking", r.Study.Said(s.lang, spec.Marking)))
	}
	s.println(s.text("cli.assess.method", "method", r.Method.Name.In(s.lang), "matrix", r.Method.Matrix.Name.In(s.lang),
		"id", r.Method.Matrix.ID))
}

// printTotals prints the counts of every model, one line each.
func (s *session) printTotals(r *assess.Result) {
	open := 0
	t := &table{align: "<<>>>>>>>>>"}
	t.rows = append(t.rows, styled(bold, append([]string{s.text("cli.assess.column.id"), s.text("cli.assess.column.model"),
		s.text("cli.assess.column.assets")}, s.countHeads()...)...))
	for _, m := range r.Models {
		open += m.Totals.Open
		row := styled("", string(m.Model.ID), s.modelName(m.Model), strconv.Itoa(len(m.Model.Assets)))
		t.rows = append(t.rows, append(row, s.counts(m.Totals)...))
	}
	s.println(t.lines(s.out)...)
	if open > 0 {
		s.println(s.text("cli.assess.open_note"))
	}
}

// countHeads are the heads of the columns of counts.
func (s *session) countHeads() []string {
	return []string{"A", "B", "C", "D", "E", s.text("cli.assess.column.unrated"), s.text("cli.assess.column.all"),
		s.text("cli.assess.column.open")}
}

// counts are the columns of counts of a row.
func (s *session) counts(t assess.Totals) []cell {
	var row []cell
	for _, v := range append(slices.Clone(method.RiskValues), method.Unrated) {
		n := t.Worst[v]
		c := cell{text: locale.Number(n)}
		if n > 0 && s.out.on {
			c.style = letterStyle(v)
		}
		row = append(row, c)
	}
	return append(row, styled("", locale.Number(t.All()), locale.Number(t.Open))...)
}

func styled(style string, texts ...string) []cell {
	cells := make([]cell, len(texts))
	for i, text := range texts {
		cells[i] = cell{text, style}
	}
	return cells
}

// modelName is the name of a model with its role, if it is not a candidate.
func (s *session) modelName(m *model.Model) string {
	name := m.In(s.lang)
	if m.Role == model.Baseline {
		name += s.text("cli.assess.role", "role", locale.Name(s.lang, locale.Role, m.Role))
	}
	return name
}

// printWorst prints the worst rows of a model.
func (s *session) printWorst(r *assess.Result, m *assess.ModelResult, rows int) {
	shown := worstCells(m, rows)
	s.println("", s.out.paint(bold, s.text("cli.assess.worst", "model", m.Model.In(s.lang), "id", string(m.Model.ID),
		"shown", len(shown), "all", locale.Number(len(m.Cells)))))
	t := &table{indent: "  ", align: "<<<<<>>>"}
	t.rows = append(t.rows, styled(bold, s.text("cli.assess.column.risk"), s.text("cli.assess.column.asset"), "",
		s.text("cli.assess.column.threat"), "", s.text("cli.assess.column.importance"), s.text("cli.assess.column.threat_level"),
		s.text("cli.assess.column.countermeasure_level")))
	for _, c := range shown {
		asset, threat := m.Model.Assets[c.Asset], r.Study.Catalog.Threats[c.Threat]
		row := []cell{{s.risk(c.Risk), letterStyle(c.Risk.Worst)}}
		t.rows = append(t.rows, append(row, styled("", string(asset.ID), asset.In(s.lang), string(threat.ID), threat.In(s.lang),
			level(m.Assets[c.Asset].Importance), level(c.ThreatLevel), s.levels(c.Countermeasure))...))
	}
	s.println(t.lines(s.out)...)
}

// worstCells gives the worst cells of a model, n at most, the worst first:
// unrated ones, since unknown is never safe, then by letter, importance, threat
// level and countermeasure level; equal ones in the order of the sheet.
func worstCells(m *assess.ModelResult, n int) []assess.Cell {
	compare := func(a, b assess.Cell) int {
		return compareInts(
			rank(b.Risk.Worst), rank(a.Risk.Worst),
			rank(b.Risk.Best), rank(a.Risk.Best),
			int(m.Assets[b.Asset].Importance), int(m.Assets[a.Asset].Importance),
			int(b.ThreatLevel), int(a.ThreatLevel),
			int(a.Countermeasure.Worst), int(b.Countermeasure.Worst))
	}
	if few := len(m.Cells) / 16; n > few { // then inserting costs more than sorting
		all := slices.Clone(m.Cells)
		slices.SortStableFunc(all, compare)
		return all[:min(n, len(all))]
	}
	var worst []assess.Cell
	for _, c := range m.Cells {
		if n <= 0 || len(worst) == n && compare(worst[n-1], c) <= 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(worst, c, func(a, b assess.Cell) int {
			if compare(a, b) <= 0 {
				return -1 // after those that are as bad
			}
			return 1
		})
		worst = slices.Insert(worst, at, c)
		worst = worst[:min(len(worst), n)]
	}
	return worst
}

// rank orders risk values with unrated at the top.
func rank(v method.RiskValue) int {
	if v == method.Unrated {
		return int(method.A) + 1
	}
	return int(v)
}

// compareInts compares pairs of numbers, the first that differ deciding.
func compareInts(pairs ...int) int {
	for i := 0; i < len(pairs); i += 2 {
		if d := pairs[i] - pairs[i+1]; d != 0 {
			return d
		}
	}
	return 0
}

func (s *session) risk(r assess.RiskRange) string { return explaintext.Risk(s.lang, r) }

func (s *session) letter(v method.RiskValue) string { return explaintext.Letter(s.lang, v) }

func (s *session) levels(r assess.LevelRange) string { return explaintext.Levels(s.lang, r) }

func level[L ~uint8](l L) string { return explaintext.Level(l) }
