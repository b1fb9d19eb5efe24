package workbench

import (
	"net/http"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/scopetext"
)

// catalogueRoom is the page of the lists that a study is rated by, such as its
// countermeasures 対策項目 and its threats 脅威, those of the study itself included.
// They are read in a grid and not edited: a row that a study replaces says why, and
// from which source, in its file.
func catalogueRoom(w *Workbench, mux *http.ServeMux) {
	w.rated(mux, "GET /s/{study}/catalogue", "", showCatalogue)
	w.rated(mux, "GET /s/{study}/catalogue/row", "", showListRow)
	w.data(mux, "GET /s/{study}/catalogue/rows", access.ReadStudy, sendListRows)
}

type catalogueBody struct {
	Text string
	// List is the list that is shown.
	List       string
	Lists      []choice
	Filters    []listFilter
	Columns    []gridColumn
	Rows       []gridRow
	Shown, All int
	// Source is where the grid reads its rows.
	Source string
}

// listFilter is a column of which one value can be chosen.
type listFilter struct {
	ID, Name string
	Choices  []choice
}

// askedList gives the list that a request asks for, and of its rows those that the
// filters in the address leave.
func (v *visit) askedList(s *opened) (l list, all, left []listRow) {
	q := v.r.URL.Query()
	l = lists[0]
	if i := slices.IndexFunc(lists, func(x list) bool { return x.name == q.Get("list") }); i >= 0 {
		l = lists[i]
	}
	x := finder{v: v, s: s, wanted: fold(strings.TrimSpace(q.Get("q")))}
	for _, r := range l.rows(&x) {
		all = append(all, r)
		fits := x.in(r.names...)
		for _, c := range l.filters {
			fits = fits && (q.Get(c) == "" || slices.ContainsFunc(r.values[c], func(y named) bool { return y.code == q.Get(c) }))
		}
		if fits {
			left = append(left, r)
		}
	}
	return l, all, left
}

func showCatalogue(v *visit, s *opened) error {
	q := v.r.URL.Query()
	l, all, left := v.askedList(s)
	b := catalogueBody{Text: strings.TrimSpace(q.Get("q")), List: l.name, All: len(all), Shown: len(left), Columns: l.columns(v.lang), Rows: s.listRows(l, left)}
	for _, x := range lists {
		b.Lists = append(b.Lists, choice{ID: x.name, Name: locale.Text(v.lang, "web.catalogue."+x.name), URL: s.url("/catalogue", "list", x.name, "q", b.Text), Chosen: x.name == l.name})
	}
	chosen := []string{"list", l.name, "q", b.Text}
	for _, c := range l.filters {
		f := listFilter{ID: c, Name: locale.Text(v.lang, "web.catalogue."+c)}
		for _, r := range all {
			for _, y := range r.values[c] {
				if one := (choice{ID: y.code, Name: y.name, Chosen: y.code == q.Get(c)}); !slices.Contains(f.Choices, one) {
					f.Choices = append(f.Choices, one)
				}
			}
		}
		b.Filters = append(b.Filters, f)
		chosen = append(chosen, c, q.Get(c))
	}
	b.Source = s.url("/catalogue/rows", chosen...)
	f := s.frame(v.lang, "", locale.Text(v.lang, "web.catalogue.title"))
	f.Wide, f.Body = true, b
	return v.ok("catalogue", f)
}

// listRows are rows of a list as the grid reads them.
func (s *opened) listRows(l list, rows []listRow) []gridRow {
	out := []gridRow{}
	for _, r := range rows {
		out = append(out, gridRow{ID: r.id, Cells: r.cells, Revs: map[string]string{}, URL: s.url("/catalogue/row", "list", l.name, "id", r.id)})
	}
	return out
}

func sendListRows(v *visit, s *opened) (any, error) {
	l, _, left := v.askedList(s)
	texts := gridTexts(v.lang)
	texts["why"], texts["inspector"] = locale.Text(v.lang, "web.catalogue.whole"), locale.Text(v.lang, "web.catalogue.beside")
	return grid{Revision: s.revision, Texts: texts, Columns: l.columns(v.lang), Rows: s.listRows(l, left)}, nil
}

type listRowBody struct {
	Name, Back string
	Facts      []whyFact
	// Uses are where the study has it: rows of sheets, or places of a countermeasure.
	Uses []whyFact
}

// showListRow shows a row of a list in full, and where the study has it.
func showListRow(v *visit, s *opened) error {
	l, all, _ := v.askedList(s)
	id := v.r.URL.Query().Get("id")
	i := slices.IndexFunc(all, func(r listRow) bool { return r.id == id })
	if i < 0 {
		return notFound()
	}
	b := listRowBody{Name: all[i].cells[1], Back: s.url("/catalogue", "list", l.name)}
	for k, c := range l.columns(v.lang) {
		if text := all[i].cells[k]; text != "" && c.ID != "name" {
			b.Facts = append(b.Facts, whyFact{Label: c.Title, Text: text})
		}
	}
	switch l.name {
	case "countermeasures":
		b.Uses = v.placesOf(s, catalog.CountermeasureID(id))
	case "threats":
		b.Uses = v.rowsOf(s, id)
	}
	f := s.frame(v.lang, "", b.Name)
	f.Body = b
	return v.ok("catalogue-row", f)
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
