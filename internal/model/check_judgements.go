package model

import (
	"maps"
	"strconv"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diag"
)

func itoa(n int) string { return strconv.Itoa(n) }

// target is what a judgement sets the value of.
type target struct {
	set    Subject
	zone   ZoneID
	asset  AssetID
	threat catalog.ThreatID
}

func (j *JudgementSpec) target() target {
	return target{j.Set, j.Zone, j.Asset, j.Threat}
}

// legal reports whether what the judgement sets exists on what it names.
func (t target) legal() bool {
	zone, asset, threat := t.zone != "", t.asset != "", t.threat != ""
	switch t.set {
	case SetImportance:
		return asset && !zone && !threat
	case SetThreatLevel:
		return zone != asset && !(zone && threat)
	case SetCountermeasureLevel:
		return asset && threat && !zone
	}
	return false
}

func (b *builder) checkJudgementRows(rows []JudgementSpec, path string, zones map[ZoneID]bool) {
	first := map[target]string{}
	for i := range rows {
		j, at := &rows[i], diag.Join(path, i)
		t := j.target()
		if !t.legal() {
			b.add(diag.JudgementTarget, at, "set", string(j.Set))
		}
		if j.Zone != "" {
			ref(b, j.Zone, at+"/zone", zones)
		}
		if j.Asset != "" {
			ref(b, j.Asset, at+"/asset", b.assets)
		}
		if _, ok := b.study.Catalog.Threat(j.Threat); !ok && j.Threat != "" {
			b.unknown(string(j.Threat), at+"/threat",
				idsOf(b.study.Catalog.Threats, func(t catalog.Threat) string { return string(t.ID) }))
		}
		b.date(j.Date, at+"/date")
		b.source(j.Source, at+"/source")
		if other, ok := first[t]; ok {
			b.add(diag.JudgementConflict, at, "set", string(j.Set)).Relate(other)
			continue
		}
		first[t] = at
	}
}

// checkWhole checks what can only be seen over all models.
func (b *builder) checkWhole() {
	b.checkRoles()
	b.checkPlanning()
	anyZone := map[ZoneID]bool{}
	ever := map[AssetID]bool{}
	for i := range b.spec.Models {
		for _, z := range b.spec.Models[i].Zones {
			anyZone[z.ID] = true
		}
		for _, p := range placements(&b.spec.Models[i], "") {
			ever[p.asset] = true
		}
	}
	for i, a := range b.spec.Assets {
		if !ever[a.ID] {
			b.add(diag.AssetUnused, diag.Join("assets", i), "id", string(a.ID))
		}
	}
	b.checkJudgementRows(b.spec.Judgements, "judgements", anyZone)
	b.checkApplied(b.spec.Judgements, "judgements", ever)
	for i := range b.spec.Models[:min(len(b.spec.Models), maxModels)] {
		reach := map[AssetID]bool{}
		for j, layers := range b.chains {
			if includes(layers, &b.spec.Models[i]) {
				maps.Copy(reach, b.known[j].placed)
			}
		}
		b.checkApplied(b.spec.Models[i].Judgements, diag.Join("models", i, "judgements"), reach)
	}
}

func includes(layers []layer, m *ModelSpec) bool {
	for _, l := range layers {
		if l.spec == m {
			return true
		}
	}
	return false
}

// checkApplied reports judgements that can bear on no cell: the asset is placed
// nowhere that the judgement reaches, or the threat does not meet its type.
func (b *builder) checkApplied(rows []JudgementSpec, path string, placed map[AssetID]bool) {
	for i := range rows {
		j := &rows[i]
		at, ok := b.assets[j.Asset]
		if !ok {
			continue
		}
		meets := j.Threat == ""
		for _, t := range b.study.Catalog.ThreatsOf(b.spec.Assets[at].Type) {
			meets = meets || b.study.Catalog.Threats[t].ID == j.Threat
		}
		if !placed[j.Asset] || !meets {
			b.add(diag.JudgementNotApplied, diag.Join(path, i), "asset", string(j.Asset), "threat", string(j.Threat))
		}
	}
}

func (b *builder) checkRoles() {
	assessed, baseline := 0, ""
	for i, m := range b.spec.Models {
		path := diag.Join("models", i, "role")
		switch {
		case m.Role == Abstract:
			continue
		case m.Role == Baseline && baseline != "":
			b.add(diag.StudySeveralBaseline, path, "id", string(m.ID)).Relate(baseline)
		case m.Role == Baseline:
			baseline = path
		}
		assessed++
	}
	switch {
	case assessed == 0:
		b.add(diag.StudyNoModel, "models")
	case baseline == "":
		b.add(diag.StudyNoBaseline, "models")
	}
}
