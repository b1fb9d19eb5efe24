package e2e_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestCatalogue writes over what the built-in list of threats says, by keys and from
// the clipboard, takes it back, and goes back to what the list says.
func TestCatalogue(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	b.visit("/s/mic-r8/catalogue?list=threats")
	b.do(chromedp.WaitVisible(chromedp.CSS(".ra-grid__field")), chromedp.SendKeys(chromedp.CSS("#ra-grid-reason"), "庁内の用語に合わせる"+kb.Tab))
	const name, target, physical, origin = "2", "4", "5", "10"
	was, base := b.cell("2", name), b.cell("2", origin)
	b.at("2", name)
	b.key("侵入" + kb.Enter)
	b.saved()
	if b.cell("2", name) != "侵入" || b.cell("2", origin) == base || !strings.Contains(b.text(".ra-grid__state"), "保存しました") {
		t.Errorf("%q of %q: %s", b.cell("2", name), b.cell("2", origin), b.text(".ra-grid__state"))
	}
	b.at("3", target)
	b.key("どこか" + kb.Enter)
	b.until(`document.querySelector(".ra-grid__problems li")?.textContent.includes("機器、") ?? false`)
	b.axe()
	b.shot("list")
	b.at("3", target)
	b.paste("クラウド\t－\r\n")
	b.saved()
	if got := b.cell("3", target) + b.cell("3", physical); got != "クラウド－" || !eval[bool](b, `document.querySelector(".ra-grid__problems").childElementCount === 0`) {
		t.Errorf("pasted: %s, %s", got, b.text(".ra-grid__problems"))
	}
	b.key("z", chromedp.ModifierCtrl) // to what could not be saved
	b.key("z", chromedp.ModifierCtrl)
	b.saved()
	b.visit("/s/mic-r8/catalogue?list=threats")
	b.do(chromedp.WaitVisible(chromedp.CSS(".ra-grid__field")))
	if b.cell("2", name) != "侵入" || b.cell("3", origin) != base {
		t.Errorf("after a reload: %q, and taken back the row is %q", b.cell("2", name), b.cell("3", origin))
	}
	b.at("2", name)
	b.key(kb.Delete)
	b.saved()
	if b.cell("2", name) != was || b.cell("2", origin) != base {
		t.Errorf("back at the list: %q of %q", b.cell("2", name), b.cell("2", origin))
	}
}
