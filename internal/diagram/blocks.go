package diagram

// blocks is the grid seen from afar, in squares of blockSize nodes, with what it
// costs about to pass each of them. The way over the blocks tells the search on
// the grid where to look, so that it need not look everywhere.
type blocks struct {
	w, h int
	// zones of the nodes of each block.
	zones [][]zoneNodes
	// level and upright lines in each block, in edges.
	level, upright []int32
	// far is the price of the way from each block to the goal of the wire that is
	// looked for, queue the blocks to go on from, by price.
	far   []int32
	queue [][]int32
}

type zoneNodes struct{ zone, nodes int16 }

const (
	blockSize = 6
	// unknown is the price from a block that was not looked at.
	unknown = 1 << 29
	// bucket is the range of prices that lie in one part of the queue.
	bucket = 16
)

func newBlocks(r *router) *blocks {
	b := &blocks{w: (r.w + blockSize - 1) / blockSize, h: (r.h + blockSize - 1) / blockSize}
	n := b.w * b.h
	b.zones, b.level, b.upright, b.far = make([][]zoneNodes, n), make([]int32, n), make([]int32, n), make([]int32, n)
	for i := range b.far {
		b.far[i] = unknown
	}
	for i, z := range r.zone {
		if z >= 0 {
			at := b.of(i, r.w)
			b.zones[at] = counted(b.zones[at], z)
		}
	}
	return b
}

func counted(list []zoneNodes, zone int16) []zoneNodes {
	for i := range list {
		if list[i].zone == zone {
			list[i].nodes++
			return list
		}
	}
	return append(list, zoneNodes{zone, 1})
}

// of gives the block of a node of a grid that is w nodes wide.
func (b *blocks) of(node, w int) int { return node/w/blockSize*b.w + node%w/blockSize }

// fill notes that an edge has got its first line, or has lost its last.
func (b *blocks) fill(edge, w int, got bool) {
	by := int32(1)
	if !got {
		by = -1
	}
	if at := b.of(edge/2, w); edge%2 == 0 {
		b.level[at] += by
	} else {
		b.upright[at] += by
	}
}

// aim finds the price from the blocks to a goal, as far as that is of use for a
// wire that begins at the source.
func (b *blocks) aim(r *router, source, goal rect) {
	for i, reached := range b.queue {
		for _, at := range reached {
			b.far[at] = unknown
		}
		b.queue[i] = reached[:0]
	}
	for y := goal.y / blockSize; y <= min((goal.y+goal.h)/blockSize, b.h-1); y++ {
		for x := goal.x / blockSize; x <= min((goal.x+goal.w)/blockSize, b.w-1); x++ {
			b.put(y*b.w+x, 0)
		}
	}
	from := (source.y+source.h/2)/blockSize*b.w + (source.x+source.w/2)/blockSize
	limit := int32(unknown)
	for k := 0; k < len(b.queue); k++ {
		for j := 0; j < len(b.queue[k]); j++ {
			at := int(b.queue[k][j])
			price := b.far[at]
			if int(price)/bucket != k { // reached more cheaply since
				continue
			}
			if price > limit {
				return
			}
			if at == from && limit == unknown {
				limit = price + price/3 + 600
			}
			b.spread(r, at, price)
		}
	}
}

// spread goes on from a block to its neighbours: the lines that run across have to
// be crossed.
func (b *blocks) spread(r *router, at int, price int32) {
	foreign := int32(0)
	for _, z := range b.zones[at] {
		if !r.okZone[z.zone] {
			foreign += int32(z.nodes)
		}
	}
	price += blockSize*homing + foreign*r.pays.foreign/blockSize
	side, down := price+b.upright[at]*crossPrice*7/10/blockSize, price+b.level[at]*crossPrice*7/10/blockSize
	if at%b.w > 0 {
		b.put(at-1, side)
	}
	if at%b.w < b.w-1 {
		b.put(at+1, side)
	}
	if at >= b.w {
		b.put(at-b.w, down)
	}
	if at < b.w*(b.h-1) {
		b.put(at+b.w, down)
	}
}

// put enters a block into the queue, unless it was reached more cheaply.
func (b *blocks) put(at int, price int32) {
	if price >= b.far[at] {
		return
	}
	b.far[at] = price
	k := int(price) / bucket
	for k >= len(b.queue) {
		b.queue = append(b.queue, nil)
	}
	b.queue[k] = append(b.queue[k], int32(at))
}

// price gives the price of the way from a node to the goal: between those of the
// blocks around it, as it lies between their middles.
func (b *blocks) price(c cell) int32 {
	const full = 2 * blockSize
	x, y := max(2*c.x-blockSize, 0), max(2*c.y-blockSize, 0)
	left, top, fx, fy := x/full, y/full, int32(x%full), int32(y%full)
	right, bottom := min(left+1, b.w-1), min(top+1, b.h-1)
	p, q := b.far[top*b.w+left], b.far[top*b.w+right]
	s, t := b.far[bottom*b.w+left], b.far[bottom*b.w+right]
	if least := min(p, q, s, t); max(p, q, s, t) == unknown {
		return least
	}
	return ((p*(full-fx)+q*fx)*(full-fy) + (s*(full-fx)+t*fx)*fy) / (full * full)
}
