package optimize

import (
	"cmp"
	"math"
	"slices"
)

// simplex keeps the linear relaxation of a part: the least cost at which the
// rows that it holds are met by shares between the bounds of each column. It is
// a dual simplex method on a dense dictionary; every column has two bounds, so
// that a basis stays dual feasible whatever bounds are set. It works in floating
// point: its prices are a guess, which the pricer works out in integers.
type simplex struct {
	cols int
	// lo and up are the bounds of the columns.
	lo, up []float64
	// cost of the columns, and the rows that are held, by number of their slack.
	cost []float64
	rows []simplexRow
	// spent is what is spent beside the columns.
	spent float64
	// outside are the variables outside of the basis, and whether each is at its
	// upper bound; inside are those of the basis. Slacks come after columns.
	outside, inside []int32
	high            []bool
	// place of each column: its position outside, or −1 less its row inside.
	place []int32
	// table, base and share: inside[i] = base[i] + the sum of table[i][k] ×
	// outside[k], which comes to share[i].
	table       [][]float64
	base, share []float64
	// price of each variable outside, and the cost where all of them are 0.
	price []float64
	zero  float64
	// tiny is what counts as no price.
	tiny float64
	// pivots since the dictionary was made anew, and whether it has to be.
	pivots int
	worn   bool
	picks  []candidate
	// ray of the last run that ended with endedNone.
	ray []rowPrice
}

// rowPrice is what a row is worth.
type rowPrice struct {
	name  int32
	price float64
}

// simplexRow asks that the sum of weights × columns is at least bound.
type simplexRow struct {
	name    int32
	cols    []int32
	weights []float64
	bound   float64
}

// candidate may enter the basis.
type candidate struct {
	at    int
	ratio float64
}

const (
	// feasible is by how much a bound may be missed, and flat the least entry that
	// a pivot may have.
	feasible = 1e-7
	flat     = 1e-7
)

// newSimplex has one column for each cost, and no row.
func newSimplex(cost []float64) *simplex {
	n := len(cost)
	s := &simplex{cols: n, cost: slices.Clone(cost), lo: make([]float64, n), up: make([]float64, n), outside: make([]int32, n),
		high: make([]bool, n), place: make([]int32, n)}
	most := 1.0
	for k := range n {
		s.up[k], s.outside[k], s.place[k] = 1, int32(k), int32(k)
		most = max(most, cost[k])
	}
	s.tiny = most * 1e-12
	for k := range n {
		// Costs are told apart a little, lest many bases cost the same.
		s.cost[k] += most * 1e-9 * float64(1+k*7919%101)
	}
	s.price = slices.Clone(s.cost)
	return s
}

// at is the value of the variable outside at a position.
func (s *simplex) at(k int) float64 {
	v := s.outside[k]
	switch {
	case int(v) >= s.cols:
		return 0
	case s.high[k]:
		return s.up[v]
	}
	return s.lo[v]
}

// value is the present share of a column.
func (s *simplex) value(v int) float64 {
	if k := s.place[v]; k >= 0 {
		return s.at(int(k))
	}
	return s.share[-1-s.place[v]]
}

// total is the cost at the present basis: a lower bound, whether all rows are met or not.
func (s *simplex) total() float64 {
	z := s.zero
	for k, c := range s.price {
		if x := s.at(k); x != 0 {
			z += c * x
		}
	}
	return z
}

// setBounds gives a column its bounds.
func (s *simplex) setBounds(v int, lo, up float64) {
	if s.lo[v] == lo && s.up[v] == up {
		return
	}
	k := s.place[v]
	if k < 0 {
		s.lo[v], s.up[v] = lo, up
		return
	}
	before := s.at(int(k))
	s.lo[v], s.up[v] = lo, up
	s.high[k] = s.price[k] < 0
	s.shift(int(k), s.at(int(k))-before)
}

// shift tells the basis that the variable outside at a position has moved.
func (s *simplex) shift(k int, by float64) {
	if by == 0 {
		return
	}
	for i := range s.table {
		s.share[i] += s.table[i][k] * by
	}
}

// add takes a row.
func (s *simplex) add(r simplexRow) {
	row := make([]float64, s.cols)
	base := -r.bound
	for i, v := range r.cols {
		k := s.place[v]
		if k >= 0 {
			row[k] += r.weights[i]
			continue
		}
		addTimes(row, s.table[-1-k], r.weights[i])
		base += r.weights[i] * s.base[-1-k]
	}
	share := base
	for k, x := range row {
		share += x * s.at(k)
	}
	s.inside = append(s.inside, int32(s.cols+len(s.rows)))
	s.rows = append(s.rows, r)
	s.table, s.base, s.share = append(s.table, row), append(s.base, base), append(s.share, share)
}

// drop forgets the rows that ask for nothing at present, by more than a margin,
// and calls gone for each.
func (s *simplex) drop(margin float64, gone func(name int32)) {
	n := 0
	for i, v := range s.inside {
		if int(v) >= s.cols && s.share[i] > margin {
			gone(s.rows[int(v)-s.cols].name)
			continue
		}
		s.inside[n], s.table[n], s.base[n], s.share[n] = v, s.table[i], s.base[i], s.share[i]
		if int(v) < s.cols {
			s.place[v] = int32(-1 - n)
		}
		n++
	}
	s.inside, s.table, s.base, s.share = s.inside[:n], s.table[:n], s.base[:n], s.share[:n]
}

// ended tells how a run of the simplex method ended.
type ended int

const (
	endedOptimal ended = iota
	endedGoal
	endedTired
	// endedNone: no shares meet the rows; ray has prices that show it.
	endedNone
)

// solve improves the basis until the rows are met, the cost passes the goal, or
// so many pivots were made.
func (s *simplex) solve(pivots int, goal float64) ended {
	last := math.Inf(-1)
	for range pivots {
		now := s.total()
		if s.worn = s.worn || s.pivots > oftenPivots || now < last-lostCost*max(1, math.Abs(now)); s.worn {
			s.renew()
			now = s.total()
		}
		last = now
		if now > goal {
			return endedGoal
		}
		row, up := s.leaving()
		if row < 0 {
			return endedOptimal
		}
		if !s.step(row, up) {
			return s.barren(row, up)
		}
	}
	return endedTired
}

// barren notes by which prices the rows show that a variable inside cannot come
// back to its bounds.
func (s *simplex) barren(row int, up bool) ended {
	sign := 1.0
	if up {
		sign = -1
	}
	s.ray = s.ray[:0]
	for k, v := range s.outside {
		if x := sign * s.table[row][k]; int(v) >= s.cols && x > flat {
			s.ray = append(s.ray, rowPrice{s.rows[int(v)-s.cols].name, x})
		}
	}
	if v := s.inside[row]; int(v) >= s.cols {
		s.ray = append(s.ray, rowPrice{s.rows[int(v)-s.cols].name, 1})
	}
	return endedNone
}

// leaving finds the variable inside that misses its bounds by most, and whether
// it must rise.
func (s *simplex) leaving() (row int, up bool) {
	row = -1
	worst := feasible
	for i, v := range s.inside {
		lo, hi := 0.0, math.Inf(1)
		if int(v) < s.cols {
			lo, hi = s.lo[v], s.up[v]
		}
		if miss := lo - s.share[i]; miss > worst {
			worst, row, up = miss, i, true
		} else if miss := s.share[i] - hi; miss > worst {
			worst, row, up = miss, i, false
		}
	}
	return row, up
}

// step lets the variable of a row leave the basis. Variables whose price is
// overtaken on the way go to their other bound, as long as that is not enough.
func (s *simplex) step(row int, up bool) bool {
	sign := -1.0
	if up {
		sign = 1
	}
	entries := s.table[row]
	s.picks = s.picks[:0]
	for k, x := range entries {
		x *= sign
		if x > -flat && x < flat || s.high[k] == (x > 0) && int(s.outside[k]) < s.cols || x < 0 && int(s.outside[k]) >= s.cols {
			continue
		}
		if v := s.outside[k]; int(v) < s.cols && s.lo[v] == s.up[v] {
			continue
		}
		s.picks = append(s.picks, candidate{k, math.Abs(s.price[k]) / math.Abs(x)})
	}
	if len(s.picks) == 0 {
		return false
	}
	slices.SortFunc(s.picks, func(a, b candidate) int { return cmp.Or(cmp.Compare(a.ratio, b.ratio), cmp.Compare(a.at, b.at)) })
	target := s.bound(row, up)
	enters := s.entering(entries, math.Abs(target-s.share[row]))
	for _, c := range s.picks[:enters] {
		before := s.at(c.at)
		s.high[c.at] = !s.high[c.at]
		s.shift(c.at, s.at(c.at)-before)
	}
	s.pivot(row, s.picks[enters].at, target)
	s.settle()
	return true
}

// entering is the number of the candidate that enters: the last one up to which
// going to the other bound is not enough for what is missed, or one near it whose
// entry is larger.
func (s *simplex) entering(entries []float64, miss float64) int {
	last := 0
	for i, c := range s.picks {
		last = i
		v := s.outside[c.at]
		if int(v) >= s.cols {
			break
		}
		if miss -= (s.up[v] - s.lo[v]) * math.Abs(entries[c.at]); miss <= 0 {
			break
		}
	}
	best := last
	for i, c := range s.picks {
		x := math.Abs(entries[c.at])
		switch {
		case i <= last && x > 100*math.Abs(entries[s.picks[best].at]):
			best = i
		case i > last && c.ratio <= s.picks[last].ratio+s.tiny && x > math.Abs(entries[s.picks[best].at]):
			best = i
		}
	}
	return best
}

func (s *simplex) bound(row int, up bool) float64 {
	v := s.inside[row]
	switch {
	case int(v) >= s.cols:
		return 0
	case up:
		return s.lo[v]
	}
	return s.up[v]
}

// pivot exchanges the variable of a row for one outside; the former goes to its
// target.
func (s *simplex) pivot(row, k int, target float64) {
	s.pivots++
	entries := s.table[row]
	p := entries[k]
	by := (target - s.share[row]) / p
	enters, leaves := s.outside[k], s.inside[row]
	value := s.at(k) + by
	for i := range s.table {
		if i != row {
			s.share[i] += s.table[i][k] * by
		}
	}
	inverse := 1 / p
	for j := range entries {
		entries[j] *= -inverse
	}
	entries[k] = inverse
	s.base[row] *= -inverse
	for i, t := range s.table {
		f := t[k]
		if i == row || f == 0 {
			continue
		}
		t[k] = 0
		addTimes(t, entries, f)
		s.base[i] += f * s.base[row]
	}
	f := s.price[k]
	s.price[k] = 0
	addTimes(s.price, entries, f)
	s.zero += f * s.base[row]
	s.share[row] = value
	s.inside[row], s.outside[k] = enters, leaves
	if int(enters) < s.cols {
		s.place[enters] = int32(-1 - row)
	}
	s.high[k] = false
	if int(leaves) < s.cols {
		s.place[leaves] = int32(k)
		s.high[k] = target == s.up[leaves] && (s.lo[leaves] != s.up[leaves] || s.price[k] < 0)
	}
}

// settle puts variables whose price has changed its sign by rounding to the
// bound that fits.
func (s *simplex) settle() {
	for k, c := range s.price {
		v := s.outside[k]
		switch {
		case int(v) >= s.cols:
			if c < 0 {
				s.price[k] = 0
			}
		case s.lo[v] == s.up[v]:
		case s.high[k] && c > s.tiny || !s.high[k] && c < -s.tiny:
			before := s.at(k)
			s.high[k] = !s.high[k]
			s.shift(k, s.at(k)-before)
		}
	}
}

func addTimes(to, from []float64, f float64) {
	from = from[:len(to)]
	j := 0
	for ; j+4 <= len(to); j += 4 {
		a, b := to[j:j+4:j+4], from[j:j+4:j+4]
		a[0] += f * b[0]
		a[1] += f * b[1]
		a[2] += f * b[2]
		a[3] += f * b[3]
	}
	for ; j < len(to); j++ {
		to[j] += f * from[j]
	}
}

// prices calls each with every row that has a price.
func (s *simplex) prices(each func(name int32, price float64)) {
	for k, v := range s.outside {
		if int(v) >= s.cols && s.price[k] > 0 {
			each(s.rows[int(v)-s.cols].name, s.price[k])
		}
	}
}

const (
	// oftenPivots is after how many pivots a dictionary is made anew, lostCost by
	// how much its cost may fall before it is: it would only rise in exact numbers.
	oftenPivots = 1500
	lostCost    = 1e-8
)

// renew makes the dictionary anew from the rows, for the present basis.
func (s *simplex) renew() {
	s.pivots, s.worn = 0, false
	var inside []int32
	out := make([]bool, len(s.rows))
	for _, v := range s.outside {
		if int(v) >= s.cols {
			out[int(v)-s.cols] = true
		}
	}
	held := slices.Clone(out)
	for _, v := range s.inside {
		if int(v) < s.cols {
			inside = append(inside, v)
		} else {
			held[int(v)-s.cols] = true
		}
	}
	rows := s.rows
	s.rows, s.inside, s.table, s.base, s.share = nil, s.inside[:0], s.table[:0], s.base[:0], s.share[:0]
	for k := range s.cols {
		s.outside[k], s.place[k], s.high[k] = int32(k), int32(k), s.cost[k] < 0
	}
	copy(s.price, s.cost)
	s.zero = s.spent
	var leave []int
	for i, r := range rows {
		if held[i] {
			if out[i] {
				leave = append(leave, len(s.rows))
			}
			s.add(r)
		}
	}
	s.enter(inside, leave)
	for i, t := range s.table {
		s.share[i] = s.base[i]
		for k, x := range t {
			s.share[i] += x * s.at(k)
		}
	}
}

// enter brings columns into the basis in the place of rows' slacks.
func (s *simplex) enter(columns []int32, rows []int) {
	for _, v := range columns {
		k := int(s.place[v])
		best := -1
		for i, r := range rows {
			if r >= 0 && (best < 0 || math.Abs(s.table[r][k]) > math.Abs(s.table[rows[best]][k])) {
				best = i
			}
		}
		if best < 0 || math.Abs(s.table[rows[best]][k]) < flat {
			continue
		}
		s.pivot(rows[best], k, 0)
		rows[best] = -1
	}
	s.pivots = 0
	s.settle()
}
