package assess

import (
	"context"
	"fmt"
	"slices"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// Options choose what is assessed and how.
type Options struct {
	// Models to assess; empty: all.
	Models []model.ModelID
	// Matrix that rates, one of the method's; empty: the method's choice.
	Matrix string
	// Progress, if set, is called with the number of assets rated and their
	// total, from the calling goroutine.
	Progress func(done, total int)
}

// Result is the outcome of an assessment.
type Result struct {
	Study  *model.Study
	Method *method.Method
	Models []*ModelResult
	// Findings about the study as rated, located by path.
	Findings diag.List

	importance diag.List
}

// Model finds the result of a model.
func (r *Result) Model(id model.ModelID) (*ModelResult, bool) {
	for _, m := range r.Models {
		if m.Model.ID == id {
			return m, true
		}
	}
	return nil, false
}

// ModelResult is the outcome for one model.
type ModelResult struct {
	Model *model.Model
	// Zones tells the exposure of each zone, in the order of Model.Zones.
	Zones []ZoneExposure
	// Assets tells the importance of each asset, in the order of Model.Assets,
	// and which cells are its.
	Assets []AssetRating
	// Cells of all assets, asset by asset, threats in the catalogue's order.
	Cells []Cell
	// Totals of the cells of the whole model.
	Totals Totals
	// Damage is the business-damage-based analysis.
	Damage *DamageResult

	findings diag.List
	rater    *rater
}

// CellsOf gives the cells of the asset with this index.
func (m *ModelResult) CellsOf(asset int) []Cell {
	a := m.Assets[asset]
	return m.Cells[a.first:a.end]
}

// LevelRange is a countermeasure level at its worst and at its best, as the
// unknown answers turn out. Both are equal when nothing is unknown.
type LevelRange struct{ Worst, Best method.CountermeasureLevel }

// Known reports whether the level does not depend on an unknown answer.
func (r LevelRange) Known() bool { return r.Worst == r.Best }

// RiskRange is a risk value at its worst and at its best.
type RiskRange struct{ Worst, Best method.RiskValue }

// Known reports whether the value does not depend on an unknown answer.
func (r RiskRange) Known() bool { return r.Worst == r.Best }

// Flag marks a cell.
type Flag uint8

// Flags.
const (
	// Unlayered: two or more countermeasures count, all in one layer.
	Unlayered Flag = 1 << iota
	// Unpatched: a known unpatched vulnerability forces level 1.
	Unpatched
	// Unconfirmed: the letter rests on a matrix cell that no source confirms.
	Unconfirmed
	// ThreatJudged: an analyst's judgement sets the threat level.
	ThreatJudged
	// CountermeasureJudged: an analyst's judgement sets the countermeasure level.
	CountermeasureJudged
)

// Cell is one row of the asset-based analysis: an asset and a threat.
type Cell struct {
	// Asset and Threat are indices into Model.Assets and Catalog.Threats.
	Asset  int32
	Threat uint16
	// ThreatLevel in force, and as derived from placement.
	ThreatLevel, DerivedThreatLevel method.ThreatLevel
	// Countermeasure level in force, and as derived from the deployments.
	Countermeasure, DerivedCountermeasure LevelRange
	// Risk value 資産ベースのリスク値.
	Risk  RiskRange
	Flags Flag
}

// Has reports whether the cell is marked with f.
func (c Cell) Has(f Flag) bool { return c.Flags&f != 0 }

// AssetRating is what is rated once per asset.
type AssetRating struct {
	// Importance in force; unset leaves every cell of the asset unrated.
	Importance method.Importance
	// Suggested by the data classes held and by what stops; unset when neither
	// is given.
	Suggested method.Importance
	// Judgement that sets the importance, or nil when the asset master does.
	Judgement *model.Judgement
	// Totals of the cells of the asset.
	Totals Totals

	first, end int
}

// Totals counts cells by letter.
type Totals struct {
	// Worst counts the letters with every unknown answer at its worst, Best with
	// each at its best. Index by risk value; index 0 counts unrated cells.
	Worst, Best [method.A + 1]int
	// Open counts the cells whose letter depends on an unknown answer.
	Open int
}

// All gives the number of cells counted.
func (t Totals) All() int {
	n := 0
	for _, c := range t.Worst {
		n += c
	}
	return n
}

func (t *Totals) add(r RiskRange) {
	t.Worst[r.Worst]++
	t.Best[r.Best]++
	if !r.Known() {
		t.Open++
	}
}

func (t *Totals) merge(o Totals) {
	for i := range t.Worst {
		t.Worst[i] += o.Worst[i]
		t.Best[i] += o.Best[i]
	}
	t.Open += o.Open
}

// Run assesses the study. The study must have been built without errors. It
// fails when ctx ends or when an option names a model or matrix that does not
// exist.
func Run(ctx context.Context, s *model.Study, opt Options) (*Result, error) {
	m := s.Method
	if opt.Matrix != "" {
		var ok bool
		if m, ok = m.WithMatrix(opt.Matrix); !ok {
			return nil, fmt.Errorf("matrix %q does not exist", opt.Matrix)
		}
	}
	models, total, err := choose(s, opt.Models)
	if err != nil {
		return nil, err
	}
	r := &Result{Study: s, Method: m}
	done := 0
	for _, x := range models {
		progress := func(n int) {
			if opt.Progress != nil {
				opt.Progress(done+n, total)
			}
		}
		result, err := rateModel(ctx, s, m, x, progress)
		if err != nil {
			return nil, err
		}
		done += len(x.Assets)
		r.Models = append(r.Models, result)
	}
	r.find()
	return r, nil
}

func choose(s *model.Study, ids []model.ModelID) (models []*model.Model, assets int, err error) {
	for _, id := range ids {
		if _, ok := s.Model(id); !ok {
			return nil, 0, fmt.Errorf("model %q does not exist", id)
		}
	}
	for _, m := range s.Models {
		if len(ids) == 0 || slices.Contains(ids, m.ID) {
			models = append(models, m)
			assets += len(m.Assets)
		}
	}
	return models, assets, nil
}
