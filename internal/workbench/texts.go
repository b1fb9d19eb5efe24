package workbench

import (
	"strconv"
	"strings"

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

// numberText writes a number, nothing for none.
func numberText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// narrow makes full-width digits narrow, as people type them with Japanese input.
func narrow(text string) string { return strings.TrimSpace(store.Fold(text)) }

func textsOf[T ~string](ids []T) []string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = string(id)
	}
	return list
}

// withoutCommas takes out the commas between thousands.
func withoutCommas(text string) string { return strings.ReplaceAll(text, ",", "") }
