package pdf_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/testing/sampledoc"
)

// Wherever the end of a page falls, a heading and the sentence that leads to a table
// or a figure stand on the page where it begins.
func TestLeadsStayWithWhatTheyLeadTo(t *testing.T) {
	row := document.Row{Cells: []document.Cell{{Text: document.Plain("左の欄")}, {Text: document.Plain("右の欄")}}}
	blocks := map[string]func(n int) document.Block{
		"表": func(int) document.Block {
			return &document.Table{Caption: document.Plain("題"), Head: []document.Row{row}, Body: []document.Row{row, row, row}}
		},
		"図": func(n int) document.Block { return sampledoc.Figure(fmt.Sprintf("f-%d", n), "題", 300, 200) },
	}
	for kind, block := range blocks {
		for filler := 18; filler < 40; filler++ {
			var list []document.Block
			for range filler {
				list = append(list, document.Para("詰める行。"))
			}
			list = append(list, &document.Heading{Level: 2, Text: document.Plain("見出し")}, document.Para("導く文は次のとおりである。"), block(filler))
			f, _ := document.Finish(document.Document{Blocks: list})
			pages := strings.SplitSeq(flat(strings.ReplaceAll(poppler(t, write(t, f), "pdftotext", "-raw", "FILE", "-"), "\f", "頁")), "頁")
			for page := range pages {
				if strings.Contains(page, "導く文は") && !strings.Contains(page, kind+"1題") || strings.Contains(page, "見出し") != strings.Contains(page, "導く文は") {
					t.Errorf("after %d lines the %s is parted from what leads to it", filler, kind)
				}
			}
		}
	}
}

// A short cell is broken between phrases, not inside a word.
func TestCellsBreakBetweenPhrases(t *testing.T) {
	cells := func(texts ...string) (r document.Row) {
		for _, s := range texts {
			r.Cells = append(r.Cells, document.Cell{Text: document.Plain(s)})
		}
		return r
	}
	var columns []document.Column
	for range 8 {
		columns = append(columns, document.Column{Width: 1})
	}
	f, _ := document.Finish(document.Document{Blocks: []document.Block{&document.Table{Caption: document.Plain("題"), Columns: columns,
		Head: []document.Row{cells("USB（現状）", "クラウドストレージ", "ガイドラインの箇所", "一", "二", "三", "四", "五")}, Body: []document.Row{cells("1", "2", "3", "4", "5", "6", "7", "8")}}}})
	text := poppler(t, write(t, f), "pdftotext", "-layout", "FILE", "-")
	for _, want := range []string{"（現状）", "クラウド", "ストレージ", "ガイドライン", "箇所"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is broken:\n%s", want, text)
		}
	}
}
