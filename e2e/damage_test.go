package e2e_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestDamageSheet rejects an attack tree with the keyboard in the grid, reads the
// reasons at the side, and finds the row again after a reload.
func TestDamageSheet(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	b.visit("/s/mic-r8/damage?m=m1a")
	b.follow("a[href*='/damage/sheet']")
	b.axe()
	b.shot("routes")
	goal := eval[string](b, "document.querySelector('#goal option:nth-child(2)').value")
	b.visit("/s/mic-r8/damage/sheet?m=m1a&entry=0&goal=" + goal)
	b.do(chromedp.WaitVisible(chromedp.CSS(".ra-grid__row--tree")))
	b.prints("trees")
	b.beside("h2")
	b.lettersInSight()
	b.axe()
	b.shot("trees")
	byKeys{b}.folds()
	b.do(chromedp.Click(chromedp.CSS(".ra-grid__row--goal .ra-grid__fold")))
	b.until(`document.querySelectorAll(".ra-grid__row--tree").length === 0`)
	b.do(chromedp.Click(chromedp.CSS(".ra-grid__row--goal .ra-grid__fold")), chromedp.WaitVisible(chromedp.CSS(".ra-grid__row--tree")))
	// From the goal to its first route and tree, and there to the column of reasons.
	b.do(chromedp.Focus(chromedp.CSS(".ra-grid__field")))
	b.key(kb.ArrowDown + kb.ArrowDown)
	for range 8 {
		b.key(kb.Tab)
	}
	b.key("because" + kb.Enter)
	b.waitText(".ra-grid__problems", "先に採否を－に")
	b.do(chromedp.Click(chromedp.CSS(".ra-grid__problems button:last-child")))
	b.do(chromedp.SendKeys(chromedp.CSS("#ra-grid-reason"), "端末を持ち込めないため"))
	b.do(chromedp.Click(chromedp.CSS(".ra-grid__row--tree [aria-colindex='8']")), chromedp.KeyEvent("-"), chromedp.KeyEvent("\r"))
	b.waitText(".ra-grid__state", "保存しました")
	b.waitText(".ra-grid__row--tree [aria-colindex='9']", "端末を持ち込めないため")
	b.axe()
	b.shot("rejected")
	before := eval[string](b, "location.hash")
	b.do(chromedp.Reload(), chromedp.WaitVisible(chromedp.CSS(".ra-grid__row--tree")))
	if after := eval[string](b, "location.hash"); !strings.Contains(before, goal) || after != before {
		t.Errorf("the row was %s and is %s", before, after)
	}
	if got := b.text(".ra-grid__row--tree [aria-colindex='8'] .ra-grid__text"); got != "－" {
		t.Errorf("after a reload the verdict is %q", got)
	}
}

// lettersInSight wants the letters to be seen at both ends of the sheet, beside the
// panel of reasons.
func (b *browser) lettersInSight() {
	b.t.Helper()
	for _, end := range []string{"0", "10000"} {
		if !eval[bool](b, `(() => {
			const s = document.querySelector(".ra-grid__scroll"); s.scrollIntoView(); s.scrollLeft = `+end+`;
			const letter = document.querySelector(".ra-grid__row--tree .letter").getBoundingClientRect(), at = document.elementFromPoint(letter.left + letter.width / 2, letter.top + letter.height / 2);
			return Boolean(at?.classList.contains("letter")) && letter.right <= s.getBoundingClientRect().right;
		})()`) {
			b.t.Errorf("scrolled to %s, the letters are out of sight", end)
		}
	}
	eval[int](b, `document.querySelector(".ra-grid__scroll").scrollLeft = 0`)
}
