package gen

import (
	"slices"

	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// AttackCatalog is [Catalog] with what attack rules are made of: an identity
// type, tactics, techniques with sub-techniques, and countermeasures that act on
// a technique, on its parent or on a sub-technique only. It holds no rules.
func AttackCatalog() *model.Spec {
	base := Catalog()
	row := func(name string) catalog.Row {
		return catalog.Row{Text: lang.Text{Ja: name, En: name}, Source: "gen", Confidence: catalog.Confirmed}
	}
	c := base.Catalog
	c.AssetTypes = append(c.AssetTypes, catalog.AssetType{ID: "identity", Row: row("identity")})
	for i := range c.Threats {
		c.Threats[i].AssetTypes = append(slices.Clone(c.Threats[i].AssetTypes), "identity")
	}
	for _, id := range []catalog.TacticID{"TA0001", "TA0008", "TA0040"} {
		c.Tactics = append(c.Tactics, catalog.Tactic{ID: id, Row: row(string(id)), ShortName: string(id)})
	}
	for _, id := range attackTechniques {
		c.Techniques = append(c.Techniques, catalog.Technique{ID: id, Row: row(string(id)), Tactics: []catalog.TacticID{"TA0001"}})
	}
	narrow := func(id, acts string, techniques ...string) {
		c.Countermeasures = append(c.Countermeasures, catalog.Countermeasure{ID: catalog.CountermeasureID(id), Row: row(id),
			Classes: []catalog.Class{catalog.Prevent}, Layer: "app", Acts: acts, Techniques: techniques,
			Threats: []catalog.ThreatID{"access", "malware"}})
	}
	narrow("narrow", "both", "T1566", "T1021")
	narrow("narrower", "asset", "T1566.001", "T1190")
	c.AttackVersion = "19.0"
	return base
}

var attackTechniques = []catalog.TechniqueID{"T1566", "T1566.001", "T1566.002", "T1190", "T1021"}

// Facts that random rules give and need: few, so that rules meet.
var (
	attackFacts = []catalog.FactKind{catalog.FactFoothold, catalog.FactPayload, catalog.FactControl, catalog.FactDisabled}
	attackGiven = []catalog.FactKind{catalog.FactControl, catalog.FactDisabled, catalog.FactPayload, catalog.FactFoothold}
)

var attackRelations = []catalog.Relation{catalog.RelSession, catalog.RelSession, catalog.RelAnswer, catalog.RelCarry,
	catalog.RelCarry, catalog.RelRelease, catalog.RelFlow, catalog.RelMedia, catalog.RelIdentity, catalog.RelManages,
	catalog.RelNeighbour}

// AttackRules draws up to eight attack rules that are free of errors: one or two
// of initial access, one that gives the goal's fact, and others with up to two
// premises over any relation. They give each other's premises in any order, so
// that cycles are common.
func AttackRules(t *rapid.T) []catalog.AttackRule {
	var out []catalog.AttackRule
	for i := range rapid.SampledFrom([]int{1, 2}).Draw(t, "entry rules") {
		r := attackRule(t, len(out))
		r.Entry = []catalog.TechniqueID{rapid.SampledFrom(attackTechniques).Draw(t, "entry technique")}
		r.Gives = rapid.SampledFrom(attackFacts[:2]).Draw(t, "entry gives")
		if i == 0 {
			r.At = catalog.Filter{}
		} else if rapid.Bool().Draw(t, "entry needs") {
			r.Needs = []catalog.Premise{{Fact: rapid.SampledFrom(attackFacts).Draw(t, "entry need")}}
		}
		out = append(out, r)
	}
	goal := attackRule(t, len(out))
	goal.Gives = catalog.FactStopped
	attackPremises(t, &goal)
	if rapid.SampledFrom([]bool{true, true, false}).Draw(t, "goal from foothold") {
		goal.Needs[0].Fact = catalog.FactFoothold
	}
	out = append(out, goal, attackSpread(t, len(out)+1, out[0].Gives))
	if rapid.SampledFrom([]bool{true, false}).Draw(t, "blinding rule") {
		r := attackRule(t, len(out))
		r.Needs = []catalog.Premise{{Fact: catalog.FactFoothold}}
		r.Gives = catalog.FactDisabled
		out = append(out, r)
	}
	for len(out) < rapid.SampledFrom([]int{7, 8, 6, 5}).Draw(t, "rules") {
		r := attackRule(t, len(out))
		attackPremises(t, &r)
		r.Gives = rapid.SampledFrom(attackGiven).Draw(t, "gives")
		out = append(out, r)
	}
	return out
}

// attackSpread draws a rule that goes on from asset to asset, so that most draws
// lead further than where they land.
func attackSpread(t *rapid.T, i int, needs catalog.FactKind) catalog.AttackRule {
	r := attackRule(t, i)
	r.At = catalog.Filter{}
	r.Relation = rapid.SampledFrom([]catalog.Relation{catalog.RelCarry, catalog.RelSession, catalog.RelRelease,
		catalog.RelAnswer, catalog.RelNeighbour}).Draw(t, "spread")
	r.Needs = []catalog.Premise{{Fact: needs, On: "from"}}
	r.Gives = catalog.FactFoothold
	return r
}

// attackRule draws what all rules have.
func attackRule(t *rapid.T, i int) catalog.AttackRule {
	name := id[catalog.RuleID]("r", i)
	return catalog.AttackRule{ID: name, Row: catalog.Row{Text: lang.Text{Ja: "r", En: "r"}, Source: "gen",
		Confidence: catalog.Confirmed}, Tactic: "TA0001",
		Techniques: []catalog.TechniqueID{rapid.SampledFrom(attackTechniques).Draw(t, "technique")},
		Threat:     rapid.SampledFrom([]catalog.ThreatID{"access", "malware"}).Draw(t, "threat"), At: attackFilter(t)}
}

// attackPremises draws a relation, if any, and one or two premises.
func attackPremises(t *rapid.T, r *catalog.AttackRule) {
	on := []string{""}
	if rapid.SampledFrom([]bool{true, true, false}).Draw(t, "related") {
		r.Relation = rapid.SampledFrom(attackRelations).Draw(t, "relation")
		on = []string{"from", "from", "from", "", "at"}
		if f := attackFilter(t); rapid.Bool().Draw(t, "filters from") {
			r.From = &f
		}
	}
	for range rapid.SampledFrom([]int{1, 1, 1, 2}).Draw(t, "premises") {
		p := catalog.Premise{Fact: rapid.SampledFrom(attackFacts).Draw(t, "premise"), On: rapid.SampledFrom(on).Draw(t, "on")}
		if !slices.Contains(r.Needs, p) {
			r.Needs = append(r.Needs, p)
		}
	}
}

// attackFilter draws a filter that most often lets everything pass.
func attackFilter(t *rapid.T) catalog.Filter {
	switch rapid.IntRange(-5, 4).Draw(t, "filter") {
	case 4:
		return catalog.Filter{Types: []catalog.AssetTypeID{"server", "identity"}}
	case 1:
		return catalog.Filter{Environment: rapid.SampledFrom([]string{"onprem", "cloud"}).Draw(t, "environment")}
	case 2:
		return catalog.Filter{Classes: []catalog.DataClassID{"secret"}}
	case 3:
		return catalog.Filter{Internet: rapid.SampledFrom([]string{"outbound", "inbound"}).Draw(t, "internet")}
	}
	return catalog.Filter{}
}

// AttackStudy draws a study with one model of two to five assets, and attack
// rules of its own: links of every kind with mediators, data flows, one or two
// entry points, goals on one or two assets, deployments of which some have a
// manager, vulnerabilities and judgements.
func AttackStudy(t *rapid.T) *model.Spec {
	s := &model.Spec{Format: model.Format, ID: "random", AsOf: "2026-06-08", Method: &method.Spec{
		SameLayer: rapid.SampledFrom([]method.LayerRule{"", method.LayerLevel2}).Draw(t, "layer rule")},
		UseCases:    []model.UseCaseSpec{{ID: "u", Text: lang.Text{Ja: "u"}, Direction: "both", Classes: []catalog.DataClassID{"public"}}},
		Damages:     []model.DamageSpec{{ID: "harm", Label: "1", Text: lang.Text{Ja: "h"}, Level: method.ImpactLevel(rapid.IntRange(1, 3).Draw(t, "impact"))}},
		Catalog:     &catalog.Spec{AttackRules: AttackRules(t)},
		EntryPoints: []model.EntryPointSpec{{ID: "e0", Text: lang.Text{Ja: "e"}, Techniques: []string{string(rapid.SampledFrom(attackTechniques).Draw(t, "point"))}}},
	}
	if rules := s.Catalog.AttackRules; rapid.IntRange(0, 4).Draw(t, "matching point") < 4 {
		s.EntryPoints[0].Techniques = append(s.EntryPoints[0].Techniques, string(rules[0].Entry[0]))
	}
	m := model.ModelSpec{ID: "m", Text: lang.Text{Ja: "m"}, Role: model.Baseline}
	attackPlaces(t, s, &m)
	attackPaths(t, s, &m)
	attackEnds(t, s, &m)
	attackDefence(t, s, &m)
	s.Models = []model.ModelSpec{m}
	return s
}

// attackPlaces draws zones and assets; zone z0 is the Internet.
func attackPlaces(t *rapid.T, s *model.Spec, m *model.ModelSpec) {
	kinds := []model.ZoneKind{model.ZoneOnPrem, model.ZoneCloud}
	for i := range rapid.IntRange(2, 3).Draw(t, "zones") {
		z := model.ZoneSpec{ID: id[model.ZoneID]("z", i), Text: lang.Text{Ja: "z"}, Kind: model.ZoneInternet, Physical: model.PhysicalLimited}
		if i > 0 {
			z.Kind = rapid.SampledFrom(kinds).Draw(t, "kind")
		}
		if i > 1 && rapid.Bool().Draw(t, "nested") {
			z.Parent = "z1"
		}
		m.Zones = append(m.Zones, z)
	}
	for i := range rapid.SampledFrom([]int{4, 5, 3, 2}).Draw(t, "assets") {
		a := model.AssetSpec{ID: id[model.AssetID]("a", i), Text: lang.Text{Ja: "a"}, Importance: 2,
			Type: rapid.SampledFrom([]catalog.AssetTypeID{"server", "server", "media", "device", "identity"}).Draw(t, "type")}
		if rapid.Bool().Draw(t, "secret") {
			a.Classes = []catalog.DataClassID{"secret"}
		}
		s.Assets = append(s.Assets, a)
		zone := rapid.SampledFrom([]int{1, 1, len(m.Zones) - 1, 0}).Draw(t, "zone")
		m.Placements = append(m.Placements, model.PlacementSpec{Zone: m.Zones[zone].ID, Assets: []model.AssetID{a.ID}})
		if rapid.IntRange(0, 7).Draw(t, "vulnerable") == 0 {
			m.Vulnerabilities = append(m.Vulnerabilities, model.VulnerabilitySpec{Asset: a.ID, Reason: "r", Author: "a", Date: "2026-06-08"})
		}
	}
}

// attackPaths draws links, and flows over one or two of them.
func attackPaths(t *rapid.T, s *model.Spec, m *model.ModelSpec) {
	for i := range rapid.SampledFrom([]int{5, 6, 7, 4, 2, 1}).Draw(t, "links") {
		k, _ := Link(t, s, i)
		m.Links = append(m.Links, k)
	}
	for i := range rapid.SampledFrom([]int{1, 2, 0}).Draw(t, "flows") {
		k := rapid.SampledFrom(m.Links).Draw(t, "first hop")
		f := model.FlowSpec{ID: id[model.FlowID]("f", i), UseCase: "u", Data: "d", Links: []model.LinkID{k.ID}}
		from, to := downstream(k)
		f.Hops = []model.AssetID{from, to}
		for _, next := range m.Links {
			if a, b := downstream(next); a == to && rapid.Bool().Draw(t, "next hop") {
				f.Hops, f.Links = append(f.Hops, b), append(f.Links, next.ID)
				break
			}
		}
		m.Flows = append(m.Flows, f)
	}
}

// downstream gives the ends of a link as data go.
func downstream(k model.LinkSpec) (from, to model.AssetID) {
	if k.Data == model.Pull {
		return k.To, k.From
	}
	return k.From, k.To
}

// attackEnds draws where attacks begin and end.
func attackEnds(t *rapid.T, s *model.Spec, m *model.ModelSpec) {
	m.Entries = []model.EntrySpec{{Entry: "e0", Assets: []model.AssetID{s.Assets[0].ID}, Reason: "r",
		Applies: rapid.SampledFrom([]model.Applicability{model.Applies, model.Applies, model.Residual}).Draw(t, "applies")}}
	if rapid.Bool().Draw(t, "second landing") {
		m.Entries[0].Assets = append(m.Entries[0].Assets, s.Assets[1].ID)
	}
	if rapid.IntRange(0, 2).Draw(t, "second point") == 0 {
		technique := rapid.SampledFrom(attackTechniques).Draw(t, "point")
		s.EntryPoints = append(s.EntryPoints, model.EntryPointSpec{ID: "e1", Text: lang.Text{Ja: "e"}, Techniques: []string{string(technique)}})
		m.Entries = append(m.Entries, model.EntrySpec{Entry: "e1", Assets: []model.AssetID{rapid.SampledFrom(s.Assets).Draw(t, "landing").ID},
			Applies: rapid.SampledFrom([]model.Applicability{model.Applies, model.Residual, model.NotPossible}).Draw(t, "applies"), Reason: "r"})
	}
	for i := range rapid.SampledFrom([]int{2, 1}).Draw(t, "goals") {
		m.Goals = append(m.Goals, model.GoalSpec{ID: id[model.GoalID]("g", i), Damage: "harm", Effect: model.EffectStop,
			Asset: rapid.SampledFrom(s.Assets).Draw(t, "goal").ID})
	}
}

// attackDefence draws deployments, some with a manager, and judgements.
func attackDefence(t *rapid.T, s *model.Spec, m *model.ModelSpec) {
	for i := range rapid.SampledFrom([]int{5, 7, 3, 1, 0}).Draw(t, "deployments") {
		m.Deployments = append(m.Deployments, AttackDeployment(t, s, m, i))
	}
	if rapid.IntRange(0, 3).Draw(t, "judged") == 0 {
		m.Judgements = append(m.Judgements, model.JudgementSpec{Set: model.SetCountermeasureLevel,
			Asset:  rapid.SampledFrom(s.Assets).Draw(t, "judged asset").ID,
			Threat: rapid.SampledFrom([]catalog.ThreatID{"access", "malware"}).Draw(t, "judged threat"),
			Value:  rapid.IntRange(1, 3).Draw(t, "judged value"), Reason: "r", Author: "a", Date: "2026-06-08"})
	}
}

// AttackDeployment is [Deployment] with a manager half of the time, and with a
// countermeasure of [AttackCatalog].
func AttackDeployment(t *rapid.T, s *model.Spec, m *model.ModelSpec, i int) model.DeploymentSpec {
	d := Deployment(t, s, m, i)
	d.Countermeasure = rapid.SampledFrom([]catalog.CountermeasureID{"filter", "scan", "patch", "watch", "login", "narrow", "narrower", "backup"}).Draw(t, "countermeasure")
	if rapid.SampledFrom([]bool{true, true, false}).Draw(t, "managed") {
		d.ManagedBy = rapid.SampledFrom(s.Assets).Draw(t, "manager").ID
	}
	return d
}
