package diagram_test

import (
	"testing"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diagram"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/golden"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// TestBeside draws models of the reference study with others beside them: every asset of
// both is there, those of one alone and those of both in different boxes, and nothing
// runs over a text.
func TestBeside(t *testing.T) {
	long.Test(t)
	t.Parallel()
	s, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b := diagram.NewBasis(s.Study, diagram.Options{Lang: lang.Ja})
	for i, m := range s.Models {
		other := s.Models[(i+1)%len(s.Models)]
		x := model.NewBeside(m, other)
		p := b.Beside(x, other.Ja)
		for _, wrong := range laidOut(p, x.Joint) {
			t.Errorf("%s with %s: %s", m.ID, other.ID, wrong)
		}
		edges := map[string]float64{}
		for _, y := range parts(p.Items) {
			if g := y.in("asset"); g != nil {
				if r, ok := y.item.(*drawing.Rect); ok {
					edges[g.ID] = r.StrokeWidth
				}
			}
		}
		here := map[model.AssetID]bool{}
		for _, a := range x.HereAssets {
			here[a.ID] = true
		}
		for _, moved := range x.Moved {
			here[moved.Here.ID] = true
		}
		for _, a := range x.Joint.Assets {
			want := 0.9
			switch {
			case a.Index >= x.Assets:
				want = 0.6
			case here[a.ID]:
				want = 1.6
			}
			if got := edges["asset-"+string(a.ID)]; got != want {
				t.Errorf("%s with %s: the edge of %s is %v wide and not %v", m.ID, other.ID, a.ID, got, want)
			}
		}
	}
}

// TestBesideGolden keeps the picture of a model with another one beside it.
func TestBesideGolden(t *testing.T) {
	s, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m, _ := s.Model("m1a")
	other, _ := s.Model("m1c")
	p := diagram.NewBasis(s.Study, diagram.Options{Lang: lang.Ja}).Beside(model.NewBeside(m, other), other.Short.Ja)
	golden.CheckString(t, "testdata/golden/beside-m1a-m1c.svg", svg(t, p))
}
