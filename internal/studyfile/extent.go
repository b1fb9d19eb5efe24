package studyfile

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// end gives the offset behind the last character of a value. Comments behind it
// are not part of it.
func (s *source) end(n *node, indent int) int {
	off := int(n.off)
	switch {
	case n.style == styleFlow:
		return s.bracketEnd(n, off)
	case n.kind == kindList || n.kind == kindMap:
		last := n.kids[len(n.kids)-1]
		return s.end(last.node, s.indentOf(n, last))
	case n.style == styleQuoted:
		return s.quoteEnd(off)
	case n.style == styleBlock:
		return s.blockEnd(off, indent)
	}
	return s.plainEnd(off, n.text)
}

// indentOf gives the indentation that the lines of a block scalar in child k of
// n must exceed: that of the key, or of the hyphen of the item.
func (s *source) indentOf(n *node, k child) int {
	if n.kind == kindMap {
		return s.column(int(k.keyOff))
	}
	return s.column(s.hyphen(int(k.node.off)))
}

// column counts the characters of the line before off.
func (s *source) column(off int) int { return s.pos(off).Col - 1 }

// hyphen gives the offset of the hyphen of the list item that begins at off.
func (s *source) hyphen(off int) int {
	return max(strings.LastIndexByte(s.text[:off], '-'), 0)
}

// quoteEnd gives the end of a quoted value.
func (s *source) quoteEnd(off int) int {
	quote := s.text[off]
	for i := off + 1; i < len(s.text); i++ {
		switch {
		case s.text[i] == '\\' && quote == '"':
			i++
		case s.text[i] == quote && quote == '\'' && i+1 < len(s.text) && s.text[i+1] == '\'':
			i++
		case s.text[i] == quote:
			return i + 1
		}
	}
	return len(s.text)
}

// bracketEnd gives the end of a list or mapping in brackets. A mapping of one
// pair in a list has none of its own.
func (s *source) bracketEnd(n *node, off int) int {
	if c := s.text[off]; c != '[' && c != '{' {
		if len(n.kids) == 0 {
			return off
		}
		return s.end(n.kids[len(n.kids)-1].node, 0)
	}
	i := off + 1
	if len(n.kids) > 0 {
		i = s.end(n.kids[len(n.kids)-1].node, 0)
	}
	if j := s.skipTo(i, "]}"); j < len(s.text) {
		return j + 1
	}
	return len(s.text)
}

// skipTo gives the first place from off of one of the characters, over
// comments.
func (s *source) skipTo(off int, chars string) int {
	for i := off; i < len(s.text); i++ {
		switch {
		case strings.IndexByte(chars, s.text[i]) >= 0:
			return i
		case s.text[i] == '#':
			i = s.lineEnd(i) - 1
		}
	}
	return len(s.text)
}

// lineEnd gives the end of the line of off, before its line break.
func (s *source) lineEnd(off int) int {
	if i := strings.IndexAny(s.text[off:], "\r\n"); i >= 0 {
		return off + i
	}
	return len(s.text)
}

// nextLine gives the start of the line behind that of off.
func (s *source) nextLine(off int) int {
	i := s.lineEnd(off)
	if strings.HasPrefix(s.text[i:], "\r\n") {
		return i + 2
	}
	return min(i+1, len(s.text))
}

// blockEnd gives the end of a value with | or >: of its last line that is not
// blank.
func (s *source) blockEnd(off, indent int) int {
	end := s.lineEnd(off)
	for i := s.nextLine(off); i < len(s.text); i = s.nextLine(i) {
		line := s.text[i:s.lineEnd(i)]
		content := strings.TrimLeft(line, " ")
		switch {
		case strings.TrimSpace(line) == "":
		case len(line)-len(content) <= indent:
			return end
		default:
			end = i + len(line)
		}
	}
	return end
}

// plainEnd gives the end of a value without quotes. It may go over several
// lines, which are folded in the value.
func (s *source) plainEnd(off int, value string) int {
	i := off
	for j := 0; j < len(value) && i < len(s.text); {
		r, n := utf8.DecodeRuneInString(value[j:])
		c, m := utf8.DecodeRuneInString(s.text[i:])
		switch {
		case isSpace(r) && isSpace(c):
			j += spaces(value[j:])
			i += spaces(s.text[i:])
		case r == c:
			j += n
			i += m
		default:
			return i
		}
	}
	return i
}

func isSpace(r rune) bool {
	return r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == 0x85 || r == 0x2028 || r == 0x2029
}

func spaces(s string) int {
	return len(s) - len(strings.TrimLeftFunc(s, isSpace))
}

// isBlankLine reports whether the text has nothing but spaces.
func isBlankLine(s string) bool { return strings.TrimFunc(s, unicode.IsSpace) == "" }
