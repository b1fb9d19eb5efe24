package hearing_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/gen"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// TestQuestionsOfTheReferenceStudy: every deployment that counts is asked about
// once, one question serves several models, and ids do not depend on which models
// are chosen.
func TestQuestionsOfTheReferenceStudy(t *testing.T) {
	r := reference(t)
	all := hearing.Derive(r)
	seen, shared := map[string]bool{}, 0
	ids := map[hearing.QuestionID]string{}
	for _, q := range all {
		if ids[q.ID] != "" {
			t.Errorf("two questions are called %s", q.ID)
		}
		ids[q.ID] = q.Text.Ja
		models := map[string]bool{}
		for _, d := range q.Deployments {
			if seen[d] {
				t.Errorf("%s is asked about twice", d)
			}
			seen[d] = true
			m, _, _ := strings.Cut(d, "/")
			models[m] = true
		}
		if len(models) > 1 {
			shared++
		}
		if q.Name.Ja == "" || q.Text.Ja == "" || q.Text.En == "" || q.Scope == "" || len(q.Covers) == 0 || len(q.Digest) != 16 {
			t.Errorf("question %s lacks something: %+v", q.ID, q)
		}
	}
	deployments := 0
	for _, m := range r.Models {
		for _, d := range m.Model.Deployments {
			if d.Countermeasure.Counted() {
				deployments++
				if !seen[string(m.Model.ID)+"/"+string(d.ID)] {
					t.Errorf("nobody asks about %s of %s", d.ID, m.Model.ID)
				}
			}
		}
	}
	if shared < 50 || len(all) > deployments/2 {
		t.Errorf("%d questions about %d deployments, %d of them for several models", len(all), deployments, shared)
	}
	for _, q := range hearing.Derive(reference(t, "m3")) {
		if ids[q.ID] != q.Text.Ja {
			t.Errorf("%s has another id when m3 is asked about alone", q.ID)
		}
	}
}

// TestQuestionsThatCannotChangeALetterAreLeftOut: a countermeasure deployed where
// a judgement sets every level is not asked about.
func TestQuestionsThatCannotChangeALetterAreLeftOut(t *testing.T) {
	long.Test(t)
	r := reference(t, "m0")
	set, err := hearing.Choose(context.Background(), r, hearing.WeighOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if set.Left+len(set.Questions) != len(hearing.Derive(r)) {
		t.Errorf("%d asked and %d left out of %d", len(set.Questions), set.Left, len(hearing.Derive(r)))
	}
	for i, w := range set.Weights {
		if !w.Matters() || i > 0 && w.AB > set.Weights[i-1].AB || set.Questions[i].Letters != w.AB {
			t.Errorf("question %d weighs %+v", i, w)
		}
	}
}

// TestAskAgain: a moved asset, a changed scope and a changed text are asked about
// again and say why; a renamed asset is not.
func TestAskAgain(t *testing.T) {
	before := []hearing.Question{
		{ID: "same", Digest: "1"},
		{ID: "moved", Digest: "2", Covers: []string{"a@z1", "b@z1"}},
		{ID: "text", Digest: "3", Covers: []string{"a@z1"}},
		{ID: "gone", Digest: "4"},
	}
	before[2].Text.Ja = "以前の文"
	after := []hearing.Question{
		{ID: "new", Digest: "5", Covers: []string{"c@z1"}},
		{ID: "text", Digest: "6", Covers: []string{"a@z1"}},
		{ID: "moved", Digest: "7", Covers: []string{"a@z2", "b@z1"}},
		{ID: "same", Digest: "1"},
	}
	after[1].Text.Ja = "新しい文"
	got := hearing.Compare(before, after)
	want := hearing.Change{Same: 1, Dropped: []*hearing.Question{&before[3]}, Again: []hearing.Again{
		{Question: &after[0], Causes: []hearing.Cause{hearing.CauseNew}, Added: []string{"c@z1"}},
		{Question: &after[1], Causes: []hearing.Cause{hearing.CauseText}, Added: []string{}, Gone: []string{}},
		{Question: &after[2], Causes: []hearing.Cause{hearing.CauseScope}, Added: []string{"a@z2"}, Gone: []string{"a@z1"}},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("change (-want +got):\n%s", diff)
	}
}

// TestDigestFollowsTheModel: the digest of a question changes when an asset comes
// into its scope or when its text changes, and not when something is renamed.
func TestDigestFollowsTheModel(t *testing.T) {
	spec := func(change func(s, base *model.Spec)) []hearing.Question {
		base := asked(gen.Catalog())
		s := &model.Spec{Format: model.Format, Method: gen.Method(), Models: []model.ModelSpec{{ID: "m", Text: lang.Text{Ja: "m"},
			Zones: []model.ZoneSpec{{ID: "z1", Text: lang.Text{Ja: "一"}, Kind: model.ZoneOnPrem}, {ID: "z2", Text: lang.Text{Ja: "二"}, Kind: model.ZoneOnPrem}}}}}
		for _, id := range []model.AssetID{"a", "b"} {
			s.Assets = append(s.Assets, model.AssetSpec{ID: id, Text: lang.Text{Ja: string(id)}, Type: base.Catalog.AssetTypes[0].ID})
		}
		s.Models[0].Placements = []model.PlacementSpec{{Zone: "z1", Assets: []model.AssetID{"a"}}, {Zone: "z2", Assets: []model.AssetID{"b"}}}
		c := base.Catalog.Countermeasures[0]
		s.Models[0].Deployments = []model.DeploymentSpec{{ID: "d", Countermeasure: c.ID, Scope: model.ScopeSpec{Zones: []model.ZoneID{"z1"}}, Status: model.Absent}}
		change(s, base)
		study, found := model.Build(s, base, model.Options{})
		if found.HasErrors() {
			t.Fatal(found.Findings)
		}
		r, err := assess.Run(context.Background(), study, assess.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return hearing.Derive(r)
	}
	first := spec(func(s, base *model.Spec) {})
	if len(first) != 1 {
		t.Fatalf("%d questions", len(first))
	}
	for name, c := range map[string]struct {
		change func(s, base *model.Spec)
		want   []hearing.Cause
	}{
		"renamed": {func(s, base *model.Spec) { s.Assets[0].Ja, s.Models[0].Zones[0].Ja = "改称", "改称" }, nil},
		"status":  {func(s, base *model.Spec) { s.Models[0].Deployments[0].Status = model.Planned }, nil},
		"comes in": {func(s, base *model.Spec) {
			s.Models[0].Placements[0].Assets = []model.AssetID{"a", "b"}
			s.Models[0].Placements = s.Models[0].Placements[:1]
			s.Models[0].Zones = s.Models[0].Zones[:1]
		}, []hearing.Cause{hearing.CauseScope}},
		"text":  {func(s, base *model.Spec) { base.Catalog.Countermeasures[0].Question.Ja = "別の問い" }, []hearing.Cause{hearing.CauseText}},
		"scope": {func(s, base *model.Spec) { s.Models[0].Deployments[0].Scope.Zones = []model.ZoneID{"z2"} }, []hearing.Cause{hearing.CauseNew}},
	} {
		var got []hearing.Cause
		for _, a := range hearing.Compare(first, spec(c.change)).Again {
			got = append(got, a.Causes...)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: why it is asked again (-want +got):\n%s", name, diff)
		}
	}
}
