// Package workbench is the pages of the whole assessment in the browser: each
// screen is a file with its handler, a template in pages and, where a person
// edits, an element in static. Every page can be read without script, and every
// form works without it.
//
// It rates nothing and decides no access: packages assess and access do, through
// the API that programs use as well.
package workbench

import (
	"errors"
	"maps"
	"net/http"
	"sync"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/server"
	"github.com/sekisho/sekisho/internal/store"
)

// Workbench is the pages of one server.
type Workbench struct {
	app.Hosted

	pages *pages
	shelf *shelf
	// sheets are the answers of hearings that were read.
	sheets *readSheets
	// reference is the embedded reference study, which is read once.
	reference func() (*app.Study, error)
	archives  archives
}

// Register adds the pages to a mux.
func Register(mux *http.ServeMux, h app.Hosted) {
	w := &Workbench{Hosted: h, pages: parsePages(), shelf: newShelf(h.Store), sheets: &readSheets{},
		reference: sync.OnceValues(func() (*app.Study, error) { return app.Open("", model.Options{}) })}
	registerStatic(mux)
	for _, room := range []func(*Workbench, *http.ServeMux){signing, tour, ownAccount, ownTokens, accountsRoom, studyList, overview, searching, catalogueRoom, catalogueRow, modelRoom, resultRoom, assetSheet, assetGrid, why, judging, rowHistory, damageSheet, damageGrid, scenarioRoom, comparison, planRoom, whatIfs, planProof, planFront, reportRoom, reportTexts, reportsMade, jobForms, history, historyDiff, auditLog} {
		room(w, mux)
	}
	hearingRoom(w, mux)
	answering(w, mux)
}

// visit is one request of a page.
type visit struct {
	*Workbench

	w    http.ResponseWriter
	r    *http.Request
	lang lang.Lang
	// who asks; the zero value for somebody who has not signed in.
	who account.Who
}

// public serves a page to everybody.
func (w *Workbench) public(mux *http.ServeMux, pattern string, do func(*visit) error) {
	mux.HandleFunc(pattern, func(rw http.ResponseWriter, r *http.Request) {
		v := &visit{Workbench: w, w: rw, r: r, lang: langOf(r)}
		if who, err := w.API.Who(r); err == nil {
			v.who = who
		}
		if err := do(v); err != nil {
			v.problem(err)
		}
	})
}

// page serves a page to those who have signed in; others are asked to.
func (w *Workbench) page(mux *http.ServeMux, pattern string, do func(*visit) error) {
	w.public(mux, pattern, func(v *visit) error {
		if v.who.Account.ID == "" {
			v.redirect("/sign-in?next=" + queryEscape(v.r.URL.RequestURI()))
			return nil
		}
		return do(v)
	})
}

// back leads from the address to which a form is sent to the page of the form:
// whoever chooses another language on what was refused comes by it.
func (w *Workbench) back(mux *http.ServeMux, pattern string, to func(*visit) string) {
	w.page(mux, pattern, func(v *visit) error {
		v.redirect(to(v))
		return nil
	})
}

// study serves a page about a study below /s/{study} to those who may do o.
func (w *Workbench) study(mux *http.ServeMux, pattern string, o access.Operation, do func(*visit, *opened) error) {
	w.page(mux, pattern, func(v *visit) error {
		s, err := v.open(o)
		if err != nil {
			return err
		}
		return do(v, s)
	})
}

// rated serves a page about the result of a study to those who may read it. Where
// the study has errors it shows those instead.
func (w *Workbench) rated(mux *http.ServeMux, pattern, step string, do func(*visit, *opened) error) {
	w.study(mux, pattern, access.ReadStudy, func(v *visit, s *opened) error {
		if s.result == nil {
			return v.findings(s, step)
		}
		return do(v, s)
	})
}

// open opens the study that the path and the query name.
func (v *visit) open(o access.Operation) (*opened, error) {
	l := store.Line{Study: store.StudyID(v.r.PathValue("study")), Branch: store.Main}
	if branch := v.r.URL.Query().Get("branch"); branch != "" {
		l.Branch = store.Branch(branch)
	}
	branch, err := v.API.Open(v.r.Context(), v.who, l, o)
	if err != nil {
		return nil, err
	}
	return v.shelf.take(v.r.Context(), branch)
}

// address gives the whole address of a page, to be sent to somebody.
func (v *visit) address(path string) string {
	scheme := "http"
	if v.API.Secure || v.r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + v.r.Host + path
}

// redirect sends the browser to another page, by GET.
func (v *visit) redirect(to string) { http.Redirect(v.w, v.r, to, http.StatusSeeOther) }

// problem shows what was refused.
func (v *visit) problem(err error) {
	var failure *server.Failure
	if errors.Is(err, store.ErrNotFound) {
		err = server.Refuse(http.StatusNotFound, diag.RequestNotFound)
	}
	failure = server.FailureOf(v.r.Context(), err)
	maps.Copy(v.w.Header(), failure.GetHeaders())
	p := failure.Describe(v.lang, server.RequestID(v.r.Context()))
	v.show(failure.Status, "problem", frame{Title: p.Title, Body: p})
}
