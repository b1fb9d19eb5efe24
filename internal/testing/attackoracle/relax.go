package attackoracle

import (
	"github.com/sekisho/sekisho/internal/attacktree"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// Flat writes a built model down again as a study with that model alone, without
// inheritance and conditions and with all of its lists, so that [New] can read
// it without a base catalogue.
func Flat(s *model.Study, m *model.Model) *model.Spec {
	out := *s.Spec
	flat := model.ModelSpec{ID: m.ID, Text: m.Text}
	for _, z := range m.Zones {
		spec := z.ZoneSpec
		spec.Kind = z.Kind
		flat.Zones = append(flat.Zones, spec)
	}
	for _, a := range m.Assets {
		flat.Placements = append(flat.Placements, model.PlacementSpec{Zone: a.Zone.ID, Assets: []model.AssetID{a.ID}})
		if a.Vulnerable != nil {
			flat.Vulnerabilities = append(flat.Vulnerabilities, *a.Vulnerable)
		}
	}
	for _, k := range m.Links {
		flat.Links = append(flat.Links, k.LinkSpec)
	}
	for _, f := range m.Flows {
		spec := f.FlowSpec
		spec.Links = nil
		for _, k := range f.Links {
			spec.Links = append(spec.Links, k.ID)
		}
		flat.Flows = append(flat.Flows, spec)
	}
	for _, e := range m.Entries {
		flat.Entries = append(flat.Entries, e.EntrySpec)
	}
	for _, g := range m.Goals {
		flat.Goals = append(flat.Goals, g.GoalSpec)
	}
	for _, d := range m.Deployments {
		flat.Deployments = append(flat.Deployments, d.DeploymentSpec)
	}
	for _, j := range m.Judgements {
		flat.Judgements = append(flat.Judgements, j.JudgementSpec)
	}
	out.Models, out.Judgements = []model.ModelSpec{flat}, nil
	out.Method = &method.Spec{SameLayer: s.Method.SameLayer}
	out.Catalog = &catalog.Spec{Threats: s.Catalog.Threats, Countermeasures: s.Catalog.Countermeasures, AttackRules: s.Catalog.AttackRules}
	return &out
}

// Relaxed gives the worst value of every fact that can be reached with some
// steps, for graphs too large for brute force: every value is raised to what one
// more step allows, until nothing changes.
func (w *World) Relaxed(steps []attacktree.Step) map[attacktree.Fact]int {
	vulnerability := make([]int, len(steps))
	for i, s := range steps {
		worst, _ := w.Level(s)
		vulnerability[i] = 4 - worst
	}
	value := map[attacktree.Fact]int{}
	for more := true; more; {
		more = false
		for i, s := range steps {
			v := vulnerability[i]
			for _, f := range s.Needs {
				v = min(v, value[f])
			}
			if v > value[s.Gives] {
				value[s.Gives] = v
				more = true
			}
		}
	}
	return value
}
