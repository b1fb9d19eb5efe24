// Package catalog holds the types of the reference lists: data classes, stop
// effects, asset types, threats and countermeasures. Every row names its source
// and how sure it is. The rows themselves are data, in package catalogdata and
// in studies.
package catalog

import (
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
)

// Ids of the rows. They are ASCII and stable; names are free.
type (
	DataClassID      string
	StopEffectID     string
	AssetTypeID      string
	ThreatID         string
	CountermeasureID string
)

// Row is what every row of every list has.
type Row struct {
	lang.Text `yaml:",inline"`
	// Where the row comes from: a source id, with a place after "#".
	Source string `yaml:"source"`
	// How sure the row is: confirmed, likely or unconfirmed.
	Confidence Confidence `yaml:"confidence" jsonschema:"enum=confirmed,enum=likely,enum=unconfirmed"`
	// Why a study has the row, or has it otherwise than the base catalogue.
	Reason string `yaml:"reason,omitempty"`
}

// Confidence tells how sure a fact is.
type Confidence string

// Confidences.
const (
	Confirmed   Confidence = "confirmed"
	Likely      Confidence = "likely"
	Unconfirmed Confidence = "unconfirmed"
)

// Values of the rows below.
var (
	Confidences = []Confidence{Confirmed, Likely, Unconfirmed}
	Classes     = []Class{Prevent, Detect, Continuity, Governance}
	Targets     = []string{"device", "path", "cloud"}
	ActsOn      = []string{"asset", "path", "both"}
	Layers      = []string{"network", "file", "app", "host", "media", "identity", "mail", "cloud", "api", "data", "physical", "organisation", "monitoring"}
)

// DataClass is a class of information 情報分類, such as 自治体機密性3B.
type DataClass struct {
	// Stable id.
	ID  DataClassID `yaml:"id"`
	Row `yaml:",inline"`
	// Importance that an asset holding the class is suggested, 1 to 3.
	Importance method.Importance `yaml:"importance" jsonschema:"minimum=1,maximum=3"`
}

// StopEffect is what stops if an asset stops or its settings are tampered with.
type StopEffect struct {
	// Stable id.
	ID  StopEffectID `yaml:"id"`
	Row `yaml:",inline"`
	// Importance that the asset is suggested, 1 to 3.
	Importance method.Importance `yaml:"importance" jsonschema:"minimum=1,maximum=3"`
}

// AssetType is 資産種別. It decides which threats apply.
type AssetType struct {
	// Stable id.
	ID  AssetTypeID `yaml:"id"`
	Row `yaml:",inline"`
	// IPA's kind of asset that it refines, in words.
	IPA lang.Text `yaml:"ipa"`
	// Whether assets of the type are only a boundary and are not rated.
	Boundary bool `yaml:"boundary,omitempty"`
}

// Threat is 脅威（攻撃手法）.
type Threat struct {
	// Stable id.
	ID  ThreatID `yaml:"id"`
	Row `yaml:",inline"`
	// What the threat is, in our own words.
	Description lang.Text `yaml:"description"`
	// What it is aimed at: device 機器, path 通信経路 or cloud クラウド.
	Target string `yaml:"target" jsonschema:"enum=device,enum=path,enum=cloud"`
	// Whether the attacker must be at the asset: physical threats are rated by
	// the physical class of the zone.
	Physical bool `yaml:"physical,omitempty"`
	// Whether it exploits vulnerabilities, so that a known unpatched one forces
	// countermeasure level 1.
	ExploitsVulnerability bool `yaml:"exploits_vulnerability,omitempty"`
	// Types of asset to which it applies.
	AssetTypes []AssetTypeID `yaml:"asset_types"`
	// ATT&CK techniques that realise it, if any.
	Techniques []string `yaml:"techniques,omitempty"`
}

// Class is the purpose of a countermeasure.
type Class string

// Classes. Only Prevent and Detect are counted (source: the ministry's table
// 対策レベル names only 防御 and 検知/被害把握).
const (
	Prevent    Class = "prevent"    // 防御
	Detect     Class = "detect"     // 検知/被害把握
	Continuity Class = "continuity" // 事業継続
	Governance Class = "governance" // 管理
)

// Counted reports whether countermeasures of the class count towards the level.
func (c Class) Counted() bool { return c == Prevent || c == Detect }

// Countermeasure is 対策項目.
type Countermeasure struct {
	// Stable id.
	ID  CountermeasureID `yaml:"id"`
	Row `yaml:",inline"`
	// Purposes: prevent, detect, continuity, governance; the first is the main one.
	Classes []Class `yaml:"classes" jsonschema:"minItems=1"`
	// Phases of prevention: intrusion 侵入/拡散段階, objective 目的遂行段階.
	Phases []string `yaml:"phases,omitempty"`
	// Layer of defence, such as network, host, identity or data.
	Layer string `yaml:"layer" jsonschema:"enum=network,enum=file,enum=app,enum=host,enum=media,enum=identity,enum=mail,enum=cloud,enum=api,enum=data,enum=physical,enum=organisation,enum=monitoring"`
	// Where it acts: on the asset it stands on, on the traffic that crosses the
	// link or mediator it stands on, or on both.
	Acts string `yaml:"acts" jsonschema:"enum=asset,enum=path,enum=both"`
	// Types of asset that it protects when it is deployed in a zone or model as
	// a whole; empty: all.
	AssetTypes []AssetTypeID `yaml:"asset_types,omitempty"`
	// Threats that it counters.
	Threats []ThreatID `yaml:"threats"`
	// ATT&CK techniques on which it acts; empty: all techniques of its threats.
	Techniques []string `yaml:"techniques,omitempty"`
	// Question to ask a municipality about it.
	Question lang.Text `yaml:"question"`
	// What it is, in our own words.
	Description lang.Text `yaml:"description,omitempty"`
}

// Spec is a set of lists as written in a catalogue file or a study. A study's
// lists are laid over the base: a row with the same id replaces, others are
// added, and the rows named in Remove are taken out.
type Spec struct {
	DataClasses     []DataClass      `yaml:"data_classes,omitempty"`
	StopEffects     []StopEffect     `yaml:"stop_effects,omitempty"`
	AssetTypes      []AssetType      `yaml:"asset_types,omitempty"`
	Threats         []Threat         `yaml:"threats,omitempty"`
	Countermeasures []Countermeasure `yaml:"countermeasures,omitempty"`
	// Version of ATT&CK to which tactics, techniques and rules are pinned.
	AttackVersion string       `yaml:"attack_version,omitempty"`
	Tactics       []Tactic     `yaml:"tactics,omitempty"`
	Techniques    []Technique  `yaml:"techniques,omitempty"`
	AttackRules   []AttackRule `yaml:"attack_rules,omitempty"`
	// Ids of rows of the base that the study does not use.
	Remove Removal `yaml:"remove,omitempty"`
}

// Removal names rows of the base catalogue that a study takes out.
type Removal struct {
	DataClasses     []DataClassID      `yaml:"data_classes,omitempty"`
	StopEffects     []StopEffectID     `yaml:"stop_effects,omitempty"`
	AssetTypes      []AssetTypeID      `yaml:"asset_types,omitempty"`
	Threats         []ThreatID         `yaml:"threats,omitempty"`
	Countermeasures []CountermeasureID `yaml:"countermeasures,omitempty"`
	Techniques      []TechniqueID      `yaml:"techniques,omitempty"`
	AttackRules     []RuleID           `yaml:"attack_rules,omitempty"`
}
