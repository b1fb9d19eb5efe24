// Package comparetext tells in words what a comparison found: which change it is,
// what it causes, what became of a risk. Commands and reports use the same
// sentences. It finds nothing out itself.
package comparetext

import (
	"maps"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/compare"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// Teller tells of one pair of models in one language.
type Teller struct {
	lang     lang.Lang
	pair     *compare.Pair
	old, now *model.Study
	plain    bool
}

// New gives a teller for a pair of which the models stand in these studies.
func New(l lang.Lang, p *compare.Pair, old, now *model.Study) *Teller {
	return &Teller{lang: l, pair: p, old: old, now: now}
}

func (t *Teller) text(key string, args ...any) string {
	return locale.Text(t.lang, "compare."+key, args...)
}

// Plain gives a teller that names without ids, for texts that are read on paper.
func (t *Teller) Plain() *Teller {
	out := *t
	out.plain = true
	return &out
}

// named puts the id behind a name, where ids are told.
func (t *Teller) named(name, id string) string {
	if t.plain {
		return name
	}
	return t.text("named", "name", name, "id", id)
}

// Asset names an asset with its id.
func (t *Teller) Asset(id model.AssetID) string {
	for _, s := range []*model.Study{t.now, t.old} {
		for i := range s.Spec.Assets {
			if a := &s.Spec.Assets[i]; a.ID == id {
				return t.named(a.In(t.lang), string(id))
			}
		}
	}
	return string(id)
}

// AssetName names an asset without its id.
func (t *Teller) AssetName(id model.AssetID) string {
	for _, s := range []*model.Study{t.now, t.old} {
		for i := range s.Spec.Assets {
			if a := &s.Spec.Assets[i]; a.ID == id {
				return a.In(t.lang)
			}
		}
	}
	return string(id)
}

// Zone names a zone with its id.
func (t *Teller) Zone(id model.ZoneID) string {
	for _, m := range []*assess.ModelResult{t.pair.To, t.pair.From} {
		if z, ok := m.Model.Zone(id); ok {
			return t.named(z.In(t.lang), string(id))
		}
	}
	return string(id)
}

// Entry names an entry point with its id.
func (t *Teller) Entry(id model.EntryPointID) string {
	for _, s := range []*model.Study{t.now, t.old} {
		if p, ok := s.EntryPoint(id); ok {
			return t.named(p.In(t.lang), string(id))
		}
	}
	return string(id)
}

// entryName names an entry point.
func (t *Teller) entryName(id model.EntryPointID) string {
	for _, s := range []*model.Study{t.now, t.old} {
		if p, ok := s.EntryPoint(id); ok {
			return p.In(t.lang)
		}
	}
	return string(id)
}

// Countermeasure names a countermeasure with its id.
func (t *Teller) Countermeasure(id catalog.CountermeasureID) string {
	for _, s := range []*model.Study{t.now, t.old} {
		if c, ok := s.Catalog.Countermeasure(id); ok {
			return t.named(c.In(t.lang), string(id))
		}
	}
	return string(id)
}

// Threat names a threat.
func (t *Teller) Threat(id catalog.ThreatID) string {
	for _, s := range []*model.Study{t.now, t.old} {
		if c, ok := s.Catalog.Threat(id); ok {
			return c.In(t.lang)
		}
	}
	return string(id)
}

func (t *Teller) useCase(id string) string {
	for _, s := range []*model.Study{t.now, t.old} {
		if u, ok := s.UseCase(model.UseCaseID(id)); ok {
			return t.named(u.In(t.lang), id)
		}
	}
	return id
}

func (t *Teller) damage(id string) string {
	for _, s := range []*model.Study{t.now, t.old} {
		if d, ok := s.Damage(model.DamageID(id)); ok {
			return d.Label
		}
	}
	return id
}

// subject names what a unit is about.
func (t *Teller) subject(u *compare.Unit) string {
	switch u.Kind {
	case compare.KindPlacement, compare.KindAsset, compare.KindVulnerability:
		return t.Asset(model.AssetID(u.ID))
	case compare.KindZone:
		return t.Zone(model.ZoneID(u.ID))
	case compare.KindLink:
		return t.assets(strings.Fields(u.ID))
	case compare.KindFlow:
		return t.useCase(u.ID)
	case compare.KindEntry, compare.KindEntryPoint:
		return t.Entry(model.EntryPointID(u.ID))
	case compare.KindGoal:
		if parts := strings.Split(u.ID, "|"); len(parts) == 3 {
			return t.Goal(model.DamageID(parts[0]), model.Effect(parts[1]), model.AssetID(parts[2]))
		}
	case compare.KindDeployment:
		return t.Countermeasure(catalog.CountermeasureID(u.ID))
	case compare.KindJudgement:
		if name := t.Asset(model.AssetID(u.ID)); name != u.ID {
			return name
		}
		return t.Zone(model.ZoneID(u.ID))
	case compare.KindDamage:
		return t.damage(u.ID)
	}
	return u.ID
}

func (t *Teller) assets(ids []string) string {
	names := make([]string, 0, len(ids))
	for _, id := range ids {
		names = append(names, t.AssetName(model.AssetID(id)))
	}
	return strings.Join(names, t.text("between"))
}

// Goal names an attack goal.
func (t *Teller) Goal(d model.DamageID, e model.Effect, a model.AssetID) string {
	return t.text("goal", "damage", t.damage(string(d)), "effect", locale.Name(t.lang, locale.Effect, e), "asset", t.AssetName(a))
}

// Unit tells a group of changes as what is done: 「資産 X をなくす」.
func (t *Teller) Unit(i int) string {
	u := &t.pair.Units[i]
	detail := t.detail(u)
	if detail != "" {
		detail = t.text("detail", "text", detail)
	}
	out := t.text("unit."+key(u.Kind)+"."+string(u.What), "subject", t.subject(u), "detail", detail)
	if u.Kind == compare.KindJudgement { // what was judged stands behind the judgement
		return out
	}
	return out + detail
}

func key(k compare.Kind) string { return strings.ReplaceAll(string(k), "-", "_") }

// detail tells the values behind a unit where a reader needs them.
func (t *Teller) detail(u *compare.Unit) string {
	switch u.Kind {
	case compare.KindEntry:
		return t.trade(u)
	case compare.KindDeployment:
		return t.statuses(u)
	case compare.KindJudgement:
		if u.What != compare.Altered {
			return t.judged(u)
		}
		return t.alterations(u)
	case compare.KindPlacement, compare.KindZone, compare.KindDamage, compare.KindAsset, compare.KindMethod:
		return t.alterations(u)
	}
	return ""
}

// alterations tells the values that a unit alters.
func (t *Teller) alterations(u *compare.Unit) string {
	if u.What != compare.Altered {
		return ""
	}
	var out []string
	for _, j := range u.Changes {
		c := &t.pair.Changes[j]
		if c.Kind == u.Kind {
			out = append(out, t.Attributes(c))
		}
	}
	return strings.Join(out, t.text("comma"))
}

// judged tells which levels judgements that come or go set, each once with its
// number.
func (t *Teller) judged(u *compare.Unit) string {
	type level struct{ set, value string }
	var order []level
	number := map[level]int{}
	for _, j := range u.Changes {
		var l level
		for _, a := range t.pair.Changes[j].Attributes {
			switch a.Name {
			case "set":
				l.set = a.Before + a.After
			case "value":
				l.value = a.Before + a.After
			}
		}
		if number[l]++; number[l] == 1 {
			order = append(order, l)
		}
	}
	out := make([]string, len(order))
	for i, l := range order {
		key := "judged"
		if number[l] > 1 {
			key = "judged_several"
		}
		out[i] = t.text(key, "level", locale.Name(t.lang, locale.Subject, l.set), "value", l.value, "number", number[l])
	}
	return strings.Join(out, t.text("comma"))
}

// trade tells where an entry point lands before and after.
func (t *Teller) trade(u *compare.Unit) string {
	for _, j := range u.Changes {
		c := &t.pair.Changes[j]
		if c.Kind != compare.KindEntry || c.ID != u.ID {
			continue
		}
		for _, a := range c.Attributes {
			if a.Name == "assets" {
				return t.text("arrow", "before", t.landings(a.Before), "after", t.landings(a.After))
			}
		}
		return t.Attributes(c)
	}
	return ""
}

func (t *Teller) landings(ids string) string {
	var names []string
	for id := range strings.FieldsSeq(ids) {
		names = append(names, t.AssetName(model.AssetID(id)))
	}
	if len(names) == 0 {
		return t.text("nowhere")
	}
	return strings.Join(names, t.text("comma"))
}

// statuses counts the states of a countermeasure's deployments before and after;
// where they are the same, it is the scope that differs.
func (t *Teller) statuses(u *compare.Unit) string {
	before, after := map[string]int{}, map[string]int{}
	var was, is []string
	for _, j := range u.Changes {
		for _, a := range t.pair.Changes[j].Attributes {
			switch a.Name {
			case "status":
				before[a.Before]++
				after[a.After]++
			case "scope":
				was, is = append(was, strings.Fields(a.Before)...), append(is, strings.Fields(a.After)...)
			}
		}
	}
	delete(before, "")
	delete(after, "")
	if !maps.Equal(before, after) {
		return t.text("arrow", "before", t.states(before), "after", t.states(after))
	}
	if len(was)+len(is) > 0 {
		return t.text("scope", "before", t.places(was), "after", t.places(is))
	}
	return ""
}

// places names what deployments cover, the first few of them.
func (t *Teller) places(ids []string) string {
	const most = 3
	var out []string
	for i, id := range ids {
		if i == most {
			out = append(out, t.text("others", "number", len(ids)-most))
			break
		}
		out = append(out, t.place(id))
	}
	if len(out) == 0 {
		return t.text("none")
	}
	return strings.Join(out, t.text("comma"))
}

// place names an asset, a zone, an asset type, a link or the whole model.
func (t *Teller) place(id string) string {
	if id == "model" {
		return t.text("whole_model")
	}
	if from, to, link := strings.Cut(id, ">"); link {
		return t.assets([]string{from, to})
	}
	for _, m := range []*assess.ModelResult{t.pair.To, t.pair.From} {
		if z, ok := m.Model.Zone(model.ZoneID(id)); ok {
			return z.In(t.lang)
		}
	}
	if k, ok := t.now.Catalog.AssetType(catalog.AssetTypeID(id)); ok {
		return k.In(t.lang)
	}
	return t.AssetName(model.AssetID(id))
}

// states lists states in the order of the study format.
func (t *Teller) states(n map[string]int) string {
	var out []string
	for _, st := range []model.Status{model.InPlace, model.Partial, model.Planned, model.UnknownStatus, model.Absent, model.NotApplicable} {
		if c := n[string(st)]; c > 0 {
			out = append(out, t.text("state", "status", locale.Name(t.lang, locale.Status, st), "number", c))
		}
	}
	if len(out) == 0 {
		return t.text("none")
	}
	return strings.Join(out, t.text("comma"))
}

// Attributes tells the values of a change that differ.
func (t *Teller) Attributes(c *compare.Change) string {
	var out []string
	for _, a := range c.Attributes {
		k := strings.ReplaceAll(string(a.Name), "-", "_")
		if !locale.Has(t.lang, "compare.attribute."+k) {
			continue // a whole row, such as one of a catalogue
		}
		out = append(out, t.text("attribute."+k, "before", t.value(a.Name, a.Before), "after", t.value(a.Name, a.After)))
	}
	return strings.Join(out, t.text("comma"))
}

func (t *Teller) value(name compare.AttributeName, v string) string {
	if v == "" {
		return t.text("none")
	}
	switch name {
	case "zone", "parent":
		return t.Zone(model.ZoneID(v))
	case "exposure":
		return locale.Name(t.lang, locale.Exposure, v)
	case "physical":
		return locale.Name(t.lang, locale.Physical, v)
	case "kind":
		return locale.Name(t.lang, locale.ZoneKind, v)
	case "data":
		return locale.Name(t.lang, locale.Data, v)
	case "status":
		return locale.Name(t.lang, locale.Status, v)
	case "effective":
		return locale.Name(t.lang, locale.Effectiveness, v)
	case "applies":
		return locale.Name(t.lang, locale.Applies, v)
	case "managed-by":
		return t.AssetName(model.AssetID(v))
	case "assets":
		return t.landings(v)
	case "scope":
		return t.places(strings.Fields(v))
	}
	return v
}

// Change tells one input that differs, by what it is and its values.
func (t *Teller) Change(c *compare.Change) string {
	out := t.text("change."+key(c.Kind)+"."+string(c.What), "subject", t.changed(c))
	if detail := t.Attributes(c); detail != "" && c.What == compare.Altered {
		out += t.text("detail", "text", detail)
	}
	return out
}

// changed names what a change is about, more closely than its unit.
func (t *Teller) changed(c *compare.Change) string {
	switch c.Kind {
	case compare.KindLink:
		ids := []string{string(c.Of[0]), string(c.Of[1])}
		return t.named(t.assets(ids), c.ID)
	case compare.KindDeployment:
		return t.text("deployment", "name", t.Countermeasure(catalog.CountermeasureID(c.Subject)), "id", c.ID)
	case compare.KindFlow:
		return t.text("deployment", "name", t.useCase(c.Subject), "id", c.ID)
	case compare.KindGoal:
		return c.ID
	case compare.KindJudgement:
		return t.subject(&compare.Unit{Kind: c.Kind, ID: c.Subject})
	case compare.KindCatalog:
		return t.named(t.text("list."+c.Subject), c.ID)
	}
	return t.subject(&compare.Unit{Kind: c.Kind, ID: c.ID})
}

// Outcome writes what a goal or a damage comes to.
func Outcome(l lang.Lang, o compare.Outcome) string {
	switch {
	case !o.There:
		return locale.Text(l, "compare.outcome.not_there")
	case !o.Reached:
		return locale.Text(l, "compare.outcome.not_reached")
	}
	return Letters(l, o.Risk)
}

// Letters writes a letter, or its range where it depends on unknown answers.
func Letters(l lang.Lang, r assess.RiskRange) string {
	one := func(v method.RiskValue) string {
		if v == method.Unrated {
			return locale.Text(l, "compare.outcome.unrated")
		}
		return v.String()
	}
	if r.Known() {
		return one(r.Worst)
	}
	return locale.Text(l, "compare.outcome.range", "worst", one(r.Worst), "best", one(r.Best))
}

// Conclusion tells in a sentence on which damages a model is lower and higher than
// the one compared with.
func Conclusion(l lang.Lang, v compare.Conclusion) string {
	labels := func(list []*model.DamageSpec) string {
		out := make([]string, 0, len(list))
		for _, d := range list {
			out = append(out, d.Label)
		}
		return strings.Join(out, locale.Text(l, "compare.comma"))
	}
	key := "mixed"
	switch {
	case len(v.Lower)+len(v.Higher) == 0:
		key = "same"
	case len(v.Higher) == 0:
		key = "lower"
	case len(v.Lower) == 0:
		key = "higher"
	}
	return locale.Text(l, "compare.conclusion."+key, "lower", labels(v.Lower), "higher", labels(v.Higher))
}

// Cause tells in one or two sentences which changes make an outcome what it is.
func (t *Teller) Cause(c compare.Cause, before, after compare.Outcome) []string {
	makes := "makes_one"
	if len(c.Makes) > 1 {
		makes = "makes_together"
	}
	out := []string{t.text(makes, "units", t.units(c.Makes), "becomes", t.turn("becomes", after))}
	if !slices.Equal(c.Makes, c.Undoes) {
		undoes := "undoes_one"
		if len(c.Undoes) > 1 {
			undoes = "undoes_together"
		}
		out = append(out, t.text(undoes, "units", t.units(c.Undoes), "returns", t.turn("returns", before)))
	}
	return out
}

// turn tells that an outcome comes about, or comes back. Where there is no letter, the
// goal or the way to it goes.
func (t *Teller) turn(how string, to compare.Outcome) string {
	switch {
	case !to.There:
		return t.text(how + ".not_there")
	case !to.Reached:
		return t.text(how + ".not_reached")
	}
	return t.text(how+".letter", "letter", Letters(t.lang, to.Risk))
}

// Units lists groups of changes.
func (t *Teller) Units(ids []int) string {
	out := make([]string, 0, len(ids))
	for _, i := range ids {
		out = append(out, t.Unit(i))
	}
	return strings.Join(out, t.text("comma"))
}

func (t *Teller) units(ids []int) string {
	out := make([]string, 0, len(ids))
	for _, i := range ids {
		out = append(out, t.text("quoted", "text", t.Unit(i)))
	}
	return strings.Join(out, t.text("comma"))
}

// Cell tells why the letter of a cell changes: the levels that differ, and the
// changes that make it.
func (t *Teller) Cell(c *compare.CellChange) string {
	var factors []string
	for _, f := range c.Factors {
		factors = append(factors, t.text("factor."+strings.ReplaceAll(string(f.Level), "-", "_"), "before", t.levels(f.Before), "after", t.levels(f.After)))
	}
	if c.MatrixChanged {
		factors = append(factors, t.text("factor.matrix"))
	}
	return t.text("cell", "factors", strings.Join(factors, t.text("comma")), "units", t.units(c.Cause))
}

func (t *Teller) levels(r compare.LevelRange) string {
	if r.Worst == r.Best {
		return locale.Number(r.Worst)
	}
	return t.text("outcome.range", "worst", locale.Number(r.Worst), "best", locale.Number(r.Best))
}

// Risk tells in a line what a risk is, its letters, and what became of it, with the
// ids of entry points.
func (t *Teller) Risk(r *compare.Risk) string {
	return t.risk("risk.", r, func(id model.EntryPointID) string { return string(id) })
}

// NamedRisk tells the same for documents: entry points by their names, and letters
// only where the risk has moved from one to the other.
func (t *Teller) NamedRisk(r *compare.Risk) string { return t.risk("named_risk.", r, t.entryName) }

func (t *Teller) risk(prefix string, r *compare.Risk, entry func(model.EntryPointID) string) string {
	before, after := Outcome(t.lang, r.Before), Outcome(t.lang, r.After)
	if !r.Route() {
		return t.text(prefix+"cell_"+string(r.Fate), "threat", t.Threat(r.Threat), "asset", t.AssetName(r.Asset), "to", t.AssetName(r.ToAsset), "before", before, "after", after)
	}
	key := prefix + "route_" + string(r.Fate)
	switch {
	case r.Fate != compare.Moved:
	case r.Entry == r.ToEntry:
		key += "_goal"
	case r.Goal == r.ToGoal:
		key += "_entry"
	}
	return t.text(key, "kind", t.text("kind", "damage", t.damage(string(r.Damage)), "effect", locale.Name(t.lang, locale.Effect, r.Effect)),
		"asset", t.AssetName(r.Goal), "to_asset", t.AssetName(r.ToGoal), "goal", t.Goal(r.Damage, r.Effect, r.Goal), "to_goal", t.Goal(r.Damage, r.Effect, r.ToGoal),
		"entry", entry(r.Entry), "to_entry", entry(r.ToEntry), "before", before, "after", after)
}
