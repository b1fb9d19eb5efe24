package assess

import (
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/model"
)

// standing is how far one countermeasure counts: 0 not, 1 partly, 2 in place and
// effective; at the worst and at the best of what is unknown.
type standing struct{ worst, best uint8 }

const (
	partly  = 1
	inPlace = 2
)

// standingOf gives what one deployment contributes. A status or effectiveness
// that is unknown counts at its best only.
func standingOf(d *model.Deployment) standing {
	full := uint8(inPlace)
	switch d.Status {
	case model.InPlace:
	case model.Partial:
		full = partly
	case model.UnknownStatus:
		if d.Effective == model.NotEffective {
			return standing{}
		}
		return standing{0, inPlace}
	default: // planned, absent, not applicable
		return standing{}
	}
	switch d.Effective {
	case model.Effective:
		return standing{full, full}
	case model.NotEffective:
		return standing{}
	}
	return standing{0, full}
}

// or is the better of two deployments of one countermeasure at one place.
func (s standing) or(t standing) standing {
	return standing{max(s.worst, t.worst), max(s.best, t.best)}
}

// and is the weaker of two places that must both be crossed.
func (s standing) and(t standing) standing {
	return standing{min(s.worst, t.worst), min(s.best, t.best)}
}

// at is the standing of a countermeasure at one place.
type at struct {
	countermeasure int
	standing       standing
}

// coverage tells for each asset how far each countermeasure of the catalogue
// covers it. It is prepared once per model, in time linear in the deployments
// and their scopes.
type coverage struct {
	m   *model.Model
	cat *catalog.Catalog
	// broad caches the standings over whole zones, types and the model, by zone
	// and type; all assets of one type in one zone share them.
	broad map[broadKey][]standing
	// onAsset and onLink list the deployments named for single assets and links,
	// by index.
	onAsset, onLink [][]*model.Deployment
	wide            []*model.Deployment
	// index gives the place in the catalogue of each deployment's countermeasure.
	index   []int
	crossed []crossing
}

type broadKey struct {
	zone *model.Zone
	kind *catalog.AssetType
}

// crossing is the scratch of one countermeasure while the links into an asset
// are walked.
type crossing struct {
	links    int
	seen     int
	standing standing
	here     standing
}

func newCoverage(m *model.Model, cat *catalog.Catalog) *coverage {
	c := &coverage{m: m, cat: cat, broad: map[broadKey][]standing{},
		onAsset: make([][]*model.Deployment, len(m.Assets)), onLink: make([][]*model.Deployment, len(m.Links)),
		crossed: make([]crossing, len(cat.Countermeasures))}
	for _, d := range m.Deployments {
		c.index = append(c.index, cat.CountermeasureIndex(d.Countermeasure.ID))
		for _, a := range d.Assets {
			c.onAsset[a.Index] = append(c.onAsset[a.Index], d)
		}
		for _, k := range d.Links {
			c.onLink[k.Index] = append(c.onLink[k.Index], d)
		}
		if d.Scope.Model || len(d.Zones)+len(d.Types) > 0 {
			c.wide = append(c.wide, d)
		}
	}
	return c
}

// coversBroadly reports whether the deployment covers assets of the type in the
// zone through the model, a zone or a type in its scope. What is deployed over a
// zone or the model reaches only the types on which it can be installed.
func coversBroadly(d *model.Deployment, zone *model.Zone, kind *catalog.AssetType) bool {
	for _, t := range d.Types {
		if t == kind {
			return true
		}
	}
	if !d.Countermeasure.Covers(kind.ID) {
		return false
	}
	for _, z := range d.Zones {
		if zone.Within(z) {
			return true
		}
	}
	return d.Scope.Model
}

func (c *coverage) broadOf(zone *model.Zone, kind *catalog.AssetType) []standing {
	key := broadKey{zone, kind}
	if s, ok := c.broad[key]; ok {
		return s
	}
	s := make([]standing, len(c.cat.Countermeasures))
	for _, d := range c.wide {
		if coversBroadly(d, zone, kind) {
			i := c.index[d.Index]
			s[i] = s[i].or(standingOf(d))
		}
	}
	c.broad[key] = s
	return s
}

// of fills into with the standing of every countermeasure for the asset.
func (c *coverage) of(a *model.Asset, into []standing) {
	copy(into, c.broadOf(a.Zone, a.Type))
	for _, d := range c.onAsset[a.Index] {
		i := c.index[d.Index]
		into[i] = into[i].or(standingOf(d))
	}
	c.crossings(a, into)
}

// linksInto lists the links by which sessions or data come into the asset from
// another zone.
func linksInto(a *model.Asset) []*model.Link {
	var in []*model.Link
	for _, k := range a.Links {
		if k.From.Zone != k.To.Zone && k.BringsInto(a) {
			in = append(in, k)
		}
	}
	return in
}

// crossings adds the countermeasures that every link into the asset crosses.
// The weakest link decides.
func (c *coverage) crossings(a *model.Asset, into []standing) {
	links := 0
	var touched []int
	for _, k := range a.Links {
		if k.From.Zone == k.To.Zone || !k.BringsInto(a) {
			continue
		}
		links++
		if links == 1 || len(touched) > 0 {
			touched = c.cross(k, links, touched)
		}
	}
	for _, i := range touched {
		if x := c.crossed[i]; x.links == links {
			into[i] = into[i].or(x.standing)
		}
		c.crossed[i] = crossing{}
	}
}

// cross walks the deployments on one link and its mediators, the n-th link into
// the asset.
func (c *coverage) cross(k *model.Link, n int, touched []int) []int {
	c.onPath(k, func(d *model.Deployment) {
		i := c.index[d.Index]
		x := &c.crossed[i]
		if n == 1 && x.seen == 0 {
			touched = append(touched, i)
		}
		if x.links < n-1 {
			return // an earlier link does without it
		}
		if x.seen < n {
			x.here = standing{}
			x.seen = n
		}
		x.here = x.here.or(standingOf(d))
	})
	for _, i := range touched {
		x := &c.crossed[i]
		if x.seen != n || x.links != n-1 {
			continue
		}
		x.links = n
		if n == 1 {
			x.standing = x.here
		} else {
			x.standing = x.standing.and(x.here)
		}
	}
	return touched
}

// onPath visits the deployments that protect what lies behind the link: those on
// the link, and those on its mediators that act on what crosses them.
func (c *coverage) onPath(k *model.Link, visit func(*model.Deployment)) {
	for _, d := range c.onLink[k.Index] {
		visit(d)
	}
	for _, a := range k.Via {
		for _, d := range c.onAsset[a.Index] {
			if d.Countermeasure.ActsOnPath() {
				visit(d)
			}
		}
	}
}
