package mapping

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// variants are characters that are written for one another: hyphens and dashes, and
// forms of characters in names that Unicode keeps apart.
var variants = strings.NewReplacer("‐", "-", "‑", "-", "–", "-", "—", "-", "―", "-", "−", "-", "髙", "高", "﨑", "崎", "𠮷", "吉", "濵", "浜", "邊", "辺", "邉", "辺")

// Fold gives what is the same in all spellings of a name: width, case, blanks,
// forms of characters, punctuation between words and the long vowel at the end of
// a word do not count.
func Fold(name string) string {
	text := []rune(strings.ToLower(variants.Replace(norm.NFKC.String(name))))
	var b strings.Builder
	for i, r := range text {
		switch {
		case unicode.IsSpace(r) || r == '・' || r == '-':
		case r == 'ー' && (i+1 == len(text) || !unicode.In(text[i+1], unicode.Katakana)):
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Split takes a list of names or numbers in one cell apart.
func Split(text string) []string {
	var out []string
	for part := range strings.FieldsFuncSeq(norm.NFKC.String(text), func(c rune) bool { return strings.ContainsRune(",、;/→>\n", c) }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
