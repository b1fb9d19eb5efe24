package optimize_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/sekisho/sekisho/internal/optimize"
	"github.com/sekisho/sekisho/internal/testing/covers"
)

// BenchmarkZones proves the optimum of zone-structured covers. Beside other
// solvers: scripts/bench-solvers.
func BenchmarkZones(b *testing.B) {
	for _, size := range covers.Sizes() {
		for seed := range uint64(3) {
			p := covers.Zones(size, seed)
			b.Run(fmt.Sprintf("%dx%d/cover=%d/seed=%d", size.Countermeasures, size.Trees, size.Least, seed), func(b *testing.B) {
				nodes := 0
				b.ReportAllocs()
				for b.Loop() {
					s, err := optimize.Solve(context.Background(), p, nil, optimize.Options{})
					if err != nil || s.Status != optimize.Optimal {
						b.Fatal(s.Status, err)
					}
					nodes = s.Nodes
				}
				b.ReportMetric(float64(nodes), "nodes/op")
			})
		}
	}
}
