package hearing_test

import (
	"slices"
	"testing"

	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/model"
)

// TestToAsk counts every organisation once at every question about the model, open
// where no answer settles how far it counts, and puts what is settled last.
func TestToAsk(t *testing.T) {
	in, partly := hearing.CodeOf(model.InPlace, model.Effective), hearing.CodeOf(model.Partial, model.UnknownEffectiveness)
	absent := hearing.CodeOf(model.Absent, "")
	replies := hearing.Replies{
		Questions: []hearing.Question{
			{ID: "q-settled", Deployments: []string{"m1/d-1"}, Letters: 9},
			{ID: "q-few", Deployments: []string{"m1/d-2"}, Letters: 1},
			{ID: "q-many", Deployments: []string{"m2/d-1", "m1/d-3"}, Letters: 4},
			{ID: "q-other", Deployments: []string{"m10/d-1"}, Letters: 9},
		},
		Rows: []hearing.Row{
			{Known: []hearing.Code{in, hearing.Unanswered, partly, in}},
			{Known: []hearing.Code{absent, hearing.Unanswered, absent, in}},
		},
	}
	list := replies.ToAsk("m1")
	var order []hearing.QuestionID
	for _, x := range list {
		order = append(order, replies.Questions[x.Question].ID)
		sum := x.None
		for _, n := range x.Counts {
			sum += n
		}
		if sum != len(replies.Rows) {
			t.Errorf("%d organisations are counted at %s", sum, order[len(order)-1])
		}
	}
	if want := []hearing.QuestionID{"q-many", "q-few", "q-settled"}; !slices.Equal(order, want) {
		t.Errorf("asked in the order %v, want %v", order, want)
	}
	if list[0].Open != 1 || list[1].Open != 2 || list[1].None != 2 || list[2].Open != 0 {
		t.Errorf("open: %+v", list)
	}
}
