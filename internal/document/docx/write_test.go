package docx_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/document/docx"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/testing/ooxmlcheck"
	"github.com/sekisho/sekisho/internal/testing/sampledoc"
)

func write(t testing.TB, f *document.Finished, o docx.Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := docx.Write(&b, f, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestStructure(t *testing.T) {
	one := write(t, sampledoc.Finished(1), docx.Options{})
	ooxmlcheck.Word(t, one)
	if !bytes.Equal(one, write(t, sampledoc.Finished(1), docx.Options{})) {
		t.Error("two runs differ")
	}
	f, _ := document.Finish(document.Document{Lang: lang.En, Title: "Short"})
	ooxmlcheck.Word(t, write(t, f, docx.Options{}))
}

// Sideways blocks one after the other stand in one section: between two there would be
// an empty upright page.
func TestSidewaysPagesFollowEachOther(t *testing.T) {
	wide := func(s string) document.Block { return &document.Landscape{Blocks: []document.Block{document.Para(s)}} }
	f, _ := document.Finish(document.Document{Title: "題", Cover: true, Blocks: []document.Block{
		document.Para("文。"), &document.PageBreak{}, wide("一"), &document.PageBreak{}, wide("二"), document.Para("文。"), wide("三")}})
	data := write(t, f, docx.Options{})
	ooxmlcheck.Word(t, data)
	body := ooxmlcheck.Parts(t, data)["word/document.xml"]
	var turns []string
	for _, m := range regexp.MustCompile(`<w:pgSz[^>]*>`).FindAllString(body, -1) {
		turns = append(turns, map[bool]string{true: "sideways", false: "upright"}[strings.Contains(m, "landscape")])
	}
	if got := strings.Join(turns, " "); got != "upright sideways upright sideways" {
		t.Errorf("the sections are %s", got)
	}
}

// TestHeadingsBehindSidewaysPages: the first heading of an upright page behind sideways
// ones has no space above it, as where a page turns by itself; the next one has.
func TestHeadingsBehindSidewaysPages(t *testing.T) {
	heading := func(s string) document.Block { return &document.Heading{Level: 2, Text: document.Plain(s)} }
	f, _ := document.Finish(document.Document{Title: "題", Cover: true, Blocks: []document.Block{
		&document.Landscape{Blocks: []document.Block{document.Para("文。")}}, heading("一"), document.Para("文。"), heading("二")}})
	data := write(t, f, docx.Options{})
	ooxmlcheck.Word(t, data)
	body := ooxmlcheck.Parts(t, data)["word/document.xml"]
	var above []bool
	for _, p := range regexp.MustCompile(`<w:pStyle w:val="Heading2"/>.*?</w:pPr>`).FindAllString(body, -1) {
		above = append(above, !strings.Contains(p, `<w:spacing w:before="0"/>`))
	}
	if !slices.Equal(above, []bool{false, true}) {
		t.Errorf("headings with space above them: %v", above)
	}
}

// Every text of the document is in the file, and in what LibreOffice reads.
func TestLibreOfficeReadsEveryText(t *testing.T) {
	f := sampledoc.Finished(1)
	data := write(t, f, docx.Options{Pages: map[string]int{"summary": 3, "t-long": 7}})
	dir := t.TempDir()
	name := filepath.Join(dir, "sample.docx")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "soffice", "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless",
		"--convert-to", "fodt", "--outdir", dir, name)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("LibreOffice (scripts/install-test-tools installs it): %v\n%s", err, out)
	}
	read, err := os.ReadFile(filepath.Join(dir, "sample.fodt"))
	if err != nil {
		t.Fatal(err)
	}
	text := flat(characters(t, read))
	for _, want := range append(sampledoc.Texts(f), "1.1　背景と位置付け", "表2-3　資産ベースのリスク分析（抜粋）7") {
		counted := slices.ContainsFunc(f.Headings, func(h *document.Heading) bool { return h.Number == want })
		if !counted && !strings.Contains(text, flat(want)) {
			t.Errorf("LibreOffice does not read %q", want)
		}
	}
}

// characters gives the text of an XML file.
func characters(t *testing.T, data []byte) string {
	t.Helper()
	var b strings.Builder
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		if text, ok := token.(xml.CharData); ok {
			b.Write(text)
		}
	}
}

// flat removes what programs set differently: spaces and ends of lines.
func flat(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(s, "　", " ")), "")
}

// template makes a Word file with styles of its own, as Japanese Word names them.
func template(t *testing.T, styles string, more map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	add := func(name, text string) {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if styles != "" {
		add("word/styles.xml", styles)
	}
	for name, text := range more {
		add(name, text)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const w = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`

const theirStyles = `<w:styles ` + w + `><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>` +
	`<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/><w:rPr><w:color w:val="00AA00"/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="BodyText"><w:name w:val="別の様式"/></w:style></w:styles>`

func TestTemplate(t *testing.T) {
	const r = `xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	const rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	data := template(t, theirStyles, map[string]string{
		"word/document.xml":            `<w:document ` + w + ` ` + r + `><w:body><w:sectPr><w:headerReference w:type="default" r:id="rId7"/></w:sectPr></w:body></w:document>`,
		"word/_rels/document.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId7" Type="` + rel + `header" Target="header3.xml"/></Relationships>`,
		"word/header3.xml":             `<w:hdr ` + w + ` ` + r + `><w:p><w:r><w:t>市章</w:t></w:r><w:r><w:pict r:id="rId9"/></w:r></w:p></w:hdr>`,
		"word/_rels/header3.xml.rels":  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" Type="` + rel + `image" Target="media/mark.png"/></Relationships>`,
		"word/media/mark.png":          "png",
	})
	tpl, faults := docx.ReadTemplate(data, "report/template")
	if len(faults.Findings) > 0 {
		t.Fatalf("a sound template gives %v", faults.Findings)
	}
	out := write(t, sampledoc.Finished(1), docx.Options{Template: tpl})
	ooxmlcheck.Word(t, out)
	parts := ooxmlcheck.Parts(t, out)
	for name, want := range map[string]string{
		"word/styles.xml":              `w:color w:val="00AA00"`,
		"word/document.xml":            `<w:pStyle w:val="1"/>`,
		"word/template-header3.xml":    `市章`,
		"word/media/template-mark.png": "png",
	} {
		if !strings.Contains(parts[name], want) {
			t.Errorf("%s lacks %s", name, want)
		}
	}
	if strings.Contains(parts["word/document.xml"], `<w:pStyle w:val="BodyText"/>`) {
		t.Error("our body text takes the template's style that happens to have its id")
	}
	if strings.Contains(parts["word/styles.xml"], `w:name w:val="heading 1"/><w:basedOn w:val="Normal"`) {
		t.Error("our heading stands beside the template's")
	}
}

func TestUnusableTemplates(t *testing.T) {
	for _, tt := range []struct {
		data    []byte
		problem string
		why     string
	}{
		{[]byte("no zip"), "zip", "another file"},
		{template(t, "", nil), "missing", "a zip file that is no Word file"},
		{template(t, "<w:styles", nil), "xml", "broken XML"},
		{template(t, `<!DOCTYPE x><w:styles `+w+`></w:styles>`, nil), "xml", "a document type"},
		{template(t, `<styles></styles>`, nil), "xml", "another vocabulary"},
		{template(t, theirStyles, map[string]string{"word/vbaProject.bin": "x"}), "macro", "macros"},
		{make([]byte, 21<<20), "large", "too many bytes"},
		{template(t, theirStyles+strings.Repeat(" ", 11<<20), nil), "large", "a part that unpacks to too much"},
	} {
		tpl, faults := docx.ReadTemplate(tt.data, "report/template")
		if tpl != nil || len(faults.Findings) != 1 || faults.Findings[0].Args["problem"] != tt.problem {
			t.Errorf("%s: %v, want problem %s", tt.why, faults.Findings, tt.problem)
		}
	}
}

func TestTextIsInert(t *testing.T) {
	f, _ := document.Finish(document.Document{Title: "<w:p>\x00", Marking: `"&`, Blocks: []document.Block{
		&document.Heading{Level: 1, Text: document.Plain("</w:t>\x1b")},
		&document.Paragraph{Text: []document.Span{{Text: "a\tb\nc", Link: `https://example.jp/?a=1&b="2"`}}},
		&document.Table{Caption: document.Plain(`"<`), Body: []document.Row{{Cells: []document.Cell{{Text: document.Plain("]]>")}}}}},
	}})
	ooxmlcheck.Word(t, write(t, f, docx.Options{}))
}

// The styles of tables of contents and headings are those that Word shows by
// their Japanese names.
func TestBuiltInStyles(t *testing.T) {
	var parsed struct {
		Styles []struct {
			Name struct {
				Val string `xml:"val,attr"`
			} `xml:"name"`
		} `xml:"style"`
	}
	if err := xml.Unmarshal([]byte(ooxmlcheck.Parts(t, write(t, sampledoc.Finished(1), docx.Options{}))["word/styles.xml"]), &parsed); err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for _, s := range parsed.Styles {
		have[s.Name.Val] = true
	}
	missing := []string{}
	for _, name := range []string{"Normal", "Body Text", "Title", "heading 1", "heading 2", "heading 3", "heading 4", "toc 1", "toc 2", "toc 3", "caption", "footnote text", "header", "footer", "Hyperlink"} {
		if !have[name] {
			missing = append(missing, name)
		}
	}
	if diff := cmp.Diff([]string{}, missing); diff != "" {
		t.Errorf("styles (-want +missing):\n%s", diff)
	}
}

// tableOf writes a table of n rows with a note below it, and gives its paragraphs up to
// the end of the note.
func tableOf(t *testing.T, n int, texts ...string) []string {
	t.Helper()
	var rows []document.Row
	for i := range n {
		rows = append(rows, document.Row{Cells: []document.Cell{{Text: document.Plain(texts[i%len(texts)])}}})
	}
	f, _ := document.Finish(document.Document{Title: "題", Blocks: []document.Block{&document.Table{Caption: document.Plain("表"),
		Columns: []document.Column{{}}, Head: []document.Row{{Cells: []document.Cell{{Kind: document.HeadCell, Text: document.Plain("頭")}}}},
		Body: rows, Notes: [][]document.Span{document.Plain("注一"), document.Plain("注二")}, Source: document.Plain("出典")}}})
	body := ooxmlcheck.Parts(t, write(t, f, docx.Options{}))["word/document.xml"]
	body = body[strings.Index(body, "<w:tbl>"):strings.LastIndex(body, "SekishoGap")]
	return regexp.MustCompile(`(?s)<w:p>.*?</w:p>`).FindAllString(body, -1)
}

// TestRowsStayTogether: neither the head nor the first row of a table is left alone on
// a page, nor are the last ones, nor what stands below it.
func TestRowsStayTogether(t *testing.T) {
	var kept strings.Builder
	for _, p := range tableOf(t, 14, "行") {
		kept.WriteString(map[bool]string{true: "k", false: "-"}[strings.Contains(p, "<w:keepNext/>")])
	}
	// the head, the rows, the notes and the source
	if got, want := kept.String(), "k"+"k----------kkk"+"kk"+"-"; got != want {
		t.Errorf("kept with the next are %s, want %s", got, want)
	}
}

// TestNoLineBelowTablesThatEndPages: where a table fills its page, an empty line below it
// would take the next one, and what follows the one after.
func TestNoLineBelowTablesThatEndPages(t *testing.T) {
	table := func() document.Block {
		return &document.Table{Caption: document.Plain("表"), Columns: make([]document.Column, 1), Body: []document.Row{{Cells: []document.Cell{{Text: document.Plain("欄")}}}}}
	}
	chapter := &document.Heading{Level: 1, Text: document.Plain("章")}
	for _, tt := range []struct {
		name   string
		blocks []document.Block
		gaps   int
	}{
		{"text follows", []document.Block{table(), document.Para("文。")}, 1},
		{"nothing follows", []document.Block{table()}, 1},
		{"a break without effect follows", []document.Block{table(), &document.PageBreak{}}, 1},
		{"a break follows", []document.Block{table(), &document.PageBreak{}, document.Para("文。")}, 0},
		{"a chapter follows", []document.Block{table(), chapter}, 0},
		{"sideways pages follow", []document.Block{table(), &document.Landscape{Blocks: []document.Block{table()}}, document.Para("文。")}, 0},
		{"sideways pages end the document", []document.Block{&document.Landscape{Blocks: []document.Block{table()}}}, 1},
		{"a callout on sideways pages", []document.Block{&document.Landscape{Blocks: []document.Block{&document.Callout{Blocks: []document.Block{table()}}}}, document.Para("文。")}, 3},
	} {
		f, _ := document.Finish(document.Document{Title: "題", Cover: true, Blocks: tt.blocks})
		data := write(t, f, docx.Options{})
		ooxmlcheck.Word(t, data)
		if n := strings.Count(ooxmlcheck.Parts(t, data)["word/document.xml"], `"SekishoGap"`); n != tt.gaps {
			t.Errorf("%s: %d empty lines, want %d", tt.name, n, tt.gaps)
		}
	}
}

// TestContentsLeaveNoLinesAlone: where a few lines of the contents would stand on a page
// of their own, all are set closer.
func TestContentsLeaveNoLinesAlone(t *testing.T) {
	for n, closer := range map[int]bool{30: false, 32: false, 33: true, 36: true, 38: false, 60: false} {
		blocks := []document.Block{&document.Contents{}}
		for range n {
			blocks = append(blocks, &document.Heading{Level: 1, Text: document.Plain("章")})
		}
		f, _ := document.Finish(document.Document{Title: "題", Cover: true, Blocks: blocks})
		data := write(t, f, docx.Options{})
		ooxmlcheck.Word(t, data)
		lines := regexp.MustCompile(`<w:spacing w:line="(\d+)" w:lineRule="exact"/></w:pPr>`).FindAllString(ooxmlcheck.Parts(t, data)["word/document.xml"], -1)
		if closer && len(lines) != n || !closer && len(lines) > 0 {
			t.Errorf("of %d lines %d are set closer", n, len(lines))
		}
	}
}

// TestNamesWithHyphensStayWhole: Word would part them behind the hyphen.
func TestNamesWithHyphensStayWhole(t *testing.T) {
	word := strings.Repeat("光ディスク", 9)
	row := tableOf(t, 1, word+"（CD-R・DVD-R）")[1]
	if !strings.Contains(row, "<w:br/>") || strings.Contains(row, "CD-<") {
		t.Errorf("the name is left to Word, or parted, in %s", row)
	}
}

// TestLongCaptionsBreakBetweenPhrases: Word would break them anywhere.
func TestLongCaptionsBreakBetweenPhrases(t *testing.T) {
	const long = "なくなる、新しく生じる、または移る主なリスク（USB（現状）に対するクラウドストレージ）"
	for text, lines := range map[string]int{"短い題": 1, long: 2} {
		f, _ := document.Finish(document.Document{Title: "題", Blocks: []document.Block{&document.Table{Caption: document.Plain(text),
			Columns: []document.Column{{}}, Body: []document.Row{{Cells: []document.Cell{{Text: document.Plain("欄")}}}}}}})
		body := ooxmlcheck.Parts(t, write(t, f, docx.Options{}))["word/document.xml"]
		caption := body[strings.Index(body, "SekishoTableCaption"):strings.Index(body, "<w:tbl>")]
		if n := 1 + strings.Count(caption, "<w:br/>"); n != lines || strings.Contains(caption, "ス<w:br/>") || strings.Contains(caption, "ク<w:br/>") {
			t.Errorf("%s has %d lines, want %d: %s", text, n, lines, caption)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	one, ten := sampledoc.Finished(10), sampledoc.Finished(100)
	sampledoc.Ratio(b, func(f *document.Finished) error { return docx.Write(io.Discard, f, docx.Options{}) }, one, ten)
}

// Each point of a cell is a paragraph whose further lines are set in.
func TestPointsOfCells(t *testing.T) {
	cell := func(text string) document.Row {
		return document.Row{Cells: []document.Cell{{Points: true, Text: document.Plain(text)}}}
	}
	f, _ := document.Finish(document.Document{Blocks: []document.Block{&document.Table{Caption: document.Plain("題"), Columns: []document.Column{{Width: 1}},
		Body: []document.Row{cell("① 停止\n② 漏えい"), cell("① 停止")}}}})
	data := write(t, f, docx.Options{})
	ooxmlcheck.Word(t, data)
	if n := strings.Count(ooxmlcheck.Parts(t, data)["word/document.xml"], `w:hanging="180"`); n != 2 {
		t.Errorf("%d points are set in", n)
	}
}
