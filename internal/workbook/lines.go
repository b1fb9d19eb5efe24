package workbook

import (
	"strings"

	"golang.org/x/text/width"
)

// padding is what the sides of a cell take of a column's width.
const padding = 0.8

// Lines estimates in how many lines text is shown in a column of the width, with
// a font of the size. It never gives fewer than there will be, as far as the
// widths of common fonts go, so that nothing is cut.
func Lines(text string, column, size float64) int {
	if size == 0 {
		size = Size
	}
	room := (column - padding) * Size / size
	n := 0
	for line := range strings.SplitSeq(text, "\n") {
		n += linesOf(line, max(room, 2))
	}
	return n
}

// linesOf breaks one line. A word of Latin letters is not broken where it fits in
// a line by itself.
func linesOf(line string, room float64) int {
	n, used, word := 1, 0.0, 0.0
	for _, r := range line {
		w := runeWidth(r)
		used += w
		if r < 0x80 && r != ' ' && r != '-' {
			word += w
		} else {
			word = 0
		}
		if used > room {
			n++
			used = w
			if word <= room {
				used = max(w, word)
			}
		}
	}
	return n
}

// runeWidth is the width of a character in digits.
func runeWidth(r rune) float64 {
	switch {
	case r == 'i' || r == 'l' || r == 'I' || r == '.' || r == ',' || r == '|':
		return 0.6
	case r >= 'A' && r <= 'Z' || r == 'm' || r == 'w' || r == '%':
		return 1.35
	case r < 0x80:
		return 1.05
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianNarrow, width.Neutral, width.EastAsianHalfwidth:
		return 1.2
	default:
		return 2
	}
}

// Width estimates the width of a column, in digits, in which no line of the text is
// broken.
func Width(text string) float64 {
	most := 0.0
	for line := range strings.SplitSeq(text, "\n") {
		n := 0.0
		for _, r := range line {
			n += runeWidth(r)
		}
		most = max(most, n)
	}
	return most + padding
}

// Height gives the height in points of a row with so many lines.
func Height(lines int, size float64) float64 {
	if size == 0 {
		size = Size
	}
	return min(float64(max(lines, 1))*size*1.32+5, 409)
}
