package pdf_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/document/pdf"
	"github.com/sekisho/sekisho/internal/testing/sampledoc"
)

func chapter(title string) *document.Heading {
	return &document.Heading{Level: 1, Text: document.Plain(title)}
}

func lines(n int) (out []document.Block) {
	for range n {
		out = append(out, document.Para("詰める行。"))
	}
	return out
}

// pagesOf gives the texts of the pages of a document with a cover.
func pagesOf(t *testing.T, blocks []document.Block) []string {
	t.Helper()
	f, _ := document.Finish(document.Document{Cover: true, Title: "題", Blocks: blocks})
	pages := strings.Split(poppler(t, write(t, f), "pdftotext", "-raw", "FILE", "-"), "\f")
	for i := range pages {
		pages[i] = flat(pages[i])
	}
	return pages[:len(pages)-1]
}

// A chapter that would have two lines on a page of their own is set closer, and one
// that cannot be is followed by the next chapter.
func TestFewLinesGetNoPageOfTheirOwn(t *testing.T) {
	sparing, following := false, false
	for n := 24; n < 90; n++ {
		pages := pagesOf(t, append(append([]document.Block{chapter("はじめ")}, lines(n)...), chapter("つぎ"), document.Para("終わりの行。")))
		last, before := pages[len(pages)-1], pages[len(pages)-2]
		alone := strings.Count(last, "詰める行")
		if strings.Count(before, "詰める行") < 8 && !strings.Contains(before, "はじめ") {
			t.Errorf("after %d lines a page has %d of them, and the next chapter does not follow there", n, strings.Count(before, "詰める行"))
		}
		sparing = sparing || strings.Count(before, "詰める行") > 30
		following = following || alone > 0 && strings.Contains(last, "つぎ")
		if all := strings.Count(strings.Join(pages, ""), "詰める行"); all != n {
			t.Errorf("%d lines became %d", n, all)
		}
	}
	if !sparing || !following {
		t.Errorf("set closer: %v, followed by a chapter: %v", sparing, following)
	}
}

// A file from which pages were taken back is sound, and what was written twice stands
// in it once.
func TestPagesTakenBackLeaveNothing(t *testing.T) {
	for n := 24; n < 50; n++ {
		blocks := append([]document.Block{chapter("はじめ")}, lines(n)...)
		blocks = append(blocks, sampledoc.Figure("f-one", "図の題", 300, 100), &document.Landscape{Blocks: []document.Block{document.Para("横の頁。")}})
		f, _ := document.Finish(document.Document{Cover: true, Title: "題", Blocks: blocks})
		text := flat(poppler(t, write(t, f), "pdftotext", "-raw", "FILE", "-"))
		for _, once := range []string{"1はじめ", "図の題", "横の頁"} {
			if strings.Count(text, once) != 1 {
				t.Fatalf("after %d lines %q stands %d times", n, once, strings.Count(text, once))
			}
		}
	}
}

// The layout tells other writers which chapters begin no page.
func TestChaptersThatFollowAreTold(t *testing.T) {
	blocks := append(append([]document.Block{chapter("はじめ")}, lines(3)...), chapter("つぎ"))
	f, _ := document.Finish(document.Document{Cover: true, Title: "題", Blocks: blocks})
	y, err := pdf.Lay(f)
	if err != nil {
		t.Fatal(err)
	}
	if on := y.RunOn(); on[f.Headings[0].Anchor] || !on[f.Headings[1].Anchor] {
		t.Errorf("chapters that follow: %v", on)
	}
}

// A chapter follows on a page that is hardly filled, also where that leaves it a few lines
// for the next page: the chapter after it follows there.
func TestNoPageStaysNearlyEmpty(t *testing.T) {
	followed := 0
	for n := 34; n < 50; n++ {
		pages := pagesOf(t, slices.Concat([]document.Block{chapter("はじめ")}, lines(n), []document.Block{chapter("つぎ")}, lines(24), []document.Block{chapter("おわり")}, lines(20)))
		for i, page := range pages[:len(pages)-1] {
			before, _, ends := strings.Cut(page, "つぎ")
			if ends && strings.Contains(before, "詰める行") {
				followed++
			}
			if lines := strings.Count(page, "詰める行"); i > 0 && lines < 10 {
				t.Errorf("after %d lines page %d has %d of them", n, i+1, lines)
			}
		}
	}
	if followed == 0 {
		t.Error("no chapter follows another on its page")
	}
}
