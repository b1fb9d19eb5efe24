package catalog

import (
	"cmp"
	"slices"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/overlay"
)

// Catalog is the checked set of reference lists that a study uses. It is
// read-only; the order of its lists is the order in which they were written.
type Catalog struct {
	DataClasses     []DataClass
	StopEffects     []StopEffect
	AssetTypes      []AssetType
	Threats         []Threat
	Countermeasures []Countermeasure
	// AttackVersion is the version of ATT&CK to which the lists below are pinned.
	AttackVersion string
	Tactics       []Tactic
	Techniques    []Technique
	// AttackRules lists the rules in force; those switched off are left out.
	AttackRules []AttackRule

	tactic    map[TacticID]int
	technique map[TechniqueID]int
	rule      map[RuleID]int

	dataClass      map[DataClassID]int
	stopEffect     map[StopEffectID]int
	assetType      map[AssetTypeID]int
	threat         map[ThreatID]int
	countermeasure map[CountermeasureID]int
	threatsOf      map[AssetTypeID][]int
	countering     [][]int
}

// DataClass finds a data class by id.
func (c *Catalog) DataClass(id DataClassID) (*DataClass, bool) {
	return find(c.DataClasses, c.dataClass, id)
}

// StopEffect finds a stop effect by id.
func (c *Catalog) StopEffect(id StopEffectID) (*StopEffect, bool) {
	return find(c.StopEffects, c.stopEffect, id)
}

// AssetType finds an asset type by id.
func (c *Catalog) AssetType(id AssetTypeID) (*AssetType, bool) {
	return find(c.AssetTypes, c.assetType, id)
}

// Threat finds a threat by id.
func (c *Catalog) Threat(id ThreatID) (*Threat, bool) { return find(c.Threats, c.threat, id) }

// Countermeasure finds a countermeasure by id.
func (c *Catalog) Countermeasure(id CountermeasureID) (*Countermeasure, bool) {
	return find(c.Countermeasures, c.countermeasure, id)
}

// Tactic finds a tactic by id.
func (c *Catalog) Tactic(id TacticID) (*Tactic, bool) { return find(c.Tactics, c.tactic, id) }

// Technique finds a technique by id.
func (c *Catalog) Technique(id TechniqueID) (*Technique, bool) {
	return find(c.Techniques, c.technique, id)
}

// AttackRule finds an attack rule in force by id.
func (c *Catalog) AttackRule(id RuleID) (*AttackRule, bool) { return find(c.AttackRules, c.rule, id) }

// ThreatIndex gives the place of a threat in Threats, or -1.
func (c *Catalog) ThreatIndex(id ThreatID) int { return indexOf(c.threat, id) }

// CountermeasureIndex gives the place of a countermeasure in Countermeasures, or -1.
func (c *Catalog) CountermeasureIndex(id CountermeasureID) int {
	return indexOf(c.countermeasure, id)
}

// ThreatsOf lists the indices of the threats that apply to an asset type, in
// the order of Threats. Boundary types have none.
func (c *Catalog) ThreatsOf(t AssetTypeID) []int { return c.threatsOf[t] }

// Countering lists the indices of the countermeasures that counter the threat
// with this index, counted or not, in the order of Countermeasures.
func (c *Catalog) Countering(threat int) []int { return c.countering[threat] }

// Counted reports whether the countermeasure has a class that counts.
func (m *Countermeasure) Counted() bool { return slices.ContainsFunc(m.Classes, Class.Counted) }

// ActsOnPath reports whether it protects what lies behind the link or mediator
// that it stands on.
func (m *Countermeasure) ActsOnPath() bool { return m.Acts == "path" || m.Acts == "both" }

// Covers reports whether a deployment over a whole zone or model reaches assets
// of the type.
func (m *Countermeasure) Covers(t AssetTypeID) bool {
	return len(m.AssetTypes) == 0 || slices.Contains(m.AssetTypes, t)
}

func find[T any, K comparable](rows []T, at map[K]int, id K) (*T, bool) {
	i, ok := at[id]
	if !ok {
		return nil, false
	}
	return &rows[i], true
}

func indexOf[K comparable](at map[K]int, id K) int {
	if i, ok := at[id]; ok {
		return i
	}
	return -1
}

// Build lays the study's lists, if any, over the base lists and checks the
// outcome. Findings are at paths below "catalog" of the study.
func Build(base, study *Spec) (*Catalog, diag.List) {
	var l diag.List
	if base == nil {
		base = &Spec{}
	}
	if study == nil {
		study = &Spec{}
	}
	r := study.Remove
	c := &Catalog{
		DataClasses:     overlay.Rows(base.DataClasses, study.DataClasses, r.DataClasses, dataClassID),
		StopEffects:     overlay.Rows(base.StopEffects, study.StopEffects, r.StopEffects, stopEffectID),
		AssetTypes:      overlay.Rows(base.AssetTypes, study.AssetTypes, r.AssetTypes, assetTypeID),
		Threats:         overlay.Rows(base.Threats, study.Threats, r.Threats, threatID),
		Countermeasures: overlay.Rows(base.Countermeasures, study.Countermeasures, r.Countermeasures, countermeasureID),
	}
	c.AttackVersion = cmp.Or(study.AttackVersion, base.AttackVersion)
	c.Tactics = overlay.Rows(base.Tactics, study.Tactics, nil, tacticID)
	c.Techniques = overlay.Rows(base.Techniques, study.Techniques, r.Techniques, techniqueID)
	c.AttackRules = slices.DeleteFunc(overlay.Rows(base.AttackRules, study.AttackRules, r.AttackRules, ruleID),
		func(r AttackRule) bool { return r.Disabled })
	c.tactic = index(c.Tactics, tacticID)
	c.technique = index(c.Techniques, techniqueID)
	c.rule = index(c.AttackRules, ruleID)
	c.dataClass = index(c.DataClasses, dataClassID)
	c.stopEffect = index(c.StopEffects, stopEffectID)
	c.assetType = index(c.AssetTypes, assetTypeID)
	c.threat = index(c.Threats, threatID)
	c.countermeasure = index(c.Countermeasures, countermeasureID)
	checkLists(study, &l)
	checkRemoved(base, study, &l)
	checkRefs(c, study, &l)
	c.relate()
	return c, l
}

func dataClassID(r DataClass) DataClassID                { return r.ID }
func stopEffectID(r StopEffect) StopEffectID             { return r.ID }
func assetTypeID(r AssetType) AssetTypeID                { return r.ID }
func threatID(r Threat) ThreatID                         { return r.ID }
func countermeasureID(r Countermeasure) CountermeasureID { return r.ID }

func tacticID(r Tactic) TacticID          { return r.ID }
func techniqueID(r Technique) TechniqueID { return r.ID }
func ruleID(r AttackRule) RuleID          { return r.ID }

func index[T any, K comparable](rows []T, key func(T) K) map[K]int {
	at := make(map[K]int, len(rows))
	for i, row := range rows {
		at[key(row)] = i
	}
	return at
}

// relate works out which threats meet which types and which countermeasures
// counter which threats. Dangling ids have been reported and are passed over.
func (c *Catalog) relate() {
	c.threatsOf = map[AssetTypeID][]int{}
	for i, t := range c.Threats {
		for _, id := range t.AssetTypes {
			if at, ok := c.AssetType(id); ok && !at.Boundary && !slices.Contains(c.threatsOf[id], i) {
				c.threatsOf[id] = append(c.threatsOf[id], i)
			}
		}
	}
	c.countering = make([][]int, len(c.Threats))
	for i, m := range c.Countermeasures {
		for _, id := range m.Threats {
			if t := c.ThreatIndex(id); t >= 0 && !slices.Contains(c.countering[t], i) {
				c.countering[t] = append(c.countering[t], i)
			}
		}
	}
}

// text is the name of a row, for checks that all lists share.
func (r Row) text() lang.Text { return r.Text }
