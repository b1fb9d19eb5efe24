package app

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/exchange"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/plan"
)

// NationPlan is what is put in place in every organisation.
type NationPlan struct {
	// Questions of which the countermeasures are put in place.
	Questions []int
	// Beside are deployments that no question asks about, and Model the model that
	// has them.
	Beside []model.DeploymentID
	Model  model.ModelID
}

// Empty reports whether it puts nothing in place.
func (p *NationPlan) Empty() bool { return len(p.Questions)+len(p.Beside) == 0 }

// PlanFileError tells that a file holds no plan.
type PlanFileError struct{ Name string }

// Error names it.
func (e *PlanFileError) Error() string { return e.Name + " is no plan" }

// ReadPlanFile reads a plan as "sekisho plan --json" writes it: the model, and the
// deployments that it puts in place. It fails with a [PlanFileError] where the file
// is something else.
func ReadPlanFile(name string) (m model.ModelID, chosen []model.DeploymentID, err error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return "", nil, fmt.Errorf("read plan: %w", err)
	}
	var p exchange.Plan
	if json.Unmarshal(data, &p) != nil || p.Format != exchange.PlanFormat || p.Model == "" {
		return "", nil, &PlanFileError{name}
	}
	for _, c := range p.Chosen {
		chosen = append(chosen, model.DeploymentID(c.ID))
	}
	return model.ModelID(p.Model), chosen, nil
}

// Add adds the deployments of a plan for a model: by the questions that ask about
// them, and beside those.
func (p *NationPlan) Add(questions []hearing.Question, m model.ModelID, chosen []model.DeploymentID) {
	p.Model = m
	for _, id := range chosen {
		found := hearing.Matching(questions, string(m)+"/"+string(id))
		if len(found) == 0 {
			p.Beside = append(p.Beside, id)
		}
		p.Questions = append(p.Questions, found...)
	}
	slices.Sort(p.Questions)
	p.Questions = slices.Compact(p.Questions)
}

// deploy puts what no question asks about in place. It fails with an [UnknownError]
// where the model cannot have it.
func (p *NationPlan) deploy(ctx context.Context, r *assess.Result) (*assess.Result, error) {
	if len(p.Beside) == 0 {
		return r, nil
	}
	m, ok := r.Model(p.Model)
	if !ok {
		return nil, &UnknownError{string(p.Model)}
	}
	deployments, unknown := plan.Deployed(m.Model, r.Study.Catalog, p.Beside)
	if len(unknown) > 0 {
		return nil, &UnknownError{string(unknown[0])}
	}
	now, err := m.Redeploy(ctx, deployments)
	if err != nil {
		return nil, fmt.Errorf("put plan in place: %w", err)
	}
	return r.With(now), nil
}
