package e2e_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// questionnaire is what a respondent is asked in these tests.
const questionnaire = `format: sekisho-hearing/1
study: mic-r8
questions:
  - {id: q1, countermeasure: cm-01, name: {ja: 対策1, en: Measure 1}, layer: network, question: {ja: 対策1を実施していますか。, en: Is measure 1 in place?}, help: {ja: 説明1, en: Help 1}, scope: model, deployments: [], digest: d1}
  - {id: q2, countermeasure: cm-02, name: {ja: 対策2, en: Measure 2}, layer: network, question: {ja: 対策2を実施していますか。, en: Is measure 2 in place?}, scope: model, deployments: [], digest: d2}
  - {id: q3, countermeasure: cm-03, name: {ja: 対策3, en: Measure 3}, layer: endpoint, question: {ja: 対策3を実施していますか。, en: Is measure 3 in place?}, scope: model, deployments: [], digest: d3}
`

// call makes a request of the API in the session that the browser has.
func (b *browser) call(method, path string, body, out any) {
	b.t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		b.t.Fatal(err)
	}
	script := `fetch(` + quote("/api/v1"+path) + `, {method: ` + quote(method) + `, headers: {"Content-Type": "application/json", "If-None-Match": "*"}, body: ` + quote(string(data)) + `}).then(r => r.text())`
	answer := eval[string](b, script, chromedp.EvalAwaitPromise)
	if err := json.Unmarshal([]byte(answer), out); err != nil {
		b.t.Fatalf("%s: %s", path, answer)
	}
}

// invite puts the questionnaire into the reference study and gives a respondent's
// link.
func invite(b *browser) string {
	b.t.Helper()
	var record struct{ Name string }
	b.call(http.MethodPut, "/studies/mic-r8/branches/main/records/hearings%2Fr8.yaml", map[string]string{"text": questionnaire}, &record)
	if record.Name != "hearings/r8.yaml" {
		b.t.Fatalf("no questionnaire: %v", record)
	}
	var link struct{ Secret string }
	b.call(http.MethodPost, "/studies/mic-r8/links", map[string]string{"questionnaire": "r8", "respondent": "131016", "ends": time.Now().Add(24 * time.Hour).UTC().Format(time.RFC3339)}, &link)
	if link.Secret == "" {
		b.t.Fatal("no link")
	}
	return b.site.Address + "/answer#" + link.Secret
}

// waitText waits until an element says something.
func (b *browser) waitText(css, want string) {
	b.t.Helper()
	for range 100 {
		if strings.Contains(b.text(css), want) {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	b.shot("failed")
	b.t.Fatalf("%s says %q, not %q", css, b.text(css), want)
}

// offline cuts the connection, or gives it back.
func (b *browser) offline(off bool) {
	b.t.Helper()
	rule := &network.Conditions{Offline: off, DownloadThroughput: -1, UploadThroughput: -1}
	if _, err := chromedp.Call(b.ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{rule}}); err != nil {
		b.t.Fatal(err)
	}
	if _, err := chromedp.Call(b.ctx, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: off, DownloadThroughput: -1, UploadThroughput: -1}); err != nil {
		b.t.Fatal(err)
	}
}

// TestAnsweringByMouse answers as a respondent with a mouse does: every answer is
// saved by itself, a lost connection and a reload lose nothing.
func TestAnsweringByMouse(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	link := invite(b)
	b.do(chromedp.Navigate(link), chromedp.WaitVisible(chromedp.CSS("ol.plain")))
	if at := eval[string](b, "location.href"); !strings.HasSuffix(at, "/answer/contents") {
		t.Errorf("the secret stays in the address: %s", at)
	}
	b.shot("contents")
	b.axe()
	b.do(chromedp.Click(chromedp.CSS("ol.plain a")), chromedp.WaitVisible(chromedp.CSS("ra-form")), chromedp.Click(chromedp.CSS("#s-q1-in-place")))
	b.waitText("[data-said]", "保存しました")
	b.axe()
	b.shot("section")
	b.offline(true)
	b.do(chromedp.SendKeys(chromedp.CSS("#v-q1"), "設定書 3章"), chromedp.Click(chromedp.CSS("#s-q2-planned")))
	b.waitText("[data-said]", "つながりません")
	b.offline(false)
	b.waitText("[data-said]", "保存しました")
	b.offline(true)
	b.do(chromedp.SendKeys(chromedp.CSS("#n-q2"), "来年度"))
	b.waitText("[data-said]", "つながりません")
	// The page is left without saving, as by a crash, and opened again. It is told so
	// before it is online again, for it saves as soon as it is.
	eval[bool](b, "clearTimeout(document.querySelector('ra-form').timer), document.querySelector('ra-form').saving = document.querySelector('ra-form').leaving = true")
	b.offline(false)
	b.do(chromedp.Reload(), chromedp.WaitVisible(chromedp.CSS("ra-form")))
	b.waitText("[data-said]", "保存しました")
	b.do(chromedp.Reload(), chromedp.WaitVisible(chromedp.CSS("ra-form")))
	if got := eval[string](b, `[...document.querySelectorAll("input[type=radio]:checked, textarea")].map(x => x.value).join("|")`); got != "in-place|設定書 3章||planned||来年度" {
		t.Errorf("after a reload: %s", got)
	}
	// What is said of saving lies over the end of the page, and takes no click there.
	if hit := eval[string](b, `(() => { const x = document.querySelector("button[value=next]"); x.scrollIntoView({block: "end"});
		const r = x.getBoundingClientRect(); return document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2).outerHTML; })()`); !strings.Contains(hit, `value="next"`) {
		t.Errorf("a click on the button for the next section hits %s", hit)
	}
	b.follow("button[value=next]")
	b.do(chromedp.Click(chromedp.CSS("#s-q3-absent")))
	b.follow("button[value=next]")
	b.do(chromedp.WaitVisible(chromedp.CSS("#respondent")))
	b.shot("review")
	b.axe()
	b.do(chromedp.SendKeys(chromedp.CSS("#respondent"), "山田 花子"))
	b.follow("main form .primary")
	b.do(chromedp.WaitVisible(chromedp.CSS(`[data-state="submitted"]`)))
	b.shot("submitted")
	b.axe()
}

// TestAnsweringTogether lets two windows answer one question.
func TestAnsweringTogether(t *testing.T) {
	t.Parallel()
	b := begin(t, "en-US")
	b.do(chromedp.Navigate(invite(b)), chromedp.WaitVisible(chromedp.CSS("ol.plain")))
	b.visit("/answer/section/1")
	// Somebody else with the same link, who loaded the page at the same time.
	other := `fetch("/answer/section/1", {method: "POST", body: new URLSearchParams({base: "0", q: "q1", "s.q1": "absent"}), headers: {Accept: "application/json"}}).then(r => r.text())`
	if said := eval[string](b, other, chromedp.EvalAwaitPromise); !strings.Contains(said, `"saved"`) {
		t.Fatal(said)
	}
	b.do(chromedp.Click(chromedp.CSS("#s-q1-in-place")))
	b.waitText("#q-q1-wrong", "Nothing was overwritten")
	b.shot("clash")
	b.axe()
	b.do(chromedp.Click(chromedp.CSS("#q-q1-wrong button")))
	b.waitText("[data-said]", "Saved")
	b.do(chromedp.Reload(), chromedp.WaitVisible(chromedp.CSS("ra-form")))
	if got := eval[string](b, `document.querySelector("input[type=radio]:checked").value`); got != "in-place" {
		t.Errorf("the chosen answer is %s", got)
	}
}

// TestAnsweringByKeyboard answers with the keyboard alone, without script, on a
// narrow screen.
func TestAnsweringByKeyboard(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	_, secret, _ := strings.Cut(invite(b), "#")
	for _, call := range []func() error{
		func() error {
			_, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
			return err
		},
		func() error {
			_, err := chromedp.Call(b.ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 320, Height: 640, DeviceScaleFactor: 1})
			return err
		},
	} {
		if err := call(); err != nil {
			t.Fatal(err)
		}
	}
	b.visit("/answer")
	b.tabTo("#code")
	b.do(chromedp.KeyEvent(secret+"\r"), chromedp.WaitVisible(chromedp.CSS("ol.plain")))
	b.narrow()
	b.visit("/answer/section/1")
	b.narrow()
	b.shot("narrow")
	b.tabTo("#s-q1-in-place")
	b.do(chromedp.KeyEvent(" "))
	b.tabTo("#v-q1")
	b.do(chromedp.KeyEvent("ledger"))
	b.tabTo("#s-q2-in-place")
	b.do(chromedp.KeyEvent(" "))
	b.tabTo("button[value=next]")
	b.do(chromedp.KeyEvent("\r"), chromedp.WaitVisible(chromedp.CSS("#s-q3-absent")))
	b.waitText("main", "保存しました")
	b.visit("/answer/review")
	b.narrow()
	b.waitText("main", "ledger")
	b.tabTo("#respondent")
	b.do(chromedp.KeyEvent("Yamada\r"), chromedp.WaitVisible(chromedp.CSS(`[data-state="submitted"]`)))
}

// tabTo presses Tab until an element has the focus, which must be seen then.
func (b *browser) tabTo(css string) {
	b.t.Helper()
	for range 80 {
		b.do(chromedp.KeyEvent("\t"))
		if eval[bool](b, "document.activeElement?.matches("+quote(css)+") ?? false") {
			const seen = `(() => { const r = document.activeElement.getBoundingClientRect(); return r.height > 0 && r.bottom > 0 && r.top < innerHeight ? "" : JSON.stringify(r); })()`
			where := eval[string](b, seen)
			for range 20 { // the page scrolls after the key
				if where == "" {
					break
				}
				time.Sleep(50 * time.Millisecond)
				where = eval[string](b, seen)
			}
			if where != "" {
				b.t.Errorf("%s has the focus out of sight: %s", css, where)
			}
			return
		}
	}
	b.shot("failed")
	b.t.Fatalf("Tab never comes to %s", css)
}

// narrow wants a page that needs no scrolling to the side, tables excepted.
func (b *browser) narrow() {
	b.t.Helper()
	if wide := eval[float64](b, "document.documentElement.scrollWidth"); wide > 320 {
		b.t.Errorf("%s is %v wide on a screen of 320", b.path(), wide)
		b.shot("wide")
	}
}
