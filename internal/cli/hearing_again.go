package cli

import (
	"context"
	"strings"

	"github.com/sekisho/sekisho/internal/exchange"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
)

// hearingAgainCommand tells what must be asked again, and of whom, when the models
// have changed.
type hearingAgainCommand struct {
	Old   textFlag  `arg:""`
	New   textFlag  `arg:"" optional:""`
	Study textFlag  `placeholder:"STUDY"`
	Runs  countFlag `placeholder:"N"`
	Rows  countFlag `placeholder:"N"`
}

// jsonAgain is a question to be asked, with why, and how many have answered it
// before.
type jsonAgain struct {
	exchange.Question
	Causes   []hearing.Cause `json:"causes"`
	Added    []string        `json:"added"`
	Gone     []string        `json:"gone"`
	Answered int             `json:"answered_before"`
}

// jsonAsk is what must be asked of one organisation.
type jsonAsk struct {
	Organisation string   `json:"organisation"`
	Name         string   `json:"name"`
	Again        []string `json:"again"`
	New          []string `json:"new"`
}

// Run runs the command.
func (c *hearingAgainCommand) Run(ctx context.Context, s *session) error {
	before, err := s.openHearing(string(c.Old))
	if before == nil || err != nil {
		return err
	}
	after, err := c.now(ctx, s, &before.Spec)
	if after == nil || err != nil {
		return err
	}
	if len(before.Questions) == 0 || len(after) == 0 {
		return usage("cli.usage.hearing_no_questions")
	}
	change := hearing.Compare(before.Questions, after)
	asks := change.Of(&before.Spec)
	answered := make([]int, len(change.Again))
	for _, a := range asks {
		for _, i := range a.Again {
			answered[i]++
		}
	}
	if s.json {
		return s.printJSON(c.figures(s, &change, asks, answered))
	}
	study, err := s.open(ctx, string(c.Study), model.Options{})
	if err != nil {
		return err
	}
	names := study.AssetNames(s.lang)
	for i := range change.Again {
		s.printAgain(&change.Again[i], answered[i], names)
	}
	c.printAsks(s, asks)
	s.println(s.text("cli.hearing.again", "again", locale.Number(len(change.Again)), "same", locale.Number(change.Same), "dropped", locale.Number(len(change.Dropped))))
	return nil
}

// now gives the questions as they are now: those of the file, or those that the
// study gives rise to. Where something has errors they are printed and there are
// none.
func (c *hearingAgainCommand) now(ctx context.Context, s *session, asked *hearing.Spec) ([]hearing.Question, error) {
	if c.New != "" {
		h, err := s.openHearing(string(c.New))
		if h == nil || err != nil {
			return nil, err
		}
		return orEmpty(h.Questions), nil
	}
	result, err := s.assessAsked(ctx, asked, string(c.Study))
	if result == nil || err != nil {
		return nil, err
	}
	bar := s.progress("cli.progress.weigh")
	set, err := hearing.Choose(ctx, result, hearing.WeighOptions{Runs: c.Runs.n, Progress: bar.set})
	bar.done()
	if err != nil {
		return nil, err
	}
	return orEmpty(set.Questions), nil
}

func (c *hearingAgainCommand) figures(s *session, change *hearing.Change, asks []hearing.Ask, answered []int) any {
	out := struct {
		Again         []jsonAgain         `json:"again"`
		Same          int                 `json:"same"`
		Dropped       []exchange.Question `json:"dropped"`
		Organisations []jsonAsk           `json:"organisations"`
	}{[]jsonAgain{}, change.Same, []exchange.Question{}, []jsonAsk{}}
	for i, a := range change.Again {
		out.Again = append(out.Again, jsonAgain{exchange.NewQuestion(a.Question, s.lang), a.Causes, orEmpty(a.Added), orEmpty(a.Gone), answered[i]})
	}
	for _, q := range change.Dropped {
		out.Dropped = append(out.Dropped, exchange.NewQuestion(q, s.lang))
	}
	ids := func(list []int) []string {
		out := []string{}
		for _, i := range list {
			out = append(out, string(change.Again[i].Question.ID))
		}
		return out
	}
	for _, a := range asks {
		out.Organisations = append(out.Organisations, jsonAsk{a.Organisation.Code, a.Organisation.Name, ids(a.Again), ids(a.New)})
	}
	return out
}

// orEmpty makes sure that a list is written as one.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func (s *session) printAgain(a *hearing.Again, answered int, names map[string]string) {
	var why []string
	for _, cause := range a.Causes {
		why = append(why, locale.Name(s.lang, locale.HearingCause, cause))
	}
	isNew := a.Causes[0] == hearing.CauseNew
	key := "cli.hearing.ask"
	if !isNew {
		key = "cli.hearing.ask_again"
	}
	s.println(s.text(key, "id", string(a.Question.ID), "name", s.questionName(a.Question), "why", strings.Join(why, s.text("cli.hearing.comma")), "answered", locale.Number(answered)))
	if isNew {
		return
	}
	t := &table{indent: "  "}
	if len(a.Added) > 0 {
		t.row(s.text("cli.hearing.added"), s.coverNames(a.Added, names))
	}
	if len(a.Gone) > 0 {
		t.row(s.text("cli.hearing.gone"), s.coverNames(a.Gone, names))
	}
	s.printWrapped(t)
}

// coverNames names what a question is about, the first few: assets with their
// zones, and links by their ids.
func (s *session) coverNames(covers []string, names map[string]string) string {
	const most = 6
	var out []string
	for i, c := range covers {
		if i == most {
			out = append(out, s.text("cli.hearing.others", "count", len(covers)-most))
			break
		}
		if asset, zone, placed := strings.Cut(c, "@"); placed && names[asset] != "" {
			c = s.text("cli.hearing.placed", "asset", names[asset], "id", asset, "zone", zone)
		}
		out = append(out, c)
	}
	return strings.Join(out, s.text("cli.hearing.comma"))
}

// printAsks lists the organisations to be asked.
func (c *hearingAgainCommand) printAsks(s *session, asks []hearing.Ask) {
	rows := usualOrganisations
	if c.Rows.given {
		rows = c.Rows.n
	}
	t := &table{align: "<<>>"}
	t.rows = append(t.rows, styled(bold, s.text("cli.hearing.head.code"), s.text("cli.hearing.head.organisation"), s.text("cli.hearing.head.again"), s.text("cli.hearing.head.new")))
	number := 0
	for _, a := range asks {
		if len(a.Again)+len(a.New) == 0 {
			continue
		}
		if number++; number <= rows {
			t.row(a.Organisation.Code, a.Organisation.Name, locale.Number(len(a.Again)), locale.Number(len(a.New)))
		}
	}
	if number == 0 || rows == 0 {
		return
	}
	s.println("", s.out.paint(bold, s.text("cli.hearing.asks")))
	s.println(t.lines(s.out)...)
	if n := number - rows; n > 0 {
		s.println(s.text("cli.hearing.more_organisations", "number", locale.Number(n)))
	}
	s.println("")
}
