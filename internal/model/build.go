package model

import (
	"fmt"
	"maps"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/method"
)

// Options choose among the variants of a study.
type Options struct {
	// Parameters overrides the cases that models prefer.
	Parameters When
}

// Build checks the study and resolves everything in it. base is the base
// catalogue: of it only Sources, Method and Catalog are used.
//
// All findings are reported at once; while any is an error the study is
// incomplete and must not be rated. A nil study is never returned.
func Build(spec, base *Spec, opt Options) (*Study, diag.List) {
	b := &builder{spec: spec, opt: opt, study: &Study{Spec: spec}}
	b.buildLists(base)
	b.buildMasters()
	b.buildTranslations()
	b.checkModels()
	for i := range spec.Models {
		if spec.Models[i].Role != Abstract {
			b.buildModel(i)
		}
	}
	b.checkWhole()
	return b.study, b.list
}

// builder carries the work of one Build.
type builder struct {
	spec  *Spec
	opt   Options
	study *Study
	list  diag.List

	assets     map[AssetID]int
	groups     map[GroupID]int
	models     map[ModelID]int
	modelIDs   map[ModelID]bool
	parameters map[ParameterID]map[ParameterCase]bool
	// chains holds for each model its layers, the root first; nil in a cycle.
	chains [][]layer
	// known holds for each model the ids of its chain, of every case.
	known []known
}

func (b *builder) add(code diag.Code, path string, kv ...string) *diag.Finding {
	return b.list.Add(code, path, kv...)
}

// buildTranslations finds translations by their texts, each given once.
func (b *builder) buildTranslations() {
	b.study.english = map[string]int{}
	for i, t := range b.spec.Translations {
		path := fmt.Sprintf("translations/%d/ja", i)
		if other, twice := b.study.english[t.Ja]; twice {
			b.add(diag.IDDuplicate, path, "id", t.Ja).Relate(fmt.Sprintf("translations/%d/ja", other))
			continue
		}
		b.study.english[t.Ja] = i
	}
}

func (b *builder) buildLists(base *Spec) {
	if base == nil {
		base = &Spec{}
	}
	m, found := method.Build(base.Method, b.spec.Method)
	b.study.Method = m
	b.list.Append(found)
	c, found := catalog.Build(base.Catalog, b.spec.Catalog)
	b.study.Catalog = c
	b.list.Append(found)
	b.study.Sources = map[string]SourceSpec{}
	for _, s := range base.Sources {
		b.study.Sources[s.ID] = s
	}
	ids := diag.NewIDs(&b.list)
	for i, s := range b.spec.Sources {
		path := diag.Join("sources", i)
		ids.Add(s.ID, path)
		b.name(s.Ja, s.ID, path)
		b.study.Sources[s.ID] = s
	}
	b.checkListSources()
}

// effective gives the case of every parameter for the model with these layers.
func (b *builder) effective(layers []layer) When {
	cases := When{}
	for _, p := range b.spec.Parameters {
		cases[p.ID] = p.Default
	}
	for _, l := range layers {
		maps.Copy(cases, l.spec.Parameters)
	}
	maps.Copy(cases, b.opt.Parameters)
	return cases
}

// holds reports whether a row with this condition exists under the cases.
func (w When) holds(cases When) bool {
	for p, c := range w {
		if cases[p] != c {
			return false
		}
	}
	return true
}
