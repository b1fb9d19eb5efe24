package rules

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// Dependent reports whether a character is one that only some machines have, as
// rule L1-08 means it: circled and bracketed characters, Roman numerals and units
// in one character, private ones and pictures, and the two waves that programs
// mistake for each other.
func Dependent(r rune) bool {
	switch {
	case r < 0x2000:
		return false
	case r == '〜', r == '～':
		return true
	case r >= 0x2150 && r <= 0x218F: // fractions, Roman numerals
		return true
	case r >= 0x2460 && r <= 0x24FF, r >= 0x2776 && r <= 0x2793: // circled
		return true
	case r >= 0x3200 && r <= 0x33FF: // bracketed, squared, eras
		return true
	case r == 0x2116, r == 0x2121: // №, ℡
		return true
	case r >= 0xE000 && r <= 0xF8FF, r >= 0xF0000: // private
		return true
	case r >= 0xFE00 && r <= 0xFE4F: // variation selectors, vertical forms
		return true
	case r >= 0x1F000 && r <= 0x1FAFF: // pictures
		return true
	}
	return false
}

// Plain writes text in characters that every machine has, on one line and without
// spaces for looks: ① becomes 1, ㈱ becomes (株), ～ becomes -, full-width letters
// and digits become half-width ones. What has no plain form stays as it is.
func Plain(s string) string {
	var b strings.Builder
	space := false
	for _, r := range s {
		if unicode.IsSpace(r) || unicode.IsControl(r) || r == 0x200B || r == 0xFEFF {
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteString(plainRune(r))
	}
	return strings.Trim(strings.Join(strings.Fields(b.String()), " "), " ")
}

func plainRune(r rune) string {
	switch {
	case r == '〜', r == '～':
		return "-"
	case r >= '０' && r <= '９', r >= 'Ａ' && r <= 'Ｚ', r >= 'ａ' && r <= 'ｚ':
		return width.Narrow.String(string(r))
	case r >= 0xFE00 && r <= 0xFE0F:
		return ""
	case Dependent(r):
		if plain := norm.NFKC.String(string(r)); !strings.ContainsFunc(plain, Dependent) {
			return plain
		}
	}
	return string(r)
}
