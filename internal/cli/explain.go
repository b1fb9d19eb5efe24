package cli

import (
	"context"
	"strconv"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/explaintext"
	"github.com/sekisho/sekisho/internal/model"
)

// explainCommand tells why one cell, or one goal from one entry point, has its
// letter, and what would change it.
type explainCommand struct {
	Model  textFlag  `arg:""`
	About  textFlag  `arg:"" name:"asset-or-goal"`
	Detail textFlag  `arg:"" optional:"" name:"threat-or-entry"`
	Study  textFlag  `arg:"" optional:""`
	Set    casesFlag `placeholder:"PARAM=CASE"`
	Matrix textFlag  `placeholder:"ID"`
}

// Run runs the command. A goal may come without an entry point, so that a last
// word that names a file or directory is the study.
func (c *explainCommand) Run(ctx context.Context, s *session) error {
	if c.Study == "" && c.Detail != "" && app.Exists(string(c.Detail)) {
		c.Study, c.Detail = c.Detail, ""
	}
	opt := assess.Options{Models: []model.ModelID{model.ModelID(c.Model)}, Matrix: string(c.Matrix)}
	result, _, err := s.assess(ctx, string(c.Study), c.Set, opt)
	if result == nil || err != nil {
		return err
	}
	m := result.Models[0]
	_, placed := m.Model.Asset(model.AssetID(c.About))
	_, isThreat := result.Study.Catalog.Threat(catalog.ThreatID(c.Detail))
	if checkGoal(m, string(c.About)) == nil && !(placed && isThreat) {
		return c.explainGoal(ctx, s, result, m)
	}
	if placed && c.Detail == "" {
		return usage("cli.usage.missing", "missing", "THREAT")
	}
	return c.explainCell(s, result, m)
}

// explainGoal explains a goal from the entry point that was named, or from the
// worst one.
func (c *explainCommand) explainGoal(ctx context.Context, s *session, r *assess.Result, m *assess.ModelResult) error {
	if c.Detail != "" {
		if err := checkEntry(r, m, string(c.Detail)); err != nil {
			return err
		}
	} else if !begins(m, "") {
		return noBeginning(m, "")
	}
	e, _ := m.ExplainGoal(ctx, model.GoalID(c.About), model.EntryPointID(c.Detail), assess.UsualBounds())
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.json {
		data, err := app.GoalExplanationJSON(r, m, e)
		if err != nil {
			return err
		}
		s.printf("%s", data)
		return nil
	}
	s.printText(explaintext.New(s.lang, r).WithCommands().Goal(e))
	return nil
}

func (c *explainCommand) explainCell(s *session, result *assess.Result, m *assess.ModelResult) error {
	e, ok := m.Explain(model.AssetID(c.About), catalog.ThreatID(c.Detail))
	if !ok {
		return noCell(result, m, string(c.About), string(c.Detail))
	}
	if s.json {
		data, err := app.ExplanationJSON(result, e)
		if err != nil {
			return err
		}
		s.printf("%s", data)
		return nil
	}
	s.printText(explaintext.New(s.lang, result).WithCommands().Cell(e))
	return nil
}

// noCell says why there is no cell of these names.
func noCell(r *assess.Result, m *assess.ModelResult, asset, threat string) error {
	var assets, threats, applying []string
	for _, a := range m.Model.Assets {
		assets = append(assets, string(a.ID))
	}
	for _, g := range m.Model.Goals {
		assets = append(assets, string(g.ID))
	}
	a, placed := m.Model.Asset(model.AssetID(asset))
	if !placed {
		return usage("cli.usage.unknown_subject", "value", asset, "model", string(m.Model.ID), "near", nearest(asset, assets))
	}
	for _, t := range r.Study.Catalog.Threats {
		threats = append(threats, string(t.ID))
	}
	if _, known := r.Study.Catalog.Threat(catalog.ThreatID(threat)); !known {
		return usage("cli.usage.unknown_threat", "value", threat, "near", nearest(threat, threats))
	}
	for _, c := range m.CellsOf(a.Index) {
		applying = append(applying, threats[c.Threat])
	}
	return usage("cli.usage.no_cell", "threat", threat, "asset", asset, "type", string(a.Type.ID), "applying", join(applying))
}

// printText prints an explanation: a heading per group, its lines, its facts, and
// the details of each below it.
func (s *session) printText(x explaintext.Text) {
	s.println(s.out.paint(bold, x.Title))
	s.println(x.Where)
	for _, g := range x.Groups {
		s.println("")
		indent := ""
		if g.Heading != "" {
			s.println(s.out.paint(bold, g.Heading))
			indent = "  "
		}
		for _, line := range g.Lines {
			t := &table{indent: indent}
			t.row(line)
			s.printWrapped(t)
		}
		s.printFacts(g.Facts)
		s.printFacts(g.Apart)
		if g.Legend != "" {
			s.println(indent + g.Legend)
		}
	}
}

// printFacts prints facts; steps have their number before them.
func (s *session) printFacts(facts []explaintext.Fact) {
	t := &table{indent: "  "}
	for _, f := range facts {
		before := []string{f.Label}
		if f.Number > 0 {
			t.align = "><"
			before = []string{strconv.Itoa(f.Number), f.Label}
		}
		t.row(append(before, f.Text)...)
		for _, line := range f.Below {
			t.row(append(make([]string, len(before)), "  "+line)...)
		}
	}
	s.printWrapped(t)
}
