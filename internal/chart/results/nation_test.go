package results_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sekisho/sekisho/internal/chart/results"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/golden"
)

// letters counts organisations by letter: unrated, then E to A.
func letters(worst, best [6]int) hearing.Letters { return hearing.Letters{Worst: worst, Best: best} }

// TestNation: one bar for every view that differs, none for a damage without a way
// to it, and what cannot be rated is there.
func TestNation(t *testing.T) {
	damages := []model.DamageSpec{{ID: "d1", Label: "①"}, {ID: "d2", Label: "②"}, {ID: "d4", Label: "④"}}
	m := &hearing.ModelNation{Model: &model.Model{ID: "m", Text: lang.Text{Ja: "モデル", En: "model"}},
		Damages: []hearing.Letters{letters([6]int{0, 0, 0, 10, 20, 30}, [6]int{0, 0, 10, 20, 20, 10}), letters([6]int{5, 0, 0, 0, 55, 0}, [6]int{5, 0, 0, 0, 55, 0}),
			letters([6]int{60}, [6]int{60})},
		Reached: []bool{true, true, false}, Worst: letters([6]int{0, 0, 0, 0, 0, 60}, [6]int{0, 0, 0, 0, 1, 59})}
	planned := &hearing.ModelNation{Damages: []hearing.Letters{letters([6]int{0, 0, 0, 40, 20, 0}, [6]int{}), letters([6]int{5, 0, 0, 55, 0, 0}, [6]int{}), {}},
		Worst: letters([6]int{0, 0, 0, 0, 0, 60}, [6]int{})}
	p := results.Nation(m, planned, damages, lang.Ja)
	var got [][]string
	for _, row := range p.Data().Rows {
		got = append(got, row[:8])
	}
	want := [][]string{
		{"①　最悪", "30", "20", "10", "0", "0", "0", "60"}, {"①　最良", "10", "20", "20", "10", "0", "0", "60"}, {"①　計画後", "0", "20", "40", "0", "0", "0", "60"},
		{"②", "0", "55", "0", "0", "0", "5", "60"}, {"②　計画後", "0", "0", "55", "0", "0", "5", "60"},
		{"資産　最悪", "60", "0", "0", "0", "0", "0", "60"}, {"資産　最良", "59", "1", "0", "0", "0", "0", "60"}, {"資産　計画後", "60", "0", "0", "0", "0", "0", "60"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("figures (-want +got):\n%s", diff)
	}
	if rows := results.Nation(m, nil, damages, lang.En).Data().Rows; len(rows) != 5 {
		t.Errorf("%d bars without a plan, want 5", len(rows))
	}
	var b bytes.Buffer
	if err := drawing.WriteSVG(&b, p.Scene, drawing.SVGOptions{}); err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/golden/nation.svg", b.Bytes())
}
