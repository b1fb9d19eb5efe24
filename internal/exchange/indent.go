package exchange

import "bytes"

// indent breaks compact JSON into lines down to depth levels of nesting. What
// lies deeper stays on one line, so that a row is a line: people can read it and
// version control can compare it.
func indent(compact []byte, depth int) []byte {
	var out bytes.Buffer
	out.Grow(len(compact) * 5 / 4)
	level, inText := 0, false
	newLine := func() {
		out.WriteByte('\n')
		for range level {
			out.WriteString("  ")
		}
	}
	for i := 0; i < len(compact); i++ {
		c := compact[i]
		if inText {
			out.WriteByte(c)
			if c == '\\' {
				i++
				out.WriteByte(compact[i])
			}
			inText = c != '"'
			continue
		}
		switch c {
		case '{', '[':
			out.WriteByte(c)
			level++
			if level <= depth && compact[i+1] != c+2 {
				newLine()
			}
		case '}', ']':
			level--
			if level < depth && compact[i-1] != c-2 {
				newLine()
			}
			out.WriteByte(c)
		case ',':
			out.WriteByte(c)
			if level <= depth {
				newLine()
			} else {
				out.WriteByte(' ')
			}
		case ':':
			out.WriteString(": ")
		default:
			inText = c == '"'
			out.WriteByte(c)
		}
	}
	return out.Bytes()
}
