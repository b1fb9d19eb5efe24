package model

import (
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
)

// Ids of a study's rows. They are ASCII and stable; names are free Japanese.
type (
	ModelID       string
	ZoneID        string
	AssetID       string
	LinkID        string
	FlowID        string
	UseCaseID     string
	DamageID      string
	EntryPointID  string
	GoalID        string
	DeploymentID  string
	GroupID       string
	ParameterID   string
	ParameterCase string
)

// Format is the version line that every study and catalogue file begins with.
const Format = "sekisho/1"

// Spec is a study as written: ids are not yet resolved and nothing is checked.
// A catalogue file is a Spec that fills only Format, Sources, Method and Catalog.
type Spec struct {
	// Version of the format: sekisho/1.
	Format string `yaml:"format"`
	// Stable id of the study.
	ID string `yaml:"id,omitempty"`
	// Title of the study.
	Title *lang.Text `yaml:"title,omitempty"`
	// What the study is about.
	Description *lang.Text `yaml:"description,omitempty"`
	// Date at which the study stands, YYYY-MM-DD; dates the outputs.
	AsOf string `yaml:"as_of,omitempty" jsonschema:"pattern=^[0-9]{4}-[0-9]{2}-[0-9]{2}$"`
	// Marking printed on every page, such as 取扱注意.
	Marking string `yaml:"marking,omitempty"`
	// Source id for rows that name none.
	Source string `yaml:"source,omitempty"`
	// Sources that rows may cite.
	Sources []SourceSpec `yaml:"sources,omitempty"`
	// Changes to the rating method.
	Method *method.Spec `yaml:"method,omitempty"`
	// Changes to the reference lists.
	Catalog *catalog.Spec `yaml:"catalog,omitempty"`
	// Parameters that switch variants of every model.
	Parameters []ParameterSpec `yaml:"parameters,omitempty"`
	// Groups into which models are rolled up.
	Groups []GroupSpec `yaml:"groups,omitempty"`
	// Use cases ユースケース.
	UseCases []UseCaseSpec `yaml:"use_cases,omitempty"`
	// Business damages 事業被害.
	Damages []DamageSpec `yaml:"damages,omitempty"`
	// Entry points 侵入口.
	EntryPoints []EntryPointSpec `yaml:"entry_points,omitempty"`
	// Asset master 資産台帳, shared by all models.
	Assets []AssetSpec `yaml:"assets,omitempty"`
	// Assumptions 前提条件.
	Assumptions []StatementSpec `yaml:"assumptions,omitempty"`
	// Exclusions 対象外, each with its reason.
	Exclusions []StatementSpec `yaml:"exclusions,omitempty"`
	// Milestones of the assessment.
	Milestones []MilestoneSpec `yaml:"milestones,omitempty"`
	// Verification models 検証モデル.
	Models []ModelSpec `yaml:"models,omitempty"`
	// Judgements that hold in every model.
	Judgements []JudgementSpec `yaml:"judgements,omitempty"`
	// What people write for the report 報告書.
	Report *ReportSpec `yaml:"report,omitempty"`
	// What planning countermeasures 対策計画 needs to know.
	Planning *PlanningSpec `yaml:"planning,omitempty"`
	// Places of zones and assets in pictures.
	Layout *LayoutSpec `yaml:"layout,omitempty"`
	// Findings that the study accepts, each with its reason.
	AcceptedFindings []AcceptedSpec `yaml:"accepted_findings,omitempty"`
	// English of texts that are written in one language, such as reasons.
	Translations []TranslationSpec `yaml:"translations,omitempty"`
}

// TranslationSpec is the English of a text that is written in Japanese only. It holds
// wherever the study has exactly that text, and no longer once the text is changed.
type TranslationSpec struct {
	// The text as the study has it.
	Ja string `yaml:"ja"`
	// The same in English.
	En string `yaml:"en"`
}

// SourceSpec is a document or statement that rows cite.
type SourceSpec struct {
	// Stable id.
	ID        string `yaml:"id"`
	lang.Text `yaml:",inline"`
	// Address of the document at its publisher.
	URL string `yaml:"url,omitempty"`
	// Address of the copy or the page of somebody else by which it was read.
	Copy string `yaml:"copy,omitempty"`
	// Whether it is our proposal rather than a position of the ministry.
	Proposal bool `yaml:"proposal,omitempty"`
}

// ParameterSpec switches between variants, such as where the e-application
// service is deployed. Rows with `when` belong to one of its cases.
type ParameterSpec struct {
	// Stable id.
	ID        ParameterID `yaml:"id"`
	lang.Text `yaml:",inline"`
	// Possible cases.
	Cases []CaseSpec `yaml:"cases"`
	// Case that holds where neither the model nor the user chooses.
	Default ParameterCase `yaml:"default"`
	Source  string        `yaml:"source,omitempty"`
}

// CaseSpec is one case of a parameter.
type CaseSpec struct {
	// Stable id within the parameter.
	ID        ParameterCase `yaml:"id"`
	lang.Text `yaml:",inline"`
}

// When holds for the named case of each named parameter.
type When map[ParameterID]ParameterCase

// GroupSpec is a group of models, such as 三層の対策ベース.
type GroupSpec struct {
	// Stable id.
	ID        GroupID `yaml:"id"`
	lang.Text `yaml:",inline"`
	Source    string `yaml:"source,omitempty"`
}

// UseCaseSpec is a use case of municipal work.
type UseCaseSpec struct {
	// Stable id.
	ID        UseCaseID `yaml:"id"`
	lang.Text `yaml:",inline"`
	// Direction of the data seen from the My-Number-use tier: in, out or both.
	Direction string `yaml:"direction" jsonschema:"enum=in,enum=out,enum=both"`
	// Data classes that it carries.
	Classes []catalog.DataClassID `yaml:"classes"`
	// Volume, in words.
	Volume string `yaml:"volume,omitempty"`
	// How it is done today, in words.
	Today  string `yaml:"today,omitempty"`
	Source string `yaml:"source,omitempty"`
}

// DamageSpec is a business damage.
type DamageSpec struct {
	// Stable id.
	ID DamageID `yaml:"id"`
	// Number as printed, such as ②'.
	Label     string `yaml:"label"`
	lang.Text `yaml:",inline"`
	// Impact level 事業被害レベル, 1 to 3.
	Level method.ImpactLevel `yaml:"level" jsonschema:"minimum=1,maximum=3"`
	// Whether it can only occur where a cloud is used.
	CloudOnly bool   `yaml:"cloud_only,omitempty"`
	Source    string `yaml:"source,omitempty"`
}

// EntryPointSpec is a starting point of attacks 侵入口.
type EntryPointSpec struct {
	// Stable id.
	ID        EntryPointID `yaml:"id"`
	lang.Text `yaml:",inline"`
	// ATT&CK initial-access techniques; a technique may serve several points.
	Techniques []string `yaml:"techniques"`
	// Whether it only exists where a cloud is used.
	CloudOnly bool `yaml:"cloud_only,omitempty"`
	// Why it was chosen.
	Reason string `yaml:"reason,omitempty"`
	Source string `yaml:"source,omitempty"`
}

// AssetSpec is an asset 資産, or a group of equal assets.
type AssetSpec struct {
	// Stable id.
	ID        AssetID `yaml:"id"`
	lang.Text `yaml:",inline"`
	// Asset type 資産種別.
	Type catalog.AssetTypeID `yaml:"type"`
	// Number of equal assets; 1 if absent.
	Count int `yaml:"count,omitempty" jsonschema:"minimum=1"`
	// Data classes that it holds.
	Classes []catalog.DataClassID `yaml:"classes,omitempty"`
	// What stops if it stops or its settings are tampered with.
	Stops catalog.StopEffectID `yaml:"stops,omitempty"`
	// Importance 資産の重要度 as judged by the analyst, 1 to 3.
	Importance method.Importance `yaml:"importance,omitempty" jsonschema:"minimum=1,maximum=3"`
	// Reason of the importance.
	Reason string `yaml:"reason,omitempty"`
	Source string `yaml:"source,omitempty"`
}

// StatementSpec is an assumption or an exclusion.
type StatementSpec struct {
	// Stable id.
	ID        string `yaml:"id"`
	lang.Text `yaml:",inline"`
	// Why.
	Reason string `yaml:"reason"`
	// ATT&CK techniques that it takes out of scope.
	Techniques []string `yaml:"techniques,omitempty"`
	// Models for which it holds; empty: all.
	Models []ModelID `yaml:"models,omitempty"`
	Source string    `yaml:"source,omitempty"`
}

// MilestoneSpec is a date of the assessment.
type MilestoneSpec struct {
	// Stable id.
	ID        string `yaml:"id"`
	lang.Text `yaml:",inline"`
	// Date, YYYY-MM-DD or YYYY-MM.
	Date   string `yaml:"date" jsonschema:"pattern=^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$"`
	Source string `yaml:"source,omitempty"`
}

// ModelSpec is a verification model 検証モデル as written: what it adds to the
// model that it inherits from. A row with the same id (placements: same asset,
// entries: same entry point) replaces the inherited one; Remove takes rows out.
type ModelSpec struct {
	// Stable id.
	ID        ModelID `yaml:"id"`
	lang.Text `yaml:",inline"`
	// Short name for tables.
	Short *lang.Text `yaml:"short,omitempty"`
	// Role: candidate, baseline or abstract; candidate if absent.
	Role Role `yaml:"role,omitempty" jsonschema:"enum=candidate,enum=baseline,enum=abstract"`
	// Group into which it is rolled up.
	Group GroupID `yaml:"group,omitempty"`
	// Model that it inherits from.
	Inherits ModelID `yaml:"inherits,omitempty"`
	// Operating environment 運用環境, in words.
	Environment *lang.Text `yaml:"environment,omitempty"`
	// Security approach, in words.
	Approach *lang.Text `yaml:"approach,omitempty"`
	// Whether it uses a cloud, so that cloud-only damages and entries apply.
	Cloud bool `yaml:"cloud,omitempty"`
	// Cases of parameters that this model prefers.
	Parameters When `yaml:"parameters,omitempty"`
	// Source id for rows that name none.
	Source      string           `yaml:"source,omitempty"`
	Zones       []ZoneSpec       `yaml:"zones,omitempty"`
	Placements  []PlacementSpec  `yaml:"placements,omitempty"`
	Links       []LinkSpec       `yaml:"links,omitempty"`
	Flows       []FlowSpec       `yaml:"flows,omitempty"`
	Entries     []EntrySpec      `yaml:"entries,omitempty"`
	Goals       []GoalSpec       `yaml:"goals,omitempty"`
	Deployments []DeploymentSpec `yaml:"deployments,omitempty"`
	// Assets with a known vulnerability that is not patched.
	Vulnerabilities []VulnerabilitySpec `yaml:"vulnerabilities,omitempty"`
	Judgements      []JudgementSpec     `yaml:"judgements,omitempty"`
	// Places of zones and assets in this model's pictures.
	Layout *LayoutSpec `yaml:"layout,omitempty"`
	// Attack scenarios 攻撃シナリオ and trees written by the analyst.
	Scenarios []ScenarioSpec `yaml:"scenarios,omitempty"`
	// Computed trees that the analyst rejects, each with its reason.
	RejectedTrees []RejectedTreeSpec `yaml:"rejected_trees,omitempty"`
	// Inherited rows that this model does without.
	Remove RemovalSpec `yaml:"remove,omitempty"`
}

// RemovalSpec names inherited rows that a model does without.
type RemovalSpec struct {
	Zones       []ZoneID       `yaml:"zones,omitempty"`
	Placements  []AssetID      `yaml:"placements,omitempty"`
	Links       []LinkID       `yaml:"links,omitempty"`
	Flows       []FlowID       `yaml:"flows,omitempty"`
	Entries     []EntryPointID `yaml:"entries,omitempty"`
	Goals       []GoalID       `yaml:"goals,omitempty"`
	Deployments []DeploymentID `yaml:"deployments,omitempty"`
}

// ZoneSpec is a zone 領域. Zones nest by Parent.
type ZoneSpec struct {
	// Stable id.
	ID        ZoneID `yaml:"id"`
	lang.Text `yaml:",inline"`
	// Zone in which it lies.
	Parent ZoneID `yaml:"parent,omitempty"`
	// Kind of zone; that of the parent if absent.
	Kind ZoneKind `yaml:"kind,omitempty" jsonschema:"enum=internet,enum=onprem,enum=cloud,enum=wan,enum=external,enum=transit"`
	// Declared exposure; the parent's if absent, the derived one if none declares it.
	Exposure Exposure `yaml:"exposure,omitempty" jsonschema:"enum=internet,enum=intranet,enum=isolated"`
	// Physical class; the parent's if absent.
	Physical PhysicalClass `yaml:"physical,omitempty" jsonschema:"enum=anyone,enum=limited,enum=strict"`
	// Why the exposure and physical class were declared so.
	Reason string `yaml:"reason,omitempty"`
	Source string `yaml:"source,omitempty"`
}

// PlacementSpec places assets of the master in a zone. An asset stands in one
// zone per model.
type PlacementSpec struct {
	Zone   ZoneID    `yaml:"zone"`
	Assets []AssetID `yaml:"assets"`
	// Case in which the placement holds.
	When   When   `yaml:"when,omitempty"`
	Source string `yaml:"source,omitempty"`
}

// LinkSpec is a connection 接続 between two placed assets.
type LinkSpec struct {
	// Stable id.
	ID LinkID `yaml:"id"`
	// Asset that initiates the session, or hands over.
	From AssetID `yaml:"from"`
	// Asset that accepts it.
	To AssetID `yaml:"to"`
	// Mediating devices or media, in order from the initiator.
	Via []AssetID `yaml:"via,omitempty"`
	// Kind: network (if absent), media or manual.
	Kind LinkKind `yaml:"kind,omitempty" jsonschema:"enum=network,enum=media,enum=manual"`
	// Protocol, in words.
	Protocol string `yaml:"protocol,omitempty"`
	// Port.
	Port int `yaml:"port,omitempty" jsonschema:"minimum=1,maximum=65535"`
	// Direction of the data seen from the initiator.
	Data DataDirection `yaml:"data" jsonschema:"enum=push,enum=pull,enum=both"`
	// Authentication, in words.
	Auth string `yaml:"auth,omitempty"`
	// Encryption, in words.
	Encryption string `yaml:"encryption,omitempty"`
	Note       string `yaml:"note,omitempty"`
	// Whether the link is left out where an asset it names is not placed,
	// instead of being an error.
	Optional bool `yaml:"optional,omitempty"`
	// Case in which the link exists.
	When   When   `yaml:"when,omitempty"`
	Source string `yaml:"source,omitempty"`
}

// FlowSpec is a data flow データフロー of a use case. Each pair of neighbouring
// hops needs a link, in either direction.
type FlowSpec struct {
	// Stable id.
	ID FlowID `yaml:"id"`
	// Use case that it serves.
	UseCase UseCaseID `yaml:"use_case"`
	// What is carried, in words.
	Data string `yaml:"data"`
	// Data classes carried; those of the use case if absent.
	Classes []catalog.DataClassID `yaml:"classes,omitempty"`
	// Assets from first to last.
	Hops []AssetID `yaml:"hops" jsonschema:"minItems=2"`
	// Links taken, one fewer than hops; needed only where several links join
	// two neighbouring hops.
	Links []LinkID `yaml:"links,omitempty"`
	// Number of steps done by hand.
	ManualSteps int `yaml:"manual_steps,omitempty" jsonschema:"minimum=0"`
	// How the core system takes the data in, in words.
	ImportMethod string `yaml:"import_method,omitempty"`
	Note         string `yaml:"note,omitempty"`
	// Case in which the flow exists.
	When   When   `yaml:"when,omitempty"`
	Source string `yaml:"source,omitempty"`
}

// EntrySpec says where an entry point lands in a model.
type EntrySpec struct {
	// Entry point.
	Entry EntryPointID `yaml:"entry"`
	// Assets where it lands.
	Assets []AssetID `yaml:"assets,omitempty"`
	// Applies: applies, residual or not-possible.
	Applies Applicability `yaml:"applies" jsonschema:"enum=applies,enum=residual,enum=not-possible"`
	// Why; required unless it applies.
	Reason string `yaml:"reason,omitempty"`
	// Case in which the row holds.
	When   When   `yaml:"when,omitempty"`
	Source string `yaml:"source,omitempty"`
}

// GoalSpec is an attack goal 攻撃目標: damage × effect × asset.
type GoalSpec struct {
	// Stable id.
	ID     GoalID   `yaml:"id"`
	Damage DamageID `yaml:"damage"`
	Effect Effect   `yaml:"effect" jsonschema:"enum=stop,enum=leak,enum=tamper,enum=bill"`
	Asset  AssetID  `yaml:"asset"`
	// Whether the goal is left out where its asset is not placed.
	Optional bool   `yaml:"optional,omitempty"`
	When     When   `yaml:"when,omitempty"`
	Source   string `yaml:"source,omitempty"`
}

// DeploymentSpec is a countermeasure deployed over a scope.
type DeploymentSpec struct {
	// Stable id.
	ID DeploymentID `yaml:"id"`
	// Countermeasure 対策項目.
	Countermeasure catalog.CountermeasureID `yaml:"countermeasure"`
	// Where it is deployed.
	Scope ScopeSpec `yaml:"scope"`
	// Status: in-place, partial, planned, absent, not-applicable or unknown.
	Status Status `yaml:"status" jsonschema:"enum=in-place,enum=partial,enum=planned,enum=absent,enum=not-applicable,enum=unknown"`
	// Whether it works: yes, no or unknown; required for in-place and partial.
	Effective Effectiveness `yaml:"effective,omitempty" jsonschema:"enum=yes,enum=no,enum=unknown"`
	// Evidence, in words.
	Evidence string `yaml:"evidence,omitempty"`
	Note     string `yaml:"note,omitempty"`
	// Asset that manages it, such as the endpoint-protection server: while an
	// attacker has switched that off, the countermeasure does not count.
	ManagedBy AssetID `yaml:"managed_by,omitempty"`
	// Whether scope members that are not placed are left out instead of being
	// errors; a deployment left with no scope is dropped.
	Optional bool   `yaml:"optional,omitempty"`
	When     When   `yaml:"when,omitempty"`
	Source   string `yaml:"source,omitempty"`
}

// ScopeSpec is where a deployment holds: the union of what it lists. Exactly
// one kind should be used per deployment.
type ScopeSpec struct {
	// The whole model.
	Model bool `yaml:"model,omitempty"`
	// Zones, with the zones nested in them.
	Zones []ZoneID `yaml:"zones,omitempty"`
	// Asset types.
	Types []catalog.AssetTypeID `yaml:"types,omitempty"`
	// Assets; on a mediator, a countermeasure that acts on paths also protects
	// what lies behind it.
	Assets []AssetID `yaml:"assets,omitempty"`
	// Links.
	Links []LinkID `yaml:"links,omitempty"`
}

// VulnerabilitySpec is a known vulnerability that is not patched 既知の脆弱性.
type VulnerabilitySpec struct {
	Asset AssetID `yaml:"asset"`
	// What is known, and since when.
	Reason string `yaml:"reason"`
	Author string `yaml:"author"`
	Date   string `yaml:"date" jsonschema:"pattern=^[0-9]{4}-[0-9]{2}-[0-9]{2}$"`
	Source string `yaml:"source,omitempty"`
}

// JudgementSpec is an analyst's value that stands in for a derived one. The
// derived value stays visible beside it. The nearest judgement wins: cell, then
// asset, then zone; the model's before the study's.
type JudgementSpec struct {
	// What it sets: importance, threat-level or countermeasure-level.
	Set Subject `yaml:"set" jsonschema:"enum=importance,enum=threat-level,enum=countermeasure-level"`
	// Zone of which the threat level is set.
	Zone ZoneID `yaml:"zone,omitempty"`
	// Asset of which the value is set.
	Asset AssetID `yaml:"asset,omitempty"`
	// Threat, for a value of one cell.
	Threat catalog.ThreatID `yaml:"threat,omitempty"`
	// Level, 1 to 3.
	Value int `yaml:"value" jsonschema:"minimum=1,maximum=3"`
	// Why.
	Reason string `yaml:"reason"`
	// Who judged.
	Author string `yaml:"author"`
	// When, YYYY-MM-DD.
	Date string `yaml:"date" jsonschema:"pattern=^[0-9]{4}-[0-9]{2}-[0-9]{2}$"`
	// What it rests on.
	Source string `yaml:"source,omitempty"`
}

// ScenarioSpec is an attack tree written by the analyst: a route from an entry
// point to an asset, step by step.
type ScenarioSpec struct {
	// Stable id.
	ID        string `yaml:"id"`
	lang.Text `yaml:",inline"`
	// Entry point from which it starts; empty where no ATT&CK entry fits, which
	// the note then explains.
	Entry EntryPointID `yaml:"entry,omitempty"`
	// Asset at which it aims.
	Target AssetID `yaml:"target"`
	// Business damages that it causes.
	Damages []DamageID `yaml:"damages"`
	// Steps in order.
	Steps  []ScenarioStepSpec `yaml:"steps" jsonschema:"minItems=1"`
	Note   string             `yaml:"note,omitempty"`
	When   When               `yaml:"when,omitempty"`
	Source string             `yaml:"source,omitempty"`
}

// ScenarioStepSpec is one step of a written scenario.
type ScenarioStepSpec struct {
	// Asset where it happens.
	At AssetID `yaml:"at"`
	// ATT&CK technique; empty for a step outside ATT&CK, which then names a threat.
	Technique catalog.TechniqueID `yaml:"technique,omitempty"`
	// ATT&CK tactic that the technique serves here.
	Tactic catalog.TacticID `yaml:"tactic,omitempty"`
	// Threat that it realises; the rules' one for the technique if absent.
	Threat    catalog.ThreatID `yaml:"threat,omitempty"`
	lang.Text `yaml:",inline"`
}

// RejectedTreeSpec rejects computed trees: those from the entry to the goal that
// use all of the rules named.
type RejectedTreeSpec struct {
	// Entry point and goal of the trees.
	Entry EntryPointID `yaml:"entry"`
	Goal  GoalID       `yaml:"goal"`
	// Rules that a tree must use to be rejected; empty: every tree.
	Rules []catalog.RuleID `yaml:"rules,omitempty"`
	// Why.
	Reason string `yaml:"reason"`
	Author string `yaml:"author"`
	Date   string `yaml:"date" jsonschema:"pattern=^[0-9]{4}-[0-9]{2}-[0-9]{2}$"`
	Source string `yaml:"source,omitempty"`
}

// AcceptedSpec accepts a finding, so that a check does not ask for it again.
// One that matches no finding is itself a finding.
type AcceptedSpec struct {
	// Code of the finding.
	Code string `yaml:"code"`
	// Model in which it occurs; empty: any.
	Model ModelID `yaml:"model,omitempty"`
	// Id of the row that it concerns; empty: any.
	About string `yaml:"about,omitempty"`
	// Why it is accepted.
	Reason string `yaml:"reason"`
	Author string `yaml:"author"`
	Date   string `yaml:"date" jsonschema:"pattern=^[0-9]{4}-[0-9]{2}-[0-9]{2}$"`
}
