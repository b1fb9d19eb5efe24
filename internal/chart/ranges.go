package chart

import "github.com/sekisho/sekisho/internal/drawing"

// Ranged is a bar of counts by ranges of letters.
type Ranged struct {
	Name   string
	Ranges []Range
	// Set apart from the bars below by a line.
	Apart bool
}

// Range is a count over several letters together.
type Range struct {
	// Mark tells the letters, such as A–B.
	Mark string
	// Letter is the worst of them, which gives the colour; empty: no letter.
	Letter string
	Count  int
}

// Ranges draws stacked bars of ranges of letters, each bar as wide as the others:
// bars may have different ranges, which are always printed. unit says what is
// counted.
func Ranges(h Head, bars []Ranged, unit string) *Picture {
	s := newSheet(h, locDesc(h, "ranges", len(bars)))
	s.data = Table{Head: []string{s.text("name"), s.text("range"), s.text("total", "unit", unit)}}
	font := drawing.Font{Size: 8.5}
	texts := make([]string, len(bars))
	for i, b := range bars {
		texts[i] = b.Name
	}
	column, lines := nameColumn(texts, font)
	const barHeight, total = 18.0, 46.0
	left := margin + column
	room := width - margin - left - total
	for i, b := range bars {
		var parts []part
		all := 0
		for _, r := range b.Ranges {
			fill, ink := drawing.LetterColors(r.Letter)
			parts = append(parts, part{mark: r.Mark, n: r.Count, fill: fill, ink: ink})
			all += r.Count
			s.data.Rows = append(s.data.Rows, []string{b.Name, r.Mark, number(r.Count)})
		}
		s.bar(left, barHeight, font, barRow{newStacked(parts, room, 0, all, number), lines[i], all, b.Apart && i < len(bars)-1})
	}
	s.paragraph(s.text("range_note"), font, drawing.InkSoft)
	return s.done()
}
