package attack

import (
	"slices"

	"github.com/sekisho/sekisho/internal/attacktree"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// Solution holds the exact worst value of every fact from one start: the highest
// vulnerability level v such that some tree from the start proves the fact with
// every step at v or above. It may be used again for the next start.
type Solution struct {
	g    *Graph
	best bool
	// start solved for, or −1.
	start int
	// value of each fact; 0 where no tree proves it.
	value []uint8
	// by is the step that first gave each fact, at its value.
	by []int32
	// waiting counts for each step the premises that do not hold yet.
	waiting []int32
	// met lists the steps with a premise that holds, and holds the facts that
	// hold, so that the next start need not sweep the whole graph.
	met, holds []int32
	queue      []int32
	pending    [4][]int32
	// weak, if ≥ 0, is a step that is rated with level rather than its own.
	weak  int32
	level uint8
}

// NewSolution gives room for solutions of the graph, with unknown answers at
// their best or at their worst.
func (g *Graph) NewSolution(best bool) *Solution {
	x := &Solution{g: g, best: best, start: -1, weak: -1, value: make([]uint8, g.facts()),
		by: make([]int32, g.facts()), waiting: make([]int32, len(g.steps))}
	for s := range g.steps {
		x.waiting[s] = g.first[s+1] - g.first[s]
	}
	return x
}

// reset takes back what the last start brought about.
func (x *Solution) reset() {
	g := x.g
	for _, s := range x.met {
		x.waiting[s] = g.first[s+1] - g.first[s]
	}
	for _, f := range x.holds {
		x.value[f] = 0
	}
	x.met, x.holds, x.queue = x.met[:0], x.holds[:0], x.queue[:0]
	for l := range x.pending {
		x.pending[l] = x.pending[l][:0]
	}
}

// Solve finds the value of every fact from the start with this index, by forward
// chaining over the three levels: first over the steps at 3, then with those at
// 2, then with all. Each step and each premise is met once, so that the cost is
// that of one walk of the graph.
func (x *Solution) Solve(start int) *Solution {
	x.reset()
	x.start = start
	f := x.g.startFact(start)
	x.value[f], x.by[f] = 3, -1
	x.queue, x.holds = append(x.queue, f), append(x.holds, f)
	for level := uint8(3); level >= 1; level-- {
		for _, s := range x.pending[level] {
			x.give(s, level)
		}
		x.spread(level)
	}
	return x
}

// spread lets every fact in the queue take effect at the level.
func (x *Solution) spread(level uint8) {
	g := x.g
	for len(x.queue) > 0 {
		f := x.queue[len(x.queue)-1]
		x.queue = x.queue[:len(x.queue)-1]
		for _, s := range g.uses[g.usesFirst[f]:g.usesFirst[f+1]] {
			if x.waiting[s] == g.first[s+1]-g.first[s] {
				x.met = append(x.met, s)
			}
			x.waiting[s]--
			if x.waiting[s] > 0 {
				continue
			}
			if v := x.vulnerability(s); v < level {
				x.pending[v] = append(x.pending[v], s)
				continue
			}
			x.give(s, level)
		}
	}
}

func (x *Solution) vulnerability(s int32) uint8 {
	if s == x.weak {
		return x.level
	}
	return x.g.steps[s].vulnerability(x.best)
}

// give derives the fact that a step gives, unless it holds already.
func (x *Solution) give(s int32, level uint8) {
	f := x.g.steps[s].gives
	if x.value[f] == 0 {
		x.value[f] = level
		x.by[f] = s
		x.queue = append(x.queue, f)
		x.holds = append(x.holds, f)
	}
}

// Goal gives the exact worst vulnerability level with which the goal is reached,
// or 0 when no tree leads there.
func (x *Solution) Goal(goal *model.Goal) method.VulnerabilityLevel {
	return method.VulnerabilityLevel(x.value[x.g.goalFact(goal)])
}

// Reached lists every fact that holds from the start, in the order of assets and
// kinds. Where a goal is not among them it is the witness that no tree exists:
// no step leads out of the set.
func (x *Solution) Reached() []attacktree.Fact {
	var out []attacktree.Fact
	for f := range len(x.value) - len(x.g.starts) {
		if x.value[f] > 0 {
			out = append(out, x.g.name(int32(f)))
		}
	}
	return out
}

// eachTaken visits the steps whose premises all hold from the start.
func (x *Solution) eachTaken(visit func(s int32)) {
	for _, s := range slices.Sorted(slices.Values(x.met)) {
		if x.waiting[s] == 0 {
			visit(s)
		}
	}
}

// proof gives the steps that the solution itself took to a fact, premises first.
func (x *Solution) proof(fact int32) []int32 {
	var out []int32
	done := map[int32]bool{}
	var walk func(f int32)
	walk = func(f int32) {
		if done[f] {
			return
		}
		done[f] = true
		s := x.by[f]
		if s < 0 {
			return
		}
		for _, p := range x.g.needsOf(s) {
			walk(p)
		}
		out = append(out, s)
	}
	if x.value[fact] > 0 {
		walk(fact)
	}
	return out
}
