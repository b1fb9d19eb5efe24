package workbench

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/store"
)

type conflictsBody struct {
	Tabs      []choice
	MayEdit   bool
	Action    string
	Conflicts []conflictBody
	Open      int
	More      int
	Refused   []string
}

// conflictBody is a question on which the respondents of an organisation differ.
type conflictBody struct {
	Anchor, Code, Name, Question, QuestionID, Where string
	Given                                           []givenRow
	Choices                                         []choice
	Adopted, Was, Reason                            string
}

type givenRow struct{ Who, Date, Answer string }

// listedConflicts bounds the conflicts on a page; the rest is counted.
const listedConflicts = 100

func showConflicts(v *visit, b *book) error {
	return v.conflictsPage(http.StatusOK, b, conflictsBody{})
}

// conflictsPage shows where the respondents of an organisation differ, those first
// to which no answer was adopted.
func (v *visit) conflictsPage(status int, b *book, body conflictsBody) error {
	body.Tabs, body.MayEdit, body.Action = v.tabs(b, "conflicts"), v.may(b.opened, access.EditStudy), b.at("/conflicts")
	for _, o := range hearing.Settle(b.hearing(), b.asked.Questions) {
		for _, k := range o.Conflicts {
			if k.Adopted == nil {
				body.Open++
			}
			body.Conflicts = append(body.Conflicts, v.conflict(b, &o, &k))
		}
	}
	slices.SortStableFunc(body.Conflicts, func(x, y conflictBody) int {
		return cmp.Compare(min(1, len(x.Adopted)), min(1, len(y.Adopted)))
	})
	if n := len(body.Conflicts) - listedConflicts; n > 0 {
		body.Conflicts, body.More = body.Conflicts[:listedConflicts], n
	}
	return v.bookPage(status, b, "hearing-conflicts", v.hearingText("conflicts.title", "id", b.id), body)
}

func (v *visit) conflict(b *book, o *hearing.Settled, k *hearing.Conflict) conflictBody {
	q := &b.asked.Questions[k.Question]
	c := conflictBody{Anchor: o.Organisation.Code + "-" + string(q.ID), Code: o.Organisation.Code, Name: o.Organisation.Name, Question: q.Text.In(v.lang), QuestionID: string(q.ID), Where: placesText(v.lang, q)}
	for _, g := range k.Given {
		who := g.Response.Respondent
		if g.Response.Section != "" {
			who = v.hearingText("conflicts.who", "name", who, "unit", g.Response.Section)
		}
		c.Given = append(c.Given, givenRow{who, locale.Date(v.lang, g.Response.Date), v.wholeAnswer(*g.Answer)})
		value := choiceOf(g.Answer.Status, g.Answer.Effective)
		if !slices.ContainsFunc(c.Choices, func(x choice) bool { return x.ID == value }) {
			c.Choices = append(c.Choices, choice{ID: value, Name: v.answerText(*g.Answer), Chosen: k.Adopted != nil && k.Adopted.Code() == g.Answer.Code()})
		}
	}
	if a := k.Adopted; a != nil {
		c.Adopted = v.hearingText("conflicts.adopted", "answer", v.answerText(hearing.AnswerSpec{Status: a.Status, Effective: a.Effective}), "author", a.Author, "date", locale.Date(v.lang, a.Date), "reason", a.Reason)
		c.Was, c.Reason = wasOf(a), a.Reason
	}
	return c
}

// choiceOf writes an answer as the value of a choice.
func choiceOf(s model.Status, e model.Effectiveness) string { return string(s) + " " + string(e) }

// wasOf tells one adopted answer from another, so that nobody changes one unseen.
func wasOf(a *hearing.AdoptedSpec) string { return choiceOf(a.Status, a.Effective) + " " + a.Reason }

// adopt takes one of the answers that differ, with the reason.
func adopt(v *visit, b *book) error {
	code, id := v.r.PostFormValue("organisation"), hearing.QuestionID(v.r.PostFormValue("question"))
	k, q := findConflict(b, code, id)
	if k == nil {
		return notFound()
	}
	reason := strings.TrimSpace(v.r.PostFormValue("reason"))
	var taken *hearing.AnswerSpec
	for _, g := range k.Given {
		if choiceOf(g.Answer.Status, g.Answer.Effective) == v.r.PostFormValue("answer") {
			taken = g.Answer
		}
	}
	var refused []string
	if taken == nil {
		refused = append(refused, v.hearingText("conflicts.no_choice", "name", b.name(code), "question", q.Text.In(v.lang)))
	}
	if n := utf8.RuneCountInString(reason); reason == "" || n > longestWords {
		refused = append(refused, v.hearingText("conflicts.bad_reason", "name", b.name(code), "question", q.Text.In(v.lang), "limit", locale.Number(longestWords)))
	}
	was := ""
	if k.Adopted != nil {
		was = wasOf(k.Adopted)
	}
	status := http.StatusUnprocessableEntity
	if was != v.r.PostFormValue("was") {
		status = http.StatusConflict
		refused = append(refused, v.hearingText("conflicts.changed", "name", b.name(code), "question", q.Text.In(v.lang)))
	}
	if len(refused) > 0 {
		return v.conflictsPage(status, b, conflictsBody{Refused: refused})
	}
	next := hearing.AdoptedSpec{Organisation: code, Question: id, Digest: q.Digest, Status: taken.Status, Effective: taken.Effective,
		Reason: reason, Author: v.who.Account.Display, Date: japan(v.Now()).Format(time.DateOnly)}
	list := slices.DeleteFunc(slices.Clone(b.adopted), func(a hearing.AdoptedSpec) bool { return a.Organisation == code && a.Question == id })
	list = append(list, next)
	slices.SortFunc(list, func(x, y hearing.AdoptedSpec) int {
		return cmp.Or(strings.Compare(x.Organisation, y.Organisation), strings.Compare(string(x.Question), string(y.Question)))
	})
	data, err := app.HearingFile(&hearing.Spec{Adopted: list})
	if err != nil {
		return err
	}
	name := roomFolder(b.id) + "adopted.yaml"
	err = v.write(b.opened, store.Change{Name: name, Base: b.revisions[name], Data: data})
	var conflict *store.ConflictError
	if errors.As(err, &conflict) {
		return v.conflictsPage(http.StatusConflict, b, conflictsBody{Refused: []string{v.hearingText("conflicts.changed", "name", b.name(code), "question", q.Text.In(v.lang))}})
	}
	if err != nil {
		return err
	}
	v.redirect(b.at("/conflicts"))
	return nil
}

func findConflict(b *book, code string, id hearing.QuestionID) (*hearing.Conflict, *hearing.Question) {
	for _, o := range hearing.Settle(b.hearing(), b.asked.Questions) {
		for i, k := range o.Conflicts {
			if o.Organisation.Code == code && b.asked.Questions[k.Question].ID == id {
				return &o.Conflicts[i], &b.asked.Questions[k.Question]
			}
		}
	}
	return nil, nil
}
