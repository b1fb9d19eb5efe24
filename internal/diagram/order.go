package diagram

import (
	"math"

	"github.com/sekisho/sekisho/internal/model"
)

// wire is a pair of assets that a link joins directly: its ends, or an end and a
// mediator. It has no direction; a is placed before b in the model.
type wire struct {
	a, b model.AssetID
	kind wireKind
}

// wireKind is how the wire is drawn.
type wireKind uint8

const (
	network wireKind = iota
	media
	manual
	// moved is no wire: an attack that goes from an asset to another one whatever the
	// connections.
	moved
)

// wired is a wire with the links that run over it.
type wired struct {
	wire
	links []*model.Link
	// forward and back tell in which directions sessions are opened.
	forward, back bool
}

// wires gives the wires of a model, in the order of its links.
func wires(m *model.Model) []*wired {
	index := map[wire]*wired{}
	var out []*wired
	for _, k := range m.Links {
		for i, hop := range chain(k)[1:] {
			w, forward, ok := wireBetween(chain(k)[i], hop, kindOf(k))
			if !ok {
				continue
			}
			x := index[w]
			if x == nil {
				x = &wired{wire: w}
				index[w] = x
				out = append(out, x)
			}
			x.links = append(x.links, k)
			x.forward, x.back = x.forward || forward, x.back || !forward
		}
	}
	return out
}

// wireBetween gives the wire of a hop, and whether that runs as the wire does; not ok
// for one that leads nowhere.
func wireBetween(from, to *model.Asset, kind wireKind) (w wire, forward, ok bool) {
	if from.Index < to.Index {
		return wire{from.ID, to.ID, kind}, true, true
	}
	return wire{to.ID, from.ID, kind}, false, from != to
}

func kindOf(k *model.Link) wireKind {
	switch k.Kind {
	case model.LinkMedia:
		return media
	case model.LinkManual:
		return manual
	}
	return network
}

// chain gives the assets that a link runs along.
func chain(k *model.Link) []*model.Asset {
	out := append([]*model.Asset{k.From}, k.Via...)
	return append(out, k.To)
}

// orderRounds bounds the improvement of the order of assets.
const orderRounds = 12

// order decides where in its zone each asset wants to stand: first in the order
// of the asset master, then changed places with its neighbours as long as that
// shortens the wires of all models.
func (b *Basis) order(u *unionOf) {
	p := &planner{basis: b, count: map[model.ZoneID]int{}, tall: b.tallIn(u.assets), zone: map[model.ZoneID]*model.Zone{}, arrangements: func(z model.ZoneID) []*arrangement {
		if a := b.slots[z]; a != nil {
			return []*arrangement{a}
		}
		return nil
	}}
	for _, z := range u.zones {
		p.zone[z.ID] = z
		p.count[z.ID] = len(u.assets[z.ID])
	}
	root := b.bestShape(p.shapes(own))
	if root == nil {
		return
	}
	o := &orderer{union: u, at: map[inZone]fraction{}, near: map[model.AssetID][]neighbour{}, cells: map[model.ZoneID][]inZone{}}
	areas := map[model.ZoneID]rect{}
	s := &spreader{gap: b.gaps.zone, plan: &plan{zones: map[model.ZoneID]rect{}, lines: map[model.ZoneID]int{}}}
	s.block = func(id model.ZoneID, columns int, at rect) {
		at = blockArea(at)
		areas[id] = at
		rows := (len(u.assets[id]) + columns - 1) / columns
		xs, ys := positions(at.x, at.w, same(columns, b.boxW), b.gaps.asset), positions(at.y, at.h, same(rows, b.boxH), b.gaps.asset)
		for i := range columns * rows {
			key := inZone{zone: id, empty: i + 1}
			if i < len(u.assets[id]) {
				key = inZone{zone: id, asset: u.assets[id][i]}
			}
			o.cells[id] = append(o.cells[id], key)
			o.at[key] = fraction{float64(xs[i%columns] + b.boxW/2), float64(ys[i/columns] + b.boxH/2)}
		}
	}
	s.zone(own, root, rect{0, 0, root.w, root.h})
	for _, w := range u.order {
		n := float64(u.wires[w])
		o.near[w.a] = append(o.near[w.a], neighbour{w.b, n})
		o.near[w.b] = append(o.near[w.b], neighbour{w.a, n})
	}
	o.improve()
	for key, at := range o.at {
		area := areas[key.zone]
		b.place[key] = fraction{(at.x - float64(area.x)) / float64(area.w), (at.y - float64(area.y)) / float64(area.h)}
	}
}

type neighbour struct {
	asset  model.AssetID
	weight float64
}

type orderer struct {
	union *unionOf
	at    map[inZone]fraction
	near  map[model.AssetID][]neighbour
	// cells of each zone, in rows; empty ones are numbered.
	cells map[model.ZoneID][]inZone
}

// length gives the wire length of an asset if it stood at a place. Neighbours
// that stand in several zones over the models count where they stand nearest.
func (o *orderer) length(a model.AssetID, at fraction) float64 {
	sum := 0.0
	for _, n := range o.near[a] {
		best := math.Inf(1)
		for _, z := range o.union.zoneOf[n.asset] {
			p := o.at[inZone{zone: z, asset: n.asset}]
			best = min(best, math.Abs(p.x-at.x)+math.Abs(p.y-at.y))
		}
		if !math.IsInf(best, 1) {
			sum += n.weight * best
		}
	}
	return sum
}

// improve changes places within zones while that shortens wires by more than a
// little, so that the order given by the study holds where it does not matter.
func (o *orderer) improve() {
	for range orderRounds {
		changed := false
		for _, z := range o.union.zones {
			cells := o.cells[z.ID]
			for i := range cells {
				for j := i + 1; j < len(cells) && j < i+60; j++ {
					a, b := cells[i], cells[j]
					if a.asset == "" && b.asset == "" {
						continue
					}
					pa, pb := o.at[a], o.at[b]
					before := o.length(a.asset, pa) + o.length(b.asset, pb)
					o.at[a], o.at[b] = pb, pa
					if after := o.length(a.asset, pb) + o.length(b.asset, pa); after < before-4 {
						changed = true
						continue
					}
					o.at[a], o.at[b] = pa, pb
				}
			}
		}
		if !changed {
			return
		}
	}
}
