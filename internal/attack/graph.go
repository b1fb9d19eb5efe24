package attack

import (
	"github.com/sekisho/sekisho/internal/attacktree"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// Graph is the AND/OR hypergraph of one model. It is read-only.
type Graph struct {
	Model   *model.Model
	Catalog *catalog.Catalog

	rules []compiled
	// n is the number of assets; fact k×n+a is the fact of kind k on asset a, and
	// the facts after those are the starts.
	n      int
	starts []Start
	steps  []step
	// needs lists the premises of all steps; step i has needs[first[i]:first[i+1]].
	first, needs []int32
	// uses lists for each fact the steps that need it, likewise.
	usesFirst, uses []int32
	offs            [][]int32
}

// step is one instance of a rule.
type step struct {
	rule     int32
	at, from int32
	link     int32
	gives    int32
	// off is the place in offs of the managers taken as switched off, or −1.
	off int32
	// worst and best are its vulnerability levels as unknown answers turn out.
	worst, best uint8
}

// Start is where an attack begins: an entry point, the asset on which it lands,
// and the initial-access rule by which it does.
type Start struct {
	Entry *model.Entry
	At    *model.Asset
	Rule  *catalog.AttackRule
}

// Size tells how large the graph is.
type Size struct{ Facts, Steps, Premises int }

// Size gives the number of facts, steps and premises.
func (g *Graph) Size() Size { return Size{g.facts(), len(g.steps), len(g.needs)} }

// Starts lists every start of the model, entries in order.
func (g *Graph) Starts() []Start { return g.starts }

func (g *Graph) facts() int { return len(catalog.FactKinds)*g.n + len(g.starts) }

func (g *Graph) fact(kind int, asset int32) int32 { return int32(kind*g.n) + asset }

func (g *Graph) startFact(s int) int32 { return int32(len(catalog.FactKinds)*g.n + s) }

// GoalFact gives the number of the fact that a goal asks for.
func (g *Graph) goalFact(goal *model.Goal) int32 {
	return g.fact(kindIndex[attacktree.GoalFact(goal.Effect)], int32(goal.Asset.Index))
}

func (g *Graph) needsOf(s int32) []int32 { return g.needs[g.first[s]:g.first[s+1]] }

// name gives a fact as a value; starts have none.
func (g *Graph) name(fact int32) attacktree.Fact {
	kind := int(fact) / g.n
	if kind >= len(catalog.FactKinds) {
		return attacktree.Fact{}
	}
	return attacktree.Fact{Kind: catalog.FactKinds[kind], Asset: g.Model.Assets[int(fact)%g.n].ID}
}

// Step gives a step as a value.
func (g *Graph) step(i int32) attacktree.Step {
	s := &g.steps[i]
	out := attacktree.Step{Rule: g.rules[s.rule].ID, At: g.Model.Assets[s.at].ID, Gives: g.name(s.gives)}
	if s.from >= 0 {
		out.From = g.Model.Assets[s.from].ID
	}
	if s.link >= 0 {
		out.Link = g.Model.Links[s.link].ID
	}
	for _, f := range g.needsOf(i) {
		if int(f) < len(catalog.FactKinds)*g.n {
			out.Needs = append(out.Needs, g.name(f))
		}
	}
	if s.off >= 0 {
		for _, m := range g.offs[s.off] {
			out.Off = append(out.Off, g.Model.Assets[m].ID)
		}
	}
	return out
}

// vulnerability gives the level of a step with unknown answers at their worst,
// or at their best.
func (s *step) vulnerability(best bool) uint8 {
	if best {
		return s.best
	}
	return s.worst
}

// Rated is a step with the levels on which its tree rests.
type Rated struct {
	attacktree.Step
	Rule *catalog.AttackRule
	// Countermeasure level of the step, worst and best.
	Worst, Best method.CountermeasureLevel
}

func (g *Graph) rated(i int32) Rated {
	s := &g.steps[i]
	return Rated{Step: g.step(i), Rule: g.rules[s.rule].AttackRule,
		Worst: method.CountermeasureLevel(4 - s.worst), Best: method.CountermeasureLevel(4 - s.best)}
}
