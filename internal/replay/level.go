package replay

import (
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/attacktree"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// Range is a countermeasure level with every unknown answer at its worst and at
// its best. Both are unset for a step that no rule of the catalogue gives.
type Range struct{ Worst, Best method.CountermeasureLevel }

// Level works out the countermeasure level of a step from the deployments as
// written: those that counter its threat by one of its techniques and cover the
// asset where it happens or stand on the link that it crosses, less those whose
// manager is switched off. A judgement on the cell wins; a known unpatched
// vulnerability gives 1.
func Level(m *model.Model, cat *catalog.Catalog, layers method.LayerRule, s attacktree.Step) Range {
	r := rule(cat, s.Rule)
	at, placed := m.Asset(s.At)
	if r == nil || !placed {
		return Range{}
	}
	if v, ok := judged(m, at, r.Threat); ok {
		return Range{v, v}
	}
	if exploitable(cat, at, r.Threat) {
		return Range{1, 1}
	}
	var left []*model.Deployment
	for _, d := range counting(m, cat, &s) {
		if d.ManagedBy == "" || !slices.Contains(s.Off, d.ManagedBy) {
			left = append(left, d)
		}
	}
	return Range{tally(left, layers, false), tally(left, layers, true)}
}

// judged gives the analyst's level of a cell.
func judged(m *model.Model, at *model.Asset, t catalog.ThreatID) (method.CountermeasureLevel, bool) {
	for _, j := range m.Judgements {
		if j.Set == model.SetCountermeasureLevel && j.Asset == at && j.Threat == t && j.Value >= 1 && j.Value <= 3 {
			return method.CountermeasureLevel(j.Value), true
		}
	}
	return 0, false
}

// exploitable reports whether a known vulnerability of the asset is open to the
// threat.
func exploitable(cat *catalog.Catalog, at *model.Asset, t catalog.ThreatID) bool {
	threat, ok := cat.Threat(t)
	return ok && threat.ExploitsVulnerability && at.Vulnerable != nil
}

// counting lists the deployments that count against a step, whoever manages
// them; none where a judgement or a vulnerability has settled its level.
func counting(m *model.Model, cat *catalog.Catalog, s *attacktree.Step) []*model.Deployment {
	r := rule(cat, s.Rule)
	at, placed := m.Asset(s.At)
	if r == nil || !placed || exploitable(cat, at, r.Threat) {
		return nil
	}
	if _, ok := judged(m, at, r.Threat); ok {
		return nil
	}
	k := link(m, s.Link)
	var out []*model.Deployment
	for _, d := range m.Deployments {
		if worth(d, true) > 0 && (covers(d, at) || k != nil && guards(d, k)) && answers(d.Countermeasure, r) {
			out = append(out, d)
		}
	}
	return out
}

// answers reports whether a countermeasure counts, counters the rule's threat
// and acts on one of its techniques.
func answers(c *catalog.Countermeasure, r *catalog.AttackRule) bool {
	counted := slices.Contains(c.Classes, catalog.Prevent) || slices.Contains(c.Classes, catalog.Detect)
	if !counted || !slices.Contains(c.Threats, r.Threat) {
		return false
	}
	if len(c.Techniques) == 0 {
		return true
	}
	for _, a := range c.Techniques {
		for _, b := range r.Techniques {
			if related(a, string(b)) {
				return true
			}
		}
	}
	return false
}

// related reports whether two technique ids are the same, or one is the parent
// of the other.
func related(a, b string) bool { return a == b || within(a, b) || within(b, a) }

// within reports whether a technique is one of those that a parent has.
func within(a, parent string) bool {
	rest, below := strings.CutPrefix(a, parent)
	return below && strings.HasPrefix(rest, ".")
}

// covers reports whether the scope of a deployment takes in the asset itself.
// Over a zone or the model it reaches only the types on which it can be
// installed.
func covers(d *model.Deployment, a *model.Asset) bool {
	if slices.Contains(d.Assets, a) || slices.Contains(d.Types, a.Type) {
		return true
	}
	if types := d.Countermeasure.AssetTypes; len(types) > 0 && !slices.Contains(types, a.Type.ID) {
		return false
	}
	for z := a.Zone; z != nil; z = z.Parent {
		if slices.Contains(d.Zones, z) {
			return true
		}
	}
	return d.Scope.Model
}

// guards reports whether a deployment stands on the link, or on one of its
// mediators and acts on what passes.
func guards(d *model.Deployment, k *model.Link) bool {
	if slices.Contains(d.Links, k) {
		return true
	}
	if d.Countermeasure.Acts != "path" && d.Countermeasure.Acts != "both" {
		return false
	}
	return slices.ContainsFunc(k.Via, func(a *model.Asset) bool { return slices.Contains(d.Assets, a) })
}

// worth gives 2 for a deployment that is in place and effective, 1 for one that
// is so in part, 0 for others, with unknown answers good or bad.
func worth(d *model.Deployment, good bool) int {
	works := d.Effective == model.Effective || d.Effective == model.UnknownEffectiveness && good
	switch {
	case d.Status == model.InPlace && works:
		return 2
	case d.Status == model.Partial && works:
		return 1
	case d.Status == model.UnknownStatus && d.Effective != model.NotEffective && good:
		return 2
	}
	return 0
}

// tally gives the level of a set of deployments (source: the ministry's table
// 対策レベル). A countermeasure deployed twice counts once.
func tally(ds []*model.Deployment, layers method.LayerRule, good bool) method.CountermeasureLevel {
	best := map[catalog.CountermeasureID]int{}
	in := map[string]bool{}
	for _, d := range ds {
		w := worth(d, good)
		best[d.Countermeasure.ID] = max(best[d.Countermeasure.ID], w)
		if w == 2 {
			in[d.Countermeasure.Layer] = true
		}
	}
	full, partial := 0, 0
	for _, w := range best {
		switch w {
		case 2:
			full++
		case 1:
			partial++
		}
	}
	switch {
	case full >= 2 && !(layers == method.LayerLevel2 && len(in) == 1):
		return 3
	case full+partial > 0:
		return 2
	}
	return 1
}
