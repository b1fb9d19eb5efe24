package model

import (
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diag"
)

// checkPlanning checks costs and side conditions. Deployments are checked when a
// plan is made, since plans propose some that no model writes.
func (b *builder) checkPlanning() {
	p := b.spec.Planning
	if p == nil {
		return
	}
	type key struct {
		countermeasure catalog.CountermeasureID
		model          ModelID
		deployment     DeploymentID
	}
	first := map[key]string{}
	for i := range p.Costs {
		c, path := &p.Costs[i], diag.Join("planning/costs", i)
		if _, ok := b.study.Catalog.Countermeasure(c.Countermeasure); !ok {
			b.unknown(string(c.Countermeasure), path+"/countermeasure",
				idsOf(b.study.Catalog.Countermeasures, func(c catalog.Countermeasure) string { return string(c.ID) }))
		}
		if c.Model != "" {
			ref(b, c.Model, path+"/model", b.modelIDs)
		}
		b.source(c.Source, path+"/source")
		k := key{c.Countermeasure, c.Model, c.Deployment}
		if other, ok := first[k]; ok {
			b.add(diag.IDDuplicate, path, "id", string(c.Countermeasure)).Relate(other)
			continue
		}
		first[k] = path
	}
	for i := range p.Conditions {
		c, path := &p.Conditions[i], diag.Join("planning/conditions", i)
		if c.Model != "" {
			ref(b, c.Model, path+"/model", b.modelIDs)
		}
		b.source(c.Source, path+"/source")
	}
}
