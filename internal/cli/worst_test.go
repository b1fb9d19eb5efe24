package cli

import (
	"slices"
	"testing"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/model"
)

// The worst cells are the first ones of all cells in order, however many are
// asked for.
func TestWorstCells(t *testing.T) {
	t.Parallel()
	study, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, _, err := study.Assess(t.Context(), assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m := r.Models[0]
	all := worstCells(m, len(m.Cells))
	if len(all) != len(m.Cells) {
		t.Fatalf("%d of %d cells", len(all), len(m.Cells))
	}
	if !slices.IsSortedFunc(all, func(a, b assess.Cell) int { return rank(b.Risk.Worst) - rank(a.Risk.Worst) }) {
		t.Error("the letters are not in falling order")
	}
	for _, n := range []int{0, 1, 2, 17, len(m.Cells) - 1, len(m.Cells) + 1} {
		if got := worstCells(m, n); !slices.Equal(got, all[:min(n, len(all))]) {
			t.Errorf("the %d worst are others: %v", n, got)
		}
	}
}
