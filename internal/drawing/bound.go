package drawing

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Bound reports whether no line ends in a cluster although the rules of line breaking
// allow it: within a number with its unit, a date of an era, a name such as LGWAN-ASP,
// behind a circled number, and before what an arrow leads to.
func Bound(before, cluster, rest string) bool {
	first, _ := utf8.DecodeRuneInString(rest)
	last, _ := utf8.DecodeLastRuneInString(before)
	switch {
	case cluster >= "0" && cluster <= "9":
		return unicode.Is(unicode.Han, first) || strings.HasPrefix(rest, "ページ") || strings.HasPrefix(rest, "ポイント")
	case strings.Contains("令和 平成 昭和", string(last)+cluster), (cluster == "年" || cluster == "月") && digit(last):
		return digit(first)
	case strings.Contains("令和 平成 昭和", cluster+string(first)):
		after, _ := utf8.DecodeRuneInString(rest[utf8.RuneLen(first):])
		return digit(after)
	case cluster == "-":
		return last >= 'A' && last <= 'Z' && first >= 'A' && first <= 'Z'
	case cluster == " ":
		return (last == '→' || circled(last)) && utf8.RuneCountInString(rest) > 0 && first < 0x80
	}
	return false
}

// circled reports whether a character is a circled number, which begins a name.
func circled(r rune) bool { return r >= '①' && r <= '⑳' }

func digit(r rune) bool { return r >= '0' && r <= '9' }

// Words cuts text where a line may end.
func Words(text string) []string {
	var out []string
	joined := false
	at, state := 0, -1
	for rest := text; rest != ""; {
		var word string
		word, rest, _, state = uniseg.FirstLineSegmentInString(rest, state)
		at += len(word)
		if joined {
			out[len(out)-1] += word
		} else {
			out = append(out, word)
		}
		_, n := utf8.DecodeLastRuneInString(text[:at])
		joined = rest != "" && Bound(text[:at-n], text[at-n:at], rest)
	}
	return out
}
