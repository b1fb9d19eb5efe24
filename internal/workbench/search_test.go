package workbench_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/testing/long"
)

// TestSearch finds things of every kind by a part of their names or by a letter, in
// either width and case, and every hit leads to a page that is there.
func TestSearch(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	find := func(text string) string {
		w := h.get(t, h.admin, "/s/mic-r8/search?q="+url.QueryEscape(text), "ja")
		if w.Code != http.StatusOK {
			t.Fatalf("%q: %d", text, w.Code)
		}
		return w.Body.String()
	}
	for text, want := range map[string][]string{
		"ファイル連携":     {"<h2>資産</h2>", "<h2>接続</h2>", "q=a-"},
		"リスク値Ａ":      {"<h2>リスク値</h2>", "risk=A", "（18行）"},
		"d":          {"risk=D"},
		"住民":         {"<h2>事業被害と攻撃目標</h2>"},
		"cm-01":      {"/s/mic-r8/catalogue?q=cm-01"},
		"フィッシング":     {"<h2>脅威と対策</h2>"},
		"ありえない言葉zzz": {"見つかりませんでした", "/?q="},
		"":           {"入力してください"},
	} {
		body := find(text)
		for _, part := range want {
			if !strings.Contains(body, part) {
				t.Errorf("%q: no %q", text, part)
			}
		}
	}
	hits := regexp.MustCompile(`<li><a href="([^"]+)">`).FindAllStringSubmatch(find("ファイル"), -1)
	if len(hits) < 10 {
		t.Fatalf("%d hits", len(hits))
	}
	for _, hit := range hits {
		address, _, _ := strings.Cut(strings.ReplaceAll(hit[1], "&amp;", "&"), "#")
		if strings.HasPrefix(address, "/s/mic-r8/model?") {
			continue // pictures take their time; one is enough below
		}
		if w := h.get(t, h.admin, address, "ja"); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "483行のうち0行") {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
	if w := h.get(t, nil, "/s/mic-r8/search?q=a", "ja"); w.Code != http.StatusSeeOther {
		t.Errorf("a stranger: %d", w.Code)
	}
}

// TestCatalogue shows all of every list, and those alone that hold a text or a value;
// the grid reads the same rows, and a row is shown in full.
func TestCatalogue(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	rows := func(query string) int {
		return strings.Count(h.get(t, h.admin, "/s/mic-r8/catalogue"+query, "en").Body.String(), `<th scope="row">`)
	}
	if n := rows(""); n < 30 {
		t.Errorf("%d countermeasures", n)
	}
	if n := rows("?list=threats"); n < 10 {
		t.Errorf("%d threats", n)
	}
	for _, list := range []string{"asset_types", "data_classes", "attack_rules", "techniques"} {
		if n := rows("?list=" + list); n < 5 {
			t.Errorf("%d %s", n, list)
		}
	}
	if n := rows("?q=cm-01"); n != 1 {
		t.Errorf("%d with the id cm-01", n)
	}
	all, some := rows("?list=threats"), rows("?list=threats&target=cloud")
	if some == 0 || some >= all {
		t.Errorf("%d of %d threats aim at clouds", some, all)
	}
	var g gridAnswer
	if w := h.get(t, h.admin, "/s/mic-r8/catalogue/rows?list=threats&target=cloud", "ja"); json.Unmarshal(w.Body.Bytes(), &g) != nil || len(g.Rows) != some {
		t.Errorf("the grid has %d rows, the page %d", len(g.Rows), some)
	}
	for at, want := range map[string]string{"list=threats&id=th-02": "/s/mic-r8/asset?m=m1a", "list=countermeasures&id=cm-01": "このスタディでの使われ方"} {
		if body := h.get(t, h.admin, "/s/mic-r8/catalogue/row?"+at, "ja").Body.String(); !strings.Contains(body, want) {
			t.Errorf("%s does not say %s", at, want)
		}
	}
	if w := h.get(t, h.admin, "/s/mic-r8/catalogue/row?list=threats&id=cm-01", "ja"); w.Code != http.StatusNotFound {
		t.Errorf("a row that there is not: %d", w.Code)
	}
}
