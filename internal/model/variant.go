package model

import "cmp"

// Assemble makes a study of one model out of rows that are known to be right: a
// variant of models that have been built and checked. It stands on the method and
// the lists of another study. Nothing is checked, nothing is found and no row has
// an origin, so that thousands of variants can be made. The model has one layer
// and no conditions; scenarios are left out.
//
// Where the rows fit together, the letters of the study are those that [Build]
// gives it: rows that need what is not there fall away.
func Assemble(lists *Study, spec *Spec) *Study {
	s := &Study{Spec: spec, Method: lists.Method, Catalog: lists.Catalog,
		useCases: indexOf(spec.UseCases, func(r *UseCaseSpec) UseCaseID { return r.ID }),
		damages:  indexOf(spec.Damages, func(r *DamageSpec) DamageID { return r.ID }),
		points:   indexOf(spec.EntryPoints, func(r *EntryPointSpec) EntryPointID { return r.ID })}
	rows := &spec.Models[0]
	m := &Model{ID: rows.ID, Text: rows.Text, Short: rows.Text, Role: Candidate, Cloud: rows.Cloud,
		assetIndex: make(map[AssetID]int, len(spec.Assets)), zoneIndex: make(map[ZoneID]int, len(rows.Zones))}
	a := &assembler{study: s, rows: rows, m: m, zones: make(map[ZoneID]*Zone, len(rows.Zones)), links: make(map[LinkID]*Link, len(rows.Links))}
	a.places()
	a.assembleLinks()
	a.assembleFlows()
	a.attacks()
	a.deployments()
	a.judgements()
	s.Models = []*Model{m}
	return s
}

func indexOf[T any, K comparable](rows []T, id func(*T) K) map[K]int {
	out := make(map[K]int, len(rows))
	for i := range rows {
		out[id(&rows[i])] = i
	}
	return out
}

// assembler puts one model together.
type assembler struct {
	study *Study
	rows  *ModelSpec
	m     *Model
	zones map[ZoneID]*Zone
	links map[LinkID]*Link
}

// places sets the zones with what they inherit and the assets in them, and leaves
// out the zones that hold nothing.
func (a *assembler) places() {
	zones := make([]Zone, len(a.rows.Zones))
	for i := range a.rows.Zones {
		w := &a.rows.Zones[i]
		zones[i] = Zone{ZoneSpec: *w, Kind: w.Kind, Exposure: w.Exposure, Physical: w.Physical}
		a.zones[w.ID] = &zones[i]
	}
	for i := range zones {
		zones[i].Parent = a.zones[zones[i].ZoneSpec.Parent]
	}
	for i := range zones {
		zones[i].breakCycle()
	}
	for i := range zones {
		z := &zones[i]
		for p := z.Parent; p != nil; p = p.Parent {
			z.Kind, z.Exposure, z.Physical = cmp.Or(z.Kind, p.ZoneSpec.Kind), cmp.Or(z.Exposure, p.ZoneSpec.Exposure), cmp.Or(z.Physical, p.ZoneSpec.Physical)
		}
	}
	a.assets()
	used := make(map[*Zone]bool, len(zones))
	for _, x := range a.m.Assets {
		for z := x.Zone; z != nil && !used[z]; z = z.Parent {
			used[z] = true
		}
	}
	for i := range zones {
		if z := &zones[i]; used[z] {
			z.Index = len(a.m.Zones)
			a.m.zoneIndex[z.ID] = z.Index
			a.m.Zones = append(a.m.Zones, z)
		}
	}
}

// breakCycle takes a zone out of its parent when it lies in itself or too deep.
func (z *Zone) breakCycle() {
	depth := 0
	for p := z.Parent; p != nil; p = p.Parent {
		if depth++; p == z || depth > maxZoneNesting {
			z.Parent = nil
			return
		}
	}
}

// assets places the assets, in the order of the master.
func (a *assembler) assets() {
	at := make(map[AssetID]*Zone, len(a.rows.Placements))
	for _, p := range a.rows.Placements {
		for _, id := range p.Assets {
			at[id] = a.zones[p.Zone]
		}
	}
	master := a.study.Spec.Assets
	assets := make([]Asset, len(master))
	for i := range master {
		zone := at[master[i].ID]
		kind, typed := a.study.Catalog.AssetType(master[i].Type)
		if zone == nil || !typed {
			continue
		}
		n := len(a.m.Assets)
		assets[i] = Asset{AssetSpec: &master[i], Index: n, Type: kind, Zone: zone}
		a.m.assetIndex[master[i].ID] = n
		a.m.Assets = append(a.m.Assets, &assets[i])
	}
}

// all finds the assets that are placed, and tells whether all of them are.
func (a *assembler) all(ids []AssetID) (out []*Asset, ok bool) {
	for _, id := range ids {
		if x, placed := a.m.Asset(id); placed {
			out = append(out, x)
		}
	}
	return out, len(out) == len(ids)
}

func (a *assembler) assembleLinks() {
	links := make([]Link, len(a.rows.Links))
	for i := range a.rows.Links {
		w := &a.rows.Links[i]
		from, _ := a.m.Asset(w.From)
		to, _ := a.m.Asset(w.To)
		via, ok := a.all(w.Via)
		if from == nil || to == nil || !ok || from == to {
			continue
		}
		k := &links[i]
		*k = Link{LinkSpec: *w, Index: len(a.m.Links), From: from, To: to, Via: via}
		k.LinkSpec.Kind = cmp.Or(w.Kind, LinkNetwork)
		a.m.Links, a.links[k.ID] = append(a.m.Links, k), k
		from.Links, to.Links = append(from.Links, k), append(to.Links, k)
		for _, x := range via {
			x.Mediates = append(x.Mediates, k)
		}
	}
}

func (a *assembler) assembleFlows() {
	for i := range a.rows.Flows {
		w := &a.rows.Flows[i]
		hops, ok := a.all(w.Hops)
		if !ok {
			continue
		}
		f := &Flow{FlowSpec: *w, Index: len(a.m.Flows), Hops: hops, Classes: w.Classes}
		if u, known := a.study.UseCase(w.UseCase); known && len(f.Classes) == 0 {
			f.Classes = u.Classes
		}
		for j, id := range w.Links {
			if k := a.links[id]; k != nil && j+1 < len(hops) && k.carries(hops[j], hops[j+1]) {
				f.Links = append(f.Links, k)
			}
		}
		a.m.Flows = append(a.m.Flows, f)
	}
}

// attacks sets the entry points and the goals.
func (a *assembler) attacks() {
	for i := range a.rows.Entries {
		w := &a.rows.Entries[i]
		point, ok := a.study.EntryPoint(w.Entry)
		if !ok {
			continue
		}
		e := &Entry{EntrySpec: *w, Point: point}
		if e.Applies != NotPossible {
			e.Assets, _ = a.all(w.Assets)
		}
		a.m.Entries = append(a.m.Entries, e)
	}
	for i := range a.rows.Goals {
		w := &a.rows.Goals[i]
		damage, ok := a.study.Damage(w.Damage)
		if asset, placed := a.m.Asset(w.Asset); ok && placed {
			a.m.Goals = append(a.m.Goals, &Goal{GoalSpec: *w, Damage: damage, Asset: asset})
		}
	}
}

func (a *assembler) deployments() {
	deployments := make([]Deployment, len(a.rows.Deployments))
	for i := range a.rows.Deployments {
		w := &a.rows.Deployments[i]
		c, ok := a.study.Catalog.Countermeasure(w.Countermeasure)
		if !ok {
			continue
		}
		d := &deployments[i]
		*d = Deployment{DeploymentSpec: *w, Index: len(a.m.Deployments), Countermeasure: c}
		a.scope(d)
		if w.ManagedBy != "" {
			d.Manager, _ = a.m.Asset(w.ManagedBy)
		}
		if w.Scope.Model || len(d.Assets)+len(d.Links)+len(d.Zones)+len(d.Types) > 0 {
			a.m.Deployments = append(a.m.Deployments, d)
		}
	}
}

// scope sets what a deployment covers, as far as it is there.
func (a *assembler) scope(d *Deployment) {
	d.Assets, _ = a.all(d.Scope.Assets)
	for _, id := range d.Scope.Links {
		if k := a.links[id]; k != nil {
			d.Links = append(d.Links, k)
		}
	}
	for _, id := range d.Scope.Zones {
		if z, used := a.m.Zone(id); used {
			d.Zones = append(d.Zones, z)
		}
	}
	for _, id := range d.Scope.Types {
		if t, ok := a.study.Catalog.AssetType(id); ok {
			d.Types = append(d.Types, t)
		}
	}
}

// judgements sets known vulnerabilities and the analyst's values.
func (a *assembler) judgements() {
	for i := range a.rows.Vulnerabilities {
		w := &a.rows.Vulnerabilities[i]
		if x, ok := a.m.Asset(w.Asset); ok && x.Vulnerable == nil {
			x.Vulnerable = w
		}
	}
	for i := range a.rows.Judgements {
		j := &Judgement{JudgementSpec: a.rows.Judgements[i]}
		ok := j.target().legal()
		if j.JudgementSpec.Zone != "" && ok {
			j.Zone, ok = a.m.Zone(j.JudgementSpec.Zone)
		}
		if j.JudgementSpec.Asset != "" && ok {
			j.Asset, ok = a.m.Asset(j.JudgementSpec.Asset)
		}
		if ok {
			a.m.Judgements = append(a.m.Judgements, j)
		}
	}
}
