package e2e_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestReading goes through every page of the reference study as a newcomer does
// after the first start.
func TestReading(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	if got := b.text("h1"); got != "スタディの一覧" {
		t.Errorf("the first page is %q", got)
	}
	b.shot("studies")
	b.axe()
	b.do(chromedp.Click(chromedp.CSS("tbody a")), chromedp.WaitVisible(chromedp.CSS("nav.steps")))
	for _, page := range []string{"", "/model", "/model?m=m1a&asset=a-bnd-link", "/model?m=m1a&new=link", "/asset", "/damage", "/result", "/compare", "/report", "/history"} {
		b.visit("/s/mic-r8" + page)
		if b.text("h1") == "" || strings.Contains(b.text("main"), "web.") {
			t.Errorf("%s: %s", page, b.text("main"))
		}
		b.shot("study" + file(page))
		b.axe()
	}
}

// TestTreeFromSheetToPicture goes from the matrix of goals to a tree and its route
// on the picture, rejects the tree, and sees it marked.
func TestTreeFromSheetToPicture(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	b.visit("/s/mic-r8/damage?m=m1a")
	b.follow("table.heat a")
	b.do(chromedp.WaitVisible(chromedp.CSS("#route details[open] form")))
	b.shot("trees")
	b.axe()
	b.follow("#route details[open] a[href*='tree=1']")
	b.do(chromedp.WaitVisible(chromedp.CSS("ra-diagram .tools")))
	b.shot("route")
	b.axe()
	b.follow("a[href*='#route']")
	b.do(chromedp.SendKeys(chromedp.CSS("#reason-1"), "端末を持ち込めないため"))
	b.follow("#route details[open] button[value='reject']")
	b.do(chromedp.WaitVisible(chromedp.CSS("#route button[value='adopt']")))
	if !strings.Contains(b.text("#route"), "端末を持ち込めないため") {
		t.Error("the reason is not shown")
	}
}

// file makes a name for a picture of a page.
func file(page string) string {
	return strings.NewReplacer("/", "-", "?", "-", "&", "-", "=", "-").Replace(page)
}
