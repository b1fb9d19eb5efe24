// Package rules checks workbooks and CSV files against the government's rules for
// machine-readable data: 行政データにおける機械可読性に関するルール (31 March 2026), thirty
// rules on three levels. It checks what a program can decide by itself, and says
// which rules it leaves to people.
package rules

import (
	"cmp"
	"slices"
)

// Rule is a rule of the government's list.
type Rule struct {
	// ID such as L1-08.
	ID string
	// Weight of a violation: fatal, critical, major or minor, as the Digital
	// Agency's sample program weighs it. It is no official view.
	Weight string
	// Checked tells that this package decides it.
	Checked bool
}

// All lists the rules in their order.
func All() []Rule {
	return []Rule{
		{"L1-01", "fatal", true},     // 機械が直接読み取れるファイル形式
		{"L1-02", "fatal", true},     // 1シートに複数の表がない
		{"L1-03", "critical", true},  // データが分断されていない
		{"L1-04", "major", true},     // データ本体と無関係な情報がない
		{"L1-05", "critical", true},  // すべての列に項目名がある
		{"L1-06", "critical", true},  // スペースや改行で体裁を整えない
		{"L1-07", "critical", true},  // 1セル1データ
		{"L1-08", "critical", true},  // 機種依存文字がない
		{"L1-09", "minor", false},    // 空白とゼロの区別: only the author knows
		{"L1-10", "critical", true},  // オブジェクトがない
		{"L1-11", "critical", true},  // 書式でデータの違いを表現しない
		{"L1-12", "critical", true},  // セルを結合しない
		{"L1-13", "critical", true},  // 非表示の行や列がない
		{"L1-14", "fatal", true},     // CSV: 1行1データ
		{"L1-15", "fatal", true},     // CSV: カンマを含む値を囲む
		{"L2-01", "fatal", true},     // 数値は数値属性
		{"L2-02", "fatal", true},     // 項目名等を省略しない
		{"L2-03", "fatal", true},     // 項目名が一意
		{"L2-04", "critical", true},  // 選択肢の標準化
		{"L2-05", "major", true},     // 「その他」の分離
		{"L2-06", "major", true},     // 数式がない
		{"L3-01", "fatal", true},     // 1行目が項目名
		{"L3-02", "critical", true},  // コード表の別添
		{"L3-03", "major", true},     // 特殊記号の定義
		{"L3-04", "major", true},     // 単位
		{"L3-05", "major", true},     // 時間軸の標準化
		{"L3-06", "critical", true},  // 地域コードまたは正式な地域名称
		{"L3-07", "critical", false}, // 年によるフォーマットの違い: needs the files of other years
		{"L3-08", "major", true},     // 定義や更新履歴
		{"L3-09", "major", true},     // 縦持ち
	}
}

// Finding is a violation of a rule in a sheet.
type Finding struct {
	Rule string
	// Sheet by its name; empty for a whole file, or for CSV.
	Sheet string
	// Cells where it occurs, at most [MaxCells] of them: A1, ranges, columns, rows.
	Cells []string
	// Count of all places.
	Count int
	// Value that shows it, if one does.
	Value string
}

// MaxCells is how many places of one finding are named.
const MaxCells = 10

// findings collects violations by sheet and rule.
type findings struct {
	list []Finding
	at   map[[2]string]int
}

func (f *findings) add(rule, sheet, cell, value string) {
	k := [2]string{sheet, rule}
	i, ok := f.at[k]
	if !ok {
		if f.at == nil {
			f.at = map[[2]string]int{}
		}
		i = len(f.list)
		f.at[k] = i
		f.list = append(f.list, Finding{Rule: rule, Sheet: sheet, Value: short(value)})
	}
	x := &f.list[i]
	x.Count++
	if cell != "" && len(x.Cells) < MaxCells {
		x.Cells = append(x.Cells, cell)
	}
}

// short cuts a value to what can be shown.
func short(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// sorted gives the findings by rule; those of one rule in the order of sheets.
func (f *findings) sorted() []Finding {
	slices.SortStableFunc(f.list, func(a, b Finding) int { return cmp.Compare(a.Rule, b.Rule) })
	return f.list
}
