package optimize_test

import (
	"flag"
	"os"
	"testing"

	"github.com/sekisho/sekisho/internal/testing/solvers"
)

var (
	limit = flag.Int("limit", 5, "BenchmarkSolvers: seconds of the processor that each solver has per instance")
	most  = flag.Int("countermeasures", 60, "BenchmarkSolvers: leave out instances of more countermeasures")
	kind  = flag.String("kind", "", "BenchmarkSolvers: instances of this kind alone")
	seeds = flag.Uint64("seeds", 1, "BenchmarkSolvers: instances of each size")
)

// BenchmarkSolvers writes the table of scripts/bench-solvers.
func BenchmarkSolvers(b *testing.B) {
	opt := solvers.Options{Limit: *limit, Kind: *kind, Countermeasures: *most, Seeds: *seeds, Dir: b.TempDir()}
	for b.Loop() {
		if err := solvers.Table(os.Stdout, opt); err != nil {
			b.Fatal(err)
		}
	}
}
