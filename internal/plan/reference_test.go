package plan_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/optimize"
	"github.com/sekisho/sekisho/internal/plan"
	"github.com/sekisho/sekisho/internal/testing/golden"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// reference assesses the reference study once for all tests.
var reference = sync.OnceValues(func() (*assess.Result, error) {
	s, err := app.Open("../../studies/mic-r8", model.Options{})
	if err != nil {
		return nil, err
	}
	r, _, err := s.Assess(context.Background(), assess.Options{})
	return r, err
})

func referenceStudy(t *testing.T) *assess.Result {
	t.Helper()
	r, err := reference()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestReferenceStudy: for every model the cheapest plan that leaves no A, and no A
// or B, on the grave damages. Each is proven and checked; where the targets are out
// of reach, so many obstacles remain. The golden file is to be read.
func TestReferenceStudy(t *testing.T) {
	long.OneThread(t)
	r := referenceStudy(t)
	var out strings.Builder
	for _, m := range r.Models {
		for _, letter := range []method.RiskValue{method.B, method.C} {
			p, err := plan.Run(t.Context(), r, m.Model.ID, plan.Options{Targets: plan.Leave(plan.Grave(r.Study), letter)})
			if err != nil {
				t.Fatalf("%s, leave %s: %v", m.Model.ID, letter, err)
			}
			if p.Status != optimize.Optimal || !p.Checked || p.Cost != p.Bound {
				t.Errorf("%s, leave %s: %s, checked %v, cost %v, bound %v", m.Model.ID, letter, p.Status, p.Checked, p.Cost, p.Bound)
			}
			if p.Reached != (len(p.Obstacles) == 0) {
				t.Errorf("%s, leave %s: reached %v with %d obstacles", m.Model.ID, letter, p.Reached, len(p.Obstacles))
			}
			describe(&out, p, letter)
		}
	}
	golden.CheckString(t, "testdata/golden/reference.txt", out.String())
}

func describe(out *strings.Builder, p *plan.Plan, letter method.RiskValue) {
	fmt.Fprintf(out, "%s, at most %s: reached %v, %d obstacles, initial %d, yearly %d, forced by %d constraints\n", p.Base.Model.ID, letter, p.Reached,
		len(p.Obstacles), p.Cost.Initial, p.Cost.Yearly, len(p.Constraints))
	for _, l := range p.Letters {
		fmt.Fprintf(out, "  %s %s → %s, best %s\n", l.Damage.Label, l.Before, l.After, l.Best)
	}
	for _, c := range p.Chosen {
		fmt.Fprintf(out, "  + %s %s, was %q\n", c.ID, c.Countermeasure.Ja, c.Was)
	}
}

// TestFront: every plan of the front is the cheapest for its letters: what costs
// less leaves worse ones, down to what costs nothing; and a budget buys what the
// front says.
func TestFront(t *testing.T) {
	long.Test(t)
	r := referenceStudy(t)
	opt := plan.Options{Targets: plan.Leave(plan.Grave(r.Study), method.E)}
	front, whole, err := plan.Front(t.Context(), r, "m1a", opt, 50)
	if err != nil || !whole || len(front) < 3 {
		t.Fatalf("%d plans, whole %v, %v", len(front), whole, err)
	}
	for i, p := range front {
		if !p.Checked {
			t.Errorf("plan %d is not checked", i)
		}
		if i > 0 && (p.Cost.Initial >= front[i-1].Cost.Initial || !worse(p, front[i-1])) {
			t.Errorf("plan %d: %v with %v, before it %v with %v", i, p.Cost, letters(p), front[i-1].Cost, letters(front[i-1]))
		}
		within := opt
		budget := p.Cost.Initial
		if i > 0 {
			budget = front[i-1].Cost.Initial - 1
		}
		within.Budget = &budget
		bought, err := plan.Run(t.Context(), r, "m1a", within)
		if err != nil || letters(bought) != letters(p) || bought.Cost != p.Cost {
			t.Errorf("%d yen buy %v for %v, the front says %v for %v; %v", budget, letters(bought), bought.Cost, letters(p), p.Cost, err)
		}
	}
	if last := front[len(front)-1]; last.Cost != (plan.Cost{}) {
		t.Errorf("the last plan costs %v", last.Cost)
	}
	if few, whole, err := plan.Front(t.Context(), r, "m1a", opt, 2); err != nil || whole || len(few) != 2 {
		t.Errorf("cut at 2: %d plans, whole %v, %v", len(few), whole, err)
	}
}

func letters(p *plan.Plan) string {
	var out []string
	for _, l := range p.Letters {
		out = append(out, l.After.String())
	}
	return strings.Join(out, "")
}

// worse reports whether p has more of the worst letter by which it differs from q.
func worse(p, q *plan.Plan) bool {
	for _, v := range []method.RiskValue{method.A, method.B, method.C, method.D} {
		if a, b := strings.Count(letters(p), v.String()), strings.Count(letters(q), v.String()); a != b {
			return a > b
		}
	}
	return false
}

// TestSteps: the smallest change lowers its damage by one letter, what does it
// alone is among the candidates and never cheaper than the plan, and nothing else
// does it alone.
func TestSteps(t *testing.T) {
	long.Test(t)
	r := referenceStudy(t)
	opt := plan.Options{Targets: plan.Leave(plan.Grave(r.Study), method.E)}
	steps, err := plan.Steps(t.Context(), r, "m1a", opt)
	if err != nil || len(steps) != 4 {
		t.Fatalf("%d steps, %v", len(steps), err)
	}
	for _, s := range steps {
		if s.To != s.From-1 || s.Plan.Reached && !s.Plan.Checked {
			t.Errorf("%s: %s to %s, checked %v", s.Damage.Label, s.From, s.To, s.Plan.Checked)
		}
		if !s.Plan.Reached {
			continue
		}
		want := map[model.DeploymentID]bool{}
		for _, c := range s.Single {
			want[c.ID] = true
			if c.Cost.Initial < s.Plan.Cost.Initial {
				t.Errorf("%s: %s alone costs %v, the plan %v", s.Damage.Label, c.ID, c.Cost, s.Plan.Cost)
			}
		}
		for _, c := range s.Plan.Candidates[:20] {
			if c.Decided || !c.Usable() {
				continue
			}
			p, err := plan.Run(t.Context(), r, "m1a", only(s, c))
			if err != nil {
				t.Fatal(err)
			}
			if p.Reached != want[c.ID] {
				t.Errorf("%s: %s alone: reached %v, told %v", s.Damage.Label, c.ID, p.Reached, want[c.ID])
			}
		}
	}
}

// only asks for the step's letter with one candidate and no other.
func only(s plan.Step, c *plan.Candidate) plan.Options {
	opt := plan.Options{Targets: []plan.Target{{Damage: s.Damage.ID, Letter: s.To}}}
	for _, o := range s.Plan.Candidates {
		if o != c && !o.Decided {
			opt.Forbid = append(opt.Forbid, o.ID)
		}
	}
	return opt
}

// TestDead: without a dead deployment nothing is rated otherwise, and a deployment
// that is not dead changes something.
func TestDead(t *testing.T) {
	long.Test(t)
	r := referenceStudy(t)
	m, _ := r.Model("m1a")
	calls := 0
	dead, err := plan.DeadOf(t.Context(), m, func(done, total int) { calls++ })
	if err != nil || len(dead) == 0 || calls != len(m.Model.Deployments) {
		t.Fatalf("%d dead, %d calls, %v", len(dead), calls, err)
	}
	is := map[model.DeploymentID]bool{}
	for _, d := range dead {
		is[d.ID] = true
	}
	// A countermeasure whose absence brings a cell to another level is not dead.
	for _, d := range m.Model.Deployments {
		if d.Status != model.InPlace {
			continue
		}
		changed := m.Trial()
		changed.Answer(d.Index, model.Absent, d.Effective)
		var before, after assess.Letters
		if err := m.Trial().Rate(t.Context(), &before); err != nil {
			t.Fatal(err)
		}
		if err := changed.Rate(t.Context(), &after); err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(before) != fmt.Sprint(after) && is[d.ID] {
			t.Errorf("%s is said to be dead and changes letters", d.ID)
		}
	}
}
