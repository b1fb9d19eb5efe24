package diagram

import (
	"slices"
	"strconv"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/model"
)

// Focus is what a configuration points out; one of them is set.
type Focus struct {
	Asset model.AssetID
	Link  model.LinkID
	Zone  model.ZoneID
}

// Sizes of what points something out, in points.
const (
	focusWidth = 2.4
	focusHead  = 7.0
)

// Focused draws the configuration of a model with something pointed out: a link along
// its whole way, an asset or a zone with the way by which sessions reach the zone from
// the Internet 論理的配置の根拠, numbered in order. ok is false when the model does not
// have it.
func (b *Basis) Focused(m *assess.ModelResult, f Focus) (p *Picture, ok bool) {
	c := b.lay(m.Model)
	x := &focused{canvas: c, looks: map[model.AssetID]look{}}
	switch {
	case f.Asset != "":
		ok = x.asset(m, f.Asset)
	case f.Link != "":
		ok = x.link(f.Link)
	case f.Zone != "":
		ok = x.zone(m, f.Zone)
	}
	if !ok {
		return nil, false
	}
	s := b.sheet(b.titled(b.text("network.title"), x.name), m.Model.In(b.opt.Lang), x.desc)
	s.Add(c.zones()...)
	s.Add(x.frames...)
	s.Add(c.wireItems(false)...)
	s.Add(x.lines...)
	s.Add(c.crossedTitles()...)
	s.Add(c.assets(x.looks)...)
	s.Add(x.numbers()...)
	s.Add(b.legendOf(append(c.networkKeys(), x.keys()...))...)
	return c.picture(s), true
}

// focused gathers what a focus adds to a configuration.
type focused struct {
	*canvas
	name, desc string
	looks      map[model.AssetID]look
	frames     []drawing.Item
	lines      []drawing.Item
	// steps are the tracks of each crossing of a way from the Internet.
	steps  [][]track
	course bool // a link is pointed out
}

func (x *focused) asset(m *assess.ModelResult, id model.AssetID) bool {
	a, ok := x.model.Asset(id)
	if !ok {
		return false
	}
	x.name = x.canvas.name(a.AssetSpec)
	x.way(m.Zones[a.Zone.Index].Witness)
	x.looks[id] = part
	return true
}

func (x *focused) zone(m *assess.ModelResult, id model.ZoneID) bool {
	z, ok := x.model.Zone(id)
	if !ok {
		return false
	}
	x.name = zoneName(z, x.opt.Lang)
	x.frames = append(x.frames, &drawing.Group{Class: "focus", Items: []drawing.Item{
		&drawing.Rect{Box: x.frame.zone(x.plan.zones[id]), R: 3, Stroke: drawing.Accent, StrokeWidth: focusWidth},
	}})
	x.way(m.Zones[z.Index].Witness)
	return true
}

func (x *focused) link(id model.LinkID) bool {
	k, ok := x.model.Link(id)
	if !ok {
		return false
	}
	x.course = true
	x.name = x.text("focus.link", "from", x.canvas.name(k.From.AssetSpec), "to", x.canvas.name(k.To.AssetSpec))
	x.desc = x.text("focus.desc_link")
	for _, a := range chain(k) {
		x.looks[a.ID] = passed
	}
	x.looks[k.From.ID], x.looks[k.To.ID] = part, part
	x.draw(x.along(k, k.From, k.To, lane{}), drawing.Accent)
	return true
}

// way draws the crossings of a witness, and marks the devices that it passes.
func (x *focused) way(steps []assess.Crossing) {
	x.desc = x.text("focus.desc", "steps", len(steps))
	for _, s := range steps {
		assets := crossed(s)
		for _, a := range assets {
			x.looks[a.ID] = passed
		}
		tracks := x.tracks(assets, kindOf(s.Link), lane{})
		x.steps = append(x.steps, tracks)
		x.draw(tracks, entryInk)
	}
}

// crossed gives the devices along a link from the zone that a crossing leaves to the
// one that it leads into.
func crossed(s assess.Crossing) []*model.Asset {
	assets := chain(s.Link)
	from := slices.IndexFunc(assets, func(a *model.Asset) bool { return a.Zone == s.From })
	into := from + slices.IndexFunc(assets[from:], func(a *model.Asset) bool { return a.Zone == s.Into })
	return assets[from : into+1]
}

func (x *focused) draw(tracks []track, ink drawing.Color) {
	g := &drawing.Group{Class: "focus", Title: x.name}
	for _, t := range tracks {
		g.Add(&drawing.Line{Points: t.points, Stroke: ink, StrokeWidth: focusWidth, Dash: wireDash(t.kind), End: drawing.ArrowHead, HeadSize: focusHead, R: 2})
	}
	x.lines = append(x.lines, g)
}

// numbers puts the number of each crossing on its line.
func (x *focused) numbers() []drawing.Item {
	p := x.placer()
	for i, tracks := range x.steps {
		p.add(i, tracks, focusHead)
	}
	var out []drawing.Item
	for i, tracks := range x.steps {
		if len(tracks) > 0 {
			text := strconv.Itoa(i + 1)
			out = append(out, p.place(i, tracks, pillWidth(text), badgeHeight).pill(text, drawing.White, entryInk, entryInk))
		}
	}
	return out
}

// keys explains what is pointed out.
func (x *focused) keys() []key {
	line := func(text string, ink drawing.Color) key {
		return lineKey(text, drawing.Line{Stroke: ink, StrokeWidth: focusWidth, End: drawing.ArrowHead, HeadSize: focusHead})
	}
	if x.course {
		return []key{line(x.text("focus.line"), drawing.Accent)}
	}
	keys := []key{boxKey(x.text("focus.chosen"), drawing.Rect{R: 2, Fill: drawing.White, Stroke: drawing.Accent, StrokeWidth: focusWidth})}
	if len(x.steps) > 0 {
		keys = append(keys, line(x.text("focus.way"), entryInk))
	}
	return keys
}
