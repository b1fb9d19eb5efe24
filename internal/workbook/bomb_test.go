package workbook_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/testing/long"
	"github.com/sekisho/sekisho/internal/workbook"
)

// parts makes a zip file of parts.
func parts(t *testing.T, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, data := range files {
		p, err := w.Create(name)
		if err == nil {
			_, err = p.Write(data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// refusedCheaply wants a file refused at the cost of what may be unpacked, one
// megabyte, and not of what it holds.
func refusedCheaply(t *testing.T, data []byte, want error) {
	t.Helper()
	limit := workbook.FormLimits()
	limit.Unpacked = 1 << 20
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, _, err := workbook.ReadGrids(data, limit)
	runtime.ReadMemStats(&after)
	if !errors.Is(err, want) {
		t.Errorf("%v, want %v", err, want)
	}
	// Reading XML makes fifty bytes of garbage of each byte.
	if cost := after.TotalAlloc - before.TotalAlloc; cost > 200<<20 {
		t.Errorf("refusing %d bytes allocates %d bytes", len(data), cost)
	}
}

// TestZipBomb refuses files of a few kilobytes that unpack to hundreds of
// megabytes, in one part or in many.
func TestZipBomb(t *testing.T) {
	long.Test(t)
	zeros := bytes.Repeat([]byte("<a/>"), 16<<20)
	refusedCheaply(t, parts(t, map[string][]byte{"xl/worksheets/sheet1.xml": append([]byte("<x>"), zeros...)}), workbook.ErrTooLarge)
	many := map[string][]byte{}
	for i := range 100 {
		many[fmt.Sprintf("xl/media/%d.png", i)] = zeros[:1<<20]
	}
	refusedCheaply(t, parts(t, many), workbook.ErrTooLarge)
}

// TestXMLBomb refuses a part whose entities grow without end, and one that asks
// for a file.
func TestXMLBomb(t *testing.T) {
	var laughs strings.Builder
	laughs.WriteString(`<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "lol">`)
	for i := range 30 {
		fmt.Fprintf(&laughs, `<!ENTITY l%d "&l%d;&l%d;">`, i+1, i, i)
	}
	laughs.WriteString(`]><worksheet>&l30;</worksheet>`)
	outside := `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><worksheet>&f;</worksheet>`
	for _, text := range []string{laughs.String(), outside} {
		refusedCheaply(t, parts(t, map[string][]byte{"xl/worksheets/sheet1.xml": []byte(text)}), workbook.ErrNotWorkbook)
	}
}
