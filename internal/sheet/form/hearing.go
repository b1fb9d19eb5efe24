package form

import (
	"strings"

	"github.com/sekisho/sekisho/internal/sheet/layout"
	"github.com/sekisho/sekisho/internal/workbook"
)

// answerKeys are the columns of the answers, in the order of [hearing.Statuses].
var answerKeys = []string{"answer_in_place", "answer_partial", "answer_planned", "answer_absent", "answer_not_applicable", "answer_unknown"}

// hearing writes ヒアリング: the answers to each question, and in which order to ask
// what is still open: first what can change most letters.
func (w *writer) hearing() error {
	t, err := w.begin(layout.Hearing, w.columnsOf(layout.Hearing), tableOptions{note: w.text("sheet.note.hearing", "organisations", len(w.Hearing.Rows)), frozen: "countermeasure", tab: "00734D"})
	if err != nil {
		return err
	}
	for i, a := range w.Hearing.ToAsk(w.m.Model.ID) {
		q := &w.Hearing.Questions[a.Question]
		t.blank()
		t.put("_id", "question/"+string(q.ID))
		if a.Open > 0 {
			t.set("ask_order", workbook.Int(i+1, centred()))
		}
		t.put("question", string(q.ID))
		t.put("countermeasure", q.Name.In(w.Lang))
		t.put("asked", q.Text.In(w.Lang))
		var places []string
		for _, p := range q.Places {
			places = append(places, p.In(w.Lang))
		}
		if q.Scope == "model" {
			places = append(places, w.text("sheet.scope.all"))
		}
		t.put("scope", strings.Join(places, "\n"))
		if q.Letters > 0 {
			t.set("letters_open", workbook.Int(q.Letters, centred()))
		}
		for k, n := range a.Counts {
			t.set(answerKeys[k], workbook.Int(n, centred()))
		}
		t.set("answer_none", workbook.Int(a.None, centred()))
		if err := t.write(workbook.RowOptions{}); err != nil {
			return err
		}
	}
	return t.end()
}
