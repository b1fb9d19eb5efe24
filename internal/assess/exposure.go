package assess

import (
	"slices"

	"github.com/sekisho/sekisho/internal/model"
)

// ZoneExposure is the exposure 論理的配置 of a zone, declared and derived.
type ZoneExposure struct {
	Zone *model.Zone
	// Declared exposure, the zone's or its nearest ancestor's; may be empty.
	Declared model.Exposure
	// Derived from the links; empty for a zone that itself holds no asset.
	Derived model.Exposure
	// InForce is the declared exposure, or the derived one.
	InForce model.Exposure
	// Witness shows how sessions reach the zone from the Internet, or from a zone
	// declared exposed, one step per link; it is empty when none do.
	Witness []Crossing
}

// Crossing is one step of a witness: a link taken out of a zone into another.
type Crossing struct {
	Link *model.Link
	// From is the zone that was reached before, Into the one reached.
	From, Into *model.Zone
	// Straight tells that the first device behind the Internet stands there.
	Straight bool
}

// deriveExposure follows the network links from the zones of kind internet, in
// the direction in which sessions are initiated. The first zone that a session
// from the Internet meets is exposed to the Internet; zones reached behind a
// mediating device or through an exposed zone are on an intranet; the others are
// isolated. A zone is exposed when it is reached or declared to be on the
// Internet or an intranet. Media and manual links carry no session. The cost is
// linear in the links and their mediators (source: the ministry's threat-level
// criterion ①).
func deriveExposure(m *model.Model) []ZoneExposure {
	d := &deriver{m: m, reached: make([]reach, len(m.Zones)), queued: make([]bool, len(m.Zones)), out: make([][]*model.Link, len(m.Zones))}
	for _, k := range m.Links {
		if k.Network() {
			for _, z := range zonesAlong(k)[:1+len(k.Via)] {
				d.out[z.Index] = appendLink(d.out[z.Index], k)
			}
		}
	}
	d.fromInternet()
	for _, z := range m.Zones {
		if z.Exposure == model.ExposureInternet || z.Exposure == model.ExposureIntranet {
			d.reached[z.Index].root = d.reached[z.Index].exposure == ""
			d.enqueue(z)
		}
	}
	d.spread()
	return d.exposures()
}

type deriver struct {
	m       *model.Model
	reached []reach
	// out lists for each zone the network links whose sessions pass out of it.
	out    [][]*model.Link
	queue  []*model.Zone
	queued []bool
}

// reach tells how a zone was first reached.
type reach struct {
	exposure model.Exposure
	by       Crossing
	// root tells that the zone is exposed by its declaration, before any link
	// reached it: witnesses that pass through it begin there.
	root bool
}

func appendLink(links []*model.Link, k *model.Link) []*model.Link {
	if n := len(links); n > 0 && links[n-1] == k {
		return links
	}
	return append(links, k)
}

// zonesAlong lists the zones of the devices that a session passes, in order.
func zonesAlong(k *model.Link) []*model.Zone {
	zones := make([]*model.Zone, 0, len(k.Via)+2)
	zones = append(zones, k.From.Zone)
	for _, a := range k.Via {
		zones = append(zones, a.Zone)
	}
	return append(zones, k.To.Zone)
}

// fromInternet marks the zones that sessions from the Internet meet first.
func (d *deriver) fromInternet() {
	for _, z := range d.m.Zones {
		if z.Kind == model.ZoneInternet {
			d.reached[z.Index] = reach{exposure: model.ExposureInternet}
			d.enqueue(z)
		}
	}
	for _, k := range d.m.Links {
		if !k.Network() || k.From.Zone.Kind != model.ZoneInternet {
			continue
		}
		along := zonesAlong(k)
		d.mark(along[1], reach{exposure: model.ExposureInternet, by: Crossing{k, along[0], along[1], true}})
	}
}

func (d *deriver) enqueue(z *model.Zone) {
	if !d.queued[z.Index] {
		d.queued[z.Index] = true
		d.queue = append(d.queue, z)
	}
}

// spread follows the links out of every exposed zone, nearest first.
func (d *deriver) spread() {
	for len(d.queue) > 0 {
		z := d.queue[0]
		d.queue = d.queue[1:]
		for _, k := range d.out[z.Index] {
			d.follow(k, z)
		}
	}
}

// follow marks the zones that sessions over the link reach behind zone from.
func (d *deriver) follow(k *model.Link, from *model.Zone) {
	along := zonesAlong(k)
	behind := false
	for _, z := range along {
		if behind && z != from {
			d.mark(z, reach{exposure: model.ExposureIntranet, by: Crossing{k, from, z, false}})
		}
		behind = behind || z == from
	}
}

func (d *deriver) mark(z *model.Zone, r reach) {
	if d.reached[z.Index].exposure != "" {
		return
	}
	r.root = d.reached[z.Index].root
	d.reached[z.Index] = r
	d.enqueue(z)
}

func (d *deriver) exposures() []ZoneExposure {
	holds := make([]bool, len(d.m.Zones))
	for _, a := range d.m.Assets {
		holds[a.Zone.Index] = true
	}
	out := make([]ZoneExposure, len(d.m.Zones))
	for i, z := range d.m.Zones {
		e := ZoneExposure{Zone: z, Declared: z.Exposure}
		if holds[i] {
			e.Derived = d.reached[i].exposure
			if e.Derived == "" {
				e.Derived = model.ExposureIsolated
			}
			e.Witness = d.witness(z)
		}
		e.InForce = e.Declared
		if e.InForce == "" {
			e.InForce = e.Derived
		}
		out[i] = e
	}
	return out
}

// witness walks back from the zone to the Internet or to a declared zone. Zones
// that are neither were reached from one queued before them, so the walk ends.
func (d *deriver) witness(z *model.Zone) []Crossing {
	var steps []Crossing
	for r := d.reached[z.Index]; r.by.From != nil; r = d.reached[r.by.From.Index] {
		steps = append(steps, r.by)
		if d.reached[r.by.From.Index].root {
			break
		}
	}
	slices.Reverse(steps)
	return steps
}
