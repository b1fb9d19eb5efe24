package model

import (
	"slices"

	"github.com/sekisho/sekisho/internal/diag"
)

func (r *resolver) resolveEntries() {
	stated := map[EntryPointID]string{}
	for _, w := range gather(r.builder, r.layers, r.cases, entryList) {
		stated[w.spec.Entry] = w.Path
		point, ok := r.study.EntryPoint(w.spec.Entry)
		if !ok {
			continue
		}
		e := &Entry{EntrySpec: w.spec, Origin: w.Origin, Point: point}
		if e.Applies != NotPossible {
			e.Assets, _ = r.findAll(w.spec.Assets, w.Path+"/assets", false)
		}
		if point.CloudOnly && !r.m.Cloud && e.Applies != NotPossible {
			r.add(diag.EntryCloudOnly, w.Path, "id", string(point.ID), "model", string(r.m.ID))
		}
		r.m.Entries = append(r.m.Entries, e)
	}
	r.checkEntriesOnce()
	for i := range r.spec.EntryPoints {
		if id := r.spec.EntryPoints[i].ID; stated[id] == "" {
			r.add(diag.EntryUnsaid, r.m.Path, "id", string(id), "model", string(r.m.ID))
		}
	}
}

// checkEntriesOnce reports an entry point that one model states twice in one
// case.
func (r *resolver) checkEntriesOnce() {
	last := r.layers[len(r.layers)-1]
	first := map[EntryPointID]string{}
	for i, e := range last.spec.Entries {
		path := diag.Join(last.path, "entries", i)
		if !e.When.holds(r.cases) {
			continue
		}
		if other, ok := first[e.Entry]; ok {
			r.add(diag.IDDuplicate, path+"/entry", "id", string(e.Entry)).Relate(other + "/entry")
			continue
		}
		first[e.Entry] = path
	}
}

func (r *resolver) resolveGoals() {
	has := map[DamageID]bool{}
	for _, w := range gather(r.builder, r.layers, r.cases, goalList) {
		damage, ok := r.study.Damage(w.spec.Damage)
		asset := r.find(w.spec.Asset, w.Path+"/asset", w.spec.Optional)
		if ok && r.misplaced(w.spec.Asset) {
			has[damage.ID] = true // the mistake that keeps the goal out has been reported
		}
		if !ok || asset == nil {
			continue
		}
		if damage.CloudOnly && !r.m.Cloud {
			r.add(diag.GoalCloudOnly, w.Path, "id", string(w.spec.ID), "model", string(r.m.ID))
		}
		has[damage.ID] = true
		r.m.Goals = append(r.m.Goals, &Goal{GoalSpec: w.spec, Origin: w.Origin, Damage: damage, Asset: asset})
	}
	for i, d := range r.spec.Damages {
		if !has[d.ID] && (r.m.Cloud || !d.CloudOnly) {
			r.add(diag.DamageNoGoal, diag.Join("damages", i), "id", string(d.ID), "model", string(r.m.ID))
		}
	}
}

func (r *resolver) resolveDeployments(zones map[ZoneID]*Zone) {
	for _, w := range gather(r.builder, r.layers, r.cases, deploymentList) {
		c, ok := r.study.Catalog.Countermeasure(w.spec.Countermeasure)
		if !ok {
			continue
		}
		d := &Deployment{DeploymentSpec: w.spec, Origin: w.Origin, Index: len(r.m.Deployments), Countermeasure: c}
		scope := w.spec.Scope
		d.Assets, _ = r.findAll(scope.Assets, w.Path+"/scope/assets", w.spec.Optional)
		for i, id := range scope.Links {
			d.Links = r.scopeLink(d, id, diag.Join(w.Path, "scope/links", i))
		}
		for i, id := range scope.Zones {
			d.Zones = r.scopeZone(d, zones[id], id, diag.Join(w.Path, "scope/zones", i))
		}
		for _, id := range scope.Types {
			if t, ok := r.study.Catalog.AssetType(id); ok {
				d.Types = append(d.Types, t)
			}
		}
		if w.spec.ManagedBy != "" {
			d.Manager = r.find(w.spec.ManagedBy, w.Path+"/managed_by", w.spec.Optional)
		}
		if !scope.Model && len(d.Assets)+len(d.Links)+len(d.Zones)+len(d.Types) == 0 {
			continue // optional, and nothing of its scope is here
		}
		r.m.Deployments = append(r.m.Deployments, d)
		r.checkOnPath(d)
	}
}

func (r *resolver) scopeLink(d *Deployment, id LinkID, path string) []*Link {
	if k, ok := r.links[id]; ok {
		return append(d.Links, k)
	}
	if !d.Optional {
		r.unplacedLink(id, path)
	}
	return d.Links
}

// unplacedLink reports a link that exists in another case or was left out,
// unless it exists nowhere, which has been reported.
func (r *resolver) unplacedLink(id LinkID, path string) {
	if r.known.links[id] && !r.lostLinks[id] {
		r.add(diag.RefUnplaced, path, "id", string(id), "model", string(r.m.ID), "what", "link")
	}
}

func (r *resolver) scopeZone(d *Deployment, z *Zone, id ZoneID, path string) []*Zone {
	if z == nil {
		return d.Zones // reported before
	}
	if _, used := r.m.zoneIndex[z.ID]; used {
		return append(d.Zones, z)
	}
	if !d.Optional && len(r.lost) == 0 {
		r.add(diag.RefUnplaced, path, "id", string(id), "model", string(r.m.ID), "what", "zone")
	}
	return d.Zones
}

// checkOnPath reports a countermeasure that only acts on what crosses it, on an
// asset that nothing crosses.
func (r *resolver) checkOnPath(d *Deployment) {
	if d.Countermeasure.Acts != "path" {
		return
	}
	for _, a := range d.Assets {
		if len(a.Mediates) == 0 {
			r.add(diag.DeploymentPath, d.Origin.Path+"/scope", "id", string(d.ID), "asset", string(a.ID),
				"countermeasure", string(d.Countermeasure.ID), "model", string(r.m.ID))
		}
	}
}

// resolveRest takes over vulnerabilities and judgements, the nearest first.
func (r *resolver) resolveRest(zones map[ZoneID]*Zone) {
	for i := len(r.layers) - 1; i >= 0; i-- {
		l := r.layers[i]
		for j := range l.spec.Vulnerabilities {
			if a, ok := r.m.Asset(l.spec.Vulnerabilities[j].Asset); ok && a.Vulnerable == nil {
				a.Vulnerable = &l.spec.Vulnerabilities[j]
			}
		}
		for j, spec := range l.spec.Judgements {
			r.judgement(spec, zones, Origin{Model: l.spec.ID, Path: diag.Join(l.path, "judgements", j),
				Source: spec.Source}, false)
		}
	}
	for j, spec := range r.spec.Judgements {
		r.judgement(spec, zones, Origin{Path: diag.Join("judgements", j), Source: spec.Source}, true)
	}
}

func (r *resolver) judgement(spec JudgementSpec, zones map[ZoneID]*Zone, o Origin, shared bool) {
	if !spec.target().legal() {
		return
	}
	j := &Judgement{JudgementSpec: spec, Origin: o, Shared: shared}
	if spec.Zone != "" {
		j.Zone = zones[spec.Zone]
		if j.Zone == nil || !slices.Contains(r.m.Zones, j.Zone) {
			return
		}
	}
	if spec.Asset != "" {
		a, ok := r.m.Asset(spec.Asset)
		if !ok {
			return
		}
		j.Asset = a
	}
	r.m.Judgements = append(r.m.Judgements, j)
}
