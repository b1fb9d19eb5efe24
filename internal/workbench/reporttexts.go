package workbench

import (
	"errors"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/server"
)

// reportTexts is the page on which people write what a report does not derive:
// purpose 目的, considerations 考察 and points 論点, each at its place.
func reportTexts(w *Workbench, mux *http.ServeMux) {
	w.study(mux, "GET /s/{study}/report/texts", access.ReadStudy, func(v *visit, s *opened) error { return v.textsPage(http.StatusOK, s, nil) })
	w.study(mux, "POST /s/{study}/report/texts", access.EditStudy, saveText)
	edit := func(v *visit, s *opened) error { return v.editPoint(s) }
	w.study(mux, "GET /s/{study}/report/point", access.EditStudy, edit)
	w.study(mux, "POST /s/{study}/report/point", access.EditStudy, edit)
}

// longestText bounds a text of people, in characters.
const longestText = 100_000

type textsBody struct {
	// May tells that the reader may write.
	May    bool
	Action string
	// Saved is the title of what was saved just now.
	Saved    string
	Longest  int
	Texts    []textForm
	Points   []pointRow
	NewPoint string
}

// textForm is a text of people as it reads, with the form to write it.
type textForm struct {
	ID, Title string
	// Where it stands, one line for each report.
	Where []string
	// Shown is the text as the report shows it; empty where it is not written.
	Shown   template.HTML
	Public  bool
	By      string
	Written bool
	// Taken tells that it reads as in the reference study from which a study is begun.
	Taken          bool
	Ja, En         string
	Was            string
	Open           bool
	Refused        []string
	Preview        template.HTML
	Complaints     []string
	PreviewEnglish template.HTML
}

type pointRow struct {
	Number                              int
	Text, Section, Wording, Reason, URL string
	Public                              bool
	By                                  string
}

// sentText is what was sent and is shown again: refused, or not to be saved yet.
type sentText struct {
	part    model.PartSpec
	refused []string
	preview bool
}

// slotTitle names a place by its section; one that several chapters have, such as
// considerations 考察, with its chapter.
func slotTitle(l lang.Lang, titles []lang.Text, shared bool) string {
	last := titles[len(titles)-1]
	if !shared || len(titles) < 2 {
		return last.In(l)
	}
	return titles[len(titles)-2].In(l) + locale.Text(l, "web.texts.within") + last.In(l)
}

func textBy(l lang.Lang, author, date string) string {
	return locale.Text(l, "web.texts.by", "author", author, "date", locale.Date(l, date))
}

// places gives the forms of the texts in the order of the reports, without the
// texts as they read; those that stand in none of ours come last.
func (v *visit) places(s *opened) ([]textForm, error) {
	var forms []textForm
	at := func(id, title string) *textForm {
		i := slices.IndexFunc(forms, func(f textForm) bool { return f.ID == id })
		if i < 0 {
			i = len(forms)
			forms = append(forms, textForm{ID: id, Title: title})
		}
		return &forms[i]
	}
	slots, bearing := app.TextSlots(), map[lang.Text]int{}
	for _, slot := range slots {
		bearing[slot.Titles[len(slot.Titles)-1]]++
	}
	for _, slot := range slots {
		words := []string{locale.Text(v.lang, "web.report.kind."+slot.Kind)}
		for _, t := range slot.Titles {
			words = append(words, t.In(v.lang))
		}
		f := at(slot.ID, slotTitle(v.lang, slot.Titles, bearing[slot.Titles[len(slot.Titles)-1]] > 1))
		f.Where = append(f.Where, strings.Join(words, locale.Text(v.lang, "web.texts.within")))
	}
	taken, err := v.takenTexts(s)
	if err != nil {
		return nil, err
	}
	for _, p := range s.study.WrittenReport().Parts {
		f := at(p.ID, p.ID)
		text, known := taken[p.ID]
		f.Taken = known && text == p.Ja
		f.Written, f.Ja, f.En, f.Public, f.By, f.Was = true, p.Ja, p.En, p.Public, textBy(v.lang, p.Author, p.Date), fingerprint(p)
	}
	return forms, nil
}

// takenTexts are the texts of the reference study, by id, for a study that may have
// been begun from it; none for that study itself.
func (v *visit) takenTexts(s *opened) (map[string]string, error) {
	texts := map[string]string{}
	reference, err := v.reference()
	if err != nil || reference.Spec.ID == s.study.Spec.ID {
		return texts, err
	}
	for _, p := range reference.WrittenReport().Parts {
		texts[p.ID] = p.Ja
	}
	return texts, nil
}

// textFormOf gives a form by its id.
func textFormOf(forms []textForm, id string) (*textForm, error) {
	i := slices.IndexFunc(forms, func(f textForm) bool { return f.ID == id })
	if i < 0 {
		return nil, server.Refuse(http.StatusNotFound, diag.RequestNotFound)
	}
	return &forms[i], nil
}

// textForms gives the forms with the texts as they read, and with what was sent.
func (v *visit) textForms(s *opened, sent *sentText) ([]textForm, error) {
	forms, err := v.places(s)
	if err != nil {
		return nil, err
	}
	for i := range forms {
		f := &forms[i]
		if !f.Written {
			continue
		}
		shown, _, err := app.TextHTML(lang.Text{Ja: f.Ja, En: f.En}.In(v.lang), v.lang, "shown-"+f.ID+"-")
		if err != nil {
			return nil, err
		}
		f.Shown = template.HTML(shown) //nolint:gosec // the writer escapes every text
	}
	if sent == nil {
		return forms, nil
	}
	f, err := textFormOf(forms, sent.part.ID)
	if err != nil {
		return nil, err
	}
	return forms, v.showSent(f, sent)
}

// showSent puts what was sent into its form, with its preview.
func (v *visit) showSent(f *textForm, sent *sentText) error {
	f.Open, f.Refused, f.Ja, f.En, f.Public = true, sent.refused, sent.part.Ja, sent.part.En, sent.part.Public
	if !sent.preview {
		return nil
	}
	f.Was = v.r.PostFormValue("was")
	for _, x := range []struct {
		text string
		lang lang.Lang
		to   *template.HTML
	}{{f.Ja, lang.Ja, &f.Preview}, {f.En, lang.En, &f.PreviewEnglish}} {
		if x.text == "" {
			continue
		}
		shown, found, err := app.TextHTML(x.text, x.lang, "preview-"+f.ID+"-"+string(x.lang)+"-")
		if err != nil {
			return err
		}
		*x.to = template.HTML(shown) //nolint:gosec // the writer escapes every text
		for _, one := range found.Findings {
			message, fix := locale.Finding(v.lang, one)
			f.Complaints = append(f.Complaints, message+" "+fix)
		}
	}
	return nil
}

// textsPage shows the page, with what was sent where it was not saved.
func (v *visit) textsPage(status int, s *opened, sent *sentText) error {
	b := textsBody{May: v.API.May(v.who, access.EditStudy, s.Resource()), Action: s.url("/report/texts"), Longest: longestText, NewPoint: s.url("/report/point")}
	var err error
	if b.Texts, err = v.textForms(s, sent); err != nil {
		return err
	}
	saved := v.r.URL.Query().Get("saved")
	for _, f := range b.Texts {
		if f.ID == saved {
			b.Saved = f.Title
		}
	}
	for i, p := range s.study.WrittenReport().Points {
		b.Points = append(b.Points, pointRow{i + 1, p.In(v.lang), p.Section.In(v.lang), p.Wording.In(v.lang), p.Reason.In(v.lang),
			s.url("/report/point", "id", p.ID), p.Public, textBy(v.lang, p.Author, p.Date)})
	}
	f := s.frame(v.lang, "report", locale.Text(v.lang, "web.texts.title"))
	f.Body = b
	v.show(status, "report-texts", f)
	return nil
}

// plain gives a text as it is kept: with the line breaks of a study, and without
// empty lines around it.
func plain(text string) string {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	if strings.Contains(text, "\n") {
		return text + "\n"
	}
	return text
}

// saveText writes a text, takes it out, or shows how it would read.
func saveText(v *visit, s *opened) error {
	p := model.PartSpec{ID: v.r.PostFormValue("id"), Text: lang.Text{Ja: plain(v.r.PostFormValue("ja")), En: plain(v.r.PostFormValue("en"))},
		Public: v.r.PostFormValue("public") != "", Author: v.who.Account.Display, Date: v.today()}
	sent := &sentText{part: p}
	do := v.r.PostFormValue("do")
	switch {
	case do == "preview":
		sent.preview = true
		return v.textsPage(http.StatusOK, s, sent)
	case do != "remove":
		sent.refused = v.badText(p)
	}
	forms, err := v.places(s)
	if err != nil {
		return err
	}
	place, err := textFormOf(forms, p.ID)
	if err != nil {
		return err
	}
	if len(sent.refused) > 0 {
		return v.textsPage(http.StatusUnprocessableEntity, s, sent)
	}
	key := "web.texts.revision"
	if do == "remove" {
		key = "web.texts.revision_removed"
	}
	_, err = v.change(s, locale.Text(v.lang, key, "title", place.Title), func(now *opened, e *app.Editing) error {
		s = now
		old := now.part(p.ID)
		if v.r.PostFormValue("was") != fingerprintOf(old) {
			return errMeanwhile
		}
		if old != nil {
			p.Source = old.Source
		}
		e.Model(func(d *app.Draft) error {
			if do == "remove" {
				return d.RemoveText(p.ID)
			}
			return d.Text(p)
		})
		return nil
	})
	var failure *server.Failure
	switch {
	case errors.Is(err, errMeanwhile):
		sent.refused = []string{locale.Text(v.lang, "web.texts.changed")}
		return v.textsPage(http.StatusConflict, s, sent)
	case errors.Is(err, app.ErrNoRow):
		return server.Refuse(http.StatusConflict, diag.RequestStale)
	case errors.As(err, &failure) && failure.Status == http.StatusUnprocessableEntity:
		sent.refused = v.problems(failure)
		return v.textsPage(failure.Status, s, sent)
	case err != nil:
		return err
	}
	v.redirect(s.url("/report/texts", "saved", p.ID) + "#text-" + p.ID)
	return nil
}

// part gives a text of people by its id, nil where it is not written.
func (s *opened) part(id string) *model.PartSpec {
	parts := s.study.WrittenReport().Parts
	if i := slices.IndexFunc(parts, func(p model.PartSpec) bool { return p.ID == id }); i >= 0 {
		return &parts[i]
	}
	return nil
}

// fingerprintOf is the fingerprint of a text; nothing for one that is not written.
func fingerprintOf(p *model.PartSpec) string {
	if p == nil {
		return ""
	}
	return fingerprint(*p)
}

// badText tells everything that is wrong with a text.
func (v *visit) badText(p model.PartSpec) []string {
	var wrong []string
	if p.Ja == "" {
		wrong = append(wrong, locale.Text(v.lang, "web.form.needed", "name", locale.Text(v.lang, "web.texts.ja")))
	}
	for _, x := range []struct{ name, text string }{{"ja", p.Ja}, {"en", p.En}} {
		if n := len([]rune(x.text)); n > longestText {
			wrong = append(wrong, locale.Text(v.lang, "web.texts.too_long", "name", locale.Text(v.lang, "web.texts."+x.name), "number", locale.Number(n), "longest", locale.Number(longestText)))
		}
	}
	return wrong
}
