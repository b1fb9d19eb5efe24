package model

import "github.com/sekisho/sekisho/internal/diag"

// BuildOn is [Build] for a study that stands on the method, the lists and the
// sources of another one, as they are. What spec says of them is not read, so
// that a variant of a model is built in a fraction of the time.
func BuildOn(lists *Study, spec *Spec, opt Options) (*Study, diag.List) {
	b := &builder{spec: spec, opt: opt, study: &Study{Spec: spec, Method: lists.Method, Catalog: lists.Catalog, Sources: lists.Sources}}
	b.buildMasters()
	b.checkModels()
	for i := range spec.Models {
		if spec.Models[i].Role != Abstract {
			b.buildModel(i)
		}
	}
	return b.study, b.list
}
