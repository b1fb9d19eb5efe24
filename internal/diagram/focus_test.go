package diagram_test

import (
	"slices"
	"testing"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diagram"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// TestFocused points out everything of every model of the reference study. Nothing runs
// over a text, what is chosen is marked, and the way to a zone has a number and a line
// for each crossing, which begin and end at devices of the zones that they lead between.
func TestFocused(t *testing.T) {
	long.Test(t)
	t.Parallel()
	r := reference(t)
	b := diagram.NewBasis(r.Study, diagram.Options{Lang: lang.Ja})
	if _, ok := b.Focused(r.Models[0], diagram.Focus{Asset: "nothing"}); ok {
		t.Error("something that there is not is pointed out")
	}
	ways := 0
	for _, m := range r.Models {
		look := func(name string, f diagram.Focus, witness []assess.Crossing) {
			p, ok := b.Focused(m, f)
			if !ok {
				t.Errorf("%s %s: no picture", m.Model.ID, name)
				return
			}
			for _, wrong := range laidOut(p, m.Model) {
				t.Errorf("%s %s: %s", m.Model.ID, name, wrong)
			}
			ways += len(witness)
			wayDrawn(t, p, m.Model, name, witness)
		}
		for _, a := range m.Model.Assets {
			look(string(a.ID), diagram.Focus{Asset: a.ID}, m.Zones[a.Zone.Index].Witness)
		}
		for i, z := range m.Model.Zones {
			look(string(z.ID), diagram.Focus{Zone: z.ID}, m.Zones[i].Witness)
		}
		for _, k := range m.Model.Links {
			look(string(k.ID), diagram.Focus{Link: k.ID}, nil)
		}
	}
	if ways == 0 {
		t.Error("nothing is reached from the Internet")
	}
}

// wayDrawn looks for the lines and numbers of a witness on a picture.
func wayDrawn(t *testing.T, p *diagram.Picture, m *model.Model, name string, witness []assess.Crossing) {
	t.Helper()
	boxes := map[string]drawing.Box{}
	var lines [][]*drawing.Line
	numbers := 0
	var last *drawing.Group
	for _, x := range parts(p.Items) {
		if g := x.in("asset"); g != nil {
			if _, ok := x.item.(*drawing.Rect); ok && boxes[g.ID] == (drawing.Box{}) {
				boxes[g.ID] = x.box
			}
		}
		if x.in("number") != nil && x.in("legend") == nil {
			if _, ok := x.item.(*drawing.Text); ok {
				numbers++
			}
		}
		if g := x.in("focus"); g != nil {
			if l, ok := x.item.(*drawing.Line); ok {
				if g != last {
					lines = append(lines, nil)
				}
				last = g
				lines[len(lines)-1] = append(lines[len(lines)-1], l)
			}
		}
	}
	if numbers != len(witness) || witness != nil && len(lines) != len(witness) {
		t.Errorf("%s %s: %d numbers and %d lines for %d crossings", m.ID, name, numbers, len(lines), len(witness))
		return
	}
	for i, c := range witness {
		first, end := lines[i][0].Points[0], lines[i][len(lines[i])-1].Points
		if !endsIn(m, boxes, c.From, first) || !endsIn(m, boxes, c.Into, end[len(end)-1]) {
			t.Errorf("%s %s: line %d does not lead from %s into %s", m.ID, name, i+1, c.From.ID, c.Into.ID)
		}
	}
}

// endsIn reports whether a point lies on the box of an asset of a zone.
func endsIn(m *model.Model, boxes map[string]drawing.Box, z *model.Zone, at drawing.Point) bool {
	return slices.ContainsFunc(m.Assets, func(a *model.Asset) bool {
		box := boxes["asset-"+string(a.ID)].Inset(-0.5)
		return a.Zone == z && at.X >= box.X && at.X <= box.Right() && at.Y >= box.Y && at.Y <= box.Bottom()
	})
}
