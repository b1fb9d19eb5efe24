package gen

import (
	"fmt"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// Sizes of large studies, close to those of the shipped catalogue.
const (
	largeThreats         = 30
	largeCountermeasures = 90
	largeZones           = 20
)

// Large gives a study with n assets to which all of 30 threats apply, and its
// base catalogue: 90 countermeasures that counter five threats each, 20 zones
// behind each other, two links per asset of which some cross zones, deployments
// over every zone and on every tenth asset.
func Large(n int) (spec, base *model.Spec) {
	base = largeCatalog()
	spec = &model.Spec{Format: model.Format, ID: "large"}
	m := model.ModelSpec{ID: "m", Text: lang.Text{Ja: "m"}, Role: model.Baseline}
	for i := range largeZones {
		z := model.ZoneSpec{ID: id[model.ZoneID]("z", i), Text: lang.Text{Ja: "z"}, Kind: model.ZoneOnPrem, Physical: model.PhysicalLimited}
		if i == 0 {
			z.Kind = model.ZoneInternet
		}
		m.Zones = append(m.Zones, z)
		m.Placements = append(m.Placements, model.PlacementSpec{Zone: z.ID})
	}
	for i := range n {
		a := model.AssetSpec{ID: id[model.AssetID]("a", i), Text: lang.Text{Ja: "a"}, Type: "server", Importance: method.Importance(1 + i%3)}
		spec.Assets = append(spec.Assets, a)
		p := &m.Placements[i*largeZones/n]
		p.Assets = append(p.Assets, a.ID)
	}
	for i := 1; i < n; i++ {
		m.Links = append(m.Links,
			model.LinkSpec{ID: id[model.LinkID]("k", 2*i), From: id[model.AssetID]("a", i-1), To: id[model.AssetID]("a", i), Data: model.Both},
			model.LinkSpec{ID: id[model.LinkID]("k", 2*i+1), From: id[model.AssetID]("a", i), To: id[model.AssetID]("a", i*7%n), Data: model.Push})
	}
	m.Links = dropLoops(m.Links)
	largeDeployments(&m, n)
	spec.Models = []model.ModelSpec{m}
	return spec, base
}

func dropLoops(links []model.LinkSpec) []model.LinkSpec {
	kept := links[:0]
	for _, k := range links {
		if k.From != k.To {
			kept = append(kept, k)
		}
	}
	return kept
}

func largeDeployments(m *model.ModelSpec, n int) {
	add := func(c int, scope model.ScopeSpec) {
		m.Deployments = append(m.Deployments, model.DeploymentSpec{ID: id[model.DeploymentID]("d", len(m.Deployments)),
			Countermeasure: id[catalog.CountermeasureID]("c", c%largeCountermeasures), Scope: scope,
			Status: model.InPlace, Effective: model.Effective})
	}
	for i := range largeZones {
		for j := range 10 {
			add(i*7+j*3, model.ScopeSpec{Zones: []model.ZoneID{id[model.ZoneID]("z", i)}})
		}
	}
	for i := 0; i < n; i += 10 {
		add(i, model.ScopeSpec{Assets: []model.AssetID{id[model.AssetID]("a", i)}})
	}
	for i := 0; i < len(m.Links); i += 10 {
		add(i, model.ScopeSpec{Links: []model.LinkID{m.Links[i].ID}})
	}
}

func largeCatalog() *model.Spec {
	base := Catalog()
	base.Catalog.Threats, base.Catalog.Countermeasures = nil, nil
	row := func(name string) catalog.Row {
		return catalog.Row{Text: lang.Text{Ja: name, En: name}, Source: "gen", Confidence: catalog.Confirmed}
	}
	for i := range largeThreats {
		t := catalog.Threat{ID: id[catalog.ThreatID]("t", i), Row: row("t"), AssetTypes: []catalog.AssetTypeID{"server"},
			Physical: i%5 == 0, ExploitsVulnerability: i%3 == 0}
		base.Catalog.Threats = append(base.Catalog.Threats, t)
	}
	for i := range largeCountermeasures {
		c := catalog.Countermeasure{ID: id[catalog.CountermeasureID]("c", i), Row: row("c"), Classes: []catalog.Class{catalog.Prevent},
			Layer: fmt.Sprint("layer", i%7), Acts: "both"}
		for j := range 5 {
			c.Threats = append(c.Threats, id[catalog.ThreatID]("t", (i+j*7)%largeThreats))
		}
		base.Catalog.Countermeasures = append(base.Catalog.Countermeasures, c)
	}
	return base
}
