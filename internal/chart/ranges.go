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
		x := newStacked(parts, room, 0, all, number)
		height := max(barHeight+x.under(), float64(len(lines[i]))*font.LineHeight()) + gap
		middle := s.y + (height-x.under())/2
		s.name(s.y+height/2, lines[i], font)
		s.stack(drawing.Point{X: left, Y: middle - barHeight/2}, barHeight, x)
		s.label(width-margin, middle, number(all), drawing.Font{Size: 9, Bold: true}, drawing.End)
		s.y += height
		if b.Apart && i < len(bars)-1 {
			s.Add(&drawing.Line{Points: []drawing.Point{{X: margin, Y: s.y}, {X: width - margin, Y: s.y}}, Stroke: drawing.LineGrey, StrokeWidth: 0.7, Dash: []float64{3, 2}})
			s.y += gap
		}
	}
	s.paragraph(s.text("range_note"), font, drawing.InkSoft)
	return s.done()
}
