package assess

import (
	"context"
	"fmt"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/defence"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// rater rates the cells of one model. Its cost is the number of cells times the
// countermeasures that counter one threat, and it allocates nothing per cell.
type rater struct {
	study  *model.Study
	method *method.Method
	m      *model.Model
	zones  []ZoneExposure
	cover  *defence.Coverage
	// countering lists for each threat the counted countermeasures against it.
	countering [][]defence.Counter
	// letters holds the letter for [importance][threat level][countermeasure
	// level], so that a cell costs one look-up.
	letters [4][4][4]method.Cell
	// byAsset lists the judgements on an asset or its cells, by asset index;
	// byZone those on zones. The nearest comes first.
	byAsset, byZone [][]*model.Judgement
}

func newRater(s *model.Study, me *method.Method, m *model.Model, countering [][]defence.Counter) *rater {
	r := &rater{study: s, method: me, m: m, zones: deriveExposure(m), cover: defence.New(m, s.Catalog),
		byAsset: make([][]*model.Judgement, len(m.Assets)), byZone: make([][]*model.Judgement, len(m.Zones))}
	r.countering = countering
	for i := 1; i <= 3; i++ {
		for t := 1; t <= 3; t++ {
			for c := 1; c <= 3; c++ {
				r.letters[i][t][c], _ = method.Rate(me.Matrix, method.ThreatLevel(t),
					method.CountermeasureLevel(c).Vulnerability(), method.Importance(i))
			}
		}
	}
	for _, j := range m.Judgements {
		if j.Value < 1 || j.Value > 3 {
			continue // not a level; the structure check has reported it
		}
		if j.Asset != nil {
			r.byAsset[j.Asset.Index] = append(r.byAsset[j.Asset.Index], j)
		} else {
			r.byZone[j.Zone.Index] = append(r.byZone[j.Zone.Index], j)
		}
	}
	return r
}

func rateModel(ctx context.Context, s *model.Study, me *method.Method, m *model.Model, progress func(int)) (*ModelResult, error) {
	r := newRater(s, me, m, defence.Counters(s.Catalog))
	out := &ModelResult{Model: m, Zones: r.zones, Assets: make([]AssetRating, len(m.Assets)), rater: r}
	n := 0
	for _, a := range m.Assets {
		n += len(s.Catalog.ThreatsOf(a.Type.ID))
	}
	out.Cells = make([]Cell, 0, n)
	cover := make([]defence.Standing, len(s.Catalog.Countermeasures))
	for i, a := range m.Assets {
		if i%1024 == 0 {
			if err := ctx.Err(); err != nil {
				return nil, fmt.Errorf("assess model %s: %w", m.ID, err)
			}
			progress(i)
		}
		rating := r.importance(a)
		rating.first = len(out.Cells)
		r.cover.Cell(a, cover)
		for _, t := range s.Catalog.ThreatsOf(a.Type.ID) {
			cell := r.cell(a, t, rating.Importance, cover)
			rating.Totals.add(cell.Risk)
			out.Cells = append(out.Cells, cell)
		}
		rating.end = len(out.Cells)
		out.Assets[i] = rating
		out.Totals.merge(rating.Totals)
	}
	progress(len(m.Assets))
	var err error
	out.Damage, err = r.damage(ctx)
	return out, err
}

// importance gives the importance in force of an asset and the suggested one:
// the highest that its data classes and its stop effect ask for.
func (r *rater) importance(a *model.Asset) AssetRating {
	var rating AssetRating
	if method.Valid(a.Importance) {
		rating.Importance = a.Importance
	}
	for _, id := range a.Classes {
		if c, ok := r.study.Catalog.DataClass(id); ok {
			rating.Suggested = max(rating.Suggested, c.Importance)
		}
	}
	if e, ok := r.study.Catalog.StopEffect(a.Stops); ok {
		rating.Suggested = max(rating.Suggested, e.Importance)
	}
	for _, j := range r.byAsset[a.Index] {
		if j.Set == model.SetImportance {
			rating.Importance, rating.Judgement = method.Importance(j.Value), j
			break
		}
	}
	return rating
}

func (r *rater) cell(a *model.Asset, threat int, importance method.Importance, cover []defence.Standing) Cell {
	t := &r.study.Catalog.Threats[threat]
	c := Cell{Asset: int32(a.Index), Threat: uint16(threat)}
	c.DerivedThreatLevel = r.threatLevel(a.Zone, t)
	c.ThreatLevel = c.DerivedThreatLevel
	n := r.tally(threat, cover)
	c.DerivedCountermeasure = LevelRange{n.worst.Level(r.method.SameLayer), n.best.Level(r.method.SameLayer)}
	if n.worst.InOneLayer() {
		c.Flags |= Unlayered
	}
	if a.Vulnerable != nil && t.ExploitsVulnerability {
		c.DerivedCountermeasure = LevelRange{1, 1}
		c.Flags = c.Flags&^Unlayered | Unpatched
	}
	c.Countermeasure = c.DerivedCountermeasure
	if j := r.judgement(a, t.ID, model.SetThreatLevel); j != nil {
		c.ThreatLevel = method.ThreatLevel(j.Value)
		c.Flags |= ThreatJudged
	}
	if j := r.judgement(a, t.ID, model.SetCountermeasureLevel); j != nil {
		level := method.CountermeasureLevel(j.Value)
		c.Countermeasure = LevelRange{level, level}
		c.Flags |= CountermeasureJudged
	}
	r.letter(&c, importance)
	return c
}

func (r *rater) letter(c *Cell, importance method.Importance) {
	row := &r.letters[importance][c.ThreatLevel]
	worst, best := row[c.Countermeasure.Worst], row[c.Countermeasure.Best]
	c.Risk = RiskRange{worst.Value, best.Value}
	if worst.Value != method.Unrated && !(worst.Confirmed && best.Confirmed) {
		c.Flags |= Unconfirmed
	}
}

// judgement gives the nearest judgement on a cell: on the cell, then on the
// asset, then on its zone and the zones around it; the model's before the
// study's.
func (r *rater) judgement(a *model.Asset, t catalog.ThreatID, set model.Subject) *model.Judgement {
	if len(r.m.Judgements) == 0 {
		return nil
	}
	var onAsset *model.Judgement
	for _, j := range r.byAsset[a.Index] {
		switch {
		case j.Set != set:
		case j.Threat == t:
			return j
		case j.Threat == "" && onAsset == nil:
			onAsset = j
		}
	}
	if onAsset != nil {
		return onAsset
	}
	for z := a.Zone; z != nil; z = z.Parent {
		for _, j := range r.byZone[z.Index] {
			if j.Set == set {
				return j
			}
		}
	}
	return nil
}

// threatLevel derives the threat level of a threat on assets in a zone from its
// exposure and physical class (source: the ministry's threat-level table; the
// footnote that ② is supplementary is the method's option).
func (r *rater) threatLevel(z *model.Zone, t *catalog.Threat) method.ThreatLevel {
	logical, physical := r.zones[z.Index].InForce.Level(), z.Physical.Level()
	switch r.method.ThreatLevel {
	case method.LogicalOnly:
		return logical
	case method.MaxOfBoth:
		if logical == 0 || physical == 0 {
			return 0 // one of them is unknown, and might be the higher
		}
		return max(logical, physical)
	}
	if t.Physical {
		return physical
	}
	return logical
}

type tally struct{ worst, best defence.Count }

func (r *rater) tally(threat int, cover []defence.Standing) tally {
	var n tally
	for _, c := range r.countering[threat] {
		s := cover[c.Index]
		n.worst.Add(s.Worst, c.Layer)
		n.best.Add(s.Best, c.Layer)
	}
	return n
}
