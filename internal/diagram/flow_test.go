package diagram_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diagram"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
)

// flowNumber is a number on a picture of flows: that of its flow, of its hop, and how it
// is drawn.
type flowNumber struct {
	flow, hop int
	ink       drawing.Color
	numbered
}

func (n flowNumber) before(o flowNumber) bool {
	return n.flow < o.flow || n.flow == o.flow && n.hop < o.hop
}

// flowNumbers reads the numbers on a picture of several flows.
func flowNumbers(p *diagram.Picture) []flowNumber {
	byGroup := map[*drawing.Group]*flowNumber{}
	var order []*drawing.Group
	for _, x := range parts(p.Items) {
		g := x.in("number")
		if g == nil || x.in("legend") != nil {
			continue
		}
		n := byGroup[g]
		if n == nil {
			n = &flowNumber{}
			byGroup[g] = n
			order = append(order, g)
		}
		switch i := x.item.(type) {
		case *drawing.Rect:
			n.box, n.ink = i.Box, i.Stroke
		case *drawing.Line:
			n.leader = i
		case *drawing.Text:
			if _, err := fmt.Sscanf(i.Lines[0], "%d-%d", &n.flow, &n.hop); err != nil {
				return nil // of a single flow
			}
		}
	}
	out := make([]flowNumber, len(order))
	for i, g := range order {
		out[i] = *byGroup[g]
	}
	return out
}

// TestNumbersOfFlowsRise looks at all flows of the reference study: each number stands at
// a line of its own flow, and where numbers stand at the same wire, they rise, as far as
// both flows run at both places and cover nothing there.
func TestNumbersOfFlowsRise(t *testing.T) {
	s, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b := diagram.NewBasis(s.Study, diagram.Options{Lang: lang.Ja})
	rows, falling := 0, 0
	for _, m := range s.Models {
		for _, u := range s.Spec.UseCases {
			p, ok := b.Flow(m, u.ID)
			if !ok {
				continue
			}
			numbers := flowNumbers(p)
			for i, n := range numbers {
				lines := flowLines(p, n.ink)
				if !near(lines, n.leader, n.box) {
					t.Errorf("%s %s: the number %d-%d is not at a line of its flow", m.ID, u.ID, n.flow, n.hop)
				}
				for _, o := range numbers[:i] {
					first, second := o, n
					if n.before(o) {
						first, second = n, o
					}
					if !inRow(p, first, second) {
						continue
					}
					rows++
					if second.box.X+2*second.box.Y < first.box.X+2*first.box.Y {
						falling++
						t.Logf("%s %s: %d-%d stands before %d-%d", m.ID, u.ID, second.flow, second.hop, first.flow, first.hop)
					}
				}
			}
		}
	}
	t.Logf("%d of %d numbers in a row fall", falling, rows)
	if rows == 0 || falling*5 > rows {
		t.Errorf("%d of %d numbers in a row fall", falling, rows)
	}
}

// flowLines gives the lines of a flow, by its ink.
func flowLines(p *diagram.Picture, ink drawing.Color) []*drawing.Line {
	var out []*drawing.Line
	for _, x := range parts(p.Items) {
		if l, ok := x.item.(*drawing.Line); ok && x.in("flow") != nil && l.Stroke == ink {
			out = append(out, l)
		}
	}
	return out
}

// inRow reports whether two numbers stand at the same wire: at lines that run side by
// side from end to end.
func inRow(p *diagram.Picture, a, b flowNumber) bool {
	for _, l := range flowLines(p, a.ink) {
		for _, o := range flowLines(p, b.ink) {
			if beside(l.Points, o.Points) && near([]*drawing.Line{l}, a.leader, a.box) && near([]*drawing.Line{o}, b.leader, b.box) {
				return true
			}
		}
	}
	return false
}

// beside reports whether lines run side by side, in the same direction or against it.
func beside(a, b []drawing.Point) bool {
	const most = 8
	close := func(a, b []drawing.Point) bool {
		return slices.EqualFunc(a, b, func(a, b drawing.Point) bool {
			return max(a.X-b.X, b.X-a.X) < most && max(a.Y-b.Y, b.Y-a.Y) < most
		})
	}
	back := slices.Clone(b)
	slices.Reverse(back)
	return close(a, b) || close(a, back)
}
