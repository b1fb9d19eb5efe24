package diagram

import (
	"slices"

	"github.com/sekisho/sekisho/internal/drawing"
)

// placer finds room for badges.
type placer struct {
	page   drawing.Box
	taken  []drawing.Box     // badges, assets and titles
	heads  []drawing.Box     // of the arrows of the overlay
	lines  [][]drawing.Point // of the overlay
	owners []int             // whose line it is
	aside  float64           // price of a badge beside its line
	wires  [][]drawing.Point // under the overlay
}

// overlap prices of a badge, and what a point of distance from the middle costs.
const (
	overTaken = 1000.0
	overHead  = 700.0
	overLine  = 120.0
	// underLeader is the price of a leader over something.
	underLeader = 400.0
	// offLine is the price of a badge beside its line instead of on it, and again
	// of every row further away.
	offLine = 60.0
	// planAside is that price where nothing but the line tells what a badge is about.
	planAside = 300.0
	// offBox is how far a badge keeps from the box of its asset.
	offBox = 0.6
	// offRows is how many rows away from its line a badge may stand.
	offRows = 6
)

// add enters the lines of an overlay, so that badges keep clear of them.
func (p *placer) add(own int, tracks []track, headSize float64) {
	for _, t := range tracks {
		p.lines, p.owners = append(p.lines, t.points), append(p.owners, own)
		p.heads = append(p.heads, headOf(t.points, headSize))
	}
}

// headOf gives the room that the head at the end of a line takes.
func headOf(points []drawing.Point, size float64) drawing.Box {
	n := len(points) - 1
	if n < 1 {
		return drawing.Box{}
	}
	end, before := points[n], points[n-1]
	tail := end
	if end.X != before.X {
		tail.X += min(max(before.X-end.X, -size), size)
	} else {
		tail.Y += min(max(before.Y-end.Y, -size), size)
	}
	tip := drawing.Box{X: end.X, Y: end.Y}
	return tip.Union(drawing.Box{X: tail.X, Y: tail.Y}).Inset(-size * 0.4)
}

// place chooses where on its own lines a badge stands: near the middle, clear of
// assets, titles, other badges and, if it can, of other lines.
func (p *placer) place(own int, tracks []track, w, h float64) spot {
	var best spot
	lowest := -1.0
	total := 0.0
	for _, t := range tracks {
		total += length(t.points)
	}
	near := p.near(tracks, reach(w, h))
	at := 0.0
	for _, t := range tracks {
		for i := 1; i < len(t.points); i++ {
			a, b := t.points[i-1], t.points[i]
			d := abs(a.X-b.X) + abs(a.Y-b.Y)
			for s := 0.0; s <= d; s += 2 {
				f := 0.0
				if d > 0 {
					f = s / d
				}
				c := drawing.Point{X: a.X + (b.X-a.X)*f, Y: a.Y + (b.Y-a.Y)*f}
				for k, side := range spotsAt(c, a.X == b.X, w, h) {
					price := abs(at+s-total/2)*0.5 + float64((k+1)/2)*p.aside
					if lowest >= 0 && price >= lowest {
						continue // nothing in the way makes it cheaper
					}
					price += near.price(own, side.box) + near.across(side)
					if lowest < 0 || price < lowest {
						best, lowest = side, price
						best.at = c
					}
				}
			}
			at += d
		}
	}
	p.taken = append(p.taken, best.box)
	return best
}

// near gives the placer that knows only what lies within a distance of tracks, and so
// what can be in the way of a badge of theirs.
func (p *placer) near(tracks []track, distance float64) *placer {
	var around drawing.Box
	for i, t := range tracks {
		if b := bounds(t.points); i == 0 {
			around = b
		} else {
			around = around.Union(b)
		}
	}
	around = around.Inset(-distance)
	out := &placer{page: p.page, aside: p.aside}
	for _, t := range p.taken {
		if t.Overlaps(around) {
			out.taken = append(out.taken, t)
		}
	}
	for _, head := range p.heads {
		if head.Overlaps(around) {
			out.heads = append(out.heads, head)
		}
	}
	for i, line := range p.lines {
		if crosses(line, around) {
			out.lines, out.owners = append(out.lines, line), append(out.owners, p.owners[i])
		}
	}
	return out
}

// bounds gives the box around a line.
func bounds(points []drawing.Point) drawing.Box {
	if len(points) == 0 {
		return drawing.Box{}
	}
	out := drawing.Box{X: points[0].X, Y: points[0].Y}
	for _, at := range points[1:] {
		out = out.Union(drawing.Box{X: at.X, Y: at.Y})
	}
	return out
}

// across gives what it costs that a leader runs over something, if it does.
func (p *placer) across(s spot) float64 {
	if s.leader != nil && slices.ContainsFunc(p.taken, func(t drawing.Box) bool { return crosses(s.leader, t) }) {
		return underLeader
	}
	return 0
}

// around chooses where at the edge of an asset's box a badge stands.
func (p *placer) around(box drawing.Box, w, h float64) drawing.Box {
	var best drawing.Box
	lowest := -1.0
	try := func(x, y, extra float64) {
		at := drawing.Box{X: x, Y: y, W: w, H: h}
		if price := p.price(-1, at) + extra; lowest < 0 || price < lowest {
			best, lowest = at, price
		}
	}
	for x := box.X; x <= box.Right()-w; x += 2 {
		try(x, box.Y-h-offBox, (x-box.X)*0.2)
		try(x, box.Bottom()+offBox, (x-box.X)*0.2+15)
	}
	for y := box.Y; y <= box.Bottom()-h; y += 2 {
		try(box.X-w-offBox, y, 10)
		try(box.Right()+offBox, y, 20)
	}
	p.taken = append(p.taken, best)
	return best
}

// zoneRoom is what a zone offers for badges: its title, its box and those of the zones
// in it.
type zoneRoom struct {
	title, box drawing.Box
	inner      []drawing.Box
}

// clearOf is how far a badge of a zone keeps from assets, whose own badges touch them;
// leastClear where there is no such place.
const clearOf, leastClear = 4.0, 1.0

// behind chooses where behind the title of a zone, or else elsewhere in it, a badge stands.
func (p *placer) behind(z zoneRoom, w, h float64) drawing.Box {
	for x := z.title.Right() + 3; x+w <= z.box.Right()-offBox; x += 2 {
		at := drawing.Box{X: x, Y: z.title.Y + min((z.title.H-h)/2, 0), W: w, H: h}
		if p.price(-1, at) < overTaken {
			p.taken = append(p.taken, at)
			return at
		}
	}
	for _, gap := range []float64{clearOf, leastClear} {
		if at, ok := p.inside(z, gap, w, h); ok {
			p.taken = append(p.taken, at)
			return at
		}
	}
	return p.around(z.title, w, h)
}

// inside chooses where under the title of a zone a badge stands clear of all that is in
// the zone: far to the right and high up. ok is false where there is no such place.
func (p *placer) inside(z zoneRoom, gap, w, h float64) (best drawing.Box, ok bool) {
	const edge = 1.6 // from the border of the zone
	lowest := 0.0
	for x := z.box.Right() - edge - w; x >= z.box.X+edge; x-- {
		for y := z.title.Bottom(); y+h <= z.box.Bottom()-edge; y++ {
			price := z.box.Right() - x + (y-z.title.Bottom())/2
			if ok && price >= lowest {
				break
			}
			if at := (drawing.Box{X: x, Y: y, W: w, H: h}); p.clear(z, gap, at) {
				best, lowest, ok = at, price, true
			}
		}
	}
	return best, ok
}

// clear reports whether nothing that a zone holds is nearer to a box than a gap, and no
// wire runs there.
func (p *placer) clear(z zoneRoom, gap float64, at drawing.Box) bool {
	wide := at.Inset(-gap)
	return p.price(-1, wide) == 0 && !slices.ContainsFunc(z.inner, wide.Overlaps) &&
		!slices.ContainsFunc(p.wires, func(w []drawing.Point) bool { return crosses(w, at.Inset(-1)) })
}

// corner chooses on which corner of an asset's box a letter stands; where lines run at
// all of them, above the box or below it.
func (p *placer) corner(box drawing.Box, size float64) drawing.Box {
	var best drawing.Box
	lowest := -1.0
	try := func(at drawing.Box, extra float64) {
		price := p.price(-1, at) + extra
		if slices.ContainsFunc(p.wires, func(w []drawing.Point) bool { return crosses(w, at) }) {
			price += overLine
		}
		if lowest < 0 || price < lowest {
			best, lowest = at, price
		}
	}
	for i, at := range letterPlaces(box, size) {
		try(at, float64(i))
	}
	for x := box.Right() - size; x >= box.X; x -= 2 {
		// A corner lies on the box itself, which counts as taken.
		try(drawing.Box{X: x, Y: box.Y - size - 1, W: size, H: size}, overTaken+10)
		try(drawing.Box{X: x, Y: box.Bottom() + 1, W: size, H: size}, overTaken+20)
	}
	p.taken = append(p.taken, best)
	return best
}

// price gives what it costs to put a badge somewhere.
func (p *placer) price(own int, box drawing.Box) float64 {
	sum := 0.0
	if !p.page.Contains(box) {
		sum += overTaken
	}
	for _, t := range p.taken {
		if t.Overlaps(box.Inset(-0.4)) {
			sum += overTaken
		}
	}
	for _, head := range p.heads {
		if head.Overlaps(box) {
			sum += overHead
		}
	}
	for i, line := range p.lines {
		if p.owners[i] != own && crosses(line, box) {
			sum += overLine
		}
	}
	return sum
}

func length(points []drawing.Point) float64 {
	sum := 0.0
	for i := 1; i < len(points); i++ {
		sum += abs(points[i].X-points[i-1].X) + abs(points[i].Y-points[i-1].Y)
	}
	return sum
}

// crosses reports whether a line of upright and level pieces runs through a box.
func crosses(points []drawing.Point, box drawing.Box) bool {
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		if min(a.X, b.X) < box.Right() && max(a.X, b.X) > box.X && min(a.Y, b.Y) < box.Bottom() && max(a.Y, b.Y) > box.Y {
			return true
		}
	}
	return false
}

// placer prepares the search for room on the canvas.
func (c *canvas) placer() *placer {
	p := &placer{page: drawing.Box{W: c.opt.Page.Width, H: c.opt.Page.Height}, aside: offLine, wires: c.lines}
	for _, a := range c.model.Assets {
		p.taken = append(p.taken, c.frame.asset(c.plan.assets[a.ID]).Inset(-0.5))
	}
	for _, z := range c.model.Zones {
		p.taken = append(p.taken, c.titles[z.ID].box)
	}
	// The line under the title of the page.
	p.taken = append(p.taken, drawing.Box{X: margin, Y: margin + headHeight - 7, W: c.opt.Page.Width - 2*margin, H: 2})
	return p
}
