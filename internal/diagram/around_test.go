package diagram_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diagram"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
)

// mostThrough is how much of the length of the links may run through zones that neither
// of their ends lies in: the cloud spans the page, and what joins the premises with the
// outside must cross it somewhere.
const mostThrough = 0.04

// TestLinksGoRoundForeignZones measures the links of the reference study.
func TestLinksGoRoundForeignZones(t *testing.T) {
	s, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b := diagram.NewBasis(s.Study, diagram.Options{Lang: lang.Ja})
	for _, m := range s.Study.Models {
		zones, whole, through := map[model.ZoneID]drawing.Box{}, 0.0, 0.0
		drawn := parts(b.Network(m).Items)
		for _, x := range drawn {
			if g := x.in("zone"); g != nil {
				if _, ok := x.item.(*drawing.Rect); ok {
					zones[model.ZoneID(strings.TrimPrefix(g.ID, "zone-"))] = x.box
				}
			}
		}
		for _, x := range drawn {
			l, ok := x.item.(*drawing.Line)
			if g := x.in("link"); ok && g != nil {
				whole += lengthIn(l, drawing.Box{X: -1e6, Y: -1e6, W: 2e6, H: 2e6})
				through += throughForeign(m, zones, g.ID, l)
			}
		}
		if whole == 0 || through > mostThrough*whole {
			t.Errorf("%s: %.0f of %.0f points of links run through foreign zones", m.ID, through, whole)
		}
		t.Logf("%s: %.1f %% of the links run through foreign zones", m.ID, 100*through/whole)
	}
}

// throughForeign gives how long a line runs through outermost foreign zones.
func throughForeign(m *model.Model, zones map[model.ZoneID]drawing.Box, id string, l *drawing.Line) (length float64) {
	home := func(z *model.Zone) bool {
		return slices.ContainsFunc(m.Assets, func(a *model.Asset) bool {
			return strings.Contains(id+"-", "-"+string(a.ID)+"-") && within(a.Zone, z)
		})
	}
	for _, z := range m.Zones {
		if !home(z) && (z.Parent == nil || home(z.Parent)) {
			length += lengthIn(l, zones[z.ID])
		}
	}
	return length
}

// lengthIn gives how long the pieces of a line run inside a box.
func lengthIn(l *drawing.Line, box drawing.Box) (length float64) {
	for i := 1; i < len(l.Points); i++ {
		a, b := l.Points[i-1], l.Points[i]
		w := min(max(a.X, b.X), box.Right()) - max(min(a.X, b.X), box.X)
		h := min(max(a.Y, b.Y), box.Bottom()) - max(min(a.Y, b.Y), box.Y)
		if w >= 0 && h >= 0 {
			length += w + h
		}
	}
	return length
}
