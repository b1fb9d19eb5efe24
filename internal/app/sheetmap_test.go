package app_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// outsideBook is a workbook that others made: a list of assets and attack trees.
func outsideBook(t *testing.T, dir string) string {
	t.Helper()
	f := excelize.NewFile()
	put := func(sheet string, rows ...[]any) {
		t.Helper()
		if _, err := f.NewSheet(sheet); err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			cell, err := excelize.CoordinatesToCellName(1, i+1)
			if err == nil {
				err = f.SetSheetRow(sheet, cell, &row)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	put("資産", []any{"資産名", "資産種別", "領域", "台数", "情報分類", "重要度", "理由"},
		[]any{"髙橋サーバ①", "サーバ", "庁内", "２台", "個人番号", 3, "個人番号を扱う"},
		[]any{"電子申請サービス（ＬＧＷＡＮ‐ＡＳＰ）", "端末", nil, 5, nil, nil, nil}) // which the study has, as a cloud service
	put("ツリー", []any{"項番", "攻撃シナリオ", "資産", "脅威", "侵入口", "事業被害", "対策レベル", "攻撃ツリー番号"},
		[]any{1, "電子申請サービスに入る", "電子申請サービス（LGWAN-ASP）", "不正アクセス", nil, nil, 1, nil},
		[]any{2, "情報を盗む", "髙橋サーバ①", "情報窃取", nil, "d4", 2, "#1"})
	name := filepath.Join(dir, "old.xlsx")
	if err := f.SaveAs(name); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestMapWritesAssetsAndTrees takes an asset, an attack tree and the levels of its
// steps over from a workbook of others, tells what it says otherwise than the study
// of an asset that the study has, and changes nothing a second time.
func TestMapWritesAssetsAndTrees(t *testing.T) {
	long.Test(t)
	t.Parallel()
	study, _ := sheetStudy(t, lang.Ja)
	dir := t.TempDir()
	book, mapping := outsideBook(t, dir), filepath.Join(dir, "map.yaml")
	s := openStudy(t, study)
	zone := s.Models[0].Zones[0]
	found, ok, err := app.SuggestMapping(t.Context(), mapping, book, nil)
	if err != nil || !ok || len(found.Findings) > 0 {
		t.Fatal(ok, found.Findings, err)
	}
	text := readText(t, mapping)
	for _, field := range []string{"classes", "entry", "damage"} {
		if !strings.Contains(text, "field: "+field) {
			t.Errorf("the proposed mapping has no %s:\n%s", field, text)
		}
	}
	text = strings.Replace(text, "tables:", "author: 情報政策課\ndate: 2026-11-26\nreason: 前の分析\ntables:", 1)
	text = strings.Replace(text, "field: zone\n", "field: zone\n    values: {庁内: "+string(zone.ID)+"}\n", 1)
	text = strings.Replace(text, "field: classes\n", "field: classes\n    values: {個人番号: mynumber}\n", 1)
	writeText(t, mapping, text)
	im, err := app.MapSheet(t.Context(), mapping, book, study, nil)
	if err != nil {
		t.Fatal(err)
	}
	if im.Found.HasErrors() {
		t.Fatal(im.Found.Findings)
	}
	var got []string
	for _, f := range im.Found.Findings {
		if f.Args["cell"] == "" {
			continue // of the study: the asset has no link yet
		}
		got = append(got, string(f.Code)+" "+f.Args["cell"])
	}
	want := []string{"sheet.map_asset_differs '資産'!B3", "sheet.map_asset_differs '資産'!D3", "sheet.map_spelled_two_ways 'ツリー'!C2"}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	if len(im.Added) != 2 || len(im.Edits) != 2 {
		t.Fatalf("added %+v, edits %+v", im.Added, im.Edits)
	}
	if _, err := im.Write(); err != nil {
		t.Fatal(err)
	}
	mapped(t, study, string(zone.ID))
	again, err := app.MapSheet(t.Context(), mapping, book, study, nil)
	if err != nil || len(again.Added)+len(again.Edits)+len(again.Files) > 0 {
		t.Errorf("a second time: %+v, %+v, %v", again.Added, again.Edits, err)
	}
}

func readText(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func writeText(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// mapped wants in a study what the workbook of [outsideBook] says.
func mapped(t *testing.T, study, zone string) {
	t.Helper()
	s := openStudy(t, study)
	r, _, err := s.Assess(t.Context(), assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m := r.Models[0]
	i := slices.IndexFunc(s.Spec.Assets, func(a model.AssetSpec) bool { return a.Ja == "髙橋サーバ①" })
	if i < 0 {
		t.Fatal("the asset is not in the study")
	}
	spec := s.Spec.Assets[i]
	a, ok := m.Model.Asset(spec.ID)
	if !ok || string(a.Zone.ID) != zone || spec.Count != 2 || spec.Importance != 3 || len(spec.Classes) != 1 {
		t.Errorf("asset %+v in zone %v", spec, a)
	}
	at := slices.IndexFunc(s.Spec.Models, func(m model.ModelSpec) bool { return m.ID == "m1a" })
	scenarios := s.Spec.Models[at].Scenarios
	tree := scenarios[len(scenarios)-1]
	if len(tree.Steps) != 2 || string(tree.Steps[0].At) != "a-eapp-asp" || tree.Steps[1].At != spec.ID || tree.Steps[1].Ja != "情報を盗む" {
		t.Errorf("scenario %+v", tree)
	}
	judged := 0
	for _, c := range m.Cells {
		if c.Has(assess.CountermeasureJudged) && int(c.Asset) == a.Index {
			judged++
			if c.Countermeasure.Worst != 2 {
				t.Errorf("the step of the new asset has level %v", c.Countermeasure)
			}
		}
	}
	if judged != 1 {
		t.Errorf("%d cells of the new asset are judged", judged)
	}
}
