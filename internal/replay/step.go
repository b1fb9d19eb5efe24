package replay

import (
	"slices"

	"github.com/sekisho/sekisho/internal/attacktree"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/model"
)

// rule finds a rule by id, or gives nil.
func rule(cat *catalog.Catalog, id catalog.RuleID) *catalog.AttackRule {
	for i := range cat.AttackRules {
		if cat.AttackRules[i].ID == id {
			return &cat.AttackRules[i]
		}
	}
	return nil
}

// link finds a link by id, or gives nil.
func link(m *model.Model, id model.LinkID) *model.Link {
	for _, k := range m.Links {
		if k.ID == id {
			return k
		}
	}
	return nil
}

// checkStep holds one step against its rule and the model, apart from the steps
// around it.
func (c *checker) checkStep(i int) {
	s := &c.t.Steps[i]
	r := rule(c.cat, s.Rule)
	if r == nil {
		c.object(RuleUnknown, i, string(s.Rule))
		return
	}
	at, ok := c.m.Asset(s.At)
	if !ok {
		c.object(AtUnplaced, i, string(s.At))
		return
	}
	if !passes(c.m, &r.At, at) {
		c.object(AtFiltered, i, string(s.At))
	}
	c.checkInitial(i, r)
	c.checkRelation(i, r, at)
	c.checkOff(i)
	c.checkFacts(i, r)
}

// checkInitial checks that the tree begins with initial access by its own entry
// point on its own landing, and that no step comes in elsewhere.
func (c *checker) checkInitial(i int, r *catalog.AttackRule) {
	if len(r.Entry) == 0 {
		if i == 0 {
			c.object(FirstNotEntry, i, string(r.ID))
		}
		return
	}
	if c.t.Steps[i].At != c.t.Landing {
		c.object(LandingForeign, i, string(c.t.Steps[i].At))
	}
	e := c.entry()
	if e == nil {
		return // said of the tree
	}
	for _, t := range e.Point.Techniques {
		if slices.ContainsFunc(r.Entry, func(mine catalog.TechniqueID) bool { return related(t, string(mine)) }) {
			return
		}
	}
	c.object(EntryForeign, i, string(r.ID))
}

// checkRelation checks the other asset of the step, the link and how they are
// tied together.
func (c *checker) checkRelation(i int, r *catalog.AttackRule, at *model.Asset) {
	s := &c.t.Steps[i]
	if r.Relation == "" {
		if s.From != "" {
			c.object(FromUnwanted, i, string(s.From))
		}
		if s.Link != "" {
			c.object(LinkUnwanted, i, string(s.Link))
		}
		return
	}
	from, ok := c.m.Asset(s.From)
	if !ok {
		c.object(FromUnplaced, i, string(s.From))
		return
	}
	if r.From != nil && !passes(c.m, r.From, from) {
		c.object(FromFiltered, i, string(s.From))
	}
	if !crosses(r.Relation) {
		if s.Link != "" {
			c.object(LinkUnwanted, i, string(s.Link))
		}
		if !tied(c.m, r.Relation, from, at) {
			c.object(RelationMissing, i, string(r.Relation))
		}
		return
	}
	k := link(c.m, s.Link)
	if k == nil {
		c.object(LinkUnknown, i, string(s.Link))
		return
	}
	if !joined(c.m, r.Relation, from, at, k) {
		c.object(RelationMissing, i, string(r.Relation))
	}
}

// checkOff checks that each manager switched off manages a countermeasure that
// would count in the step.
func (c *checker) checkOff(i int) {
	s := &c.t.Steps[i]
	for n, x := range s.Off {
		if slices.Contains(s.Off[:n], x) {
			c.object(OffTwice, i, string(x))
		}
		if !slices.ContainsFunc(counting(c.m, c.cat, s), func(d *model.Deployment) bool { return d.ManagedBy == x }) {
			c.object(OffIdle, i, string(x))
		}
	}
}

// checkFacts checks that the step needs and gives what its rule says.
func (c *checker) checkFacts(i int, r *catalog.AttackRule) {
	s := &c.t.Steps[i]
	var needs []attacktree.Fact
	want := func(f attacktree.Fact) {
		if !slices.Contains(needs, f) {
			needs = append(needs, f)
		}
	}
	for _, p := range r.Needs {
		asset := s.At
		if p.On == "from" {
			asset = s.From
		}
		want(attacktree.Fact{Kind: p.Fact, Asset: asset})
	}
	for _, x := range s.Off {
		want(attacktree.Fact{Kind: catalog.FactDisabled, Asset: x})
	}
	if !sameFacts(needs, s.Needs) {
		c.object(NeedsWrong, i, string(r.ID))
	}
	if gives := (attacktree.Fact{Kind: r.Gives, Asset: s.At}); s.Gives != gives {
		c.objectFact(GivesWrong, i, gives)
	}
}

// sameFacts reports whether both lists hold the same facts, each once.
func sameFacts(want, got []attacktree.Fact) bool {
	for _, f := range got {
		if !slices.Contains(want, f) {
			return false
		}
	}
	for _, f := range want {
		if !slices.Contains(got, f) {
			return false
		}
	}
	return len(want) == len(got)
}
