package exchange

import "bytes"

// shortLine is the length up to which a list or mapping stays on one line, and
// shortPart that up to which it does not break the row in which it stands.
const (
	shortLine = 120
	shortPart = 200
)

// indent breaks compact JSON into lines so that a row is a line: people can read
// it and version control can compare it. What is short stays on one line, and
// beyond depth levels of nesting also mappings whose parts are short and lists of
// plain values.
func indent(compact []byte, depth int) []byte {
	p := printer{in: compact, depth: depth}
	p.ends, p.plain = extents(compact)
	p.out.Grow(len(compact) * 5 / 4)
	for p.at < len(p.in) {
		p.next()
	}
	return p.out.Bytes()
}

// printer carries the work of one indent.
type printer struct {
	in []byte
	at int
	// ends tells where each list or mapping ends, in the order of their
	// beginnings, and plain whether it is a mapping of short parts or a list of
	// plain values.
	ends  []int
	plain []bool
	out   bytes.Buffer
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
		if end := p.ends[p.open]; p.inline == 0 && (p.level > p.depth && p.plain[p.open] || end-p.at <= shortLine) {
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

// extents finds where each list or mapping ends, and whether it is plain.
func extents(compact []byte) (ends []int, plain []bool) {
	var open, begun []int
	for i := 0; i < len(compact); i++ {
		switch compact[i] {
		case '"':
			i += textLength(compact[i:]) - 1
		case '{', '[':
			open, begun = append(open, len(ends)), append(begun, i)
			ends, plain = append(ends, 0), append(plain, true)
		case '}', ']':
			last := len(open) - 1
			ends[open[last]] = i
			if last > 0 && (compact[begun[last-1]] == '[' || i-begun[last] > shortPart) {
				plain[open[last-1]] = false
			}
			open, begun = open[:last], begun[:last]
		}
	}
	return ends, plain
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
