package chart

import "github.com/sekisho/sekisho/internal/drawing"

// Bar is one bar of letters.
type Bar struct {
	Name    string
	Letters Letters
	// Set apart from the bars below by a line, as the baseline is.
	Apart bool
}

// Bars draws stacked bars of letters in the order given. With shares every bar is
// as long as the others and its labels are percentages: that is how models with
// different numbers of assets are read. unit says what is counted.
func Bars(h Head, bars []Bar, shares bool, unit string) *Picture {
	s := newSheet(h, locDesc(h, "bars", len(bars)))
	font := drawing.Font{Size: 9}
	texts := make([]string, len(bars))
	longest, unrated := 0, false
	for i, b := range bars {
		texts[i] = b.Name
		longest = max(longest, b.Letters.All())
		unrated = unrated || b.Letters.Unrated > 0
	}
	column, lines := nameColumn(texts, font)
	const barHeight, total = 20.0, 46.0
	beside := 74.0
	if shares {
		beside = 0 // every bar fills its room
	}
	left := margin + column
	room := width - margin - left - total - beside
	s.label(width-margin, s.y+5, s.text("total", "unit", unit), drawing.Font{Size: 8.5}, drawing.End)
	s.y += 14
	for i, b := range bars {
		all := b.Letters.All()
		whole, show := longest, number
		if shares {
			whole, show = all, func(n int) string { return percent(n, all) }
		}
		s.bar(left, barHeight, font, barRow{newStacked(b.Letters.parts(), room, beside, whole, show), lines[i], all, b.Apart && i < len(bars)-1})
	}
	s.letterLegend(unrated)
	s.data = barTable(s, bars, unit)
	return s.done()
}

// barRow is a stacked bar with its name in lines before it and its total behind.
type barRow struct {
	stacked
	name []string
	all  int
	// apart asks for a line below.
	apart bool
}

// bar draws a row whose bar begins at left.
func (s *sheet) bar(left, barHeight float64, font drawing.Font, r barRow) {
	height := max(barHeight+r.under(), float64(len(r.name))*font.LineHeight()) + gap
	middle := s.y + (height-r.under())/2
	s.name(max(middle, s.y+float64(len(r.name))*font.LineHeight()/2), r.name, font)
	s.stack(drawing.Point{X: left, Y: middle - barHeight/2}, barHeight, r.stacked)
	s.label(width-margin, middle, number(r.all), drawing.Font{Size: 9, Bold: true}, drawing.End)
	s.y += height
	if r.apart {
		s.Add(&drawing.Line{Points: []drawing.Point{{X: margin, Y: s.y}, {X: width - margin, Y: s.y}}, Stroke: drawing.LineGrey, StrokeWidth: 0.7, Dash: []float64{3, 2}})
		s.y += gap
	}
}

func barTable(s *sheet, bars []Bar, unit string) Table {
	t := Table{Head: []string{s.text("name"), "A", "B", "C", "D", "E", s.text("letter.unrated"), s.text("total", "unit", unit), "A %", "B %", "C %", "D %", "E %"}}
	for _, b := range bars {
		row := []string{b.Name}
		for _, n := range b.Letters.Count {
			row = append(row, number(n))
		}
		row = append(row, number(b.Letters.Unrated), number(b.Letters.All()))
		for _, n := range b.Letters.Count {
			row = append(row, percent(n, b.Letters.All()))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// Differences draws for each model how many letters more or fewer it has than the
// baseline: to the right more, to the left fewer, the number always printed. Bars
// carry the baseline's counts only through the difference.
func Differences(h Head, baseline Bar, models []Bar) *Picture {
	s := newSheet(h, locDesc(h, "differences", len(models)))
	font := drawing.Font{Size: 9}
	texts := make([]string, len(models))
	most := 1
	for i, m := range models {
		texts[i] = m.Name
		for j, n := range m.Letters.Count {
			most = max(most, n-baseline.Letters.Count[j], baseline.Letters.Count[j]-n)
		}
	}
	column, lines := nameColumn(texts, font)
	left := margin + column
	cell := (width - margin - left) / 5
	for j := range names {
		letter := names[j : j+1]
		at := left + cell*(float64(j)+0.5)
		s.Add(drawing.Badge(drawing.Box{X: at - 8, Y: s.y, W: 16, H: 16}, letter))
	}
	s.y += 22
	top := s.y
	s.data.Head = []string{s.text("name"), "A", "B", "C", "D", "E"}
	for i, m := range models {
		height := max(22, float64(len(lines[i]))*font.LineHeight()+4)
		middle := s.y + height/2
		s.name(middle, lines[i], font)
		row := []string{m.Name}
		for j, n := range m.Letters.Count {
			d := n - baseline.Letters.Count[j]
			s.difference(drawing.Box{X: left + cell*float64(j), Y: middle - 6, W: cell, H: 12}, names[j:j+1], d, most)
			row = append(row, signed(d))
		}
		s.data.Rows = append(s.data.Rows, row)
		s.y += height
	}
	for j := range names {
		at := left + cell*(float64(j)+0.5)
		s.Add(&drawing.Line{Points: []drawing.Point{{X: at, Y: top}, {X: at, Y: s.y}}, Stroke: drawing.InkSoft, StrokeWidth: 0.8})
	}
	s.y += gap
	s.paragraph(s.text("difference_note", "baseline", baseline.Name), drawing.Font{Size: 8.5}, drawing.InkSoft)
	s.letterLegend(false)
	return s.done()
}

// difference draws one difference around the middle line of its box, and its
// number on the other side of the line, where it never meets a bar.
func (s *sheet) difference(b drawing.Box, letter string, d, most int) {
	fill, _ := drawing.LetterColors(letter)
	font := drawing.Font{Size: 8.5, Bold: d != 0}
	middle := b.Center()
	room := b.W/2 - 4
	for drawing.Width(signed(d), font) > room && font.Size > 5 {
		font.Size -= 0.5
	}
	bar := drawing.Box{X: middle.X, Y: b.Y, W: room * float64(max(d, -d)) / float64(most), H: b.H}
	if d <= 0 {
		bar.X -= bar.W
		s.label(middle.X+3, middle.Y, signed(d), font, drawing.Start)
	} else {
		s.label(middle.X-3, middle.Y, signed(d), font, drawing.End)
	}
	if d != 0 {
		s.Add(&drawing.Rect{Box: bar, Fill: fill, Stroke: drawing.ColorLetterEdge, StrokeWidth: 0.6})
	}
}
