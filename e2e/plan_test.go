package e2e_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestPlan asks for the cheapest plan of a model, waits for it as a person does,
// and reads it.
func TestPlan(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	b.visit("/s/mic-r8/plan?m=m1a")
	b.axe()
	b.do(chromedp.Click(chromedp.CSS("form.form button.primary")), chromedp.WaitVisible(chromedp.CSS("ra-refresh td")))
	b.do(chromedp.WaitVisible(chromedp.CSS("#plan-title")))
	if got := b.text("main"); !strings.Contains(got, "最も安い計画です") || !strings.Contains(got, "独立した検査で確かめました") {
		t.Errorf("the plan is not shown: %s", got)
	}
	b.shot("made")
	b.axe()
}
