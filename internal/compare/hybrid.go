package compare

import (
	"fmt"
	"slices"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// hybrid builds the model that has the inputs chosen by side: each from the old
// state or the new one. Rows that need something that is not there fall away: a
// link with an end that is not placed, a flow over a link that is not there, a
// deployment of which no scope is left. So every choice gives a whole model.
type hybrid struct {
	from, to *state
	// ids are short ids by key, the same in every choice.
	ids map[key]string
	// keys of both states in a fixed order.
	keys []key
	// useCases of both states.
	useCases []model.UseCaseSpec
}

func newHybrid(from, to *state) *hybrid {
	h := &hybrid{from: from, to: to, ids: map[key]string{}}
	known := map[model.UseCaseID]bool{}
	for _, s := range []*state{from, to} {
		for _, k := range s.order {
			if _, ok := h.ids[k]; !ok {
				h.ids[k] = fmt.Sprintf("x%d", len(h.keys))
				h.keys = append(h.keys, k)
			}
		}
		for _, u := range s.study.Spec.UseCases {
			if !known[u.ID] {
				known[u.ID] = true
				h.useCases = append(h.useCases, model.UseCaseSpec{ID: u.ID, Text: bare})
			}
		}
	}
	return h
}

// choice says for an input whether the new side is taken.
type choice struct {
	changed               map[key]bool
	method, matrix, lists bool
}

func (h *hybrid) pick(k key, c *choice) *input {
	if k.kind == KindZone && h.from.inputs[k] == nil {
		return h.to.inputs[k]
	}
	if k.kind == KindZone && h.to.inputs[k] == nil {
		return h.from.inputs[k]
	}
	if c.changed[k] {
		return h.to.inputs[k]
	}
	return h.from.inputs[k]
}

// study builds the chosen model on the chosen lists. The findings of building are
// those of a model that nobody wrote: rows that cannot stand in it have been left
// out, and what else a check would ask for is of no interest.
func (h *hybrid) study(c *choice) *model.Study {
	lists := h.lists(c)
	w := &writer{h: h, lists: lists.Catalog, spec: &model.Spec{Format: model.Format}, links: map[model.LinkID]*model.LinkSpec{},
		placed: map[model.AssetID]bool{}, held: map[model.ZoneID]bool{}, parent: map[model.ZoneID]model.ZoneID{},
		damages: map[model.DamageID]bool{}, points: map[model.EntryPointID]bool{}}
	w.m = model.ModelSpec{ID: "x", Text: bare, Cloud: h.from.model.Cloud || h.to.model.Cloud}
	w.spec.UseCases = h.useCases
	var later []*input
	for _, k := range h.keys {
		if in := h.pick(k, c); in != nil {
			w.first(in)
			later = append(later, in)
		}
	}
	w.hold()
	for _, in := range later {
		w.link(in)
	}
	for _, in := range later {
		w.rest(in)
	}
	w.spec.Models = []model.ModelSpec{w.m}
	s, _ := model.BuildOn(lists, w.spec, model.Options{})
	return s
}

// lists gives the method and the reference lists of the chosen sides.
func (h *hybrid) lists(c *choice) *model.Study {
	side := h.from
	if c.lists {
		side = h.to
	}
	me := *h.from.method
	if c.method {
		me = *h.to.method
	}
	me.Matrix = h.from.method.Matrix
	if c.matrix {
		me.Matrix = h.to.method.Matrix
	}
	me.Matrices = []*method.Matrix{me.Matrix}
	return &model.Study{Method: &me, Catalog: side.study.Catalog}
}

// writer writes the chosen inputs as a study of one model.
type writer struct {
	h      *hybrid
	lists  *catalog.Catalog
	spec   *model.Spec
	m      model.ModelSpec
	links  map[model.LinkID]*model.LinkSpec
	placed map[model.AssetID]bool
	// held are the zones that hold assets, directly or nested.
	held   map[model.ZoneID]bool
	parent map[model.ZoneID]model.ZoneID
	// damages and points that are written.
	damages map[model.DamageID]bool
	points  map[model.EntryPointID]bool
}

// first writes what other rows need: masters, zones and placements.
func (w *writer) first(in *input) {
	switch in.kind {
	case KindDamage:
		d := in.damage
		d.Text, d.Source, d.CloudOnly = bare, "", false
		w.spec.Damages = append(w.spec.Damages, d)
		w.damages[d.ID] = true
	case KindEntryPoint:
		p := in.point
		p.Text, p.Source, p.CloudOnly = bare, "", false
		w.spec.EntryPoints = append(w.spec.EntryPoints, p)
		w.points[p.ID] = true
	case KindAsset:
		w.asset(*in.asset)
	case KindZone:
		z := in.zone
		z.Text = bare
		w.m.Zones = append(w.m.Zones, z)
		w.parent[z.ID] = z.Parent
	case KindPlacement:
		w.m.Placements = append(w.m.Placements, model.PlacementSpec{Zone: in.placement, Assets: in.of})
		w.placed[in.of[0]] = true
	}
}

// asset writes a row of the asset master, where the lists know its type.
func (w *writer) asset(a model.AssetSpec) {
	if _, ok := w.lists.AssetType(a.Type); !ok {
		return
	}
	a.Text, a.Source = bare, ""
	a.Classes = w.classes(a.Classes)
	if _, ok := w.lists.StopEffect(a.Stops); !ok {
		a.Stops = ""
	}
	w.spec.Assets = append(w.spec.Assets, a)
}

// classes keeps the data classes that the lists know.
func (w *writer) classes(ids []catalog.DataClassID) []catalog.DataClassID {
	known := map[catalog.DataClassID]bool{}
	for _, c := range w.lists.DataClasses {
		known[c.ID] = true
	}
	return keepIDs(ids, known)
}

// hold finds the zones that hold assets. An asset without its row in the master
// is not placed.
func (w *writer) hold() {
	described := map[model.AssetID]bool{}
	for _, a := range w.spec.Assets {
		described[a.ID] = true
	}
	kept := w.m.Placements[:0]
	for _, p := range w.m.Placements {
		if !described[p.Assets[0]] {
			delete(w.placed, p.Assets[0])
			continue
		}
		kept = append(kept, p)
		for z := p.Zone; z != "" && !w.held[z]; z = w.parent[z] {
			w.held[z] = true
		}
	}
	w.m.Placements = kept
}

func (w *writer) link(in *input) {
	if in.kind != KindLink || !w.all(in.of) {
		return
	}
	k := model.LinkSpec{ID: model.LinkID(w.h.ids[in.key]), From: in.link.From, To: in.link.To, Via: in.link.Via, Kind: in.link.Kind, Data: in.link.Data}
	w.m.Links = append(w.m.Links, k)
	w.links[k.ID] = &k
}

func (w *writer) all(ids []model.AssetID) bool {
	for _, id := range ids {
		if !w.placed[id] {
			return false
		}
	}
	return true
}

// linkID gives the short id of a link by its key; ok is false when the link is
// not there.
func (w *writer) linkID(k model.LinkID) (model.LinkID, bool) {
	id := model.LinkID(w.h.ids[key{KindLink, string(k)}])
	return id, w.links[id] != nil
}

func (w *writer) rest(in *input) {
	switch in.kind {
	case KindFlow:
		w.flow(in)
	case KindEntry:
		if !w.points[in.entry.Entry] {
			return
		}
		e := in.entry
		e.Assets = keepIDs(e.Assets, w.placed)
		if len(e.Assets) == 0 {
			e.Applies = model.NotPossible
		}
		w.m.Entries = append(w.m.Entries, e)
	case KindGoal:
		if w.all(in.of) && w.damages[in.goal.Damage] {
			w.m.Goals = append(w.m.Goals, model.GoalSpec{ID: model.GoalID(w.h.ids[in.key]), Damage: in.goal.Damage, Effect: in.goal.Effect, Asset: in.goal.Asset})
		}
	case KindDeployment:
		w.deployment(in)
	case KindJudgement:
		w.judgement(in.judgement)
	case KindVulnerability:
		if w.placed[in.of[0]] {
			w.m.Vulnerabilities = append(w.m.Vulnerabilities, model.VulnerabilitySpec{Asset: in.of[0], Reason: "-", Author: "-", Date: "2000-01-01"})
		}
	}
}

func (w *writer) judgement(j model.JudgementSpec) {
	if _, ok := w.lists.Threat(j.Threat); !ok && j.Threat != "" {
		return
	}
	j.Source = ""
	if (j.Asset == "" || w.placed[j.Asset]) && (j.Zone == "" || w.held[j.Zone]) {
		w.m.Judgements = append(w.m.Judgements, j)
	}
}

func (w *writer) flow(in *input) {
	f := in.flow
	f.Classes = w.classes(f.Classes)
	f.ID, f.Links = model.FlowID(w.h.ids[in.key]), nil
	for i, k := range in.flow.Links {
		id, ok := w.linkID(k)
		if !ok || !carries(w.links[id], f.Hops[i], f.Hops[i+1]) {
			return
		}
		f.Links = append(f.Links, id)
	}
	if w.all(f.Hops) {
		w.m.Flows = append(w.m.Flows, f)
	}
}

// carries reports whether data goes over the link from one asset to the other.
func carries(k *model.LinkSpec, from, to model.AssetID) bool {
	return k.From == from && k.To == to && k.Data != model.Pull || k.From == to && k.To == from && k.Data != model.Push
}

func (w *writer) deployment(in *input) {
	d := in.deployment
	if _, ok := w.lists.Countermeasure(d.Countermeasure); !ok {
		return
	}
	d.ID, d.Optional = model.DeploymentID(w.h.ids[in.key]), true
	if !w.placed[d.ManagedBy] {
		d.ManagedBy = ""
	}
	s := &d.Scope
	s.Assets = keepIDs(s.Assets, w.placed)
	s.Zones = keepIDs(s.Zones, w.held)
	s.Types = slices.DeleteFunc(slices.Clone(s.Types), func(t catalog.AssetTypeID) bool {
		_, ok := w.lists.AssetType(t)
		return !ok
	})
	s.Links = nil
	for _, k := range in.deployment.Scope.Links {
		if id, ok := w.linkID(k); ok {
			s.Links = append(s.Links, id)
		}
	}
	if s.Model || len(s.Assets)+len(s.Zones)+len(s.Links)+len(s.Types) > 0 {
		w.m.Deployments = append(w.m.Deployments, d)
	}
}

func keepIDs[K ~string](ids []K, have map[K]bool) []K {
	var out []K
	for _, id := range ids {
		if have[id] {
			out = append(out, id)
		}
	}
	return out
}
