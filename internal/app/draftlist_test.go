package app_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/catalog"

	"github.com/sekisho/sekisho/internal/testing/long"
)

// TestDraftListRows writes rows of every list into a study with another name: all else
// of them reads as the base catalogue has it, and back with its name none is left.
func TestDraftListRows(t *testing.T) {
	t.Parallel()
	long.Test(t)
	rows := map[string][]app.ListRow{}
	lists := []string{"data_classes", "stop_effects", "asset_types", "threats", "countermeasures", "techniques", "attack_rules"}
	for _, list := range lists {
		all := mustOpen(t).ListRows(list)
		rows[list] = []app.ListRow{all[0], all[len(all)/2], all[len(all)-1]}
	}
	write := func(name, reason string) *app.Study {
		s, _ := drafted(t, func(d *app.Draft) error {
			var err error
			for _, list := range lists {
				var now []catalog.Entry
				for _, r := range rows[list] {
					c := r.Now.Common()
					c.Ja, c.Reason = name+r.Base.Common().Ja, reason
					now = append(now, r.Now)
				}
				err = errors.Join(err, d.ListRows(list, now...))
			}
			return err
		})
		return s
	}
	changed, same := write("別の", "理由"), write("", "理由だけ")
	for _, list := range lists {
		own := changed.Spec.Catalog.List(list)
		for i, r := range rows[list] {
			got, want := own[i], r.Base
			if got.Common().Ja != "別の"+want.Common().Ja || got.Common().Reason != "理由" {
				t.Errorf("%s", got.Common().Ja)
			}
			got.Common().Ja, got.Common().Reason = want.Common().Ja, ""
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%s: %s", got.Key(), d)
			}
		}
		if len(same.Spec.Catalog.List(list)) != 0 {
			t.Errorf("%s: the study has what the base catalogue has", list)
		}
	}
}

// TestDraftListRowTwice writes a row, writes it again and takes it out; one that is not
// used is used again when it is written.
func TestDraftListRowTwice(t *testing.T) {
	t.Parallel()
	row := mustOpen(t).ListRows("data_classes")[0].Now.(*catalog.DataClass)
	named := func(name string) catalog.Entry {
		x := *row
		x.Ja = name
		return &x
	}
	s, _ := drafted(t, func(d *app.Draft) error {
		return errors.Join(d.ListRows("data_classes", named("一")), d.ListRows("data_classes", named("二")), d.CopyListRow("data_classes", row, "own"))
	})
	if own := s.Spec.Catalog.DataClasses; len(own) != 2 || own[0].Ja != "二" || own[1].ID != "own" {
		t.Errorf("%+v", own)
	}
	s, _ = drafted(t, func(d *app.Draft) error {
		return errors.Join(d.ListRows("attack_rules", mustOpen(t).ListRows("attack_rules")[3].Now), d.DoWithout("attack_rules", mustOpen(t).ListRows("attack_rules")[3].Now.Key()))
	})
	if rows := s.ListRows("attack_rules"); !rows[3].Unused || rows[3].Own || rows[2].Unused {
		t.Errorf("%+v", rows[3])
	}
	// Rows back to the base catalogue, written anew and added, all at once.
	s, _ = drafted(t, func(d *app.Draft) error {
		first, second, third := d.ListRows("data_classes", named("一")), d.CopyListRow("data_classes", row, "own"), d.CopyListRow("data_classes", row, "more")
		other, ok := mustOpen(t).ListRows("data_classes")[1].Now.(*catalog.DataClass)
		if !ok {
			return errors.New("no data class")
		}
		more := *row
		more.ID, more.Ja, other.Ja = "more", "二", "別の"
		return errors.Join(first, second, third, d.ListRows("data_classes", row, &more, other))
	})
	if own := s.Spec.Catalog.DataClasses; len(own) != 3 || own[0].ID != "own" || own[1].Ja != "二" || own[2].Ja != "別の" {
		t.Errorf("%+v", own)
	}
	e := mustOpen(t).Edit()
	e.Model(func(d *app.Draft) error { return d.RemoveListRow("threats", "th-01") })
	if _, _, err := e.Make(); !errors.Is(err, app.ErrNoRow) {
		t.Errorf("taking out what the study does not have: %v", err)
	}
}
