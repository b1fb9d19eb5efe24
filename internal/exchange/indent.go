package exchange

import "bytes"

// shortLine is the length up to which a list or mapping stays on one line.
const shortLine = 120

// indent breaks compact JSON into lines down to depth levels of nesting. What
// lies deeper, and what is short, stays on one line, so that a row is a line:
// people can read it and version control can compare it.
func indent(compact []byte, depth int) []byte {
	p := printer{in: compact, ends: ends(compact), depth: depth}
	p.out.Grow(len(compact) * 5 / 4)
	for p.at < len(p.in) {
		p.next()
	}
	return p.out.Bytes()
}

// printer carries the work of one indent.
type printer struct {
	in   []byte
	at   int
	ends []int // where each list or mapping ends, in the order of their beginnings
	out  bytes.Buffer
	// open is the number of lists and mappings begun so far, level that of those
	// around the place.
	open, level, depth int
	// inline is the level above which all stays on one line, 0 for none.
	inline int
}

func (p *printer) next() {
	c := p.in[p.at]
	switch c {
	case '"':
		n := textLength(p.in[p.at:])
		p.out.Write(p.in[p.at : p.at+n])
		p.at += n
		return
	case '{', '[':
		p.level++
		if end := p.ends[p.open]; p.inline == 0 && (p.level > p.depth || end-p.at <= shortLine) {
			p.inline = p.level
		}
		p.open++
		p.out.WriteByte(c)
		p.newLine()
	case '}', ']':
		p.level--
		p.newLine()
		p.out.WriteByte(c)
		if p.level < p.inline {
			p.inline = 0
		}
	case ',':
		p.out.WriteByte(c)
		if p.inline > 0 {
			p.out.WriteByte(' ')
		}
		p.newLine()
	case ':':
		p.out.WriteString(": ")
	default:
		p.out.WriteByte(c)
	}
	p.at++
}

func (p *printer) newLine() {
	if p.inline > 0 {
		return
	}
	p.out.WriteByte('\n')
	for range p.level {
		p.out.WriteString("  ")
	}
}

// ends finds where each list or mapping ends.
func ends(compact []byte) []int {
	var found, open []int
	for i := 0; i < len(compact); i++ {
		switch compact[i] {
		case '"':
			i += textLength(compact[i:]) - 1
		case '{', '[':
			open = append(open, len(found))
			found = append(found, 0)
		case '}', ']':
			found[open[len(open)-1]] = i
			open = open[:len(open)-1]
		}
	}
	return found
}

// textLength gives the length of the text with which b begins, quotes included.
func textLength(b []byte) int {
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}
