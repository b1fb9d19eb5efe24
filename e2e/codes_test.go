package e2e_test

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestOneTimeCodes makes a key for one-time codes and sends a code that does not
// fit; the page says so, and asks again for the same key.
func TestOneTimeCodes(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	b.visit("/account")
	b.axe()
	b.shot("account")
	b.follow("form[action='/account/codes'] button")
	b.axe()
	b.shot("key")
	key := b.text("dd code")
	b.do(chromedp.SendKeys(chromedp.CSS("#code"), "12345"))
	b.follow("form[action='/account/codes/set'] button")
	b.axe()
	b.shot("wrong")
	if again := b.text("dd code"); key == "" || again != key {
		t.Errorf("the key was %q and is now %q", key, again)
	}
}
