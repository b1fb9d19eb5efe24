package optimize

import "fmt"

// stage is a run of neighbouring cost levels that fit into one number: a unit
// of a level is worth more than everything below it can come to.
type stage struct {
	// from and to are the levels, to not included.
	from, to int
	// units divide the costs of each level, and worths multiply what is left.
	units, worths []int64
	// cost of each variable as one number.
	cost []int64
	// scale is how fine bounds are worked out: a cost of 1 is worth so much.
	scale int64
}

// maxTotal bounds the sum of all costs of a stage; maxScaled that of what they
// are worth in bounds; maxScale how fine bounds are worked out.
const (
	maxTotal  = int64(1) << 57
	maxScaled = int64(1) << 58
	maxScale  = int64(1) << 16
)

// plan cuts the levels into stages, as few as possible.
func plan(p *Problem) ([]stage, error) {
	var out []stage
	for to := len(p.Costs); to > 0; {
		s := stage{from: to, to: to, cost: make([]int64, p.Vars)}
		worth := int64(1)
		for s.from > 0 && s.add(p, worth) {
			worth = s.total() + 1
		}
		if s.from == to {
			return nil, fmt.Errorf("%w: the costs of level %d are too large to be added", errMalformed, to-1)
		}
		s.refine()
		out = append([]stage{s}, out...)
		to = s.from
	}
	if len(out) == 0 {
		out = append(out, stage{cost: make([]int64, p.Vars), scale: 1})
	}
	return out, nil
}

// refine chooses the scale.
func (s *stage) refine() {
	s.scale = 1
	for total := s.total(); s.scale < maxScale && total*s.scale <= maxScaled/2; {
		s.scale *= 2
	}
}

func (s *stage) total() int64 {
	sum := int64(0)
	for _, c := range s.cost {
		sum += c
	}
	return sum
}

// add puts one more level on top, unless the sum would be too large.
func (s *stage) add(p *Problem, worth int64) bool {
	level := p.Costs[s.from-1]
	unit, sum := int64(0), s.total()
	for _, c := range level {
		unit = gcd(unit, c)
	}
	unit = max(unit, 1)
	for _, c := range level {
		if n := c / unit; n > (maxTotal-sum)/worth {
			return false
		}
		sum += c / unit * worth
	}
	for v, c := range level {
		s.cost[v] += c / unit * worth
	}
	s.from--
	s.units = append([]int64{unit}, s.units...)
	s.worths = append([]int64{worth}, s.worths...)
	return true
}

// split gives a number of the stage by level again, rounded up: the least levels
// that are worth as much.
func (s *stage) split(value int64) []int64 {
	out := make([]int64, len(s.units))
	for i := range out {
		out[i] = value / s.worths[i] * s.units[i]
		value %= s.worths[i]
	}
	return out
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
