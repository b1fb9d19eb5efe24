package oracle

import (
	"maps"
	"slices"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

func (w *world) readLists(specs ...*model.Spec) {
	for _, s := range specs {
		if s == nil || s.Catalog == nil {
			continue
		}
		gone := s.Catalog.Remove
		w.threats = slices.DeleteFunc(w.threats, func(t catalog.Threat) bool { return slices.Contains(gone.Threats, t.ID) })
		w.measures = slices.DeleteFunc(w.measures, func(c catalog.Countermeasure) bool { return slices.Contains(gone.Countermeasures, c.ID) })
		for _, t := range s.Catalog.AssetTypes {
			w.types[t.ID] = t
		}
		for _, t := range s.Catalog.Threats {
			w.threats = slices.DeleteFunc(w.threats, func(o catalog.Threat) bool { return o.ID == t.ID })
			w.threats = append(w.threats, t)
		}
		for _, c := range s.Catalog.Countermeasures {
			w.measures = slices.DeleteFunc(w.measures, func(o catalog.Countermeasure) bool { return o.ID == c.ID })
			w.measures = append(w.measures, c)
		}
	}
}

func (w *world) readMethod(specs ...*model.Spec) {
	chosen := ""
	matrices := map[string]method.MatrixSpec{}
	for _, s := range specs {
		if s == nil || s.Method == nil {
			continue
		}
		m := s.Method
		if m.Matrix != "" {
			chosen = m.Matrix
		}
		if m.ThreatLevel != "" {
			w.threatRule = string(m.ThreatLevel)
		}
		if m.SameLayer != "" {
			w.layerRule = string(m.SameLayer)
		}
		for _, x := range m.Matrices {
			matrices[x.ID] = x
		}
	}
	for _, c := range matrices[chosen].Cells {
		w.matrix[[2]int{c.Product, c.Column}] = c.Value
	}
}

// readModel walks from the root of the inheritance to the model and lets each
// level overwrite the one before.
func (w *world) readModel(id model.ModelID, parameters model.When) {
	byID := map[model.ModelID]model.ModelSpec{}
	for _, m := range w.spec.Models {
		byID[m.ID] = m
	}
	var chain []model.ModelSpec
	for next := id; next != ""; next = byID[next].Inherits {
		chain = append([]model.ModelSpec{byID[next]}, chain...)
	}
	cases := model.When{}
	for _, p := range w.spec.Parameters {
		cases[p.ID] = p.Default
	}
	for _, m := range chain {
		maps.Copy(cases, m.Parameters)
	}
	maps.Copy(cases, parameters)
	holds := func(c model.When) bool {
		for p, v := range c {
			if cases[p] != v {
				return false
			}
		}
		return true
	}
	links, deployments := map[model.LinkID]model.LinkSpec{}, map[model.DeploymentID]model.DeploymentSpec{}
	for _, m := range chain {
		w.readLayer(m, holds, links, deployments)
	}
	w.judgements = append(w.judgements, w.spec.Judgements...)
	w.keepPlaced(links, deployments)
}

func (w *world) readLayer(m model.ModelSpec, holds func(model.When) bool,
	links map[model.LinkID]model.LinkSpec, deployments map[model.DeploymentID]model.DeploymentSpec) {
	for _, z := range m.Remove.Zones {
		delete(w.zones, z)
	}
	for _, a := range m.Remove.Placements {
		delete(w.zoneOf, a)
	}
	for _, k := range m.Remove.Links {
		delete(links, k)
	}
	for _, d := range m.Remove.Deployments {
		delete(deployments, d)
	}
	for _, z := range m.Zones {
		w.zones[z.ID] = z
	}
	for _, p := range m.Placements {
		if holds(p.When) {
			for _, a := range p.Assets {
				w.zoneOf[a] = p.Zone
			}
		}
	}
	for _, k := range m.Links {
		if holds(k.When) {
			links[k.ID] = k
		}
	}
	for _, d := range m.Deployments {
		if holds(d.When) {
			deployments[d.ID] = d
		}
	}
	for _, v := range m.Vulnerabilities {
		w.vulnerable[v.Asset] = true
	}
	w.judgements = append(slices.Clone(m.Judgements), w.judgements...)
}

// keepPlaced leaves out what needs an asset that the model does not place.
func (w *world) keepPlaced(links map[model.LinkID]model.LinkSpec, deployments map[model.DeploymentID]model.DeploymentSpec) {
	for _, id := range slices.Sorted(maps.Keys(links)) {
		k := links[id]
		ends := append([]model.AssetID{k.From, k.To}, k.Via...)
		missing := slices.ContainsFunc(ends, func(a model.AssetID) bool { _, ok := w.zoneOf[a]; return !ok })
		if !missing {
			w.links = append(w.links, k)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(deployments)) {
		w.deployments = append(w.deployments, deployments[id])
	}
}
