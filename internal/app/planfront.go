package app

import (
	"fmt"

	"github.com/sekisho/sekisho/internal/chart/results"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/exchange"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// DrawFront draws the Pareto front of a published plan of the study. It fails with
// [*UnknownError] where the study has not the model any more.
func (s *Study) DrawFront(p *exchange.Plan, l lang.Lang) (*drawing.Scene, error) {
	m, ok := s.Model(model.ModelID(p.Model))
	if !ok {
		return nil, &UnknownError{p.Model}
	}
	points := make([]results.Point, len(p.Front))
	for i, f := range p.Front {
		points[i] = results.Point{Yen: f.Cost.Initial, Number: len(p.Added(f))}
		for _, x := range f.Letters {
			d, ok := s.Damage(model.DamageID(x.Damage))
			if !ok || x.After == nil || x.Target == nil {
				continue
			}
			after, err := method.ParseRiskValue(*x.After)
			if err != nil {
				return nil, fmt.Errorf("read plan: %w", err)
			}
			points[i].Letters = append(points[i].Letters, results.PointLetter{Label: d.Label, After: after})
		}
	}
	return results.FrontOf(m, points, p.Whole(), l).Scene, nil
}
