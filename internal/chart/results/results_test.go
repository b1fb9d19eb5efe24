package results_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/chart"
	"github.com/sekisho/sekisho/internal/chart/results"
	"github.com/sekisho/sekisho/internal/compare"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/golden"
)

// pictures draws every chart of the reference study, by name.
func pictures(t testing.TB, l lang.Lang) (names []string, out []*chart.Picture) {
	t.Helper()
	s, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := assess.Run(context.Background(), s.Study, assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c, err := compare.Run(context.Background(), r, compare.Options{})
	if err != nil {
		t.Fatal(err)
	}
	add := func(name string, p ...*chart.Picture) {
		for i, x := range p {
			if len(p) > 1 {
				name = fmt.Sprintf("%s-%d", name, i+1)
			}
			names, out = append(names, name), append(out, x)
		}
	}
	add("models", results.Models(c, l, false))
	add("model-shares", results.Models(c, l, true))
	add("differences", results.Differences(c, l))
	for _, m := range r.Models {
		id := string(m.Model.ID)
		add("assets-"+id, results.Assets(r, m, l))
		add("damages-"+id, results.Damages(r, m, l))
		add("routes-"+id, results.Routes(m, l))
		for i, p := range results.Coverage(m, l) {
			add(fmt.Sprintf("coverage-%s-%d", id, i+1), p)
		}
	}
	return names, out
}

// TestGoldens writes the charts of the reference study. With SEKISHO_PNG naming a
// folder they are also written there as PNG, to be looked at.
func TestGoldens(t *testing.T) {
	names, out := pictures(t, lang.Ja)
	for i, p := range out {
		var b bytes.Buffer
		if err := drawing.WriteSVG(&b, p.Scene, drawing.SVGOptions{}); err != nil {
			t.Fatal(err)
		}
		switch names[i] {
		case "models", "model-shares", "differences", "assets-m0", "damages-m0", "routes-m0", "coverage-m0-1":
			golden.Check(t, "testdata/golden/"+names[i]+".svg", b.Bytes())
		}
		if dir := os.Getenv("SEKISHO_PNG"); dir != "" {
			var png bytes.Buffer
			if err := drawing.WritePNG(&png, p.Scene, 110); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, names[i]+".png"), png.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestCountsAgree adds up what the matrix shows: every cell of the analysis is on
// it once.
func TestCountsAgree(t *testing.T) {
	s, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := assess.Run(context.Background(), s.Study, assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range r.Models {
		sum := 0
		for _, row := range results.Assets(r, m, lang.En).Data().Rows {
			for _, text := range row[1:] {
				var letter string
				var n int
				if _, err := fmt.Sscanf(text, "%1s: %d", &letter, &n); err != nil {
					t.Fatal(err)
				}
				sum += n
			}
		}
		if want := m.Totals.All() - m.Totals.Worst[method.Unrated]; sum != want {
			t.Errorf("%s: %d on the matrix, %d rated", m.Model.ID, sum, want)
		}
	}
}
