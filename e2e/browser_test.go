package e2e_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browser is a window of a real browser, looked at by one test. A test fails
// where a page had an error, broke its policy or asked for anything elsewhere.
type browser struct {
	t    testing.TB
	ctx  context.Context
	site site

	mutex sync.Mutex
	wrong []string
}

// open starts a browser of its own for a test, in a language such as ja-JP.
func open(t testing.TB, s site, language string) *browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU, chromedp.ExecPath("/usr/bin/chromium"),
		chromedp.WindowSize(windowSize()), chromedp.Flag("accept-lang", language), chromedp.Flag("lang", language),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		// A page that scrolls smoothly moves away beneath the mouse.
		chromedp.Flag("force-prefers-reduced-motion", true))
	allocator, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	ctx, end := context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(end)
	b := &browser{t: t, ctx: ctx, site: s}
	if err := chromedp.Listen(ctx, b.listen); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.check)
	return b
}

// windowSize is that of a small screen of an office, unless SEKISHO_SIZE asks for
// another one, such as 1920x1080, to look at pictures of.
func windowSize() (width, height int) {
	if _, err := fmt.Sscanf(os.Getenv("SEKISHO_SIZE"), "%dx%d", &width, &height); err != nil {
		return 1366, 768
	}
	return width, height
}

// listen notes what is wrong.
func (b *browser) listen(event any) {
	text := ""
	switch e := event.(type) {
	case *log.EventEntryAdded:
		// A refused form is told by a status that the browser logs as well.
		if e.Entry.Level == "error" && e.Entry.Source != "network" {
			text = e.Entry.Text
		}
	case *runtime.EventExceptionThrown:
		text = e.ExceptionDetails.Text
		if x := e.ExceptionDetails.Exception; x != nil {
			text += " " + x.Description
		}
	case *network.EventRequestWillBeSent:
		if u := e.Request.URL; !strings.HasPrefix(u, b.site.Address+"/") && !strings.HasPrefix(u, "data:") && !strings.HasPrefix(u, "about:") && !strings.HasPrefix(u, "blob:") {
			text = "a request to elsewhere: " + u
		}
	}
	if text != "" {
		b.mutex.Lock()
		defer b.mutex.Unlock()
		b.wrong = append(b.wrong, text)
	}
}

func (b *browser) check() {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	for _, text := range b.wrong {
		b.t.Errorf("the browser says: %s", text)
	}
}

// do does what a person does, in order.
func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	for i, step := range steps {
		if err := chromedp.Do(b.ctx, step); err != nil {
			b.shot("failed")
			b.t.Fatalf("step %d of %d: %v", i+1, len(steps), err)
		}
	}
}

// visit goes to a page of the site.
func (b *browser) visit(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.site.Address + path))
}

// follow clicks what leads to another page, or to the same one anew, and waits
// until that is loaded: what the old page shows too would be found on it before
// it is gone.
func (b *browser) follow(css string) {
	b.t.Helper()
	b.leave(css, chromedp.Click(chromedp.CSS(css)))
}

// leave does what leads to another page, and waits for that.
func (b *browser) leave(what string, step chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	eval[bool](b, "document.leaving = true")
	b.do(step)
	for range 600 {
		// Between two pages there is none that answers.
		arrived, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("!document.leaving && document.readyState === 'complete'"))
		if err == nil && arrived {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	b.shot("failed")
	b.t.Fatalf("%s leads nowhere", what)
}

// text gives the text of an element.
func (b *browser) text(css string) string {
	b.t.Helper()
	return eval[string](b, "document.querySelector("+quote(css)+")?.innerText ?? ''")
}

// eval gives the value of a script.
func eval[T any](b *browser, script string, options ...chromedp.EvaluateOption) T {
	b.t.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script, options...))
	if err != nil {
		b.t.Fatalf("%s: %v", script, err)
	}
	return value
}

// shot leaves a picture of the whole page where somebody wants to look at it.
func (b *browser) shot(name string) {
	b.t.Helper()
	dir := os.Getenv("SEKISHO_SHOTS")
	if dir == "" {
		return
	}
	picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, strings.ReplaceAll(b.t.Name(), "/", "-")+"-"+name+".png"), picture, 0o600)
	}
	if err != nil {
		b.t.Logf("no picture: %v", err)
	}
}
