package e2e_test

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// says waits for a text on the page.
func (b *browser) says(css, text string) {
	b.t.Helper()
	for range 600 {
		got, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.querySelector(`+quote(css)+`)?.innerText ?? ""`))
		switch {
		case err != nil && !strings.Contains(err.Error(), "navigated"): // the page fetches itself anew meanwhile
			b.t.Fatalf("%s: %v", css, err)
		case strings.Contains(got, text):
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	b.shot("failed")
	b.t.Fatalf("%s never says %q", css, text)
}

// TestReportTexts writes the purpose of a report at its place, sees how it reads
// while typing, loses the page before it is saved, finds it again and saves it.
func TestReportTexts(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	b.visit("/s/mic-r8/report")
	b.follow("a[href$='/report/texts']")
	b.axe()
	const form = "#text-purpose"
	b.do(chromedp.Click(chromedp.CSS(form+" summary")), chromedp.WaitVisible(chromedp.CSS("#ja-purpose")), chromedp.Focus(chromedp.CSS("#ja-purpose")),
		chromedp.KeyEvent("a", chromedp.KeyModifiers(2)), chromedp.KeyEvent("本市の**目的**を書く。"))
	b.says("#preview-purpose", "本市の目的を書く。")
	b.shot("writing")
	b.axe()
	// Leaving without a word of warning is what a crash of the browser does.
	crash := func(section, next string) {
		eval[bool](b, `document.querySelector("`+section+` ra-prose").leaving = true`)
		b.visit("/s/mic-r8/report/" + next)
	}
	crash("#text-purpose", "texts")
	b.says(form+" [data-said]", "戻しました")
	if got := eval[string](b, `document.getElementById("ja-purpose").value`); got != "本市の**目的**を書く。" {
		t.Errorf("the text is lost: %q", got)
	}
	// Another text that is not saved yet gives no warning, and is there again.
	const other = "section.text:not(#text-purpose)"
	b.do(chromedp.Click(chromedp.CSS(other+" summary")), chromedp.WaitVisible(chromedp.CSS(other+" textarea")), chromedp.SendKeys(chromedp.CSS(other+" textarea"), "not saved yet"))
	b.follow(form + " button.primary")
	b.until(`document.querySelector("` + other + ` textarea").value.includes("not saved yet")`)
	if !strings.Contains(b.text("[role=status].note"), "保存しました") || !strings.Contains(b.text(form+" > .prose"), "本市の目的を書く。") {
		t.Errorf("not saved: %s", b.text("main"))
	}
	crash(other, "texts")
	if b.text(form+" [data-said]") != "" {
		t.Error("what was saved is restored all the same")
	}
	crash(other, "point") // where the other text is there once more
	b.axe()
	b.shot("point")
}

// TestReportMade makes a preview of the overview for publication, opens it and looks
// at the list of its files.
func TestReportMade(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	b.visit("/s/mic-r8/report")
	b.shot("asked")
	b.do(chromedp.Click(chromedp.CSS("#kind-overview")), chromedp.Click(chromedp.CSS("#edition-public")))
	b.follow("button[value=preview]")
	b.says("#job-list", "内訳")
	b.shot("done")
	b.axe()
	preview := eval[string](b, `document.querySelector("#job-list a[target]").getAttribute("href")`)
	b.follow("#job-list a[href*='/made/']:not([target])")
	if got := b.text("main"); !strings.Contains(got, "manifest.json") || strings.Contains(got, "目録の値と違います") {
		t.Errorf("the files: %s", got)
	}
	b.shot("files")
	b.axe()
	b.visit(preview)
	if got := b.text("h1"); !strings.Contains(got, "公表用") {
		t.Errorf("the preview is %q", got)
	}
	b.shot("preview")
}
