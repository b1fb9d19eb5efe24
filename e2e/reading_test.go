package e2e_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestReading opens the reference study as a newcomer does after the first start; its
// pages are read by [TestReflow].
func TestReading(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	if got := b.text("h1"); got != "スタディの一覧" {
		t.Errorf("the first page is %q", got)
	}
	b.shot("studies")
	b.axe()
	b.follow("tbody a")
	b.do(chromedp.WaitVisible(chromedp.CSS("nav.steps")))
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
