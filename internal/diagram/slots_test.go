package diagram_test

import (
	"slices"
	"testing"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diagram"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// TestMoved moves the first asset of every zone to where the last one stands: the two
// change places, and nothing else on the picture of the model moves.
func TestMoved(t *testing.T) {
	long.Test(t)
	t.Parallel()
	s, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	base, err := app.Base()
	if err != nil {
		t.Fatal(err)
	}
	b := diagram.NewBasis(s.Study, diagram.Options{})
	for _, m := range s.Models {
		before := boxesOf(b, m)
		spec := *s.Spec
		spec.Models = append([]model.ModelSpec(nil), s.Spec.Models...)
		layout := &model.LayoutSpec{}
		want := map[model.AssetID]model.AssetSlotSpec{}
		for _, z := range m.Zones {
			slots := b.Slots(m, z.ID)
			if len(slots) == 0 {
				continue
			}
			first, last := slots[0], slots[len(slots)-1]
			for _, s := range slots {
				want[s.Asset] = s
			}
			want[first.Asset] = model.AssetSlotSpec{Asset: first.Asset, Row: last.Row, Column: last.Column}
			want[last.Asset] = model.AssetSlotSpec{Asset: last.Asset, Row: first.Row, Column: first.Column}
			layout.Assets = append(layout.Assets, b.Moved(m, z.ID, want[first.Asset])...)
		}
		spec.Models[slices.IndexFunc(spec.Models, func(x model.ModelSpec) bool { return x.ID == m.ID })].Layout = layout
		study, found := model.Build(&spec, base, model.Options{})
		if found.HasErrors() {
			t.Fatal(found.Findings[0])
		}
		now, _ := study.Model(m.ID)
		after := diagram.NewBasis(study, diagram.Options{})
		for _, z := range m.Zones {
			for _, s := range after.Slots(now, z.ID) {
				if s != want[s.Asset] {
					t.Errorf("%s: %s stands in row %d, column %d and not in %d, %d", m.ID, s.Asset, s.Row, s.Column, want[s.Asset].Row, want[s.Asset].Column)
				}
			}
		}
		for z, g := range b.Grids(m) {
			for _, slot := range b.Slots(m, z) {
				at := before["asset-"+string(slot.Asset)].Center()
				if at.X != g.Columns[slot.Column-1] || at.Y-g.Rows[slot.Row-1] > 0.01 || at.Y-g.Rows[slot.Row-1] < -0.01 {
					t.Errorf("%s: %s stands at %v, its cell at %v, %v", m.ID, slot.Asset, at, g.Columns[slot.Column-1], g.Rows[slot.Row-1])
				}
			}
		}
	}
}
