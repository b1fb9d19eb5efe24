// Package oracle rates a study a second time, written from the definitions of
// docs/method.md alone: plain loops over the written form, no code and no data
// structure of the engine. It is slow on purpose; tests hold the engine against
// it.
package oracle

import (
	"slices"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/model"
)

// Key names a cell.
type Key struct {
	Asset  model.AssetID
	Threat catalog.ThreatID
}

// Cell is a rated cell: levels are 0 where unset, letters "-" where unrated.
type Cell struct {
	Importance, Threat    int
	Worst, Best           int
	WorstRisk, BestRisk   string
	DerivedWorst, Derived int
}

// Rate rates every cell of one model of a study that has no errors.
func Rate(spec, base *model.Spec, id model.ModelID, parameters model.When) map[Key]Cell {
	w := newWorld(spec, base, id, parameters)
	out := map[Key]Cell{}
	for _, a := range spec.Assets {
		zone, placed := w.zoneOf[a.ID]
		if !placed || w.boundary(a.Type) {
			continue
		}
		for _, t := range w.threats {
			if !slices.Contains(t.AssetTypes, a.Type) {
				continue
			}
			c := Cell{Importance: w.importance(a), Threat: w.threatLevel(a, zone, t)}
			c.DerivedWorst, c.Derived = w.level(a, t, false), w.level(a, t, true)
			c.Worst, c.Best = c.DerivedWorst, c.Derived
			if v := w.judged("countermeasure-level", a.ID, t.ID); v != 0 {
				c.Worst, c.Best = v, v
			}
			c.WorstRisk = w.letter(c.Threat, 4-c.Worst, c.Importance)
			c.BestRisk = w.letter(c.Threat, 4-c.Best, c.Importance)
			out[Key{a.ID, t.ID}] = c
		}
	}
	return out
}

// world is one model as plain maps.
type world struct {
	spec        *model.Spec
	types       map[catalog.AssetTypeID]catalog.AssetType
	threats     []catalog.Threat
	measures    []catalog.Countermeasure
	matrix      map[[2]int]string
	threatRule  string
	layerRule   string
	zones       map[model.ZoneID]model.ZoneSpec
	zoneOf      map[model.AssetID]model.ZoneID
	typeOf      map[model.AssetID]catalog.AssetTypeID
	links       []model.LinkSpec
	deployments []model.DeploymentSpec
	vulnerable  map[model.AssetID]bool
	judgements  []model.JudgementSpec // the nearest first
	derived     map[model.ZoneID]int
}

func newWorld(spec, base *model.Spec, id model.ModelID, parameters model.When) *world {
	w := &world{spec: spec, types: map[catalog.AssetTypeID]catalog.AssetType{}, matrix: map[[2]int]string{},
		zones: map[model.ZoneID]model.ZoneSpec{}, zoneOf: map[model.AssetID]model.ZoneID{},
		typeOf: map[model.AssetID]catalog.AssetTypeID{}, vulnerable: map[model.AssetID]bool{}}
	w.readLists(base, spec)
	w.readMethod(base, spec)
	for _, a := range spec.Assets {
		w.typeOf[a.ID] = a.Type
	}
	w.readModel(id, parameters)
	w.derived = w.exposures()
	return w
}

func (w *world) boundary(t catalog.AssetTypeID) bool { return w.types[t].Boundary }

func (w *world) importance(a model.AssetSpec) int {
	if v := w.judged("importance", a.ID, ""); v != 0 {
		return v
	}
	return int(a.Importance)
}

// judged gives the nearest judgement: cell, asset, zone outwards; those of the
// model come first in the list. 0 is none.
func (w *world) judged(set string, a model.AssetID, t catalog.ThreatID) int {
	if t != "" {
		for _, j := range w.judgements {
			if string(j.Set) == set && j.Asset == a && j.Threat == t {
				return j.Value
			}
		}
	}
	for _, j := range w.judgements {
		if string(j.Set) == set && j.Asset == a && j.Threat == "" {
			return j.Value
		}
	}
	for z := w.zoneOf[a]; z != ""; z = w.zones[z].Parent {
		for _, j := range w.judgements {
			if string(j.Set) == set && j.Zone == z {
				return j.Value
			}
		}
	}
	return 0
}

func (w *world) threatLevel(a model.AssetSpec, zone model.ZoneID, t catalog.Threat) int {
	if v := w.judged("threat-level", a.ID, t.ID); v != 0 {
		return v
	}
	logical, physical := w.logical(zone), w.physical(zone)
	switch {
	case w.threatRule == "logical-only":
		return logical
	case w.threatRule == "max" && (logical == 0 || physical == 0):
		return 0
	case w.threatRule == "max":
		return max(logical, physical)
	case t.Physical:
		return physical
	}
	return logical
}

func (w *world) logical(zone model.ZoneID) int {
	if d := declared(w.exposureText(zone)); d != 0 {
		return d
	}
	if w.derived[zone] == 0 {
		return 1
	}
	return w.derived[zone]
}

func (w *world) exposureText(zone model.ZoneID) model.Exposure {
	for z := zone; z != ""; z = w.zones[z].Parent {
		if e := w.zones[z].Exposure; e != "" {
			return e
		}
	}
	return ""
}

func declared(e model.Exposure) int {
	return map[model.Exposure]int{"internet": 3, "intranet": 2, "isolated": 1}[e]
}

func (w *world) physical(zone model.ZoneID) int {
	for z := zone; z != ""; z = w.zones[z].Parent {
		if p := w.zones[z].Physical; p != "" {
			return map[model.PhysicalClass]int{"anyone": 3, "limited": 2, "strict": 1}[p]
		}
	}
	return 0
}

// exposures repeats the rule over all links until nothing changes.
func (w *world) exposures() map[model.ZoneID]int {
	derived := map[model.ZoneID]int{}
	internet := func(z model.ZoneID) bool { return w.kind(z) == model.ZoneInternet }
	for z := range w.zones {
		if internet(z) {
			derived[z] = 3
		}
	}
	for _, k := range w.links {
		if k.Kind == model.LinkNetwork || k.Kind == "" {
			if path := w.path(k); internet(path[0]) {
				derived[path[1]] = 3
			}
		}
	}
	exposed := func(z model.ZoneID) bool { return derived[z] >= 2 || declared(w.exposureText(z)) >= 2 }
	for changed := true; changed; {
		changed = false
		for _, k := range w.links {
			if k.Kind != model.LinkNetwork && k.Kind != "" {
				continue
			}
			path := w.path(k)
			for i := range path {
				for j := i + 1; j < len(path); j++ {
					if exposed(path[i]) && path[j] != path[i] && derived[path[j]] < 2 {
						derived[path[j]] = 2
						changed = true
					}
				}
			}
		}
	}
	return derived
}

func (w *world) kind(zone model.ZoneID) model.ZoneKind {
	for z := zone; z != ""; z = w.zones[z].Parent {
		if k := w.zones[z].Kind; k != "" {
			return k
		}
	}
	return ""
}

func (w *world) path(k model.LinkSpec) []model.ZoneID {
	path := []model.ZoneID{w.zoneOf[k.From]}
	for _, v := range k.Via {
		path = append(path, w.zoneOf[v])
	}
	return append(path, w.zoneOf[k.To])
}
