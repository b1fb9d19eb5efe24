package diagram

import (
	"slices"
	"strconv"

	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/model"
)

// Sizes of what is drawn over a configuration, in points; they do not scale, so
// that they stay readable.
const (
	badgeFont   = 7.2
	badgeHeight = 10.5
	flowWidth   = 1.8
	flowHead    = 6.0
	// laneGap is the distance of flows that run along the same link.
	laneGap = 2.6
)

// track is one piece of an overlay: along a wire, from an asset to an asset.
type track struct {
	points []drawing.Point
	kind   wireKind
	// wire is the number of the wire along which it runs, or noWire.
	wire int
}

// noWire stands for the wire of a line that has a way of its own.
const noWire = -1

// along gives the tracks of a hop over a link, from one asset to the other.
func (c *canvas) along(k *model.Link, from, to *model.Asset, shift lane) []track {
	assets := chain(k)
	if k.To == from && k.From == to {
		slices.Reverse(assets)
	}
	return c.tracks(assets, kindOf(k), shift)
}

// tracks gives the tracks from asset to asset.
func (c *canvas) tracks(assets []*model.Asset, kind wireKind, shift lane) []track {
	var out []track
	for i := 1; i < len(assets); i++ {
		if t, ok := c.between(assets[i-1], assets[i], kind, shift); ok {
			out = append(out, t)
		}
	}
	return out
}

// between gives the track along the wire between two assets, shifted aside.
func (c *canvas) between(from, to *model.Asset, kind wireKind, shift lane) (track, bool) {
	i, turned := 0, false
	if found, ok := c.wires[wire{from.ID, to.ID, kind}]; ok {
		i = found
	} else if found, ok = c.wires[wire{to.ID, from.ID, kind}]; ok {
		i, turned = found, true
	} else {
		return track{}, false
	}
	points := slices.Clone(c.lines[i])
	c.roomy(points, leastEnd+shift.most)
	if turned {
		slices.Reverse(points)
	}
	shifted(points, shift.by)
	return track{points, kind, i}, true
}

// shifted moves a line right and down by a distance; its ends stay on the edges of their
// assets.
func shifted(points []drawing.Point, by float64) {
	n := len(points) - 1
	if n < 1 {
		return
	}
	first, last := points[0], points[n]
	upright := func(i int) bool { return points[i].X == points[i+1].X }
	begins, ends := upright(0), upright(n-1)
	for i := range points {
		points[i].X += by
		points[i].Y += by
	}
	fix := func(i int, was drawing.Point, upright bool) {
		if upright {
			points[i].Y = was.Y
		} else {
			points[i].X = was.X
		}
	}
	fix(0, first, begins)
	fix(n, last, ends)
}

// pill draws a number in a rounded field.
func pill(box drawing.Box, text string, fill, edge, ink drawing.Color) *drawing.Group {
	return &drawing.Group{Class: "number", Title: text, Items: []drawing.Item{
		&drawing.Rect{Box: box, R: box.H / 2, Fill: fill, Stroke: edge, StrokeWidth: 1},
		drawing.Centered(box, []string{text}, drawing.Font{Size: badgeFont, Bold: true}, ink),
	}}
}

func pillWidth(text string) float64 {
	return max(badgeHeight, drawing.Width(text, drawing.Font{Size: badgeFont, Bold: true})+5)
}

// flowColors are the inks of flows: dark enough for white numbers, and apart in
// lightness or hue for every kind of colour vision.
var flowColors = []drawing.Color{"#0017c1", "#00734d", "#b34700", "#7a1fa2", "#5c4a00", "#a3003c"}

// Flow draws the data flows データフロー of a use case over the configuration of a
// model. ok is false when the model has none.
func (b *Basis) Flow(m *model.Model, u model.UseCaseID) (p *Picture, ok bool) {
	var flows []*model.Flow
	for _, f := range m.Flows {
		if f.UseCase == u {
			flows = append(flows, f)
		}
	}
	if len(flows) == 0 {
		return nil, false
	}
	c := b.lay(m)
	name := string(u)
	if spec, ok := b.study.UseCase(u); ok {
		name = spec.In(b.opt.Lang)
	}
	s := b.sheet(b.titled(b.text("flow.title"), name), m.In(b.opt.Lang), b.text("flow.desc", "flows", len(flows)))
	looks := map[model.AssetID]look{}
	for _, a := range m.Assets {
		looks[a.ID] = ghost
	}
	var over []drawing.Item
	numbers := c.placedFlows(flows, looks, &over)
	s.Add(c.zones()...)
	s.Add(c.wireItems(true)...)
	s.Add(over...)
	s.Add(c.crossedTitles()...)
	s.Add(c.assets(looks)...)
	s.Add(numbers()...)
	s.Add(b.legendOf(c.flowKeys(flows))...)
	return c.picture(s), true
}

// placedFlows draws the lines of flows and marks their assets; the function that
// it gives draws the numbers, which stand over everything else.
func (c *canvas) placedFlows(flows []*model.Flow, looks map[model.AssetID]look, over *[]drawing.Item) func() []drawing.Item {
	type numbered struct {
		text   string
		tracks []track
		flow   int
		aside  float64
	}
	var list []numbered
	for i, f := range flows {
		most := float64(len(flows)-1) / 2 * laneGap
		shift := lane{float64(i)*laneGap - most, most}
		color := flowColors[i%len(flowColors)]
		g := &drawing.Group{Class: "flow", Title: c.study.Said(c.opt.Lang, f.Data)}
		for j := 1; j < len(f.Hops); j++ {
			for _, a := range chain(f.Links[j-1]) {
				if looks[a.ID] == ghost {
					looks[a.ID] = passed
				}
			}
			tracks := c.along(f.Links[j-1], f.Hops[j-1], f.Hops[j], shift)
			for _, t := range tracks {
				if t.kind != network { // so that dashes of two hops do not fill each other
					g.Add(&drawing.Line{Points: t.points, Stroke: drawing.White, StrokeWidth: flowWidth, R: 2})
				}
				g.Add(&drawing.Line{Points: t.points, Stroke: color, StrokeWidth: flowWidth, Dash: wireDash(t.kind), End: drawing.ArrowHead, HeadSize: flowHead, R: 2})
			}
			text := strconv.Itoa(j)
			if len(flows) > 1 {
				text = strconv.Itoa(i+1) + "-" + text
			}
			list = append(list, numbered{text, tracks, i, shift.by})
		}
		for _, a := range f.Hops {
			looks[a.ID] = part
		}
		*over = append(*over, g)
	}
	return func() []drawing.Item {
		p := c.placer()
		list = slices.DeleteFunc(list, func(n numbered) bool { return len(n.tracks) == 0 })
		for i, n := range list {
			p.add(i, n.tracks, flowHead)
		}
		spots := make([]laned, len(list))
		for i, n := range list {
			spots[i] = laned{p.place(i, n.tracks, pillWidth(n.text), badgeHeight), n.tracks, n.aside}
		}
		p.inOrder(spots)
		var out []drawing.Item
		for i, n := range list {
			color := flowColors[n.flow%len(flowColors)]
			fill, ink := color, drawing.White
			if n.tracks[0].kind != network {
				fill, ink = drawing.White, color
			}
			out = append(out, spots[i].pill(n.text, fill, color, ink))
		}
		return out
	}
}

// flowKeys explains a picture of flows: each flow, then what lines mean.
func (c *canvas) flowKeys(flows []*model.Flow) []key {
	var out []key
	kinds := map[wireKind]bool{}
	for i, f := range flows {
		text := c.study.Said(c.opt.Lang, f.Data)
		if len(flows) > 1 {
			text = strconv.Itoa(i+1) + " " + text
		}
		if f.ManualSteps > 0 {
			text = c.text("flow.manual", "flow", text, "n", f.ManualSteps)
		}
		out = append(out, lineKey(text, drawing.Line{Stroke: flowColors[i%len(flowColors)], StrokeWidth: flowWidth, End: drawing.ArrowHead, HeadSize: flowHead}))
		for _, k := range f.Links {
			kinds[kindOf(k)] = true
		}
	}
	number := "1"
	if len(flows) > 1 {
		number = "1-1"
	}
	out = append(out, key{text: c.text("flow.number"), narrow: len(flows) == 1, sample: func(b drawing.Box) drawing.Item {
		w := pillWidth(number)
		return pill(drawing.Box{X: b.Center().X - w/2, Y: b.Center().Y - badgeHeight/2, W: w, H: badgeHeight}, number, drawing.InkSoft, drawing.InkSoft, drawing.White)
	}})
	if kinds[media] {
		out = append(out, pillKey(c.text("flow.media"), drawing.Line{Stroke: drawing.InkSoft, StrokeWidth: flowWidth, Dash: wireDash(media)}))
	}
	if kinds[manual] {
		out = append(out, pillKey(c.text("link.manual"), drawing.Line{Stroke: drawing.InkSoft, StrokeWidth: flowWidth, Dash: wireDash(manual)}))
	}
	out = append(out, boxKey(c.text("flow.part"), drawing.Rect{R: 2, Fill: drawing.White, Stroke: drawing.Accent, StrokeWidth: 1.6}),
		boxKey(c.text("flow.passed"), drawing.Rect{R: 2, Fill: drawing.White, Stroke: drawing.Accent, StrokeWidth: 0.9}),
		boxKey(c.text("unused"), drawing.Rect{R: 2, Fill: drawing.White, Stroke: unusedEdge, StrokeWidth: 0.6}))
	return out
}

func pillKey(text string, l drawing.Line) key {
	return key{sample: func(b drawing.Box) drawing.Item {
		line := lineKey("", l).sample(b)
		return &drawing.Group{Items: []drawing.Item{line, &drawing.Rect{Box: drawing.Box{X: b.X + b.W/2 - 4, Y: b.Y + b.H/2 - 4, W: 8, H: 8}, R: 4, Fill: drawing.White, Stroke: drawing.InkSoft}}}
	}, text: text}
}
