package app

import (
	"context"
	"slices"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/diagram"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/report"
)

// diagramKinds are the pictures of models: configuration, flow, route, tree, data-flow
// matrix and plan.
func diagramKinds() []report.PictureKind {
	return []report.PictureKind{report.NetworkPicture, report.FlowPicture, report.FlowMatrixPicture, report.RoutePicture, report.TreePicture, report.PlanPicture}
}

// KindDiagram is the kind of outputs that are diagrams.
const KindDiagram = "diagram"

// DiagramKinds lists the kinds of diagrams.
func DiagramKinds() []string { return kindNames(diagramKinds()) }

// DiagramFormats lists the formats of diagrams.
func DiagramFormats() []string { return []string{"svg", "png"} }

// Diagrams gives the outputs of diagrams: those of some kinds, or of all, in some
// formats, or in all. Routes and trees are those by which the business damages get
// their letters.
func (p *Pictures) Diagrams(ctx context.Context, kinds, formats []string) []Output {
	if len(formats) == 0 {
		formats = DiagramFormats()
	}
	var all []report.Picture
	for _, m := range p.r.Models {
		for _, k := range diagramKinds() {
			if asked(kinds, k) {
				all = append(all, p.diagramsOf(ctx, m, k)...)
			}
		}
	}
	return p.outputs(KindDiagram, all, formats)
}

// diagramsOf lists the diagrams of a kind that a model has.
func (p *Pictures) diagramsOf(ctx context.Context, m *assess.ModelResult, k report.PictureKind) []report.Picture {
	var all []report.Picture
	switch k {
	case report.FlowPicture:
		for _, u := range p.r.Study.Spec.UseCases {
			if slices.ContainsFunc(m.Model.Flows, func(f *model.Flow) bool { return f.UseCase == u.ID }) {
				all = append(all, report.Picture{Kind: k, Model: m.Model.ID, UseCase: u.ID})
			}
		}
	case report.RoutePicture, report.TreePicture:
		for _, d := range m.Damage.Damages {
			// Without any tree listed it only tells which goal it is.
			if r, ok := m.WorstRoute(ctx, d, attack.Bounds{}); ok {
				all = append(all, report.Picture{Kind: k, Model: m.Model.ID, Goal: r.Goal.ID})
			}
		}
	case report.PlanPicture:
		for _, letter := range planLetters() {
			all = append(all, report.Picture{Kind: k, Model: m.Model.ID, Leave: letter})
		}
	default:
		all = append(all, report.Picture{Kind: k, Model: m.Model.ID})
	}
	return all
}

// basis gives what all diagrams of the study are laid out on, once.
func (p *Pictures) basis() *diagram.Basis {
	p.laying.Lock()
	defer p.laying.Unlock()
	if p.laid == nil {
		p.laid = diagram.NewBasis(p.r.Study, diagram.Options{Lang: p.o.Lang})
	}
	return p.laid
}

// drawDiagram draws a picture of a model. It fails with [report.ErrNoPicture] where
// there is nothing to show.
func (p *Pictures) drawDiagram(ctx context.Context, want report.Picture) ([]picturePage, error) {
	m, ok := p.r.Model(want.Model)
	if !ok {
		return nil, report.ErrNoPicture
	}
	b := p.basis()
	var drawn []*diagram.Picture
	switch want.Kind {
	case report.NetworkPicture:
		drawn = append(drawn, b.Network(m.Model))
	case report.FlowMatrixPicture:
		drawn = b.Matrix(m.Model)
	case report.FlowPicture:
		if flow, ok := b.Flow(m.Model, want.UseCase); ok {
			drawn = append(drawn, flow)
		}
	case report.PlanPicture:
		found, err := p.plan(ctx, want)
		if err != nil {
			return nil, err
		}
		drawn = p.drawPlan(found)
	default:
		drawn = p.drawRoute(ctx, b, m, want)
	}
	if len(drawn) == 0 {
		return nil, report.ErrNoPicture
	}
	var pages []picturePage
	for _, d := range drawn {
		pages = append(pages, picturePage{Scene: d.Scene, smallest: d.Smallest})
	}
	return pages, nil
}

// drawRoute draws the worst route to a goal, over the configuration or as a tree.
func (p *Pictures) drawRoute(ctx context.Context, b *diagram.Basis, m *assess.ModelResult, want report.Picture) []*diagram.Picture {
	at := slices.IndexFunc(m.Damage.Goals, func(g assess.GoalResult) bool { return g.Goal.ID == want.Goal })
	if at < 0 || m.Damage.Goals[at].Worst < 0 {
		return nil
	}
	goal := m.Damage.Goals[at]
	for _, d := range m.Damage.Damages {
		if d.Damage != goal.Goal.Damage {
			continue
		}
		r, ok := m.WorstRoute(ctx, d, assess.UsualBounds())
		if !ok || r.Goal.ID != want.Goal || len(r.Trees) == 0 {
			return nil
		}
		if want.Kind == report.TreePicture {
			return b.Tree(m, &r)
		}
		if picture, ok := b.Route(m, &r, 0); ok {
			return []*diagram.Picture{picture}
		}
	}
	return nil
}
