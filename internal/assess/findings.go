package assess

import (
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// find reports what the assessment shows about the study.
func (r *Result) find() {
	reported := map[model.AssetID]bool{}
	for _, m := range r.Models {
		for i, a := range m.Model.Assets {
			r.findImportance(m, a, &m.Assets[i], reported)
		}
		m.find(r.Method.Matrix.ID)
	}
	r.importance = r.Findings
	r.gather()
}

// gather puts the findings of all models behind those on importance, which
// concern the study as a whole.
func (r *Result) gather() {
	r.Findings = diag.List{}
	r.Findings.Append(r.importance)
	for _, m := range r.Models {
		r.Findings.Append(m.findings)
	}
}

// find reports what the assessment shows about the model.
func (m *ModelResult) find(matrix string) {
	m.findings = diag.List{}
	m.findExposure()
	for _, a := range m.Model.Assets {
		m.findCells(a)
	}
	m.findJudged()
	if n := countMarked(m.Cells, Unconfirmed); n > 0 {
		m.findings.Add(diag.LettersUnconfirmed, m.Model.Path, "model", string(m.Model.ID), "count", strconv.Itoa(n),
			"matrix", matrix)
	}
}

func countMarked(cells []Cell, f Flag) int {
	n := 0
	for _, c := range cells {
		if c.Has(f) {
			n++
		}
	}
	return n
}

// findExposure compares declared exposure with what the links show.
func (m *ModelResult) findExposure() {
	for _, e := range m.Zones {
		if e.Declared == "" || e.Derived == "" || e.Declared == e.Derived {
			continue
		}
		code := diag.ExposureOverstated
		if e.Declared.Level() < e.Derived.Level() {
			code = diag.ExposureUnderstated
		}
		f := m.findings.Add(code, e.Zone.Origin.Path, "id", string(e.Zone.ID), "model", string(m.Model.ID),
			"declared", string(e.Declared), "derived", string(e.Derived), "path", WitnessText(e.Witness))
		for _, step := range e.Witness {
			f.Relate(step.Link.Origin.Path)
		}
	}
}

// WitnessText writes a witness as ids joined by arrows: each zone with the link
// taken into it, the first zone alone.
func WitnessText(steps []Crossing) string {
	if len(steps) == 0 {
		return ""
	}
	parts := []string{string(steps[0].From.ID)}
	for _, s := range steps {
		parts = append(parts, string(s.Into.ID)+" ("+string(s.Link.ID)+")")
	}
	return strings.Join(parts, " → ")
}

// findImportance reports an importance that is missing or differs from the
// suggested one. The asset master's value is reported once for all models.
func (r *Result) findImportance(m *ModelResult, a *model.Asset, rating *AssetRating, reported map[model.AssetID]bool) {
	if a.Type.Boundary || (rating.Judgement == nil && reported[a.ID]) {
		return
	}
	path := a.SpecPath
	if rating.Judgement != nil {
		path = rating.Judgement.Origin.Path
	} else {
		reported[a.ID] = true
	}
	args := []string{"id", string(a.ID), "value", level(rating.Importance), "suggested", level(rating.Suggested)}
	if rating.Judgement != nil {
		args = append(args, "model", string(m.Model.ID))
	}
	switch {
	case !method.Valid(rating.Importance):
		r.Findings.Add(diag.ImportanceMissing, path, args...)
	case rating.Suggested == 0:
	case rating.Importance < rating.Suggested:
		r.Findings.Add(diag.ImportanceBelow, path, args...)
	case rating.Importance > rating.Suggested:
		r.Findings.Add(diag.ImportanceAbove, path, args...)
	}
}

func level[L ~uint8](l L) string {
	if !method.Valid(l) {
		return "-"
	}
	return strconv.Itoa(int(l))
}

// findCells reports, once per asset, what its cells show.
func (m *ModelResult) findCells(a *model.Asset) {
	cells := m.CellsOf(a.Index)
	if len(cells) == 0 {
		if !a.Type.Boundary {
			m.findings.Add(diag.AssetNoThreat, a.SpecPath, "id", string(a.ID), "model", string(m.Model.ID))
		}
		return
	}
	m.findMarked(a, Unlayered, diag.DefenceNotLayered)
	m.findMarked(a, Unpatched, diag.VulnerabilityKnown)
}

func (m *ModelResult) findMarked(a *model.Asset, f Flag, code diag.Code) {
	var threats []string
	for _, c := range m.CellsOf(a.Index) {
		if c.Has(f) {
			threats = append(threats, string(m.rater.study.Catalog.Threats[c.Threat].ID))
		}
	}
	if len(threats) > 0 {
		m.findings.Add(code, a.Origin.Path, "id", string(a.ID), "model", string(m.Model.ID),
			"count", strconv.Itoa(len(threats)), "threats", strings.Join(threats, ", "))
	}
}

// findJudged reports, for each judgement, how many cells it changes.
func (m *ModelResult) findJudged() {
	changed := map[*model.Judgement]int{}
	for _, c := range m.Cells {
		a, t := m.Model.Assets[c.Asset], m.rater.study.Catalog.Threats[c.Threat].ID
		if c.Has(ThreatJudged) && c.ThreatLevel != c.DerivedThreatLevel {
			changed[m.rater.judgement(a, t, model.SetThreatLevel)]++
		}
		if c.Has(CountermeasureJudged) && c.Countermeasure != c.DerivedCountermeasure {
			changed[m.rater.judgement(a, t, model.SetCountermeasureLevel)]++
		}
	}
	for _, j := range m.Model.Judgements {
		if n := changed[j]; n > 0 {
			id := string(j.JudgementSpec.Asset)
			if id == "" {
				id = string(j.JudgementSpec.Zone)
			}
			m.findings.Add(diag.LevelOverridden, j.Origin.Path, "id", id, "model", string(m.Model.ID),
				"set", string(j.Set), "value", strconv.Itoa(j.Value), "count", strconv.Itoa(n))
		}
	}
}
