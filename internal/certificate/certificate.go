// Package certificate is the second opinion on answers of package optimize: it
// checks that a choice meets everything asked for, that it costs what is said,
// and that the proof shows nothing to be cheaper. It shares the types of the
// problem with the search and none of its code, and is written to be read:
// plain loops over rows and variables, no index, no shortcut.
package certificate

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/sekisho/sekisho/internal/optimize"
)

// Check checks an answer that is said to be optimal or infeasible. The error
// says the first thing that does not hold.
func Check(p optimize.Problem, s optimize.Solution) error {
	if s.Proof == nil {
		return errors.New("there is no proof")
	}
	if s.Status == optimize.Infeasible {
		return checkStages(p, s, false)
	}
	if s.Status != optimize.Optimal {
		return fmt.Errorf("an answer that is %s proves nothing", s.Status)
	}
	if len(s.Chosen) != p.Vars {
		return fmt.Errorf("%d variables chosen of %d", len(s.Chosen), p.Vars)
	}
	if err := meets(p, s.Rows, s.Chosen); err != nil {
		return err
	}
	for l, level := range p.Costs {
		if c := weigh(level, s.Chosen); len(s.Cost) != len(p.Costs) || c != s.Cost[l] {
			return fmt.Errorf("level %d costs %d, not as said", l, c)
		}
	}
	return checkStages(p, s, true)
}

func weigh(cost []int64, chosen []bool) int64 {
	sum := int64(0)
	for v, c := range cost {
		if chosen[v] {
			sum += c
		}
	}
	return sum
}

func sumTerms(ts []optimize.Term, chosen []bool) int64 {
	sum := int64(0)
	for _, t := range ts {
		if chosen[t.Var] {
			sum += t.Weight
		}
	}
	return sum
}

// meets tells what a choice violates.
func meets(p optimize.Problem, rows []optimize.Row, chosen []bool) error {
	for i, r := range append(append([]optimize.Row{}, p.Covers...), rows...) {
		if sumTerms(r.Terms, chosen) < r.Least {
			return fmt.Errorf("row %d is not met", i)
		}
	}
	for i, l := range p.Limits {
		if sumTerms(l.Terms, chosen) > l.Most {
			return fmt.Errorf("limit %d is not kept", i)
		}
	}
	for _, i := range p.Implies {
		if chosen[i.If] && !chosen[i.Then] {
			return fmt.Errorf("%d is chosen without %d", i.If, i.Then)
		}
	}
	for _, v := range p.Must {
		if !chosen[v] {
			return fmt.Errorf("%d is not chosen", v)
		}
	}
	for _, v := range p.Never {
		if chosen[v] {
			return fmt.Errorf("%d is chosen", v)
		}
	}
	return nil
}

// checkStages checks the proof, stage by stage; each takes the values of those
// before as limits. Where the answer is that there is none, the last stage must
// show it.
func checkStages(p optimize.Problem, s optimize.Solution, solvable bool) error {
	next := 0
	for i, stage := range s.Proof.Stages {
		if stage.From != next || stage.To < stage.From || stage.To > len(p.Costs) {
			return fmt.Errorf("stage %d leaves out levels", i)
		}
		next = stage.To
		if err := checkOrder(p, stage); err != nil {
			return fmt.Errorf("stage %d: %w", i, err)
		}
		last := i == len(s.Proof.Stages)-1
		value, err := checkStage(p, s.Rows, stage)
		switch {
		case err != nil:
			return fmt.Errorf("stage %d: %w", i, err)
		case !solvable && last && value >= optimize.Impossible:
			return nil
		case !solvable && last:
			return errors.New("the proof does not show that there is no solution")
		case solvable && value < weigh(stage.Cost, s.Chosen):
			return fmt.Errorf("stage %d: the proof reaches %d, the answer costs %d", i, value, weigh(stage.Cost, s.Chosen))
		}
		p.Limits = append(append([]optimize.Limit{}, p.Limits...), limit(stage.Cost, weigh(stage.Cost, s.Chosen)))
	}
	if solvable && next != len(p.Costs) {
		return fmt.Errorf("levels from %d on are not proven", next)
	}
	return nil
}

func limit(cost []int64, most int64) optimize.Limit {
	l := optimize.Limit{Most: most}
	for v, c := range cost {
		l.Terms = append(l.Terms, optimize.Term{Var: v, Weight: c})
	}
	return l
}

// checkOrder checks that the stage's one number orders choices as its levels do:
// it is a sum of the levels, each weighing more than all below can come to.
func checkOrder(p optimize.Problem, stage optimize.Stage) error {
	if len(stage.Cost) != p.Vars {
		return errors.New("costs of other variables")
	}
	unit := make([]int64, stage.To-stage.From)
	for i := range unit {
		for _, c := range p.Costs[stage.From+i] {
			unit[i] = divisor(unit[i], c)
		}
		unit[i] = max(unit[i], 1)
	}
	worth := int64(1)
	want := make([]int64, p.Vars)
	for i := len(unit) - 1; i >= 0; i-- {
		for v, c := range p.Costs[stage.From+i] {
			want[v] += c / unit[i] * worth
		}
		total := int64(0)
		for _, c := range want {
			total += c
		}
		worth = total + 1
	}
	for v := range want {
		if want[v] != stage.Cost[v] {
			return fmt.Errorf("the cost of %d is not that of its levels", v)
		}
	}
	return nil
}

func divisor(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// checkStage gives the value that a stage proves.
func checkStage(p optimize.Problem, rows []optimize.Row, stage optimize.Stage) (int64, error) {
	if stage.Rows > len(rows) {
		return 0, errors.New("rows that do not exist")
	}
	if stage.Scale < 1 {
		return 0, errors.New("multipliers without a scale")
	}
	all := append(append([]optimize.Row{}, p.Covers...), rows[:stage.Rows]...)
	must := make([]bool, p.Vars)
	for _, v := range p.Must {
		must[v] = true
	}
	value := weigh(stage.Cost, must)
	if value != stage.Fixed {
		return 0, errors.New("what is fixed costs something else")
	}
	seen := make([]bool, p.Vars)
	for i, part := range stage.Parts {
		for _, v := range part.Vars {
			if v < 0 || v >= p.Vars || seen[v] {
				return 0, fmt.Errorf("part %d shares variable %d", i, v)
			}
			seen[v] = true
		}
		w := newWalk(p, all, stage, part)
		if !w.node() || w.at != len(part.Steps) {
			return 0, fmt.Errorf("part %d: step %d leaves choices open", i, w.at)
		}
		if part.Value >= optimize.Impossible {
			return optimize.Impossible, nil
		}
		value += part.Value
	}
	return value, nil
}

// bigMin gives the lesser of 0 and x.
func negative(x *big.Int) *big.Int {
	if x.Sign() < 0 {
		return x
	}
	return new(big.Int)
}
