package e2e_test

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// place is a point on the screen.
type place struct{ X, Y float64 }

// middle gives the middle of an element on the screen, after it was scrolled there.
func (b *browser) middle(css string) place {
	b.t.Helper()
	return eval[place](b, `(() => { const x = document.querySelector(`+quote(css)+`); x.scrollIntoView({block: "center", inline: "center"}); const r = x.getBoundingClientRect(); return {X: r.x + r.width / 2, Y: r.y + r.height / 2}; })()`)
}

// drag presses the mouse at a point, moves it to another in steps, and lets go.
func (b *browser) drag(from, to place) {
	b.t.Helper()
	left := func(p *input.DispatchMouseEventParams) {
		p.Button, p.Buttons, p.ClickCount = input.MouseButtonLeft, 1, 1
	}
	b.do(chromedp.MouseEvent(chromedp.MouseMoved, from.X, from.Y), chromedp.MouseEvent(chromedp.MousePressed, from.X, from.Y, left))
	for i := 1; i <= 5; i++ {
		f := float64(i) / 5
		b.do(chromedp.MouseEvent(chromedp.MouseMoved, from.X+(to.X-from.X)*f, from.Y+(to.Y-from.Y)*f, left))
	}
	b.look("dragged")
	b.do(chromedp.MouseEvent(chromedp.MouseReleased, to.X, to.Y, left))
}

// changed does what changes the model, and waits until the page tells that it was saved.
func (b *browser) changed(does func()) {
	b.t.Helper()
	before := eval[string](b, `document.querySelector(".done [name=undo]")?.value ?? ""`)
	does()
	b.until(`!["", ` + quote(before) + `].includes(document.querySelector(".done [name=undo]")?.value ?? "")`)
}

// editing opens the picture of a model to be changed.
func editing(t *testing.T) *browser {
	t.Helper()
	b := begin(t, "ja-JP")
	b.visit("/s/mic-r8/model?m=m1a")
	b.until(`document.querySelector(".picture [tabindex='0']") !== null`)
	return b
}

// TestModelConnectByMouse draws a connection from an asset to another one on the picture,
// says what runs over it, and takes it back.
func TestModelConnectByMouse(t *testing.T) {
	t.Parallel()
	b := editing(t)
	at := b.middle(part("asset-a-lg-ad") + " rect")
	b.do(chromedp.MouseEvent(chromedp.MouseMoved, at.X, at.Y))
	b.until(`document.querySelector(".handle") !== null`)
	b.drag(b.middle(".handle"), eval[place](b, `(() => { const r = document.querySelector("#picture-asset-a-lg-pc rect").getBoundingClientRect(); return {X: r.x + 20, Y: r.y + 10}; })()`))
	b.until(`document.querySelector(".panel") !== null`)
	if from, to := eval[string](b, `document.querySelector("#from").value`), eval[string](b, `document.querySelector("#to").value`); from != "a-lg-ad" || to != "a-lg-pc" {
		t.Fatalf("the form is of a connection from %q to %q", from, to)
	}
	b.look("form")
	b.axe()
	b.do(chromedp.SetValue(chromedp.CSS("#data"), "push"), chromedp.SendKeys(chromedp.CSS("#protocol"), "HTTPS"), chromedp.Click(chromedp.CSS(".panel form .primary")))
	b.until(`document.querySelector(".done") !== null`)
	if eval[string](b, `document.querySelector(".panel").dataset.id`) != "m1a-lnew-1" || !eval[bool](b, `document.querySelector("a[data-link='m1a-lnew-1']") !== null`) {
		t.Error("the connection is not there")
	}
	b.look("connected")
	b.axe()
	b.do(chromedp.Click(chromedp.CSS(".done button")))
	b.until(`document.querySelector("a[data-link='m1a-lnew-1']") === null`)
}

// TestModelConnectByKeyboard does so by keys alone, after it gave up once.
func TestModelConnectByKeyboard(t *testing.T) {
	t.Parallel()
	b := editing(t)
	b.do(chromedp.Focus(chromedp.CSS(part("asset-a-lg-ad"))))
	b.press("c", `document.querySelector(".tools .said").textContent.includes("からの接続です")`)
	b.look("connecting")
	b.press(kb.Escape, `document.querySelector(".tools .said").textContent === ""`)
	b.do(chromedp.Focus(chromedp.CSS(part("asset-a-lg-ad"))))
	b.press("c", `document.querySelector(".connecting") !== null`)
	b.press(kb.ArrowLeft, `document.activeElement.id === "picture-asset-a-lg-bunsho"`)
	b.press(kb.Enter, `document.activeElement.id === "panel-title"`)
	if got := b.path(); !strings.Contains(got, "from=a-lg-ad") || !strings.Contains(got, "to=a-lg-bunsho") {
		t.Errorf("the address is %s", got)
	}
	// What is left out is told, and what was typed stays.
	b.do(chromedp.Focus(chromedp.CSS("#protocol")))
	b.key("SMB")
	eval[bool](b, `document.querySelector(".panel form").noValidate = true; true`)
	b.press(kb.Enter, `document.querySelector(".panel .error") !== null`)
	if eval[string](b, `document.querySelector("#protocol").value`) != "SMB" || !eval[bool](b, `document.activeElement.matches(".error")`) {
		t.Error("what was typed is gone, or the focus is elsewhere")
	}
	b.look("refused")
	b.do(chromedp.Focus(chromedp.CSS("#data")))
	b.key(kb.ArrowDown)
	b.do(chromedp.Focus(chromedp.CSS(".panel form .primary")))
	b.press(kb.Enter, `document.querySelector(".done") !== null`)
}

// TestModelMove moves an asset to another place in its zone by the mouse and by keys,
// then to another zone, and takes that back.
func TestModelMove(t *testing.T) {
	t.Parallel()
	b := editing(t)
	box := func(id string) place {
		return eval[place](b, `(() => { const r = document.querySelector("#picture-asset-`+id+` rect").getBBox(); return {X: r.x + r.width / 2, Y: r.y + r.height / 2}; })()`)
	}
	ad, other := box("a-lg-ad"), box("a-lg-bunsho")
	from := b.middle(part("asset-a-lg-ad") + " rect")
	b.drag(from, eval[place](b, `(() => { const r = document.querySelector("#picture-asset-a-lg-bunsho rect").getBoundingClientRect(); return {X: r.x + r.width / 2, Y: r.y + r.height / 2}; })()`))
	b.until(`document.querySelector(".done") !== null`)
	if now := box("a-lg-ad"); now.X != other.X {
		t.Errorf("moved from %v, it stands at %v and not at %v", ad, now, other)
	}
	if now := box("a-lg-bunsho"); now.X != ad.X {
		t.Errorf("what stood there stands at %v and not at %v", now, ad)
	}
	if marked := eval[string](b, "getSelection().toString()"); marked != "" {
		t.Errorf("dragging marks the text %q", marked)
	}
	b.look("moved")
	b.do(chromedp.Focus(chromedp.CSS(part("asset-a-lg-ad"))))
	b.changed(func() { b.key(kb.ArrowRight, chromedp.ModifierShift) })
	if now := box("a-lg-ad"); now.X != ad.X {
		t.Errorf("moved back by the keyboard, it stands at %v and not at %v", now, ad)
	}
	if eval[string](b, `document.activeElement.id`) != "picture-asset-a-lg-ad" {
		t.Error("the focus does not stay on the asset")
	}
	// Into another zone: first not after all, then yes.
	for _, yes := range []bool{false, true} {
		from = b.middle(part("asset-a-lg-ad") + " rect")
		b.drag(from, eval[place](b, `(() => { const r = document.querySelector("#picture-asset-a-bnd-fw rect").getBoundingClientRect(); return {X: r.x + 5, Y: r.y + r.height + 4}; })()`))
		b.do(chromedp.WaitVisible(chromedp.CSS("dialog.ask")))
		if marked := eval[string](b, "getSelection().toString()"); marked != "" {
			t.Errorf("dragging into another zone marks the text %q", marked)
		}
		b.look("asked")
		if got := b.text("dialog"); !strings.Contains(got, "「LGWAN接続系」から「境界セグメント」へ") {
			t.Errorf("it asks %q", got)
		}
		if yes {
			b.changed(func() { b.do(chromedp.Click(chromedp.CSS("dialog button:last-child"))) })
			if got := eval[string](b, `document.querySelector("#zone").value`); got != "z-bnd" {
				t.Errorf("it stands in %s", got)
			}
		} else {
			b.do(chromedp.Click(chromedp.CSS("dialog button")))
			b.until(`document.querySelector("#zone").value === "z-lg" && document.querySelector("dialog") === null`)
		}
	}
	b.look("zone")
	b.axe()
	b.changed(func() { b.do(chromedp.Click(chromedp.CSS(".done button"))) })
	if got := eval[string](b, `document.querySelector("#zone").value`); got != "z-lg" {
		t.Errorf("taken back, it stands in %s", got)
	}
	if now := box("a-lg-ad"); now.X != ad.X {
		t.Errorf("taken back, it stands at %v and not at %v", now, ad)
	}
}

// TestModelFindings declares a zone to be out of reach that is not: what the check finds
// stands in place at once, with the way that shows it on the picture.
func TestModelFindings(t *testing.T) {
	t.Parallel()
	b := editing(t)
	b.visit("/s/mic-r8/model?m=m1a&zone=z-lg")
	b.do(chromedp.SetValue(chromedp.CSS("#exposure"), "isolated"), chromedp.Click(chromedp.CSS(".panel form .primary")))
	b.until(`document.querySelector(".done") !== null`)
	if got := b.text(".panel .things"); !strings.Contains(got, "新しい指摘") || !strings.Contains(got, "cc-08") {
		t.Errorf("the panel finds %q", got)
	}
	if got := b.text(".done"); !strings.Contains(got, "新しく1件") {
		t.Errorf("what it says of the change: %q", got)
	}
	if n := eval[int](b, `document.querySelectorAll(".picture > svg > .number").length`); n != 1 {
		t.Errorf("%d steps of the way on the picture", n)
	}
	b.look("found")
	b.axe()
	b.do(chromedp.Click(chromedp.CSS(".way a")))
	b.until(`document.querySelector(".panel").dataset.id === "cc-08"`)
	b.look("way")
	b.do(chromedp.Click(chromedp.CSS(`.done button, .things a[href*="zone=z-lg"]`)))
	b.until(`document.querySelector(".panel").dataset.id === "z-lg"`)
}
