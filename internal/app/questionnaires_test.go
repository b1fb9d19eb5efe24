package app_test

import (
	"fmt"
	"testing"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/store"
)

// TestQuestionsChangeWhileRead reads a questionnaire that became another between its
// head and its content: what was read is never taken for what the head names.
func TestQuestionsChangeWhileRead(t *testing.T) {
	text := func(id string) []byte {
		data, err := app.HearingFile(&hearing.Spec{Study: "s1", Questions: []hearing.Question{{ID: hearing.QuestionID(id), Countermeasure: "cm", Layer: "network",
			Name: lang.Text{Ja: "対策", En: "Measure"}, Text: lang.Text{Ja: "実施していますか。", En: "Is it in place?"}, Scope: "model", Digest: "d"}}})
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	first, second := text("q1"), text("q2")
	var all app.Questionnaires
	reads := 0
	for i, c := range []struct {
		head, content []byte
		want          hearing.QuestionID
		reads         int
	}{
		{first, second, "q2", 1},  // it has just changed
		{second, second, "q2", 1}, // kept
		{first, first, "q1", 2},   // changed back
		{first, nil, "q1", 2},     // kept
	} {
		spec, found, err := all.Of(store.Record{Name: "hearings/r8.yaml", Digest: store.DigestOf(c.head)}, func() ([]byte, error) {
			reads++
			if c.content == nil {
				return nil, fmt.Errorf("step %d reads again", i)
			}
			return c.content, nil
		})
		if err != nil || spec == nil || spec.Questions[0].ID != c.want || reads != c.reads {
			t.Errorf("step %d: %+v after %d reads, %v, %v", i, spec, reads, found, err)
		}
	}
}
