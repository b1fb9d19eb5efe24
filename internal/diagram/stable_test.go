package diagram_test

import (
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

// TestStable adds links to a model of the reference study, one at a time: nearly all
// assets stay where they stood, to the point.
func TestStable(t *testing.T) {
	kept, all := 0, 0
	before := boxes(t, "", "")
	for _, ends := range [][2]model.AssetID{{"a-mn-ad", "a-lg-pc"}, {"a-lg-fw", "a-mn-jumin"}, {"a-mn-atena", "a-lg-sec"}} {
		after := boxes(t, ends[0], ends[1])
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

// boxes gives where the assets of the model m1a of the reference study stand, with
// a link more where two assets are named.
func boxes(t *testing.T, from, to model.AssetID) map[string]drawing.Box {
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
		if m := &s.Spec.Models[i]; m.ID == "m1a" && from != "" {
			m.Links = append(m.Links, model.LinkSpec{ID: "k-more", From: from, To: to, Data: model.Both})
		}
	}
	study, found := model.Build(s.Spec, base, model.Options{})
	if found.HasErrors() {
		t.Fatal(found.Findings[0])
	}
	m, _ := study.Model("m1a")
	out := map[string]drawing.Box{}
	for _, x := range parts(diagram.NewBasis(study, diagram.Options{}).Network(m).Items) {
		if g := x.in("asset"); g != nil {
			if _, isRect := x.item.(*drawing.Rect); isRect {
				out[g.ID] = x.box
			}
		}
	}
	return out
}
