package e2e_test

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// TestSearch looks for a name and for a letter in the field at the top of every
// page, with the keyboard and without script, and goes where it leads.
func TestSearch(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	b.visit("/s/mic-r8")
	b.do(chromedp.SendKeys(chromedp.CSS("#bar-q"), "ファイル連携"))
	b.enter()
	b.axe()
	b.shot("found")
	if !strings.Contains(b.text("main"), "資産") || eval[string](b, "document.querySelector('#bar-q').value") != "ファイル連携" {
		t.Errorf("found: %s", b.text("main"))
	}
	if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	b.visit("/s/mic-r8/result")
	b.do(chromedp.SendKeys(chromedp.CSS("#bar-q"), "A"), chromedp.Click(chromedp.CSS(".bar-search button")), chromedp.WaitVisible(chromedp.CSS("ul.found")),
		chromedp.Click(chromedp.CSS("ul.found a[href*='risk=A']")), chromedp.WaitVisible(chromedp.CSS("form.filter")))
	if got := b.path(); !strings.HasPrefix(got, "/s/mic-r8/asset?") {
		t.Errorf("the hit leads to %s", got)
	}
	if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{}); err != nil {
		t.Fatal(err)
	}
	for _, page := range []string{"/s/mic-r8/catalogue", "/s/mic-r8/catalogue?list=threats&target=cloud", "/s/mic-r8/catalogue/row?list=threats&id=th-02", "/s/mic-r8/search?q=zzz"} {
		b.visit(page)
		if strings.Contains(page, "/catalogue?") {
			b.do(chromedp.WaitVisible(chromedp.CSS(".ra-grid__field")))
			b.beside("dt")
		}
		b.axe()
		b.shot(file(page))
	}
}
