package plan

import (
	"slices"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/model"
)

// Deployed gives the deployments of a model with those of the ids in place and
// effective: its own, and candidates for it. What is neither is unknown.
func Deployed(m *model.Model, cat *catalog.Catalog, ids []model.DeploymentID) (out []*model.Deployment, unknown []model.DeploymentID) {
	known := append(written(m), proposed(m, cat)...)
	var chosen []*Candidate
	for _, id := range ids {
		at := slices.IndexFunc(known, func(c *Candidate) bool { return c.ID == id })
		switch {
		case at >= 0:
			chosen = append(chosen, known[at])
		case !slices.ContainsFunc(m.Deployments, func(d *model.Deployment) bool { return d.ID == id }):
			unknown = append(unknown, id)
		}
	}
	return merge(m.Deployments, chosen), unknown
}
