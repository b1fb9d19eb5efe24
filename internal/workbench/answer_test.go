package workbench_test

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/store"

	"github.com/sekisho/sekisho/internal/testing/long"
)

// surveyQuestions are some questions of two layers, over two sections.
func surveyQuestions() []hearing.Question {
	q := func(id, layer string) hearing.Question {
		return hearing.Question{ID: hearing.QuestionID(id), Countermeasure: "cm", Name: lang.Text{Ja: "対策" + id, En: "Measure " + id}, Layer: layer,
			Text: lang.Text{Ja: id + "を実施していますか。", En: "Is " + id + " in place?"}, Scope: "model", Digest: "d-" + id}
	}
	return []hearing.Question{q("q1", "network"), q("q2", "network"), q("q3", "endpoint")}
}

// survey puts a questionnaire into the reference study, and gives the cookie of a
// respondent's link and its secret.
func (h *house) survey(t *testing.T, respondent string) (*http.Cookie, string) {
	t.Helper()
	line := store.Line{Study: "mic-r8", Branch: store.Main}
	if _, err := h.store.Record(t.Context(), line, "hearings/r8.yaml"); err != nil {
		data, err := app.HearingFile(&hearing.Spec{Study: "mic-r8", Questions: surveyQuestions()})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.store.Commit(t.Context(), store.Commit{Line: line, By: store.Actor{ID: "t", Name: "t"}, Changes: []store.Change{{Name: "hearings/r8.yaml", Data: data}}}); err != nil {
			t.Fatal(err)
		}
	}
	admin, err := h.accounts.BySession(t.Context(), h.admin.Value)
	if err != nil {
		t.Fatal(err)
	}
	_, secret, err := h.accounts.SendLink(t.Context(), account.Link{Study: "mic-r8", Questionnaire: "r8", Respondent: respondent, Ends: h.now.Add(48 * time.Hour)}, admin.Account)
	if err != nil {
		t.Fatal(err)
	}
	w := h.post(t, nil, "/answer", url.Values{"code": {secret}})
	for _, c := range w.Result().Cookies() {
		if c.Name == "sekisho-answer" {
			if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode {
				t.Errorf("the cookie of a link: %v", c)
			}
			return c, secret
		}
	}
	t.Fatalf("the link leads nowhere: %d %s", w.Code, w.Body)
	return nil, ""
}

var aBase = regexp.MustCompile(`name="base" value="(\d+)"`)

// base gives the revision that a page is based on.
func (h *house) base(t *testing.T, who *http.Cookie, path string) string {
	t.Helper()
	found := aBase.FindStringSubmatch(h.get(t, who, path, "ja").Body.String())
	if found == nil {
		t.Fatalf("%s has no form", path)
	}
	return found[1]
}

// stored gives the answers of a respondent by question.
func (h *house) stored(t *testing.T, respondent string) map[hearing.QuestionID]hearing.AnswerSpec {
	t.Helper()
	r, err := h.store.Record(t.Context(), store.Line{Study: "mic-r8", Branch: store.Main}, "hearings/r8/"+respondent+".yaml")
	if err != nil {
		return nil
	}
	spec, found, err := app.ReadHearingFile(r.Data, r.Name)
	if err != nil || found.HasErrors() {
		t.Fatal(err, found)
	}
	out := map[hearing.QuestionID]hearing.AnswerSpec{}
	for _, a := range spec.Responses[0].Answers {
		out[a.Question] = a
	}
	return out
}

// TestAnswering answers a questionnaire as a browser without script does.
func TestAnswering(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	who, _ := h.survey(t, "131016")
	for _, language := range []string{"ja", "en"} {
		for _, path := range []string{"/answer", "/answer/contents", "/answer/section/1", "/answer/section/2", "/answer/review", "/answer/upload"} {
			w := h.get(t, who, path, language)
			page, err := html.Parse(strings.NewReader(w.Body.String()))
			if w.Code != http.StatusOK || err != nil {
				t.Fatalf("%s: %d %v", path, w.Code, err)
			}
			look(t, path, language, page)
			if strings.Contains(w.Body.String(), "web_hearing.") {
				t.Errorf("%s: a key is shown", path)
			}
		}
	}
	if w := h.get(t, who, "/answer/section/3", "ja"); w.Code != http.StatusNotFound {
		t.Errorf("a section that there is not: %d", w.Code)
	}
	first := "/answer/section/1"
	form := url.Values{"base": {h.base(t, who, first)}, "go": {"next"}, "q": {"q1", "q2"}, "s.q1": {"in-place"}, "e.q1": {"yes"}, "v.q1": {"設定書 3章"}, "s.q2": {"absent"}, "e.q2": {"yes"}, "n.q2": {" 来年度 "}}
	w := h.post(t, who, first, form)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/answer/section/2?saved=18%3A00" {
		t.Fatalf("%d to %s: %s", w.Code, w.Header().Get("Location"), w.Body)
	}
	got := h.stored(t, "131016")
	if got["q1"] != (hearing.AnswerSpec{Question: "q1", Digest: "d-q1", Status: "in-place", Effective: "yes", Evidence: "設定書 3章"}) || got["q2"] != (hearing.AnswerSpec{Question: "q2", Digest: "d-q2", Status: "absent", Note: "来年度"}) {
		t.Errorf("stored: %+v", got)
	}
	if body := h.get(t, who, "/answer/section/2?saved=18:00", "ja").Body.String(); !strings.Contains(body, "保存しました 18:00") || !strings.Contains(body, "3問中2問に回答") {
		t.Error("nothing tells that it was saved")
	}
	if body := h.get(t, who, "/answer/section/2?saved=<b>", "ja").Body.String(); strings.Contains(body, "保存しました") {
		t.Error("an address says what it likes")
	}
	if w := h.post(t, who, "/answer/review", url.Values{"base": {h.base(t, who, "/answer/review")}, "respondent": {""}, "unit": {strings.Repeat("課", 101)}}); w.Code != http.StatusUnprocessableEntity || strings.Count(w.Body.String(), `<li><a href="#`) != 2 {
		t.Errorf("without a name: %d", w.Code)
	}
	w = h.post(t, who, "/answer/review", url.Values{"base": {h.base(t, who, "/answer/review")}, "respondent": {"山田 花子"}, "unit": {"情報政策課"}})
	if w.Code != http.StatusSeeOther {
		t.Fatalf("submit: %d %s", w.Code, w.Body)
	}
	if body := h.get(t, who, "/answer/contents", "ja").Body.String(); !strings.Contains(body, `data-state="submitted"`) {
		t.Error("it is not submitted")
	}
	form.Set("base", "0")
	if w := h.post(t, who, first, form); w.Code != http.StatusConflict {
		t.Errorf("a change after it was submitted: %d", w.Code)
	}
	if body := h.get(t, who, first, "ja").Body.String(); strings.Contains(body, "<textarea") || !strings.Contains(body, "設定書 3章") {
		t.Error("submitted answers can be changed, or not be read")
	}
}

// TestAnsweringTogether lets two people answer by one link.
func TestAnsweringTogether(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	who, _ := h.survey(t, "131016")
	const first = "/answer/section/1"
	base := h.base(t, who, first)
	mine := url.Values{"base": {base}, "q": {"q1", "q2"}, "s.q1": {"in-place"}, "e.q1": {"yes"}}
	theirs := url.Values{"base": {base}, "q": {"q1", "q2"}, "s.q1": {"absent"}, "s.q2": {"planned"}}
	if w := h.post(t, who, first, mine); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	w := h.post(t, who, first, theirs)
	if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "いまの回答は「実施済（有効性：有効）」、あなたの回答は「未実施」") {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	got := h.stored(t, "131016")
	if got["q1"].Status != "in-place" || got["q2"].Status != "planned" {
		t.Errorf("stored: %+v", got)
	}
	// The page that shows both is based on what is there now: saved again, it stands.
	found := aBase.FindStringSubmatch(w.Body.String())
	theirs.Set("base", found[1])
	if w := h.post(t, who, first, theirs); w.Code != http.StatusSeeOther || h.stored(t, "131016")["q1"].Status != "absent" {
		t.Errorf("after the choice: %d %+v", w.Code, h.stored(t, "131016"))
	}
	// A form that others overtook submits nothing.
	if w := h.post(t, who, "/answer/review", url.Values{"base": {base}, "respondent": {"山田"}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("submitted over what was not seen: %d", w.Code)
	}
}

// TestAnsweringAndGoingOn sends the form while the script still saves the same answer,
// as by somebody who is quick: neither is taken for an edit of somebody else.
func TestAnsweringAndGoingOn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	who, _ := h.survey(t, "131016")
	const section = "/answer/section/1"
	for round := range 12 {
		answer := url.Values{"base": {h.base(t, who, section)}, "go": {"next"}, "q": {"q1"}, "s.q1": {[]string{"in-place", "absent", "planned"}[round%3]}}
		var group sync.WaitGroup
		group.Go(func() {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, section, strings.NewReader(answer.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Accept", "application/json")
			if w := h.ask(r, who); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"clashes":{}`) {
				t.Errorf("round %d: saved with %d %s", round, w.Code, w.Body)
			}
		})
		if w := h.post(t, who, section, answer); w.Code != http.StatusSeeOther {
			t.Errorf("round %d: sent with %d %s", round, w.Code, w.Body)
		}
		group.Wait()
	}
}

// TestAnsweringByScript saves single answers, and learns what others answered.
func TestAnsweringByScript(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	who, _ := h.survey(t, "131016")
	send := func(form url.Values) (int, map[string]any) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/answer/section/1", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Accept", "application/json")
		w := h.ask(r, who)
		var out map[string]any
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		return w.Code, out
	}
	if code, out := send(url.Values{"base": {"0"}, "q": {"q1"}, "s.q1": {"in-place"}, "s.q2": {"absent"}}); code != http.StatusOK || out["saved"] != "保存しました 18:00" || len(h.stored(t, "131016")) != 1 {
		t.Errorf("%d %v", code, out)
	}
	code, out := send(url.Values{"base": {"0"}, "q": {"q1", "q2"}, "s.q1": {"absent"}, "s.q2": {"no such"}})
	clashes, _ := out["clashes"].(map[string]any)
	wrong, _ := out["wrong"].(map[string]any)
	if code != http.StatusOK || clashes["q1"] == nil || wrong["q2"] == nil || out["saved"] != nil {
		t.Errorf("%d %v", code, out)
	}
	if code, out := send(url.Values{"base": {"nothing"}, "q": {"q1"}, "s.q1": {"absent"}}); code != http.StatusOK || h.stored(t, "131016")["q1"].Status != "in-place" {
		t.Errorf("a base that is none overwrites: %d %v", code, out)
	}
}

// TestAnsweringRefused tells everything that is wrong with a form at once, keeps
// what was typed, and saves the rest.
func TestAnsweringRefused(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	who, _ := h.survey(t, "131016")
	w := h.post(t, who, "/answer/section/1", url.Values{"base": {"0"}, "q": {"q1", "q2"}, "s.q1": {"maybe"}, "e.q1": {"perhaps"}, "v.q1": {strings.Repeat("証", 1001)}, "n.q1": {strings.Repeat("備", 1001)}, "s.q2": {"unknown"}})
	body := w.Body.String()
	for _, want := range []string{"回答が選択肢にありません", "有効性が選択肢にありません", "根拠資料は1,000文字まで", "備考は1,000文字まで", `href="#q-q1"`, strings.Repeat("証", 1001)} {
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, want) {
			t.Errorf("%d without %.60s", w.Code, want)
		}
	}
	if got := h.stored(t, "131016"); len(got) != 1 || got["q2"].Status != "unknown" {
		t.Errorf("stored: %+v", got)
	}
}

// TestLinkRefused tells kindly that a link is not good, and lets nobody guess.
func TestLinkRefused(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	who, secret := h.survey(t, "131016")
	if w := h.post(t, nil, "/answer", url.Values{"code": {" https://localhost/answer#" + secret}}); w.Code != http.StatusSeeOther {
		t.Errorf("the whole link: %d", w.Code)
	}
	if w := h.get(t, nil, "/answer/contents", "ja"); w.Code != http.StatusUnauthorized || !strings.Contains(w.Body.String(), `name="code"`) {
		t.Errorf("without a link: %d", w.Code)
	}
	if w := h.get(t, who, "/s/mic-r8", "ja"); w.Code != http.StatusSeeOther {
		t.Errorf("a link opens a study: %d", w.Code)
	}
	h.now = h.now.Add(49 * time.Hour)
	w := h.get(t, who, "/answer/section/1", "ja")
	if w.Code != http.StatusUnauthorized || !strings.Contains(w.Body.String(), "新しいリンクを頼んでください") {
		t.Errorf("a link that has ended: %d %s", w.Code, w.Body)
	}
	last := 0
	for range 25 {
		last = h.post(t, nil, "/answer", url.Values{"code": {"wrong"}}).Code
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("guessing: %d", last)
	}
}

// TestAnswerFile fills the Excel questionnaire in, and takes over what it changes
// once that was shown.
func TestAnswerFile(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	who, _ := h.survey(t, "131016")
	w := h.post(t, who, "/answer/section/1", url.Values{"base": {"0"}, "q": {"q1"}, "s.q1": {"planned"}})
	if w.Code != http.StatusSeeOther {
		t.Fatal(w.Code)
	}
	if w := h.get(t, who, "/answer/file", "ja"); w.Code != http.StatusOK || !bytes.HasPrefix(w.Body.Bytes(), []byte("PK")) || !strings.Contains(w.Header().Get("Content-Disposition"), "attachment") {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	form := app.Form{Lang: lang.Ja, Study: "mic-r8", Organisation: hearing.OrganisationSpec{Code: "131016", Name: "千代田区"}, Questions: surveyQuestions(),
		Before: &hearing.ResponseSpec{Respondent: "山田", Date: "2026-11-26", Answers: []hearing.AnswerSpec{{Question: "q1", Status: "planned"}, {Question: "q3", Status: "in-place", Effective: "yes", Evidence: "<台帳>"}}}}
	file, err := app.Questionnaire(&form, "xlsx")
	if err != nil {
		t.Fatal(err)
	}
	w = h.upload(t, who, "/answer/upload", file.Name, file.Data)
	body := w.Body.String()
	if w.Code != http.StatusOK || !strings.Contains(body, "変わる回答は1件、いまと同じ回答は1件") || !strings.Contains(body, "&lt;台帳&gt;") {
		t.Fatalf("%d %s", w.Code, body)
	}
	if h.stored(t, "131016")["q3"].Status != "" {
		t.Error("it was saved before it was seen")
	}
	take := url.Values{"base": {aBase.FindStringSubmatch(body)[1]}, "q": {"q3"}, "s.q3": {"in-place"}, "e.q3": {"yes"}, "v.q3": {"<台帳>"}}
	if w := h.post(t, who, "/answer/import", take); w.Code != http.StatusSeeOther || h.stored(t, "131016")["q3"].Evidence != "<台帳>" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := h.upload(t, who, "/answer/upload", "x.xlsx", []byte("no workbook")); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Excelのファイルとして読めません") {
		t.Errorf("no workbook: %d", w.Code)
	}
	if w := h.post(t, who, "/answer/upload", url.Values{}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("no file: %d", w.Code)
	}
}

// upload sends a file by a form.
func (h *house) upload(t *testing.T, who *http.Cookie, path, name string, data []byte) *httptest.ResponseRecorder {
	t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	part, err := m.CreateFormFile("file", name)
	if err == nil {
		_, err = io.Copy(part, bytes.NewReader(data))
	}
	if err != nil || m.Close() != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Accept-Language", "ja")
	return h.ask(r, who)
}
