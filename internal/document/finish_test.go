package document_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/lang"
)

func heading(level int, id, text string) *document.Heading {
	return &document.Heading{Level: level, ID: id, Text: document.Plain(text)}
}

func table(id string) *document.Table {
	return &document.Table{ID: id, Caption: document.Plain("表の題"), Columns: make([]document.Column, 1),
		Body: []document.Row{{Cells: make([]document.Cell, 1)}}}
}

// appendix makes a heading begin an appendix.
func appendix(h *document.Heading) *document.Heading {
	h.Appendix = true
	return h
}

func TestNumbers(t *testing.T) {
	summary := heading(1, "", "概要")
	summary.Unnumbered = true
	d := document.Document{Blocks: []document.Block{
		summary, table("t-summary"),
		heading(1, "purpose", "目的"), table("t-one"), table("t-two"),
		heading(2, "background", "背景"), heading(3, "", "経緯"), heading(4, "", "検討会"), heading(4, "", "実証"),
		heading(3, "", "位置付け"), table("t-three"),
		heading(1, "", "対象"), &document.Landscape{Blocks: []document.Block{table("t-four")}}, heading(2, "", "前提"),
		appendix(heading(1, "terms", "用語")), heading(2, "", "略語"), table("t-five"),
		appendix(heading(1, "", "一覧")),
		&document.Paragraph{Text: []document.Span{
			document.Reference("purpose"), {Text: "、"}, document.Reference("background"), {Text: "、"},
			document.Reference("t-four"), {Text: "、"}, document.Reference("terms"), {Text: "、"}, {Text: "前の表", Ref: "t-summary"},
		}},
	}}
	f, faults := document.Finish(d)
	if len(faults.Findings) > 0 {
		t.Errorf("findings in a sound document: %v", faults.Findings)
	}
	var got []string
	for _, h := range f.Headings {
		got = append(got, h.Number+" "+document.TextOf(h.Text)+" #"+h.Anchor)
	}
	for _, x := range f.Tables {
		got = append(got, x.Number+" #"+x.Anchor)
	}
	got = append(got, document.TextOf(f.Blocks[len(f.Blocks)-1].(*document.Paragraph).Text))
	want := []string{
		" 概要 #h1", "1 目的 #purpose", "1.1 背景 #background", "1.1.1 経緯 #h4", "(1) 検討会 #h5", "(2) 実証 #h6", "1.1.2 位置付け #h7",
		"2 対象 #h8", "2.1 前提 #h9", "付録A 用語 #terms", "A.1 略語 #h11", "付録B 一覧 #h12",
		"表1 #t-summary", "表1-1 #t-one", "表1-2 #t-two", "表1-3 #t-three", "表2-1 #t-four", "表A-1 #t-five",
		"1章、1.1節、表2-1、付録A、前の表",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("numbers (-want +got):\n%s", diff)
	}
	if d.Blocks[2].(*document.Heading).Number != "" {
		t.Error("Finish changed the document that it was given")
	}
}

func TestFaults(t *testing.T) {
	uneven := table("t-uneven")
	uneven.Columns = make([]document.Column, 3)
	uneven.Body = []document.Row{
		{Cells: []document.Cell{{Rows: 2}, {}, {}}},
		{Cells: []document.Cell{{Cols: 2}}},                                  // beside the cell above: sound
		{Cells: []document.Cell{{}, {}}},                                     // one is missing
		{Cells: []document.Cell{{}, {}, {}, {}}},                             // one too many
		{Cells: []document.Cell{{Cols: 4}}},                                  // too wide
		{Cells: []document.Cell{{Rows: 9}, {}, {Text: document.Plain("終")}}}, // leads below the table
	}
	f, faults := document.Finish(document.Document{Blocks: []document.Block{
		heading(1, "twice", "一"), heading(3, "twice", "二"), uneven,
		&document.Figure{ID: "f-none", Caption: document.Plain("無い図")},
		&document.Callout{Blocks: []document.Block{&document.Paragraph{Text: []document.Span{document.Reference("nowhere")}}}},
		&document.Paragraph{Text: []document.Span{{Text: "注", Note: []document.Span{document.Reference("lost")}}}},
	}})
	got := map[diag.Code]int{}
	for _, x := range faults.Findings {
		got[x.Code]++
	}
	want := map[diag.Code]int{
		diag.DocumentIDTwice: 1, diag.DocumentLevel: 1, diag.DocumentTable: 1, diag.DocumentFigure: 1, diag.DocumentReference: 2,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	for _, x := range faults.Findings {
		if x.Code == diag.DocumentTable && x.Args["rows"] != "4" {
			t.Errorf("%s rows are said to be uneven, want 4", x.Args["rows"])
		}
	}
	checkFull(t, f.Tables[0])
	if !f.Figures[0].Missing() {
		t.Error("a figure without picture does not say so")
	}
}

// checkFull checks that every place of a table is covered by one cell.
func checkFull(t *testing.T, table *document.Table) {
	t.Helper()
	places := map[[2]int]int{}
	for i, r := range table.Body {
		col := 0
		for _, c := range r.Cells {
			for places[[2]int{i, col}] > 0 {
				col++
			}
			for dy := range c.Height() {
				for dx := range c.Width() {
					places[[2]int{i + dy, col + dx}]++
				}
			}
		}
	}
	for i := range table.Body {
		for col := range table.Columns {
			if places[[2]int{i, col}] != 1 {
				t.Errorf("row %d column %d is covered by %d cells", i, col, places[[2]int{i, col}])
			}
			delete(places, [2]int{i, col})
		}
	}
	if len(places) > 0 {
		t.Errorf("cells stand outside the table: %v", places)
	}
}

func TestFootnotesAreCountedInTheOrderOfReading(t *testing.T) {
	note := func(text string) []document.Span {
		return []document.Span{{Text: "語", Note: document.Plain(text)}}
	}
	f, _ := document.Finish(document.Document{Lang: lang.En, Blocks: []document.Block{
		&document.Paragraph{Text: note("a")},
		&document.List{Items: []document.Item{{Blocks: []document.Block{&document.Paragraph{Text: note("b")}}}}},
		&document.Table{Body: []document.Row{{Cells: []document.Cell{{Text: note("c")}}}}, Notes: [][]document.Span{note("d")}},
		&document.Definitions{Items: []document.Definition{{Term: note("e")}}},
	}})
	var got []string
	for _, n := range f.Notes {
		got = append(got, document.TextOf(n))
	}
	if s := strings.Join(got, ""); s != "abcde" {
		t.Errorf("footnotes are %q, want abcde", s)
	}
	if f.Tables[0].Number != "Table 1" {
		t.Errorf("table is %q, want Table 1", f.Tables[0].Number)
	}
}

func TestScaledNeverCrops(t *testing.T) {
	for _, tt := range []struct {
		w, h, wantW, wantH float64
		why                string
	}{
		{100, 50, 100, 50, "what fits keeps its size"},
		{400, 100, 200, 50, "too wide"},
		{100, 600, 50, 300, "too high"},
	} {
		g := document.Figure{Width: tt.w, Height: tt.h}
		if w, h := g.Scaled(200, 300); w != tt.wantW || h != tt.wantH {
			t.Errorf("%s: %v × %v", tt.why, w, h)
		}
	}
}
