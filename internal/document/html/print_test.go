package html_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/testing/long"
	"github.com/sekisho/sekisho/internal/testing/office"
)

// printed prints a document by a browser, and gives the text of its pages.
func printed(t *testing.T, f *document.Finished) []string {
	t.Helper()
	dir := t.TempDir()
	page, paper := filepath.Join(dir, "page.html"), filepath.Join(dir, "page.pdf")
	if err := os.WriteFile(page, []byte(write(t, f)), 0o600); err != nil {
		t.Fatal(err)
	}
	office.Run(t, "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="+filepath.Join(dir, "profile"),
		"--no-pdf-header-footer", "--print-to-pdf="+paper, "file://"+page)
	pages := strings.Split(office.Run(t, "pdftotext", "-layout", paper, "-"), "\f")
	return pages[:len(pages)-1]
}

// printedTable gives a table of so many rows with a note, named by a letter and a number.
func printedTable(kind string, n, rows int) *document.Table {
	t := &document.Table{Caption: document.Plain("Table"), Columns: make([]document.Column, 2),
		Head:  []document.Row{{Cells: []document.Cell{{Kind: document.HeadCell, Text: document.Plain("Head")}, {Kind: document.HeadCell, Text: document.Plain("Head")}}}},
		Notes: [][]document.Span{document.Plain(fmt.Sprintf("under-%s%d-", kind, n))}}
	for range rows {
		t.Body = append(t.Body, document.Row{Cells: []document.Cell{{Text: document.Plain(fmt.Sprintf("row-%s%d-", kind, n))}, {Text: document.Plain("text")}}})
	}
	return t
}

// TestPrintedTables: wherever a page ends, no row or two of a table stand alone, and no
// note is parted from its table; each page but the first bears the marking.
func TestPrintedTables(t *testing.T) {
	t.Parallel()
	long.Test(t)
	var blocks []document.Block
	for n := range 70 {
		high := printedTable("high", n, 9+n%3)
		for i := range high.Body {
			high.Body[i].Cells[1].Text = document.Plain(strings.Repeat("text\n", 9))
		}
		blocks = append(blocks, &document.PageBreak{}, printedTable("long", n, 20+n/7), document.Para("Leads to it."), high)
		for range n % 7 { // of a height that is not that of rows
			blocks = append(blocks, &document.Paragraph{Text: document.Plain("Small."), Small: true})
		}
		blocks = append(blocks, document.Para(strings.Repeat("Leads to the next. ", 30)), printedTable("small", n, 7),
			&document.Heading{Level: 1, Text: document.Plain("Next")}, document.Para("Follows."))
	}
	f, _ := document.Finish(document.Document{Title: "Title", Lang: lang.En, Marking: "Marking", Cover: true, Blocks: blocks})
	name := regexp.MustCompile(`row-\w+-`)
	for i, page := range printed(t, f)[1:] {
		if !strings.Contains(page, "Marking") {
			t.Errorf("page %d is not marked", i+2)
		}
		rows := map[string]int{}
		for _, row := range name.FindAllString(page, -1) {
			rows[row]++
		}
		for row, n := range rows {
			if n == 1 {
				t.Errorf("page %d: %s stands alone", i+2, row)
			}
		}
		for _, note := range regexp.MustCompile(`under-\w+-`).FindAllString(page, -1) {
			if row := strings.Replace(note, "under", "row", 1); rows[row] < 3 {
				t.Errorf("page %d: with %s stand %d rows", i+2, note, rows[row])
			}
		}
	}
}
