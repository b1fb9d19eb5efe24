package optimize_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/sekisho/sekisho/internal/certificate"
	"github.com/sekisho/sekisho/internal/optimize"
)

// budgeted draws a problem as plans with a budget are: few variables by which rows
// need not be met, each dearer than everything that costs money, and a limit on
// the money.
func budgeted(r *rand.Rand) optimize.Problem {
	const items, excuses = 50, 4
	p := optimize.Problem{Vars: items + excuses, Costs: [][]int64{make([]int64, items+excuses), make([]int64, items)}}
	budget := optimize.Limit{}
	for v := range items {
		yen := 100_000 * (1 + r.Int64N(20))
		p.Costs[1][v] = yen
		budget.Terms = append(budget.Terms, optimize.Term{Var: v, Weight: yen})
	}
	for k := range excuses {
		p.Costs[0][items+k] = 1
		for range 12 {
			row := optimize.Row{Least: 2, Terms: []optimize.Term{{Var: items + k, Weight: 2}}}
			for range 3 + r.IntN(4) {
				row.Terms = append(row.Terms, optimize.Term{Var: r.IntN(items), Weight: 1})
			}
			p.Covers = append(p.Covers, row)
		}
	}
	budget.Most = 4_000_000 + r.Int64N(8_000_000)
	p.Limits = append(p.Limits, budget)
	return p
}

// TestBudgets looks at problems that are hopeless where bounds leave limits out,
// and at their proofs: without the limits, or with more money, they are none.
func TestBudgets(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	used, none := 0, 0
	for i := range 20 {
		p := budgeted(r)
		got, err := optimize.Solve(t.Context(), p, nil, optimize.Options{Nodes: 5_000, Proof: true})
		if err != nil {
			t.Fatal(err)
		}
		if got.Status != optimize.Optimal {
			t.Fatalf("case %d: %s after %d nodes", i, got.Status, got.Nodes)
		}
		if err := certificate.Check(p, got); err != nil {
			t.Fatalf("case %d: %v", i, err)
		}
		limited, barren := withoutLimits(got.Proof)
		none += barren
		if limited == 0 {
			continue
		}
		used++
		if certificate.Check(p, got) == nil {
			t.Errorf("case %d: the proof holds without its %d multipliers of limits", i, limited)
		}
	}
	if used < 10 || none == 0 {
		t.Errorf("%d proofs use limits, %d steps show that nothing is left", used, none)
	}
}

// withoutLimits takes the multipliers of limits out of a proof, and tells how many
// there were, and how many steps show that nothing is left.
func withoutLimits(proof *optimize.Proof) (limited, barren int) {
	for _, stage := range proof.Stages {
		for _, part := range stage.Parts {
			for i := range part.Steps {
				step := &part.Steps[i]
				if step.Kind == optimize.StepNone {
					barren++
				}
				before := len(step.Multipliers)
				step.Multipliers = slices.DeleteFunc(step.Multipliers, func(m optimize.Multiplier) bool { return m.Row < 0 })
				limited += before - len(step.Multipliers)
			}
		}
	}
	return limited, barren
}

// TestMoreMoney checks that a proof for one budget does not do for a larger one
// with which more is met.
func TestMoreMoney(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	better := 0
	for range 20 {
		p := budgeted(r)
		little, err := optimize.Solve(t.Context(), p, nil, optimize.Options{Proof: true})
		if err != nil {
			t.Fatal(err)
		}
		p.Limits[0].Most += 3_000_000
		much, err := optimize.Solve(t.Context(), p, nil, optimize.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if slices.Compare(much.Cost, little.Cost) >= 0 {
			continue
		}
		better++
		if certificate.Check(p, little) == nil {
			t.Errorf("a proof that nothing costs less than %v holds where %v does", little.Cost, much.Cost)
		}
	}
	if better < 5 {
		t.Errorf("%d of 20 problems are solved better with more money", better)
	}
}
