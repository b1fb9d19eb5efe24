package diagram

import (
	"math"
	"slices"

	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/model"
)

// zoneTitle is where the title of a zone stands, in points of the page.
type zoneTitle struct {
	text *drawing.Text
	box  drawing.Box
	// crossed tells that a link has no other way than through it.
	crossed bool
}

// Places of a zone's title before scaling: from the left edge of the zone, from the
// upper one, and how far lines stay away.
const titleLeft, titleTop, titleClear = 4.0, 2.0, 2.0

// title places the title of a zone: at the left or, where a link runs through
// there, as little further right as lets it stand free.
func (c *canvas) title(z *model.Zone) zoneTitle {
	s := c.frame.scale
	zone := c.frame.zone(c.plan.zones[z.ID])
	lines, font := fitted(zoneName(z, c.opt.Lang), zone.W-2*titleLeft*s, math.Inf(1), c.font(titleSize, true))
	t := zoneTitle{text: &drawing.Text{X: zone.X + titleLeft*s, Y: zone.Y + titleTop*s + font.Ascent(), Lines: lines, Font: font, Fill: darker(style(z).edge)}}
	t.box, _ = drawing.Bounds(t.text)
	at := t.box
	for at.X+at.W <= zone.Right()-titleClear*s && c.meets(at, titleClear*s) {
		at.X += unit * s / 2
	}
	if at.X+at.W <= zone.Right()-titleClear*s {
		t.text.X, t.box = at.X, at
	}
	// Data flows run beside the links.
	t.crossed = c.meets(t.box, titleClear*s+laneGap)
	return t
}

// meets reports whether a link runs through a box or closer to it than clear.
func (c *canvas) meets(box drawing.Box, clear float64) bool {
	return slices.ContainsFunc(c.lines, func(l []drawing.Point) bool { return crosses(l, box.Inset(-clear)) })
}

// crossedTitles draws the titles through which links run, over those links, each on
// a plate that keeps it readable.
func (c *canvas) crossedTitles() []drawing.Item { return c.crossedTitlesAs(style) }

func (c *canvas) crossedTitlesAs(style func(*model.Zone) zoneStyle) []drawing.Item {
	var out []drawing.Item
	for _, z := range c.byDepth() {
		if t := c.titles[z.ID]; t.crossed {
			out = append(out, &drawing.Group{Class: "title", Items: []drawing.Item{
				&drawing.Rect{Box: t.box.Inset(-0.8), Fill: style(z).fill}, t.text,
			}})
		}
	}
	return out
}
