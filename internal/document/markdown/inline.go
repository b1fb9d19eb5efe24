package markdown

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sekisho/sekisho/internal/document"
)

func anchor(name string) string { return `<a id="` + name + `"></a>` }

// spans gives running text.
func (m *writer) spans(spans []document.Span) string {
	var b strings.Builder
	for i, s := range spans {
		alone := (i == 0 || plain(spans[i-1])) && (i+1 == len(spans) || plain(spans[i+1]))
		b.WriteString(m.span(s, alone))
	}
	return b.String()
}

func plain(s document.Span) bool { return s.Style == 0 && s.Letter == 0 }

// emphasise sets text between marks, or between tags where Markdown would not
// take the marks for emphasis: beside other marks, and beside brackets and stops.
func emphasise(text, mark, tag string, alone bool) string {
	first, _ := utf8.DecodeRuneInString(text)
	last, _ := utf8.DecodeLastRuneInString(text)
	if alone && word(first) && word(last) {
		return mark + text + mark
	}
	return "<" + tag + ">" + text + "</" + tag + ">"
}

func word(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

func (m *writer) span(s document.Span, alone bool) string {
	text := s.String()
	switch {
	case text == "":
	case s.Style&document.Code != 0:
		text = code(text)
	default:
		text = strings.ReplaceAll(escape(text), "\n", "\\\n")
		bold := s.Style&document.Bold != 0 || s.Letter != 0
		if s.Style&document.Emphasis != 0 {
			text = emphasise(text, "*", "em", alone && !bold)
		}
		if bold {
			text = emphasise(text, "**", "strong", alone && s.Style&document.Emphasis == 0)
		}
	}
	switch {
	case s.Link != "":
		text = "[" + text + "](<" + strings.NewReplacer("<", "%3C", ">", "%3E", "\n", "").Replace(s.Link) + ">)"
	case s.Anchor != "":
		text = "[" + text + "](#" + s.Anchor + ")"
	}
	if s.NoteNumber > 0 {
		text += "[^" + strconv.Itoa(s.NoteNumber) + "]"
	}
	return text
}

// code sets text in backticks, more of them than it holds itself.
func code(s string) string {
	s = strings.ReplaceAll(s, "\n", " ")
	marks := strings.Repeat("`", longestRun(s)+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return marks + s + marks
}

// longestRun gives the length of the longest run of backticks.
func longestRun(s string) int {
	longest, run := 0, 0
	for _, c := range []byte(s) {
		if c != '`' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}

// escape keeps characters from meaning anything, and drops those that no text
// may hold.
func escape(s string) string {
	if !strings.ContainsFunc(s, special) {
		return lineStart(s)
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r < 0x20 && r != '\n' && r != '\t' || r == 0x7f:
			b.WriteRune(0xfffd)
			continue
		case special(r):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return lineStart(b.String())
}

func special(r rune) bool {
	switch r {
	case '\\', '`', '*', '_', '[', ']', '<', '>', '|', '&', '~', '#':
		return true
	}
	return r < 0x20 && r != '\n' && r != '\t' || r == 0x7f
}

// lineStart keeps a line from being taken for a point of a list or a rule.
func lineStart(s string) string {
	digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
	switch {
	case s == "":
	case s[0] == '-' || s[0] == '+' || s[0] == '=' || s[0] == ':':
		return `\` + s
	case digits > 0 && digits < len(s) && (s[digits] == '.' || s[digits] == ')') && (digits+1 == len(s) || s[digits+1] == ' '):
		return s[:digits] + `\` + s[digits:]
	}
	return s
}
