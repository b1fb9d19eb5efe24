package hearing_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// TestHaving: every answer is in the class that a reader expects, and what is
// lacking or unclear may be worth nothing.
func TestHaving(t *testing.T) {
	for c, want := range map[hearing.Code]hearing.Having{
		hearing.Unanswered:                      hearing.Unclear,
		best:                                    hearing.Has,
		worst:                                   hearing.Lacks,
		hearing.CodeOf(model.Planned, ""):       hearing.Lacks,
		hearing.CodeOf(model.NotApplicable, ""): hearing.Needless,
		hearing.CodeOf(model.UnknownStatus, ""): hearing.Unclear,
		hearing.CodeOf(model.Partial, model.Effective):            hearing.Partly,
		hearing.CodeOf(model.Partial, model.UnknownEffectiveness): hearing.Unclear,
		hearing.CodeOf(model.InPlace, model.NotEffective):         hearing.Lacks,
		hearing.CodeOf(model.InPlace, model.UnknownEffectiveness): hearing.Unclear,
	} {
		if got := c.Having(); got != want {
			t.Errorf("%s %s: %d, want %d", c.Status(), c.Effective(), got, want)
		}
	}
}

// TestGroupsAddUp: counts by group add up to those of all organisations, the
// missing ones stand in order, and a plan lowers letters of as many organisations
// as one by one.
func TestGroupsAddUp(t *testing.T) {
	long.Test(t)
	r := reference(t, "m1a")
	questions := hearing.Derive(r)
	organisations, rows := synthetic(questions, 60)
	group, groups := make([]int, len(rows)), len(hearing.Classes())
	for i, row := range rows {
		group[i] = slices.Index(hearing.Classes(), organisations[row.Organisation].Class())
	}
	n, err := hearing.Evaluate(context.Background(), r, questions, rows, hearing.NationOptions{Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	plan, err := hearing.Evaluate(context.Background(), r, questions, rows, hearing.NationOptions{Workers: 2, Plan: hearing.Matching(questions, "cm-54")})
	if err != nil {
		t.Fatal(err)
	}
	m, after := n.Models[0], plan.Models[0]
	sum := make([]hearing.Letters, len(m.Damages))
	for _, letters := range m.ByGroup(group, groups) {
		for d := range letters {
			for v := range letters[d].Worst {
				sum[d].Worst[v] += letters[d].Worst[v]
				sum[d].Best[v] += letters[d].Best[v]
			}
		}
	}
	if diff := cmp.Diff(m.Damages, sum); diff != "" {
		t.Errorf("damages (-all +groups):\n%s", diff)
	}
	last := len(rows) + 1
	for _, x := range n.Missing() {
		all, lack := 0, 0
		for _, by := range hearing.MissingBy(rows, x.Question, group, groups) {
			for h, number := range by.Number {
				all += number
				if hearing.Having(h) == hearing.Lacks {
					lack += number
				}
			}
		}
		if all != len(rows) || lack != x.Number[hearing.Lacks] || lack > last {
			t.Errorf("question %d: %d of %d lack it by group, %v in all, after %d", x.Question, lack, all, x.Number, last)
		}
		last = lack
	}
	lowered := make([]int, len(m.Damages))
	for i := range rows {
		for d := range lowered {
			if at := i*len(lowered) + d; m.OfDamage[at].Worst > after.OfDamage[at].Worst {
				lowered[d]++
			}
		}
	}
	if diff := cmp.Diff(lowered, m.Lowered(after)); diff != "" {
		t.Errorf("lowered (-one by one +counted):\n%s", diff)
	}
	for d, reached := range m.Reached {
		if without := m.Damages[d].Worst[0]; reached && without != 0 || !reached && without != len(rows) {
			t.Errorf("damage %d is reached: %v, and %d organisations have no letter", d, reached, without)
		}
	}
}

// TestMatching: questions are found by id, countermeasure and deployment, and by
// nothing else.
func TestMatching(t *testing.T) {
	questions := hearing.Derive(reference(t, "m0", "m1a"))
	for i, q := range questions {
		if got := hearing.Matching(questions, string(q.ID)); !slices.Equal(got, []int{i}) {
			t.Errorf("%s: %v, want %d", q.ID, got, i)
		}
		for _, text := range []string{string(q.Countermeasure), q.Deployments[0], q.Deployments[0][strings.Index(q.Deployments[0], "/")+1:]} {
			if !slices.Contains(hearing.Matching(questions, text), i) {
				t.Errorf("%s does not give %s", text, q.ID)
			}
		}
	}
	for _, text := range []string{"", "cm", "m1a", "m1a/", "/"} {
		if got := hearing.Matching(questions, text); len(got) > 0 {
			t.Errorf("%q gives %v", text, got)
		}
	}
}

// TestWhomToAsk: who answered a question that has changed is asked again, everyone
// is asked what is new, and nobody is asked again what he never answered.
func TestWhomToAsk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawHearing(t)
		s.Questions = twoQuestions
		now := append(slices.Clone(twoQuestions), hearing.Question{ID: "q9", Digest: "d9"})
		changed := rapid.Bool().Draw(t, "changed")
		if changed {
			now[0].Digest, now[0].Covers = "other", []string{"a@z"}
		}
		change := hearing.Compare(s.Questions, now)
		asks := change.Of(s)
		settled := hearing.Settle(s, s.Questions)
		if len(asks) != len(s.Organisations) {
			t.Fatalf("%d of %d organisations", len(asks), len(s.Organisations))
		}
		for i, a := range asks {
			if len(a.New) != 1 || change.Again[a.New[0]].Question.ID != "q9" {
				t.Fatalf("%s is asked for the first time: %v", a.Organisation.Name, a.New)
			}
			if want := changed && settled[i].Known[0] != hearing.Unanswered; (len(a.Again) == 1) != want {
				t.Fatalf("%s is asked again: %v, want %v", a.Organisation.Name, a.Again, want)
			}
		}
	})
}

// TestUnratedIsNeverLow: the worst letter of an organisation and that of its damages
// are those of its own assessment, and unrated where anything in them is.
func TestUnratedIsNeverLow(t *testing.T) {
	for name := range draws {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				spec, base, r, questions, known := drawCase(t, name)
				n, err := hearing.Evaluate(context.Background(), r, questions, []hearing.Row{{Known: known}}, hearing.NationOptions{})
				if err != nil {
					t.Fatal(err)
				}
				own := run(t, edited(spec, questions, known), base).Models[0]
				var want assess.RiskRange
				for _, c := range own.Cells {
					want = assess.RiskRange{Worst: max(want.Worst, c.Risk.Worst), Best: max(want.Best, c.Risk.Best)}
				}
				if own.Totals.Worst[method.Unrated] > 0 {
					want = assess.RiskRange{}
				}
				m := n.Models[0]
				if m.OfCells[0] != want {
					t.Fatalf("worst cell %v, want %v", m.OfCells[0], want)
				}
				for d, x := range own.Damage.Damages {
					if m.OfDamage[d] != x.Risk || m.Reached[d] != x.Reached {
						t.Fatalf("damage %s: %v, reached %v; want %v, %v", x.Damage.ID, m.OfDamage[d], m.Reached[d], x.Risk, x.Reached)
					}
				}
			})
		})
	}
}
