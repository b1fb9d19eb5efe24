package plan

import (
	"context"

	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/optimize"
)

// ByLetter gives the plans of models by the letter that they leave at most.
type ByLetter struct {
	// Damages that the plans are about.
	Damages []model.DamageID
	// Letters that the plans leave at most, the highest first.
	Letters []method.RiskValue
	// Of gives the cheapest plan of a model for one of the letters. It may take long,
	// and gives the best plan found when its time is over.
	Of func(context.Context, model.ModelID, method.RiskValue) (*Plan, error)
}

// Outcome is what comes of a plan; the texts of documents and sheets bear its name.
type Outcome string

// Outcomes of plans.
const (
	OutcomeInfeasible Outcome = "infeasible" // no plan was found
	OutcomeNeedless   Outcome = "needless"   // the targets are met by what is decided already
	OutcomeReached    Outcome = "reached"    // the targets are met
	OutcomeAsFar      Outcome = "as_far"     // the letters are as low as they can be
)

// Outcome tells whether the plan meets its targets.
func (p *Plan) Outcome() Outcome {
	switch {
	case p.Model == nil:
		return OutcomeInfeasible
	case !p.Reached:
		return OutcomeAsFar
	case p.Added() == 0:
		return OutcomeNeedless
	}
	return OutcomeReached
}

// Added counts the countermeasures that a plan adds to those that are decided already.
func (p *Plan) Added() int {
	n := 0
	for _, c := range p.Chosen {
		if !c.Decided {
			n++
		}
	}
	return n
}

// Certainty is how sure it is that no cheaper plan exists; the texts of documents
// and sheets bear its name.
type Certainty string

// Certainties of plans.
const (
	ProvenInfeasible Certainty = "proven_infeasible" // that there is none is proven
	Proven           Certainty = "proven"            // the certificate was checked
	Open             Certainty = "open"              // only a bound is known
)

// Certainty tells how sure it is that no cheaper plan exists.
func (p *Plan) Certainty() Certainty {
	switch {
	case p.Status == optimize.Infeasible:
		return ProvenInfeasible
	case p.Status == optimize.Optimal && p.Checked:
		return Proven
	}
	return Open
}
