package cli

import (
	"context"
	"slices"
	"strconv"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/explaintext"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
)

// routesCommand lists the ways from entry points to goals, with their trees.
type routesCommand struct {
	Model  textFlag  `arg:""`
	Study  textFlag  `arg:"" optional:""`
	From   textFlag  `placeholder:"ENTRY"`
	To     textFlag  `placeholder:"GOAL"`
	Trees  countFlag `placeholder:"N"`
	Work   countFlag `placeholder:"N"`
	Set    casesFlag `placeholder:"PARAM=CASE"`
	Matrix textFlag  `placeholder:"ID"`
}

// usualTrees is how many trees are shown per route.
const usualTrees = 3

// Run runs the command.
func (c *routesCommand) Run(ctx context.Context, s *session) error {
	opt := assess.Options{Models: []model.ModelID{model.ModelID(c.Model)}, Matrix: string(c.Matrix)}
	result, _, err := s.assess(ctx, string(c.Study), c.Set, opt)
	if result == nil || err != nil {
		return err
	}
	m := result.Models[0]
	if err := c.checkEnds(result, m); err != nil {
		return err
	}
	list := c.options()
	bar := s.progress("cli.progress.routes")
	list.Progress = bar.set
	routes, err := m.Routes(ctx, list)
	bar.done()
	if err != nil {
		return err
	}
	if s.json {
		data, err := app.RoutesJSON(result, m, routes, list)
		if err != nil {
			return err
		}
		s.printf("%s", data)
		return nil
	}
	c.print(s, result, m, routes)
	return nil
}

// options turns the flags into bounds. At least the usual number of trees is
// counted, however few are shown.
func (c *routesCommand) options() assess.RouteOptions {
	opt := assess.RouteOptions{Entry: model.EntryPointID(c.From), Goal: model.GoalID(c.To), List: usualTrees, Bounds: assess.UsualBounds()}
	if c.Trees.given {
		opt.List = c.Trees.n
	}
	if c.Work.given {
		opt.Bounds.Work = c.Work.n
	}
	opt.Bounds.Trees = max(opt.Bounds.Trees, opt.List)
	return opt
}

// checkEnds makes sure that the entry point and the goal exist in the model.
func (c *routesCommand) checkEnds(r *assess.Result, m *assess.ModelResult) error {
	if c.To != "" {
		if err := checkGoal(m, string(c.To)); err != nil {
			return err
		}
	}
	if c.From != "" {
		return knownEntry(r, string(c.From))
	}
	return nil
}

func checkGoal(m *assess.ModelResult, id string) error {
	var goals []string
	for _, g := range m.Model.Goals {
		if string(g.ID) == id {
			return nil
		}
		goals = append(goals, string(g.ID))
	}
	return usage("cli.usage.unknown_goal", "value", id, "model", string(m.Model.ID), "near", nearest(id, goals), "allowed", join(goals))
}

// checkEntry makes sure that the study has the entry point, and that attacks
// begin there in the model.
func checkEntry(r *assess.Result, m *assess.ModelResult, id string) error {
	if err := knownEntry(r, id); err != nil {
		return err
	}
	if entry := model.EntryPointID(id); !begins(m, entry) {
		return usage("cli.usage.entry_not_possible", "model", string(m.Model.ID), "detail", noBeginning(m, entry))
	}
	return nil
}

// knownEntry makes sure that the study has the entry point.
func knownEntry(r *assess.Result, id string) error {
	if _, known := r.Study.EntryPoint(model.EntryPointID(id)); known {
		return nil
	}
	var ids []string
	for _, p := range r.Study.Spec.EntryPoints {
		ids = append(ids, string(p.ID))
	}
	return usage("cli.usage.unknown_entry", "value", id, "near", nearest(id, ids), "allowed", join(ids))
}

// begins reports whether some attack begins at the entry point in the model, or
// at any if none is named.
func begins(m *assess.ModelResult, id model.EntryPointID) bool {
	return slices.ContainsFunc(m.Damage.Graph.Starts(), func(x attack.Start) bool { return id == "" || x.Entry.Point.ID == id })
}

// noBeginning says that no attack begins at an entry point, and why as far as the
// model tells.
func noBeginning(m *assess.ModelResult, id model.EntryPointID) *usageError {
	reason := ""
	for _, e := range m.Model.Entries {
		if e.Point.ID == id {
			reason = e.Reason
		}
	}
	return usage("cli.routes.no_beginning", "entry", string(id), "reason", reason)
}

// print prints a table per goal, and then trees: those of every route where an
// entry point was named, otherwise those of the worst route of each goal.
func (c *routesCommand) print(s *session, r *assess.Result, m *assess.ModelResult, routes []assess.Route) {
	s.println(s.out.paint(bold, s.text("cli.routes.title", "model", m.Model.In(s.lang), "id", string(m.Model.ID))))
	entry := model.EntryPointID(c.From)
	switch {
	case len(m.Model.Goals) == 0 || !begins(m, ""):
		s.println(s.text("cli.routes.nothing"))
	case !begins(m, entry):
		s.println(noBeginning(m, entry).text(s.lang))
	}
	bitten, shown := false, false
	for from := 0; from < len(routes); {
		to := from
		for to < len(routes) && routes[to].GoalIndex == routes[from].GoalIndex {
			bitten = bitten || !routes[to].Exact
			shown = shown || len(routes[to].Trees) > 0
			to++
		}
		c.printGoal(s, r, m, routes[from:to])
		from = to
	}
	s.printImpossible(m, entry)
	s.printRejections(m, entry, model.GoalID(c.To))
	s.printScenarios(r, m, entry, model.GoalID(c.To))
	s.println("")
	if shown {
		s.println(s.text("explain.step.legend"))
	}
	if opt := c.options(); bitten {
		s.println(wrap(s.text("cli.routes.bounds", "trees", locale.Number(opt.Bounds.Trees), "work", locale.Number(opt.Bounds.Work)), s.width())...)
	}
	if shown && c.From == "" {
		s.println(s.text("cli.routes.hint"))
	}
}

// printImpossible lists the entry points that lead to no goal at all, and why.
func (s *session) printImpossible(m *assess.ModelResult, from model.EntryPointID) {
	t := &table{indent: "  "}
	for _, x := range m.Join().Impossible {
		if from == "" || x.Entry.Point.ID == from {
			t.row(string(x.Entry.Point.ID), s.text("cli.routes.impossible."+string(x.Bar), "name", x.Entry.Point.In(s.lang),
				"reason", x.Entry.Reason))
		}
	}
	if len(t.rows) > 0 {
		s.println("", s.out.paint(bold, s.text("cli.routes.impossible.title")))
		s.printWrapped(t)
	}
}

// printRejections lists the analyst's rejections of trees, whether or not the
// bounds let a tree that they reject be listed.
func (s *session) printRejections(m *assess.ModelResult, from model.EntryPointID, to model.GoalID) {
	t := &table{indent: "  "}
	for _, x := range m.Model.Rejected {
		if (from == "" || x.Entry == from) && (to == "" || x.Goal == to) {
			t.row(s.text("cli.damage.way_in", "entry", string(x.Entry), "asset", string(x.Goal)), s.text("cli.routes.rejection",
				"rules", join(x.Rules), "reason", x.Reason, "author", x.Author, "date", locale.Date(s.lang, x.Date)))
		}
	}
	if len(t.rows) > 0 {
		s.println("", s.out.paint(bold, s.text("cli.routes.rejections")))
		s.printWrapped(t)
	}
}

// printGoal prints the routes to one goal.
func (c *routesCommand) printGoal(s *session, r *assess.Result, m *assess.ModelResult, routes []assess.Route) {
	goal := routes[0].Goal
	s.println("", s.out.paint(bold, s.text("cli.routes.goal", "label", goal.Damage.Label,
		"effect", locale.Name(s.lang, locale.Effect, goal.Effect), "asset", goal.Asset.In(s.lang), "asset_id", string(goal.Asset.ID),
		"id", string(goal.ID))))
	t := &table{indent: "  ", align: "<>>"}
	t.rows = append(t.rows, styled(bold, s.text("cli.assess.column.risk"), s.text("cli.assess.column.threat_level"),
		s.text("cli.assess.column.countermeasure_level"), s.text("cli.damage.column.entry"), s.text("cli.routes.column.rule"),
		s.text("cli.damage.column.trees")))
	for i := range routes {
		x := &routes[i]
		row := []cell{{s.text("explain.no_way"), ""}, {"-", ""}, {"-", ""}}
		trees := s.text("cli.routes.facts", "number", locale.Number(len(x.Facts)))
		if x.Reached {
			row = []cell{{s.risk(x.Risk), letterStyle(x.Risk.Worst)}, {level(x.ThreatLevel), ""}, {s.treeLevel(x.StartResult), ""}}
			trees = explaintext.TreeNumber(s.lang, x)
		}
		t.rows = append(t.rows, append(row, styled("", s.wayIn(x.StartResult), string(x.Start.Rule.ID), trees)...))
	}
	s.println(t.lines(s.out)...)
	for i := range routes {
		if c.From != "" || routes[i].StartIndex == m.Damage.Goals[routes[i].GoalIndex].Worst {
			s.printTrees(r, m, &routes[i])
		}
	}
}

// printTrees prints the listed trees of a route.
func (s *session) printTrees(r *assess.Result, m *assess.ModelResult, route *assess.Route) {
	deciding := m.Deciding(route)
	for i := range route.Trees {
		tree := &route.Trees[i]
		s.println("", "  "+s.text("cli.routes.tree", "number", strconv.Itoa(i+1), "way", s.wayIn(route.StartResult),
			"risk", s.risk(tree.Risk), "note", s.treeNote(m, tree)))
		s.printTree(r, m, tree, deciding[i])
		if x := tree.Rejected; x != nil {
			s.println("    " + s.text("cli.routes.rejected", "reason", x.Reason, "author", x.Author, "date", locale.Date(s.lang, x.Date)))
		}
	}
}

// treeNote tells which scenarios of the analyst cover a tree; one that none
// covers is offered.
func (s *session) treeNote(m *assess.ModelResult, tree *assess.ListedTree) string {
	switch {
	case tree.Rejected != nil:
		return s.text("cli.routes.note.rejected")
	case len(m.Model.Scenarios) == 0:
		return ""
	case len(tree.Scenarios) == 0:
		return s.text("cli.routes.note.offered")
	}
	var ids []string
	for _, x := range tree.Scenarios {
		ids = append(ids, x.ID)
	}
	return s.text("cli.routes.note.covered", "ids", join(ids))
}
