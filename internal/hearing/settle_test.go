package hearing_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/model"
)

var twoQuestions = []hearing.Question{{ID: "q1", Digest: "d1"}, {ID: "q2", Digest: "d2"}}

const chiyoda = "131016"

func response(who, date string, answers ...hearing.AnswerSpec) hearing.ResponseSpec {
	return hearing.ResponseSpec{Organisation: chiyoda, Respondent: who, Date: date, Answers: answers}
}

func answer(q hearing.QuestionID, s model.Status, e model.Effectiveness) hearing.AnswerSpec {
	return hearing.AnswerSpec{Question: q, Status: s, Effective: e}
}

func settle(s *hearing.Spec) hearing.Settled {
	s.Organisations = []hearing.OrganisationSpec{{Code: chiyoda, Name: "千代田区"}}
	return hearing.Settle(s, twoQuestions)[0]
}

// TestGrounds: an answer rests on what those name whose answer holds, and on the
// reason of what is adopted.
func TestGrounds(t *testing.T) {
	inPlace, absent, again := answer("q1", model.InPlace, model.Effective), answer("q1", model.Absent, ""), answer("q1", model.Absent, "")
	inPlace.Evidence, absent.Evidence, again.Evidence = "運用規程3条", "現地の写真", "点検の記録"
	outdated := inPlace
	outdated.Digest = "before"
	for name, c := range map[string]struct {
		spec hearing.Spec
		want []string
	}{
		"nobody answers":      {hearing.Spec{}, nil},
		"of an older wording": {hearing.Spec{Responses: []hearing.ResponseSpec{response("甲", "2026-07-01", outdated)}}, nil},
		"the later one":       {hearing.Spec{Responses: []hearing.ResponseSpec{response("甲", "2026-07-01", inPlace), response("甲", "2026-07-02", absent)}}, []string{"現地の写真"}},
		"both, who agree":     {hearing.Spec{Responses: []hearing.ResponseSpec{response("甲", "2026-07-01", absent), response("乙", "2026-07-02", again), response("丙", "2026-07-03", again)}}, []string{"現地の写真", "点検の記録"}},
		"the adopted one, and why": {hearing.Spec{Responses: []hearing.ResponseSpec{response("甲", "2026-07-01", absent), response("乙", "2026-07-02", inPlace)},
			Adopted: []hearing.AdoptedSpec{{Organisation: chiyoda, Question: "q1", Status: model.Absent, Reason: "現地で確認"}}}, []string{"現地の写真", "現地で確認"}},
	} {
		t.Run(name, func(t *testing.T) {
			c.spec.Responses = append(c.spec.Responses, hearing.ResponseSpec{Organisation: "011002", Respondent: "丁", Date: "2026-07-09", Answers: []hearing.AnswerSpec{inPlace}})
			if diff := cmp.Diff([][]string{c.want, nil}, hearing.Grounds(&c.spec, twoQuestions, chiyoda)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestSettle: what holds of one organisation, case by case.
func TestSettle(t *testing.T) {
	inPlace, absent := answer("q1", model.InPlace, model.Effective), answer("q1", model.Absent, "")
	planned, unknown := answer("q1", model.Planned, ""), answer("q1", model.UnknownStatus, "")
	old := inPlace
	old.Digest = "before"
	open := hearing.CodeOf(model.UnknownStatus, "")
	for name, c := range map[string]struct {
		spec      hearing.Spec
		want      hearing.Code
		conflicts int
		outdated  bool
	}{
		"nobody answers": {hearing.Spec{}, hearing.Unanswered, 0, false},
		"one answers":    {hearing.Spec{Responses: []hearing.ResponseSpec{response("甲", "2026-07-01", inPlace)}}, best, 0, false},
		"who answers later in time corrects himself": {hearing.Spec{Responses: []hearing.ResponseSpec{
			response("甲", "2026-07-02", absent), response("甲", "2026-07-01", inPlace)}}, worst, 0, false},
		"two differ and nothing is adopted: unknown": {hearing.Spec{Responses: []hearing.ResponseSpec{
			response("甲", "2026-07-02", absent), response("乙", "2026-07-01", inPlace)}}, open, 1, false},
		"one differs from himself on one day": {hearing.Spec{Responses: []hearing.ResponseSpec{
			response("甲", "2026-07-02", absent), response("甲", "2026-07-02", inPlace)}}, open, 1, false},
		"two differ in what counts the same": {hearing.Spec{Responses: []hearing.ResponseSpec{
			response("甲", "2026-07-02", absent), response("乙", "2026-07-01", planned)}}, hearing.CodeOf(model.Planned, ""), 1, false},
		"who does not know contradicts nobody": {hearing.Spec{Responses: []hearing.ResponseSpec{
			response("甲", "2026-07-02", unknown), response("乙", "2026-07-01", inPlace)}}, best, 0, false},
		"adopted with a reason": {hearing.Spec{Responses: []hearing.ResponseSpec{
			response("甲", "2026-07-02", absent), response("乙", "2026-07-01", inPlace)},
			Adopted: []hearing.AdoptedSpec{{Organisation: chiyoda, Question: "q1", Status: model.Partial, Effective: model.Effective, Reason: "現地で確認"}}},
			hearing.CodeOf(model.Partial, model.Effective), 1, false},
		"asked about something else then": {hearing.Spec{Responses: []hearing.ResponseSpec{response("甲", "2026-07-01", old)}}, hearing.Unanswered, 0, true},
		"effectiveness missing: open": {hearing.Spec{Responses: []hearing.ResponseSpec{
			response("甲", "2026-07-01", answer("q1", model.InPlace, ""))}}, hearing.CodeOf(model.InPlace, model.UnknownEffectiveness), 0, false},
	} {
		got := settle(&c.spec)
		if got.Known[0] != c.want || len(got.Conflicts) != c.conflicts || slices.Contains(got.Outdated, 0) != c.outdated {
			t.Errorf("%s: %v %v, %d conflicts, outdated %v", name, got.Known[0].Status(), got.Known[0].Effective(), len(got.Conflicts), got.Outdated)
		}
	}
}

// TestConflictsKeepEveryAnswer: nothing that anybody said is lost.
func TestConflictsKeepEveryAnswer(t *testing.T) {
	a, b := answer("q1", model.InPlace, model.Effective), answer("q1", model.Absent, "")
	a.Evidence, b.Evidence = "機器一覧", "担当者の説明"
	s := &hearing.Spec{Responses: []hearing.ResponseSpec{response("乙", "2026-07-01", a), response("甲", "2026-07-02", b)}}
	got := settle(s)
	if len(got.Conflicts) != 1 || len(got.Conflicts[0].Given) != 2 {
		t.Fatalf("conflicts: %+v", got.Conflicts)
	}
	var said []string
	for _, g := range got.Conflicts[0].Given {
		said = append(said, g.Response.Respondent+" "+g.Answer.Evidence+" "+g.Path)
	}
	if diff := cmp.Diff([]string{"乙 機器一覧 responses/0/answers/0", "甲 担当者の説明 responses/1/answers/0"}, said); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	list := hearing.CheckSettled(s, []hearing.Settled{got}, twoQuestions)
	if len(list.Findings) != 1 || list.Findings[0].Code != diag.HearingConflict || len(list.Findings[0].Related) != 1 {
		t.Errorf("findings: %+v", list.Findings)
	}
}

// drawHearing draws responses of several respondents of two organisations.
func drawHearing(t *rapid.T) *hearing.Spec {
	s := &hearing.Spec{Organisations: []hearing.OrganisationSpec{{Code: chiyoda, Name: "千代田区"}, {Code: "011002", Name: "札幌市"}}}
	for i := range rapid.IntRange(0, 6).Draw(t, "responses") {
		r := hearing.ResponseSpec{Organisation: rapid.SampledFrom([]string{chiyoda, "011002"}).Draw(t, "organisation"),
			Respondent: rapid.SampledFrom([]string{"甲", "乙"}).Draw(t, "respondent"),
			Date:       rapid.SampledFrom([]string{"2026-07-01", "2026-07-02"}).Draw(t, "date")}
		for _, q := range twoQuestions {
			if c := drawCode(t, fmt.Sprint("answer", i, q.ID)); c != hearing.Unanswered {
				a := answer(q.ID, c.Status(), c.Effective())
				a.Digest = rapid.SampledFrom([]string{"", q.Digest, "before"}).Draw(t, "digest")
				r.Answers = append(r.Answers, a)
			}
		}
		s.Responses = append(s.Responses, r)
	}
	for _, q := range twoQuestions {
		if rapid.Bool().Draw(t, "adopted") {
			s.Adopted = append(s.Adopted, hearing.AdoptedSpec{Organisation: chiyoda, Question: q.ID, Status: model.InPlace, Effective: model.Effective})
		}
	}
	return s
}

// TestTheOrderOfFilesDoesNotMatter: settled answers and conflicts are the same
// whatever order the responses come in, and the compact way gives the same rows.
func TestTheOrderOfFilesDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawHearing(t)
		want := hearing.Settle(s, twoQuestions)
		shuffled := *s
		shuffled.Responses = rapid.Permutation(s.Responses).Draw(t, "order")
		shuffled.Organisations = rapid.Permutation(s.Organisations).Draw(t, "organisations")
		got := hearing.Settle(&shuffled, twoQuestions)
		if diff := cmp.Diff(want, got, cmp.Transformer("given", func(g hearing.Given) string {
			return fmt.Sprint(g.Response.Respondent, g.Response.Date, g.Answer.Code(), g.Answer.Evidence)
		})); diff != "" {
			t.Fatalf("settled (-one order +another):\n%s", diff)
		}
		g := hearing.NewGather()
		for i := range shuffled.Responses {
			g.Add(&hearing.Spec{Responses: shuffled.Responses[i : i+1]})
		}
		g.Add(&hearing.Spec{Organisations: shuffled.Organisations, Adopted: shuffled.Adopted})
		conflicts := 0
		for i, row := range g.Rows(twoQuestions) {
			conflicts += len(want[i].Conflicts)
			if g.Organisations[i].Code != want[i].Organisation.Code {
				t.Fatalf("row %d is of %s", i, g.Organisations[i].Code)
			}
			if diff := cmp.Diff(want[i].Known, row.Known); diff != "" {
				t.Fatalf("%s (-settled +gathered):\n%s", want[i].Organisation.Name, diff)
			}
		}
		if g.Conflicts != conflicts {
			t.Fatalf("gathered %d conflicts, settled %d", g.Conflicts, conflicts)
		}
	})
}

// TestCheck: everything that is wrong is found at once, each in its place.
func TestCheck(t *testing.T) {
	s := &hearing.Spec{
		Organisations: []hearing.OrganisationSpec{{Code: chiyoda}, {Code: chiyoda}, {Code: "131017"}, {Code: "480002"}},
		Questions:     []hearing.Question{{ID: "q1", Digest: "d1"}, {ID: "q1"}},
		Responses: []hearing.ResponseSpec{response("甲", "2026-07-01", answer("q1", model.InPlace, ""), answer("q1", model.Absent, model.Effective)),
			{Organisation: "131024", Answers: []hearing.AnswerSpec{{Question: "q2", Status: model.Absent}, {Question: "q1", Digest: "x", Status: model.Absent}}}},
	}
	var got []string
	for _, f := range hearing.Check(s).Findings {
		got = append(got, fmt.Sprint(f.Path, " ", f.Code, " ", f.Args["near"]))
	}
	want := []string{
		"questions/1/id id.duplicate ",
		"organisations/1/code id.duplicate ",
		"organisations/2/code hearing.wrong_code 131016",
		"organisations/3/code hearing.wrong_code ",
		"responses/0/answers/0 hearing.effective_missing ",
		"responses/0/answers/1/question hearing.answered_twice ",
		"responses/0/answers/1/effective hearing.effective_idle ",
		"responses/1/organisation ref.unknown 131016",
		"responses/1/answers/0/question hearing.no_such_question ",
		"responses/1/answers/1/digest hearing.outdated ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

// TestCodes of organisations, from the ministry's list.
func TestCodes(t *testing.T) {
	for code, want := range map[string]bool{
		"010006": true, "011002": true, "131016": true, "271004": true, "472018": true, "473821": true, "131017": false,
		"13101": false, "1310160": false, "00000a": false, "480002": false, "": false,
	} {
		if got := hearing.ValidCode(code); got != want {
			t.Errorf("ValidCode(%q) = %v", code, got)
		}
	}
	for o, want := range map[hearing.OrganisationSpec]hearing.Class{
		{Code: "010006", Population: 5_000_000}: hearing.ClassPrefecture,
		{Code: "011002", Population: 1_970_000}: hearing.Class500k,
		{Code: "131016", Population: 66_680}:    hearing.Class50k,
		{Code: "473821", Population: 1_700}:     hearing.ClassSmall,
		{Code: "473821"}:                        hearing.ClassUnknown,
	} {
		if got := o.Class(); got != want {
			t.Errorf("%s is %s, want %s", o.Code, got, want)
		}
	}
}
