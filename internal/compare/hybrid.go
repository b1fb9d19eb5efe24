package compare

import (
	"slices"
	"strconv"

	"github.com/sekisho/sekisho/internal/assess"
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
	// slots are the inputs of both states, in a fixed order.
	slots []slot
	at    map[key]int
	// links gives the short id of a link by its key.
	links map[string]model.LinkID
	// useCases of both states.
	useCases []model.UseCaseSpec
	// quick rates on the lists of the old state and of the new one, which know
	// these data classes.
	quick   [2]*assess.Quick
	classes [2]map[catalog.DataClassID]bool
}

// slot is an input of the old state, the new one or both, with a short id that is
// the same in every choice.
type slot struct {
	from, to *input
	id       string
}

func newHybrid(from, to *state) *hybrid {
	h := &hybrid{from: from, to: to, at: map[key]int{}, links: map[string]model.LinkID{}}
	h.quick[0], h.classes[0] = assess.NewQuick(from.study.Catalog), classesOf(from.study.Catalog)
	if h.quick[1], h.classes[1] = h.quick[0], h.classes[0]; to.study.Catalog != from.study.Catalog {
		h.quick[1], h.classes[1] = assess.NewQuick(to.study.Catalog), classesOf(to.study.Catalog)
	}
	known := map[model.UseCaseID]bool{}
	for _, s := range []*state{from, to} {
		for _, k := range s.order {
			if _, ok := h.at[k]; !ok {
				h.slot(k)
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

func classesOf(c *catalog.Catalog) map[catalog.DataClassID]bool {
	out := make(map[catalog.DataClassID]bool, len(c.DataClasses))
	for _, d := range c.DataClasses {
		out[d.ID] = true
	}
	return out
}

// slot makes the slot of an input. A zone that only one state has is there in
// every choice: it matters through what stands in it.
func (h *hybrid) slot(k key) {
	x := slot{h.from.inputs[k], h.to.inputs[k], "x" + strconv.Itoa(len(h.slots))}
	if k.kind == KindZone {
		if x.from == nil {
			x.from = x.to
		}
		if x.to == nil {
			x.to = x.from
		}
	}
	if k.kind == KindLink {
		h.links[k.id] = model.LinkID(x.id)
	}
	h.at[k] = len(h.slots)
	h.slots = append(h.slots, x)
}

// choice says of every slot whether the new side is taken.
type choice struct {
	changed               []bool
	method, matrix, lists bool
}

// study builds the chosen model on the chosen lists, with what rates it.
func (h *hybrid) study(c *choice) (*model.Study, *assess.Quick) {
	lists := h.lists(c)
	quick := h.quick[0]
	if c.lists {
		quick = h.quick[1]
	}
	return model.Assemble(lists, h.spec(c, lists.Catalog)), quick
}

// spec writes the chosen model. Rows that cannot stand in it are left out.
func (h *hybrid) spec(c *choice, lists *catalog.Catalog) *model.Spec {
	w := &writer{h: h, lists: lists, known: h.classes[0], spec: &model.Spec{Format: model.Format}, links: make(map[model.LinkID]*model.LinkSpec, len(h.links)),
		placed: make(map[model.AssetID]bool, len(h.from.model.Assets)), held: map[model.ZoneID]bool{}, parent: map[model.ZoneID]model.ZoneID{},
		damages: map[model.DamageID]bool{}, points: map[model.EntryPointID]bool{}}
	if c.lists {
		w.known = h.classes[1]
	}
	w.m = model.ModelSpec{ID: "x", Text: bare, Cloud: h.from.model.Cloud || h.to.model.Cloud}
	w.spec.UseCases = h.useCases
	chosen := make([]*input, len(h.slots))
	for i := range h.slots {
		in := h.slots[i].from
		if c.changed[i] {
			in = h.slots[i].to
		}
		if in != nil {
			w.first(in)
			chosen[i] = in
		}
	}
	w.hold()
	for i, in := range chosen {
		if in != nil && in.kind == KindLink {
			w.link(in, h.slots[i].id)
		}
	}
	for i, in := range chosen {
		if in != nil {
			w.rest(in, h.slots[i].id)
		}
	}
	w.spec.Models = []model.ModelSpec{w.m}
	return w.spec
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
	h     *hybrid
	lists *catalog.Catalog
	// known are the data classes of the lists.
	known  map[catalog.DataClassID]bool
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
	return keepIDs(ids, w.known)
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

func (w *writer) link(in *input, id string) {
	if !w.all(in.of) {
		return
	}
	k := model.LinkSpec{ID: model.LinkID(id), From: in.link.From, To: in.link.To, Via: in.link.Via, Kind: in.link.Kind, Data: in.link.Data}
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
	id := w.h.links[string(k)]
	return id, w.links[id] != nil
}

func (w *writer) rest(in *input, id string) {
	switch in.kind {
	case KindFlow:
		w.flow(in, id)
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
			w.m.Goals = append(w.m.Goals, model.GoalSpec{ID: model.GoalID(id), Damage: in.goal.Damage, Effect: in.goal.Effect, Asset: in.goal.Asset})
		}
	case KindDeployment:
		w.deployment(in, id)
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

func (w *writer) flow(in *input, id string) {
	f := in.flow
	f.Classes = w.classes(f.Classes)
	f.ID, f.Links = model.FlowID(id), nil
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

func (w *writer) deployment(in *input, id string) {
	d := in.deployment
	if _, ok := w.lists.Countermeasure(d.Countermeasure); !ok {
		return
	}
	d.ID, d.Optional = model.DeploymentID(id), true
	if !w.placed[d.ManagedBy] {
		d.ManagedBy = ""
	}
	s := &d.Scope
	s.Assets = keepIDs(s.Assets, w.placed)
	s.Zones = keepIDs(s.Zones, w.held)
	if len(s.Types) > 0 {
		s.Types = slices.DeleteFunc(slices.Clone(s.Types), func(t catalog.AssetTypeID) bool {
			_, ok := w.lists.AssetType(t)
			return !ok
		})
	}
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

// keepIDs keeps the ids that are there. The list is a new one only where some are
// not.
func keepIDs[K ~string](ids []K, have map[K]bool) []K {
	if !slices.ContainsFunc(ids, func(id K) bool { return !have[id] }) {
		return ids
	}
	var out []K
	for _, id := range ids {
		if have[id] {
			out = append(out, id)
		}
	}
	return out
}
