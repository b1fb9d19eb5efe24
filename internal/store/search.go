package store

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// Fold writes a text as searches compare it: full and half widths and upper and
// lower cases are the same.
func Fold(text string) string { return strings.ToLower(norm.NFC.String(width.Fold.String(text))) }

// Grams gives the characters and pairs of neighbouring characters of a folded
// text, each once, sorted: what an index of substrings is made of. Japanese has
// no blanks between words.
func Grams(folded string) []string {
	runes := []rune(folded)
	grams := make([]string, 0, 2*len(runes))
	for i, r := range runes {
		grams = append(grams, string(r))
		if i > 0 {
			grams = append(grams, string(runes[i-1:i+1]))
		}
	}
	slices.Sort(grams)
	return slices.Compact(grams)
}

// SearchGrams gives those grams of a folded text that a search for it must all
// meet: its pairs, or its one character.
func SearchGrams(folded string) []string {
	grams := Grams(folded)
	if pairs := slices.DeleteFunc(slices.Clone(grams), func(g string) bool { return len([]rune(g)) < 2 }); len(pairs) > 0 {
		return pairs
	}
	return grams
}
