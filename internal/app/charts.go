package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/chart"
	"github.com/sekisho/sekisho/internal/chart/results"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/report"
)

// KindChart is the kind of outputs that are charts.
const KindChart = "chart"

// chartKinds lists the kinds of charts, first those that show all models.
func chartKinds() []report.PictureKind {
	return []report.PictureKind{report.TotalsChart, report.RatesChart, report.ChangeChart, report.MatrixChart, report.DamageMatrixChart,
		report.RoutesChart, report.CoverageChart}
}

// slowKinds lists the kinds that are drawn only where they are asked for: they
// need plans beside the result.
func slowKinds() []report.PictureKind {
	return []report.PictureKind{report.FrontChart, report.PlanPicture}
}

// allCharts lists the kinds of charts, the slow one last.
func allCharts() []report.PictureKind { return append(chartKinds(), report.FrontChart) }

// ofAllModels tells the kinds that show all models in one picture.
func ofAllModels(k report.PictureKind) bool {
	return k == report.TotalsChart || k == report.RatesChart || k == report.ChangeChart
}

// ChartKinds lists the kinds of charts.
func ChartKinds() []string { return kindNames(allCharts()) }

// ChartFormats lists the formats of charts; csv holds the figures.
func ChartFormats() []string { return []string{"svg", "png", "csv"} }

// asked reports whether a kind is to be drawn: one of those chosen, or of all but
// the slow ones.
func asked(kinds []string, k report.PictureKind) bool {
	if len(kinds) == 0 {
		return !slices.Contains(slowKinds(), k)
	}
	return slices.Contains(kinds, string(k))
}

func kindNames(kinds []report.PictureKind) []string {
	var names []string
	for _, k := range kinds {
		names = append(names, string(k))
	}
	return names
}

// Charts gives the outputs of charts: those of some kinds, or of all, in some
// formats, or in all.
func (p *Pictures) Charts(kinds, formats []string) []Output {
	if len(formats) == 0 {
		formats = ChartFormats()
	}
	var all []report.Picture
	for _, k := range allCharts() {
		switch {
		case !asked(kinds, k):
		case ofAllModels(k):
			all = append(all, report.Picture{Kind: k})
		default:
			for _, m := range p.r.Models {
				all = append(all, report.Picture{Kind: k, Model: m.Model.ID})
			}
		}
	}
	return p.outputs(KindChart, all, formats)
}

// outputs gives an output for each picture. One that would show nothing has no
// files.
func (p *Pictures) outputs(dir string, pictures []report.Picture, formats []string) []Output {
	var all []Output
	for _, want := range pictures {
		all = append(all, Output{Name: dir + "/" + want.String(), Dir: dir, Make: func(ctx context.Context) ([]File, diag.List, error) {
			pages, err := p.draw(ctx, want)
			if errors.Is(err, report.ErrNoPicture) {
				return nil, diag.List{}, nil
			}
			if err != nil {
				return nil, diag.List{}, err
			}
			files, err := pageFiles(want.String(), pages, formats)
			return files, pictureFindings(want.String(), pages), err
		}})
	}
	return all
}

// pageFiles writes each page in each format.
func pageFiles(name string, pages []picturePage, formats []string) ([]File, error) {
	var files []File
	for i, page := range pages {
		of := name
		if len(pages) > 1 {
			of = fmt.Sprintf("%s-%d", name, i+1)
		}
		for _, format := range formats {
			if format == "csv" && page.data == nil {
				continue
			}
			f, err := pictureFile(of, format, page)
			if err != nil {
				return nil, err
			}
			files = append(files, f)
		}
	}
	return files, nil
}

// drawChart draws a chart.
func (p *Pictures) drawChart(ctx context.Context, want report.Picture) ([]picturePage, error) {
	var drawn []*chart.Picture
	if ofAllModels(want.Kind) {
		c, err := p.compared(ctx)
		if err != nil {
			return nil, err
		}
		switch {
		case want.Kind == report.ChangeChart && len(c.Models) > 1:
			drawn = append(drawn, results.Differences(c, p.o.Lang))
		case want.Kind != report.ChangeChart:
			drawn = append(drawn, results.Models(c, p.o.Lang, want.Kind == report.RatesChart))
		}
	} else {
		m, ok := p.r.Model(want.Model)
		if !ok {
			return nil, fmt.Errorf("model %q was not assessed", want.Model)
		}
		var err error
		if drawn, err = p.drawModel(ctx, m, want.Kind); err != nil {
			return nil, err
		}
	}
	if drawn = slices.DeleteFunc(drawn, func(c *chart.Picture) bool { return len(c.Data().Rows) == 0 }); len(drawn) == 0 {
		return nil, report.ErrNoPicture
	}
	var pages []picturePage
	for _, c := range drawn {
		data := c.Data()
		pages = append(pages, picturePage{Scene: c.Scene, data: &data})
	}
	return pages, nil
}

// drawModel draws a chart of one model.
func (p *Pictures) drawModel(ctx context.Context, m *assess.ModelResult, k report.PictureKind) ([]*chart.Picture, error) {
	switch k {
	case report.MatrixChart:
		return []*chart.Picture{results.Assets(p.r, m, p.o.Lang)}, nil
	case report.DamageMatrixChart:
		return []*chart.Picture{results.Damages(p.r, m, p.o.Lang)}, nil
	case report.RoutesChart:
		return []*chart.Picture{results.Routes(m, p.o.Lang)}, nil
	case report.CoverageChart:
		return results.Coverage(m, p.o.Lang), nil
	case report.FrontChart:
		front, err := p.o.Chapters.front(ctx, m)
		if err != nil || len(front.plans) < 2 {
			return nil, err // one plan alone does not show what money buys
		}
		return []*chart.Picture{results.Front(m.Model, front.plans, front.whole, p.o.Lang)}, nil
	}
	return nil, nil
}
