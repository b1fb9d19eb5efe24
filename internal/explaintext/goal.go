package explaintext

import (
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// Goal tells why a goal has its letter from an entry point, in the order in which
// the letter is made.
func (t *Teller) Goal(e *assess.GoalExplanation) Text {
	d, a := e.Goal.Damage, e.Goal.Asset
	letter := t.text("explain.no_way")
	if e.Reached {
		letter = t.text("explain.letter", "risk", Risk(t.lang, e.Risk))
	}
	text := Text{
		Title: t.text("explain.goal.title", "letter", letter, "label", d.Label, "effect", locale.Name(t.lang, locale.Effect, e.Goal.Effect),
			"asset", a.In(t.lang), "asset_id", string(a.ID), "id", string(e.Goal.ID)),
		Where: t.text("explain.goal.where", "model", e.Model.In(t.lang), "model_id", string(e.Model.ID), "entry", e.Start.Entry.Point.In(t.lang),
			"entry_id", string(e.Start.Entry.Point.ID), "asset", e.Start.At.In(t.lang), "asset_id", string(e.Start.At.ID)),
	}
	if !e.Reached {
		text.Groups = []Group{{Lines: []string{t.text("explain.goal.no_way", "facts", locale.Number(len(e.Facts))) + t.command("explain.goal.commands.no_way")}}}
		return text
	}
	impact := group(t.text("explain.goal.impact", "level", Level(d.Level)), t.fact("damage", d.In(t.lang)), t.fact("source", d.Source))
	text.Groups = []Group{impact, t.treeThreat(e), t.tree(e), t.treeLetter(e), t.treeChanges(e)}
	return text
}

func (t *Teller) treeThreat(e *assess.GoalExplanation) Group {
	facts := []Fact{t.fact("rule", locale.Name(t.lang, locale.TreeRule, t.result.Method.TreeThreatLevel))}
	if e.First != nil {
		asset, threat := string(e.FirstAsset.ID), string(e.FirstThreat.ID)
		f := t.fact("cell", t.text("explain.goal.cell", "asset", e.FirstAsset.In(t.lang), "threat", e.FirstThreat.In(t.lang), "level", Level(e.First.ThreatLevel))+
			t.command("explain.goal.commands.cell", "model", string(e.Model.ID), "asset", asset, "threat", threat))
		f.Asset, f.Threat = e.FirstAsset.ID, e.FirstThreat.ID
		facts = append(facts, f)
	} else {
		facts = append(facts, t.fact("declared", t.placement(locale.Exposure, string(e.Exposure.InForce), e.Exposure.InForce.Level())))
	}
	return group(t.text("explain.threat_level", "level", Level(e.ThreatLevel)), facts...)
}

// tree tells the worst tree, and below each step what counts against it and where
// that stands.
func (t *Teller) tree(e *assess.GoalExplanation) Group {
	g := Group{Heading: t.countermeasureHeading(e.StartResult.Countermeasure()), Legend: t.text("explain.step.legend")}
	g.Lines = []string{t.text("explain.goal.highest", "trees", TreeNumber(t.lang, &e.Route), "steps", len(e.Steps), "three", e.Counts[3],
		"two", e.Counts[2], "one", e.Counts[1])}
	for i, step := range e.Steps {
		f := Fact{Number: i + 1, Label: StepLevel(t.lang, step.Rated), Text: StepText(t.lang, e.Model, step.Rated, nil)}
		if step.Deciding {
			f.Label += t.text("explain.step.deciding")
		}
		f.Below = append([]string{t.text("explain.goal.technique", "tactic", t.tactic(step.Rule.Tactic), "techniques", join(step.Rule.Techniques),
			"threat", string(step.Rule.Threat), "link", string(step.Step.Link))}, t.stepEvidence(step)...)
		g.Facts = append(g.Facts, f)
	}
	return g
}

// WaysIn names starts of attacks 侵入経路の始まり: the entry point, where it lands, and
// by which technique as which threat, since an entry point may land on one asset by
// several rules. Where that does not tell two apart, the id of the rule does.
func WaysIn(l lang.Lang, c *catalog.Catalog, starts []attack.Start) []string {
	names, number := make([]string, len(starts)), map[string]int{}
	for i, s := range starts {
		threat := string(s.Rule.Threat)
		if t, ok := c.Threat(s.Rule.Threat); ok {
			threat = t.In(l)
		}
		names[i] = locale.Text(l, "explain.way_in", "entry", s.Entry.Point.In(l), "asset", s.At.In(l), "technique", string(s.Rule.Techniques[0]), "threat", threat)
		number[names[i]]++
	}
	for i, s := range starts {
		if number[names[i]] > 1 {
			names[i] = locale.Text(l, "explain.way_in_by", "way", names[i], "rule", string(s.Rule.ID))
		}
	}
	return names
}

// StepLevel writes the countermeasure level of a step, or its range.
func StepLevel(l lang.Lang, step attack.Rated) string {
	return locale.Text(l, "explain.step.level", "level", Levels(l, assess.LevelRange{Worst: step.Worst, Best: step.Best}))
}

// StepText tells what happens in a step, where, and on which steps it builds.
func StepText(l lang.Lang, m *model.Model, step attack.Rated, after []string) string {
	name := string(step.At)
	if a, ok := m.Asset(step.At); ok {
		name = locale.Text(l, "explain.asset", "name", a.In(l), "id", string(a.ID))
	}
	return locale.Text(l, "explain.step.text", "asset", name, "text", step.Rule.In(l), "after", strings.Join(after, locale.Text(l, "explain.step.and")),
		"off", join(step.Off))
}

// TreeNumber writes the number of minimal trees, and whether there may be more.
func TreeNumber(l lang.Lang, r *assess.Route) string {
	if r.Exact {
		return locale.Number(r.Number)
	}
	return locale.Text(l, "explain.or_more", "number", locale.Number(r.Number))
}

// tactic names a tactic.
func (t *Teller) tactic(id catalog.TacticID) string {
	if x, ok := t.result.Study.Catalog.Tactic(id); ok {
		return x.In(t.lang)
	}
	return string(id)
}

// stepEvidence tells what counts against a step: a judgement, a known
// vulnerability, or deployments.
func (t *Teller) stepEvidence(step assess.ExplainedStep) []string {
	var lines []string
	if j := step.Judgement; j != nil {
		lines = append(lines, t.text("explain.counting.judged")+" "+t.judgement(j))
	}
	if step.Unpatched {
		lines = append(lines, t.vulnerable(step.Asset.Vulnerable))
	}
	for _, d := range step.Counted {
		lines = append(lines, t.text("explain.goal.counted", "mark", standingMark(d), "id", string(d.Countermeasure.ID),
			"name", d.Countermeasure.In(t.lang), "place", t.place(d, "")))
	}
	if len(lines) == 0 {
		lines = append(lines, t.text("explain.goal.none_counted"))
	}
	return lines
}

func (t *Teller) treeLetter(e *assess.GoalExplanation) Group {
	heading := t.text("explain.letter", "risk", Risk(t.lang, e.Risk))
	if e.Risk.Worst == method.Unrated {
		return group(heading, t.fact("rule", t.text("explain.goal.unrated")))
	}
	cellText := func(v method.VulnerabilityLevel, c method.Cell) string {
		return t.text("explain.goal.matrix", "id", t.result.Method.Matrix.ID, "threat", int(e.ThreatLevel), "vulnerability", int(v),
			"product", int(e.ThreatLevel)*int(v), "impact", int(e.Goal.Damage.Level), "letter", c.Value.String(), "source", c.Source,
			"standing", t.text("explain.confirmed."+strconv.FormatBool(c.Confirmed)))
	}
	facts := []Fact{t.fact("matrix", cellText(e.Vulnerability.Worst, e.Worst))}
	if !e.Risk.Known() {
		facts = append(facts, t.fact("matrix_best", cellText(e.Vulnerability.Best, e.Best)))
	}
	return group(heading, append(facts, t.others(e.Others)...)...)
}

// mostChanges is how many steps that would raise a letter are told; JSON has all.
const mostChanges = 8

func (t *Teller) treeChanges(e *assess.GoalExplanation) Group {
	g := Group{Heading: t.text("explain.changes")}
	tell := func(label, text string) { g.Facts = append(g.Facts, Fact{Label: label, Text: text}) }
	for _, c := range e.Lower {
		tell(t.stepChange(c), t.changeTo(e, c))
	}
	switch {
	case len(e.Lower) > 0:
	case e.Vulnerability.Worst == 1:
		tell(t.text("explain.goal.lower"), t.text("explain.goal.lowest"))
	default:
		tell(t.text("explain.goal.lower"), t.text("explain.goal.no_lower"))
	}
	for i, c := range e.Raise {
		if i == mostChanges {
			tell(t.text("explain.goal.raise"), t.text("explain.goal.more", "number", len(e.Raise)-i)+t.command("explain.goal.commands.more"))
			break
		}
		tell(t.stepChange(c), t.changeTo(e, c))
	}
	if len(e.Raise) == 0 && e.Vulnerability.Worst < 3 {
		tell(t.text("explain.goal.raise"), t.text("explain.goal.no_raise"))
	}
	for _, c := range e.Threats {
		tell(t.changeOf(c), t.text("explain.change", "letter", Letter(t.lang, c.Letter)))
	}
	return g
}

// changeTo tells what a change of one step makes of the letter.
func (t *Teller) changeTo(e *assess.GoalExplanation, c assess.StepChange) string {
	return t.text("explain.goal.change_to", "letter", Letter(t.lang, c.Letter), "same", c.Letter == e.Risk.Worst, "text", c.Rule.In(t.lang))
}

// stepChange names a step and the change of its countermeasure level.
func (t *Teller) stepChange(c assess.StepChange) string {
	return t.text("explain.goal.change", "rule", string(c.Rule.ID), "asset", string(c.At), "from", int(c.From), "to", int(c.To))
}
