package studies_test

import (
	"context"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/oracle"
)

// TestOracle rates the reference study a second time with code that knows
// nothing of the engine, for both placements of the e-application service, and
// holds every cell of every model against it.
func TestOracle(t *testing.T) {
	base, err := app.Base()
	if err != nil {
		t.Fatal(err)
	}
	for _, where := range []model.ParameterCase{"asp", "pub"} {
		parameters := model.When{"eapp": where}
		s, err := app.Open("", model.Options{Parameters: parameters})
		if err != nil {
			t.Fatal(err)
		}
		r, _, err := s.Assess(context.Background(), assess.Options{})
		if err != nil {
			t.Fatal(err)
		}
		cells := 0
		for _, m := range r.Models {
			want := oracle.Rate(s.Spec, base, m.Model.ID, parameters)
			if len(m.Cells) != len(want) {
				t.Errorf("%s, model %s: %d cells, the oracle has %d", where, m.Model.ID, len(m.Cells), len(want))
			}
			cells += len(m.Cells)
			for _, c := range m.Cells {
				key := oracle.Key{Asset: m.Model.Assets[c.Asset].ID, Threat: r.Study.Catalog.Threats[c.Threat].ID}
				got := oracle.Cell{Importance: int(m.Assets[c.Asset].Importance), Threat: int(c.ThreatLevel),
					Worst: int(c.Countermeasure.Worst), Best: int(c.Countermeasure.Best),
					DerivedWorst: int(c.DerivedCountermeasure.Worst), Derived: int(c.DerivedCountermeasure.Best),
					WorstRisk: c.Risk.Worst.String(), BestRisk: c.Risk.Best.String()}
				if got != want[key] {
					t.Errorf("%s, model %s, %v:\n got %+v\nwant %+v", where, m.Model.ID, key, got, want[key])
				}
			}
		}
		if len(r.Models) != 7 || cells == 0 {
			t.Errorf("%s: %d models, %d cells", where, len(r.Models), cells)
		}
		t.Logf("%s: %d cells of %d models agree", where, cells, len(r.Models))
	}
}

// BenchmarkReference rates the whole reference study: seven models.
func BenchmarkReference(b *testing.B) {
	s, err := app.Open("", model.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	cells := 0
	for b.Loop() {
		r, err := assess.Run(context.Background(), s.Study, assess.Options{})
		if err != nil {
			b.Fatal(err)
		}
		cells = 0
		for _, m := range r.Models {
			cells += len(m.Cells)
		}
	}
	b.ReportMetric(float64(cells), "cells")
}

// BenchmarkOpen reads, checks and builds the embedded study and the base
// catalogue.
func BenchmarkOpen(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := app.Open("", model.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkReanswer changes one answer after another in every model and reports
// the ratio to assessing the whole study (bar: 1/20, that is 0.05).
func BenchmarkReanswer(b *testing.B) {
	s, err := app.Open("", model.Options{})
	if err != nil {
		b.Fatal(err)
	}
	ctx := context.Background()
	var whole, one time.Duration
	answers := 0
	for b.Loop() {
		began := time.Now()
		r, err := assess.Run(ctx, s.Study, assess.Options{})
		if err != nil {
			b.Fatal(err)
		}
		whole += time.Since(began)
		began = time.Now()
		answers = 0
		for _, m := range r.Models {
			for _, d := range m.Model.Deployments {
				status := model.Absent
				if d.Status == model.Absent {
					status = model.InPlace
				}
				a := assess.Answer{Model: m.Model.ID, Deployment: d.ID, Status: status, Effective: model.Effective}
				if _, err := r.Reanswer(ctx, a); err != nil {
					b.Fatal(err)
				}
				answers++
			}
		}
		one += time.Since(began)
	}
	mean := float64(one) / float64(b.N) / float64(answers)
	b.ReportMetric(mean/1e6, "ms/answer")
	b.ReportMetric(float64(whole)/float64(b.N)/1e6, "ms/whole")
	b.ReportMetric(mean*float64(b.N)/float64(whole), "answer/whole")
	b.ReportMetric(float64(answers), "answers")
}
