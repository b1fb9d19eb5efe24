package attack

import (
	"slices"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/defence"
	"github.com/sekisho/sekisho/internal/model"
)

// With gives the graph of the model with one deployment changed in status or
// effectiveness: the same facts, steps and premises, with new levels for the
// steps on the assets and over the links that it touches. Where the change gives
// or takes a way around a manager, the graph is built anew.
func (g *Graph) With(m *model.Model, opt Options, cover *defence.Coverage, assets, links []bool) *Graph {
	n := *g
	n.Model = m
	n.steps = slices.Clone(g.steps)
	b := &builder{Graph: &n, opt: opt, cover: cover, internet: internet{}, direct: make([]defence.Standing, len(g.Catalog.Countermeasures)),
		cache: map[cacheKey][]variant{}, rulesOf: map[catalog.AssetTypeID][]int{}}
	at := int32(-1)
	for i := 0; i < len(n.steps); {
		s := &n.steps[i]
		if !assets[s.at] && (s.link < 0 || !links[s.link]) {
			i++
			continue
		}
		if s.at != at {
			at = s.at
			b.take(m.Assets[at])
		}
		v := b.variants(int(s.rule), m.Assets[at], s.link)
		if !n.relevel(i, v) {
			return (&Rules{g.Catalog, g.rules}).Build(m, cover, opt)
		}
		i += len(v)
	}
	return &n
}

// relevel gives the variants' levels to the steps from i on. It fails where they
// are not the variants that the graph has.
func (g *Graph) relevel(i int, variants []variant) bool {
	first := g.steps[i]
	for k, v := range variants {
		if i+k >= len(g.steps) {
			return false
		}
		s := &g.steps[i+k]
		if s.rule != first.rule || s.at != first.at || s.from != first.from || s.link != first.link || !slices.Equal(g.off(s), v.off) {
			return false
		}
		s.worst, s.best = v.worst, v.best
	}
	next := i + len(variants)
	if next == len(g.steps) {
		return true
	}
	// A further variant of the same step would be one that no longer exists.
	s := &g.steps[next]
	return s.off < 0 || s.rule != first.rule || s.at != first.at || s.from != first.from || s.link != first.link
}

func (g *Graph) off(s *step) []int32 {
	if s.off < 0 {
		return nil
	}
	return g.offs[s.off]
}

// Known reports whether no step depends on an unknown answer, so that values at
// their worst and at their best are the same.
func (g *Graph) Known() bool {
	for i := range g.steps {
		if g.steps[i].worst != g.steps[i].best {
			return false
		}
	}
	return true
}
