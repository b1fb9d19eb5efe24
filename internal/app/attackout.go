package app

import (
	"context"
	"fmt"
	"slices"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/attackflow"
	"github.com/sekisho/sekisho/internal/attacktree"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/navigator"
)

// Readable reports whether the study could be read whole, with or without
// errors in what it says.
func (s *Study) Readable() bool { return s.doc.Whole() }

// Layer is a layer of the ATT&CK Navigator.
type Layer struct {
	Data []byte
	// Unknown are techniques that the ATT&CK lists in force do not have, so that
	// the Navigator would not show them; the layer leaves them out.
	Unknown []catalog.TechniqueID
}

// AttackLayer writes the techniques that the attack steps of a model use, with
// the letters that they bear on; or, where against is not empty, how the model
// differs from that one. Both must have been assessed.
func AttackLayer(ctx context.Context, r *assess.Result, l lang.Lang, id, against model.ModelID) (*Layer, error) {
	side, err := layerSide(ctx, r, l, id)
	if err != nil {
		return nil, err
	}
	h := navigator.Header{Lang: l, Study: studyTitle(r, l), Date: r.Study.Spec.AsOf, Matrix: r.Method.Matrix.Name.In(l), Catalog: r.Study.Catalog}
	var layer navigator.Layer
	var unknown []catalog.TechniqueID
	if against == "" {
		layer, unknown = navigator.New(h, side)
	} else {
		first, err := layerSide(ctx, r, l, against)
		if err != nil {
			return nil, err
		}
		layer, unknown = navigator.Difference(h, first, side)
	}
	data, err := navigator.Encode(layer)
	if err != nil {
		return nil, err
	}
	return &Layer{data, unknown}, nil
}

// layerSide gives the steps of one model as the layer shows them.
func layerSide(ctx context.Context, r *assess.Result, l lang.Lang, id model.ModelID) (navigator.Side, error) {
	m, ok := r.Model(id)
	if !ok {
		return navigator.Side{}, fmt.Errorf("layer of model %s, which was not assessed", id)
	}
	steps, err := m.StepUses(ctx)
	if err != nil {
		return navigator.Side{}, err
	}
	side := navigator.Side{Name: m.Model.In(l)}
	for _, s := range steps {
		for _, t := range s.Rule.Techniques {
			side.Uses = append(side.Uses, navigator.Use{Technique: t, Tactic: s.Rule.Tactic, Letter: s.Risk, Asset: s.Asset.In(l), Text: s.Rule.In(l)})
		}
	}
	return side, nil
}

// Flow is a set of trees as Attack Flow.
type Flow struct {
	Data []byte
	// Entry point from which the trees start.
	Entry model.EntryPointID
	// Shown trees of the number found, which is exact or a lower bound.
	Shown, Number int
	Exact         bool
}

// TreeFlow writes the worst trees of a goal from the worst of the starts that
// opt allows; nil where no tree leads to the goal.
func TreeFlow(ctx context.Context, r *assess.Result, m *assess.ModelResult, l lang.Lang, opt assess.RouteOptions) (*Flow, error) {
	routes, err := m.Routes(ctx, opt)
	if err != nil {
		return nil, err
	}
	routes = slices.DeleteFunc(routes, func(x assess.Route) bool { return !x.Reached || len(x.Trees) == 0 })
	if len(routes) == 0 {
		return nil, nil //nolint:nilnil // said above
	}
	worst := routes[0]
	for _, x := range routes[1:] {
		if x.Risk.Worst > worst.Risk.Worst {
			worst = x
		}
	}
	var trees []attacktree.Tree
	for _, t := range worst.Trees {
		trees = append(trees, t.Value())
	}
	route := attackflow.Route{Goal: worst.Goal.ID, Entry: worst.Start.Entry.Point.In(l), Letter: worst.Risk.Worst, Number: worst.Number, Exact: worst.Exact}
	b, err := attackflow.FromTrees(flowInput(r, m, l), route, trees)
	if err != nil {
		return nil, err
	}
	data, err := b.Encode()
	if err != nil {
		return nil, err
	}
	return &Flow{data, worst.Start.Entry.Point.ID, len(trees), worst.Number, worst.Exact}, nil
}

// ScenarioFlow writes a scenario that the analyst wrote.
func ScenarioFlow(r *assess.Result, m *assess.ModelResult, l lang.Lang, s *model.Scenario) ([]byte, error) {
	b, err := attackflow.FromScenario(flowInput(r, m, l), s)
	if err != nil {
		return nil, err
	}
	return b.Encode()
}

// flowInput gives what all flows of a model share.
func flowInput(r *assess.Result, m *assess.ModelResult, l lang.Lang) attackflow.Input {
	return attackflow.Input{Study: r.Study.Spec.ID, AsOf: r.Study.Spec.AsOf, Author: studyTitle(r, l), Lang: l,
		Catalog: r.Study.Catalog, Model: m.Model, Damages: r.Study.Spec.Damages}
}

// studyTitle gives the title of the study, or its id.
func studyTitle(r *assess.Result, l lang.Lang) string {
	if t := r.Study.Spec.Title; t != nil {
		return t.In(l)
	}
	return r.Study.Spec.ID
}
