package results

import (
	"strings"

	"github.com/sekisho/sekisho/internal/chart"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/plan"
)

// Point is a plan of a Pareto front as the chart shows it.
type Point struct {
	// Yen is what putting it in place costs at first.
	Yen int64
	// Letters that the damages come to with it; those that nothing reaches are left out.
	Letters []PointLetter
	// Number of countermeasures that it adds.
	Number int
}

// PointLetter is the letter of a damage.
type PointLetter struct {
	Label string
	After method.RiskValue
}

// Front draws the plans of a Pareto front: their cost, and the business damages
// that they leave at A, B, C and D. whole is false where the front has more plans.
func Front(m *model.Model, front []*plan.Plan, whole bool, l lang.Lang) *chart.Picture {
	points := make([]Point, len(front))
	for i, p := range front {
		points[i] = pointOf(p)
	}
	return FrontOf(m, points, whole, l)
}

// FrontOf draws a front of which the figures are given, as [Front] does.
func FrontOf(m *model.Model, front []Point, whole bool, l lang.Lang) *chart.Picture {
	h := head(l, false, "front", "model", m.In(l))
	if !whole {
		h.Note = text(l, "front_cut")
	}
	var plans []chart.Plan
	for _, p := range front {
		plans = append(plans, p.on(l))
	}
	return chart.Costs(h, plans, text(l, "front_unit"), text(l, "front_left"))
}

// pointOf gives the figures of a plan.
func pointOf(p *plan.Plan) Point {
	out := Point{Yen: p.Cost.Initial, Number: p.Added()}
	for _, d := range p.Letters {
		if d.Target != method.Unrated && d.ReachedAfter {
			out.Letters = append(out.Letters, PointLetter{d.Damage.Label, d.After})
		}
	}
	return out
}

// on is the point on the chart. Its name tells the letter of each damage.
func (p Point) on(l lang.Lang) chart.Plan {
	out := chart.Plan{Cost: int(p.Yen), Front: true}
	var letters []string
	for _, d := range p.Letters {
		letters = append(letters, d.Label+" "+d.After.String())
		if d.After > method.E {
			out.Left[method.A-d.After]++
		}
	}
	out.Name = text(l, "front_plan", "letters", strings.Join(letters, text(l, "front_join")), "number", p.Number)
	return out
}
