package andor

import "math/rand/v2"

// Shape is what a random graph is like.
type Shape struct {
	// Nodes besides the source.
	Nodes int
	// Gates is the share of nodes that are and- or or-nodes, half of them each; the
	// published graphs have 0.2 or 0.4.
	Gates float64
	// Shared is the share of premises that are nodes already there: they are used
	// more than once, and cycles arise. The published graphs have none, and are trees.
	Shared float64
}

// Random makes a graph of the family that the published ones are of: the target is
// a leaf, leaves follow from one node, and- and or-nodes from two, all begins at the
// source, and each leaf but the target can be removed for a whole number from 1 to
// 100. Its optimum is not known.
func Random(r *rand.Rand, s Shape) *Graph {
	g := &Graph{Name: "random", Kind: []Kind{Leaf}, Cost: []*float64{nil}}
	open := []int{0} // nodes that still lack a premise, once for each that they lack
	for len(g.Kind) < s.Nodes && len(open) > 0 {
		at := r.IntN(len(open))
		node := open[at]
		open[at] = open[len(open)-1]
		open = open[:len(open)-1]
		if len(open) > 0 && r.Float64() < s.Shared {
			g.Edges = append(g.Edges, [2]int{r.IntN(len(g.Kind)), node})
			continue
		}
		v := g.grow(r, s.Gates)
		g.Edges = append(g.Edges, [2]int{v, node})
		open = append(open, v)
		if g.Kind[v] != Leaf {
			open = append(open, v)
		}
	}
	g.Source = len(g.Kind)
	g.Kind, g.Cost = append(g.Kind, Source), append(g.Cost, nil)
	for _, node := range open {
		from := g.Source
		if g.Kind[node] != Leaf { // what begins can be removed
			from = g.leaf(r)
			g.Edges = append(g.Edges, [2]int{g.Source, from})
		}
		g.Edges = append(g.Edges, [2]int{from, node})
	}
	if err := g.index(); err != nil {
		panic("andor: a random graph is malformed: " + err.Error())
	}
	return g
}

// grow adds a node.
func (g *Graph) grow(r *rand.Rand, gates float64) int {
	if r.Float64() >= gates {
		return g.leaf(r)
	}
	kind := And
	if r.IntN(2) == 0 {
		kind = Or
	}
	g.Kind, g.Cost = append(g.Kind, kind), append(g.Cost, nil)
	return len(g.Kind) - 1
}

func (g *Graph) leaf(r *rand.Rand) int {
	cost := float64(1 + r.IntN(100))
	g.Kind, g.Cost = append(g.Kind, Leaf), append(g.Cost, &cost)
	return len(g.Kind) - 1
}

// Fold gives the cost of the cheapest removal of a graph that is a tree, from the
// source up: an or-node costs what both of its premises cost, an and-node what the
// cheaper does, and a leaf no more than itself. ok is false where the graph is no
// tree, or nothing can be removed. It has nothing in common with a solver.
func (g *Graph) Fold() (cost float64, ok bool) {
	for v := range g.Kind {
		if v != g.Source && len(g.after[v]) > 1 {
			return 0, false
		}
	}
	// In a tree every walk back from the target ends; order lists it.
	order := []int{g.Target}
	for i := 0; i < len(order); i++ {
		if order[i] != g.Source {
			order = append(order, g.before[order[i]]...)
		}
		if len(order) > len(g.Kind)+len(g.Edges) {
			return 0, false
		}
	}
	const never = 1e18
	costs := make([]float64, len(g.Kind))
	for i := len(order) - 1; i >= 0; i-- {
		v := order[i]
		costs[v] = never
		if v == g.Source {
			continue
		}
		sum, least := 0.0, never
		for _, w := range g.before[v] {
			sum, least = sum+costs[w], min(least, costs[w])
		}
		costs[v] = min(sum, never)
		if g.Kind[v] == And {
			costs[v] = least
		}
		if g.Cost[v] != nil {
			costs[v] = min(costs[v], *g.Cost[v])
		}
	}
	return costs[g.Target], costs[g.Target] < never
}
