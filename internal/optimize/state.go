package optimize

// state is a partial choice over a core, with what follows from it kept up to
// date: how much each row still asks for and can still get, and how much room
// each limit has.
type state struct {
	*core
	value []int8 // 1 chosen, 0 not, −1 free
	// need and avail of each row: what is still asked for, and what its free
	// variables could give.
	need, avail []int64
	room        []int64
	// open counts the rows that still ask for something, base is the cost chosen.
	open int
	base int64
	// trail lists what was decided, in order.
	trail []int32
	// rows and limits that may force something.
	dirtyRows, dirtyLimits []int32
	// next are values that implications ask for.
	next     []forcedValue
	conflict bool
}

type forcedValue struct {
	col   int32
	value int8
}

func newState(c *core) *state {
	s := &state{core: c, value: make([]int8, len(c.vars)), need: make([]int64, len(c.rows)),
		avail: make([]int64, len(c.rows)), room: make([]int64, len(c.limits))}
	for v := range s.value {
		s.value[v] = -1
	}
	for i := range c.rows {
		s.need[i] = c.rows[i].bound
		for _, w := range c.rows[i].weights {
			s.avail[i] += w
		}
		s.dirtyRows = append(s.dirtyRows, int32(i))
		if s.need[i] > 0 {
			s.open++
		}
	}
	for i := range c.limits {
		s.room[i] = c.limits[i].bound
		s.dirtyLimits = append(s.dirtyLimits, int32(i))
	}
	return s
}

// set decides a variable. All counts are brought up to date even where that
// shows a conflict, so that [state.undo] can take it back.
func (s *state) set(v int32, value int8) {
	s.value[v] = value
	s.trail = append(s.trail, v)
	if value == 1 {
		s.choose(v)
		return
	}
	for _, e := range s.rowsOf[v] {
		s.avail[e.at] -= e.weight
		if s.need[e.at] <= 0 {
			continue
		}
		if slack := s.avail[e.at] - s.need[e.at]; slack < 0 {
			s.conflict = true
		} else if slack < s.rows[e.at].heaviest {
			s.dirtyRows = append(s.dirtyRows, e.at)
		}
	}
	for _, f := range s.from[v] {
		s.next = append(s.next, forcedValue{f, 0})
	}
}

func (s *state) choose(v int32) {
	s.base += s.cost[v]
	for _, e := range s.rowsOf[v] {
		before := s.need[e.at]
		s.need[e.at] -= e.weight
		s.avail[e.at] -= e.weight
		if before > 0 && s.need[e.at] <= 0 {
			s.open--
		}
	}
	for _, e := range s.limitsOf[v] {
		s.room[e.at] -= e.weight
		if s.room[e.at] < 0 {
			s.conflict = true
		} else if s.room[e.at] < s.limits[e.at].heaviest {
			s.dirtyLimits = append(s.dirtyLimits, e.at)
		}
	}
	for _, t := range s.then[v] {
		s.next = append(s.next, forcedValue{t, 1})
	}
}

// overdrawn is by how much shares exceed the room of a limit, in parts of its
// heaviest weight.
func (s *state) overdrawn(l int, share []float64) float64 {
	limit := &s.limits[l]
	over := -float64(s.room[l])
	for i, v := range limit.cols {
		if s.value[v] < 0 {
			over += share[v] * float64(limit.weights[i])
		}
	}
	return over / float64(limit.heaviest)
}

// undo takes back what was decided after the trail had this length.
func (s *state) undo(to int) {
	s.conflict = false
	s.dirtyRows, s.dirtyLimits, s.next = s.dirtyRows[:0], s.dirtyLimits[:0], s.next[:0]
	for len(s.trail) > to {
		v := s.trail[len(s.trail)-1]
		s.trail = s.trail[:len(s.trail)-1]
		if s.value[v] == 1 {
			s.base -= s.cost[v]
			for _, e := range s.rowsOf[v] {
				before := s.need[e.at]
				s.need[e.at] += e.weight
				s.avail[e.at] += e.weight
				if before <= 0 && s.need[e.at] > 0 {
					s.open++
				}
			}
			for _, e := range s.limitsOf[v] {
				s.room[e.at] += e.weight
			}
		} else {
			for _, e := range s.rowsOf[v] {
				s.avail[e.at] += e.weight
			}
		}
		s.value[v] = -1
	}
}

// decide sets a variable and whatever follows; it reports whether that can be.
func (s *state) decide(v int32, value int8) bool {
	if s.value[v] >= 0 {
		return s.value[v] == value
	}
	s.set(v, value)
	return s.propagate()
}

// propagate sets whatever rows, limits and implications force.
func (s *state) propagate() bool {
	for !s.conflict {
		switch {
		case len(s.next) > 0:
			f := s.next[len(s.next)-1]
			s.next = s.next[:len(s.next)-1]
			if s.value[f.col] < 0 {
				s.set(f.col, f.value)
			} else if s.value[f.col] != f.value {
				s.conflict = true
			}
		case len(s.dirtyRows) > 0:
			r := s.dirtyRows[len(s.dirtyRows)-1]
			s.dirtyRows = s.dirtyRows[:len(s.dirtyRows)-1]
			s.forceRow(r)
		case len(s.dirtyLimits) > 0:
			l := s.dirtyLimits[len(s.dirtyLimits)-1]
			s.dirtyLimits = s.dirtyLimits[:len(s.dirtyLimits)-1]
			s.forceLimit(l)
		default:
			return true
		}
	}
	s.dirtyRows, s.dirtyLimits, s.next = s.dirtyRows[:0], s.dirtyLimits[:0], s.next[:0]
	return false
}

// forceRow chooses the variables without which the row cannot be met.
func (s *state) forceRow(r int32) {
	slack := s.avail[r] - s.need[r]
	if s.need[r] <= 0 {
		return
	}
	if slack < 0 {
		s.conflict = true
		return
	}
	row := &s.rows[r]
	if slack >= row.heaviest {
		return
	}
	for i, v := range row.cols {
		if s.value[v] < 0 && row.weights[i] > slack {
			s.set(v, 1)
		}
	}
}

// forceLimit rules out the variables that the limit has no room for.
func (s *state) forceLimit(l int32) {
	if s.room[l] < 0 {
		s.conflict = true
		return
	}
	limit := &s.limits[l]
	if s.room[l] >= limit.heaviest {
		return
	}
	for i, v := range limit.cols {
		if s.value[v] < 0 && limit.weights[i] > s.room[l] {
			s.set(v, 0)
		}
	}
}
