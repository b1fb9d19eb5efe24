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

const aRow = "?m=m1a&asset=a-mn-pc&threat=th-01"

// hidden gives the values of a hidden field on a page, in order.
func hidden(body, name string) []string {
	var values []string
	for _, m := range regexp.MustCompile(`name="`+name+`" value="([^"]*)"`).FindAllStringSubmatch(body, -1) {
		values = append(values, m[1])
	}
	return values
}

// TestJudge judges a level on the page about a row, withdraws it, and finds it in
// the history.
func TestJudge(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	page := func() string { return h.get(t, h.admin, "/s/mic-r8/why"+aRow, "ja").Body.String() }
	sets, revs := hidden(page(), "set"), hidden(page(), "rev")
	if len(sets) != 3 || sets[1] != "threat-level" || revs[1] != "-" {
		t.Fatalf("the forms: %v %v", sets, revs)
	}
	form := url.Values{"set": {"threat-level"}, "rev": {"-"}, "value": {"1"}, "reason": {"出入口が一つで、常に立ち会うため"}}
	if w := h.post(t, h.admin, "/s/mic-r8/why/judge"+aRow, form); w.Code != http.StatusSeeOther || !strings.Contains(w.Header().Get("Location"), "/s/mic-r8/why?asset=a-mn-pc&m=m1a&threat=th-01") {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	body := page()
	for _, want := range []string{"脅威レベル 1", "出入口が一つで、常に立ち会うため／admin、令和8年11月26日"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if w := h.get(t, h.admin, "/s/mic-r8/history", "ja"); !strings.Contains(w.Body.String(), "脅威レベルの判断: ") {
		t.Error("the history does not name the judgement")
	}
	withdraw := url.Values{"set": {"threat-level"}, "rev": {hidden(body, "rev")[1]}, "value": {""}}
	if w := h.post(t, h.admin, "/s/mic-r8/why/judge"+aRow, withdraw); w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	if strings.Contains(page(), "立ち会う") {
		t.Error("the judgement is still there")
	}
	if w := h.post(t, h.admin, "/s/mic-r8/why/judge"+aRow, form); w.Code != http.StatusSeeOther {
		t.Errorf("judged again where nothing is left: %d: %s", w.Code, w.Body)
	}
}

// TestJudgeRefuses tells what is wrong with a judgement, keeps what was typed, and
// writes nothing.
func TestJudgeRefuses(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	w := h.post(t, h.admin, "/s/mic-r8/why/judge"+aRow, url.Values{"set": {"threat-level"}, "rev": {"-"}, "value": {"4"}, "reason": {" "}})
	if body := w.Body.String(); w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, "1、2、3 のどれか") || !strings.Contains(body, "理由を書いて") {
		t.Errorf("%d: %s", w.Code, body)
	}
	if w := h.post(t, h.admin, "/s/mic-r8/why/judge"+aRow, url.Values{"set": {"colour"}, "rev": {"-"}, "value": {"1"}, "reason": {"x"}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("another subject: %d", w.Code)
	}
	good := url.Values{"set": {"threat-level"}, "rev": {"-"}, "value": {"1"}, "reason": {"x"}}
	for _, q := range []string{"?m=m1a&asset=nothing&threat=th-01", "?m=m1a&asset=a-mn-pc&threat=nothing", "?m=nothing&asset=a-mn-pc&threat=th-01"} {
		if w := h.post(t, h.admin, "/s/mic-r8/why/judge"+q, good); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", q, w.Code)
		}
	}
	reader := h.somebody(t, "reader", access.Viewer, access.Scope{Kind: access.OneStudy, ID: "mic-r8"})
	if w := h.post(t, reader, "/s/mic-r8/why/judge"+aRow, good); w.Code != http.StatusForbidden {
		t.Errorf("a reader judges: %d", w.Code)
	}
	if w := h.get(t, reader, "/s/mic-r8/why"+aRow, "ja"); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "/why/judge") {
		t.Error("a reader gets a form")
	}
	if head := h.head(t); head != 1 {
		t.Errorf("something was written: revision %d", head)
	}
}

// head gives the last revision of the study.
func (h *house) head(t *testing.T) store.Revision {
	t.Helper()
	b, err := h.store.Branches(t.Context(), "mic-r8")
	if err != nil {
		t.Fatal(err)
	}
	return b[0].Head
}

// TestJudgeTogether shows both values where two people judge the same level, and
// keeps both where they judge different ones in the same file.
func TestJudgeTogether(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	other := h.somebody(t, "other", access.Analyst, access.Scope{Kind: access.OneStudy, ID: "mic-r8"})
	send := func(who *http.Cookie, q string, form url.Values) (int, string) {
		w := h.post(t, who, "/s/mic-r8/why/judge"+q, form)
		return w.Code, w.Body.String()
	}
	if code, body := send(other, aRow, url.Values{"set": {"threat-level"}, "rev": {"-"}, "value": {"1"}, "reason": {"いつも立ち会う"}}); code != http.StatusSeeOther {
		t.Fatalf("%d: %s", code, body)
	}
	code, body := send(h.admin, aRow, url.Values{"set": {"threat-level"}, "rev": {"-"}, "value": {"3"}, "reason": {"夜間は無人"}})
	if code != http.StatusConflict || !strings.Contains(body, "あなたの値は 3、いまの値は 1（other、理由: いつも立ち会う）") || !strings.Contains(body, "夜間は無人") {
		t.Errorf("%d: %s", code, body)
	}
	// With the state that is shown now, it can be saved again.
	if code, _ := send(h.admin, aRow, url.Values{"set": {"threat-level"}, "rev": {hidden(body, "rev")[1]}, "value": {"3"}, "reason": {"夜間は無人"}}); code != http.StatusSeeOther {
		t.Errorf("again: %d", code)
	}
	if code, _ := send(other, "?m=m1a&asset=a-mn-pc&threat=th-02", url.Values{"set": {"threat-level"}, "rev": {"-"}, "value": {"2"}, "reason": {"x"}}); code != http.StatusSeeOther {
		t.Errorf("another row: %d", code)
	}
	for q, want := range map[string]string{aRow: "夜間は無人", "?m=m1a&asset=a-mn-pc&threat=th-02": "2（理由: x／other"} {
		if w := h.get(t, h.admin, "/s/mic-r8/why"+q, "ja"); !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s does not say %q", q, want)
		}
	}
}

// TestJudgeApproved refuses edits of an approved study.
func TestJudgeApproved(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	approver := h.somebody(t, "approver", access.Approver, access.Scope{Kind: access.OneStudy, ID: "mic-r8"})
	r := h.json(t, approver, http.MethodPut, "/api/v1/studies/mic-r8/branches/main/approval", `{"reason":"版の確定"}`)
	if r.Code != http.StatusOK {
		t.Fatalf("%d: %s", r.Code, r.Body)
	}
	w := h.post(t, h.admin, "/s/mic-r8/why/judge"+aRow, url.Values{"set": {"threat-level"}, "rev": {"-"}, "value": {"1"}, "reason": {"x"}})
	if w.Code != http.StatusForbidden {
		t.Errorf("%d: %s", w.Code, w.Body)
	}
	if w := h.get(t, h.admin, "/s/mic-r8/why"+aRow, "ja"); strings.Contains(w.Body.String(), "/why/judge") {
		t.Error("an approved study has a form")
	}
}

// TestAnswer records how far a deployment is in place, and shows both answers
// where another was recorded meanwhile.
func TestAnswer(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	page := h.get(t, h.admin, "/s/mic-r8/why"+aRow, "ja").Body.String()
	ids, revs := hidden(page, "deployment"), hidden(page, "rev")
	if len(ids) == 0 {
		t.Fatal("no deployment bears on the row")
	}
	form := url.Values{"deployment": {ids[0]}, "rev": {revs[3]}, "status": {"absent"}, "effective": {""}, "evidence": {"聞き取り"}}
	if w := h.post(t, h.admin, "/s/mic-r8/why/answer"+aRow, form); w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	if body := h.get(t, h.admin, "/s/mic-r8/why"+aRow, "ja").Body.String(); !strings.Contains(body, "根拠: 聞き取り") {
		t.Error("the answer is not there")
	}
	form.Set("status", "partial")
	if w := h.post(t, h.admin, "/s/mic-r8/why/answer"+aRow, form); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "聞き取り") {
		t.Errorf("%d: %s", w.Code, w.Body)
	}
	form.Set("status", "nonsense")
	form.Set("rev", hidden(h.get(t, h.admin, "/s/mic-r8/why"+aRow, "ja").Body.String(), "rev")[3])
	if w := h.post(t, h.admin, "/s/mic-r8/why/answer"+aRow, form); w.Code != http.StatusUnprocessableEntity || h.head(t) != 2 {
		t.Errorf("%d at revision %d", w.Code, h.head(t))
	}
}
