package workbench_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/store"
	"github.com/sekisho/sekisho/internal/testing/long"
)

const room = "/s/mic-r8/hearing"

var aLink = regexp.MustCompile(`value="http://localhost/answer#([^"]+)"`)

// answers lets a respondent answer all questions of the first section in one way,
// and submit.
func (h *house) answers(t *testing.T, secret, status, name string) *http.Cookie {
	t.Helper()
	w := h.post(t, nil, "/answer", url.Values{"code": {secret}})
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	who := w.Result().Cookies()[0]
	body := h.get(t, who, "/answer/section/1", "ja").Body.String()
	form := url.Values{"base": {"0"}}
	for _, q := range regexp.MustCompile(`name="q" value="([^"]+)"`).FindAllStringSubmatch(body, -1) {
		form.Add("q", q[1])
		form.Set("s."+q[1], status)
		form.Set("e."+q[1], "yes")
		form.Set("v."+q[1], name+"の点検記録")
	}
	if w := h.post(t, who, "/answer/section/1", form); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if w := h.post(t, who, "/answer/review", url.Values{"base": {h.base(t, who, "/answer/review")}, "respondent": {name}}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return who
}

// pageOf gets a page of the room and looks at its form.
func (h *house) pageOf(t *testing.T, path string) string {
	t.Helper()
	out := ""
	languages := []string{"en", "ja"}
	if strings.Contains(path, "effect") {
		languages = languages[1:] // it is worked out anew each time
	}
	for _, language := range languages {
		w := h.get(t, h.admin, path, language)
		page, err := html.Parse(strings.NewReader(w.Body.String()))
		if w.Code != http.StatusOK || err != nil {
			t.Fatalf("%s: %d %v", path, w.Code, err)
		}
		look(t, path, language, page)
		if out = w.Body.String(); strings.Contains(out, "web_hearing.") {
			t.Errorf("%s: a key is shown", path)
		}
	}
	return out
}

// TestHearingRoom holds a hearing from the questions to the figures.
func TestHearingRoom(t *testing.T) {
	long.Test(t)
	t.Parallel()
	h := newHouse(t)
	if w := h.post(t, h.admin, room, url.Values{"id": {"Bad Id"}}); w.Code != http.StatusUnprocessableEntity || strings.Count(w.Body.String(), "<li>IDは、") != 1 || !strings.Contains(w.Body.String(), "<li>モデルを一つ以上") {
		t.Errorf("a bad form: %d", w.Code)
	}
	make := url.Values{"id": {"r8"}, "model": {"m1a"}}
	if w := h.post(t, h.admin, room, make); w.Code != http.StatusSeeOther || w.Header().Get("Location") != room+"/r8" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if w := h.post(t, h.admin, room, make); w.Code != http.StatusConflict {
		t.Errorf("the same id again: %d", w.Code)
	}
	h.pageOf(t, room)
	if body := h.pageOf(t, room+"/r8"); !strings.Contains(body, `name="ends" value="令和8年12月24日"`) {
		t.Error("no day is suggested until which to answer")
	}
	w := h.post(t, h.admin, room+"/r8/links", url.Values{"respondents": {"131017 千代田区\n131016\n131016-2 千代田区\n131016-2"}, "ends": {"R9.4.1"}})
	if w.Code != http.StatusUnprocessableEntity || strings.Count(w.Body.String(), "<li>") < 4 || !strings.Contains(w.Body.String(), "1行目：「131017」") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	w = h.post(t, h.admin, room+"/r8/links", url.Values{"respondents": {"１３１０１６\t千代田区\t66680\n131016-2\n 011002　札幌市 "}, "ends": {"令和8年12月31日"}})
	links := aLink.FindAllStringSubmatch(w.Body.String(), -1)
	if w.Code != http.StatusCreated || len(links) != 3 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if strings.Contains(h.pageOf(t, room+"/r8"), links[0][1]) {
		t.Error("a link is shown twice")
	}
	first := h.answers(t, links[0][1], "in-place", "山田")
	h.answers(t, links[1][1], "absent", "佐藤")
	board := h.pageOf(t, room+"/r8")
	for _, want := range []string{"東京都", "北海道", "千代田区", `data-state="submitted"`, `data-state="none"`} {
		if !strings.Contains(board, want) {
			t.Errorf("the board lacks %s", want)
		}
	}
	if tokyo := h.get(t, h.admin, room+"/r8?pref=13", "ja").Body.String(); strings.Contains(tokyo, ">札幌市<") || !strings.Contains(tokyo, "千代田区") {
		t.Error("the prefecture is not filtered")
	}
	h.decide(t)
	h.figures(t)
	h.returns(t, first)
}

// TestTakeAnswers takes what an organisation answered over into the study that is about
// it, and into no other.
func TestTakeAnswers(t *testing.T) {
	long.Test(t)
	t.Parallel()
	h := newHouse(t)
	if w := h.post(t, h.admin, "/new", url.Values{"id": {"own"}, "title": {"千代田区"}, "organisation": {"131016"}, "model": {"m1a"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	const own = "/s/own/hearing"
	if w := h.post(t, h.admin, own, url.Values{"id": {"r8"}, "model": {"m1a"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if body := h.pageOf(t, own+"/r8"); !strings.Contains(body, ">131016 </textarea>") {
		t.Error("the organisation of the study is not suggested")
	}
	w := h.post(t, h.admin, own+"/r8/links", url.Values{"respondents": {"131016 千代田区"}, "ends": {"R8.12.24"}})
	h.answers(t, aLink.FindStringSubmatch(w.Body.String())[1], "absent", "山田")
	effect := own + "/r8/effect?code=131016"
	if body := h.pageOf(t, effect); !strings.Contains(body, "回答をこのスタディに取り入れる") {
		t.Fatal(body)
	}
	if w := h.post(t, h.admin, own+"/r8/effect?code=011002", nil); w.Code != http.StatusNotFound {
		t.Errorf("another organisation: %d", w.Code)
	}
	if w := h.post(t, h.admin, effect, nil); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if body := h.pageOf(t, effect); !strings.Contains(body, "回答のとおりの実施状況になっています") || strings.Contains(body, "をこのスタディに取り入れる</button>") {
		t.Error(body)
	}
	if body := h.get(t, h.admin, "/s/own/why?m=m1a&asset=a-kiosk&threat=th-09", "ja").Body.String(); !strings.Contains(body, "調査票r8の回答（山田の点検記録）") {
		t.Error("the evidence is not taken over")
	}
	if body := h.get(t, h.admin, "/s/own/history", "ja").Body.String(); !strings.Contains(body, "千代田区の回答を取り入れた") {
		t.Error(body)
	}
}

// decide adopts an answer where respondents differ.
func (h *house) decide(t *testing.T) {
	t.Helper()
	conflicts := h.pageOf(t, room+"/r8/conflicts")
	form := url.Values{}
	for _, name := range []string{"organisation", "question", "was"} {
		form.Set(name, regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(conflicts)[1])
	}
	if !strings.Contains(conflicts, "山田") || !strings.Contains(conflicts, "佐藤") {
		t.Fatal("the conflict is not shown")
	}
	if w := h.post(t, h.admin, room+"/r8/conflicts", form); w.Code != http.StatusUnprocessableEntity || strings.Count(w.Body.String(), "<li>千代田区「") != 2 {
		t.Errorf("nothing chosen: %d", w.Code)
	}
	form.Set("answer", "absent ")
	form.Set("reason", "現地で確かめた")
	if w := h.post(t, h.admin, room+"/r8/conflicts", form); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if w := h.post(t, h.admin, room+"/r8/conflicts", form); w.Code != http.StatusConflict {
		t.Errorf("adopted over another's: %d", w.Code)
	}
	if body := h.pageOf(t, room+"/r8/conflicts"); !strings.Contains(body, "採用：未実施。理由：現地で確かめた") {
		t.Error("the adopted answer is not shown")
	}
}

// figures looks at what the answers come to, which are taken over into no study of
// all organisations.
func (h *house) figures(t *testing.T) {
	t.Helper()
	if w := h.post(t, h.admin, room+"/r8/effect?code=131016", nil); w.Code != http.StatusNotFound {
		t.Errorf("answers are taken over into the study of all: %d", w.Code)
	}
	if body := h.pageOf(t, room+"/r8/effect?code=131016"); !strings.Contains(body, "次に尋ねるとよい設問") || !strings.Contains(body, "〜") {
		t.Error("the effect of the answers")
	}
	if body := h.pageOf(t, room+"/r8/all"); !strings.Contains(body, "回答を提出した団体は1です") {
		t.Error("the distribution")
	}
	w := h.get(t, h.admin, room+"/r8/public.csv", "ja")
	if body := w.Body.String(); w.Code != http.StatusOK || strings.Contains(body, "千代田区") || !strings.Contains(body, "表を出していません") {
		t.Errorf("figures of one organisation: %d %s", w.Code, body)
	}
}

// returns sends answers back, and ends a link.
func (h *house) returns(t *testing.T, first *http.Cookie) {
	t.Helper()
	if w := h.post(t, h.admin, room+"/r8/back", url.Values{"respondent": {"131016"}, "comment": {" "}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("sent back without a reason: %d", w.Code)
	}
	if w := h.post(t, h.admin, room+"/r8/back", url.Values{"respondent": {"131016"}, "comment": {"根拠資料を書いてください"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if body := h.get(t, first, "/answer/section/1", "ja").Body.String(); !strings.Contains(body, "根拠資料を書いてください") || !strings.Contains(body, "<textarea") {
		t.Error("the respondent does not see why, or cannot answer")
	}
	link := regexp.MustCompile(`name="link" value="([^"]+)"`).FindStringSubmatch(h.pageOf(t, room+"/r8?pref=13"))[1]
	if w := h.post(t, h.admin, room+"/r8/revoke", url.Values{"link": {link}}); w.Code != http.StatusSeeOther {
		t.Fatal(w.Code)
	}
	if w := h.get(t, first, "/answer/contents", "ja"); w.Code != http.StatusUnauthorized {
		t.Errorf("a revoked link: %d", w.Code)
	}
}

// TestHearingBefore fills in what was answered to an earlier questionnaire.
func TestHearingBefore(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	_, secret := h.survey(t, "131016")
	h.answers(t, secret, "in-place", "山田")
	line := store.Line{Study: "mic-r8", Branch: store.Main}
	old, err := h.store.Record(t.Context(), line, "hearings/r8.yaml")
	if err == nil {
		_, err = h.store.Commit(t.Context(), store.Commit{Line: line, By: store.Actor{ID: "t", Name: "t"}, Changes: []store.Change{{Name: "hearings/r9.yaml", Data: old.Data}}})
	}
	if err != nil {
		t.Fatal(err)
	}
	w := h.post(t, h.admin, room+"/r9/links", url.Values{"respondents": {"131016 千代田区"}, "ends": {"2026-12-31"}, "before": {"r8"}})
	link := aLink.FindStringSubmatch(w.Body.String())
	if w.Code != http.StatusCreated || link == nil {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	who := h.post(t, nil, "/answer", url.Values{"code": {link[1]}}).Result().Cookies()[0]
	body := h.get(t, who, "/answer/section/1", "ja").Body.String()
	if !strings.Contains(body, "前回の回答") || !strings.Contains(body, `value="in-place" checked`) || !strings.Contains(body, "3問中0問に回答") {
		t.Error("the earlier answers are not filled in, or count as given")
	}
	if w := h.post(t, who, "/answer/section/1", url.Values{"base": {"0"}, "q": {"q1"}, "s.q1": {"in-place"}}); w.Code != http.StatusSeeOther {
		t.Fatal(w.Code)
	}
	if body := h.get(t, who, "/answer/section/1", "ja").Body.String(); !strings.Contains(body, "3問中1問に回答") {
		t.Error("what was confirmed does not count")
	}
}

// TestHearingRights lets readers read, and nobody else do anything.
func TestHearingRights(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	h.survey(t, "131016")
	reader := h.somebody(t, "reader", access.Viewer, access.Scope{Kind: access.OneStudy, ID: "mic-r8"})
	stranger := h.somebody(t, "stranger", access.Viewer, access.Scope{Kind: access.OneStudy, ID: "other"})
	for _, path := range []string{room, room + "/r8", room + "/r8/conflicts", room + "/r8/all"} {
		w := h.get(t, reader, path, "ja")
		if w.Code != http.StatusOK || strings.Contains(w.Body.String(), `class="form"`) {
			t.Errorf("%s for a reader: %d, or a form", path, w.Code)
		}
		if w := h.get(t, stranger, path, "ja"); w.Code != http.StatusNotFound {
			t.Errorf("%s for a stranger: %d", path, w.Code)
		}
	}
	for _, path := range []string{room, room + "/r8/links", room + "/r8/revoke", room + "/r8/back", room + "/r8/conflicts"} {
		if w := h.post(t, reader, path, url.Values{"id": {"x"}}); w.Code != http.StatusForbidden {
			t.Errorf("%s by a reader: %d", path, w.Code)
		}
		if w := h.post(t, stranger, path, url.Values{}); w.Code != http.StatusNotFound {
			t.Errorf("%s by a stranger: %d", path, w.Code)
		}
	}
	for _, path := range []string{room + "/none", room + "/Bad%20id", room + "/r8/effect?code=999999"} {
		if w := h.get(t, h.admin, path, "ja"); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}
