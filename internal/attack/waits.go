package attack

// waits tells which open facts each fact chosen waits for: those that its proof, as
// far as it is made, still needs. It holds for one partial tree at a time.
type waits struct {
	// round numbers the partial trees; what is of another is not valid.
	round int
	// at gives the place of a fact among the open ones, or of a chosen one's set
	// among the sets; of is the round for which it does, found that for which the
	// set is made.
	at        []int32
	of, found []int
	isOpen    []bool
	// sets of places, each of so many words.
	words int
	sets  []uint64
}

func newWaits(facts int) waits {
	return waits{at: make([]int32, facts), of: make([]int, facts), found: make([]int, facts), isOpen: make([]bool, facts)}
}

// begin turns to a partial tree with its open facts and those chosen.
func (w *waits) begin(open, given []int32) {
	w.round++
	for i, f := range open {
		w.at[f], w.of[f], w.isOpen[f] = int32(i), w.round, true
	}
	for i, f := range given {
		w.at[f], w.of[f], w.isOpen[f] = int32(i), w.round, false
	}
	w.words = (len(open) + 63) / 64
	n := len(given) * w.words
	if cap(w.sets) < n {
		w.sets = make([]uint64, 2*n)
	}
	w.sets = w.sets[:n]
	clear(w.sets)
}

// open gives the place of a fact among the open ones, or −1.
func (w *waits) open(f int32) int32 {
	if w.of[f] != w.round || !w.isOpen[f] {
		return -1
	}
	return w.at[f]
}

// waitsOf gives the places of the open facts that a chosen fact waits for.
func (s *search) waitsOf(f int32) []uint64 {
	w := &s.waits
	from := int(w.at[f]) * w.words
	set := w.sets[from : from+w.words]
	if w.found[f] == w.round {
		return set
	}
	w.found[f] = w.round
	for _, p := range s.g.needsOf(s.chosen[f] - 1) {
		if i := w.open(p); i >= 0 {
			set[i/64] |= 1 << (i % 64)
		} else if s.chosen[p] > 0 {
			for k, more := range s.waitsOf(p) {
				set[k] |= more
			}
		}
	}
	return set
}

func has(set []uint64, i int32) bool { return set[i/64]&(1<<(i%64)) != 0 }
