package workbench

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/scopetext"
	"github.com/sekisho/sekisho/internal/server"
)

// catalogueRow is the page about one row of a list: all that it says, what of it the
// study says otherwise than the base catalogue, where the study has it, and who
// changed it.
func catalogueRow(w *Workbench, mux *http.ServeMux) {
	w.rated(mux, "GET /s/{study}/catalogue/row", "", showListRow)
	w.rated(mux, "GET /s/{study}/catalogue/row/history", "", showListRowHistory)
	w.edits(mux, "POST /s/{study}/catalogue/row", changeListRow)
}

type listRowBody struct {
	Name, Back, History string
	Facts               []whyFact
	// Uses are where the study has it: rows of sheets, or places of a countermeasure.
	Uses []whyFact
	// Form is for those who may edit.
	Form *listRowForm
}

// listRowForm is the form about a row, as it was sent.
type listRowForm struct {
	Action, New, Reason string
	// Own tells that the study has the row itself, Added that the base catalogue has
	// none such.
	Own, Added bool
	Longest    int
	Problems   []string
}

// askedListRow gives the row of a list that a request names.
func (v *visit) askedListRow(s *opened) (l list, all []listRow, r listRow, err error) {
	l, all, _ = v.askedList(s)
	id := v.r.URL.Query().Get("id")
	i := slices.IndexFunc(all, func(r listRow) bool { return r.id == id })
	if i < 0 {
		return l, all, r, notFound()
	}
	return l, all, all[i], nil
}

func showListRow(v *visit, s *opened) error {
	l, _, r, err := v.askedListRow(s)
	if err != nil {
		return err
	}
	return v.listRow(http.StatusOK, s, l, r, listRowForm{})
}

// listRow shows the page about a row, with the form as it was sent.
func (v *visit) listRow(status int, s *opened, l list, r listRow, form listRowForm) error {
	at := []string{"list", l.name, "id", r.id}
	b := listRowBody{Name: r.cells[1], Back: s.url("/catalogue", "list", l.name) + "#" + queryEscape(r.id), History: s.url("/catalogue/row/history", at...)}
	for k, c := range l.columns(v.lang) {
		fact := whyFact{Label: c.Title, Text: r.cells[k]}
		if f, ok := r.base[c.ID]; ok && r.Own && f.show() != fact.Text && c.Edit != "text" {
			fact.Below = []string{locale.Text(v.lang, "web.catalogue.base_says", "value", f.show())}
		}
		if fact.Text != "" && (c.ID != "name" || fact.Below != nil) {
			b.Facts = append(b.Facts, fact)
		}
	}
	switch l.name {
	case "countermeasures":
		b.Uses = v.placesOf(s, catalog.CountermeasureID(r.id))
	case "threats":
		b.Uses = v.rowsOf(s, r.id)
	}
	if v.API.May(v.who, access.EditStudy, s.Resource()) {
		form.Action, form.Own, form.Added, form.Longest = s.url("/catalogue/row", at...), r.Own, r.Base == nil, longestReason
		b.Form = &form
	}
	f := s.frame(v.lang, "", b.Name)
	f.Body = b
	v.show(status, "catalogue-row", f)
	return nil
}

// changeListRow takes what is sent from the page about a row: to bring back what the
// base catalogue says, to take out a row that the study adds, or to add one like it.
func changeListRow(v *visit, s *opened) error {
	l, all, r, err := v.askedListRow(s)
	if err != nil {
		return err
	}
	form := listRowForm{New: strings.TrimSpace(v.r.PostFormValue("new")), Reason: strings.TrimSpace(v.r.PostFormValue("reason"))}
	form.Problems = v.badLevel("1", form.Reason)
	copies, to := v.r.PostFormValue("do") == "copy", s.url("/catalogue/row", "list", l.name, "id", r.id)
	switch {
	case copies && (form.New == "" || slices.ContainsFunc(all, func(x listRow) bool { return x.id == form.New })):
		form.Problems = append(form.Problems, locale.Text(v.lang, "web.catalogue.taken"))
	case copies:
		to = s.url("/catalogue/row", "list", l.name, "id", form.New)
	case r.Base == nil:
		to = s.url("/catalogue", "list", l.name)
	}
	if len(form.Problems) > 0 {
		return v.listRow(http.StatusUnprocessableEntity, s, l, r, form)
	}
	_, err = v.change(s, locale.Text(v.lang, "web.catalogue.row_revision", "id", r.id, "reason", form.Reason), func(_ *opened, e *app.Editing) error {
		e.Model(func(d *app.Draft) error {
			if !copies {
				return d.RemoveListRow(l.name, r.id)
			}
			r.Now.Common().Reason = form.Reason
			return d.CopyListRow(l.name, r.Now, form.New)
		})
		return nil
	})
	var failure *server.Failure
	switch {
	case errors.As(err, &failure) && failure.Status == http.StatusUnprocessableEntity:
		form.Problems = v.problems(failure)
		return v.listRow(failure.Status, s, l, r, form)
	case err != nil && !errors.Is(err, app.ErrNoRow): // somebody else has brought it back meanwhile
		return err
	}
	v.redirect(to)
	return nil
}

// showListRowHistory tells who changed a row of a list, and how.
func showListRowHistory(v *visit, s *opened) error {
	l, _, r, err := v.askedListRow(s)
	if err != nil {
		return err
	}
	b, err := v.changesOf(s.Line, func(before, after *app.Study) []rowChange { return v.listRowChanges(l, r.id, before, after) })
	if err != nil {
		return err
	}
	b.Where, b.Back = r.cells[1], s.url("/catalogue/row", "list", l.name, "id", r.id)
	return v.showHistory(s, "", "none_list", b)
}

// listRowChanges are the cells of a row that differ between two states of a study;
// before is nil for what is before the first.
func (v *visit) listRowChanges(l list, id string, before, after *app.Study) []rowChange {
	was, is := v.listCells(l, id, before), v.listCells(l, id, after)
	if before == nil {
		was = make([]string, len(is))
		if i := slices.IndexFunc(l.of, func(c listColumn) bool { return c.id == "origin" }); len(is) > 0 && is[i] == locale.Text(v.lang, "web.catalogue.origin_base") {
			return nil // as the base catalogue has it
		}
	}
	var changes []rowChange
	for k, c := range l.columns(v.lang) {
		if k < len(was) && k < len(is) && was[k] == is[k] || c.Edit == "" && c.ID != "origin" || c.Edit == "text" {
			continue
		}
		change := rowChange{Subject: c.Title}
		if k < len(was) {
			change.Before = was[k]
		}
		if k < len(is) {
			change.After = is[k]
		}
		if change.Before != change.After {
			changes = append(changes, change)
		}
	}
	return changes
}

// listCells are the cells of a row in a state of a study, none where it has no such
// row or cannot be read.
func (v *visit) listCells(l list, id string, s *app.Study) []string {
	if s == nil || s.Catalog == nil {
		return nil
	}
	for _, r := range s.ListRows(l.name) {
		if r.Now.Key() == id {
			row := newLists(v.lang, s).row(l, r)
			return row.cells
		}
	}
	return nil
}

// placesOf tells where a countermeasure stands in each model, and how far.
func (v *visit) placesOf(s *opened, id catalog.CountermeasureID) []whyFact {
	var uses []whyFact
	for _, m := range s.result.Models {
		u := whyFact{Label: m.Model.Short.In(v.lang)}
		for _, d := range m.Model.Deployments {
			if d.Countermeasure.ID == id {
				u.Below = append(u.Below, scopetext.Of(v.lang, d)+" "+locale.Name(v.lang, locale.Status, d.Status))
			}
		}
		if u.Below != nil {
			uses = append(uses, u)
		}
	}
	return uses
}

// rowsOf leads to the rows of the asset-based sheets with a threat.
func (v *visit) rowsOf(s *opened, threat string) []whyFact {
	var uses []whyFact
	for _, m := range s.result.Models {
		if n := len(assetFilter{Text: threat}.left(s.study.Study, m)); n > 0 {
			uses = append(uses, whyFact{Label: m.Model.Short.In(v.lang), Text: locale.Text(v.lang, "web.catalogue.rows", "number", locale.Number(n)), URL: s.url("/asset", "m", string(m.Model.ID), "q", threat)})
		}
	}
	return uses
}
