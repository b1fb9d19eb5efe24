package diagram_test

import (
	"testing"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diagram"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
)

// mostBeside is how much of the length of the links may run within nearBorder points of
// the border of a zone: where there are borders on both sides, or a line beside it.
const mostBeside, nearBorder = 0.14, 2.5

// TestLinksKeepOffBorders measures how much of the links of the reference study runs so
// near to the border of a zone, along it, that the eye takes the one for the other.
func TestLinksKeepOffBorders(t *testing.T) {
	s, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b := diagram.NewBasis(s.Study, diagram.Options{Lang: lang.Ja})
	for _, m := range s.Models {
		var zones []drawing.Box
		var lines []*drawing.Line
		for _, x := range parts(b.Network(m).Items) {
			switch i := x.item.(type) {
			case *drawing.Rect:
				if x.in("zone") != nil {
					zones = append(zones, i.Box)
				}
			case *drawing.Line:
				if x.in("link") != nil {
					lines = append(lines, i)
				}
			}
		}
		whole, beside := 0.0, 0.0
		for _, l := range lines {
			whole += lengthIn(l, drawing.Box{X: -1e6, Y: -1e6, W: 2e6, H: 2e6})
			for _, z := range zones {
				beside += alongBorder(l, z)
			}
		}
		t.Logf("%s: %.1f %% of the links run along borders", m.ID, 100*beside/whole)
		if whole == 0 || beside > mostBeside*whole {
			t.Errorf("%s: %.0f of %.0f points of links run along borders", m.ID, beside, whole)
		}
	}
}

// alongBorder gives how long a line runs near the border of a zone and beside it.
func alongBorder(l *drawing.Line, zone drawing.Box) (length float64) {
	for i := 1; i < len(l.Points); i++ {
		a, b := l.Points[i-1], l.Points[i]
		near := func(at float64, edges ...float64) bool {
			for _, e := range edges {
				if d := at - e; max(d, -d) < nearBorder {
					return true
				}
			}
			return false
		}
		switch {
		case a.Y == b.Y && near(a.Y, zone.Y, zone.Bottom()):
			length += max(0, min(max(a.X, b.X), zone.Right())-max(min(a.X, b.X), zone.X))
		case a.X == b.X && near(a.X, zone.X, zone.Right()):
			length += max(0, min(max(a.Y, b.Y), zone.Bottom())-max(min(a.Y, b.Y), zone.Y))
		}
	}
	return length
}
