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
	for _, page := range []string{"", "/model", "/model/asset?m=m1a&id=a-bnd-link", "/model/link?m=m1a", "/asset", "/damage", "/result", "/compare", "/report", "/history"} {
		b.visit("/s/mic-r8" + page)
		if b.text("h1") == "" || strings.Contains(b.text("main"), "web.") {
			t.Errorf("%s: %s", page, b.text("main"))
		}
		b.shot("study" + file(page))
		b.axe()
	}
}

// TestTreeFromSheetToPicture goes from the matrix of goals to a tree and its route
// on the picture, and back.
func TestTreeFromSheetToPicture(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	b.visit("/s/mic-r8/damage?m=m1a")
	b.do(chromedp.Click(chromedp.CSS("table.heat a")), chromedp.WaitVisible(chromedp.CSS("#route details[open] form")))
	b.shot("trees")
	b.axe()
	b.do(chromedp.Click(chromedp.CSS("#route details[open] a[href*='tree=1']")), chromedp.WaitVisible(chromedp.CSS("ra-diagram .tools")))
	b.shot("route")
	b.axe()
	b.do(chromedp.Click(chromedp.CSS("a[href*='#route']")), chromedp.WaitVisible(chromedp.CSS("#reason-1")))
}

// file makes a name for a picture of a page.
func file(page string) string {
	return strings.NewReplacer("/", "-", "?", "-", "&", "-", "=", "-").Replace(page)
}
