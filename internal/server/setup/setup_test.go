package setup_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/server"
	"github.com/sekisho/sekisho/internal/server/setup"
)

// get gives a page of the guarded server.
func get(t *testing.T, path, language string) *httptest.ResponseRecorder {
	t.Helper()
	handler := server.New(server.Config{
		Routes: func(mux *http.ServeMux) { setup.Register(mux, true) },
		Limits: server.DefaultLimits(), NewID: func() string { return "r" }, Log: slog.New(slog.DiscardHandler),
	}).Handler()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	r.Host = "localhost"
	r.Header.Set("Accept-Language", language)
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w
}

// TestPage wants the page in both languages, with every file that it names, and
// nothing in it that the policy forbids.
func TestPage(t *testing.T) {
	for language, title := range map[string]string{"ja": "パスワードの設定", "en": "Set a password"} {
		w := get(t, "/setup", language)
		text := w.Body.String()
		if w.Code != 200 || !strings.Contains(text, `<html lang="`+language+`">`) || !strings.Contains(text, "<h1>"+title+"</h1>") || strings.Contains(text, "<no value>") {
			t.Errorf("%s: %d %s", language, w.Code, text)
		}
		if regexp.MustCompile(`style=|<script>|\son[a-z]+=|https?://`).MatchString(text) {
			t.Errorf("%s: the page holds what the policy forbids: %s", language, text)
		}
		if w := get(t, "/sign-on", language); w.Code != 200 || strings.Contains(w.Body.String(), "<no value>") || !strings.Contains(w.Body.String(), `src="/sign-on.js"`) {
			t.Errorf("%s: %d %s", language, w.Code, w.Body)
		}
		if w := get(t, "/sign-on.js", language); w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/javascript") {
			t.Errorf("%d %v", w.Code, w.Header())
		}
		named := regexp.MustCompile(`(?:href|src)="(/setup\.[a-z]+)"`).FindAllStringSubmatch(text, -1)
		if len(named) != 2 {
			t.Errorf("%s: names %v", language, named)
		}
		for _, name := range named {
			if w := get(t, name[1], language); w.Code != 200 || w.Body.Len() == 0 || strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") {
				t.Errorf("%s: %d %v", name[1], w.Code, w.Header())
			}
		}
	}
}
