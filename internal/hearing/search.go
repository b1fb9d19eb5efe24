package hearing

import (
	"slices"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/attacktree"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/model"
)

// probe gives the letter looked at, as the trial stands. ok is false when the
// search must stop.
type probe func() (r assess.RiskRange, ok bool)

// pivotal searches for a way in which the other open questions turn out that
// makes the letter depend on the question. It is exact: better answers never give
// a worse letter, so that a part of the search in which the letter does not
// depend on anything is left at once. decided is false when the probe stopped it.
func (w *weigher) pivotal(q int, others []int, at probe) (can, decided bool) {
	defer w.set(q, w.known[q])
	w.set(q, w.known[q].worst())
	low, ok := at()
	if !ok {
		return false, false
	}
	w.set(q, w.known[q].best())
	high, ok := at()
	switch {
	case !ok:
		return false, false
	case low.Worst != high.Worst || low.Best != high.Best:
		return true, true
	case low.Worst == low.Best || len(others) == 0:
		return false, true
	}
	next := others[0]
	defer w.set(next, w.known[next])
	decided = true
	for _, c := range []Code{w.known[next].best(), w.known[next].worst()} {
		w.set(next, c)
		w.set(q, w.known[q])
		yes, sure := w.pivotal(q, others[1:], at)
		if yes {
			return true, true
		}
		decided = decided && sure
	}
	return false, decided
}

// searchCells decides for every open question and every cell on which it bears
// whether it can change the cell's letter. Only the questions about
// countermeasures against the cell's threat take part, so that nothing need be
// bounded.
func (w *weigher) searchCells() {
	at := 0
	for a := range w.m.Model.Assets {
		cells := w.m.CellsOf(a)
		room := make([]assess.RiskRange, len(cells))
		for i, c := range cells {
			l := at + i
			if w.base.Cells[l].Known() {
				continue
			}
			var able []int
			for _, q := range w.open {
				if w.touches[q][a] && counters(w.countermeasure(q), w.r.Study.Catalog.Threats[c.Threat].ID) {
					able = append(able, q)
				}
			}
			for _, q := range able {
				if w.can[q][l] {
					continue
				}
				others := slices.DeleteFunc(slices.Clone(able), func(o int) bool { return o == q })
				w.can[q][l], _ = w.pivotal(q, others, func() (assess.RiskRange, bool) {
					w.trial.AssetCells(a, room)
					return room[i], true
				})
			}
		}
		at += len(cells)
	}
}

// searchGoals decides the same for attack goals, as far as the runs of the engine
// go that a model may take. It gives the number of goals that stay undecided.
func (w *weigher) searchGoals() (undecided []int, err error) {
	undecided = make([]int, len(w.questions))
	able, err := w.onTheWay()
	if err != nil || len(able) == 0 {
		return undecided, err
	}
	var room assess.Letters
	// Every question has its share of the runs, so that none goes unsearched
	// because another came first.
	share := max(w.runs/len(able), 2)
	for i, q := range able {
		left := share
		for g := range w.base.Goals {
			l := len(w.base.Cells) + g
			if w.base.Goals[g].Known() || w.can[q][l] {
				continue
			}
			others := slices.DeleteFunc(slices.Clone(able), func(o int) bool { return o == q })
			can, decided := w.pivotal(q, others, func() (assess.RiskRange, bool) {
				if left == 0 || err != nil {
					return assess.RiskRange{}, false
				}
				left--
				err = w.trial.RateGoals(w.ctx, &room)
				if err != nil {
					return assess.RiskRange{}, false
				}
				return room.Goals[g], true
			})
			if err != nil {
				return nil, err
			}
			w.can[q][l] = can
			if !decided {
				undecided[q]++
			}
		}
		w.progress(len(w.questions)/2 + i*len(w.questions)/(2*len(able)))
	}
	return undecided, nil
}

// onTheWay lists the open questions that bear on a step on the way to any goal.
// The others can change the letter of none. Where assets manage countermeasures,
// what is on the way depends on the answers, and every open question is listed
// whose countermeasure acts against any attack rule.
func (w *weigher) onTheWay() ([]int, error) {
	var out []int
	if slices.ContainsFunc(w.m.Model.Deployments, func(d *model.Deployment) bool { return d.Manager != nil }) {
		for _, q := range w.open {
			if slices.ContainsFunc(w.r.Study.Catalog.AttackRules, func(r catalog.AttackRule) bool { return actsAgainst(w.countermeasure(q), &r) }) {
				out = append(out, q)
			}
		}
		return out, nil
	}
	uses, err := w.m.StepUses(w.ctx)
	if err != nil {
		return nil, err
	}
	for _, q := range w.open {
		if slices.ContainsFunc(uses, func(u assess.StepUse) bool { return w.bears(q, u.Step) }) {
			out = append(out, q)
		}
	}
	return out, nil
}

// bears reports whether a question may count against a step.
func (w *weigher) bears(q int, s attacktree.Step) bool {
	rule, ok := w.r.Study.Catalog.AttackRule(s.Rule)
	if !ok || !actsAgainst(w.countermeasure(q), rule) {
		return false
	}
	at, ok := w.m.Model.Asset(s.At)
	if !ok {
		return true
	}
	if w.touches[q][at.Index] {
		return true
	}
	if s.Link == "" {
		return false
	}
	for _, d := range w.targets[q] {
		on := w.m.Model.Deployments[d]
		for _, k := range w.m.Model.Links {
			if k.ID == s.Link && (slices.Contains(on.Links, k) || slices.ContainsFunc(k.Via, func(a *model.Asset) bool { return slices.Contains(on.Assets, a) })) {
				return true
			}
		}
	}
	return false
}

// actsAgainst reports whether the countermeasure can count against a step of the
// rule: it counters the threat and acts on one of the techniques, or on all.
func actsAgainst(c *catalog.Countermeasure, r *catalog.AttackRule) bool {
	return counters(c, r.Threat) && (len(c.Techniques) == 0 || slices.ContainsFunc(c.Techniques, func(t string) bool {
		return slices.ContainsFunc(r.Techniques, catalog.TechniqueID(t).Akin)
	}))
}
