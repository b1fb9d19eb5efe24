package diagram_test

import (
	"cmp"
	"testing"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diagram"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/golden"
)

// golds are the models whose pictures are kept as golden files: one on the
// premises, one in the cloud.
func golds() []model.ModelID { return []model.ModelID{"m0", "m4"} }

// TestGoldens writes the configuration, a flow and the matrix of two models.
func TestGoldens(t *testing.T) {
	s, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	study := s.Study
	b := diagram.NewBasis(study, diagram.Options{Lang: lang.Ja})
	for _, id := range golds() {
		m, ok := study.Model(id)
		if !ok {
			t.Fatalf("no model %s", id)
		}
		golden.CheckString(t, "testdata/golden/network-"+string(id)+".svg", svg(t, b.Network(m)))
		p, ok := b.Flow(m, "uc-01")
		if !ok {
			t.Fatalf("%s: no flow", id)
		}
		golden.CheckString(t, "testdata/golden/flow-"+string(id)+".svg", svg(t, p))
		golden.CheckString(t, "testdata/golden/matrix-"+string(id)+".svg", svg(t, b.Matrix(m)[0]))
	}
}

// change is a small change of a model.
type change func(*model.Spec, *model.ModelSpec)

func moreLink(from, to model.AssetID) change {
	return func(_ *model.Spec, m *model.ModelSpec) {
		m.Links = append(m.Links, model.LinkSpec{ID: "k-more", From: from, To: to, Data: model.Both})
	}
}

func moreAsset(zone model.ZoneID, beside model.AssetID) change {
	return func(s *model.Spec, m *model.ModelSpec) {
		s.Assets = append(s.Assets, model.AssetSpec{ID: "a-more", Text: lang.Text{Ja: "印刷サーバ"}, Type: "server"})
		m.Placements = append(m.Placements, model.PlacementSpec{Zone: zone, Assets: []model.AssetID{"a-more"}})
		moreLink(beside, "a-more")(s, m)
	}
}

// TestStable adds links to a model of the reference study, one at a time: nearly all
// assets stay where they stood, to the point.
func TestStable(t *testing.T) {
	kept, all := 0, 0
	before := boxes(t, nil)
	for _, c := range []change{moreLink("a-mn-ad", "a-lg-pc"), moreLink("a-lg-fw", "a-mn-jumin"), moreLink("a-mn-atena", "a-lg-sec")} {
		after := boxes(t, c)
		for id, box := range before {
			all++
			if after[id] == box {
				kept++
			}
		}
	}
	if kept*10 < all*9 {
		t.Errorf("only %d of %d assets stayed", kept, all)
	}
	t.Logf("%d of %d assets stayed", kept, all)
}

// TestStableOrder adds an asset to a zone, for which others may have to make room:
// of nearly all pairs of assets, the same stands left, and the same above.
func TestStableOrder(t *testing.T) {
	before := boxes(t, nil)
	for zone, beside := range map[model.ZoneID]model.AssetID{"z-lg": "a-lg-pc", "z-mn": "a-mn-ad", "z-bnd": "a-bnd-link", "z-vnd": "a-vnd-pc"} {
		after := boxes(t, moreAsset(zone, beside))
		turned, all := 0, 0
		for a, boxA := range before {
			for b, boxB := range before {
				all++
				was, is := side(boxA, boxB), side(after[a], after[b])
				if was[0]*is[0] < 0 || was[1]*is[1] < 0 {
					turned++
				}
			}
		}
		if turned*10 > all {
			t.Errorf("%s: %d of %d pairs turned round", zone, turned, all)
		}
		t.Logf("%s: %d of %d pairs turned round", zone, turned, all)
	}
}

// side tells whether b stands left or right of a, and above or below it: 0 where
// they share a column or a row.
func side(a, b drawing.Box) [2]int {
	order := func(a, b, size float64) int {
		if d := b - a; d < -size/2 || d > size/2 {
			return cmp.Compare(b, a)
		}
		return 0
	}
	return [2]int{order(a.Center().X, b.Center().X, a.W), order(a.Center().Y, b.Center().Y, a.H)}
}

// boxes gives where the assets of the model m1a of the reference study stand
// after a change, if any.
func boxes(t *testing.T, c change) map[string]drawing.Box {
	t.Helper()
	s, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	base, err := app.Base()
	if err != nil {
		t.Fatal(err)
	}
	for i := range s.Spec.Models {
		if m := &s.Spec.Models[i]; m.ID == "m1a" && c != nil {
			c(s.Spec, m)
		}
	}
	study, found := model.Build(s.Spec, base, model.Options{})
	if found.HasErrors() {
		t.Fatal(found.Findings[0])
	}
	m, _ := study.Model("m1a")
	return boxesOf(diagram.NewBasis(study, diagram.Options{}), m)
}

// boxesOf gives where the assets of a model stand, by the ids of their groups.
func boxesOf(b *diagram.Basis, m *model.Model) map[string]drawing.Box {
	out := map[string]drawing.Box{}
	for _, x := range parts(b.Network(m).Items) {
		if g := x.in("asset"); g != nil {
			if _, isRect := x.item.(*drawing.Rect); isRect {
				out[g.ID] = x.box
			}
		}
	}
	return out
}
