package compare

import (
	"context"
	"slices"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/model"
)

// Pair is a comparison of two models, or of two versions of one.
type Pair struct {
	From, To *assess.ModelResult
	// Changes are the inputs that differ, and Units the groups in which causes name
	// them.
	Changes []Change
	Units   []Unit
	// Damages whose outcome changes, in the order of the study.
	Damages []DamageChange
	// Goals whose outcome changes, those of the old model first.
	Goals []GoalChange
	// Zones whose exposure in force changes.
	Zones []ZoneChange
	// Cells of assets that both models have, whose letter changes.
	Cells []CellChange
	// Risks that are removed, new or moved: cells of assets that one of the models
	// lacks, and routes from an entry point to a goal that one of them lacks.
	Risks []Risk
	// Replays is the number of assessments made to find the causes.
	Replays int

	replacing map[model.AssetID][]model.AssetID
}

// DamageChange is a business damage whose letter changes.
type DamageChange struct {
	Damage        *model.DamageSpec
	Before, After Outcome
	Cause         Cause
}

// GoalChange is an attack goal whose letter changes.
type GoalChange struct {
	Damage        *model.DamageSpec
	Effect        model.Effect
	Asset         model.AssetID
	Before, After Outcome
	// Cause is, for a goal that one of the models lacks, the unit with which it
	// comes or goes.
	Cause Cause
	// Routes are the entry points from which the outcome changes.
	Routes []RouteChange
}

// RouteChange is a goal from one entry point.
type RouteChange struct {
	Entry         model.EntryPointID
	Before, After Outcome
	Cause         Cause
}

// ZoneChange is a zone of both models whose exposure in force changes.
type ZoneChange struct {
	Zone          model.ZoneID
	Before, After assess.ZoneExposure
	Cause         Cause
}

// Same reports whether no input and no letter differs.
func (p *Pair) Same() bool { return len(p.Changes) == 0 && p.SameLetters() }

// SameLetters reports whether no letter differs.
func (p *Pair) SameLetters() bool {
	return len(p.Damages)+len(p.Goals)+len(p.Cells)+len(p.Risks) == 0
}

// newPair compares two models. lists tells that the two stand on different
// methods or lists.
func newPair(ctx context.Context, from, to side, lists bool) (*Pair, error) {
	p, old, now := inputsOf(from, to, lists)
	p.cells(from.result, to.result)
	r := newReplayer(ctx, p, old, now)
	if err := p.explain(r); err != nil {
		return nil, err
	}
	p.Replays = r.runs
	p.replacing = replacements(from.model.Model, to.model.Model)
	p.risks()
	return p, nil
}

// inputsOf holds the inputs of two models against each other.
func inputsOf(from, to side, lists bool) (p *Pair, old, now *state) {
	old, now = newState(from.result.Study, from.result.Method, from.model.Model), newState(to.result.Study, to.result.Method, to.model.Model)
	p = &Pair{From: from.model, To: to.model}
	if lists {
		p.Changes = changesOf(listInputs(from.result.Method, from.result.Study.Catalog), listInputs(to.result.Method, to.result.Study.Catalog))
	}
	p.Changes = append(p.Changes, changesOf(old, now)...)
	p.Units = unitsOf(p.Changes)
	return p, old, now
}

// side is a model with the result that it stands in.
type side struct {
	result *assess.Result
	model  *assess.ModelResult
}

// explain finds the outcomes that replay explains, and their causes: damages,
// then goals with their routes, then zones. Each cause found is tried for the
// next outcome.
func (p *Pair) explain(r *replayer) error {
	none := make(set, len(p.Units))
	x := &explainer{replayer: r, before: r.values(none), after: r.values(none.inverse())}
	if len(p.Units) == 0 {
		x.after = x.before // nothing differs that bears on letters
	}
	p.explainDamages(x)
	p.explainGoals(x)
	p.explainZones(x)
	p.explainCells(r)
	return x.err
}

type explainer struct {
	*replayer
	before, after map[target]value
	hints         []Cause
}

// changed gives both values of a target with the cause; ok is false when they are
// the same.
func (x *explainer) changed(t target) (before, after value, c Cause, ok bool) {
	before, after = x.before[t], x.after[t]
	if before == after {
		return before, after, c, false
	}
	c, err := x.cause(t, x.hints)
	if err != nil {
		return before, after, c, false
	}
	if !slices.ContainsFunc(x.hints, func(h Cause) bool { return slices.Equal(h.Makes, c.Makes) && slices.Equal(h.Undoes, c.Undoes) }) {
		x.hints = append(x.hints, c)
	}
	return before, after, c, true
}

func (p *Pair) explainDamages(x *explainer) {
	seen := map[model.DamageID]bool{}
	for _, m := range []*assess.ModelResult{p.To, p.From} {
		for _, d := range m.Damage.Damages {
			if seen[d.Damage.ID] {
				continue
			}
			seen[d.Damage.ID] = true
			if before, after, c, ok := x.changed(target{damageTarget, string(d.Damage.ID), ""}); ok {
				p.Damages = append(p.Damages, DamageChange{Damage: d.Damage, Before: before.Outcome, After: after.Outcome, Cause: c})
			}
		}
	}
}

func (p *Pair) explainGoals(x *explainer) {
	seen := map[string]bool{}
	for _, m := range []*assess.ModelResult{p.From, p.To} {
		for _, g := range m.Model.Goals {
			id := goalKey(g)
			if seen[id] {
				continue
			}
			seen[id] = true
			change := GoalChange{Damage: g.Damage, Effect: g.Effect, Asset: g.Asset.ID, Routes: p.explainRoutes(x, id)}
			t := target{goalTarget, id, ""}
			change.Before, change.After = x.before[t].Outcome, x.after[t].Outcome
			if change.Before.There != change.After.There {
				change.Cause = p.presence(id)
			} else if _, _, c, ok := x.changed(t); ok {
				change.Cause = c
			} else if len(change.Routes) == 0 {
				continue
			}
			p.Goals = append(p.Goals, change)
		}
	}
}

// presence is the cause of a goal that one of the models lacks: the unit with
// which it comes or goes.
func (p *Pair) presence(goal string) Cause {
	i := slices.IndexFunc(p.Units, func(u Unit) bool {
		return slices.ContainsFunc(u.Changes, func(j int) bool { return p.Changes[j].key == key{KindGoal, goal} })
	})
	return Cause{Makes: []int{i}, Undoes: []int{i}}
}

// explainRoutes explains the routes of a goal that both models have. Where one
// lacks the goal, its routes come and go with it.
func (p *Pair) explainRoutes(x *explainer, goal string) []RouteChange {
	if t := (target{goalTarget, goal, ""}); !x.before[t].There || !x.after[t].There {
		return nil
	}
	var out []RouteChange
	for _, point := range entryPoints(p.From.Model, p.To.Model) {
		before, after, c, ok := x.changed(target{goalTarget, goal, point})
		if ok {
			before.There, after.There = true, true
			out = append(out, RouteChange{Entry: point, Before: before.Outcome, After: after.Outcome, Cause: c})
		}
	}
	return out
}

// entryPoints lists the entry points that either model names, the old one's
// first.
func entryPoints(models ...*model.Model) []model.EntryPointID {
	var out []model.EntryPointID
	for _, m := range models {
		for _, e := range m.Entries {
			if !slices.Contains(out, e.Point.ID) {
				out = append(out, e.Point.ID)
			}
		}
	}
	return out
}

func (p *Pair) explainZones(x *explainer) {
	for _, z := range p.From.Zones {
		after, ok := p.To.Model.Zone(z.Zone.ID)
		if !ok {
			continue
		}
		if _, _, c, changed := x.changed(target{zoneTarget, string(z.Zone.ID), ""}); changed {
			p.Zones = append(p.Zones, ZoneChange{Zone: z.Zone.ID, Before: z, After: p.To.Zones[after.Index], Cause: c})
		}
	}
}

// explainCells finds the units that give each cell its new letter. Those that bear
// on its levels are tried first; where they do not suffice, all are searched.
func (p *Pair) explainCells(r *replayer) {
	var found [][]int
	for i := range p.Cells {
		c := &p.Cells[i]
		hints := append([][]int{c.bearing(p)}, found...)
		c.Cause = r.smallest(hints, func(s set) bool { return r.cell(s, i) == c.After.Risk })
		if !slices.ContainsFunc(found, func(f []int) bool { return slices.Equal(f, c.Cause) }) {
			found = append(found, c.Cause)
		}
	}
}

// bearing lists the units that bear on the levels that differ, and on the matrix.
func (c *CellChange) bearing(p *Pair) []int {
	var out []int
	for _, f := range c.Factors {
		out = append(out, f.units...)
	}
	for i, u := range p.Units {
		if u.Kind == KindMatrix {
			out = append(out, i)
		}
	}
	return unique(out)
}

// CellChange is a cell of both models whose letter changes, with what changes it:
// the levels that differ, each with its cause.
type CellChange struct {
	Asset         model.AssetID
	Threat        catalog.ThreatID
	Before, After assess.Cell
	// Importance before and after.
	ImportanceBefore, ImportanceAfter int
	// Factors are the levels that differ.
	Factors []Factor
	// Alone lists the factors each of which alone gives the new letter; where it is
	// empty they act only together. Indices into Factors.
	Alone []int
	// Cause lists the units of changes that, made to the old model alone, give the
	// new letter; none of them can be left out.
	Cause []int
	// MatrixChanged tells that the two letters come from different matrices.
	MatrixChanged bool
}
