package diagram_test

import (
	"fmt"
	"testing"

	"github.com/sekisho/sekisho/internal/diagram"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/gen"
)

// TestManyZonesStayLegible lays out sixty zones of one kind, each with an asset: they are
// stacked so that the names can be read. In a third as many columns they had 3.6 points.
func TestManyZonesStayLegible(t *testing.T) {
	t.Parallel()
	spec, base := gen.Large(60)
	m := &spec.Models[0]
	m.Links, m.Deployments, m.Placements, m.Zones = nil, nil, nil, nil
	for i, a := range spec.Assets {
		z := model.ZoneSpec{ID: model.ZoneID(fmt.Sprint("z-", i)), Text: lang.Text{Ja: "外部"}, Kind: model.ZoneExternal, Physical: model.PhysicalLimited}
		m.Zones = append(m.Zones, z)
		m.Placements = append(m.Placements, model.PlacementSpec{Zone: z.ID, Assets: []model.AssetID{a.ID}})
	}
	study, found := model.Build(spec, base, model.Options{})
	if found.HasErrors() {
		t.Fatal(found.Findings[0])
	}
	p := diagram.NewBasis(study, diagram.Options{}).Network(study.Models[0])
	if p.Smallest < diagram.LeastText {
		t.Errorf("the smallest text has %.1f pt", p.Smallest)
	}
}
