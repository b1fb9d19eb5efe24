package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// part chooses a part of the picture of a model.
func part(id string) string { return "#picture-" + id }

// press presses a key while the element that it is for has the focus, and waits until
// a script is true.
func (b *browser) press(key, until string) {
	b.t.Helper()
	b.key(key)
	b.until(until)
}

// look leaves a picture of what is on the screen where somebody wants to look at it:
// one of the whole page would be laid out for a screen that is as long as it.
func (b *browser) look(name string) {
	b.t.Helper()
	dir := os.Getenv("SEKISHO_SHOTS")
	if dir == "" {
		return
	}
	picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, b.t.Name()+"-"+name+".png"), picture, 0o600)
	}
	if err != nil {
		b.t.Logf("no picture: %v", err)
	}
}

// TestModelByKeyboard goes over the picture of a model by the keyboard alone: to an
// asset, which it renames beside the picture, to a connection of it and back, and
// takes the change back.
func TestModelByKeyboard(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	b.visit("/s/mic-r8/model?m=m1a")
	b.until(`document.querySelectorAll(".picture [tabindex='0']").length === 1`)
	b.do(chromedp.Focus(chromedp.CSS(part("asset-a-bnd-link"))))
	b.press(kb.ArrowLeft, `document.activeElement.matches(".asset") && document.activeElement.id !== "picture-asset-a-bnd-link"`)
	b.press(kb.ArrowRight, `document.activeElement.id === "picture-asset-a-bnd-link"`)
	b.press("l", `document.activeElement.matches(".link")`)
	b.press(kb.Escape, `document.activeElement.id === "picture-asset-a-bnd-link"`)
	b.press(kb.Enter, `document.activeElement.id === "panel-title"`)
	if got := b.text(".panel"); !strings.Contains(got, "論理的配置の根拠") || !strings.Contains(b.path(), "asset=a-bnd-link") {
		t.Errorf("the panel of %s says %s", b.path(), got)
	}
	b.axe()
	b.do(
		chromedp.Focus(chromedp.CSS("#name")),
		chromedp.KeyEvent("a", chromedp.KeyModifiers(2)),
		chromedp.KeyEvent("連携サーバ（改）"),
	)
	b.look("typed")
	b.press(kb.Enter, `document.querySelector(".done") !== null`)
	if got := b.text("a[data-asset='a-bnd-link']"); got != "連携サーバ（改）" {
		t.Errorf("the asset is %q", got)
	}
	if got := eval[string](b, `document.getElementById("status").textContent`); !strings.Contains(got, "保存しました: 資産を変更") {
		t.Errorf("what is read out: %q", got)
	}
	b.press(kb.Escape, `document.activeElement.id === "picture-asset-a-bnd-link"`)
	b.look("saved")
	b.axe()
	b.do(chromedp.Focus(chromedp.CSS(".done button")))
	b.press(kb.Enter, `document.querySelector("a[data-asset='a-bnd-link']").textContent !== "連携サーバ（改）"`)
	if got := b.text(".done"); !strings.Contains(got, "取消し") {
		t.Errorf("after it was taken back: %q", got)
	}
}

// TestModelByMouse chooses assets and connections on the picture, keeps what was typed
// until it is let go, and goes back by the browser.
func TestModelByMouse(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	b.visit("/s/mic-r8/model?m=m1a")
	b.until(`document.querySelector(".picture [tabindex='0']") !== null`)
	b.do(chromedp.Click(chromedp.CSS(".tools button:nth-of-type(3)")))
	if !eval[bool](b, `(() => { const frame = document.querySelector(".picture"); return frame.scrollHeight <= frame.clientHeight + 1; })()`) {
		t.Error("the whole picture is not in sight")
	}
	b.look("whole")
	b.do(chromedp.Click(chromedp.CSS(".tools button")), chromedp.Click(chromedp.CSS(".tools button")), chromedp.Click(chromedp.CSS(".tools button")))
	width := eval[float64](b, `document.querySelector(".picture svg").clientWidth`)
	b.do(chromedp.Click(chromedp.CSS(part("asset-a-lg-pc") + " rect")))
	b.until(`document.querySelector(".panel") !== null`)
	if now := eval[float64](b, `document.querySelector(".picture svg").clientWidth`); now < width-2 || now > width+2 {
		t.Errorf("the picture was %v wide, and is %v", width, now)
	}
	b.look("asset")
	b.axe()
	// A connection of the asset, from its list; then what is typed is asked after.
	eval[bool](b, `document.querySelectorAll(".panel details").forEach(x => { x.open = true; }); true`)
	b.do(chromedp.Click(chromedp.CSS(".panel details li a")))
	b.until(`document.querySelector(".panel").dataset.kind === "link"`)
	b.look("link")
	b.axe()
	b.do(chromedp.SendKeys(chromedp.CSS("#note"), "試し"), chromedp.Click(chromedp.CSS(".panel dd a")), chromedp.WaitVisible(chromedp.CSS("dialog.ask")))
	b.look("asked")
	b.axe()
	b.key(kb.Escape)
	b.until(`document.querySelector("dialog") === null`)
	if !eval[bool](b, `document.querySelector("#note").value.includes("試し")`) {
		t.Error("what was typed is gone")
	}
	b.do(chromedp.Click(chromedp.CSS(".panel dd a")), chromedp.Click(chromedp.CSS("dialog.ask button:last-child")))
	b.until(`document.querySelector(".panel").dataset.kind === "asset"`)
	b.do(chromedp.Click(chromedp.CSS(".panel-head .button")))
	b.until(`document.querySelector(".panel") === null`)
	eval[bool](b, "history.back(); true")
	b.until(`document.querySelector(".panel")?.dataset.kind === "asset"`)
}

// TestModelAsks goes back by the browser, within the page and by the button that takes a
// change back while something is typed: nothing is let go of that was not asked after.
func TestModelAsks(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	b.visit("/s/mic-r8/model?m=m1a")
	b.until(`document.querySelector(".picture [tabindex='0']") !== null`)
	b.do(chromedp.Click(chromedp.CSS("a[data-zone='z-lg']")), chromedp.WaitVisible(chromedp.CSS("#exposure")),
		chromedp.SetValue(chromedp.CSS("#exposure"), "isolated"), chromedp.Click(chromedp.CSS(".panel form .primary")))
	b.until(`document.querySelector(".done") !== null`)
	b.do(chromedp.SendKeys(chromedp.CSS("#reason"), "まだ"))
	stays := func(what string) {
		t.Helper()
		b.do(chromedp.WaitVisible(chromedp.CSS("dialog.ask")))
		b.key(kb.Escape)
		b.until(`document.querySelector("dialog") === null`)
		if !eval[bool](b, `document.querySelector("#reason")?.value.includes("まだ") && location.search.includes("zone=z-lg")`) {
			t.Errorf("%s: what was typed is gone, at %s", what, b.path())
		}
	}
	b.do(chromedp.Click(chromedp.CSS(".done a[href='#found']")))
	b.until(`location.hash === "#found"`)
	b.do(chromedp.Click(chromedp.CSS(".done button")))
	stays("taking back")
	eval[bool](b, "history.back(); true")
	b.until(`location.hash === ""`)
	for range 2 { // what was left is still behind
		eval[bool](b, "history.back(); true")
		stays("going back")
	}
	eval[bool](b, "history.back(); true")
	b.do(chromedp.WaitVisible(chromedp.CSS("dialog.ask")), chromedp.Click(chromedp.CSS("dialog.ask button:last-child")))
	b.until(`document.querySelector(".panel") === null && !location.search.includes("zone=")`)
}

// TestModelBeside lays another model over the picture by the keyboard, and chooses an
// asset there, on a screen of an office and on a large one.
func TestModelBeside(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	b.visit("/s/mic-r8/model?m=m1a")
	b.until(`document.querySelector(".picture [tabindex='0']") !== null`)
	b.do(chromedp.Focus(chromedp.CSS("details.views:nth-of-type(2) summary")))
	b.press(kb.Enter, `document.querySelector("details.views:nth-of-type(2)").open`)
	b.do(chromedp.Focus(chromedp.CSS("details.views:nth-of-type(2) a[href*='beside=m1c']")))
	b.press(kb.Enter, `document.querySelector("#beside") !== null`)
	b.until(`document.activeElement.matches(".picture")`)
	if got := b.text("main"); !strings.Contains(got, "クラウドストレージとの違い") || !strings.Contains(got, "比べるモデルだけの資産") {
		t.Errorf("the words are missing: %s", got)
	}
	b.axe()
	b.look("beside")
	b.do(chromedp.Click(chromedp.CSS(part("asset-a-bnd-link") + " rect")))
	b.until(`document.querySelector(".panel") !== null && location.search.includes("beside=m1c")`)
	if eval[bool](b, `document.querySelector("#picture-asset-a-cs-store").hasAttribute("tabindex")`) {
		t.Error("what only the other model has can be chosen")
	}
	b.do(chromedp.EmulateViewport(1920, 1080))
	b.look("wide")
	b.axe()
}

// TestModelKeepsWhatIsTyped saves without the server and after the session has ended:
// it is told why nothing was saved, and what was typed is still there.
func TestModelKeepsWhatIsTyped(t *testing.T) {
	t.Parallel()
	b := begin(t, "en-GB")
	b.visit("/s/mic-r8/model?m=m1a&asset=a-lg-pc")
	b.do(chromedp.SetValue(chromedp.CSS("#reason"), "typed"))
	b.offline(true)
	b.do(chromedp.Click(chromedp.CSS(".panel form .primary")))
	b.until(`document.querySelector(".refused") !== null`)
	if got := b.text(".refused"); !strings.Contains(got, "cannot be reached") {
		t.Errorf("without the server it says %q", got)
	}
	b.look("lost")
	b.axe()
	b.offline(false)
	if _, err := chromedp.Call(b.ctx, network.ClearBrowserCookies, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.Click(chromedp.CSS(".panel form .primary")))
	b.until(`document.querySelector(".refused a") !== null`)
	if eval[string](b, `document.querySelector("#reason").value`) != "typed" {
		t.Error("what was typed is gone")
	}
}

// TestModelWithoutScript chooses an asset from a table, changes it and finds the change,
// without script.
func TestModelWithoutScript(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	b.visit("/s/mic-r8/model?m=m1a")
	b.do(
		chromedp.Click(chromedp.CSS("a[data-asset='a-lg-pc']")),
		chromedp.WaitVisible(chromedp.CSS("#panel-title")),
		chromedp.SendKeys(chromedp.CSS("#reason"), "確認した"),
	)
	b.look("panel")
	b.do(chromedp.Click(chromedp.CSS(".panel form .primary")), chromedp.WaitVisible(chromedp.CSS(".done button")))
	b.waitText(".done", "資産を変更")
	b.do(chromedp.Click(chromedp.CSS(".done button")))
	b.waitText(".done", "取消し")
}
