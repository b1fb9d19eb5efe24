// Package mapping reads analysis sheets that other people made into rows of a
// study. A mapping (読み替え) says which sheet holds which kind of table and which
// column stands for which of our fields; it is a file in the format sekisho-map/1.
// [Suggest] proposes one by the headings of a workbook.
//
// What a sheet says is held against the method: letters that do not follow from
// their levels, levels that break 4 − level, trees that are not as strong as their
// strongest step, things spelled two ways or rated two ways. Each is a finding (指摘)
// with its cell. Nothing that the sheet derives is taken over: only levels, names
// and steps are, and the engine rates them anew.
package mapping

import "github.com/sekisho/sekisho/internal/model"

// Format is the version line that every mapping file begins with.
const Format = "sekisho-map/1"

// Spec is a mapping as written.
type Spec struct {
	// Version of the format: sekisho-map/1.
	Format string `yaml:"format"`
	// Model of the study to which the rows belong; the first that is assessed if
	// absent.
	Model model.ModelID `yaml:"model,omitempty"`
	// Who answers for the levels in the sheets; the author of the judgements.
	Author string `yaml:"author,omitempty"`
	// When they were judged, YYYY-MM-DD.
	Date string `yaml:"date,omitempty" jsonschema:"pattern=^[0-9]{4}-[0-9]{2}-[0-9]{2}$"`
	// Reason of judgements whose row gives none.
	Reason string `yaml:"reason,omitempty"`
	// Tables of the workbook that are read.
	Tables []TableSpec `yaml:"tables" jsonschema:"minItems=1"`
}

// TableSpec is a table of the workbook.
type TableSpec struct {
	// Kind of table: assets (one row for each asset), cells (asset × threat) or
	// steps (steps of attack trees).
	Kind Kind `yaml:"kind" jsonschema:"enum=assets,enum=cells,enum=steps"`
	// Name of the sheet; * stands for any characters, ? for one. Every sheet that
	// fits is read.
	Sheet string `yaml:"sheet"`
	// Last row of the headings; found by the headings if absent.
	Header int `yaml:"header,omitempty" jsonschema:"minimum=1,maximum=1000"`
	// Number of rows of headings; found by the headings if absent.
	HeaderRows int `yaml:"header_rows,omitempty" jsonschema:"minimum=1,maximum=5"`
	// Last row that is read; the last of the sheet if absent.
	Last int `yaml:"last,omitempty" jsonschema:"minimum=2"`
	// Words by which rows are left out, such as 合計, where they are all that the
	// first field of the row holds.
	Skip []string `yaml:"skip,omitempty"`
	// Columns that are read.
	Columns []ColumnSpec `yaml:"columns" jsonschema:"minItems=1"`
}

// ColumnSpec says where a field comes from: a heading, a column by its letters, or
// a text that is the same in every row.
type ColumnSpec struct {
	// Field of ours.
	Field Field `yaml:"field" jsonschema:"enum=asset,enum=id,enum=type,enum=zone,enum=count,enum=classes,enum=stops,enum=importance,enum=reason,enum=threat,enum=technique,enum=threat_level,enum=countermeasure_level,enum=vulnerability_level,enum=risk,enum=damage,enum=impact_level,enum=entry,enum=number,enum=step,enum=tree,enum=tree_steps,enum=tree_level"`
	// Heading of the column. Those above it go before, joined by "/", where the
	// last alone stands over several columns. Width, case and blanks do not matter.
	Heading string `yaml:"heading,omitempty"`
	// Letters of the column, such as C.
	Column string `yaml:"column,omitempty" jsonschema:"pattern=^[A-Za-z][A-Za-z]?[A-Za-z]?$"`
	// The value of every row.
	Text string `yaml:"text,omitempty"`
	// Regular expression with one group that takes the value out of the text of
	// the cell.
	Pattern string `yaml:"pattern,omitempty"`
	// Ours for the values of the sheet.
	Values map[string]string `yaml:"values,omitempty"`
	// Whether an empty cell means the one above it. Merged cells always do.
	Fill bool `yaml:"fill,omitempty"`
}

// Kind is a kind of table.
type Kind string

// Kinds of tables.
const (
	Assets Kind = "assets" // 資産一覧
	Cells  Kind = "cells"  // 資産ベースのリスク分析シート
	Steps  Kind = "steps"  // 事業被害ベースのリスク分析シート
)

// Field is what a column stands for.
type Field string

// Fields.
const (
	Asset               Field = "asset"                // 資産の名前
	ID                  Field = "id"                   // our id of the asset
	Type                Field = "type"                 // 資産種別
	Zone                Field = "zone"                 // 領域
	Count               Field = "count"                // 台数
	Classes             Field = "classes"              // 情報分類
	Stops               Field = "stops"                // 停止時の影響
	Importance          Field = "importance"           // 資産の重要度
	Reason              Field = "reason"               // 理由
	Threat              Field = "threat"               // 脅威
	Technique           Field = "technique"            // ATT&CKの攻撃手法
	ThreatLevel         Field = "threat_level"         // 脅威レベル
	CountermeasureLevel Field = "countermeasure_level" // 対策レベル
	VulnerabilityLevel  Field = "vulnerability_level"  // 脆弱性レベル
	Risk                Field = "risk"                 // リスク値
	Damage              Field = "damage"               // 事業被害
	ImpactLevel         Field = "impact_level"         // 事業被害レベル
	Entry               Field = "entry"                // 侵入口
	Number              Field = "number"               // 項番
	Step                Field = "step"                 // 攻撃ステップ
	Tree                Field = "tree"                 // 攻撃ツリー番号
	TreeSteps           Field = "tree_steps"           // 構成ステップ
	TreeLevel           Field = "tree_level"           // 攻撃ツリーの対策レベル
)
