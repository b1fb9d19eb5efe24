package workbench

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/store"
)

// paperBody is what stands on every page of a questionnaire.
type paperBody struct {
	Study, Respondent, State, StateName, Ends string
	// Told is what the sender said about it, such as why it was sent back.
	Told          string
	Sealed        bool
	Answered, All int
	Sections      []sectionLink
	Base          store.Revision
	Number        int
	Name          string
	Before, After string
	Saved         string
	Wrong         []wrongField
	// Summary is the text above what is wrong.
	Summary        string
	Questions      []questionBody
	RespondentName string
	RespondentUnit string
	Note           string
	Rows           []reviewRow
}

// sectionLink leads to a section, with how far it has come.
type sectionLink struct {
	URL, Name     string
	Answered, All int
	Current       bool
}

// wrongField is a field that is refused, for the summary at the top.
type wrongField struct{ Field, Text string }

// questionBody is one question with the fields of its answer.
type questionBody struct {
	ID, Text, Help, Where, Anchor string
	Number                        int
	Statuses, Effects             []choice
	Evidence, Note                string
	// Earlier tells that the answer shown is that of an earlier questionnaire and
	// is not yet given.
	Earlier bool
	Wrong   string
	// Theirs is what somebody else answered at the same time.
	Theirs string
	Sealed bool
	// Answer is the answer in words, where it can be read only.
	Answer string
}

// reviewRow is a question on the page to look everything over.
type reviewRow struct {
	URL, Section, Text, Answer, Evidence, Note string
	None                                       bool
}

func (v *visit) hearingText(key string, args ...any) string {
	return locale.Text(v.lang, "web_hearing."+key, args...)
}

// paperBody makes what stands on every page of a questionnaire.
func (v *visit) paperBody(p *paper) paperBody {
	b := paperBody{Study: p.Study().Title, Respondent: p.who.Respondent, State: string(p.stand.State), StateName: v.hearingText("state." + string(p.stand.State)),
		Sealed: p.sealed(), All: len(p.questions), Base: p.revision, Ends: v.lastDay(v.who.Link.Ends),
		RespondentName: p.response.Respondent, RespondentUnit: p.response.Section, Note: p.response.Note}
	if b.RespondentName == p.who.Respondent {
		b.RespondentName = ""
	}
	switch {
	case p.Approved():
		b.Told = v.hearingText("told.approved")
	case p.stand.State == submitted:
		b.Told = v.hearingText("told.submitted", "at", v.moment(p.stand.At))
	case p.stand.State == sentBack:
		b.Told = v.hearingText("told.returned", "at", v.moment(p.stand.At), "by", p.stand.By, "comment", p.stand.Comment)
	}
	for _, s := range p.sections {
		n := p.answered(s)
		b.Answered += n
		b.Sections = append(b.Sections, sectionLink{URL: sectionURL(s.Number), Name: v.sectionName(s), Answered: n, All: len(s.Questions)})
	}
	return b
}

func sectionURL(number int) string { return "/answer/section/" + strconv.Itoa(number) }

func (v *visit) sectionName(s section) string {
	name := locale.Name(v.lang, locale.Layer, s.Layer)
	if s.Part > 0 {
		return v.hearingText("section.part", "name", name, "part", s.Part)
	}
	return name
}

func showContents(v *visit, p *paper) error {
	f := frame{Title: v.hearingText("contents.title"), Body: v.paperBody(p)}
	return v.ok("answer-contents", f)
}

// section gives the section that the path names.
func (v *visit) section(p *paper) (section, error) {
	n, err := strconv.Atoi(v.r.PathValue("section"))
	if err != nil || n < 1 || n > len(p.sections) {
		return section{}, notFound()
	}
	return p.sections[n-1], nil
}

func showSection(v *visit, p *paper) error {
	s, err := v.section(p)
	if err != nil {
		return err
	}
	return v.sectionPage(http.StatusOK, p, s, typed{})
}

// typed is what somebody typed into a form, with what is wrong with it. The zero
// value is a form that shows what is saved.
type typed struct {
	given   map[hearing.QuestionID]hearing.AnswerSpec
	wrong   map[hearing.QuestionID]string
	clashes []hearing.Clash
}

// sectionPage shows a section.
func (v *visit) sectionPage(status int, p *paper, s section, t typed) error {
	b := v.paperBody(p)
	b.Number, b.Name, b.Summary = s.Number, v.sectionName(s), "summary"
	b.Sections[s.Number-1].Current = true
	if s.Number > 1 {
		b.Before = sectionURL(s.Number - 1)
	}
	if s.Number < len(p.sections) {
		b.After = sectionURL(s.Number + 1)
	}
	if at, err := time.Parse("15:04", v.r.URL.Query().Get("saved")); err == nil && status == http.StatusOK {
		b.Saved = v.hearingText("saved", "at", at.Format("15:04"))
	}
	for _, i := range s.Questions {
		q := &p.questions[i]
		x := v.question(p, q, t)
		x.Number = i + 1
		b.Questions = append(b.Questions, x)
		for _, text := range []string{x.Wrong, x.Theirs} {
			if text != "" {
				b.Wrong = append(b.Wrong, wrongField{x.Anchor, text})
			}
		}
	}
	v.show(status, "answer-section", frame{Title: b.Name, Body: b})
	return nil
}

// question makes the fields of a question, filled with what was typed, or else with
// what is saved, or else with an earlier answer.
func (v *visit) question(p *paper, q *hearing.Question, t typed) questionBody {
	x := questionBody{ID: string(q.ID), Anchor: "q-" + string(q.ID), Text: q.Text.In(v.lang), Help: q.Help.In(v.lang), Where: placesText(v.lang, q), Sealed: p.sealed(), Wrong: t.wrong[q.ID]}
	a := p.answer(q)
	if given, is := t.given[q.ID]; is {
		a = given
	} else if before := p.before(q); a.Status == "" && before.Status != "" && !p.sealed() {
		a, x.Earlier = before, true
	}
	for _, s := range hearing.Statuses() {
		x.Statuses = append(x.Statuses, choice{ID: string(s), Name: locale.Name(v.lang, locale.Status, s), Chosen: a.Status == s})
	}
	for _, e := range effects {
		x.Effects = append(x.Effects, choice{ID: string(e), Name: locale.Name(v.lang, locale.Effectiveness, e), Chosen: a.Effective == e})
	}
	x.Evidence, x.Note, x.Answer = a.Evidence, a.Note, v.answerText(a)
	for _, c := range t.clashes {
		if c.Question == q.ID {
			x.Theirs = v.hearingText("clash", "theirs", v.wholeAnswer(c.Theirs), "mine", v.wholeAnswer(c.Mine))
		}
	}
	return x
}

var effects = []model.Effectiveness{model.Effective, model.NotEffective, model.UnknownEffectiveness}

// answerText names an answer; "unanswered" where there is none.
func (v *visit) answerText(a hearing.AnswerSpec) string {
	if a.Status == "" {
		return v.hearingText("unanswered")
	}
	name := locale.Name(v.lang, locale.Status, a.Status)
	if a.Effective == "" {
		return name
	}
	return v.hearingText("answer", "status", name, "effective", locale.Name(v.lang, locale.Effectiveness, a.Effective))
}

// wholeAnswer is an answer with its words, so that two that differ in words alone
// can be told apart.
func (v *visit) wholeAnswer(a hearing.AnswerSpec) string {
	text := v.answerText(a)
	if a.Evidence != "" {
		text = v.hearingText("with_evidence", "answer", text, "evidence", a.Evidence)
	}
	if a.Note != "" {
		text = v.hearingText("with_note", "answer", text, "note", a.Note)
	}
	return text
}

// placesText tells over what a question is asked.
func placesText(l lang.Lang, q *hearing.Question) string {
	const most = 6
	kind := locale.Name(l, locale.HearingScope, q.Scope)
	if len(q.Places) == 0 {
		return kind
	}
	var names []string
	for _, p := range q.Places[:min(most, len(q.Places))] {
		names = append(names, p.In(l))
	}
	text := listed(l, names)
	if more := len(q.Places) - most; more > 0 {
		text = locale.Text(l, "web_hearing.places_more", "places", text, "count", more)
	}
	return locale.Text(l, "web_hearing.places", "kind", kind, "places", text)
}

// longestWords is how many characters evidence and notes may have.
const longestWords = 1000

// readAnswers reads the fields of the questions asked. Everything that is wrong is
// told at once.
func (v *visit) readAnswers(questions []*hearing.Question) typed {
	t := typed{given: map[hearing.QuestionID]hearing.AnswerSpec{}, wrong: map[hearing.QuestionID]string{}}
	for _, q := range questions {
		field := func(kind string) string { return strings.TrimSpace(v.r.PostFormValue(kind + "." + string(q.ID))) }
		a := hearing.AnswerSpec{Question: q.ID, Digest: q.Digest, Status: model.Status(field("s")), Effective: model.Effectiveness(field("e")), Evidence: field("v"), Note: field("n")}
		var wrong []string
		if a.Status != "" && !slices.Contains(hearing.Statuses(), a.Status) {
			wrong = append(wrong, v.hearingText("wrong.status"))
		}
		if a.Effective != "" && !slices.Contains(effects, a.Effective) {
			wrong = append(wrong, v.hearingText("wrong.effective"))
		}
		for kind, text := range []string{a.Evidence, a.Note} {
			if n := utf8.RuneCountInString(text); n > longestWords {
				wrong = append(wrong, v.hearingText([]string{"wrong.evidence", "wrong.note"}[kind], "limit", locale.Number(longestWords), "number", locale.Number(n)))
			}
		}
		if len(wrong) > 0 {
			t.given[q.ID], t.wrong[q.ID] = a, strings.Join(wrong, " ")
			continue
		}
		t.given[q.ID] = settle(a)
	}
	return t
}

// settle gives an answer as it is kept: without an effectiveness where it means
// nothing, unknown where there are words alone, and empty where there is nothing.
func settle(a hearing.AnswerSpec) hearing.AnswerSpec {
	switch {
	case a.Status == "" && a.Evidence == "" && a.Note == "":
		return hearing.AnswerSpec{}
	case a.Status == "":
		a.Status = model.UnknownStatus
	}
	if a.Status != model.InPlace && a.Status != model.Partial {
		a.Effective = ""
	} else if a.Effective == "" {
		a.Effective = model.UnknownEffectiveness
	}
	return a
}

// change makes the change out of what was typed, without what is wrong.
func (t typed) change(base store.Revision) change {
	c := change{base: base}
	for id, a := range t.given {
		if t.wrong[id] != "" {
			continue
		}
		c.asked = append(c.asked, id)
		if a.Status != "" {
			c.answers = append(c.answers, a)
		}
	}
	slices.Sort(c.asked)
	return c
}

// asked gives the questions that a form names, or all of a section.
func (v *visit) asked(p *paper, of []int) []*hearing.Question {
	only := v.r.PostForm["q"]
	var out []*hearing.Question
	for _, i := range of {
		if q := &p.questions[i]; slices.Contains(only, string(q.ID)) {
			out = append(out, q)
		}
	}
	return out
}

// base reads the revision that a form is based on. What is none counts as that of
// somebody who saw nothing, so that nothing is overwritten.
func (v *visit) base() store.Revision {
	n, err := strconv.ParseInt(v.r.PostFormValue("base"), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return store.Revision(n)
}

// saved is what a script learns of what it saved.
type saved struct {
	// Saved tells when, in words.
	Saved string         `json:"saved,omitempty"`
	Base  store.Revision `json:"base"`
	// Answers of the section as they are now.
	Answers  []savedAnswer     `json:"answers"`
	Wrong    map[string]string `json:"wrong"`
	Clashes  map[string]string `json:"clashes"`
	Progress string            `json:"progress,omitempty"`
	// Refused tells why nothing was saved.
	Refused string `json:"refused,omitempty"`
}

type savedAnswer struct {
	ID        string `json:"id"`
	Status    string `json:"s"`
	Effective string `json:"e"`
	Evidence  string `json:"v"`
	Note      string `json:"n"`
}

// saveSection saves what was typed. What can be saved is; the rest is shown again,
// with what is wrong with it.
func saveSection(v *visit, p *paper) error {
	s, err := v.section(p)
	if err != nil {
		return err
	}
	base := v.base()
	t := v.readAnswers(v.asked(p, s.Questions))
	t.clashes, err = v.save(p, t.change(base))
	switch {
	case errors.Is(err, errSealed) && wantsJSON(v.r):
		return v.json(http.StatusConflict, saved{Refused: v.paperBody(p).Told})
	case errors.Is(err, errSealed):
		return v.sectionPage(http.StatusConflict, p, s, typed{})
	case err != nil:
		return err
	case wantsJSON(v.r):
		return v.json(http.StatusOK, v.saved(p, s, t))
	case len(t.wrong) > 0:
		return v.sectionPage(http.StatusUnprocessableEntity, p, s, t)
	case len(t.clashes) > 0:
		return v.sectionPage(http.StatusConflict, p, s, t)
	}
	to := sectionURL(s.Number)
	switch {
	case v.r.PostFormValue("go") == "next" && s.Number < len(p.sections):
		to = sectionURL(s.Number + 1)
	case v.r.PostFormValue("go") == "next":
		to = "/answer/review"
	}
	v.redirect(to + "?saved=" + queryEscape(japan(v.Now()).Format("15:04")))
	return nil
}

// saved tells a script what was saved.
func (v *visit) saved(p *paper, s section, t typed) saved {
	b := v.paperBody(p)
	out := saved{Base: p.revision, Answers: []savedAnswer{}, Progress: v.hearingText("progress", "answered", b.Answered, "all", b.All), Wrong: map[string]string{}, Clashes: map[string]string{}}
	for id, text := range t.wrong {
		out.Wrong[string(id)] = text
	}
	for _, c := range t.clashes {
		out.Clashes[string(c.Question)] = v.hearingText("clash", "theirs", v.wholeAnswer(c.Theirs), "mine", v.wholeAnswer(c.Mine))
	}
	if len(t.given) > len(t.wrong)+len(t.clashes) {
		out.Saved = v.hearingText("saved", "at", japan(v.Now()).Format("15:04"))
	}
	for _, i := range s.Questions {
		a := p.answer(&p.questions[i])
		out.Answers = append(out.Answers, savedAnswer{string(p.questions[i].ID), string(a.Status), string(a.Effective), a.Evidence, a.Note})
	}
	return out
}
