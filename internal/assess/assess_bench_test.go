package assess_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/gen"
)

// BenchmarkRate rates studies of 1,000 to 100,000 assets × 30 threats. It
// reports the time per cell, which stays level while growth is linear, and the
// ratio to one plain pass that fills as many cells and counts their letters.
func BenchmarkRate(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("assets=%d", n), func(b *testing.B) {
			spec, base := gen.Large(n)
			s, found := model.Build(spec, base, model.Options{})
			if found.HasErrors() {
				b.Fatal(found.Findings[0])
			}
			var rating, plain time.Duration
			cells := 0
			b.ReportAllocs()
			for b.Loop() {
				start := time.Now()
				r, err := assess.Run(context.Background(), s, assess.Options{})
				if err != nil {
					b.Fatal(err)
				}
				rating += time.Since(start)
				cells = len(r.Models[0].Cells)
				start = time.Now()
				if plainPass(cells) != cells {
					b.Fatal("the plain pass lost cells")
				}
				plain += time.Since(start)
			}
			b.ReportMetric(float64(rating)/float64(plain), "×plain-pass")
			b.ReportMetric(float64(rating)/float64(b.N)/float64(cells), "ns/cell")
			b.ReportMetric(float64(cells), "cells")
		})
	}
}

// plainPass does with cells what cannot be left out: it makes room for them,
// writes each one and counts the letters.
func plainPass(n int) int {
	cells := make([]assess.Cell, 0, n)
	for i := range n {
		letter := method.RiskValue(1 + i%5)
		cells = append(cells, assess.Cell{Asset: int32(i / 30), Threat: uint16(i % 30), ThreatLevel: 1, Risk: assess.RiskRange{Worst: letter, Best: letter}})
	}
	var counts [method.A + 1]int
	for _, c := range cells {
		counts[c.Risk.Worst]++
	}
	return counts[1] + counts[2] + counts[3] + counts[4] + counts[5]
}

// BenchmarkBuild builds the same studies from their written form.
func BenchmarkBuild(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("assets=%d", n), func(b *testing.B) {
			spec, base := gen.Large(n)
			b.ReportAllocs()
			for b.Loop() {
				if _, found := model.Build(spec, base, model.Options{}); found.HasErrors() {
					b.Fatal(found.Findings[0])
				}
			}
			b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(n), "ns/asset")
		})
	}
}

// BenchmarkExplain explains one cell of the largest study.
func BenchmarkExplain(b *testing.B) {
	spec, base := gen.Large(10_000)
	r := run(b, spec, base)
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := r.Models[0].Explain("a5000", "t3"); !ok {
			b.Fatal("no cell")
		}
	}
}
