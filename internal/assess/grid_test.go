package assess_test

import (
	"testing"

	"github.com/sekisho/sekisho/internal/assess"
)

// The tables show every cell once, and the totals of zones add up to those of
// the model.
func TestGridsHoldEveryCell(t *testing.T) {
	t.Parallel()
	for _, m := range reference(t).Models {
		var sum assess.Totals
		for _, z := range m.ZoneTotals() {
			for v, n := range z.Worst {
				sum.Worst[v] += n
				sum.Best[v] += z.Best[v]
			}
			sum.Open += z.Open
		}
		if sum != m.Totals {
			t.Errorf("%s: zones add up to %v, the model has %v", m.Model.ID, sum, m.Totals)
		}
		g, seen := m.Grid(), 0
		for i, row := range g.Cells {
			for j, c := range row {
				if c == nil {
					continue
				}
				seen++
				if int(c.Asset) != g.Assets[i].Index || int(c.Threat) != g.Threats[j] {
					t.Errorf("%s: the cell of asset %d and threat %d stands at %s and %d", m.Model.ID, c.Asset, c.Threat, g.Assets[i].ID, g.Threats[j])
				}
			}
		}
		if seen != len(m.Cells) {
			t.Errorf("%s: the table has %d cells of %d", m.Model.ID, seen, len(m.Cells))
		}
	}
}

// The marks of countermeasures agree with what the explanations of cells say.
func TestCoverGridAgreesWithExplanations(t *testing.T) {
	t.Parallel()
	r := reference(t)
	for _, m := range r.Models {
		g := m.CoverGrid()
		row := map[string]int{}
		for i, c := range g.Countermeasures {
			row[string(c.ID)] = i
		}
		compared := 0
		for j, a := range g.Assets {
			for _, cell := range m.CellsOf(a.Index) {
				e, _ := m.Explain(a.ID, r.Study.Catalog.Threats[cell.Threat].ID)
				for _, x := range e.Evidence {
					i, recorded := row[string(x.Countermeasure.ID)]
					if !recorded || x.Verdict == assess.NotItsClass {
						continue
					}
					compared++
					mark := g.Marks[i][j]
					counts := x.Verdict == assess.Counts || x.Verdict == assess.CountsPartly || x.Verdict == assess.CountsIfKnown
					if counts && mark != x.Verdict || !counts && mark != "" && mark != assess.NotInPlace {
						t.Errorf("%s: %s on %s is marked %q, the cell says %q", m.Model.ID, x.Countermeasure.ID, a.ID, mark, x.Verdict)
					}
				}
			}
		}
		if compared == 0 {
			t.Errorf("%s: nothing compared", m.Model.ID)
		}
	}
}
