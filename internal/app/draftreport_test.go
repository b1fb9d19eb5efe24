package app_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"

	"github.com/sekisho/sekisho/internal/testing/long"
)

// TestDraftTexts writes a text over one that is there, adds one and takes one out;
// nothing else changes, and what is written reads as it was meant.
func TestDraftTexts(t *testing.T) {
	long.Test(t)
	before := mustOpen(t).Spec.Report
	awkward := "# 見出し\n\n- 「a: b」 #1 \"引用\"\n\n\t最後の行\n"
	s, names := drafted(t, func(d *app.Draft) error {
		return errors.Join(d.Text(model.PartSpec{ID: "purpose", Text: lang.Text{Ja: awkward}, Author: "係", Date: "2026-11-27"}),
			d.Text(model.PartSpec{ID: "own", Text: lang.Text{Ja: "一", En: "one"}, Public: true, Author: "係", Date: "2026-11-27"}),
			d.RemoveText("purpose-short"))
	})
	if !slices.Equal(names, []string{"report.yaml"}) {
		t.Errorf("%v change", names)
	}
	want := slices.Clone(before.Parts)
	want[0] = model.PartSpec{ID: "purpose", Text: lang.Text{Ja: awkward}, Author: "係", Date: "2026-11-27"}
	want = append(slices.Delete(want, 1, 2), model.PartSpec{ID: "own", Text: lang.Text{Ja: "一", En: "one"}, Public: true, Author: "係", Date: "2026-11-27"})
	if !slices.Equal(s.Spec.Report.Parts, want) {
		t.Errorf("%+v", s.Spec.Report.Parts)
	}
	e := mustOpen(t).Edit()
	e.Model(func(d *app.Draft) error { return d.RemoveText("nothing") })
	if _, _, err := e.Make(); !errors.Is(err, app.ErrNoRow) {
		t.Errorf("taking out what is not there: %v", err)
	}
}

// TestDraftPoints changes a point, adds one and takes one out.
func TestDraftPoints(t *testing.T) {
	before := mustOpen(t).Spec.Report.Points
	changed := before[0]
	changed.Section.Ja, changed.Public, changed.Models = "別の箇所", false, []model.ModelID{"m1a", "m2"}
	added := model.PointSpec{Text: lang.Text{Ja: "新しい論点"}, Section: lang.Text{Ja: "箇所"}, Wording: lang.Text{Ja: "案"}, Reason: lang.Text{Ja: "理由"}, Author: "係", Date: "2026-11-27"}
	var id string
	s, _ := drafted(t, func(d *app.Draft) error {
		_, err := d.Point(changed)
		var more error
		id, more = d.Point(added)
		return errors.Join(err, more, d.RemovePoint(before[1].ID))
	})
	after := s.Spec.Report.Points
	if len(after) != len(before) || after[0].Section.Ja != "別の箇所" || after[0].Section.En != before[0].Section.En || after[0].Public || !slices.Equal(after[0].Models, changed.Models) {
		t.Errorf("%+v", after)
	}
	if last := after[len(after)-1]; last.ID != id || last.Wording.Ja != "案" || last.Reason.Ja != "理由" {
		t.Errorf("%+v", last)
	}
	if slices.ContainsFunc(after, func(p model.PointSpec) bool { return p.ID == before[1].ID }) {
		t.Error("a point is still there")
	}
}

// TestTextSlots finds every text of the reference study at its place, and shows
// what cannot be shown as it was meant.
func TestTextSlots(t *testing.T) {
	var ids []string
	for _, x := range app.TextSlots() {
		ids = append(ids, x.ID)
		if len(x.Titles) == 0 {
			t.Errorf("%s stands under no title", x.ID)
		}
	}
	for _, p := range mustOpen(t).Spec.Report.Parts {
		if !slices.Contains(ids, p.ID) {
			t.Errorf("%s has no place in %v", p.ID, ids)
		}
	}
	shown, found, err := app.TextHTML("本文<script>x</script>\n\n![図](a.png)", lang.Ja, "")
	if err != nil || strings.Contains(string(shown), "<script") || !strings.Contains(string(shown), "&lt;script") || len(found.Findings) == 0 {
		t.Errorf("%s, %v, %v", shown, found, err)
	}
}
