package e2e_test

import (
	"os"
	"strings"

	"github.com/chromedp/chromedp"
)

// axePath is where scripts/test-e2e puts axe-core.
const axePath = ".tools/package/axe.min.js"

// rules are those of WCAG 2.2 AA.
const axeRun = `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
  .then(r => r.violations.map(v => v.id + ": " + v.help + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 200)).join(" | ")).join("\n"))`

// axe fails the test where the page breaks a rule of accessibility.
func (b *browser) axe() {
	b.t.Helper()
	script, err := os.ReadFile(axePath)
	if err != nil {
		b.t.Fatalf("axe-core is missing; run scripts/test-e2e, which fetches it: %v", err)
	}
	eval[bool](b, string(script)+"; true")
	found := eval[string](b, axeRun, chromedp.EvalAwaitPromise)
	if found != "" {
		b.t.Errorf("%s: %s", b.path(), strings.TrimSpace(found))
	}
}

// path tells which page is shown.
func (b *browser) path() string {
	return eval[string](b, "location.pathname + location.search")
}
