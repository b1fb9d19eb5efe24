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
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
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
	s.printShares(c)
	s.printOutcomes(c)
	s.printGroups(c)
	s.printWork(c)
	if trees {
		s.printTreesByEntry(c)
	}
	for _, p := range c.Pairs {
		s.println("", s.out.paint(bold, s.text("cli.compare.pair", "model", p.To.Model.In(s.lang), "id", string(p.To.Model.ID), "base", string(p.From.Model.ID))))
		s.printPair(p, comparetext.New(s.lang, p, c.Result.Study, c.Result.Study), rows)
	}
	s.printNotes(c)
	s.println("", s.text("cli.compare.hint"))
}

// printShares prints the counts of the asset-based analysis with their shares.
func (s *session) printShares(c *compare.Comparison) {
	s.println("", s.out.paint(bold, s.text("cli.compare.by_asset")))
	t := &table{align: "<<>>>>>>>>>>>>>"}
	head := []string{s.text("cli.assess.column.id"), s.text("cli.assess.column.model"), s.text("cli.compare.column.assets")}
	for _, v := range method.RiskValues {
		head = append(head, v.String(), s.text("cli.compare.column.share"))
	}
	t.rows = append(t.rows, styled(bold, append(head, s.text("cli.assess.column.unrated"), s.text("cli.assess.column.all"))...))
	for i := range c.Models {
		f := &c.Models[i]
		row := styled("", string(f.Result.Model.ID), s.shortName(f.Result.Model), locale.Number(f.Assets))
		for _, v := range method.RiskValues {
			row = append(row, cell{locale.Number(f.Cells.Worst[v]), letterStyle(v)}, cell{text: permille(f.Share(v))})
		}
		t.rows = append(t.rows, append(row, styled("", locale.Number(f.Cells.Worst[method.Unrated]), locale.Number(f.Cells.All()))...))
	}
	s.println(t.lines(s.out)...)
	s.println(s.text("cli.compare.share_note"))
}

func permille(n int) string { return fmt.Sprintf("%d.%d%%", n/10, n%10) }

// shortName is the short name of a model with its role.
func (s *session) shortName(m *model.Model) string {
	name := m.Short.In(s.lang)
	if m.Role == model.Baseline {
		name += s.text("cli.assess.role", "role", locale.Name(s.lang, locale.Role, m.Role))
	}
	return name
}

// printOutcomes prints the letter of every damage, with a mark where it is better
// or worse than that of the base.
func (s *session) printOutcomes(c *compare.Comparison) {
	s.println("", s.out.paint(bold, s.text("cli.compare.by_damage")))
	t := &table{}
	head := []string{s.text("cli.assess.column.id"), s.text("cli.assess.column.model")}
	for _, d := range c.Models[0].Damages {
		head = append(head, d.Damage.Label)
	}
	t.rows = append(t.rows, styled(bold, head...))
	for i := range c.Models {
		f := &c.Models[i]
		row := styled("", string(f.Result.Model.ID), s.shortName(f.Result.Model))
		for j, d := range f.Damages {
			row = append(row, cell{s.marked(d.Outcome, c.Models[0].Damages[j].Outcome), outcomeStyle(d.Outcome)})
		}
		t.rows = append(t.rows, row)
	}
	s.println(t.lines(s.out)...)
	s.println(s.text("cli.compare.mark_note"))
	legend := &table{indent: "  "}
	for _, d := range c.Models[0].Damages {
		legend.row(d.Damage.Label, s.text("cli.damage.meaning", "name", d.Damage.In(s.lang), "level", int(d.Damage.Level)))
	}
	s.printWrapped(legend)
}

func outcomeStyle(o compare.Outcome) string {
	if !o.There || !o.Reached {
		return ""
	}
	return letterStyle(o.Risk.Worst)
}

// marked writes an outcome with a mark where it differs from the base's.
func (s *session) marked(o, base compare.Outcome) string {
	text := comparetext.Outcome(s.lang, o)
	switch {
	case base.WorseThan(o):
		return s.text("cli.compare.better", "text", text)
	case o.WorseThan(base):
		return s.text("cli.compare.worse", "text", text)
	}
	return text
}

// printGroups prints for each group the best and the worst of its models.
func (s *session) printGroups(c *compare.Comparison) {
	if len(c.Groups) == 0 {
		return
	}
	s.println("", s.out.paint(bold, s.text("cli.compare.by_group")))
	t := &table{}
	head := []string{s.text("cli.compare.column.group"), s.text("cli.compare.column.models")}
	for _, d := range c.Groups[0].Damages {
		head = append(head, d.Damage.Label)
	}
	t.rows = append(t.rows, styled(bold, head...))
	for _, g := range c.Groups {
		ids := make([]string, 0, len(g.Models))
		for _, i := range g.Models {
			ids = append(ids, string(c.Models[i].Result.Model.ID))
		}
		row := styled("", g.Group.In(s.lang), join(ids))
		for _, d := range g.Damages {
			row = append(row, cell{s.span(d), outcomeStyle(d.Worst)})
		}
		t.rows = append(t.rows, row)
	}
	s.println(t.lines(s.out)...)
	s.println(s.text("cli.compare.group_note"))
}

func (s *session) span(d compare.GroupDamage) string {
	if d.Best == d.Worst {
		return comparetext.Outcome(s.lang, d.Worst)
	}
	return s.text("cli.compare.span", "worst", comparetext.Outcome(s.lang, d.Worst), "worst_model", string(d.WorstModel),
		"best", comparetext.Outcome(s.lang, d.Best), "best_model", string(d.BestModel))
}

// printWork prints the steps by hand and the handling of media that each use case
// leaves.
func (s *session) printWork(c *compare.Comparison) {
	s.println("", s.out.paint(bold, s.text("cli.compare.work")))
	t := &table{align: "<<"}
	head := []string{s.text("cli.compare.column.use_case"), s.text("cli.compare.column.name")}
	for i := range c.Models {
		head = append(head, string(c.Models[i].Result.Model.ID))
		t.align += ">"
	}
	t.rows = append(t.rows, styled(bold, head...))
	for i, u := range c.Models[0].UseCases {
		row := styled("", string(u.UseCase.ID), u.UseCase.In(s.lang))
		for j := range c.Models {
			x := c.Models[j].UseCases[i]
			row = append(row, cell{text: s.text("cli.compare.steps", "manual", x.ManualSteps, "media", x.MediaHops)})
		}
		t.rows = append(t.rows, row)
	}
	row := styled("", "", s.text("cli.assess.column.all"))
	for j := range c.Models {
		row = append(row, cell{text: s.text("cli.compare.steps", "manual", c.Models[j].ManualSteps, "media", c.Models[j].MediaHops)})
	}
	t.rows = append(t.rows, row)
	s.println(t.lines(s.out)...)
	s.println(s.text("cli.compare.work_note"))
}

// printTreesByEntry prints the number of attack trees per damage and entry point.
func (s *session) printTreesByEntry(c *compare.Comparison) {
	s.println("", s.out.paint(bold, s.text("cli.compare.trees")))
	t := &table{align: "<<<>>"}
	t.rows = append(t.rows, styled(bold, s.text("cli.assess.column.id"), s.text("cli.damage.column.damage"), s.text("cli.damage.column.entry"),
		s.text("cli.assess.column.risk"), s.text("cli.damage.column.trees")))
	for i := range c.Models {
		f := &c.Models[i]
		for _, d := range f.Damages {
			for _, e := range d.Entries {
				n := locale.Number(e.Trees)
				if !e.Exact {
					n = s.text("cli.damage.or_more", "number", n)
				}
				t.rows = append(t.rows, []cell{{text: string(f.Result.Model.ID)}, {text: d.Damage.Label}, {text: string(e.Entry)},
					{comparetext.Outcome(s.lang, e.Outcome), outcomeStyle(e.Outcome)}, {text: n}})
			}
		}
	}
	s.println(t.lines(s.out)...)
}

// printNotes prints the assumptions and exclusions on which the models differ.
func (s *session) printNotes(c *compare.Comparison) {
	if len(c.Notes) == 0 {
		return
	}
	s.println("", s.out.paint(bold, s.text("cli.compare.notes")))
	t := &table{indent: "  "}
	for _, n := range c.Notes {
		key := "cli.compare.assumption"
		if n.Exclusion {
			key = "cli.compare.exclusion"
		}
		t.row(n.Statement.ID, s.text(key, "name", n.Statement.In(s.lang), "holds", joinModels(n.Holds), "lacks", joinModels(n.Lacks)))
	}
	s.printWrapped(t)
}

func joinModels(ids []model.ModelID) string {
	out := make([]string, 0, len(ids))
	for _, id := range ids {
		out = append(out, string(id))
	}
	return join(out)
}
