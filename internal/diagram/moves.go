package diagram

import (
	"slices"

	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/model"
)

// stepTracks gives the tracks of the steps of an attack. One over a link runs along it,
// a writing-out of data as the data go; one between assets of which no link tells runs
// along the wire between neighbours, else on a way of its own.
func (c *canvas) stepTracks(steps []attack.Rated) map[int][]track {
	out := map[int][]track{}
	var moves []move
	for i, s := range steps {
		from, ok1 := c.model.Asset(s.From)
		to, ok2 := c.model.Asset(s.At)
		if !ok1 || !ok2 {
			continue
		}
		if s.Rule.Relation == catalog.RelRelease {
			from, to = to, from
		}
		if link, ok := c.model.Link(s.Link); ok {
			out[i] = c.crossing(link, from, to)
			continue
		}
		t, ok := track{}, false
		if s.Rule.Relation == catalog.RelNeighbour {
			t, ok = c.between(from, to, network, lane{})
		}
		if ok {
			out[i] = []track{t}
			continue
		}
		moves = append(moves, move{i, from, to})
	}
	for i, path := range c.ways(moves) {
		points := c.points(path, noNet)
		c.roomy(points, leastEnd)
		out[moves[i].step] = []track{{points, moved, noWire}}
	}
	return out
}

// move is a step of an attack between assets of which no link tells.
type move struct {
	step     int
	from, to *model.Asset
}

// ways finds the lines of moves between the wires, as if each were a wire of its own.
func (c *canvas) ways(moves []move) [][]cell {
	if len(moves) == 0 {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	r := c.router
	wires, ends, nets, paths, work, straight := r.wires, r.ends, r.net, r.paths, r.work, r.straight
	first := len(wires)
	r.wires, r.ends, r.net, r.paths = slices.Clone(wires), slices.Clone(ends), slices.Clone(nets), slices.Clone(paths)
	for i, m := range moves {
		r.work = 0
		r.wires = append(r.wires, &wired{wire: wire{m.from.ID, m.to.ID, moved}})
		r.ends = append(r.ends, [2]int{m.from.Index, m.to.Index})
		r.net = append(r.net, first+i)
		path := r.search(first + i)
		if path == nil {
			path = r.direct(first + i)
		}
		r.paths = append(r.paths, path)
		r.lay(first+i, 1)
	}
	found := r.paths[first:]
	for i := range moves {
		r.lay(first+i, -1)
	}
	r.wires, r.ends, r.net, r.paths, r.work, r.straight = wires, ends, nets, paths, work, straight
	return found
}

// stepLine is a line of a step.
func stepLine(kind wireKind) drawing.Line {
	return drawing.Line{Stroke: routeInk, StrokeWidth: 2.2, Dash: wireDash(kind), End: drawing.ArrowHead, HeadSize: routeHead}
}
