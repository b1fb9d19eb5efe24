package model

import (
	"cmp"
	"maps"

	"github.com/sekisho/sekisho/internal/diag"
)

// resolver builds one model for one choice of cases.
type resolver struct {
	*builder
	m      *Model
	layers []layer
	cases  When
	known  known
	// byPair lists the links that join two assets, in either direction.
	byPair map[pair][]*Link
	links  map[LinkID]*Link
	// What is missing because of a mistake that has been reported: assets in zones
	// that do not exist, links that need what does not exist, and their ends.
	lost      map[AssetID]bool
	lostEnds  map[AssetID]bool
	lostPairs map[[2]AssetID]bool
	lostLinks map[LinkID]bool
}

type pair struct{ a, b int }

func pairOf(a, b *Asset) pair { return pair{min(a.Index, b.Index), max(a.Index, b.Index)} }

func (b *builder) buildModel(i int) {
	layers := b.chains[i]
	if layers == nil {
		return
	}
	spec := layers[len(layers)-1].spec
	r := &resolver{builder: b, layers: layers, cases: b.effective(layers), known: b.known[i],
		byPair: map[pair][]*Link{}, links: map[LinkID]*Link{},
		lost: map[AssetID]bool{}, lostEnds: map[AssetID]bool{}, lostPairs: map[[2]AssetID]bool{}, lostLinks: map[LinkID]bool{}}
	r.m = &Model{ID: spec.ID, Text: spec.Text, Role: cmp.Or(spec.Role, Candidate), Path: layers[len(layers)-1].path,
		Parameters: maps.Clone(r.cases), assetIndex: map[AssetID]int{}, zoneIndex: map[ZoneID]int{}}
	for _, l := range layers {
		inheritHead(r.m, l.spec)
	}
	for i := len(layers) - 2; i >= 0; i-- {
		r.m.Ancestors = append(r.m.Ancestors, layers[i].spec.ID)
	}
	if r.m.Short.IsZero() {
		r.m.Short = r.m.Text
	}
	zones := r.zones()
	r.place(zones)
	r.pruneZones()
	r.resolveLinks()
	r.resolveFlows()
	r.resolveEntries()
	r.resolveGoals()
	r.resolveDeployments(zones)
	r.resolveRest(zones)
	r.resolveScenarios()
	b.study.Models = append(b.study.Models, r.m)
}

// inheritHead takes over what a layer says of the model as a whole.
func inheritHead(m *Model, s *ModelSpec) {
	m.Group = cmp.Or(s.Group, m.Group)
	m.Cloud = m.Cloud || s.Cloud
	m.Short = lastText(m.Short, s.Short)
	m.Environment = lastText(m.Environment, s.Environment)
	m.Approach = lastText(m.Approach, s.Approach)
}

// zones builds every zone of the chain with what it inherits from its parents.
func (r *resolver) zones() map[ZoneID]*Zone {
	rows := gather(r.builder, r.layers, r.cases, zoneList)
	zones := make(map[ZoneID]*Zone, len(rows))
	for _, w := range rows {
		z := &Zone{ZoneSpec: w.spec, Origin: w.Origin, Kind: w.spec.Kind, Exposure: w.spec.Exposure, Physical: w.spec.Physical}
		zones[z.ID] = z
		r.m.Zones = append(r.m.Zones, z)
	}
	for _, z := range r.m.Zones {
		z.Parent = zones[z.ZoneSpec.Parent]
	}
	for _, z := range r.m.Zones {
		r.breakCycle(z)
	}
	for _, z := range r.m.Zones {
		for p := z.Parent; p != nil; p = p.Parent {
			z.Kind = cmp.Or(z.Kind, p.ZoneSpec.Kind)
			z.Exposure = cmp.Or(z.Exposure, p.ZoneSpec.Exposure)
			z.Physical = cmp.Or(z.Physical, p.ZoneSpec.Physical)
		}
	}
	return zones
}

// breakCycle takes a zone out of its parent, and reports it, when it lies in
// itself or too deep.
func (r *resolver) breakCycle(z *Zone) {
	depth := 0
	for p := z.Parent; p != nil; p = p.Parent {
		code := diag.ZoneCycle
		if depth++; p != z && depth <= maxZoneNesting {
			continue
		} else if p != z {
			code = diag.ZoneTooDeep
		}
		r.add(code, z.Origin.Path+"/parent", "id", string(z.ID), "model", string(r.m.ID), "limit", itoa(maxZoneNesting))
		z.Parent = nil
		return
	}
}

func (r *resolver) place(zones map[ZoneID]*Zone) {
	rows := gatherPlacements(r.builder, r.layers, r.cases)
	r.checkPlacedOnce()
	at := make(map[AssetID]row[placed], len(rows))
	for _, w := range rows {
		at[w.spec.asset] = w
	}
	for i := range r.spec.Assets {
		spec := &r.spec.Assets[i]
		w, ok := at[spec.ID]
		zone := zones[w.spec.zone]
		kind, typed := r.study.Catalog.AssetType(spec.Type)
		if ok && zone == nil {
			r.lost[spec.ID] = true // its zone does not exist, as reported
		}
		if !ok || zone == nil || !typed {
			continue
		}
		if _, twice := r.m.assetIndex[spec.ID]; twice {
			continue
		}
		a := &Asset{AssetSpec: spec, Origin: w.Origin, Index: len(r.m.Assets), Type: kind, Zone: zone,
			SpecPath: diag.Join("assets", i)}
		r.m.assetIndex[spec.ID] = a.Index
		r.m.Assets = append(r.m.Assets, a)
	}
}

// checkPlacedOnce reports an asset that one model places twice in one case.
func (r *resolver) checkPlacedOnce() {
	last := r.layers[len(r.layers)-1]
	first := map[AssetID]string{}
	for _, p := range placements(last.spec, last.path) {
		if !p.when.holds(r.cases) {
			continue
		}
		if other, ok := first[p.asset]; ok {
			r.add(diag.AssetPlacedTwice, p.path, "id", string(p.asset), "model", string(r.m.ID)).Relate(other)
			continue
		}
		first[p.asset] = p.path
	}
}

// pruneZones keeps the zones that hold assets, directly or nested.
func (r *resolver) pruneZones() {
	used := map[*Zone]bool{}
	for _, a := range r.m.Assets {
		for z := a.Zone; z != nil; z = z.Parent {
			used[z] = true
		}
	}
	kept := r.m.Zones[:0]
	for _, z := range r.m.Zones {
		if !used[z] {
			continue
		}
		z.Index = len(kept)
		r.m.zoneIndex[z.ID] = z.Index
		kept = append(kept, z)
		if z.Kind == "" {
			r.add(diag.ZoneKindMissing, z.Origin.Path, "id", string(z.ID), "model", string(r.m.ID))
		}
	}
	r.m.Zones = kept
	direct := map[*Zone]bool{}
	for _, a := range r.m.Assets {
		if !a.Type.Boundary {
			direct[a.Zone] = true
		}
	}
	for _, z := range r.m.Zones {
		if direct[z] && z.Physical == "" {
			r.add(diag.ZonePhysicalMissing, z.Origin.Path, "id", string(z.ID), "model", string(r.m.ID))
		}
	}
}
