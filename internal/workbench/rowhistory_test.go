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

// TestRowHistory judges a level twice and withdraws it; the page tells who did what,
// the newest first. Comments stand on the row, and change no letter.
func TestRowHistory(t *testing.T) {
	long.Test(t)
	t.Parallel()
	h := newHouse(t)
	const row = "?m=m1a&asset=a-bnd-link&threat="
	threat := regexp.MustCompile(`why\?asset=a-bnd-link&amp;m=m1a[^"]*threat=([a-z0-9-]+)`).FindStringSubmatch(h.get(t, h.admin, "/s/mic-r8/asset?m=m1a&q=a-bnd-link", "ja").Body.String())
	if threat == nil {
		t.Fatal("no row")
	}
	at := "/s/mic-r8/why" + row + threat[1]
	history := func() string {
		return h.get(t, h.admin, strings.Replace(at, "/why?", "/why/history?", 1), "ja").Body.String()
	}
	if body := history(); !strings.Contains(body, "判断の変更はありません") || !strings.Contains(body, "すべての版（1件）") {
		t.Errorf("at first: %s", body)
	}
	for _, x := range []struct{ value, reason string }{{"1", "起こりにくい"}, {"2", "見直した"}, {"", ""}} {
		rev := regexp.MustCompile(`name="set" value="threat-level"><input type="hidden" name="rev" value="([^"]+)"`).FindStringSubmatch(h.get(t, h.admin, at, "ja").Body.String())
		if w := h.post(t, h.admin, strings.Replace(at, "/why?", "/why/judge?", 1), url.Values{"set": {"threat-level"}, "rev": {rev[1]}, "value": {x.value}, "reason": {x.reason}}); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	body := history()
	rows := regexp.MustCompile(`(?s)<tr><td class="number">(\d+)</td>.*?<td>([^<]*)</td><td>([^<]*)</td><td>([^<]*)</td></tr>`).FindAllStringSubmatch(body, -1)
	var told []string
	for _, r := range rows {
		told = append(told, strings.Join(r[1:4], " "))
	}
	if got := strings.Join(told, ", "); got != "4 2 導き出した値を使う, 3 1 2, 2 導き出した値を使う 1" || !strings.Contains(body, "見直した") {
		t.Errorf("the history is %q in %s", got, body)
	}
	letters := h.get(t, h.admin, "/s/mic-r8", "ja").Body.String()
	comment := strings.Replace(at, "/why?", "/why/comment?", 1)
	if w := h.post(t, h.admin, comment, url.Values{"text": {" "}}); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "コメントを入力") {
		t.Errorf("an empty comment: %d", w.Code)
	}
	for _, text := range []string{"<b>現地で確かめる</b>", "二つ目"} {
		if w := h.post(t, h.admin, comment, url.Values{"text": {text}}); w.Code != http.StatusSeeOther || !strings.HasSuffix(w.Header().Get("Location"), "#comments") {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	body = h.get(t, h.admin, at, "ja").Body.String()
	if first, second := strings.Index(body, "&lt;b&gt;現地で確かめる"), strings.Index(body, "二つ目"); first < 0 || second < first {
		t.Errorf("the comments: %s", body)
	}
	if h.get(t, h.admin, "/s/mic-r8", "ja").Body.String() != letters {
		t.Error("a comment changes the overview")
	}
	reader := h.somebody(t, "reader", access.Viewer, access.Scope{Kind: access.OneStudy, ID: "mic-r8"})
	if body := h.get(t, reader, at, "ja").Body.String(); !strings.Contains(body, "二つ目") || strings.Contains(body, "/why/comment") {
		t.Error("a reader sees no comments, or may write one")
	}
	if w := h.post(t, reader, comment, url.Values{"text": {"x"}}); w.Code != http.StatusForbidden {
		t.Errorf("a reader comments: %d", w.Code)
	}
}

// TestRouteComments comments on a route to a goal: the comment stands there and on no
// other route, and an empty one is refused. So it is told who judged a tree of it.
func TestRouteComments(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	routes := regexp.MustCompile(`/s/mic-r8/damage\?entry=(\d+)&amp;goal=([a-z0-9-]+)&amp;m=m1a`).FindAllStringSubmatch(h.get(t, h.admin, "/s/mic-r8/damage?m=m1a", "ja").Body.String(), 2)
	if len(routes) < 2 {
		t.Fatal("no routes")
	}
	at := func(i int) string { return "?m=m1a&goal=" + routes[i][2] + "&entry=" + routes[i][1] }
	if w := h.post(t, h.admin, "/s/mic-r8/why/comment"+at(0), url.Values{"text": {" "}}); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "コメントを入力") {
		t.Errorf("an empty comment: %d", w.Code)
	}
	if w := h.post(t, h.admin, "/s/mic-r8/why/comment"+at(0), url.Values{"text": {"この経路は現地で確かめる"}}); w.Code != http.StatusSeeOther || !strings.HasSuffix(w.Header().Get("Location"), "#comments") {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	for i, want := range []bool{true, false} {
		if got := strings.Contains(h.get(t, h.admin, "/s/mic-r8/why"+at(i), "ja").Body.String(), "現地で確かめる"); got != want {
			t.Errorf("route %d has the comment: %v", i, got)
		}
	}
	history := func() string { return h.get(t, h.admin, "/s/mic-r8/why/history"+at(0), "ja").Body.String() }
	if body := history(); strings.Contains(body, "攻撃ツリー（") || !strings.Contains(body, "すべての版") {
		t.Errorf("before any verdict: %s", body)
	}
	route := "/s/mic-r8/damage" + at(0)
	rules := regexp.MustCompile(`name="rules" value="([^"]+)"`).FindStringSubmatch(h.get(t, h.admin, route, "ja").Body.String())[1]
	h.post(t, h.admin, route, url.Values{"rules": {rules}, "reason": {"端末を持ち込めない"}, "do": {"reject"}})
	h.post(t, h.admin, route, url.Values{"rules": {rules}, "reason": {"もう一度考える"}, "do": {"adopt"}})
	if body := history(); strings.Count(body, "<th scope=\"row\">攻撃ツリー（") != 2 || !strings.Contains(body, "<td>（なし）</td><td>採用しない</td><td>端末を持ち込めない</td>") {
		t.Errorf("after the verdicts: %s", body)
	}
	if body := h.get(t, h.admin, "/s/mic-r8/why/history"+at(1), "ja").Body.String(); strings.Contains(body, "採用しない") {
		t.Errorf("another route: %s", body)
	}
	if w := h.post(t, h.admin, "/s/mic-r8/why/comment?m=m1a&goal=none&entry=0", url.Values{"text": {"x"}}); w.Code != http.StatusNotFound {
		t.Errorf("a goal that there is not: %d", w.Code)
	}
}
