package docx_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/document/docx"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/testing/ooxmlcheck"
)

// TestLatinText: English documents name fonts for Latin letters that every program has,
// and Japanese ones for signs that these lack; Japanese documents stay with their own.
func TestLatinText(t *testing.T) {
	const cell = "Model ①a, a name that is much longer than the lines of its narrow column"
	for l, latin := range map[lang.Lang]bool{lang.En: true, lang.Ja: false} {
		f, found := document.Finish(document.Document{Lang: l, Title: "Title", Blocks: []document.Block{document.Para("Text of model ②."),
			&document.Table{Caption: document.Plain("Models"), Columns: make([]document.Column, 4), Body: []document.Row{{Cells: []document.Cell{{Text: document.Plain(cell)}}}}}}})
		if found.HasErrors() {
			t.Fatal(found.Findings)
		}
		data := write(t, f, docx.Options{})
		ooxmlcheck.Word(t, data)
		parts := ooxmlcheck.Parts(t, data)
		styles, body := parts["word/styles.xml"], parts["word/document.xml"]
		for want, in := range map[string]bool{`w:ascii="Arial"`: latin, `w:ascii="Times New Roman"`: latin, `w:ascii="游明朝"`: !latin, `w:ascii="游ゴシック"`: !latin, `<w:jc w:val="both"/>`: !latin} {
			if strings.Contains(styles, want) != in {
				t.Errorf("%s: the styles have %s: %v", l, want, !in)
			}
		}
		if n := strings.Count(body, `w:hint="eastAsia"`); latin && n != 2 || !latin && n > 0 {
			t.Errorf("%s: %d runs are set in a Japanese font", l, n)
		}
		if latin && strings.Contains(body, "<w:br/>") {
			t.Error("lines of Latin letters, whose widths are not ours, are broken")
		}
		if text := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(body, ""); latin && !strings.Contains(text, cell) {
			t.Errorf("the cell does not come back: %s", text)
		}
	}
}

// TestSidewaysChaptersRunOn: a chapter on sideways pages that begins none stays below the
// one before, and others turn the page.
func TestSidewaysChaptersRunOn(t *testing.T) {
	chapter := func(title string) document.Block {
		return &document.Landscape{Blocks: []document.Block{&document.Heading{Level: 1, Text: document.Plain(title)}, document.Para("文。")}}
	}
	f, _ := document.Finish(document.Document{Title: "題", Cover: true, Blocks: []document.Block{chapter("一"), chapter("二")}})
	for _, tt := range []struct {
		runOn map[string]bool
		kept  int
	}{{nil, 0}, {map[string]bool{f.Headings[1].Anchor: true}, 1}} {
		data := write(t, f, docx.Options{RunOn: tt.runOn})
		ooxmlcheck.Word(t, data)
		body := ooxmlcheck.Parts(t, data)["word/document.xml"]
		if n := strings.Count(body, `<w:pageBreakBefore w:val="0"/>`); n != tt.kept {
			t.Errorf("%d chapters run on, want %d", n, tt.kept)
		}
		if n := strings.Count(body, "<w:pageBreakBefore/>"); n != 0 {
			t.Errorf("%d pages are turned by a line", n)
		}
	}
}

// TestTightTables: the rows of tables that fit on a page by that stand closer, and no others.
func TestTightTables(t *testing.T) {
	table := func() document.Block {
		return &document.Table{Caption: document.Plain("表"), Columns: make([]document.Column, 1), Body: []document.Row{{Cells: []document.Cell{{Text: document.Plain("欄")}}}}}
	}
	f, _ := document.Finish(document.Document{Title: "題", Blocks: []document.Block{table(), table()}})
	data := write(t, f, docx.Options{Tight: map[string]bool{f.Tables[1].Anchor: true}})
	ooxmlcheck.Word(t, data)
	cells := regexp.MustCompile(`<w:tc>.*?</w:tc>`).FindAllString(ooxmlcheck.Parts(t, data)["word/document.xml"], -1)
	if len(cells) != 2 || strings.Contains(cells[0], "<w:spacing") || !strings.Contains(cells[1], `w:line="225"`) {
		t.Errorf("the cells are %q", cells)
	}
}
