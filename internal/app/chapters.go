package app

import (
	"context"
	"fmt"
	"sync"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/compare"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/plan"
	"github.com/sekisho/sekisho/internal/report"
)

// Chapters works out what reports of one result tell beside the result itself:
// comparison, plans and the answers of organisations; each once. It may be used
// from several goroutines.
type Chapters struct {
	r       *assess.Result
	hearing *report.Hearing
	// letters is how many A and B letters the answer to a question can change.
	letters map[hearing.QuestionID]int

	comparing  sync.Mutex
	comparison *compare.Comparison
	planning   sync.Mutex
	plans      map[planKey]*plan.Plan
	fronts     map[model.ModelID]*front
}

// front is what more money buys in a model; whole tells that no plan beyond is better.
type front struct {
	plans []*plan.Plan
	whole bool
}

type planKey struct {
	model  model.ModelID
	letter method.RiskValue
}

// NewChapters prepares the chapters of a result, with the answers of organisations
// if there are any.
func NewChapters(r *assess.Result, n *Nation) *Chapters {
	c := &Chapters{r: r, plans: map[planKey]*plan.Plan{}, fronts: map[model.ModelID]*front{}}
	if n != nil {
		c.hearing = &report.Hearing{Organisations: n.Organisations, Questions: n.Questions, Rows: n.List, Nation: n.Nation,
			Conflicts: n.Conflicts, Open: n.Open, Outdated: n.Outdated}
		c.letters = n.Letters
	}
	return c
}

// compare holds the models against the baseline.
func (c *Chapters) compare(ctx context.Context) (*compare.Comparison, error) {
	c.comparing.Lock()
	defer c.comparing.Unlock()
	if c.comparison != nil {
		return c.comparison, nil
	}
	found, err := compare.Run(ctx, c.r, compare.Options{})
	if err != nil {
		return nil, fmt.Errorf("compare models: %w", err)
	}
	c.comparison = found
	return found, nil
}

// planNodes bounds the search for a plan, so that a report is done in time and
// says the same every time. It proves the plans of the reference study many times
// over.
const planNodes = 20_000

// planLetters are the letters that the plans of reports leave at most.
func planLetters() []method.RiskValue { return []method.RiskValue{method.B, method.C} }

// planned gives the plans of reports: at most B, and at most C, on every business
// damage that is not light. Without costs in the study there are none.
func (c *Chapters) planned() *plan.ByLetter {
	if p := c.r.Study.Spec.Planning; p == nil || len(p.Costs) == 0 {
		return nil
	}
	p := &plan.ByLetter{Letters: planLetters(), Damages: plan.Grave(c.r.Study)}
	if len(p.Damages) == 0 {
		return nil
	}
	p.Of = func(ctx context.Context, m model.ModelID, letter method.RiskValue) (*plan.Plan, error) {
		return c.plan(ctx, p.Damages, planKey{m, letter})
	}
	return p
}

// front gives the Pareto front of a model, as [frontOf] does.
func (c *Chapters) front(ctx context.Context, m *assess.ModelResult) (*front, error) {
	c.planning.Lock()
	defer c.planning.Unlock()
	if found := c.fronts[m.Model.ID]; found != nil {
		return found, nil
	}
	plans, whole, err := frontOf(ctx, c.r, m)
	if err != nil {
		return nil, err
	}
	c.fronts[m.Model.ID] = &front{plans, whole}
	return c.fronts[m.Model.ID], nil
}

func (c *Chapters) plan(ctx context.Context, damages []model.DamageID, of planKey) (*plan.Plan, error) {
	c.planning.Lock()
	defer c.planning.Unlock()
	if found := c.plans[of]; found != nil {
		return found, nil
	}
	opt := plan.Options{Nodes: planNodes, Targets: plan.Leave(damages, of.letter)}
	found, err := plan.Run(ctx, c.r, of.model, opt)
	if err != nil {
		return nil, fmt.Errorf("plan for model %s: %w", of.model, err)
	}
	c.plans[of] = found
	return found, nil
}
