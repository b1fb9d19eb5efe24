package app_test

import (
	"bytes"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/long"
	"github.com/sekisho/sekisho/studies"
)

// A study made of any model, alone or with the baseline, checks clean and rates
// as that model of the reference study does.
func TestDerive(t *testing.T) {
	long.Test(t)
	t.Parallel()
	reference, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, id := range reference.IDs() {
		without := i%3 == 1 // some with the baseline, some without
		t.Run(string(id), func(t *testing.T) {
			t.Parallel()
			derive(t, reference, id, without)
		})
	}
}

func derive(t *testing.T, reference *app.Study, id model.ModelID, without bool) {
	s, err := app.Derive(t.Context(), app.NewStudy{Models: []model.ModelID{id}, WithoutBaseline: without, ID: "new", Title: "新しい題"})
	if err != nil {
		t.Fatal(err)
	}
	baseline, _ := reference.Baseline()
	want := []model.ModelID{id}
	if !without && id != baseline.ID {
		want = []model.ModelID{baseline.ID, id}
	}
	if got := s.IDs(); !slices.Equal(got, want) {
		t.Errorf("without baseline %v: the models are %v, want %v", without, got, want)
	}
	l, err := s.Check(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range l.Findings {
		if f.Accepted == "" && f.Code != diag.StudyNoBaseline {
			t.Errorf("%s: %s %v", f.Pos, f.Code, f.Args)
		}
	}
	if s.Spec.ID != "new" || s.Spec.Title.Ja != "新しい題" || s.Spec.Title.En != "" {
		t.Errorf("id %s, title %v", s.Spec.ID, s.Spec.Title)
	}
	sameModel(t, reference, s, id)
}

// sameModel checks that a model has the same assets and links in both studies.
func sameModel(t *testing.T, a, b *app.Study, id model.ModelID) {
	t.Helper()
	x, _ := a.Model(id)
	y, ok := b.Model(id)
	if !ok {
		return // reported before
	}
	if len(x.Assets) != len(y.Assets) || len(x.Links) != len(y.Links) || len(x.Flows) != len(y.Flows) ||
		len(x.Goals) != len(y.Goals) || len(x.Deployments) != len(y.Deployments) {
		t.Errorf("%s: assets %d→%d, links %d→%d, flows %d→%d, goals %d→%d, deployments %d→%d", id, len(x.Assets), len(y.Assets),
			len(x.Links), len(y.Links), len(x.Flows), len(y.Flows), len(x.Goals), len(y.Goals), len(x.Deployments), len(y.Deployments))
	}
}

// Without any choice the new study is the reference study, byte for byte.
func TestDeriveAll(t *testing.T) {
	long.Test(t)
	t.Parallel()
	s, err := app.Derive(t.Context(), app.NewStudy{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range s.Files() {
		want, err := studies.FS.ReadFile(path.Join(studies.Reference, f.Name))
		if err != nil || !bytes.Equal(want, f.Data) {
			t.Errorf("%s differs from the reference study (%v)", f.Name, err)
		}
	}
}

// What stays is written as in the reference study: every line of the new study
// stands there too, but for the new id and title and lists that lost an item.
func TestDeriveKeepsComments(t *testing.T) {
	long.Test(t)
	t.Parallel()
	s, err := app.Derive(t.Context(), app.NewStudy{Models: []model.ModelID{"m1a"}, ID: "new"})
	if err != nil {
		t.Fatal(err)
	}
	comments := 0
	for _, f := range s.Files() {
		data, err := studies.FS.ReadFile(path.Join(studies.Reference, f.Name))
		if err != nil {
			t.Fatal(err)
		}
		old := map[string]bool{}
		for line := range strings.Lines(string(data)) {
			old[line] = true
		}
		for line := range strings.Lines(string(f.Data)) {
			if strings.HasPrefix(strings.TrimSpace(line), "#") {
				comments++
				if !old[line] {
					t.Errorf("%s: the comment is not that of the reference study: %s", f.Name, line)
				}
			}
		}
	}
	if comments < 20 {
		t.Errorf("only %d comments are left", comments)
	}
}
