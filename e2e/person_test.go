package e2e_test

import (
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"
)

const password = "correct horse battery 9"

func quote(text string) string { return strconv.Quote(text) }

// begin starts a server, and signs the first administrator in as the one-time
// link leads.
func begin(t testing.TB, language string) *browser {
	t.Helper()
	return beginAt(t, serve(t), language)
}

// beginAt does so at a server that was started.
func beginAt(t testing.TB, s site, language string) *browser {
	t.Helper()
	b := open(t, s, language)
	b.do(
		chromedp.Navigate(s.Invitation),
		chromedp.SendKeys(chromedp.CSS("#password"), password),
		chromedp.SendKeys(chromedp.CSS("#again"), password),
		chromedp.Click(chromedp.CSS("#form button")),
		chromedp.WaitVisible(chromedp.CSS("#done a")),
		chromedp.Click(chromedp.CSS("#done a")),
		chromedp.WaitVisible(chromedp.CSS("main")),
	)
	return b
}
