package e2e_test

import (
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// walk is a person at a browser, whose clicks and keys are counted.
type walk struct {
	*browser
	legs []leg
}

// leg is a part of the way: what it took to go through it.
type leg struct {
	name         string
	clicks, keys int
	began        time.Time
	took         time.Duration
}

// begins tells that the next part of the way begins.
func (w *walk) begins(name string) {
	w.ends()
	w.legs = append(w.legs, leg{name: name, began: time.Now()})
	w.shot(name)
}

func (w *walk) ends() {
	if n := len(w.legs); n > 0 {
		w.legs[n-1].took = time.Since(w.legs[n-1].began)
	}
}

func (w *walk) click(css string) {
	w.t.Helper()
	w.legs[len(w.legs)-1].clicks++
	w.do(chromedp.Click(chromedp.CSS(css)))
}

// goes clicks what leads to another page.
func (w *walk) goes(css string) {
	w.t.Helper()
	w.legs[len(w.legs)-1].clicks++
	w.follow(css)
}

func (w *walk) types(text string) {
	w.t.Helper()
	w.legs[len(w.legs)-1].keys += utf8.RuneCountInString(text)
	w.key(text)
}

// onward goes to the next step by the link at the foot of the page.
func (w *walk) onward(name string) {
	w.t.Helper()
	w.goes(".onward a")
	w.begins(name)
}

// TestWalk goes from an empty database to the finished report of one municipality
// that uses model ①a, with the mouse, as docs/workbench.md tells it.
func TestWalk(t *testing.T) {
	t.Parallel()
	s := serve(t)
	w := &walk{browser: open(t, s, "ja-JP")}
	taken := t.TempDir()
	_, err := chromedp.Call(w.ctx, cdpbrowser.SetDownloadBehavior, cdpbrowser.SetDownloadBehaviorParams{Behavior: "allow", DownloadPath: taken})
	w.none(err)

	w.do(chromedp.Navigate(s.Invitation))
	w.begins("password")
	w.click("#password")
	w.types(password)
	w.click("#again")
	w.types(password)
	w.click("#form button")
	w.do(chromedp.WaitVisible(chromedp.CSS("#done a")))
	w.goes("#done a")

	w.begins("new")
	w.goes("a[href='/new']")
	w.click("#title")
	w.types("○○市の検討")
	w.click("#organisation")
	w.types("131016")
	w.click("label[for='model-m1a']")
	w.goes("form[action='/new'] .primary")

	w.begins("overview")
	w.onward("model")
	w.until(`document.querySelector(".picture [tabindex='0']") !== null`)
	w.click(part("asset-a-lg-pc") + " rect")
	w.do(chromedp.WaitVisible(chromedp.CSS("#count")))
	w.click("#count")
	w.types("0")
	w.click(".panel form .primary")
	w.until(`document.querySelector(".done") !== null`)

	w.onward("asset")
	w.do(chromedp.WaitVisible(chromedp.CSS(".ra-grid__field")))
	w.click("#ra-grid-reason")
	w.types("現地で確認")
	w.click(cellCSS("2", measures))
	w.types("2")
	w.click(cellCSS("3", measures))
	w.saved()

	w.onward("damage")
	w.goes("main table a:has(.letter)")
	w.onward("result")
	w.onward("compare")
	w.plans()
	w.hears()
	if report := w.reports(taken); !strings.HasSuffix(report, ".docx") {
		t.Errorf("%q is taken away", report)
	}
	w.shot("end")

	var all leg
	for _, l := range w.legs {
		t.Logf("%-10s %3d clicks %4d keys %6.1f s", l.name, l.clicks, l.keys, l.took.Seconds())
		all.clicks, all.keys, all.took = all.clicks+l.clicks, all.keys+l.keys, all.took+l.took
	}
	t.Logf("%-10s %3d clicks %4d keys %6.1f s", "all", all.clicks, all.keys, all.took.Seconds())
	if all.clicks > 48 {
		t.Errorf("it takes %d clicks", all.clicks)
	}
}

// plans searches for a plan.
func (w *walk) plans() {
	w.t.Helper()
	w.onward("plan")
	w.goes("form.form .primary")
	w.do(chromedp.WaitVisible(chromedp.CSS("#plan-title")))
	w.onward("hearing")
}

// hears asks the municipality itself by a link, which somebody there follows in a
// browser of their own to answer, and takes the answer over into the study.
func (w *walk) hears() {
	w.t.Helper()
	w.goes("form.form .primary")
	w.click("#respondents")
	w.key(kb.End)
	w.types("千代田区")
	w.goes("form.form .primary")
	w.click("#link-131016")
	link := eval[string](w.browser, "getSelection().toString() || document.activeElement.value")
	board := w.path()

	asked := &walk{browser: open(w.t, w.site, "ja-JP")}
	asked.do(chromedp.Navigate(link), chromedp.WaitVisible(chromedp.CSS("ol.plain")))
	asked.begins("answer")
	asked.goes("ol.plain a")
	asked.click(`input[value="absent"]`)
	asked.waitText("[data-said]", "保存しました")
	asked.goes("a[href='/answer/contents']")
	asked.goes("a.primary")
	asked.click("#respondent")
	asked.types("山田 花子")
	asked.goes("main form .primary")
	asked.do(chromedp.WaitVisible(chromedp.CSS(`[data-state="submitted"]`)))
	asked.shot("sent")
	asked.ends()

	w.ends()
	w.legs = append(w.legs, asked.legs...)
	w.begins("answered")
	w.goes("nav.models a[href='" + board[:strings.LastIndex(board, "/")] + "']")
	w.goes("tbody a[href*='/effect']")
	w.shot("effect")
	w.goes("form[action*='/effect'] .primary")
	if got := w.text("main"); !strings.Contains(got, "回答のとおり") {
		w.t.Errorf("the answer is not taken over: %s", got)
	}
	w.onward("report")
}

// reports writes the purpose of the report, has it made, and takes it away.
func (w *walk) reports(taken string) string {
	w.t.Helper()
	w.goes("a[href$='/report/texts']")
	w.click("#text-purpose summary")
	w.click("#ja-purpose")
	w.types("本市の目的を書く。")
	w.goes("#text-purpose button.primary")
	w.goes("nav.steps a[aria-current]")
	w.goes("form.form .primary")
	w.do(chromedp.WaitVisible(chromedp.CSS("#newest")))
	w.begins("files")
	w.click(".newest a[href$='.docx']")
	w.ends()
	return w.arrives(taken)
}

// arrives waits for a file that is taken away, and gives its name.
func (b *browser) arrives(dir string) string {
	b.t.Helper()
	for range 200 {
		files, err := os.ReadDir(dir)
		b.none(err)
		if len(files) == 1 && !strings.HasSuffix(files[0].Name(), ".crdownload") {
			return files[0].Name()
		}
		time.Sleep(100 * time.Millisecond)
	}
	b.shot("failed")
	b.t.Fatal("no file is taken away")
	return ""
}
