package optimize

import (
	"cmp"
	"math"
	"slices"
)

// Cuts. A sum of rows, each once, less one for some variables (none is more than
// 1), halved and rounded up, holds for whole choices and may not for shares
// (Caprara and Fischetti, {0, 1/2}-Chvátal-Gomory cuts, Mathematical Programming
// 74, 1996). Rows are paired off so that what they ask for is odd, and what is
// rounded is little.

const (
	cutRounds   = 60
	cutsAtOnce  = 60
	maxCuts     = 3000
	leastMissed = 0.02
	nearlyTight = 0.3
)

// half is a sum of rows, modulo 2.
type half struct {
	// odd has the shared variables of odd weight, of the rows in the sum.
	odd, of bits
	// asks is set where the sum asks for an odd number; slack is by how much the
	// shares exceed it.
	asks  bool
	slack float64
	used  bool
}

type bits []uint64

func newBits(n int) bits { return make(bits, (n+63)/64) }

func (b bits) has(i int) bool { return b[i>>6]>>(i&63)&1 == 1 }
func (b bits) flip(i int)     { b[i>>6] ^= 1 << (i & 63) }

func (b bits) add(o bits) {
	for i := range b {
		b[i] ^= o[i]
	}
}

// cutRounds adds cuts to the relaxation as long as that raises the bound.
func (s *search) cutRounds() {
	stuck := 0
	last := s.lp.total()
	for range cutRounds {
		if len(s.cuts) > maxCuts || s.ctx.Err() != nil || s.addCuts() == 0 {
			return
		}
		if s.settleLP(20) != endedOptimal {
			return
		}
		s.lp.drop(0.1, s.lp.letGo)
		now := s.lp.total()
		if now < last+0.01*math.Abs(float64(s.best)-last) {
			if stuck++; stuck >= 3 {
				return
			}
		} else {
			stuck = 0
		}
		last = max(now, last)
		s.tryShares()
	}
}

// addCuts finds cuts that the shares miss, and takes in those missed by most.
func (s *search) addCuts() int {
	rows, columns := s.tightRows()
	if len(rows) == 0 || len(columns) == 0 {
		return 0
	}
	sums := s.halves(rows, columns)
	type found struct {
		line  line
		cut   Cut
		score float64
	}
	var all []found
	seen := map[string]bool{}
	look := func(h *half) {
		if h.used || !h.asks || h.slack > 0.95 {
			return
		}
		weight := h.slack
		for i, v := range columns {
			if h.odd.has(i) {
				x := s.price.share[v]
				weight += min(x, 1-x)
			}
		}
		if weight > 1-2*leastMissed {
			return
		}
		l, cut := s.halve(h, rows)
		missed := float64(l.bound)
		norm := 0.0
		for i, v := range l.cols {
			missed -= float64(l.weights[i]) * s.price.share[v]
			norm += float64(l.weights[i] * l.weights[i])
		}
		key := lineKey(&l)
		if missed < leastMissed || seen[key] {
			return
		}
		seen[key] = true
		all = append(all, found{l, cut, missed / math.Sqrt(norm)})
	}
	for i := range columns {
		eliminate(sums, i)
		for k := range sums {
			look(&sums[k])
		}
	}
	slices.SortStableFunc(all, func(a, b found) int { return -cmp.Compare(a.score, b.score) })
	all = all[:min(len(all), cutsAtOnce)]
	for _, f := range all {
		s.takeCut(f.line, f.cut)
	}
	return len(all)
}

func lineKey(l *line) string {
	var out []byte
	for i, c := range l.cols {
		out = append(out, byte(c), byte(c>>8), byte(l.weights[i]))
	}
	return string(append(out, byte(l.bound)))
}

// tightRows lists the rows of the relaxation that the shares meet with little to
// spare, and the variables with a share between 0 and 1, those furthest from
// either first.
func (s *search) tightRows() (rows, columns []int32) {
	share := s.price.share
	for r := range s.rows {
		if s.lp.held[r] && s.rows[r].heaviest <= 64 && s.spare(int32(r)) < nearlyTight {
			rows = append(rows, int32(r))
		}
	}
	for v, x := range share {
		if s.value[v] < 0 && x > 1e-6 && x < 1-1e-6 {
			columns = append(columns, int32(v))
		}
	}
	far := func(v int32) float64 { return min(share[v], 1-share[v]) }
	slices.SortStableFunc(columns, func(a, b int32) int { return -cmp.Compare(far(a), far(b)) })
	return rows, columns
}

// spare is by how much the shares exceed what a row asks for.
func (s *search) spare(r int32) float64 {
	row := &s.rows[r]
	sum := -float64(row.bound)
	for i, v := range row.cols {
		sum += float64(row.weights[i]) * s.price.share[v]
	}
	return max(sum, 0)
}

func (s *search) halves(rows, columns []int32) []half {
	at := make(map[int32]int, len(columns))
	for i, v := range columns {
		at[v] = i
	}
	out := make([]half, len(rows))
	for k, r := range rows {
		h := half{odd: newBits(len(columns)), of: newBits(len(rows)), slack: s.spare(r)}
		h.of.flip(k)
		asks := s.rows[r].bound
		for i, v := range s.rows[r].cols {
			w := s.rows[r].weights[i]
			if c, ok := at[v]; ok {
				if w&1 == 1 {
					h.odd.flip(c)
				}
			} else if s.price.share[v] > 0.5 {
				asks -= w
			}
		}
		h.asks = asks&1 == 1
		out[k] = h
	}
	return out
}

// eliminate adds the tightest sum with a variable of odd weight to all others
// that have it.
func eliminate(sums []half, column int) {
	best := -1
	for k := range sums {
		if h := &sums[k]; !h.used && h.odd.has(column) && (best < 0 || h.slack < sums[best].slack) {
			best = k
		}
	}
	if best < 0 {
		return
	}
	with := &sums[best]
	for k := range sums {
		if h := &sums[k]; k != best && !h.used && h.odd.has(column) {
			h.odd.add(with.odd)
			h.of.add(with.of)
			h.asks = h.asks != with.asks
			h.slack += with.slack
		}
	}
	with.used = true
}

// halve works a cut out.
func (s *search) halve(h *half, rows []int32) (line, Cut) {
	sum := map[int32]int64{}
	cut := Cut{Divisor: 2}
	least := int64(0)
	for k, r := range rows {
		if !h.of.has(k) {
			continue
		}
		row := &s.rows[r]
		cut.Rows = append(cut.Rows, Multiplier{row.id, 1})
		least += row.bound
		for i, v := range row.cols {
			sum[v] += row.weights[i]
		}
	}
	cols := make([]int32, 0, len(sum))
	for v := range sum {
		cols = append(cols, v)
	}
	slices.Sort(cols)
	l := line{}
	for _, v := range cols {
		w := sum[v]
		if w&1 == 1 && s.price.share[v] > 0.5 {
			w--
			least--
			cut.Upper = append(cut.Upper, s.vars[v])
		}
		if w > 0 {
			l.cols, l.weights = append(l.cols, v), append(l.weights, (w+1)/2)
		}
	}
	l.bound = (least + 1) >> 1
	for i := range l.weights {
		l.weights[i] = min(l.weights[i], l.bound)
		l.heaviest = max(l.heaviest, l.weights[i])
	}
	return l, cut
}

// takeCut makes a cut a row of the part, at the present state.
func (s *search) takeCut(l line, cut Cut) {
	l.id = s.cutsFrom + len(s.cuts)
	s.cuts = append(s.cuts, cut)
	r := int32(len(s.rows))
	s.rows = append(s.rows, l)
	need, avail := l.bound, int64(0)
	for i, v := range l.cols {
		switch s.value[v] {
		case 1:
			need -= l.weights[i]
		case -1:
			avail += l.weights[i]
		}
		s.rowsOf[v] = append(s.rowsOf[v], entry{r, l.weights[i]})
	}
	if need > 0 {
		s.open++
	}
	s.need, s.avail = append(s.need, need), append(s.avail, avail)
	s.lp.held = append(s.lp.held, false)
	p := s.price
	p.isActive, p.u = append(p.isActive, false), append(p.u, 0)
	p.try, p.slope = append(p.try, 0), append(p.slope, 0)
	s.hold(r)
}
