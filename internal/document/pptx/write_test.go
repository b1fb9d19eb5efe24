package pptx_test

import (
	"bytes"
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/document/pptx"
	"github.com/sekisho/sekisho/internal/testing/office"
	"github.com/sekisho/sekisho/internal/testing/ooxmlcheck"
	"github.com/sekisho/sekisho/internal/testing/sampledoc"
)

func write(t testing.TB, f *document.Finished, size pptx.Size) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := pptx.Write(&b, f, pptx.Options{Size: size}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func flat(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(s, "　", " ")), "")
}

// characters gives the text of the slides.
func characters(t *testing.T, parts map[string]string) string {
	t.Helper()
	var b strings.Builder
	for i := 1; ; i++ {
		part, ok := parts["ppt/slides/slide"+strconv.Itoa(i)+".xml"]
		if !ok {
			return b.String()
		}
		d := xml.NewDecoder(strings.NewReader(part))
		for token, err := d.Token(); err == nil; token, err = d.Token() {
			if text, ok := token.(xml.CharData); ok {
				b.Write(text)
			}
		}
	}
}

func TestSlides(t *testing.T) {
	f := sampledoc.Finished(1)
	for _, size := range []pptx.Size{pptx.Wide, pptx.A4} {
		data := write(t, f, size)
		ooxmlcheck.Slides(t, data)
		if !bytes.Equal(data, write(t, sampledoc.Finished(1), size)) {
			t.Error("two runs differ")
		}
		parts := ooxmlcheck.Parts(t, data)
		text := flat(characters(t, parts))
		for _, want := range sampledoc.Texts(f) {
			if !strings.Contains(text, flat(want)) {
				t.Errorf("%q is on no slide", want)
			}
		}
		inside(t, parts)
	}
}

var place = regexp.MustCompile(`<a:off x="(-?\d+)" y="(-?\d+)"/><a:ext cx="(-?\d+)" cy="(-?\d+)"/>`)

// inside checks that every box lies on its slide.
func inside(t *testing.T, parts map[string]string) {
	t.Helper()
	m := regexp.MustCompile(`sldSz cx="(\d+)" cy="(\d+)"`).FindStringSubmatch(parts["ppt/presentation.xml"])
	number := func(s string) int {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for name, part := range parts {
		if !strings.HasPrefix(name, "ppt/slides/slide") {
			continue
		}
		for _, b := range place.FindAllStringSubmatch(part, -1) {
			x, y, w, h := number(b[1]), number(b[2]), number(b[3]), number(b[4])
			if x < 0 || y < 0 || w < 0 || h < 0 || x+w > number(m[1]) || y+h > number(m[2]) {
				t.Errorf("%s: a box at %d, %d of %d × %d leaves the slide", name, x, y, w, h)
			}
		}
	}
}

// Long text goes on on further slides, whole.
func TestLongTextIsParted(t *testing.T) {
	long := strings.Repeat("とても長い説明が続くときは、次のスライドへ送る。", 150) + "終わり。"
	f, _ := document.Finish(document.Document{Title: long, Marking: long, Blocks: []document.Block{
		&document.Heading{Level: 1, Text: document.Plain(strings.Repeat("長い見出し", 40))},
		document.Para(long), document.Points(long, long),
		&document.Table{Columns: make([]document.Column, 2), Body: []document.Row{{Cells: []document.Cell{{Text: document.Plain(long)}, {}}}}},
	}})
	parts := ooxmlcheck.Parts(t, write(t, f, pptx.Wide))
	if n := strings.Count(characters(t, parts), "終わり。"); n < 4 {
		t.Errorf("%d of 4 long texts have their ends", n)
	}
	inside(t, parts)
}

func TestLibreOfficeOpensSlides(t *testing.T) {
	name := filepath.Join(t.TempDir(), "sample.pptx")
	if err := os.WriteFile(name, write(t, sampledoc.Finished(1), pptx.Wide), 0o600); err != nil {
		t.Fatal(err)
	}
	made := office.Convert(t, "pdf", name)
	if info, err := os.Stat(made[0]); err != nil || info.Size() < 10_000 {
		t.Errorf("LibreOffice made nothing of the slides: %v", err)
	}
}

func BenchmarkWrite(b *testing.B) {
	one, ten := sampledoc.Finished(10), sampledoc.Finished(100)
	sampledoc.Ratio(b, func(f *document.Finished) error { return pptx.Write(io.Discard, f, pptx.Options{}) }, one, ten)
}

// TestTablesArePartedEvenly: a table that is longer than a slide leaves no row or two
// alone on the last one, and rows with a cell in common stay together.
func TestTablesArePartedEvenly(t *testing.T) {
	for _, pairs := range []int{4, 9, 10, 13, 25} {
		table := &document.Table{ID: "t", Caption: document.Plain("Table"), Columns: []document.Column{{}, {}}}
		for i := range pairs {
			table.Body = append(table.Body, document.Row{Cells: []document.Cell{{Text: document.Plain("pair " + strconv.Itoa(i)), Rows: 2}, {Text: document.Plain("one")}}},
				document.Row{Cells: []document.Cell{{Text: document.Plain("two")}}})
		}
		f, _ := document.Finish(document.Document{Title: "x", Blocks: []document.Block{table}})
		parts := ooxmlcheck.Parts(t, write(t, f, pptx.Wide))
		all, least, most := 0, 2*pairs, 0
		for i := 1; ; i++ {
			part, ok := parts["ppt/slides/slide"+strconv.Itoa(i)+".xml"]
			if !ok {
				break
			}
			rows := strings.Count(part, "<a:tr ")
			if rows == 0 {
				continue
			}
			if rows%2 != 0 {
				t.Errorf("%d pairs: slide %d has %d rows", pairs, i, rows)
			}
			all, least, most = all+rows, min(least, rows), max(most, rows)
		}
		if all != 2*pairs || most-least > 4 {
			t.Errorf("%d pairs: %d rows, from %d to %d on a slide", pairs, all, least, most)
		}
	}
}

// TestCellsBreakBetweenPhrases: PowerPoint would break them anywhere.
func TestCellsBreakBetweenPhrases(t *testing.T) {
	cells := make([]document.Cell, 8)
	for i := range cells {
		cells[i].Text = document.Plain("クラウドにおけるアクセス制御")
	}
	f, _ := document.Finish(document.Document{Title: "x", Blocks: []document.Block{
		&document.Table{Caption: document.Plain("表"), Columns: make([]document.Column, len(cells)), Body: []document.Row{{Cells: cells}}}}})
	part := ooxmlcheck.Parts(t, write(t, f, pptx.Wide))["ppt/slides/slide2.xml"]
	if n := strings.Count(part, ">アクセス制御<"); n != len(cells) {
		t.Errorf("%d of %d cells are broken between their phrases: %s", n, len(cells), part)
	}
}
