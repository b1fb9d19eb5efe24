package data

import (
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/plan"
)

// Plan is the cheapest plan of a model for a letter that it leaves at most.
type Plan struct {
	Letter method.RiskValue
	*plan.Plan
}

// planTables are the tables of plans; none where there are no plans.
func (b *builder) planTables() []Table {
	if len(b.Plans) == 0 {
		return nil
	}
	return []Table{b.plans(), b.planMeasures(), b.planDamages()}
}

// planKeys are the columns that name a plan.
func planKeys() []Column { return []Column{code("model", "models"), list("plan_letter", "risk")} }

// costColumns are those of [costOf].
func costColumns() []Column {
	return []Column{number("initial_yen", "yen"), number("yearly_yen", "yen"), number("effort_large", "count"), number("effort_medium", "count"), number("effort_small", "count")}
}

func costOf(c plan.Cost) []any { return []any{c.Initial, c.Yearly, c.Large, c.Medium, c.Small} }

func (b *builder) plans() Table {
	columns := append(planKeys(), list("plan_status", "plan_status"), flag("plan_reached"), flag("plan_checked"), number("constraints", "count"))
	columns = append(append(columns, costColumns()...), number("bound_initial_yen", "yen"))
	return Table{"plans", columns, rows(func(row func(...any) bool) {
		for _, p := range b.Plans {
			values := []any{ModelCode(p.Base.Model.ID), risk(p.Letter), p.Status, yes(p.Reached), yes(p.Checked), len(p.Constraints)}
			if !row(append(append(values, costOf(p.Cost)...), p.Bound.Initial)...) {
				return
			}
		}
	})}
}

// planMeasures has a row for each countermeasure that a plan puts in place. What is
// decided already costs nothing there.
func (b *builder) planMeasures() Table {
	columns := append(planKeys(), key("deployment"), code("countermeasure", "countermeasures"), list("status", "status"), flag("new"), flag("decided"))
	return Table{"plan_measures", append(columns, costColumns()...), rows(func(row func(...any) bool) {
		for _, p := range b.Plans {
			for _, c := range p.Chosen {
				var was any
				if !c.New() {
					was = c.Was
				}
				cost := c.Cost
				if c.Decided {
					cost = plan.Cost{}
				}
				values := []any{ModelCode(p.Base.Model.ID), risk(p.Letter), c.ID, c.Countermeasure.ID, was, yes(c.New()), yes(c.Decided)}
				if !row(append(values, costOf(cost)...)...) {
					return
				}
			}
		}
	})}
}

func (b *builder) planDamages() Table {
	columns := append(planKeys(), code("damage", "damages"), list("risk_before", "risk"), list("risk_after", "risk"), list("risk_target", "risk"))
	return Table{"plan_damages", columns, rows(func(row func(...any) bool) {
		for _, p := range b.Plans {
			for _, l := range p.Letters {
				before, after, target := "N", any("N"), any(nil)
				if l.ReachedBefore {
					before = risk(l.Before)
				}
				switch {
				case p.Model == nil:
					after = nil
				case l.ReachedAfter:
					after = risk(l.After)
				}
				if l.Target != method.Unrated {
					target = risk(l.Target)
				}
				if !row(ModelCode(p.Base.Model.ID), risk(p.Letter), l.Damage.ID, before, after, target) {
					return
				}
			}
		}
	})}
}

// hearingTables is the table of answers; none where nobody was asked.
func (b *builder) hearingTables() []Table {
	if b.Hearing == nil {
		return nil
	}
	codes := answerCodes()
	columns := []Column{key("question"), code("countermeasure", "countermeasures"), list("answer", "answer"), number("organisations", "organisations")}
	return []Table{{"hearing_answers", columns, rows(func(row func(...any) bool) {
		for q := range b.Hearing.Questions {
			counted := b.Hearing.Tally(q)
			for i, n := range append(counted.Counts, counted.None) {
				if !row(b.Hearing.Questions[q].ID, b.Hearing.Questions[q].Countermeasure, codes[i], n) {
					return
				}
			}
		}
	})}}
}

// unanswered is the code of a question without an answer.
const unanswered = "none"

// answerCodes are the codes of answers, and at last that of none.
func answerCodes() []string {
	var out []string
	for _, s := range hearing.Statuses() {
		out = append(out, string(s))
	}
	return append(out, unanswered)
}
