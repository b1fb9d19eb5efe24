package assess_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/gen"
	"github.com/sekisho/sekisho/internal/testing/oracle"
)

// letters gives the letters of every cell of the only model.
func letters(t fataler, spec *model.Spec) map[oracle.Key]assess.RiskRange {
	t.Helper()
	r := run(t, spec, gen.Catalog())
	out := map[oracle.Key]assess.RiskRange{}
	for _, c := range r.Models[0].Cells {
		out[oracle.Key{Asset: r.Models[0].Model.Assets[c.Asset].ID, Threat: r.Study.Catalog.Threats[c.Threat].ID}] = c.Risk
	}
	return out
}

// neverBetter fails when a cell of after is a lower risk than before. A cell
// that becomes rated or unrated says nothing.
func neverBetter(t fataler, before, after map[oracle.Key]assess.RiskRange, what string) {
	t.Helper()
	for key, b := range before {
		a := after[key]
		if b.Worst.WorseThan(a.Worst) || b.Best.WorseThan(a.Best) {
			t.Fatalf("%s: %v went from %v to %v", what, key, b, a)
		}
	}
}

// copyOf gives a study that can be changed without changing the first.
func copyOf(s *model.Spec) *model.Spec {
	c := *s
	c.Assets = slices.Clone(s.Assets)
	c.Judgements = slices.Clone(s.Judgements)
	m := s.Models[0]
	m.Zones, m.Placements, m.Links = slices.Clone(m.Zones), slices.Clone(m.Placements), slices.Clone(m.Links)
	m.Deployments, m.Vulnerabilities = slices.Clone(m.Deployments), slices.Clone(m.Vulnerabilities)
	m.Judgements = slices.Clone(m.Judgements)
	c.Models = []model.ModelSpec{m}
	return &c
}

// TestRaisingNeverLowersRisk raises one input of a random study — importance,
// exposure, physical class, a vulnerability, a judgement — and looks at every
// cell.
func TestRaisingNeverLowersRisk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := gen.Study(t)
		after := copyOf(before)
		m := &after.Models[0]
		a := rapid.IntRange(0, len(after.Assets)-1).Draw(t, "which asset")
		z := rapid.IntRange(0, len(m.Zones)-1).Draw(t, "which zone")
		what := rapid.SampledFrom([]string{"importance", "exposure", "physical", "vulnerability", "judgement"}).Draw(t, "what rises")
		switch what {
		case "importance":
			after.Assets[a].Importance = min(after.Assets[a].Importance+1, 3)
		case "exposure":
			m.Zones[z].Exposure = map[model.Exposure]model.Exposure{model.ExposureIsolated: model.ExposureIntranet,
				model.ExposureIntranet: model.ExposureInternet, model.ExposureInternet: model.ExposureInternet}[m.Zones[z].Exposure]
		case "physical":
			m.Zones[z].Physical = map[model.PhysicalClass]model.PhysicalClass{model.PhysicalStrict: model.PhysicalLimited,
				model.PhysicalLimited: model.PhysicalAnyone, model.PhysicalAnyone: model.PhysicalAnyone}[m.Zones[z].Physical]
		case "vulnerability":
			m.Vulnerabilities = append(m.Vulnerabilities, model.VulnerabilitySpec{Asset: after.Assets[a].ID, Reason: "r", Author: "a", Date: "2026-06-08"})
		case "judgement":
			raiseJudgements(m.Judgements)
			raiseJudgements(after.Judgements)
		}
		neverBetter(t, letters(t, before), letters(t, after), what)
	})
}

// raiseJudgements makes every judgement one level worse.
func raiseJudgements(js []model.JudgementSpec) {
	for i := range js {
		if js[i].Set == model.SetCountermeasureLevel {
			js[i].Value = max(js[i].Value-1, 1)
		} else {
			js[i].Value = min(js[i].Value+1, 3)
		}
	}
}

// TestDeployingNeverRaisesRisk adds a countermeasure, or makes one better.
func TestDeployingNeverRaisesRisk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := gen.Study(t)
		after := copyOf(before)
		m := &after.Models[0]
		if n := len(m.Deployments); n > 0 && rapid.Bool().Draw(t, "improve one") {
			d := &m.Deployments[rapid.IntRange(0, n-1).Draw(t, "which")]
			d.Status, d.Effective = model.InPlace, model.Effective
		} else {
			m.Deployments = append(m.Deployments, gen.Deployment(t, after, m, 99))
		}
		neverBetter(t, letters(t, after), letters(t, before), "deployment")
	})
}

// TestIntervalIsExact answers every unknown in every way: the worst and the best
// letter over all answers are the ends of the interval.
func TestIntervalIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spec := gen.Study(t)
		open := unknowns(spec)
		if n := len(open); n > 6 {
			// So many that trying all would take long: some are answered first.
			spec = answered(spec, open[6:], rapid.IntRange(0, 1<<(n-6)-1).Draw(t, "answered first"))
			open = open[:6]
		}
		got := letters(t, spec)
		want := map[oracle.Key]assess.RiskRange{}
		for answers := range 1 << len(open) {
			for key, r := range letters(t, answered(spec, open, answers)) {
				w, seen := want[key]
				if !seen {
					w = assess.RiskRange{Worst: r.Worst, Best: r.Worst}
				}
				want[key] = assess.RiskRange{Worst: max(w.Worst, r.Worst), Best: min(w.Best, r.Worst)}
			}
		}
		for key, r := range got {
			if want[key] != r {
				t.Fatalf("%v: interval %v, the answers give %v", key, r, want[key])
			}
		}
	})
}

// unknowns lists the deployments of which an answer is unknown.
func unknowns(spec *model.Spec) []int {
	var out []int
	for i, d := range spec.Models[0].Deployments {
		if d.Status == model.UnknownStatus || d.Effective == model.UnknownEffectiveness &&
			(d.Status == model.InPlace || d.Status == model.Partial) {
			out = append(out, i)
		}
	}
	return out
}

// answered answers each unknown with good or bad, as the bits of answers say.
func answered(spec *model.Spec, open []int, answers int) *model.Spec {
	c := copyOf(spec)
	for n, i := range open {
		d := &c.Models[0].Deployments[i]
		good := answers>>n&1 == 1
		if d.Status == model.UnknownStatus {
			d.Status = model.Absent
			if good {
				d.Status = model.InPlace
			}
		}
		if d.Effective == model.UnknownEffectiveness {
			d.Effective = model.NotEffective
			if good {
				d.Effective = model.Effective
			}
		}
	}
	return c
}

// TestOrderChangesNothing: the order in which rows are written does not matter.
func TestOrderChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := gen.Study(t)
		after := copyOf(before)
		m := &after.Models[0]
		slices.Reverse(after.Assets)
		slices.Reverse(m.Zones)
		slices.Reverse(m.Placements)
		slices.Reverse(m.Links)
		slices.Reverse(m.Deployments)
		b, a := letters(t, before), letters(t, after)
		if len(a) != len(b) {
			t.Fatalf("%d cells became %d", len(b), len(a))
		}
		for key := range b {
			if a[key] != b[key] {
				t.Fatalf("%v: %v became %v", key, b[key], a[key])
			}
		}
	})
}

// TestTotals: the totals of a model are those of its cells.
func TestTotals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := run(t, gen.Study(t), gen.Catalog())
		m := r.Models[0]
		var want assess.Totals
		perAsset := 0
		for _, c := range m.Cells {
			want.Worst[c.Risk.Worst]++
			want.Best[c.Risk.Best]++
			if !c.Risk.Known() {
				want.Open++
			}
		}
		for i := range m.Assets {
			perAsset += m.Assets[i].Totals.All()
			for _, c := range m.CellsOf(i) {
				if int(c.Asset) != i {
					t.Fatalf("cell of asset %d is listed at %d", c.Asset, i)
				}
			}
		}
		if m.Totals != want || perAsset != len(m.Cells) {
			t.Fatalf("totals %+v, want %+v; %d cells by asset, %d in all", m.Totals, want, perAsset, len(m.Cells))
		}
	})
}

// TestExplanationChangesAreReal: every change that an explanation names gives
// the letter it says, and no smaller one of its kind changes the letter.
func TestExplanationChangesAreReal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := run(t, gen.Study(t), gen.Catalog())
		m := r.Models[0]
		for _, c := range m.Cells {
			e, _ := m.Explain(m.Model.Assets[c.Asset].ID, r.Study.Catalog.Threats[c.Threat].ID)
			for _, x := range e.Changes {
				step := 1
				if x.To < x.From {
					step = -1
				}
				for to := x.From; to != x.To+step; to += step {
					changed := letterWith(r.Method, e, x.Set, to)
					if (changed != c.Risk.Worst) != (to == x.To) || to == x.To && changed != x.Letter {
						t.Fatalf("%s %d → %d gives %s, not %s", x.Set, x.From, to, changed, x.Letter)
					}
				}
			}
		}
	})
}

func letterWith(m *method.Method, e *assess.Explanation, set model.Subject, to int) method.RiskValue {
	i, t, c := e.Rating.Importance, e.Cell.ThreatLevel, e.Cell.Countermeasure.Worst
	switch set {
	case model.SetImportance:
		i = method.Importance(to)
	case model.SetThreatLevel:
		t = method.ThreatLevel(to)
	case model.SetCountermeasureLevel:
		c = method.CountermeasureLevel(to)
	}
	cell, _ := method.Rate(m.Matrix, t, c.Vulnerability(), i)
	return cell.Value
}

// TestNoExplanationOfWhatIsNotThere: an asset that is not placed and a threat
// that does not apply have no explanation.
func TestNoExplanationOfWhatIsNotThere(t *testing.T) {
	s := sketch("Internet: [a]")
	r := run(t, s, gen.Catalog())
	for _, pair := range [][2]string{{"nowhere", "access"}, {"a", "flood"}, {"a", "nothing"}} {
		if _, ok := r.Models[0].Explain(model.AssetID(pair[0]), catalog.ThreatID(pair[1])); ok {
			t.Errorf("%v is explained", pair)
		}
	}
}

// TestUnratedDamages: a damage of which some start cannot be rated has no letter,
// whatever its other starts have; else it has the worst of theirs.
func TestUnratedDamages(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spec := gen.AttackStudy(t)
		spec.Method.ThreatLevel = method.MaxOfBoth
		zones := spec.Models[0].Zones
		zones[rapid.IntRange(0, len(zones)-1).Draw(t, "zone")].Physical = ""
		r := run(t, spec, gen.AttackCatalog())
		for _, d := range r.Models[0].Damage.Damages {
			var want assess.RiskRange
			unrated := false
			for _, i := range d.Goals {
				for _, s := range r.Models[0].Damage.Goals[i].Starts {
					if s.Reached {
						unrated = unrated || s.Risk.Worst == method.Unrated
						want = assess.RiskRange{Worst: max(want.Worst, s.Risk.Worst), Best: max(want.Best, s.Risk.Best)}
					}
				}
			}
			if unrated {
				want = assess.RiskRange{}
			}
			if d.Risk != want {
				t.Fatalf("damage %s: %v, want %v", d.Damage.ID, d.Risk, want)
			}
		}
	})
}
