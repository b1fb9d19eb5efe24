package navigator_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/navigator"
	"github.com/sekisho/sekisho/internal/testing/golden"
	"github.com/sekisho/sekisho/internal/testing/repo"
)

const schemaFile = "testdata/layer-4.5.schema.json"

// validate checks a file against the JSON Schema of the format.
func validate(t testing.TB, data []byte) error {
	t.Helper()
	compiled, err := jsonschema.NewCompiler().Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return compiled.Validate(v)
}

func base(t testing.TB) *catalog.Catalog {
	t.Helper()
	lists, _, err := app.OpenLists("")
	if err != nil {
		t.Fatal(err)
	}
	return lists.Catalog
}

func encode(t testing.TB, l navigator.Layer) []byte {
	t.Helper()
	data, err := navigator.Encode(l)
	if err != nil {
		t.Fatal(err)
	}
	if err := validate(t, data); err != nil {
		t.Errorf("%v\n%s", err, data)
	}
	return data
}

func header(t testing.TB, l lang.Lang) navigator.Header {
	t.Helper()
	return navigator.Header{Lang: l, Study: "○○市のデータ連携", Date: "2026-06-08", Matrix: "再構成", Catalog: base(t)}
}

var uses = []navigator.Use{
	{Technique: "T1566.001", Tactic: "TA0001", Letter: method.B, Asset: "庁内端末", Text: "標的型メールの添付ファイル"},
	{Technique: "T1078.002", Tactic: "TA0004", Letter: method.C, Asset: "庁内端末", Text: "ADの管理者になりすます"},
	{Technique: "T1078.002", Tactic: "TA0004", Letter: method.A, Asset: "庁内端末", Text: "ADの管理者になりすます"},
	{Technique: "T1078.002", Tactic: "TA0004", Letter: method.D, Asset: "庁内端末", Text: "職員になりすます <b> & \"x\"\nwith a second line"},
	{Technique: "T1078.002", Tactic: "TA0005", Letter: method.D, Asset: "庁内端末", Text: "同じ技術を別の戦術で使う"},
	{Technique: "T1486", Tactic: "TA0040", Letter: method.E},
	{Technique: "T1190", Tactic: "TA0001", Asset: "庁内端末", Text: "対策レベルが分からない"},
	{Technique: "T1027", Tactic: "TA0008", Letter: method.C, Asset: "庁内端末", Text: "この戦術の技術ではない"},
	{Technique: "T1562.001", Tactic: "TA0005", Letter: method.A}, {Technique: "T0001", Letter: method.A}, {Technique: "T1562.001", Tactic: "TA0112"},
}

func TestNew(t *testing.T) {
	for _, l := range lang.All {
		layer, unknown := navigator.New(header(t, l), navigator.Side{Name: "①a", Uses: uses})
		golden.Check(t, "testdata/golden/layer."+string(l)+".json", encode(t, layer))
		if !slices.Equal(unknown, []catalog.TechniqueID{"T0001", "T1562.001"}) {
			t.Errorf("unknown are %v", unknown)
		}
	}
}

// TestManySteps: a technique that is used on a hundred assets tells of the worst and
// counts the rest, of each letter.
func TestManySteps(t *testing.T) {
	var many []navigator.Use
	for i := range 100 {
		many = append(many, navigator.Use{Technique: "T1190", Tactic: "TA0001", Letter: method.RiskValues[i%2], Asset: fmt.Sprintf("Host %d", i), Text: "exploited"})
	}
	layer, _ := navigator.New(header(t, lang.En), navigator.Side{Name: "x", Uses: many})
	lines := strings.Split(layer.Techniques[0].Comment, "\n")
	worst, other := max(method.RiskValues[0], method.RiskValues[1]), min(method.RiskValues[0], method.RiskValues[1])
	if len(lines) != 22 || lines[1] != fmt.Sprintf("Host %d: exploited (%s)", slices.Index(method.RiskValues, worst), worst) ||
		lines[21] != fmt.Sprintf("and 80 more steps (%s 30, %s 50)", worst, other) {
		t.Errorf("%d lines:\n%s", len(lines), strings.Join(lines, "\n"))
	}
}

func TestDifference(t *testing.T) {
	first := navigator.Side{Name: "現状", Uses: []navigator.Use{
		{Technique: "T1091", Tactic: "TA0001", Letter: method.B, Asset: "庁内端末", Text: "媒体"}, {Technique: "T1486", Tactic: "TA0040", Letter: method.C, Asset: "庁内端末", Text: "停止"},
		{Technique: "T1190", Tactic: "TA0001", Letter: method.D}, {Technique: "T1027", Tactic: "TA0005", Letter: method.C}, {Technique: "T1041", Tactic: "TA0010"},
	}}
	second := navigator.Side{Name: "①a", Uses: []navigator.Use{
		{Technique: "T1078.004", Tactic: "TA0001", Letter: method.B}, {Technique: "T1486", Tactic: "TA0040", Letter: method.A, Asset: "庁内端末", Text: "停止"},
		{Technique: "T1190", Tactic: "TA0001", Letter: method.D}, {Technique: "T1027", Tactic: "TA0005", Letter: method.E}, {Technique: "T1041", Tactic: "TA0010", Letter: method.B},
	}}
	for _, l := range lang.All {
		layer, unknown := navigator.Difference(header(t, l), first, second)
		golden.Check(t, "testdata/golden/difference."+string(l)+".json", encode(t, layer))
		if len(unknown) > 0 {
			t.Errorf("unknown are %v", unknown)
		}
		got := map[string]float64{}
		for _, x := range layer.Techniques {
			if x.Score != nil {
				got[x.ID] = *x.Score
			}
		}
		want := map[string]float64{"T1091": -4, "T1486": 2, "T1190": 0, "T1027": -2, "T1078.004": 4}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("scores (-want +got):\n%s", diff)
		}
	}
}

// drawUses draws steps over a few techniques of the catalogue, right or wrong.
func drawUses(t *rapid.T, c *catalog.Catalog) []navigator.Use {
	use := rapid.Custom(func(t *rapid.T) navigator.Use {
		row := rapid.SampledFrom(c.Techniques).Draw(t, "technique")
		return navigator.Use{
			Technique: row.ID, Tactic: rapid.SampledFrom(c.Tactics).Draw(t, "tactic").ID,
			Letter: rapid.SampledFrom(append(slices.Clone(method.RiskValues), method.Unrated)).Draw(t, "letter"), Asset: rapid.String().Draw(t, "asset"), Text: rapid.String().Draw(t, "text"),
		}
	})
	return rapid.SliceOfN(use, 0, 8).Draw(t, "uses")
}

// TestLayersHold draws steps: every layer is valid, no technique of the
// catalogue is lost, a tactic is one that the technique serves, the letter
// stands in words, and the order of the steps does not matter for letters.
func TestLayersHold(t *testing.T) {
	c := base(t)
	rapid.Check(t, func(rt *rapid.T) {
		list := drawUses(rt, c)
		h := navigator.Header{Lang: lang.Ja, Catalog: c}
		layer, unknown := navigator.New(h, navigator.Side{Name: "x", Uses: list})
		if len(unknown) > 0 {
			rt.Fatalf("unknown: %v", unknown)
		}
		if err := validate(t, encode(t, layer)); err != nil {
			rt.Fatal(err)
		}
		worst := map[string]method.RiskValue{}
		for _, u := range list {
			worst[string(u.Technique)] = max(worst[string(u.Technique)], u.Letter)
		}
		got := map[string]method.RiskValue{}
		for _, x := range layer.Techniques {
			row, _ := c.Technique(catalog.TechniqueID(x.ID))
			served := slices.ContainsFunc(row.Tactics, func(id catalog.TacticID) bool {
				tactic, ok := c.Tactic(id)
				return ok && tactic.ShortName == x.Tactic
			})
			if x.Tactic != "" && !served {
				rt.Fatalf("%s does not serve %s and would be hidden", x.ID, x.Tactic)
			}
			letter := method.Unrated
			if x.Score != nil {
				letter = method.RiskValue(*x.Score)
				if x.Metadata[0].Value != letter.String() || !strings.Contains(x.Comment, "リスク値 "+letter.String()) {
					rt.Fatalf("%s: letter %s is not told in words: %q %v", x.ID, letter, x.Comment, x.Metadata)
				}
			}
			got[x.ID] = max(got[x.ID], letter)
		}
		if diff := cmp.Diff(worst, got); diff != "" {
			rt.Fatalf("worst letters (-want +got):\n%s", diff)
		}
		difference, _ := navigator.Difference(h, navigator.Side{Name: "a", Uses: list}, navigator.Side{Name: "b", Uses: drawUses(rt, c)})
		if err := validate(t, encode(t, difference)); err != nil {
			rt.Fatal(err)
		}
		again, err := navigator.Decode(bytes.NewReader(encode(t, layer)))
		if err != nil || len(again) != 1 || !bytes.Equal(encode(t, again[0]), encode(t, layer)) {
			rt.Fatalf("reading and writing changes the layer: %v", err)
		}
	})
}

// TestPublishedLayers reads real layers and writes them back with every value.
func TestPublishedLayers(t *testing.T) {
	dir := filepath.Join(repo.Root(t), "..", "shared", "domain", "attack", "samples", "navigator")
	names, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		t.Logf("%s IS ABSENT: no published layer is read", dir)
		return
	}
	n := 0
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Base(name) == filepath.Base(schemaFile) {
			if own, err := os.ReadFile(schemaFile); err != nil || !bytes.Equal(own, data) {
				t.Errorf("%s differs from the reference (%v)", schemaFile, err)
			}
			continue
		}
		n++
		layers, err := navigator.Decode(bytes.NewReader(data))
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(name), err)
			continue
		}
		var want any
		if err := json.Unmarshal(data, &want); err != nil {
			t.Fatal(err)
		}
		if _, list := want.([]any); !list {
			want = []any{want}
		}
		for i, l := range layers {
			var got any
			if err := json.Unmarshal(encode(t, l), &got); err != nil {
				t.Fatal(err)
			}
			if diff := missing(fmt.Sprint(i), want.([]any)[i], got); diff != nil {
				t.Errorf("%s lost %v", filepath.Base(name), diff)
			}
		}
	}
	if n < 4 {
		t.Errorf("only %d layers found", n)
	}
}

// missing lists the values of want that got does not have; a value that is
// false, 0, "" or an empty list may be left out, as it is what absence means.
func missing(path string, want, got any) []string {
	var lost []string
	switch w := want.(type) {
	case map[string]any:
		g, _ := got.(map[string]any)
		for _, k := range slices.Sorted(keys(w)) {
			lost = append(lost, missing(path+"/"+k, w[k], g[k])...)
		}
	case []any:
		g, _ := got.([]any)
		for i, x := range w {
			if i >= len(g) {
				return append(lost, path)
			}
			lost = append(lost, missing(fmt.Sprint(path, "/", i), x, g[i])...)
		}
	default:
		absent := got == nil && (want == false || want == 0.0 || want == "")
		if want != got && !absent {
			return []string{path}
		}
	}
	return lost
}

func keys(m map[string]any) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	const good = `{"name": "x", "domain": "enterprise-attack", "versions": {"layer": "4.5", "navigator": "5.1.0"}`
	for _, tt := range []struct {
		why, text string
		is        error
	}{
		{"no JSON", `{`, nil},
		{"an unknown key", good + `, "colour": "red"}`, nil},
		{"an older format", strings.Replace(good, "4.5", "4.4", 1) + "}", navigator.ErrVersion},
		{"no name", strings.Replace(good, `"x"`, `""`, 1) + "}", navigator.ErrVersion},
		{"text behind it", good + "} {}", nil},
		{"too many layers", "[" + strings.Repeat(good+"},", 100) + good + "}]", navigator.ErrTooLarge},
		{"a wrong type", good + `, "techniques": {}}`, nil},
	} {
		_, err := navigator.Decode(strings.NewReader(tt.text))
		if err == nil || tt.is != nil && !errors.Is(err, tt.is) {
			t.Errorf("%s: %v", tt.why, err)
		}
	}
	if _, err := navigator.Decode(strings.NewReader("\ufeff" + good + "}")); err != nil {
		t.Errorf("behind a byte order mark: %v", err)
	}
	broken := errors.New("broken")
	if _, err := navigator.Decode(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("a broken reader: %v", err)
	}
}

// The schema refuses what Navigator would refuse, so that the tests above prove
// something.
func TestSchemaRefuses(t *testing.T) {
	layer, _ := navigator.New(header(t, lang.Ja), navigator.Side{Name: "x", Uses: uses})
	data := string(encode(t, layer))
	for _, change := range []struct{ old, new string }{
		{`"layer": "4.5"`, `"layer": "4.4"`}, {`"techniqueID": "T1190"`, `"techniqueID": "1190"`}, {`#b2182b`, `red`},
		{`"tactic": "impact"`, `"tactic": "TA0040"`}, {`"name": "x"`, `"name": ""`},
	} {
		broken := strings.Replace(data, change.old, change.new, 1)
		if broken == data {
			t.Fatalf("%s is not in the layer", change.old)
		}
		if validate(t, []byte(broken)) == nil {
			t.Errorf("%s is accepted", change.new)
		}
	}
}
