package method_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
)

// flat gives a matrix that is E everywhere.
func flat(id string) method.MatrixSpec {
	m := method.MatrixSpec{ID: id, Text: lang.Text{Ja: id}, Version: "1"}
	for _, p := range method.Products() {
		for column := 1; column <= 3; column++ {
			m.Cells = append(m.Cells, method.CellSpec{Product: p, Column: column, Value: "E", Source: "s"})
		}
	}
	return m
}

// set changes one cell.
func set(m *method.MatrixSpec, product, column int, value string) {
	for i := range m.Cells {
		if m.Cells[i].Product == product && m.Cells[i].Column == column {
			m.Cells[i].Value = value
		}
	}
}

func codes(l diag.List) string {
	var out []string
	for _, f := range l.Findings {
		if f.Code != diag.CriterionMissing {
			out = append(out, string(f.Code)+" "+f.Path)
		}
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

// TestBuildFindings: what is wrong with a study's matrices is told, each at its
// place.
func TestBuildFindings(t *testing.T) {
	falls := flat("x")
	set(&falls, 2, 2, "D") // higher than (3, 2) below it and (2, 3) beside it
	gap := flat("x")
	gap.Cells = gap.Cells[1:]
	twice := flat("x")
	twice.Cells = append(twice.Cells, twice.Cells[0])
	for name, c := range map[string]struct {
		study *method.Spec
		want  string
	}{
		"legal":           {&method.Spec{Matrix: "x", Matrices: []method.MatrixSpec{flat("x")}}, ""},
		"unknown matrix":  {&method.Spec{Matrix: "y", Matrices: []method.MatrixSpec{flat("x")}}, "method.matrix_unknown method/matrix"},
		"cell missing":    {&method.Spec{Matrix: "x", Matrices: []method.MatrixSpec{gap}}, "matrix.incomplete method/matrices/0"},
		"cell twice":      {&method.Spec{Matrix: "x", Matrices: []method.MatrixSpec{twice}}, "matrix.cell_twice method/matrices/0/cells/18"},
		"id twice":        {&method.Spec{Matrix: "x", Matrices: []method.MatrixSpec{flat("x"), flat("x")}}, "id.duplicate method/matrices/1"},
		"falls both ways": {&method.Spec{Matrix: "x", Matrices: []method.MatrixSpec{falls}}, "matrix.not_monotone method/matrices/0/cells/10\nmatrix.not_monotone method/matrices/0/cells/14"},
	} {
		if _, l := method.Build(nil, c.study); codes(l) != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, codes(l), c.want)
		}
	}
}

// TestStudyChangesMethod: a study's choices win, its matrices replace those of
// the same id, and what it leaves out stays.
func TestStudyChangesMethod(t *testing.T) {
	base := &method.Spec{ID: "base", Matrix: "x", ThreatLevel: method.ByThreatKind, Matrices: []method.MatrixSpec{flat("x"), flat("z")}}
	mine := flat("x")
	set(&mine, 9, 3, "A")
	m, _ := method.Build(base, &method.Spec{ThreatLevel: method.MaxOfBoth, Matrices: []method.MatrixSpec{mine, flat("own")}})
	if m.ID != "base" || m.ThreatLevel != method.MaxOfBoth || m.SameLayer != method.LayerFinding || m.Matrix.ID != "x" {
		t.Errorf("got %+v", m)
	}
	if c, _ := m.Matrix.At(9, 3); c.Value != method.A {
		t.Errorf("cell (9, 3) = %s, want the study's A", c.Value)
	}
	if len(m.Matrices) != 3 || m.Matrices[2].ID != "own" {
		t.Errorf("%d matrices", len(m.Matrices))
	}
	other, ok := m.WithMatrix("z")
	if !ok || other.Matrix.ID != "z" || m.Matrix.ID != "x" {
		t.Error("WithMatrix changed the method or found nothing")
	}
	if _, ok := m.WithMatrix("none"); ok {
		t.Error("WithMatrix found a matrix that does not exist")
	}
}
