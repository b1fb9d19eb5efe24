package attackflow

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/attacktree"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// ErrIncomplete reports a tree with a step that needs what no step of it gives,
// or without steps.
var ErrIncomplete = errors.New("the tree is not complete")

// ErrNoTrees reports a bundle whose trees cannot be told, as another program
// wrote or changed it.
var ErrNoTrees = errors.New("the flow does not tell its trees")

// Route says of which route (経路) trees are.
type Route struct {
	Goal model.GoalID
	// Entry point in the language of the user, and the letter of the worst tree.
	Entry  string
	Letter method.RiskValue
	// Number of minimal trees found; there may be more unless it is exact.
	Number int
	Exact  bool
}

// FromTrees gives the flow of trees of a route, which may share steps: each step
// is there once, and what several steps give is joined by OR.
func FromTrees(in Input, route Route, trees []attacktree.Tree) (*Bundle, error) {
	var scope []string
	for _, t := range trees {
		scope = append(scope, treeKey(t))
	}
	w, err := newWriter(in, append([]string{"trees"}, scope...)...)
	if err != nil {
		return nil, err
	}
	f := &forest{writer: w, giving: map[attacktree.Fact][]string{}}
	for _, t := range trees {
		if err := f.grow(t); err != nil {
			return nil, fmt.Errorf("attack flow of goal %s: %w", t.Goal, err)
		}
	}
	f.join()
	var starts []string
	for i, s := range f.steps {
		if len(s.Needs) == 0 {
			starts = append(starts, f.ids[i])
		}
	}
	w.name = in.text("flow.trees", "model", in.Model.In(in.Lang), "goal", in.goal(route.Goal), "entry", route.Entry)
	w.about = in.text("flow.trees_about", "shown", len(trees), "number", route.Number, "exact", route.Exact, "letter", route.Letter.String())
	w.flow(starts, "trees", f.trees)
	return &w.bundle, nil
}

// forest lays trees over each other.
type forest struct {
	*writer
	steps []attacktree.Step
	ids   []string // of the actions of the steps
	// giving lists the actions that give a fact, in the order of the steps.
	giving map[attacktree.Fact][]string
	goals  []goal
	trees  []any
}

// goal is what trees lead to.
type goal struct {
	id   model.GoalID
	fact attacktree.Fact
}

// grow adds the steps of a tree.
func (f *forest) grow(t attacktree.Tree) error {
	given := map[attacktree.Fact]bool{}
	var ids []string
	for _, s := range t.Steps {
		for _, need := range s.Needs {
			if !given[need] {
				return fmt.Errorf("step %s at %s needs %s of %s: %w", s.Rule, s.At, need.Kind, need.Asset, ErrIncomplete)
			}
		}
		given[s.Gives] = true
		id := f.id("attack-action", stepKey(s))
		ids = append(ids, id)
		if slices.Contains(f.ids, id) {
			continue
		}
		f.steps, f.ids = append(f.steps, s), append(f.ids, id)
		f.giving[s.Gives] = append(f.giving[s.Gives], id)
		f.step(id, s)
	}
	if len(t.Steps) == 0 {
		return fmt.Errorf("no steps: %w", ErrIncomplete)
	}
	if g := (goal{t.Goal, t.Steps[len(t.Steps)-1].Gives}); !slices.Contains(f.goals, g) {
		f.goals = append(f.goals, g)
	}
	f.trees = append(f.trees, map[string]any{"entry": string(t.Entry), "landing": string(t.Landing), "goal": string(t.Goal), "step_refs": list(ids)})
	return nil
}

// step adds the action of a step.
func (f *forest) step(id string, s attacktree.Step) {
	var tactic catalog.TacticID
	var techniques []catalog.TechniqueID
	what := string(s.Rule)
	if r, ok := f.in.Catalog.AttackRule(s.Rule); ok {
		tactic, techniques, what = r.Tactic, r.Techniques, r.In(f.in.Lang)
	}
	o := f.action(id, tactic, techniques, what, s.At, s.From)
	o.Fields["x_sekisho_step"] = written(s)
}

// join adds the edges: from what gives a fact to what needs it.
func (f *forest) join() {
	for i, s := range f.steps {
		target := f.ids[i]
		needs := unique(s.Needs)
		if len(needs) > 1 {
			target = f.operator("AND", stepKey(s))
			f.link(target, f.ids[i])
		}
		for _, need := range needs {
			f.link(f.source(need), target)
		}
	}
	for _, g := range f.goals {
		id := f.id("attack-condition", string(g.id), factKey(g.fact))
		f.own("attack-condition", id, map[string]any{"description": cmp.Or(f.in.goal(g.id), factKey(g.fact)), "x_sekisho_goal": string(g.id)})
		f.link(f.source(g.fact), id)
	}
}

// source gives the object that stands for a fact: the one action that gives it,
// or the OR of several.
func (f *forest) source(fact attacktree.Fact) string {
	giving := f.giving[fact]
	if len(giving) == 1 {
		return giving[0]
	}
	id := f.operator("OR", factKey(fact))
	for _, action := range giving {
		f.link(action, id)
	}
	return id
}

func (f *forest) operator(operator, of string) string {
	id := f.id("attack-operator", operator, of)
	f.own("attack-operator", id, map[string]any{"operator": operator})
	return id
}

func unique(facts []attacktree.Fact) []attacktree.Fact {
	var out []attacktree.Fact
	for _, f := range facts {
		if !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}

func factKey(f attacktree.Fact) string { return key(string(f.Kind), string(f.Asset)) }

// stepKey tells steps apart.
func stepKey(s attacktree.Step) string {
	parts := []string{string(s.Rule), string(s.At), string(s.From), string(s.Link), factKey(s.Gives)}
	for _, a := range s.Off {
		parts = append(parts, "off", string(a))
	}
	for _, n := range s.Needs {
		parts = append(parts, "needs", factKey(n))
	}
	return key(parts...)
}

func treeKey(t attacktree.Tree) string {
	parts := []string{string(t.Entry), string(t.Landing), string(t.Goal)}
	for _, s := range t.Steps {
		parts = append(parts, stepKey(s))
	}
	return key(parts...)
}

// written gives the parts of a step that the format has no place for.
func written(s attacktree.Step) map[string]any {
	m := map[string]any{"rule": string(s.Rule), "at": string(s.At), "gives": fact(s.Gives)}
	if s.From != "" {
		m["from"] = string(s.From)
	}
	if s.Link != "" {
		m["link"] = string(s.Link)
	}
	var needs, off []any
	for _, n := range s.Needs {
		needs = append(needs, fact(n))
	}
	for _, a := range s.Off {
		off = append(off, string(a))
	}
	if needs != nil {
		m["needs"] = needs
	}
	if off != nil {
		m["off"] = off
	}
	return m
}

// fact writes a fact as "kind asset"; a kind has no blank.
func fact(f attacktree.Fact) string { return string(f.Kind) + " " + string(f.Asset) }

// Trees gives the trees from which [FromTrees] made the bundle.
func (b *Bundle) Trees() ([]attacktree.Tree, error) {
	i := slices.IndexFunc(b.Objects, func(o Object) bool { return o.Type == "attack-flow" })
	if i < 0 {
		return nil, ErrNoTrees
	}
	rows, ok := b.Objects[i].Fields["x_sekisho_trees"].([]any)
	if !ok {
		return nil, ErrNoTrees
	}
	steps := map[string]attacktree.Step{}
	for _, o := range b.Objects {
		if m, ok := o.Fields["x_sekisho_step"].(map[string]any); ok {
			steps[o.ID] = step(m)
		}
	}
	var trees []attacktree.Tree
	for _, row := range rows {
		m, _ := row.(map[string]any)
		o := Object{Fields: m}
		t := attacktree.Tree{Entry: model.EntryPointID(o.Text("entry")), Landing: model.AssetID(o.Text("landing")), Goal: model.GoalID(o.Text("goal"))}
		for _, id := range o.refs("step_refs") {
			s, ok := steps[id]
			if !ok {
				return nil, fmt.Errorf("step %s: %w", id, ErrNoTrees)
			}
			t.Steps = append(t.Steps, s)
		}
		trees = append(trees, t)
	}
	return trees, nil
}

// step reads what written wrote.
func step(m map[string]any) attacktree.Step {
	o := Object{Fields: m}
	read := func(text string) attacktree.Fact {
		kind, asset, _ := strings.Cut(text, " ")
		return attacktree.Fact{Kind: catalog.FactKind(kind), Asset: model.AssetID(asset)}
	}
	s := attacktree.Step{Rule: catalog.RuleID(o.Text("rule")), At: model.AssetID(o.Text("at")), From: model.AssetID(o.Text("from")),
		Link: model.LinkID(o.Text("link")), Gives: read(o.Text("gives"))}
	for _, n := range o.refs("needs") {
		s.Needs = append(s.Needs, read(n))
	}
	for _, a := range o.refs("off") {
		s.Off = append(s.Off, model.AssetID(a))
	}
	return s
}
