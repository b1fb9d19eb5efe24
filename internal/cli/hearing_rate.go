package cli

import (
	"context"
	"strconv"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/locale"
)

// hearingNextCommand gives the next best questions to an organisation.
type hearingNextCommand struct {
	Hearing textFlag  `arg:""`
	For     textFlag  `placeholder:"CODE"`
	Study   textFlag  `placeholder:"STUDY"`
	Rows    countFlag `placeholder:"N"`
	Runs    countFlag `placeholder:"N"`
}

// Run runs the command.
func (c *hearingNextCommand) Run(ctx context.Context, s *session) error {
	h, r, questions, o, err := s.organisation(ctx, string(c.Hearing), string(c.Study), string(c.For))
	if h == nil || r == nil || err != nil {
		return err
	}
	bar := s.progress("cli.progress.weigh")
	list, err := hearing.Next(ctx, r, questions, o.Known, hearing.WeighOptions{Runs: c.Runs.n, Progress: bar.set})
	bar.done()
	if err != nil {
		return err
	}
	rows := 5
	if c.Rows.given {
		rows = c.Rows.n
	}
	if s.json {
		out := struct {
			Organisation string        `json:"organisation"`
			Next         []jsonWeighed `json:"next"`
		}{o.Organisation.Code, []jsonWeighed{}}
		for _, x := range list {
			out.Next = append(out.Next, s.jsonWeighed(&questions[x.Question], x.Weight))
		}
		return s.printJSON(out)
	}
	if len(list) == 0 {
		s.println(s.text("cli.hearing.nothing_open", "organisation", o.Organisation.Name))
		return nil
	}
	s.println(s.text("cli.hearing.nexts", "organisation", o.Organisation.Name, "code", o.Organisation.Code, "number", locale.Number(len(list))))
	for i, x := range list[:min(rows, len(list))] {
		q := &questions[x.Question]
		s.println(s.text("cli.hearing.next", "number", i+1, "id", string(q.ID), "name", q.Name.In(s.lang), "ab", x.AB, "all", x.All))
		t := &table{indent: "     "}
		t.row(q.Text.In(s.lang))
		t.row(s.scopeText(q))
		s.printWrapped(t)
	}
	if n := len(list) - rows; n > 0 {
		s.println(s.text("cli.hearing.more", "number", locale.Number(n)))
	}
	return nil
}

// hearingApplyCommand rates the models with the answers of one organisation.
type hearingApplyCommand struct {
	Hearing textFlag  `arg:""`
	For     textFlag  `placeholder:"CODE"`
	Study   textFlag  `placeholder:"STUDY"`
	Rows    countFlag `placeholder:"N"`
}

// Run runs the command.
func (c *hearingApplyCommand) Run(ctx context.Context, s *session) error {
	h, r, questions, o, err := s.organisation(ctx, string(c.Hearing), string(c.Study), string(c.For))
	if h == nil || r == nil || err != nil {
		return err
	}
	answers, err := hearing.Answers(r, questions, o.Known)
	if err != nil {
		return err
	}
	applied, err := r.ReanswerAll(ctx, answers)
	if err != nil {
		return err
	}
	if s.json {
		return s.printJSON(s.applied(applied, o))
	}
	closed, open, none := o.Answered()
	s.println(s.text("cli.hearing.applied", "organisation", o.Organisation.Name, "code", o.Organisation.Code,
		"closed", locale.Number(closed), "open", locale.Number(open), "none", locale.Number(none)))
	rows := usualRows
	if c.Rows.given {
		rows = c.Rows.n
	}
	return s.printResult(ctx, applied, "", rows)
}

// organisation opens a hearing, assesses what it asks about, and settles the
// answers of one organisation to the questions as they stand in the study now:
// answers to questions that have changed since count as none. Where something has
// errors they are printed and the result is nil.
func (s *session) organisation(ctx context.Context, name, study, code string) (*hearing.Spec, *assess.Result, []hearing.Question, *hearing.Settled, error) {
	if code == "" {
		return nil, nil, nil, nil, usage("cli.usage.hearing_for")
	}
	h, err := s.openHearing(name)
	if h == nil || err != nil {
		return nil, nil, nil, nil, err
	}
	r, err := s.assessAsked(ctx, &h.Spec, study)
	if r == nil || err != nil {
		return nil, nil, nil, nil, err
	}
	questions := hearing.Derive(r)
	o, err := s.settledOf(h, questions, code)
	if err != nil {
		return nil, nil, nil, nil, err
	}
	if n := len(o.Outdated); n > 0 {
		s.note(s.text("cli.hearing.outdated", "count", n))
	}
	return &h.Spec, r, questions, o, nil
}

// jsonApplied is what the answers of an organisation come to.
type jsonApplied struct {
	Organisation string             `json:"organisation"`
	Name         string             `json:"name"`
	Models       []jsonAppliedModel `json:"models"`
}

type jsonAppliedModel struct {
	Model   string                 `json:"model"`
	Cells   []jsonAppliedCell      `json:"cells"`
	Goals   map[string]jsonRange   `json:"goals"`
	Damages map[string]jsonRange   `json:"damages"`
	Worst   map[string]jsonTallies `json:"totals"`
}

// jsonTallies counts cells by one letter, at the worst and at the best.
type jsonTallies struct {
	Worst int `json:"worst"`
	Best  int `json:"best"`
}

type jsonAppliedCell struct {
	Asset  string `json:"asset"`
	Threat string `json:"threat"`
	jsonRange
}

func (s *session) applied(r *assess.Result, o *hearing.Settled) jsonApplied {
	out := jsonApplied{Organisation: o.Organisation.Code, Name: o.Organisation.Name}
	for _, m := range r.Models {
		x := jsonAppliedModel{Model: string(m.Model.ID), Goals: map[string]jsonRange{}, Damages: map[string]jsonRange{}, Worst: map[string]jsonTallies{}}
		for _, c := range m.Cells {
			x.Cells = append(x.Cells, jsonAppliedCell{string(m.Model.Assets[c.Asset].ID), string(r.Study.Catalog.Threats[c.Threat].ID), rangeOf(c.Risk)})
		}
		for _, g := range m.Damage.Goals {
			x.Goals[string(g.Goal.ID)] = rangeOf(g.Risk)
		}
		for _, d := range m.Damage.Damages {
			x.Damages[string(d.Damage.ID)] = rangeOf(d.Risk)
		}
		for v, n := range m.Totals.Worst {
			x.Worst[letterName(v)] = jsonTallies{n, m.Totals.Best[v]}
		}
		out.Models = append(out.Models, x)
	}
	return out
}

func letterName(v int) string { return riskValue(v).String() }

// percent writes a share in whole per cent.
func percent(n, of int) string {
	if of == 0 {
		return "-"
	}
	return strconv.Itoa((n*100+of/2)/of) + "%"
}
