package mapping

import (
	"fmt"

	"go.yaml.in/yaml/v4"

	"github.com/sekisho/sekisho/internal/workbook"
)

// Encode writes a mapping as a file.
func Encode(s *Spec) ([]byte, error) {
	data, err := yaml.Dump(s, yaml.WithIndent(2), yaml.WithLineWidth(-1))
	if err != nil {
		return nil, fmt.Errorf("write mapping: %w", err)
	}
	return data, nil
}

// synonyms are headings by which a field is known, most exact first.
var synonyms = []struct {
	field    Field
	headings []string
}{
	{Asset, []string{"資産名", "資産", "対象装置", "対象資産", "評価対象資産", "asset"}},
	{Type, []string{"資産種別", "資産の種類", "種別", "asset type"}},
	{Zone, []string{"領域", "設置領域", "セグメント", "ネットワーク", "zone"}},
	{Count, []string{"台数", "数量", "count"}},
	{Classes, []string{"情報分類", "情報の種類", "扱う情報", "取扱情報", "保有情報", "data classes"}},
	{Stops, []string{"停止時の影響", "停止の影響", "effect of a stop"}},
	{Importance, []string{"資産の重要度", "重要度", "資産重要度", "importance"}},
	{Reason, []string{"理由", "判断理由", "根拠", "reason"}},
	{Threat, []string{"脅威", "脅威(攻撃手法)", "攻撃手法", "threat"}},
	{Technique, []string{"att&ck", "att&ck技術", "att&ck id", "テクニック", "technique", "att&ck technique"}},
	{Damage, []string{"事業被害", "想定事業被害", "事業被害番号", "business damage", "damage"}},
	{Entry, []string{"侵入口", "侵入経路", "攻撃の入口", "entry point", "entry"}},
	{ThreatLevel, []string{"脅威レベル", "threat level"}},
	{CountermeasureLevel, []string{"対策レベル", "攻撃ステップ", "対策レベル(脅威毎)", "脅威毎", "脅威ごと", "countermeasure level"}},
	{VulnerabilityLevel, []string{"脆弱性レベル", "vulnerability level"}},
	{Risk, []string{"リスク値", "risk", "risk value"}},
	{ImpactLevel, []string{"事業被害レベル", "impact level"}},
	{Number, []string{"項番", "番号", "no", "no."}},
	{Step, []string{"攻撃シナリオ", "攻撃ツリー/攻撃ステップ", "攻撃シナリオ/攻撃ツリー", "attack step"}},
	{Tree, []string{"攻撃ツリー番号", "tree number"}},
	{TreeSteps, []string{"構成ステップ", "構成ステップ(項番)", "steps of the tree"}},
	{TreeLevel, []string{"攻撃ツリー", "attack tree"}},
}

// Suggest proposes a mapping by the headings of the sheets: a table for every sheet
// whose headings say what it is. It is nil where there is none.
func Suggest(sheets []*Sheet) *Spec {
	spec := &Spec{Format: Format}
	for _, s := range sheets {
		var best TableSpec
		for last := 1; last <= min(s.last, farthest); last++ {
			for height := 1; height <= min(last, 5); height++ {
				t := TableSpec{Sheet: s.Name, Header: last, HeaderRows: height, Columns: suggested(s, last, height)}
				if t.Kind = kindOf(t.Columns); t.Kind != "" && len(t.Columns) > len(best.Columns) {
					best = t
				}
			}
		}
		if best.Kind != "" {
			spec.Tables = append(spec.Tables, best)
		}
	}
	if len(spec.Tables) == 0 {
		return nil
	}
	return spec
}

// suggested gives the columns whose headings are known. They go by their letters,
// which stand once each.
func suggested(s *Sheet, last, height int) []ColumnSpec {
	at := map[string]int{}
	for k := s.width(last-height+1, last); k >= 1; k-- {
		own, whole := heading(s, last, height, k)
		at[own], at[whole] = k, k
	}
	var out []ColumnSpec
	for _, y := range synonyms {
		for _, h := range y.headings {
			if k := at[foldPath(h)]; k > 0 {
				out = append(out, ColumnSpec{Field: y.field, Column: workbook.Column(k)})
				break
			}
		}
	}
	return out
}

// kindOf tells what a table with the columns is; empty where nothing tells.
func kindOf(columns []ColumnSpec) Kind {
	has := map[Field]bool{}
	for _, c := range columns {
		has[c.Field] = true
	}
	switch {
	case has[Step] && (has[Tree] || has[TreeSteps]):
		return Steps
	case has[Asset] && has[Threat] && (has[CountermeasureLevel] || has[ThreatLevel]):
		return Cells
	case has[Asset] && !has[Threat] && has[Type]:
		return Assets
	}
	return ""
}
