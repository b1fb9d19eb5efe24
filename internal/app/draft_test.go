package app_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// drafted makes an edit in the reference study, and gives the study as edited with
// the names of the files that change.
func drafted(t *testing.T, do func(*app.Draft) error) (*app.Study, []string) {
	t.Helper()
	e := mustOpen(t).Edit()
	e.Model(do)
	s, files, err := e.Make()
	if err != nil || !s.Usable() {
		t.Fatal(err, s.Findings())
	}
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
	}
	return s, names
}

func modelOf(t *testing.T, s *app.Study, id model.ModelID) *model.Model {
	t.Helper()
	m, ok := s.Model(id)
	if !ok {
		t.Fatalf("no model %s", id)
	}
	return m
}

func linkOf(m *model.Model, id model.LinkID) *model.Link {
	for _, k := range m.Links {
		if k.ID == id {
			return k
		}
	}
	return nil
}

// TestDraftAsset adds an asset, renames and moves it, and takes it out again; no
// other model is touched.
func TestDraftAsset(t *testing.T) {
	long.Test(t)
	spec := model.AssetSpec{Text: lang.Text{Ja: "新しい端末"}, Type: "pc-office", Importance: 2, Reason: "試験"}
	types := modelOf(t, mustOpen(t), "m1a").Assets
	spec.Type = types[0].AssetSpec.Type
	s, names := drafted(t, func(d *app.Draft) error { _, err := d.Asset("m1a", spec, "z-lg"); return err })
	a, ok := modelOf(t, s, "m1a").Asset("a-new-1")
	if !ok || a.Zone.ID != "z-lg" || a.Ja != "新しい端末" || a.Importance != 2 {
		t.Fatalf("added: %v, %v", a, names)
	}
	if _, ok := modelOf(t, s, "m1b").Asset("a-new-1"); ok {
		t.Error("it stands in another model too")
	}
	s, _ = drafted(t, func(d *app.Draft) error {
		now, _ := modelOf(t, mustOpen(t), "m1a").Asset("a-bnd-link")
		changed := *now.AssetSpec
		changed.Ja, changed.Classes, changed.Count = "連携サーバ（改）", changed.Classes[:1], 3
		_, err := d.Asset("m1a", changed, "z-lg")
		return err
	})
	a, _ = modelOf(t, s, "m1a").Asset("a-bnd-link")
	if a.Ja != "連携サーバ（改）" || a.Zone.ID != "z-lg" || len(a.Classes) != 1 || a.Count != 3 {
		t.Errorf("changed: %+v in %s", a.AssetSpec, a.Zone.ID)
	}
}

// TestDraftSlots asks for cells in one model, changes one and takes it back.
func TestDraftSlots(t *testing.T) {
	long.Test(t)
	slot := func(s *app.Study, in model.ModelID) model.AssetSlotSpec {
		for _, x := range s.AssetSlots(modelOf(t, s, in)) {
			if x.Asset == "a-lg-pc" {
				return x
			}
		}
		return model.AssetSlotSpec{}
	}
	first, then := model.AssetSlotSpec{Asset: "a-lg-pc", Row: 2, Column: 1}, model.AssetSlotSpec{Asset: "a-lg-pc", Row: 2, Column: 3}
	s, names := drafted(t, func(d *app.Draft) error {
		return d.Slots("m1a", []model.AssetSlotSpec{{Asset: "a-lg-ad", Row: 1, Column: 1}, first})
	})
	if got := slot(s, "m1a"); got != first || len(names) != 1 {
		t.Errorf("%+v, %v", got, names)
	}
	if got := slot(s, "m1b"); got.Asset != "" {
		t.Errorf("another model has it too: %+v", got)
	}
	s, _ = drafted(t, func(d *app.Draft) error {
		return errors.Join(d.Slots("m1a", []model.AssetSlotSpec{first}), d.Slots("m1a", []model.AssetSlotSpec{then}))
	})
	if got := slot(s, "m1a"); got != then {
		t.Errorf("changed: %+v", got)
	}
	s, names = drafted(t, func(d *app.Draft) error {
		return errors.Join(d.Slots("m1a", []model.AssetSlotSpec{first}), d.Unslot("m1a", "a-lg-pc"), d.Unslot("m1a", "a-lg-pc"))
	})
	if got := slot(s, "m1a"); got.Asset != "" {
		t.Errorf("taken back: %+v, %v", got, names)
	}
}

// TestDraftLinks changes an inherited connection in one model alone, and removes
// one of the model and one that it inherits.
func TestDraftLinks(t *testing.T) {
	long.Test(t)
	m := modelOf(t, mustOpen(t), "m1a")
	var own, inherited *model.Link
	for _, k := range m.Links {
		if k.ID == "m1a-l10" { // no flow needs it
			own = k
		}
		if k.Origin.Model != "m1a" && inherited == nil && !slices.ContainsFunc(m.Flows, func(f *model.Flow) bool { return slices.Contains(f.Links, k) }) {
			inherited = k
		}
	}
	changed := inherited.LinkSpec
	changed.Encryption, changed.Port = "IPsec", 4500
	s, names := drafted(t, func(d *app.Draft) error { _, err := d.Link("m1a", changed); return err })
	if k := linkOf(modelOf(t, s, "m1a"), inherited.ID); k.Encryption != "IPsec" || k.Port != 4500 || k.From.ID != inherited.From.ID {
		t.Errorf("%+v, %v", k.LinkSpec, names)
	}
	if k := linkOf(modelOf(t, s, "m1b"), inherited.ID); k.Encryption != inherited.Encryption {
		t.Error("another model is changed too")
	}
	changed = own.LinkSpec
	changed.Auth, changed.Note = "", "試験"
	s, names = drafted(t, func(d *app.Draft) error { _, err := d.Link("m1a", changed); return err })
	if k := linkOf(modelOf(t, s, "m1a"), own.ID); k.Auth != "" || k.Note != "試験" || len(names) != 1 {
		t.Errorf("%+v, %v", k.LinkSpec, names)
	}
	for _, gone := range []*model.Link{own, inherited} {
		s, _ = drafted(t, func(d *app.Draft) error { return d.RemoveLink("m1a", gone.ID) })
		if linkOf(modelOf(t, s, "m1a"), gone.ID) != nil {
			t.Errorf("%s is still there", gone.ID)
		}
	}
	s, _ = drafted(t, func(d *app.Draft) error {
		_, err := d.Link("m1a", model.LinkSpec{From: "a-lg-pc", To: "a-lg-fs", Data: model.Push, Protocol: "HTTPS"})
		return err
	})
	if k := linkOf(modelOf(t, s, "m1a"), "m1a-lnew-1"); k == nil || k.Protocol != "HTTPS" {
		t.Errorf("added: %v", k)
	}
}

// TestDraftZones adds a zone, renames an inherited one in one model alone, and
// tells what stands in the way of removing one.
func TestDraftZones(t *testing.T) {
	long.Test(t)
	s, _ := drafted(t, func(d *app.Draft) error {
		_, err := d.Zone("m1a", model.ZoneSpec{Text: lang.Text{Ja: "新しい領域"}, Parent: "z-city", Reason: "試験"})
		return err
	})
	if z, ok := modelOf(t, s, "m1a").Zone("z-new-1"); ok && z.Parent.ID != "z-city" {
		t.Errorf("%+v", z)
	}
	now, _ := modelOf(t, mustOpen(t), "m1a").Zone("z-lg")
	renamed := now.ZoneSpec
	renamed.Ja = "LGWAN接続系（改）"
	s, _ = drafted(t, func(d *app.Draft) error { _, err := d.Zone("m1a", renamed); return err })
	if z, _ := modelOf(t, s, "m1a").Zone("z-lg"); z.Ja != "LGWAN接続系（改）" {
		t.Errorf("%+v", z.ZoneSpec)
	}
	if z, _ := modelOf(t, s, "m1b").Zone("z-lg"); z.Ja != now.Ja {
		t.Error("another model is changed too")
	}
	for used, do := range map[string]func(*app.Draft) error{
		"a-lg-pc":  func(d *app.Draft) error { return d.RemoveZone("m1a", "z-lg") },
		"m1a-l01":  func(d *app.Draft) error { return d.RemoveAsset("m1a", "a-bnd-link") },
		"m1a-f01a": func(d *app.Draft) error { return d.RemoveLink("m1a", "m1a-l01") },
	} {
		e := mustOpen(t).Edit()
		e.Model(do)
		var refused *app.InUseError
		if _, _, err := e.Make(); !errors.As(err, &refused) || !slices.Contains(refused.By, used) {
			t.Errorf("what %s needs is taken out: %v", used, err)
		}
	}
}

func mustOpen(t *testing.T) *app.Study {
	t.Helper()
	s, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
