package oracle

import (
	"slices"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/model"
)

// level gives the countermeasure level of a cell in one of two worlds: every
// unknown answer good, or every one bad.
func (w *world) level(a model.AssetSpec, t catalog.Threat, good bool) int {
	if w.vulnerable[a.ID] && t.ExploitsVulnerability {
		return 1
	}
	full, partial := 0, 0
	layers := map[string]bool{}
	for _, c := range w.measures {
		if !slices.Contains(c.Threats, t.ID) || !slices.Contains(c.Classes, catalog.Prevent) && !slices.Contains(c.Classes, catalog.Detect) {
			continue
		}
		switch w.counts(a, c, good) {
		case 2:
			full++
			layers[c.Layer] = true
		case 1:
			partial++
		}
	}
	switch {
	case full >= 2 && w.layerRule == "level-2" && len(layers) == 1:
		return 2
	case full >= 2:
		return 3
	case full+partial > 0:
		return 2
	}
	return 1
}

// counts gives 2 for in place and effective, 1 for partial, 0 for neither.
func (w *world) counts(a model.AssetSpec, c catalog.Countermeasure, good bool) int {
	best := 0
	for _, d := range w.deployments {
		if d.Countermeasure == c.ID && w.onAsset(a, c, d) {
			best = max(best, worth(d, good))
		}
	}
	weakest, links := 2, 0
	for _, k := range w.links {
		into := k.To == a.ID || k.From == a.ID && k.Data != model.Push
		if !into || w.zoneOf[k.From] == w.zoneOf[k.To] {
			continue
		}
		links++
		here := 0
		for _, d := range w.deployments {
			if d.Countermeasure == c.ID && w.onLink(k, c, d) {
				here = max(here, worth(d, good))
			}
		}
		weakest = min(weakest, here)
	}
	if links > 0 {
		best = max(best, weakest)
	}
	return best
}

func (w *world) onAsset(a model.AssetSpec, c catalog.Countermeasure, d model.DeploymentSpec) bool {
	if slices.Contains(d.Scope.Assets, a.ID) || slices.Contains(d.Scope.Types, a.Type) {
		return true
	}
	if len(c.AssetTypes) > 0 && !slices.Contains(c.AssetTypes, a.Type) {
		return false
	}
	for z := w.zoneOf[a.ID]; z != ""; z = w.zones[z].Parent {
		if slices.Contains(d.Scope.Zones, z) {
			return true
		}
	}
	return d.Scope.Model
}

func (w *world) onLink(k model.LinkSpec, c catalog.Countermeasure, d model.DeploymentSpec) bool {
	if slices.Contains(d.Scope.Links, k.ID) {
		return true
	}
	if c.Acts == "asset" {
		return false
	}
	return slices.ContainsFunc(k.Via, func(v model.AssetID) bool { return slices.Contains(d.Scope.Assets, v) })
}

func worth(d model.DeploymentSpec, good bool) int {
	effective := d.Effective == model.Effective || d.Effective == model.UnknownEffectiveness && good
	switch d.Status {
	case model.InPlace:
		if effective {
			return 2
		}
	case model.Partial:
		if effective {
			return 1
		}
	case model.UnknownStatus:
		if good && d.Effective != model.NotEffective {
			return 2
		}
	}
	return 0
}

func (w *world) letter(threat, vulnerability, importance int) string {
	if threat < 1 || importance < 1 {
		return "-"
	}
	return w.matrix[[2]int{threat * vulnerability, importance}]
}
