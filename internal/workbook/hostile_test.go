package workbook_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"maps"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/testing/long"
	"github.com/sekisho/sekisho/internal/workbook"
)

// part is a part of a workbook: text, then one text again and again, then more.
type part struct {
	head, again, tail string
	times             int
}

// Parts that a workbook must have.
const (
	bookXML = `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="資産" sheetId="1" r:id="rId1"/></sheets></workbook>`
	relsXML = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`
	topRels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	types   = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`
	sheet   = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`
)

// hostile makes a workbook with some parts of its own.
func hostile(t testing.TB, own map[string]part) []byte {
	t.Helper()
	parts := map[string]part{
		"[Content_Types].xml": {head: types}, "_rels/.rels": {head: topRels}, "xl/workbook.xml": {head: bookXML},
		"xl/_rels/workbook.xml.rels": {head: relsXML}, "xl/worksheets/sheet1.xml": {head: sheet, tail: "</sheetData></worksheet>"},
	}
	maps.Copy(parts, own)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, p := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		chunk := max(1<<16/max(len(p.again), 1), 1)
		some := strings.Repeat(p.again, chunk)
		_, err = io.WriteString(w, p.head)
		for n := p.times; n > 0 && err == nil; n -= chunk {
			_, err = io.WriteString(w, some[:min(n, chunk)*len(p.again)])
		}
		if err == nil {
			_, err = io.WriteString(w, p.tail)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// bombs are workbooks that cost far more than their bytes, with the error that
// they are refused with; nil for those that are inert.
func bombs() map[string]struct {
	own  map[string]part
	want error
} {
	const data, styles, shared = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"
	const many = 20 << 20 // bytes, which pack into 20 KB
	of := func(text string) int { return many / len(text) }
	one := func(name, head, again, tail string) map[string]part {
		return map[string]part{name: {head, again, tail, of(again)}}
	}
	type bomb = struct {
		own  map[string]part
		want error
	}
	return map[string]bomb{
		"many rows":     {map[string]part{data: {sheet, "<row/>", "", 1<<20 + 1}}, workbook.ErrTooLarge},
		"one text":      {one(data, sheet+`<row><c t="inlineStr"><is><t>`, "あ", "</t></is></c></row></sheetData></worksheet>"), workbook.ErrTooLarge},
		"one tag":       {one(data, sheet+"<row ", `a="" `, "/></sheetData></worksheet>"), workbook.ErrTooLarge},
		"one value":     {one(data, sheet+`<row a="`, `>`, `"/></sheetData></worksheet>`), workbook.ErrTooLarge},
		"one comment":   {one(data, sheet+"<!--", `<a>`, "--></sheetData></worksheet>"), workbook.ErrTooLarge},
		"one CDATA":     {one(data, sheet+"<row><c><v><![CDATA[", `<a>`, "]]></v></c></row></sheetData></worksheet>"), workbook.ErrTooLarge},
		"nesting":       {one(data, sheet, `<a>`, ""), workbook.ErrTooLarge},
		"shared texts":  {one(shared, "<sst>", `<si/>`, "</sst>"), workbook.ErrTooLarge},
		"styles":        {one(styles, "<styleSheet><cellXfs>", `<xf/>`, "</cellXfs></styleSheet>"), workbook.ErrTooLarge},
		"elements":      {one(data, sheet, `<a/>`, "</sheetData></worksheet>"), workbook.ErrTooLarge},
		"in a cell":     {one(data, sheet+"<row><c>", `<a/>`, "</c></row></sheetData></worksheet>"), workbook.ErrTooLarge},
		"in a text":     {one(shared, "<sst><si>", `<r/>`, "</si></sst>"), workbook.ErrTooLarge},
		"a row":         {one(data, sheet+"<row>", `<c><v>1</v></c>`, "</row></sheetData></worksheet>"), workbook.ErrTooLarge},
		"joined cells":  {map[string]part{data: {"<worksheet><mergeCells>", `<mergeCell ref="A1"/>`, "</mergeCells></worksheet>", 1_000_001}}, workbook.ErrTooLarge},
		"million rows":  {map[string]part{data: {sheet, `<row><c t="str"><v>=cmd|'/c calc'!A1</v></c></row>`, "</sheetData></worksheet>", 1 << 20}}, nil},
		"entities":      {map[string]part{data: {`<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>` + sheet + `<row><c><v>&b;</v></c></row>`, "", "</sheetData></worksheet>", 0}}, workbook.ErrNotWorkbook},
		"half a sheet":  {map[string]part{data: {sheet + "<row><c><v>1", "", "", 0}}, workbook.ErrNotWorkbook},
		"no XML":        {map[string]part{data: {"\x00\x01\x02<<<>", "", "", 0}}, workbook.ErrNotWorkbook},
		"macros":        {map[string]part{"xl/vbaProject.bin": {head: "\xd0\xcf\x11\xe0", again: "\x00", times: 1 << 10}}, nil},
		"link outwards": {map[string]part{"xl/externalLinks/externalLink1.xml": {head: `<externalLink xmlns="x"/>`}, "xl/externalLinks/_rels/externalLink1.xml.rels": {head: `<Relationships><Relationship Id="r" Target="http://192.0.2.1/x" TargetMode="External"/></Relationships>`}}, nil},
		"other targets": {map[string]part{"xl/_rels/workbook.xml.rels": {head: strings.Replace(relsXML, "worksheets/sheet1.xml", "../../../../etc/passwd", 1)}}, nil},
	}
}

// TestHostileWorkbooks: what costs far more than its bytes is refused within 512
// MB, and what tries to do something does nothing.
func TestHostileWorkbooks(t *testing.T) {
	long.Test(t)
	for name, bomb := range bombs() {
		t.Run(name, func(t *testing.T) {
			data := hostile(t, bomb.own)
			var inspected, properties, form error
			used := peak(func() {
				inspected = workbook.Inspect(bytes.NewReader(data), int64(len(data)), workbook.Inspector{Row: func(int, bool, []workbook.Seen) {}})
				_, properties = workbook.Properties(bytes.NewReader(data), int64(len(data)))
				_, _, form = workbook.ReadGrids(data, workbook.FormLimits())
			})
			if !errors.Is(inspected, bomb.want) {
				t.Errorf("inspected: %v, want %v", inspected, bomb.want)
			}
			if properties != nil {
				t.Errorf("properties: %v", properties)
			}
			if bomb.want != nil && !errors.Is(form, workbook.ErrTooLarge) && !errors.Is(form, workbook.ErrNotWorkbook) {
				t.Errorf("read as a form: %v", form)
			}
			if used > 512<<20 {
				t.Errorf("%d MB are used", used>>20)
			}
			t.Logf("%d KB of file, %d MB of memory: %v; %v", len(data)>>10, used>>20, inspected, form)
		})
	}
}

// peak measures the highest heap while it works.
func peak(work func()) (bytes uint64) {
	defer debug.SetGCPercent(debug.SetGCPercent(100)) // as users have it
	runtime.GC()
	done := make(chan struct{})
	var wait sync.WaitGroup
	wait.Go(func() {
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			bytes = max(bytes, m.HeapInuse)
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	})
	work()
	close(done)
	wait.Wait()
	return bytes
}
