package optimize_test

import (
	"context"
	"testing"

	"github.com/sekisho/sekisho/internal/certificate"
	"github.com/sekisho/sekisho/internal/optimize"
	"github.com/sekisho/sekisho/internal/testing/covers"
)

// TestCuts: instances with zones are proven with the help of cuts, in few nodes,
// and the checker derives every cut anew: one that says more is refused.
func TestCuts(t *testing.T) {
	used, refused := 0, 0
	for _, trees := range []int{300, 3000} {
		for seed := range uint64(2) {
			for least := range int64(2) {
				p := covers.Zones(covers.Size{Countermeasures: 100, Trees: trees, Least: 1 + least}, seed)
				got, err := optimize.Solve(context.Background(), p, nil, optimize.Options{Proof: true})
				if err != nil || got.Status != optimize.Optimal {
					t.Fatal(trees, seed, got.Status, err)
				}
				if err := certificate.Check(p, got); err != nil {
					t.Fatalf("%d trees, seed %d, cover %d: %v", trees, seed, 1+least, err)
				}
				for i := range got.Proof.Stages[0].Parts {
					part := &got.Proof.Stages[0].Parts[i]
					if len(part.Cuts) == 0 {
						continue
					}
					used++
					for k := range part.Cuts {
						part.Cuts[k].Divisor = 3
					}
					if certificate.Check(p, got) != nil {
						refused++
					}
				}
			}
		}
	}
	if used < 3 || refused == 0 {
		t.Errorf("%d parts with cuts, %d of them refused once falsified", used, refused)
	}
}
