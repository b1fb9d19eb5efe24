package attackoracle

import (
	"fmt"
	"slices"

	"github.com/sekisho/sekisho/internal/attacktree"
	"github.com/sekisho/sekisho/internal/model"
)

// MaxSteps is the number of steps of which every subset can be tried.
const MaxSteps = 16

// Outcome is what every subset of the steps from one start has shown.
type Outcome struct {
	Start Start
	// Steps that can ever be taken: those whose premises can all be reached.
	Steps []attacktree.Step
	// Worst and Best give the value of each fact that can be reached, with every
	// unknown answer at its worst and at its best: the highest, over all proofs,
	// of the lowest vulnerability level in the proof. Facts that are missing
	// cannot be reached.
	Worst, Best map[attacktree.Fact]int

	facts []attacktree.Fact
	// worst holds the vulnerability level of each step.
	worst []int
	// proves holds for each subset of Steps the facts that it proves.
	proves []uint64
}

// Solve tries every subset of the steps that an attack from the start can
// take. It fails where there are more than [MaxSteps] of them.
func (w *World) Solve(start Start) (*Outcome, error) {
	o := &Outcome{Start: start, Steps: takeable(w.Steps(start)), Worst: map[attacktree.Fact]int{}, Best: map[attacktree.Fact]int{}}
	if len(o.Steps) > MaxSteps {
		return nil, fmt.Errorf("start %v has %d steps, more than %d", start, len(o.Steps), MaxSteps)
	}
	needs, gives := make([]uint64, len(o.Steps)), make([]uint64, len(o.Steps))
	for i, s := range o.Steps {
		gives[i] = o.bit(s.Gives)
		for _, f := range s.Needs {
			needs[i] |= o.bit(f)
		}
	}
	worst, best := make([]int, len(o.Steps)), make([]int, len(o.Steps))
	for i, s := range o.Steps {
		a, b := w.Level(s)
		worst[i], best[i] = 4-a, 4-b
	}
	o.worst = worst
	o.proves = make([]uint64, 1<<len(o.Steps))
	for set := range o.proves {
		o.proves[set] = closure(set, needs, gives)
		o.raise(set, o.Worst, worst)
		o.raise(set, o.Best, best)
	}
	return o, nil
}

// takeable leaves out the steps with a premise that cannot be reached even with
// all steps: no proof can hold them.
func takeable(steps []attacktree.Step) []attacktree.Step {
	given := map[attacktree.Fact]bool{}
	open := func(s attacktree.Step) bool {
		return slices.ContainsFunc(s.Needs, func(f attacktree.Fact) bool { return !given[f] })
	}
	for range steps {
		for _, s := range steps {
			if !open(s) {
				given[s.Gives] = true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(steps), open)
}

func (o *Outcome) bit(f attacktree.Fact) uint64 {
	i := slices.Index(o.facts, f)
	if i < 0 {
		i = len(o.facts)
		o.facts = append(o.facts, f)
	}
	return 1 << i
}

// closure gives the facts that a set of steps proves, from nothing.
func closure(set int, needs, gives []uint64) uint64 {
	var have uint64
	for before := ^have; before != have; {
		before = have
		for i := range needs {
			if set>>i&1 == 1 && needs[i]&^have == 0 {
				have |= gives[i]
			}
		}
	}
	return have
}

// raise lifts the value of every fact that the set proves to the lowest
// vulnerability level of the set.
func (o *Outcome) raise(set int, values map[attacktree.Fact]int, vulnerability []int) {
	low := 3
	for i, v := range vulnerability {
		if set>>i&1 == 1 {
			low = min(low, v)
		}
	}
	for i, f := range o.facts {
		if o.proves[set]>>i&1 == 1 && values[f] < low {
			values[f] = low
		}
	}
}

// With gives the worst value of a fact if the step with this index had another
// vulnerability level; 0 where the fact cannot be reached.
func (o *Outcome) With(step, level int, goal attacktree.Fact) int {
	at := slices.Index(o.facts, goal)
	if at < 0 {
		return 0
	}
	changed := slices.Clone(o.worst)
	changed[step] = level
	value := 0
	for set, proven := range o.proves {
		if proven>>at&1 == 0 {
			continue
		}
		low := 3
		for i, v := range changed {
			if set>>i&1 == 1 {
				low = min(low, v)
			}
		}
		value = max(value, low)
	}
	return value
}

// Vulnerability gives the worst level of the step with this index.
func (o *Outcome) Vulnerability(step int) int { return o.worst[step] }

// Trees lists every set of steps that proves the fact and of which no part does,
// each with premises first.
func (o *Outcome) Trees(goal attacktree.Fact) [][]attacktree.Step {
	at := slices.Index(o.facts, goal)
	if at < 0 {
		return nil
	}
	var minimal []int
	for set, proven := range o.proves {
		// Every part of a set has a smaller number, so it has been seen before.
		contains := func(m int) bool { return set&m == m }
		if proven>>at&1 == 1 && !slices.ContainsFunc(minimal, contains) {
			minimal = append(minimal, set)
		}
	}
	var out [][]attacktree.Step
	for _, set := range minimal {
		out = append(out, o.order(set))
	}
	return out
}

// order lists the steps of a minimal set, each after those whose facts it needs.
func (o *Outcome) order(set int) []attacktree.Step {
	var out []attacktree.Step
	given := map[attacktree.Fact]bool{}
	for before := -1; before != len(out); {
		before = len(out)
		for i, s := range o.Steps {
			if set>>i&1 == 1 && !given[s.Gives] && !slices.ContainsFunc(s.Needs, func(f attacktree.Fact) bool { return !given[f] }) {
				given[s.Gives] = true
				out = append(out, s)
			}
		}
	}
	return out
}

// Tree gives a minimal set of steps as a tree of the goal.
func (o *Outcome) Tree(goal model.GoalID, steps []attacktree.Step) attacktree.Tree {
	return attacktree.Tree{Entry: o.Start.Entry, Landing: o.Start.Asset, Goal: goal, Steps: steps}
}

// Fit takes the last attack rules out of a study until every subset of the steps
// of each start can be tried, and gives its world.
func Fit(spec, base *model.Spec) *World {
	for {
		w := New(spec, base)
		if !slices.ContainsFunc(w.Starts(), func(s Start) bool { return len(takeable(w.Steps(s))) > MaxSteps }) {
			return w
		}
		rules := spec.Catalog.AttackRules
		spec.Catalog.AttackRules = rules[:len(rules)-1]
	}
}
