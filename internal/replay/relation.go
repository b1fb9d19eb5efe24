package replay

import (
	"slices"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/model"
)

// identityType is the type of the assets to which relation identity points.
const identityType catalog.AssetTypeID = "identity"

// passes reports whether an asset passes a filter of a rule.
func passes(m *model.Model, f *catalog.Filter, a *model.Asset) bool {
	if len(f.Types) > 0 && !slices.Contains(f.Types, a.Type.ID) {
		return false
	}
	inCloud := a.Zone.Kind == model.ZoneCloud
	if f.Environment == "cloud" && !inCloud || f.Environment == "onprem" && inCloud {
		return false
	}
	if len(f.Classes) > 0 && !slices.ContainsFunc(f.Classes, func(c catalog.DataClassID) bool { return slices.Contains(a.Classes, c) }) {
		return false
	}
	return f.Internet == "" || facesInternet(m, f.Internet, a)
}

// facesInternet reports whether the asset opens (outbound) or accepts (inbound)
// network sessions with an asset in the Internet.
func facesInternet(m *model.Model, direction string, a *model.Asset) bool {
	for _, k := range m.Links {
		if k.Kind != model.LinkNetwork {
			continue
		}
		if direction == "outbound" && k.From == a && k.To.Zone.Kind == model.ZoneInternet {
			return true
		}
		if direction == "inbound" && k.To == a && k.From.Zone.Kind == model.ZoneInternet {
			return true
		}
	}
	return false
}

// crosses reports whether a relation goes over a link.
func crosses(r catalog.Relation) bool {
	switch r {
	case catalog.RelSession, catalog.RelAnswer, catalog.RelCarry, catalog.RelRelease, catalog.RelFlow, catalog.RelMedia:
		return true
	}
	return false
}

// joined reports whether the relation holds from one asset to the other over the
// link.
func joined(m *model.Model, r catalog.Relation, from, at *model.Asset, k *model.Link) bool {
	if from == at {
		return false
	}
	switch r {
	case catalog.RelSession:
		return k.Kind == model.LinkNetwork && k.From == from && k.To == at
	case catalog.RelAnswer:
		return k.Kind == model.LinkNetwork && k.From == at && k.To == from
	case catalog.RelCarry:
		return dataGo(k, from, at)
	case catalog.RelRelease:
		return dataGo(k, at, from)
	case catalog.RelFlow:
		return flows(m, from, at, k)
	case catalog.RelMedia:
		return k.Kind == model.LinkMedia && (dataGo(k, from, at) ||
			slices.Contains(k.Via, from) && (k.From == at || k.To == at) ||
			slices.Contains(k.Via, at) && (k.From == from || k.To == from))
	}
	return false
}

// dataGo reports whether data go over the link from a to b.
func dataGo(k *model.Link, a, b *model.Asset) bool {
	switch {
	case k.From == a && k.To == b:
		return k.Data == model.Push || k.Data == model.Both
	case k.From == b && k.To == a:
		return k.Data == model.Pull || k.Data == model.Both
	}
	return false
}

// flows reports whether a data flow takes the link from one asset to the other
// as its next hop.
func flows(m *model.Model, from, at *model.Asset, k *model.Link) bool {
	for _, f := range m.Flows {
		for i, taken := range f.Links {
			if taken == k && i+1 < len(f.Hops) && f.Hops[i] == from && f.Hops[i+1] == at {
				return true
			}
		}
	}
	return false
}

// tied reports whether a relation that crosses no link holds between two assets.
func tied(m *model.Model, r catalog.Relation, from, at *model.Asset) bool {
	if from == at {
		return false
	}
	switch r {
	case catalog.RelIdentity:
		return from.Type.ID == identityType && (from.Zone == at.Zone || linked(m, from, at))
	case catalog.RelManages:
		return slices.ContainsFunc(m.Deployments, func(d *model.Deployment) bool {
			return d.ManagedBy == from.ID && covers(d, at)
		})
	case catalog.RelNeighbour:
		return from.Zone == at.Zone && (touches(m, from, at) || touches(m, at, from))
	}
	return false
}

// linked reports whether a link joins the two assets, in either direction.
func linked(m *model.Model, a, b *model.Asset) bool {
	return slices.ContainsFunc(m.Links, func(k *model.Link) bool { return ends(k, a) && ends(k, b) })
}

// touches reports whether a mediates or ends a link of which b is an end.
func touches(m *model.Model, a, b *model.Asset) bool {
	return slices.ContainsFunc(m.Links, func(k *model.Link) bool {
		return ends(k, b) && (ends(k, a) || slices.Contains(k.Via, a))
	})
}

func ends(k *model.Link, a *model.Asset) bool { return k.From == a || k.To == a }
