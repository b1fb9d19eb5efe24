package model

import (
	"cmp"
	"slices"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
)

func lastText(old lang.Text, now *lang.Text) lang.Text {
	if now == nil {
		return old
	}
	return *now
}

// find gives the placed asset, or reports that the row needs one that is not
// placed. Rows that may do without it pass optional.
func (r *resolver) find(id AssetID, path string, optional bool) *Asset {
	if a, ok := r.m.Asset(id); ok {
		return a
	}
	if !optional && !r.misplaced(id) {
		r.add(diag.RefUnplaced, path, "id", string(id), "model", string(r.m.ID))
	}
	return nil
}

// misplaced reports whether the model lacks the asset because of a mistake that
// has been reported: there is no such asset, its type or its zone does not
// exist. What follows from it is not reported again.
func (r *resolver) misplaced(id AssetID) bool {
	i, exists := r.assets[id]
	if !exists || r.lost[id] {
		return true
	}
	_, typed := r.study.Catalog.AssetType(r.spec.Assets[i].Type)
	return !typed
}

// findAll is find for a list; ok is false when any is missing.
func (r *resolver) findAll(ids []AssetID, path string, optional bool) (out []*Asset, ok bool) {
	ok = true
	for i, id := range ids {
		a := r.find(id, diag.Join(path, i), optional)
		if a == nil {
			ok = false
			continue
		}
		out = append(out, a)
	}
	return out, ok
}

func (r *resolver) resolveLinks() {
	for _, w := range gather(r.builder, r.layers, r.cases, linkList) {
		k := &Link{LinkSpec: w.spec, Origin: w.Origin, Index: len(r.m.Links)}
		k.LinkSpec.Kind = cmp.Or(k.LinkSpec.Kind, LinkNetwork)
		k.From = r.find(w.spec.From, w.Path+"/from", w.spec.Optional)
		k.To = r.find(w.spec.To, w.Path+"/to", w.spec.Optional)
		via, ok := r.findAll(w.spec.Via, w.Path+"/via", w.spec.Optional)
		if k.From == nil || k.To == nil || !ok || k.From == k.To {
			r.loseLink(&w.spec)
			continue
		}
		k.Via = via
		r.m.Links = append(r.m.Links, k)
		r.links[k.ID] = k
		k.From.Links = append(k.From.Links, k)
		k.To.Links = append(k.To.Links, k)
		for _, a := range via {
			a.Mediates = append(a.Mediates, k)
		}
		r.byPair[pairOf(k.From, k.To)] = append(r.byPair[pairOf(k.From, k.To)], k)
	}
	for _, a := range r.m.Assets {
		if len(a.Links)+len(a.Mediates) == 0 && !r.lostEnds[a.ID] {
			r.add(diag.AssetUnlinked, a.Origin.Path, "id", string(a.ID), "model", string(r.m.ID))
		}
	}
}

// loseLink remembers a link that a reported mistake keeps out of the model, so
// that what lacks the link is not reported too.
func (r *resolver) loseLink(k *LinkSpec) {
	ends := append([]AssetID{k.From, k.To}, k.Via...)
	if k.Optional && !slices.ContainsFunc(ends, r.misplaced) {
		return
	}
	for _, id := range ends {
		r.lostEnds[id] = true
	}
	r.lostPairs[[2]AssetID{k.From, k.To}] = true
	r.lostPairs[[2]AssetID{k.To, k.From}] = true
	r.lostLinks[k.ID] = true
}

func (r *resolver) resolveFlows() {
	served := map[UseCaseID]bool{}
	for _, w := range gather(r.builder, r.layers, r.cases, flowList) {
		f := &Flow{FlowSpec: w.spec, Origin: w.Origin, Index: len(r.m.Flows), Classes: w.spec.Classes}
		if u, ok := r.study.UseCase(f.UseCase); ok && len(f.Classes) == 0 {
			f.Classes = u.Classes
		}
		served[f.UseCase] = true
		hops, ok := r.findAll(w.spec.Hops, w.Path+"/hops", false)
		if !ok {
			continue
		}
		f.Hops = hops
		for i := 1; i < len(hops); i++ {
			if k := r.hopLink(f, i); k != nil {
				f.Links = append(f.Links, k)
			}
		}
		r.m.Flows = append(r.m.Flows, f)
	}
	for i, u := range r.spec.UseCases {
		if !served[u.ID] {
			r.add(diag.UseCaseNoFlow, diag.Join("use_cases", i), "id", string(u.ID), "model", string(r.m.ID))
		}
	}
}

// hopLink finds the link over which the flow goes from hop i−1 to hop i.
func (r *resolver) hopLink(f *Flow, i int) *Link {
	from, to := f.Hops[i-1], f.Hops[i]
	path := diag.Join(f.Origin.Path, "hops", i)
	args := []string{"id", string(f.ID), "first", string(from.ID), "second", string(to.ID), "model", string(r.m.ID)}
	joining := r.byPair[pairOf(from, to)]
	if r.lostPairs[[2]AssetID{from.ID, to.ID}] {
		return nil
	}
	if len(f.FlowSpec.Links) == len(f.Hops)-1 {
		named := f.FlowSpec.Links[i-1]
		for _, k := range joining {
			if k.ID == named && k.carries(from, to) {
				return k
			}
		}
		r.add(diag.FlowLinkMismatch, diag.Join(f.Origin.Path, "links", i-1), append(args, "link", string(named))...)
		return nil
	}
	var fit []*Link
	for _, k := range joining {
		if k.carries(from, to) {
			fit = append(fit, k)
		}
	}
	switch {
	case len(joining) == 0:
		r.add(diag.FlowNoLink, path, args...)
	case len(fit) == 0:
		r.add(diag.FlowDirection, path, append(args, "link", string(joining[0].ID))...)
	case len(fit) > 1:
		r.add(diag.FlowAmbiguousLink, path, append(args, "link", string(fit[0].ID), "other", string(fit[1].ID))...)
	default:
		return fit[0]
	}
	return nil
}

// carries reports whether data goes over the link from one end to the other.
func (k *Link) carries(from, to *Asset) bool {
	if k.From == from && k.To == to {
		return k.Data != Pull
	}
	return k.From == to && k.To == from && k.Data != Push
}
