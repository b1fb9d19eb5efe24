package exchange

import (
	"github.com/sekisho/sekisho/internal/lang"
)

// ResultFormat is the version line of the JSON form of a result.
const ResultFormat = "sekisho-result/1"

// Result is the JSON form of an assessment: sekisho-result/1. Levels are 1 to 3
// and 0 for unset; letters are "A" to "E" and "" for unrated. Where an answer is
// unknown, worst and best differ.
type Result struct {
	Format string `json:"format"`
	Study  Study  `json:"study"`
	Method Method `json:"method"`
	// Threats names the threats that cells use, in the order of the catalogue.
	Threats []Name `json:"threats"`
	// Models in the order of the study.
	Models []Model `json:"models"`
	// Findings of all stages, in the order of their places.
	Findings []Finding `json:"findings"`
}

// Study tells which study was assessed.
type Study struct {
	ID      string    `json:"id"`
	Title   lang.Text `json:"title"`
	AsOf    string    `json:"as_of"`
	Marking string    `json:"marking,omitempty"`
}

// Method tells how it was rated.
type Method struct {
	ID              string    `json:"id"`
	Name            lang.Text `json:"name"`
	ThreatLevel     string    `json:"threat_level"`
	TreeThreatLevel string    `json:"tree_threat_level"`
	SameLayer       string    `json:"same_layer"`
	Matrix          Matrix    `json:"matrix"`
}

// Matrix is the risk matrix that rated.
type Matrix struct {
	ID      string    `json:"id"`
	Name    lang.Text `json:"name"`
	Version string    `json:"version"`
	// Cells in falling order of the product, then by column.
	Cells []MatrixCell `json:"cells"`
}

// MatrixCell is one cell of the matrix.
type MatrixCell struct {
	// Product of threat level and vulnerability level.
	Product int `json:"product"`
	// Column is the importance.
	Column    int    `json:"column"`
	Value     string `json:"value"`
	Confirmed bool   `json:"confirmed"`
	Source    string `json:"source"`
}

// Name is an id with its name.
type Name struct {
	ID   string    `json:"id"`
	Name lang.Text `json:"name"`
}

// Model is the result for one model.
type Model struct {
	ID    string    `json:"id"`
	Name  lang.Text `json:"name"`
	Short lang.Text `json:"short"`
	Role  string    `json:"role"`
	Group string    `json:"group,omitempty"`
	Cloud bool      `json:"cloud"`
	// Ancestors from which it inherits, the nearest first.
	Ancestors []string `json:"ancestors"`
	// Rows of the model and how many of them it inherits.
	Rows      int `json:"rows"`
	Inherited int `json:"inherited_rows"`
	// Parameters in force.
	Parameters map[string]string `json:"parameters"`
	Totals     Totals            `json:"totals"`
	Zones      []Zone            `json:"zones"`
	Assets     []Asset           `json:"assets"`
	// Cells asset by asset, threats in the order of the catalogue.
	Cells []Cell `json:"cells"`
	// Coverage tells on which assets each countermeasure stands.
	Coverage []Coverage `json:"coverage"`
	// Damages in the order of the study, with the worst tree of each.
	Damages []Damage `json:"damages"`
	// Goals, those of the first damage first, each from every start.
	Goals []Goal `json:"goals"`
	// Scenarios written by the analyst.
	Scenarios []Scenario `json:"scenarios"`
	// Joined holds the two analyses against each other.
	Joined Joined `json:"joined"`
}

// Totals counts cells by letter.
type Totals struct {
	Cells int `json:"cells"`
	// Open counts the cells whose letter depends on an unknown answer.
	Open int `json:"open"`
	// Worst and Best count with every unknown answer at its worst and best.
	Worst Counts `json:"worst"`
	Best  Counts `json:"best"`
}

// Counts is the number of cells of each letter.
type Counts struct {
	A       int `json:"A"`
	B       int `json:"B"`
	C       int `json:"C"`
	D       int `json:"D"`
	E       int `json:"E"`
	Unrated int `json:"unrated"`
}

// Zone is a zone of a model with its exposure.
type Zone struct {
	ID     string    `json:"id"`
	Name   lang.Text `json:"name"`
	Parent string    `json:"parent,omitempty"`
	Kind   string    `json:"kind"`
	// Exposure as declared, as derived from the links, and in force.
	Declared string `json:"declared_exposure,omitempty"`
	Derived  string `json:"derived_exposure,omitempty"`
	Exposure string `json:"exposure,omitempty"`
	Physical string `json:"physical,omitempty"`
	// Witness shows how sessions reach the zone from outside.
	Witness []Crossing `json:"witness,omitempty"`
	// Totals of the assets that stand in the zone itself.
	Totals Totals `json:"totals"`
}

// Crossing is one step of a witness.
type Crossing struct {
	Link string `json:"link"`
	Into string `json:"into"`
}

// Asset is a placed asset.
type Asset struct {
	ID    string    `json:"id"`
	Name  lang.Text `json:"name"`
	Type  string    `json:"type"`
	Zone  string    `json:"zone"`
	Count int       `json:"count"`
	// Importance in force, and as suggested by its data and what stops with it.
	Importance int `json:"importance"`
	Suggested  int `json:"suggested_importance"`
	// Judged tells that an analyst's judgement sets the importance.
	Judged bool   `json:"importance_judged,omitempty"`
	Totals Totals `json:"totals"`
}

// Cell is one row of the asset-based analysis.
type Cell struct {
	Asset  string `json:"asset"`
	Threat string `json:"threat"`
	// ThreatLevel in force, and as derived.
	ThreatLevel        int `json:"threat_level"`
	DerivedThreatLevel int `json:"derived_threat_level"`
	// Countermeasure level in force, and as derived.
	Countermeasure        LevelRange `json:"countermeasure_level"`
	DerivedCountermeasure LevelRange `json:"derived_countermeasure_level"`
	Vulnerability         LevelRange `json:"vulnerability_level"`
	Risk                  RiskRange  `json:"risk"`
	// Flags: unlayered, unpatched, unconfirmed, threat-judged,
	// countermeasure-judged.
	Flags []string `json:"flags,omitempty"`
}

// LevelRange is a level with every unknown answer at its worst and at its best.
type LevelRange struct {
	Worst int `json:"worst"`
	Best  int `json:"best"`
}

// RiskRange is a letter with every unknown answer at its worst and at its best.
type RiskRange struct {
	Worst string `json:"worst"`
	Best  string `json:"best"`
}

// Finding is something found in the study. Its words are not part of the result:
// they depend on the reader's language.
type Finding struct {
	Code     string            `json:"code"`
	Severity string            `json:"severity"`
	File     string            `json:"file,omitempty"`
	Line     int               `json:"line,omitempty"`
	Column   int               `json:"column,omitempty"`
	Path     string            `json:"path,omitempty"`
	Args     map[string]string `json:"args,omitempty"`
	// Accepted is the reason for which the study accepts the finding.
	Accepted string `json:"accepted,omitempty"`
}
