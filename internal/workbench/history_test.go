package workbench_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/store"
	"github.com/sekisho/sekisho/internal/testing/long"
)

// began begins a small study of one model, so that comparing its revisions is quick,
// and gives the address of its first row.
func (h *house) began(t *testing.T) (row string) {
	t.Helper()
	if w := h.post(t, h.admin, "/new", url.Values{"id": {"sakura"}, "title": {"さくら市"}, "model": {"m1a"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	body := h.get(t, h.admin, "/s/sakura/asset?m=m1a&risk=A", "ja").Body.String()
	return strings.ReplaceAll(regexp.MustCompile(`href="(/s/sakura/why\?[^"]*)"`).FindStringSubmatch(body)[1], "&amp;", "&")
}

// judge judges the level of threat of a row as 1, as its page does.
func (h *house) judge(t *testing.T, row string) {
	t.Helper()
	body := h.get(t, h.admin, row, "ja").Body.String()
	rev := regexp.MustCompile(`name="set" value="threat-level"[^§]*?name="rev" value="([^"]*)"`).FindStringSubmatch(body)
	if rev == nil {
		t.Fatalf("no form:\n%s", body)
	}
	w := h.post(t, h.admin, strings.Replace(row, "/why?", "/why/judge?", 1), url.Values{"set": {"threat-level"}, "rev": {rev[1]}, "value": {"1"}, "reason": {"起こりにくい"}})
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
}

// TestRevisions judges a level, reads from the history which letter changes by it and
// why, goes back to the first revision, and finds the letters of then.
func TestRevisions(t *testing.T) {
	long.Test(t)
	t.Parallel()
	h := newHouse(t)
	row := h.began(t)
	counts := func() string {
		body := h.get(t, h.admin, "/s/sakura/result?m=m1a", "ja").Body.String()
		return body[strings.Index(body, "<tfoot>"):strings.Index(body, "</tfoot>")]
	}
	first := counts()
	h.judge(t, row)
	if counts() == first {
		t.Fatal("no letter changes")
	}
	page := func(path string) string {
		w := h.get(t, h.admin, path, "ja")
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d", path, w.Code)
		}
		return w.Body.String()
	}
	body := page("/s/sakura/history/diff?from=2&to=3")
	if !strings.Contains(body, `id="cells"`) || !strings.Contains(body, `data-letter="A"`) || !strings.Contains(body, "脅威") || !strings.Contains(body, `id="inputs"`) {
		t.Errorf("the difference is not told:\n%s", body)
	}
	if other := page("/s/sakura/history/diff?from=3&to=2"); !strings.Contains(other, "版2と版3の違い") {
		t.Error("the order counts")
	}
	if same := page("/s/sakura/history/diff?from=3&to=3"); !strings.Contains(same, "違いはありません") {
		t.Error("a revision differs from itself")
	}
	for _, query := range []string{"from=0", "to=x", "to=99", "from=1&to=2"} {
		if w := h.get(t, h.admin, "/s/sakura/history/diff?"+query, "ja"); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", query, w.Code)
		}
	}
	const restore = "/s/sakura/history/restore?from=2"
	if w := h.post(t, h.admin, restore, url.Values{"seen": {"3"}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: %d", w.Code)
	}
	if w := h.post(t, h.admin, restore, url.Values{"seen": {"2"}, "reason": {"試し"}}); w.Code != http.StatusConflict {
		t.Errorf("of what was not looked at: %d", w.Code)
	}
	if w := h.post(t, h.admin, restore, url.Values{"seen": {"3"}, "reason": {"試し"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	if counts() != first {
		t.Error("the letters are not those of then")
	}
	if body := page("/s/sakura/history"); !strings.Contains(body, "版2の内容に戻した。試し") {
		t.Error("the history does not tell it")
	}
	if body := page("/s/sakura/history/diff?from=2&to=4"); !strings.Contains(body, "違いはありません") {
		t.Error("what was brought back differs")
	}
}

// TestApproval approves a study as its page does: who may only analyse may not, what
// is approved cannot be edited, and the approval can be taken back.
func TestApproval(t *testing.T) {
	long.Test(t)
	t.Parallel()
	h := newHouse(t)
	row := h.began(t)
	scope := access.Scope{Kind: access.OneStudy, ID: "sakura"}
	approver, analyst := h.somebody(t, "approver", access.Approver, scope), h.somebody(t, "analyst", access.Analyst, scope)
	const path = "/s/sakura/history/approval"
	form := func(do, seen, reason string) url.Values {
		return url.Values{"do": {do}, "seen": {seen}, "reason": {reason}}
	}
	if w := h.post(t, analyst, path, form("approve", "1", "よい")); w.Code != http.StatusForbidden {
		t.Errorf("an analyst approves: %d", w.Code)
	}
	if body := h.get(t, analyst, "/s/sakura/history", "ja").Body.String(); strings.Contains(body, `value="approve"`) || strings.Contains(body, "/audit") {
		t.Error("an analyst is offered what is forbidden")
	}
	h.judge(t, row)
	if w := h.post(t, approver, path, form("approve", "2", "よい")); w.Code != http.StatusConflict {
		t.Errorf("of what was not looked at: %d", w.Code)
	}
	if w := h.post(t, approver, path, form("approve", "3", " ")); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: %d", w.Code)
	}
	if w := h.post(t, approver, path, form("approve", "3", "課内で確認した")); w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	if body := h.get(t, analyst, "/s/sakura/history", "ja").Body.String(); !strings.Contains(body, "課内で確認した") {
		t.Error("the approval is not told")
	}
	for _, edit := range []string{"/s/sakura/report/texts", "/s/sakura/history/restore?from=2"} {
		if w := h.post(t, h.admin, edit, url.Values{"id": {"purpose"}, "ja": {"x"}, "seen": {"3"}, "reason": {"x"}}); w.Code != http.StatusForbidden {
			t.Errorf("%s of an approved study: %d", edit, w.Code)
		}
	}
	body := h.get(t, approver, "/s/sakura/history", "ja").Body.String()
	seen := regexp.MustCompile(`name="seen" value="(\d+)"`).FindStringSubmatch(body)
	if w := h.post(t, approver, path, form("reopen", seen[1], "差戻し")); w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	h.post(t, h.admin, "/s/sakura/report/texts", url.Values{"id": {"own"}, "ja": {"x"}})
	if body := h.get(t, approver, "/s/sakura/history", "ja").Body.String(); !strings.Contains(body, `value="approve"`) {
		t.Error("it is still approved")
	}
}

// TestAuditLog reads the log backwards, filtered, and page by page without a gap, and
// has its chain checked; who is no administrator may not.
func TestAuditLog(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	for i := range 130 {
		c := store.Commit{Line: store.Line{Study: "mic-r8", Branch: store.Main}, By: store.Actor{ID: "t", Name: "山田"}, Reason: "直し"}
		c.Changes = []store.Change{{Name: "notes/" + string(rune('a'+i%26)) + string(rune('a'+i/26)), Data: []byte("x")}}
		if _, err := h.store.Commit(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	find := regexp.MustCompile(`<tr><td class="number">([\d,]+)</td>`)
	numbers := map[string]bool{}
	path, pages := "/audit?q=%E5%B1%B1%E7%94%B0", 0
	for path != "" {
		w := h.get(t, h.admin, path, "ja")
		if w.Code != http.StatusOK || strings.Contains(w.Body.String(), "study_create") {
			t.Fatalf("%s: %d", path, w.Code)
		}
		for _, m := range find.FindAllStringSubmatch(w.Body.String(), -1) {
			numbers[m[1]] = true
		}
		pages++
		path = ""
		if next := regexp.MustCompile(`href="(/audit\?q=[^"]*before=[^"]*)"`).FindStringSubmatch(w.Body.String()); next != nil {
			path = strings.ReplaceAll(next[1], "&amp;", "&")
		}
	}
	if len(numbers) != 130 || pages != 2 {
		t.Errorf("%d entries on %d pages", len(numbers), pages)
	}
	if body := h.get(t, h.admin, "/audit?before=30", "ja").Body.String(); !strings.Contains(body, "アカウントの作成") || !strings.Contains(body, "スタディの作成") {
		t.Errorf("acts are not named:\n%s", body)
	}
	if body := h.get(t, h.admin, "/audit?q=nobody", "ja").Body.String(); !strings.Contains(body, "当てはまる記録はありません") {
		t.Error("a filter without effect")
	}
	if body := h.get(t, h.admin, "/audit?check=1", "ja").Body.String(); !strings.Contains(body, "抜けも書換えもなく") {
		t.Error("the chain is not checked")
	}
	analyst := h.somebody(t, "analyst", access.Analyst, access.Scope{Kind: access.OneStudy, ID: "mic-r8"})
	if w := h.get(t, analyst, "/audit", "ja"); w.Code != http.StatusForbidden {
		t.Errorf("an analyst reads the log: %d", w.Code)
	}
}
