package form

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/sheet/layout"
	"github.com/sekisho/sekisho/internal/workbook"
)

// Hearing is what organisations answered.
type Hearing struct {
	Questions []hearing.Question
	Rows      []hearing.Row
}

// of lists the questions about a model.
func (h *Hearing) of(id model.ModelID) []int {
	var out []int
	for q := range h.Questions {
		if slices.ContainsFunc(h.Questions[q].Deployments, func(d string) bool { return strings.HasPrefix(d, string(id)+"/") }) {
			out = append(out, q)
		}
	}
	return out
}

// about reports whether any question is about a model.
func (h *Hearing) about(id model.ModelID) bool { return h != nil && len(h.of(id)) > 0 }

// answerKeys are the columns of the answers, in the order of answers.count.
var answerKeys = []string{"answer_in_place", "answer_partial", "answer_planned", "answer_absent", "answer_not_applicable", "answer_unknown", "answer_none"}

// answers counts the organisations by their answers to one question.
type answers struct {
	question int
	count    [7]int
	// open are those whose answer leaves the letter open.
	open int
}

// count counts the answers to a question.
func (h *Hearing) count(q int) answers {
	out := answers{question: q}
	for _, row := range h.Rows {
		c := row.Known[q]
		at := slices.Index([]model.Status{model.InPlace, model.Partial, model.Planned, model.Absent, model.NotApplicable, model.UnknownStatus}, c.Status())
		if c == hearing.Unanswered || at < 0 {
			at = len(out.count) - 1
		}
		out.count[at]++
		if c == hearing.Unanswered || c.Open() {
			out.open++
		}
	}
	return out
}

// hearing writes ヒアリング: the answers to each question, and in which order to ask
// what is still open: first what can change most letters.
func (w *writer) hearing() error {
	var list []answers
	for _, q := range w.Hearing.of(w.m.Model.ID) {
		list = append(list, w.Hearing.count(q))
	}
	slices.SortStableFunc(list, func(a, b answers) int {
		x, y := &w.Hearing.Questions[a.question], &w.Hearing.Questions[b.question]
		return cmp.Or(-cmp.Compare(min(a.open, 1), min(b.open, 1)), -cmp.Compare(x.Letters, y.Letters), -cmp.Compare(a.open, b.open), strings.Compare(string(x.ID), string(y.ID)))
	})
	t, err := w.begin(layout.Hearing, w.columnsOf(layout.Hearing), tableOptions{note: w.text("sheet.note.hearing", "organisations", len(w.Hearing.Rows)), frozen: "countermeasure", tab: "00734D"})
	if err != nil {
		return err
	}
	for i, a := range list {
		q := &w.Hearing.Questions[a.question]
		t.blank()
		t.put("_id", "question/"+string(q.ID))
		if a.open > 0 {
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
		for k, n := range a.count {
			t.set(answerKeys[k], workbook.Int(n, centred()))
		}
		if err := t.write(workbook.RowOptions{}); err != nil {
			return err
		}
	}
	return t.end()
}
