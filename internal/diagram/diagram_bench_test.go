package diagram_test

import (
	"fmt"
	"io"
	"testing"

	"github.com/sekisho/sekisho/internal/diagram"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/gen"
)

// BenchmarkNetwork lays out and writes the configuration of one model, from the
// size of a small one to ten times that, and of 200 assets with 350 links. It
// reports the time per asset and link, which stays level while growth is linear,
// and how many links found no free way or run over others. The links of these
// models lead anywhere, so that the way of each grows with the picture; a model that
// grows like a real one, by copies, is measured by BenchmarkOutputs in internal/app.
func BenchmarkNetwork(b *testing.B) {
	for _, size := range []struct{ assets, links int }{{40, 70}, {80, 140}, {160, 280}, {200, 350}, {400, 700}} {
		b.Run(fmt.Sprintf("assets=%d,links=%d", size.assets, size.links), func(b *testing.B) {
			m, study := large(b, size.assets, size.links)
			straight, overlaps := 0, 0
			b.ReportAllocs()
			for b.Loop() {
				p := diagram.NewBasis(study, diagram.Options{}).Network(m)
				if err := drawing.WriteSVG(io.Discard, p.Scene, drawing.SVGOptions{}); err != nil {
					b.Fatal(err)
				}
				straight, overlaps = p.Straight, p.Overlaps
			}
			b.ReportMetric(b.Elapsed().Seconds()*1e6/float64(b.N)/float64(size.assets+size.links), "µs/part")
			b.ReportMetric(float64(straight), "straight")
			b.ReportMetric(float64(overlaps), "overlaps")
		})
	}
}

// large gives a model of a size, in 20 zones.
func large(b testing.TB, assets, links int) (*model.Model, *model.Study) {
	b.Helper()
	spec, base := gen.Large(assets)
	spec.Models[0].Links, spec.Models[0].Deployments = spec.Models[0].Links[:links], nil
	for i := range spec.Assets {
		spec.Assets[i].Text = lang.Text{Ja: fmt.Sprint("業務システム", i)}
	}
	study, found := model.Build(spec, base, model.Options{})
	if found.HasErrors() {
		b.Fatal(found.Findings[0])
	}
	return study.Models[0], study
}
