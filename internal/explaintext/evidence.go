package explaintext

import (
	"strings"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/defence"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
)

// countermeasures tells which countermeasures count against the threat, which do
// not although they are recorded, and which are not recorded.
func (t *Teller) countermeasures(e *assess.Explanation) Group {
	c := e.Cell
	g := Group{Heading: t.countermeasureHeading(c.Countermeasure), Lines: []string{t.text("explain.counting." + countingRule(c))}}
	if c.Countermeasure != c.DerivedCountermeasure || e.CountermeasureJudgement != nil {
		g.Lines = append(g.Lines, t.text("explain.derived_countermeasure", "level", Levels(t.lang, c.DerivedCountermeasure)), t.judgement(e.CountermeasureJudgement))
	}
	if v := e.Asset.Vulnerable; v != nil {
		g.Lines = append(g.Lines, t.vulnerable(v))
	}
	var absent []string
	for _, x := range e.Evidence {
		name := string(x.Countermeasure.ID) + " " + x.Countermeasure.In(t.lang)
		if len(x.Places) == 0 {
			absent = append(absent, name)
			continue
		}
		g.Facts = append(g.Facts, Fact{Label: Mark(x.Verdict), Below: t.places(x), Text: t.text("explain.evidence", "name", name,
			"class", names(t, locale.Class, x.Countermeasure.Classes), "layer", locale.Name(t.lang, locale.Layer, x.Countermeasure.Layer),
			"verdict", t.text("explain.verdict."+string(x.Verdict)))})
	}
	if len(absent) > 0 {
		g.Apart = []Fact{{Label: Mark(assess.NotDeployed), Text: t.text("explain.not_recorded", "names", strings.Join(absent, t.text("explain.separator")))}}
	}
	return g
}

func (t *Teller) countermeasureHeading(r assess.LevelRange) string {
	return t.text("explain.countermeasure_level", "level", Levels(t.lang, r), "vulnerability", Vulnerability(t.lang, r))
}

// places tells where a countermeasure stands, one line per deployment, and which
// links into the asset do without it.
func (t *Teller) places(x assess.Evidence) []string {
	var order []*model.Deployment
	links := map[*model.Deployment][]string{}
	for _, p := range x.Places {
		if _, known := links[p.Deployment]; !known {
			order = append(order, p.Deployment)
			links[p.Deployment] = nil
		}
		if p.Link != nil {
			links[p.Deployment] = append(links[p.Deployment], string(p.Link.ID))
		}
	}
	var lines []string
	for _, d := range order {
		lines = append(lines, t.place(d, strings.Join(links[d], ", ")))
	}
	if len(x.Missing) > 0 && x.Verdict == assess.NotOnEveryLink {
		var missing []string
		for _, k := range x.Missing {
			missing = append(missing, string(k.ID))
		}
		lines = append(lines, t.text("explain.missing", "links", strings.Join(missing, ", ")))
	}
	return lines
}

// place tells where a deployment stands, and how far it is implemented.
func (t *Teller) place(d *model.Deployment, links string) string {
	text := t.text("explain.place", "id", string(d.ID), "links", links, "status", locale.Name(t.lang, locale.Status, d.Status),
		"effective", locale.Name(t.lang, locale.Effectiveness, d.Effective), "source", d.Origin.Source)
	if d.Evidence != "" {
		text += t.text("explain.place_evidence", "evidence", d.Evidence)
	}
	return text
}

// countingRule names the rule that gave the countermeasure level.
func countingRule(c assess.Cell) string {
	switch {
	case c.Has(assess.CountermeasureJudged):
		return "judged"
	case c.Has(assess.Unpatched):
		return "unpatched"
	case !c.Countermeasure.Known():
		return "unknown"
	case c.Has(assess.Unlayered):
		return "unlayered"
	}
	return "level" + Level(c.Countermeasure.Worst)
}

// Mark shows how a countermeasure counts.
func Mark(v assess.Verdict) string {
	switch v {
	case assess.Counts:
		return "○"
	case assess.CountsPartly:
		return "△"
	case assess.CountsIfKnown:
		return "？"
	}
	return "－"
}

// standingMark shows how far a deployment counts.
func standingMark(d *model.Deployment) string {
	x := defence.StandingOf(d)
	switch {
	case x.Worst != x.Best:
		return Mark(assess.CountsIfKnown)
	case x.Worst == defence.Partly:
		return Mark(assess.CountsPartly)
	}
	return Mark(assess.Counts)
}
