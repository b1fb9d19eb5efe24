// Package explaintext tells in words why a letter is what it is: the rule, the
// facts, their sources and what would change it. Commands and pages use the same
// sentences. It finds nothing out itself, and lays nothing out.
package explaintext

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// Text is an explanation in words.
type Text struct {
	Title, Where string
	Groups       []Group
}

// Group is what is told of one value.
type Group struct {
	// Heading names the value; empty where all is said in the lines.
	Heading string
	// Lines are sentences before the facts.
	Lines []string
	Facts []Fact
	// Apart are facts that stand apart from the others.
	Apart []Fact
	// Legend explains marks of the facts; may be empty.
	Legend string
}

// Fact is one fact of a group.
type Fact struct {
	// Number of a step of a tree; 0 for other facts.
	Number      int
	Label, Text string
	// Below are details of the fact.
	Below []string
	// Asset and Threat name the cell that tells more; empty where there is none.
	Asset  model.AssetID
	Threat catalog.ThreatID
}

// Teller tells of the letters of one result in one language.
type Teller struct {
	lang   lang.Lang
	result *assess.Result
	// commands tells that the reader can give commands.
	commands bool
}

// New gives a teller.
func New(l lang.Lang, r *assess.Result) *Teller { return &Teller{lang: l, result: r} }

// WithCommands gives a teller that names the commands which tell more.
func (t *Teller) WithCommands() *Teller {
	return &Teller{lang: t.lang, result: t.result, commands: true}
}

func (t *Teller) text(key string, args ...any) string { return locale.Text(t.lang, key, args...) }

// command gives a text about a command, for those who can give it.
func (t *Teller) command(key string, args ...any) string {
	if !t.commands {
		return ""
	}
	return t.text(key, args...)
}

// group makes a group of facts; those with empty texts are left out.
func group(heading string, facts ...Fact) Group {
	g := Group{Heading: heading}
	for _, f := range facts {
		if f.Text != "" {
			g.Facts = append(g.Facts, f)
		}
	}
	return g
}

// fact makes a fact with the label of this name.
func (t *Teller) fact(label, text string) Fact {
	return Fact{Label: t.text("explain.label." + label), Text: text}
}

// Cell tells why a cell has its letter, in the order in which the letter is made.
func (t *Teller) Cell(e *assess.Explanation) Text {
	return Text{
		Title: t.text("explain.title", "risk", Risk(t.lang, e.Cell.Risk), "asset", e.Asset.In(t.lang), "asset_id", string(e.Asset.ID),
			"threat", e.Threat.In(t.lang), "threat_id", string(e.Threat.ID)),
		Where: t.text("explain.where", "model", e.Model.In(t.lang), "model_id", string(e.Model.ID),
			"zone", e.Asset.Zone.In(t.lang), "zone_id", string(e.Asset.Zone.ID), "type", e.Asset.Type.In(t.lang)),
		Groups: []Group{t.importance(e), t.threatLevel(e), t.countermeasures(e), t.letter(e), t.changes(e)},
	}
}

func (t *Teller) importance(e *assess.Explanation) Group {
	var classes []string
	for _, c := range e.Classes {
		classes = append(classes, t.text("explain.suggests", "name", c.In(t.lang), "id", string(c.ID), "level", int(c.Importance)))
	}
	stops := ""
	if e.Stops != nil {
		stops = t.text("explain.suggests", "name", e.Stops.In(t.lang), "id", string(e.Stops.ID), "level", int(e.Stops.Importance))
	}
	return group(t.text("explain.importance", "level", Level(e.Rating.Importance)),
		t.fact("classes", strings.Join(classes, t.text("explain.separator"))),
		t.fact("stops", stops),
		t.fact("suggested", Level(e.Rating.Suggested)),
		t.fact("analyst", Level(e.Asset.Importance)),
		t.fact("reason", t.said(e.Asset.Reason)),
		t.fact("judgement", t.judgement(e.Rating.Judgement)),
		t.fact("source", cmp.Or(e.Asset.Source, t.result.Study.Spec.Source)))
}

func (t *Teller) threatLevel(e *assess.Explanation) Group {
	z := e.Exposure
	return group(t.text("explain.threat_level", "level", Level(e.Cell.ThreatLevel)),
		t.fact("rule", locale.Name(t.lang, locale.ThreatRule, t.result.Method.ThreatLevel)),
		t.fact("kind", ThreatKind(t.lang, e.Threat)),
		t.fact("declared", t.placement(locale.Exposure, string(z.Declared), z.Declared.Level())),
		t.fact("derived", t.placement(locale.Exposure, string(z.Derived), z.Derived.Level())),
		t.fact("witness", assess.WitnessText(z.Witness)),
		t.fact("physical", t.placement(locale.Physical, string(e.Physical), e.Physical.Level())),
		t.fact("decided_by", t.text("explain.by_physical."+strconv.FormatBool(e.ByPhysical))),
		t.fact("derived_level", Level(e.Cell.DerivedThreatLevel)),
		t.fact("judgement", t.judgement(e.ThreatJudgement)),
		t.fact("zone_reason", t.said(e.Asset.Zone.Reason)),
		t.fact("source", join([]string{e.Asset.Zone.Origin.Source, e.Threat.Source})))
}

// placement writes an exposure or physical class with the level it stands for.
func (t *Teller) placement(kind locale.Kind, value string, l method.ThreatLevel) string {
	if value == "" {
		return ""
	}
	return t.text("explain.placement", "name", locale.Name(t.lang, kind, value), "level", Level(l))
}

// said gives what people wrote in one language, translated where the study does.
func (t *Teller) said(text string) string { return t.result.Study.Said(t.lang, text) }

func (t *Teller) judgement(j *model.Judgement) string {
	if j == nil {
		return ""
	}
	return t.text("explain.judged", "value", j.Value, "reason", t.said(j.Reason), "author", t.said(j.Author), "date", locale.Date(t.lang, j.Date))
}

func (t *Teller) vulnerable(v *model.VulnerabilitySpec) string {
	return t.text("explain.vulnerable", "reason", t.said(v.Reason), "author", t.said(v.Author), "date", locale.Date(t.lang, v.Date))
}

func (t *Teller) letter(e *assess.Explanation) Group {
	c := e.Cell
	heading := t.text("explain.letter", "risk", Risk(t.lang, c.Risk))
	if c.Risk.Worst == method.Unrated {
		return group(heading, t.fact("rule", t.text("explain.unrated")))
	}
	facts := []Fact{t.fact("matrix", t.matrixCell(c.ThreatLevel, c.Countermeasure.Worst, e.Rating.Importance, e.Worst))}
	if !c.Risk.Known() {
		facts = append(facts, t.fact("matrix_best", t.matrixCell(c.ThreatLevel, c.Countermeasure.Best, e.Rating.Importance, e.Best)))
	}
	return group(heading, append(facts, t.others(e.Others)...)...)
}

// others tells which letters the other matrices give.
func (t *Teller) others(list []assess.OtherLetter) []Fact {
	var facts []Fact
	for _, o := range list {
		facts = append(facts, t.fact("other_matrix", t.text("explain.other_gives", "name", o.Matrix.Name.In(t.lang), "id", o.Matrix.ID, "risk", Risk(t.lang, o.Risk))))
	}
	return facts
}

// matrixCell tells which cell of the matrix gives the letter, and how sure it is.
func (t *Teller) matrixCell(l method.ThreatLevel, k method.CountermeasureLevel, i method.Importance, c method.Cell) string {
	v := k.Vulnerability()
	return t.text("explain.matrix", "id", t.result.Method.Matrix.ID, "threat", int(l), "vulnerability", int(v), "product", int(l)*int(v),
		"importance", int(i), "letter", c.Value.String(), "source", c.Source, "standing", t.text("explain.confirmed."+strconv.FormatBool(c.Confirmed)))
}

func (t *Teller) changes(e *assess.Explanation) Group {
	g := Group{Heading: t.text("explain.changes")}
	if len(e.Changes) == 0 {
		g.Lines = []string{t.text("explain.no_change")}
	}
	for _, c := range e.Changes {
		text := t.text("explain.change", "letter", c.Letter.String())
		rises := c.Set == model.SetCountermeasureLevel && c.To > c.From
		switch {
		case rises && e.Cell.Has(assess.Unpatched):
			text += t.text("explain.patch_first")
		case len(c.Candidates) > 0:
			var words []string
			for _, m := range c.Candidates {
				words = append(words, string(m.ID))
			}
			text += t.text("explain.candidates", "names", strings.Join(words, ", "))
		}
		g.Facts = append(g.Facts, Fact{Label: t.changeOf(c), Text: text})
	}
	return g
}

// changeOf names a change of one level.
func (t *Teller) changeOf(c assess.Change) string {
	return t.text("explain.change_of", "subject", locale.Name(t.lang, locale.Subject, c.Set), "from", c.From, "to", c.To)
}
