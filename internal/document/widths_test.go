package document_test

import (
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/lang"
)

// TestWordsStandWhole: columns of a portrait table are as wide as their longest word,
// head or body, and the column of sentences still has the most.
func TestWordsStandWhole(t *testing.T) {
	heads := []string{"#", "Asset", "Attack step", "Tactic", "Techniques", "Countermeasure level", "Deciding"}
	body := []string{"1", "Document management system", "A member of staff visits a compromised website and malicious code runs on the terminal", "Privilege Escalation", "T1027, T1036", "2", "●"}
	asked := []float64{1, 5, 8, 3.5, 3.4, 1.6, 1.5}
	row := func(texts []string) (r document.Row) {
		for _, text := range texts {
			r.Cells = append(r.Cells, document.Cell{Text: document.Plain(text)})
		}
		return r
	}
	made := &document.Table{ID: "t", Caption: document.Plain("Steps"), Head: []document.Row{row(heads)}, Body: []document.Row{row(body)}}
	for _, share := range asked {
		made.Columns = append(made.Columns, document.Column{Width: share})
	}
	done, faults := document.Finish(document.Document{Lang: lang.En, Blocks: []document.Block{made}})
	if len(faults.Findings) > 0 {
		t.Fatal(faults.Findings)
	}
	const line, size, padding = 470.0, 9.0, 6.0 // points: a page in portrait, its letters, the space beside them
	table := done.Blocks[0].(*document.Table)
	widths := table.Widths(line, 0)
	for i := range heads {
		for _, text := range []string{heads[i], body[i]} {
			for word := range strings.FieldsSeq(strings.ReplaceAll(text, "-", "- ")) {
				if need := drawing.Width(word, drawing.Font{Size: size, Bold: text == heads[i]}) + padding; widths[i] < need {
					t.Errorf("column %d is %.0f wide, and %q needs %.0f", i, widths[i], word, need)
				}
			}
		}
		if i != 2 && widths[i] > widths[2] {
			t.Errorf("column %d is wider (%.0f) than that of the sentences (%.0f)", i, widths[i], widths[2])
		}
	}
}

// TestLongCausesGetTheRoom: a column whose cells take few lines leaves its room to the
// one that makes the rows high.
func TestLongCausesGetTheRoom(t *testing.T) {
	cell := func(text string) document.Cell { return document.Cell{Text: document.Plain(text)} }
	made := &document.Table{
		ID: "t", Caption: document.Plain("原因"), Columns: []document.Column{{Width: 5}, {Width: 1}, {Width: 5}},
		Head: []document.Row{{Cells: []document.Cell{cell("攻撃目標"), cell("基準"), cell("原因")}}},
		Body: []document.Row{{Cells: []document.Cell{cell("光ディスク（CD-R・DVD-R）からの漏えい"), cell("A"), cell(strings.Repeat("接続を除く。すべて変えた後で元に戻す。", 12))}}},
	}
	done, faults := document.Finish(document.Document{Lang: lang.Ja, Blocks: []document.Block{made}})
	if len(faults.Findings) > 0 {
		t.Fatal(faults.Findings)
	}
	widths := done.Blocks[0].(*document.Table).Widths(470, 0)
	if widths[2] < 3*widths[0] {
		t.Errorf("the causes have %.0f beside goals of %.0f", widths[2], widths[0])
	}
	if phrase := drawing.Width("光ディスク", drawing.Font{Size: 9}); widths[0] < phrase+6 {
		t.Errorf("the goals have %.0f, and their phrase needs %.0f", widths[0], phrase)
	}
}

// TestDatesFitTheirColumn: a column is as wide as the date in it, which no line parts.
func TestDatesFitTheirColumn(t *testing.T) {
	cell := func(text string) document.Cell { return document.Cell{Text: document.Plain(text)} }
	long := strings.Repeat("端末は庁内の網につながり、外からは届かない。", 8)
	made := &document.Table{
		ID: "t", Caption: document.Plain("判断"), Columns: []document.Column{{Width: 5}, {Width: 5}, {Width: 1}},
		Head: []document.Row{{Cells: []document.Cell{cell("箇所"), cell("理由"), cell("日付")}}},
		Body: []document.Row{{Cells: []document.Cell{cell(long), cell(long), cell("担当の参照スタディによる判断（令和8年6月8日）")}}},
	}
	done, faults := document.Finish(document.Document{Lang: lang.Ja, Blocks: []document.Block{made}})
	if len(faults.Findings) > 0 {
		t.Fatal(faults.Findings)
	}
	date := drawing.Width("（令和8年6月8日）", drawing.Font{Size: 9}) + 7
	if width := done.Blocks[0].(*document.Table).Widths(453, 0)[2]; width < date {
		t.Errorf("the column has %.0f, and the date needs %.0f", width, date)
	}
}

// TestTablesThatAreAlike: tables whose heads say the same have the same columns, whatever
// stands in each; one with another head has its own.
func TestTablesThatAreAlike(t *testing.T) {
	cells := func(texts ...string) (r document.Row) {
		for _, text := range texts {
			r.Cells = append(r.Cells, document.Cell{Text: document.Plain(text)})
		}
		return r
	}
	table := func(head, first, second document.Row) *document.Table {
		return &document.Table{Caption: document.Plain("題"), Columns: []document.Column{{Width: 1}, {Width: 1}, {Width: 1}},
			Head: []document.Row{head}, Body: []document.Row{first, second}}
	}
	head, long := cells("資産", "攻撃ステップ", "対策レベル"), strings.Repeat("不正なファイルが検査をすり抜けて端末に届く。", 3)
	done, faults := document.Finish(document.Document{Lang: lang.Ja, Blocks: []document.Block{
		table(head, cells("端末", long, "2"), cells("端末", "短い文", "1〜2")),
		table(head, cells(long, "短い文", "2"), cells("端末", "短い文", "3")),
		table(cells("資産", "攻撃ステップ", "決め手"), cells(long, "短い文", "2"), cells("端末", "短い文", "3")),
	}})
	if len(faults.Findings) > 0 {
		t.Fatal(faults.Findings)
	}
	for i := range 3 {
		if a, b := done.Tables[0].Columns[i].Width, done.Tables[1].Columns[i].Width; a != b {
			t.Errorf("column %d has %.2f in one table and %.2f in one like it", i, a, b)
		}
	}
	if a, b := done.Tables[1].Columns[0].Width, done.Tables[2].Columns[0].Width; a >= b {
		t.Errorf("a table with another head has %.2f, no more than those that share their columns (%.2f)", b, a)
	}
}

// TestRowsWithHeads: tables whose rows have the heads are alike as well.
func TestRowsWithHeads(t *testing.T) {
	table := func(head, text string) *document.Table {
		return &document.Table{Caption: document.Plain("論点"), Columns: []document.Column{{Width: 1}, {Width: 4}},
			Body: []document.Row{{Cells: []document.Cell{{Text: document.Plain(head), Kind: document.HeadCell}, {Text: document.Plain(text)}}}}}
	}
	done, _ := document.Finish(document.Document{Lang: lang.Ja, Blocks: []document.Block{table("理由", "短い文"), table("ガイドラインの箇所", strings.Repeat("長い文が続く。", 20))}})
	for i := range 2 {
		if a, b := done.Tables[0].Columns[i].Width, done.Tables[1].Columns[i].Width; a != b {
			t.Errorf("column %d has %.2f and %.2f", i, a, b)
		}
	}
}

// TestNoCharacterAlone: a column is wide enough that no single character of its head or of
// a short cell stands alone on a line.
func TestNoCharacterAlone(t *testing.T) {
	cell := func(text string) document.Cell { return document.Cell{Text: document.Plain(text)} }
	long := strings.Repeat("端末は庁内の網につながり、外からは届かない。", 8)
	made := &document.Table{
		Caption: document.Plain("題"), Columns: []document.Column{{Width: 8}, {Width: 8}, {Width: 1}, {Width: 1}},
		Head: []document.Row{{Cells: []document.Cell{cell("理由"), cell("補足"), cell("ステップ数"), cell("確度")}}},
		Body: []document.Row{{Cells: []document.Cell{cell(long), cell(long), cell("4"), cell("確からしい")}}},
	}
	done, _ := document.Finish(document.Document{Lang: lang.Ja, Blocks: []document.Block{made}})
	widths := done.Tables[0].Widths(453, 0)
	for i, need := range map[int]float64{2: drawing.Width("ステップ数", drawing.Font{Size: 9, Bold: true}), 3: drawing.Width("確からしい", drawing.Font{Size: 9})} {
		if widths[i] < need+7 {
			t.Errorf("column %d has %.1f and needs %.1f", i, widths[i], need+7)
		}
	}
}

// TestNumbersStandWhole: no line parts a number behind its comma, nor a bold one in the
// row of the total.
func TestNumbersStandWhole(t *testing.T) {
	row := func(group bool, texts ...string) document.Row {
		r := document.Row{Group: group}
		for _, text := range texts {
			r.Cells = append(r.Cells, document.Cell{Text: document.Plain(text)})
		}
		return r
	}
	made := &document.Table{ID: "t", Caption: document.Plain("Costs"), Dense: true, Columns: []document.Column{{Width: 1}, {Width: 6}, {Width: 8}, {Width: 3}, {Width: 1}, {Width: 1}},
		Head: []document.Row{row(false, "#", "Countermeasure", "Scope", "State now", "Initial cost (yen)", "Yearly cost (yen)")},
		Body: []document.Row{
			row(false, "1", "Collection and analysis of logs", strings.Repeat("Registered USB memory, optical disc. ", 4), "none (new)", "200,000", "100,000"),
			row(true, "", "Total", "", "", "13,200,000", "11,500,000"),
		}}
	done, _ := document.Finish(document.Document{Lang: lang.En, Blocks: []document.Block{made}})
	widths := done.Blocks[0].(*document.Table).Widths(470, 0)
	for i, number := range []string{4: "13,200,000", 5: "11,500,000"} {
		if need := drawing.Width(number, drawing.Font{Size: 7.5, Bold: true}) + 8; widths[i] < need {
			t.Errorf("column %d is %.1f wide, and %q needs %.1f", i, widths[i], number, need)
		}
	}
}

// TestReferencesHaveRoom: a column of references is as wide as one in which their numbers
// are written out.
func TestReferencesHaveRoom(t *testing.T) {
	figure := &document.Figure{ID: "picture", Caption: document.Plain("Data flow")}
	widths := func(place document.Span) []document.Column {
		made := &document.Table{ID: "t", Caption: document.Plain("Index"), Columns: []document.Column{{Width: 5}, {Width: 1}},
			Head: []document.Row{{Cells: []document.Cell{{Text: document.Plain("Use case")}, {Text: document.Plain("USB")}}}},
			Body: []document.Row{{Cells: []document.Cell{{Text: document.Plain(strings.Repeat("Import of e-applications into the core system ", 4))}, {Text: []document.Span{place}}}}}}
		done, _ := document.Finish(document.Document{Lang: lang.En, Blocks: []document.Block{made, figure}})
		return done.Blocks[0].(*document.Table).Columns
	}
	written := widths(document.Span{Text: "Figure 1"})
	if got := widths(document.Reference("picture")); got[1] != written[1] {
		t.Errorf("a reference has %v, its number written out %v", got, written)
	}
}
