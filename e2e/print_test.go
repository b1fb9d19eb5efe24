package e2e_test

import (
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// leastLines is how many lines of text a printed page has: fewer are a heading or the
// rest of a table alone.
const leastLines = 6

// TestReportPrint prints the full report of the reference study and reads every page of
// it: none is all but empty, and each bears the marking and its number.
func TestReportPrint(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if out, err := exec.CommandContext(t.Context(), program, "report", "--lang", "ja", "--format", "html", "--out", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	b := open(t, site{Address: "file://"}, "ja-JP")
	b.do(chromedp.Navigate((&url.URL{Scheme: "file", Path: filepath.Join(dir, "結果報告書.html")}).String()))
	paper, err := chromedp.Call(b.ctx, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: new(true), PrintBackground: new(true)})
	b.none(err)
	file := filepath.Join(dir, "print.pdf")
	b.none(os.WriteFile(file, paper.Data, 0o600))
	text, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", file, "-").Output()
	b.none(err)
	pages := strings.Split(strings.TrimSuffix(string(text), "\f"), "\f")
	if len(pages) < 150 {
		t.Fatalf("%d pages", len(pages))
	}
	for i, p := range pages {
		lines := 0
		for _, line := range strings.Split(p, "\n") {
			if strings.TrimSpace(line) != "" {
				lines++
			}
		}
		if lines < leastLines+2 && i > 0 || !strings.Contains(p, "取扱注意") { // two tell the marking and the number
			t.Errorf("page %d of %d says only %q", i+1, len(pages), strings.TrimSpace(p[:min(len(p), 600)]))
		}
	}
}
