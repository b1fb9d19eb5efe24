package diagram_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diagram"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/lang"
)

// TestNumbersTellTheirSteps looks at the worst routes of the reference study: the number
// of each step stands at its line or is tied to it, and numbers along the same line rise
// from the upper left to the lower right.
func TestNumbersTellTheirSteps(t *testing.T) {
	shared, tied := 0, 0
	worstRoutes(t, func(name string, p *diagram.Picture, route *assess.Route) {
		lines, numbers := stepLines(p), numberBoxes(p)
		last := map[string]drawing.Box{}
		for i, step := range route.Trees[0].Steps {
			if step.From == "" || len(lines) == 0 {
				continue
			}
			line := lines[0]
			lines = lines[1:]
			at := numbers[i]
			box, leader := at.box, at.leader
			if leader != nil {
				tied++
			}
			if !near(line, leader, box) {
				t.Errorf("%s: the number of step %d is not at its line", name, i+1)
			}
			if before, ok := last[wayOf(line)]; ok {
				shared++
				if box.X <= before.X && box.Y <= before.Y {
					t.Errorf("%s: the number %d stands before that of an earlier step along the same line", name, i+1)
				}
			}
			last[wayOf(line)] = box
		}
	})
	if shared == 0 || tied == 0 {
		t.Errorf("%d numbers on lines of several steps, %d tied to their line", shared, tied)
	}
}

// TestHeadsHaveRoom looks at all flows and the worst routes: the last piece of a line is
// longer than the head of its arrow, but where boxes leave no room for that.
func TestHeadsHaveRoom(t *testing.T) {
	heads, short := 0, 0
	count := func(p *diagram.Picture) {
		for _, x := range parts(p.Items) {
			l, ok := x.item.(*drawing.Line)
			if !ok || l.End != drawing.ArrowHead || x.in("step") == nil && x.in("flow") == nil {
				continue
			}
			heads++
			n := len(l.Points) - 1
			if d := l.Points[n].X - l.Points[n-1].X + l.Points[n].Y - l.Points[n-1].Y; max(d, -d) < l.HeadSize {
				short++
			}
		}
	}
	r := worstRoutes(t, func(_ string, p *diagram.Picture, _ *assess.Route) { count(p) })
	b := diagram.NewBasis(r.Study, diagram.Options{Lang: lang.Ja})
	for _, m := range r.Models {
		for _, u := range r.Study.Spec.UseCases {
			if p, ok := b.Flow(m.Model, u.ID); ok {
				count(p)
			}
		}
	}
	t.Logf("%d of %d heads have less room than they need", short, heads)
	if short*100 > heads {
		t.Errorf("%d of %d heads have less room than they need", short, heads)
	}
}

// worstRoutes draws the worst route to each business damage of each reference model.
func worstRoutes(t *testing.T, look func(name string, p *diagram.Picture, r *assess.Route)) *assess.Result {
	t.Helper()
	r := reference(t)
	b := diagram.NewBasis(r.Study, diagram.Options{Lang: lang.Ja})
	for _, m := range r.Models {
		for _, d := range m.Damage.Damages {
			if route, ok := m.WorstRoute(t.Context(), d, assess.UsualBounds()); ok {
				p, _ := b.Route(m, &route, 0)
				look(fmt.Sprint(m.Model.ID, " ", d.Damage.ID), p, &route)
			}
		}
	}
	return r
}

// numbered is where the number of a step stands.
type numbered struct {
	box    drawing.Box
	leader *drawing.Line
}

// numberBoxes gives where the numbers of the steps stand, from the first.
func numberBoxes(p *diagram.Picture) map[int]numbered {
	out := map[int]numbered{}
	for _, x := range parts(p.Items) {
		g := x.in("number")
		if g == nil {
			continue
		}
		text := g.Items[len(g.Items)-1].(*drawing.Text).Lines[0]
		n, err := strconv.Atoi(text)
		if err != nil || g.Title == text { // that of the legend says nothing
			continue
		}
		at := out[n-1]
		switch i := x.item.(type) {
		case *drawing.Rect:
			at.box = i.Box
		case *drawing.Line:
			at.leader = i
		}
		out[n-1] = at
	}
	return out
}

// near reports whether a box stands at a line, or at the end of a leader that begins there.
func near(line []*drawing.Line, leader *drawing.Line, box drawing.Box) bool {
	if leader != nil {
		end := leader.Points[1]
		if !box.Inset(-0.1).Contains(drawing.Box{X: end.X, Y: end.Y}) {
			return false
		}
		box = drawing.Box{X: leader.Points[0].X, Y: leader.Points[0].Y}
	}
	return slices.ContainsFunc(line, func(l *drawing.Line) bool { return crossed(l, box.Inset(-4)) })
}

// wayOf names the way of a line, in whichever direction.
func wayOf(line []*drawing.Line) string {
	var ways []string
	for _, l := range line {
		points := slices.Clone(l.Points)
		if a, b := points[0], points[len(points)-1]; a.X > b.X || a.X == b.X && a.Y > b.Y {
			slices.Reverse(points)
		}
		ways = append(ways, fmt.Sprint(points))
	}
	slices.Sort(ways)
	return strings.Join(ways, " ")
}
