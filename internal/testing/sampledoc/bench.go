package sampledoc

import (
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/document"
)

// Ratio measures write on a document and on one of ten times the rows, in turn,
// and reports the seconds of each and how many times longer the large one takes.
func Ratio(b *testing.B, write func(*document.Finished) error, one, ten *document.Finished) {
	b.Helper()
	b.ReportAllocs()
	var small, large time.Duration
	for b.Loop() {
		small += timed(b, write, one)
		large += timed(b, write, ten)
	}
	n := float64(b.N)
	b.ReportMetric(small.Seconds()/n, "s/×1")
	b.ReportMetric(large.Seconds()/n, "s/×10")
	b.ReportMetric(large.Seconds()/small.Seconds(), "growth")
}

func timed(b *testing.B, write func(*document.Finished) error, f *document.Finished) time.Duration {
	b.Helper()
	start := time.Now()
	if err := write(f); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}
