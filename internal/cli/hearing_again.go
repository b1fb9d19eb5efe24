package cli

import (
	"strings"

	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/locale"
)

// hearingAgainCommand tells what must be asked again when the question set has
// changed with its model.
type hearingAgainCommand struct {
	Old textFlag `arg:""`
	New textFlag `arg:""`
}

// jsonAgain is a question to be asked, with why.
type jsonAgain struct {
	jsonQuestion
	Causes []hearing.Cause `json:"causes"`
	Added  []string        `json:"added"`
	Gone   []string        `json:"gone"`
}

// Run runs the command.
func (c *hearingAgainCommand) Run(s *session) error {
	before, err := s.openHearing(string(c.Old))
	if before == nil || err != nil {
		return err
	}
	after, err := s.openHearing(string(c.New))
	if after == nil || err != nil {
		return err
	}
	if len(before.Questions) == 0 || len(after.Questions) == 0 {
		return usage("cli.usage.hearing_no_questions")
	}
	change := hearing.Compare(before.Questions, after.Questions)
	if s.json {
		out := struct {
			Again   []jsonAgain    `json:"again"`
			Same    int            `json:"same"`
			Dropped []jsonQuestion `json:"dropped"`
		}{[]jsonAgain{}, change.Same, []jsonQuestion{}}
		for _, a := range change.Again {
			out.Again = append(out.Again, jsonAgain{s.jsonQuestion(a.Question), a.Causes, orEmpty(a.Added), orEmpty(a.Gone)})
		}
		for _, q := range change.Dropped {
			out.Dropped = append(out.Dropped, s.jsonQuestion(q))
		}
		return s.printJSON(out)
	}
	for i := range change.Again {
		s.printAgain(&change.Again[i])
	}
	s.println(s.text("cli.hearing.again", "again", locale.Number(len(change.Again)), "same", locale.Number(change.Same), "dropped", locale.Number(len(change.Dropped))))
	return nil
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func (s *session) printAgain(a *hearing.Again) {
	var why []string
	for _, cause := range a.Causes {
		why = append(why, locale.Name(s.lang, locale.HearingCause, cause))
	}
	s.println(s.text("cli.hearing.ask", "id", string(a.Question.ID), "name", a.Question.Name.In(s.lang), "why", strings.Join(why, " / ")))
	t := &table{indent: "  "}
	if a.Causes[0] != hearing.CauseNew {
		if len(a.Added) > 0 {
			t.row("+", strings.Join(a.Added, " "))
		}
		if len(a.Gone) > 0 {
			t.row("-", strings.Join(a.Gone, " "))
		}
	}
	s.printWrapped(t)
}
