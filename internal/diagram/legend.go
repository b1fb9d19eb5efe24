package diagram

import (
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/model"
)

// key is an entry of a legend 凡例: a sample and what it means.
type key struct {
	sample func(drawing.Box) drawing.Item
	text   string
	// narrow tells that the sample is a number, a letter or a dot.
	narrow bool
}

const (
	sampleWidth  = 22.0
	sampleHeight = 9.0
	narrowWidth  = 11.0
	keyGap       = 12.0 // between keys
)

// legendOf sets keys into the foot of the page, in rows.
func (b *Basis) legendOf(keys []key) []drawing.Item {
	at := b.opt.Page.legend()
	font := drawing.Font{Size: legendSize}
	title := &drawing.Text{X: at.X, Y: at.Y + font.Ascent() + 2, Lines: []string{b.text("legend")}, Font: drawing.Font{Size: legendSize, Bold: true}, Fill: drawing.Ink}
	g := &drawing.Group{ID: "legend", Class: "legend", Title: b.text("legend"), Items: []drawing.Item{title}}
	left := at.X + drawing.Width(b.text("legend"), title.Font) + 10
	y := at.Y + 2
	for _, row := range rows(keys, at.Right()-left) {
		x := left
		for _, k := range row {
			g.Add(k.sample(drawing.Box{X: x, Y: y + (font.Ascent()+font.Descent()-sampleHeight)/2, W: k.room(), H: sampleHeight}),
				&drawing.Text{X: x + k.room() + 4, Y: y + font.Ascent(), Lines: []string{k.text}, Font: font, Fill: drawing.Ink})
			x += k.width() + keyGap
		}
		y += font.LineHeight() + 2
	}
	return []drawing.Item{g}
}

// room is the width of a key's sample, width that of the whole key.
func (k key) room() float64 {
	if k.narrow {
		return narrowWidth
	}
	return sampleWidth
}

func (k key) width() float64 {
	return k.room() + 4 + drawing.Width(k.text, drawing.Font{Size: legendSize})
}

// rows lays keys into rows of a width. A key that would stand alone in the last one
// takes the one before it along.
func rows(keys []key, width float64) [][]key {
	out := [][]key{nil}
	x := 0.0
	for _, k := range keys {
		last := len(out) - 1
		if x+k.width() > width && len(out[last]) > 0 {
			out, x = append(out, nil), 0
			last++
		}
		out[last] = append(out[last], k)
		x += k.width() + keyGap
	}
	if n := len(out); n > 1 && len(out[n-1]) == 1 && len(out[n-2]) > 2 {
		before := out[n-2]
		end := len(before) - 1
		if before[end].width()+keyGap+out[n-1][0].width() <= width {
			out[n-1] = []key{before[end], out[n-1][0]}
			out[n-2] = before[:end]
		}
	}
	return out
}

func zoneKey(text string, z *model.Zone) key {
	st := style(z)
	return key{sample: func(b drawing.Box) drawing.Item {
		return &drawing.Rect{Box: b, R: 2, Fill: st.fill, Stroke: st.edge, StrokeWidth: 0.9, Dash: st.dash}
	}, text: text}
}

func lineKey(text string, l drawing.Line) key {
	return key{sample: func(b drawing.Box) drawing.Item {
		line := l
		y := b.Y + b.H/2
		line.Points = []drawing.Point{{X: b.X, Y: y}, {X: b.Right(), Y: y}}
		return &line
	}, text: text}
}

func boxKey(text string, r drawing.Rect) key {
	return key{sample: func(b drawing.Box) drawing.Item {
		r.Box = b
		if r.R > 3 {
			r.R = b.H / 2
		}
		return &r
	}, text: text}
}

// networkKeys explains what a network picture of the model shows, and no more.
func (c *canvas) networkKeys() []key {
	var out []key
	seen := map[drawing.Color]bool{}
	for _, z := range c.byDepth() {
		st := style(z)
		name := "zone." + string(z.Kind)
		if z.Kind == model.ZoneOnPrem && z.Parent != nil {
			name = "zone.onprem_" + string(z.Exposure)
		}
		if z.Kind == model.ZoneOnPrem && z.Parent != nil && z.Exposure == "" || z.Kind == "" {
			name = "zone.rest"
		}
		if !seen[st.fill] {
			seen[st.fill] = true
			out = append(out, zoneKey(c.text(name), z))
		}
	}
	return append(out, c.lineKeys()...)
}

// lineKeys explains the kinds of lines and of assets that the model has.
func (c *canvas) lineKeys() []key {
	var out []key
	kinds := map[wireKind]bool{}
	for _, w := range c.router.wires {
		kinds[w.kind] = true
	}
	for k, name := range []string{"link.network", "link.media", "link.manual"} {
		kind := wireKind(k)
		if kinds[kind] {
			out = append(out, lineKey(c.text(name), drawing.Line{Stroke: wireColor(kind), StrokeWidth: 1.2, Dash: wireDash(kind)}))
		}
	}
	if ink, ok := c.joint(); ok {
		out = append(out, key{text: c.text("link.joint"), narrow: true, sample: func(b drawing.Box) drawing.Item {
			return drawing.Circle(b.Center(), 1.5, ink, "")
		}})
	}
	var boundary, medium bool
	for _, a := range c.model.Assets {
		boundary = boundary || a.Type.Boundary
		medium = medium || a.Type.ID == "media"
	}
	if boundary {
		out = append(out, boxKey(c.text("asset_outside"), drawing.Rect{R: 2, Fill: drawing.White, Stroke: "#3a3a3a", StrokeWidth: 0.9, Dash: []float64{3, 1.5}}))
	}
	if medium {
		out = append(out, boxKey(c.text("asset_media"), drawing.Rect{R: 9, Fill: drawing.White, Stroke: "#3a3a3a", StrokeWidth: 0.9}))
	}
	return out
}
