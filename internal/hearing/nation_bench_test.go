//go:build unix

package hearing_test

import (
	"context"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/hearing"
)

// BenchmarkNation evaluates synthetic answers under the seven models of the
// reference study with two workers: 100, 1,788 and 17,880 organisations in one
// run. It reports the time per organisation and model, the ratio of the largest
// to the smallest in processor time, which other work on the machine does not
// touch as it does wall time, the wall time of the nation of 1,788, and the heap
// in use at most while the largest runs.
//
//	go test ./internal/hearing -run '^$' -bench Nation -benchtime 1x
func BenchmarkNation(b *testing.B) {
	r := reference(b)
	questions := hearing.Derive(r)
	for b.Loop() {
		per := map[int]float64{}
		for _, n := range []int{100, 1788, 17880} {
			_, rows := synthetic(questions, n)
			var peak uint64
			begin, used := time.Now(), processor(b)
			last := begin
			if _, err := hearing.Evaluate(context.Background(), r, questions, rows, hearing.NationOptions{Workers: 2, Progress: func(int, int) {
				if time.Since(last) > time.Second {
					var m runtime.MemStats
					runtime.ReadMemStats(&m)
					peak, last = max(peak, m.HeapInuse), time.Now()
				}
			}}); err != nil {
				b.Fatal(err)
			}
			took := time.Since(begin)
			per[n] = (processor(b) - used).Seconds() / float64(n*len(r.Models))
			if n == 1788 {
				b.ReportMetric(took.Seconds(), "s/nation")
			}
			if n == 17880 {
				b.ReportMetric(float64(peak)/(1<<20), "MB-heap")
			}
		}
		b.ReportMetric(per[1788]*1e6, "cpu-µs/organisation×model")
		b.ReportMetric(per[17880]/per[100], "ratio-17880/100")
	}
}

// processor gives the processor time that the process has used.
func processor(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkQuestions derives and weighs the question set of the reference study.
func BenchmarkQuestions(b *testing.B) {
	r := reference(b)
	for b.Loop() {
		set, err := hearing.Choose(context.Background(), r, hearing.WeighOptions{})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(set.Questions)), "questions")
	}
}
