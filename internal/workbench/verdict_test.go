package workbench_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// TestRejectTree rejects an attack tree with a reason, finds it marked, and adopts
// it again; without a reason, or without the right to edit, nothing happens.
func TestRejectTree(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	page := func(who *http.Cookie, path string) string {
		t.Helper()
		w := h.get(t, who, path, "ja")
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d", path, w.Code)
		}
		return w.Body.String()
	}
	found := regexp.MustCompile(`href="(/s/mic-r8/damage\?[^"#]*goal=[^"#]*)#route"`).FindStringSubmatch(page(h.admin, "/s/mic-r8/damage?m=m1a"))
	if found == nil {
		t.Fatal("no way leads to a goal")
	}
	route := strings.ReplaceAll(found[1], "&amp;", "&")
	rules := func(body string) string {
		t.Helper()
		m := regexp.MustCompile(`name="rules" value="([^"]+)"`).FindStringSubmatch(body)
		if m == nil {
			t.Fatal("there is no form about a tree")
		}
		return m[1]
	}
	of := rules(page(h.admin, route))
	if w := h.post(t, h.admin, route, url.Values{"rules": {of}, "reason": {" "}, "do": {"reject"}}); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `role="alert"`) {
		t.Errorf("without a reason: %d", w.Code)
	}
	if w := h.post(t, h.admin, route, url.Values{"rules": {"no-such-rule"}, "reason": {"x"}, "do": {"reject"}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a rule that there is not: %d", w.Code)
	}
	reader := h.somebody(t, "reader", access.Viewer, access.Scope{Kind: access.OneStudy, ID: "mic-r8"})
	if w := h.post(t, reader, route, url.Values{"rules": {of}, "reason": {"x"}, "do": {"reject"}}); w.Code != http.StatusForbidden {
		t.Errorf("a reader rejects: %d", w.Code)
	}
	if strings.Contains(page(reader, route), `name="rules"`) {
		t.Error("a reader is asked for a verdict")
	}
	const reason = "端末を持ち込めないため"
	if w := h.post(t, h.admin, route, url.Values{"rules": {of}, "reason": {reason}, "do": {"reject"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("not rejected: %d %s", w.Code, w.Body)
	}
	body := page(h.admin, route)
	if !strings.Contains(body, reason) || !strings.Contains(body, `value="adopt"`) {
		t.Error("the tree is not marked as rejected")
	}
	if w := h.post(t, h.admin, route, url.Values{"rules": {of}, "do": {"adopt"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("not adopted: %d", w.Code)
	}
	if body := page(h.admin, route); strings.Contains(body, reason) || strings.Contains(body, `value="adopt"`) {
		t.Error("the tree is still rejected")
	}
	if w := h.post(t, h.admin, route, url.Values{"rules": {of}, "do": {"adopt"}}); w.Code != http.StatusConflict {
		t.Errorf("adopted twice: %d", w.Code)
	}
}

// TestTreeOnPicture shows the route of a tree over the picture of its model, and
// leads back to the tree.
func TestTreeOnPicture(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	body := h.get(t, h.admin, "/s/mic-r8/damage?m=m1a", "ja").Body.String()
	route := strings.ReplaceAll(regexp.MustCompile(`href="(/s/mic-r8/damage\?[^"#]*goal=[^"#]*)#route"`).FindStringSubmatch(body)[1], "&amp;", "&")
	link := regexp.MustCompile(`href="(/s/mic-r8/model\?[^"]*tree=1[^"]*)"`).FindStringSubmatch(h.get(t, h.admin, route, "ja").Body.String())
	if link == nil {
		t.Fatal("the tree leads to no picture")
	}
	path := strings.ReplaceAll(link[1], "&amp;", "&")
	network := h.get(t, h.admin, "/s/mic-r8/model?m=m1a", "ja").Body.String()
	w := h.get(t, h.admin, path, "ja")
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), strings.ReplaceAll(route, "&", "&amp;")+"#route") || len(w.Body.String()) <= len(network) {
		t.Errorf("%d, the picture of the route has %d bytes, that of the network %d", w.Code, w.Body.Len(), len(network))
	}
	if w := h.get(t, h.admin, strings.Replace(path, "tree=1", "tree=99999", 1), "ja"); w.Code != http.StatusNotFound {
		t.Errorf("a tree that there is not: %d", w.Code)
	}
}
