package diagram_test

import (
	"testing"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diagram"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
)

// TestStepsAreDrawn looks at the worst routes of the reference study: each step from an
// asset to another one has a line of its own between the two, square, and with its arrow
// at the asset attacked, or, where data are taken out, at the one that receives them.
// Under dashes lies white: two steps may take the same way.
func TestStepsAreDrawn(t *testing.T) {
	r := reference(t)
	b := diagram.NewBasis(r.Study, diagram.Options{Lang: lang.Ja})
	moves, taken := 0, 0
	for _, m := range r.Models {
		boxes := boxesOf(b, m.Model)
		on := func(p drawing.Point, a model.AssetID) bool {
			box := boxes["asset-"+string(a)].Inset(-0.5)
			return p.X >= box.X && p.X <= box.Right() && p.Y >= box.Y && p.Y <= box.Bottom()
		}
		for _, d := range m.Damage.Damages {
			route, ok := m.WorstRoute(t.Context(), d, assess.UsualBounds())
			if !ok {
				continue
			}
			p, _ := b.Route(m, &route, 0)
			lines := stepLines(p)
			for _, step := range route.Trees[0].Steps {
				if step.From == "" {
					continue
				}
				if len(lines) == 0 {
					t.Errorf("%s %s: the step from %s to %s has no line", m.Model.ID, d.Damage.ID, step.From, step.At)
					break
				}
				line := lines[0]
				lines = lines[1:]
				from, to := step.From, step.At
				if step.Rule.Relation == catalog.RelRelease {
					from, to, taken = to, from, taken+1
				}
				if step.Link == "" {
					moves++
				}
				last := line[len(line)-1].Points
				if !on(line[0].Points[0], from) || !on(last[len(last)-1], to) {
					t.Errorf("%s %s: the line of a step does not lead from %s to %s", m.Model.ID, d.Damage.ID, from, to)
				}
				for i, l := range line {
					if !square(l) {
						t.Errorf("%s %s: a line is not square: %v", m.Model.ID, d.Damage.ID, l.Points)
					}
					if l.Dash != nil && (i == 0 || line[i-1].Stroke != drawing.White) {
						t.Errorf("%s %s: dashes of another step may fill those from %s to %s", m.Model.ID, d.Damage.ID, from, to)
					}
				}
			}
			if len(lines) > 0 {
				t.Errorf("%s %s: %d lines of no step", m.Model.ID, d.Damage.ID, len(lines))
			}
		}
	}
	if moves == 0 || taken == 0 {
		t.Errorf("%d moves without a link, %d steps that take data out", moves, taken)
	}
}

// stepLines gives the lines of each step that has some.
func stepLines(p *diagram.Picture) (out [][]*drawing.Line) {
	var last *drawing.Group
	for _, x := range parts(p.Items) {
		l, ok := x.item.(*drawing.Line)
		g := x.in("step")
		if !ok || g == nil {
			continue
		}
		if g != last {
			out, last = append(out, nil), g
		}
		out[len(out)-1] = append(out[len(out)-1], l)
	}
	return out
}
