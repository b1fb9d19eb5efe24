package cli

import (
	"context"
	"fmt"
	"slices"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/compare"
	"github.com/sekisho/sekisho/internal/comparetext"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/optimize"
	"github.com/sekisho/sekisho/internal/plan"
)

// printGaps prints what keeps a model from being at least as good as another one
// on every damage.
func (c *compareCommand) printGaps(ctx context.Context, s *session, r *assess.Result) error {
	m, _ := r.Model(c.Model[0])
	other, _ := r.Model(model.ModelID(c.AsGoodAs))
	gaps, err := compare.Gaps(ctx, m, other)
	if err != nil {
		return fmt.Errorf("look for gaps: %w", err)
	}
	var p *plan.Plan
	if len(gaps) > 0 {
		if p, err = plan.Run(ctx, r, m.Model.ID, plan.Options{Targets: plan.Like(other)}); err != nil {
			return fmt.Errorf("plan towards %s: %w", other.Model.ID, err)
		}
	}
	if s.json {
		return s.printJSON(jsonGaps(s, [2]*assess.ModelResult{m, other}, gaps, p))
	}
	s.printHead(r)
	s.println("", s.out.paint(bold, s.text("cli.compare.gap.title", "model", m.Model.In(s.lang), "other", other.Model.In(s.lang))))
	if len(gaps) == 0 {
		s.println("  " + s.text("cli.compare.gap.none"))
		return nil
	}
	lines := &table{indent: "  "}
	for _, g := range gaps {
		key := "cli.compare.gap.damage"
		if !g.Target.There {
			key = "cli.compare.gap.no_goal"
		}
		lines.row(g.Damage.Label, s.text(key, "has", comparetext.Outcome(s.lang, g.Has), "target", comparetext.Outcome(s.lang, g.Target), "other", other.Model.In(s.lang)))
	}
	s.printWrapped(lines)
	s.printGapPlan(p)
	hint := false
	for _, g := range gaps {
		if g.Target.There {
			s.printGapSteps(r, &g)
			hint = true
		}
	}
	if hint {
		s.println("")
		s.printNote(s.text("cli.compare.gap.hint"))
	}
	return nil
}

// gapLine is a step that decides routes of a gap.
type gapLine struct {
	step, letter string
	candidates   []string
	routes       int
}

// printGapSteps prints what keeps a damage worse than it should be: the steps of
// which one alone lowers a route, those that lower most routes first.
func (s *session) printGapSteps(r *assess.Result, g *compare.Gap) {
	var lines []gapLine
	several := 0
	for _, x := range g.Routes {
		if len(x.Steps) == 0 {
			several++
		}
		for _, step := range x.Steps {
			l := s.gapLine(r, step)
			i := slices.IndexFunc(lines, func(m gapLine) bool { return m.step == l.step && m.letter == l.letter })
			if i < 0 {
				i = len(lines)
				lines = append(lines, l)
			}
			lines[i].routes++
		}
	}
	slices.SortStableFunc(lines, func(a, b gapLine) int { return b.routes - a.routes })
	s.println("", s.out.paint(bold, s.text("cli.compare.gap.steps", "label", g.Damage.Label, "routes", locale.Number(len(g.Routes)))))
	t := &table{indent: "  ", align: ">><"}
	t.rows = append(t.rows, styled(bold, s.text("cli.compare.gap.column.routes"), s.text("cli.compare.gap.column.letter"), s.text("cli.compare.gap.column.step")))
	for _, l := range lines {
		t.row(locale.Number(l.routes), l.letter, l.step)
		t.row("", "", s.text("cli.compare.gap.candidates", "candidates", join(l.candidates)))
	}
	s.printWrapped(t)
	if several > 0 {
		s.println("  " + s.text("cli.compare.gap.several", "number", locale.Number(several)))
	}
}

// gapLine tells which step decides a route and what would make it harder.
func (s *session) gapLine(r *assess.Result, step compare.GapStep) gapLine {
	name := string(step.Rule)
	if rule, ok := r.Study.Catalog.AttackRule(step.Rule); ok {
		name = rule.In(s.lang)
	}
	out := gapLine{letter: s.letter(step.Letter), step: s.text("cli.compare.gap.step", "step", name, "asset", string(step.Asset), "from", int(step.From), "to", int(step.To))}
	for _, c := range step.Candidates {
		out.candidates = append(out.candidates, string(c.ID)+" "+c.In(s.lang))
	}
	return out
}

// printGapPlan prints the cheapest deployments that close the gaps.
func (s *session) printGapPlan(p *plan.Plan) {
	s.println("", s.out.paint(bold, s.text("cli.compare.gap.plan")))
	for _, o := range p.Obstacles {
		if o.Goal != nil {
			s.println("  " + s.text("cli.compare.gap.obstacle", "entry", string(o.Start.Entry.Point.ID), "goal", s.goalName(o.Goal), "letter", s.letter(o.Letter)))
		}
	}
	if p.Status == optimize.Infeasible {
		s.println("  " + s.text("cli.compare.gap.infeasible"))
		return
	}
	key := "cli.compare.gap.proven"
	switch {
	case !p.Reached:
		key = "cli.compare.gap.as_far"
	case p.Status != optimize.Optimal:
		key = "cli.compare.gap.unproven"
	}
	added := slices.DeleteFunc(slices.Clone(p.Chosen), func(c *plan.Candidate) bool { return c.Decided })
	if len(added) == 0 && p.Reached {
		s.println("  " + s.text("cli.compare.gap.nothing"))
	} else {
		s.println("  " + s.text(key, "initial", locale.Number(int(p.Cost.Initial)), "yearly", locale.Number(int(p.Cost.Yearly)), "number", len(added)))
		s.printChosen(added)
	}
	if decided := slices.DeleteFunc(slices.Clone(p.Chosen), func(c *plan.Candidate) bool { return !c.Decided }); len(decided) > 0 {
		s.println("  " + s.text("cli.compare.gap.planned", "number", len(decided)))
		s.printChosen(decided)
	}
}

func (s *session) printChosen(list []*plan.Candidate) {
	t := &table{indent: "    "}
	for _, c := range list {
		what := "cli.compare.gap.strengthen"
		switch {
		case c.Decided:
			what = "cli.compare.gap.decided"
		case c.New():
			what = "cli.compare.gap.add"
		}
		t.row(string(c.ID), s.text(what, "name", c.Countermeasure.In(s.lang), "id", string(c.Countermeasure.ID), "status", locale.Name(s.lang, locale.Status, c.Was)))
	}
	s.printWrapped(t)
}

// jsonGap is a damage on which a model is worse than it should be.
type jsonGap struct {
	Damage string         `json:"damage"`
	Has    string         `json:"has"`
	Target string         `json:"target"`
	Routes []jsonGapRoute `json:"routes"`
}

type jsonGapRoute struct {
	Goal  string        `json:"goal"`
	Entry string        `json:"entry"`
	Worst string        `json:"worst"`
	Best  string        `json:"best"`
	Steps []jsonGapStep `json:"steps"`
}

type jsonGapStep struct {
	Rule       string   `json:"rule"`
	Asset      string   `json:"asset"`
	From       int      `json:"from"`
	To         int      `json:"to"`
	Letter     string   `json:"letter"`
	Candidates []string `json:"candidates"`
}

// jsonGapPlan is the cheapest set of deployments that closes the gaps.
type jsonGapPlan struct {
	Reached     bool     `json:"reached"`
	Proven      bool     `json:"proven"`
	Initial     int64    `json:"initial_yen"`
	Yearly      int64    `json:"yearly_yen"`
	Deployments []string `json:"deployments"`
}

func newGapPlan(p *plan.Plan) *jsonGapPlan {
	if p == nil {
		return nil
	}
	out := &jsonGapPlan{p.Reached, p.Status == optimize.Optimal && p.Checked, p.Cost.Initial, p.Cost.Yearly, []string{}}
	for _, c := range p.Chosen {
		out.Deployments = append(out.Deployments, string(c.ID))
	}
	return out
}

// jsonGaps gives the gaps of the first model towards the second.
func jsonGaps(s *session, models [2]*assess.ModelResult, gaps []compare.Gap, p *plan.Plan) any {
	out := []jsonGap{}
	for _, g := range gaps {
		x := jsonGap{string(g.Damage.ID), comparetext.Outcome(s.lang, g.Has), comparetext.Outcome(s.lang, g.Target), []jsonGapRoute{}}
		for _, r := range g.Routes {
			route := jsonGapRoute{string(r.Goal.ID), string(r.Start.Start.Entry.Point.ID), s.letter(r.Start.Risk.Worst), s.letter(r.Start.Risk.Best), []jsonGapStep{}}
			for _, step := range r.Steps {
				ids := []string{}
				for _, c := range step.Candidates {
					ids = append(ids, string(c.ID))
				}
				route.Steps = append(route.Steps, jsonGapStep{string(step.Rule), string(step.Asset), int(step.From), int(step.To), s.letter(step.Letter), ids})
			}
			x.Routes = append(x.Routes, route)
		}
		out = append(out, x)
	}
	return struct {
		Format  string    `json:"format"`
		Model   string    `json:"model"`
		Other   string    `json:"as_good_as"`
		Damages []jsonGap `json:"damages"`
		// Plan is the cheapest set of deployments that closes all gaps.
		Plan *jsonGapPlan `json:"plan,omitempty"`
	}{"sekisho-gaps/1", string(models[0].Model.ID), string(models[1].Model.ID), out, newGapPlan(p)}
}
