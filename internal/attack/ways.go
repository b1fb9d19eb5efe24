package attack

import (
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// Ways walks back from goals over the steps that a solution takes. What a walk came
// through is not walked again at the same level or a higher one: however many goals
// there are, the walks of one start meet each step three times at most, provided
// that the goals that matter most come first.
type Ways struct {
	x *Solution
	// gives lists for each fact the steps that give it; fact f has
	// gives[first[f]:first[f+1]].
	first, gives []int32
	// reached is the lowest level at which a walk came through each fact; 0: none did.
	reached []uint8
	queue   []int32
}

// Ways gives room for walks over what the solution takes, now and after it is
// solved anew.
func (x *Solution) Ways() *Ways {
	w := &Ways{x: x, first: make([]int32, x.g.facts()+1), gives: make([]int32, len(x.g.steps)), reached: make([]uint8, x.g.facts())}
	for i := range x.g.steps {
		w.first[x.g.steps[i].gives+1]++
	}
	for f := range x.g.facts() {
		w.first[f+1] += w.first[f]
	}
	next := append([]int32(nil), w.first...)
	for i := range x.g.steps {
		f := x.g.steps[i].gives
		w.gives[next[f]] = int32(i)
		next[f]++
	}
	return w
}

// Begin forgets the walks of the start before.
func (w *Ways) Begin() { clear(w.reached) }

// Goal visits the steps on the way to the goal that are taken at the level or an
// easier one; those that an earlier walk met may be left out or visited again.
func (w *Ways) Goal(goal *model.Goal, level method.VulnerabilityLevel, visit func(step int32)) {
	v := uint8(level)
	w.reach(w.x.g.goalFact(goal), v)
	for len(w.queue) > 0 {
		f := w.queue[len(w.queue)-1]
		w.queue = w.queue[:len(w.queue)-1]
		for _, s := range w.gives[w.first[f]:w.first[f+1]] {
			if w.x.waiting[s] > 0 || w.x.taken(s) < v {
				continue
			}
			visit(s)
			for _, p := range w.x.g.needsOf(s) {
				w.reach(p, v)
			}
		}
	}
}

func (w *Ways) reach(fact int32, v uint8) {
	if r := w.reached[fact]; r == 0 || v < r {
		w.reached[fact] = v
		w.queue = append(w.queue, fact)
	}
}

// Use gives a step that a walk visited.
func (w *Ways) Use(step int32) Use { return w.x.use(step) }
