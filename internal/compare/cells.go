package compare

import (
	"slices"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// Factor is a level behind the letter of a cell that differs, and why.
type Factor struct {
	// Level is importance, threat-level or countermeasure-level.
	Level model.Subject
	// Before and After with unknown answers at their worst and at their best; equal
	// but for countermeasure levels.
	Before, After LevelRange
	// Zone in which the asset stands, its exposure and physical class, before and
	// after; for a threat level.
	ZoneBefore, ZoneAfter assess.ZoneExposure
	// Judged tells for each side that an analyst's judgement sets the level.
	JudgedBefore, JudgedAfter bool
	// UnpatchedBefore and UnpatchedAfter tell that a known vulnerability forces the
	// countermeasure level.
	UnpatchedBefore, UnpatchedAfter bool
	// Countermeasures that count differently; for a countermeasure level.
	Countermeasures []CountermeasureChange

	// units of changes that bear on the level.
	units []int
}

// LevelRange is a level with unknown answers at their worst and at their best.
type LevelRange struct{ Worst, Best int }

// CountermeasureChange is a countermeasure that counts differently in a cell.
type CountermeasureChange struct {
	Countermeasure catalog.CountermeasureID
	// Before and After tell how it counts; empty where no deployment of it bears on
	// the asset.
	Before, After assess.Verdict
}

// cells compares the cells of the assets that both models have.
func (p *Pair) cells(from, to *assess.Result) {
	old, now := from.Study.Catalog, to.Study.Catalog
	c := &celler{Pair: p, matrix: from.Method.Matrix}
	for i, a := range p.From.Model.Assets {
		b, ok := p.To.Model.Asset(a.ID)
		if !ok {
			continue
		}
		after := map[catalog.ThreatID]assess.Cell{}
		for _, x := range p.To.CellsOf(b.Index) {
			after[now.Threats[x.Threat].ID] = x
		}
		for _, x := range p.From.CellsOf(i) {
			threat := old.Threats[x.Threat].ID
			if y, ok := after[threat]; ok && x.Risk != y.Risk {
				p.Cells = append(p.Cells, c.change(a, b, threat, x, y))
			}
		}
	}
}

type celler struct {
	*Pair
	// matrix of the old side.
	matrix *method.Matrix
}

func (c *celler) change(a, b *model.Asset, threat catalog.ThreatID, x, y assess.Cell) CellChange {
	from, to := c.From.Assets[a.Index], c.To.Assets[b.Index]
	out := CellChange{Asset: a.ID, Threat: threat, Before: x, After: y,
		ImportanceBefore: int(from.Importance), ImportanceAfter: int(to.Importance)}
	out.MatrixChanged = slices.ContainsFunc(c.Units, func(u Unit) bool { return u.Kind == KindMatrix })
	if from.Importance != to.Importance {
		out.Factors = append(out.Factors, Factor{Level: model.SetImportance, Before: one(from.Importance), After: one(to.Importance),
			JudgedBefore: from.Judgement != nil, JudgedAfter: to.Judgement != nil,
			units: c.unitsOf(a.ID, KindAsset, KindJudgement, KindCatalog)})
	}
	if x.ThreatLevel != y.ThreatLevel {
		out.Factors = append(out.Factors, c.threatFactor(a, b, x, y))
	}
	if x.Countermeasure != y.Countermeasure {
		out.Factors = append(out.Factors, c.countermeasureFactor(a, threat, x, y))
	}
	out.Alone = c.alone(&out)
	return out
}

func one[T ~uint8 | ~int | ~int8](v T) LevelRange { return LevelRange{int(v), int(v)} }

func (c *celler) threatFactor(a, b *model.Asset, x, y assess.Cell) Factor {
	f := Factor{Level: model.SetThreatLevel, Before: one(x.ThreatLevel), After: one(y.ThreatLevel),
		ZoneBefore: c.From.Zones[a.Zone.Index], ZoneAfter: c.To.Zones[b.Zone.Index],
		JudgedBefore: x.Has(assess.ThreatJudged), JudgedAfter: y.Has(assess.ThreatJudged)}
	f.units = c.unitsOf(a.ID, KindPlacement, KindJudgement, KindMethod, KindCatalog)
	for i, u := range c.Units {
		if u.Kind == KindZone && (a.Zone.Within(zoneNamed(c.From.Model, u.ID)) || b.Zone.Within(zoneNamed(c.To.Model, u.ID))) {
			f.units = append(f.units, i)
		}
	}
	f.units = unique(f.units)
	return f
}

// zoneNamed gives a zone of the model, or one that holds nothing.
func zoneNamed(m *model.Model, id string) *model.Zone {
	if z, ok := m.Zone(model.ZoneID(id)); ok {
		return z
	}
	return &model.Zone{}
}

func (c *celler) countermeasureFactor(a *model.Asset, threat catalog.ThreatID, x, y assess.Cell) Factor {
	f := Factor{Level: model.SetCountermeasureLevel,
		Before:       LevelRange{int(x.Countermeasure.Worst), int(x.Countermeasure.Best)},
		After:        LevelRange{int(y.Countermeasure.Worst), int(y.Countermeasure.Best)},
		JudgedBefore: x.Has(assess.CountermeasureJudged), JudgedAfter: y.Has(assess.CountermeasureJudged),
		UnpatchedBefore: x.Has(assess.Unpatched), UnpatchedAfter: y.Has(assess.Unpatched)}
	before, _ := c.From.Explain(a.ID, threat)
	after, _ := c.To.Explain(a.ID, threat)
	f.Countermeasures = countermeasureChanges(before.Evidence, after.Evidence)
	f.units = c.unitsOf(a.ID, KindJudgement, KindVulnerability, KindMethod, KindCatalog)
	moved := false
	for _, m := range f.Countermeasures {
		if i := c.deployed(m.Countermeasure); i >= 0 {
			f.units = append(f.units, i)
		}
		moved = moved || m.Before != m.After
	}
	if moved {
		f.units = append(f.units, c.around(a.ID)...)
	}
	f.units = unique(f.units)
	return f
}

// countermeasureChanges lists the countermeasures that count differently, in the
// catalogue's order.
func countermeasureChanges(before, after []assess.Evidence) []CountermeasureChange {
	var out []CountermeasureChange
	at := map[catalog.CountermeasureID]int{}
	for _, e := range before {
		at[e.Countermeasure.ID] = len(out)
		out = append(out, CountermeasureChange{Countermeasure: e.Countermeasure.ID, Before: e.Verdict})
	}
	for _, e := range after {
		i, ok := at[e.Countermeasure.ID]
		if !ok {
			i = len(out)
			out = append(out, CountermeasureChange{Countermeasure: e.Countermeasure.ID})
		}
		out[i].After = e.Verdict
	}
	return slices.DeleteFunc(out, func(m CountermeasureChange) bool { return counting(m.Before) == counting(m.After) })
}

// counting tells verdicts apart by what they count, not by why they do not.
func counting(v assess.Verdict) assess.Verdict {
	switch v {
	case assess.Counts, assess.CountsPartly, assess.CountsIfKnown:
		return v
	}
	return ""
}

// unitsOf lists the units of these kinds that concern the asset; those of
// methods and lists concern all.
func (p *Pair) unitsOf(a model.AssetID, kinds ...Kind) []int {
	var out []int
	for i, u := range p.Units {
		if !slices.Contains(kinds, u.Kind) {
			continue
		}
		switch u.Kind {
		case KindMethod, KindCatalog:
			out = append(out, i)
		case KindJudgement:
			if u.ID == string(a) || p.zoneJudged(a, u.ID) {
				out = append(out, i)
			}
		default:
			if u.ID == string(a) {
				out = append(out, i)
			}
		}
	}
	return out
}

// zoneJudged reports whether the thing judged is a zone around the asset.
func (p *Pair) zoneJudged(a model.AssetID, id string) bool {
	for _, m := range []*model.Model{p.From.Model, p.To.Model} {
		if x, ok := m.Asset(a); ok && x.Zone.Within(zoneNamed(m, id)) {
			return true
		}
	}
	return false
}

// deployed gives the unit of a countermeasure, or −1.
func (p *Pair) deployed(c catalog.CountermeasureID) int {
	return slices.IndexFunc(p.Units, func(u Unit) bool { return u.Kind == KindDeployment && u.ID == string(c) })
}

// around lists the units that change where the asset stands or which links come
// into it: on those, countermeasures on paths depend.
func (p *Pair) around(a model.AssetID) []int {
	var out []int
	for i, u := range p.Units {
		for _, j := range u.Changes {
			c := &p.Changes[j]
			if c.Kind == KindLink && slices.Contains(c.Of[:2], a) || c.Kind == KindPlacement && c.Of[0] == a {
				out = append(out, i)
				break
			}
		}
	}
	return out
}

func unique(units []int) []int {
	slices.Sort(units)
	return slices.Compact(units)
}

// alone lists the factors that alone give the new letter.
func (c *celler) alone(x *CellChange) []int {
	var out []int
	for i, f := range x.Factors {
		level := levels{method.Importance(x.ImportanceBefore), x.Before.ThreatLevel, x.Before.Countermeasure}
		switch f.Level {
		case model.SetImportance:
			level.importance = method.Importance(x.ImportanceAfter)
		case model.SetThreatLevel:
			level.threat = x.After.ThreatLevel
		default:
			level.countermeasure = x.After.Countermeasure
		}
		if level.rate(c.matrix) == x.After.Risk {
			out = append(out, i)
		}
	}
	return out
}

type levels struct {
	importance     method.Importance
	threat         method.ThreatLevel
	countermeasure assess.LevelRange
}

func (l levels) rate(m *method.Matrix) assess.RiskRange {
	worst, _ := method.Rate(m, l.threat, l.countermeasure.Worst.Vulnerability(), l.importance)
	best, _ := method.Rate(m, l.threat, l.countermeasure.Best.Vulnerability(), l.importance)
	return assess.RiskRange{Worst: worst.Value, Best: best.Value}
}
