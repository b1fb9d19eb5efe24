package attack_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/gen"
)

// sketch draws a study for one case: assets such as "a b idp:identity c@cloud"
// (servers on the premises unless said otherwise), links such as "a>b" (network,
// both ways), one entry point on the first asset, one goal on the last, and
// rules such as "session: foothold@from & control -> foothold".
func sketch(assets string, links []string, rules ...string) *model.Spec {
	s := &model.Spec{Format: model.Format, ID: "sketch", AsOf: "2026-06-08", Catalog: &catalog.Spec{},
		UseCases:    []model.UseCaseSpec{{ID: "u", Text: lang.Text{Ja: "u"}, Direction: "both", Classes: []catalog.DataClassID{"public"}}},
		Damages:     []model.DamageSpec{{ID: "harm", Label: "1", Text: lang.Text{Ja: "h"}, Level: 3}},
		EntryPoints: []model.EntryPointSpec{{ID: "e", Text: lang.Text{Ja: "e"}, Techniques: []string{"T1190"}}}}
	m := model.ModelSpec{ID: "m", Text: lang.Text{Ja: "m"}, Role: model.Baseline}
	for _, kind := range []model.ZoneKind{model.ZoneOnPrem, model.ZoneCloud, model.ZoneInternet} {
		m.Zones = append(m.Zones, model.ZoneSpec{ID: model.ZoneID(kind), Text: lang.Text{Ja: "z"}, Kind: kind, Physical: model.PhysicalLimited})
	}
	for a := range strings.FieldsSeq(assets) {
		a, zone, placed := strings.Cut(a, "@")
		if !placed {
			zone = string(model.ZoneOnPrem)
		}
		name, kind, typed := strings.Cut(a, ":")
		if !typed {
			kind = "server"
		}
		s.Assets = append(s.Assets, model.AssetSpec{ID: model.AssetID(name), Text: lang.Text{Ja: "a"}, Importance: 2, Type: catalog.AssetTypeID(kind)})
		m.Placements = append(m.Placements, model.PlacementSpec{Zone: model.ZoneID(zone), Assets: []model.AssetID{model.AssetID(name)}})
	}
	for _, k := range links {
		from, to, _ := strings.Cut(k, ">")
		m.Links = append(m.Links, model.LinkSpec{ID: model.LinkID(from + "-" + to), From: model.AssetID(from), To: model.AssetID(to), Data: model.Both})
	}
	first, last := s.Assets[0].ID, s.Assets[len(s.Assets)-1].ID
	m.Entries = []model.EntrySpec{{Entry: "e", Assets: []model.AssetID{first}, Applies: model.Applies}}
	m.Goals = []model.GoalSpec{{ID: "goal", Damage: "harm", Effect: model.EffectStop, Asset: last}}
	s.Models = []model.ModelSpec{m}
	for i, r := range rules {
		s.Catalog.AttackRules = append(s.Catalog.AttackRules, ruleOf(fmt.Sprint("r", i), r))
	}
	return s
}

// ruleOf reads a rule such as "carry: payload@from & foothold -> control". The
// relation may be missing, or be "entry" for initial access.
func ruleOf(id, text string) catalog.AttackRule {
	r := catalog.AttackRule{ID: catalog.RuleID(id), Row: catalog.Row{Text: lang.Text{Ja: id, En: id}, Source: "gen",
		Confidence: catalog.Confirmed}, Tactic: "TA0001", Techniques: []catalog.TechniqueID{"T1021"}, Threat: "malware"}
	left, gives, _ := strings.Cut(text, " -> ")
	relation, needs, related := strings.Cut(left, ":")
	switch {
	case !related:
		needs = left
	case relation == "entry":
		r.Entry, r.Techniques = []catalog.TechniqueID{"T1190"}, []catalog.TechniqueID{"T1190"}
	default:
		r.Relation = catalog.Relation(relation)
	}
	for n := range strings.SplitSeq(needs, "&") {
		if kind, on, _ := strings.Cut(strings.TrimSpace(n), "@"); kind != "" {
			r.Needs = append(r.Needs, catalog.Premise{Fact: catalog.FactKind(kind), On: on})
		}
	}
	r.Gives = catalog.FactKind(gives)
	return r
}

// listed lists every tree from the first start to the first goal, each written
// as its steps "rule@asset".
func listed(t *testing.T, spec *model.Spec) []string {
	t.Helper()
	_, g := build(t, spec, gen.AttackCatalog())
	l := g.Trees(context.Background(), 0, g.Model.Goals[0], unbounded)
	if !l.Exact {
		t.Errorf("the listing is not exact")
	}
	var out []string
	for _, tree := range l.Trees {
		out = append(out, written(tree.Steps))
	}
	return out
}

func written(steps []attack.Rated) string {
	var out []string
	for _, s := range steps {
		out = append(out, fmt.Sprintf("%s@%s", s.Rule.ID, s.At))
	}
	return strings.Join(out, " ")
}

// wantTrees compares the listed trees, in any order of their shared rank.
func wantTrees(t *testing.T, spec *model.Spec, want ...string) {
	t.Helper()
	got := listed(t, spec)
	if slices.Sort(got); !slices.Equal(got, want) {
		t.Errorf("trees:\n got %q\nwant %q", got, want)
	}
	var met tally
	equalOracle(t, spec, gen.AttackCatalog(), &met)
}
