package studyfile

import (
	"sort"
	"unicode/utf8"

	"github.com/sekisho/sekisho/internal/diag"
)

const bom = "\ufeff"

// checkpoint is the distance in bytes of the places at which the number of
// characters so far is remembered, so that a column in a line of megabytes is
// found without counting the whole line.
const checkpoint = 1024

// source is the text of one file with an index of its lines as editors count
// them: a line ends at LF, CR LF or CR.
type source struct {
	shown string // file name as the user gave it
	text  string
	lines []uint32 // offset of the start of each line
	chars []uint32 // characters before each checkpoint
}

func newSource(shown string, data []byte) *source {
	s := &source{shown: shown, text: string(data)}
	start := 0
	if len(s.text) >= len(bom) && s.text[:len(bom)] == bom {
		start = len(bom)
	}
	s.lines = append(s.lines, uint32(start))
	chars := uint32(0)
	for i := 0; i < len(s.text); i++ {
		if i%checkpoint == 0 {
			s.chars = append(s.chars, chars)
		}
		c := s.text[i]
		if utf8.RuneStart(c) {
			chars++
		}
		if c == '\n' || c == '\r' && (i+1 == len(s.text) || s.text[i+1] != '\n') {
			s.lines = append(s.lines, uint32(i+1))
		}
	}
	return s
}

// charsBefore counts the characters before offset off.
func (s *source) charsBefore(off int) int {
	if off == 0 {
		return 0
	}
	k := min((off-1)/checkpoint, len(s.chars)-1)
	n := int(s.chars[k])
	for i := k * checkpoint; i < off; i++ {
		if utf8.RuneStart(s.text[i]) {
			n++
		}
	}
	return n
}

// pos gives line and column, both from 1, of offset off; the column counts
// characters.
func (s *source) pos(off int) diag.Pos {
	off = min(max(off, 0), len(s.text))
	i := sort.Search(len(s.lines), func(i int) bool { return int(s.lines[i]) > off }) - 1
	i = max(i, 0)
	start := int(s.lines[i])
	col := 1
	if off > start {
		col += s.charsBefore(off) - s.charsBefore(start)
	}
	return diag.Pos{File: s.shown, Line: i + 1, Col: col}
}

// marks turns the positions of the YAML library into offsets. The library also
// ends a line at NEL, LS and PS, as YAML 1.1 did. Positions are asked for in
// nearly rising order, so the scan goes on from the last one.
type marks struct {
	text  string
	lines []uint32
	line  int // of the last answer
	col   int
	off   int
}

func newMarks(text string) *marks {
	m := &marks{text: text}
	start := 0
	if len(text) >= len(bom) && text[:len(bom)] == bom {
		start = len(bom)
	}
	m.lines = append(m.lines, uint32(start))
	for i := start; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\n', c == '\r' && (i+1 == len(text) || text[i+1] != '\n'):
			m.lines = append(m.lines, uint32(i+1))
		case c == 0xC2 && i+1 < len(text) && text[i+1] == 0x85:
			m.lines = append(m.lines, uint32(i+2))
		case c == 0xE2 && i+2 < len(text) && text[i+1] == 0x80 && (text[i+2] == 0xA8 || text[i+2] == 0xA9):
			m.lines = append(m.lines, uint32(i+3))
		}
	}
	return m
}

// offset of line and column, both from 1. A place outside the text gives the
// nearest one inside.
func (m *marks) offset(line, col int) int {
	if line < 1 {
		return 0
	}
	if line > len(m.lines) {
		return len(m.text)
	}
	if line != m.line || col < m.col {
		m.line, m.col, m.off = line, 1, int(m.lines[line-1])
	}
	for m.col < col && m.off < len(m.text) {
		_, n := utf8.DecodeRuneInString(m.text[m.off:])
		m.off += n
		m.col++
	}
	return m.off
}
