package attackflow_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/attackflow"
	"github.com/sekisho/sekisho/internal/attacktree"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/golden"
)

// lists is a small catalogue: two rules with techniques, one of them with two.
func lists(t testing.TB) *catalog.Catalog {
	t.Helper()
	row := func(ja, en string) catalog.Row {
		return catalog.Row{Text: lang.Text{Ja: ja, En: en}, Source: "x", Confidence: catalog.Confirmed}
	}
	c, _ := catalog.Build(&catalog.Spec{
		AttackVersion: "19.0",
		Tactics:       []catalog.Tactic{{ID: "TA0001", Row: row("初期アクセス", "Initial Access"), ShortName: "initial-access", STIX: "x-mitre-tactic--ffd5bcee-6e16-4dd2-8eca-7b3beedf33ca"}},
		Techniques: []catalog.Technique{
			{ID: "T1566.001", Row: row("添付ファイル", "Spearphishing Attachment"), Tactics: []catalog.TacticID{"TA0001"}, STIX: "attack-pattern--2e34237d-8574-43f6-aace-ae2915de8597"},
			{ID: "T1566.002", Row: row("リンク", "Spearphishing Link"), Tactics: []catalog.TacticID{"TA0001"}},
		},
		AttackRules: []catalog.AttackRule{
			{ID: "ar-mail", Row: row("職員が添付ファイルを開き、不正コードが実行される", "Staff open an attachment and its code runs"), Tactic: "TA0001", Techniques: []catalog.TechniqueID{"T1566.001", "T1566.002"}},
			{ID: "ar-move", Row: row("隣の <サーバ> へ移る", "The attacker moves on"), Tactic: "TA0008", Techniques: []catalog.TechniqueID{"T1021"}},
		},
	}, nil)
	return c
}

func input(t testing.TB) attackflow.Input {
	damage := model.DamageSpec{ID: "d1", Label: "②", Text: lang.Text{Ja: "漏えい"}}
	return attackflow.Input{
		Study: "my-city", AsOf: "2026-06-08", Author: "○○市", Lang: lang.Ja, Catalog: lists(t), Damages: []model.DamageSpec{damage},
		Model: &model.Model{ID: "m1a", Text: lang.Text{Ja: "①a"}, Goals: []*model.Goal{{GoalSpec: model.GoalSpec{ID: "g-1", Effect: model.EffectLeak}, Damage: &damage,
			Asset: &model.Asset{AssetSpec: &model.AssetSpec{ID: "a-core", Text: lang.Text{Ja: "基幹"}}}}}},
	}
}

var route = attackflow.Route{Goal: "g-1", Entry: "標的型メール", Letter: method.A, Number: 100}

func fact(kind catalog.FactKind, asset model.AssetID) attacktree.Fact {
	return attacktree.Fact{Kind: kind, Asset: asset}
}

// chain is a tree with a conjunction: the mail gives a foothold, from which both
// the credential and the way to the server come; together they give its data.
func chain(first catalog.RuleID) attacktree.Tree {
	pc, srv := fact("foothold", "a-pc"), fact("access", "a-srv")
	return attacktree.Tree{Entry: "e-mail", Landing: "a-pc", Goal: "g-1", Steps: []attacktree.Step{
		{Rule: first, At: "a-pc", Gives: pc},
		{Rule: "ar-move", At: "a-ad", From: "a-pc", Link: "l-1", Needs: []attacktree.Fact{pc}, Gives: fact("admin", "a-ad")},
		{Rule: "ar-move", At: "a-srv", From: "a-pc", Link: "l-2", Needs: []attacktree.Fact{pc, pc}, Gives: srv},
		{Rule: "ar-unknown", At: "a-srv", Off: []model.AssetID{"a-ad"}, Needs: []attacktree.Fact{srv, fact("admin", "a-ad")}, Gives: fact("leaked", "a-srv")},
	}}
}

func build(t testing.TB, trees ...attacktree.Tree) *attackflow.Bundle {
	t.Helper()
	b, err := attackflow.FromTrees(input(t), route, trees)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func encode(t testing.TB, b *attackflow.Bundle) []byte {
	t.Helper()
	data, err := b.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func decode(t testing.TB, data []byte) *attackflow.Bundle {
	t.Helper()
	b, err := attackflow.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// arrows draws the causes and effects of a flow, one per line.
func arrows(b *attackflow.Bundle) []string {
	name := func(id string) string {
		o, _ := b.Object(id)
		switch o.Type {
		case "attack-operator":
			return o.Text("operator")
		case "attack-condition":
			return o.Text("description")
		}
		step, _ := o.Fields["x_sekisho_step"].(map[string]any)
		return fmt.Sprint(step["rule"], "@", step["at"])
	}
	var out []string
	for _, e := range b.Edges() {
		if e.Property == "effect_refs" || e.Property == "on_true_refs" {
			out = append(out, name(e.From)+" -> "+name(e.To))
		}
	}
	slices.Sort(out)
	return out
}

func TestFromTrees(t *testing.T) {
	b := build(t, chain("ar-mail"))
	want := []string{
		"AND -> ar-unknown@a-srv", "ar-mail@a-pc -> ar-move@a-ad", "ar-mail@a-pc -> ar-move@a-srv",
		"ar-move@a-ad -> AND", "ar-move@a-srv -> AND", "ar-unknown@a-srv -> ② 漏えい（漏えい: 基幹）",
	}
	if diff := cmp.Diff(want, arrows(b)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	golden.Check(t, "testdata/golden/chain.json", encode(t, b))
}

// Two trees that share all but their first step: the shared ones are there once,
// and OR joins the two ways in.
func TestFromTwoTrees(t *testing.T) {
	b := build(t, chain("ar-mail"), chain("ar-usb"))
	want := []string{
		"AND -> ar-unknown@a-srv", "OR -> ar-move@a-ad", "OR -> ar-move@a-srv", "ar-mail@a-pc -> OR",
		"ar-move@a-ad -> AND", "ar-move@a-srv -> AND", "ar-unknown@a-srv -> ② 漏えい（漏えい: 基幹）", "ar-usb@a-pc -> OR",
	}
	if diff := cmp.Diff(want, arrows(b)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	trees, err := b.Trees()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]attacktree.Tree{chain("ar-mail"), chain("ar-usb")}, trees); diff != "" {
		t.Errorf("the trees differ (-want +got):\n%s", diff)
	}
}

func TestFromScenario(t *testing.T) {
	s := &model.Scenario{ScenarioSpec: model.ScenarioSpec{ID: "m1a-r1", Damages: []model.DamageID{"d1", "d2"}, Steps: []model.ScenarioStepSpec{
		{At: "a-pc", Technique: "T1566.001", Tactic: "TA0001", Text: lang.Text{Ja: "標的型メール"}},
		{At: "a-pc", Text: lang.Text{Ja: "職員の誤操作"}},
		{At: "a-srv"},
	}}}
	b, err := attackflow.FromScenario(input(t), s)
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/golden/scenario.json", encode(t, b))
	check(t, encode(t, b))
	if _, err := b.Trees(); !errors.Is(err, attackflow.ErrNoTrees) {
		t.Errorf("a scenario has trees: %v", err)
	}
}

// drawTrees draws trees whose steps need only what earlier ones give; rules,
// assets and facts repeat, so that steps are shared and facts given twice.
func drawTrees(t *rapid.T) []attacktree.Tree {
	asset := rapid.SampledFrom([]model.AssetID{"a", "b", "c|\\", "日本"})
	kind := rapid.SampledFrom(catalog.FactKinds)
	tree := rapid.Custom(func(t *rapid.T) attacktree.Tree {
		x := attacktree.Tree{Entry: model.EntryPointID(rapid.SampledFrom([]string{"e1", "e2"}).Draw(t, "entry")), Landing: asset.Draw(t, "landing"),
			Goal: model.GoalID(rapid.SampledFrom([]string{"g1", "g2"}).Draw(t, "goal"))}
		var given []attacktree.Fact
		for range rapid.IntRange(1, 6).Draw(t, "steps") {
			s := attacktree.Step{Rule: catalog.RuleID(rapid.SampledFrom([]string{"ar-mail", "ar-move", "r3"}).Draw(t, "rule")), At: asset.Draw(t, "at"),
				Gives: fact(kind.Draw(t, "kind"), asset.Draw(t, "of"))}
			if rapid.Bool().Draw(t, "has from") {
				s.From, s.Link = asset.Draw(t, "from"), "l-1"
			}
			if len(given) > 0 {
				s.Needs = rapid.SliceOfN(rapid.SampledFrom(given), 1, 3).Draw(t, "needs")
				s.Off = rapid.SliceOfN(asset, 0, 2).Draw(t, "off")
				if len(s.Off) == 0 {
					s.Off = nil
				}
			}
			given = append(given, s.Gives)
			x.Steps = append(x.Steps, s)
		}
		return x
	})
	return rapid.SliceOfN(tree, 1, 3).Draw(t, "trees")
}

// TestRoundTrip draws trees: written and read again they are the same trees, the
// bundle has the same edges and bytes, and it is sound.
func TestRoundTrip(t *testing.T) {
	validator := schema(t)
	rapid.Check(t, func(rt *rapid.T) {
		trees := drawTrees(rt)
		b, err := attackflow.FromTrees(input(t), route, trees)
		if err != nil {
			rt.Fatal(err)
		}
		data := encode(t, b)
		again := decode(t, data)
		if diff := cmp.Diff(b.Edges(), again.Edges()); diff != "" {
			rt.Fatalf("edges (-written +read):\n%s", diff)
		}
		if !bytes.Equal(data, encode(t, again)) {
			rt.Fatal("reading and writing changes the bytes")
		}
		got, err := again.Trees()
		if err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(trees, got); diff != "" {
			rt.Fatalf("trees (-written +read):\n%s", diff)
		}
		if problems := again.Check(); len(problems) > 0 {
			rt.Fatalf("%v\n%s", problems, data)
		}
		if err := validator(data); err != nil {
			rt.Fatal(err)
		}
		covers(rt, b, trees)
	})
}

// covers wants every need of every step to be led to by what gives it.
func covers(t *rapid.T, b *attackflow.Bundle, trees []attacktree.Tree) {
	effects := map[string][]string{}
	for _, e := range b.Edges() {
		if e.Property == "effect_refs" {
			effects[e.From] = append(effects[e.From], e.To)
		}
	}
	leads := func(from, to string) bool {
		seen := map[string]bool{}
		var walk func(string) bool
		walk = func(id string) bool {
			for _, next := range effects[id] {
				if next == to {
					return true
				}
				if o, _ := b.Object(next); o.Type == "attack-operator" && !seen[next] {
					seen[next] = true
					if walk(next) {
						return true
					}
				}
			}
			return false
		}
		return walk(from)
	}
	flow := b.Objects[slices.IndexFunc(b.Objects, func(o attackflow.Object) bool { return o.Type == "attack-flow" })]
	rows := flow.Fields["x_sekisho_trees"].([]any)
	for i, tree := range trees {
		ids := rows[i].(map[string]any)["step_refs"].([]any)
		for j, s := range tree.Steps {
			for _, need := range s.Needs {
				for k := range j {
					if tree.Steps[k].Gives == need && !leads(ids[k].(string), ids[j].(string)) {
						t.Fatalf("tree %d: no arrow from step %d to step %d, which needs %v", i, k, j, need)
					}
				}
			}
		}
	}
}

func TestIDs(t *testing.T) {
	a, b := build(t, chain("ar-mail")), build(t, chain("ar-mail"))
	if !bytes.Equal(encode(t, a), encode(t, b)) {
		t.Error("two runs differ")
	}
	in := input(t)
	in.Study = "other-city"
	c, err := attackflow.FromTrees(in, route, []attacktree.Tree{chain("ar-mail")})
	if err != nil {
		t.Fatal(err)
	}
	shared := 0
	for _, o := range c.Objects {
		if _, ok := a.Object(o.ID); ok {
			shared++
		}
	}
	if shared != 2 { // the extension and its authors
		t.Errorf("flows of two studies share %d objects, want 2", shared)
	}
}

func TestFromTreesRefuses(t *testing.T) {
	for why, change := range map[string]func(*attackflow.Input, *attacktree.Tree){
		"no date":        func(in *attackflow.Input, _ *attacktree.Tree) { in.AsOf = "" },
		"half a date":    func(in *attackflow.Input, _ *attacktree.Tree) { in.AsOf = "2026-06" },
		"no steps":       func(_ *attackflow.Input, x *attacktree.Tree) { x.Steps = nil },
		"missing a step": func(_ *attackflow.Input, x *attacktree.Tree) { x.Steps = x.Steps[1:] },
	} {
		in, x := input(t), chain("ar-mail")
		change(&in, &x)
		if _, err := attackflow.FromTrees(in, route, []attacktree.Tree{x}); !errors.Is(err, attackflow.ErrNoDate) && !errors.Is(err, attackflow.ErrIncomplete) {
			t.Errorf("%s: %v", why, err)
		}
	}
	if _, err := attackflow.FromScenario(input(t), &model.Scenario{}); !errors.Is(err, attackflow.ErrIncomplete) {
		t.Errorf("an empty scenario: %v", err)
	}
}

func TestDecodeRefuses(t *testing.T) {
	for why, text := range map[string]string{
		"no JSON": "{", "a list": "[]", "no bundle": `{"type": "x", "id": "y", "objects": []}`, "no id": `{"type": "bundle", "objects": []}`,
		"no objects": `{"type": "bundle", "id": "b"}`, "an object without id": `{"type": "bundle", "id": "b", "objects": [{"type": "x"}]}`,
		"an object that is none": `{"type": "bundle", "id": "b", "objects": [7]}`, "text behind": `{"type": "bundle", "id": "b", "objects": []} x`,
	} {
		if _, err := attackflow.Decode(strings.NewReader(text)); err == nil {
			t.Errorf("%s is accepted", why)
		}
	}
	broken := errors.New("broken")
	if _, err := attackflow.Decode(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("a broken reader: %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(encode(f, build(f, chain("ar-mail"))))
	drawing, err := os.ReadFile("testdata/drawing.afb")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(drawing)
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := attackflow.Decode(bytes.NewReader(data))
		if err != nil {
			return
		}
		b.Check()
		_, _ = b.Trees() // must not panic
		again := decode(t, encode(t, b))
		if diff := cmp.Diff(b, again); diff != "" {
			t.Fatalf("(-read +written and read):\n%s", diff)
		}
	})
}
