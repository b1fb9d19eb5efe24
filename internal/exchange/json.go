package exchange

import (
	"context"
	"fmt"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// JSON writes the result as sekisho-result/1, one row per line. It lists trees,
// within the usual bounds, and fails when ctx ends.
func JSON(ctx context.Context, r *assess.Result, found diag.List) ([]byte, error) {
	out, err := NewResult(ctx, r, found)
	if err != nil {
		return nil, err
	}
	return write(out)
}

// NewResult gives the published form of a result. It fails when ctx ends.
func NewResult(ctx context.Context, r *assess.Result, found diag.List) (*Result, error) {
	spec := r.Study.Spec
	out := &Result{
		Format: ResultFormat,
		Study:  Study{ID: spec.ID, AsOf: spec.AsOf, Marking: spec.Marking},
		Method: newMethod(r.Method),
	}
	if spec.Title != nil {
		out.Study.Title = *spec.Title
	}
	for _, t := range r.Study.Catalog.Threats {
		out.Threats = append(out.Threats, Name{string(t.ID), t.Text})
	}
	for _, m := range r.Models {
		row := newModel(r, m)
		addDamage(ctx, &row, m)
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("publish result: %w", err)
		}
		out.Models = append(out.Models, row)
	}
	out.Findings = newFindings(found)
	return out, nil
}

func newMethod(m *method.Method) Method {
	out := Method{ID: m.ID, Name: m.Name, ThreatLevel: string(m.ThreatLevel), TreeThreatLevel: string(m.TreeThreatLevel),
		SameLayer: string(m.SameLayer), Matrix: Matrix{ID: m.Matrix.ID, Name: m.Matrix.Name, Version: m.Matrix.Version}}
	for _, product := range method.Products() {
		for column := 1; column <= 3; column++ {
			if c, ok := m.Matrix.At(product, column); ok {
				out.Matrix.Cells = append(out.Matrix.Cells, MatrixCell{product, column, letter(c.Value), c.Confirmed, c.Source})
			}
		}
	}
	return out
}

func newModel(r *assess.Result, x *assess.ModelResult) Model {
	m := x.Model
	out := Model{ID: string(m.ID), Name: m.Text, Short: m.Short, Role: string(m.Role), Group: string(m.Group), Cloud: m.Cloud,
		Ancestors: []string{}, Parameters: map[string]string{}, Totals: newTotals(x.Totals), Assets: []Asset{}, Cells: []Cell{},
		Coverage: newCoverage(x.CoverGrid()), Damages: []Damage{}, Goals: []Goal{}, Scenarios: []Scenario{}}
	out.Inherited, out.Rows = m.Inherited()
	for _, a := range m.Ancestors {
		out.Ancestors = append(out.Ancestors, string(a))
	}
	for p, c := range m.Parameters { // encoding/json sorts the keys
		out.Parameters[string(p)] = string(c)
	}
	zones := x.ZoneTotals()
	for i, a := range m.Assets {
		rating := x.Assets[i]
		out.Assets = append(out.Assets, Asset{ID: string(a.ID), Name: a.Text, Type: string(a.Type.ID), Zone: string(a.Zone.ID),
			Count: max(1, a.Count), Importance: int(rating.Importance), Suggested: int(rating.Suggested),
			Judged: rating.Judgement != nil, Totals: newTotals(rating.Totals)})
	}
	for _, e := range x.Zones {
		out.Zones = append(out.Zones, newZone(e, zones[e.Zone.Index]))
	}
	for _, c := range x.Cells {
		out.Cells = append(out.Cells, newCell(r, m, c))
	}
	return out
}

func newZone(e assess.ZoneExposure, t assess.Totals) Zone {
	z := Zone{ID: string(e.Zone.ID), Name: e.Zone.Text, Kind: string(e.Zone.Kind), Declared: string(e.Declared),
		Derived: string(e.Derived), Exposure: string(e.InForce), Physical: string(e.Zone.Physical), Totals: newTotals(t)}
	if e.Zone.Parent != nil {
		z.Parent = string(e.Zone.Parent.ID)
	}
	for _, w := range e.Witness {
		z.Witness = append(z.Witness, Crossing{string(w.Link.ID), string(w.Into.ID)})
	}
	return z
}

// flags names the marks of a cell, in the order written.
var flags = []struct {
	flag assess.Flag
	name string
}{
	{assess.Unlayered, "unlayered"},
	{assess.Unpatched, "unpatched"},
	{assess.Unconfirmed, "unconfirmed"},
	{assess.ThreatJudged, "threat-judged"},
	{assess.CountermeasureJudged, "countermeasure-judged"},
}

func newCell(r *assess.Result, m *model.Model, c assess.Cell) Cell {
	out := Cell{
		Asset: string(m.Assets[c.Asset].ID), Threat: string(r.Study.Catalog.Threats[c.Threat].ID),
		ThreatLevel: int(c.ThreatLevel), DerivedThreatLevel: int(c.DerivedThreatLevel),
		Countermeasure:        newLevels(c.Countermeasure),
		DerivedCountermeasure: newLevels(c.DerivedCountermeasure),
		Vulnerability:         LevelRange{int(c.Countermeasure.Worst.Vulnerability()), int(c.Countermeasure.Best.Vulnerability())},
		Risk:                  newRisk(c.Risk),
	}
	for _, f := range flags {
		if c.Has(f.flag) {
			out.Flags = append(out.Flags, f.name)
		}
	}
	return out
}

func newTotals(t assess.Totals) Totals {
	return Totals{Cells: t.All(), Open: t.Open, Worst: newCounts(t.Worst), Best: newCounts(t.Best)}
}

func newCounts(n [method.A + 1]int) Counts {
	return Counts{n[method.A], n[method.B], n[method.C], n[method.D], n[method.E], n[method.Unrated]}
}

func newFindings(l diag.List) []Finding {
	out := make([]Finding, 0, len(l.Findings))
	for _, f := range l.Findings {
		out = append(out, Finding{Code: string(f.Code), Severity: f.Severity.String(), File: f.Pos.File, Line: f.Pos.Line,
			Column: f.Pos.Col, Path: f.Path, Args: f.Args, Accepted: f.Accepted})
	}
	return out
}

// letter writes a risk value; unrated is empty.
func letter(v method.RiskValue) string {
	if v == method.Unrated {
		return ""
	}
	return v.String()
}
