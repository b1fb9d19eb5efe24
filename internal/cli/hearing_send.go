package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/alecthomas/kong"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/locale"
)

// hearingSendCommand writes a questionnaire for each organisation.
type hearingSendCommand struct {
	Hearing textFlag   `arg:""`
	To      textFlag   `placeholder:"FILE"`
	Out     textFlag   `placeholder:"DIR"`
	Due     dateFlag   `placeholder:"DATE"`
	Contact textFlag   `placeholder:"TEXT"`
	Marking textFlag   `placeholder:"TEXT"`
	Format  formFormat `placeholder:"xlsx|yaml"`
	Prefill bool
	Force   bool
}

// formFormat is --format of questionnaires; empty means Excel.
type formFormat string

// Decode reads the flag's value.
func (f *formFormat) Decode(ctx *kong.DecodeContext) error {
	value, err := oneOf(ctx, app.QuestionnaireFormats()...)
	*f = formFormat(value)
	return err
}

// Run runs the command.
func (c *hearingSendCommand) Run(ctx context.Context, s *session) error {
	if c.Out == "" {
		return usage("cli.usage.hearing_send")
	}
	h, err := s.openHearing(string(c.Hearing))
	if h == nil || err != nil {
		return err
	}
	if len(h.Questions) == 0 {
		return usage("cli.usage.hearing_no_questions")
	}
	list := h.Organisations
	if c.To != "" {
		var found diag.List
		if list, found, err = app.Organisations(string(c.To)); err != nil {
			return err
		}
		if found.HasErrors() {
			s.noteFindings(found, diag.Error)
			s.code = Found
			return nil
		}
	}
	if len(list) == 0 {
		return usage("cli.usage.hearing_nobody")
	}
	if err := c.keep(s, h, list); err != nil {
		return err
	}
	bar := s.progress("cli.progress.questionnaires")
	defer bar.done()
	for i := range list {
		if err := ctx.Err(); err != nil {
			return err
		}
		form := app.Form{Lang: s.lang, Study: h.Study, Organisation: list[i], Questions: h.Questions,
			Due: string(c.Due), Contact: string(c.Contact), Marking: string(c.Marking)}
		if c.Prefill {
			form.Before = latestOf(&h.Spec, list[i].Code)
		}
		file, err := app.Questionnaire(&form, string(c.Format))
		if err != nil {
			return err
		}
		if _, err := app.WriteFile(string(c.Out), file, c.Force); err != nil {
			return err
		}
		bar.set(i+1, len(list))
	}
	bar.done()
	s.note(s.text("cli.hearing.sent", "number", locale.Number(len(list)), "questions", locale.Number(len(h.Questions)), "dir", string(c.Out)))
	return nil
}

// latestOf gives the latest response of an organisation; nil where there is none.
// Answers to questions as they no longer stand are left out, so that they are
// asked again.
func latestOf(h *hearing.Spec, code string) *hearing.ResponseSpec {
	digests := map[hearing.QuestionID]string{}
	for _, q := range h.Questions {
		digests[q.ID] = q.Digest
	}
	var out *hearing.ResponseSpec
	for i := range h.Responses {
		if r := &h.Responses[i]; r.Organisation == code && (out == nil || r.Date >= out.Date) {
			out = r
		}
	}
	if out == nil {
		return nil
	}
	kept := *out
	kept.Date = ""
	kept.Answers = nil
	for _, a := range out.Answers {
		if a.Digest == "" || a.Digest == digests[a.Question] {
			kept.Answers = append(kept.Answers, a)
		}
	}
	return &kept
}

// keep puts the organisations of a list beside the questions, where answers are
// going to be read into, unless the hearing has organisations already.
func (c *hearingSendCommand) keep(s *session, h *app.Hearing, list []hearing.OrganisationSpec) error {
	info, err := os.Stat(h.Name)
	if err != nil || !info.IsDir() || len(h.Organisations) > 0 {
		return err
	}
	data, err := app.HearingFile(&hearing.Spec{Organisations: list})
	if err != nil {
		return err
	}
	name, err := app.WriteFile(h.Name, app.File{Name: "organisations.yaml", Data: data}, false)
	if err != nil {
		return err
	}
	s.note(s.text("cli.hearing.kept", "file", name))
	return nil
}

// hearingReadCommand reads questionnaires that were filled in.
type hearingReadCommand struct {
	Files []textFlag `arg:""`
	Into  textFlag   `placeholder:"HEARING"`
	Force bool
}

// jsonRead is one questionnaire as read.
type jsonRead struct {
	From         string `json:"from"`
	File         string `json:"file,omitempty"`
	Organisation string `json:"organisation,omitempty"`
	Respondent   string `json:"respondent,omitempty"`
	Answers      int    `json:"answers"`
	Refused      bool   `json:"refused"`
}

// Run runs the command.
func (c *hearingReadCommand) Run(ctx context.Context, s *session) error {
	if c.Into == "" {
		return usage("cli.usage.hearing_into")
	}
	h, err := s.openHearing(string(c.Into))
	if h == nil || err != nil {
		return err
	}
	if len(h.Questions) == 0 {
		return usage("cli.usage.hearing_no_questions")
	}
	out := []jsonRead{}
	bar := s.progress("cli.progress.questionnaires_read")
	defer bar.done()
	for i, name := range c.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		x, err := c.one(s, h, string(name))
		if err != nil {
			return err
		}
		out = append(out, x)
		bar.set(i+1, len(c.Files))
	}
	bar.done()
	if s.json {
		return s.printJSON(out)
	}
	t := &table{align: "<<>"}
	refused := 0
	for _, x := range out {
		if x.Refused {
			refused++
			continue
		}
		t.row(x.File, x.Organisation+" "+x.Respondent, s.text("cli.hearing.answers", "count", x.Answers))
	}
	s.println(t.lines(s.out)...)
	s.println(s.text("cli.hearing.read", "number", locale.Number(len(out)-refused), "refused", locale.Number(refused)))
	return nil
}

// one reads one questionnaire into the hearing. One that was read before, and says
// the same, is left as it is.
func (c *hearingReadCommand) one(s *session, h *app.Hearing, name string) (jsonRead, error) {
	file, r, found, err := app.ReadQuestionnaire(name, &h.Spec)
	if err != nil {
		return jsonRead{}, err
	}
	s.noteFindings(found, diag.Warning)
	if file == nil {
		s.code = Found
		return jsonRead{From: name, Refused: true}, nil
	}
	out := jsonRead{From: name, Organisation: r.Organisation, Respondent: r.Respondent, Answers: len(r.Answers)}
	out.File, err = app.WriteFile(string(c.Into), *file, c.Force)
	if errors.Is(err, app.ErrExists) {
		if old, rerr := os.ReadFile(filepath.Join(string(c.Into), file.Name)); rerr == nil && bytes.Equal(old, file.Data) {
			err = nil
		}
	}
	return out, err
}
