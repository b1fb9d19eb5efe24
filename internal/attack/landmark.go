package attack

import "math/bits"

// landmarks tells for each fact which facts every proof of it passes through,
// itself included. The facts that open facts must still pass through bound from
// below how many steps a partial tree will take. (The idea is that of landmarks
// in AI planning: Hoffmann, Porteous and Sebastia, Ordered Landmarks in
// Planning, JAIR 22, 2004.)
type landmarks struct {
	// place gives the place of a fact in the sets, plus one; facts that help to
	// prove the goal have one, the others 0.
	place []int32
	sets  [][]uint64
	// scratch is room for a union of sets; common for what the steps of a fact share.
	scratch, common []uint64
	// open holds the union of the sets of the facts that stay open in the partial
	// tree being extended, whatever step is chosen, and wanted what is not given.
	open, wanted []uint64
}

// maxLandmarks bounds the facts for which landmarks are worked out: the sets
// take room quadratic in them. Without landmarks the listing is the same, and
// takes longer.
const maxLandmarks = 4_096

// findLandmarks works out the landmarks of the facts that help to prove the goal,
// as the greatest fixpoint of: the fact itself, and what is common to all of its
// steps, each of which passes through all that its premises do.
func (s *search) findLandmarks(goal int32) landmarks {
	l := landmarks{place: make([]int32, s.g.facts())}
	facts := []int32{goal}
	l.place[goal] = 1
	for i := 0; i < len(facts); i++ {
		for _, step := range s.gives[facts[i]] {
			for _, f := range s.g.needsOf(step) {
				if l.place[f] == 0 && s.least[f] > 0 {
					facts = append(facts, f)
					l.place[f] = int32(len(facts))
				}
			}
		}
	}
	if len(facts) > maxLandmarks {
		return landmarks{}
	}
	words := (len(facts) + 63) / 64
	l.scratch, l.common = make([]uint64, words), make([]uint64, words)
	l.open, l.wanted = make([]uint64, words), make([]uint64, words)
	for range facts {
		set := make([]uint64, words)
		for w := range set {
			set[w] = ^uint64(0)
		}
		l.sets = append(l.sets, set)
	}
	for changed := true; changed; {
		changed = false
		for i := len(facts) - 1; i >= 0; i-- {
			changed = s.tighten(&l, facts[i], i) || changed
		}
	}
	return l
}

// tighten works out the set of one fact from those of its premises, and reports
// whether it became smaller.
func (s *search) tighten(l *landmarks, fact int32, at int) bool {
	common := l.common
	for w := range common {
		common[w] = ^uint64(0)
	}
	for _, step := range s.gives[fact] {
		clear(l.scratch)
		for _, f := range s.g.needsOf(step) {
			if p := l.place[f] - 1; p >= 0 {
				for w, set := range l.sets[p] {
					l.scratch[w] |= set
				}
			}
		}
		for w := range common {
			common[w] &= l.scratch[w]
		}
	}
	common[at/64] |= 1 << (at % 64)
	smaller := false
	for w, set := range l.sets[at] {
		smaller = smaller || set != set&common[w]
		l.sets[at][w] = set & common[w]
	}
	return smaller
}

// begin turns to a partial tree with its open facts and those given, of which one
// is about to be given too.
func (l *landmarks) begin(open, given []int32, fact int32) {
	if l.sets == nil {
		return
	}
	clear(l.open)
	for w := range l.wanted {
		l.wanted[w] = ^uint64(0)
	}
	for _, f := range open {
		if f != fact {
			l.add(l.open, f)
		}
	}
	l.drop(fact)
	for _, f := range given {
		l.drop(f)
	}
}

func (l *landmarks) add(to []uint64, f int32) {
	for w, set := range l.sets[l.place[f]-1] {
		to[w] |= set
	}
}

func (l *landmarks) drop(f int32) {
	if p := l.place[f] - 1; p >= 0 {
		l.wanted[p/64] &^= 1 << (p % 64)
	}
}

// missing counts the facts that proofs of the open facts must pass through and that
// are not given yet. Of the open facts only those that a step adds are looked at.
func (l *landmarks) missing(open int, added []int32) int {
	if l.sets == nil {
		return open
	}
	copy(l.scratch, l.open)
	for _, f := range added {
		l.add(l.scratch, f)
	}
	n := 0
	for w, set := range l.scratch {
		n += bits.OnesCount64(set & l.wanted[w])
	}
	return n
}
