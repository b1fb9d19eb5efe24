package workbench

import (
	"errors"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/locale"
)

// takeListCells changes rows of a list as their cells say: what is written takes the
// place of what the base catalogue says, and nothing in a cell brings that back.
func takeListCells(v *visit, s *opened) (any, error) {
	l, _, _ := v.askedList(s)
	in, err := v.cellEdits()
	if err != nil {
		return nil, err
	}
	before, err := v.shelf.asOf(v.r.Context(), s, in.Revision)
	if err != nil {
		return nil, err
	}
	t := &listTaker{v: v, in: in, list: l}
	reason := locale.Text(v.lang, "web.catalogue.revision", "list", locale.Text(v.lang, "web.catalogue."+l.name), "number", len(in.Cells), "reason", strings.TrimSpace(in.Reason))
	next, err := v.change(s, reason, func(now *opened, e *app.Editing) error { t.take(now, e); return nil })
	if err != nil {
		return nil, err
	}
	answer := edited{Revision: next.revision, Unsaved: append([]unsaved{}, t.unsaved...)}
	answer.Rows, _ = v.moved(before.listRows(l, rowsOfList(v.lang, before, l)), next.listRows(l, rowsOfList(v.lang, next, l)), l.columns(v.lang), 0)
	_, answer.Summary = v.moved(before.letterRows(v), next.letterRows(v), []gridColumn{{Letter: true}}, len(t.unsaved))
	return answer, nil
}

// letterRows are the letters of all rows of the asset-based sheets and of all goals.
func (s *opened) letterRows(v *visit) []gridRow {
	var rows []gridRow
	add := func(r assess.RiskRange, id ...string) {
		rows = append(rows, gridRow{ID: strings.Join(id, "/"), Cells: []string{letterOf(v.lang, r).Text}})
	}
	for _, m := range s.result.Models {
		for _, c := range m.Cells {
			add(c.Risk, string(m.Model.ID), "asset", string(m.Model.Assets[c.Asset].ID), string(s.study.Catalog.Threats[c.Threat].ID))
		}
		for _, g := range m.Damage.Goals {
			add(g.Risk, string(m.Model.ID), "goal", string(g.Goal.ID))
		}
	}
	return rows
}

// listTaker turns cells into rows of a list.
type listTaker struct {
	v       *visit
	in      cellEdits
	list    list
	unsaved []unsaved
}

func (t *listTaker) fail(c cellEdit, conflict bool, key string, args ...any) {
	t.unsaved = append(t.unsaved, unsaved{c.Row, c.Col, locale.Text(t.v.lang, key, args...), conflict})
}

// take gathers the edits in the study as it is now; it begins anew each time it is
// asked.
func (t *listTaker) take(s *opened, e *app.Editing) {
	t.unsaved = nil
	rows, revs := map[string]*listRow{}, map[string]map[string]string{}
	list := rowsOfList(t.v.lang, s, t.list)
	for i := range list {
		rows[list[i].id], revs[list[i].id] = &list[i], list[i].revs(t.list)
	}
	by, order := map[string][]cellEdit{}, []string{}
	for _, c := range t.in.Cells {
		if rows[c.Row] == nil {
			t.fail(c, false, "web.grid.gone")
			continue
		}
		if by[c.Row] == nil {
			order = append(order, c.Row)
		}
		by[c.Row] = append(by[c.Row], c)
	}
	var write []catalog.Entry
	var without []string
	for _, id := range order {
		switch changed, used := t.row(rows[id], revs[id], by[id]); {
		case changed && used:
			write = append(write, rows[id].Now)
		case changed:
			without = append(without, id)
		}
	}
	e.Model(func(d *app.Draft) error {
		err := d.ListRows(t.list.name, write...)
		for _, id := range without {
			err = errors.Join(err, d.DoWithout(t.list.name, id))
		}
		return err
	})
}

// row makes the edits of one row in it, and reports whether it is another then, and
// whether the study uses it.
func (t *listTaker) row(r *listRow, revs map[string]string, cells []cellEdit) (changed, uses bool) {
	reason := strings.TrimSpace(t.in.Reason)
	if i := slices.IndexFunc(cells, func(c cellEdit) bool { return c.Col == reasonColumn }); i >= 0 {
		reason = strings.TrimSpace(cells[i].Value)
	}
	if reason == "" {
		reason = r.Now.Common().Reason
	}
	var written, used []cellEdit
	for _, c := range cells {
		if c.Value = strings.TrimSpace(c.Value); t.cell(r, revs, c) {
			if c.Col == usedColumn {
				used = append(used, c)
			} else {
				written = append(written, c)
			}
		}
	}
	if len(written)+len(used) == 0 {
		return false, false
	}
	// What goes back to the base catalogue needs no reason.
	needed := slices.ContainsFunc(written, func(c cellEdit) bool { return c.Value != "" }) || len(used) > 0 && used[0].Value == notAdopted
	if problems := t.v.badLevel("1", reason); needed && len(problems) > 0 {
		for _, c := range append(written, used...) {
			t.unsaved = append(t.unsaved, unsaved{c.Row, c.Col, strings.Join(problems, " "), false})
		}
		return false, false
	}
	if len(used) > 0 && used[0].Value == notAdopted {
		return true, false
	}
	r.Now.Common().Reason = reason
	if rule, ok := r.Now.(*catalog.AttackRule); ok && len(used) > 0 {
		rule.Disabled = false
	}
	return true, true
}

// cell writes a cell into its row, and reports whether it is another then.
func (t *listTaker) cell(r *listRow, revs map[string]string, c cellEdit) bool {
	rev, open := revs[c.Col]
	f, now := r.fields[c.Col], ""
	if c.Col == usedColumn {
		now = markOf(!r.Unused)
		if c.Value == "" {
			c.Value = adopted
		}
	} else if f != nil {
		now = f.show()
	}
	switch {
	case c.Col == reasonColumn: // it comes with what it is of
		if !open {
			return false
		}
		return c.Value != r.Now.Common().Reason
	case !open:
		t.fail(c, false, "web.grid.calculated")
		return false
	case c.Value == now, c.Value == "" && rev == "-":
		return false // it is so already
	case rev != c.Rev:
		t.fail(c, true, "web.catalogue.meanwhile", "now", now)
		return false
	case c.Col == usedColumn:
		if c.Value != adopted && c.Value != notAdopted {
			t.fail(c, false, "web.catalogue.grid.bad_mark")
		}
		return c.Value == adopted || c.Value == notAdopted
	case c.Value == "" && r.base == nil:
		t.fail(c, false, "web.catalogue.no_base")
		return false
	case c.Value == "":
		f.like(r.base[c.Col])
		return true
	}
	if bad, ok := f.take(c.Value); !ok {
		t.misread(c, f, bad)
		return false
	}
	return true
}

// fewValues is how many values a message names.
const fewValues = 15

// misread tells which values a cell may have.
func (t *listTaker) misread(c cellEdit, f cellField, bad string) {
	var names []string
	for _, x := range f.values() {
		names = append(names, x.name)
	}
	if len(names) > fewValues {
		t.fail(c, false, "web.catalogue.unknown", "bad", bad)
		return
	}
	t.fail(c, false, "web.catalogue.one_of", "values", listed(t.v.lang, names))
}
