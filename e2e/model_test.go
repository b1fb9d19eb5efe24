package e2e_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestModelByKeyboard goes from the picture of a model to an asset, renames it and
// comes back, by the keyboard alone.
func TestModelByKeyboard(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	b.visit("/s/mic-r8/model?m=m1a")
	b.do(
		chromedp.WaitVisible(chromedp.CSS("ra-diagram .tools button")),
		chromedp.Focus(chromedp.CSS("#picture-asset-a-bnd-link")),
		chromedp.KeyEvent(kb.Enter),
		chromedp.WaitVisible(chromedp.CSS("form.form")),
		chromedp.Focus(chromedp.CSS("#name")),
		chromedp.KeyEvent("a", chromedp.KeyModifiers(2)),
		chromedp.KeyEvent("連携サーバ（改）"),
		chromedp.KeyEvent(kb.Enter),
		chromedp.WaitVisible(chromedp.CSS("ra-diagram")),
	)
	if !eval[bool](b, `document.querySelector('a[data-asset="a-bnd-link"]').textContent === "連携サーバ（改）"`) {
		t.Error("the asset is not renamed")
	}
	b.do(chromedp.Click(chromedp.CSS(".tools button")))
	if eval[string](b, `document.querySelector(".picture svg").style.width`) != "125%" {
		t.Error("the picture is not enlarged")
	}
	b.shot("enlarged")
}
