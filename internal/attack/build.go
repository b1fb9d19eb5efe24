package attack

import (
	"slices"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/defence"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// Options say how steps are rated.
type Options struct {
	// SameLayer is what two countermeasures in one layer give.
	SameLayer method.LayerRule
	// Judged gives the analyst's countermeasure level of a cell, or 0.
	Judged func(a *model.Asset, t catalog.ThreatID) method.CountermeasureLevel
}

// Build unfolds the model and the rules of the catalogue. The cost is linear in
// the steps, that is in the rules × the tuples of their relations.
func Build(m *model.Model, cat *catalog.Catalog, opt Options) *Graph {
	return Compile(cat).Build(m, defence.New(m, cat), opt)
}

// Rules are the attack rules of a catalogue made ready to be met with models.
type Rules struct {
	cat   *catalog.Catalog
	rules []compiled
}

// Compile makes the rules of a catalogue ready.
func Compile(cat *catalog.Catalog) *Rules { return &Rules{cat, compile(cat)} }

// Build is the function [Build] for one model of many on the same catalogue; cover
// is the coverage of the model.
func (r *Rules) Build(m *model.Model, cover *defence.Coverage, opt Options) *Graph {
	cat := r.cat
	g := &Graph{Model: m, Catalog: cat, rules: r.rules, n: len(m.Assets)}
	b := &builder{Graph: g, opt: opt, cover: cover, relations: newRelations(m, cat.AttackRules, cover),
		internet: newInternet(m), direct: make([]defence.Standing, len(cat.Countermeasures)), cache: map[cacheKey][]variant{},
		rulesOf: map[catalog.AssetTypeID][]int{}}
	g.steps = make([]step, 0, stepsPerAsset*len(m.Assets))
	g.needs = make([]int32, 0, 2*stepsPerAsset*len(m.Assets))
	g.first = make([]int32, 0, stepsPerAsset*len(m.Assets)+1)
	b.findStarts()
	for _, a := range m.Assets {
		b.stepsFor(a)
	}
	g.first = append(g.first, int32(len(g.needs)))
	g.indexUses()
	return g
}

// stepsPerAsset is about how many steps the shipped rules give per asset of the
// reference study; the arrays grow beyond it where a study has more.
const stepsPerAsset = 32

type builder struct {
	*Graph
	opt       Options
	cover     *defence.Coverage
	relations relations
	internet  internet
	// direct is the coverage of the asset at hand, manage its deployments that
	// are managed from elsewhere.
	direct  []defence.Standing
	covered []*model.Deployment
	managed bool
	cache   map[cacheKey][]variant
	// Scratch of the step at hand, to make nothing anew for each of them.
	scratch     []defence.Standing
	linkScratch []*model.Deployment
	managers    []int32
	one         [1]variant
	levels      []variant
	kept        []variant
	// rulesOf lists for each asset type the rules that its assets may pass.
	rulesOf map[catalog.AssetTypeID][]int
}

// findStarts lists the ways in: each entry point of the model that exists, on
// each asset where it lands, by each initial-access rule with one of its
// techniques.
func (b *builder) findStarts() {
	for _, e := range b.Model.Entries {
		for _, a := range e.Assets {
			for i := range b.rules {
				r := &b.rules[i]
				if len(r.Entry) > 0 && begins(r.Entry, e.Point.Techniques) && r.at.passes(a, b.internet) {
					b.starts = append(b.starts, Start{Entry: e, At: a, Rule: r.AttackRule})
				}
			}
		}
	}
}

// begins reports whether a rule's techniques meet those of an entry point.
func begins(rule []catalog.TechniqueID, point []string) bool {
	return slices.ContainsFunc(rule, func(t catalog.TechniqueID) bool {
		return slices.ContainsFunc(point, func(p string) bool {
			return t.Akin(catalog.TechniqueID(p))
		})
	})
}

// take reads the coverage of the asset at hand.
func (b *builder) take(a *model.Asset) {
	b.cover.Direct(a, b.direct)
	b.covered = b.covered[:0]
	b.managed = false
	b.cover.EachDirect(a, func(d *model.Deployment) {
		b.covered = append(b.covered, d)
		b.managed = b.managed || d.Manager != nil
	})
}

// stepsFor unfolds the rules for one asset.
func (b *builder) stepsFor(a *model.Asset) {
	b.take(a)
	for _, i := range b.rulesFor(a.Type.ID) {
		r := &b.rules[i]
		if !r.at.passes(a, b.internet) {
			continue
		}
		switch {
		case len(r.Entry) > 0:
			for s := range b.starts {
				if b.starts[s].At == a && b.starts[s].Rule == r.AttackRule {
					b.add(i, a, tuple{-1, -1}, b.startFact(s))
				}
			}
		case r.Relation == "":
			b.add(i, a, tuple{-1, -1}, -1)
		default:
			for _, t := range b.relations[r.Relation][a.Index] {
				if r.from.passes(b.Model.Assets[t.from], b.internet) {
					b.add(i, a, t, -1)
				}
			}
		}
	}
}

func (b *builder) rulesFor(t catalog.AssetTypeID) []int {
	if rules, ok := b.rulesOf[t]; ok {
		return rules
	}
	rules := []int{}
	for i := range b.rules {
		if types := b.rules[i].At.Types; len(types) == 0 || slices.Contains(types, t) {
			rules = append(rules, i)
		}
	}
	b.rulesOf[t] = rules
	return rules
}

// add adds the step of a rule on an asset over a tuple, once for each set of
// managers that must be switched off for it to become easier.
func (b *builder) add(rule int, a *model.Asset, t tuple, start int32) {
	r := &b.rules[rule]
	for _, v := range b.variants(rule, a, t.link) {
		s := step{rule: int32(rule), at: int32(a.Index), from: t.from, link: t.link, off: -1,
			gives: b.fact(r.gives, int32(a.Index)), worst: v.worst, best: v.best}
		if len(v.off) > 0 {
			s.off = int32(len(b.offs))
			b.offs = append(b.offs, v.off)
		}
		b.first = append(b.first, int32(len(b.needs)))
		from := len(b.needs)
		if start >= 0 {
			b.needs = append(b.needs, start)
		}
		for _, n := range r.needs {
			asset := int32(a.Index)
			if n.from {
				asset = t.from
			}
			b.need(from, b.fact(n.kind, asset))
		}
		for _, m := range v.off {
			b.need(from, b.fact(disabledKind, m))
		}
		b.Graph.steps = append(b.Graph.steps, s)
	}
}

// need adds a premise unless the step has it already.
func (b *builder) need(from int, fact int32) {
	if !slices.Contains(b.needs[from:], fact) {
		b.needs = append(b.needs, fact)
	}
}

// indexUses turns premises around: which steps wait for a fact.
func (g *Graph) indexUses() {
	g.usesFirst = make([]int32, g.facts()+1)
	for _, f := range g.needs {
		g.usesFirst[f+1]++
	}
	for f := range g.facts() {
		g.usesFirst[f+1] += g.usesFirst[f]
	}
	g.uses = make([]int32, len(g.needs))
	next := slices.Clone(g.usesFirst)
	for s := range g.steps {
		for _, f := range g.needsOf(int32(s)) {
			g.uses[next[f]] = int32(s)
			next[f]++
		}
	}
}
