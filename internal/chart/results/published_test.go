package results_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sekisho/sekisho/internal/chart/results"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/golden"
)

// TestPublished: the chart holds the counts of the tables and no others, letters
// counted together stay together, and withheld tables are told.
func TestPublished(t *testing.T) {
	tables := []results.Published{
		{Name: "① 停止", Bins: []results.PublishedBin{{Mark: "A–B", Worst: method.A}, {Mark: "C–E", Worst: method.C}, {Mark: "なし"}},
			Rows: []results.PublishedRow{{"中核市", []int{7, 55, 0}}, {"ほか3区分", []int{20, 5, 9}}}},
		{Name: "② 漏えい", Withheld: true},
	}
	p := results.PublishedNation(&model.Model{ID: "m", Text: lang.Text{Ja: "モデル", En: "model"}}, tables, 5, lang.Ja)
	want := [][]string{
		{"① 停止　中核市", "A–B", "7"}, {"① 停止　中核市", "C–E", "55"}, {"① 停止　中核市", "なし", "0"},
		{"① 停止　ほか3区分", "A–B", "20"}, {"① 停止　ほか3区分", "C–E", "5"}, {"① 停止　ほか3区分", "なし", "9"},
	}
	if diff := cmp.Diff(want, p.Data().Rows); diff != "" {
		t.Errorf("figures (-want +got):\n%s", diff)
	}
	var b bytes.Buffer
	if err := drawing.WriteSVG(&b, p.Scene, drawing.SVGOptions{}); err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(b.Bytes(), []byte("個々の団体が分かるおそれのある1表は示さない")) {
		t.Error("the withheld table is not told")
	}
	golden.Check(t, "testdata/golden/published.svg", b.Bytes())
}
