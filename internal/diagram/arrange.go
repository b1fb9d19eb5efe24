package diagram

import (
	"cmp"
	"math"
	"slices"

	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/model"
)

// arrange decides which zones stand in which row, for all models.
func (b *Basis) arrange(u *unionOf) {
	children := map[model.ZoneID][]*model.Zone{}
	for _, z := range u.zones {
		children[u.parent[z.ID]] = append(children[u.parent[z.ID]], z)
	}
	candidates := map[model.ZoneID][]*arrangement{}
	hints := b.zoneHints()
	for parent, zones := range children {
		candidates[parent] = arrangements(parent, zones, hints, u)
	}
	p := &planner{basis: b, count: u.most, tall: b.tallIn(u.assets), zone: map[model.ZoneID]*model.Zone{}, arrangements: func(z model.ZoneID) []*arrangement { return candidates[z] }}
	for _, z := range u.zones {
		p.zone[z.ID] = z
	}
	if root := b.bestShape(p.shapes(own)); root != nil {
		p.walk(own, root, func(z model.ZoneID, s *shape) { b.slots[z] = s.arranged })
	}
}

// zoneHints gives the rows and columns that the study asks for. What a model
// asks for holds for all, the first to ask, because all share the arrangement.
func (b *Basis) zoneHints() map[model.ZoneID]model.ZoneSlotSpec {
	out := map[model.ZoneID]model.ZoneSlotSpec{}
	for _, l := range b.study.Layouts() {
		for _, s := range l.Zones {
			if _, ok := out[s.Zone]; !ok {
				out[s.Zone] = s
			}
		}
	}
	return out
}

// arrangements gives the arrangements of a zone's parts to choose from.
func arrangements(parent model.ZoneID, zones []*model.Zone, hints map[model.ZoneID]model.ZoneSlotSpec, u *unionOf) []*arrangement {
	fixed := parent == own
	for _, z := range zones {
		_, hinted := hints[z.ID]
		fixed = fixed || hinted || z.Kind == model.ZoneOnPrem && u.parent[parent] == own && parent != own
	}
	if fixed {
		return stacked(byRows(parent, zones, hints, u), hints)
	}
	cells := make([][]model.ZoneID, 0, len(zones)+1)
	if u.most[parent] > 0 {
		cells = append(cells, []model.ZoneID{own})
	}
	for _, z := range zones {
		cells = append(cells, []model.ZoneID{z.ID})
	}
	return partitions(cells)
}

// band is the row of an outermost zone that has no hint: the Internet and other
// organisations above, clouds below them, the premises under those.
func band(z *model.Zone) int {
	switch z.Kind {
	case model.ZoneCloud:
		return 2
	case model.ZoneOnPrem:
		return 3
	}
	return 1
}

// rank orders zones without hints inside a row: the premises from the isolated
// domain to the one on the Internet, everything else from the Internet inwards,
// media last.
func rank(z *model.Zone) int {
	if z.Kind == model.ZoneTransit {
		return 9
	}
	r := map[model.Exposure]int{model.ExposureInternet: 1, model.ExposureIntranet: 2, model.ExposureIsolated: 3}[z.Exposure]
	switch {
	case z.Kind == model.ZoneOnPrem && r > 0:
		return 4 - r
	case z.Kind == model.ZoneInternet:
		return 0
	}
	return 2
}

// byRows arranges zones by their hints, and by kind and exposure where they have
// none. Zones with the same row and column are stacked.
func byRows(parent model.ZoneID, zones []*model.Zone, hints map[model.ZoneID]model.ZoneSlotSpec, u *unionOf) *arrangement {
	type slot struct {
		zone             model.ZoneID
		row, column, own int
	}
	var slots []slot
	for i, z := range zones {
		h := hints[z.ID]
		s := slot{z.ID, h.Row, h.Column, i}
		if s.row == 0 {
			s.row = 1
			if parent == own {
				s.row = band(z)
			}
		}
		if s.column == 0 {
			s.column = 1000 + rank(z)*1000 + i
		}
		slots = append(slots, s)
	}
	slices.SortStableFunc(slots, func(a, b slot) int {
		return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.column, b.column), cmp.Compare(a.own, b.own))
	})
	out := &arrangement{}
	for i, s := range slots {
		switch {
		case i == 0 || slots[i-1].row != s.row:
			out.rows = append(out.rows, [][]model.ZoneID{{s.zone}})
		case slots[i-1].column != s.column:
			r := &out.rows[len(out.rows)-1]
			*r = append(*r, []model.ZoneID{s.zone})
		default:
			r := out.rows[len(out.rows)-1]
			r[len(r)-1] = append(r[len(r)-1], s.zone)
		}
	}
	if u.most[parent] > 0 {
		out.rows[0] = append([][]model.ZoneID{{own}}, out.rows[0]...)
	}
	return out
}

// stacked gives an arrangement and those in which rows without hints have their
// neighbours stacked, evenly, in fewer columns.
func stacked(a *arrangement, hints map[model.ZoneID]model.ZoneSlotSpec) []*arrangement {
	out := []*arrangement{{}}
	for _, row := range a.rows {
		free := true
		for _, stack := range row {
			_, hinted := hints[stack[0]]
			free = free && !hinted && len(stack) == 1
		}
		ways := [][][]model.ZoneID{row}
		if n := len(row); free {
			for _, k := range columnsFor(n) {
				var way [][]model.ZoneID
				for c := range k {
					var in []model.ZoneID
					for _, cell := range row[c*n/k : (c+1)*n/k] {
						in = append(in, cell...)
					}
					way = append(way, in)
				}
				ways = append(ways, way)
			}
		}
		var next []*arrangement
		for _, done := range out {
			for _, way := range ways {
				next = append(next, &arrangement{rows: append(slices.Clip(done.rows), way)})
			}
		}
		out = next[:min(len(next), 64)]
	}
	return out
}

// longRow is the number of zones beside each other from which on only even stacks are
// tried, of any height.
const longRow = 16

// columnsFor gives the numbers of columns to try for so many zones, the most first:
// stacks of at most three, or of a long row all those that are about as high.
func columnsFor(n int) []int {
	var out []int
	if n < longRow {
		for k := n - 1; k >= max((n+2)/3, 2); k-- {
			out = append(out, k)
		}
		return out
	}
	for high := 2; n > high; high++ {
		if k := (n + high - 1) / high; len(out) == 0 || k < out[len(out)-1] {
			out = append(out, k)
		}
	}
	return out
}

// partitions gives every way to break few cells into rows, and even rows of many.
func partitions(cells [][]model.ZoneID) []*arrangement {
	n := len(cells)
	var out []*arrangement
	if n <= 5 {
		for mask := range 1 << max(n-1, 0) {
			a := &arrangement{rows: [][][]model.ZoneID{{cells[0]}}}
			for i := 1; i < n; i++ {
				if mask>>(i-1)&1 == 1 {
					a.rows = append(a.rows, nil)
				}
				r := &a.rows[len(a.rows)-1]
				*r = append(*r, cells[i])
			}
			out = append(out, a, turned(a))
		}
		return out
	}
	for k := 1; k <= min(n, 12); k++ {
		a := &arrangement{}
		for r := range k {
			a.rows = append(a.rows, cells[r*n/k:(r+1)*n/k])
		}
		out = append(out, a, turned(a))
	}
	return out
}

// turned makes the rows of an arrangement columns.
func turned(a *arrangement) *arrangement {
	out := &arrangement{rows: [][][]model.ZoneID{nil}}
	for _, row := range a.rows {
		var stack []model.ZoneID
		for _, cell := range row {
			stack = append(stack, cell...)
		}
		out.rows[0] = append(out.rows[0], stack)
	}
	return out
}

// planner builds the shapes of zones, from the innermost out.
type planner struct {
	basis *Basis
	// count of assets that lie in each zone itself; a zone without assets and
	// without zones in it is left out.
	count map[model.ZoneID]int
	// tall is by how much their boxes are taller than usual, in all.
	tall         map[model.ZoneID]int
	zone         map[model.ZoneID]*model.Zone
	arrangements func(model.ZoneID) []*arrangement
	// grid asked for by pins, columns and rows.
	pinned map[model.ZoneID]cell
}

// shapes gives the ways to lay out a zone; the outermost area has no title.
func (p *planner) shapes(z model.ZoneID) []*shape {
	choices := p.arrangements(z)
	if len(choices) == 0 && p.count[z] > 0 {
		choices = []*arrangement{{rows: [][][]model.ZoneID{{{own}}}}}
	}
	inner := map[model.ZoneID][]any{}
	var all []*shape
	for _, a := range choices {
		var rows [][]any
		kept := &arrangement{}
		for _, row := range a.rows {
			var cells [][]any
			var ids [][]model.ZoneID
			for _, stack := range row {
				var parts [][]any
				var in []model.ZoneID
				for _, id := range stack {
					if s := p.part(z, id, inner); len(s) > 0 {
						parts = append(parts, s)
						in = append(in, id)
					}
				}
				if len(parts) > 0 {
					cells = append(cells, join(parts, p.basis.gaps.zone, true))
					ids = append(ids, in)
				}
			}
			if len(cells) > 0 {
				rows = append(rows, join(cells, p.basis.gaps.zone, false))
				kept.rows = append(kept.rows, ids)
			}
		}
		if len(rows) == 0 {
			continue
		}
		for _, s := range container(rows, p.basis.gaps.zone, p.titled(z)) {
			s.arranged = kept
			all = append(all, s)
		}
	}
	return useful(all, func(s *shape) (int, int) { return s.w, s.h })
}

func (p *planner) part(z, id model.ZoneID, inner map[model.ZoneID][]any) []any {
	if id == own {
		if p.count[z] == 0 {
			return nil
		}
		pin := p.pinned[z]
		return p.basis.block(p.count[z], p.tall[z], pin.x, pin.y)
	}
	if _, ok := inner[id]; !ok {
		inner[id] = []any{}
		if p.zone[id] != nil {
			for _, s := range p.shapes(id) {
				inner[id] = append(inner[id], s)
			}
		}
	}
	return inner[id]
}

// titled tells how many lines the title of a zone takes in a width.
func (p *planner) titled(z model.ZoneID) func(w int) int {
	if z == own {
		return nil
	}
	name := zoneName(p.zone[z], p.basis.opt.Lang)
	return func(w int) int { return len(titleLines(name, w)) }
}

// titleLines wraps the title of a zone that is w cells wide, before scaling.
func titleLines(name string, w int) []string {
	lines, _ := fitted(name, float64(w)*unit-2*titleLeft, math.Inf(1), titleFont)
	return lines
}

// titleFont is the font of zones' titles before scaling.
var titleFont = drawing.Font{Size: titleSize, Bold: true, Tight: true}

// walk visits a zone's shape and those of the zones in it, as chosen.
func (p *planner) walk(z model.ZoneID, s *shape, f func(model.ZoneID, *shape)) {
	f(z, s)
	for i, row := range s.rows {
		for j, stack := range row.parts {
			for k, part := range stack.(*line).parts {
				if id := s.arranged.rows[i][j][k]; id != own {
					p.walk(id, part.(*shape), f)
				}
			}
		}
	}
}

// bestShape chooses the shape that fills the page best.
func (b *Basis) bestShape(all []*shape) *shape {
	var best *shape
	scale := 0.0
	area := b.opt.Page.area()
	for _, s := range all {
		if f := min(area.W/(float64(s.w)*unit), area.H/(float64(s.h)*unit)); f > scale {
			best, scale = s, f
		}
	}
	return best
}
