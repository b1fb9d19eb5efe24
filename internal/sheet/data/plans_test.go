package data_test

import (
	"slices"
	"strconv"
	"testing"

	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/plan"
	"github.com/sekisho/sekisho/internal/sheet/data"
)

// planned adds a plan and a hearing of three organisations to an input: one answers
// nothing, one everything, one in part.
func planned(t testing.TB, in data.Input) data.Input {
	t.Helper()
	p, err := plan.Run(t.Context(), in.Result, "m1a", plan.Options{Targets: plan.Leave(plan.Grave(in.Result.Study), method.C)})
	if err != nil {
		t.Fatal(err)
	}
	in.Plans = []data.Plan{{Letter: method.C, Plan: p}}
	in.Hearing = &hearing.Replies{Questions: hearing.Derive(in.Result)}
	for i := range 3 {
		known := make([]hearing.Code, len(in.Hearing.Questions))
		for q := range known {
			if i == 1 || i == 2 && q%2 == 0 {
				known[q] = hearing.CodeOf(model.Partial, model.Effective)
			}
		}
		in.Hearing.Rows = append(in.Hearing.Rows, hearing.Row{Organisation: int32(i), Known: known})
	}
	return in
}

// TestPlanTables: the tables tell the plan as the planner gave it, and every
// organisation is counted once for each question.
func TestPlanTables(t *testing.T) {
	t.Parallel()
	in := reference(t)
	file := book(t, in)
	p := in.Plans[0].Plan
	plans := table(t, in, file, "plans")
	if len(plans) != 1 || plans[0]["plan_status"] != "optimal" || plans[0]["plan_checked"] != "yes" || plans[0]["initial_yen"] != strconv.Itoa(int(p.Cost.Initial)) {
		t.Errorf("plans: %v", plans)
	}
	initial := 0
	measures := table(t, in, file, "plan_measures")
	for i, c := range p.Chosen {
		yen, err := strconv.Atoi(measures[i]["initial_yen"])
		if err != nil || measures[i]["deployment"] != string(c.ID) || (measures[i]["decided"] == "yes") != c.Decided {
			t.Errorf("measure %d: %v, %v", i+1, measures[i], err)
		}
		initial += yen
	}
	if initial != int(p.Cost.Initial) || len(measures) != len(p.Chosen) {
		t.Errorf("%d measures cost %d, the plan with %d %d", len(measures), initial, len(p.Chosen), p.Cost.Initial)
	}
	for i, row := range table(t, in, file, "plan_damages") {
		if l := p.Letters[i]; row["damage"] != string(l.Damage.ID) || row["risk_before"] != l.Before.String() || row["risk_after"] != l.After.String() {
			t.Errorf("damage: %v, the plan has %+v", row, l)
		}
	}
	counts := map[string]int{}
	for _, row := range table(t, in, file, "hearing_answers") {
		n, err := strconv.Atoi(row["organisations"])
		if err != nil {
			t.Fatal(err)
		}
		counts[row["answer"]] += n
	}
	n := len(in.Hearing.Questions)
	if odd := n / 2; counts["none"] != n+odd || counts["partial"] != 2*n-odd || counts["absent"] != 0 {
		t.Errorf("answers to %d questions: %v", n, counts)
	}
	in.Plans, in.Hearing = nil, nil
	if slices.ContainsFunc(data.Tables(in), func(x data.Table) bool { return x.ID == "plans" || x.ID == "hearing_answers" }) {
		t.Error("there are tables of plans and answers where there are none")
	}
}
