package cli

import (
	"context"
	"strings"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
)

// hearingCommand groups the commands about hearings of organisations.
type hearingCommand struct {
	Questions hearingQuestionsCommand `cmd:""`
	Send      hearingSendCommand      `cmd:""`
	Read      hearingReadCommand      `cmd:""`
	Status    hearingStatusCommand    `cmd:""`
	Merge     hearingMergeCommand     `cmd:""`
	Next      hearingNextCommand      `cmd:""`
	Apply     hearingApplyCommand     `cmd:""`
	Nation    hearingNationCommand    `cmd:""`
	Again     hearingAgainCommand     `cmd:""`
}

// openHearing loads a hearing. Where it has errors they are printed, the exit code
// is set, and the hearing is nil.
func (s *session) openHearing(name string) (*app.Hearing, error) {
	h, err := app.OpenHearing(name)
	if err != nil {
		return nil, err
	}
	found := h.Findings()
	if found.HasErrors() {
		s.noteFindings(found, diag.Error)
		s.code = Found
		return nil, nil //nolint:nilnil // the findings have been shown
	}
	s.noteFindings(found, diag.Warning)
	return h, nil
}

// assessAsked assesses the models that a hearing asks about, in the cases of
// parameters in which it asks.
func (s *session) assessAsked(ctx context.Context, h *hearing.Spec, study string) (*assess.Result, error) {
	if len(h.Questions) == 0 {
		return nil, usage("cli.usage.hearing_no_questions")
	}
	result, found, err := s.assess(ctx, study, casesFlag(h.Parameters), assess.Options{Models: h.Models})
	if result == nil || err != nil {
		return nil, err
	}
	s.noteFindings(found, diag.Error)
	if h.Study != "" && result.Study.Spec.ID != h.Study {
		return nil, usage("cli.usage.hearing_other_study", "asked", h.Study, "study", result.Study.Spec.ID)
	}
	return result, nil
}

// settledOf gives what is known of the organisation with the code, of the
// questions as they stand in the study.
func (s *session) settledOf(h *app.Hearing, questions []hearing.Question, code string) (*hearing.Settled, error) {
	settled := hearing.Settle(&h.Spec, questions)
	codes := make([]string, len(settled))
	for i := range settled {
		if codes[i] = settled[i].Organisation.Code; codes[i] == code {
			return &settled[i], nil
		}
	}
	if len(codes) > 10 {
		return nil, usage("cli.usage.hearing_unknown_organisation", "value", code, "near", nearest(code, codes), "allowed", "")
	}
	return nil, usage("cli.usage.hearing_unknown_organisation", "value", code, "near", nearest(code, codes), "allowed", join(codes))
}

// scopeText says over what a question is asked.
func (s *session) scopeText(q *hearing.Question) string {
	kind := locale.Name(s.lang, locale.HearingScope, q.Scope)
	if len(q.Places) == 0 {
		return kind
	}
	const most = 3
	var names []string
	for i, p := range q.Places {
		if i == most {
			names = append(names, s.text("cli.hearing.others", "count", len(q.Places)-most))
			break
		}
		names = append(names, p.In(s.lang))
	}
	separator := ", "
	if s.lang == lang.Ja {
		separator = "、"
	}
	return kind + s.text("cli.hearing.colon") + strings.Join(names, separator)
}

// jsonRange is a letter with unknown answers at their worst and at their best;
// "unrated" where there is none.
type jsonRange struct {
	Worst string `json:"worst"`
	Best  string `json:"best"`
}

func rangeOf(r assess.RiskRange) jsonRange { return jsonRange{r.Worst.String(), r.Best.String()} }
