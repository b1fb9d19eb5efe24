package diagram

import (
	"cmp"
	"slices"

	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/model"
)

// plan is where everything of one model stands on the grid.
type plan struct {
	w, h int
	// verge is how many columns of the grid more there are on the left and on the right
	// of all zones, in the margin of the page, for links that go round them.
	verge  int
	zones  map[model.ZoneID]rect
	lines  map[model.ZoneID]int // of titles
	assets map[model.AssetID]rect
	// grids are where the columns and rows of each zone's assets run, slots the cells
	// in them where the assets stand, from 0.
	grids map[model.ZoneID]blockGrid
	slots map[model.AssetID]cell
}

// blockGrid is the columns and rows of a zone's own assets: where their boxes begin,
// and how tall those of a row are at most.
type blockGrid struct{ xs, ys, heights []int }

// layOut places the zones and assets of a model.
func (b *Basis) layOut(m *model.Model) *plan {
	in := map[model.ZoneID][]*model.Asset{}
	p := &planner{basis: b, count: map[model.ZoneID]int{}, tall: map[model.ZoneID]int{}, zone: map[model.ZoneID]*model.Zone{}, pinned: map[model.ZoneID]cell{},
		arrangements: func(z model.ZoneID) []*arrangement {
			if a := b.slots[z]; a != nil {
				return []*arrangement{a}
			}
			return nil
		}}
	for _, z := range m.Zones {
		p.zone[z.ID] = z
	}
	for _, a := range m.Assets {
		p.count[a.Zone.ID]++
		p.tall[a.Zone.ID] += b.tall[a.ID]
		in[a.Zone.ID] = append(in[a.Zone.ID], a)
	}
	pins := map[model.AssetID]cell{}
	for _, s := range b.study.AssetSlots(m) {
		if a, ok := m.Asset(s.Asset); ok {
			pins[s.Asset] = cell{s.Column, s.Row}
			at := p.pinned[a.Zone.ID]
			p.pinned[a.Zone.ID] = cell{max(at.x, s.Column), max(at.y, s.Row)}
		}
	}
	out := &plan{zones: map[model.ZoneID]rect{}, lines: map[model.ZoneID]int{}, assets: map[model.AssetID]rect{},
		grids: map[model.ZoneID]blockGrid{}, slots: map[model.AssetID]cell{}}
	root := b.bestShape(p.shapes(own))
	if root == nil {
		return out
	}
	// The page's own shape: what is left over is spread.
	area := b.opt.Page.area()
	out.w, out.h = root.w, root.h
	if f := min(area.W/float64(root.w), area.H/float64(root.h)); f > 0 {
		out.w, out.h = max(root.w, int(area.W/f)), max(root.h, int(area.H/f))
	}
	out.verge = max(int((sideMargin-leastMargin)/(unit*out.scale(area))-0.5), 0)
	s := &spreader{plan: out, gap: b.gaps.zone}
	x := &settler{plan: out, planner: p, in: in, pins: pins}
	s.block = x.block
	s.zone(own, root, rect{out.verge, 0, out.w, out.h})
	return out
}

// leastMargin is how near to the edge of the page links come, in points.
const leastMargin = 9.5

// mostScale keeps small models from being blown up.
const mostScale = 1.25

// scale tells by how much a plan that holds something grows to fill an area.
func (p *plan) scale(area drawing.Box) float64 {
	return min(area.W/(float64(p.w)*unit), area.H/(float64(p.h)*unit), mostScale)
}

// spreader hands out an area to a zone and what is in it.
type spreader struct {
	*plan
	gap int // between zones
	// block is called with the area of the assets that lie in a zone itself.
	block func(id model.ZoneID, columns int, at rect)
}

func (s *spreader) zone(id model.ZoneID, sh *shape, at rect) {
	inner := at
	if id != own {
		s.zones[id] = at
		s.lines[id] = sh.lines
		inner = rect{at.x + 1, at.y + titleLine*sh.lines + 1, at.w - 2, at.h - titleLine*sh.lines - 2}
	}
	least := make([]int, len(sh.rows))
	for i, r := range sh.rows {
		least[i] = r.h
	}
	y := inner.y
	for i, h := range share(inner.h, least, s.gap) {
		s.row(id, sh, i, rect{inner.x, y, inner.w, h})
		y += h + s.gap
	}
}

func (s *spreader) row(id model.ZoneID, sh *shape, i int, at rect) {
	least := make([]int, len(sh.rows[i].parts))
	for j, p := range sh.rows[i].parts {
		least[j], _ = size(p)
	}
	x := at.x
	for j, w := range share(at.w, least, s.gap) {
		stack := sh.rows[i].parts[j].(*line)
		heights := make([]int, len(stack.parts))
		for k, p := range stack.parts {
			_, heights[k] = size(p)
		}
		y := at.y
		for k, h := range share(at.h, heights, s.gap) {
			part := stack.parts[k].(*shape)
			if zone := sh.arranged.rows[i][j][k]; zone == own {
				s.block(id, part.columns, rect{x, y, w, h})
			} else {
				s.zone(zone, part, rect{x, y, w, h})
			}
			y += h + s.gap
		}
		x += w + s.gap
	}
}

// share divides a length among parts with a gap between them: each gets what it
// needs, and of the rest as much as it is large.
func share(length int, least []int, gap int) []int {
	total := gap * (len(least) - 1)
	sum := 0
	for _, l := range least {
		total += l
		sum += l
	}
	extra := max(length-total, 0)
	out := make([]int, len(least))
	before, given := 0, 0
	for i, l := range least {
		before += l
		upTo := extra
		if sum > 0 {
			upTo = extra * before / sum
		}
		out[i] = l + upTo - given
		given = upTo
	}
	return out
}

// settler gives each asset its cell.
type settler struct {
	*plan
	*planner
	in   map[model.ZoneID][]*model.Asset
	pins map[model.AssetID]cell
}

// block spreads the assets of a zone over an area, in columns.
func (s *settler) block(id model.ZoneID, columns int, at rect) {
	list := s.in[id]
	at = blockArea(at)
	cells, rows := s.cells(id, list, columns)
	heights := same(rows, s.basis.boxH)
	height := func(a *model.Asset) int { return s.basis.boxH + s.basis.tall[a.ID] }
	for i, a := range list {
		heights[cells[i].y] = max(heights[cells[i].y], height(a))
	}
	xs, ys := positions(at.x, at.w, same(columns, s.basis.boxW), s.basis.gaps.asset), positions(at.y, at.h, heights, s.basis.gaps.asset)
	s.grids[id] = blockGrid{xs, ys, heights}
	for i, a := range list {
		c, h := cells[i], height(a)
		s.slots[a.ID] = c
		s.assets[a.ID] = rect{xs[c.x], ys[c.y] + (heights[c.y]-h)/2, s.basis.boxW, h}
	}
}

// blockArea takes the margins off the area of a block.
func blockArea(at rect) rect { return rect{at.x + 2, at.y + 1, at.w - 3, at.h - 2} }

// positions spreads boxes over a length, evenly, their least gap apart.
func positions(from, length int, sizes []int, gap int) []int {
	out := make([]int, len(sizes))
	extra := length - (len(sizes)-1)*gap
	for _, s := range sizes {
		extra -= s
	}
	extra = max(extra, 0)
	for i, s := range sizes {
		out[i] = from + extra*(i+1)/(len(sizes)+1)
		from += s + gap
	}
	return out
}

// same gives n equal sizes.
func same(n, size int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = size
	}
	return out
}

// cells gives each asset a cell: the pinned ones theirs, the others what is left,
// from the top down and from left to right as they want to stand.
func (s *settler) cells(id model.ZoneID, list []*model.Asset, columns int) ([]cell, int) {
	rows := max((len(list)+columns-1)/columns, s.pinned[id].y)
	out := make([]cell, len(list))
	taken := map[cell]bool{}
	var free []int
	for i, a := range list {
		pin, ok := s.pins[a.ID]
		at := cell{pin.x - 1, pin.y - 1}
		if !ok || at.x >= columns || taken[at] {
			free = append(free, i)
			continue
		}
		out[i] = at
		taken[at] = true
	}
	want := func(i int) fraction { return s.basis.place[inZone{zone: id, asset: list[i].ID}] }
	slices.SortStableFunc(free, func(a, b int) int { return cmp.Compare(want(a).y, want(b).y) })
	s.fill(out, free, taken, cell{columns, rows}, want)
	return out, rows
}

// fill lays the assets that have no cell into the rows, as evenly as the pinned
// ones leave room. The grid has at least as many cells as there are assets.
func (s *settler) fill(out []cell, free []int, taken map[cell]bool, grid cell, want func(int) fraction) {
	columns, rows := grid.x, grid.y
	room := make([]int, rows)
	total := 0
	for y := range rows {
		for x := range columns {
			if !taken[cell{x, y}] {
				room[y]++
				total++
			}
		}
	}
	from := 0
	for y := 0; y < rows && from < len(free); y++ {
		// Later rows must be able to take what this one leaves.
		n := min(room[y], (len(free)-from+rows-y-1)/(rows-y))
		total -= room[y]
		n = max(n, len(free)-from-total)
		row := free[from : from+n]
		from += n
		slices.SortStableFunc(row, func(a, b int) int { return cmp.Compare(want(a).x, want(b).x) })
		x := 0
		for k, i := range row {
			x = column(openCells(taken, y, x, columns), len(row)-k, want(i).x*float64(columns))
			out[i] = cell{x, y}
			taken[cell{x, y}] = true
			x++
		}
	}
}

// openCells gives the free columns of a row from a column on.
func openCells(taken map[cell]bool, y, from, columns int) []int {
	var open []int
	for x := from; x < columns; x++ {
		if !taken[cell{x, y}] {
			open = append(open, x)
		}
	}
	return open
}

// column chooses the free column nearest to where an asset wants to stand, so
// that the rest of the row still fits behind it.
func column(open []int, rest int, want float64) int {
	open = open[:len(open)-rest+1]
	best := open[0]
	for _, x := range open {
		if abs(float64(x)+0.5-want) < abs(float64(best)+0.5-want)-1e-9 {
			best = x
		}
	}
	return best
}

func abs(f float64) float64 {
	if f < 0 {
		return -f
	}
	return f
}
