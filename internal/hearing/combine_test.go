package hearing_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/model"
)

// TestCombine lets two people change the same answers.
func TestCombine(t *testing.T) {
	t.Parallel()
	a := func(q string, s model.Status) hearing.AnswerSpec {
		return hearing.AnswerSpec{Question: hearing.QuestionID(q), Status: s}
	}
	all := []hearing.QuestionID{"q1", "q2", "q3"}
	list := func(answers ...hearing.AnswerSpec) []hearing.AnswerSpec { return answers }
	for _, tt := range []struct {
		why                   string
		base, now, mine, want []hearing.AnswerSpec
		asked                 []hearing.QuestionID
		clashes               []hearing.Clash
	}{
		{"a first answer", nil, nil, list(a("q1", model.InPlace)), list(a("q1", model.InPlace)), all, nil},
		{"different questions both stand", nil, list(a("q2", model.Absent)), list(a("q1", model.InPlace)), list(a("q1", model.InPlace), a("q2", model.Absent)), all, nil},
		{"what was not changed does not undo what others changed", list(a("q1", model.Absent)), list(a("q1", model.InPlace)), list(a("q1", model.Absent)), list(a("q1", model.InPlace)), all, nil},
		{"the same change twice", nil, list(a("q1", model.InPlace)), list(a("q1", model.InPlace)), list(a("q1", model.InPlace)), all, nil},
		{"both changed one answer", list(a("q1", model.Absent)), list(a("q1", model.InPlace)), list(a("q1", model.Partial)), list(a("q1", model.InPlace)), all,
			[]hearing.Clash{{Question: "q1", Mine: a("q1", model.Partial), Theirs: a("q1", model.InPlace)}}},
		{"an answer taken back", list(a("q1", model.Absent)), list(a("q1", model.Absent)), nil, list(), all, nil},
		{"taken back while another changed it", list(a("q1", model.Absent)), list(a("q1", model.InPlace)), nil, list(a("q1", model.InPlace)), all,
			[]hearing.Clash{{Question: "q1", Theirs: a("q1", model.InPlace)}}},
		{"changed while another took it back", list(a("q1", model.Absent)), nil, list(a("q1", model.InPlace)), list(), all,
			[]hearing.Clash{{Question: "q1", Mine: a("q1", model.InPlace)}}},
		{"questions not asked are left alone", list(a("q3", model.Absent)), list(a("q3", model.Absent)), list(a("q1", model.InPlace)), list(a("q1", model.InPlace), a("q3", model.Absent)), all[:2], nil},
	} {
		got, clashes := hearing.Combine(tt.base, tt.now, tt.mine, tt.asked)
		if diff := cmp.Diff(tt.want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s", tt.why, diff)
		}
		if diff := cmp.Diff(tt.clashes, clashes); diff != "" {
			t.Errorf("%s: %s", tt.why, diff)
		}
	}
}
