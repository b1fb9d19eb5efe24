package method

import (
	"cmp"
	"strconv"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/overlay"
)

// Method is a checked rating method. It is read-only.
type Method struct {
	ID   string
	Name lang.Text
	// Matrix is the one that rates.
	Matrix *Matrix
	// Matrices lists every matrix, the rating one among them.
	Matrices        []*Matrix
	ThreatLevel     ThreatRule
	TreeThreatLevel TreeRule
	SameLayer       LayerRule
	Criteria        []Criterion
	RiskValues      []RiskValueSpec
}

// MatrixByID finds a matrix.
func (m *Method) MatrixByID(id string) (*Matrix, bool) {
	for _, x := range m.Matrices {
		if x.ID == id {
			return x, true
		}
	}
	return nil, false
}

// WithMatrix gives the same method rated by another of its matrices.
func (m *Method) WithMatrix(id string) (*Method, bool) {
	x, ok := m.MatrixByID(id)
	if !ok {
		return nil, false
	}
	c := *m
	c.Matrix = x
	return &c, true
}

// Build lays the study's changes, if any, over the base method and checks the
// outcome. Findings are at paths below "method" of the study.
func Build(base, study *Spec) (*Method, diag.List) {
	var l diag.List
	if base == nil {
		base = &Spec{}
	}
	if study == nil {
		study = &Spec{}
	}
	m := &Method{
		ID:              cmp.Or(study.ID, base.ID),
		ThreatLevel:     cmp.Or(study.ThreatLevel, base.ThreatLevel, ByThreatKind),
		TreeThreatLevel: cmp.Or(study.TreeThreatLevel, base.TreeThreatLevel, FromEntry),
		SameLayer:       cmp.Or(study.SameLayer, base.SameLayer, LayerFinding),
		Criteria:        overlay.Rows(base.Criteria, study.Criteria, nil, func(c Criterion) string { return c.ID }),
		RiskValues:      overlay.Rows(base.RiskValues, study.RiskValues, nil, func(r RiskValueSpec) string { return r.Value }),
	}
	for _, name := range []*lang.Text{base.Name, study.Name} {
		if name != nil {
			m.Name = *name
		}
	}
	buildMatrices(m, base, study, &l)
	checkCriteria(m, &l)
	return m, l
}

func buildMatrices(m *Method, base, study *Spec, l *diag.List) {
	specs := overlay.Rows(base.Matrices, study.Matrices, nil, func(s MatrixSpec) string { return s.ID })
	paths := map[string]string{}
	for i, s := range study.Matrices {
		path := diag.Join("method/matrices", i)
		if first, ok := paths[s.ID]; ok {
			l.Add(diag.IDDuplicate, path, "id", s.ID).Relate(first)
			continue
		}
		paths[s.ID] = path
	}
	var ids []string
	for _, s := range specs {
		path := "method/matrices"
		if p, ok := paths[s.ID]; ok {
			path = p
		}
		m.Matrices = append(m.Matrices, buildMatrix(s, path, l))
		ids = append(ids, s.ID)
	}
	chosen := cmp.Or(study.Matrix, base.Matrix)
	x, ok := m.MatrixByID(chosen)
	if !ok {
		l.Add(diag.MethodMatrix, "method/matrix", "id", chosen, "near", l.Near(chosen, ids))
		return
	}
	m.Matrix = x
}

// scales lists the scales of which every level needs a criterion.
var scales = []string{"importance", "impact", "threat-logical", "threat-physical", "countermeasure"}

func checkCriteria(m *Method, l *diag.List) {
	has := map[string]bool{}
	for _, c := range m.Criteria {
		has[c.Scale+strconv.Itoa(c.Level)] = true
	}
	for _, s := range scales {
		for level := 1; level <= 3; level++ {
			if !has[s+strconv.Itoa(level)] {
				l.Add(diag.CriterionMissing, "method/criteria", "scale", s, "level", strconv.Itoa(level))
			}
		}
	}
}
