package cli

import (
	"context"
	"fmt"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/compare"
	"github.com/sekisho/sekisho/internal/comparetext"
	"github.com/sekisho/sekisho/internal/model"
)

// diffCommand holds two versions of a study against each other.
type diffCommand struct {
	Old   textFlag   `arg:""`
	New   textFlag   `arg:"" optional:""`
	Model modelsFlag `placeholder:"ID"`
	Set   casesFlag  `placeholder:"PARAM=CASE"`
	Rows  countFlag  `placeholder:"N"`
}

// Run runs the command. With one path, the embedded reference study is the old
// version.
func (c *diffCommand) Run(ctx context.Context, s *session) error {
	from, to := string(c.Old), string(c.New)
	if to == "" {
		from, to = "", from
	}
	old, err := c.assess(ctx, s, from)
	if old == nil || err != nil {
		return err
	}
	now, err := c.assess(ctx, s, to)
	if now == nil || err != nil {
		return err
	}
	d, err := compare.Diff(ctx, old, now)
	if err != nil {
		return fmt.Errorf("compare versions: %w", err)
	}
	if s.json {
		return s.writeData(app.DifferenceJSON(d))
	}
	rows := usualRows
	if c.Rows.given {
		rows = c.Rows.n
	}
	s.printDifference(d, rows)
	return nil
}

func (c *diffCommand) assess(ctx context.Context, s *session, name string) (*assess.Result, error) {
	result, _, err := s.assess(ctx, name, c.Set, assess.Options{Models: c.Model})
	if result == nil || err != nil {
		return nil, err
	}
	return result, nil
}

func (s *session) printDifference(d *compare.Difference, rows int) {
	s.printHead(d.New)
	if d.Same() {
		s.println("", s.text("cli.diff.same"))
		return
	}
	for _, m := range d.Added {
		s.println(s.text("cli.diff.model_added", "model", m.Model.In(s.lang), "id", string(m.Model.ID)))
	}
	for _, m := range d.Removed {
		s.println(s.text("cli.diff.model_removed", "model", m.Model.In(s.lang), "id", string(m.Model.ID)))
	}
	s.printInputs(d)
	for _, p := range d.Pairs {
		if p.Same() {
			continue
		}
		s.println("", s.out.paint(bold, s.text("cli.diff.model", "model", p.To.Model.In(s.lang), "id", string(p.To.Model.ID))))
		s.printPair(p, comparetext.New(s.lang, p, d.Old.Study, d.New.Study), rows)
	}
}

// printInputs prints what differs, each input once with the models concerned.
func (s *session) printInputs(d *compare.Difference) {
	if len(d.Inputs) == 0 {
		return
	}
	s.println("", s.out.paint(bold, s.text("cli.diff.inputs", "number", len(d.Inputs))))
	pairs := map[model.ModelID]*compare.Pair{}
	for _, p := range d.Pairs {
		pairs[p.To.Model.ID] = p
	}
	t := &table{indent: "  "}
	for i := range d.Inputs {
		c := &d.Inputs[i]
		teller := comparetext.New(s.lang, pairs[c.Models[0]], d.Old.Study, d.New.Study)
		models := s.text("cli.diff.all_models")
		if len(c.Models) < len(d.Pairs) {
			models = joinModels(c.Models)
		}
		t.row(models, teller.Change(&c.Change))
	}
	s.printWrapped(t)
}
