package diagram

import (
	"slices"

	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/model"
)

// awayEdge is the ink of lines of what only the other model has.
const awayEdge drawing.Color = "#9aa0a6"

func awayDash() []float64 { return []float64{2, 2} }

// Beside draws the configuration of a model with what another model, which is named, has
// besides: that is faint, what only the model itself has is heavy. Both stand where they
// would on pictures of their own, as far as there is room for both.
func (b *Basis) Beside(x *model.Beside, other string) *Picture {
	b.mu.Lock()
	for _, m := range x.Moved {
		twin := x.Twin(m)
		b.tall[twin.ID] = b.tall[m.There.ID]
		b.place[inZone{zone: twin.Zone.ID, asset: twin.ID}] = b.place[inZone{zone: twin.Zone.ID, asset: m.There.ID}]
	}
	c := b.newCanvas(x.Joint)
	b.mu.Unlock()
	s := b.sheet(b.text("network.title"), b.text("beside.models", "model", x.Joint.In(b.opt.Lang), "other", other),
		b.text("beside.desc", "here", len(x.HereAssets), "there", len(x.ThereAssets), "moved", len(x.Moved)))
	looks := map[model.AssetID]look{}
	for _, a := range x.HereAssets {
		looks[a.ID] = part
	}
	for _, m := range x.Moved {
		looks[m.Here.ID] = part
	}
	for _, a := range x.Joint.Assets[x.Assets:] {
		looks[a.ID] = away
	}
	zones := func(z *model.Zone) zoneStyle {
		if z.Index >= x.Zones {
			return zoneStyle{drawing.White, awayEdge, awayDash()}
		}
		return style(z)
	}
	s.Add(c.zonesAs(zones)...)
	s.Add(c.wiresAs(func(w *wired) drawing.Line { return besideLine(x, w) })...)
	s.Add(c.crossedTitlesAs(zones)...)
	s.Add(c.assets(looks)...)
	s.Add(b.legendOf(append(c.networkKeys(), b.besideKeys()...))...)
	return c.picture(s)
}

// besideLine is how a wire is drawn: by whether its links are of the model, of the other
// one, or of both.
func besideLine(x *model.Beside, w *wired) drawing.Line {
	line := wireStyle(w)
	there := func(k *model.Link) bool { return k.Index >= x.Links }
	switch {
	case !slices.ContainsFunc(w.links, func(k *model.Link) bool { return !there(k) }):
		line.Stroke, line.StrokeWidth = awayEdge, 0.6
	case !slices.ContainsFunc(w.links, func(k *model.Link) bool { return !slices.Contains(x.HereLinks, k) }):
		line.Stroke, line.StrokeWidth = drawing.Accent, 1.6
	}
	return line
}

func (b *Basis) besideKeys() []key {
	return []key{
		boxKey(b.text("beside.here"), drawing.Rect{R: 2, Fill: drawing.White, Stroke: drawing.Accent, StrokeWidth: 1.6}),
		lineKey(b.text("beside.here_line"), drawing.Line{Stroke: drawing.Accent, StrokeWidth: 1.6}),
		boxKey(b.text("beside.there"), drawing.Rect{R: 2, Fill: drawing.White, Stroke: awayEdge, StrokeWidth: 0.6, Dash: awayDash()}),
		lineKey(b.text("beside.there_line"), drawing.Line{Stroke: awayEdge, StrokeWidth: 0.6}),
	}
}
