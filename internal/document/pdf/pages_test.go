package pdf_test

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/testing/sampledoc"
)

// Wherever the end of a page falls, a heading and the sentence that leads to a table
// or a figure stand on the page where it begins.
func TestLeadsStayWithWhatTheyLeadTo(t *testing.T) {
	row := document.Row{Cells: []document.Cell{{Text: document.Plain("左の欄")}, {Text: document.Plain("右の欄")}}}
	table := func(rows int) func(int) document.Block {
		return func(int) document.Block {
			return &document.Table{Caption: document.Plain("題"), Head: []document.Row{row}, Body: slices.Repeat([]document.Row{row}, rows), Source: document.Plain("出典")}
		}
	}
	blocks := map[string]func(n int) document.Block{
		"表": table(3), "一まとまりの表": table(7),
		"図": func(n int) document.Block { return sampledoc.Figure(fmt.Sprintf("f-%d", n), "題", 300, 200) },
	}
	for kind, block := range blocks {
		number := kind[len(kind)-len("表"):]
		for filler := 18; filler < 40; filler++ {
			var list []document.Block
			for range filler {
				list = append(list, document.Para("詰める行。"))
			}
			list = append(list, &document.Heading{Level: 2, Text: document.Plain("見出し")}, document.Para("導く文は次のとおりである。"), block(filler))
			f, _ := document.Finish(document.Document{Blocks: list})
			pages := strings.SplitSeq(flat(strings.ReplaceAll(poppler(t, write(t, f), "pdftotext", "-raw", "FILE", "-"), "\f", "頁")), "頁")
			for page := range pages {
				if strings.Contains(page, "導く文は") && !strings.Contains(page, number+"1題") || strings.Contains(page, "見出し") != strings.Contains(page, "導く文は") {
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
		Head: []document.Row{cells("USB（現状）", "クラウドストレージ", "ガイドラインの箇所", "技術", "二", "三", "四", "五")}, Body: []document.Row{cells("exposure.declared_worse_than_derived", "2", "3", "T1059.009、T1567.002、T1651", "5", "6", "7", "8")}}}})
	text := poppler(t, write(t, f), "pdftotext", "-layout", "FILE", "-")
	for _, want := range []string{"（現状）", "exposure.declared_", "than_derived", "T1059.009、", "T1567.002、", "クラウド", "ストレージ", "ガイドライン", "箇所"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is broken:\n%s", want, text)
		}
	}
}

// No word of an ordinary table is cut, however many columns of signs stand beside it.
func TestWordsOfTablesAreWhole(t *testing.T) {
	cells := func(texts ...string) (r document.Row) {
		for _, s := range texts {
			r.Cells = append(r.Cells, document.Cell{Text: document.Plain(s)})
		}
		return r
	}
	tables := map[*document.Table][]float64{
		{Head: []document.Row{cells("ID", "Entry point", "USB today", "①a linkage server", "①b exchange system", "①c cloud storage", "②", "③", "④")},
			Body: []document.Row{cells("ep-1", "Malware infection of a terminal by watering-hole attacks and the like", "○", "○", "○", "○", "○", "△", "△")}}: {1.2, 5, 1, 1, 1, 1, 1, 1, 1},
		{Head: []document.Row{cells("Asset", "Zone", "Importance", "A", "B", "Threats with the worst value", "Main reasons")},
			Body: []document.Row{cells("Configuration and deployment of an e-application", "Collaboration services", "3", "14", "1", "A: Unauthorised access, Abuse of misconfiguration, and 11 more", "Placement: separated from the Internet. Of 10 threats, 3 at countermeasure level 1")}}: {5, 4, 2, 1.3, 1.3, 6, 6},
	}
	for table, shares := range tables {
		for _, w := range shares {
			table.Columns = append(table.Columns, document.Column{Width: w})
		}
		table.Caption = document.Plain("Table")
		f, _ := document.Finish(document.Document{Lang: lang.En, Blocks: []document.Block{table}})
		text := " " + strings.Join(strings.Fields(poppler(t, write(t, f), "pdftotext", "-raw", "FILE", "-")), " ") + " "
		for _, row := range append(table.Head, table.Body...) {
			for _, c := range row.Cells {
				for word := range strings.FieldsSeq(document.TextOf(c.Text)) {
					if !strings.Contains(text, word) {
						t.Errorf("%q is cut", word)
					}
				}
			}
		}
	}
}

// The last row of a table never stands alone on a page.
func TestLastRowIsNotAlone(t *testing.T) {
	row := document.Row{Cells: []document.Cell{{Text: document.Plain("左の欄")}, {Text: document.Plain("右の欄")}}}
	last := document.Row{Group: true, Cells: []document.Cell{{Text: document.Plain("合計の行")}, {Text: document.Plain("9"), Kind: document.NumberCell}}}
	for rows := 28; rows < 48; rows++ {
		f, _ := document.Finish(document.Document{Blocks: []document.Block{&document.Table{Caption: document.Plain("題"), Head: []document.Row{row}, Body: append(slices.Repeat([]document.Row{row}, rows), last)}}})
		text := poppler(t, write(t, f), "pdftotext", "-raw", "FILE", "-")
		for page := range strings.SplitSeq(text, "\f") {
			if strings.Contains(page, "合計の行") && strings.Count(page, "左の欄") < 2 {
				t.Errorf("of %d rows the last stands alone:\n%s", rows, page)
			}
		}
	}
}

// English lines keep the distance of their letters, and no line ends in a single letter
// and a hyphen.
func TestLatinLinesAreNotPulledApart(t *testing.T) {
	const sentence = "Both read the same configuration and the same state of countermeasures of an e-application service. "
	f, _ := document.Finish(document.Document{Lang: lang.En, Blocks: []document.Block{document.Para(strings.Repeat(sentence, 20))}})
	data := write(t, f)
	for line := range strings.SplitSeq(poppler(t, data, "pdftotext", "-raw", "FILE", "-"), "\n") {
		if strings.HasSuffix(line, " e-") {
			t.Errorf("%q ends in a single letter", line)
		}
	}
	for _, p := range boxes(t, data) {
		if want := drawing.Width(p.word, drawing.Font{Size: 10.5}); p.width > want+1.5 {
			t.Errorf("%q is %.1f wide, and its letters take %.1f", p.word, p.width, want)
		}
	}
}

type wordBox struct {
	word   string
	width  float64
	bottom float64 // from the upper edge of the page
}

// boxes gives the words of a file with their places on the page.
func boxes(t *testing.T, data []byte) []wordBox {
	t.Helper()
	var out []wordBox
	for _, m := range wordPattern.FindAllStringSubmatch(poppler(t, data, "pdftotext", "-bbox", "FILE", "-"), -1) {
		from, err1 := strconv.ParseFloat(m[1], 64)
		to, err2 := strconv.ParseFloat(m[2], 64)
		bottom, err3 := strconv.ParseFloat(m[3], 64)
		if err := errors.Join(err1, err2, err3); err != nil {
			t.Fatalf("%s: %v", m[0], err)
		}
		out = append(out, wordBox{m[4], to - from, bottom})
	}
	if len(out) == 0 {
		t.Fatal("no words")
	}
	return out
}

var wordPattern = regexp.MustCompile(`<word xMin="([0-9.]+)" yMin="[0-9.]+" xMax="([0-9.]+)" yMax="([0-9.]+)">([^<]+)</word>`)

// No paragraph ends in a line of a character and a full stop.
func TestLastLinesAreNotTooShort(t *testing.T) {
	for n := 30; n < 80; n++ {
		f, _ := document.Finish(document.Document{Blocks: []document.Block{document.Para(strings.Repeat("漢", n) + "。")}})
		for line := range strings.SplitSeq(poppler(t, write(t, f), "pdftotext", "-raw", "FILE", "-"), "\n") {
			if strings.HasSuffix(line, "。") && len([]rune(line)) < 3 {
				t.Errorf("after %d characters the last line is %q", n, line)
			}
		}
	}
}

// The last line begins with a phrase where it had to be filled.
func TestFilledLinesBeginWithAPhrase(t *testing.T) {
	filled := 0
	for n := 30; n < 80; n++ {
		f, _ := document.Finish(document.Document{Blocks: []document.Block{document.Para(strings.Repeat("漢", n) + "を端末に通してから読み込む。")}})
		lines := strings.SplitSeq(poppler(t, write(t, f), "pdftotext", "-raw", "FILE", "-"), "\n")
		for line := range lines {
			switch line {
			case "読み込む。":
				filled++
			case "む。", "込む。", "み込む。":
				t.Errorf("after %d characters the last line is %q", n, line)
			}
		}
	}
	if filled == 0 {
		t.Error("no line had to be filled")
	}
}

// A long caption is repeated whole where its table goes on.
func TestLongCaptionsGoOn(t *testing.T) {
	row := document.Row{Cells: []document.Cell{{Text: document.Plain("行")}}}
	f, _ := document.Finish(document.Document{Blocks: []document.Block{&document.Table{
		Caption: document.Plain(strings.Repeat("長い題", 40) + "の終わり"), Head: []document.Row{row}, Body: slices.Repeat([]document.Row{row}, 120)}}})
	text := flat(poppler(t, write(t, f), "pdftotext", "-raw", "FILE", "-"))
	whole, again := strings.Count(text, "の終わり"), strings.Count(text, "の終わり（続き）")
	if again < 1 || whole != again+1 {
		t.Errorf("the caption stands %d times, %d times with the mark of a table that goes on", whole, again)
	}
}

// The first row of a table does not stand alone with its head, wherever a page ends.
func TestFirstRowIsNotAlone(t *testing.T) {
	row := func(s string) document.Row { return document.Row{Cells: []document.Cell{{Text: document.Plain(s)}}} }
	table := &document.Table{Caption: document.Plain("題"), Head: []document.Row{row("見出し")}, Body: append([]document.Row{row("一行目"), row("二行目")}, slices.Repeat([]document.Row{row("次の行")}, 60)...)}
	for filler := 20; filler < 45; filler++ {
		f, _ := document.Finish(document.Document{Blocks: append(slices.Repeat([]document.Block{document.Para("詰める行。")}, filler), table)})
		for page := range strings.SplitSeq(poppler(t, write(t, f), "pdftotext", "-raw", "FILE", "-"), "\f") {
			if strings.Contains(page, "一行目") && !strings.Contains(page, "二行目") {
				t.Errorf("after %d lines the first row stands alone", filler)
			}
		}
	}
}

// What a point of a cell takes beyond its first line stands under its text.
func TestPointsOfCellsAreSetIn(t *testing.T) {
	cell := document.Cell{Points: true, Text: document.Plain("① " + strings.Repeat("甲", 40) + "\n② 乙\n" + strings.Repeat("丙", 40))}
	f, _ := document.Finish(document.Document{Blocks: []document.Block{&document.Table{Caption: document.Plain("題"), Columns: []document.Column{{Width: 1}, {Width: 1}},
		Body: []document.Row{{Cells: []document.Cell{cell, {Text: document.Plain(strings.Repeat("丁", 200))}}}}}}})
	at := map[string][]float64{} // where the lines of each point begin, by their first character
	for _, m := range regexp.MustCompile(`xMin="([0-9.]+)"[^>]*>([^<])[^<]*</word>`).FindAllStringSubmatch(poppler(t, write(t, f), "pdftotext", "-bbox", "FILE", "-"), -1) {
		x, err := strconv.ParseFloat(m[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		at[m[2]] = append(at[m[2]], x)
	}
	if len(at["①"]) == 0 || len(at["丙"]) < 2 || len(at["甲"]) < 2 {
		t.Fatalf("the points have no lines of their own: %v", at)
	}
	for _, x := range at["甲"][1:] {
		if math.Abs(x-at["甲"][0]) > 0.1 {
			t.Errorf("a line stands at %.1f, and the text after the mark at %.1f", x, at["甲"][0])
		}
	}
	if at["丙"][0] != at["①"][0] || at["丙"][1] < at["丙"][0]+5 {
		t.Errorf("a point without a mark begins at %.1f and goes on at %.1f", at["丙"][0], at["丙"][1])
	}
}

// No line ends between the word and the number of a reference.
func TestReferencesAreWhole(t *testing.T) {
	for n := range 12 {
		f, _ := document.Finish(document.Document{Lang: lang.En, Blocks: []document.Block{
			&document.Heading{Level: 1, Text: document.Plain("One")}, sampledoc.Figure("f-one", "Picture", 100, 50),
			&document.Paragraph{Text: []document.Span{{Text: strings.Repeat("word ", 12) + strings.Repeat("x", n) + " See "}, document.Reference("f-one"), {Text: "."}}}}})
		if text := poppler(t, write(t, f), "pdftotext", "-layout", "FILE", "-"); !strings.Contains(text, "Figure 1-1.") {
			t.Fatalf("the reference is parted:\n%s", text)
		}
	}
}
