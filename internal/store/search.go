package store

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// Fold writes a text as searches compare it: full and half widths and upper and
// lower cases are the same.
func Fold(text string) string { return strings.ToLower(norm.NFC.String(width.Fold.String(text))) }

// longest is the number of characters of the longest grams: numbers of bodies
// differ in a few digits, so pairs would be common to thousands.
const longest = 3

// Grams gives the runs of one to three neighbouring characters of a folded text,
// each once, sorted: what an index of substrings is made of. Japanese has no
// blanks between words.
func Grams(folded string) []string {
	runes := []rune(folded)
	grams := make([]string, 0, longest*len(runes))
	for i := range runes {
		for n := 1; n <= longest && i+n <= len(runes); n++ {
			grams = append(grams, string(runes[i:i+n]))
		}
	}
	slices.Sort(grams)
	return slices.Compact(grams)
}

// SearchGrams gives those grams of a folded text that a search for it must all
// meet: its longest ones.
func SearchGrams(folded string) []string {
	most := min(longest, utf8.RuneCountInString(folded))
	return slices.DeleteFunc(Grams(folded), func(g string) bool { return utf8.RuneCountInString(g) < most })
}
