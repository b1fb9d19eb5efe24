package studyfile

import (
	"strings"
	"unicode/utf8"

	"github.com/sekisho/sekisho/internal/diag"
)

const bom = "\ufeff"

// checkpoint is the distance in bytes of the places at which the number of
// characters so far is remembered, so that a column in a line of megabytes is
// found without counting the whole line.
const checkpoint = 1024

// source is the text of one file. Lines are counted as editors do: a line ends
// at LF, CR LF or CR.
type source struct {
	shown string // file name as the user gave it
	text  string
	begin int // behind the byte order mark, if there is one
	marks []mark
}

// mark is what is known at one checkpoint: how many lines have ended and how
// many characters have begun before it, and where its line starts.
type mark struct{ lines, chars, start uint32 }

func newSource(shown, text string) *source {
	s := &source{shown: shown, text: text, marks: make([]mark, 0, len(text)/checkpoint+1)}
	if strings.HasPrefix(text, bom) {
		s.begin = len(bom)
	}
	at := mark{start: uint32(s.begin)}
	for i := range len(text) {
		if i%checkpoint == 0 {
			s.marks = append(s.marks, at)
		}
		s.pass(&at, i)
	}
	if len(s.marks) == 0 {
		s.marks = append(s.marks, at)
	}
	return s
}

// pass moves what is known over the byte at i.
func (s *source) pass(at *mark, i int) {
	c := s.text[i]
	if utf8.RuneStart(c) {
		at.chars++
	}
	if c == '\n' || c == '\r' && (i+1 == len(s.text) || s.text[i+1] != '\n') {
		at.lines++
		at.start = uint32(i + 1)
	}
}

// at gives what is known at offset off.
func (s *source) at(off int) mark {
	off = min(max(off, 0), len(s.text))
	k := min(off/checkpoint, len(s.marks)-1)
	at := s.marks[k]
	for i := k * checkpoint; i < off; i++ {
		s.pass(&at, i)
	}
	return at
}

// pos gives line and column, both from 1, of offset off; the column counts
// characters.
func (s *source) pos(off int) diag.Pos {
	at := s.at(off)
	p := diag.Pos{File: s.shown, Line: int(at.lines) + 1, Col: 1}
	if off > int(at.start) {
		p.Col += int(at.chars - s.at(int(at.start)).chars)
	}
	return p
}

// lineStart gives the start of the line of off.
func (s *source) lineStart(off int) int { return int(s.at(off).start) }

// libraryMarks turns the positions of the YAML library into offsets. The
// library also ends a line at NEL, LS and PS, as YAML 1.1 did. Positions are
// asked for in rising order but for a few, so the scan goes on from the last
// one.
type libraryMarks struct {
	text      string
	begin     int
	line, col int // of the last answer
	off       int
	start     int // of the line
}

func newLibraryMarks(s *source) *libraryMarks {
	return &libraryMarks{text: s.text, begin: s.begin, line: 1, col: 1, off: s.begin, start: s.begin}
}

// offset of line and column, both from 1. A place outside the text gives the
// nearest one inside.
func (m *libraryMarks) offset(line, col int) int {
	if line < 1 {
		return 0
	}
	if line < m.line {
		m.line, m.start, m.off, m.col = 1, m.begin, m.begin, 1
	}
	if line == m.line && col < m.col {
		m.off, m.col = m.start, 1
	}
	for m.line < line && m.off < len(m.text) {
		n := breakAt(m.text, m.off)
		if n == 0 {
			m.off++
			continue
		}
		m.off += n
		m.line, m.start, m.col = m.line+1, m.off, 1
	}
	for m.col < col && m.off < len(m.text) {
		_, n := utf8.DecodeRuneInString(m.text[m.off:])
		m.off += n
		m.col++
	}
	return m.off
}

// breakAt gives the length of the line break at off, 0 if there is none.
func breakAt(text string, off int) int {
	switch rest := text[off:]; {
	case rest[0] == '\n':
		return 1
	case rest[0] == '\r':
		if len(rest) > 1 && rest[1] == '\n' {
			return 2
		}
		return 1
	case strings.HasPrefix(rest, "\u0085"):
		return 2
	case strings.HasPrefix(rest, "\u2028"), strings.HasPrefix(rest, "\u2029"):
		return 3
	}
	return 0
}
