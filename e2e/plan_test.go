package e2e_test

import (
	"fmt"
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
	b.follow("a[href*='/plan/proof']")
	if got := b.text("main"); !strings.Contains(got, "計算し直しました") {
		t.Errorf("the proof is not shown: %s", got)
	}
	b.shot("proof")
	b.axe()
	b.visit("/s/mic-r8/plan?m=m1a")
	b.follow("a[href*='/plan/front']")
	rows := eval[int](b, "document.querySelectorAll('main tbody tr').length")
	for n := 1; n <= rows; n++ {
		if !eval[bool](b, fmt.Sprintf("[...document.querySelectorAll('.picture svg text')].some(x => x.textContent.trim() === '%d')", n)) {
			t.Errorf("plan %d of the table is no point of the chart", n)
		}
	}
	if rows < 2 {
		t.Errorf("%d plans", rows)
	}
	b.shot("front")
	b.axe()
}

// TestWhatIf switches a countermeasure by the keyboard and reads at once what becomes
// of the letters; going back to the address shows the same.
func TestWhatIf(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	b.visit("/s/mic-r8/plan?m=m1a")
	b.follow("a[href*='what-if']")
	b.axe()
	b.do(chromedp.Focus(chromedp.CSS("input[name=flip]")), chromedp.KeyEvent(" "))
	b.says("[data-said]", "1件の対策を切り替えました")
	b.shot("switched")
	b.axe()
	if !strings.Contains(b.path(), "flip=") {
		t.Errorf("the address does not say what is switched: %s", b.path())
	}
	b.visit(b.path())
	if got := b.text("[data-said]"); !strings.Contains(got, "1件の対策を切り替えました") {
		t.Errorf("after a reload: %s", got)
	}
}
