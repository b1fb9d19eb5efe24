package form_test

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/plan"
	"github.com/sekisho/sekisho/internal/sheet/layout"
)

// TestPlanAndHearing: the sheets tell the plan as the planner gave it, and count
// every organisation once for each question, in the order in which to ask.
func TestPlanAndHearing(t *testing.T) {
	t.Parallel()
	r := whole(t)
	in := quick(input(r, lang.Ja))
	made := map[method.RiskValue]*plan.Plan{}
	in.Plans = &plan.ByLetter{Letters: []method.RiskValue{method.B, method.C}, Of: func(ctx context.Context, m model.ModelID, letter method.RiskValue) (*plan.Plan, error) {
		p, err := plan.Run(ctx, r, m, plan.Options{Targets: plan.Leave(plan.Grave(r.Study), letter)})
		made[letter] = p
		return p, err
	}}
	in.Hearing = &hearing.Replies{Questions: hearing.Derive(r)}
	for i := range in.Hearing.Questions {
		in.Hearing.Questions[i].Letters = i % 5
	}
	for i := range 4 {
		known := make([]hearing.Code, len(in.Hearing.Questions))
		for q := range known {
			if i < 3 || q%3 != 0 {
				known[q] = hearing.CodeOf(model.InPlace, model.Effective)
			}
		}
		in.Hearing.Rows = append(in.Hearing.Rows, hearing.Row{Organisation: int32(i), Known: known})
	}
	o := open(t, book(t, in, "m1a"))
	checkPlans(t, o, made)
	checkAnswers(t, o, len(in.Hearing.Rows))
	if plain := open(t, quickBook(t, "m1a")); plain.name[layout.Plan] != "" || plain.name[layout.Hearing] != "" {
		t.Error("there are sheets of plans and answers where there are none")
	}
}

// checkPlans wants the sheet to tell the plans as the planner gave them.
func checkPlans(t *testing.T, o *opened, made map[method.RiskValue]*plan.Plan) {
	t.Helper()
	for letter, p := range made {
		id := "plan/" + strings.ToLower(letter.String())
		if got := o.value(layout.Plan, id, "initial_cost"); got != strconv.Itoa(int(p.Cost.Initial)) {
			t.Errorf("the plan for %s costs %s, the planner says %d", letter, got, p.Cost.Initial)
		}
		if proof := o.value(layout.Plan, id, "plan_place"); !strings.HasPrefix(proof, "証明済み") {
			t.Errorf("the proof reads %q", proof)
		}
		for i, c := range p.Chosen {
			row := id + "/" + layout.DeploymentID(c.ID)
			if o.value(layout.Plan, row, "no") != strconv.Itoa(i+1) || o.value(layout.Plan, row, "plan_text") != c.Countermeasure.Ja {
				t.Errorf("measure %d of the plan for %s is another one", i+1, letter)
			}
		}
		for _, l := range p.Letters {
			row := id + "/" + layout.DamageID(l.Damage.ID)
			if before, after := o.value(layout.Plan, row, "plan_before"), o.value(layout.Plan, row, "plan_after"); before != l.Before.String() || after != l.After.String() {
				t.Errorf("%s: %s to %s, the planner says %s to %s", row, before, after, l.Before, l.After)
			}
		}
	}
}

// checkAnswers wants every organisation once in each row, and what is open in order.
func checkAnswers(t *testing.T, o *opened, organisations int) {
	t.Helper()
	last, lastOrder := 99, 0
	for _, row := range o.rows[layout.Hearing] {
		if len(row) == 0 || !strings.HasPrefix(row[0], "question/") {
			continue
		}
		sum := 0
		for _, key := range []string{"answer_in_place", "answer_partial", "answer_planned", "answer_absent", "answer_not_applicable", "answer_unknown", "answer_none"} {
			n, err := strconv.Atoi(o.value(layout.Hearing, row[0], key))
			if err != nil {
				t.Fatal(err)
			}
			sum += n
		}
		if sum != organisations {
			t.Errorf("%s counts %d organisations", row[0], sum)
		}
		order := o.value(layout.Hearing, row[0], "ask_order")
		if open := o.value(layout.Hearing, row[0], "answer_none") != "0"; open != (order != "") {
			t.Errorf("%s: open %v, to be asked %q", row[0], open, order)
		}
		if order == "" {
			continue
		}
		letters, _ := strconv.Atoi(o.value(layout.Hearing, row[0], "letters_open"))
		if n, err := strconv.Atoi(order); err != nil || n != lastOrder+1 || letters > last {
			t.Errorf("%s comes as %s after %d, with %d letters after %d", row[0], order, lastOrder, letters, last)
		}
		last, lastOrder = letters, lastOrder+1
	}
	if lastOrder == 0 {
		t.Error("nothing is to be asked")
	}
}
