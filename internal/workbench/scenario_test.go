package workbench_test

import (
	"html"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/testing/long"
)

// TestScenario checks a scenario without saving it, saves it, finds its letters on
// the page of the sheet, changes it, and removes it.
func TestScenario(t *testing.T) {
	long.Test(t)
	t.Parallel()
	h := newHouse(t)
	const page = "/s/mic-r8/damage/scenario?m=m1a"
	list := func() string { return h.get(t, h.admin, "/s/mic-r8/damage?m=m1a", "ja").Body.String() }
	before := strings.Count(list(), "/damage/scenario?id=")
	if before == 0 {
		t.Fatal("the scenarios of the reference study are not listed")
	}
	form := url.Values{"ja": {"試しのシナリオ"}, "entry": {"ep-4"}, "target": {"a-mn-fuku"}, "damage": {"d1"},
		"at1": {"a-eapp-asp"}, "technique1": {"ｔ1190 公開アプリケーションの悪用"}, "step1": {"不正なファイルを申請する"},
		"at2": {"a-mn-fuku"}, "technique2": {"T1486"}, "step2": {"暗号化する"}}
	with := func(kv ...string) url.Values {
		out := url.Values{}
		maps.Copy(out, form)
		for i := 0; i < len(kv); i += 2 {
			out.Set(kv[i], kv[i+1])
		}
		return out
	}
	checked := h.post(t, h.admin, page, with("do", "check"))
	if body := checked.Body.String(); checked.Code != http.StatusOK || !strings.Contains(body, "前のステップの資産とつながっていない") || !strings.Contains(body, "data-letter=") {
		t.Fatalf("the check: %d %s", checked.Code, body)
	}
	if got := strings.Count(list(), "/damage/scenario?id="); got != before {
		t.Errorf("a check saves: %d scenarios", got)
	}
	wrong := h.post(t, h.admin, page, url.Values{"do": {"save"}, "at1": {"a-mn-fuku"}, "technique1": {"T9999"}, "step2": {"x"}})
	if body := wrong.Body.String(); wrong.Code != http.StatusUnprocessableEntity || strings.Count(body, "<li>") < 6 || !strings.Contains(body, "T9999") {
		t.Errorf("a wrong form: %d %s", wrong.Code, body)
	}
	if w := h.post(t, h.admin, page, with("do", "save")); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	at := "/s/mic-r8/damage/scenario?id=m1a-s1&m=m1a"
	body := list()
	if !strings.Contains(body, "試しのシナリオ") || !strings.Contains(body, strings.ReplaceAll(at, "&", "&amp;")) {
		t.Fatalf("it is not listed: %s", body)
	}
	shown := h.get(t, h.admin, at, "ja").Body.String()
	was := regexp.MustCompile(`name="was" value="([^"]+)"`).FindStringSubmatch(shown)
	if was == nil || !strings.Contains(shown, `value="T1190"`) || !strings.Contains(shown, `value="暗号化する"`) {
		t.Fatalf("the form of what is saved: %s", shown)
	}
	if w := h.post(t, h.admin, at, with("do", "save", "was", "other", "ja", "違う名前")); w.Code != http.StatusConflict {
		t.Errorf("over somebody else's change: %d", w.Code)
	}
	if w := h.post(t, h.admin, at, with("do", "save", "was", was[1], "ja", "直した名前")); w.Code != http.StatusSeeOther || strings.Count(list(), "直した名前") == 0 || strings.Contains(list(), "試しのシナリオ") {
		t.Errorf("a change: %d", w.Code)
	}
	was = regexp.MustCompile(`name="was" value="([^"]+)"`).FindStringSubmatch(h.get(t, h.admin, at, "ja").Body.String())
	if w := h.post(t, h.admin, at, url.Values{"do": {"remove"}, "was": {was[1]}}); w.Code != http.StatusSeeOther || strings.Contains(list(), "直した名前") {
		t.Errorf("removal: %d %s", w.Code, w.Body)
	}
	if w := h.get(t, h.admin, at, "ja"); w.Code != http.StatusNotFound {
		t.Errorf("afterwards: %d", w.Code)
	}
}

// TestScenarioKeepsWhatItDoesNotShow saves a scenario of the reference study as it
// is: nothing changes.
func TestScenarioKeepsWhatItDoesNotShow(t *testing.T) {
	long.Test(t)
	t.Parallel()
	h := newHouse(t)
	const at = "/s/mic-r8/damage/scenario?m=m1a&id=m1a-r1"
	body := h.get(t, h.admin, at, "ja").Body.String()
	form := sentAs(body, "save")
	history := func() string { return h.get(t, h.admin, at, "ja").Body.String() }
	if w := h.post(t, h.admin, at, form); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if history() != body {
		t.Error("the scenario is not what it was")
	}
}

// sentAs gives what a browser sends of the form of a scenario as it stands on a page.
func sentAs(body, do string) url.Values {
	form := url.Values{"do": {do}}
	for _, f := range regexp.MustCompile(`name="([a-z]+\d*)" value="([^"]*)"`).FindAllStringSubmatch(body, -1) {
		if f[1] != "damage" && f[1] != "do" && f[1] != "q" && f[1] != "lang" && f[1] != "next" {
			form.Set(f[1], f[2])
		}
	}
	for _, f := range regexp.MustCompile(`(?s)<select id="([a-z]+\d*)"[^>]*>(.*?)</select>`).FindAllStringSubmatch(body, -1) {
		if chosen := regexp.MustCompile(`value="([^"]+)" selected`).FindStringSubmatch(f[2]); chosen != nil {
			form.Set(f[1], chosen[1])
		}
	}
	for _, f := range regexp.MustCompile(`name="damage" value="([^"]+)" checked`).FindAllStringSubmatch(body, -1) {
		form.Add("damage", f[1])
	}
	return form
}

// TestScenarioRowsMove empties the first step of a scenario in English and checks it,
// after which the others have moved up, and changes a text: what the form does not
// show goes with its step.
func TestScenarioRowsMove(t *testing.T) {
	long.Test(t)
	t.Parallel()
	h := newHouse(t)
	const at = "/s/mic-r8/damage/scenario?m=m1a&id=m1a-r1"
	texts := func(language string) (list []string) {
		for _, f := range regexp.MustCompile(`name="step\d+" value="([^"]+)"`).FindAllStringSubmatch(h.get(t, h.admin, at, language).Body.String(), -1) {
			list = append(list, html.UnescapeString(f[1]))
		}
		return list
	}
	ja, en := texts("ja"), texts("en")
	if len(ja) < 3 || len(en) != len(ja) || en[1] == ja[1] {
		t.Fatalf("the steps are %q and %q", ja, en)
	}
	english := func(form url.Values) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, at, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Accept-Language", "en")
		return h.ask(r, h.admin)
	}
	form := sentAs(h.get(t, h.admin, at, "en").Body.String(), "check")
	for _, name := range []string{"at1", "technique1", "step1"} {
		form.Set(name, "")
	}
	checked := english(form)
	if checked.Code != http.StatusOK {
		t.Fatalf("the check: %d %s", checked.Code, checked.Body)
	}
	form = sentAs(checked.Body.String(), "save")
	form.Set("step1", "Said in other words")
	if w := english(form); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if got := texts("ja"); !slices.Equal(got, ja[1:]) {
		t.Errorf("in Japanese: %q, want %q", got, ja[1:])
	}
	if got, want := texts("en"), append([]string{"Said in other words"}, en[2:]...); !slices.Equal(got, want) {
		t.Errorf("in English: %q, want %q", got, want)
	}
}

// TestScenarioTooLong tells which texts are too long, and writes nothing.
func TestScenarioTooLong(t *testing.T) {
	long.Test(t)
	t.Parallel()
	h := newHouse(t)
	const at = "/s/mic-r8/damage/scenario?m=m1a&id=m1a-r1"
	before := h.get(t, h.admin, at, "ja").Body.String()
	form := sentAs(before, "save")
	form.Set("note", strings.Repeat("あ", 2001))
	form.Set("step1", strings.Repeat("い", 2001))
	if w := h.post(t, h.admin, at, form); w.Code != http.StatusUnprocessableEntity || strings.Count(w.Body.String(), "2,001字") < 2 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if h.get(t, h.admin, at, "ja").Body.String() != before {
		t.Error("something was written")
	}
}
