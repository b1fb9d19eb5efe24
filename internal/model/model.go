package model

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
)

// Study is a checked study. It is read-only.
type Study struct {
	// Spec is the study as written.
	Spec    *Spec
	Method  *method.Method
	Catalog *catalog.Catalog
	// Sources by id, those of the base catalogue included.
	Sources map[string]SourceSpec
	// Models to be assessed, in the order written; abstract ones are left out.
	Models []*Model

	useCases map[UseCaseID]int
	damages  map[DamageID]int
	points   map[EntryPointID]int
	english  map[string]int
}

// Said gives a text that the study has in one language, in the language of the user
// where the study translates it.
func (s *Study) Said(l lang.Lang, text string) string {
	if i, ok := s.english[text]; ok && l == lang.En {
		return s.Spec.Translations[i].En
	}
	return text
}

// Model finds a model by id.
func (s *Study) Model(id ModelID) (*Model, bool) {
	for _, m := range s.Models {
		if m.ID == id {
			return m, true
		}
	}
	return nil, false
}

// Baseline gives the model that others are compared with, if there is one.
func (s *Study) Baseline() (*Model, bool) {
	for _, m := range s.Models {
		if m.Role == Baseline {
			return m, true
		}
	}
	return nil, false
}

// UseCase finds a use case by id.
func (s *Study) UseCase(id UseCaseID) (*UseCaseSpec, bool) {
	return at(s.Spec.UseCases, s.useCases, id)
}

// Damage finds a business damage by id.
func (s *Study) Damage(id DamageID) (*DamageSpec, bool) {
	return at(s.Spec.Damages, s.damages, id)
}

// EntryPoint finds an entry point by id.
func (s *Study) EntryPoint(id EntryPointID) (*EntryPointSpec, bool) {
	return at(s.Spec.EntryPoints, s.points, id)
}

func at[T any, K comparable](rows []T, index map[K]int, id K) (*T, bool) {
	i, ok := index[id]
	if !ok {
		return nil, false
	}
	return &rows[i], true
}

// Origin tells where a row of a model was written.
type Origin struct {
	// Model in which it was written: the model itself or one it inherits from.
	Model ModelID
	// Path of the row in the study.
	Path string
	// Source id of the row, its model's or the study's.
	Source string
}

// Model is a checked verification model with everything it inherits, for one
// choice of parameters.
type Model struct {
	ID ModelID
	lang.Text
	Short       lang.Text
	Role        Role
	Group       GroupID
	Environment lang.Text
	Approach    lang.Text
	Cloud       bool
	// Ancestors from which it inherits, the nearest first.
	Ancestors []ModelID
	// Parameters holds the case in force of every parameter of the study.
	Parameters When
	Path       string

	// Zones that hold assets, directly or nested, in the order written.
	Zones []*Zone
	// Assets placed, in the order of the asset master.
	Assets      []*Asset
	Links       []*Link
	Flows       []*Flow
	Entries     []*Entry
	Goals       []*Goal
	Deployments []*Deployment
	// Judgements that bear on this model, the study's after its own.
	Judgements []*Judgement
	// Scenarios written by the analyst, and the computed trees that are rejected.
	Scenarios []*Scenario
	Rejected  []*Rejected

	assetIndex map[AssetID]int
	zoneIndex  map[ZoneID]int
}

// Inherited counts the rows of the model that it inherits, and all its rows:
// zones, assets placed, links, flows, entries, goals and deployments.
func (m *Model) Inherited() (inherited, all int) {
	count := func(o Origin) {
		all++
		if o.Model != m.ID {
			inherited++
		}
	}
	for _, r := range m.Zones {
		count(r.Origin)
	}
	for _, r := range m.Assets {
		count(r.Origin)
	}
	for _, r := range m.Links {
		count(r.Origin)
	}
	for _, r := range m.Flows {
		count(r.Origin)
	}
	for _, r := range m.Entries {
		count(r.Origin)
	}
	for _, r := range m.Goals {
		count(r.Origin)
	}
	for _, r := range m.Deployments {
		count(r.Origin)
	}
	return inherited, all
}

// Asset finds a placed asset by id.
func (m *Model) Asset(id AssetID) (*Asset, bool) {
	i, ok := m.assetIndex[id]
	if !ok {
		return nil, false
	}
	return m.Assets[i], true
}

// Zone finds a zone by id.
func (m *Model) Zone(id ZoneID) (*Zone, bool) {
	i, ok := m.zoneIndex[id]
	if !ok {
		return nil, false
	}
	return m.Zones[i], true
}

// Link finds a link by id.
func (m *Model) Link(id LinkID) (*Link, bool) {
	i := slices.IndexFunc(m.Links, func(k *Link) bool { return k.ID == id })
	if i < 0 {
		return nil, false
	}
	return m.Links[i], true
}

// Zone is a zone 領域 of a model.
type Zone struct {
	ZoneSpec
	Origin Origin
	// Index in Model.Zones.
	Index int
	// Parent zone, or nil.
	Parent *Zone
	// Kind in force: its own or the nearest ancestor's.
	Kind ZoneKind
	// Declared exposure in force, its own or the nearest ancestor's; empty when
	// none is declared.
	Exposure Exposure
	// Physical class in force, likewise.
	Physical PhysicalClass
}

// Within reports whether z is outer or lies in it.
func (z *Zone) Within(outer *Zone) bool {
	for ; z != nil; z = z.Parent {
		if z == outer {
			return true
		}
	}
	return false
}

// Asset is a placed asset 資産.
type Asset struct {
	*AssetSpec
	Origin Origin
	// Index in Model.Assets.
	Index int
	Type  *catalog.AssetType
	Zone  *Zone
	// Links of which it is an end.
	Links []*Link
	// Mediates lists the links that pass through it.
	Mediates []*Link
	// Vulnerable is the known unpatched vulnerability, or nil.
	Vulnerable *VulnerabilitySpec
	// SpecPath is the path of the asset in the asset master.
	SpecPath string
}

// Link is a connection 接続.
type Link struct {
	LinkSpec
	Origin   Origin
	Index    int
	From, To *Asset
	Via      []*Asset
}

// Network reports whether the link is a network one.
func (k *Link) Network() bool { return k.Kind == LinkNetwork }

// Course names the way of the link: its ends, its kind and its mediators in order. Links
// of two models with one course are the same connection, whatever their ids.
func (k *Link) Course() string {
	via := make([]string, len(k.Via))
	for i, a := range k.Via {
		via[i] = string(a.ID)
	}
	return fmt.Sprintf("%s>%s/%s/%s", k.From.ID, k.To.ID, k.Kind, strings.Join(via, " "))
}

// BringsInto reports whether sessions or data come over the link into the
// asset, which is one of its ends.
func (k *Link) BringsInto(a *Asset) bool {
	return k.To == a || k.From == a && k.Data != Push
}

// Flow is a data flow データフロー.
type Flow struct {
	FlowSpec
	Origin Origin
	Index  int
	Hops   []*Asset
	// Links taken, one between each two hops.
	Links []*Link
	// Classes carried, those of the use case where the flow names none.
	Classes []catalog.DataClassID
}

// Entry is an entry point 侵入口 as it stands in the model.
type Entry struct {
	EntrySpec
	Origin Origin
	Point  *EntryPointSpec
	Assets []*Asset
}

// Goal is an attack goal 攻撃目標.
type Goal struct {
	GoalSpec
	Origin Origin
	Damage *DamageSpec
	Asset  *Asset
}

// Deployment is a countermeasure over a scope 対策の配置.
type Deployment struct {
	DeploymentSpec
	Origin         Origin
	Index          int
	Countermeasure *catalog.Countermeasure
	// Manager is the asset that manages it, or nil.
	Manager *Asset
	// Scope, resolved. Model is in DeploymentSpec.Scope.
	Zones  []*Zone
	Types  []*catalog.AssetType
	Assets []*Asset
	Links  []*Link
}

// Judgement is an analyst's value that bears on a model.
type Judgement struct {
	JudgementSpec
	Origin Origin
	// Shared tells that it was written for all models.
	Shared bool
	Zone   *Zone
	Asset  *Asset
}

// Scenario is an attack scenario 攻撃シナリオ written by the analyst.
type Scenario struct {
	ScenarioSpec
	Origin Origin
	// Point is the entry point from which it starts, or nil.
	Point  *EntryPointSpec
	Target *Asset
	// At lists the assets of its steps.
	At []*Asset
}

// Rejected is a rejection of computed trees.
type Rejected struct {
	RejectedTreeSpec
	Origin Origin
}
