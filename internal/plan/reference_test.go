package plan_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/plan"
)

func TestReferenceStudy(t *testing.T) {
	s, err := app.Open("../../studies/mic-r8", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, _, err := s.Assess(context.Background(), assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range r.Models {
		for _, letter := range []method.RiskValue{method.B, method.C} {
			begin := time.Now()
			var ts []plan.Target
			for _, d := range s.Spec.Damages[:4] {
				ts = append(ts, plan.Target{Damage: d.ID, Letter: letter})
			}
			p, err := plan.Run(context.Background(), r, m.Model.ID, plan.Options{Targets: ts})
			if err != nil {
				t.Error(m.Model.ID, letter, err)
				continue
			}
			fmt.Println(m.Model.ID, letter, p.Status, "reached", p.Reached, "cost", p.Cost, "cands", len(p.Candidates), "rounds", p.Rounds, "nodes", p.Nodes, "cuts", len(p.Constraints), "obst", len(p.Obstacles), "checked", p.Checked, time.Since(begin).Round(time.Millisecond))
			for _, l := range p.Letters {
				fmt.Println("   ", l.Damage.Label, l.Before, "→", l.After, "best", l.Best, l.Target)
			}
			for _, c := range p.Chosen {
				fmt.Println("   +", c.ID, c.Was, c.Countermeasure.Ja, c.Scope, c.Cost)
			}
		}
	}
}
