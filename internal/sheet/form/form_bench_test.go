package form_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/sheet/form"
)

// BenchmarkReference writes the workbook of one model of the reference study.
func BenchmarkReference(b *testing.B) {
	r := reference(b, nil, "m0")
	var size int
	for b.Loop() {
		var out bytes.Buffer
		if _, err := form.Model(b.Context(), io.Writer(&out), input(r, lang.Ja), "m0"); err != nil {
			b.Fatal(err)
		}
		size = out.Len()
	}
	b.ReportMetric(float64(size), "bytes")
}
