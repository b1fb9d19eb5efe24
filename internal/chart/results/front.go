package results

import (
	"strings"

	"github.com/sekisho/sekisho/internal/chart"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/plan"
)

// yenUnit is the unit of the chart of costs.
const yenUnit = 1000

// Front draws the plans of a Pareto front: their cost, and the business damages
// that they leave at A, B, C and D. whole is false where the front has more plans.
func Front(m *model.Model, front []*plan.Plan, whole bool, l lang.Lang) *chart.Picture {
	h := head(l, false, "front", "model", m.In(l))
	if !whole {
		h.Note = text(l, "front_cut")
	}
	var plans []chart.Plan
	for _, p := range front {
		plans = append(plans, point(p, l))
	}
	return chart.Costs(h, plans, text(l, "front_unit"), text(l, "front_left"))
}

// point is a plan on the chart. Its name tells the letter of each damage; a cost
// is rounded up.
func point(p *plan.Plan, l lang.Lang) chart.Plan {
	out := chart.Plan{Cost: int((p.Cost.Initial + yenUnit - 1) / yenUnit), Front: true}
	var letters []string
	for _, d := range p.Letters {
		if d.Target == method.Unrated || !d.ReachedAfter {
			continue
		}
		letters = append(letters, d.Damage.Label+" "+d.After.String())
		if d.After > method.E {
			out.Left[method.A-d.After]++
		}
	}
	number := 0
	for _, c := range p.Chosen {
		if !c.Decided {
			number++
		}
	}
	out.Name = text(l, "front_plan", "letters", strings.Join(letters, text(l, "front_join")), "number", number)
	return out
}
