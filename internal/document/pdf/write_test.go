package pdf_test

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/document/pdf"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/testing/sampledoc"
)

func write(t testing.TB, f *document.Finished) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := pdf.Write(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// poppler runs a program of Poppler on a file and gives what it says. Complaints
// about the file fail the test.
func poppler(t *testing.T, data []byte, program string, args ...string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "sample.pdf")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	for i, a := range args {
		if a == "FILE" {
			args[i] = name
		}
	}
	var out, complaints bytes.Buffer
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s (scripts/install-test-tools installs it): %v\n%s", program, err, complaints.String())
	}
	if complaints.Len() > 0 {
		t.Errorf("%s complains: %s", program, complaints.String())
	}
	return out.String()
}

// flat leaves out spaces and ends of lines.
func flat(s string) string { return strings.Join(strings.Fields(s), "") }

// within reports whether a text stands in another, whole or parted once by the
// end of a page.
func within(all, part string) bool {
	if strings.Contains(all, part) {
		return true
	}
	for i := range part {
		if strings.Contains(all, part[:i]) && strings.Contains(all, part[i:]) {
			return true
		}
	}
	return false
}

func TestEveryTextCanBeCopied(t *testing.T) {
	f := sampledoc.Finished(1)
	data := write(t, f)
	text := flat(poppler(t, data, "pdftotext", "-raw", "FILE", "-"))
	for _, want := range sampledoc.Texts(f) {
		if !within(text, flat(want)) {
			t.Errorf("%q cannot be copied out of the file", want)
		}
	}
	for _, hard := range sampledoc.Hard {
		if !strings.Contains(text, flat(hard)) {
			t.Errorf("%q is not whole", hard)
		}
	}
	if !bytes.Equal(data, write(t, sampledoc.Finished(1))) {
		t.Error("two runs differ")
	}
}

func TestStructure(t *testing.T) {
	data := write(t, sampledoc.Finished(1))
	info := poppler(t, data, "pdfinfo", "FILE")
	for _, want := range []string{"Tagged:          yes", "CreationDate:    ", "JavaScript:      no", "Page size:       595.28 x 841.89 pts (A4)"} {
		if !strings.Contains(info, want) {
			t.Errorf("pdfinfo does not say %q:\n%s", want, info)
		}
	}
	tags := poppler(t, data, "pdfinfo", "-struct-text", "FILE")
	for _, want := range []string{"H1", "H2", "Table", "TH", "TD", "Figure", "TOCI", "Link", "Note", "LBody", "Caption"} {
		if !strings.Contains(tags, want) {
			t.Errorf("the tags have no %s", want)
		}
	}
	// The heads of a table that goes on are tagged once.
	if n := strings.Count(tags, `"脅威レベル"`); n != 1 {
		t.Errorf("the head of the long table is read %d times", n)
	}
	fonts := poppler(t, data, "pdffonts", "FILE")
	if strings.Count(fonts, "yes yes yes") != 2 {
		t.Errorf("both fonts must be embedded, subset and with the way back to Unicode:\n%s", fonts)
	}
	// Every page can be drawn without complaint.
	poppler(t, data, "pdftoppm", "-r", "20", "-png", "FILE", filepath.Join(t.TempDir(), "page"))
}

func TestContentsNameThePages(t *testing.T) {
	f := sampledoc.Finished(2)
	y, err := pdf.Lay(f)
	if err != nil {
		t.Fatal(err)
	}
	pages := y.Pages()
	var b bytes.Buffer
	if err := y.Write(&b); err != nil {
		t.Fatal(err)
	}
	list := strings.Split(poppler(t, b.Bytes(), "pdftotext", "-raw", "FILE", "-"), "\f")
	for _, h := range f.Headings {
		n := pages[h.Anchor]
		if n < 1 || n > len(list) || !strings.Contains(flat(list[n-1]), flat(h.Number+document.TextOf(h.Text))) {
			t.Errorf("%s %s does not stand on page %d", h.Number, document.TextOf(h.Text), n)
		}
	}
	if len(pages) != len(f.Headings)+len(f.Tables)+len(f.Figures) {
		t.Errorf("%d places are known of %d", len(pages), len(f.Headings)+len(f.Tables)+len(f.Figures))
	}
}

// What is larger than a page goes on on the next, whole.
func TestNothingIsCut(t *testing.T) {
	long := strings.Repeat("とても長い説明が一つのセルに書かれている場合にも、文字が失われてはならない。", 120) + "終わり。"
	row := document.Row{Cells: []document.Cell{{Text: document.Plain("左"), Rows: 2}, {Text: document.Plain(long)}}}
	second := document.Row{Cells: []document.Cell{{Text: document.Plain("次の行" + long)}}}
	var notes []document.Span
	for range 60 {
		notes = append(notes, document.Span{Text: "語", Note: document.Plain("脚注の文が続く。")})
	}
	var deep document.Block = document.Para("深い" + long)
	for range 12 {
		deep = &document.Callout{Blocks: []document.Block{&document.List{Items: []document.Item{{Blocks: []document.Block{deep}}}}}}
	}
	d := document.Document{Lang: lang.Ja, Blocks: []document.Block{
		&document.Table{ID: "t-x", Columns: []document.Column{{Width: 1}, {Width: 3}}, Head: []document.Row{{Cells: []document.Cell{{Text: document.Plain("頭")}, {}}}}, Body: []document.Row{row, second}},
		&document.Paragraph{Text: notes}, deep,
		&document.Callout{Blocks: []document.Block{sampledoc.Figure("f-x", "図", 2000, 9000)}},
		document.Para(strings.Repeat("W", 2000) + "末尾"),
	}}
	f, _ := document.Finish(d)
	text := flat(poppler(t, write(t, f), "pdftotext", "-raw", "FILE", "-"))
	if n := strings.Count(text, "終わり。"); n != 3 {
		t.Errorf("%d of 3 long texts have their ends", n)
	}
	if n := strings.Count(text, "失われてはならない"); n < 350 {
		t.Errorf("%d of 360 sentences are in the file", n)
	}
	if n := strings.Count(text, "脚注の文が続く。"); n != 60 {
		t.Errorf("%d of 60 footnotes are in the file", n)
	}
	if n := strings.Count(text, "W"); n != 2000 || !strings.Contains(text, "末尾") {
		t.Errorf("%d of 2000 letters of a word that is wider than a line", n)
	}
}

func TestEmptyAndOddDocuments(t *testing.T) {
	for _, d := range []document.Document{
		{},
		{Cover: true, Title: "表紙だけ"},
		{Blocks: []document.Block{&document.Landscape{}, &document.Landscape{Blocks: []document.Block{document.Para("横")}}, &document.PageBreak{}}},
		{Blocks: []document.Block{&document.Table{}, &document.Table{Columns: make([]document.Column, 60), Body: []document.Row{{}}}}},
		{Title: "\x00\n\t", Marking: strings.Repeat("長い標示", 40), Blocks: []document.Block{&document.Paragraph{}, document.Para("\n\n"), &document.List{Items: []document.Item{{}}}, document.Para("😀\U000e0100")}},
	} {
		f, _ := document.Finish(d)
		poppler(t, write(t, f), "pdftotext", "FILE", "-")
	}
}

func BenchmarkWrite(b *testing.B) {
	one, ten := sampledoc.Finished(10), sampledoc.Finished(100)
	sampledoc.Ratio(b, func(f *document.Finished) error { return pdf.Write(io.Discard, f) }, one, ten)
}
