package attackoracle

import (
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/attacktree"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/model"
)

// Level gives the countermeasure level of a step with every unknown answer bad,
// and with every one good.
func (w *World) Level(s attacktree.Step) (worst, best int) {
	r := w.rules[slices.IndexFunc(w.rules, func(r catalog.AttackRule) bool { return r.ID == s.Rule })]
	for _, j := range w.judgements {
		if j.Set == model.SetCountermeasureLevel && j.Asset == s.At && j.Threat == r.Threat {
			return j.Value, j.Value
		}
	}
	if w.threats[r.Threat].ExploitsVulnerability {
		for _, v := range w.m.Vulnerabilities {
			if v.Asset == s.At {
				return 1, 1
			}
		}
	}
	return w.count(r, s, false), w.count(r, s, true)
}

// count gives the level of the countermeasures that act on a step, in a world
// where unknown answers are good, or bad.
func (w *World) count(r catalog.AttackRule, s attacktree.Step, good bool) int {
	points, layers := 0, map[string]bool{}
	partial := false
	for _, c := range w.measures {
		if !actsOn(c, r) {
			continue
		}
		best := 0
		for _, d := range w.m.Deployments {
			off := d.ManagedBy != "" && slices.Contains(s.Off, d.ManagedBy)
			if d.Countermeasure == c.ID && !off && (w.onAsset(d, w.asset[s.At]) || w.onLink(d, s.Link)) {
				best = max(best, stands(d, good))
			}
		}
		switch best {
		case 2:
			points++
			layers[c.Layer] = true
		case 1:
			partial = true
		}
	}
	oneLayer := w.layerRule == "level-2" && len(layers) == 1
	switch {
	case points == 0 && !partial:
		return 1
	case points < 2 || oneLayer:
		return 2
	}
	return 3
}

// actsOn reports whether a countermeasure counts against a rule's threat and
// acts on one of its techniques: the same, its parent or one of its children.
func actsOn(c catalog.Countermeasure, r catalog.AttackRule) bool {
	counted := false
	for _, x := range c.Classes {
		counted = counted || x == catalog.Prevent || x == catalog.Detect
	}
	if !counted || !slices.Contains(c.Threats, r.Threat) {
		return false
	}
	hit := len(c.Techniques) == 0
	for _, mine := range c.Techniques {
		for _, t := range r.Techniques {
			hit = hit || near(mine, string(t))
		}
	}
	return hit
}

// near reports whether two techniques are the same, or one is a sub-technique of
// the other.
func near(a, b string) bool {
	short, long := a, b
	if len(a) > len(b) {
		short, long = b, a
	}
	parent, sub, found := strings.Cut(long, ".")
	return short == long || found && sub != "" && short == parent
}

func (w *World) onAsset(d model.DeploymentSpec, a model.AssetSpec) bool {
	if slices.Contains(d.Scope.Assets, a.ID) || slices.Contains(d.Scope.Types, a.Type) {
		return true
	}
	wide := d.Scope.Model
	for z := w.zoneOf[a.ID]; z != ""; z = w.zone[z].Parent {
		wide = wide || slices.Contains(d.Scope.Zones, z)
	}
	fits := w.measures[d.Countermeasure].AssetTypes
	return wide && (len(fits) == 0 || slices.Contains(fits, a.Type))
}

func (w *World) onLink(d model.DeploymentSpec, id model.LinkID) bool {
	if id == "" {
		return false
	}
	if slices.Contains(d.Scope.Links, id) {
		return true
	}
	for _, k := range w.m.Links {
		if k.ID != id || w.measures[d.Countermeasure].Acts == "asset" {
			continue
		}
		for _, v := range k.Via {
			if slices.Contains(d.Scope.Assets, v) {
				return true
			}
		}
	}
	return false
}

// stands gives 2 for in place and effective, 1 for partial, 0 for neither.
func stands(d model.DeploymentSpec, good bool) int {
	if d.Status == model.UnknownStatus && good && d.Effective != model.NotEffective {
		return 2
	}
	if d.Effective != model.Effective && !(good && d.Effective == model.UnknownEffectiveness) {
		return 0
	}
	return map[model.Status]int{model.InPlace: 2, model.Partial: 1}[d.Status]
}
