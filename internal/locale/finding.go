package locale

import (
	"strings"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
)

// Finding gives the words of a finding in language l: what is wrong, and what
// to do about it. Neither names the place; callers set [diag.Pos] before it.
func Finding(l lang.Lang, f diag.Finding) (message, fix string) {
	values := make(map[string]any, len(f.Args))
	for name, value := range f.Args {
		values[name] = printable(value)
	}
	key := "finding." + string(f.Code)
	return render(l, key+".message", values), render(l, key+".fix", values)
}

// FindingTitle names what findings of a code are about, without the values of one of
// them, for codes that a study can accept; others are named by the code itself.
func FindingTitle(l lang.Lang, code diag.Code) string {
	if key := "finding." + string(code) + ".title"; Has(l, key) {
		return Text(l, key)
	}
	return string(code)
}

// maxArg bounds how much of a user's value a message repeats, in characters.
const maxArg = 300

// printable keeps a user's value from breaking the line or the terminal:
// control characters become spaces, and a very long value is cut.
func printable(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == '\u2028' || r == '\u2029' ||
			r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' {
			return ' '
		}
		return r
	}, s)
	if runes := []rune(s); len(runes) > maxArg {
		return string(runes[:maxArg]) + "…"
	}
	return s
}
