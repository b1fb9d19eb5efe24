package model

import (
	"slices"

	"github.com/sekisho/sekisho/internal/diag"
)

// LayoutSpec says where zones and assets stand in pictures. Without it they are
// placed by kind, exposure and links; what it says always wins.
type LayoutSpec struct {
	// Rows and columns of zones among the zones of the same parent. The first
	// to ask for a zone wins: the study, then its models in order, because all
	// models share one arrangement.
	Zones []ZoneSlotSpec `yaml:"zones,omitempty"`
	// Cells of assets in the grid of their zone. A model's own win.
	Assets []AssetSlotSpec `yaml:"assets,omitempty"`
}

// ZoneSlotSpec places a zone. Zones with the same row and column are stacked.
type ZoneSlotSpec struct {
	Zone ZoneID `yaml:"zone"`
	// Row, 1 at the top.
	Row int `yaml:"row" jsonschema:"minimum=1,maximum=50"`
	// Column, 1 at the left.
	Column int `yaml:"column" jsonschema:"minimum=1,maximum=50"`
}

// AssetSlotSpec places an asset in its zone.
type AssetSlotSpec struct {
	Asset AssetID `yaml:"asset"`
	// Row in the grid of the zone's assets, 1 at the top.
	Row int `yaml:"row" jsonschema:"minimum=1,maximum=50"`
	// Column in the grid, 1 at the left.
	Column int `yaml:"column" jsonschema:"minimum=1,maximum=50"`
}

// Layouts gives what the study and its models say of the places in pictures:
// the study's own first, then those of the models as written.
func (s *Study) Layouts() []*LayoutSpec {
	var out []*LayoutSpec
	if s.Spec.Layout != nil {
		out = append(out, s.Spec.Layout)
	}
	for i := range s.Spec.Models {
		if l := s.Spec.Models[i].Layout; l != nil {
			out = append(out, l)
		}
	}
	return out
}

// AssetSlots gives the cells asked for in the model, one per asset: the model's
// own, then those of its ancestors, the nearest first, then the study's.
func (s *Study) AssetSlots(m *Model) []AssetSlotSpec {
	var out []AssetSlotSpec
	add := func(l *LayoutSpec) {
		if l == nil {
			return
		}
		for _, a := range l.Assets {
			if !slices.ContainsFunc(out, func(x AssetSlotSpec) bool { return x.Asset == a.Asset }) {
				out = append(out, a)
			}
		}
	}
	for _, id := range append([]ModelID{m.ID}, m.Ancestors...) {
		for i := range s.Spec.Models {
			if s.Spec.Models[i].ID == id {
				add(s.Spec.Models[i].Layout)
			}
		}
	}
	add(s.Spec.Layout)
	return out
}

// checkLayout reports slots of what does not exist, and slots given twice.
func (b *builder) checkLayout(l *LayoutSpec, path string) {
	if l == nil {
		return
	}
	var zones []string
	for _, m := range b.spec.Models {
		for _, z := range m.Zones {
			if !slices.Contains(zones, string(z.ID)) {
				zones = append(zones, string(z.ID))
			}
		}
	}
	assets := idsOf(b.spec.Assets, func(a AssetSpec) string { return string(a.ID) })
	seen := map[string]string{}
	check := func(id, at string, known []string) {
		if !slices.Contains(known, id) {
			b.unknown(id, at, known)
		}
		if first, ok := seen[id]; ok {
			b.add(diag.RefTwice, at, "id", id).Relate(first)
			return
		}
		seen[id] = at
	}
	for i, z := range l.Zones {
		check(string(z.Zone), diag.Join(path, "zones", i, "zone"), zones)
	}
	clear(seen)
	for i, a := range l.Assets {
		check(string(a.Asset), diag.Join(path, "assets", i, "asset"), assets)
	}
}
