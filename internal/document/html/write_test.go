package html_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/document/html"
	"github.com/sekisho/sekisho/internal/testing/sampledoc"
)

func write(t testing.TB, f *document.Finished) string {
	t.Helper()
	var b bytes.Buffer
	if err := html.Write(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// element is a start tag.
type element struct {
	name string
	attr map[string]string
}

// elements reads the page, checks that its tags are balanced and gives them, with
// the text.
func elements(t *testing.T, page string) (list []element, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(page))
	d.Strict = false // elements without end are HTML
	void := []string{"wbr", "meta", "br", "col", "img"}
	var open []string
	d.Entity = xml.HTMLEntity
	var b strings.Builder
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			if len(open) > 0 {
				t.Errorf("%v are not closed", open)
			}
			return list, b.String()
		}
		if err != nil {
			t.Fatalf("page is not well formed: %v", err)
		}
		switch x := token.(type) {
		case xml.StartElement:
			e := element{x.Name.Local, map[string]string{}}
			for _, a := range x.Attr {
				e.attr[a.Name.Local] = a.Value
			}
			list = append(list, e)
			if !slices.Contains(void, e.name) {
				open = append(open, e.name)
			}
		case xml.EndElement:
			if len(open) == 0 || open[len(open)-1] != x.Name.Local {
				t.Fatalf("</%s> closes %v", x.Name.Local, open)
			}
			open = open[:len(open)-1]
		case xml.CharData:
			b.Write(x)
		}
	}
}

func TestSample(t *testing.T) {
	page := write(t, sampledoc.Finished(1))
	if page != write(t, sampledoc.Finished(1)) {
		t.Error("two runs differ")
	}
	list, text := elements(t, page)
	for _, hard := range sampledoc.Hard {
		if !strings.Contains(text, hard) {
			t.Errorf("%s is not on the page", hard)
		}
	}
	ids := map[string]bool{}
	count := map[string]int{}
	for _, e := range list {
		count[e.name]++
		if id := e.attr["id"]; id != "" {
			if ids[id] {
				t.Errorf("id %s stands twice", id)
			}
			ids[id] = true
		}
		for name := range e.attr {
			if name == "style" || strings.HasPrefix(name, "on") {
				t.Errorf("<%s %s> breaks the policy of the page", e.name, name)
			}
		}
		if e.name == "th" && e.attr["scope"] == "" {
			t.Error("a head of a table has no scope")
		}
		if e.name == "img" && e.attr["alt"] == "" {
			t.Error("a picture has no alternative text")
		}
	}
	for _, e := range list {
		for _, name := range []string{"href", "aria-labelledby"} {
			to, ok := e.attr[name]
			if !ok {
				continue
			}
			for id := range strings.FieldsSeq(to) {
				id, local := strings.CutPrefix(id, "#")
				if (local || name != "href") && !ids[id] {
					t.Errorf("<%s> leads to %s, which is not there", e.name, id)
				}
			}
		}
	}
	for name, want := range map[string]int{"svg": 3, "table": 5, "figure": 4, "main": 1, "h1": 1, "style": 1, "script": 0, "link": 0, "caption": 5, "nav": 1} {
		if count[name] != want {
			t.Errorf("%d <%s>, want %d", count[name], name, want)
		}
	}
	if m := regexp.MustCompile(`(src|href|url)[=(]["']?(https?:)?//[^"]*`).FindAllString(page, -1); len(m) != 2 {
		t.Errorf("the page leads outside with %q, want the two links that were written", m)
	}
}

// In print only a document with a cover begins a page with a chapter, where less than
// half of one is left, and a small table stays whole.
func TestPrintOfShortDocuments(t *testing.T) {
	row := document.Row{Cells: []document.Cell{{Text: document.Plain("欄")}}}
	f, _ := document.Finish(document.Document{Title: "題", Blocks: []document.Block{
		&document.Heading{Level: 1, Text: document.Plain("一")},
		&document.Table{Caption: document.Plain("小さい表"), Body: []document.Row{row}, Source: document.Plain("源")},
		&document.Table{Caption: document.Plain("長い表"), Body: slices.Repeat([]document.Row{row}, 30)}}})
	page := write(t, f)
	if !strings.Contains(page, ".cover~main h2:not(.on)::before{") || strings.Contains(page, "\nh2::before") {
		t.Error("chapters begin a page without a cover, too")
	}
	if n := strings.Count(page, `class="kept"`); n != 1 {
		t.Errorf("%d tables stay whole, want the small one", n)
	}
	if !strings.Contains(page, "源</p>\n</div>") {
		t.Error("the source of the small table does not stay with it")
	}
}

// What begins a page by itself has no further break before it: in print that would be
// an empty page.
func TestNoPageIsEmpty(t *testing.T) {
	f, _ := document.Finish(document.Document{Title: "題", Cover: true, Blocks: []document.Block{
		&document.Heading{Level: 1, Text: document.Plain("一")}, document.Para("文。"), &document.PageBreak{},
		&document.Heading{Level: 1, Text: document.Plain("二")}, document.Para("文。"), &document.PageBreak{},
		&document.Landscape{Blocks: []document.Block{document.Para("横。")}}, document.Para("文。"), &document.PageBreak{},
		document.Para("次の頁。"), &document.PageBreak{}}})
	if n := strings.Count(write(t, f), `class="break"`); n != 2 {
		t.Errorf("%d breaks, want those before a chapter and a paragraph", n)
	}
}

func TestPicturesAreInert(t *testing.T) {
	for _, tt := range []struct{ svg, why string }{
		{`<svg onload="alert(1)"></svg>`, "handlers"},
		{`<svg><script>alert(1)</script></svg>`, "scripts"},
		{`<svg><style>*{display:none}</style></svg>`, "styles, which would hold for the page"},
		{`<svg><foreignObject><body/></foreignObject></svg>`, "pages in pictures"},
		{`<svg><a href="javascript:alert(1)"/></svg>`, "addresses that run"},
		{`<!DOCTYPE svg [<!ENTITY x "y">]><svg/>`, "entities"},
	} {
		fig := sampledoc.Figure("f", "図", 40, 20)
		png, err := fig.Picture.PNG()
		if err != nil {
			t.Fatal(err)
		}
		fig.Picture = document.Files{InSVG: []byte(tt.svg), InPNG: png}
		f, _ := document.Finish(document.Document{Blocks: []document.Block{fig}})
		page := write(t, f)
		if strings.Contains(page, "<svg") || !strings.Contains(page, "data:image/png") {
			t.Errorf("%s are taken over into the page", tt.why)
		}
	}
}

func TestTextIsInert(t *testing.T) {
	f, _ := document.Finish(document.Document{Title: "</title><script>", Marking: "<b>", Blocks: []document.Block{
		&document.Paragraph{Text: []document.Span{{Text: "<img src=x onerror=y>\x00", Link: `"><script>`}}}}})
	page := write(t, f)
	if strings.Contains(page, "<script") || strings.Contains(page, "<img") || strings.Contains(page, "\x00") {
		t.Error("text becomes markup")
	}
}

// TestMarkingOfPrint: the style sets the marking on each page of the print.
func TestMarkingOfPrint(t *testing.T) {
	for marking, want := range map[string]string{"取扱\n\"注意\"": `<html lang="ja" data-marking="取扱 &#34;注意&#34;">`, "": `<html lang="ja">`} {
		f, _ := document.Finish(document.Document{Title: "題", Marking: marking})
		if page := write(t, f); !strings.Contains(page, want) || !strings.Contains(page, "content:var(--marking)") || !strings.Contains(page, "--marking:attr(data-marking)") {
			t.Errorf("the print is not marked as %q says", marking)
		}
	}
}

// TestAddressesBreakBehindTheirParts: but neither within http:// nor at their end.
func TestAddressesBreakBehindTheirParts(t *testing.T) {
	const address = "https://example.jp/a/b/?c=1&d=2/"
	f, _ := document.Finish(document.Document{Title: "題", Blocks: []document.Block{
		&document.Paragraph{Text: []document.Span{{Text: address, Link: address}}}}})
	want := `<a href="https://example.jp/a/b/?c=1&amp;d=2/" rel="noreferrer">https://example.jp/<wbr>a/<wbr>b/<wbr>?c=<wbr>1&amp;<wbr>d=<wbr>2/</a>`
	if page := write(t, f); !strings.Contains(page, want) {
		t.Errorf("%s is not in\n%s", want, page[strings.Index(page, "<main"):])
	}
}

func BenchmarkWrite(b *testing.B) {
	one, ten := sampledoc.Finished(10), sampledoc.Finished(100)
	sampledoc.Ratio(b, func(f *document.Finished) error { return html.Write(io.Discard, f) }, one, ten)
}

// TestCellsBreakBetweenPhrases: a cell may be broken between phrases alone; where there
// is more in it than plain text, browsers look for them, if lines are long enough.
func TestCellsBreakBetweenPhrases(t *testing.T) {
	long := strings.Repeat("長い文を読む。", 11)
	f, _ := document.Finish(document.Document{Title: "x", Blocks: []document.Block{&document.Table{
		ID: "t", Caption: document.Plain("表"), Columns: []document.Column{{}, {}},
		Body: []document.Row{
			{Cells: []document.Cell{{Text: document.Plain("事務系を守る対策")}, {Text: document.Plain(long)}}},
			{Cells: []document.Cell{{Text: document.Plain("二")}, {Text: []document.Span{document.Strong("強い"), {Text: long}}}}}}}}})
	page := write(t, f)
	for _, want := range []string{`<td class="k">事務系を<wbr>守る<wbr>対策</td>`, "長い文を<wbr>読む。<wbr>長い文を", `<td class="w"><strong>強い</strong>` + long + "</td>"} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is not in\n%s", want, page)
		}
	}
}

// TestPhrasesOfNarrowCells: what a line does not hold is broken between words, then by
// the rules of line breaking; what it holds, and heads, stay whole.
func TestPhrasesOfNarrowCells(t *testing.T) {
	for _, tt := range []struct {
		text, want   string
		share        float64
		dense, aside bool
	}{
		{"クラウド管理プレーン", "<td class=\"k\">クラウド<wbr>管理<wbr>プレーン</td>", 0.15, false, false},
		{"クラウド管理プレーン", "<td class=\"k\">クラウド管理プレーン</td>", 0.15, true, true},
		{"初期アクセス", "<td class=\"k\">初期<wbr>アクセス</td>", 0.11, false, false},
		{"初期アクセス", "<td class=\"k\">初期アクセス</td>", 0.14, true, false},
		{"（福祉関連システム）", "<td class=\"k\">（福祉関連<wbr>システム）</td>", 0.15, false, false},
		{"ヨーヨッヨォ・レョ", "<td class=\"k\">ヨー<wbr>ヨッ<wbr>ヨォ・<wbr>レョ</td>", 0.08, false, false},
		{"（CD-R・DVD-R）の箱", "<td class=\"k\">（<span class=\"n\">CD-R</span>・<span class=\"n\">DVD-R</span>）の<wbr>箱</td>", 0.5, false, false},
	} {
		page := write(t, cellOf(tt.text, tt.share, tt.dense, tt.aside))
		if !strings.Contains(page, tt.want) {
			t.Errorf("%s is not in\n%s", tt.want, page[strings.Index(page, "<tbody>"):])
		}
		if head := "k\">" + tt.text + "</th>"; !strings.Contains(tt.text, "-") && !strings.Contains(page, head) {
			t.Errorf("%s is not whole in the head", tt.text)
		}
	}
}

// cellOf gives the finished table whose first column has a part of the page, with the
// text in its head and in its body.
func cellOf(text string, share float64, dense, aside bool) *document.Finished {
	row := []document.Row{{Cells: []document.Cell{{Text: document.Plain(text)}, {Text: document.Plain("他")}}}}
	blocks := []document.Block{&document.Table{ID: "t", Caption: document.Plain("表"), Columns: make([]document.Column, 2), Head: row, Body: row}}
	if aside {
		blocks = []document.Block{&document.Landscape{Blocks: blocks}}
	}
	f, _ := document.Finish(document.Document{Title: "x", Blocks: blocks})
	blocks = f.Blocks
	if aside {
		blocks = blocks[0].(*document.Landscape).Blocks
	}
	table := blocks[0].(*document.Table) // not as the document settles its columns
	table.Dense, table.Columns = dense, []document.Column{{Width: share}, {Width: 1 - share}}
	return f
}

// What a point of a cell takes beyond its first line is set in; a cell with one point is as
// any other.
func TestPointsOfCells(t *testing.T) {
	cell := func(text string) document.Row {
		return document.Row{Cells: []document.Cell{{Points: true, Text: document.Plain(text)}}}
	}
	f, _ := document.Finish(document.Document{Blocks: []document.Block{&document.Table{Caption: document.Plain("題"), Columns: []document.Column{{Width: 1}},
		Body: []document.Row{cell("① 停止\n② 漏えい"), cell("① 停止"), cell("one\ntwo")}}}})
	list, _ := elements(t, write(t, f))
	points := 0
	for _, e := range list {
		if e.name == "span" && e.attr["class"] == "i" {
			points++
		}
	}
	if points != 4 {
		t.Errorf("%d points are set in", points)
	}
}
