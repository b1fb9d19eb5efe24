package chart

import (
	"github.com/sekisho/sekisho/internal/drawing"
)

// Standing counts over how many assets or models a countermeasure is in each
// state.
type Standing struct {
	Name string
	// In the order of the legend: in place, partial, planned, unknown, absent, not
	// applicable.
	Count [6]int
}

// standings are the keys of the states, the marks and the colours: darker is more
// of it; the mark is always printed.
func standings() []field {
	return []field{
		{"#264af4", "#ffffff", "○", "in_place"},
		{"#7096f8", drawing.Ink, "△", "partial"},
		{"#c5d7fb", drawing.Ink, "予", "planned"},
		{drawing.ColorUnrated, drawing.Ink, "?", "unknown"},
		{drawing.White, drawing.Ink, "×", "absent"},
		{drawing.White, drawing.InkSoft, "－", "not_applicable"},
	}
}

// PerPage is the most countermeasures that stand on one page.
const PerPage = 28

// Coverage draws for each countermeasure over how many things it is in place,
// partial and so on; of says what they are, such as assets. Where there are many
// countermeasures there are several pages, about as long as each other.
func Coverage(h Head, rows []Standing, of string) []*Picture {
	var out []*Picture
	longest := 0
	for _, r := range rows {
		longest = max(longest, r.sum())
	}
	pages := (len(rows) + PerPage - 1) / PerPage
	for i := range pages {
		page := h
		if pages > 1 {
			page.Title = pageTitle(h, i+1, pages)
		}
		out = append(out, coveragePage(page, rows[i*len(rows)/pages:(i+1)*len(rows)/pages], of, longest))
	}
	return out
}

func pageTitle(h Head, page, of int) string {
	s := &sheet{head: h}
	return s.text("page", "title", h.Title, "page", page, "of", of)
}

func (r Standing) sum() int {
	n := 0
	for _, c := range r.Count {
		n += c
	}
	return n
}

func coveragePage(h Head, rows []Standing, of string, longest int) *Picture {
	s := newSheet(h, locDesc(h, "coverage", len(rows)))
	states := standings()
	states[2].mark = s.text("mark.planned")
	font := drawing.Font{Size: 8.5}
	texts := make([]string, len(rows))
	for i, r := range rows {
		texts[i] = r.Name
	}
	column, lines := nameColumn(texts, font)
	left := margin + column
	const barHeight, beside = 14.0, 90.0
	room := width - margin - left - beside
	s.data.Head = []string{s.text("countermeasure")}
	for i := range states {
		states[i].name = s.text("status." + states[i].name)
		s.data.Head = append(s.data.Head, states[i].name)
	}
	for i, r := range rows {
		var parts []part
		row := []string{r.Name}
		for j, n := range r.Count {
			parts = append(parts, part{mark: states[j].mark, n: n, fill: states[j].fill, ink: states[j].ink})
			row = append(row, number(n))
		}
		x := newStacked(parts, room, beside, longest, number)
		if r.sum() == 0 { // it stands on links alone
			x.rest = number(0)
		}
		height := max(barHeight+x.under(), float64(len(lines[i]))*font.LineHeight()) + 4
		s.name(s.y+height/2, lines[i], font)
		s.stack(drawing.Point{X: left, Y: s.y + (height-x.under()-barHeight)/2}, barHeight, x)
		s.data.Rows = append(s.data.Rows, row)
		s.y += height
	}
	s.legend(states)
	s.paragraph(s.text("coverage_note", "of", of), drawing.Font{Size: 8.5}, drawing.InkSoft)
	return s.done()
}
