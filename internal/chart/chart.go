// Package chart draws the figures of assessments: counts on the risk matrix, bars
// of letters over models, differences, coverage by countermeasures, cost against
// the risk that is left. It takes plain values and knows no study; what it draws
// stands as a table beside the picture.
//
// A letter is never told by colour alone: it is printed with its number. Every
// picture carries its title, its legend and what is counted, so that it can be
// pasted elsewhere by itself.
package chart

import (
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
)

// Picture is a chart with the figures that it shows.
type Picture struct {
	*drawing.Scene
	data Table
}

// Table holds figures as texts, to stand beside a picture.
type Table struct {
	Head []string
	Rows [][]string
}

// Data gives the figures of the picture.
func (p *Picture) Data() Table { return p.data }

// Head is what every chart begins with.
type Head struct {
	Lang  lang.Lang
	Title string
	// Note stands under the title; it may be empty.
	Note string
}

// Letters counts the letters A to E in this order, and what is not rated.
type Letters struct {
	Count   [5]int
	Unrated int
}

// All gives the sum.
func (l Letters) All() int {
	n := l.Unrated
	for _, c := range l.Count {
		n += c
	}
	return n
}

// names of the letters, in the order of Letters.Count.
const names = "ABCDE"

// Measures of a page, in points: as wide as the text of an A4 page.
const (
	width  = 500.0
	margin = 12.0
	gap    = 6.0
)

// sheet is a chart being drawn, from top to bottom.
type sheet struct {
	*Picture
	head Head
	y    float64
}

func newSheet(h Head, desc string) *sheet {
	s := &sheet{head: h, y: margin, Picture: &Picture{Scene: &drawing.Scene{Width: width, Title: h.Title, Desc: desc, Lang: string(h.Lang)}}}
	s.paragraph(h.Title, drawing.Font{Size: 12, Bold: true}, drawing.Ink)
	if h.Note != "" {
		s.paragraph(h.Note, drawing.Font{Size: 8.5}, drawing.InkSoft)
	}
	s.y += gap
	return s
}

func (s *sheet) text(key string, args ...any) string {
	return locale.Text(s.head.Lang, "chart."+key, args...)
}

// paragraph writes wrapped text over the width of the page.
func (s *sheet) paragraph(text string, font drawing.Font, ink drawing.Color) {
	lines := drawing.Wrap(text, width-2*margin, font)
	s.Add(&drawing.Text{X: margin, Y: s.y + font.Ascent(), Lines: lines, Font: font, Fill: ink})
	s.y += float64(len(lines))*font.LineHeight() + 2
}

// pointIndent is by how much the text of a numbered point is set in.
const pointIndent = 14.0

// point writes a numbered point, its text beside the number.
func (s *sheet) point(number, text string, font drawing.Font) {
	s.Add(&drawing.Text{X: margin, Y: s.y + font.Ascent(), Lines: []string{number}, Font: font, Fill: drawing.Ink})
	lines := drawing.Wrap(text, width-2*margin-pointIndent, font)
	s.Add(&drawing.Text{X: margin + pointIndent, Y: s.y + font.Ascent(), Lines: lines, Font: font, Fill: drawing.Ink})
	s.y += float64(len(lines))*font.LineHeight() + 2
}

// done ends the page under what has been drawn.
func (s *sheet) done() *Picture {
	s.Height = s.y + margin
	return s.Picture
}

// style is how one line of text stands at a place.
type style struct {
	font   drawing.Font
	anchor drawing.Anchor
	ink    drawing.Color
}

// label writes one line of text whose middle stands at y.
func (s *sheet) label(x, y float64, text string, font drawing.Font, anchor drawing.Anchor) {
	s.say(drawing.Point{X: x, Y: y}, text, style{font, anchor, drawing.Ink})
}

// say is label in any ink.
func (s *sheet) say(at drawing.Point, text string, l style) {
	s.Add(&drawing.Text{X: at.X, Y: at.Y + (l.font.Ascent()-l.font.Descent())/2, Lines: []string{text}, Font: l.font, Anchor: l.anchor, Fill: l.ink})
}

// field is a coloured box with its name in the legend.
type field struct {
	fill drawing.Color
	ink  drawing.Color
	mark string
	name string
}

// legend draws fields with their names, as many to a line as fit.
func (s *sheet) legend(fields []field) {
	font := drawing.Font{Size: 8.5}
	const box, line = 13.0, 18.0
	x := margin
	s.y += gap
	for _, f := range fields {
		w := box + 4 + drawing.Width(f.name, font) + 14
		if x > margin && x+w > width-margin {
			x, s.y = margin, s.y+line
		}
		b := drawing.Box{X: x, Y: s.y, W: box, H: box}
		s.Add(&drawing.Rect{Box: b, Fill: f.fill, Stroke: drawing.ColorLetterEdge, StrokeWidth: 0.6})
		if f.mark != "" {
			s.say(drawing.Point{X: b.Center().X, Y: b.Center().Y}, f.mark, style{drawing.Font{Size: 8.5, Bold: true}, drawing.Middle, f.ink})
		}
		s.label(x+box+4, b.Center().Y, f.name, font, drawing.Start)
		x += w
	}
	s.y += line
}

// letterLegend draws the legend of the letters, and of unrated values where there
// are any.
func (s *sheet) letterLegend(unrated bool) {
	var fields []field
	for i := range names {
		letter := names[i : i+1]
		fill, ink := drawing.LetterColors(letter)
		fields = append(fields, field{fill, ink, letter, s.text("letter." + letter)})
	}
	if unrated {
		fill, ink := drawing.LetterColors("")
		fields = append(fields, field{fill, ink, "–", s.text("letter.unrated")})
	}
	s.legend(fields)
}

// part is one piece of a stacked bar.
type part struct {
	mark  string
	n     int
	fill  drawing.Color
	ink   drawing.Color
	label string
}

// parts gives the letters as pieces of a bar; those that do not occur are left
// out.
func (l Letters) parts() []part {
	var out []part
	for i, n := range l.Count {
		letter := names[i : i+1]
		fill, ink := drawing.LetterColors(letter)
		out = append(out, part{mark: letter, n: n, fill: fill, ink: ink})
	}
	fill, ink := drawing.LetterColors("")
	return append(out, part{mark: "–", n: l.Unrated, fill: fill, ink: ink})
}

// stacked is a stacked bar with its labels.
type stacked struct {
	parts []part
	// widths of the pieces, and whether the label of each stands inside it.
	widths []float64
	inside []bool
	// rest are the labels of the pieces that are too narrow, and below those lines
	// of them that stand under the bar where there is no room to its right.
	rest  string
	below []string
}

// insideFont is that of labels in bars.
var insideFont = drawing.Font{Size: 8.5, Bold: true}

// restFont is that of labels beside bars.
var restFont = drawing.Font{Size: 8.5}

// newStacked lays out a bar of the width that whole fills, with room to its right.
// Every piece that is not empty gets its label: in it, beside the bar, or under it.
func newStacked(parts []part, width, room float64, whole int, show func(n int) string) stacked {
	b := stacked{parts: parts, widths: make([]float64, len(parts)), inside: make([]bool, len(parts))}
	var rest []string
	for i, p := range parts {
		if p.n == 0 || whole == 0 {
			continue
		}
		b.widths[i] = width * float64(p.n) / float64(whole)
		text := p.mark + " " + show(p.n)
		b.parts[i].label = text
		if b.inside[i] = drawing.Width(text, insideFont)+4 <= b.widths[i]; !b.inside[i] {
			rest = append(rest, text)
		}
	}
	b.rest = strings.Join(rest, " / ")
	if drawing.Width(b.rest, restFont) > room-4 {
		b.below, b.rest = drawing.Wrap(b.rest, width+room-4, restFont), ""
	}
	return b
}

// height of the labels under the bar.
func (b *stacked) under() float64 {
	if len(b.below) == 0 {
		return 0
	}
	return float64(len(b.below))*restFont.LineHeight() + 3
}

// stack draws a bar.
func (s *sheet) stack(at drawing.Point, height float64, b stacked) {
	x, middle := at.X, at.Y+height/2
	for i, p := range b.parts {
		if b.widths[i] == 0 {
			continue
		}
		s.Add(&drawing.Rect{Box: drawing.Box{X: x, Y: at.Y, W: b.widths[i], H: height}, Fill: p.fill, Stroke: drawing.ColorLetterEdge, StrokeWidth: 0.6})
		if b.inside[i] {
			s.say(drawing.Point{X: x + b.widths[i]/2, Y: middle}, p.label, style{insideFont, drawing.Middle, p.ink})
		}
		x += b.widths[i]
	}
	if b.rest != "" {
		s.label(x+4, middle, b.rest, restFont, drawing.Start)
	}
	if len(b.below) > 0 {
		s.Add(&drawing.Text{X: at.X, Y: at.Y + height + 2 + restFont.Ascent(), Lines: b.below, Font: restFont, Fill: drawing.Ink})
	}
}

// nameColumn gives the width that names need, at most half of the page, and the
// lines of each.
func nameColumn(texts []string, font drawing.Font) (w float64, lines [][]string) {
	const most = 170.0
	for _, t := range texts {
		l := drawing.Wrap(t, most, font)
		for _, line := range l {
			w = max(w, drawing.Width(line, font))
		}
		lines = append(lines, l)
	}
	return w + gap, lines
}

// name writes a name to the left of a row, its middle at y.
func (s *sheet) name(y float64, lines []string, font drawing.Font) {
	top := y - float64(len(lines))*font.LineHeight()/2
	s.Add(&drawing.Text{X: margin, Y: top + (font.LineHeight()-font.Ascent()-font.Descent())/2 + font.Ascent(), Lines: lines, Font: font, Fill: drawing.Ink})
}

func number(n int) string { return locale.Number(n) }

// signed writes a difference with its sign.
func signed(n int) string {
	switch {
	case n > 0:
		return "+" + locale.Number(n)
	case n < 0:
		return "−" + locale.Number(-n)
	}
	return "±0"
}

func percent(n, all int) string {
	if all == 0 {
		return "–"
	}
	tenths := (2000*n + all) / (2 * all)
	return strconv.Itoa(tenths/10) + "." + strconv.Itoa(tenths%10) + "%"
}
