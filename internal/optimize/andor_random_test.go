package optimize_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/sekisho/sekisho/internal/certificate"
	"github.com/sekisho/sekisho/internal/optimize"
	"github.com/sekisho/sekisho/internal/testing/andor"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// solveGraph solves a graph and checks its certificate, its rows, and that the
// target does not hold any more.
func solveGraph(t *testing.T, g *andor.Graph) optimize.Solution {
	t.Helper()
	p, find := g.Problem()
	got, err := optimize.Solve(context.Background(), p, find, optimize.Options{Proof: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := certificate.Check(p, got); err != nil {
		t.Fatalf("certificate: %v", err)
	}
	if got.Status == optimize.Optimal && g.Holds(got.Chosen) {
		t.Fatal("the target still holds")
	}
	checkRows(t, g, got.Rows)
	return got
}

// TestGraphsOfTheFamily: random graphs like the published ones, and larger, are
// solved to the optimum that folding the tree gives.
func TestGraphsOfTheFamily(t *testing.T) {
	long.Test(t)
	r := rand.New(rand.NewPCG(11, 12))
	solved := 0
	for i := range 300 {
		g := andor.Random(r, andor.Shape{Nodes: 20 + 10*i, Gates: 0.2 + 0.2*float64(i%3)})
		want, ok := g.Fold()
		got := solveGraph(t, g)
		if ok != (got.Status == optimize.Optimal) || ok && got.Cost[0] != int64(want*andor.Unit) {
			t.Fatalf("graph %d: %s %v, folded %v, %v", i, got.Status, got.Cost, ok, want)
		}
		if ok {
			solved++
		}
	}
	if solved < 200 {
		t.Errorf("only %d of 300 graphs can be cut", solved)
	}
}

// TestSharedGraphs: small random graphs with shared nodes and cycles are solved to
// the optimum that trying every removal gives.
func TestSharedGraphs(t *testing.T) {
	long.Test(t)
	r := rand.New(rand.NewPCG(13, 14))
	tried, cut, several := 0, 0, 0
	for i := range 1500 {
		g := andor.Random(r, andor.Shape{Nodes: 8 + i%9, Gates: 0.55, Shared: 0.2})
		if removable(g) > 12 {
			continue // too many removals to try
		}
		tried++
		want := everyRemoval(g)
		got := solveGraph(t, g)
		if (want < 0) != (got.Status == optimize.Infeasible) || want >= 0 && got.Cost[0] != int64(want*andor.Unit) {
			t.Fatalf("graph %d: %s %v, every removal %v", i, got.Status, got.Cost, want)
		}
		if want > 0 {
			cut++
		}
		if n := chosen(got); n > 1 {
			several++
		}
	}
	if tried < 1000 || cut < 400 || several < 120 {
		t.Errorf("%d graphs, %d are cut, %d at several nodes: too few", tried, cut, several)
	}
}

func chosen(s optimize.Solution) int {
	n := 0
	for _, is := range s.Chosen {
		if is {
			n++
		}
	}
	return n
}

func removable(g *andor.Graph) int {
	n := 0
	for _, c := range g.Cost {
		if c != nil {
			n++
		}
	}
	return n
}

// everyRemoval tries every set of removable nodes; −1 where none will do.
func everyRemoval(g *andor.Graph) float64 {
	var nodes []int
	for v, c := range g.Cost {
		if c != nil {
			nodes = append(nodes, v)
		}
	}
	best := -1.0
	for set := range 1 << len(nodes) {
		removed, cost := make([]bool, len(g.Kind)), 0.0
		for i, v := range nodes {
			if set>>i&1 == 1 {
				removed[v], cost = true, cost+*g.Cost[v]
			}
		}
		if (best < 0 || cost < best) && !g.Holds(removed) {
			best = cost
		}
	}
	return best
}

// BenchmarkRandomGraphs solves graphs that nobody gave, with proof, and checks the
// proof: trees as the published ones, larger ones, and such with shared nodes.
func BenchmarkRandomGraphs(b *testing.B) {
	for _, nodes := range []int{5_000, 20_000} {
		for _, gates := range []float64{0.2, 0.4, 0.6} {
			for _, shared := range []float64{0, 0.05, 0.2} {
				for seed := range uint64(3) {
					g := andor.Random(rand.New(rand.NewPCG(15, seed)), andor.Shape{Nodes: nodes, Gates: gates, Shared: shared})
					b.Run(fmt.Sprintf("n%d gates%v shared%v seed%d", nodes, gates, shared, seed), func(b *testing.B) {
						rows := 0
						for b.Loop() {
							p, find := g.Problem()
							got, err := optimize.Solve(context.Background(), p, find, optimize.Options{Proof: true})
							if err != nil {
								b.Fatal(err)
							}
							if err := certificate.Check(p, got); err != nil {
								b.Fatal(err)
							}
							rows = len(got.Rows)
						}
						b.ReportMetric(float64(rows), "rows")
					})
				}
			}
		}
	}
}
