package assess

import (
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/defence"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// Explanation tells why a cell has its letter, and what would change it.
type Explanation struct {
	Model  *model.Model
	Asset  *model.Asset
	Threat *catalog.Threat
	Cell   Cell
	Rating AssetRating
	// Classes and Stops are the facts on which the suggested importance rests.
	Classes []*catalog.DataClass
	Stops   *catalog.StopEffect
	// Exposure and Physical are the facts on which the threat level rests, and
	// ByPhysical tells that the physical class decided it.
	Exposure   ZoneExposure
	Physical   model.PhysicalClass
	ByPhysical bool
	// ThreatJudgement and CountermeasureJudgement are in force, or nil.
	ThreatJudgement, CountermeasureJudgement *model.Judgement
	// Evidence lists every countermeasure against the threat, counted or not.
	Evidence []Evidence
	// Matrix cells behind the worst and the best letter.
	Worst, Best method.Cell
	// Others are the letters that the other matrices of the method give.
	Others []OtherLetter
	// Changes are the smallest changes that raise or lower the worst letter.
	Changes []Change
}

// OtherLetter is the letter that another matrix gives.
type OtherLetter struct {
	Matrix *method.Matrix
	Risk   RiskRange
}

// Verdict tells how a countermeasure counts in a cell.
type Verdict string

// Verdicts.
const (
	Counts         Verdict = "counts"            // in place and effective
	CountsPartly   Verdict = "counts-partly"     // partial
	CountsIfKnown  Verdict = "unknown"           // would count if an unknown answer is good
	NotItsClass    Verdict = "class-not-counted" // continuity or governance only
	NotEffective   Verdict = "not-effective"
	NotInPlace     Verdict = "not-in-place" // planned, absent or not applicable
	NotOnEveryLink Verdict = "not-on-every-link"
	NotDeployed    Verdict = "not-deployed" // nothing recorded that covers the asset
)

// Evidence is one countermeasure against the threat of a cell.
type Evidence struct {
	Countermeasure *catalog.Countermeasure
	Verdict        Verdict
	// Places where it stands and covers the asset, directly or on its links.
	Places []Place
	// Missing are the links into the asset that do without it, when it stands on
	// some of them only.
	Missing []*model.Link
}

// Place is a deployment that bears on an asset.
type Place struct {
	Deployment *model.Deployment
	// Link is the link into the asset that it protects, or nil when it covers
	// the asset itself.
	Link *model.Link
}

// Change is a change of one level that changes the letter.
type Change struct {
	// Set is the level changed: importance, threat-level or countermeasure-level.
	Set      model.Subject
	From, To int
	// Letter that results.
	Letter method.RiskValue
	// Candidates are countermeasures that would do, when it is the
	// countermeasure level that rises.
	Candidates []*catalog.Countermeasure
}

// Explain explains the cell of an asset and a threat. ok is false when the model
// does not place the asset or the threat does not apply to it.
func (m *ModelResult) Explain(asset model.AssetID, threat catalog.ThreatID) (e *Explanation, ok bool) {
	a, placed := m.Model.Asset(asset)
	if !placed {
		return nil, false
	}
	cat := m.rater.study.Catalog
	for _, c := range m.CellsOf(a.Index) {
		if cat.Threats[c.Threat].ID == threat {
			return m.rater.explain(a, c, m.Assets[a.Index]), true
		}
	}
	return nil, false
}

func (r *rater) explain(a *model.Asset, c Cell, rating AssetRating) *Explanation {
	t := &r.study.Catalog.Threats[c.Threat]
	e := &Explanation{Model: r.m, Asset: a, Threat: t, Cell: c, Rating: rating,
		Exposure: r.zones[a.Zone.Index], Physical: a.Zone.Physical, ByPhysical: r.byPhysical(a.Zone, t)}
	for _, id := range a.Classes {
		if x, ok := r.study.Catalog.DataClass(id); ok {
			e.Classes = append(e.Classes, x)
		}
	}
	e.Stops, _ = r.study.Catalog.StopEffect(a.Stops)
	if c.Has(ThreatJudged) {
		e.ThreatJudgement = r.judgement(a, t.ID, model.SetThreatLevel)
	}
	if c.Has(CountermeasureJudged) {
		e.CountermeasureJudgement = r.judgement(a, t.ID, model.SetCountermeasureLevel)
	}
	cover := make([]defence.Standing, len(r.study.Catalog.Countermeasures))
	r.cover.Cell(a, cover)
	for _, i := range r.study.Catalog.Countering(int(c.Threat)) {
		e.Evidence = append(e.Evidence, r.evidence(a, &r.study.Catalog.Countermeasures[i], cover[i]))
	}
	e.Worst, _ = method.Rate(r.method.Matrix, c.ThreatLevel, c.Countermeasure.Worst.Vulnerability(), rating.Importance)
	e.Best, _ = method.Rate(r.method.Matrix, c.ThreatLevel, c.Countermeasure.Best.Vulnerability(), rating.Importance)
	e.Others = r.others(c, rating.Importance)
	e.Changes = r.changes(e)
	return e
}

// byPhysical reports whether the physical class gives the threat level.
func (r *rater) byPhysical(z *model.Zone, t *catalog.Threat) bool {
	switch r.method.ThreatLevel {
	case method.LogicalOnly:
		return false
	case method.MaxOfBoth:
		return z.Physical.Level() > r.zones[z.Index].InForce.Level()
	}
	return t.Physical
}

func (r *rater) others(c Cell, importance method.Importance) []OtherLetter {
	var out []OtherLetter
	for _, x := range r.method.Matrices {
		if x == r.method.Matrix {
			continue
		}
		worst, _ := method.Rate(x, c.ThreatLevel, c.Countermeasure.Worst.Vulnerability(), importance)
		best, _ := method.Rate(x, c.ThreatLevel, c.Countermeasure.Best.Vulnerability(), importance)
		out = append(out, OtherLetter{x, RiskRange{worst.Value, best.Value}})
	}
	return out
}

// evidence gathers where a countermeasure stands for an asset, and why it counts
// or not.
func (r *rater) evidence(a *model.Asset, c *catalog.Countermeasure, s defence.Standing) Evidence {
	e := Evidence{Countermeasure: c}
	r.cover.EachDirect(a, func(d *model.Deployment) {
		if d.Countermeasure == c {
			e.Places = append(e.Places, Place{d, nil})
		}
	})
	onSome := false
	var missing []*model.Link
	for _, k := range defence.LinksInto(a) {
		n := len(e.Places)
		r.cover.OnPath(k, func(d *model.Deployment) {
			if d.Countermeasure == c {
				e.Places = append(e.Places, Place{d, k})
			}
		})
		if len(e.Places) == n {
			missing = append(missing, k)
		} else {
			onSome = true
		}
	}
	if onSome {
		e.Missing = missing
	}
	e.Verdict = e.verdict(s)
	return e
}

func (e *Evidence) verdict(s defence.Standing) Verdict {
	switch {
	case !e.Countermeasure.Counted():
		return NotItsClass
	case s.Worst == defence.InPlace:
		return Counts
	case s.Worst != s.Best:
		return CountsIfKnown
	case s.Worst == defence.Partly:
		return CountsPartly
	case len(e.Places) == 0:
		return NotDeployed
	}
	for _, p := range e.Places {
		if defence.StandingOf(p.Deployment).Best > 0 {
			return NotOnEveryLink
		}
	}
	for _, p := range e.Places {
		if p.Deployment.Effective == model.NotEffective {
			return NotEffective
		}
	}
	return NotInPlace
}

// changes finds, for each level and direction, the smallest change that changes
// the worst letter.
func (r *rater) changes(e *Explanation) []Change {
	c, importance := e.Cell, int(e.Rating.Importance)
	threat, counter := int(c.ThreatLevel), int(c.Countermeasure.Worst)
	letter := func(i, t, k int) method.RiskValue { return r.letters[i][t][k].Value }
	now := c.Risk.Worst
	if now == method.Unrated {
		return nil
	}
	var out []Change
	try := func(set model.Subject, from int, letterAt func(int) method.RiskValue) {
		for _, step := range []int{1, -1} {
			for to := from + step; to >= 1 && to <= 3; to += step {
				if l := letterAt(to); l != now {
					out = append(out, Change{Set: set, From: from, To: to, Letter: l, Candidates: r.candidates(e, set, to > from)})
					break
				}
			}
		}
	}
	try(model.SetCountermeasureLevel, counter, func(to int) method.RiskValue { return letter(importance, threat, to) })
	try(model.SetThreatLevel, threat, func(to int) method.RiskValue { return letter(importance, to, counter) })
	try(model.SetImportance, importance, func(to int) method.RiskValue { return letter(to, threat, counter) })
	return out
}

// candidates lists the counted countermeasures that do not yet count fully.
func (r *rater) candidates(e *Explanation, set model.Subject, rises bool) []*catalog.Countermeasure {
	if set != model.SetCountermeasureLevel || !rises {
		return nil
	}
	var out []*catalog.Countermeasure
	for _, x := range e.Evidence {
		if x.Countermeasure.Counted() && x.Verdict != Counts {
			out = append(out, x.Countermeasure)
		}
	}
	return out
}
