package pdf_test

import (
	"testing"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/document/pdf"
)

// TestTightInWord: where a few rows of a chapter's only table would stand on a page of
// their own, its rows stand closer; not where it ends on its page, or goes far over it.
func TestTightInWord(t *testing.T) {
	for rows, tight := range map[int]bool{30: false, 42: true, 60: false} {
		table := &document.Table{Caption: document.Plain("表"), Columns: make([]document.Column, 1)}
		for range rows {
			table.Body = append(table.Body, document.Row{Cells: []document.Cell{{Text: document.Plain("欄")}}})
		}
		f, _ := document.Finish(document.Document{Title: "題", Cover: true, Blocks: []document.Block{
			&document.Heading{Level: 1, Text: document.Plain("章")}, table,
			&document.Heading{Level: 1, Text: document.Plain("次の章")}, document.Para("文。")}})
		y, err := pdf.LayWord(f)
		if err != nil {
			t.Fatal(err)
		}
		if got := y.Tight()[f.Tables[0].Anchor]; got != tight {
			t.Errorf("%d rows are closer: %v", rows, got)
		}
	}
}
