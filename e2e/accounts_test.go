package e2e_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestAccounts invites somebody with the keyboard, gives a role, and lets them sign
// in by the one-time link in a browser of their own, where they see what the role
// permits and nothing else; then the role goes to a successor.
func TestAccounts(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	b.follow("a[href='/accounts']")
	b.axe()
	b.shot("list")
	b.do(chromedp.Focus(chromedp.CSS("#display")), chromedp.KeyEvent("情報政策課　山田 花子"), chromedp.KeyEvent("\t"), chromedp.KeyEvent("hanako"))
	b.enter()
	link := eval[string](b, "document.querySelector('input.whole').value")
	if !strings.HasPrefix(link, b.site.Address+"/setup#") {
		t.Fatalf("the one-time link is %q", link)
	}
	b.shot("link")
	b.axe()
	at := eval[string](b, "document.querySelector('form[action$=\"/permissions\"]').getAttribute('action')")
	b.do(chromedp.SetValue(chromedp.CSS("#role"), "view"), chromedp.SetValue(chromedp.CSS("#kind"), "study"), chromedp.SendKeys(chromedp.CSS("#id"), "mic-r8"), chromedp.SendKeys(chromedp.CSS("#until"), "令和20年1月1日"))
	b.follow("form[action='" + at + "'] button")
	if text := b.text("[role=alert]"); !strings.Contains(text, "最後の日") {
		t.Errorf("a day too late is not refused: %q", text)
	}
	b.axe()
	eval[string](b, `document.querySelector("#until").value = ""`)
	b.follow("form[action='" + at + "'] button")
	b.shot("given")
	b.axe()

	c := open(t, b.site, "en-US")
	c.do(chromedp.Navigate(link), chromedp.SendKeys(chromedp.CSS("#password"), password), chromedp.SendKeys(chromedp.CSS("#again"), password),
		chromedp.Click(chromedp.CSS("#form button")), chromedp.WaitVisible(chromedp.CSS("#done a")), chromedp.Click(chromedp.CSS("#done a")), chromedp.WaitVisible(chromedp.CSS("tbody a")))
	if eval[bool](c, "!!document.querySelector('a[href=\"/accounts\"], a[href=\"/new\"]')") {
		t.Error("a viewer is offered what only others may do")
	}
	c.visit("/accounts/roles")
	c.axe()
	c.shot("roles")
	c.visit("/account/tokens")
	c.do(chromedp.SendKeys(chromedp.CSS("#name"), "figures"), chromedp.Click(chromedp.CSS("label[for='o-study.read']")))
	c.follow("form[action='/account/tokens'] button")
	c.axe()
	c.shot("token")

	b.visit("/accounts")
	b.do(chromedp.SendKeys(chromedp.CSS("#display"), "情報政策課　後任"), chromedp.SendKeys(chromedp.CSS("#name"), "jiro"))
	b.follow("form.form button")
	b.visit(strings.TrimSuffix(at, "/permissions"))
	b.do(chromedp.Click(chromedp.CSS("details summary")), chromedp.SendKeys(chromedp.CSS("#to"), "jiro"))
	b.follow("form[action$='/hand-over'] button")
	b.visit("/accounts?q=jiro")
	if text := b.text("tbody"); !strings.Contains(text, "スタディ mic-r8") {
		t.Errorf("the successor has: %s", text)
	}
	c.visit("/")
	if c.path() != "/sign-in?next=%2F" {
		t.Errorf("the session of the predecessor goes on: %s", c.path())
	}
}

// enter presses Enter where the focus is, and waits for the page to which it leads.
func (b *browser) enter() {
	b.t.Helper()
	b.leave("Enter", chromedp.KeyEvent("\r"))
}
