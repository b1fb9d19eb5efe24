package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// grid opens the asset-based sheet, and gives a reason for what is judged in it.
func (b *browser) grid(reason string) {
	b.t.Helper()
	b.visit("/s/mic-r8/asset?m=m1a")
	b.do(chromedp.WaitVisible(chromedp.CSS(".ra-grid__field")))
	if reason != "" {
		b.do(chromedp.SendKeys(chromedp.CSS("#ra-grid-reason"), reason+kb.Tab))
	}
}

// at clicks a cell, by its row and column from 0.
func (b *browser) at(row, col string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS(cellCSS(row, col))))
}

// cellCSS chooses a cell by its row and column from 1, as they are told to readers
// of the screen; the header is row 1.
func cellCSS(row, col string) string {
	return `.ra-grid__body [aria-rowindex="` + row + `"] > [aria-colindex="` + col + `"]`
}

// cell gives what a cell shows.
func (b *browser) cell(row, col string) string {
	b.t.Helper()
	return eval[string](b, "document.querySelector("+quote(cellCSS(row, col)+" .ra-grid__text")+")?.textContent ?? ''")
}

// saved waits until nothing waits to be saved.
func (b *browser) saved() {
	b.t.Helper()
	b.until(`document.querySelector("ra-grid").rows.edits.size === 0 && !document.querySelector("ra-grid").rows.sending`)
}

// until waits until a script is true.
func (b *browser) until(script string) {
	b.t.Helper()
	for end := time.Now().Add(20 * time.Second); !eval[bool](b, script); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			b.shot("late")
			b.t.Fatalf("it never came to be that %s; the grid says: %s", script, b.text(".ra-grid__state"))
		}
	}
}

// key presses keys on whatever has the focus.
func (b *browser) key(keys string, modifiers ...chromedp.Modifier) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys, chromedp.KeyModifiers(modifiers...)))
}

const threat, measures, reasonCol = "6", "7", "10"

// TestSheetByKeyboard edits levels by keyboard alone, takes an edit back, and finds
// what was saved after a reload.
func TestSheetByKeyboard(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	b.grid("立会いがある")
	b.shot("sheet")
	b.at("2", threat)
	before := b.cell("2", threat)
	b.key("1" + kb.Enter)
	b.saved()
	if got := b.cell("2", threat); got != "1" || b.cell("2", reasonCol) != "立会いがある" {
		t.Errorf("the level is %q, because %q", got, b.cell("2", reasonCol))
	}
	if said := b.text(".ra-grid__state"); !strings.Contains(said, "保存しました") {
		t.Errorf("it says %q", said)
	}
	b.key("1" + kb.Escape) // row 3: typed and taken back
	b.key(kb.ArrowUp)
	b.key("z", chromedp.ModifierCtrl)
	b.saved()
	if got := b.cell("2", threat); got != before {
		t.Errorf("taken back, the level is %q and not %q", got, before)
	}
	b.key("y", chromedp.ModifierCtrl)
	b.saved()
	b.axe()
	b.shot("edited")
	if paper := b.prints("edited"); !strings.Contains(paper, "立会いがある") {
		t.Error("what was edited is not printed")
	}
	b.grid("")
	if got := b.cell("2", threat); got != "1" {
		t.Errorf("after a reload the level is %q", got)
	}
	// Tab leaves the sheet at the end of a row.
	b.at("2", reasonCol)
	b.key(kb.Tab)
	if eval[bool](b, `document.activeElement.classList.contains("ra-grid__field")`) {
		t.Error("the grid keeps the focus")
	}
}

// prints prints the page, wants all rows of its grid on paper and none of that on the
// page after, and gives the text that was printed of the grid.
func (b *browser) prints(name string) string {
	b.t.Helper()
	eval[bool](b, `addEventListener("beforeprint", () => { const t = document.querySelector(".ra-grid__printed"); window.printed = { rows: t.tBodies[0].rows.length, text: t.textContent }; }, { once: true }), true`)
	paper, err := chromedp.Call(b.ctx, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: new(true), PrintBackground: new(true)})
	b.none(err)
	if rows, all := eval[int](b, "printed.rows"), eval[int](b, "document.querySelector('ra-grid').rows.list.length"); rows != all {
		b.t.Errorf("%d of %d rows are printed", rows, all)
	}
	if eval[bool](b, `document.querySelector(".ra-grid__printed") !== null`) {
		b.t.Error("the printed table stays on the page")
	}
	if dir := os.Getenv("SEKISHO_SHOTS"); dir != "" {
		b.none(os.WriteFile(filepath.Join(dir, b.t.Name()+"-"+name+".pdf"), paper.Data, 0o600))
	}
	return eval[string](b, "printed.text")
}

// beside shows the panel of reasons beside a grid, where it is not on a wide screen
// anyway, and waits for what it tells.
func (b *browser) beside(css string) {
	b.t.Helper()
	eval[bool](b, `document.querySelector(".ra-grid__bar [aria-pressed=false]")?.click(), true`)
	b.do(chromedp.WaitVisible(chromedp.CSS(".ra-grid__inspector " + css)))
}

// TestSheetInputMethod writes Japanese from the first key: what is composed
// replaces the value, and the keys of the input method move nothing.
func TestSheetInputMethod(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	b.grid("最初の理由")
	b.at("2", threat)
	b.key("2" + kb.Enter)
	b.saved()
	b.at("2", reasonCol)
	compose := func(text string) {
		t.Helper()
		at := int64(len([]rune(text)))
		if _, err := chromedp.Call(b.ctx, input.ImeSetComposition, input.ImeSetCompositionParams{Text: text, SelectionStart: at, SelectionEnd: at}); err != nil {
			t.Fatal(err)
		}
	}
	for _, text := range []string{"ｋ", "か", "かんｓ", "かんし", "監視"} {
		compose(text)
	}
	if _, err := chromedp.Call(b.ctx, input.InsertText, input.InsertTextParams{Text: "監視"}); err != nil {
		t.Fatal(err)
	}
	b.key(kb.Enter)
	b.saved()
	if got := b.cell("2", reasonCol); got != "監視" {
		t.Errorf("the reason is %q", got)
	}
}

// TestSheetPaste pastes what Excel puts on the clipboard, with a line break in
// quotes, as one step; what is calculated is left out and counted.
func TestSheetPaste(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	b.grid("表計算から")
	b.at("2", threat)
	// Threat level, countermeasure level, two calculated columns, reason.
	b.paste("1\t２\tx\ty\t\"一行目\n二行目の\"\"引用\"\"\"\r\n2\t3\tx\ty\t次の行\r\n")
	b.until(`document.querySelector(".ra-grid__state").textContent !== ""`)
	b.saved()
	if got := []string{b.cell("2", threat), b.cell("2", measures), b.cell("3", threat), b.cell("3", measures)}; strings.Join(got, "") != "1223" {
		t.Errorf("the levels are %v", got)
	}
	if got := b.cell("2", reasonCol); got != "一行目\n二行目の\"引用\"" {
		t.Errorf("the reason is %q", got)
	}
	b.at("2", threat)
	b.key(kb.ArrowRight, chromedp.ModifierShift)
	b.key(kb.ArrowDown, chromedp.ModifierShift)
	if got := eval[string](b, `(() => { const d = new DataTransfer(); document.activeElement.dispatchEvent(new ClipboardEvent("copy", {clipboardData: d, bubbles: true, cancelable: true})); return d.getData("text/plain"); })()`); got != "1\t2\r\n2\t3" {
		t.Errorf("copied: %q", got)
	}
	b.key("z", chromedp.ModifierCtrl)
	b.saved()
	if b.cell("2", reasonCol) != "" || b.cell("3", reasonCol) != "" {
		t.Error("the paste is not taken back as one step")
	}
}

// paste gives the active cell what a spreadsheet put on the clipboard.
func (b *browser) paste(text string) {
	b.t.Helper()
	eval[bool](b, `(() => { const d = new DataTransfer(); d.setData("text/plain", `+quote(text)+`); document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: d, bubbles: true, cancelable: true})); return true; })()`)
}

// TestSheetTogether lets two people edit at once: different cells are merged, and
// of the same cell both values are shown.
func TestSheetTogether(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	b.grid("一人目の理由")
	other := b.second()
	other.grid("二人目の理由")
	b.at("2", threat)
	b.key("1" + kb.Enter)
	b.saved()
	other.at("3", threat)
	other.key("1" + kb.Enter)
	other.saved()
	if got := other.cell("2", threat); got != "1" {
		t.Errorf("the second sees %q of the first", got)
	}
	b.at("4", threat)
	b.key("1" + kb.Enter)
	b.saved()
	other.at("4", threat)
	other.key("2" + kb.Enter)
	other.until(`document.querySelector(".ra-grid__problems").children.length === 1`)
	if said := other.text(".ra-grid__problems"); !strings.Contains(said, "あなたの値は 2、いまの値は 1") || !strings.Contains(said, "一人目の理由") {
		t.Errorf("of the same cell it says %q", said)
	}
	other.shot("conflict")
	other.axe()
	other.do(chromedp.Click(chromedp.CSS(".ra-grid__problems button:nth-of-type(2)")))
	other.saved()
	if got := other.cell("4", threat); got != "2" {
		t.Errorf("insisted, the level is %q", got)
	}
}

// second opens a browser elsewhere, in which the same account signs in.
func (b *browser) second() *browser {
	b.t.Helper()
	o := open(b.t, b.site, "ja-JP")
	o.visit("/sign-in")
	o.do(
		chromedp.SendKeys(chromedp.CSS("#name"), "admin"),
		chromedp.SendKeys(chromedp.CSS("#password"), password),
		chromedp.Click(chromedp.CSS("main form button")),
		chromedp.WaitVisible(chromedp.CSS("tbody a")),
	)
	return o
}

// TestSheetConnectionLost keeps what was entered while the server cannot be
// reached, over a reload, and saves it when it can.
func TestSheetConnectionLost(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	b.grid("停電のあいだに")
	offline := func(lost bool) {
		t.Helper()
		var patterns []*network.BlockPattern
		if lost {
			patterns = append(patterns, &network.BlockPattern{URLPattern: "*://*:*/s/*/asset/cells*", Block: true})
		}
		if _, err := chromedp.Call(b.ctx, network.SetBlockedURLs, network.SetBlockedURLsParams{URLPatterns: patterns}); err != nil {
			t.Fatal(err)
		}
	}
	offline(true)
	b.at("2", threat)
	b.key("1" + kb.Enter)
	b.until(`document.querySelector(".ra-grid__state").textContent.includes("接続できません")`)
	b.shot("offline")
	b.key("2" + kb.Enter)
	if b.cell("2", threat) != "1" || b.cell("3", threat) != "2" {
		t.Error("what was entered is not shown")
	}
	offline(false)
	b.saved()
	// Lost again, and the window closed before it came back.
	offline(true)
	b.key("1" + kb.Enter)
	b.until(`document.querySelector(".ra-grid__state").textContent.includes("接続できません")`)
	eval[bool](b, `(() => { removeEventListener("beforeunload", document.querySelector("ra-grid").leaving); return true; })()`)
	offline(false)
	b.grid("")
	b.saved()
	b.grid("")
	if got := []string{b.cell("2", threat), b.cell("3", threat), b.cell("4", threat)}; strings.Join(got, "") != "121" {
		t.Errorf("after all, the levels are %v", got)
	}
}

// TestSheetLarge scrolls through 20,000 rows: the document holds those in sight
// alone.
func TestSheetLarge(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	b.grid("")
	ready := eval[float64](b, `(async () => { const g = document.querySelector("ra-grid"), old = g.rows; const columns = Array.from({length: 20}, (_, i) => ({id: "c" + i, title: "列" + i, width: 120, frozen: i < 2, edit: i === 5 ? "text" : undefined}));
const rows = Array.from({length: 20000}, (_, i) => ({id: "r" + i, cells: columns.map((c, j) => "業務端末 " + i + " " + j), revs: {}, url: "#"}));
const fresh = document.createElement("ra-grid"); fresh.setAttribute("rows", "blob"); fresh.id = "large"; window.fetchOld = window.fetch;
window.fetch = async () => ({ok: true, json: async () => ({revision: 1, editable: true, texts: old.texts, columns, rows: rows.slice(0, 5000)})});
const start = performance.now(); const shown = new Promise(r => fresh.addEventListener("ready", r)); g.replaceWith(fresh); await shown; await new Promise(requestAnimationFrame); const spent = performance.now() - start;
const again = document.createElement("ra-grid"); again.id = "huge"; again.setAttribute("rows", "blob");
window.fetch = async () => ({ok: true, json: async () => ({revision: 1, editable: true, texts: old.texts, columns, rows})});
const built = new Promise(r => again.addEventListener("ready", r)); fresh.replaceWith(again); await built; window.fetch = window.fetchOld; return spent; })()`, chromedp.EvalAwaitPromise)
	t.Logf("5,000 × 20 ready after %.0f ms", ready)
	most := eval[int](b, `(async () => { const s = document.querySelector("#huge .ra-grid__scroll"); let most = 0;
for (let i = 0; i <= 40; i++) { s.scrollTop = (s.scrollHeight - s.clientHeight) * i / 40; await new Promise(requestAnimationFrame); await new Promise(requestAnimationFrame); most = Math.max(most, document.querySelectorAll("#huge *").length); } return most; })()`, chromedp.EvalAwaitPromise)
	if last := eval[string](b, `document.querySelector('#huge [aria-rowindex="20001"]')?.textContent ?? ""`); !strings.Contains(last, "19999") {
		t.Errorf("the last row is %q", last)
	}
	t.Logf("at most %d elements", most)
	if most > 2500 {
		t.Errorf("%d elements while scrolling", most)
	}
}

// TestScriptBudget holds all scripts of ours to 150 KB.
func TestScriptBudget(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("../internal/workbench/static/*.js")
	if err != nil || len(names) < 4 {
		t.Fatalf("%v: %v", names, err)
	}
	sum := 0
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if lines := strings.Count(string(data), "\n"); lines > 1000 {
			t.Errorf("%s has %d lines", name, lines)
		}
		sum += len(data)
	}
	if sum > 150_000 {
		t.Errorf("all scripts have %d bytes", sum)
	}
}
