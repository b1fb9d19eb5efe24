package e2e_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestScenario writes an attack scenario, sees what speaks against it while typing,
// mends that, and finds it in the list with its letter.
func TestScenario(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	b.visit("/s/mic-r8/damage?m=m1a")
	b.follow("a[href$='/damage/scenario?m=m1a']")
	b.axe()
	choose := func(id, value string) {
		t.Helper()
		eval[bool](b, `(() => { const x = document.getElementById("`+id+`"); x.value = "`+value+`"; x.dispatchEvent(new Event("input", {bubbles: true})); return true; })()`)
	}
	b.do(chromedp.SendKeys(chromedp.CSS("#ja"), "申請から基幹業務まで"))
	choose("entry", "ep-4")
	choose("target", "a-mn-fuku")
	b.do(chromedp.Click(chromedp.CSS("label[for=damage-d1]")))
	choose("at1", "a-eapp-asp")
	b.do(chromedp.SendKeys(chromedp.CSS("#technique1"), "T1190"), chromedp.SendKeys(chromedp.CSS("#step1"), "不正なファイルを申請する"))
	choose("at2", "a-mn-fuku")
	b.do(chromedp.SendKeys(chromedp.CSS("#technique2"), "T1486"), chromedp.SendKeys(chromedp.CSS("#step2"), "暗号化する"))
	b.waitText("#check", "つながっていない")
	b.axe()
	b.shot("doubt")
	b.follow("button[value=save]")
	if got := b.text("#scenarios ~ div"); !strings.Contains(got, "申請から基幹業務まで") {
		t.Errorf("the list: %s", got)
	}
	b.axe()
	b.shot("listed")
}
