package compare

import (
	"slices"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/model"
)

// Fate tells what becomes of a risk.
type Fate string

// Fates.
const (
	Gone  Fate = "removed"
	New   Fate = "new"
	Moved Fate = "moved"
)

// Risk is a risk that is removed, new or moved. It is a cell of an asset that one
// of the models lacks, or a route from an entry point to a goal.
type Risk struct {
	Fate Fate
	// Asset and Threat of the cell before; empty for a route and a new cell.
	Asset  model.AssetID
	Threat catalog.ThreatID
	// ToAsset is where the cell is after; empty for one that is removed.
	ToAsset model.AssetID
	// Damage, effect and goals of the route, before and after.
	Damage           model.DamageID
	Effect           model.Effect
	Goal, ToGoal     model.AssetID
	Entry, ToEntry   model.EntryPointID
	Before, After    Outcome
	Landing, Arrives model.AssetID
}

// Route reports whether the risk is a route; otherwise it is a cell.
func (r *Risk) Route() bool { return r.Damage != "" }

// replacements tells for each asset that the new model lacks which new assets do
// its job: those on the flows of the use cases that its flows served.
func replacements(from, to *model.Model) map[model.AssetID][]model.AssetID {
	serves := func(m, other *model.Model) map[model.UseCaseID][]model.AssetID {
		out := map[model.UseCaseID][]model.AssetID{}
		add := func(u model.UseCaseID, a *model.Asset) {
			if _, both := other.Asset(a.ID); !both && !slices.Contains(out[u], a.ID) {
				out[u] = append(out[u], a.ID)
			}
		}
		for _, f := range m.Flows {
			for _, a := range f.Hops {
				add(f.UseCase, a)
			}
			for _, k := range f.Links {
				for _, a := range k.Via {
					add(f.UseCase, a)
				}
			}
		}
		return out
	}
	lost, gained := serves(from, to), serves(to, from)
	out := map[model.AssetID][]model.AssetID{}
	for _, f := range from.Flows {
		for _, a := range lost[f.UseCase] {
			for _, b := range gained[f.UseCase] {
				if !slices.Contains(out[a], b) {
					out[a] = append(out[a], b)
				}
			}
		}
	}
	return out
}

// Replacing lists the new assets that do the job of one that the new model lacks:
// they carry the data of the same use cases.
func (p *Pair) Replacing(a model.AssetID) []model.AssetID { return p.replacing[a] }

// risks lists the cells and the routes that one of the models lacks.
func (p *Pair) risks() {
	p.cellRisks()
	p.routeRisks()
}

type place struct {
	asset  model.AssetID
	threat catalog.ThreatID
}

// cellsOnly gives the cells of a model on assets, or against threats, that the
// other lacks.
func cellsOnly(m, other *assess.ModelResult) (cells map[place]assess.Cell, order []place) {
	have := map[place]bool{}
	for _, c := range other.Cells {
		have[placeOf(other, c)] = true
	}
	cells = map[place]assess.Cell{}
	for _, c := range m.Cells {
		if at := placeOf(m, c); !have[at] {
			cells[at] = c
			order = append(order, at)
		}
	}
	return cells, order
}

func placeOf(m *assess.ModelResult, c assess.Cell) place {
	return place{m.Model.Assets[c.Asset].ID, m.Damage.Graph.Catalog.Threats[c.Threat].ID}
}

func cellOutcome(c assess.Cell) Outcome { return Outcome{There: true, Reached: true, Risk: c.Risk} }

// cellRisks holds the cells of assets gone against those of the assets that
// replace them: the same threat there is the risk moved. The worst of them is
// named.
func (p *Pair) cellRisks() {
	gone, goneOrder := cellsOnly(p.From, p.To)
	come, comeOrder := cellsOnly(p.To, p.From)
	taken := map[place]bool{}
	for _, at := range goneOrder {
		r := Risk{Fate: Gone, Asset: at.asset, Threat: at.threat, Before: cellOutcome(gone[at])}
		for _, b := range p.replacing[at.asset] {
			c, ok := come[place{b, at.threat}]
			if !ok {
				continue
			}
			taken[place{b, at.threat}] = true
			if o := cellOutcome(c); r.Fate == Gone || o.WorseThan(r.After) {
				r.Fate, r.ToAsset, r.After = Moved, b, o
			}
		}
		p.Risks = append(p.Risks, r)
	}
	for _, at := range comeOrder {
		if !taken[at] {
			p.Risks = append(p.Risks, Risk{Fate: New, ToAsset: at.asset, Threat: at.threat, After: cellOutcome(come[at])})
		}
	}
}

// route is a goal from an entry point.
type route struct {
	goal  string
	entry model.EntryPointID
}

type routeFact struct {
	Outcome
	goal    *model.Goal
	landing model.AssetID
}

func routesOf(m *assess.ModelResult) (facts map[route]routeFact, order []route) {
	facts = map[route]routeFact{}
	for i := range m.Damage.Goals {
		g := &m.Damage.Goals[i]
		for point, o := range routeOutcomes(g) {
			facts[route{goalKey(g.Goal), point}] = routeFact{Outcome: o, goal: g.Goal}
		}
		for _, e := range m.Model.Entries {
			at := route{goalKey(g.Goal), e.Point.ID}
			if f, ok := facts[at]; ok {
				f.landing = landing(g, e.Point.ID)
				facts[at] = f
				order = append(order, at)
			}
		}
	}
	return facts, order
}

// landing gives the asset where the worst start of the entry point lands.
func landing(g *assess.GoalResult, point model.EntryPointID) model.AssetID {
	best := -1
	for i, s := range g.Starts {
		if s.Reached && s.Start.Entry.Point.ID == point && (best < 0 || outcomeOf(s).WorseThan(outcomeOf(g.Starts[best]))) {
			best = i
		}
	}
	if best < 0 {
		return ""
	}
	return g.Starts[best].Start.At.ID
}

func outcomeOf(s assess.StartResult) Outcome {
	return Outcome{There: true, Reached: s.Reached, Risk: s.Risk}
}

// routeRisks holds the routes that one model lacks against each other. One that
// is gone has moved when the same goal is reached from an entry point from which
// it was not, or when the same damage is done by the same effect on an asset that
// is new as a goal.
func (p *Pair) routeRisks() {
	before, beforeOrder := routesOf(p.From)
	after, afterOrder := routesOf(p.To)
	taken := map[route]bool{}
	for _, at := range beforeOrder {
		b := before[at]
		if _, still := after[at]; still {
			continue
		}
		r := Risk{Fate: Gone, Damage: b.goal.Damage.ID, Effect: b.goal.Effect, Goal: b.goal.Asset.ID, Entry: at.entry, Before: b.Outcome, Landing: b.landing}
		for _, to := range afterOrder {
			a := after[to]
			if _, old := before[to]; old || !sameAim(b.goal, a.goal, at.entry, to.entry, p) {
				continue
			}
			taken[to] = true
			if r.Fate == Gone || a.WorseThan(r.After) {
				r.Fate, r.ToGoal, r.ToEntry, r.After, r.Arrives = Moved, a.goal.Asset.ID, to.entry, a.Outcome, a.landing
			}
		}
		p.Risks = append(p.Risks, r)
	}
	for _, to := range afterOrder {
		a := after[to]
		if _, old := before[to]; !old && !taken[to] {
			p.Risks = append(p.Risks, Risk{Fate: New, Damage: a.goal.Damage.ID, Effect: a.goal.Effect, ToGoal: a.goal.Asset.ID, ToEntry: to.entry, After: a.Outcome, Arrives: a.landing})
		}
	}
}

// sameAim reports whether a route that is new carries on one that is gone: the
// same goal by another entry point, or the same damage and effect, by the same
// entry point, on an asset that only one of the models has as a goal.
func sameAim(old, now *model.Goal, from, to model.EntryPointID, p *Pair) bool {
	if old.Damage.ID != now.Damage.ID || old.Effect != now.Effect {
		return false
	}
	if old.Asset.ID == now.Asset.ID {
		return from != to
	}
	_, oldStays := p.To.Model.Asset(old.Asset.ID)
	_, nowWas := p.From.Model.Asset(now.Asset.ID)
	return from == to && !oldStays && !nowWas
}
