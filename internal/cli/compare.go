package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/compare"
	"github.com/sekisho/sekisho/internal/comparetext"
	"github.com/sekisho/sekisho/internal/model"
)

// compareCommand holds models of a study against one of them.
type compareCommand struct {
	Study    textFlag   `arg:"" optional:""`
	Model    modelsFlag `placeholder:"ID"`
	Against  textFlag   `placeholder:"ID"`
	AsGoodAs textFlag   `name:"as-good-as" placeholder:"ID"`
	Set      casesFlag  `placeholder:"PARAM=CASE"`
	Matrix   textFlag   `placeholder:"ID"`
	Rows     countFlag  `placeholder:"N"`
	Trees    bool
}

// Run runs the command.
func (c *compareCommand) Run(ctx context.Context, s *session) error {
	study, result, _, err := s.assessStudy(ctx, string(c.Study), c.Set, assess.Options{Matrix: string(c.Matrix)})
	if result == nil || err != nil {
		return err
	}
	if err := c.check(study); err != nil {
		return err
	}
	if c.AsGoodAs != "" {
		return c.printGaps(ctx, s, result)
	}
	bar := s.progress("cli.progress.compare")
	cmp, err := compare.Run(ctx, result, compare.Options{Against: model.ModelID(c.Against), Models: c.Model, Trees: c.Trees, Progress: bar.set})
	bar.done()
	if errors.Is(err, compare.ErrNoBaseline) {
		return usage("cli.usage.compare_no_baseline")
	}
	if err != nil {
		return fmt.Errorf("compare models: %w", err)
	}
	if s.json {
		return s.writeData(app.ComparisonJSON(cmp))
	}
	rows := usualRows
	if c.Rows.given {
		rows = c.Rows.n
	}
	s.printComparison(cmp, rows, c.Trees)
	return nil
}

// check makes sure that the models exist, and that one is not held against itself.
func (c *compareCommand) check(study *app.Study) error {
	for _, id := range append([]model.ModelID{model.ModelID(c.Against), model.ModelID(c.AsGoodAs)}, c.Model...) {
		if _, ok := study.Model(id); !ok && id != "" {
			return unknownModel(study, id)
		}
	}
	against := model.ModelID(c.Against)
	if b, ok := study.Baseline(); ok && against == "" {
		against = b.ID
	}
	switch {
	case c.AsGoodAs != "" && (len(c.Model) != 1 || c.Model[0] == model.ModelID(c.AsGoodAs)):
		return usage("cli.usage.compare_as_good_as")
	case c.AsGoodAs == "" && slices.Contains(c.Model, against):
		return usage("cli.usage.compare_itself", "value", string(against))
	}
	return nil
}

// writeData writes what a format of package exchange gives.
func (s *session) writeData(data []byte, err error) error {
	if err != nil {
		return err
	}
	if _, err := s.stdio.Out.Write(data); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}

func (s *session) printComparison(c *compare.Comparison, rows int, trees bool) {
	s.printHead(c.Result)
	s.println(s.text("cli.compare.against", "model", c.Base.Model.In(s.lang), "id", string(c.Base.Model.ID)))
	s.printConclusions(c)
	s.printOutcomes(c)
	s.printRouteCounts(c)
	s.printGroups(c)
	s.printShares(c)
	s.printUseCases(c)
	s.printWork(c)
	if trees {
		s.printTreesByEntry(c)
	}
	for _, p := range c.Pairs {
		s.println("", s.out.paint(bold, s.text("cli.compare.pair", "model", p.To.Model.In(s.lang), "id", string(p.To.Model.ID), "base", string(p.From.Model.ID))))
		s.printPair(p, comparetext.New(s.lang, p, c.Result.Study, c.Result.Study), rows)
	}
	s.printNotes(c)
	s.println("")
	s.printNote(s.text("cli.compare.hint"))
}

// printNote prints a sentence, wrapped to the width of the output.
func (s *session) printNote(text string) {
	t := &table{}
	t.row(text)
	s.printWrapped(t)
}

func joinModels(ids []model.ModelID) string {
	out := make([]string, 0, len(ids))
	for _, id := range ids {
		out = append(out, string(id))
	}
	return join(out)
}
