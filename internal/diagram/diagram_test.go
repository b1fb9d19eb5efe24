package diagram_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diagram"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/golden"
)

// reference assesses the reference study.
func reference(t *testing.T) *assess.Result {
	t.Helper()
	s, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, _, err := s.Assess(t.Context(), assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestReferencePictures draws every kind of picture of every model of the reference
// study: each is written as SVG twice alike, and names the model's assets.
func TestReferencePictures(t *testing.T) {
	r := reference(t)
	b := diagram.NewBasis(r.Study, diagram.Options{Lang: lang.Ja})
	for _, m := range r.Models {
		if slices.Contains(golds(), m.Model.ID) {
			p, _ := b.Focused(m, diagram.Focus{Asset: "a-lg-pc"})
			golden.CheckString(t, "testdata/golden/focus-"+string(m.Model.ID)+".svg", svg(t, p))
		}
		network := b.Network(m.Model)
		text := svg(t, network)
		for _, a := range m.Model.Assets {
			if !strings.Contains(text, string([]rune(a.Ja)[:2])) {
				t.Errorf("%s: the picture does not name %s", m.Model.ID, a.Ja)
			}
		}
		if text != svg(t, b.Network(m.Model)) {
			t.Errorf("%s: two pictures differ", m.Model.ID)
		}
		if len(b.Matrix(m.Model)) == 0 {
			t.Errorf("%s: no matrix", m.Model.ID)
		}
		for _, d := range m.Damage.Damages {
			route, ok := m.WorstRoute(t.Context(), d, assess.UsualBounds())
			if !ok {
				continue
			}
			p, ok := b.Route(m, &route, 0)
			if !ok {
				t.Errorf("%s %s: no picture of the route", m.Model.ID, d.Damage.ID)
				continue
			}
			trees := b.Tree(m, &route)
			if len(trees) == 0 {
				t.Errorf("%s %s: no picture of the tree", m.Model.ID, d.Damage.ID)
				continue
			}
			drawn, tree := svg(t, p), svg(t, trees[0])
			if d.Damage.ID == "d2" && slices.Contains(golds(), m.Model.ID) {
				golden.CheckString(t, "testdata/golden/route-"+string(m.Model.ID)+".svg", drawn)
				golden.CheckString(t, "testdata/golden/tree-"+string(m.Model.ID)+".svg", tree)
			}
		}
	}
}

func svg(t *testing.T, p *diagram.Picture) string {
	t.Helper()
	var out strings.Builder
	if err := drawing.WriteSVG(&out, p.Scene, drawing.SVGOptions{}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
