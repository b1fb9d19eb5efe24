package gen

import (
	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// MostOpen is the number of deployments of a [PlanStudy] that a plan could put in
// place, at most.
const MostOpen = 14

// PlanStudy is [AttackStudy] with something to plan: up to two business damages,
// deployments of which most are not in place yet, and what countermeasures cost.
// Costs are few and small, nothing among them, so that plans are often equally
// dear in one number and differ in the next; a countermeasure may have no cost.
func PlanStudy(t *rapid.T) *model.Spec {
	s := AttackStudy(t)
	m := &s.Models[0]
	if len(m.Goals) > 1 && rapid.Bool().Draw(t, "second damage") {
		s.Damages = append(s.Damages, model.DamageSpec{ID: "loss", Label: "2", Text: lang.Text{Ja: "l"},
			Level: method.ImpactLevel(rapid.IntRange(1, 3).Draw(t, "second impact"))})
		m.Goals[1].Damage = "loss"
	}
	for n := rapid.SampledFrom([]int{8, 10, 11, 12, 13, MostOpen}).Draw(t, "open"); len(m.Deployments) < n; {
		m.Deployments = append(m.Deployments, AttackDeployment(t, s, m, len(m.Deployments)))
	}
	for i := range m.Deployments {
		d := &m.Deployments[i]
		if d.Countermeasure == "backup" { // does not count
			d.Countermeasure = "login"
		}
		d.Status = rapid.SampledFrom([]model.Status{model.Absent, model.Absent, model.Absent, model.Absent, model.Absent,
			model.Absent, model.Absent, model.Absent, model.Partial, model.UnknownStatus, model.Planned, model.InPlace, model.NotApplicable}).Draw(t, "open status")
	}
	s.Planning = &model.PlanningSpec{}
	for _, c := range AttackCatalog().Catalog.Countermeasures {
		if row, ok := costRow(t, c.ID); ok {
			s.Planning.Costs = append(s.Planning.Costs, row)
		}
	}
	return s
}

func costRow(t *rapid.T, id catalog.CountermeasureID) (model.CostSpec, bool) {
	row := model.CostSpec{Countermeasure: id, Effort: rapid.SampledFrom([]model.Effort{model.EffortSmall, model.EffortSmall,
		model.EffortMedium, model.EffortLarge}).Draw(t, "effort"),
		Initial: int64(rapid.SampledFrom([]int{1, 2, 3, 5, 8, 0}).Draw(t, "initial")) * 100_000,
		Yearly:  int64(rapid.IntRange(0, 2).Draw(t, "yearly")) * 10_000}
	if rapid.IntRange(0, 9).Draw(t, "stops") == 0 {
		row.Stops = rapid.SampledFrom([]model.Stopping{model.StopsAll, model.StopsTwoWay}).Draw(t, "stopping")
	}
	return row, rapid.IntRange(0, 11).Draw(t, "priced") > 0
}
