package api_test

import (
	"bytes"
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/server/api"
	"github.com/sekisho/sekisho/internal/testing/golden"
)

// TestDocument keeps the OpenAPI document that is published.
func TestDocument(t *testing.T) {
	h := newHouse(t)
	r := httptest.NewRequestWithContext(t.Context(), "GET", api.Base+"/openapi.json", nil)
	r.Host = "localhost"
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	var b bytes.Buffer
	if err := json.Indent(&b, w.Body.Bytes(), "", "  "); err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "../../../docs/openapi.json", append(b.Bytes(), '\n'))
}

// TestViewer shows every operation and every schema, without a script.
func TestViewer(t *testing.T) {
	h := newHouse(t)
	get := func(path string) string {
		r := httptest.NewRequestWithContext(t.Context(), "GET", api.Base+path, nil)
		r.Host = "localhost"
		w := httptest.NewRecorder()
		h.handler.ServeHTTP(w, r)
		if w.Code != 200 {
			t.Fatalf("%s: %d %s", path, w.Code, w.Body)
		}
		return w.Body.String()
	}
	page := get("/docs")
	for _, o := range h.document.operations() {
		if !strings.Contains(page, `<details id="`+o.id+`">`) {
			t.Errorf("the viewer lacks %s", o.id)
		}
	}
	if !strings.Contains(page, `id="schema-Problem"`) || strings.Contains(page, "<script") || strings.Contains(page, "style=") || strings.Contains(page, "<no value>") {
		t.Error("the viewer lacks a schema, or holds what the policy forbids")
	}
	get("/docs.css")
}

const branch = "/studies/s1/branches/main"

// study makes the study s1 of the organisation 131016.
func (h *house) study(t testing.TB) {
	t.Helper()
	a := h.call(t, h.admin, "POST /studies", map[string]any{"id": "s1", "title": "関所市の評価", "organisation": "131016", "reason": "新規",
		"records": []any{map[string]any{"name": "study/study.yaml", "text": "format: sekisho/1\n"}, map[string]any{"name": "attachments/a.bin", "data": "AP8="}}})
	a.want(t, 201)
	if a.Header().Get("ETag") != `"`+a.text("revision")+`"` || a.Header().Get("Location") != api.Base+"/studies/s1" {
		t.Errorf("%v", a.Header())
	}
}

// TestEveryOperation uses every operation with success, and has each answer
// checked against the document.
func TestEveryOperation(t *testing.T) {
	h := newHouse(t)
	h.sessionsWork(t)
	h.accountsWork(t)
	h.signOnWorks(t)
	h.passkeysWork(t)
	h.studiesWork(t)
	h.answersWork(t)
	h.jobsWork(t)
	h.call(t, h.admin, "GET /audit?limit=3", nil).want(t, 200)
	for _, methods := range h.document.paths {
		for _, operation := range methods {
			if h.document.done[operation.OperationID] == 0 && operation.OperationID != "stream-events" { // see TestEvents
				t.Errorf("%s was not used with success", operation.OperationID)
			}
		}
	}
}

func (h *house) sessionsWork(t *testing.T) {
	me := h.call(t, h.admin, "GET /me", nil)
	me.want(t, 200)
	if me.text("account", "name") != account.FirstName {
		t.Errorf("%s", me.Body)
	}
	who := h.member(t, "sato")
	codes := h.call(t, who, "POST /me/codes", nil)
	codes.want(t, 200)
	secret := codes.text("secret")
	h.call(t, who, "PUT /me/codes", map[string]any{"secret": secret, "code": "000000"}).refused(t, 401, diag.RequestWrongProof)
	h.call(t, who, "PUT /me/codes", map[string]any{"secret": secret, "code": oneTimeCode(t, secret, h.clock())}).want(t, 204)
	h.call(t, session{}, "POST /session", map[string]any{"name": "sato", "password": password}).refused(t, 401, diag.RequestCodeNeeded)
	h.now = h.now.Add(time.Minute)
	in := h.call(t, session{}, "POST /session", map[string]any{"name": "sato", "password": password, "code": oneTimeCode(t, secret, h.clock())})
	in.want(t, 200)
	h.call(t, session{cookie: cookieOf(t, in)}, "DELETE /session", nil).want(t, 204)
	h.call(t, session{cookie: cookieOf(t, in)}, "GET /me", nil).refused(t, 401, diag.RequestUnauthenticated)

	token := h.call(t, h.admin, "POST /me/tokens", map[string]any{"name": "夜間", "operations": []string{"study.list"}, "ends": h.now.Add(time.Hour)})
	token.want(t, 201)
	by := session{token: token.text("secret")}
	if a := h.call(t, by, "GET /me", nil); a.text("operations", 0) != "study.list" {
		t.Errorf("%s", a.Body)
	}
	h.call(t, by, "GET /studies", nil).want(t, 200)
	h.call(t, by, "GET /audit", nil).refused(t, 403, diag.RequestBeyondToken)
	h.call(t, by, "GET /me/tokens", nil).refused(t, 403, diag.RequestBeyondToken)
	if a := h.call(t, h.admin, "GET /me/tokens", nil); a.text("tokens", 0, "name") != "夜間" {
		t.Errorf("%s", a.Body)
	}
	h.call(t, h.admin, "DELETE /me/tokens/"+token.text("token", "id"), nil).want(t, 204)
	h.call(t, by, "GET /studies", nil).refused(t, 401, diag.RequestUnauthenticated)
}

func (h *house) accountsWork(t *testing.T) {
	list := h.call(t, h.admin, "GET /accounts?limit=1", nil)
	list.want(t, 200)
	if list.text("next") != "admin" {
		t.Errorf("%s", list.Body)
	}
	next := h.call(t, h.admin, "GET /accounts?after=admin", nil)
	id := next.text("accounts", 0, "id")
	path := "/accounts/" + id
	grant := map[string]any{"role": "analyse", "kind": "organisation", "scope": "131016", "until": h.now.Add(time.Hour)}
	h.call(t, h.admin, "PUT "+path+"/permissions", grant).want(t, 204)
	if a := h.call(t, h.admin, "GET "+path+"/permissions", nil); a.text("permissions", 0, "scope") != "131016" {
		t.Errorf("%s", a.Body)
	}
	grant["until"] = h.now.AddDate(3, 0, 0)
	h.call(t, h.admin, "PUT "+path+"/permissions", grant).refused(t, 422, diag.RequestLimit)
	grant["kind"] = "prefecture"
	h.call(t, h.admin, "PUT "+path+"/permissions", grant).refused(t, 422, diag.RequestForm)
	successor := h.call(t, h.admin, "POST /accounts", map[string]any{"name": "suzuki", "display": "鈴木"})
	successor.want(t, 201)
	h.call(t, h.admin, "POST /accounts", map[string]any{"name": "suzuki", "display": "鈴木"}).refused(t, 409, diag.RequestExists)
	moved := h.call(t, h.admin, "POST "+path+"/hand-over", map[string]any{"to": successor.text("account", "id")})
	moved.want(t, 200)
	if moved.text("permissions", 0, "role") != "analyse" {
		t.Errorf("%s", moved.Body)
	}
	path = "/accounts/" + successor.text("account", "id")
	h.call(t, h.admin, "DELETE "+path+"/permissions?role=analyse&kind=organisation&scope=131016", nil).want(t, 204)
	h.call(t, h.admin, "DELETE "+path+"/permissions?role=analyse&kind=organisation&scope=131016", nil).refused(t, 404, diag.RequestNotFound)
	h.call(t, h.admin, "PUT "+path+"/disabled", map[string]any{"disabled": true}).want(t, 204)
	h.call(t, h.admin, "PUT "+path+"/disabled", map[string]any{"disabled": false}).want(t, 204)
	h.call(t, h.admin, "POST "+path+"/reset", nil).want(t, 200)
	me := h.call(t, h.admin, "GET /me", nil)
	h.call(t, h.admin, "PUT /accounts/"+me.text("account", "id")+"/disabled", map[string]any{"disabled": true}).refused(t, 409, diag.RequestLastAdmin)
}

func (h *house) studiesWork(t *testing.T) {
	h.study(t)
	h.call(t, h.admin, "POST /studies", map[string]any{"id": "s1", "title": "題"}).refused(t, 409, diag.RequestExists)
	if a := h.call(t, h.admin, "GET /studies?text=%E9%96%A2%E6%89%80", nil); a.text("studies", 0, "organisation") != "131016" {
		t.Errorf("%s", a.Body)
	}
	h.call(t, h.admin, "PUT /studies/s1/title", map[string]any{"title": "改題", "reason": "誤り"}).want(t, 204)
	if a := h.call(t, h.admin, "GET /studies/s1", nil); a.text("title") != "改題" {
		t.Errorf("%s", a.Body)
	}
	h.recordsWork(t)
	h.call(t, h.admin, "POST /studies/s1/branches", map[string]any{"name": "try", "from": "main", "reason": "試算"}).want(t, 201)
	if a := h.call(t, h.admin, "GET /studies/s1/branches", nil); a.text("branches", 1, "from") != "main" {
		t.Errorf("%s", a.Body)
	}
	first := h.call(t, h.admin, "GET "+branch+"/revisions?limit=2", nil)
	first.want(t, 200)
	if a := h.call(t, h.admin, "GET "+branch+"/revisions?before="+first.text("next"), nil); a.text("revisions", 0, "revision") == first.text("revisions", 1, "revision") {
		t.Errorf("%s", a.Body)
	}
	found := h.call(t, h.admin, "GET "+branch+"/findings", nil)
	found.want(t, 200)
	if found.text("errors") == "0" || !strings.HasPrefix(found.text("findings", 0, "place"), "study/") {
		t.Errorf("%s", found.Body)
	}
	h.call(t, h.admin, "PUT "+branch+"/approval", map[string]any{"reason": "決裁済み"}).want(t, 200)
	if a := h.call(t, h.admin, "GET "+branch+"/approval", nil); a.text("approved", "reason") != "決裁済み" {
		t.Errorf("%s", a.Body)
	}
	h.call(t, h.admin, "PUT /studies/s1/title", map[string]any{"title": "改題"}).refused(t, 403, diag.RequestApproved)
	h.call(t, h.admin, "DELETE "+branch+"/approval?reason=%E5%86%8D%E6%A4%9C%E8%A8%8E", nil).want(t, 204)
	h.call(t, h.admin, "DELETE /studies/s1?reason=x", nil).want(t, 204)
	h.call(t, h.admin, "GET "+branch+"/records", nil).refused(t, 403, diag.RequestDeleted)
	if a := h.call(t, h.admin, "GET /studies?deleted=true", nil); a.text("studies", 0, "id") != "s1" {
		t.Errorf("%s", a.Body)
	}
	h.call(t, h.admin, "POST /studies/s1/restore", nil).want(t, 204)
}

func (h *house) recordsWork(t *testing.T) {
	record := branch + "/records/study%2Fstudy.yaml"
	got := h.call(t, h.admin, "GET "+record, nil)
	got.want(t, 200)
	seen := got.Header().Get("ETag")
	put := map[string]any{"text": "format: sekisho/1\nid: s1\n", "reason": "直し"}
	h.call(t, h.admin, "PUT "+record, put).refused(t, 428, diag.RequestNoPrecondition)
	h.call(t, h.admin, "PUT "+record, put, "If-Match", "seven").refused(t, 422, diag.RequestForm)
	written := h.call(t, h.admin, "PUT "+record, put, "If-Match", seen)
	written.want(t, 200)
	if written.text("text") != put["text"] || written.Header().Get("ETag") == seen {
		t.Errorf("%v %s", written.Header(), written.Body)
	}
	put["text"] = "another"
	h.call(t, h.admin, "PUT "+record, put, "If-Match", seen).refused(t, 412, diag.RequestStale)
	h.call(t, h.admin, "PUT "+record, put, "If-None-Match", "*").refused(t, 412, diag.RequestStale)
	h.call(t, h.admin, "PUT "+branch+"/records/state.json", put, "If-None-Match", "*").refused(t, 422, diag.RequestValue)
	h.call(t, h.admin, "PUT "+branch+"/records/study%2Fnew.yaml", put, "If-None-Match", "*").want(t, 200)
	h.call(t, h.admin, "DELETE "+branch+"/records/study%2Fnew.yaml", nil, "If-Match", "99").refused(t, 412, diag.RequestStale)
	revision := h.call(t, h.admin, "GET "+branch+"/records/study%2Fnew.yaml", nil).Header().Get("ETag")
	h.call(t, h.admin, "DELETE "+branch+"/records/study%2Fnew.yaml?reason=x", nil, "If-Match", revision).want(t, 204)
	list := h.call(t, h.admin, "GET "+branch+"/records?content=true", nil)
	if list.text("records", 0, "data") != "AP8=" || list.at("records", 2) != nil {
		t.Errorf("%s", list.Body)
	}
	if a := h.call(t, h.admin, "GET "+branch+"/records?prefix=study/&at="+strings.Trim(seen, `"`)+"&content=true", nil); a.text("records", 0, "text") != "format: sekisho/1\n" {
		t.Errorf("%s", a.Body)
	}
	change := map[string]any{"name": "study/b.yaml", "base": 0, "text": "b"}
	commit := map[string]any{"changes": []any{change, map[string]any{"name": "attachments/a.bin", "base": list.at("records", 0, "revision"), "delete": true}}, "once": "1"}
	made := h.call(t, h.admin, "POST "+branch+"/commits", commit)
	made.want(t, 201)
	if again := h.call(t, h.admin, "POST "+branch+"/commits", commit); again.text("revision") != made.text("revision") {
		t.Errorf("the commit was made again: %s", again.Body)
	}
	commit["once"] = "2"
	h.call(t, h.admin, "POST "+branch+"/commits", commit).refused(t, 412, diag.RequestStale)
	change["data"] = "AA=="
	h.call(t, h.admin, "POST "+branch+"/commits", commit).refused(t, 422, diag.RequestMissing)
}

func (h *house) answersWork(t *testing.T) {
	link := map[string]any{"questionnaire": "r8", "respondent": "131016", "ends": h.now.Add(time.Hour)}
	h.call(t, h.admin, "POST /studies/s1/links", link).refused(t, 404, diag.RequestNotFound)
	who, _ := h.ask(t, "131016")
	if a := h.call(t, who, "GET /me", nil); a.text("respondent", "questionnaire") != "r8" || a.at("account") != nil {
		t.Errorf("%s", a.Body)
	}
	path := "/studies/s1/questionnaires/r8/respondents/131016"
	if a := h.call(t, who, "GET "+path+"/questions", nil); !strings.Contains(a.text("text"), "q1を実施") {
		t.Errorf("%s", a.Body)
	}
	h.call(t, who, "GET "+path+"/answers", nil).refused(t, 404, diag.RequestNotFound)
	put := h.call(t, who, "PUT "+path+"/answers", map[string]any{"text": answersText("131016", "q1", "要綱")}, "If-None-Match", "*")
	put.want(t, 200)
	h.call(t, who, "PUT "+path+"/answers", map[string]any{"text": answersText("131016", "q2", "要綱")}, "If-Match", put.Header().Get("ETag")).want(t, 200)
	h.call(t, who, "GET "+path+"/answers", nil).want(t, 200)
	links := h.call(t, h.admin, "GET /studies/s1/links", nil)
	if links.text("links", 0, "answered") != "true" {
		t.Errorf("%s", links.Body)
	}
	h.call(t, h.admin, "DELETE /studies/s1/links/"+links.text("links", 0, "id"), nil).want(t, 204)
	h.call(t, who, "GET "+path+"/answers", nil).refused(t, 401, diag.RequestUnauthenticated)
}
