package studies_test

import (
	"testing"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// TestOwnStudy assesses the threats to sekisho itself: nothing in it is left to
// mend, every damage has a letter on the server, and what operators have not done
// yet is not counted.
func TestOwnStudy(t *testing.T) {
	study, err := app.Open("sekisho", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	found, err := study.Check(t.Context(), nil)
	if err != nil || found.Count(diag.Error)+found.Count(diag.Warning) > 0 {
		t.Fatalf("%v, %v", found.Findings, err)
	}
	r, _, err := study.Assess(t.Context(), assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range r.Models {
		if n := m.Totals.Worst[method.Unrated]; n > 0 {
			t.Errorf("%s has %d unrated cells", m.Model.ID, n)
		}
	}
	m, ok := study.Model("server")
	if !ok {
		t.Fatal("no model server")
	}
	own, theirs := 0, 0
	for _, d := range m.Deployments {
		switch {
		case d.Status == model.Planned:
			theirs++
		case d.Evidence != "":
			own++
		default:
			t.Errorf("%s is said to be in place, without evidence", d.ID)
		}
	}
	if own < 8 || theirs < 8 {
		t.Errorf("%d measures in place, %d planned", own, theirs)
	}
}
