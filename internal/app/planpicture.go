package app

import (
	"context"

	"github.com/sekisho/sekisho/internal/chart/results"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/diagram"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/plan"
	"github.com/sekisho/sekisho/internal/report"
)

// plan gives the plan that a picture shows. It fails with [report.ErrNoPicture]
// where the study has no costs to plan with.
func (p *Pictures) plan(ctx context.Context, want report.Picture) (*plan.Plan, error) {
	plans := p.o.Chapters.planned()
	if plans == nil {
		return nil, report.ErrNoPicture
	}
	return plans.Of(ctx, want.Model, want.Leave)
}

// drawPlan draws a plan over the configuration of its model; nothing where it puts
// nothing in place.
func (p *Pictures) drawPlan(found *plan.Plan) []*diagram.Picture {
	m := found.Base.Model
	var measures []diagram.Measure
	for i, c := range found.Chosen {
		measures = append(measures, diagram.Measure{Number: i + 1, Deployment: c.Deployment, Covered: c.Covered(m)})
	}
	goal := locale.Text(p.o.Lang, "diagram.plan.budget")
	if targets := found.Options.Targets; found.Options.Budget == nil && len(targets) > 0 {
		goal = locale.Text(p.o.Lang, "diagram.plan.goal", "letter", targets[0].Letter.String())
	}
	if picture, ok := p.basis().Plan(m, goal, measures); ok {
		return []*diagram.Picture{picture}
	}
	return nil
}

// PlanPictures gives the outputs of pictures of what was planned: where the plan
// puts countermeasures, and cost against what is left where a front was asked for.
func (p *Pictures) PlanPictures(found Planned, formats []string) []Output {
	m := found.Plan.Base.Model
	of := func(kind report.PictureKind, formats []string, draw func() []picturePage) Output {
		name := string(kind) + "-" + string(m.ID)
		return Output{Name: name, Make: func(context.Context) ([]File, diag.List, error) {
			pages := draw()
			files, err := pageFiles(name, pages, formats)
			return files, pictureFindings(name, pages), err
		}}
	}
	if len(formats) == 0 {
		formats = ChartFormats()
	}
	all := []Output{of(report.PlanPicture, formats, func() (pages []picturePage) {
		for _, d := range p.drawPlan(found.Plan) {
			pages = append(pages, picturePage{Scene: d.Scene, smallest: d.Smallest})
		}
		return pages
	})}
	if len(found.Front) > 0 {
		all = append(all, of(report.FrontChart, formats, func() []picturePage {
			c := results.Front(m, found.Front, found.FrontWhole != nil && *found.FrontWhole, p.o.Lang)
			data := c.Data()
			return []picturePage{{Scene: c.Scene, data: &data}}
		}))
	}
	return all
}
