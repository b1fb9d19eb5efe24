package app

import (
	"errors"
	"fmt"
	"slices"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/overlay"
	"github.com/sekisho/sekisho/internal/studyfile"
)

// ListRow is a row of a reference list: as the base catalogue has it and as the
// study has it.
type ListRow struct {
	// Now is the row that counts, a copy that may be changed.
	Now catalog.Entry
	// Base is the row of the base catalogue, nil for a row that the study adds.
	Base catalog.Entry
	// Own tells that the study has the row itself.
	Own bool
	// Unused tells that the study does without the row.
	Unused bool
}

// ListRows gives the rows of a reference list, named as in files, those that the
// study does without included. Those of the base catalogue come first.
func (s *Study) ListRows(list string) []ListRow {
	base, own := s.base.Catalog.List(list), s.Spec.Catalog.List(list)
	var out []string
	if c := s.Spec.Catalog; c != nil {
		out = c.Remove.List(list)
	}
	var rows []ListRow
	for _, now := range overlay.Rows(s.base.Catalog.List(list), own, nil, catalog.Entry.Key) {
		r := ListRow{Now: now, Own: find(own, now.Key()) != nil, Base: find(base, now.Key())}
		r.Unused = !r.Own && slices.Contains(out, now.Key())
		if rule, ok := now.(*catalog.AttackRule); ok {
			r.Unused = r.Unused || rule.Disabled
		}
		rows = append(rows, r)
	}
	return rows
}

func find(rows []catalog.Entry, id string) catalog.Entry {
	if i := slices.IndexFunc(rows, func(r catalog.Entry) bool { return r.Key() == id }); i >= 0 {
		return rows[i]
	}
	return nil
}

// ListRows writes rows of a reference list in the study, each once, over those of the
// base catalogue or its own. A row that says what the base catalogue says is left to
// that; one that the study did without is used again.
func (d *Draft) ListRows(list string, rows ...catalog.Entry) error {
	d.read() // once: reading a study takes longer than writing a row
	path, gone := diag.Join("catalog", list), diag.Join("catalog/remove", list)
	own, base := d.study.Spec.Catalog.List(list), d.study.base.Catalog.List(list)
	var out []string
	if c := d.study.Spec.Catalog; c != nil {
		out = c.Remove.List(list)
	}
	var back, restored []int
	var added [][]studyfile.Entry
	for _, row := range rows {
		if i := slices.Index(out, row.Key()); i >= 0 {
			back = append(back, i)
		}
		item, old := studyfile.Item(row), find(base, row.Key())
		at := slices.IndexFunc(own, func(r catalog.Entry) bool { return r.Key() == row.Key() })
		switch same := old != nil && slices.EqualFunc(unreasoned(item), studyfile.Item(old), sameEntry); {
		case same && at >= 0:
			restored = append(restored, at)
		case same:
		case at >= 0:
			if err := d.put(diag.Join(path, at), studyfile.Item(own[at]), item); err != nil {
				return fmt.Errorf("write row %s of %s: %w", row.Key(), list, err)
			}
		default:
			added = append(added, item)
		}
	}
	if err := errors.Join(d.removeFrom(gone, back), d.removeFrom(path, restored)); err != nil {
		return err
	}
	for _, item := range added {
		if err := d.study.doc.Append(path, item); err != nil {
			return fmt.Errorf("add to %s: %w", list, err)
		}
	}
	return nil
}

// removeFrom takes items out of a list, the last first, or they would move.
func (d *Draft) removeFrom(list string, at []int) error {
	slices.Sort(at)
	for _, i := range slices.Backward(at) {
		if err := d.study.doc.Remove(diag.Join(list, i)); err != nil {
			return fmt.Errorf("take out of %s: %w", list, err)
		}
	}
	return nil
}

// unreasoned is a row without the reason of its being there.
func unreasoned(item []studyfile.Entry) []studyfile.Entry {
	return slices.DeleteFunc(slices.Clone(item), func(e studyfile.Entry) bool { return e.Key == "reason" })
}

// CopyListRow adds a row like another one under an id of its own.
func (d *Draft) CopyListRow(list string, like catalog.Entry, id string) error {
	item := studyfile.Item(like)
	for i := range item {
		if item[i].Key == "id" {
			item[i].Text = id
		}
	}
	return d.study.doc.Append(diag.Join("catalog", list), item)
}

// RemoveListRow takes a row that the study has itself out of it: what the base
// catalogue says counts again.
func (d *Draft) RemoveListRow(list, id string) error {
	d.read()
	at := slices.IndexFunc(d.study.Spec.Catalog.List(list), func(r catalog.Entry) bool { return r.Key() == id })
	return d.removeRow(diag.Join("catalog", list), at)
}

// DoWithout takes a row of the base catalogue out of the lists of the study.
func (d *Draft) DoWithout(list, id string) error {
	d.read()
	if find(d.study.Spec.Catalog.List(list), id) != nil {
		if err := d.RemoveListRow(list, id); err != nil {
			return err
		}
	}
	return d.study.doc.Append(diag.Join("catalog/remove", list), []studyfile.Entry{{Text: id}})
}
