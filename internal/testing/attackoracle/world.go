// Package attackoracle solves small attack graphs by trying every subset of
// their steps: which facts each start can reach, the worst value of each fact,
// and every minimal tree 攻撃ツリー of a goal. It works on the study as written,
// with no code and no data structure of the engine or of its checker. It is slow
// on purpose; tests hold the engine against it.
//
// It knows studies with one model, without inheritance, parameters and
// conditions, such as those of package gen.
package attackoracle

import (
	"slices"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/model"
)

// World is a study with one model as plain lists and maps.
type World struct {
	m          model.ModelSpec
	assets     []model.AssetSpec
	asset      map[model.AssetID]model.AssetSpec
	zoneOf     map[model.AssetID]model.ZoneID
	zone       map[model.ZoneID]model.ZoneSpec
	points     map[model.EntryPointID]model.EntryPointSpec
	threats    map[catalog.ThreatID]catalog.Threat
	measures   map[catalog.CountermeasureID]catalog.Countermeasure
	rules      []catalog.AttackRule
	judgements []model.JudgementSpec
	layerRule  string
}

// New reads the only model of a study that has no errors, and the base
// catalogue beneath it.
func New(spec, base *model.Spec) *World {
	w := &World{m: spec.Models[0], asset: map[model.AssetID]model.AssetSpec{}, zoneOf: map[model.AssetID]model.ZoneID{},
		zone: map[model.ZoneID]model.ZoneSpec{}, points: map[model.EntryPointID]model.EntryPointSpec{},
		threats: map[catalog.ThreatID]catalog.Threat{}, measures: map[catalog.CountermeasureID]catalog.Countermeasure{}}
	for _, s := range []*model.Spec{base, spec} {
		w.readLists(s)
	}
	for _, p := range spec.EntryPoints {
		w.points[p.ID] = p
	}
	for _, z := range w.m.Zones {
		w.zone[z.ID] = z
	}
	for _, p := range w.m.Placements {
		for _, a := range p.Assets {
			w.zoneOf[a] = p.Zone
		}
	}
	for _, a := range spec.Assets {
		if _, placed := w.zoneOf[a.ID]; placed {
			w.assets = append(w.assets, a)
			w.asset[a.ID] = a
		}
	}
	w.judgements = slices.Concat(w.m.Judgements, spec.Judgements)
	return w
}

func (w *World) readLists(s *model.Spec) {
	if s.Method != nil && s.Method.SameLayer != "" {
		w.layerRule = string(s.Method.SameLayer)
	}
	if s.Catalog == nil {
		return
	}
	for _, t := range s.Catalog.Threats {
		w.threats[t.ID] = t
	}
	for _, c := range s.Catalog.Countermeasures {
		w.measures[c.ID] = c
	}
	for _, r := range s.Catalog.AttackRules {
		w.rules = slices.DeleteFunc(w.rules, func(o catalog.AttackRule) bool { return o.ID == r.ID })
		if !r.Disabled {
			w.rules = append(w.rules, r)
		}
	}
}

// Start is an entry point, an asset on which it lands, and the rule of initial
// access by which it does.
type Start struct {
	Entry model.EntryPointID
	Asset model.AssetID
	Rule  catalog.RuleID
}

// Starts lists where attacks can begin, in the order written.
func (w *World) Starts() []Start {
	var out []Start
	for _, e := range w.m.Entries {
		if e.Applies == model.NotPossible {
			continue
		}
		for _, a := range e.Assets {
			for _, r := range w.rules {
				if begins(r, w.points[e.Entry]) && w.passes(r.At, w.asset[a]) {
					out = append(out, Start{e.Entry, a, r.ID})
				}
			}
		}
	}
	return out
}

// kind gives the kind of the zone in which an asset stands.
func (w *World) kind(a model.AssetID) model.ZoneKind {
	z := w.zone[w.zoneOf[a]]
	for z.Kind == "" && z.Parent != "" {
		z = w.zone[z.Parent]
	}
	return z.Kind
}

func network(k model.LinkSpec) bool { return k.Kind == model.LinkNetwork || k.Kind == "" }
