package e2e_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestHistory changes a level, reads in the history which letters change by it, goes
// back, approves the study, and finds that nobody can change it any more.
func TestHistory(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	row := eval[string](b, `fetch("/s/mic-r8/asset?m=m1a&risk=A").then(r => r.text()).then(t => t.match(/\/s\/mic-r8\/why\?[^"]*/)[0].replaceAll("&amp;", "&"))`, chromedp.EvalAwaitPromise)
	b.visit(row)
	const form = "form[action*='/why/judge']:has(input[value='threat-level'])"
	eval[bool](b, `document.querySelector("`+form+`").closest("details")?.setAttribute("open", ""), true`)
	b.do(chromedp.SetValue(chromedp.CSS(form+" select"), "1"), chromedp.SendKeys(chromedp.CSS(form+" [name=reason]"), "起こりにくいため"))
	b.follow(form + " button")
	b.visit("/s/mic-r8/history")
	b.shot("revisions")
	b.axe()
	b.follow("button[form=compare]")
	if got := b.text("main"); !strings.Contains(got, "資産ベースのリスク値の違い") || !strings.Contains(got, "脅威レベル") {
		t.Errorf("the difference: %s", got)
	}
	b.shot("difference")
	b.axe()
	b.do(chromedp.SendKeys(chromedp.CSS("#restore-reason"), "試しの変更のため"))
	b.follow("form[action*='restore'] button.primary")
	b.do(chromedp.SendKeys(chromedp.CSS("#approval-reason"), "課内で確認した"))
	b.follow("button[value=approve]")
	if got := b.text("main"); !strings.Contains(got, "課内で確認した") || !strings.Contains(got, "変更できません") {
		t.Errorf("the approval: %s", got)
	}
	b.shot("approved")
	b.axe()
	b.visit("/s/mic-r8/report/texts")
	if eval[bool](b, `!!document.querySelector("textarea")`) {
		t.Error("an approved study can be written to")
	}
	b.visit("/audit?check=1")
	b.shot("audit")
	b.axe()
}
