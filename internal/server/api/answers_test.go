package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/lang"
)

// questions is the questionnaire of the tests.
func questions() *hearing.Spec {
	q := func(id string) hearing.Question {
		return hearing.Question{ID: hearing.QuestionID(id), Countermeasure: "cm", Name: lang.Text{Ja: "対策" + id, En: "Measure " + id}, Layer: "network",
			Text: lang.Text{Ja: id + "を実施していますか。", En: "Is " + id + " in place?"}, Scope: "model", Digest: "d-" + id}
	}
	return &hearing.Spec{Study: "s1", Questions: []hearing.Question{q("q1"), q("q2")}}
}

// ask puts the questionnaire into the study and gives the session of a respondent's
// link and the path of their answers.
func (h *house) ask(t *testing.T, respondent string) (session, string) {
	t.Helper()
	text, err := app.HearingFile(questions())
	if err != nil {
		t.Fatal(err)
	}
	h.call(t, h.admin, "PUT "+branch+"/records/hearings%2Fr8.yaml", map[string]any{"text": string(text)}, "If-None-Match", "*").want(t, 200)
	sent := h.call(t, h.admin, "POST /studies/s1/links", map[string]any{"questionnaire": "r8", "respondent": respondent, "ends": h.now.Add(time.Hour)})
	sent.want(t, 201)
	return session{token: sent.text("secret")}, "/studies/s1/questionnaires/r8/respondents/" + respondent + "/answers"
}

// answersText is answers of an organisation to one question.
func answersText(organisation, question, evidence string) string {
	return fmt.Sprintf("format: sekisho-hearing/1\nresponses:\n- organisation: '%s'\n  respondent: 情報政策課\n  date: '2026-11-26'\n  answers:\n"+
		"  - question: %s\n    status: in-place\n    effective: 'yes'\n    evidence: %s\n", organisation, question, evidence)
}

// TestAnswersAreChecked sends answers that are wrong in many ways, and wants of each
// what the commands find in the same file, with its place, and nothing written.
func TestAnswersAreChecked(t *testing.T) {
	h := newHouse(t)
	h.study(t)
	who, path := h.ask(t, "131016")
	good := answersText("131016", "q1", "要綱")
	for name, text := range map[string]string{
		"nothing":               "",
		"no YAML":               "回答: [",
		"a question unasked":    answersText("131016", "q9", "要綱"),
		"another organisation":  answersText("141003", "q1", "要綱"),
		"nobody answers":        strings.Replace(good, "respondent: 情報政策課", "respondent: ''", 1),
		"two responses":         good + strings.SplitAfterN(good, "responses:\n", 2)[1],
		"the same answer twice": good + "  - question: q1\n    status: absent\n",
		"several at once":       strings.NewReplacer("in-place", "perhaps", "2026-11-26", "昨日").Replace(good) + "    colour: red\n",
	} {
		list := questions()
		list.Organisations = []hearing.OrganisationSpec{{Code: "131016"}}
		_, found, err := app.ReadAnswers("hearings/r8/131016.yaml", []byte(text), list)
		if err != nil || !found.HasErrors() {
			t.Fatalf("%s: the commands find nothing: %v", name, err)
		}
		var want, got []string
		for _, f := range found.Findings {
			want = append(want, fmt.Sprint(f.Code, " ", f.Pos))
		}
		a := h.call(t, who, "PUT "+path, map[string]any{"text": text}, "If-None-Match", "*")
		a.want(t, 422)
		for i := range found.Findings {
			got = append(got, fmt.Sprint(a.text("findings", i, "code"), " ", a.text("findings", i, "place")))
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(want, got) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	h.call(t, who, "GET "+path, nil).want(t, 404)
	h.call(t, who, "PUT "+path, map[string]any{"text": good}, "If-None-Match", "*").want(t, 200)
	if a := h.call(t, who, "GET "+path, nil); a.text("text") != good {
		t.Errorf("%s", a.Body)
	}
}

// TestAnswersToBrokenQuestions tells what is wrong with a questionnaire.
func TestAnswersToBrokenQuestions(t *testing.T) {
	h := newHouse(t)
	h.study(t)
	who, path := h.ask(t, "131016")
	h.call(t, h.admin, "PUT "+branch+"/records/hearings%2Fr8.yaml", map[string]any{"text": "questions: 3"}, "If-Match", h.call(t, h.admin, "GET "+branch+"/records/hearings%2Fr8.yaml", nil).Header().Get("ETag")).want(t, 200)
	a := h.call(t, who, "PUT "+path, map[string]any{"text": answersText("131016", "q1", "要綱")}, "If-None-Match", "*")
	a.want(t, 422)
	if place := a.text("findings", 0, "place"); !strings.HasPrefix(place, "hearings/r8.yaml:") {
		t.Errorf("%s", a.Body)
	}
}
