package app

import (
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

// ListRow writes a row of a reference list in the study, over that of the base
// catalogue or its own. A row that says what the base catalogue says is left to that.
func (d *Draft) ListRow(list string, row catalog.Entry) error {
	d.read()
	path := diag.Join("catalog", list)
	if err := d.use(list, row.Key()); err != nil {
		return err
	}
	own := d.study.Spec.Catalog.List(list)
	at := slices.IndexFunc(own, func(r catalog.Entry) bool { return r.Key() == row.Key() })
	item := studyfile.Item(row)
	base := find(d.study.base.Catalog.List(list), row.Key())
	var err error
	switch same := base != nil && slices.EqualFunc(unreasoned(item), studyfile.Item(base), sameEntry); {
	case same && at >= 0:
		return d.RemoveListRow(list, row.Key())
	case same:
	case at >= 0:
		err = d.put(diag.Join(path, at), studyfile.Item(own[at]), item)
	default:
		err = d.study.doc.Append(path, item)
	}
	if err != nil {
		return fmt.Errorf("write row %s of %s: %w", row.Key(), list, err)
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

// use takes a row back of which the study does without.
func (d *Draft) use(list, id string) error {
	if c := d.study.Spec.Catalog; c != nil {
		if at := slices.Index(c.Remove.List(list), id); at >= 0 {
			return d.study.doc.Remove(diag.Join("catalog/remove", list, at))
		}
	}
	return nil
}
