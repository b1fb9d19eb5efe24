package workbench_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// formOf gives what the form of a page would send as it stands.
func formOf(t *testing.T, page string) url.Values {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode || !inForm(n) {
			continue
		}
		a := attributes(n)
		_, checked := a["checked"]
		switch {
		case n.Data == "input" && (a["type"] != "checkbox" || checked), n.Data == "textarea":
			value := a["value"]
			if n.Data == "textarea" && n.FirstChild != nil {
				value = n.FirstChild.Data
			}
			form.Add(a["name"], value)
		case n.Data == "option":
			if _, selected := a["selected"]; selected {
				form.Set(attributes(n.Parent)["name"], a["value"])
			}
		}
	}
	return form
}

// inForm reports whether a node stands in the form about a row.
func inForm(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n.Data == "form" {
			return attributes(n)["class"] == "form"
		}
	}
	return false
}

// TestModelForms changes, adds and takes out rows of a model, and finds what was
// done on the page of the model.
func TestModelForms(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	page := func(path string) string { return h.get(t, h.admin, path, "ja").Body.String() }
	const asset = "/s/mic-r8/model?m=m1a&asset=a-bnd-link"
	form := formOf(t, page(asset))
	if form.Get("zone") != "z-bnd" || len(form["classes"]) == 0 {
		t.Fatalf("the form shows %v", form)
	}
	if w := h.post(t, h.admin, asset, form); w.Code != http.StatusSeeOther {
		t.Fatalf("nothing changed: %d", w.Code)
	}
	if strings.Contains(page("/s/mic-r8/history"), "資産を変更") {
		t.Error("a form sent as it was makes a revision")
	}
	form.Set("name", "連携サーバ（改）")
	form.Set("count", "２")
	if w := h.post(t, h.admin, asset, form); w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	if body := page("/s/mic-r8/model?m=m1a"); !strings.Contains(body, "連携サーバ（改）") {
		t.Error("the name is not changed")
	}
	if !strings.Contains(page("/s/mic-r8/history"), "資産を変更") {
		t.Error("the history does not tell")
	}
	// The form is of the state before: somebody else was faster.
	form.Set("name", "別の名前")
	if w := h.post(t, h.admin, asset, form); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "別の名前") || !strings.Contains(w.Body.String(), "ほかの人") {
		t.Errorf("a stale form: %d", w.Code)
	}
	link := url.Values{"from": {"a-lg-ad"}, "to": {"a-bnd-log"}, "via1": {"a-bnd-fw"}, "link_kind": {"network"}, "data": {"both"}, "protocol": {"HTTPS"}, "port": {"443"}}
	if w := h.post(t, h.admin, "/s/mic-r8/model?m=m1a&new=link", link); w.Code != http.StatusSeeOther {
		t.Fatalf("a new connection: %d %s", w.Code, w.Body)
	}
	if !strings.Contains(page("/s/mic-r8/model?m=m1a"), "m1a-lnew-1") {
		t.Error("the connection is not there")
	}
	gone := url.Values{"do": {"remove"}, "was": {formOf(t, page("/s/mic-r8/model?m=m1a&link=m1a-lnew-1")).Get("was")}}
	if w := h.post(t, h.admin, "/s/mic-r8/model?m=m1a&link=m1a-lnew-1", gone); w.Code != http.StatusSeeOther {
		t.Fatalf("take it out: %d %s", w.Code, w.Body)
	}
	if strings.Contains(page("/s/mic-r8/model?m=m1a"), "m1a-lnew-1") {
		t.Error("the connection is still there")
	}
}

// TestModelFormsRefuse tells everything that is wrong at once and writes nothing.
func TestModelFormsRefuse(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	before := h.get(t, h.admin, "/s/mic-r8/history", "ja").Body.String()
	for name, tt := range map[string]struct {
		path string
		form url.Values
		says []string
	}{
		"an empty form":       {"/s/mic-r8/model?m=m1a&new=asset", url.Values{"count": {"many"}}, []string{"名前", "資産種別", "領域", "many"}},
		"a zone in use":       {"/s/mic-r8/model?m=m1a&zone=z-lg", url.Values{"do": {"remove"}}, []string{"a-lg-pc"}},
		"a value out of list": {"/s/mic-r8/model?m=m1a&new=link", url.Values{"from": {"a-lg-pc"}, "to": {"nobody"}, "data": {"up"}, "link_kind": {"network"}}, []string{"nobody"}},
	} {
		if !strings.Contains(tt.path, "new=") {
			tt.form.Set("was", formOf(t, h.get(t, h.admin, tt.path, "ja").Body.String()).Get("was"))
		}
		w := h.post(t, h.admin, tt.path, tt.form)
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, w.Code)
		}
		for _, word := range tt.says {
			if !strings.Contains(w.Body.String(), word) {
				t.Errorf("%s: does not speak of %s", name, word)
			}
		}
	}
	if h.get(t, h.admin, "/s/mic-r8/history", "ja").Body.String() != before {
		t.Error("something was written")
	}
	reader := h.somebody(t, "reader", access.Viewer, access.Scope{Kind: access.OneStudy, ID: "mic-r8"})
	body := h.get(t, reader, "/s/mic-r8/model?m=m1a&asset=a-bnd-link", "ja").Body.String()
	if strings.Contains(body, `class="form"`) || !strings.Contains(body, "<dt>扱うデータ</dt>") {
		t.Error("a reader gets the form, or does not get the properties")
	}
	if strings.Contains(body, "new=") {
		t.Error("a reader is led to forms")
	}
	if w := h.get(t, reader, "/s/mic-r8/model?m=m1a&new=asset", "ja"); w.Code != http.StatusForbidden {
		t.Errorf("a reader gets the form of a new asset: %d", w.Code)
	}
	if w := h.post(t, reader, "/s/mic-r8/model?m=m1a&asset=a-bnd-link", url.Values{"name": {"x"}}); w.Code != http.StatusForbidden {
		t.Errorf("a reader changes an asset: %d", w.Code)
	}
}
