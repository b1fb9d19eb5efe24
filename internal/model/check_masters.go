package model

import (
	"strings"
	"time"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diag"
)

// buildMasters indexes and checks the rows that all models share.
func (b *builder) buildMasters() {
	b.source(b.spec.Source, "source")
	b.modelIDs = keysOf(b.spec.Models, func(m ModelSpec) ModelID { return m.ID })
	b.date(b.spec.AsOf, "as_of")
	b.buildParameters()
	b.groups = indexRows(b, "groups", b.spec.Groups, func(r *GroupSpec, path string) GroupID {
		b.row(string(r.ID), r.Ja, r.Source, path)
		return r.ID
	})
	b.study.useCases = indexRows(b, "use_cases", b.spec.UseCases, func(r *UseCaseSpec, path string) UseCaseID {
		b.row(string(r.ID), r.Ja, r.Source, path)
		b.classes(r.Classes, path+"/classes")
		return r.ID
	})
	b.study.damages = indexRows(b, "damages", b.spec.Damages, func(r *DamageSpec, path string) DamageID {
		b.row(string(r.ID), r.Ja, r.Source, path)
		return r.ID
	})
	b.study.points = indexRows(b, "entry_points", b.spec.EntryPoints, func(r *EntryPointSpec, path string) EntryPointID {
		b.row(string(r.ID), r.Ja, r.Source, path)
		return r.ID
	})
	b.assets = indexRows(b, "assets", b.spec.Assets, func(r *AssetSpec, path string) AssetID {
		b.asset(r, path)
		return r.ID
	})
	b.statements("assumptions", b.spec.Assumptions)
	b.statements("exclusions", b.spec.Exclusions)
	b.checkReport()
	for i, m := range b.spec.Milestones {
		path := diag.Join("milestones", i)
		b.row(m.ID, m.Ja, m.Source, path)
		if len(m.Date) == len("2006-01-02") {
			b.date(m.Date, path+"/date")
		} else {
			b.date(m.Date+"-01", path+"/date")
		}
	}
}

func (b *builder) asset(r *AssetSpec, path string) {
	b.row(string(r.ID), r.Ja, r.Source, path)
	b.classes(r.Classes, path+"/classes")
	if _, ok := b.study.Catalog.AssetType(r.Type); !ok {
		b.unknown(string(r.Type), path+"/type", idsOf(b.study.Catalog.AssetTypes, func(t catalog.AssetType) string { return string(t.ID) }))
	}
	if _, ok := b.study.Catalog.StopEffect(r.Stops); !ok && r.Stops != "" {
		b.unknown(string(r.Stops), path+"/stops", idsOf(b.study.Catalog.StopEffects, func(t catalog.StopEffect) string { return string(t.ID) }))
	}
}

func (b *builder) statements(list string, rows []StatementSpec) {
	ids := diag.NewIDs(&b.list)
	for i, r := range rows {
		path := diag.Join(list, i)
		ids.Add(r.ID, path)
		b.row(r.ID, r.Ja, r.Source, path)
		for j, m := range r.Models {
			ref(b, m, diag.Join(path, "models", j), b.modelIDs)
		}
	}
}

func (b *builder) buildParameters() {
	b.parameters = map[ParameterID]map[ParameterCase]bool{}
	ids := diag.NewIDs(&b.list)
	for i, p := range b.spec.Parameters {
		path := diag.Join("parameters", i)
		ids.Add(string(p.ID), path)
		b.row(string(p.ID), p.Ja, p.Source, path)
		cases := map[ParameterCase]bool{}
		caseIDs := diag.NewIDs(&b.list)
		for j, c := range p.Cases {
			casePath := diag.Join(path, "cases", j)
			caseIDs.Add(string(c.ID), casePath)
			b.name(c.Ja, string(c.ID), casePath)
			cases[c.ID] = true
		}
		b.parameters[p.ID] = cases
		b.parameterCase(p.ID, p.Default, path+"/default")
	}
	b.when(b.opt.Parameters, "parameters")
}

func (b *builder) parameterCase(p ParameterID, c ParameterCase, path string) {
	cases, ok := b.parameters[p]
	switch {
	case !ok:
		b.add(diag.RefUnknown, path, "id", string(p), "near", diag.NearKey(&b.list, p, b.parameters))
	case !cases[c]:
		b.add(diag.ParameterNoCase, path, "id", string(p), "value", string(c), "near", diag.NearKey(&b.list, c, cases))
	}
}

func (b *builder) when(w When, path string) {
	for _, p := range sortedKeys(w) {
		b.parameterCase(p, w[p], diag.Join(path, p))
	}
}

// row checks what every named row has: a name and a known source.
func (b *builder) row(id, ja, source, path string) {
	b.name(ja, id, path)
	b.source(source, path+"/source")
}

func (b *builder) name(ja, id, path string) {
	if strings.TrimSpace(ja) == "" {
		b.add(diag.TextMissing, diag.Join(path, "ja"), "id", id)
	}
}

// source checks a source "id#place".
func (b *builder) source(s, path string) {
	id, _, _ := strings.Cut(s, "#")
	if _, ok := b.study.Sources[id]; !ok && s != "" {
		b.add(diag.RefUnknown, path, "id", id, "near", diag.NearKey(&b.list, id, b.study.Sources))
	}
}

func (b *builder) date(s, path string) {
	if _, err := time.Parse(time.DateOnly, s); err != nil && s != "" {
		b.add(diag.ValueDate, path, "value", s)
	}
}

func (b *builder) classes(ids []catalog.DataClassID, path string) {
	seen := map[catalog.DataClassID]int{}
	for i, id := range ids {
		at := diag.Join(path, i)
		if _, ok := b.study.Catalog.DataClass(id); !ok {
			b.unknown(string(id), at, idsOf(b.study.Catalog.DataClasses, func(c catalog.DataClass) string { return string(c.ID) }))
		}
		if first, ok := seen[id]; ok {
			b.add(diag.RefTwice, at, "id", string(id)).Relate(diag.Join(path, first))
			continue
		}
		seen[id] = i
	}
}

// unknown reports a reference to an id that does not exist.
func (b *builder) unknown(id, path string, known []string) {
	b.add(diag.RefUnknown, path, "id", id, "near", b.list.Near(id, known))
}

// checkListSources checks the sources that the study's own lists and method
// rows cite.
func (b *builder) checkListSources() {
	if c := b.spec.Catalog; c != nil {
		for i, r := range c.DataClasses {
			b.source(r.Source, diag.Join("catalog/data_classes", i, "source"))
		}
		for i, r := range c.StopEffects {
			b.source(r.Source, diag.Join("catalog/stop_effects", i, "source"))
		}
		for i, r := range c.AssetTypes {
			b.source(r.Source, diag.Join("catalog/asset_types", i, "source"))
		}
		for i, r := range c.Threats {
			b.source(r.Source, diag.Join("catalog/threats", i, "source"))
		}
		for i, r := range c.Countermeasures {
			b.source(r.Source, diag.Join("catalog/countermeasures", i, "source"))
		}
	}
	if m := b.spec.Method; m != nil {
		for i, r := range m.Criteria {
			b.source(r.Source, diag.Join("method/criteria", i, "source"))
		}
		for i, r := range m.Matrices {
			for j, c := range r.Cells {
				b.source(c.Source, diag.Join("method/matrices", i, "cells", j, "source"))
			}
		}
	}
}
