package document_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/document"
)

// TestWhole: a small table is kept on one page, and so is a larger one behind which a
// page ends.
func TestWhole(t *testing.T) {
	table := func(rows int) *document.Table {
		row := document.Row{Cells: []document.Cell{{Text: document.Plain(strings.Repeat("文", 60))}}}
		return &document.Table{Caption: document.Plain("表"), Columns: make([]document.Column, 1), Body: slices.Repeat([]document.Row{row}, rows)}
	}
	text, wide := document.Para("文。"), &document.Landscape{}
	for _, tt := range []struct {
		name   string
		blocks []document.Block
		want   bool
	}{
		{"small", []document.Block{table(8), text}, true},
		{"larger", []document.Block{table(12), text}, false},
		{"larger, at the end of a page", []document.Block{table(12), wide}, true},
		{"larger, before a break", []document.Block{table(12), &document.PageBreak{}}, true},
		{"larger, at the end", []document.Block{table(12)}, true},
		{"long, at the end of a page", []document.Block{table(13), wide}, false},
		{"text", []document.Block{text, wide}, false},
	} {
		f, _ := document.Finish(document.Document{Title: "題", Blocks: tt.blocks})
		if got := document.Whole(f.Blocks); got != tt.want {
			t.Errorf("%s: whole is %t, want %t", tt.name, got, tt.want)
		}
	}
}
