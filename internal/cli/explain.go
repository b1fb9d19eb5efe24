package cli

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
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
	s.printExplanation(result, e)
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

// printExplanation prints the facts in the order in which the letter is made.
func (s *session) printExplanation(r *assess.Result, e *assess.Explanation) {
	s.println(s.out.paint(bold, s.text("cli.explain.title", "risk", s.risk(e.Cell.Risk), "asset", e.Asset.In(s.lang),
		"asset_id", string(e.Asset.ID), "threat", e.Threat.In(s.lang), "threat_id", string(e.Threat.ID))))
	s.println(s.text("cli.explain.where", "model", e.Model.In(s.lang), "model_id", string(e.Model.ID),
		"zone", e.Asset.Zone.In(s.lang), "zone_id", string(e.Asset.Zone.ID), "type", e.Asset.Type.In(s.lang)))
	s.explainImportance(r, e)
	s.explainThreatLevel(r, e)
	s.explainCountermeasures(e)
	s.explainLetter(r, e)
	s.explainChanges(e)
}

// facts prints a heading with a level, and lines below it; empty texts are left
// out.
func (s *session) facts(heading string, facts ...detail) {
	s.println("", s.out.paint(bold, heading))
	t := &table{indent: "  "}
	for _, f := range facts {
		if f.text != "" {
			t.row(s.text("cli.explain.label."+f.label), f.text)
		}
	}
	s.printWrapped(t)
}

func (s *session) explainImportance(r *assess.Result, e *assess.Explanation) {
	var classes []string
	for _, c := range e.Classes {
		classes = append(classes, s.text("cli.explain.suggests", "name", c.In(s.lang), "id", string(c.ID), "level", int(c.Importance)))
	}
	stops := ""
	if e.Stops != nil {
		stops = s.text("cli.explain.suggests", "name", e.Stops.In(s.lang), "id", string(e.Stops.ID), "level", int(e.Stops.Importance))
	}
	value, reason := level(e.Asset.Importance), e.Asset.Reason
	s.facts(s.text("cli.explain.importance", "level", level(e.Rating.Importance)),
		detail{"classes", strings.Join(classes, s.text("cli.separator"))},
		detail{"stops", stops},
		detail{"suggested", level(e.Rating.Suggested)},
		detail{"analyst", value},
		detail{"reason", reason},
		detail{"judgement", s.judgement(e.Rating.Judgement)},
		detail{"source", cmp.Or(e.Asset.Source, r.Study.Spec.Source)})
}

func (s *session) explainThreatLevel(r *assess.Result, e *assess.Explanation) {
	z := e.Exposure
	s.facts(s.text("cli.explain.threat_level", "level", level(e.Cell.ThreatLevel)),
		detail{"rule", locale.Name(s.lang, locale.ThreatRule, r.Method.ThreatLevel)},
		detail{"kind", s.text("cli.catalog.threat_kind." + threatKind(*e.Threat))},
		detail{"declared", s.placement(locale.Exposure, string(z.Declared), z.Declared.Level())},
		detail{"derived", s.placement(locale.Exposure, string(z.Derived), z.Derived.Level())},
		detail{"witness", assess.WitnessText(z.Witness)},
		detail{"physical", s.placement(locale.Physical, string(e.Physical), e.Physical.Level())},
		detail{"decided_by", s.text("cli.explain.by_physical." + strconv.FormatBool(e.ByPhysical))},
		detail{"derived_level", level(e.Cell.DerivedThreatLevel)},
		detail{"judgement", s.judgement(e.ThreatJudgement)},
		detail{"zone_reason", e.Asset.Zone.Reason},
		detail{"source", join([]string{e.Asset.Zone.Origin.Source, e.Threat.Source})})
}

// placement writes an exposure or physical class with the level it stands for.
func (s *session) placement(kind locale.Kind, value string, l method.ThreatLevel) string {
	if value == "" {
		return ""
	}
	return s.text("cli.explain.placement", "name", locale.Name(s.lang, kind, value), "level", level(l))
}

func (s *session) judgement(j *model.Judgement) string {
	if j == nil {
		return ""
	}
	return s.text("cli.explain.judged", "value", j.Value, "reason", j.Reason, "author", j.Author, "date", locale.Date(s.lang, j.Date))
}

func (s *session) explainCountermeasures(e *assess.Explanation) {
	c := e.Cell
	s.println("", s.out.paint(bold, s.text("cli.explain.countermeasure_level", "level", s.levels(c.Countermeasure),
		"vulnerability", s.vulnerability(c.Countermeasure))))
	s.println("  " + s.text("cli.explain.counting."+countingRule(c)))
	if c.Countermeasure != c.DerivedCountermeasure || e.CountermeasureJudgement != nil {
		s.println("  " + s.text("cli.explain.derived_countermeasure", "level", s.levels(c.DerivedCountermeasure)))
		s.println("  " + s.judgement(e.CountermeasureJudgement))
	}
	if v := e.Asset.Vulnerable; v != nil {
		s.println("  " + s.text("cli.explain.vulnerable", "reason", v.Reason, "author", v.Author, "date", locale.Date(s.lang, v.Date)))
	}
	s.printEvidence(e)
}

// printEvidence prints the countermeasures against the threat: those that count,
// those that do not although they are recorded, and those not recorded.
func (s *session) printEvidence(e *assess.Explanation) {
	recorded := &table{indent: "  "}
	var absent []string
	for _, x := range e.Evidence {
		name := string(x.Countermeasure.ID) + " " + x.Countermeasure.In(s.lang)
		if len(x.Places) == 0 {
			absent = append(absent, name)
			continue
		}
		recorded.row(mark(x.Verdict), s.text("cli.explain.evidence", "name", name,
			"class", names(s, locale.Class, x.Countermeasure.Classes), "layer", locale.Name(s.lang, locale.Layer, x.Countermeasure.Layer),
			"verdict", s.text("cli.explain.verdict."+string(x.Verdict))))
		for _, line := range s.places(x) {
			recorded.row("", "  "+line)
		}
	}
	s.printWrapped(recorded)
	if len(absent) > 0 {
		t := &table{indent: "  "}
		t.row(mark(assess.NotDeployed), s.text("cli.explain.not_recorded", "names", strings.Join(absent, s.text("cli.separator"))))
		s.printWrapped(t)
	}
}

// places tells where a countermeasure stands, one line per deployment, and which
// links into the asset do without it.
func (s *session) places(x assess.Evidence) []string {
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
		lines = append(lines, s.place(d, strings.Join(links[d], ", ")))
	}
	if len(x.Missing) > 0 && x.Verdict == assess.NotOnEveryLink {
		var missing []string
		for _, k := range x.Missing {
			missing = append(missing, string(k.ID))
		}
		lines = append(lines, s.text("cli.explain.missing", "links", strings.Join(missing, ", ")))
	}
	return lines
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
	return "level" + level(c.Countermeasure.Worst)
}

// mark shows at the start of a line how a countermeasure counts.
func mark(v assess.Verdict) string {
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

// place tells where a deployment stands, and how far it is implemented.
func (s *session) place(d *model.Deployment, links string) string {
	text := s.text("cli.explain.place", "id", string(d.ID), "links", links, "status", locale.Name(s.lang, locale.Status, d.Status),
		"effective", locale.Name(s.lang, locale.Effectiveness, d.Effective), "source", d.Origin.Source)
	if d.Evidence != "" {
		text += s.text("cli.explain.place_evidence", "evidence", d.Evidence)
	}
	return text
}

// vulnerability writes the vulnerability level that goes with a countermeasure
// level.
func (s *session) vulnerability(r assess.LevelRange) string {
	if r.Known() {
		return level(r.Worst.Vulnerability())
	}
	return level(r.Worst.Vulnerability()) + s.text("cli.range") + level(r.Best.Vulnerability())
}

func (s *session) explainLetter(r *assess.Result, e *assess.Explanation) {
	c := e.Cell
	heading := s.text("cli.explain.letter", "risk", s.risk(c.Risk))
	if c.Risk.Worst == method.Unrated {
		s.facts(heading, detail{"rule", s.text("cli.explain.unrated")})
		return
	}
	facts := []detail{{"matrix", s.matrixCell(r, c.ThreatLevel, c.Countermeasure.Worst, e.Rating.Importance, e.Worst)}}
	if !c.Risk.Known() {
		facts = append(facts, detail{"matrix_best", s.matrixCell(r, c.ThreatLevel, c.Countermeasure.Best, e.Rating.Importance, e.Best)})
	}
	for _, o := range e.Others {
		facts = append(facts, detail{"other_matrix", s.text("cli.explain.other_gives", "name", o.Matrix.Name.In(s.lang), "id", o.Matrix.ID,
			"risk", s.risk(o.Risk))})
	}
	s.facts(heading, facts...)
}

// matrixCell tells which cell of the matrix gives the letter, and how sure it is.
func (s *session) matrixCell(r *assess.Result, t method.ThreatLevel, k method.CountermeasureLevel, i method.Importance, c method.Cell) string {
	v := k.Vulnerability()
	return s.text("cli.explain.matrix", "id", r.Method.Matrix.ID, "threat", int(t), "vulnerability", int(v), "product", int(t)*int(v),
		"importance", int(i), "letter", c.Value.String(), "source", c.Source,
		"standing", s.text("cli.explain.confirmed."+strconv.FormatBool(c.Confirmed)))
}

func (s *session) explainChanges(e *assess.Explanation) {
	s.println("", s.out.paint(bold, s.text("cli.explain.changes")))
	if len(e.Changes) == 0 {
		s.println("  " + s.text("cli.explain.no_change"))
		return
	}
	t := &table{indent: "  "}
	for _, c := range e.Changes {
		text := s.text("cli.explain.change", "letter", c.Letter.String())
		rises := c.Set == model.SetCountermeasureLevel && c.To > c.From
		switch {
		case rises && e.Cell.Has(assess.Unpatched):
			text += s.text("cli.explain.patch_first")
		case len(c.Candidates) > 0:
			var words []string
			for _, m := range c.Candidates {
				words = append(words, string(m.ID))
			}
			text += s.text("cli.explain.candidates", "names", strings.Join(words, ", "))
		}
		t.row(s.text("cli.explain.change_of", "subject", locale.Name(s.lang, locale.Subject, c.Set), "from", c.From, "to", c.To), text)
	}
	s.printWrapped(t)
}
