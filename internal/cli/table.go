package cli

import (
	"cmp"
	"strings"

	"github.com/rivo/uniseg"
)

// displayWidth is the number of columns that text takes on a terminal: 2 for
// East Asian wide characters.
func displayWidth(text string) int { return uniseg.StringWidth(text) }

// pad fills text with spaces up to width columns; align is '<' or '>'.
func pad(text string, width int, align byte) string {
	gap := strings.Repeat(" ", max(0, width-displayWidth(text)))
	if align == '>' {
		return gap + text
	}
	return text + gap
}

// cell is one field of a table: its text, and its style after padding.
type cell struct {
	text  string
	style string
}

// table lines up rows in columns by display width.
type table struct {
	// align has one '<' or '>' per column.
	align  string
	indent string
	// gap is the number of spaces between columns; 0 means 2.
	gap  int
	rows [][]cell
}

// row adds a row of plain texts.
func (t *table) row(texts ...string) {
	cells := make([]cell, len(texts))
	for i, text := range texts {
		cells[i] = cell{text: text}
	}
	t.rows = append(t.rows, cells)
}

// lines gives the rows, with no spaces at the end.
func (t *table) lines(p palette) []string {
	gap := strings.Repeat(" ", cmp.Or(t.gap, 2))
	var widths []int
	for _, row := range t.rows {
		for i, c := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], displayWidth(c.text))
		}
	}
	lines := make([]string, 0, len(t.rows))
	for _, row := range t.rows {
		var b strings.Builder
		b.WriteString(t.indent)
		for i, c := range row {
			align := byte('<')
			if i < len(t.align) {
				align = t.align[i]
			}
			text := pad(c.text, widths[i], align)
			if i == len(row)-1 && align == '<' {
				text = c.text
			}
			if i > 0 {
				b.WriteString(gap)
			}
			b.WriteString(p.paint(c.style, text))
		}
		lines = append(lines, strings.TrimRight(b.String(), " "))
	}
	return lines
}

// wrap breaks text into lines of at most width columns, at spaces where there
// are any and between characters of Japanese text. A line never begins with
// closing punctuation, and never ends with a hyphen within a word.
func wrap(text string, width int) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		lines = append(lines, wrapLine(paragraph, width)...)
	}
	return lines
}

func wrapLine(text string, width int) []string {
	var lines []string
	line, used, state := "", 0, -1
	for text != "" {
		var piece string
		piece, text, _, state = uniseg.FirstLineSegmentInString(text, state)
		for strings.HasSuffix(piece, "-") && text != "" { // ids such as a-mn-pc stay whole
			var rest string
			rest, text, _, state = uniseg.FirstLineSegmentInString(text, state)
			piece += rest
		}
		w := displayWidth(strings.TrimRight(piece, " "))
		if used > 0 && used+w > width {
			lines = append(lines, strings.TrimRight(line, " "))
			line, used = "", 0
		}
		line += piece
		used += displayWidth(piece)
	}
	return append(lines, strings.TrimRight(line, " "))
}

// printWrapped prints a table of which the last column wraps: labels and long
// texts. Spaces at the beginning of a text indent all of its lines.
func (s *session) printWrapped(t *table) {
	if len(t.rows) == 0 {
		return
	}
	left := displayWidth(t.indent)
	for i := range len(t.rows[0]) - 1 {
		widest := 0
		for _, row := range t.rows {
			widest = max(widest, displayWidth(row[i].text))
		}
		left += widest + 2
	}
	room := max(20, s.width()-left)
	wrapped := &table{indent: t.indent, align: t.align}
	for _, row := range t.rows {
		last := row[len(row)-1]
		text := strings.TrimLeft(last.text, " ")
		nested := last.text[:len(last.text)-len(text)]
		for i, line := range wrap(text, room-len(nested)) {
			cells := make([]cell, len(row))
			if i == 0 {
				copy(cells, row)
			}
			cells[len(row)-1] = cell{nested + line, last.style}
			wrapped.rows = append(wrapped.rows, cells)
		}
	}
	s.println(wrapped.lines(s.out)...)
}
