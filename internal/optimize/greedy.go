package optimize

import (
	"cmp"
	"slices"
)

// greedy looks for a good choice from the present state: it chooses what covers
// most for its price until every row is met, and leaves out what turns out not
// to be needed. Prices are reduced costs, or nil for the costs themselves.
func (s *search) greedy(prices []float64) {
	mark := len(s.trail)
	defer s.undo(mark)
	gain := make([]int64, len(s.vars))
	price := make([]float64, len(s.vars))
	for v := range price {
		price[v] = float64(s.cost[v])
		if prices != nil {
			price[v] = max(prices[v], 0) + 0.001*price[v]
		}
	}
	for s.open > 0 {
		clear(gain)
		for r := range s.rows {
			if need := s.need[r]; need > 0 {
				for i, v := range s.rows[r].cols {
					gain[v] += min(s.rows[r].weights[i], need)
				}
			}
		}
		best, bestRatio := int32(-1), 0.0
		for v := range s.value {
			if s.value[v] < 0 && gain[v] > 0 {
				if ratio := (price[v] + 1e-9) / float64(gain[v]); best < 0 || ratio < bestRatio {
					best, bestRatio = int32(v), ratio
				}
			}
		}
		if best < 0 {
			return
		}
		at := len(s.trail)
		if !s.decide(best, 1) {
			s.undo(at)
			if !s.decide(best, 0) {
				return
			}
		}
	}
	s.takeLess()
}

// takeLess keeps the present choice without what is not needed.
func (s *search) takeLess() {
	value := slices.Clone(s.value)
	need := slices.Clone(s.need)
	var chosen []int32
	for v := range value {
		if value[v] == 1 {
			chosen = append(chosen, int32(v))
		}
	}
	slices.SortStableFunc(chosen, func(a, b int32) int { return -cmp.Compare(s.cost[a], s.cost[b]) })
	cost := s.base
	for _, v := range chosen {
		asked := slices.ContainsFunc(s.from[v], func(f int32) bool { return value[f] == 1 })
		if asked || slices.ContainsFunc(s.rowsOf[v], func(e entry) bool { return need[e.at]+e.weight > 0 }) {
			continue
		}
		for _, e := range s.rowsOf[v] {
			need[e.at] += e.weight
		}
		value[v] = 0
		cost -= s.cost[v]
	}
	if cost < s.best {
		s.best = cost
		s.chose = value
	}
}
