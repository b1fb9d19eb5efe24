package attack

import (
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/defence"
	"github.com/sekisho/sekisho/internal/model"
)

// tuple is one way in which another asset is tied to an asset.
type tuple struct {
	from int32
	// link crossed, or −1.
	link int32
}

// tuples lists, per asset, the tuples of one relation.
type tuples [][]tuple

// relations holds every relation that the rules use, over one model. Each is
// linear in the links, the flows, or the assets of identity beside their zones.
type relations map[catalog.Relation]tuples

func newRelations(m *model.Model, rules []catalog.AttackRule, cover *defence.Coverage) relations {
	out := relations{}
	for _, r := range rules {
		if r.Relation != "" && out[r.Relation] == nil {
			out[r.Relation] = relate(m, r.Relation, cover)
		}
	}
	return out
}

func relate(m *model.Model, r catalog.Relation, cover *defence.Coverage) tuples {
	t := make(tuples, len(m.Assets))
	switch r {
	case catalog.RelSession, catalog.RelAnswer, catalog.RelCarry, catalog.RelRelease, catalog.RelMedia:
		for _, k := range m.Links {
			t.ofLink(r, k)
		}
	case catalog.RelFlow:
		for _, f := range m.Flows {
			for i, k := range f.Links {
				t.add(f.Hops[i], f.Hops[i+1], k)
			}
		}
	case catalog.RelIdentity:
		t.identity(m)
	case catalog.RelManages:
		t.manages(m, cover)
	case catalog.RelNeighbour:
		for _, k := range m.Links {
			t.neighbours(k)
		}
	}
	return t.unique()
}

func (t tuples) add(from, at *model.Asset, k *model.Link) {
	link := int32(-1)
	if k != nil {
		link = int32(k.Index)
	}
	if from != at {
		t[at.Index] = append(t[at.Index], tuple{int32(from.Index), link})
	}
}

func (t tuples) ofLink(r catalog.Relation, k *model.Link) {
	switch r {
	case catalog.RelSession:
		if k.Network() {
			t.add(k.From, k.To, k)
		}
	case catalog.RelAnswer:
		if k.Network() {
			t.add(k.To, k.From, k)
		}
	case catalog.RelCarry:
		t.data(k, func(from, to *model.Asset) { t.add(from, to, k) })
	case catalog.RelRelease:
		t.data(k, func(from, to *model.Asset) { t.add(to, from, k) })
	case catalog.RelMedia:
		if k.Kind != model.LinkMedia {
			return
		}
		t.data(k, func(from, to *model.Asset) { t.add(from, to, k) })
		for _, medium := range k.Via {
			// A medium can be written where it is read, whichever way it travels.
			for _, end := range []*model.Asset{k.From, k.To} {
				t.add(end, medium, k)
				t.add(medium, end, k)
			}
		}
	}
}

// data calls visit for each direction in which data go over the link.
func (t tuples) data(k *model.Link, visit func(from, to *model.Asset)) {
	if k.Data != model.Pull {
		visit(k.From, k.To)
	}
	if k.Data != model.Push {
		visit(k.To, k.From)
	}
}

// identity ties every asset to the assets of type identity with which it shares
// a link or a zone.
func (t tuples) identity(m *model.Model) {
	inZone := map[*model.Zone][]*model.Asset{}
	for _, a := range m.Assets {
		if a.Type.ID == identityType {
			inZone[a.Zone] = append(inZone[a.Zone], a)
		}
	}
	for _, a := range m.Assets {
		for _, id := range inZone[a.Zone] {
			t.add(id, a, nil)
		}
		for _, k := range a.Links {
			for _, end := range []*model.Asset{k.From, k.To} {
				if end.Type.ID == identityType && end.Zone != a.Zone {
					t.add(end, a, nil)
				}
			}
		}
	}
}

// identityType is the asset type of directories and identity providers.
const identityType = "identity"

// manages ties every asset to the managers of the deployments that cover it.
func (t tuples) manages(m *model.Model, cover *defence.Coverage) {
	for _, a := range m.Assets {
		cover.EachDirect(a, func(d *model.Deployment) {
			if d.Manager != nil {
				t.add(d.Manager, a, nil)
			}
		})
	}
}

// neighbours ties the ends and mediators of a link that stand in one zone.
func (t tuples) neighbours(k *model.Link) {
	ends := []*model.Asset{k.From, k.To}
	for _, via := range k.Via {
		for _, end := range ends {
			if via.Zone == end.Zone {
				t.add(via, end, nil)
				t.add(end, via, nil)
			}
		}
	}
	if k.From.Zone == k.To.Zone {
		t.add(k.From, k.To, nil)
		t.add(k.To, k.From, nil)
	}
}

// unique drops repeated tuples, keeping the first.
func (t tuples) unique() tuples {
	seen := map[tuple]bool{}
	for i, list := range t {
		if len(list) < 2 {
			continue
		}
		clear(seen)
		kept := list[:0]
		for _, x := range list {
			if !seen[x] {
				seen[x] = true
				kept = append(kept, x)
			}
		}
		t[i] = kept
	}
	return t
}
