package api_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/server/api"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// send makes a request of raw parts, and fails the test where the server does.
func (h *house) send(t *testing.T, method, target, body, header string) {
	u, err := url.ParseRequestURI(api.Base + target)
	if err != nil {
		return // no client can send it
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", strings.NewReader(body))
	r.Method, r.URL, r.Host = method, u, "localhost"
	r.Header.Set("Cookie", h.admin.cookie)
	r.Header.Set("Content-Type", "application/json")
	for _, name := range []string{"If-Match", "If-None-Match", "Last-Event-ID", "Accept-Language", "Accept"} {
		r.Header.Set(name, header)
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	if w.Code >= 500 || w.Code < 200 {
		t.Errorf("%s %s with %q and body %.300q: %d %.300s", method, target, header, body, w.Code, w.Body)
	}
	if w.Code >= 400 && !json.Valid(w.Body.Bytes()) {
		t.Errorf("%s %s: a problem that is no JSON: %.300s", method, target, w.Body)
	}
}

// streams are left out: they do not end.
func streams(o op) bool { return o.id == "stream-events" }

// TestFuzzEveryOperation sends each operation hundreds of requests that are
// damaged in one place or several. The seed is fixed, so that a failure comes
// again; FuzzRequests looks further.
func TestFuzzEveryOperation(t *testing.T) {
	long.Test(t)
	h := newHouse(t)
	h.study(t)
	h.ask(t, "131016")
	random := rand.New(rand.NewPCG(7, 7))
	for _, o := range h.document.operations() {
		if streams(o) || o.id == "sign-out" {
			continue
		}
		for range 100 {
			target, body := o.to("s1"), "null"
			if b := o.body(); b != nil {
				data, err := json.Marshal(damaged(random, b))
				if err != nil {
					t.Fatal(err)
				}
				body = string(data)
			}
			if random.IntN(3) == 0 {
				target = strings.Replace(o.to(url.PathEscape(text(random))), "main", url.PathEscape(text(random)), random.IntN(2))
			}
			if random.IntN(3) == 0 {
				target += "?" + url.QueryEscape(pick(random, "limit", "after", "before", "at", "text", "prefix", "x")) + "=" + url.QueryEscape(text(random))
			}
			if random.IntN(5) == 0 {
				body = body[:random.IntN(len(body)+1)]
			}
			h.send(t, o.method, target, body, pick(random, "", `"1"`, "*", "W/\"7\"", "-1", "99999999999999999999", text(random)))
		}
	}
	if found, err := h.store.Doctor(t.Context()); err != nil || len(found) > 0 {
		t.Errorf("doctor: %v, %v", found, err)
	}
}

func pick(random *rand.Rand, from ...string) string { return from[random.IntN(len(from))] }

// text gives texts that are hard to take.
func text(random *rand.Rand) string {
	return pick(random, "", "0", "-1", "1e99", "99999999999999999999", "..", "../..", "a/b", "%", "%00", "\x00", "\xff\xfe", "𠮷野家", "e\u0301", "\u202e", "'; DROP TABLE study;--", "{{.}}",
		"<script>", "=cmd|'/c'!A1", "\r\nX: y", strings.Repeat("長", 700), strings.Repeat("a", 20_000), "null", "true", "[]", fmt.Sprint(random.Uint64()))
}

// damaged gives a JSON value with some of its parts replaced.
func damaged(random *rand.Rand, v any) any {
	if random.IntN(6) == 0 {
		switch random.IntN(7) {
		case 0:
			return nil
		case 1:
			return random.IntN(2) == 0
		case 2:
			return []float64{0, -1, 1e300, 0.5, 1 << 53}[random.IntN(5)]
		case 3:
			return []any{v, v}
		case 4:
			return map[string]any{text(random): v}
		}
		return text(random)
	}
	switch v := v.(type) {
	case map[string]any:
		m := map[string]any{}
		for key, value := range v {
			if random.IntN(8) > 0 {
				m[key] = damaged(random, value)
			}
		}
		return m
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = damaged(random, v[i])
		}
		return list
	}
	return v
}

// FuzzRequests looks for requests with which the server cannot cope.
func FuzzRequests(f *testing.F) {
	h := newHouse(f)
	h.study(f)
	for _, o := range h.document.operations() {
		data, err := json.Marshal(o.body())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(o.method, o.to("s1"), string(data), `"1"`)
	}
	f.Fuzz(func(t *testing.T, method, target, body, header string) {
		if strings.HasPrefix(target, "/events") {
			return
		}
		h.send(t, method, target, body, header)
	})
}
