package cli

import (
	"context"
	"strconv"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/exchange"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
)

// hearingQuestionsCommand derives the question set of the models.
type hearingQuestionsCommand struct {
	Study textFlag   `arg:"" optional:""`
	Model modelsFlag `placeholder:"ID"`
	Set   casesFlag  `placeholder:"PARAM=CASE"`
	Runs  countFlag  `placeholder:"N"`
	Rows  countFlag  `placeholder:"N"`
	Out   textFlag   `placeholder:"FILE"`
	Force bool
}

// usualQuestions is how many questions are listed.
const usualQuestions = 20

// Run runs the command.
func (c *hearingQuestionsCommand) Run(ctx context.Context, s *session) error {
	result, found, err := s.assess(ctx, string(c.Study), c.Set, assess.Options{Models: c.Model})
	if result == nil || err != nil {
		return err
	}
	s.noteFindings(found, diag.Error)
	bar := s.progress("cli.progress.weigh")
	set, err := hearing.Choose(ctx, result, hearing.WeighOptions{Runs: c.Runs.n, Progress: bar.set})
	bar.done()
	if err != nil {
		return err
	}
	if c.Out != "" {
		data, err := app.HearingFile(questionFile(result, set, c.Set))
		if err != nil {
			return err
		}
		if err := s.deliver(data, string(c.Out), c.Force); err != nil {
			return err
		}
	}
	if s.json {
		return c.printJSON(s, set)
	}
	c.print(s, set)
	return nil
}

// questionFile is the question set as a hearing file. Of the cases of parameters it
// has those that were chosen: models may differ in the others.
func questionFile(r *assess.Result, set *hearing.Set, chosen casesFlag) *hearing.Spec {
	out := &hearing.Spec{Study: r.Study.Spec.ID, AsOf: r.Study.Spec.AsOf, Questions: set.Questions, Parameters: model.When(chosen)}
	for _, m := range r.Models {
		out.Models = append(out.Models, m.Model.ID)
	}
	return out
}

func (c *hearingQuestionsCommand) print(s *session, set *hearing.Set) {
	rows := usualQuestions
	if c.Rows.given {
		rows = c.Rows.n
	}
	t := &table{align: "<>><<"}
	t.row(s.text("cli.hearing.head.question"), s.text("cli.hearing.head.ab"), s.text("cli.hearing.head.all"), s.text("cli.hearing.head.name"), s.text("cli.hearing.head.scope"))
	undecided := 0
	for i := range set.Questions {
		w := set.Weights[i]
		if w.Undecided > 0 {
			undecided++
		}
		if i < rows {
			q := &set.Questions[i]
			t.row(string(q.ID), strconv.Itoa(w.AB), strconv.Itoa(w.All), q.Name.In(s.lang), s.scopeText(q))
		}
	}
	s.println(t.lines(s.out)...)
	if n := len(set.Questions) - rows; n > 0 {
		s.println(s.text("cli.hearing.more", "number", locale.Number(n)))
	}
	s.println(s.text("cli.hearing.chosen", "number", locale.Number(len(set.Questions)), "left", locale.Number(set.Left)))
	if undecided > 0 {
		s.println(s.text("cli.hearing.undecided", "number", locale.Number(undecided)))
	}
}

// jsonWeighed is a question with what its answer can change.
type jsonWeighed struct {
	exchange.Question
	AB        int `json:"letters_a_b"`
	All       int `json:"letters"`
	Undecided int `json:"undecided_goals"`
}

func (s *session) jsonWeighed(q *hearing.Question, w hearing.Weight) jsonWeighed {
	return jsonWeighed{exchange.NewQuestion(q, s.lang), w.AB, w.All, w.Undecided}
}

func (c *hearingQuestionsCommand) printJSON(s *session, set *hearing.Set) error {
	out := struct {
		Questions []jsonWeighed `json:"questions"`
		Left      int           `json:"left_out"`
	}{make([]jsonWeighed, 0, len(set.Questions)), set.Left}
	for i := range set.Questions {
		out.Questions = append(out.Questions, s.jsonWeighed(&set.Questions[i], set.Weights[i]))
	}
	return s.printJSON(out)
}
