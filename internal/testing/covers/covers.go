// Package covers makes weighted cover problems with the structure of zones, as
// attack trees through separated networks give them, and writes them in the
// formats that other solvers read.
package covers

import (
	"math/rand/v2"
	"slices"

	"github.com/sekisho/sekisho/internal/optimize"
)

// Size of an instance: countermeasures, trees, and how many countermeasures each
// tree must meet.
type Size struct {
	Countermeasures, Trees int
	Least                  int64
}

// Sizes are those that are measured.
func Sizes() []Size {
	return []Size{{60, 5_000, 1}, {60, 5_000, 2}, {200, 50_000, 1}, {200, 50_000, 2}}
}

// Kind is a way of making instances.
type Kind struct {
	Name string
	Make func(size Size, seed uint64) optimize.Problem
}

// Kinds are those that are measured.
func Kinds() []Kind { return []Kind{{"zones", Zones}, {"loose", Loose}} }

// kinds of attack in each zone.
const kinds = 4

// Zones makes an instance with the structure of zones: a countermeasure stands in
// one zone and counters one to three kinds of attack there; a tree goes through
// two to four neighbouring zones, by one kind of attack in each.
func Zones(size Size, seed uint64) optimize.Problem {
	r := rand.New(rand.NewPCG(seed, 20261125))
	zones := max(4, size.Countermeasures/10)
	p := optimize.Problem{Vars: size.Countermeasures, Costs: [][]int64{make([]int64, size.Countermeasures)}}
	counters := make([][kinds][]int, zones)
	for v := range size.Countermeasures {
		p.Costs[0][v] = 10 + r.Int64N(91)
		z := v % zones
		for range 1 + r.IntN(3) {
			if k := r.IntN(kinds); !slices.Contains(counters[z][k], v) {
				counters[z][k] = append(counters[z][k], v)
			}
		}
	}
	for len(p.Covers) < size.Trees {
		var met []int
		z := r.IntN(zones)
		for range 2 + r.IntN(3) {
			met = append(met, counters[z][r.IntN(kinds)]...)
			z = (z + 1 + r.IntN(2)) % zones
		}
		slices.Sort(met)
		met = slices.Compact(met)
		if int64(len(met)) < size.Least {
			continue
		}
		row := optimize.Row{Least: size.Least}
		for _, v := range met {
			row.Terms = append(row.Terms, optimize.Term{Var: v, Weight: 1})
		}
		p.Covers = append(p.Covers, row)
	}
	return p
}

// Loose makes an instance of the harder kind: zones as in [Zones], and each tree
// is met by a free choice of the countermeasures of three to five zones, so that
// few trees imply others.
func Loose(size Size, seed uint64) optimize.Problem {
	r := rand.New(rand.NewPCG(seed, 20261126))
	zones := max(6, size.Countermeasures/10)
	p := optimize.Problem{Vars: size.Countermeasures, Costs: [][]int64{make([]int64, size.Countermeasures)}}
	for v := range p.Vars {
		p.Costs[0][v] = 1 + r.Int64N(100)
	}
	each := size.Countermeasures / zones
	for len(p.Covers) < size.Trees {
		row := optimize.Row{Least: size.Least}
		z := r.IntN(zones)
		for range 3 + r.IntN(3) {
			for _, i := range r.Perm(each)[:1+r.IntN(3)] {
				v := i*zones + z
				if !slices.ContainsFunc(row.Terms, func(t optimize.Term) bool { return t.Var == v }) {
					row.Terms = append(row.Terms, optimize.Term{Var: v, Weight: 1})
				}
			}
			z = (z + 1 + r.IntN(2)) % zones
		}
		p.Covers = append(p.Covers, row)
	}
	return p
}
