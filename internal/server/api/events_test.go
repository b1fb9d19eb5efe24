package api_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2/sse"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/server/api"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// event is one event of a stream.
type event struct {
	id, name string
	data     map[string]any
}

// listen opens the stream of events, and gives them one by one.
func listen(t *testing.T, web *httptest.Server, who session, headers ...string) (next func() (event, bool), leave func()) {
	t.Helper()
	ctx, leave := context.WithTimeout(t.Context(), 20*time.Second)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, web.URL+api.Base+"/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Cookie", who.cookie)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := web.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { leave(); _ = answer.Body.Close() })
	if answer.StatusCode != 200 || answer.Header.Get("Content-Type") != "text/event-stream" {
		text, _ := io.ReadAll(answer.Body)
		t.Fatalf("%d %v %s", answer.StatusCode, answer.Header, text)
	}
	lines := bufio.NewScanner(answer.Body)
	return func() (event, bool) {
		var e event
		for lines.Scan() {
			key, value, _ := strings.Cut(lines.Text(), ": ")
			switch key {
			case "id":
				e.id = value
			case "event":
				e.name = value
			case "data":
				if err := json.Unmarshal([]byte(value), &e.data); err != nil {
					t.Error(err)
				}
			case "":
				if e.data != nil {
					return e, true
				}
			}
		}
		return e, false
	}, leave
}

// TestEvents tells others' changes of what one may read, goes on where a stream
// broke off, and ends with the session.
func TestEvents(t *testing.T) {
	h := newHouse(t)
	h.study(t)
	h.call(t, h.admin, "POST /studies", map[string]any{"id": "other", "title": "題", "organisation": "141003"}).want(t, 201)
	who := h.member(t, "sato", "view organisation 131016")
	web := httptest.NewServer(h.handler)
	t.Cleanup(web.Close)
	next, leave := listen(t, web, who)
	if e, ok := next(); !ok || e.name != "alive" {
		t.Fatalf("%v", e)
	}
	h.call(t, h.admin, "PUT /studies/other/branches/main/records/study%2Fa.yaml", map[string]any{"text": "x"}, "If-None-Match", "*").want(t, 200)
	h.call(t, h.admin, "PUT "+branch+"/records/study%2Fa.yaml", map[string]any{"text": "x"}, "If-None-Match", "*").want(t, 200)
	e, ok := next()
	if !ok || e.name != "change" || e.data["study"] != "s1" || e.data["record"] != "study/a.yaml" || e.data["action"] != "record.change" {
		t.Fatalf("%v", e)
	}
	h.call(t, h.admin, "POST /studies/other/jobs", map[string]any{"report": map[string]any{"kind": "overview"}}).want(t, 201)
	made := h.call(t, h.admin, "POST /studies/s1/jobs", map[string]any{"report": map[string]any{"kind": "overview"}})
	made.want(t, 201)
	if e, ok := next(); !ok || e.name != "job" || e.data["id"] != made.text("id") || e.data["state"] != "waiting" || e.id != "" {
		t.Fatalf("%v", e)
	}
	h.call(t, h.admin, "POST /jobs/"+made.text("id")+"/cancel", nil).want(t, 204)
	if e, ok := next(); !ok || e.name != "job" || e.data["state"] != "cancelled" {
		t.Fatalf("%v", e)
	}
	leave()

	// What happened while nobody listened comes to the one who comes again.
	h.call(t, h.admin, "PUT /studies/s1/title", map[string]any{"title": "改題"}).want(t, 204)
	next, _ = listen(t, web, who, "Last-Event-ID", e.id)
	if e, ok := next(); !ok || e.name != "alive" {
		t.Fatalf("%v", e)
	}
	if e, ok := next(); !ok || e.data["action"] != "study.rename" {
		t.Fatalf("%v", e)
	}

	h.call(t, who, "DELETE /session", nil).want(t, 204)
	h.call(t, h.admin, "PUT /studies/s1/title", map[string]any{"title": "再改題"}).want(t, 204)
	if e, ok := next(); ok {
		t.Errorf("the stream goes on after the session: %v", e)
	}
	h.call(t, h.member(t, "none"), "GET /events", nil).refused(t, 403, diag.RequestDenied)
}

// TestEventsLast reads events as browsers do by HTTPS, in HTTP/2: the stream is there
// for what happens after it was silent for longer than an event may take to be sent.
func TestEventsLast(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	h.study(t)
	web := httptest.NewUnstartedServer(h.handler)
	web.EnableHTTP2 = true
	web.StartTLS()
	t.Cleanup(web.Close)
	next, _ := listen(t, web, h.admin)
	if e, ok := next(); !ok || e.name != "alive" {
		t.Fatalf("%v", e)
	}
	time.Sleep(sse.WriteTimeout + time.Second)
	h.call(t, h.admin, "PUT /studies/s1/title", map[string]any{"title": "改題"}).want(t, 204)
	if e, ok := next(); !ok || e.data["action"] != "study.rename" {
		t.Fatalf("the stream ended: %v", e)
	}
}
