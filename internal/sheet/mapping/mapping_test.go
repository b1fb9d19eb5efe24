package mapping_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/sekisho/sekisho/internal/catalogdata"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/sheet/mapping"
	"github.com/sekisho/sekisho/internal/studyfile"
)

// matrix is the one of the base catalogue.
func matrix(t testing.TB) *method.Matrix {
	t.Helper()
	doc, _ := studyfile.ReadAs(catalogdata.FS, ".", "catalogdata", studyfile.DefaultLimits())
	spec, _ := doc.Spec()
	m, found := method.Build(spec.Method, nil)
	if found.HasErrors() {
		t.Fatal(found.Findings)
	}
	return m.Matrix
}

// book makes a workbook of one sheet with rows and merged ranges.
func book(t testing.TB, name string, rows [][]any, merges ...string) []*mapping.Sheet {
	t.Helper()
	f := excelize.NewFile()
	if err := f.SetSheetName("Sheet1", name); err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		if err := f.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &r); err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range merges {
		from, to, _ := strings.Cut(m, ":")
		if err := f.MergeCell(name, from, to); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	sheets, err := mapping.Load(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	return sheets
}

// cellSheet is an asset-based sheet in the manner of IPA's guide: headings in two
// rows, one merged cell for each asset, digits of full width.
func cellSheet(t testing.TB) []*mapping.Sheet {
	return book(t, "資産ベース", [][]any{
		{"資産ベースのリスク分析シート"},
		{"項番", "対象装置", "評価指標", nil, nil, nil, "脅威", "対策レベル"},
		{nil, nil, "脅威レベル", "脆弱性レベル", "資産の重要度", "リスク値", nil, "脅威毎"},
		{1, "サーバＡ", "３", "２", 3, "A", "不正アクセス", "２"},
		{2, nil, 1, 3, 3, "E", "物理的侵入", 2}, // the letter is not E, nor 3 = 4 − 2
		{3, "サーバー A", 3, 2, 2, "A", "不正アクセス", 1},
		{4, "端末", 9, 2, 2, "?", "盗難", nil},
		{"合計", nil, nil, nil, nil, nil, nil, nil},
	}, "C2:F2", "B2:B3", "G2:G3", "A2:A3", "B4:B5")
}

func codesOf(t *testing.T, spec *mapping.Spec, sheets []*mapping.Sheet) (*mapping.Sheets, []string) {
	t.Helper()
	read, found := mapping.Read(spec, sheets, matrix(t))
	var got []string
	for _, f := range found.Findings {
		got = append(got, strings.Join(strings.Fields(string(f.Code)+" "+f.Path+" "+f.Args["cell"]), " "))
	}
	return read, got
}

func TestSuggestedMappingFindsContradictions(t *testing.T) {
	t.Parallel()
	sheets := cellSheet(t)
	spec := mapping.Suggest(sheets)
	if spec == nil || len(spec.Tables) != 1 || spec.Tables[0].Kind != mapping.Cells {
		t.Fatalf("suggested %+v", spec)
	}
	read, got := codesOf(t, spec, sheets)
	want := []string{
		"sheet.map_vulnerability_level '資産ベース'!D5",
		"sheet.map_letter '資産ベース'!F5",
		"sheet.map_spelled_two_ways '資産ベース'!B6",
		"sheet.map_rated_two_ways '資産ベース'!E6",
		"sheet.map_rated_two_ways '資産ベース'!H6",
		"sheet.map_vulnerability_level '資産ベース'!D6",
		"sheet.value_not_allowed '資産ベース'!C7",
		"sheet.map_letter '資産ベース'!F7",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	if len(read.Cells) != 4 || read.Cells[1].Asset.Text != "サーバＡ" || read.Cells[0].ThreatLevel != 3 || read.Cells[0].Countermeasure != 2 {
		t.Errorf("read %+v", read.Cells)
	}
}

func TestHeadingsValuesAndPatterns(t *testing.T) {
	t.Parallel()
	sheets := cellSheet(t)
	spec := &mapping.Spec{Tables: []mapping.TableSpec{{Kind: mapping.Cells, Sheet: "資産*", Last: 4, Columns: []mapping.ColumnSpec{
		{Field: mapping.Asset, Heading: "対象 装置", Pattern: "(サーバ)"}, {Field: mapping.Threat, Heading: "脅威"},
		{Field: mapping.ThreatLevel, Heading: "評価指標/脅威レベル", Values: map[string]string{"3": "1"}}, {Field: mapping.CountermeasureLevel, Column: "h"},
		{Field: mapping.Reason, Text: "移行"},
	}}}}
	read, got := codesOf(t, spec, sheets)
	if len(got) > 0 || len(read.Cells) != 1 {
		t.Fatalf("%v %+v", got, read.Cells)
	}
	if c := read.Cells[0]; c.Asset.Text != "サーバ" || c.ThreatLevel != 1 || c.Reason.Text != "移行" || c.CountermeasureRef != "'資産ベース'!H4" {
		t.Errorf("%+v", c)
	}
}

func TestMappingThatDoesNotFit(t *testing.T) {
	t.Parallel()
	spec := &mapping.Spec{Tables: []mapping.TableSpec{
		{Kind: mapping.Cells, Sheet: "ない", Columns: []mapping.ColumnSpec{{Field: mapping.Asset, Column: "A"}}},
		{Kind: mapping.Cells, Sheet: "資産ベース", Columns: []mapping.ColumnSpec{{Field: mapping.Asset, Heading: "装置名", Pattern: "("}, {Field: mapping.Threat, Heading: "脅威"}}},
	}}
	_, got := codesOf(t, spec, cellSheet(t))
	want := []string{"sheet.map_field_missing tables/0/columns", "sheet.map_no_sheet tables/0/sheet", "sheet.map_pattern tables/1/columns/0/pattern",
		"sheet.map_no_column tables/1/columns/0 資産ベース"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

func TestTrees(t *testing.T) {
	t.Parallel()
	sheets := book(t, "事業被害ベース", [][]any{
		{"項番", "攻撃シナリオ", "資産", "脅威", "脅威レベル", "脆弱性レベル", "事業被害レベル", "リスク値", "対策レベル", nil, "攻撃ツリー番号", "構成ステップ"},
		{nil, nil, nil, nil, nil, nil, nil, nil, "攻撃ステップ", "攻撃ツリー", nil, nil},
		{1, "入る", "端末", "不正アクセス", nil, nil, nil, nil, 1},
		{2, "盗む", "サーバ", "情報窃取", 3, 2, 3, "A", 2, 2, "#1", "１，２"},
		{3, "壊す", "サーバ", "情報窃取", 3, 3, 3, "A", 3, 1, "#2", "1,3,9"},
	}, "I1:J1")
	spec := mapping.Suggest(sheets)
	if spec == nil || spec.Tables[0].Kind != mapping.Steps {
		t.Fatalf("suggested %+v", spec)
	}
	read, got := codesOf(t, spec, sheets)
	want := []string{
		"sheet.map_rated_two_ways '事業被害ベース'!I5", // 情報窃取 on サーバ: 2, then 3
		"sheet.map_step_missing '事業被害ベース'!L5",
		"sheet.map_tree_level '事業被害ベース'!J5",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	if len(read.Trees) != 2 || len(read.Trees[0].Steps) != 2 || len(read.Trees[1].Steps) != 2 || read.Trees[1].Steps[0].Text.Text != "入る" {
		t.Errorf("%+v", read.Trees)
	}
}

func TestFold(t *testing.T) {
	t.Parallel()
	for _, same := range [][2]string{{"ＬＧＷＡＮ　端末", "lgwan端末"}, {"サーバー", "ｻｰﾊﾞ"}, {"髙橋－1", "高橋‐１"}, {"メール・サーバ", "メールサーバー"}} {
		if mapping.Fold(same[0]) != mapping.Fold(same[1]) {
			t.Errorf("%q and %q differ", same[0], same[1])
		}
	}
	for _, other := range [][2]string{{"端末1", "端末2"}, {"データ", "デタ"}} {
		if mapping.Fold(other[0]) == mapping.Fold(other[1]) {
			t.Errorf("%q and %q are one", other[0], other[1])
		}
	}
}

// TestSlips tells names that one slip parts from names that are two.
func TestSlips(t *testing.T) {
	t.Parallel()
	near := func(a, b string) bool {
		_, found := mapping.Read(&mapping.Spec{Tables: []mapping.TableSpec{{Kind: mapping.Assets, Sheet: "*", Columns: []mapping.ColumnSpec{{Field: mapping.Asset, Column: "A"}}}}},
			book(t, "資産", [][]any{{"資産"}, {a}, {b}}), matrix(t))
		return len(found.Findings) == 1 && found.Findings[0].Code == "sheet.map_spelled_nearly" && found.Findings[0].Args["cell"] == "'資産'!A3"
	}
	for _, one := range [][2]string{{"ファイルサーバ", "フアイルサーバ"}, {"ファイヤウォール", "ファイアウォール"}, {"バックアップ装置", "バックアプ装置"},
		{"住民情報サーバ", "住民情報サーハ"}, {"webserver系", "webesrver系"}, {"プロキシサーバ", "プロシキサーバ"}} {
		if !near(one[0], one[1]) {
			t.Errorf("%q and %q may be one", one[0], one[1])
		}
	}
	for _, two := range [][2]string{{"業務用端末1", "業務用端末2"}, {"業務用端末１", "業務用端末１１"}, {"正系サーバ", "副系サーバ"}, {"業務サーバA", "業務サーバB"},
		{"連携サーバア", "連携サーバイ"}, {"庁内GW装置", "庁内FW装置"}, {"東庁舎スイッチ", "西庁舎スイッチ"}, {"端末A", "端末"}, {"住民税端末", "住民端末"}} {
		if near(two[0], two[1]) {
			t.Errorf("%q and %q are taken for one", two[0], two[1])
		}
	}
}

// TestLargeTable reads many assets, in time that grows with them and not with their
// pairs.
func TestLargeTable(t *testing.T) {
	t.Parallel()
	rows := [][]any{{"資産名", "資産種別", "重要度"}}
	for i := range 20_000 {
		rows = append(rows, []any{fmt.Sprintf("業務用端末%d", i), "端末", 2})
	}
	sheets := book(t, "資産", rows)
	read, found := mapping.Read(mapping.Suggest(sheets), sheets, matrix(t))
	if len(read.Assets) != 20_000 || len(found.Findings) > 0 {
		t.Errorf("%d assets, %v", len(read.Assets), found.Findings[:min(len(found.Findings), 3)])
	}
}
