package workbench

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/locale"
)

// excel is the media type of Excel workbooks.
const excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// answerFile gives the questionnaire as an Excel workbook, with the answers so far.
func answerFile(v *visit, p *paper) error {
	before := p.response
	before.Answers = nil
	for i := range p.questions {
		q := &p.questions[i]
		a := p.answer(q)
		if a.Status == "" {
			a = p.before(q)
		}
		if a.Status != "" {
			before.Answers = append(before.Answers, a)
		}
	}
	form := app.Form{Lang: v.lang, Study: string(p.Line.Study), Organisation: v.organisation(p), Questions: p.questions, Before: &before}
	file, err := app.Questionnaire(&form, "")
	if err != nil {
		return err
	}
	v.download(file.Name, excel, file.Data)
	return nil
}

// organisation names the organisation of a respondent.
func (v *visit) organisation(p *paper) hearing.OrganisationSpec {
	o := hearing.OrganisationSpec{Code: p.response.Organisation, Name: p.who.Respondent}
	list, err := v.organisations(p.Line, p.who.ID)
	if err != nil {
		return o
	}
	for _, x := range list {
		if x.Code == o.Code {
			return x
		}
	}
	return o
}

// download gives a file to be kept.
func (v *visit) download(name, media string, data []byte) {
	h := v.w.Header()
	h.Set("Content-Type", media)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Cache-Control", "no-store")
	_, _ = v.w.Write(data)
}

// uploadBody is the page on which a questionnaire is sent in, and what would change.
type uploadBody struct {
	Paper   paperBody
	Refused []foundRow
	// Changes that the file would make; Read tells that one was read.
	Changes []uploadChange
	Read    bool
	Same    int
}

type uploadChange struct {
	ID, Text, Now, Then, Status, Effective, Evidence, Note string
}

func (v *visit) uploadPage(status int, p *paper, b uploadBody) error {
	b.Paper = v.paperBody(p)
	v.show(status, "answer-upload", frame{Title: v.hearingText("upload.title"), Body: b})
	return nil
}

// upload reads a questionnaire that was filled in elsewhere, and shows what would
// change. Nothing is saved yet.
func upload(v *visit, p *paper) error {
	data, name, err := v.formFile("file")
	if err != nil {
		return v.uploadPage(http.StatusUnprocessableEntity, p, uploadBody{Refused: []foundRow{{Message: v.hearingText("upload.none")}}})
	}
	o := hearing.OrganisationSpec{Code: p.response.Organisation}
	response, found, err := app.ReadAnswers(name, data, &hearing.Spec{Organisations: []hearing.OrganisationSpec{o}, Questions: p.questions})
	if err != nil {
		return err
	}
	var b uploadBody
	b.Refused = v.findingsOf(found).Listed
	if response == nil {
		return v.uploadPage(http.StatusUnprocessableEntity, p, b)
	}
	b.Read = true
	for i := range p.questions {
		q := &p.questions[i]
		then, now := settle(answerIn(response.Answers, q)), p.answer(q)
		if then.Status == "" { // an empty row takes nothing back
			continue
		}
		then.Digest = q.Digest
		if then == now {
			b.Same++
			continue
		}
		b.Changes = append(b.Changes, uploadChange{string(q.ID), q.Text.In(v.lang), v.wholeAnswer(now), v.wholeAnswer(then), string(then.Status), string(then.Effective), then.Evidence, then.Note})
	}
	return v.uploadPage(http.StatusOK, p, b)
}

// formFile reads a file out of a form.
func (v *visit) formFile(field string) ([]byte, string, error) {
	const inMemory = 8 << 20
	if err := v.r.ParseMultipartForm(inMemory); err != nil {
		return nil, "", err
	}
	file, head, err := v.r.FormFile(field)
	if err != nil {
		return nil, "", err
	}
	data, err := io.ReadAll(file)
	return data, strings.TrimSpace(head.Filename), errors.Join(err, file.Close())
}

// takeUpload takes over what a file would change, as it was shown.
func takeUpload(v *visit, p *paper) error {
	base := v.base()
	all := make([]int, len(p.questions))
	for i := range all {
		all[i] = i
	}
	t := v.readAnswers(v.asked(p, all))
	var err error
	t.clashes, err = v.save(p, t.change(base))
	switch {
	case errors.Is(err, errSealed):
		return v.uploadPage(http.StatusConflict, p, uploadBody{})
	case err != nil:
		return err
	case len(t.clashes) > 0 || len(t.wrong) > 0:
		return v.uploadPage(http.StatusConflict, p, v.clashedUpload(p, t))
	}
	v.redirect("/answer/review?saved=" + queryEscape(japan(v.Now()).Format("15:04")))
	return nil
}

// clashedUpload shows again what could not be taken over.
func (v *visit) clashedUpload(p *paper, t typed) uploadBody {
	b := uploadBody{Read: true}
	for i := range p.questions {
		q := &p.questions[i]
		clash := false
		for _, c := range t.clashes {
			clash = clash || c.Question == q.ID
		}
		if text := t.wrong[q.ID]; text != "" {
			b.Refused = append(b.Refused, foundRow{Place: q.Text.In(v.lang), Message: text})
		}
		if clash {
			a := t.given[q.ID]
			b.Changes = append(b.Changes, uploadChange{string(q.ID), q.Text.In(v.lang), v.wholeAnswer(p.answer(q)), v.wholeAnswer(a), string(a.Status), string(a.Effective), a.Evidence, a.Note})
		}
	}
	if len(b.Changes) > 0 {
		b.Refused = append(b.Refused, foundRow{Message: v.hearingText("upload.clashes", "number", locale.Number(len(b.Changes)))})
	}
	return b
}
