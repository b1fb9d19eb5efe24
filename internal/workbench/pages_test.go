package workbench_test

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// TestEveryPage follows the links from the start, one of each kind, in both
// languages, and looks at the form of every page.
func TestEveryPage(t *testing.T) {
	long.Test(t)
	t.Parallel()
	h := newHouse(t)
	for _, language := range []string{"ja", "en"} {
		seen := map[string]bool{}
		next := []string{"/"}
		for len(next) > 0 {
			at, _, _ := strings.Cut(next[0], "#")
			next = next[1:]
			if kind := kindOf(at); seen[kind] {
				continue
			} else {
				seen[kind] = true
			}
			w := h.get(t, h.admin, at, language)
			if w.Code != http.StatusOK {
				t.Errorf("%s: %d", at, w.Code)
				continue
			}
			if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
				continue
			}
			page, err := html.Parse(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			next = append(next, look(t, at, language, page)...)
		}
		for _, want := range []string{"/", "/new", "/s/mic-r8", "/s/mic-r8/asset?m", "/s/mic-r8/why?asset&m&threat", "/s/mic-r8/why?entry&goal&m", "/s/mic-r8/damage?entry&goal&m", "/s/mic-r8/result?m", "/s/mic-r8/compare", "/s/mic-r8/history"} {
			if !seen[want] {
				t.Errorf("no link leads to %s; seen: %v", want, slices.Sorted(maps.Keys(seen)))
			}
		}
	}
}

// kindOf is a path with the names of its query: pages that differ in values
// alone are of one kind.
func kindOf(at string) string {
	u, err := url.Parse(at)
	if err != nil || len(u.Query()) == 0 {
		return at
	}
	return u.Path + "?" + strings.Join(slices.Sorted(maps.Keys(u.Query())), "&")
}

// look checks the form of a page, and gives its links.
func look(t *testing.T, at, language string, page *html.Node) (links []string) {
	t.Helper()
	headings := 0
	labelled, inputs := map[string]bool{}, []string{}
	for n := range page.Descendants() {
		if n.Type == html.TextNode && strings.Contains(n.Data, "web.") {
			t.Errorf("%s: a key is shown: %s", at, n.Data)
		}
		if n.Type != html.ElementNode {
			continue
		}
		a := attributes(n)
		switch n.Data {
		case "html":
			if a["lang"] != language {
				t.Errorf("%s: the language is %s", at, a["lang"])
			}
		case "h1":
			headings++
		case "label":
			labelled[a["for"]] = true
		case "input", "select", "textarea":
			if a["type"] != "hidden" && a["aria-label"] == "" {
				inputs = append(inputs, a["id"])
			}
		case "a":
			if strings.HasPrefix(a["href"], "/") {
				links = append(links, a["href"])
			}
		case "script":
			if n.FirstChild != nil || a["src"] == "" {
				t.Errorf("%s: a script stands in the page", at)
			}
		}
		if _, styled := a["style"]; styled {
			t.Errorf("%s: <%s style>", at, n.Data)
		}
		for _, name := range []string{"href", "src", "action"} {
			if strings.Contains(a[name], "://") || strings.HasPrefix(a[name], "//") {
				t.Errorf("%s: %s leads elsewhere: %s", at, name, a[name])
			}
		}
		for name := range a {
			if strings.HasPrefix(name, "on") {
				t.Errorf("%s: <%s %s>", at, n.Data, name)
			}
		}
	}
	if tables, files := count(page, "table"), strings.Count(strings.Join(links, "\n"), "as=csv"); files != tables {
		t.Errorf("%s: %d tables have %d files", at, tables, files)
	}
	if headings != 1 {
		t.Errorf("%s: %d first headings", at, headings)
	}
	for _, id := range inputs {
		if !labelled[id] {
			t.Errorf("%s: the field %q has no label", at, id)
		}
	}
	return links
}

func count(page *html.Node, element string) (n int) {
	for x := range page.Descendants() {
		if x.Type == html.ElementNode && x.Data == element {
			n++
		}
	}
	return n
}

func attributes(n *html.Node) map[string]string {
	a := map[string]string{}
	for _, x := range n.Attr {
		a[x.Key] = x.Val
	}
	return a
}

// TestPagesAskForSignIn sends strangers to the page to sign in, and back to where
// they wanted to go, and never to another site.
func TestPagesAskForSignIn(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	w := h.get(t, nil, "/s/mic-r8/asset?m=m1a", "ja")
	if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || to != "/sign-in?next=%2Fs%2Fmic-r8%2Fasset%3Fm%3Dm1a" {
		t.Fatalf("%d to %s", w.Code, to)
	}
	sign := func(next, pass string) (int, string) {
		w := h.post(t, nil, "/sign-in", url.Values{"name": {"admin"}, "password": {pass}, "next": {next}})
		return w.Code, w.Header().Get("Location")
	}
	if code, to := sign("/s/mic-r8/asset?m=m1a", password); code != http.StatusSeeOther || to != "/s/mic-r8/asset?m=m1a" {
		t.Errorf("%d to %s", code, to)
	}
	for _, elsewhere := range []string{"https://example.com/", "//example.com/", "/\\example.com", "javascript:alert(1)", "example.com", "/\t/example.com", ""} {
		if code, to := sign(elsewhere, password); code != http.StatusSeeOther || to != "/" {
			t.Errorf("%q: %d to %s", elsewhere, code, to)
		}
	}
	if code, to := sign("/", "wrong password 1"); code != http.StatusUnauthorized || to != "" {
		t.Errorf("a wrong password: %d to %s", code, to)
	}
}

// TestPagesShowWhatIsPermitted shows a study to those alone who may read it; for
// others it is not there.
func TestPagesShowWhatIsPermitted(t *testing.T) {
	long.Test(t)
	t.Parallel()
	h := newHouse(t)
	reader := h.somebody(t, "reader", access.Viewer, access.Scope{Kind: access.OneStudy, ID: "mic-r8"})
	stranger := h.somebody(t, "stranger", access.Viewer, access.Scope{Kind: access.OneStudy, ID: "other"})
	for _, path := range []string{"/s/mic-r8", "/s/mic-r8/asset", "/s/mic-r8/damage", "/s/mic-r8/result", "/s/mic-r8/compare", "/s/mic-r8/history"} {
		if w := h.get(t, reader, path, "ja"); w.Code != http.StatusOK {
			t.Errorf("%s for a reader: %d", path, w.Code)
		}
		if w := h.get(t, stranger, path, "ja"); w.Code != http.StatusNotFound {
			t.Errorf("%s for a stranger: %d", path, w.Code)
		}
	}
	if w := h.get(t, reader, "/", "ja"); !strings.Contains(w.Body.String(), "/s/mic-r8") || strings.Contains(w.Body.String(), `href="/new"`) {
		t.Error("the list of a reader")
	}
	if w := h.get(t, stranger, "/", "ja"); strings.Contains(w.Body.String(), "mic-r8") {
		t.Error("a stranger sees the study in the list")
	}
	if w := h.post(t, reader, "/new", url.Values{"id": {"x"}, "title": {"x"}, "model": {"m1a"}}); w.Code != http.StatusForbidden {
		t.Errorf("a reader begins a study: %d", w.Code)
	}
}

// TestNewStudy begins a study with one model, and tells everything that is wrong
// with a form at once, keeping what was typed.
func TestNewStudy(t *testing.T) {
	long.Test(t)
	t.Parallel()
	h := newHouse(t)
	w := h.post(t, h.admin, "/new", url.Values{"id": {"Bad ID"}, "title": {""}, "organisation": {"99"}})
	if w.Code != http.StatusUnprocessableEntity || strings.Count(w.Body.String(), "<li>") < 4 || !strings.Contains(w.Body.String(), `value="Bad ID"`) {
		t.Errorf("%d: %s", w.Code, w.Body)
	}
	form := url.Values{"id": {"sakura"}, "title": {"さくら市の評価"}, "organisation": {"131041"}, "model": {"m1a"}}
	if w := h.post(t, h.admin, "/new", form); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/s/sakura" {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	body := h.get(t, h.admin, "/s/sakura", "ja").Body.String()
	if !strings.Contains(body, "さくら市の評価") || !strings.Contains(body, "/s/sakura/result?m=m1a") || strings.Contains(body, "m=m1b") {
		t.Error("the study is not what was asked for")
	}
	if w := h.post(t, h.admin, "/new", form); w.Code != http.StatusConflict {
		t.Errorf("the same id again: %d", w.Code)
	}
}

// TestFilter leaves in the sheet what the address asks for.
func TestFilter(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	rows := func(query string) int {
		return strings.Count(h.get(t, h.admin, "/s/mic-r8/asset?m=m1a"+query, "ja").Body.String(), `<tr><th scope="row">`)
	}
	if all := rows(""); all != 483 {
		t.Errorf("%d rows", all)
	}
	if a := rows("&risk=A"); a != 18 {
		t.Errorf("%d rows with A", a)
	}
	if w := h.get(t, h.admin, "/s/mic-r8/asset?m=nothing", "ja"); w.Code != http.StatusNotFound {
		t.Errorf("a model that there is not: %d", w.Code)
	}
}
