// Package replay is the second opinion on attack trees 攻撃ツリー: it replays a
// tree, step by step, from the model and the attack rules alone, and says every
// reason why the tree does not hold. It also works out the countermeasure level
// 対策レベル of a step anew, from the deployments as written.
//
// It shares no code and no data structure with the search, on purpose: plain
// loops over the model take the place of indices, so that a mistake of the
// search is not repeated here. It is meant for single trees, not for graphs.
package replay

import (
	"github.com/sekisho/sekisho/internal/attacktree"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/model"
)

// Code names a reason why a tree does not hold. Codes are stable.
type Code string

// Reasons about the tree as a whole.
const (
	TreeEmpty       Code = "tree-empty"       // it has no steps
	EntryUnknown    Code = "entry-unknown"    // the model says nothing of its entry point
	EntryImpossible Code = "entry-impossible" // the entry point is not possible in the model
	EntryElsewhere  Code = "entry-elsewhere"  // the entry point does not land on its asset
	GoalUnknown     Code = "goal-unknown"     // the model has no such goal
	GoalMissed      Code = "goal-missed"      // its last step does not give the fact of its goal
)

// Reasons about one step.
const (
	FirstNotEntry   Code = "first-not-entry"  // the first step is no step of initial access
	RuleUnknown     Code = "rule-unknown"     // no rule in force has this id
	AtUnplaced      Code = "at-unplaced"      // the asset where it happens is not in the model
	AtFiltered      Code = "at-filtered"      // the rule does not apply to the asset where it happens
	FromUnplaced    Code = "from-unplaced"    // the other asset is missing or not in the model
	FromFiltered    Code = "from-filtered"    // the rule does not apply to the other asset
	FromUnwanted    Code = "from-unwanted"    // it names another asset although its rule has none
	LinkUnknown     Code = "link-unknown"     // the link that it crosses is missing or not in the model
	LinkUnwanted    Code = "link-unwanted"    // it names a link although its relation crosses none
	RelationMissing Code = "relation-missing" // the two assets are not related as the rule asks
	EntryForeign    Code = "entry-foreign"    // the entry point of the tree does not begin with this rule
	LandingForeign  Code = "landing-foreign"  // initial access happens elsewhere than on the landing
	OffTwice        Code = "off-twice"        // the same manager is switched off twice
	OffIdle         Code = "off-idle"         // the manager switched off manages nothing that counts here
	NeedsWrong      Code = "needs-wrong"      // its premises are not those of the rule and of its managers
	GivesWrong      Code = "gives-wrong"      // it gives another fact than its rule
	PremiseUnproven Code = "premise-unproven" // no earlier step gives a premise
	FactTwice       Code = "fact-twice"       // an earlier step gives the same fact
	StepSuperfluous Code = "step-superfluous" // the goal is proven without it
)

// Codes lists every reason, those about the tree first.
var Codes = []Code{TreeEmpty, EntryUnknown, EntryImpossible, EntryElsewhere, GoalUnknown, GoalMissed, FirstNotEntry,
	RuleUnknown, AtUnplaced, AtFiltered, FromUnplaced, FromFiltered, FromUnwanted, LinkUnknown,
	LinkUnwanted, RelationMissing, EntryForeign, LandingForeign, OffTwice, OffIdle, NeedsWrong, GivesWrong,
	PremiseUnproven, FactTwice, StepSuperfluous}

// Objection is one reason why a tree does not hold.
type Objection struct {
	Code Code
	// Step is the place of the step in the tree, or -1 for the tree as a whole.
	Step int
	// ID of the row concerned, where there is one: a rule, an asset, a link, an
	// entry point or a goal.
	ID string
	// Fact concerned, where there is one.
	Fact attacktree.Fact
}

// Check replays a tree and lists what is wrong with it, in the order of its
// steps; an empty list means that the tree is a minimal proof of its goal.
func Check(m *model.Model, cat *catalog.Catalog, t attacktree.Tree) []Objection {
	c := &checker{m: m, cat: cat, t: t}
	if len(t.Steps) == 0 {
		c.object(TreeEmpty, -1, "")
	}
	c.checkEntry()
	for i := range t.Steps {
		c.checkStep(i)
	}
	c.checkProof()
	c.checkGoal()
	return c.found
}

type checker struct {
	m     *model.Model
	cat   *catalog.Catalog
	t     attacktree.Tree
	found []Objection
}

func (c *checker) object(code Code, step int, id string) {
	c.found = append(c.found, Objection{Code: code, Step: step, ID: id})
}

func (c *checker) objectFact(code Code, step int, f attacktree.Fact) {
	c.found = append(c.found, Objection{Code: code, Step: step, Fact: f})
}

// entry gives what the model says of the tree's entry point, or nil.
func (c *checker) entry() *model.Entry {
	for _, e := range c.m.Entries {
		if e.Entry == c.t.Entry {
			return e
		}
	}
	return nil
}

func (c *checker) checkEntry() {
	e := c.entry()
	if e == nil {
		c.object(EntryUnknown, -1, string(c.t.Entry))
		return
	}
	if e.Applies != model.Applies && e.Applies != model.Residual {
		c.object(EntryImpossible, -1, string(c.t.Entry))
	}
	for _, a := range e.Assets {
		if a.ID == c.t.Landing {
			return
		}
	}
	c.object(EntryElsewhere, -1, string(c.t.Landing))
}

func (c *checker) checkGoal() {
	for _, g := range c.m.Goals {
		if g.ID != c.t.Goal {
			continue
		}
		want := attacktree.Fact{Kind: attacktree.GoalFact(g.Effect), Asset: g.Asset.ID}
		if n := len(c.t.Steps); n > 0 && c.t.Steps[n-1].Gives != want {
			c.objectFact(GoalMissed, n-1, want)
		}
		return
	}
	c.object(GoalUnknown, -1, string(c.t.Goal))
}
