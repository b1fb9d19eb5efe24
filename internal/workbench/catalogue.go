package workbench

import (
	"net/http"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
)

// catalogueRoom is the page of the lists that a study is rated by, such as its
// countermeasures 対策項目 and its threats 脅威, those of the study itself included.
// They are edited in a grid: what is written there takes the place of what the base
// catalogue says, in the study alone.
func catalogueRoom(w *Workbench, mux *http.ServeMux) {
	w.rated(mux, "GET /s/{study}/catalogue", "", showCatalogue)
	w.data(mux, "GET /s/{study}/catalogue/rows", access.ReadStudy, sendListRows)
	w.data(mux, "PATCH /s/{study}/catalogue/cells", access.EditStudy, takeListCells)
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
	// Source and Sink are where the grid reads its rows and sends edits.
	Source, Sink string
	// Told tells that columns of the list can be changed in files alone.
	Told bool
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
	x := finder{wanted: fold(strings.TrimSpace(q.Get("q")))}
	all = rowsOfList(v.lang, s, l)
	for _, r := range all {
		fits := x.in(r.names...)
		for _, c := range l.filters {
			fits = fits && (q.Get(c) == "" || slices.ContainsFunc(r.fields[c].has(), func(y named) bool { return y.code == q.Get(c) }))
		}
		if fits {
			left = append(left, r)
		}
	}
	return l, all, left
}

func rowsOfList(l lang.Lang, s *opened, of list) []listRow {
	x, list := newLists(l, s.study), []listRow{}
	for _, r := range s.study.ListRows(of.name) {
		list = append(list, x.row(of, r))
	}
	return list
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
			for _, y := range r.fields[c].has() {
				if one := (choice{ID: y.code, Name: y.name, Chosen: y.code == q.Get(c)}); !slices.Contains(f.Choices, one) {
					f.Choices = append(f.Choices, one)
				}
			}
		}
		b.Filters = append(b.Filters, f)
		chosen = append(chosen, c, q.Get(c))
	}
	b.Source, b.Sink = s.url("/catalogue/rows", chosen...), s.url("/catalogue/cells", "list", l.name)
	b.Told = l.name == "attack_rules"
	f := s.frame(v.lang, "", locale.Text(v.lang, "web.catalogue.title"))
	f.Wide, f.Body = true, b
	return v.ok("catalogue", f)
}

// listRows are rows of a list as the grid reads them.
func (s *opened) listRows(l list, rows []listRow) []gridRow {
	out := []gridRow{}
	for _, r := range rows {
		out = append(out, gridRow{ID: r.id, Cells: r.cells, Revs: r.revs(l), URL: s.url("/catalogue/row", "list", l.name, "id", r.id)})
	}
	return out
}

func sendListRows(v *visit, s *opened) (any, error) {
	l, _, left := v.askedList(s)
	texts := gridTexts(v.lang)
	for _, key := range []string{"why", "inspector", "reason_for_all", "bad_mark"} {
		texts[key] = locale.Text(v.lang, "web.catalogue.grid."+key)
	}
	texts["keys"] = locale.Text(v.lang, "web.grid.keys", "empties", locale.Text(v.lang, "web.catalogue.grid.empties"))
	return grid{Revision: s.revision, Editable: v.API.May(v.who, access.EditStudy, s.Resource()), Texts: texts, Columns: l.columns(v.lang), Rows: s.listRows(l, left)}, nil
}
