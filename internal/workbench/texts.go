package workbench

import (
	"strconv"

	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/store"
)

// fold makes texts comparable in a search: widths and cases are the same.
func fold(text string) string { return store.Fold(text) }

// rangeText stands between the two ends of a range.
func rangeText(l lang.Lang) string { return locale.Text(l, "web.range") }

// pageOf reads where a page begins, and tells where the next one does; empty
// where there is none.
func pageOf(from string, all, size int) (at int, next string) {
	at, err := strconv.Atoi(from)
	if err != nil || at < 0 || at > all {
		at = 0
	}
	if at+size < all {
		next = strconv.Itoa(at + size)
	}
	return at, next
}
