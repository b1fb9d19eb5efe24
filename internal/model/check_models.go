package model

import (
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diag"
)

// Bounds that keep the work linear in the size of the study. Studies in use have
// fewer than ten models and two levels of inheritance.
const (
	maxModels      = 200
	maxInheritance = 16
	maxZoneNesting = 32
)

// checkModels checks every model as written, abstract ones and rows of every
// case included: ids, references to shared rows and to rows of its chain.
func (b *builder) checkModels() {
	b.models = indexRows(b, "models", b.spec.Models, func(m *ModelSpec, path string) ModelID {
		b.row(string(m.ID), m.Ja, m.Source, path)
		return m.ID
	})
	if n := len(b.spec.Models); n > maxModels {
		b.add(diag.StudyTooManyModels, diag.Join("models", maxModels), "count", itoa(n), "limit", itoa(maxModels))
	}
	b.chains = make([][]layer, len(b.spec.Models))
	b.known = make([]known, len(b.spec.Models))
	for i := range b.spec.Models[:min(len(b.spec.Models), maxModels)] {
		b.chains[i] = b.chain(i)
	}
	for i := range b.spec.Models[:min(len(b.spec.Models), maxModels)] {
		b.checkModel(i)
		b.checkLayout(b.spec.Models[i].Layout, diag.Join("models", i, "layout"))
	}
	b.checkLayout(b.spec.Layout, "layout")
}

// chain gives the layers of model i, the root first, or nil when its
// inheritance runs in a circle or leads nowhere.
func (b *builder) chain(i int) []layer {
	var layers []layer
	seen := map[int]bool{}
	start := i
	for {
		if seen[i] {
			if i == start {
				b.add(diag.ModelInheritsCycle, diag.Join("models", start, "inherits"), "id", string(b.spec.Models[start].ID))
			}
			return nil
		}
		seen[i] = true
		if len(layers) == maxInheritance {
			b.add(diag.ModelInheritsDeep, diag.Join("models", start, "inherits"),
				"id", string(b.spec.Models[start].ID), "limit", itoa(maxInheritance))
			return nil
		}
		m := &b.spec.Models[i]
		layers = append([]layer{{spec: m, path: diag.Join("models", i)}}, layers...)
		if m.Inherits == "" {
			return layers
		}
		next, ok := b.models[m.Inherits]
		if !ok {
			if i == start {
				ref(b, m.Inherits, diag.Join("models", i, "inherits"), b.modelIDs)
			}
			return layers
		}
		i = next
	}
}

// known holds the ids that rows of a model may refer to in any case.
type known struct {
	zones       map[ZoneID]bool
	links       map[LinkID]bool
	flows       map[FlowID]bool
	goals       map[GoalID]bool
	deployments map[DeploymentID]bool
	entries     map[EntryPointID]bool
	placed      map[AssetID]bool
}

func knownIn(layers []layer) known {
	k := known{zones: idsIn(layers, zoneList), links: idsIn(layers, linkList), flows: idsIn(layers, flowList),
		goals: idsIn(layers, goalList), deployments: idsIn(layers, deploymentList), entries: idsIn(layers, entryList),
		placed: map[AssetID]bool{}}
	for _, at := range layers {
		for _, a := range at.spec.Remove.Placements {
			delete(k.placed, a)
		}
		for _, p := range at.spec.Placements {
			for _, a := range p.Assets {
				k.placed[a] = true
			}
		}
	}
	return k
}

// idsIn gives the ids of the rows of the layers, of every case.
func idsIn[T any, K comparable](layers []layer, l list[T, K]) map[K]bool {
	ids := map[K]bool{}
	for _, at := range layers {
		for _, id := range l.removed(at.spec) {
			delete(ids, id)
		}
		rows := l.rows(at.spec)
		for i := range rows {
			ids[l.key(&rows[i])] = true
		}
	}
	return ids
}

func keysOf[T any, K comparable](rows []T, key func(T) K) map[K]bool {
	out := make(map[K]bool, len(rows))
	for _, r := range rows {
		out[key(r)] = true
	}
	return out
}

func (b *builder) checkModel(i int) {
	m, path := &b.spec.Models[i], diag.Join("models", i)
	if _, ok := b.groups[m.Group]; !ok && m.Group != "" {
		b.add(diag.RefUnknown, path+"/group", "id", string(m.Group), "near", diag.NearKey(&b.list, m.Group, b.groups))
	}
	b.when(m.Parameters, path+"/parameters")
	layers := b.chains[i]
	if layers == nil {
		layers = []layer{{spec: m, path: path}}
	}
	k := knownIn(layers)
	b.known[i] = k
	b.checkZoneRows(m, path, k)
	b.checkPlacementRows(m, path, k)
	b.checkLinkRows(m, path)
	b.checkFlowRows(m, path, k)
	b.checkEntryRows(m, path)
	b.checkGoalRows(m, path)
	b.checkDeploymentRows(m, path, k)
	b.checkVulnerabilityRows(m, path)
	b.checkScenarioRows(m, path)
	b.checkRejectedRows(m, path, k)
	b.checkJudgementRows(m.Judgements, path+"/judgements", k.zones)
	b.checkRemovals(m, path, layers)
}

func (b *builder) checkZoneRows(m *ModelSpec, path string, k known) {
	ids := diag.NewIDs(&b.list)
	for i, z := range m.Zones {
		at := diag.Join(path, "zones", i)
		ids.Add(string(z.ID), at)
		b.row(string(z.ID), z.Ja, z.Source, at)
		if z.Parent != "" {
			ref(b, z.Parent, at+"/parent", k.zones)
		}
	}
}

func (b *builder) checkPlacementRows(m *ModelSpec, path string, k known) {
	for i, p := range m.Placements {
		at := diag.Join(path, "placements", i)
		ref(b, p.Zone, at+"/zone", k.zones)
		refs(b, p.Assets, at+"/assets", b.assets)
		b.when(p.When, at+"/when")
		b.source(p.Source, at+"/source")
	}
}

func (b *builder) checkLinkRows(m *ModelSpec, path string) {
	ids := diag.NewIDs(&b.list)
	for i, k := range m.Links {
		at := diag.Join(path, "links", i)
		ids.Add(string(k.ID), at)
		ref(b, k.From, at+"/from", b.assets)
		ref(b, k.To, at+"/to", b.assets)
		refs(b, k.Via, at+"/via", b.assets)
		b.when(k.When, at+"/when")
		b.source(k.Source, at+"/source")
		if k.From == k.To {
			b.add(diag.LinkSelf, at+"/to", "id", string(k.ID), "asset", string(k.To))
		}
		if k.Kind == LinkMedia && len(k.Via) == 0 {
			b.add(diag.LinkMediaKind, at, "id", string(k.ID))
		}
	}
}

func (b *builder) checkFlowRows(m *ModelSpec, path string, k known) {
	ids := diag.NewIDs(&b.list)
	for i, f := range m.Flows {
		at := diag.Join(path, "flows", i)
		ids.Add(string(f.ID), at)
		ref(b, f.UseCase, at+"/use_case", b.study.useCases)
		b.classes(f.Classes, at+"/classes")
		for j, hop := range f.Hops {
			ref(b, hop, diag.Join(at, "hops", j), b.assets)
		}
		for j, link := range f.Links {
			ref(b, link, diag.Join(at, "links", j), k.links)
		}
		if len(f.Links) > 0 && len(f.Links) != len(f.Hops)-1 {
			b.add(diag.FlowLinksCount, at+"/links", "id", string(f.ID),
				"count", itoa(len(f.Links)), "expected", itoa(len(f.Hops)-1))
		}
		b.when(f.When, at+"/when")
		b.source(f.Source, at+"/source")
	}
}

func (b *builder) checkEntryRows(m *ModelSpec, path string) {
	for i, e := range m.Entries {
		at := diag.Join(path, "entries", i)
		ref(b, e.Entry, at+"/entry", b.study.points)
		refs(b, e.Assets, at+"/assets", b.assets)
		b.when(e.When, at+"/when")
		b.source(e.Source, at+"/source")
		if e.Applies != Applies && e.Reason == "" {
			b.add(diag.EntryReasonMissing, at, "id", string(e.Entry))
		}
		if e.Applies != NotPossible && len(e.Assets) == 0 {
			b.add(diag.EntryNoAsset, at, "id", string(e.Entry))
		}
	}
}

func (b *builder) checkGoalRows(m *ModelSpec, path string) {
	ids := diag.NewIDs(&b.list)
	for i, g := range m.Goals {
		at := diag.Join(path, "goals", i)
		ids.Add(string(g.ID), at)
		ref(b, g.Damage, at+"/damage", b.study.damages)
		ref(b, g.Asset, at+"/asset", b.assets)
		b.when(g.When, at+"/when")
		b.source(g.Source, at+"/source")
	}
}

func (b *builder) checkDeploymentRows(m *ModelSpec, path string, k known) {
	ids := diag.NewIDs(&b.list)
	for i, d := range m.Deployments {
		at := diag.Join(path, "deployments", i)
		ids.Add(string(d.ID), at)
		if _, ok := b.study.Catalog.Countermeasure(d.Countermeasure); !ok {
			b.unknown(string(d.Countermeasure), at+"/countermeasure",
				idsOf(b.study.Catalog.Countermeasures, func(c catalog.Countermeasure) string { return string(c.ID) }))
		}
		b.checkScope(&d, at, k)
		if d.ManagedBy != "" {
			ref(b, d.ManagedBy, at+"/managed_by", b.assets)
		}
		b.when(d.When, at+"/when")
		b.source(d.Source, at+"/source")
		if (d.Status == InPlace || d.Status == Partial) && d.Effective == "" {
			b.add(diag.DeploymentEffective, at, "id", string(d.ID), "value", string(d.Status))
		}
	}
}

func (b *builder) checkScope(d *DeploymentSpec, at string, k known) {
	s := d.Scope
	if !s.Model && len(s.Zones)+len(s.Types)+len(s.Assets)+len(s.Links) == 0 {
		b.add(diag.DeploymentScope, at, "id", string(d.ID))
	}
	refs(b, s.Zones, at+"/scope/zones", k.zones)
	refs(b, s.Assets, at+"/scope/assets", b.assets)
	refs(b, s.Links, at+"/scope/links", k.links)
	for i, t := range s.Types {
		if _, ok := b.study.Catalog.AssetType(t); !ok {
			b.unknown(string(t), diag.Join(at, "scope/types", i),
				idsOf(b.study.Catalog.AssetTypes, func(t catalog.AssetType) string { return string(t.ID) }))
		}
	}
}

func (b *builder) checkVulnerabilityRows(m *ModelSpec, path string) {
	for i, v := range m.Vulnerabilities {
		at := diag.Join(path, "vulnerabilities", i)
		ref(b, v.Asset, at+"/asset", b.assets)
		b.date(v.Date, at+"/date")
		b.source(v.Source, at+"/source")
	}
}

// checkRemovals reports removals of rows that no ancestor has.
func (b *builder) checkRemovals(m *ModelSpec, path string, layers []layer) {
	k := knownIn(layers[:len(layers)-1])
	at := path + "/remove/"
	gone(b, m.Remove.Zones, at+"zones", k.zones)
	gone(b, m.Remove.Placements, at+"placements", k.placed)
	gone(b, m.Remove.Links, at+"links", k.links)
	gone(b, m.Remove.Flows, at+"flows", k.flows)
	gone(b, m.Remove.Entries, at+"entries", k.entries)
	gone(b, m.Remove.Goals, at+"goals", k.goals)
	gone(b, m.Remove.Deployments, at+"deployments", k.deployments)
}

func gone[K ~string](b *builder, remove []K, path string, inherited map[K]bool) {
	for i, id := range remove {
		if !inherited[id] {
			b.add(diag.RemoveNothing, diag.Join(path, i), "id", string(id), "near", diag.NearKey(&b.list, id, inherited))
		}
	}
}

// ref reports an id that is not among the known ones.
func ref[K ~string, V any](b *builder, id K, path string, known map[K]V) {
	if _, ok := known[id]; !ok {
		b.add(diag.RefUnknown, path, "id", string(id), "near", diag.NearKey(&b.list, id, known))
	}
}

// refs reports unknown ids and ids named twice.
func refs[K ~string, V any](b *builder, ids []K, path string, known map[K]V) {
	seen := make(map[K]int, len(ids))
	for i, id := range ids {
		at := diag.Join(path, i)
		ref(b, id, at, known)
		if first, ok := seen[id]; ok {
			b.add(diag.RefTwice, at, "id", string(id)).Relate(diag.Join(path, first))
			continue
		}
		seen[id] = i
	}
}
