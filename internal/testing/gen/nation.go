package gen

import (
	"fmt"
	"slices"

	"github.com/sekisho/sekisho/internal/model"
)

// Nation joins n copies of one model of a study into a single model: every copy
// keeps its zones, assets, links, flows, deployments and goals under ids of its
// own, entry points land in the first copy only, and each copy's asset at joint
// opens sessions with the next copy's. It makes large models of realistic shape
// for benchmarks.
func Nation(spec *model.Spec, chain []model.ModelID, joint model.AssetID, n int) *model.Spec {
	out := *spec
	out.Assets, out.Judgements, out.AcceptedFindings = nil, nil, nil
	out.Assumptions, out.Exclusions = nil, nil
	one := model.ModelSpec{ID: "nation", Text: spec.Models[0].Text, Role: model.Baseline}
	for i := range n {
		for _, a := range spec.Assets {
			a.ID = copyID(a.ID, i)
			out.Assets = append(out.Assets, a)
		}
		for _, id := range chain {
			at := slices.IndexFunc(spec.Models, func(m model.ModelSpec) bool { return m.ID == id })
			addCopy(&one, &spec.Models[at], i)
		}
		if i > 0 {
			one.Links = append(one.Links, model.LinkSpec{ID: copyID(model.LinkID("joint"), i), From: copyID(joint, i-1),
				To: copyID(joint, i), Data: model.Both, Protocol: "HTTPS"})
		}
	}
	out.Models = []model.ModelSpec{one}
	return &out
}

func copyID[K ~string](id K, i int) K {
	if id == "" {
		return ""
	}
	return K(fmt.Sprintf("%s.%d", id, i))
}

func copyIDs[K ~string](ids []K, i int) []K {
	out := make([]K, len(ids))
	for j, id := range ids {
		out[j] = copyID(id, i)
	}
	return out
}

func addCopy(one *model.ModelSpec, m *model.ModelSpec, i int) {
	for _, z := range m.Zones {
		z.ID, z.Parent = copyID(z.ID, i), copyID(z.Parent, i)
		one.Zones = append(one.Zones, z)
	}
	for _, p := range m.Placements {
		p.Zone, p.Assets = copyID(p.Zone, i), copyIDs(p.Assets, i)
		one.Placements = append(one.Placements, p)
	}
	for _, k := range m.Links {
		k.ID, k.From, k.To, k.Via = copyID(k.ID, i), copyID(k.From, i), copyID(k.To, i), copyIDs(k.Via, i)
		one.Links = append(one.Links, k)
	}
	for _, f := range m.Flows {
		f.ID, f.Hops, f.Links = copyID(f.ID, i), copyIDs(f.Hops, i), copyIDs(f.Links, i)
		one.Flows = append(one.Flows, f)
	}
	for _, g := range m.Goals {
		g.ID, g.Asset = copyID(g.ID, i), copyID(g.Asset, i)
		one.Goals = append(one.Goals, g)
	}
	for _, d := range m.Deployments {
		if i > 0 && (d.Scope.Model || len(d.Scope.Types) > 0) {
			continue // the first copy's already covers all
		}
		d.ID, d.ManagedBy = copyID(d.ID, i), copyID(d.ManagedBy, i)
		d.Scope.Zones, d.Scope.Assets, d.Scope.Links = copyIDs(d.Scope.Zones, i), copyIDs(d.Scope.Assets, i), copyIDs(d.Scope.Links, i)
		one.Deployments = append(one.Deployments, d)
	}
	if i > 0 {
		return
	}
	for _, e := range m.Entries {
		e.Assets = copyIDs(e.Assets, i)
		one.Entries = append(one.Entries, e)
	}
}
