package assess

import (
	"slices"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/defence"
	"github.com/sekisho/sekisho/internal/model"
)

// ZoneTotals counts the cells of each zone by letter, in the order of
// Model.Zones: those of the assets that stand in the zone itself, nested zones
// left out.
func (m *ModelResult) ZoneTotals() []Totals {
	out := make([]Totals, len(m.Model.Zones))
	for _, a := range m.Model.Assets {
		out[a.Zone.Index].merge(m.Assets[a.Index].Totals)
	}
	return out
}

// Grid is the asset-based analysis as a table: one row per asset that is rated,
// one column per threat that applies to any of them.
type Grid struct {
	Assets []*model.Asset
	// Threats are indices into Catalog.Threats, in the catalogue's order.
	Threats []int
	// Cells by asset and threat; nil where the threat does not apply.
	Cells [][]*Cell
}

// Grid gives the cells of the model as a table.
func (m *ModelResult) Grid() Grid {
	var g Grid
	column := map[int]int{}
	for i := range m.Cells {
		column[int(m.Cells[i].Threat)] = 0
	}
	for t := range m.rater.study.Catalog.Threats {
		if _, occurs := column[t]; occurs {
			column[t] = len(g.Threats)
			g.Threats = append(g.Threats, t)
		}
	}
	for _, a := range m.Model.Assets {
		cells := m.CellsOf(a.Index)
		if len(cells) == 0 {
			continue
		}
		row := make([]*Cell, len(g.Threats))
		for i := range cells {
			row[column[int(cells[i].Threat)]] = &cells[i]
		}
		g.Assets = append(g.Assets, a)
		g.Cells = append(g.Cells, row)
	}
	return g
}

// CoverGrid tells which countermeasures protect which assets: one row per
// countermeasure of which a deployment is recorded, one column per asset that is
// rated.
type CoverGrid struct {
	Countermeasures []*catalog.Countermeasure
	Assets          []*model.Asset
	// Marks by countermeasure and asset: [Counts] in place and effective,
	// [CountsPartly], [CountsIfKnown], [NotInPlace] recorded for the asset without
	// effect, or empty. What is in place is marked whatever its class, so that
	// continuity and governance are seen too; levels do not count them.
	Marks [][]Verdict
}

// CoverGrid gives the countermeasures and assets of the model as a table.
func (m *ModelResult) CoverGrid() CoverGrid {
	cat := m.rater.study.Catalog
	recorded := map[*catalog.Countermeasure]bool{}
	for _, d := range m.Model.Deployments {
		recorded[d.Countermeasure] = true
	}
	var g CoverGrid
	var rows []int
	for i := range cat.Countermeasures {
		if c := &cat.Countermeasures[i]; recorded[c] {
			g.Countermeasures = append(g.Countermeasures, c)
			rows = append(rows, i)
		}
	}
	g.Marks = make([][]Verdict, len(rows))
	cover := make([]defence.Standing, len(cat.Countermeasures))
	for _, a := range m.Model.Assets {
		if len(m.CellsOf(a.Index)) == 0 {
			continue
		}
		g.Assets = append(g.Assets, a)
		m.rater.cover.Cell(a, cover)
		var named []*catalog.Countermeasure
		m.rater.cover.EachDirect(a, func(d *model.Deployment) { named = append(named, d.Countermeasure) })
		for i, row := range rows {
			g.Marks[i] = append(g.Marks[i], coverMark(cover[row], slices.Contains(named, g.Countermeasures[i])))
		}
	}
	return g
}

// coverMark tells how far a countermeasure protects an asset.
func coverMark(s defence.Standing, recorded bool) Verdict {
	switch {
	case s.Worst == defence.InPlace:
		return Counts
	case s.Worst != s.Best:
		return CountsIfKnown
	case s.Worst == defence.Partly:
		return CountsPartly
	case recorded:
		return NotInPlace
	}
	return ""
}
