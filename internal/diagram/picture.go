package diagram

import (
	"slices"

	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
)

// Options choose how pictures look.
type Options struct {
	Lang lang.Lang
	// Page is the paper; A4 across if zero.
	Page Page
	// Name gives the names of assets; nil: their own. A published edition
	// names their types.
	Name func(*model.AssetSpec) string
	// Letters shows a risk value beside assets; nil: none.
	Letters func(*model.Asset) string
}

// Picture is a picture and what falls short on it.
type Picture struct {
	*drawing.Scene
	// Smallest is the size of its smallest text in points.
	Smallest float64
	// Straight counts links drawn without looking for a free way, because the
	// bound on the search was reached; Overlaps those that share a line with
	// links they have nothing to do with.
	Straight, Overlaps int
}

// LeastText is the size in points below which text is hard to read in print.
const LeastText = 7.0

// Sizes of text that does not scale with the picture.
const (
	headSize   = 13.0
	noteSize   = 8.0
	legendSize = 8.0
)

// Head is the class of the part of a picture that holds its title. Where a picture has a
// caption that says the same, it can be left out: see [drawing.Scene.Without].
const Head = "head"

func (b *Basis) text(key string, args ...any) string {
	return locale.Text(b.opt.Lang, "diagram."+key, args...)
}

// titled joins a title and what it is about.
func (b *Basis) titled(title, about string) string {
	return b.text("titled", "title", title, "about", about)
}

// sheet begins a picture: its size, its title at the top and what it shows.
func (b *Basis) sheet(title, subtitle, desc string) *drawing.Scene {
	s := &drawing.Scene{Width: b.opt.Page.Width, Height: b.opt.Page.Height, Title: title, Desc: desc, Lang: string(b.opt.Lang)}
	if subtitle != "" {
		s.Title = b.titled(title, subtitle)
	}
	head := drawing.Font{Size: headSize, Bold: true}
	width := b.opt.Page.Width - 2*margin
	lines, font := drawing.Fit(s.Title, width, 1, head, 9)
	if len(lines) > 1 {
		lines, font = drawing.Fit(s.Title, width, 2, drawing.Font{Size: 10, Bold: true}, 7)
	}
	y := margin + (headHeight-8-drawing.Height(len(lines), font))/2 + font.Ascent()
	s.Add(&drawing.Group{Class: Head, Items: []drawing.Item{
		&drawing.Text{X: margin, Y: y, Lines: lines, Font: font, Fill: drawing.Ink},
		&drawing.Line{Points: []drawing.Point{{X: margin, Y: margin + headHeight - 6}, {X: b.opt.Page.Width - margin, Y: margin + headHeight - 6}}, Stroke: drawing.Accent, StrokeWidth: 1.5},
	}})
	return s
}

// canvas is a model laid out, ready to be drawn on.
type canvas struct {
	*Basis
	model  *model.Model
	plan   *plan
	frame  frame
	router *router
	labels *labels
	titles map[model.ZoneID]zoneTitle
	// lines of the wires on the page, and the place of each wire in them.
	lines [][]drawing.Point
	wires map[wire]int
	// runs of each wire that are drawn, and the places where lines part.
	runs  [][][]drawing.Point
	forks []fork
	// asides tells how far aside of the grid the lines are drawn.
	asides map[along]float64
}

// lay lays out a model: the same for every picture of it.
func (b *Basis) lay(m *model.Model) *canvas {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.laid[m] == nil {
		b.laid[m] = b.newCanvas(m)
	}
	return b.laid[m]
}

// newCanvas lays out a model, with the lock held.
func (b *Basis) newCanvas(m *model.Model) *canvas {
	c := &canvas{Basis: b, model: m, labels: &labels{}, plan: b.layOut(m), titles: map[model.ZoneID]zoneTitle{}, wires: map[wire]int{}}
	area := b.opt.Page.area()
	if c.plan.w > 0 {
		c.frame.scale = c.plan.scale(area)
	}
	u := unit * c.frame.scale
	c.frame.x = area.X + (area.W-float64(c.plan.w)*u)/2 - u/2 - float64(c.plan.verge)*u
	c.frame.y = area.Y + (area.H-float64(c.plan.h)*u)/2 - u/2
	c.router = newRouter(m, c.plan, c.titleRects())
	c.router.run()
	c.trace()
	for _, z := range m.Zones {
		c.titles[z.ID] = c.title(z)
	}
	return c
}

// titleRects gives the cells that titles of zones take, so that links avoid them.
func (c *canvas) titleRects() []rect {
	var out []rect
	for _, z := range c.model.Zones {
		at := c.plan.zones[z.ID]
		lines := titleLines(zoneName(z, c.opt.Lang), at.w)
		widest := 0.0
		for _, l := range lines {
			widest = max(widest, drawing.Width(l, titleFont))
		}
		cells := min(int((widest+titleLeft)/unit)+2, at.w)
		out = append(out, rect{at.x, at.y, cells, titleLine*len(lines) + 1})
	}
	return out
}

// font scales a font with the picture.
func (c *canvas) font(size float64, bold bool) drawing.Font {
	return drawing.Font{Size: size * c.frame.scale, Bold: bold, Tight: true}
}

// name gives the name of an asset as printed.
func (b *Basis) name(a *model.AssetSpec) string {
	if b.opt.Name != nil {
		return b.opt.Name(a)
	}
	if name := a.In(b.opt.Lang); name != "" {
		return name
	}
	return string(a.ID)
}

// zoneStyle is how a zone is painted.
type zoneStyle struct {
	fill, edge drawing.Color
	dash       []float64
}

// style tells how a zone is painted, by its kind and, on the premises, by how
// far from the Internet it lies.
func style(z *model.Zone) zoneStyle {
	switch z.Kind {
	case model.ZoneInternet:
		return zoneStyle{"#eef1f4", "#6b7785", nil}
	case model.ZoneExternal:
		return zoneStyle{"#f6f6f4", "#8a8a85", nil}
	case model.ZoneWAN:
		return zoneStyle{"#f1eef8", "#76689e", nil}
	case model.ZoneCloud:
		return zoneStyle{"#eaf3fb", "#4a7fae", nil}
	case model.ZoneTransit:
		return zoneStyle{"#fbf5e6", "#9c7c2c", []float64{4, 2.5}}
	}
	if z.Parent == nil {
		return zoneStyle{"#fafafa", "#4d4d4d", nil}
	}
	switch z.Exposure {
	case model.ExposureInternet:
		return zoneStyle{"#eef6ee", "#5b8a5b", nil}
	case model.ExposureIntranet:
		return zoneStyle{"#eaf5f1", "#3f7f70", nil}
	case model.ExposureIsolated:
		return zoneStyle{"#fceeee", "#a25454", nil}
	}
	return zoneStyle{"#f4f4f4", "#6b6b6b", nil}
}

// zones draws the zones, outer ones first.
func (c *canvas) zones() []drawing.Item { return c.zonesAs(style) }

func (c *canvas) zonesAs(style func(*model.Zone) zoneStyle) []drawing.Item {
	var out []drawing.Item
	for _, z := range c.byDepth() {
		box := c.frame.zone(c.plan.zones[z.ID])
		st := style(z)
		edge := 0.8
		if z.Parent == nil || z.Kind == model.ZoneOnPrem {
			edge = 1.1
		}
		g := &drawing.Group{ID: "zone-" + string(z.ID), Class: "zone", Title: zoneName(z, c.opt.Lang)}
		g.Add(&drawing.Rect{Box: box, R: 3, Fill: st.fill, Stroke: st.edge, StrokeWidth: edge, Dash: st.dash})
		if t := c.titles[z.ID]; !t.crossed {
			g.Add(t.text)
		}
		out = append(out, g)
	}
	return out
}

// darker gives the ink for a title on a field with a coloured edge.
func darker(edge drawing.Color) drawing.Color {
	inks := map[drawing.Color]drawing.Color{
		"#6b7785": "#39424c", "#8a8a85": "#44443f", "#76689e": "#453a66", "#4a7fae": "#1d4b73", "#9c7c2c": "#5f4a12",
		"#5b8a5b": "#2c522c", "#3f7f70": "#1d5145", "#a25454": "#7a2a2a",
	}
	if ink, ok := inks[edge]; ok {
		return ink
	}
	return drawing.Ink
}

// byDepth lists the zones, outer ones first, else as written.
func (c *canvas) byDepth() []*model.Zone {
	depth := func(z *model.Zone) (d int) {
		for ; z.Parent != nil; z = z.Parent {
			d++
		}
		return d
	}
	out := slices.Clone(c.model.Zones)
	slices.SortStableFunc(out, func(a, b *model.Zone) int { return depth(a) - depth(b) })
	return out
}

// look is how an asset or a link is drawn on a picture.
type look uint8

const (
	plain  look = iota
	ghost       // not taking part
	away        // of another model
	part        // taking part
	passed      // passed through
	entry
	target
)

// What takes no part stands back: the edges of its boxes, and its names, which keep a
// contrast of 7 to 1 on white, for letters are small on paper (WCAG 2.2, 1.4.6).
const (
	unusedEdge drawing.Color = "#c4c4c4"
	quietInk   drawing.Color = "#595959"
)

// assets draws the assets.
func (c *canvas) assets(looks map[model.AssetID]look) []drawing.Item {
	var out []drawing.Item
	for _, a := range c.model.Assets {
		out = append(out, c.asset(a, looks[a.ID]))
	}
	return out
}

func (c *canvas) asset(a *model.Asset, l look) *drawing.Group {
	box := c.frame.asset(c.plan.assets[a.ID])
	name := c.name(a.AssetSpec)
	g := &drawing.Group{ID: "asset-" + string(a.ID), Class: "asset", Title: name,
		Desc: c.text("asset", "type", a.Type.In(c.opt.Lang), "zone", zoneName(a.Zone, c.opt.Lang), "units", max(a.Count, 1))}
	r := &drawing.Rect{Box: box, R: 2, Fill: drawing.White, Stroke: "#3a3a3a", StrokeWidth: 0.9}
	ink, bold := drawing.Ink, false
	switch l {
	case ghost:
		r.Stroke, r.StrokeWidth, ink = unusedEdge, 0.6, quietInk
	case away:
		r.Stroke, r.StrokeWidth, r.Dash, ink = awayEdge, 0.6, awayDash(), quietInk
	case part:
		r.Stroke, r.StrokeWidth, bold = drawing.Accent, 1.6, true
	case passed:
		r.Stroke, r.StrokeWidth = drawing.Accent, 0.9
	case entry:
		r.Stroke, r.StrokeWidth, r.Fill, bold = "#c74700", 2, "#fff4ec", true
	case target:
		r.Stroke, r.StrokeWidth, r.Fill, bold = "#850000", 2.4, "#fdeeee", true
	}
	switch {
	case a.Type.Boundary && l == plain:
		r.Dash = []float64{3, 1.5}
	case a.Type.ID == "media":
		r.R = box.H / 2
	}
	lines, font := c.label(name, bold, box)
	g.Add(r, drawing.Centered(box, lines, font, ink))
	if c.opt.Letters != nil {
		g.Add(drawing.Badge(letterPlaces(box, letterSize*c.frame.scale)[0], c.opt.Letters(a)))
	}
	return g
}

// letterSize is the side of a letter on an asset, before scaling.
const letterSize = 8.5

// leastLetter is the least side of the letter of a route.
const leastLetter = 9.2

// letterPlaces gives the places of a letter on the corners of an asset's box, the best
// first. They stand so far out that no letter covers the name.
func letterPlaces(box drawing.Box, size float64) [4]drawing.Box {
	at := func(x, y float64) drawing.Box { return drawing.Box{X: x, Y: y, W: size, H: size} }
	in := min(size*0.3, 1.2)
	left, right := box.X-size+in, box.Right()-in
	top, bottom := box.Y-size*0.45, box.Bottom()-size*0.55
	return [4]drawing.Box{at(right, top), at(left, top), at(right, bottom), at(left, bottom)}
}
