package workbench

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/server"
	"github.com/sekisho/sekisho/internal/store"
)

// studyList is the list of studies, and the page on which a new one is begun.
func studyList(w *Workbench, mux *http.ServeMux) {
	w.page(mux, "GET /{$}", listStudies)
	w.page(mux, "GET /new", newStudyPage)
	w.page(mux, "POST /new", newStudy)
	w.page(mux, "POST /new/import", importFile)
	w.back(mux, "GET /new/import", func(*visit) string { return "/new#import" })
}

type studyListBody struct {
	Studies []studyRow
	Text    string
	Next    string
	// MayCreate tells that there is an organisation for which a study may be begun.
	MayCreate bool
}

type studyRow struct {
	ID, Title, Owner, Updated string
}

func listStudies(v *visit) error {
	q := v.r.URL.Query()
	within := v.API.Within(v.who, access.ListStudies)
	b := studyListBody{Text: q.Get("q"), MayCreate: len(v.API.Within(v.who, access.CreateStudy)) > 0}
	if len(within) > 0 {
		page, more, err := v.studies(store.Query{Text: b.Text, After: store.StudyID(q.Get("after")), Within: within})
		if err != nil {
			return err
		}
		for _, s := range page {
			b.Studies = append(b.Studies, studyRow{string(s.ID), s.Title, s.Owner, v.dayOf(s.Updated)})
		}
		if more {
			b.Next = "/?q=" + queryEscape(b.Text) + "&after=" + queryEscape(string(page[len(page)-1].ID))
		}
	}
	return v.ok("studies", frame{Title: locale.Text(v.lang, "web.studies.title"), Search: b.Text, Body: b})
}

// studies gives a page of the studies that are asked for, or all of them for a
// file, and whether there are more.
func (v *visit) studies(q store.Query) (all []store.Study, more bool, err error) {
	for {
		page, more, err := v.Store.Studies(v.r.Context(), q)
		all = append(all, page...)
		if err != nil || !more || !v.asksForTable() {
			return all, more, err
		}
		q.After = page[len(page)-1].ID
	}
}

// newStudyBody is the form of a new study, as it was sent.
type newStudyBody struct {
	ID, Title, Organisation string
	Models                  []choice
	// Baseline is part of a study whether it is chosen or not: it is what the others
	// are held against.
	Baseline string
	Refused  []string
	Import   importForm
}

func newStudyPage(v *visit) error { return v.emptyStudyForm(http.StatusOK, importForm{}) }

// emptyStudyForm shows the forms of a new study, of which the import may have been
// sent already.
func (v *visit) emptyStudyForm(status int, sent importForm) error {
	id, err := v.freeID("study-", func(id string) (bool, error) {
		_, err := v.Store.Study(v.r.Context(), store.StudyID(id))
		if errors.Is(err, store.ErrNotFound) {
			return true, nil
		}
		return false, err
	})
	if err != nil {
		return err
	}
	return v.newStudyForm(status, newStudyBody{ID: id, Import: sent})
}

// freeID suggests an id for what is new: the day, with a number from the second of
// the day on. Whoever begins has no reason to think of one.
func (v *visit) freeID(prefix string, free func(id string) (bool, error)) (string, error) {
	day := prefix + japan(v.Now()).Format("20060102")
	for n, id := 2, day; ; n++ {
		if ok, err := free(id); ok || err != nil {
			return id, err
		}
		id = day + "-" + strconv.Itoa(n)
	}
}

func (v *visit) newStudyForm(status int, b newStudyBody) error {
	reference, err := v.reference()
	if err != nil {
		return err
	}
	chosen := v.r.PostForm["model"]
	for _, m := range reference.Models {
		if m.Role == model.Baseline {
			b.Baseline = m.In(v.lang)
		}
		b.Models = append(b.Models, choice{ID: string(m.ID), Name: m.In(v.lang), Chosen: slices.Contains(chosen, string(m.ID))})
	}
	v.show(status, "new", frame{Title: locale.Text(v.lang, "web.new.title"), Body: b})
	return nil
}

// newStudy begins a study with the chosen models of the reference study.
func newStudy(v *visit) error {
	b := newStudyBody{ID: v.r.PostFormValue("id"), Title: v.r.PostFormValue("title"), Organisation: v.r.PostFormValue("organisation")}
	s := store.Study{ID: store.StudyID(b.ID), Title: b.Title, Owner: b.Organisation}
	want := app.NewStudy{ID: b.ID, Title: b.Title}
	for _, id := range v.r.PostForm["model"] {
		want.Models = append(want.Models, model.ModelID(id))
	}
	b.Refused = v.refuseNew(s, len(want.Models))
	if len(b.Refused) > 0 {
		return v.newStudyForm(http.StatusUnprocessableEntity, b)
	}
	if !v.API.May(v.who, access.CreateStudy, access.Resource{Organisation: b.Organisation}) {
		return server.Refuse(http.StatusForbidden, diag.RequestDenied)
	}
	made, err := app.Derive(v.r.Context(), want)
	if err != nil {
		return err
	}
	c := store.Commit{By: v.who.Actor(), Reason: locale.Text(v.lang, "web.new.reason")}
	for _, f := range made.Files() {
		c.Changes = append(c.Changes, store.Change{Name: studyFolder + f.Name, Data: f.Data})
	}
	if _, err := v.Store.Create(v.r.Context(), s, c); err != nil {
		if errors.Is(err, store.ErrExists) {
			b.Refused = []string{locale.Text(v.lang, "web.new.exists", "id", b.ID)}
			return v.newStudyForm(http.StatusConflict, b)
		}
		return err
	}
	v.redirect("/s/" + b.ID)
	return nil
}

// refuseNew tells everything that is wrong with a new study.
func (v *visit) refuseNew(s store.Study, models int) []string {
	var refused []string
	if errors.Is(store.Study{ID: s.ID, Title: "x"}.Check(), store.ErrInvalid) {
		refused = append(refused, locale.Text(v.lang, "web.new.bad_id"))
	}
	if errors.Is(store.Study{ID: "x", Title: s.Title}.Check(), store.ErrInvalid) || s.Title == "" {
		refused = append(refused, locale.Text(v.lang, "web.new.bad_title"))
	}
	if s.Owner != "" && !(access.Scope{Kind: access.Organisation, ID: s.Owner}).Valid() {
		refused = append(refused, locale.Text(v.lang, "web.new.bad_organisation"))
	}
	if models == 0 {
		refused = append(refused, locale.Text(v.lang, "web.new.no_model"))
	}
	return refused
}
