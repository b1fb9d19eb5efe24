package form

import (
	"context"
	"io"

	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/sheet/layout"
)

// WriteCells writes the sheet of cells of a model with those that its formulas
// need, so that benchmarks measure rows and not the search for trees.
func WriteCells(ctx context.Context, out io.Writer, in Input, id model.ModelID) error {
	m, _ := in.Result.Model(id)
	w := &writer{Input: in, ctx: ctx, m: m, total: len(m.Cells)}
	w.noRoutes = true
	_, err := w.write(out, []sheet{{layout.Legend, "", w.legend}, {layout.Assets, "", w.assets}, {layout.Cells, "", w.cells}})
	return err
}
