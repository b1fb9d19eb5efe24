package cli

import (
	"context"
	"slices"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
)

// attackFlowCommand writes a written scenario, or the trees of a goal, as Attack
// Flow.
type attackFlowCommand struct {
	Model    textFlag  `arg:""`
	Study    textFlag  `arg:"" optional:""`
	Scenario textFlag  `placeholder:"ID"`
	To       textFlag  `placeholder:"GOAL"`
	From     textFlag  `placeholder:"ENTRY"`
	Trees    countFlag `placeholder:"N"`
	Check    textFlag  `placeholder:"FILE"`
	Set      casesFlag `placeholder:"PARAM=CASE"`
	Matrix   textFlag  `placeholder:"ID"`
	Out      textFlag  `placeholder:"FILE"`
	Force    bool
}

// Run runs the command.
func (c *attackFlowCommand) Run(ctx context.Context, s *session) error {
	chosen := 0
	for _, f := range []textFlag{c.Scenario, c.To, c.Check} {
		if f != "" {
			chosen++
		}
	}
	if chosen != 1 || c.To == "" && (c.From != "" || c.Trees.given) || c.Trees.given && c.Trees.n == 0 || c.Check != "" && c.Out != "" {
		return usage("cli.usage.flow_of")
	}
	result, found, err := s.assess(ctx, string(c.Study), c.Set, assess.Options{Models: []model.ModelID{model.ModelID(c.Model)}, Matrix: string(c.Matrix)})
	if result == nil || err != nil {
		return err
	}
	s.noteFindings(found, diag.Error)
	if c.Check != "" {
		return s.checkFlow(result, result.Models[0], string(c.Check))
	}
	if result.Study.Spec.AsOf == "" {
		return usage("cli.usage.no_date", "study", string(c.Study))
	}
	m := result.Models[0]
	if c.Scenario != "" {
		return c.scenario(s, result, m)
	}
	return c.trees(ctx, s, result, m)
}

// scenario writes a scenario of the analyst.
func (c *attackFlowCommand) scenario(s *session, r *assess.Result, m *assess.ModelResult) error {
	var ids []string
	for _, x := range m.Model.Scenarios {
		ids = append(ids, x.ID)
	}
	at := slices.Index(ids, string(c.Scenario))
	if at < 0 {
		return usage("cli.usage.unknown_scenario", "value", string(c.Scenario), "model", string(m.Model.ID),
			"near", nearest(string(c.Scenario), ids), "allowed", join(ids))
	}
	data, err := app.ScenarioFlow(r, m, s.lang, m.Model.Scenarios[at])
	if err != nil {
		return err
	}
	return s.deliver(data, string(c.Out), c.Force)
}

// trees writes the worst trees of a goal, from the entry point that was named or
// from the worst start.
func (c *attackFlowCommand) trees(ctx context.Context, s *session, r *assess.Result, m *assess.ModelResult) error {
	if err := checkGoal(m, string(c.To)); err != nil {
		return err
	}
	if c.From != "" {
		if err := checkEntry(r, m, string(c.From)); err != nil {
			return err
		}
	}
	number := 1
	if c.Trees.given {
		number = c.Trees.n
	}
	opt := assess.RouteOptions{Goal: model.GoalID(c.To), Entry: model.EntryPointID(c.From), List: number, Bounds: assess.UsualBounds()}
	opt.Bounds.Trees = max(opt.Bounds.Trees, number)
	flow, err := app.TreeFlow(ctx, r, m, s.lang, opt)
	if err != nil {
		return err
	}
	if flow == nil {
		return usage("cli.usage.no_tree", "goal", string(c.To), "model", string(m.Model.ID), "entry", string(c.From))
	}
	key := "cli.attack.trees"
	if !flow.Exact {
		key = "cli.attack.trees_more"
	}
	s.note(s.text(key, "shown", flow.Shown, "number", locale.Number(flow.Number), "entry", string(flow.Entry)))
	return s.deliver(flow.Data, string(c.Out), c.Force)
}
