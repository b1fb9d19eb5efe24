// Package layout says what is stored where in the workbooks of the 様式 kind, as
// plain values: sheets, columns, the hidden ids of rows, and the stamp of a
// workbook. The writer (package form) and the reader both go by it, so that they
// cannot drift apart. It writes nothing and reads nothing.
//
// # A sheet
//
// Every sheet that is a [Table] has, whatever its language and its name:
//
//   - row 1, hidden: A1 holds the [Mark] "sekisho/" and the id of the table, and
//     every other cell of the row the [Column.Key] of its column. Columns are
//     found by these keys, never by their place or heading. Sheets are found by
//     A1, never by their name.
//   - column A, hidden: the id of each row, such as "cell/core-db/malware" (see
//     [CellID] and its neighbours). Rows with an empty cell here are titles,
//     headings, totals and what a user has inserted. Rows are found by id, never
//     by their place.
//   - the last columns, hidden, whose keys begin with "_": the values at the time
//     of export, on which formulas and the three-way comparison rest; and, in those
//     that end in "_read", the levels in force as numbers, however they were typed.
//
// # What may be edited
//
// Columns of kind [Editable], and nothing else; they are the unlocked cells. An
// edit means, by [Column.Sets]:
//
//   - [SetImportance], on a row "asset/<asset>" of table [Assets]: the importance
//     of the asset, with the reason in column "importance_reason". In a
//     workbook of one model it is a judgement (判断) of that model, in the workbook of
//     the whole study one that holds in every model.
//   - [SetThreatLevel] and [SetCountermeasureLevel], on a row
//     "cell/<asset>/<threat>" of table [Cells]: a judgement of that cell, with the
//     reason in column "reason". The value derived by the engine stands in the
//     column beside it and stays.
//   - [SetStatus], [SetEffective], [SetEvidence] and [SetNote], on a row
//     "deployment/<deployment>" of table [Deployments]: the fields of that
//     deployment in the model of the workbook.
//   - [SetReason]: the reason of the judgements of its row.
//
// Levels are whole numbers 1 to 3. An emptied level is no level: the letter becomes
// －, unrated, and not what would be derived. The words of the other columns are those of
// [Column.Values], in the language of the workbook.
//
// The table [Trees] has no cell to edit: the level of a step is read, by
// formula, from the cell of table [Cells] that answers for it. So an assessment
// stands in one place, and the two analyses cannot be made to disagree.
package layout

import "github.com/sekisho/sekisho/internal/model"

// Version of this layout. It is part of the stamp; a reader refuses others.
const Version = "1"

// Mark begins the text in A1 of every table; the id of the table follows.
const Mark = "sekisho/"

// TableID is the id of a table.
type TableID string

// Tables, in the order in which a workbook holds them.
const (
	Cover       TableID = "cover"       // 表紙
	Legend      TableID = "legend"      // 凡例: levels, criteria, matrix
	Assets      TableID = "assets"      // 資産一覧
	Flows       TableID = "flows"       // データフローマトリクス
	Threats     TableID = "threats"     // 脅威×資産種別 対応表
	Deployments TableID = "deployments" // 対策の配置一覧
	Cells       TableID = "cells"       // 資産ベースのリスク分析シート
	Trees       TableID = "trees"       // 事業被害ベースのリスク分析シート
	Letters     TableID = "letters"     // リスク値まとめ（資産ベース）
	Levels      TableID = "levels"      // 対策レベルまとめ
	Damages     TableID = "damages"     // リスク値まとめ（事業被害ベース）
	Coverage    TableID = "coverage"    // 対策状況まとめ
	Plan        TableID = "plan"        // 対策計画
	Hearing     TableID = "hearing"     // ヒアリング
	Comparison  TableID = "comparison"  // モデル比較
	Findings    TableID = "findings"    // 指摘
)

// Kind tells what a column is.
type Kind uint8

// Kinds of columns.
const (
	// Shown is for reading.
	Shown Kind = iota
	// Editable is for the user: unlocked, with list validation where there are
	// values to choose from.
	Editable
	// Calculated holds a formula with its value.
	Calculated
	// Hidden carries ids and the values at the time of export.
	Hidden
)

// Subject is what an edit of a column sets.
type Subject string

// Subjects.
const (
	SetImportance          = Subject(model.SetImportance)
	SetThreatLevel         = Subject(model.SetThreatLevel)
	SetCountermeasureLevel = Subject(model.SetCountermeasureLevel)
	SetStatus              = Subject("status")
	SetEffective           = Subject("effective")
	SetEvidence            = Subject("evidence")
	SetNote                = Subject("note")
	SetReason              = Subject("reason")
)

// Values names the values that a column takes.
type Values string

// Sets of values. Level is 1, 2 or 3; the words of the others come from
// [Words].
const (
	FreeText      Values = ""
	Level         Values = "level"
	Status        Values = "status"
	Effectiveness Values = "effectiveness"
)

// Column is a column of a table.
type Column struct {
	// Key is stable and stands in the hidden first row.
	Key string
	// Group is the key of the heading that the column shares with its neighbours,
	// such as 評価指標; empty: none.
	Group string
	Kind  Kind
	// Sets is what an edit sets, for editable columns.
	Sets   Subject
	Values Values
	// Width in characters of the normal font.
	Width float64
}

// Heading gives the key of the column's heading in package locale.
func (c Column) Heading() string { return "sheet.column." + c.Key }

// Table is a sheet that is a table, with the columns that always stand there. A
// table of a grid has a column for each threat or asset besides, whose key is
// the id of that row of the catalogue or study, such as "asset/core-db".
type Table struct {
	ID      TableID
	Columns []Column
}

// Index gives the place of the column with the key, or −1.
func (t Table) Index(key string) int {
	for i, c := range t.Columns {
		if c.Key == key {
			return i
		}
	}
	return -1
}
