package e2e_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// bigGrid puts a grid of rows × 20 in the place of the sheet and gives the
// milliseconds from its data to its first picture.
const bigGrid = `(async rows => { const now = document.querySelector("ra-grid"), texts = now.rows.texts, fresh = document.createElement("ra-grid");
const columns = Array.from({length: 20}, (_, i) => ({id: "c" + i, title: "列" + i, width: 120, frozen: i < 2}));
const data = {revision: 1, editable: false, texts, columns, rows: Array.from({length: rows}, (_, i) => ({id: "r" + i, cells: columns.map((_, j) => "業務端末 " + i + " " + j), revs: {}, url: "#"}))};
const old = window.fetch; window.fetch = async () => ({ok: true, json: async () => data}); fresh.setAttribute("rows", "none");
const begun = performance.now(), ready = new Promise(done => fresh.addEventListener("ready", done)); now.replaceWith(fresh); await ready; await new Promise(requestAnimationFrame);
const spent = performance.now() - begun; window.fetch = old; fresh.inspector.panel.hidden = true; fresh.rows.texts = texts; return spent; })(%d)`

// BenchmarkGridReady measures how long a grid of 5,000 rows of 20 cells takes from
// its data to its first picture, and the heap of the tab with it.
func BenchmarkGridReady(b *testing.B) {
	x := begin(b, "ja-JP")
	x.grid("")
	var spent []float64
	for b.Loop() {
		spent = append(spent, eval[float64](x, fmt.Sprintf(bigGrid, 5000), chromedp.EvalAwaitPromise))
	}
	report(b, spent)
	heap, err := chromedp.Call(x.ctx, runtime.GetHeapUsage, cdp.Empty{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(heap.UsedSize/(1<<20), "heap-MB")
}

// BenchmarkEditOnScreen measures one edit of a level of the reference study from the
// key to the letters on the screen, over loopback. Between two edits the rest of the
// study is assessed, as it is while a person reads.
func BenchmarkEditOnScreen(b *testing.B) {
	x := begin(b, "ja-JP")
	x.grid("計測")
	var spent []float64
	for n := 0; b.Loop(); n++ {
		spent = append(spent, eval[float64](x, fmt.Sprintf(`(async value => { const rows = document.querySelector("ra-grid").rows, col = rows.columns.findIndex(c => c.id === "countermeasure-level"), begun = performance.now();
const saved = new Promise(done => rows.addEventListener("state", e => { if (e.detail.text !== rows.texts.saving) done(e.detail.unsaved); }));
rows.change([{row: 0, col, value}]); if (await saved) throw new Error("not saved"); await new Promise(requestAnimationFrame); const spent = performance.now() - begun; await (await fetch(rows.source)).text(); return spent; })("%d")`, n%3+1), chromedp.EvalAwaitPromise))
	}
	report(b, spent)
}

// report tells the middle of what was measured, and what one in twenty takes longer
// than.
func report(b *testing.B, spent []float64) {
	b.Helper()
	slices.Sort(spent)
	b.ReportMetric(spent[len(spent)/2], "p50-ms")
	b.ReportMetric(spent[len(spent)*95/100], "p95-ms")
}
