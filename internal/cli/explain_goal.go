package cli

import (
	"context"
	"strconv"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/defence"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

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
	s.printGoalExplanation(r, m, e)
	return nil
}

// printGoalExplanation prints the facts in the order in which the letter is made.
func (s *session) printGoalExplanation(r *assess.Result, m *assess.ModelResult, e *assess.GoalExplanation) {
	d, a := e.Goal.Damage, e.Goal.Asset
	letter := s.text("cli.damage.no_way")
	if e.Reached {
		letter = s.text("cli.explain.letter", "risk", s.risk(e.Risk))
	}
	s.println(s.out.paint(bold, s.text("cli.explain.goal.title", "letter", letter, "label", d.Label,
		"effect", locale.Name(s.lang, locale.Effect, e.Goal.Effect), "asset", a.In(s.lang), "asset_id", string(a.ID), "id", string(e.Goal.ID))))
	s.println(s.text("cli.explain.goal.where", "model", e.Model.In(s.lang), "model_id", string(e.Model.ID),
		"entry", e.Start.Entry.Point.In(s.lang), "entry_id", string(e.Start.Entry.Point.ID), "asset", e.Start.At.In(s.lang),
		"asset_id", string(e.Start.At.ID)))
	if !e.Reached {
		s.println("")
		s.println(wrap(s.text("cli.explain.goal.no_way", "facts", locale.Number(len(e.Facts))), s.width())...)
		return
	}
	s.facts(s.text("cli.explain.goal.impact", "level", level(d.Level)),
		detail{"damage", d.In(s.lang)}, detail{"source", d.Source})
	s.explainTreeThreat(r, e)
	s.explainTree(r, m, e)
	s.explainTreeLetter(r, e)
	s.explainTreeChanges(e)
}

func (s *session) explainTreeThreat(r *assess.Result, e *assess.GoalExplanation) {
	facts := []detail{{"rule", locale.Name(s.lang, locale.TreeRule, r.Method.TreeThreatLevel)}}
	if e.First != nil {
		facts = append(facts, detail{"cell", s.text("cli.explain.goal.cell", "asset", e.FirstAsset.In(s.lang), "asset_id", string(e.FirstAsset.ID),
			"threat", e.FirstThreat.In(s.lang), "threat_id", string(e.FirstThreat.ID), "level", level(e.First.ThreatLevel),
			"model", string(e.Model.ID))})
	} else {
		facts = append(facts, detail{"declared", s.placement(locale.Exposure, string(e.Exposure.InForce), e.Exposure.InForce.Level())})
	}
	s.facts(s.text("cli.explain.threat_level", "level", level(e.ThreatLevel)), facts...)
}

// explainTree prints the worst tree, and below each step what counts against it
// and where that stands.
func (s *session) explainTree(r *assess.Result, m *assess.ModelResult, e *assess.GoalExplanation) {
	levels := e.StartResult.Countermeasure()
	s.println("", s.out.paint(bold, s.text("cli.explain.countermeasure_level", "level", s.levels(levels), "vulnerability", s.vulnerability(levels))))
	rule := &table{indent: "  "}
	rule.row(s.text("cli.explain.goal.highest", "trees", s.treeNumber(&e.Route), "steps", len(e.Steps), "three", e.Counts[3],
		"two", e.Counts[2], "one", e.Counts[1]))
	s.printWrapped(rule)
	t := &table{indent: "  ", align: "><"}
	for i, step := range e.Steps {
		mark := ""
		if step.Deciding {
			mark = s.text("cli.tree.deciding")
		}
		t.row(strconv.Itoa(i+1), s.stepLevel(step.Rated)+mark, s.stepText(m, step.Rated, nil))
		t.row("", "", "  "+s.text("cli.explain.goal.technique", "tactic", s.tactic(r, step.Rule.Tactic), "techniques", join(step.Rule.Techniques),
			"threat", string(step.Rule.Threat), "link", string(step.Step.Link)))
		for _, line := range s.stepEvidence(step) {
			t.row("", "", "  "+line)
		}
	}
	s.printWrapped(t)
	s.println("  " + s.text("cli.tree.legend"))
}

// stepEvidence tells what counts against a step: a judgement, a known
// vulnerability, or deployments.
func (s *session) stepEvidence(step assess.ExplainedStep) []string {
	var lines []string
	if j := step.Judgement; j != nil {
		lines = append(lines, s.text("cli.explain.counting.judged")+" "+s.judgement(j))
	}
	if step.Unpatched {
		v := step.Asset.Vulnerable
		lines = append(lines, s.text("cli.explain.vulnerable", "reason", v.Reason, "author", v.Author, "date", locale.Date(s.lang, v.Date)))
	}
	for _, d := range step.Counted {
		lines = append(lines, s.text("cli.explain.goal.counted", "mark", standingMark(d), "id", string(d.Countermeasure.ID),
			"name", d.Countermeasure.In(s.lang), "place", s.place(d, "")))
	}
	if len(lines) == 0 {
		lines = append(lines, s.text("cli.explain.goal.none_counted"))
	}
	return lines
}

// standingMark shows how far a deployment counts.
func standingMark(d *model.Deployment) string {
	x := defence.StandingOf(d)
	switch {
	case x.Worst != x.Best:
		return mark(assess.CountsIfKnown)
	case x.Worst == defence.Partly:
		return mark(assess.CountsPartly)
	}
	return mark(assess.Counts)
}

func (s *session) explainTreeLetter(r *assess.Result, e *assess.GoalExplanation) {
	heading := s.text("cli.explain.letter", "risk", s.risk(e.Risk))
	if e.Risk.Worst == method.Unrated {
		s.facts(heading, detail{"rule", s.text("cli.explain.goal.unrated")})
		return
	}
	cellText := func(v method.VulnerabilityLevel, c method.Cell) string {
		return s.text("cli.explain.goal.matrix", "id", r.Method.Matrix.ID, "threat", int(e.ThreatLevel), "vulnerability", int(v),
			"product", int(e.ThreatLevel)*int(v), "impact", int(e.Goal.Damage.Level), "letter", c.Value.String(), "source", c.Source,
			"standing", s.text("cli.explain.confirmed."+strconv.FormatBool(c.Confirmed)))
	}
	facts := []detail{{"matrix", cellText(e.Vulnerability.Worst, e.Worst)}}
	if !e.Risk.Known() {
		facts = append(facts, detail{"matrix_best", cellText(e.Vulnerability.Best, e.Best)})
	}
	for _, o := range e.Others {
		facts = append(facts, detail{"other_matrix", s.text("cli.explain.other_gives", "name", o.Matrix.Name.In(s.lang), "id", o.Matrix.ID,
			"risk", s.risk(o.Risk))})
	}
	s.facts(heading, facts...)
}

// mostChanges is how many steps that would raise a letter are shown; JSON has all.
const mostChanges = 8

func (s *session) explainTreeChanges(e *assess.GoalExplanation) {
	s.println("", s.out.paint(bold, s.text("cli.explain.changes")))
	t := &table{indent: "  "}
	for _, c := range e.Lower {
		t.row(s.stepChange(c), s.changeTo(e, c))
	}
	if len(e.Lower) == 0 {
		key := "cli.explain.goal.no_lower"
		if e.Vulnerability.Worst == 1 {
			key = "cli.explain.goal.lowest"
		}
		t.row(s.text("cli.explain.goal.lower"), s.text(key))
	}
	for i, c := range e.Raise {
		if i == mostChanges {
			t.row(s.text("cli.explain.goal.raise"), s.text("cli.explain.goal.more", "number", len(e.Raise)-i))
			break
		}
		t.row(s.stepChange(c), s.changeTo(e, c))
	}
	if len(e.Raise) == 0 && e.Vulnerability.Worst < 3 {
		t.row(s.text("cli.explain.goal.raise"), s.text("cli.explain.goal.no_raise"))
	}
	for _, c := range e.Threats {
		t.row(s.text("cli.explain.change_of", "subject", locale.Name(s.lang, locale.Subject, c.Set), "from", c.From, "to", c.To),
			s.text("cli.explain.change", "letter", s.letter(c.Letter)))
	}
	s.printWrapped(t)
}

// changeTo tells what a change of one step makes of the letter.
func (s *session) changeTo(e *assess.GoalExplanation, c assess.StepChange) string {
	return s.text("cli.explain.goal.change_to", "letter", s.letter(c.Letter), "same", c.Letter == e.Risk.Worst, "text", c.Rule.In(s.lang))
}

// stepChange names a step and the change of its countermeasure level.
func (s *session) stepChange(c assess.StepChange) string {
	return s.text("cli.explain.goal.change", "rule", string(c.Rule.ID), "asset", string(c.At), "from", int(c.From), "to", int(c.To))
}
