package diagram

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/model"
)

// routeHead is the length of heads of arrows of attack routes in points.
const routeHead = 7.0

// Inks of attack routes.
const (
	routeInk  drawing.Color = "#9b0000"
	entryInk  drawing.Color = "#c74700"
	targetInk drawing.Color = "#850000"
)

// Route draws an attack route 攻撃ルート over the configuration of a model: the
// steps of one listed tree, numbered in order, from the entry point to the goal.
// ok is false when the route has no such tree.
func (b *Basis) Route(m *assess.ModelResult, r *assess.Route, tree int) (p *Picture, ok bool) {
	if tree < 0 || tree >= len(r.Trees) {
		return nil, false
	}
	t := &r.Trees[tree]
	c := b.lay(m.Model)
	s := b.sheet(b.titled(b.text("route.title"), b.goalText(r)), m.Model.In(b.opt.Lang),
		b.text("route.desc", "entry", r.Start.Entry.Point.In(b.opt.Lang), "steps", len(t.Steps), "letter", t.Risk.Worst.String()))
	looks := map[model.AssetID]look{}
	for _, a := range m.Model.Assets {
		looks[a.ID] = ghost
	}
	lines, tracks := c.routeLines(t, looks)
	looks[r.Start.At.ID], looks[r.Goal.Asset.ID] = entry, target
	s.Add(c.zones()...)
	s.Add(c.wireItems(true)...)
	s.Add(lines...)
	s.Add(c.crossedTitles()...)
	s.Add(c.assets(looks)...)
	s.Add(c.marks(r, t, tracks)...)
	s.Add(b.legendOf(c.routeKeys(r, t, looks, tracks))...)
	return c.picture(s), true
}

// goalText says what a route aims at.
func (b *Basis) goalText(r *assess.Route) string {
	return b.text("route.goal", "damage", r.Goal.Damage.Label, "asset", b.name(r.Goal.Asset.AssetSpec), "effect", b.effect(r.Goal.Effect))
}

// routeLines draws the ways of the steps: each link as often as one crosses it.
func (c *canvas) routeLines(t *assess.ListedTree, looks map[model.AssetID]look) ([]drawing.Item, map[int][]track) {
	var out []drawing.Item
	tracks := c.stepTracks(t.Steps)
	for i, step := range t.Steps {
		looks[step.At] = part
		if link, ok := c.model.Link(step.Link); ok {
			for _, a := range chain(link) {
				if looks[a.ID] == ghost {
					looks[a.ID] = passed
				}
			}
		}
		if len(tracks[i]) == 0 {
			continue
		}
		g := &drawing.Group{Class: "step", Title: c.stepText(i, step)}
		for _, x := range tracks[i] {
			line := stepLine(x.kind)
			line.Points, line.R = x.points, 2
			if x.kind != network { // so that dashes of two steps do not fill each other
				g.Add(&drawing.Line{Points: x.points, Stroke: drawing.White, StrokeWidth: line.StrokeWidth, R: 2})
			}
			g.Add(&line)
		}
		out = append(out, g)
	}
	return out, tracks
}

// crossing gives the tracks of a step over a link, from its one asset to the
// other, which may be mediators.
func (c *canvas) crossing(k *model.Link, from, to *model.Asset) []track {
	assets := chain(k)
	i, j := slices.Index(assets, from), slices.Index(assets, to)
	if i < 0 || j < 0 {
		return nil
	}
	run := assets[min(i, j) : max(i, j)+1]
	if j < i {
		slices.Reverse(run)
	}
	return c.tracks(run, kindOf(k), lane{})
}

// stepText says what a step does.
func (c *canvas) stepText(i int, s attack.Rated) string {
	name := string(s.At)
	if a, ok := c.model.Asset(s.At); ok {
		name = c.name(a.AssetSpec)
	}
	return c.text("route.step", "number", i+1, "asset", name, "rule", s.Rule.In(c.opt.Lang), "level", int(s.Worst))
}

// hardest reports whether a step has the highest countermeasure level of its tree.
func hardest(t *assess.ListedTree, s attack.Rated) bool { return s.Worst == t.Countermeasure.Worst }

// marks puts a number for each step, on its way where it has one, else on its
// asset, in a row along the box's upper edge; and the letter on a corner of the
// goal.
func (c *canvas) marks(r *assess.Route, t *assess.ListedTree, tracks map[int][]track) []drawing.Item {
	p := c.placer()
	for i := range t.Steps {
		p.add(i, tracks[i], routeHead)
	}
	var out []drawing.Item
	for i, at := range c.stepSpots(p, t, tracks) {
		s := t.Steps[i]
		fill, ink := drawing.White, routeInk
		if hardest(t, s) {
			fill, ink = routeInk, drawing.White
		}
		g := at.pill(strconv.Itoa(i+1), fill, routeInk, ink)
		g.Title = c.stepText(i, s)
		out = append(out, g)
	}
	letter := p.corner(c.frame.asset(c.plan.assets[r.Goal.Asset.ID]), max(letterSize*c.frame.scale, leastLetter))
	return append(out, drawing.Badge(letter, t.Risk.Worst.String()))
}

// stepSpots chooses where the numbers of steps stand. Those of steps along the same
// wires, or at the same asset, ascend.
func (c *canvas) stepSpots(p *placer, t *assess.ListedTree, tracks map[int][]track) []spot {
	spots, owners := make([]spot, len(t.Steps)), make([]string, len(t.Steps))
	widest := map[string]float64{}
	for i, s := range t.Steps {
		owners[i] = owner(i, s, tracks[i])
		widest[owners[i]] = max(widest[owners[i]], pillWidth(strconv.Itoa(i+1)))
	}
	for i, s := range t.Steps {
		if w := widest[owners[i]]; len(tracks[i]) > 0 {
			spots[i] = p.place(i, tracks[i], w, badgeHeight)
		} else {
			spots[i] = spot{box: p.around(c.frame.asset(c.plan.assets[s.At]), w, badgeHeight)}
		}
	}
	ascending(spots, owners)
	return spots
}

// owner names what the number of a step stands at: its wires, its own way, or its asset.
func owner(i int, s attack.Rated, tracks []track) string {
	var wires []int
	for _, t := range tracks {
		if t.wire == noWire {
			return "way " + strconv.Itoa(i)
		}
		wires = append(wires, t.wire)
	}
	if wires == nil {
		return string(s.At)
	}
	slices.Sort(wires)
	return fmt.Sprint(slices.Compact(wires))
}

// routeKeys explains a picture of a route.
func (c *canvas) routeKeys(r *assess.Route, t *assess.ListedTree, looks map[model.AssetID]look, tracks map[int][]track) []key {
	number := func(fill, ink drawing.Color) func(drawing.Box) drawing.Item {
		return func(b drawing.Box) drawing.Item {
			return pill(drawing.Box{X: b.X + (b.W-badgeHeight)/2, Y: b.Y + (b.H-badgeHeight)/2, W: badgeHeight, H: badgeHeight}, "1", fill, routeInk, ink)
		}
	}
	keys := []key{
		{sample: func(b drawing.Box) drawing.Item {
			return drawing.Badge(drawing.Box{X: b.X + (b.W-b.H)/2, Y: b.Y, W: b.H, H: b.H}, t.Risk.Worst.String())
		}, text: c.text("route.letter"), narrow: true},
		boxKey(c.text("route.entry", "entry", r.Start.Entry.Point.In(c.opt.Lang)), drawing.Rect{R: 2, Fill: "#fff4ec", Stroke: entryInk, StrokeWidth: 2}),
		boxKey(c.text("route.target"), drawing.Rect{R: 2, Fill: "#fdeeee", Stroke: targetInk, StrokeWidth: 2.4}),
	}
	keys = append(keys, c.routeLineKeys(tracks)...)
	keys = append(keys, []key{
		{sample: number(drawing.White, routeInk), text: c.text("route.number"), narrow: true},
		{sample: number(routeInk, drawing.White), text: c.text("route.hardest"), narrow: true},
	}...)
	shown := slices.Collect(maps.Values(looks))
	if slices.Contains(shown, part) {
		keys = append(keys, boxKey(c.text("route.part"), drawing.Rect{R: 2, Fill: drawing.White, Stroke: drawing.Accent, StrokeWidth: 1.6}))
	}
	if slices.Contains(shown, passed) {
		keys = append(keys, boxKey(c.text("route.passed"), drawing.Rect{R: 2, Fill: drawing.White, Stroke: drawing.Accent, StrokeWidth: 0.9}))
	}
	return append(keys, boxKey(c.text("unused"), drawing.Rect{R: 2, Fill: drawing.White, Stroke: unusedEdge, StrokeWidth: 0.6}))
}

// routeLineKeys explains the kinds of lines along which the steps of a route run.
func (c *canvas) routeLineKeys(tracks map[int][]track) []key {
	kinds := map[wireKind]bool{}
	for _, list := range tracks {
		for _, x := range list {
			kinds[x.kind] = true
		}
	}
	var keys []key
	for k, name := range []string{"route.line", "route.media", "route.manual", "route.moved"} {
		if kind := wireKind(k); kinds[kind] {
			keys = append(keys, lineKey(c.text(name), stepLine(kind)))
		}
	}
	return keys
}
