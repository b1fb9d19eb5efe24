package assess_test

import (
	"context"
	"testing"

	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/gen"
	"github.com/sekisho/sekisho/internal/testing/oracle"
)

// fataler is what *testing.T and *rapid.T have in common.
type fataler interface {
	Helper()
	Fatalf(string, ...any)
}

// run builds and assesses a study that must have no errors.
func run(t fataler, spec, base *model.Spec) *assess.Result {
	t.Helper()
	s, found := model.Build(spec, base, model.Options{})
	if found.HasErrors() {
		t.Fatalf("study has errors: %+v", found.Findings)
	}
	r, err := assess.Run(context.Background(), s, assess.Options{})
	if err != nil {
		t.Fatalf("assess: %v", err)
	}
	return r
}

// equalOracle holds every cell of a model against the independent re-rating.
func equalOracle(t fataler, m *assess.ModelResult, s *model.Study, want map[oracle.Key]oracle.Cell) {
	t.Helper()
	if len(m.Cells) != len(want) {
		t.Fatalf("model %s: %d cells, the oracle has %d", m.Model.ID, len(m.Cells), len(want))
	}
	for _, c := range m.Cells {
		a := m.Model.Assets[c.Asset]
		key := oracle.Key{Asset: a.ID, Threat: s.Catalog.Threats[c.Threat].ID}
		got := oracle.Cell{Importance: int(m.Assets[c.Asset].Importance), Threat: int(c.ThreatLevel),
			Worst: int(c.Countermeasure.Worst), Best: int(c.Countermeasure.Best),
			DerivedWorst: int(c.DerivedCountermeasure.Worst), Derived: int(c.DerivedCountermeasure.Best),
			WorstRisk: c.Risk.Worst.String(), BestRisk: c.Risk.Best.String()}
		if got != want[key] {
			t.Fatalf("model %s, %s × %s:\n got %+v\nwant %+v", m.Model.ID, key.Asset, key.Threat, got, want[key])
		}
	}
}

// TestOracle: on random studies every cell equals the independent re-rating.
func TestOracle(t *testing.T) {
	base := gen.Catalog()
	rapid.Check(t, func(t *rapid.T) {
		spec := gen.Study(t)
		r := run(t, spec, base)
		equalOracle(t, r.Models[0], r.Study, oracle.Rate(spec, base, "m", nil))
	})
}

// TestExplainAgrees: the evidence of an explanation leads to the same level as
// the cell, so that what is shown is what was counted.
func TestExplainAgrees(t *testing.T) {
	base := gen.Catalog()
	rapid.Check(t, func(t *rapid.T) {
		r := run(t, gen.Study(t), base)
		m := r.Models[0]
		for _, c := range m.Cells {
			a := m.Model.Assets[c.Asset]
			e, ok := m.Explain(a.ID, r.Study.Catalog.Threats[c.Threat].ID)
			if !ok || e.Cell != c {
				t.Fatalf("no explanation of %s × %d", a.ID, c.Threat)
			}
			if c.Has(assess.Unpatched) || r.Method.SameLayer == method.LayerLevel2 {
				continue
			}
			full, some := 0, 0
			for _, x := range e.Evidence {
				switch x.Verdict {
				case assess.Counts:
					full++
				case assess.CountsPartly:
					some++
				}
			}
			want := method.CountermeasureLevel(1)
			switch {
			case full >= 2:
				want = 3
			case full+some > 0:
				want = 2
			}
			if worst := c.DerivedCountermeasure.Worst; worst < want {
				t.Fatalf("%s × %s: level %d, the evidence gives at least %d: %+v", a.ID, e.Threat.ID, worst, want, e.Evidence)
			}
		}
	})
}
