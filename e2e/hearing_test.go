package e2e_test

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestHearing holds a hearing as an officer does: the questions, the links, two
// respondents who differ, the answer that is adopted, and what they come to.
func TestHearing(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	b.visit("/s/mic-r8/hearing")
	b.axe()
	b.do(chromedp.SetValue(chromedp.CSS("#id"), "r8"), chromedp.Click(chromedp.CSS("#model-m1a")))
	b.follow("main .primary")
	b.do(chromedp.WaitVisible(chromedp.CSS("#respondents")))
	b.axe()
	b.do(chromedp.SendKeys(chromedp.CSS("#respondents"), "131016 千代田区\n131016-2"), chromedp.SetValue(chromedp.CSS("#ends"), time.Now().Add(48*time.Hour).Format(time.DateOnly)))
	b.follow("form.form .primary")
	b.do(chromedp.WaitVisible(chromedp.CSS("#link-131016")))
	b.axe()
	b.shot("links")
	links := []string{eval[string](b, `document.querySelector("#link-131016").value`), eval[string](b, `document.querySelector("#link-131016-2").value`)}
	for i, answer := range []string{"in-place", "absent"} {
		b.visit("/answer")
		b.do(chromedp.SendKeys(chromedp.CSS("#code"), links[i]))
		b.follow("main .primary")
		b.do(chromedp.WaitVisible(chromedp.CSS("ol.plain")))
		b.visit("/answer/section/1")
		b.do(chromedp.Click(chromedp.CSS(`input[value="` + answer + `"]`)))
		b.waitText("[data-said]", "保存しました")
		b.visit("/answer/review")
		b.do(chromedp.SendKeys(chromedp.CSS("#respondent"), "回答者"+answer))
		b.follow("main form .primary")
		b.do(chromedp.WaitVisible(chromedp.CSS(`[data-state="submitted"]`)))
	}
	b.visit("/s/mic-r8/hearing/r8")
	b.waitText("main", "東京都")
	b.axe()
	b.shot("board")
	b.visit("/s/mic-r8/hearing/r8/conflicts")
	b.axe()
	b.shot("conflicts")
	byKeys{b}.settles("現地で確かめた")
	for _, page := range []string{"/effect?code=131016", "/all"} {
		b.visit("/s/mic-r8/hearing/r8" + page)
		b.axe()
		b.shot(page[1:4])
	}
}
