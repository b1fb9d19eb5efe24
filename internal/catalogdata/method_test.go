package catalogdata_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/sekisho/sekisho/internal/method"
)

// TestMethodBuilds has the domain check the method as it checks a study's.
func TestMethodBuilds(t *testing.T) {
	d := load(t)
	m, findings := method.Build(&d.method, nil)
	for _, f := range findings.Findings {
		t.Errorf("%s at %s: %v", f.Code, f.Path, f.Args)
	}
	// Given once more as a study's, the paths of findings lie in the method itself.
	if _, findings := method.Build(nil, &d.method); len(findings.Findings) > 0 {
		t.Errorf("the method as a study's own: %v", findings.Findings)
	}
	got := []string{m.ID, m.Matrix.ID, string(m.ThreatLevel), string(m.TreeThreatLevel), string(m.SameLayer)}
	want := []string{"mic-r8", "ipa-reconstruction", "by-threat-kind", "entry", "finding"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("defaults of the method (-want +got):\n%s", diff)
	}
	bilingual(t, "method", m.Name)
}

func TestCriteria(t *testing.T) {
	levels := map[string]int{}
	seen := map[string]bool{}
	for _, c := range load(t).method.Criteria {
		if seen[c.ID] {
			t.Errorf("criterion %s is defined twice", c.ID)
		}
		seen[c.ID] = true
		sentence(t, "criterion "+c.ID, c.Text)
		levels[fmt.Sprint(c.Scale, " ", c.Level)]++
	}
	want := map[string]int{ // as many as the ministry's paper lists, ours beside them
		"importance 3": 2 + 1, "importance 2": 1 + 1, "importance 1": 2,
		"impact 3": 3, "impact 2": 1, "impact 1": 1,
		"threat-logical 3": 1, "threat-logical 2": 1, "threat-logical 1": 1,
		"threat-physical 3": 1, "threat-physical 2": 1, "threat-physical 1": 1,
		"countermeasure 3": 1, "countermeasure 2": 1, "countermeasure 1": 2,
	}
	if diff := cmp.Diff(want, levels); diff != "" {
		t.Errorf("criteria per level (-want +got):\n%s", diff)
	}
}

func TestRiskValues(t *testing.T) {
	var letters strings.Builder
	for _, r := range load(t).method.RiskValues {
		letters.WriteString(r.Value)
		bilingual(t, "risk value "+r.Value, r.Text)
	}
	if letters.String() != "ABCDE" {
		t.Errorf("letters %q, want ABCDE", letters.String())
	}
}

type place struct{ product, column int }

// matrix gives the cells of a matrix and fails where one is missing or twice.
func matrix(t *testing.T, d data, id string) map[place]method.CellSpec {
	t.Helper()
	for _, m := range d.method.Matrices {
		if m.ID != id {
			continue
		}
		cells := map[place]method.CellSpec{}
		for _, c := range m.Cells {
			cells[place{c.Product, c.Column}] = c
		}
		if len(m.Cells) != 18 || len(cells) != 18 {
			t.Fatalf("matrix %s has %d cells at %d places, want 18 at 18", id, len(m.Cells), len(cells))
		}
		bilingual(t, "matrix "+id, m.Text)
		return cells
	}
	t.Fatalf("no matrix %s", id)
	return nil
}

// disputed are the cells on which the two reconstructions differ.
var disputed = map[place]bool{{9, 1}: true, {6, 1}: true, {1, 3}: true}

func TestMatricesDifferInTheDisputedCellsOnly(t *testing.T) {
	d := load(t)
	if len(d.method.Matrices) != 2 {
		t.Fatalf("%d matrices, want 2", len(d.method.Matrices))
	}
	ipa, bands := matrix(t, d, "ipa-reconstruction"), matrix(t, d, "product-bands")
	for at, a := range ipa {
		b := bands[at]
		if differ := a.Value != b.Value; differ != disputed[at] {
			t.Errorf("%v: %s and %s", at, a.Value, b.Value)
		}
		if a.Confirmed == disputed[at] || b.Confirmed == disputed[at] {
			t.Errorf("%v: confirmed is %v and %v, disputed %v", at, a.Confirmed, b.Confirmed, disputed[at])
		}
	}
}

// TestMinistryStatements holds both matrices to the two statements of the
// paper: importance 1 with a product of at most 3 gives E, importance 3 with a
// product of 3 gives B.
func TestMinistryStatements(t *testing.T) {
	d := load(t)
	for _, id := range []string{"ipa-reconstruction", "product-bands"} {
		m := matrix(t, d, id)
		for at, want := range map[place]string{{1, 1}: "E", {2, 1}: "E", {3, 1}: "E", {3, 3}: "B"} {
			c := m[at]
			if c.Value != want || !c.Confirmed || c.Source != "mic-r8#リスク値" {
				t.Errorf("%s: %v is %+v, want %s, confirmed, from the paper", id, at, c, want)
			}
		}
	}
}

func TestMatricesAreMonotone(t *testing.T) {
	d := load(t)
	products := []int{1, 2, 3, 4, 6, 9}
	for _, id := range []string{"ipa-reconstruction", "product-bands"} {
		m := matrix(t, d, id)
		for i, p := range products {
			for column := 1; column <= 3; column++ {
				// "A" < "E": a letter must not rise when an input does.
				if i > 0 && m[place{p, column}].Value > m[place{products[i-1], column}].Value {
					t.Errorf("%s: the letter falls from product %d to %d in column %d", id, products[i-1], p, column)
				}
				if column > 1 && m[place{p, column}].Value > m[place{p, column - 1}].Value {
					t.Errorf("%s: the letter falls from column %d to %d in row %d", id, column-1, column, p)
				}
			}
		}
	}
}

// TestProductBands computes the second matrix from its rule.
func TestProductBands(t *testing.T) {
	for at, c := range matrix(t, load(t), "product-bands") {
		want := "E"
		switch p := at.product * at.column; {
		case p >= 18:
			want = "A"
		case p >= 9:
			want = "B"
		case p >= 6:
			want = "C"
		case p >= 4:
			want = "D"
		}
		if c.Value != want {
			t.Errorf("%v is %s, want %s", at, c.Value, want)
		}
	}
}
