package workbench

import (
	"errors"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sekisho/sekisho/internal/hearing"
)

func showReview(v *visit, p *paper) error {
	return v.reviewPage(http.StatusOK, p, v.paperBody(p))
}

// reviewPage shows all answers, to be looked over before they are submitted.
func (v *visit) reviewPage(status int, p *paper, b paperBody) error {
	b.Summary = "summary_submit"
	if at, err := time.Parse("15:04", v.r.URL.Query().Get("saved")); err == nil && status == http.StatusOK {
		b.Saved = v.hearingText("saved", "at", at.Format("15:04"))
	}
	for _, s := range p.sections {
		name := v.sectionName(s)
		for _, i := range s.Questions {
			q := &p.questions[i]
			a := p.answer(q)
			b.Rows = append(b.Rows, reviewRow{sectionURL(s.Number) + "#q-" + string(q.ID), name, q.Text.In(v.lang), v.answerText(a), a.Evidence, a.Note, a.Status == ""})
		}
	}
	v.show(status, "answer-review", frame{Title: v.hearingText("review.title"), Body: b})
	return nil
}

// longestName is how many characters the name of a respondent and of their
// department may have.
const longestName = 100

// submit hands the answers in.
func submit(v *visit, p *paper) error {
	base := v.base()
	name, unit, note := strings.TrimSpace(v.r.PostFormValue("respondent")), strings.TrimSpace(v.r.PostFormValue("unit")), strings.TrimSpace(v.r.PostFormValue("note"))
	b := v.paperBody(p)
	b.RespondentName, b.RespondentUnit, b.Note = name, unit, note
	if name == "" {
		b.Wrong = append(b.Wrong, wrongField{"respondent", v.hearingText("wrong.name_missing")})
	}
	for _, x := range []struct {
		field, text string
		limit       int
	}{{"respondent", name, longestName}, {"unit", unit, longestName}, {"note", note, longestWords}} {
		if n := utf8.RuneCountInString(x.text); n > x.limit {
			b.Wrong = append(b.Wrong, wrongField{x.field, v.hearingText("wrong."+x.field, "limit", x.limit, "number", n)})
		}
	}
	if base != p.revision {
		b.Wrong = append(b.Wrong, wrongField{"answers", v.hearingText("wrong.changed")})
	}
	if b.Answered == 0 {
		b.Wrong = append(b.Wrong, wrongField{"answers", v.hearingText("wrong.nothing")})
	}
	if len(b.Wrong) > 0 && !p.sealed() {
		return v.reviewPage(http.StatusUnprocessableEntity, p, b)
	}
	c := change{base: base, state: submitted, head: func(r *hearing.ResponseSpec) { r.Respondent, r.Section, r.Note = name, unit, note }}
	if _, err := v.save(p, c); err != nil {
		if errors.Is(err, errSealed) {
			return v.reviewPage(http.StatusConflict, p, v.paperBody(p))
		}
		return err
	}
	v.redirect("/answer/contents")
	return nil
}
