// Package defence tells which countermeasures protect an asset, and how far they
// count: 対策の配置 read for one asset or one link. The cells of the asset-based
// analysis and the steps of attack trees read the same coverage, so that the two
// analyses cannot differ in their facts. It gives no level.
package defence

import (
	"slices"
	"sync"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/model"
)

// Standing is how far one countermeasure counts: 0 not, 1 partly, 2 in place and
// effective; at the worst and at the best of what is unknown.
type Standing struct{ Worst, Best uint8 }

// What a standing counts.
const (
	Partly  = 1
	InPlace = 2
)

// StandingOf gives what one deployment contributes. A status or effectiveness
// that is unknown counts at its best only.
func StandingOf(d *model.Deployment) Standing {
	full := uint8(InPlace)
	switch d.Status {
	case model.InPlace:
	case model.Partial:
		full = Partly
	case model.UnknownStatus:
		if d.Effective == model.NotEffective {
			return Standing{}
		}
		return Standing{0, InPlace}
	default: // planned, absent, not applicable
		return Standing{}
	}
	switch d.Effective {
	case model.Effective:
		return Standing{full, full}
	case model.NotEffective:
		return Standing{}
	}
	return Standing{0, full}
}

// Or is the better of two deployments of one countermeasure at one place.
func (s Standing) Or(t Standing) Standing {
	return Standing{max(s.Worst, t.Worst), max(s.Best, t.Best)}
}

// And is the weaker of two places that must both be crossed.
func (s Standing) And(t Standing) Standing {
	return Standing{min(s.Worst, t.Worst), min(s.Best, t.Best)}
}

// Coverage tells for each asset how far each countermeasure of the catalogue
// covers it. It is prepared once per model, in time linear in the deployments
// and their scopes. Several goroutines may ask it at once.
type Coverage struct {
	m   *model.Model
	cat *catalog.Catalog
	// mu guards what is kept and the scratch: broad and crossed.
	mu sync.Mutex
	// broad caches what covers all assets of one type in one zone through the
	// zone, the type or the model.
	broad map[broadKey]broad
	// onAsset and onLink list the deployments named for single assets and links,
	// by index.
	onAsset, onLink [][]*model.Deployment
	// byZone lists the deployments over each zone, anywhere those over types or
	// the whole model.
	byZone   map[*model.Zone][]*model.Deployment
	anywhere []*model.Deployment
	// index gives the place in the catalogue of each deployment's countermeasure.
	index   []int
	crossed []crossing
}

// broad is what covers assets alike.
type broad struct {
	deployments []*model.Deployment
	standings   []Standing
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
	standing Standing
	here     Standing
}

// New prepares the coverage of a model.
func New(m *model.Model, cat *catalog.Catalog) *Coverage {
	c := &Coverage{m: m, cat: cat, broad: map[broadKey]broad{}, byZone: map[*model.Zone][]*model.Deployment{},
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
		for _, z := range d.Zones {
			c.byZone[z] = append(c.byZone[z], d)
		}
		if d.Scope.Model || len(d.Types) > 0 {
			c.anywhere = append(c.anywhere, d)
		}
	}
	return c
}

// coversBroadly reports whether the deployment covers assets of the type in the
// zone through the model, a zone or a type in its scope. What is deployed over a
// zone or the model reaches only the types on which it can be installed.
func coversBroadly(d *model.Deployment, zone *model.Zone, kind *catalog.AssetType) bool {
	if slices.Contains(d.Types, kind) {
		return true
	}
	if !d.Countermeasure.Covers(kind.ID) {
		return false
	}
	if slices.ContainsFunc(d.Zones, zone.Within) {
		return true
	}
	return d.Scope.Model
}

func (c *Coverage) broadOf(zone *model.Zone, kind *catalog.AssetType) broad {
	key := broadKey{zone, kind}
	c.mu.Lock()
	defer c.mu.Unlock()
	if b, ok := c.broad[key]; ok {
		return b
	}
	b := broad{standings: make([]Standing, len(c.cat.Countermeasures))}
	take := func(ds []*model.Deployment) {
		for _, d := range ds {
			if coversBroadly(d, zone, kind) && !slices.Contains(b.deployments, d) {
				i := c.index[d.Index]
				b.standings[i] = b.standings[i].Or(StandingOf(d))
				b.deployments = append(b.deployments, d)
			}
		}
	}
	take(c.anywhere)
	for z := zone; z != nil; z = z.Parent {
		take(c.byZone[z])
	}
	c.broad[key] = b
	return b
}

// Cell fills into with the standing of every countermeasure for the cells of the
// asset: what covers it directly, and what every link into it crosses.
func (c *Coverage) Cell(a *model.Asset, into []Standing) {
	c.Direct(a, into)
	c.crossings(a, into)
}

// Direct fills into with the standing of every countermeasure that covers the
// asset itself.
func (c *Coverage) Direct(a *model.Asset, into []Standing) {
	copy(into, c.broadOf(a.Zone, a.Type).standings)
	for _, d := range c.onAsset[a.Index] {
		i := c.index[d.Index]
		into[i] = into[i].Or(StandingOf(d))
	}
}

// EachDirect visits the deployments that cover the asset itself.
func (c *Coverage) EachDirect(a *model.Asset, visit func(*model.Deployment)) {
	for _, d := range c.broadOf(a.Zone, a.Type).deployments {
		visit(d)
	}
	for _, d := range c.onAsset[a.Index] {
		visit(d)
	}
}

// Named reports whether deployments name the asset itself in their scope.
func (c *Coverage) Named(a *model.Asset) bool { return len(c.onAsset[a.Index]) > 0 }

// IndexOf gives the place in the catalogue of a deployment's countermeasure.
func (c *Coverage) IndexOf(d *model.Deployment) int { return c.index[d.Index] }

// LinksInto lists the links by which sessions or data come into the asset from
// another zone.
func LinksInto(a *model.Asset) []*model.Link {
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
func (c *Coverage) crossings(a *model.Asset, into []Standing) {
	c.mu.Lock()
	defer c.mu.Unlock()
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
			into[i] = into[i].Or(x.standing)
		}
		c.crossed[i] = crossing{}
	}
}

// cross walks the deployments on one link and its mediators, the n-th link into
// the asset.
func (c *Coverage) cross(k *model.Link, n int, touched []int) []int {
	c.OnPath(k, func(d *model.Deployment) {
		i := c.index[d.Index]
		x := &c.crossed[i]
		if n == 1 && x.seen == 0 {
			touched = append(touched, i)
		}
		if x.links < n-1 {
			return // an earlier link does without it
		}
		if x.seen < n {
			x.here = Standing{}
			x.seen = n
		}
		x.here = x.here.Or(StandingOf(d))
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
			x.standing = x.standing.And(x.here)
		}
	}
	return touched
}

// OnPath visits the deployments that protect what lies behind the link: those on
// the link, and those on its mediators that act on what crosses them.
func (c *Coverage) OnPath(k *model.Link, visit func(*model.Deployment)) {
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

// Refresh takes back what is kept of standings, after the status or the
// effectiveness of deployments of the model was changed in place.
func (c *Coverage) Refresh() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.broad)
}

// With gives the coverage of the same model with one deployment replaced by
// another over the same scope. Whatever does not mention it is shared.
func (c *Coverage) With(m *model.Model, old, now *model.Deployment) *Coverage {
	n := &Coverage{m: m, cat: c.cat, broad: map[broadKey]broad{}, index: c.index,
		onAsset: replaced(c.onAsset, old, now), onLink: replaced(c.onLink, old, now),
		anywhere: replaceIn(c.anywhere, old, now), crossed: make([]crossing, len(c.crossed)),
		byZone: make(map[*model.Zone][]*model.Deployment, len(c.byZone))}
	for z, ds := range c.byZone {
		n.byZone[z] = replaceIn(ds, old, now)
	}
	return n
}

func replaced(lists [][]*model.Deployment, old, now *model.Deployment) [][]*model.Deployment {
	out := slices.Clone(lists)
	for i, ds := range out {
		out[i] = replaceIn(ds, old, now)
	}
	return out
}

// replaceIn copies the list only where it holds the old deployment.
func replaceIn(ds []*model.Deployment, old, now *model.Deployment) []*model.Deployment {
	i := slices.Index(ds, old)
	if i < 0 {
		return ds
	}
	out := slices.Clone(ds)
	out[i] = now
	return out
}

// Touches tells which assets a deployment may bear on, by index: those that it
// covers, and those behind a link on which it stands. links are those links.
func (c *Coverage) Touches(d *model.Deployment) (covered, behind []bool, links []bool) {
	covered, behind = make([]bool, len(c.m.Assets)), make([]bool, len(c.m.Assets))
	links = make([]bool, len(c.m.Links))
	for _, a := range c.m.Assets {
		covered[a.Index] = coversBroadly(d, a.Zone, a.Type)
	}
	on := func(k *model.Link) {
		links[k.Index] = true
		behind[k.From.Index] = behind[k.From.Index] || k.BringsInto(k.From)
		behind[k.To.Index] = behind[k.To.Index] || k.BringsInto(k.To)
	}
	for _, a := range d.Assets {
		covered[a.Index] = true
		if d.Countermeasure.ActsOnPath() {
			for _, k := range a.Mediates {
				on(k)
			}
		}
	}
	for _, k := range d.Links {
		on(k)
	}
	return covered, behind, links
}
