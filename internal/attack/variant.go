package attack

import (
	"slices"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/defence"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// variant is one way in which a step is rated: the managers whose
// countermeasures are taken as switched off, and its vulnerability then.
type variant struct {
	off         []int32
	worst, best uint8
}

// cacheKey names steps that are rated alike: those on assets of one type in one
// zone, where no deployment names the asset or the link.
type cacheKey struct {
	zone *model.Zone
	kind *catalog.AssetType
	rule int
}

// maxManagers bounds the managers whose every subset is looked at. Where more
// manage one step, the others' countermeasures are never counted, which is the
// safe side.
const maxManagers = 6

// variants rates a step; the result holds until the next call: as the countermeasures stand, and for every minimal set
// of managers that makes it easier when they are switched off.
func (b *builder) variants(rule int, a *model.Asset, link int32) []variant {
	r := &b.rules[rule]
	if level := b.fixed(r, a); level != 0 {
		b.one[0] = variant{worst: uint8(4 - level), best: uint8(4 - level)}
		return b.one[:]
	}
	var onLink []*model.Deployment
	if link >= 0 {
		onLink = b.onLink(r, link)
	}
	key := cacheKey{a.Zone, a.Type, rule}
	alike := len(onLink) == 0 && !b.cover.Named(a)
	if alike {
		if v, ok := b.cache[key]; ok {
			return v
		}
	}
	v := b.rate(r, onLink)
	if alike {
		v = slices.Clone(v)
		b.cache[key] = v
	}
	return v
}

// onLink lists the deployments that the step meets on the link it crosses.
func (b *builder) onLink(r *compiled, link int32) []*model.Deployment {
	b.linkScratch = b.linkScratch[:0]
	b.cover.OnPath(b.Model.Links[link], func(d *model.Deployment) {
		if r.place[b.cover.IndexOf(d)] >= 0 {
			b.linkScratch = append(b.linkScratch, d)
		}
	})
	return b.linkScratch
}

// fixed gives the level that neither countermeasures nor managers change: the
// analyst's judgement on the cell, or 1 for a known unpatched vulnerability that
// the threat exploits. 0 is none.
func (b *builder) fixed(r *compiled, a *model.Asset) method.CountermeasureLevel {
	if b.opt.Judged != nil {
		if level := b.opt.Judged(a, r.Threat); level != 0 {
			return level
		}
	}
	if a.Vulnerable != nil && r.exploits {
		return 1
	}
	return 0
}

func (b *builder) rate(r *compiled, onLink []*model.Deployment) []variant {
	standings := b.scratch[:0]
	for _, c := range r.counters {
		standings = append(standings, b.direct[c.Index])
	}
	managers := managersOf(onLink, b.managers[:0], r, b.cover)
	if b.managed {
		managers = managersOf(b.covered, managers, r, b.cover)
	}
	for _, d := range onLink {
		i := r.place[b.cover.IndexOf(d)]
		standings[i] = standings[i].Or(defence.StandingOf(d))
	}
	b.scratch, b.managers = standings, managers
	if len(managers) == 0 {
		b.one[0] = b.level(r, standings, nil)
		return b.one[:]
	}
	return b.subsets(r, onLink, managers)
}

// managersOf adds the managers of the deployments that count against the rule.
func managersOf(ds []*model.Deployment, out []int32, r *compiled, cover *defence.Coverage) []int32 {
	for _, d := range ds {
		if d.Manager == nil || r.place[cover.IndexOf(d)] < 0 {
			continue
		}
		if i := int32(d.Manager.Index); !slices.Contains(out, i) {
			out = append(out, i)
		}
	}
	return out
}

// subsets rates the step under every set of managers switched off, smallest
// first, and keeps those that make it easier than all of their subsets do.
func (b *builder) subsets(r *compiled, onLink []*model.Deployment, managers []int32) []variant {
	managers = slices.Sorted(slices.Values(managers))
	var never []int32
	if len(managers) > maxManagers {
		managers, never = managers[:maxManagers], managers[maxManagers:]
	}
	levels := b.levels[:0]
	for set := range 1 << len(managers) {
		levels = append(levels, b.level(r, b.without(r, onLink, managers, set, never), nil))
	}
	b.levels = levels
	out := b.kept[:0]
	for set, v := range levels {
		easier := true
		for i := range managers {
			if set>>i&1 == 1 {
				less := levels[set&^(1<<i)]
				easier = easier && (v.worst > less.worst || v.best > less.best)
			}
		}
		if easier {
			v.off = chosen(managers, set)
			out = append(out, v)
		}
	}
	b.kept = out
	return out
}

func chosen(managers []int32, set int) []int32 {
	var out []int32
	for i, m := range managers {
		if set>>i&1 == 1 {
			out = append(out, m)
		}
	}
	return out
}

// without gives the standings of the rule's counters with the deployments of the
// managers in the set, and of those never counted, left out.
func (b *builder) without(r *compiled, onLink []*model.Deployment, managers []int32, set int, never []int32) []defence.Standing {
	b.scratch = append(b.scratch[:0], make([]defence.Standing, len(r.counters))...)
	for _, ds := range [2][]*model.Deployment{b.covered, onLink} {
		for _, d := range ds {
			i := r.place[b.cover.IndexOf(d)]
			if i < 0 || d.Manager != nil && isOff(int32(d.Manager.Index), managers, set, never) {
				continue
			}
			b.scratch[i] = b.scratch[i].Or(defence.StandingOf(d))
		}
	}
	return b.scratch
}

func isOff(manager int32, managers []int32, set int, never []int32) bool {
	if i := slices.Index(managers, manager); i >= 0 {
		return set>>i&1 == 1
	}
	return slices.Contains(never, manager)
}

func (b *builder) level(r *compiled, standings []defence.Standing, off []int32) variant {
	var worst, best defence.Count
	for i, s := range standings {
		worst.Add(s.Worst, r.counters[i].Layer)
		best.Add(s.Best, r.counters[i].Layer)
	}
	return variant{off: off, worst: uint8(worst.Level(b.opt.SameLayer).Vulnerability()),
		best: uint8(best.Level(b.opt.SameLayer).Vulnerability())}
}
