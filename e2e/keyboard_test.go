package e2e_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// byKeys is a person without a mouse: they go from place to place by the Tab key
// alone, and nothing else sets the focus.
type byKeys struct{ *browser }

// step goes to a step of the study by the bar at the top.
func (k byKeys) step(path string) {
	k.t.Helper()
	k.tabTo(".steps a[href*='" + path + "']")
	k.enter()
}

// into types a text over what a field holds.
func (k byKeys) into(css, text string) {
	k.t.Helper()
	k.tabTo(css)
	k.key("a", chromedp.ModifierCtrl)
	k.key(text)
}

// choose goes to a choice and chooses a value of it.
func (k byKeys) choose(css, value string) {
	k.t.Helper()
	k.tabTo(css)
	for range 200 {
		if eval[string](k.browser, "document.activeElement.value") == value {
			return
		}
		k.key(kb.ArrowDown)
	}
	k.t.Fatalf("%s is never %s", css, value)
}

// at tells that an element has the focus.
func (k byKeys) at(css string) string {
	return "document.activeElement.matches(" + quote(css) + ")"
}

// TestKeyboardModel goes to the picture of a model, along it, connects two assets,
// moves one to another zone and takes that back, without the mouse.
func TestKeyboardModel(t *testing.T) {
	t.Parallel()
	k := byKeys{begin(t, "ja-JP")}
	k.visit("/s/mic-r8/model?m=m1a&asset=a-lg-ad")
	k.until(`document.querySelector(".picture .asset[tabindex='0']") !== null`)
	k.tabTo(".picture .asset[tabindex='0']")
	k.press("c", `document.querySelector(".connecting") !== null`)
	k.press(kb.ArrowLeft, k.at(part("asset-a-lg-bunsho")))
	k.press(kb.Enter, k.at("#panel-title"))
	k.tabTo("#data")
	k.key(kb.ArrowDown)
	k.tabTo(".panel form .primary")
	k.changed(func() { k.key(kb.Enter) })
	k.until(k.at("#panel-title"))
	k.press(kb.Escape, k.at(".picture .link"))
	k.press(kb.ArrowLeft, k.at(".picture .asset"))
	// To another zone, by the form: that is what a drag ends in.
	k.press(kb.Enter, k.at("#panel-title"))
	was := eval[string](k.browser, `document.querySelector("#zone").value`)
	k.tabTo("#zone")
	k.key(kb.ArrowDown)
	k.tabTo(".panel form .primary")
	k.changed(func() { k.key(kb.Enter) })
	if eval[string](k.browser, `document.querySelector("#zone").value`) == was {
		t.Error("the asset stands where it stood")
	}
	k.back(".done button")
	k.changed(func() { k.key(kb.Enter) })
	if now := eval[string](k.browser, `document.querySelector("#zone").value`); now != was {
		t.Errorf("taken back, it stands in %s", now)
	}
}

// back presses Shift and Tab until an element has the focus.
func (k byKeys) back(css string) {
	k.t.Helper()
	for range 80 {
		k.key("\t", chromedp.ModifierShift)
		if eval[bool](k.browser, k.at(css)) {
			return
		}
	}
	k.t.Fatalf("Shift and Tab never come to %s", css)
}

// TestKeyboardAnalysis judges a row of the asset-based sheet, rejects an attack tree
// and takes that back, and searches for a plan, without the mouse.
func TestKeyboardAnalysis(t *testing.T) {
	t.Parallel()
	k := byKeys{begin(t, "ja-JP")}
	k.visit("/s/mic-r8/result?m=m1a")
	k.step("/asset")
	k.do(chromedp.WaitVisible(chromedp.CSS(".ra-grid__field")))
	k.into("#ra-grid-reason", "立会いがある")
	k.tabTo(".ra-grid__field")
	for range 5 {
		k.key(kb.ArrowRight)
	}
	k.key("1" + kb.Enter)
	k.saved()
	if got := k.cell("2", threat); got != "1" {
		t.Errorf("the level is %q", got)
	}
	k.step("/damage")
	k.tabTo("main table a:has(.letter)")
	k.enter()
	k.into("#reason-1", "端末を持ち込めないため")
	k.tabTo("#route button[value=reject]")
	k.enter()
	k.until(`document.querySelector("#route details .tag")?.textContent.includes("端末を持ち込めないため") ?? false`)
	k.tabTo("#route button[value=adopt]")
	k.enter()
	k.until(`document.querySelector("#route #reason-1") !== null`)
	k.step("/plan")
	k.tabTo("form.form .primary")
	k.enter()
	k.do(chromedp.WaitVisible(chromedp.CSS("#plan-title")))
}

// TestKeyboardHearing makes a questionnaire and sends its links, without the mouse.
func TestKeyboardHearing(t *testing.T) {
	t.Parallel()
	k := byKeys{begin(t, "ja-JP")}
	k.visit("/s/mic-r8")
	k.step("/hearing")
	k.into("#id", "r8")
	k.tabTo("#model-m1a")
	k.key(" ")
	k.tabTo("main .primary")
	k.enter()
	k.into("#respondents", "131016 千代田区")
	k.into("#ends", time.Now().Add(48*time.Hour).Format(time.DateOnly))
	k.tabTo("form.form .primary")
	k.enter()
	k.tabTo("#link-131016")
	if got := eval[string](k.browser, `getSelection().toString() || document.activeElement.value`); !strings.Contains(got, "/answer#") {
		t.Errorf("the link is %q", got)
	}
}

// TestKeyboardReport writes a text of the report, makes a preview of the overview,
// goes to it, and approves the study, without the mouse.
func TestKeyboardReport(t *testing.T) {
	t.Parallel()
	k := byKeys{begin(t, "ja-JP")}
	k.visit("/s/mic-r8")
	k.step("/report")
	k.tabTo("a[href$='/report/texts']")
	k.enter()
	k.tabTo("#text-purpose summary")
	k.press(kb.Enter, `document.querySelector("#text-purpose details").open`)
	k.into("#ja-purpose", "本市の目的を書く。")
	k.tabTo("#text-purpose button.primary")
	k.enter()
	k.step("/report")
	k.tabTo("#kind-full")
	k.press(kb.ArrowDown, `document.querySelector("#kind-overview").checked`)
	k.tabTo("button[value=preview]")
	k.enter()
	k.do(chromedp.WaitVisible(chromedp.CSS("#newest-preview")))
	if got := k.text(".newest"); !strings.Contains(got, "報告書ではありません") || eval[bool](k.browser, `document.querySelector("#newest") !== null`) {
		t.Errorf("the preview: %s", got)
	}
	k.tabTo(".newest a[target]")
	k.step("/history")
	k.into("#approval-reason", "課内で確認した")
	k.tabTo("button[value=approve]")
	k.enter()
	if got := k.text("main"); !strings.Contains(got, "変更できません") {
		t.Errorf("the approval: %s", got)
	}
}

// TestKeyboardScenario writes an attack scenario, sees what speaks against it while
// typing, and finds it in the list with its letter, without the mouse.
func TestKeyboardScenario(t *testing.T) {
	t.Parallel()
	k := byKeys{begin(t, "ja-JP")}
	k.visit("/s/mic-r8/damage?m=m1a")
	k.axe()
	k.tabTo("a[href$='/damage/scenario?m=m1a']")
	k.enter()
	k.axe()
	k.into("#ja", "申請から基幹業務まで")
	k.choose("#entry", "ep-4")
	k.choose("#target", "a-mn-fuku")
	k.tabTo("#damage-d1")
	k.key(" ")
	k.choose("#at1", "a-eapp-asp")
	k.into("#technique1", "T1190")
	k.into("#step1", "不正なファイルを申請する")
	k.choose("#at2", "a-mn-fuku")
	k.into("#technique2", "T1486")
	k.into("#step2", "暗号化する")
	k.waitText("#check", "つながっていない")
	k.axe()
	k.shot("doubt")
	k.tabTo("button[value=save]")
	k.enter()
	if got := k.text("#scenarios ~ div"); !strings.Contains(got, "申請から基幹業務まで") {
		t.Errorf("the list: %s", got)
	}
	k.axe()
	k.shot("listed")
}

// settles adopts one of the answers that stand against each other.
func (k byKeys) settles(reason string) {
	k.t.Helper()
	k.tabTo("section.question input[name=answer]")
	k.press(" ", "document.activeElement.checked")
	k.into("section.question textarea[name=reason]", reason)
	k.tabTo("section.question button")
	k.enter()
	if got := k.text("section.question .note"); !strings.Contains(got, reason) {
		k.t.Errorf("the answer that was adopted: %q", got)
	}
}

// folds folds the routes of the goal and unfolds them in the first column, folds all
// and unfolds all by the buttons, and shows more lines in a row.
func (k byKeys) folds() {
	k.t.Helper()
	const rows = `document.querySelector("ra-grid").rows.list.length`
	all := eval[int](k.browser, rows)
	k.tabTo(".ra-grid__field")
	k.key(kb.Home, chromedp.ModifierCtrl)
	k.press(" ", rows+` === 1 && document.querySelector(".ra-grid__row--goal").getAttribute("aria-expanded") === "false"`)
	k.press(" ", rows+" === "+strconv.Itoa(all))
	k.key(kb.ArrowDown) // the first route
	k.press(" ", rows+" < "+strconv.Itoa(all)+` && document.querySelector(".ra-grid__row--route").getAttribute("aria-expanded") === "false"`)
	k.press(" ", rows+" === "+strconv.Itoa(all))
	k.back(".ra-grid__bar button:nth-last-of-type(2)")
	k.press(kb.Enter, rows+" === "+strconv.Itoa(all))
	k.back(".ra-grid__bar button:nth-last-of-type(3)")
	k.press(kb.Enter, rows+" === 1")
	k.tabTo(".ra-grid__bar button:nth-last-of-type(2)")
	k.press(kb.Enter, rows+" === "+strconv.Itoa(all))
	k.tabTo("#ra-grid-lines")
	k.press(kb.ArrowDown, `document.querySelector(".ra-grid__row--step").getBoundingClientRect().height === 66`)
}
