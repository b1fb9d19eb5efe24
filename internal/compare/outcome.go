package compare

import (
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// Outcome is what a goal, a damage or a cell comes to in one model.
type Outcome struct {
	// There tells that the model has it: a goal of the damage, the asset of the
	// cell.
	There bool
	// Reached tells that some tree leads to it; always so for a cell that is there.
	Reached bool
	Risk    assess.RiskRange
}

// WorseThan orders outcomes for a reader: not there and not reached are best, an
// unrated one is worst, since unknown is not safe; then the worst letter, then
// the best.
func (o Outcome) WorseThan(p Outcome) bool {
	if a, b := o.rank(), p.rank(); a != b {
		return a > b
	}
	return o.Reached && p.Reached && o.Risk.Best.WorseThan(p.Risk.Best)
}

// rank is higher for worse outcomes: A to E count 6 to 2.
func (o Outcome) rank() int {
	switch {
	case !o.There:
		return 0
	case !o.Reached:
		return 1
	case o.Risk.Worst == method.Unrated:
		return int(method.A) + 2
	}
	return int(o.Risk.Worst) + 1
}

// target names what has an outcome that replay explains.
type target struct {
	kind targetKind
	// id of the damage, key of the goal, or id of the zone.
	id string
	// entry of a goal's route, or empty.
	entry model.EntryPointID
}

type targetKind uint8

const (
	damageTarget targetKind = iota
	goalTarget
	zoneTarget
)

// value is the outcome of a target: of a zone, its exposure in force.
type value struct {
	Outcome
	exposure model.Exposure
}

// values gives the value of every target of a model. What is missing has the zero
// value.
func values(damage *assess.DamageResult, zones []assess.ZoneExposure) map[target]value {
	out := make(map[target]value, len(damage.Damages)+8*len(damage.Goals)+len(zones))
	for _, d := range damage.Damages {
		out[target{damageTarget, string(d.Damage.ID), ""}] = value{Outcome: DamageOutcome(d)}
	}
	for i := range damage.Goals {
		g := &damage.Goals[i]
		id := goalKey(g.Goal)
		out[target{goalTarget, id, ""}] = value{Outcome: goalOutcome(g)}
		for point, o := range routeOutcomes(g) {
			out[target{goalTarget, id, point}] = value{Outcome: o}
		}
	}
	for _, z := range zones {
		out[target{zoneTarget, string(z.Zone.ID), ""}] = value{exposure: z.InForce}
	}
	return out
}

// DamageOutcome is what a business damage comes to.
func DamageOutcome(d assess.DamageTotals) Outcome {
	return Outcome{There: len(d.Goals) > 0, Reached: d.Reached, Risk: d.Risk}
}

func goalOutcome(g *assess.GoalResult) Outcome {
	return Outcome{There: true, Reached: g.Worst >= 0, Risk: g.Risk}
}

// routeOutcomes gives the worst outcome of a goal from each entry point that
// reaches it.
func routeOutcomes(g *assess.GoalResult) map[model.EntryPointID]Outcome {
	out := map[model.EntryPointID]Outcome{}
	for _, s := range g.Starts {
		if !s.Reached {
			continue
		}
		o := Outcome{There: true, Reached: true, Risk: s.Risk}
		id := s.Start.Entry.Point.ID
		if p, ok := out[id]; !ok {
			out[id] = o
		} else if o.Risk.Worst == method.Unrated || p.Risk.Worst == method.Unrated {
			out[id] = Outcome{There: true, Reached: true}
		} else {
			o.Risk = assess.RiskRange{Worst: max(o.Risk.Worst, p.Risk.Worst), Best: max(o.Risk.Best, p.Risk.Best)}
			out[id] = o
		}
	}
	return out
}
