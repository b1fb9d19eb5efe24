package model

import (
	"maps"
	"slices"
)

// Beside is a model and what another model of the study has besides, on one picture or
// in one list. Zones and assets are the same by their ids, links by their courses.
type Beside struct {
	// Joint has the rows of the model, and behind them those that only the other has.
	// An asset that stands in other zones in the two models is in it twice, the second
	// time with an id that no study can give it. It is for pictures: it has zones,
	// assets and links alone.
	Joint *Model
	// Zones, Assets and Links count the rows of the model itself: those of the other
	// stand behind them.
	Zones, Assets, Links int
	// What only the model has, and what only the other one has, each as it is there.
	HereZones, ThereZones   []*Zone
	HereAssets, ThereAssets []*Asset
	HereLinks, ThereLinks   []*Link
	// Moved are the assets that both have, in other zones.
	Moved []Moved
}

// Moved is an asset that stands in other zones in two models.
type Moved struct{ Here, There *Asset }

// elsewhere ends the id of the second of two assets with one id; ids have no dot.
const elsewhere = ".there"

// NewBeside holds another model beside a model.
func NewBeside(m, other *Model) *Beside {
	joint := &Model{ID: m.ID, Text: m.Text, Short: m.Short, Ancestors: m.Ancestors, Path: m.Path,
		Zones: slices.Clone(m.Zones), Assets: slices.Clone(m.Assets), Links: slices.Clone(m.Links),
		assetIndex: maps.Clone(m.assetIndex), zoneIndex: maps.Clone(m.zoneIndex)}
	b := &Beside{Joint: joint, Zones: len(m.Zones), Assets: len(m.Assets), Links: len(m.Links)}
	b.zones(m, other)
	b.assets(m, other)
	b.links(m, other)
	return b
}

func (b *Beside) zones(m, other *Model) {
	for _, z := range m.Zones {
		if _, ok := other.Zone(z.ID); !ok {
			b.HereZones = append(b.HereZones, z)
		}
	}
	for _, z := range other.Zones {
		if _, ok := m.Zone(z.ID); ok {
			continue
		}
		b.ThereZones = append(b.ThereZones, z)
		x := *z
		x.Index = len(b.Joint.Zones)
		b.Joint.zoneIndex[x.ID] = x.Index
		b.Joint.Zones = append(b.Joint.Zones, &x)
	}
	// A parent may be written behind its zone.
	for _, z := range b.Joint.Zones[b.Zones:] {
		if z.Parent != nil {
			z.Parent, _ = b.Joint.Zone(z.Parent.ID)
		}
	}
}

func (b *Beside) assets(m, other *Model) {
	for _, a := range m.Assets {
		there, ok := other.Asset(a.ID)
		switch {
		case !ok:
			b.HereAssets = append(b.HereAssets, a)
		case there.Zone.ID != a.Zone.ID:
			b.Moved = append(b.Moved, Moved{a, there})
		}
	}
	for _, a := range other.Assets {
		here, ok := m.Asset(a.ID)
		if ok && here.Zone.ID == a.Zone.ID {
			continue
		}
		x := *a
		if ok {
			spec := *a.AssetSpec
			spec.ID += elsewhere
			x.AssetSpec = &spec
		} else {
			b.ThereAssets = append(b.ThereAssets, a)
		}
		x.Index = len(b.Joint.Assets)
		x.Zone, _ = b.Joint.Zone(a.Zone.ID)
		x.Links, x.Mediates = nil, nil
		b.Joint.assetIndex[x.ID] = x.Index
		b.Joint.Assets = append(b.Joint.Assets, &x)
	}
}

// Twin gives the asset of the joint model that stands where the other model has a moved
// asset.
func (b *Beside) Twin(m Moved) *Asset { return b.joint(m.There) }

// joint gives the asset of the joint model that an asset of the other model is.
func (b *Beside) joint(a *Asset) *Asset {
	if x, ok := b.Joint.Asset(a.ID + elsewhere); ok {
		return x
	}
	x, _ := b.Joint.Asset(a.ID)
	return x
}

func (b *Beside) links(m, other *Model) {
	here, there := coursesOf(m), coursesOf(other)
	for _, k := range m.Links {
		if !there[k.Course()] {
			b.HereLinks = append(b.HereLinks, k)
		}
	}
	for _, k := range other.Links {
		if here[k.Course()] {
			continue
		}
		b.ThereLinks = append(b.ThereLinks, k)
		x := *k
		x.Index = len(b.Joint.Links)
		x.From, x.To, x.Via = b.joint(k.From), b.joint(k.To), nil
		for _, a := range k.Via {
			x.Via = append(x.Via, b.joint(a))
		}
		b.Joint.Links = append(b.Joint.Links, &x)
	}
}

func coursesOf(m *Model) map[string]bool {
	courses := map[string]bool{}
	for _, k := range m.Links {
		courses[k.Course()] = true
	}
	return courses
}
