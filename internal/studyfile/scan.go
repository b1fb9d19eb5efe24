package studyfile

import (
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/sekisho/sekisho/internal/diag"
)

// scan looks over the text of a file before it is parsed: whether it is UTF-8
// without control characters, and whether it can hold more values than are
// left. It reports at most one finding and tells whether to go on.
func scan(src *source, lim Limits, left int, out *findings) bool {
	if len(src.text) >= 2 && (src.text[:2] == "\xff\xfe" || src.text[:2] == "\xfe\xff") {
		out.add(diag.FileNotUTF8, src.pos(0), "", "value", "UTF-16")
		return false
	}
	for i, r := range src.text {
		switch {
		case r == utf8.RuneError:
			if _, n := utf8.DecodeRuneInString(src.text[i:]); n == 1 {
				out.add(diag.FileNotUTF8, src.pos(i), "", "value", fmt.Sprintf("0x%02X", src.text[i]))
				return false
			}
		case r < 0x20 && r != '\t' && r != '\n' && r != '\r', r == 0xFFFE, r == 0xFFFF:
			out.add(diag.YAMLSyntax, src.pos(i), "", "problem", "control-character", "value", fmt.Sprintf("U+%04X", r))
			return false
		}
	}
	switch n := mostValues(src.text); {
	case n > 2*lim.FileValues:
		out.add(diag.YAMLTooMany, src.pos(0), "", "limit", strconv.Itoa(lim.FileValues))
		return false
	case n > 2*left:
		out.add(diag.YAMLTooMany, src.pos(0), "", "limit", strconv.Itoa(lim.Values))
		return false
	}
	return true
}

// mostValues gives a number that the number of YAML nodes in the text cannot
// exceed, without parsing it. Every node follows an indicator or the start of
// a line, and an indicator can bring a second one into being: a comma an empty
// value, a colon a mapping of one pair, a hyphen a list. Quotes, anchors and tags
// count because the library keeps their tokens in memory, even those that no
// parser accepts. Indicators in comments and texts are counted too, so ordinary
// files come to up to twice their number.
func mostValues(text string) int {
	n, start := 1, true
	for i := range len(text) {
		c := text[i]
		switch {
		case c == '\n' || c == '\r':
			start = true
			continue
		case c == ' ' || c == '\t':
			continue
		case start && c != '#':
			n++
		}
		start = false
		n += weight(text, i)
	}
	return n
}

// weight gives the number of nodes that the character at i may bring into being.
func weight(text string, i int) int {
	switch text[i] {
	case '"', '\'':
		return 1
	case '[', '{', ',', ':':
		return 2
	case '?':
		return 3
	case '&', '*', '!':
		return 4
	case '-':
		if i+1 == len(text) || text[i+1] <= ' ' || text[i+1] >= utf8.RuneSelf {
			return 2
		}
	}
	return 0
}
