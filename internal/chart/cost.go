package chart

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/drawing"
)

// Plan is a point of the chart of cost against the risk that is left.
type Plan struct {
	Name string
	// Cost in the unit that the chart names.
	Cost int
	// Left is the number of letters A, B, C and D that are left.
	Left [4]int
	// Front tells that no plan is both cheaper and better.
	Front bool
	// Chosen is the plan that was chosen.
	Chosen bool
}

// Costs draws plans by cost and by the letters that they leave. Letters are
// ordinal: the axis ranks what is left by its number of A, then of B, and so on, and
// adds nothing up. Points have numbers, which the list under the chart explains.
// unit is that of the costs, such as 円; left says what is counted.
func Costs(h Head, plans []Plan, unit, left string) *Picture {
	s := newSheet(h, locDesc(h, "costs", len(plans)))
	a := axes{ranks: ranksOf(plans)}
	most := 1
	for _, p := range plans {
		most = max(most, p.Cost)
	}
	xStep := step(most)
	a.xMost = ceil(most, xStep)
	s.paragraph(s.text("costs.y", "left", left), drawing.Font{Size: 8.5}, drawing.InkSoft)
	labels := 0.0
	for _, r := range a.ranks {
		labels = max(labels, drawing.Width(s.left(r), gridFont))
	}
	a.plot = drawing.Box{X: margin + labels + 12, Y: s.y + 8, W: width - 2*margin - labels - 32, H: 2*inset + rankHeight*float64(max(len(a.ranks)-1, 2))}
	s.grid(a, xStep)
	s.front(a, plans)
	s.points(a, plans)
	s.y = a.plot.Bottom() + 20
	s.say(drawing.Point{X: a.plot.Right(), Y: s.y + 4}, s.text("costs.x", "unit", unit), style{drawing.Font{Size: 8.5}, drawing.End, drawing.InkSoft})
	s.y += 16
	s.list(plans, unit)
	return s.done()
}

// rankHeight is the distance of two ranks.
const rankHeight = 24.0

var gridFont = drawing.Font{Size: 8.5}

// ranksOf lists what plans leave, the best first.
func ranksOf(plans []Plan) [][4]int {
	var out [][4]int
	for _, p := range plans {
		out = append(out, p.Left)
	}
	slices.SortFunc(out, func(x, y [4]int) int { return slices.Compare(x[:], y[:]) })
	return slices.Compact(out)
}

// left writes what is left, the letters that there are.
func (s *sheet) left(n [4]int) string {
	var parts []string
	for i, letter := range []string{"A", "B", "C", "D"} {
		if n[i] > 0 {
			parts = append(parts, s.text("costs.letter", "letter", letter, "n", number(n[i])))
		}
	}
	if len(parts) == 0 {
		return s.text("costs.nothing")
	}
	return strings.Join(parts, s.text("costs.join"))
}

// axes have the cost to the right, and what is left by rank from below.
type axes struct {
	plot  drawing.Box
	xMost int
	ranks [][4]int
}

func (a axes) at(p Plan) drawing.Point {
	return drawing.Point{X: a.x(p.Cost), Y: a.y(slices.Index(a.ranks, p.Left))}
}

// inset keeps points off the axes.
const inset = 12.0

func (a axes) x(v int) float64 {
	return a.plot.X + inset + (a.plot.W-2*inset)*float64(v)/float64(a.xMost)
}

func (a axes) y(rank int) float64 {
	return a.plot.Bottom() - inset - (a.plot.H-2*inset)*float64(rank)/float64(max(len(a.ranks)-1, 1))
}

// step gives a round distance of about five marks.
func step(most int) int {
	raw := float64(most) / 5
	unit := math.Pow(10, math.Floor(math.Log10(max(raw, 1))))
	for _, m := range []float64{1, 2, 5, 10} {
		if unit*m >= raw {
			return max(1, int(unit*m))
		}
	}
	return max(1, int(unit*10))
}

func ceil(n, step int) int { return (n + step - 1) / step * step }

func (s *sheet) grid(a axes, xStep int) {
	for rank, left := range a.ranks {
		y := a.y(rank)
		s.Add(&drawing.Line{Points: []drawing.Point{{X: a.plot.X, Y: y}, {X: a.plot.Right(), Y: y}}, Stroke: drawing.LineGhost, StrokeWidth: 0.6})
		s.label(a.plot.X-5, y, s.left(left), gridFont, drawing.End)
	}
	for v := 0; v <= a.xMost; v += xStep {
		x := a.x(v)
		s.Add(&drawing.Line{Points: []drawing.Point{{X: x, Y: a.plot.Bottom()}, {X: x, Y: a.plot.Bottom() + 4}}, Stroke: drawing.InkSoft, StrokeWidth: 0.8})
		s.label(x, a.plot.Bottom()+11, number(v), gridFont, drawing.Middle)
	}
	s.Add(&drawing.Line{Points: []drawing.Point{{X: a.plot.X, Y: a.plot.Y}, {X: a.plot.X, Y: a.plot.Bottom()}, {X: a.plot.Right(), Y: a.plot.Bottom()}}, Stroke: drawing.InkSoft, StrokeWidth: 0.8})
}

// front joins the plans of the front by steps: from each plan on, its risk holds
// until the next cost that buys a better one.
func (s *sheet) front(a axes, plans []Plan) {
	var front []Plan
	for _, p := range plans {
		if p.Front {
			front = append(front, p)
		}
	}
	slices.SortStableFunc(front, func(x, y Plan) int { return cmp.Compare(x.Cost, y.Cost) })
	var points []drawing.Point
	for i, p := range front {
		at := a.at(p)
		if i > 0 {
			points = append(points, drawing.Point{X: at.X, Y: points[len(points)-1].Y})
		}
		points = append(points, at)
	}
	if len(points) > 1 {
		s.Add(&drawing.Line{Points: points, Stroke: drawing.Accent, StrokeWidth: 1.2})
	}
}

// points draws the plans; those at one place share a point with all their
// numbers, and those that would overlap are moved aside, with a line to
// their place.
func (s *sheet) points(a axes, plans []Plan) {
	type mark struct {
		at      drawing.Point
		numbers []string
		front   bool
		chosen  bool
	}
	var marks []*mark
	for i, p := range plans {
		at := a.at(p)
		n := slices.IndexFunc(marks, func(m *mark) bool { return math.Abs(m.at.X-at.X) < 1 && math.Abs(m.at.Y-at.Y) < 1 })
		if n < 0 {
			n = len(marks)
			marks = append(marks, &mark{at: at})
		}
		m := marks[n]
		m.numbers = append(m.numbers, fmt.Sprint(i+1))
		m.front, m.chosen = m.front || p.Front, m.chosen || p.Chosen
	}
	var taken []drawing.Box
	font := drawing.Font{Size: 8.5, Bold: true}
	for _, m := range marks {
		text := strings.Join(m.numbers, "·")
		w := max(16, drawing.Width(text, font)+8)
		b := a.free(m.at, w, taken)
		taken = append(taken, b)
		if c := b.Center(); math.Abs(c.X-m.at.X)+math.Abs(c.Y-m.at.Y) > 0.01 {
			s.Add(&drawing.Line{Points: []drawing.Point{m.at, c}, Stroke: drawing.LineGrey, StrokeWidth: 0.7, Start: drawing.DotHead})
		}
		fill, ink, edge, thick := drawing.White, drawing.Ink, drawing.LineGrey, 0.8
		if m.front {
			edge, thick = drawing.Accent, 1.4
		}
		if m.chosen {
			fill, ink = drawing.Accent, drawing.White
		}
		s.Add(&drawing.Rect{Box: b, R: 8, Fill: fill, Stroke: edge, StrokeWidth: thick})
		s.say(drawing.Point{X: b.Center().X, Y: b.Center().Y}, text, style{font, drawing.Middle, ink})
	}
}

// free gives the box of the width nearest to a place, in the plot, that overlaps
// none of those taken.
func (a axes) free(at drawing.Point, w float64, taken []drawing.Box) drawing.Box {
	const h = 16.0
	for ring := 0; ; ring++ {
		for _, d := range [][2]float64{{0, -1}, {1, 0}, {0, 1}, {-1, 0}, {1, -1}, {1, 1}, {-1, -1}, {-1, 1}} {
			b := drawing.Box{X: at.X - w/2 + d[0]*float64(ring)*(w/2+4), Y: at.Y - h/2 + d[1]*float64(ring)*10, W: w, H: h}
			b.X = min(max(b.X, a.plot.X+2), a.plot.Right()-w)
			b.Y = min(max(b.Y, a.plot.Y), a.plot.Bottom()-h-2)
			if ring > 60 || !slices.ContainsFunc(taken, b.Inset(-1).Overlaps) {
				return b
			}
		}
	}
}

// list explains the numbers of the points.
func (s *sheet) list(plans []Plan, unit string) {
	s.data.Head = []string{s.text("costs.number"), s.text("costs.plan"), s.text("costs.cost", "unit", unit), "A", "B", "C", "D", s.text("costs.front"), s.text("costs.chosen")}
	font := drawing.Font{Size: 8.5}
	for i, p := range plans {
		text := s.text("costs.line", "name", p.Name, "cost", number(p.Cost), "unit", unit, "left", s.left(p.Left),
			"front", flag(p.Front), "chosen", flag(p.Chosen))
		s.point(fmt.Sprint(i+1), text, font)
		s.data.Rows = append(s.data.Rows, []string{fmt.Sprint(i + 1), p.Name, number(p.Cost), number(p.Left[0]), number(p.Left[1]), number(p.Left[2]), number(p.Left[3]), flag(p.Front), flag(p.Chosen)})
	}
	s.y += gap
	s.paragraph(s.text("costs.note", "chosen", slices.ContainsFunc(plans, func(p Plan) bool { return p.Chosen })), font, drawing.InkSoft)
}

func flag(on bool) string {
	if on {
		return "○"
	}
	return ""
}
