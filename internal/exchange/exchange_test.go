package exchange_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/exchange"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/golden"
)

func open(t *testing.T, name string) (*assess.Result, diag.List) {
	t.Helper()
	s, err := app.Open(name, model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, found, err := s.Assess(t.Context(), assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r, found
}

// The published form of a small study, to be read by people.
func TestJSONGolden(t *testing.T) {
	t.Parallel()
	r, found := open(t, "testdata/small.yaml")
	data, err := exchange.JSON(t.Context(), r, found)
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/golden/small.json", data)
	e, ok := r.Models[0].Explain("a-old", "th-01")
	if !ok {
		t.Fatal("there is no cell a-old × th-01")
	}
	data, err = exchange.ExplanationJSON(r, e)
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/golden/explanation.json", data)
}

// The published form of routes, trees, scenarios and their explanation.
func TestRoutesGolden(t *testing.T) {
	t.Parallel()
	r, found := open(t, "testdata/ways.yaml")
	data, err := exchange.JSON(t.Context(), r, found)
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/golden/ways.json", data)
	m := r.Models[0]
	opt := assess.RouteOptions{List: 2, Bounds: assess.UsualBounds()}
	routes, err := m.Routes(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	data, err = exchange.RoutesJSON(r, m, routes, opt)
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/golden/routes.json", data)
	e, ok := m.ExplainGoal(t.Context(), "g-stop", "ep-web", opt.Bounds)
	if !ok {
		t.Fatal("there is no start at ep-web")
	}
	data, err = exchange.GoalExplanationJSON(r, m, e)
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/golden/goal.json", data)
}

// Writing ends when it is told to.
func TestJSONStops(t *testing.T) {
	t.Parallel()
	r, found := open(t, "testdata/ways.yaml")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := exchange.JSON(ctx, r, found); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that it was cancelled", err)
	}
}

// What is written can be read back, is complete, and adds up.
func TestJSONOfTheReferenceStudy(t *testing.T) {
	t.Parallel()
	r, found := open(t, "")
	data, err := exchange.JSON(t.Context(), r, found)
	if err != nil {
		t.Fatal(err)
	}
	var back exchange.Result
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&back); err != nil {
		t.Fatal(err)
	}
	want, err := exchange.NewResult(t.Context(), r, found)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, &back); diff != "" {
		t.Errorf("reading back gives another result:\n%s", diff)
	}
	if len(back.Models) != len(r.Models) || len(back.Findings) != len(found.Findings) {
		t.Errorf("%d models and %d findings, want %d and %d", len(back.Models), len(back.Findings), len(r.Models), len(found.Findings))
	}
	for _, m := range back.Models {
		assets, zones, cells := 0, 0, exchange.Counts{}
		for _, a := range m.Assets {
			assets += a.Totals.Cells
		}
		for _, z := range m.Zones {
			zones += z.Totals.Cells
		}
		for _, c := range m.Cells {
			count(&cells, c.Risk.Worst)
		}
		if assets != m.Totals.Cells || zones != m.Totals.Cells || len(m.Cells) != m.Totals.Cells || cells != m.Totals.Worst {
			t.Errorf("%s: %d cells, by asset %d, by zone %d, rows %d; letters %v and %v", m.ID, m.Totals.Cells, assets, zones,
				len(m.Cells), m.Totals.Worst, cells)
		}
	}
	for line := range strings.Lines(string(data)) {
		if strings.Count(line, `"derived_threat_level":`)+strings.Count(line, `"gives":`) > 1 {
			t.Errorf("a line holds several cells or steps: %s", line)
			break
		}
	}
}

func count(c *exchange.Counts, letter string) {
	switch letter {
	case "A":
		c.A++
	case "B":
		c.B++
	case "C":
		c.C++
	case "D":
		c.D++
	case "E":
		c.E++
	case "":
		c.Unrated++
	}
}

func TestFormats(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, f := range exchange.Formats() {
		if f.Name == "" || f.File == "" || f.Media == "" || names[f.Name] {
			t.Errorf("format %+v is incomplete or there twice", f)
		}
		names[f.Name] = true
	}
}

// Breaking JSON into lines changes nothing but space, at any depth.
func TestIndentKeepsTheValue(t *testing.T) {
	t.Parallel()
	leaf := rapid.OneOf(rapid.Custom(func(t *rapid.T) any { return rapid.String().Draw(t, "text") }),
		rapid.Custom(func(t *rapid.T) any { return rapid.Float64Range(-1e6, 1e6).Draw(t, "number") }),
		rapid.SampledFrom([]any{true, false, nil, `a"b\`, "{[,:]}"}))
	var value func(depth int) *rapid.Generator[any]
	value = func(depth int) *rapid.Generator[any] {
		if depth == 0 {
			return leaf
		}
		return rapid.OneOf(leaf,
			rapid.Custom(func(t *rapid.T) any { return rapid.SliceOfN(value(depth-1), 0, 3).Draw(t, "list") }),
			rapid.Custom(func(t *rapid.T) any { return rapid.MapOfN(rapid.String(), value(depth-1), 0, 3).Draw(t, "map") }))
	}
	rapid.Check(t, func(t *rapid.T) {
		compact, err := json.Marshal(value(4).Draw(t, "value"))
		if err != nil {
			t.Fatalf("not JSON: %v", err)
		}
		broken := exchange.Indent(compact, rapid.IntRange(0, 6).Draw(t, "depth"))
		var again bytes.Buffer
		if err := json.Compact(&again, broken); err != nil || again.String() != string(compact) {
			t.Fatalf("%s became %s (%v)", compact, broken, err)
		}
	})
}
