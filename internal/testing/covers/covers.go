// Package covers makes weighted cover problems with the structure of zones, as
// attack trees through separated networks give them, and writes them in the
// formats that other solvers read.
package covers

import (
	"bytes"
	"fmt"
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

// Zones makes an instance: countermeasures stand in zones, and each counters
// some of the kinds of steps there. A tree walks from an outer zone inwards over
// neighbouring zones, takes a kind of step or two in each, and is met by
// whatever counters one of its steps. The same seed gives the same instance.
func Zones(size Size, seed uint64) optimize.Problem {
	r := rand.New(rand.NewPCG(seed, 20261125))
	const kinds = 6
	zones := max(4, size.Countermeasures/10)
	p := optimize.Problem{Vars: size.Countermeasures, Costs: [][]int64{make([]int64, size.Countermeasures)}}
	counters := make([][kinds][]int, zones)
	for v := range size.Countermeasures {
		p.Costs[0][v] = 10 + r.Int64N(91)
		z := v % zones
		for range 1 + r.IntN(3) {
			k := r.IntN(kinds)
			if !slices.Contains(counters[z][k], v) {
				counters[z][k] = append(counters[z][k], v)
			}
		}
	}
	for len(p.Covers) < size.Trees {
		var met []int
		z := r.IntN(zones)
		for range 2 + r.IntN(4) {
			for range 1 + r.IntN(2) {
				met = append(met, counters[z][r.IntN(kinds)]...)
			}
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

// OPB writes a problem of one cost level in the format of pseudo-Boolean
// competitions.
func OPB(p optimize.Problem) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "* #variable= %d #constraint= %d\nmin:", p.Vars, len(p.Covers))
	for v, c := range p.Costs[0] {
		fmt.Fprintf(&b, " +%d x%d", c, v+1)
	}
	b.WriteString(";\n")
	for _, row := range p.Covers {
		for _, t := range row.Terms {
			fmt.Fprintf(&b, "+%d x%d ", t.Weight, t.Var+1)
		}
		fmt.Fprintf(&b, ">= %d;\n", row.Least)
	}
	return b.Bytes()
}

// LP writes a problem of one cost level in the LP format of CPLEX.
func LP(p optimize.Problem) []byte {
	var b bytes.Buffer
	b.WriteString("Minimize\n obj:")
	for v, c := range p.Costs[0] {
		fmt.Fprintf(&b, " + %d x%d\n", c, v+1)
	}
	b.WriteString("Subject To\n")
	for i, row := range p.Covers {
		fmt.Fprintf(&b, " r%d:", i+1)
		for k, t := range row.Terms {
			fmt.Fprintf(&b, " + %d x%d", t.Weight, t.Var+1)
			if k%10 == 9 {
				b.WriteString("\n")
			}
		}
		fmt.Fprintf(&b, " >= %d\n", row.Least)
	}
	b.WriteString("Binary\n")
	for v := range p.Vars {
		fmt.Fprintf(&b, " x%d\n", v+1)
	}
	b.WriteString("End\n")
	return b.Bytes()
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
