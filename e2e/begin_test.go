package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestTour goes through the tour with the keyboard alone, as a newcomer does, and
// does not see it again.
func TestTour(t *testing.T) {
	t.Parallel()
	b := begin(t, "ja-JP")
	for stop := 1; ; stop++ {
		if !strings.Contains(b.text("#tour-title"), "／8") {
			t.Fatalf("stop %d says: %s", stop, b.text("main"))
		}
		b.axe()
		if stop == 1 || stop == 4 {
			b.shot("stop" + string(rune('0'+stop)))
		}
		if stop == 8 {
			break
		}
		b.do(chromedp.Focus(chromedp.CSS(".tour button[value=next]")))
		b.enter()
	}
	if got := b.path(); got != "/s/mic-r8/report" {
		t.Errorf("it ends at %s", got)
	}
	b.follow(".tour button[value=end]")
	b.visit("/")
	if b.text("#tour-title") != "" {
		t.Error("it is shown again")
	}
}

// smallStudy is the smallest that docs/formats.md shows.
const smallStudy = `format: sekisho/1
id: sample
title: {ja: 例, en: Example}
as_of: 2026-06-08
source: memo
sources:
  - {id: memo, ja: 情報政策課の調査メモ, en: Notes of the information policy division}
models:
  - {id: m0, ja: 現在の方法, en: Today, role: baseline}
`

// TestImport sends a file with errors, sees all of them with their places, mends
// them, and finds the study in the list.
func TestImport(t *testing.T) {
	t.Parallel()
	b := begin(t, "en-US")
	b.visit("/new")
	b.axe()
	b.shot("new")
	file := filepath.Join(t.TempDir(), "a town.yaml")
	send := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		b.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{file}))
		b.follow("form[action='/new/import'] button")
	}
	send(strings.Replace(smallStudy, "models:", "modells:", 1) + "\nnothing: 1\n")
	if text := b.text("main"); !strings.Contains(text, "a town.yaml:") || !strings.Contains(text, "nothing") || !strings.Contains(text, "modells") {
		t.Errorf("what is wrong is not told: %s", text)
	}
	b.axe()
	b.shot("wrong")
	send(smallStudy)
	b.do(chromedp.WaitVisible(chromedp.CSS("nav.steps")))
	b.axe()
}
