package cli

import (
	"strings"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
)

// attackListings gives the lists of attack knowledge.
func (s *session) attackListings(c *catalog.Catalog) []listing {
	return []listing{s.tactics(c), s.techniques(c), s.attackRules(c)}
}

func (s *session) tactics(c *catalog.Catalog) listing {
	l := listing{name: "tactics", columns: []string{"id", "tactic", "stage"}}
	for _, t := range c.Tactics {
		l.entries = append(l.entries, entry{
			id:      string(t.ID),
			columns: []string{t.In(s.lang), locale.Name(s.lang, locale.Stage, t.Stage)},
			details: append([]detail{{"name_en", t.En}, {"stage", locale.Name(s.lang, locale.Stage, t.Stage)}}, s.rowDetails(t.Row)...),
			json: struct {
				jsonRow
				ShortName string `json:"short_name"`
				Stage     string `json:"stage,omitempty"`
			}{newRow(t.ID, t.Row), t.ShortName, t.Stage},
		})
	}
	return l
}

func (s *session) techniques(c *catalog.Catalog) listing {
	l := listing{name: "techniques", columns: []string{"id", "technique", "tactics"}}
	for _, t := range c.Techniques {
		l.entries = append(l.entries, entry{
			id:      string(t.ID),
			columns: []string{t.In(s.lang), named(s, t.Tactics, c.Tactic, tacticName)},
			details: append([]detail{{"name_en", t.En}, {"tactics", named(s, t.Tactics, c.Tactic, tacticName)},
				{"mitigations", strings.Join(t.Mitigations, ", ")}}, s.rowDetails(t.Row)...),
			json: struct {
				jsonRow
				Tactics     []catalog.TacticID `json:"tactics"`
				Mitigations []string           `json:"mitigations"`
			}{newRow(t.ID, t.Row), t.Tactics, t.Mitigations},
		})
	}
	return l
}

func tacticName(t *catalog.Tactic) lang.Text   { return t.Text }
func className(d *catalog.DataClass) lang.Text { return d.Text }

// attackRules lists the rules; JSON has them as they are written.
func (s *session) attackRules(c *catalog.Catalog) listing {
	l := listing{name: "attack-rules", columns: []string{"id", "attack_rule", "tactics", "techniques", "threat"}}
	for i := range c.AttackRules {
		r := &c.AttackRules[i]
		tactic := named(s, []catalog.TacticID{r.Tactic}, c.Tactic, tacticName)
		details := []detail{
			{"tactics", tactic},
			{"techniques", join(r.Techniques)},
			{"threats", named(s, []catalog.ThreatID{r.Threat}, c.Threat, threatName)},
			{"entry", join(r.Entry)},
			{"at", s.filter(c, &r.At)},
			{"relation", locale.Name(s.lang, locale.Relation, r.Relation)},
			{"from", s.filter(c, r.From)},
			{"needs", s.premises(r.Needs)},
			{"gives", locale.Name(s.lang, locale.Fact, r.Gives)},
			{"note", r.Note},
			{"unreached", r.Unreached.In(s.lang)},
		}
		if r.Disabled {
			details = append(details, detail{"disabled", s.yes(true)})
		}
		l.entries = append(l.entries, entry{
			id:      string(r.ID),
			columns: []string{r.In(s.lang), tactic, join(r.Techniques), string(r.Threat)},
			details: append(details, s.rowDetails(r.Row)...),
			json:    newJSONRule(r),
		})
	}
	return l
}

// filter puts into words which assets a rule is about.
func (s *session) filter(c *catalog.Catalog, f *catalog.Filter) string {
	if f == nil {
		return ""
	}
	var parts []string
	add := func(key, text string) {
		if text != "" {
			parts = append(parts, s.text("cli.catalog.filter."+key, "value", text))
		}
	}
	add("types", named(s, f.Types, c.AssetType, typeName))
	add("environment", locale.Name(s.lang, locale.ZoneKind, f.Environment))
	add("classes", named(s, f.Classes, c.DataClass, className))
	if f.Internet != "" {
		parts = append(parts, s.text("cli.catalog.internet."+f.Internet))
	}
	return strings.Join(parts, s.text("cli.separator"))
}

// premises puts the facts that a rule needs into words.
func (s *session) premises(needs []catalog.Premise) string {
	var parts []string
	for _, n := range needs {
		parts = append(parts, s.text("cli.catalog.premise", "fact", locale.Name(s.lang, locale.Fact, n.Fact), "from", n.On == "from"))
	}
	return strings.Join(parts, s.text("cli.separator"))
}

// jsonRule is an attack rule in JSON, with the keys of the study format.
type jsonRule struct {
	jsonRow
	Tactic     catalog.TacticID      `json:"tactic"`
	Techniques []catalog.TechniqueID `json:"techniques"`
	Threat     catalog.ThreatID      `json:"threat"`
	Entry      []catalog.TechniqueID `json:"entry,omitempty"`
	At         jsonFilter            `json:"at"`
	Relation   catalog.Relation      `json:"relation,omitempty"`
	From       *jsonFilter           `json:"from,omitempty"`
	Needs      []jsonPremise         `json:"needs"`
	Gives      catalog.FactKind      `json:"gives"`
	Disabled   bool                  `json:"disabled,omitempty"`
	Note       string                `json:"note,omitempty"`
}

type jsonFilter struct {
	Types       []catalog.AssetTypeID `json:"types,omitempty"`
	Environment string                `json:"environment,omitempty"`
	Classes     []catalog.DataClassID `json:"classes,omitempty"`
	Internet    string                `json:"internet,omitempty"`
}

type jsonPremise struct {
	Fact catalog.FactKind `json:"fact"`
	On   string           `json:"on"`
}

func newJSONRule(r *catalog.AttackRule) jsonRule {
	out := jsonRule{jsonRow: newRow(r.ID, r.Row), Tactic: r.Tactic, Techniques: r.Techniques, Threat: r.Threat, Entry: r.Entry,
		At: jsonFilter(r.At), Relation: r.Relation, Needs: []jsonPremise{}, Gives: r.Gives, Disabled: r.Disabled, Note: r.Note}
	if r.From != nil {
		from := jsonFilter(*r.From)
		out.From = &from
	}
	for _, n := range r.Needs {
		on := "at"
		if n.On != "" {
			on = n.On
		}
		out.Needs = append(out.Needs, jsonPremise{n.Fact, on})
	}
	return out
}
