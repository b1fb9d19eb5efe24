package cli

import (
	"context"
	"fmt"
	"slices"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// assessCommand assesses a study and prints the outcome per model.
type assessCommand struct {
	Study    textFlag     `arg:"" optional:""`
	Model    modelsFlag   `placeholder:"ID"`
	Set      casesFlag    `placeholder:"PARAM=CASE"`
	Matrix   textFlag     `placeholder:"ID"`
	Analysis analysisFlag `placeholder:"asset|damage|both"`
	Rows     countFlag    `placeholder:"N"`
	Grid     gridFlag     `placeholder:"zones|letters|levels|countermeasures"`
	FailOn   letterFlag   `placeholder:"A..E"`
	Out      textFlag     `placeholder:"DIR"`
	Outputs  outputsFlag  `placeholder:"KIND"`
	Hearing  textFlag     `placeholder:"DIR"`
	Force    bool
}

// usualRows is how many of the worst rows are printed per model.
const usualRows = 5

// Run runs the command.
func (c *assessCommand) Run(ctx context.Context, s *session) error {
	if (len(c.Outputs) > 0 || c.Hearing != "") && c.Out == "" {
		return usage("cli.usage.outputs_without_out")
	}
	study, result, found, err := s.assessStudy(ctx, string(c.Study), c.Set, assess.Options{Models: c.Model, Matrix: string(c.Matrix)})
	if result == nil || err != nil {
		return err
	}
	s.noteFindings(found, diag.Warning)
	if err := c.export(ctx, s, result, found); err != nil {
		return err
	}
	if err := c.bundle(ctx, s, study, result, found); err != nil {
		return err
	}
	if !s.json {
		if err := c.print(ctx, s, result); err != nil {
			return err
		}
	}
	s.failOn(result, c.Analysis, method.RiskValue(c.FailOn))
	return nil
}

// print prints the tables that were asked for.
func (c *assessCommand) print(ctx context.Context, s *session, result *assess.Result) error {
	if c.Grid != "" {
		s.printGrids(result, string(c.Grid))
		return nil
	}
	rows := usualRows
	if c.Rows.given {
		rows = c.Rows.n
	}
	return s.printResult(ctx, result, c.Analysis, rows)
}

// export writes the result as JSON to standard output where it was asked for.
func (c *assessCommand) export(ctx context.Context, s *session, result *assess.Result, found diag.List) error {
	if !s.json {
		return nil
	}
	file, err := app.Export(ctx, "json", result, found)
	if err != nil {
		return err
	}
	if _, err := s.stdio.Out.Write(file.Data); err != nil {
		return fmt.Errorf("write result: %w", err)
	}
	return nil
}

// bundle writes everything that can be made of the result where a directory was
// given.
func (c *assessCommand) bundle(ctx context.Context, s *session, study *app.Study, result *assess.Result, found diag.List) error {
	if c.Out == "" {
		return nil
	}
	nation, ok, err := s.answered(ctx, string(c.Hearing), result)
	if !ok || err != nil {
		return err
	}
	bar := s.progress("cli.progress.outputs")
	b, err := study.WriteBundle(ctx, string(c.Out), result, found, app.BundleOptions{
		Kinds: c.Outputs, Lang: s.lang, Chosen: len(c.Model) > 0, Hearing: nation, Overwrite: c.Force, Program: s.stdio.Version.Version, Progress: bar.set})
	bar.done()
	if err != nil {
		return err
	}
	for _, m := range b.Made {
		s.tellOutput(m)
	}
	s.note(s.text("cli.outputs.written", "dir", string(c.Out), "files", locale.Number(len(b.Names))))
	return nil
}

// assess loads and assesses a study. Where the study has errors they are
// printed, the exit code is set, and the result is nil.
func (s *session) assess(ctx context.Context, name string, cases casesFlag, opt assess.Options) (*assess.Result, diag.List, error) {
	_, result, found, err := s.assessStudy(ctx, name, cases, opt)
	return result, found, err
}

// assessStudy is assess that gives the study as well.
func (s *session) assessStudy(ctx context.Context, name string, cases casesFlag, opt assess.Options) (*app.Study, *assess.Result, diag.List, error) {
	study, err := s.open(ctx, name, model.Options{Parameters: model.When(cases)})
	if err != nil {
		return nil, nil, diag.List{}, err
	}
	if err := checkCases(study, cases); err != nil {
		return nil, nil, diag.List{}, err
	}
	if !study.Usable() {
		s.noteFindings(study.Findings(), diag.Error)
		s.code = Found
		return study, nil, diag.List{}, nil
	}
	if err := checkChoices(study, opt); err != nil {
		return nil, nil, diag.List{}, err
	}
	bar := s.progress("cli.progress.assess")
	opt.Progress = bar.set
	result, found, err := study.Assess(ctx, opt)
	bar.done()
	return study, result, found, err
}

// checkCases makes sure that --set names a parameter of the study and one of its
// cases.
func checkCases(study *app.Study, cases casesFlag) error {
	params := study.Spec.Parameters
	ids := make([]string, len(params))
	for i, p := range params {
		ids[i] = string(p.ID)
	}
	given := make([]string, 0, len(cases))
	for id := range cases {
		given = append(given, string(id))
	}
	slices.Sort(given)
	for _, id := range given {
		at := slices.Index(ids, id)
		if at < 0 {
			return usage("cli.usage.unknown_parameter", "value", id, "near", nearest(id, ids))
		}
		var known []string
		for _, c := range params[at].Cases {
			known = append(known, string(c.ID))
		}
		if chosen := string(cases[model.ParameterID(id)]); !slices.Contains(known, chosen) {
			return usage("cli.usage.unknown_case", "parameter", id, "value", chosen, "allowed", join(known),
				"near", nearest(chosen, known))
		}
	}
	return nil
}

// checkChoices makes sure that the models and the matrix exist.
func checkChoices(study *app.Study, opt assess.Options) error {
	for _, id := range opt.Models {
		if _, ok := study.Model(id); !ok {
			return unknownModel(study, id)
		}
	}
	if _, ok := study.Method.MatrixByID(opt.Matrix); opt.Matrix != "" && !ok {
		var ids []string
		for _, m := range study.Method.Matrices {
			ids = append(ids, m.ID)
		}
		return usage("cli.usage.unknown_matrix", "value", opt.Matrix, "allowed", join(ids), "near", nearest(opt.Matrix, ids))
	}
	return nil
}

func unknownModel(study *app.Study, id model.ModelID) error {
	ids := make([]string, 0, len(study.Models))
	for _, m := range study.IDs() {
		ids = append(ids, string(m))
	}
	return usage("cli.usage.unknown_model", "value", string(id), "allowed", join(ids), "near", nearest(string(id), ids))
}

// failOn sets the exit code where a letter of the analysis, or of either, reaches
// the given one. What has no letter reaches every one. Business damages count by
// pairs of a goal and a way in.
func (s *session) failOn(r *assess.Result, which analysisFlag, at method.RiskValue) {
	if at == method.Unrated {
		return
	}
	reached, unrated := [2]int{}, 0
	count := func(analysis int, t assess.Totals) {
		for v, n := range t.Worst {
			switch {
			case method.RiskValue(v) == method.Unrated:
				unrated += n
			case !at.WorseThan(method.RiskValue(v)):
				reached[analysis] += n
			}
		}
	}
	for _, m := range r.Models {
		if which.asset() {
			count(0, m.Totals)
		}
		for _, t := range m.Damage.Damages {
			if which.damage() {
				count(1, t.Letters)
			}
		}
	}
	if reached[0]+reached[1]+unrated > 0 {
		if s.code != Incomplete {
			s.code = Reached
		}
		s.note(s.text("cli.assess.reached", "letter", at.String(), "asset", locale.Number(reached[0]),
			"damage", locale.Number(reached[1]), "unrated", locale.Number(unrated)))
	}
}
