package diagram

import (
	"github.com/sekisho/sekisho/internal/model"
)

// Grid is where the columns and rows of a zone's own assets have their middles, in
// points of the picture.
type Grid struct {
	Columns []float64 `json:"columns"`
	Rows    []float64 `json:"rows"`
}

// Grids gives the grids of the zones of a model that hold assets themselves.
func (b *Basis) Grids(m *model.Model) map[model.ZoneID]Grid {
	c := b.lay(m)
	out := map[model.ZoneID]Grid{}
	for id, g := range c.plan.grids {
		var x Grid
		for _, at := range g.xs {
			x.Columns = append(x.Columns, c.frame.asset(rect{at, 0, b.boxW, b.boxH}).Center().X)
		}
		for i, at := range g.ys {
			x.Rows = append(x.Rows, c.frame.asset(rect{0, at, b.boxW, g.heights[i]}).Center().Y)
		}
		out[id] = x
	}
	return out
}

// Slots gives the cells where the assets of a zone stand, in the order of the model:
// asked for, they keep all of them in their places.
func (b *Basis) Slots(m *model.Model, z model.ZoneID) []model.AssetSlotSpec {
	c := b.lay(m)
	var out []model.AssetSlotSpec
	for _, a := range m.Assets {
		if a.Zone.ID == z {
			at := c.plan.slots[a.ID]
			out = append(out, model.AssetSlotSpec{Asset: a.ID, Row: at.y + 1, Column: at.x + 1})
		}
	}
	return out
}

// Moved gives the cells to ask for so that an asset stands in another one of its zone,
// and nothing else moves but what stood there, which takes its place. An asset that
// comes from another zone has no place to give: what stood there finds its own.
func (b *Basis) Moved(m *model.Model, z model.ZoneID, to model.AssetSlotSpec) []model.AssetSlotSpec {
	all := b.Slots(m, z)
	var from *model.AssetSlotSpec
	for _, s := range all {
		if s.Asset == to.Asset {
			from = &s
		}
	}
	out := []model.AssetSlotSpec{to}
	for _, s := range all {
		switch {
		case s.Asset == to.Asset:
			continue
		case s.Row == to.Row && s.Column == to.Column:
			if from == nil {
				continue
			}
			s.Row, s.Column = from.Row, from.Column
		}
		out = append(out, s)
	}
	return out
}
