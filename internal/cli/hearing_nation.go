package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
)

// hearingNationCommand rates the models with the answers of every organisation.
type hearingNationCommand struct {
	Hearing textFlag      `arg:""`
	Study   textFlag      `placeholder:"STUDY"`
	Model   modelsFlag    `placeholder:"ID"`
	Set     casesFlag     `placeholder:"PARAM=CASE"`
	Plan    questionsFlag `placeholder:"QUESTION|FILE"`
	Where   questionsFlag `placeholder:"QUESTION"`
	Rows    countFlag     `placeholder:"N"`
	By      groupFlag     `placeholder:"class|prefecture"`
	Public  bool
	Least   countFlag    `placeholder:"N"`
	Chart   textFlag     `placeholder:"DIR"`
	Format  chartFormats `placeholder:"svg|png|csv"`
	Force   bool
}

// questionsFlag names questions by their ids, by countermeasures or by
// deployments; repeatable or with commas.
type questionsFlag []string

// Decode adds the flag's value.
func (f *questionsFlag) Decode(ctx *kong.DecodeContext) error {
	value, err := popValue(ctx)
	for id := range strings.SplitSeq(value, ",") {
		if id = strings.TrimSpace(id); id != "" {
			*f = append(*f, id)
		}
	}
	return err
}

// find gives the questions that the flag names, each once.
func (f questionsFlag) find(questions []hearing.Question) ([]int, error) {
	var out []int
	for _, text := range f {
		found := hearing.Matching(questions, text)
		if len(found) == 0 {
			ids := make([]string, 0, 2*len(questions))
			for i := range questions {
				ids = append(ids, string(questions[i].ID), string(questions[i].Countermeasure))
			}
			return nil, usage("cli.usage.hearing_unknown_question", "value", text, "near", nearest(text, ids))
		}
		out = append(out, found...)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// groupFlag is --by: how organisations are grouped; empty means by class.
type groupFlag string

// Decode reads the flag's value.
func (f *groupFlag) Decode(ctx *kong.DecodeContext) error {
	value, err := oneOf(ctx, "class", "prefecture")
	*f = groupFlag(value)
	return err
}

// Run runs the command.
func (c *hearingNationCommand) Run(ctx context.Context, s *session) error {
	if !c.Public && c.Least.given {
		return usage("cli.usage.hearing_public")
	}
	if c.Chart == "" && len(c.Format) > 0 {
		return usage("cli.usage.hearing_chart")
	}
	if c.Public && (c.Rows.given || len(c.Plan)+len(c.Where) > 0) {
		return usage("cli.usage.hearing_public_only")
	}
	if c.Least.given && c.Least.n < 3 {
		return usage("cli.usage.hearing_least", "value", c.Least.n)
	}
	g, err := s.gatherAnswers(ctx, string(c.Hearing))
	if g == nil || err != nil {
		return err
	}
	file, err := c.planFile()
	if err != nil {
		return err
	}
	result, err := c.assess(ctx, s, &g.Head, file)
	if result == nil || err != nil {
		return err
	}
	n, err := c.evaluate(ctx, s, g, result, file)
	if err != nil {
		return err
	}
	if c.Chart != "" && c.Public {
		return s.produce(ctx, c.publicCharts(s, n), string(c.Chart), c.Force)
	}
	if c.Chart != "" {
		return s.produce(ctx, n.Charts(s.lang, c.Format), string(c.Chart), c.Force)
	}
	switch {
	case c.Public && s.json:
		return s.printJSON(c.publicTables(s, n))
	case c.Public:
		c.printPublic(s, n)
	case s.json:
		return s.printJSON(n.Figures(s.lang, n.plan, n.where, n.Groups))
	default:
		c.print(s, n)
	}
	return nil
}

// gatherAnswers reads the answers of a hearing. Where the files have errors they
// are printed, and there are none.
func (s *session) gatherAnswers(ctx context.Context, name string) (*hearing.Gather, error) {
	bar := s.progress("cli.progress.hearing_read")
	g, found, err := app.GatherHearing(ctx, name, func(files int) { bar.set(files, files) })
	bar.done()
	if err != nil {
		return nil, fmt.Errorf("read hearing: %w", err)
	}
	if g == nil {
		s.noteFindings(found, diag.Error)
		s.code = Found
		return nil, nil //nolint:nilnil // the findings have been shown
	}
	s.noteFindings(found, diag.Warning)
	if len(g.Organisations) == 0 {
		return nil, usage("cli.usage.hearing_no_organisations")
	}
	return g, nil
}

// answered rates the models of a result with the answers of a hearing, for reports;
// there are none without a name. ok is false where the files have errors, which
// are printed.
func (s *session) answered(ctx context.Context, name string, r *assess.Result) (n *app.Nation, ok bool, err error) {
	if name == "" {
		return nil, true, nil
	}
	g, err := s.gatherAnswers(ctx, name)
	if g == nil || err != nil {
		return nil, false, err
	}
	if g.Head.Study != "" && r.Study.Spec.ID != g.Head.Study {
		return nil, false, usage("cli.usage.hearing_other_study", "asked", g.Head.Study, "study", r.Study.Spec.ID)
	}
	n, err = s.rateNation(ctx, g, r, app.NationPlan{})
	return n, err == nil, err
}

// rateNation rates every organisation, with and without a plan, and notes what of
// the answers could not be used.
func (s *session) rateNation(ctx context.Context, g *hearing.Gather, r *assess.Result, plan app.NationPlan) (*app.Nation, error) {
	bar := s.progress("cli.progress.nation")
	n, err := app.EvaluateNation(ctx, g, r, plan, bar.set)
	bar.done()
	var unknown *app.UnknownError
	switch {
	case errors.As(err, &unknown):
		return nil, usage("cli.usage.hearing_plan_unknown", "id", unknown.ID)
	case err != nil:
		return nil, fmt.Errorf("rate organisations: %w", err)
	}
	for _, x := range []struct {
		key   string
		count int
	}{{"cli.hearing.nation.strangers", g.Strangers}, {"cli.hearing.nation.outdated", g.Outdated}, {"cli.hearing.nation.conflicts", g.Open}} {
		if x.count > 0 {
			s.note(s.text(x.key, "number", locale.Number(x.count)))
		}
	}
	return n, nil
}

// planFile is a plan in a file, for one model.
type planFile struct {
	name   string
	model  model.ModelID
	chosen []model.DeploymentID
}

// planFile reads the plan that --plan names by a file, or gives nil.
func (c *hearingNationCommand) planFile() (*planFile, error) {
	at := slices.IndexFunc(c.Plan, func(text string) bool { return strings.HasSuffix(text, ".json") })
	if at < 0 {
		return nil, nil //nolint:nilnil // there is none
	}
	f := &planFile{name: c.Plan[at]}
	c.Plan = slices.Delete(c.Plan, at, at+1)
	var err error
	f.model, f.chosen, err = app.ReadPlanFile(f.name)
	var wrong *app.PlanFileError
	if errors.As(err, &wrong) {
		return nil, usage("cli.usage.hearing_plan_file", "file", f.name)
	}
	return f, err
}

// assess assesses the models chosen, or else that of the plan or those that the
// hearing asks about, in its cases of parameters where no other is chosen.
func (c *hearingNationCommand) assess(ctx context.Context, s *session, head *hearing.Spec, file *planFile) (*assess.Result, error) {
	models := []model.ModelID(c.Model)
	switch {
	case file == nil || slices.Contains(models, file.model):
	case len(models) == 0:
		models = []model.ModelID{file.model}
	default:
		return nil, usage("cli.usage.hearing_plan_model", "file", file.name, "model", string(file.model))
	}
	if len(models) == 0 {
		models = head.Models
	}
	cases := casesFlag{}
	maps.Copy(cases, casesFlag(head.Parameters))
	maps.Copy(cases, c.Set)
	result, found, err := s.assess(ctx, string(c.Study), cases, assess.Options{Models: models})
	if result == nil || err != nil {
		return nil, err
	}
	s.noteFindings(found, diag.Error)
	if head.Study != "" && result.Study.Spec.ID != head.Study {
		return nil, usage("cli.usage.hearing_other_study", "asked", head.Study, "study", result.Study.Spec.ID)
	}
	return result, nil
}

func (c *hearingNationCommand) evaluate(ctx context.Context, s *session, g *hearing.Gather, r *assess.Result, file *planFile) (*nation, error) {
	questions := hearing.Derive(r)
	out := &nation{}
	var err error
	if out.plan.Questions, err = c.Plan.find(questions); err != nil {
		return nil, err
	}
	if file != nil {
		out.plan.Add(questions, file.model, file.chosen)
	}
	if out.where, err = c.Where.find(questions); err != nil {
		return nil, err
	}
	if out.Nation, err = s.rateNation(ctx, g, r, out.plan); err != nil {
		return nil, err
	}
	out.groupBy(s, c.By)
	return out, nil
}

// nation is what the answers of the organisations come to, with what was asked of
// the command.
type nation struct {
	*app.Nation
	// plan and where are what the flags name.
	plan  app.NationPlan
	where []int
	app.Groups
}

// groupBy puts the organisations into groups.
func (n *nation) groupBy(s *session, by groupFlag) {
	n.Groups = n.Nation.GroupBy(s.lang, string(by))
}
