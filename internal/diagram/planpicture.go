package diagram

import (
	"slices"
	"strconv"

	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/model"
)

// planInk is the ink of what a plan puts in place.
const planInk drawing.Color = "#00734d"

// Measure is a countermeasure that a plan 対策計画 puts in place.
type Measure struct {
	// Number by which lists name it, from 1.
	Number int
	*model.Deployment
	// Covered are the assets that it covers.
	Covered []*model.Asset
}

// Plan draws a plan of countermeasures over the configuration of a model: a number
// for each of them, at the assets, zones and links where it stands. ok is false
// where there are none.
func (b *Basis) Plan(m *model.Model, goal string, measures []Measure) (p *Picture, ok bool) {
	if len(measures) == 0 {
		return nil, false
	}
	c := b.lay(m)
	s := b.sheet(b.titled(b.text("plan.title"), goal), m.In(b.opt.Lang), b.text("plan.desc", "measures", len(measures)))
	looks := map[model.AssetID]look{}
	for _, a := range m.Assets {
		looks[a.ID] = ghost
	}
	for _, x := range measures {
		for _, a := range x.Covered {
			looks[a.ID] = part
		}
		for _, k := range x.Links {
			for _, a := range chain(k) {
				if looks[a.ID] == ghost {
					looks[a.ID] = passed
				}
			}
		}
	}
	s.Add(c.zones()...)
	s.Add(c.wireItems(true)...)
	s.Add(c.measureLines(measures)...)
	s.Add(c.crossedTitles()...)
	s.Add(c.assets(looks)...)
	s.Add(c.measureMarks(measures)...)
	s.Add(b.planLegend(measures)...)
	return c.picture(s), true
}

// planWidth is the width of connections that get a countermeasure.
const planWidth = 2.2

// measureLines draws the connections on which a measure stands.
func (c *canvas) measureLines(measures []Measure) []drawing.Item {
	var out []drawing.Item
	for i := range measures {
		for _, k := range measures[i].Links {
			g := &drawing.Group{Class: "measure", Title: c.measureText(measures, i)}
			for _, t := range c.along(k, k.From, k.To, lane{}) {
				g.Add(&drawing.Line{Points: t.points, Stroke: planInk, StrokeWidth: planWidth, Dash: wireDash(t.kind), R: 2})
			}
			out = append(out, g)
		}
	}
	return out
}

// measureMarks puts the number of each measure where it stands: on its links, at
// its assets, or at the title of a zone that it covers as a whole. One of the whole
// model stands in the legend alone.
func (c *canvas) measureMarks(measures []Measure) []drawing.Item {
	p := c.placer()
	p.aside = planAside
	var out []drawing.Item
	for i := range measures {
		x := &measures[i]
		mark := func(x *Measure, at spot) {
			g := at.pill(strconv.Itoa(x.Number), planInk, planInk, drawing.White)
			g.Title = c.measureText(measures, i)
			out = append(out, g)
		}
		w := pillWidth(strconv.Itoa(x.Number))
		switch {
		case len(x.Links) > 0:
			for _, k := range x.Links {
				if tracks := c.along(k, k.From, k.To, lane{}); len(tracks) > 0 {
					mark(x, p.place(i, tracks, w, badgeHeight))
				}
			}
		case len(x.Zones) > 0:
			for _, z := range x.Zones {
				mark(x, spot{box: p.behind(c.zoneRoom(z), w, badgeHeight)})
			}
		case !x.Scope.Model:
			for _, a := range x.Covered {
				mark(x, spot{box: p.around(c.frame.asset(c.plan.assets[a.ID]), w, badgeHeight)})
			}
		}
	}
	return out
}

// zoneRoom tells where in a zone badges may stand.
func (c *canvas) zoneRoom(z *model.Zone) zoneRoom {
	out := zoneRoom{title: c.titles[z.ID].box, box: c.frame.zone(c.plan.zones[z.ID])}
	for _, in := range c.model.Zones {
		if in.Parent == z {
			out.inner = append(out.inner, c.frame.zone(c.plan.zones[in.ID]))
		}
	}
	return out
}

// measureText says what a number stands for, and where, if others of that name stand
// elsewhere.
func (b *Basis) measureText(all []Measure, i int) string {
	x := &all[i]
	name := b.text("plan.measure", "name", x.Countermeasure.In(b.opt.Lang), "model", x.Scope.Model)
	for j := range all {
		if where := b.places(x); j != i && where != nil && all[j].Countermeasure == x.Countermeasure {
			return b.text("plan.placed", "measure", name, "first", where[0], "more", len(where)-1)
		}
	}
	return name
}

// places names where a measure stands.
func (b *Basis) places(x *Measure) []string {
	var out []string
	switch {
	case len(x.Links) > 0:
		for _, k := range x.Links {
			out = append(out, b.text("focus.link", "from", b.name(k.From.AssetSpec), "to", b.name(k.To.AssetSpec)))
		}
	case len(x.Zones) > 0:
		for _, z := range x.Zones {
			out = append(out, zoneName(z, b.opt.Lang))
		}
	case !x.Scope.Model:
		for _, a := range x.Covered {
			out = append(out, b.name(a.AssetSpec))
		}
	}
	return out
}

// planLegend explains a picture of a plan: each number where there is room for
// that, else that lists tell.
func (b *Basis) planLegend(measures []Measure) []drawing.Item {
	sample := func(text string) func(drawing.Box) drawing.Item {
		return func(at drawing.Box) drawing.Item {
			w := pillWidth(text)
			return pill(drawing.Box{X: at.Right() - w, Y: at.Y + (at.H-badgeHeight)/2, W: w, H: badgeHeight}, text, planInk, planInk, drawing.White)
		}
	}
	rest := []key{
		boxKey(b.text("plan.covered"), drawing.Rect{R: 2, Fill: drawing.White, Stroke: drawing.Accent, StrokeWidth: 1.6}),
		boxKey(b.text("plan.untouched"), drawing.Rect{R: 2, Fill: drawing.White, Stroke: unusedEdge, StrokeWidth: 0.6}),
	}
	if slices.ContainsFunc(measures, func(x Measure) bool { return len(x.Links) > 0 }) {
		rest = slices.Insert(rest, 0, lineKey(b.text("plan.link"), drawing.Line{Stroke: planInk, StrokeWidth: planWidth}))
		rest = slices.Insert(rest, 2, boxKey(b.text("plan.ends"), drawing.Rect{R: 2, Fill: drawing.White, Stroke: drawing.Accent, StrokeWidth: 0.9}))
	}
	var keys []key
	for i := range measures {
		keys = append(keys, key{sample: sample(strconv.Itoa(measures[i].Number)), text: b.measureText(measures, i), narrow: true})
	}
	full := b.legendOf(slices.Concat(keys, rest))
	if box, ok := drawing.Bounds(full...); ok && box.Bottom() <= b.opt.Page.Height-margin/2 {
		return full
	}
	return b.legendOf(append([]key{{sample: sample("1"), text: b.text("plan.number"), narrow: true}}, rest...))
}
