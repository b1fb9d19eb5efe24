package form_test

import (
	"bytes"
	"io"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/sheet/form"
	"github.com/sekisho/sekisho/internal/sheet/layout"
	"github.com/sekisho/sekisho/internal/sheet/roundtrip"
	"github.com/sekisho/sekisho/internal/testing/gen"
	"github.com/sekisho/sekisho/internal/testing/office"
)

// BenchmarkReference writes the workbook of one model of the reference study.
//
//	go test ./internal/sheet/form -run '^$' -bench Reference
func BenchmarkReference(b *testing.B) {
	r := whole(b)
	var size int
	for b.Loop() {
		var out bytes.Buffer
		if _, err := form.Model(b.Context(), &out, input(r, lang.Ja), "m0"); err != nil {
			b.Fatal(err)
		}
		size = out.Len()
	}
	b.ReportMetric(float64(size), "bytes")
}

// large assesses a study with so many rows of the asset-based analysis.
func large(t testing.TB, rows int) (*assess.Result, model.ModelID, time.Duration) {
	t.Helper()
	spec, base := gen.Large((rows + 29) / 30)
	built, found := model.Build(spec, base, model.Options{})
	if found.HasErrors() {
		t.Fatal(found.Findings)
	}
	from := time.Now()
	r, err := assess.Run(t.Context(), built, assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r, r.Models[0].Model.ID, time.Since(from)
}

// bare writes as many rows with the library's own stream writer: the cells of the
// first thousand rows of our sheet, again and again.
func bare(b *testing.B, sample [][]any, rows int) {
	b.Helper()
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	style, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Size: 9}, Alignment: &excelize.Alignment{WrapText: true}})
	if err != nil {
		b.Fatal(err)
	}
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	row := make([]any, len(sample[0]))
	for i := range rows {
		for j, c := range sample[i%len(sample)] {
			row[j] = nil
			if x, ok := c.(excelize.Cell); ok {
				x.StyleID = style
				row[j] = x
			}
		}
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := w.SetRow(cell, row, excelize.RowOpts{Height: 100}); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Write(io.Discard); err != nil {
		b.Fatal(err)
	}
}

// sample reads the cells of the first rows of our sheet as the library writes
// them: values, formulas with their values, and rich text.
func sample(b *testing.B, data []byte, rows int) [][]any {
	b.Helper()
	o := open(b, data)
	name := o.name[layout.Cells]
	var out [][]any
	for r := 6; r < 6+rows; r++ {
		row := make([]any, len(o.rows[layout.Cells][0]))
		for c := range row {
			ref, _ := excelize.CoordinatesToCellName(c+1, r)
			formula, err := o.file.GetCellFormula(name, ref)
			if err != nil {
				b.Fatal(err)
			}
			runs, err := o.file.GetCellRichText(name, ref)
			if err != nil {
				b.Fatal(err)
			}
			kind, err := o.file.GetCellType(name, ref)
			if err != nil {
				b.Fatal(err)
			}
			value, err := o.file.GetCellValue(name, ref, excelize.Options{RawCellValue: true})
			if err != nil {
				b.Fatal(err)
			}
			x := excelize.Cell{Formula: formula, Value: value}
			switch {
			case len(runs) > 1 || len(runs) == 1 && runs[0].Font != nil:
				x.Value = runs
			case kind == excelize.CellTypeNumber || kind == excelize.CellTypeUnset && len(value) == 1:
				x.Value = float64(value[0] - '0')
			case value == "" && formula == "":
				x.Value = nil
			}
			row[c] = x
		}
		out = append(out, row)
	}
	return out
}

// peak measures the highest heap while it works.
func peak(work func()) (bytes uint64) {
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	done := make(chan struct{})
	var wait sync.WaitGroup
	wait.Go(func() {
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			bytes = max(bytes, m.HeapAlloc)
			select {
			case <-done:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	})
	work()
	close(done)
	wait.Wait()
	return bytes - min(bytes, before.HeapAlloc)
}

// BenchmarkRows writes 100,000 rows of the asset-based analysis, beside the
// library's own stream writer with the same cells, and tells the ratio of the two
// times and the memory that ours needs over that of the result.
//
//	go test ./internal/sheet/form -run '^$' -bench Rows -benchtime 1x
func BenchmarkRows(b *testing.B) {
	const rows = 100_000
	r, id, _ := large(b, rows)
	few, fewID, _ := large(b, 3000)
	var head bytes.Buffer
	if err := form.WriteCells(b.Context(), &head, input(few, lang.Ja), fewID); err != nil {
		b.Fatal(err)
	}
	cells := sample(b, head.Bytes(), 1000)
	var ours, theirs time.Duration
	var memory uint64
	for b.Loop() {
		from := time.Now()
		memory = max(memory, peak(func() {
			if err := form.WriteCells(b.Context(), io.Discard, input(r, lang.Ja), id); err != nil {
				b.Fatal(err)
			}
		}))
		ours += time.Since(from)
		from = time.Now()
		bare(b, cells, len(r.Models[0].Cells))
		theirs += time.Since(from)
	}
	b.ReportMetric(float64(ours)/float64(theirs), "times-the-bare-writer")
	b.ReportMetric(float64(memory)/(1<<20), "MB")
	b.ReportMetric(float64(len(r.Models[0].Cells)), "rows")
}

// BenchmarkReadBack reads the workbook of 100,000 rows as an import does, beside the
// library's own reading of the same sheet row by row, and tells the ratio of the
// two times and the memory that ours needs.
//
//	go test ./internal/sheet/form -run '^$' -bench ReadBack -benchtime 1x
func BenchmarkReadBack(b *testing.B) {
	r, id, _ := large(b, 100_000)
	var data bytes.Buffer
	if err := form.WriteCells(b.Context(), &data, input(r, lang.Ja), id); err != nil {
		b.Fatal(err)
	}
	in := bytes.NewReader(data.Bytes())
	rows := len(r.Models[0].Cells)
	r = nil
	var ours, theirs time.Duration
	var memory uint64
	for b.Loop() {
		from := time.Now()
		memory = max(memory, peak(func() {
			book, err := roundtrip.Read(in, in.Size())
			if err != nil {
				b.Fatal(err)
			}
			if n := len(book.Tables[layout.Cells].Order); n != rows {
				b.Fatalf("%d rows are read, want %d", n, rows)
			}
		}))
		ours += time.Since(from)
		from = time.Now()
		readBare(b, data.Bytes())
		theirs += time.Since(from)
	}
	b.ReportMetric(float64(ours)/float64(theirs), "times-the-bare-reader")
	b.ReportMetric(float64(memory)/(1<<20), "MB")
	b.ReportMetric(float64(rows), "rows")
}

// readBare reads every row of every sheet with the library alone.
func readBare(b *testing.B, data []byte) {
	b.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for _, name := range f.GetSheetList() {
		rows, err := f.Rows(name)
		if err != nil {
			b.Fatal(err)
		}
		for rows.Next() {
			if _, err := rows.Columns(); err != nil {
				b.Fatal(err)
			}
		}
		if err := rows.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRecalculation times LibreOffice as it opens the workbook of 100,000
// rows and calculates it, which takes minutes, beside the engine's rating of the same cells.
//
//	go test ./internal/sheet/form -run '^$' -bench Recalculation -benchtime 1x
func BenchmarkRecalculation(b *testing.B) {
	r, id, engine := large(b, 100_000)
	var data bytes.Buffer
	if err := form.WriteCells(b.Context(), &data, input(r, lang.Ja), id); err != nil {
		b.Fatal(err)
	}
	file := write(b, b.TempDir(), "large.xlsx", data.Bytes())
	var program time.Duration
	for b.Loop() {
		made, took := office.Timed(b, "xlsx", file)
		program = took
		if filepath.Ext(made[0]) != ".xlsx" {
			b.Fatal(made)
		}
	}
	b.ReportMetric(float64(program)/float64(engine), "times-the-engine")
	b.ReportMetric(float64(engine.Milliseconds()), "engine-ms")
}
