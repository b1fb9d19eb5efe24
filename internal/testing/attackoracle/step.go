package attackoracle

import (
	"slices"

	"github.com/sekisho/sekisho/internal/attacktree"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/model"
)

// Steps lists every step of every rule in the model that an attack from the
// start could take, with every choice of managers to be switched off that makes
// a difference. Steps whose premises nothing gives are among them.
func (w *World) Steps(l Start) []attacktree.Step { return append(w.Entering(l), w.Onward()...) }

// Entering lists the steps of initial access of a start.
func (w *World) Entering(l Start) []attacktree.Step {
	var out []attacktree.Step
	for _, r := range w.rules {
		if r.ID == l.Rule && len(r.Entry) > 0 && w.passes(r.At, w.asset[l.Asset]) {
			out = append(out, w.variants(r, attacktree.Step{Rule: r.ID, At: l.Asset})...)
		}
	}
	return out
}

// Onward lists the steps of the rules that are not of initial access.
func (w *World) Onward() []attacktree.Step {
	var out []attacktree.Step
	for _, r := range w.rules {
		for _, at := range w.assets {
			switch {
			case len(r.Entry) > 0 || !w.passes(r.At, at):
			case r.Relation == "":
				out = append(out, w.variants(r, attacktree.Step{Rule: r.ID, At: at.ID})...)
			default:
				out = append(out, w.related(r, at)...)
			}
		}
	}
	return out
}

// begins reports whether an entry point begins with the rule: they share a
// technique, or the one names a technique of which the other is a part.
func begins(r catalog.AttackRule, point model.EntryPointSpec) bool {
	for _, t := range point.Techniques {
		for _, mine := range r.Entry {
			if near(t, string(mine)) {
				return true
			}
		}
	}
	return false
}

// related lists the steps of a rule with a relation on one asset.
func (w *World) related(r catalog.AttackRule, at model.AssetSpec) []attacktree.Step {
	var out []attacktree.Step
	for _, from := range w.assets {
		if from.ID == at.ID || r.From != nil && !w.passes(*r.From, from) {
			continue
		}
		s := attacktree.Step{Rule: r.ID, At: at.ID, From: from.ID}
		switch r.Relation {
		case catalog.RelIdentity, catalog.RelManages, catalog.RelNeighbour:
			if w.linkless(r.Relation, from, at) {
				out = append(out, w.variants(r, s)...)
			}
			continue
		}
		for _, k := range w.m.Links {
			if w.over(r.Relation, from.ID, at.ID, k) {
				s.Link = k.ID
				out = append(out, w.variants(r, s)...)
			}
		}
	}
	return out
}

// over reports whether a relation holds over one link.
func (w *World) over(r catalog.Relation, from, at model.AssetID, k model.LinkSpec) bool {
	forward, backward := k.From == from && k.To == at, k.From == at && k.To == from
	pushes, pulls := k.Data != model.Pull, k.Data != model.Push
	switch r {
	case catalog.RelSession:
		return network(k) && forward
	case catalog.RelAnswer:
		return network(k) && backward
	case catalog.RelCarry:
		return forward && pushes || backward && pulls
	case catalog.RelRelease:
		return forward && pulls || backward && pushes
	case catalog.RelMedia:
		if k.Kind != model.LinkMedia {
			return false
		}
		end := func(a model.AssetID) bool { return k.From == a || k.To == a }
		medium := func(a model.AssetID) bool { return slices.Contains(k.Via, a) }
		return forward && pushes || backward && pulls || medium(from) && end(at) || medium(at) && end(from)
	case catalog.RelFlow:
		for _, f := range w.m.Flows {
			for i, taken := range f.Links {
				if taken == k.ID && f.Hops[i] == from && f.Hops[i+1] == at {
					return true
				}
			}
		}
	}
	return false
}

// linkless reports whether a relation that crosses no link holds.
func (w *World) linkless(r catalog.Relation, from, at model.AssetSpec) bool {
	together := w.zoneOf[from.ID] == w.zoneOf[at.ID]
	switch r {
	case catalog.RelManages:
		for _, d := range w.m.Deployments {
			if d.ManagedBy == from.ID && w.onAsset(d, at) {
				return true
			}
		}
		return false
	case catalog.RelIdentity:
		if from.Type != "identity" {
			return false
		}
		for _, k := range w.m.Links {
			together = together || k.From == from.ID && k.To == at.ID || k.From == at.ID && k.To == from.ID
		}
		return together
	}
	near := false
	for _, k := range w.m.Links {
		on := func(a model.AssetID) (end, any bool) {
			end = k.From == a || k.To == a
			return end, end || slices.Contains(k.Via, a)
		}
		fromEnds, fromAny := on(from.ID)
		atEnds, atAny := on(at.ID)
		near = near || fromEnds && atAny || atEnds && fromAny
	}
	return near && together
}

// passes reports whether an asset passes a filter.
func (w *World) passes(f catalog.Filter, a model.AssetSpec) bool {
	holds := len(f.Classes) == 0
	for _, c := range f.Classes {
		holds = holds || slices.Contains(a.Classes, c)
	}
	inCloud := w.kind(a.ID) == model.ZoneCloud
	faces := f.Internet == ""
	for _, k := range w.m.Links {
		if network(k) {
			faces = faces || f.Internet == "outbound" && k.From == a.ID && w.kind(k.To) == model.ZoneInternet
			faces = faces || f.Internet == "inbound" && k.To == a.ID && w.kind(k.From) == model.ZoneInternet
		}
	}
	return holds && faces && (len(f.Types) == 0 || slices.Contains(f.Types, a.Type)) &&
		(f.Environment == "" || inCloud == (f.Environment == "cloud"))
}

// variants gives the step with its premises, and once more for each set of
// managers that matters when all of it is switched off: fewer would leave
// another level.
func (w *World) variants(r catalog.AttackRule, s attacktree.Step) []attacktree.Step {
	for _, p := range r.Needs {
		f := attacktree.Fact{Kind: p.Fact, Asset: s.At}
		if p.On == "from" {
			f.Asset = s.From
		}
		if !slices.Contains(s.Needs, f) {
			s.Needs = append(s.Needs, f)
		}
	}
	s.Gives = attacktree.Fact{Kind: r.Gives, Asset: s.At}
	var managers []model.AssetID
	for _, a := range w.assets {
		if slices.ContainsFunc(w.m.Deployments, func(d model.DeploymentSpec) bool {
			return d.ManagedBy == a.ID && (w.onAsset(d, w.asset[s.At]) || w.onLink(d, s.Link)) && actsOn(w.measures[d.Countermeasure], r)
		}) {
			managers = append(managers, a.ID)
		}
	}
	var out []attacktree.Step
	for set := range 1 << len(managers) {
		v := s
		v.Needs = slices.Clone(s.Needs)
		v.Off = nil
		for i, x := range managers {
			if set>>i&1 == 1 {
				v.Off = append(v.Off, x)
				if f := (attacktree.Fact{Kind: catalog.FactDisabled, Asset: x}); !slices.Contains(v.Needs, f) {
					v.Needs = append(v.Needs, f)
				}
			}
		}
		if w.matters(v) {
			out = append(out, v)
		}
	}
	return out
}

// matters reports whether each manager switched off lowers the level, at the
// worst or at the best of what is unknown.
func (w *World) matters(s attacktree.Step) bool {
	worst, best := w.Level(s)
	for i := range s.Off {
		fewer := s
		fewer.Off = slices.Delete(slices.Clone(s.Off), i, i+1)
		if a, b := w.Level(fewer); a == worst && b == best {
			return false
		}
	}
	return true
}
