package model_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/gen"
)

func text(s string) lang.Text { return lang.Text{Ja: s} }

// family is a study with an abstract parent, a baseline that only inherits and a
// child that overrides, removes and adds; the parameter "place" has the cases
// here (default) and there.
func family() *model.Spec {
	s := &model.Spec{Format: model.Format, ID: "family", Source: "gen",
		Parameters: []model.ParameterSpec{{ID: "place", Text: text("p"), Default: "here",
			Cases: []model.CaseSpec{{ID: "here", Text: text("h")}, {ID: "there", Text: text("t")}}}}}
	for _, a := range []model.AssetID{"a", "b", "c", "d"} {
		s.Assets = append(s.Assets, model.AssetSpec{ID: a, Text: text(string(a)), Type: "server", Importance: 2})
	}
	parent := model.ModelSpec{ID: "parent", Text: text("parent"), Role: model.Abstract, Approach: &lang.Text{Ja: "layers"},
		Zones: []model.ZoneSpec{
			{ID: "city", Text: text("city"), Kind: model.ZoneOnPrem, Exposure: model.ExposureIsolated, Physical: model.PhysicalStrict},
			{ID: "office", Text: text("office"), Parent: "city"},
			{ID: "vault", Text: text("vault"), Parent: "city", Exposure: model.ExposureIntranet},
			{ID: "unused", Text: text("unused")}},
		Placements: []model.PlacementSpec{{Zone: "office", Assets: []model.AssetID{"a", "b"}},
			{Zone: "vault", Assets: []model.AssetID{"d"}, When: model.When{"place": "there"}}},
		Links: []model.LinkSpec{{ID: "k1", From: "a", To: "b", Data: model.Both},
			{ID: "k2", From: "a", To: "c", Data: model.Push, Optional: true},
			{ID: "k3", From: "a", To: "d", Data: model.Push, Optional: true}},
		Deployments: []model.DeploymentSpec{
			{ID: "d1", Countermeasure: "patch", Scope: model.ScopeSpec{Assets: []model.AssetID{"a", "c"}}, Status: model.Planned, Optional: true},
			{ID: "d2", Countermeasure: "patch", Scope: model.ScopeSpec{Assets: []model.AssetID{"c"}}, Status: model.Planned, Optional: true}},
	}
	child := model.ModelSpec{ID: "child", Text: text("child"), Inherits: "parent", Source: "gen#child", Cloud: true,
		Placements: []model.PlacementSpec{{Zone: "vault", Assets: []model.AssetID{"b", "c"}}},
		Links:      []model.LinkSpec{{ID: "k4", From: "c", To: "b", Data: model.Pull, Source: "gen#own"}},
		Remove:     model.RemovalSpec{Links: []model.LinkID{"k1"}}}
	s.Models = []model.ModelSpec{parent, {ID: "base", Text: text("base"), Role: model.Baseline, Inherits: "parent"}, child}
	return s
}

func build(t *testing.T, s *model.Spec, opt model.Options) (*model.Study, diag.List) {
	t.Helper()
	study, l := model.Build(s, gen.Catalog(), opt)
	for _, f := range l.Findings {
		if f.Severity == diag.Error {
			t.Errorf("finding %s at %s %v", f.Code, f.Path, f.Args)
		}
	}
	return study, l
}

// draw writes a model as one line per zone and link.
func draw(m *model.Model) string {
	var b strings.Builder
	for _, z := range m.Zones {
		var in []string
		for _, a := range m.Assets {
			if a.Zone == z {
				in = append(in, string(a.ID))
			}
		}
		fmt.Fprintf(&b, "%s(%s,%s):%s ", z.ID, z.Exposure, z.Physical, strings.Join(in, ""))
	}
	for _, k := range m.Links {
		fmt.Fprintf(&b, "%s@%s ", k.ID, k.Origin.Model)
	}
	for _, d := range m.Deployments {
		fmt.Fprintf(&b, "%s*%d ", d.ID, len(d.Assets))
	}
	return strings.TrimSpace(b.String())
}

// TestInheritance: rows are inherited, replaced, removed and added; nested zones
// take what they do not say from their parents; optional rows without their
// assets are left out; zones without assets are dropped.
func TestInheritance(t *testing.T) {
	for opt, want := range map[model.ParameterCase][2]string{
		"": {
			"city(isolated,strict): office(isolated,strict):ab k1@parent d1*1",
			"city(isolated,strict): office(isolated,strict):a vault(intranet,strict):bc k2@parent k4@child d1*2 d2*1"},
		"there": {
			"city(isolated,strict): office(isolated,strict):ab vault(intranet,strict):d k1@parent k3@parent d1*1",
			"city(isolated,strict): office(isolated,strict):a vault(intranet,strict):bcd k2@parent k3@parent k4@child d1*2 d2*1"},
	} {
		var o model.Options
		if opt != "" {
			o.Parameters = model.When{"place": opt}
		}
		s, _ := build(t, family(), o)
		if len(s.Models) != 2 {
			t.Fatalf("%d models, abstract ones included?", len(s.Models))
		}
		for i, m := range s.Models {
			if got := draw(m); got != want[i] {
				t.Errorf("case %q, %s:\n got %s\nwant %s", opt, m.ID, got, want[i])
			}
		}
	}
}

// TestModelPrefersACase, and the user's choice wins over it.
func TestModelPrefersACase(t *testing.T) {
	spec := family()
	spec.Models[2].Parameters = model.When{"place": "there"}
	s, _ := build(t, spec, model.Options{})
	if b, c := s.Models[0].Parameters["place"], s.Models[1].Parameters["place"]; b != "here" || c != "there" {
		t.Errorf("cases %s, %s; want here, there", b, c)
	}
	s, _ = build(t, spec, model.Options{Parameters: model.When{"place": "here"}})
	if c := s.Models[1].Parameters["place"]; c != "here" {
		t.Errorf("the user chose here, the model has %s", c)
	}
}

// TestOrigins: every row tells where it was written and what it rests on, and
// the model counts what it inherits.
func TestOrigins(t *testing.T) {
	s, _ := build(t, family(), model.Options{})
	child, _ := s.Model("child")
	want := map[model.LinkID]model.Origin{
		"k2": {Model: "parent", Path: "models/0/links/1", Source: "gen"},
		"k4": {Model: "child", Path: "models/2/links/0", Source: "gen#own"},
	}
	for _, k := range child.Links {
		if k.Origin != want[k.ID] {
			t.Errorf("%s: %+v", k.ID, k.Origin)
		}
	}
	if b, _ := child.Asset("b"); b.Origin != (model.Origin{Model: "child", Path: "models/2/placements/0/assets/0", Source: "gen#child"}) {
		t.Errorf("b: %+v", b.Origin)
	}
	inherited, all := child.Inherited()
	if inherited != 7 || all != 10 { // zones 3; a; k2; d1, d2 | b, c; k4
		t.Errorf("inherits %d of %d rows, want 7 of 10", inherited, all)
	}
	if !slices.Equal(child.Ancestors, []model.ModelID{"parent"}) || child.Approach.Ja != "layers" || !child.Cloud {
		t.Errorf("head: %v %v %v", child.Ancestors, child.Approach, child.Cloud)
	}
}

// TestFlowLinks: a flow takes the one link that carries its data, or the ones it
// names.
func TestFlowLinks(t *testing.T) {
	spec := family()
	spec.UseCases = []model.UseCaseSpec{{ID: "u", Text: text("u"), Direction: "in", Classes: []catalog.DataClassID{"secret"}}}
	child := &spec.Models[2]
	child.Links = append(child.Links, model.LinkSpec{ID: "k5", From: "c", To: "b", Data: model.Push})
	child.Flows = []model.FlowSpec{
		{ID: "f1", UseCase: "u", Data: "x", Hops: []model.AssetID{"a", "c", "b"}},
		{ID: "f2", UseCase: "u", Data: "x", Hops: []model.AssetID{"b", "c"}, Links: []model.LinkID{"k4"}},
	}
	s, _ := build(t, spec, model.Options{})
	m, _ := s.Model("child")
	var got []string
	for _, f := range m.Flows {
		for _, k := range f.Links {
			got = append(got, string(f.ID+":")+string(k.ID))
		}
		if len(f.Classes) != 1 {
			t.Errorf("%s carries %v, want the use case's classes", f.ID, f.Classes)
		}
	}
	if strings.Join(got, " ") != "f1:k2 f1:k5 f2:k4" {
		t.Errorf("links %v", got)
	}
}

// TestAccept: a finding that the study accepts carries the reason, one that is
// not there or is an error is reported.
func TestAccept(t *testing.T) {
	spec := &model.Spec{AcceptedFindings: []model.AcceptedSpec{
		{Code: "asset.unlinked", Model: "m", About: "a", Reason: "known"},
		{Code: "asset.unlinked", Model: "other", Reason: "never"},
		{Code: "ref.unknown", Reason: "hope"},
	}}
	list := func() diag.List {
		var l diag.List
		l.Add(diag.AssetUnlinked, "1", "id", "a", "model", "m")
		l.Add(diag.AssetUnlinked, "2", "id", "b", "model", "m")
		l.Add(diag.RefUnknown, "3", "id", "x")
		return l
	}
	for whole, want := range map[bool]string{
		true:  "asset.unlinked=known asset.unlinked= ref.unknown= accepted.matches_nothing= accepted.error=",
		false: "asset.unlinked=known asset.unlinked= ref.unknown= accepted.error=",
	} {
		l := list()
		model.Accept(spec, &l, whole)
		var got []string
		for _, f := range l.Findings {
			got = append(got, string(f.Code)+"="+f.Accepted)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("whole %v: %v", whole, got)
		}
	}
}

// TestBounds: long chains of inheritance, deep zones and many models are refused
// instead of taking time quadratic in the study.
func TestBounds(t *testing.T) {
	chain := &model.Spec{Format: model.Format}
	for i := range 300 {
		m := model.ModelSpec{ID: model.ModelID(fmt.Sprint("m", i)), Text: text("m")}
		if i > 0 {
			m.Inherits = model.ModelID(fmt.Sprint("m", i-1))
		}
		chain.Models = append(chain.Models, m)
	}
	deep := family()
	for i := range 100 {
		z := model.ZoneSpec{ID: model.ZoneID(fmt.Sprint("z", i)), Text: text("z"), Parent: "office"}
		if i > 0 {
			z.Parent = model.ZoneID(fmt.Sprint("z", i-1))
		}
		deep.Models[0].Zones = append(deep.Models[0].Zones, z)
	}
	for _, c := range []struct {
		spec *model.Spec
		want diag.Code
	}{{chain, diag.ModelInheritsDeep}, {chain, diag.StudyTooManyModels}, {deep, diag.ZoneTooDeep}} {
		_, l := model.Build(c.spec, gen.Catalog(), model.Options{})
		if !slices.ContainsFunc(l.Findings, func(f diag.Finding) bool { return f.Code == c.want }) {
			t.Errorf("no finding %s", c.want)
		}
	}
}
