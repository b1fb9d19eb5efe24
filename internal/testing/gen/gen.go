// Package gen makes random studies for property tests. They are small, always
// free of errors, and touch every rule of the rating: nested zones, declared and
// derived exposure, mediated links, every scope and status, unknown answers,
// vulnerabilities and judgements.
package gen

import (
	"fmt"

	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// Catalog is the base catalogue of random studies: three types, four threats
// (one physical, one that exploits vulnerabilities), and eight countermeasures
// of every class, in few layers so that layers coincide.
func Catalog() *model.Spec {
	row := func(name string) catalog.Row {
		return catalog.Row{Text: lang.Text{Ja: name, En: name}, Source: "gen", Confidence: catalog.Confirmed}
	}
	types := []catalog.AssetTypeID{"server", "media", "device"}
	spec := &catalog.Spec{
		DataClasses: []catalog.DataClass{{ID: "secret", Row: row("secret"), Importance: 3}, {ID: "public", Row: row("public"), Importance: 1}},
		StopEffects: []catalog.StopEffect{{ID: "all", Row: row("all"), Importance: 3}, {ID: "some", Row: row("some"), Importance: 2}},
		AssetTypes: []catalog.AssetType{{ID: "server", Row: row("server")}, {ID: "media", Row: row("media")},
			{ID: "device", Row: row("device")}, {ID: "outside", Row: row("outside"), Boundary: true}},
		Threats: []catalog.Threat{
			{ID: "access", Row: row("access"), Target: "device", ExploitsVulnerability: true, AssetTypes: types},
			{ID: "malware", Row: row("malware"), Target: "device", AssetTypes: types[:2]},
			{ID: "theft", Row: row("theft"), Target: "device", Physical: true, AssetTypes: types[1:]},
			{ID: "flood", Row: row("flood"), Target: "path", AssetTypes: types[2:]},
		},
	}
	add := func(id, layer, acts string, classes []catalog.Class, threats ...catalog.ThreatID) {
		spec.Countermeasures = append(spec.Countermeasures, catalog.Countermeasure{ID: catalog.CountermeasureID(id),
			Row: row(id), Classes: classes, Layer: layer, Acts: acts, Threats: threats})
	}
	add("filter", "network", "path", []catalog.Class{catalog.Prevent}, "access", "malware", "flood")
	add("scan", "network", "both", []catalog.Class{catalog.Prevent, catalog.Detect}, "malware")
	add("patch", "host", "asset", []catalog.Class{catalog.Prevent}, "access", "malware")
	add("watch", "host", "asset", []catalog.Class{catalog.Detect}, "access", "malware", "theft")
	add("lock", "physical", "asset", []catalog.Class{catalog.Prevent}, "theft")
	add("login", "identity", "asset", []catalog.Class{catalog.Prevent}, "access")
	add("backup", "data", "asset", []catalog.Class{catalog.Continuity}, "malware", "access")
	add("audit", "organisation", "asset", []catalog.Class{catalog.Governance}, "access", "theft")
	spec.Countermeasures[3].AssetTypes = types[:1]
	return &model.Spec{Format: model.Format, Catalog: spec, Method: Method(),
		Sources: []model.SourceSpec{{ID: "gen", Text: lang.Text{Ja: "gen", En: "gen"}}}}
}

// Method is a method with two matrices that follow the product of the three
// levels, one of them a step milder.
func Method() *method.Spec {
	spec := &method.Spec{ID: "gen", Matrix: "bands"}
	for n, id := range []string{"bands", "mild"} {
		m := method.MatrixSpec{ID: id, Text: lang.Text{Ja: id, En: id}, Version: "1"}
		for _, p := range method.Products() {
			for column := 1; column <= 3; column++ {
				m.Cells = append(m.Cells, method.CellSpec{Product: p, Column: column,
					Value: band(p*column - 2*n), Confirmed: p != 4, Source: "gen"})
			}
		}
		spec.Matrices = append(spec.Matrices, m)
	}
	return spec
}

func band(product int) string {
	switch {
	case product >= 18:
		return "A"
	case product >= 9:
		return "B"
	case product >= 6:
		return "C"
	case product >= 4:
		return "D"
	}
	return "E"
}

// Study draws a random study with one model.
func Study(t *rapid.T) *model.Spec {
	s := &model.Spec{Format: model.Format, ID: "random", AsOf: "2026-06-08", Method: &method.Spec{
		ThreatLevel: rapid.SampledFrom([]method.ThreatRule{"", method.ByThreatKind, method.LogicalOnly, method.MaxOfBoth}).Draw(t, "threat rule"),
		SameLayer:   rapid.SampledFrom([]method.LayerRule{"", method.LayerFinding, method.LayerLevel2}).Draw(t, "layer rule"),
	}}
	m := model.ModelSpec{ID: "m", Text: lang.Text{Ja: "m"}, Role: model.Baseline}
	drawZones(t, &m)
	drawAssets(t, s, &m)
	drawLinks(t, s, &m)
	for i := range rapid.IntRange(0, 12).Draw(t, "deployments") {
		m.Deployments = append(m.Deployments, Deployment(t, s, &m, i))
	}
	drawJudgements(t, s, &m)
	s.Models = []model.ModelSpec{m}
	return s
}

func drawZones(t *rapid.T, m *model.ModelSpec) {
	exposures := []model.Exposure{"", "", model.ExposureInternet, model.ExposureIntranet, model.ExposureIsolated}
	physical := []model.PhysicalClass{"", model.PhysicalAnyone, model.PhysicalLimited, model.PhysicalStrict}
	for i := range rapid.IntRange(1, 5).Draw(t, "zones") {
		z := model.ZoneSpec{ID: id[model.ZoneID]("z", i), Text: lang.Text{Ja: "z"}, Kind: model.ZoneOnPrem,
			Exposure: rapid.SampledFrom(exposures).Draw(t, "exposure"), Physical: rapid.SampledFrom(physical).Draw(t, "physical")}
		if i == 0 {
			z.Kind = model.ZoneInternet
		} else if parent := rapid.IntRange(-2, i-1).Draw(t, "parent"); parent > 0 {
			z.Parent = id[model.ZoneID]("z", parent)
		}
		m.Zones = append(m.Zones, z)
	}
}

func drawAssets(t *rapid.T, s *model.Spec, m *model.ModelSpec) {
	for i := range rapid.IntRange(1, 8).Draw(t, "assets") {
		a := model.AssetSpec{ID: id[model.AssetID]("a", i), Text: lang.Text{Ja: "a"},
			Type:       rapid.SampledFrom([]catalog.AssetTypeID{"server", "media", "device", "outside"}).Draw(t, "type"),
			Importance: method.Importance(rapid.IntRange(0, 3).Draw(t, "importance"))}
		s.Assets = append(s.Assets, a)
		zone := rapid.IntRange(0, len(m.Zones)-1).Draw(t, "zone")
		m.Placements = append(m.Placements, model.PlacementSpec{Zone: id[model.ZoneID]("z", zone), Assets: []model.AssetID{a.ID}})
		if rapid.IntRange(0, 5).Draw(t, "vulnerable") == 0 {
			m.Vulnerabilities = append(m.Vulnerabilities, model.VulnerabilitySpec{Asset: a.ID, Reason: "r", Author: "a", Date: "2026-06-08"})
		}
	}
}

func drawLinks(t *rapid.T, s *model.Spec, m *model.ModelSpec) {
	for i := range rapid.IntRange(0, 10).Draw(t, "links") {
		if k, ok := Link(t, s, i); ok {
			m.Links = append(m.Links, k)
		}
	}
}

// Link draws a link between two different assets of the study, or none where
// there are not two.
func Link(t *rapid.T, s *model.Spec, i int) (model.LinkSpec, bool) {
	n := len(s.Assets)
	if n < 2 {
		return model.LinkSpec{}, false
	}
	from := rapid.IntRange(0, n-1).Draw(t, "from")
	to := (from + rapid.IntRange(1, n-1).Draw(t, "to")) % n
	k := model.LinkSpec{ID: id[model.LinkID]("k", i), From: s.Assets[from].ID, To: s.Assets[to].ID,
		Kind: rapid.SampledFrom([]model.LinkKind{"", model.LinkNetwork, model.LinkMedia, model.LinkManual}).Draw(t, "kind"),
		Data: rapid.SampledFrom([]model.DataDirection{model.Push, model.Pull, model.Both}).Draw(t, "data")}
	for j := range s.Assets {
		if j != from && j != to && len(k.Via) < 2 && rapid.IntRange(0, 3).Draw(t, "via") == 0 {
			k.Via = append(k.Via, s.Assets[j].ID)
		}
	}
	return k, true
}

// Deployment draws a deployment with any status, over any scope.
func Deployment(t *rapid.T, s *model.Spec, m *model.ModelSpec, i int) model.DeploymentSpec {
	d := model.DeploymentSpec{ID: id[model.DeploymentID]("d", i),
		Countermeasure: rapid.SampledFrom(Catalog().Catalog.Countermeasures).Draw(t, "countermeasure").ID,
		Status: rapid.SampledFrom([]model.Status{model.InPlace, model.InPlace, model.InPlace, model.Partial, model.Planned,
			model.Absent, model.NotApplicable, model.UnknownStatus}).Draw(t, "status"),
		Effective: rapid.SampledFrom([]model.Effectiveness{model.Effective, model.Effective, model.NotEffective,
			model.UnknownEffectiveness}).Draw(t, "effective")}
	switch rapid.IntRange(0, 4).Draw(t, "scope") {
	case 0:
		d.Scope.Model = true
	case 1:
		d.Scope.Zones = []model.ZoneID{rapid.SampledFrom(m.Zones).Draw(t, "zone").ID}
		d.Optional = true
	case 2:
		d.Scope.Types = []catalog.AssetTypeID{rapid.SampledFrom([]catalog.AssetTypeID{"server", "media", "device"}).Draw(t, "type")}
	case 3:
		if len(m.Links) > 0 {
			d.Scope.Links = []model.LinkID{rapid.SampledFrom(m.Links).Draw(t, "link").ID}
			break
		}
		fallthrough
	default:
		d.Scope.Assets = []model.AssetID{rapid.SampledFrom(s.Assets).Draw(t, "asset").ID}
	}
	return d
}

func drawJudgements(t *rapid.T, s *model.Spec, m *model.ModelSpec) {
	seen := map[string]bool{}
	for range rapid.IntRange(0, 4).Draw(t, "judgements") {
		j := model.JudgementSpec{Value: rapid.IntRange(1, 3).Draw(t, "value"), Reason: "r", Author: "a", Date: "2026-06-08"}
		j.Set = rapid.SampledFrom([]model.Subject{model.SetImportance, model.SetThreatLevel, model.SetCountermeasureLevel}).Draw(t, "set")
		threat := rapid.SampledFrom(Catalog().Catalog.Threats).Draw(t, "threat").ID
		switch kind := rapid.IntRange(0, 2).Draw(t, "on"); {
		case j.Set == model.SetThreatLevel && kind == 0:
			j.Zone = rapid.SampledFrom(m.Zones).Draw(t, "zone").ID
		default:
			j.Asset = rapid.SampledFrom(s.Assets).Draw(t, "asset").ID
			if j.Set == model.SetCountermeasureLevel || j.Set == model.SetThreatLevel && kind == 1 {
				j.Threat = threat
			}
		}
		key := fmt.Sprint(j.Set, j.Zone, j.Asset, j.Threat)
		shared := rapid.Bool().Draw(t, "shared")
		if seen[fmt.Sprint(key, shared)] {
			continue
		}
		seen[fmt.Sprint(key, shared)] = true
		if shared {
			s.Judgements = append(s.Judgements, j)
		} else {
			m.Judgements = append(m.Judgements, j)
		}
	}
}

func id[K ~string](prefix string, i int) K { return K(fmt.Sprintf("%s%d", prefix, i)) }
