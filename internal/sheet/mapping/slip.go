package mapping

import (
	"slices"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// shortest is the shortest name in which a slip is looked for, in characters;
// longest the longest.
const shortest, longest = 4, 80

// slip looks for a name seen before that may be the same one, mistyped, and keeps
// this one for later. Names are folds. It is empty where there is none.
//
// Two names may be one where a single kana or Latin letter within a word is too
// many, missing, another or swapped with its neighbour. Digits, kanji and the last
// letter of a word tell things apart: 端末1 and 端末2, 正系 and 副系, サーバa and サーバb.
func (r *reader) slip(name string) (other string) {
	text := []rune(name)
	if len(text) < shortest || len(text) > longest {
		return ""
	}
	// Names that one slip parts are the same with one character less in each.
	for i := -1; i < len(text); i++ {
		key := name
		if i >= 0 {
			key = string(slices.Delete(slices.Clone(text), i, i+1))
		}
		for _, seen := range r.near[key] {
			if other == "" && slipped([]rune(seen), text) {
				other = seen
			}
		}
		if len(r.near[key]) < 8 && !slices.Contains(r.near[key], name) {
			r.near[key] = append(r.near[key], name)
		}
	}
	return other
}

// slipped reports whether two different names are one slip apart.
func slipped(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0 // the first difference
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch {
	case len(b) == len(a)+1:
		return slices.Equal(a[i:], b[i+1:]) && within(b, i)
	case len(a) != len(b) || i == len(a):
		return false
	case slices.Equal(a[i+1:], b[i+1:]):
		return kana(a[i]) == kana(b[i]) && within(a, i) && within(b, i) || voiced(a[i]) == voiced(b[i])
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && slices.Equal(a[i+2:], b[i+2:]) && within(a, i) && letter(a[i+1])
}

// within reports whether a letter stands within a word of its script: not its last
// one, in three kana or five Latin letters at least.
func within(text []rune, i int) bool {
	if !letter(text[i]) || i+1 == len(text) || !letter(text[i+1]) || kana(text[i]) != kana(text[i+1]) {
		return false
	}
	from, to := i, i
	for from > 0 && letter(text[from-1]) && kana(text[from-1]) == kana(text[i]) {
		from--
	}
	for to < len(text) && letter(text[to]) && kana(text[to]) == kana(text[i]) {
		to++
	}
	if kana(text[i]) {
		return to-from >= 3
	}
	return to-from >= 5
}

func kana(r rune) bool { return unicode.In(r, unicode.Katakana, unicode.Hiragana) || r == 'ー' }

func letter(r rune) bool { return kana(r) || r >= 'a' && r <= 'z' }

// voiced gives a kana without its sound mark: ハ for バ and パ.
func voiced(r rune) rune {
	for _, first := range norm.NFD.String(string(r)) {
		return first
	}
	return r
}
