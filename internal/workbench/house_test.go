package workbench_test

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/server"
	"github.com/sekisho/sekisho/internal/server/api"
	"github.com/sekisho/sekisho/internal/store"
	"github.com/sekisho/sekisho/internal/store/sqlstore"
	"github.com/sekisho/sekisho/internal/workbench"
)

// house is a server with its pages and the reference study in its database.
type house struct {
	handler  http.Handler
	store    *sqlstore.Store
	accounts *account.Accounts
	jobs     *app.Jobs
	now      time.Time
	// admin is the session of the first administrator, who has every role.
	admin *http.Cookie
}

const password = "correct horse battery"

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{now: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return h.now }
	dir := t.TempDir()
	var err error
	if h.store, err = sqlstore.Open(t.Context(), filepath.Join(dir, "s.db"), sqlstore.Config{Now: clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.store.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, _, _, err := app.ImportStudy(t.Context(), app.InDatabase(h.store), "", app.StudyImport{By: store.Actor{ID: "t", Name: "t"}}); err != nil {
		t.Fatal(err)
	}
	if h.accounts, err = account.New(account.Config{Database: h.store, Now: clock, Random: rand.Reader, Hash: account.Hash{KiB: 8, Passes: 1, Threads: 1}}); err != nil {
		t.Fatal(err)
	}
	limits := server.DefaultLimits()
	jobs, err := app.OpenJobs(t.Context(), filepath.Join(dir, "s.db"))
	h.jobs = jobs
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := jobs.Close(); err != nil {
			t.Error(err)
		}
	})
	h.handler = server.New(server.Config{
		Routes: func(mux *http.ServeMux) {
			questionnaires := &app.Questionnaires{}
			operations := api.Register(mux, api.Config{Store: h.store, Accounts: h.accounts, Jobs: jobs.Queue, Check: check, CheckAnswers: questionnaires.Check, Now: clock, Poll: time.Millisecond, BodyBytes: limits.BodyBytes})
			workbench.Register(mux, app.Hosted{Store: h.store, Accounts: h.accounts, API: operations, Jobs: jobs, Questionnaires: questionnaires, Now: clock})
		},
		Limits: limits, NewID: rand.Text, Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})),
	}).Handler()
	secret, err := h.accounts.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	h.admin = h.accept(t, account.FirstName, secret)
	return h
}

func check(_ context.Context, files map[string][]byte) (diag.List, error) {
	s, err := app.OpenFiles(files, "study", "study", model.Options{})
	if err != nil {
		return diag.List{}, err
	}
	return s.Findings(), nil
}

// accept sets the password of an invited account, and signs in on the page.
func (h *house) accept(t testing.TB, name, secret string) *http.Cookie {
	t.Helper()
	if _, err := h.accounts.Accept(t.Context(), secret, password); err != nil {
		t.Fatal(err)
	}
	w := h.post(t, nil, "/sign-in", url.Values{"name": {name}, "password": {password}})
	for _, c := range w.Result().Cookies() {
		if c.Name == "sekisho" {
			return c
		}
	}
	t.Fatalf("%s cannot sign in: %d %s", name, w.Code, w.Body)
	return nil
}

// somebody makes an account with a role in a scope, and signs in.
func (h *house) somebody(t testing.TB, name string, role access.Role, scope access.Scope) *http.Cookie {
	t.Helper()
	by := store.Actor{ID: "t", Name: "t"}
	x, secret, err := h.accounts.Invite(t.Context(), name, name, by)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.accounts.Grant(t.Context(), x.ID, access.Grant{Role: role, Scope: scope, Until: access.LatestEnd(h.now)}, by); err != nil {
		t.Fatal(err)
	}
	return h.accept(t, name, secret)
}

func (h *house) get(t testing.TB, who *http.Cookie, path, language string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	r.Header.Set("Accept-Language", language)
	return h.ask(r, who)
}

func (h *house) post(t testing.TB, who *http.Cookie, path string, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept-Language", "ja")
	return h.ask(r, who)
}

func (h *house) ask(r *http.Request, who *http.Cookie) *httptest.ResponseRecorder {
	r.Host = "localhost"
	if who != nil {
		r.AddCookie(who)
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	return w
}

// json sends JSON.
func (h *house) json(t testing.TB, who *http.Cookie, method, path, body string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept-Language", "ja")
	return h.ask(r, who)
}
