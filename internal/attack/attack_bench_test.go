package attack_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/gen"
)

// nation builds a model of about the given number of assets from copies of the
// reference study's model ①a.
func nation(b *testing.B, assets int) *model.Study {
	b.Helper()
	s, err := app.Open("", model.Options{})
	if err != nil {
		b.Fatal(err)
	}
	base, err := app.Base()
	if err != nil {
		b.Fatal(err)
	}
	m, _ := s.Model("m1a")
	chain := append([]model.ModelID{m.ID}, m.Ancestors...)
	for i, j := 0, len(chain)-1; i < j; i, j = i+1, j-1 {
		chain[i], chain[j] = chain[j], chain[i]
	}
	spec := gen.Nation(s.Spec, chain, "a-lgwan-line", max(assets/len(m.Assets), 1))
	study, found := model.Build(spec, base, model.Options{})
	if found.HasErrors() {
		b.Fatalf("%v", found.Findings[0])
	}
	return study
}

// BenchmarkGraph builds and solves graphs of municipal models of 100 to 100,000
// assets, and reports two ratios of one run: solving from one start to a bare
// breadth-first walk of the same arrays (bar: 4), and building plus solving from
// every start to a yardstick that merely makes, fills and walks arrays of the
// same sizes (bar: 12).
func BenchmarkGraph(b *testing.B) {
	for _, n := range []int{100, 1_000, 15_000, 100_000} {
		b.Run(fmt.Sprintf("assets=%d", n), func(b *testing.B) {
			s := nation(b, n)
			m := s.Models[0]
			var build, solve, walk, yard time.Duration
			var size attack.Size
			starts := 0
			var peak uint64
			for b.Loop() {
				runtime.GC()
				began := time.Now()
				g := attack.Build(m, s.Catalog, attack.Options{})
				x := g.NewSolution(false)
				build += time.Since(began)
				began = time.Now()
				for i := range g.Starts() {
					x.Solve(i)
				}
				solve += time.Since(began)
				peak = max(peak, heap())
				size, starts = g.Size(), len(g.Starts())
				walk += timeWalks(g)
				yard += timeYardstick(size, starts)
			}
			b.ReportMetric(float64(len(m.Assets)), "assets")
			b.ReportMetric(float64(size.Facts+size.Steps), "nodes")
			b.ReportMetric(float64(size.Premises), "premises")
			b.ReportMetric(float64(starts), "starts")
			b.ReportMetric(float64(solve)/float64(walk), "solve/walk")
			b.ReportMetric(float64(build+solve)/float64(yard), "all/yardstick")
			b.ReportMetric(float64(build+solve)/float64(b.N)/1e6, "ms")
			b.ReportMetric(float64(build+solve)/float64(b.N)/float64(len(m.Assets)), "ns/asset")
			b.ReportMetric(float64(peak)/(1<<20), "heap-MB")
		})
	}
}

func heap() uint64 {
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return s.HeapAlloc
}

// timeWalks walks from every start along the same arrays as the solver, asking
// for no premise: a bare breadth-first search.
func timeWalks(g *attack.Graph) time.Duration {
	first, _, usesFirst, uses, gives := g.Arrays()
	seen := make([]bool, len(usesFirst))
	met := make([]bool, len(first))
	var queue, touched []int32
	began := time.Now()
	for i := range g.Starts() {
		for _, f := range queue {
			seen[f] = false
		}
		for _, s := range touched {
			met[s] = false
		}
		touched = touched[:0]
		queue = append(queue[:0], g.StartFact(i))
		seen[g.StartFact(i)] = true
		for at := 0; at < len(queue); at++ {
			f := queue[at]
			for _, s := range uses[usesFirst[f]:usesFirst[f+1]] {
				if met[s] {
					continue
				}
				met[s] = true
				touched = append(touched, s)
				if !seen[gives[s]] {
					seen[gives[s]] = true
					queue = append(queue, gives[s])
				}
			}
		}
	}
	return time.Since(began)
}

// timeYardstick makes, fills and walks arrays of the sizes of a graph.
func timeYardstick(size attack.Size, starts int) time.Duration {
	began := time.Now()
	steps := make([]attack.StepSize, 0, size.Steps)
	first, needs := make([]int32, 0, size.Steps+1), make([]int32, 0, size.Premises)
	usesFirst, uses := make([]int32, 0, size.Facts+1), make([]int32, 0, size.Premises)
	for i := range size.Steps {
		steps = append(steps, attack.StepSize{})
		first = append(first, int32(i))
	}
	for i := range size.Premises {
		needs = append(needs, int32(i%size.Facts))
		uses = append(uses, int32(i%size.Steps))
	}
	for i := range size.Facts {
		usesFirst = append(usesFirst, int32(i))
	}
	sum := 0
	for range starts {
		value := make([]uint8, size.Facts)
		for i := range steps {
			sum += int(first[i])
		}
		for i := range needs {
			value[needs[i]]++
			sum += int(uses[i])
		}
		for i := range usesFirst {
			sum += int(usesFirst[i])
		}
	}
	if sum < 0 {
		panic("unreachable: keeps the walk from being dropped")
	}
	return time.Since(began)
}

// BenchmarkReferenceDamage assesses the reference study with both analyses.
func BenchmarkReferenceDamage(b *testing.B) {
	s, err := app.Open("", model.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := assess.Run(context.Background(), s.Study, assess.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
