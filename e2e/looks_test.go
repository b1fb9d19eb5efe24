package e2e_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// everyPage are the pages of the reference study and those around it.
var everyPage = []string{"/", "/new", "/account", "/account/tokens", "/accounts", "/accounts/roles", "/audit", "/s/mic-r8", "/s/mic-r8/model", "/s/mic-r8/asset", "/s/mic-r8/damage",
	"/s/mic-r8/damage/sheet", "/s/mic-r8/damage/scenario", "/s/mic-r8/why/history?m=m1a&asset=a-bnd-link&threat=th-02", "/s/mic-r8/why?m=m1a&asset=a-bnd-link&threat=th-02", "/s/mic-r8/result", "/s/mic-r8/compare", "/s/mic-r8/plan", "/s/mic-r8/what-if", "/s/mic-r8/hearing", "/s/mic-r8/report",
	"/s/mic-r8/history", "/s/mic-r8/search?q=a", "/s/mic-r8/catalogue", "/s/mic-r8/catalogue/row?list=threats&id=th-02"}

func (b *browser) size(width, height int64) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1})
	b.none(err)
}

// none fails the test where the browser refuses what it is asked for.
func (b *browser) none(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// TestReflow shows every page on a screen 320 wide, on a small screen of an office
// and on a large one: no page is wider than its screen, for tables and pictures scroll
// within themselves. Those that no other test reads are read on the small screen.
func TestReflow(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	goal := eval[string](b, `fetch("/s/mic-r8/damage?m=m1a").then(r => r.text()).then(t => t.match(/goal=([a-z0-9-]+)/)[1])`, chromedp.EvalAwaitPromise)
	more := []string{"/s/mic-r8/model?m=m1a&asset=a-bnd-link", "/s/mic-r8/model?m=m1a&new=link", "/s/mic-r8/damage?m=m1a&entry=0&goal=" + goal, "/s/mic-r8/damage/sheet?m=m1a&goal=" + goal, "/s/mic-r8/why?m=m1a&entry=0&goal=" + goal,
		"/s/mic-r8/report/texts", "/s/mic-r8/report/point", "/s/mic-r8/catalogue?list=attack_rules"}
	read := []string{"/s/mic-r8", "/s/mic-r8/model", "/s/mic-r8/asset", "/s/mic-r8/damage", "/s/mic-r8/result", "/s/mic-r8/compare", "/s/mic-r8/report", "/s/mic-r8/history", more[0], more[1]}
	looks := os.Getenv("SEKISHO_SHOTS") != ""
	ready := `[...document.querySelectorAll("ra-grid")].every(x => x.querySelector(".ra-grid__field") && (x.inspector.panel.hidden || x.inspector.panel.childElementCount > 0))`
	for _, page := range slices.Concat(everyPage, more) {
		for i, size := range [][2]int64{{320, 640}, {1366, 768}, {1920, 1080}} {
			b.size(size[0], size[1])
			if i == 0 || looks { // what stands beside a grid is for wide screens, when it is opened
				b.visit(page)
			}
			b.until(ready)
			if wide := eval[int64](b, "document.documentElement.scrollWidth"); wide > size[0] {
				t.Errorf("%s is %d wide on a screen of %d", page, wide, size[0])
				b.shot("wide")
			}
			if i == 1 && slices.Contains(read, page) {
				if b.text("h1") == "" || strings.Contains(b.text("main"), "web.") {
					t.Errorf("%s: %s", page, b.text("main"))
				}
				b.axe()
			}
			b.look(fmt.Sprint(size[0], file(page)))
		}
	}
}

// TestContrastThemes shows pages as people see them who set colours of their own in
// Windows, and as those who see some colours alike: letters are printed and bordered.
func TestContrastThemes(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	pages := []string{"/s/mic-r8", "/s/mic-r8/asset", "/s/mic-r8/damage", "/s/mic-r8/plan"}
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}}})
	b.none(err)
	for _, page := range pages {
		b.visit(page)
		if !eval[bool](b, "matchMedia('(forced-colors: active)').matches") {
			t.Fatal("colours are not forced")
		}
		if bare := eval[int](b, `[...document.querySelectorAll(".letter[data-letter]")].filter(x => x.offsetParent && (!/^([A-E]|[\d,]+)/.test(x.innerText.trim()) || getComputedStyle(x).borderStyle === "none")).length`); bare > 0 {
			t.Errorf("%s: %d letters are told by a colour alone", page, bare)
		}
		b.shot("forced" + file(page))
	}
	_, err = chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{})
	b.none(err)
	for _, kind := range []emulation.SetEmulatedVisionDeficiencyType{"protanopia", "deuteranopia", "tritanopia", "achromatopsia"} {
		_, err := chromedp.Call(b.ctx, emulation.SetEmulatedVisionDeficiency, emulation.SetEmulatedVisionDeficiencyParams{Type: kind})
		b.none(err)
		b.visit("/s/mic-r8")
		b.shot(string(kind))
	}
}

// TestEnglish goes through every page in English: no words of the pages are
// Japanese. What people write into a study may be.
func TestEnglish(t *testing.T) {
	t.Parallel()
	b := begin(t, "en-US")
	for _, page := range everyPage {
		b.visit(page)
		text := eval[string](b, `[...document.querySelectorAll("head title, h1, h2, h3, label, legend, button, thead th, nav a, summary, dt, caption, [role=status], .button")].filter(x => !x.closest("[lang=ja], #why")).map(x => x.textContent.trim()).join("\n")`)
		for line := range strings.Lines(text) {
			if strings.ContainsFunc(line, func(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana) && r != 'ー' }) {
				t.Errorf("%s: %s", page, strings.TrimSpace(line))
				break
			}
		}
	}
	b.shot("english")
}

// TestFirstPage loads the first pages with nothing kept: page, styles and scripts
// together stay below 300 KB.
func TestFirstPage(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	_, err := chromedp.Call(b.ctx, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true})
	b.none(err)
	for _, page := range []string{"/sign-in", "/", "/s/mic-r8"} {
		b.visit(page)
		b.until(`performance.getEntriesByType("resource").some(x => x.name.endsWith("/static/app.css") && x.decodedBodySize > 0) && performance.getEntriesByType("resource").some(x => x.name.endsWith("/static/app.js"))`)
		bytes := eval[int](b, `[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].reduce((n, x) => n + x.decodedBodySize, 0)`)
		t.Logf("%s: %d bytes", page, bytes)
		if bytes > 300_000 {
			t.Errorf("%s takes %d bytes", page, bytes)
		}
	}
}
