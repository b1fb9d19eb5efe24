package optimize_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/sekisho/sekisho/internal/certificate"
	"github.com/sekisho/sekisho/internal/optimize"
	"github.com/sekisho/sekisho/internal/testing/andor"
	"github.com/sekisho/sekisho/internal/testing/long"
	"github.com/sekisho/sekisho/internal/testing/repo"
)

// graphs lists the files of the benchmark; it says so where they do not stand
// beside the repository. SEKISHO_ANDOR names another folder.
func graphs(t testing.TB) []string {
	t.Helper()
	dir := os.Getenv("SEKISHO_ANDOR")
	if dir == "" {
		dir = filepath.Join(repo.Root(t), "..", "shared", "bench", "andor")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.json.gz"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Logf("%s IS ABSENT: nothing is compared with published optima", dir)
	}
	return files
}

// TestPublishedOptima: every graph is solved to its published optimum, and the
// certificate is checked, its rows too.
func TestPublishedOptima(t *testing.T) {
	long.Test(t)
	for _, file := range graphs(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			g, err := andor.Read(file)
			if err != nil {
				t.Fatal(err)
			}
			if got := solveGraph(t, g); got.Cost[0] != int64(g.Optimum*andor.Unit) {
				t.Errorf("cost %d/%d, published %v", got.Cost[0], andor.Unit, g.Optimum)
			}
			if cost, ok := g.Fold(); !ok || cost != g.Optimum {
				t.Errorf("folding the tree gives %v (a tree: %v), published %v", cost, ok, g.Optimum)
			}
		})
	}
}

// checkRows checks that no row asks for more than the graph does: with all
// other nodes removed, the target still holds.
func checkRows(t *testing.T, g *andor.Graph, rows []optimize.Row) {
	t.Helper()
	for i, row := range rows {
		removed := make([]bool, len(g.Kind))
		for v, c := range g.Cost {
			removed[v] = c != nil && !slices.ContainsFunc(row.Terms, func(t optimize.Term) bool { return t.Var == v })
		}
		if row.Least != 1 || !g.Holds(removed) {
			t.Fatalf("row %d is no derivation of the target", i)
		}
	}
}

// BenchmarkPublishedOptima solves each graph with proof, and checks the proof.
func BenchmarkPublishedOptima(b *testing.B) {
	for _, file := range graphs(b) {
		b.Run(filepath.Base(file), func(b *testing.B) {
			g, err := andor.Read(file)
			if err != nil {
				b.Fatal(err)
			}
			rows := 0
			for b.Loop() {
				p, find := g.Problem()
				got, err := optimize.Solve(context.Background(), p, find, optimize.Options{Proof: true})
				if err != nil || got.Status != optimize.Optimal || got.Cost[0] != int64(g.Optimum*andor.Unit) {
					b.Fatal(got.Status, got.Cost, err)
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
