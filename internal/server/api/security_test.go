package api_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/server/api"
)

// TestCSRF sends a session's cookie from a page of another site.
func TestCSRF(t *testing.T) {
	h := newHouse(t)
	for _, from := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://evil.example"}} {
		h.call(t, h.admin, "POST /accounts", map[string]any{"name": "evil", "display": "x"}, from...).refused(t, 403, diag.RequestCrossOrigin)
		h.call(t, h.admin, "DELETE /session", nil, from...).refused(t, 403, diag.RequestCrossOrigin)
	}
	h.call(t, h.admin, "GET /me", nil).want(t, 200)
}

// TestSessionFixation puts a cookie into a browser before its owner signs in,
// and wants it worth nothing afterwards.
func TestSessionFixation(t *testing.T) {
	h := newHouse(t)
	planted := session{cookie: "sekisho=sekisho_s_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}
	a := h.call(t, planted, "POST /session", map[string]any{"name": "admin", "password": password})
	a.want(t, 200)
	if cookieOf(t, a) == planted.cookie || cookieOf(t, a) == h.admin.cookie {
		t.Error("a sign-in does not begin a new session")
	}
	h.call(t, planted, "GET /me", nil).refused(t, 401, diag.RequestUnauthenticated)
	cookie, err := http.ParseSetCookie(a.Header().Get("Set-Cookie"))
	if err != nil || !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || cookie.Path != "/" || cookie.Domain != "" {
		t.Errorf("%v, %v", cookie, err)
	}
}

// TestPathTraversal asks for records by names that lead elsewhere.
func TestPathTraversal(t *testing.T) {
	h := newHouse(t)
	h.study(t)
	for _, name := range []string{"..%2F..%2Fetc%2Fpasswd", "study%2F..%2Fstate.json", "%2Fetc%2Fpasswd", "study%2F%2Fx", "study%2F.", "study%5C..%5Cx", "study%2Fa%00", "study%2F%0D%0AX", "%2e%2e", "state.json", "study"} {
		a := h.call(t, h.admin, "PUT "+branch+"/records/"+name, map[string]any{"text": "x"}, "If-None-Match", "*")
		if a.Code < 300 || a.Code >= 500 {
			t.Errorf("%s: %d %s", name, a.Code, a.Body)
		}
		if a := h.call(t, h.admin, "GET "+branch+"/records/"+name, nil); a.Code < 300 || a.Code >= 500 {
			t.Errorf("%s: %d %s", name, a.Code, a.Body)
		}
	}
	if a := h.call(t, h.admin, "GET "+branch+"/records", nil); a.at("records", 2) != nil {
		t.Errorf("something was written: %s", a.Body)
	}
}

// TestIDOR lets people of one organisation, in every role, try every operation
// on a study of another one: it is as if it were not there.
func TestIDOR(t *testing.T) {
	h := newHouse(t)
	h.study(t)
	var roles []string
	for _, role := range []string{"view", "answer", "analyse", "approve", "administer"} {
		roles = append(roles, role+" organisation 141003")
	}
	who := h.member(t, "mallory", roles...)
	h.call(t, h.admin, "POST /studies", map[string]any{"id": "own", "title": "題", "organisation": "141003"}).want(t, 201)
	if a := h.call(t, who, "GET /studies", nil); a.text("studies", 0, "id") != "own" || a.at("studies", 1) != nil {
		t.Errorf("lists %s", a.Body)
	}
	if a := h.call(t, who, "GET /studies?text=%E9%96%A2%E6%89%80", nil); a.at("studies", 0) != nil {
		t.Errorf("finds %s", a.Body)
	}
	instance := regexp.MustCompile(`"instance":"[^"]*"`)
	tried := 0
	for _, o := range h.document.operations() {
		if !strings.Contains(o.path, "{study}") {
			continue
		}
		tried++
		body := o.body()
		there := h.call(t, who, o.method+" "+o.to("s1"), body, "If-Match", "1")
		nowhere := h.call(t, who, o.method+" "+o.to("no-such-study"), body, "If-Match", "1")
		if there.Code != 404 || instance.ReplaceAllString(there.Body.String(), "") != instance.ReplaceAllString(nowhere.Body.String(), "") {
			t.Errorf("%s: %d %s; a study that is not there: %d %s", o.id, there.Code, there.Body, nowhere.Code, nowhere.Body)
		}
	}
	if tried < 20 {
		t.Errorf("only %d operations tried", tried)
	}
}

// TestLinkIDOR lets a respondent try every operation with their link.
func TestLinkIDOR(t *testing.T) {
	h := newHouse(t)
	h.study(t)
	who, _ := h.ask(t, "131016")
	mine := "/studies/s1/questionnaires/r8/respondents/131016/"
	for _, o := range h.document.operations() {
		path := o.to("s1")
		if o.id == "get-me" || o.id == "sign-in" || o.id == "accept-invitation" || o.id == "sign-out" || strings.HasSuffix(o.id, "-sign-on") || o.id == "begin-passkey" || o.id == "finish-passkey" || strings.HasPrefix(path, mine) {
			continue
		}
		if a := h.call(t, who, o.method+" "+path, o.body(), "If-Match", "1"); a.Code != 403 && a.Code != 404 {
			t.Errorf("%s: %d %s", o.id, a.Code, a.Body)
		}
	}
	for _, other := range []string{"/studies/s1/questionnaires/r8/respondents/141003/", "/studies/s1/questionnaires/r9/respondents/131016/", "/studies/s2/questionnaires/r8/respondents/131016/"} {
		for _, what := range []string{"questions", "answers"} {
			h.call(t, who, "GET "+other+what, nil).refused(t, 404, diag.RequestNotFound)
		}
		h.call(t, who, "PUT "+other+"answers", map[string]any{"text": "x"}, "If-None-Match", "*").refused(t, 404, diag.RequestNotFound)
	}
	h.call(t, who, "GET "+mine+"questions", nil).want(t, 200)
}

// TestAdministratorsOfParts lets the administrator of a city try to rise.
func TestAdministratorsOfParts(t *testing.T) {
	h := newHouse(t)
	h.study(t)
	who := h.member(t, "city", "administer organisation 131016")
	admin := h.call(t, h.admin, "GET /me", nil).text("account", "id")
	own := h.call(t, who, "GET /me", nil).text("account", "id")
	until := h.now.Add(time.Hour)
	for _, grant := range []map[string]any{
		{"role": "administer", "kind": "all", "until": until},
		{"role": "view", "kind": "prefecture", "scope": "13", "until": until},
		{"role": "view", "kind": "organisation", "scope": "141003", "until": until},
	} {
		h.call(t, who, "PUT /accounts/"+own+"/permissions", grant).refused(t, 403, diag.RequestDenied)
	}
	h.call(t, who, "POST /accounts/"+admin+"/reset", nil).refused(t, 403, diag.RequestDenied)
	h.call(t, who, "PUT /accounts/"+admin+"/disabled", map[string]any{"disabled": true}).refused(t, 403, diag.RequestDenied)
	h.call(t, who, "POST /accounts/"+admin+"/hand-over", map[string]any{"to": own}).refused(t, 403, diag.RequestDenied)
	h.call(t, who, "DELETE /accounts/"+admin+"/permissions?role=administer&kind=all", nil).refused(t, 403, diag.RequestDenied)
	h.call(t, who, "GET /audit", nil).refused(t, 403, diag.RequestDenied)
	h.call(t, who, "GET "+branch+"/records", nil).refused(t, 403, diag.RequestDenied)
	h.call(t, who, "PUT /accounts/"+own+"/permissions", map[string]any{"role": "view", "kind": "study", "scope": "s1", "until": until}).want(t, 204)
	h.call(t, who, "GET "+branch+"/records", nil).want(t, 200)
}

// TestEndedPermission tells an ended permission from a missing one.
func TestEndedPermission(t *testing.T) {
	h := newHouse(t)
	h.study(t)
	who := h.member(t, "sato", "view organisation 131016", "analyse organisation 131016")
	h.call(t, who, "GET "+branch+"/records", nil).want(t, 200)
	h.now = h.now.Add(time.Hour)
	h.call(t, who, "GET /studies", nil).refused(t, 403, diag.RequestEnded)
	h.call(t, who, "GET "+branch+"/records", nil).refused(t, 403, diag.RequestEnded)
}

// TestApprovedIsSealed wants an approved branch unchanged by anybody, and a
// branch out of it free.
func TestApprovedIsSealed(t *testing.T) {
	h := newHouse(t)
	h.study(t)
	h.call(t, h.admin, "PUT "+branch+"/approval", map[string]any{"reason": "決裁"}).want(t, 200)
	put := map[string]any{"text": "x"}
	h.call(t, h.admin, "PUT "+branch+"/records/study%2Fx.yaml", put, "If-None-Match", "*").refused(t, 403, diag.RequestApproved)
	h.call(t, h.admin, "POST "+branch+"/commits", map[string]any{"changes": []any{map[string]any{"name": "study/x.yaml", "base": 0, "text": "x"}}}).refused(t, 403, diag.RequestApproved)
	h.call(t, h.admin, "DELETE /studies/s1", nil).refused(t, 403, diag.RequestApproved)
	h.call(t, h.admin, "POST /studies/s1/branches", map[string]any{"name": "try", "from": "main"}).want(t, 201)
	h.call(t, h.admin, "PUT /studies/s1/branches/try/records/study%2Fx.yaml", put, "If-None-Match", "*").want(t, 200)
	h.call(t, h.admin, "DELETE "+branch+"/approval", nil).want(t, 204)
	h.call(t, h.admin, "PUT "+branch+"/records/study%2Fx.yaml", put, "If-None-Match", "*").want(t, 200)
}

// TestSubmittedIsSealed wants answers unchanged from their submission until they are
// sent back, whoever tries.
func TestSubmittedIsSealed(t *testing.T) {
	h := newHouse(t)
	h.study(t)
	who, path := h.ask(t, "131016")
	path = "PUT " + path
	text := func(evidence string) map[string]any {
		return map[string]any{"text": answersText("131016", "q1", evidence)}
	}
	standing := func(state, header, value string) answer {
		a := h.call(t, h.admin, "PUT "+branch+"/records/"+strings.ReplaceAll(api.StandingRecord("r8", "131016"), "/", "%2F"), map[string]any{"text": `{"state":"` + state + `"}`}, header, value)
		a.want(t, 200)
		return a
	}
	a := h.call(t, who, path, text("a"), "If-None-Match", "*")
	a.want(t, 200)
	now := standing("draft", "If-None-Match", "*")
	a = h.call(t, who, path, text("b"), "If-Match", a.Header().Get("ETag"))
	a.want(t, 200)
	now = standing("submitted", "If-Match", now.Header().Get("ETag"))
	for _, x := range []session{who, h.admin} {
		h.call(t, x, path, text("c"), "If-Match", a.Header().Get("ETag")).refused(t, 409, diag.RequestSubmitted)
	}
	standing("returned", "If-Match", now.Header().Get("ETag"))
	h.call(t, who, path, text("c"), "If-Match", a.Header().Get("ETag")).want(t, 200)
}

// TestApprovalOvertakesEdits approves a branch while others edit it, and wants no
// edit between the approval and its end.
func TestApprovalOvertakesEdits(t *testing.T) {
	h := newHouse(t)
	h.study(t)
	var editors sync.WaitGroup
	done := make(chan struct{})
	for i := range 4 {
		editors.Go(func() {
			for j, made := 0, 0; made < 10; j++ {
				a := h.call(t, h.admin, fmt.Sprintf("PUT %s/records/study%%2F%d-%d.yaml", branch, i, j), map[string]any{"text": "x"}, "If-None-Match", "*")
				if a.Code != 200 && a.Code != 403 && a.Code != 412 {
					t.Errorf("%d %s", a.Code, a.Body)
					return
				}
				if a.Code == 200 {
					made++
				}
			}
		})
	}
	go func() { editors.Wait(); close(done) }()
	approved := 0
	for ended := false; !ended; {
		select {
		case <-done:
			ended = true
		case <-time.After(2 * time.Millisecond): // some edits get through
		}
		// An approval on what an edit overtook is refused, too, and tried again.
		if a := h.call(t, h.admin, "PUT "+branch+"/approval", map[string]any{"reason": "決裁"}); a.Code == 200 {
			approved++
		}
		h.call(t, h.admin, "DELETE "+branch+"/approval", nil)
	}
	var sealed bool
	edits := 0
	var after int64
	for {
		page := h.call(t, h.admin, fmt.Sprintf("GET /audit?limit=1000&after=%d", after), nil)
		entries, _ := page.at("entries").([]any)
		for i := range entries {
			switch record := page.text("entries", i, "record"); {
			case record == "state.json":
				sealed = page.text("entries", i, "reason") == "決裁"
			case strings.HasPrefix(record, "study/"):
				edits++
				if sealed {
					t.Errorf("%s was written while the branch was approved", record)
				}
			}
		}
		if page.at("next") == nil {
			break
		}
		after = int64(page.at("next").(float64))
	}
	if approved < 2 || edits < 40 {
		t.Errorf("%d approvals, %d edits: nothing met", approved, edits)
	}
}

// TestYAMLBomb stores a bomb of anchors and one of depth, and checks them.
func TestYAMLBomb(t *testing.T) {
	h := newHouse(t)
	h.study(t)
	var laughs strings.Builder
	laughs.WriteString("a: &a [x, x]\n")
	for c := 'b'; c <= 'z'; c++ {
		p := string(c - 1)
		laughs.WriteString(string(c) + ": &" + string(c) + " [*" + p + ", *" + p + "]\n")
	}
	for name, tt := range map[string]struct {
		text string
		code diag.Code
	}{"laughs": {laughs.String(), diag.YAMLAnchor}, "deep": {strings.Repeat("[", 100_000), diag.YAMLTooDeep}} {
		path := branch + "/records/study%2F" + name + ".yaml"
		a := h.call(t, h.admin, "PUT "+path, map[string]any{"text": tt.text}, "If-None-Match", "*")
		a.want(t, 200)
		found := h.call(t, h.admin, "GET "+branch+"/findings", nil)
		found.want(t, 200)
		if !strings.Contains(found.Body.String(), `"`+string(tt.code)+`"`) {
			t.Errorf("%s: %.500s", name, found.Body)
		}
		h.call(t, h.admin, "DELETE "+path, nil, "If-Match", a.Header().Get("ETag")).want(t, 204)
	}
}

// TestJSONBomb sends bodies that are deep, long, packed or no JSON.
func TestJSONBomb(t *testing.T) {
	h := newHouse(t)
	for name, tt := range map[string]struct {
		body, encoding string
		code           diag.Code
	}{
		"deep":    {strings.Repeat(`{"a":`, 200_000), "", diag.RequestSyntax},
		"packed":  {"\x1f\x8b\x08\x00", "gzip", diag.RequestSyntax},
		"no JSON": {"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "", diag.RequestSyntax},
		"long":    {`{"name":"` + strings.Repeat("a", 17<<20) + `"}`, "", diag.RequestTooLarge},
	} {
		r := httptest.NewRequestWithContext(t.Context(), "POST", api.Base+"/session", strings.NewReader(tt.body))
		r.Host = "localhost"
		r.Header.Set("Content-Type", "application/json")
		if tt.encoding != "" {
			r.Header.Set("Content-Encoding", tt.encoding)
		}
		w := httptest.NewRecorder()
		h.handler.ServeHTTP(w, r)
		if w.Code < 400 || w.Code >= 500 || !strings.Contains(w.Body.String(), string(tt.code)) {
			t.Errorf("%s: %d %.300s", name, w.Code, w.Body)
		}
	}
}

// TestGuessing lets one address guess passwords, tokens and sessions, until it
// must wait; others need not.
func TestGuessing(t *testing.T) {
	h := newHouse(t)
	for i := range 20 {
		var a answer
		switch i % 3 {
		case 0:
			a = h.call(t, session{}, "POST /session", map[string]any{"name": fmt.Sprintf("nobody%d", i), "password": "x"}) // one name alone would lock before
			a.refused(t, 401, diag.RequestWrongProof)
		case 1:
			a = h.call(t, session{token: "sekisho_t_x"}, "GET /me", nil)
			a.refused(t, 401, diag.RequestUnauthenticated)
		default:
			a = h.call(t, session{cookie: "sekisho=sekisho_s_x"}, "GET /me", nil)
			a.refused(t, 401, diag.RequestUnauthenticated)
		}
	}
	a := h.call(t, session{}, "POST /session", map[string]any{"name": "admin", "password": password})
	a.refused(t, 429, diag.RequestTooMany)
	if a.Header().Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	h.now = h.now.Add(time.Minute)
	h.call(t, session{}, "POST /session", map[string]any{"name": "admin", "password": password}).want(t, 200)
}

// TestSecretsStayOut wants no secret of one account in anything that another
// one, or the log, can read.
func TestSecretsStayOut(t *testing.T) {
	h := newHouse(t)
	h.study(t)
	h.member(t, "sato")
	made := h.call(t, h.admin, "POST /me/tokens", map[string]any{"name": "x", "operations": []string{"study.list"}, "ends": h.now.Add(time.Hour)})
	for _, path := range []string{"/audit?limit=1000", "/accounts", "/me/tokens", "/me", "/studies/s1/links"} {
		a := h.call(t, h.admin, "GET "+path, nil)
		for _, secret := range []string{made.text("secret"), password, strings.TrimPrefix(h.admin.cookie, "sekisho="), "argon2"} {
			if strings.Contains(a.Body.String(), secret) {
				t.Errorf("%s tells a secret", path)
			}
		}
	}
}

// TestUnauthenticated asks for everything without proof.
func TestUnauthenticated(t *testing.T) {
	h := newHouse(t)
	free := []string{"sign-in", "sign-out", "accept-invitation", "begin-sign-on", "finish-sign-on", "begin-passkey", "finish-passkey"}
	for _, o := range h.document.operations() {
		if slices.Contains(free, o.id) {
			continue
		}
		a := h.call(t, session{}, o.method+" "+o.to("s1"), o.body(), "If-Match", "1")
		a.refused(t, 401, diag.RequestUnauthenticated)
		if a.Header().Get("WWW-Authenticate") == "" {
			t.Errorf("%s: no WWW-Authenticate", o.id)
		}
	}
}

// op is an operation of the document.
type op struct {
	id, method, path string
}

// operations lists the operations by path and method.
func (d *document) operations() []op {
	var list []op
	for path, methods := range d.paths {
		for method, o := range methods {
			list = append(list, op{o.OperationID, strings.ToUpper(method), strings.TrimPrefix(path, api.Base)})
		}
	}
	slices.SortFunc(list, func(a, b op) int { return strings.Compare(a.path+a.method, b.path+b.method) })
	return list
}

// to fills in the path, with a query where one is needed.
func (o op) to(study string) string {
	path := strings.NewReplacer("{study}", study, "{branch}", "main", "{record}", "study%2Fstudy.yaml", "{account}", "0123", "{token}", "t", "{link}", "l", "{passkey}", "p", "{job}", "j",
		"{questionnaire}", "r8", "{respondent}", "131016").Replace(o.path)
	if o.id == "revoke-permission" {
		path += "?role=view&kind=all"
	}
	return path
}

// body gives a body that the operation takes, nil where it takes none.
func (o op) body() any {
	var b any
	switch o.id {
	case "sign-in":
		b = map[string]any{"name": "x", "password": "x"}
	case "accept-invitation":
		b = map[string]any{"secret": "x", "password": "x"}
	case "set-codes":
		b = map[string]any{"secret": "x", "code": "x"}
	case "new-token":
		b = map[string]any{"name": "x", "operations": []string{"study.read"}, "ends": "2026-11-26T10:00:00Z"}
	case "invite-account":
		b = map[string]any{"name": "x", "display": "x"}
	case "disable-account":
		b = map[string]any{"disabled": true}
	case "hand-over":
		b = map[string]any{"to": "0124"}
	case "grant-permission":
		b = map[string]any{"role": "view", "kind": "all", "until": "2026-11-26T10:00:00Z"}
	case "create-study":
		b = map[string]any{"id": "s9", "title": "題", "records": []any{map[string]any{"name": "study/a.yaml", "text": "x"}}}
	case "rename-study":
		b = map[string]any{"title": "題", "reason": "x"}
	case "fork-study":
		b = map[string]any{"name": "w", "from": "main"}
	case "create-job":
		b = map[string]any{"report": map[string]any{"kind": "overview"}}
	case "approve-study":
		b = map[string]any{"reason": "x"}
	case "finish-sign-on", "connect-identity":
		b = map[string]any{"code": "x", "state": "x"}
	case "finish-passkey":
		b = map[string]any{"ceremony": "x", "credential": map[string]any{"id": "AA", "rawId": "AA", "type": "public-key", "response": map[string]any{"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA"}}}
	case "add-passkey":
		b = map[string]any{"ceremony": "x", "name": "x", "credential": map[string]any{"id": "AA", "rawId": "AA", "type": "public-key", "response": map[string]any{"clientDataJSON": "e30", "attestationObject": "oA"}}}
	case "put-record":
		b = map[string]any{"text": "x"}
	case "put-answers":
		b = map[string]any{"text": answersText("131016", "q1", "x")}
	case "commit":
		b = map[string]any{"changes": []any{map[string]any{"name": "study/a.yaml", "base": 0, "text": "x"}}}
	case "send-link":
		b = map[string]any{"questionnaire": "r8", "respondent": "131016", "ends": "2026-11-26T10:00:00Z"}
	}
	return b
}
