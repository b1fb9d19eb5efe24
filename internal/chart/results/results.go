// Package results makes charts of assessments and comparisons: it reads the
// figures that a chart shows out of a result, and names them.
package results

import (
	"slices"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/chart"
	"github.com/sekisho/sekisho/internal/compare"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// Letters counts totals for a chart, with unknown answers at their worst.
func Letters(t assess.Totals) chart.Letters {
	var out chart.Letters
	for i := range out.Count {
		out.Count[i] = t.Worst[method.A-method.RiskValue(i)]
	}
	out.Unrated = t.Worst[method.Unrated]
	return out
}

func text(l lang.Lang, key string, args ...any) string {
	return locale.Text(l, "chart.result."+key, args...)
}

// head names a chart; where answers are unknown its note says how they are
// counted.
func head(l lang.Lang, open bool, key string, args ...any) chart.Head {
	h := chart.Head{Lang: l, Title: text(l, key, args...)}
	if open {
		h.Note = text(l, "open")
	}
	return h
}

// Assets draws the risk matrix with the number of cells of a model on each of its
// cells.
func Assets(r *assess.Result, m *assess.ModelResult, l lang.Lang) *chart.Picture {
	count := map[[2]int]int{}
	for _, c := range m.Cells {
		add(count, c.ThreatLevel, c.Countermeasure.Worst.Vulnerability(), int(m.Assets[c.Asset].Importance))
	}
	return chart.Matrix(head(l, m.Totals.Open > 0, "assets", "model", m.Model.In(l)), rows(r.Method.Matrix, count), text(l, "importance"))
}

// Damages draws the risk matrix with the number of pairs of goal and start that
// are reached.
func Damages(r *assess.Result, m *assess.ModelResult, l lang.Lang) *chart.Picture {
	count := map[[2]int]int{}
	open := false
	for _, g := range m.Damage.Goals {
		for _, s := range g.Starts {
			if s.Reached {
				add(count, s.ThreatLevel, s.Vulnerability.Worst, int(g.Goal.Damage.Level))
				open = open || !s.Risk.Known()
			}
		}
	}
	return chart.Matrix(head(l, open, "damages", "model", m.Model.In(l)), rows(r.Method.Matrix, count), text(l, "impact"))
}

func add(count map[[2]int]int, t method.ThreatLevel, v method.VulnerabilityLevel, column int) {
	if method.Valid(t) && method.Valid(v) && column > 0 {
		count[[2]int{int(t) * int(v), column}]++
	}
}

func rows(m *method.Matrix, count map[[2]int]int) []chart.MatrixRow {
	var out []chart.MatrixRow
	for _, p := range method.Products() {
		r := chart.MatrixRow{Product: p}
		for c := range 3 {
			if x, ok := m.At(p, c+1); ok {
				r.Cells[c] = chart.MatrixCell{Letter: x.Value.String(), Unconfirmed: !x.Confirmed, Count: count[[2]int{p, c + 1}]}
			}
		}
		out = append(out, r)
	}
	return out
}

func bars(c *compare.Comparison, l lang.Lang) (out []chart.Bar, open bool) {
	for i, f := range c.Models {
		out = append(out, chart.Bar{Name: f.Result.Model.Short.In(l), Letters: Letters(f.Cells), Apart: i == 0})
		open = open || f.Cells.Open > 0
	}
	return out, open
}

// Models draws the letters of the asset-based analysis of each model, the one
// compared with on top; as shares where asked for, since models differ in their
// number of assets.
func Models(c *compare.Comparison, l lang.Lang, shares bool) *chart.Picture {
	b, open := bars(c, l)
	key := "models"
	if shares {
		key = "model_shares"
	}
	return chart.Bars(head(l, open, key), b, shares, text(l, "cells"))
}

// Differences draws how many more or fewer letters each model has than the one
// compared with.
func Differences(c *compare.Comparison, l lang.Lang) *chart.Picture {
	b, open := bars(c, l)
	return chart.Differences(head(l, open, "differences", "baseline", b[0].Name), b[0], b[1:])
}

// Routes draws the letters of the pairs of goal and start that are reached, for
// each business damage of a model.
func Routes(m *assess.ModelResult, l lang.Lang) *chart.Picture {
	var b []chart.Bar
	open := false
	for _, d := range m.Damage.Damages {
		if len(d.Goals) > 0 {
			b = append(b, chart.Bar{Name: d.Damage.Label + " " + d.Damage.In(l), Letters: Letters(d.Letters)})
			open = open || d.Letters.Open > 0
		}
	}
	return chart.Bars(head(l, open, "routes", "model", m.Model.In(l)), b, false, text(l, "route"))
}

// Coverage draws over how many of the assets that are rated each countermeasure
// of a model stands, and how: as the study records it for each asset.
func Coverage(m *assess.ModelResult, l lang.Lang) []*chart.Picture {
	g := m.CoverGrid()
	var out []chart.Standing
	for i, c := range g.Countermeasures {
		s := chart.Standing{Name: string(c.ID) + " " + c.In(l)}
		for j, a := range g.Assets {
			if n := standing(m.Model, a, c.ID, g.Marks[i][j]); n >= 0 {
				s.Count[n]++
			}
		}
		out = append(out, s)
	}
	return chart.Coverage(head(l, false, "coverage", "model", m.Model.In(l)), out, text(l, "asset"))
}

// standing gives the place of a mark among the states of a chart, or −1 where
// nothing is recorded. What does not count is told apart by its deployments.
func standing(m *model.Model, a *model.Asset, c any, v assess.Verdict) int {
	switch v {
	case assess.Counts:
		return 0
	case assess.CountsPartly:
		return 1
	case assess.CountsIfKnown:
		return 3
	case "":
		return -1
	}
	best := 4
	for _, d := range m.Deployments {
		if any(d.Countermeasure.ID) != c || !covers(d, a) {
			continue
		}
		switch d.Status {
		case model.Planned:
			return 2
		case model.NotApplicable:
			best = 5
		}
	}
	return best
}

func covers(d *model.Deployment, a *model.Asset) bool {
	if d.Scope.Model {
		return true
	}
	if slices.Contains(d.Assets, a) {
		return true
	}
	if slices.Contains(d.Types, a.Type) {
		return true
	}
	return slices.ContainsFunc(d.Zones, a.Zone.Within)
}
