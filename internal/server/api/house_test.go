package api_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/job"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/server"
	"github.com/sekisho/sekisho/internal/server/api"
	"github.com/sekisho/sekisho/internal/signon"
	"github.com/sekisho/sekisho/internal/store"
	"github.com/sekisho/sekisho/internal/store/sqlstore"
)

// house is a server with an empty database and a clock that tests set.
type house struct {
	handler  http.Handler
	store    *sqlstore.Store
	accounts *account.Accounts
	jobs     *job.Queue
	mutex    sync.Mutex
	now      time.Time
	document *document
	admin    session
	signOn   api.SignOn
}

// session is somebody who asks: by a cookie or by a token.
type session struct{ cookie, token string }

const password = "correct horse battery"

func (h *house) clock() time.Time {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	return h.now
}

// provider is the identity provider that a test gives the house, if any.
type provider struct{ *house }

// Begin begins a sign-on.
func (p provider) Begin(ctx context.Context) (address, kept string, err error) {
	if p.signOn == nil {
		return "", "", store.ErrNotFound
	}
	return p.signOn.Begin(ctx)
}

// Finish finishes it.
func (p provider) Finish(ctx context.Context, kept, state, code string) (signon.Identity, error) {
	if p.signOn == nil {
		return signon.Identity{}, signon.ErrRefused
	}
	return p.signOn.Finish(ctx, kept, state, code)
}

// check gives what reading and building finds, as the program does.
func check(_ context.Context, files map[string][]byte) (diag.List, error) {
	s, err := app.OpenFiles(files, "study", "study", model.Options{})
	if err != nil {
		return diag.List{}, err
	}
	return s.Findings(), nil
}

// newHouse makes a server whose first administrator has signed in.
func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{now: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)}
	var err error
	if h.store, err = sqlstore.Open(t.Context(), filepath.Join(t.TempDir(), "s.db"), sqlstore.Config{Now: h.clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.store.Close(); err != nil {
			t.Error(err)
		}
	})
	h.accounts, err = account.New(account.Config{Database: h.store, Now: h.clock, Random: rand.Reader, Hash: account.Hash{KiB: 8, Passes: 1, Threads: 1}})
	if err != nil {
		t.Fatal(err)
	}
	h.jobs = &job.Queue{Database: h.store, Now: h.clock, NewID: func() string { return strings.ToLower(rand.Text()) }}
	limits := server.DefaultLimits()
	h.handler = server.New(server.Config{
		Routes: func(mux *http.ServeMux) {
			api.Register(mux, api.Config{Store: h.store, Accounts: h.accounts, Jobs: h.jobs, Check: check, CheckAnswers: (&app.Questionnaires{}).Check, SignOn: provider{h}, Now: h.clock, Poll: time.Millisecond, BodyBytes: limits.BodyBytes})
		},
		Limits: limits, NewID: rand.Text, Log: logOf(t),
	}).Handler()
	h.document = readDocument(t, h.handler)
	secret, err := h.accounts.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	h.admin = h.accept(t, secret)
	return h
}

// logOf shows the errors of the server with the test. A fuzz target cannot, for
// the house stands outside of it.
func logOf(t testing.TB) *slog.Logger {
	if _, fuzzing := t.(*testing.F); fuzzing {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(testLog{t}, &slog.HandlerOptions{Level: slog.LevelError}))
}

// testLog writes to the log of a test.
type testLog struct{ t testing.TB }

// Write writes a line.
func (l testLog) Write(p []byte) (int, error) { l.t.Log(string(p)); return len(p), nil }

// accept sets the password that a one-time link is for.
func (h *house) accept(t testing.TB, secret string) session {
	t.Helper()
	a := h.call(t, session{}, "POST /invitations/accept", map[string]any{"secret": secret, "password": password})
	a.want(t, 200)
	return session{cookie: cookieOf(t, a)}
}

func cookieOf(t testing.TB, a answer) string {
	t.Helper()
	c, err := http.ParseSetCookie(a.Header().Get("Set-Cookie"))
	if err != nil {
		t.Fatal(err)
	}
	return c.Name + "=" + c.Value
}

// member makes an account with permissions, written "role kind scope", that
// hold for an hour, and signs in.
func (h *house) member(t testing.TB, name string, permissions ...string) session {
	t.Helper()
	a := h.call(t, h.admin, "POST /accounts", map[string]any{"name": name, "display": "係 " + name})
	a.want(t, 201)
	for _, p := range permissions {
		fields := append(strings.Fields(p), "")
		h.call(t, h.admin, "PUT /accounts/"+a.text("account", "id")+"/permissions",
			map[string]any{"role": fields[0], "kind": fields[1], "scope": fields[2], "until": h.clock().Add(time.Hour)}).want(t, 204)
	}
	return h.accept(t, a.text("secret"))
}

// answer is an answer with its JSON read.
type answer struct {
	*httptest.ResponseRecorder
	value any
}

// at walks into the JSON: by keys, or by numbers of items.
func (a answer) at(path ...any) any {
	v := a.value
	for _, step := range path {
		switch step := step.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[step]
		case int:
			l, _ := v.([]any)
			if step >= len(l) {
				return nil
			}
			v = l[step]
		}
	}
	return v
}

func (a answer) text(path ...any) string { return fmt.Sprint(a.at(path...)) }

func (a answer) want(t testing.TB, status int) {
	t.Helper()
	if a.Code != status {
		t.Fatalf("status %d, want %d: %s", a.Code, status, a.Body)
	}
}

// refused wants a problem with a code.
func (a answer) refused(t testing.TB, status int, code diag.Code) {
	t.Helper()
	if a.Code != status || a.text("code") != string(code) {
		t.Errorf("status %d: %s; want %d %s", a.Code, a.Body, status, code)
	}
}

// call makes a request, written "METHOD /path", and checks the answer against
// the document.
func (h *house) call(t testing.TB, who session, line string, body any, headers ...string) answer {
	t.Helper()
	method, path, _ := strings.Cut(line, " ")
	var reader io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		reader = bytes.NewReader(data)
	}
	r := httptest.NewRequestWithContext(t.Context(), method, api.Base+path, reader)
	r.Host = "localhost"
	r.Header.Set("Accept-Language", "en")
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if who.cookie != "" {
		r.Header.Set("Cookie", who.cookie)
	}
	if who.token != "" {
		r.Header.Set("Authorization", "Bearer "+who.token)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	a := answer{ResponseRecorder: w}
	if w.Body.Len() > 0 && w.Header().Get("Content-Type") != "application/octet-stream" {
		if err := json.Unmarshal(w.Body.Bytes(), &a.value); err != nil {
			t.Fatalf("%s %s: %v: %.200s", method, path, err, w.Body)
		}
	}
	h.document.check(t, r, a)
	return a
}

// document is the OpenAPI document, with the schemas of its answers.
type document struct {
	compiler *jsonschema.Compiler
	paths    map[string]map[string]struct {
		OperationID string `json:"operationId"`
		Responses   map[string]struct {
			Content map[string]any `json:"content"`
		} `json:"responses"`
	}
	patterns map[string]*regexp.Regexp
	mutex    sync.Mutex
	// done counts the answers of each operation that were no problems.
	done map[string]int
}

const documentURL = "https://sekisho.invalid/openapi.json"

func readDocument(t testing.TB, h http.Handler) *document {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), "GET", api.Base+"/openapi.json", nil)
	r.Host = "localhost"
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	d := &document{compiler: jsonschema.NewCompiler(), patterns: map[string]*regexp.Regexp{}, done: map[string]int{}}
	if err := json.Unmarshal(w.Body.Bytes(), &struct {
		Paths any `json:"paths"`
	}{&d.paths}); err != nil {
		t.Fatal(err)
	}
	all, err := jsonschema.UnmarshalJSON(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	d.compiler.DefaultDraft(jsonschema.Draft2020)
	if err := d.compiler.AddResource(documentURL, all); err != nil {
		t.Fatal(err)
	}
	for path := range d.paths {
		d.patterns[path] = regexp.MustCompile("^" + regexp.MustCompile(`\\\{[a-z]+\\\}`).ReplaceAllString(regexp.QuoteMeta(path), "[^/]+") + "$")
	}
	return d
}

// check wants an answer to be one that the document describes.
func (d *document) check(t testing.TB, r *http.Request, a answer) {
	t.Helper()
	for path, pattern := range d.patterns {
		operation, ok := d.paths[path][strings.ToLower(r.Method)]
		if !ok || !pattern.MatchString(r.URL.EscapedPath()) {
			continue
		}
		status, media := strconv.Itoa(a.Code), "application/json"
		if _, ok := operation.Responses[status]; !ok {
			status, media = "default", server.ProblemType
		} else {
			d.mutex.Lock()
			d.done[operation.OperationID]++
			d.mutex.Unlock()
		}
		if a.value == nil && operation.Responses[status].Content == nil {
			return
		}
		if operation.Responses[status].Content["application/octet-stream"] != nil {
			return // a file has no schema
		}
		if got := a.Header().Get("Content-Type"); got != media {
			t.Errorf("%s answers %d in %q, want %s", operation.OperationID, a.Code, got, media)
		}
		pointer := "#/paths/" + url.PathEscape(strings.NewReplacer("~", "~0", "/", "~1").Replace(path)) + "/" + strings.ToLower(r.Method) + "/responses/" + status + "/content/" +
			url.PathEscape(strings.ReplaceAll(media, "/", "~1")) + "/schema"
		d.mutex.Lock() // compiling is not safe for concurrent use
		schema, err := d.compiler.Compile(documentURL + pointer)
		d.mutex.Unlock()
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(a.value); err != nil {
			t.Errorf("%s answers %d with what its schema does not allow: %v\n%s", operation.OperationID, a.Code, err, a.Body)
		}
		return
	}
	t.Errorf("%s %s is no operation of the document", r.Method, r.URL.Path)
}
