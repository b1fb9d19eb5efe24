package html

import (
	"math"
	"regexp"
	"strings"
	"unicode"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/drawing"
)

// inPhrases tells whether the text of a cell is to be broken between phrases alone.
func inPhrases(spans []document.Span) bool {
	return len(spans) == 1 && plain(spans[0]) && wide(spans[0].Text)
}

// plain tells whether a span is text and nothing else.
func plain(s document.Span) bool {
	return s.Style == 0 && s.Link == "" && s.Ref == "" && s.Letter == 0 && len(s.Note) == 0
}

// wide tells whether text has characters between which browsers would break lines.
func wide(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) })
}

// What the style gives the tables in print, in points: the width of pages, upright and
// sideways, what borders and padding take from a column, and the sizes of text.
const (
	upright, aside = 174 * 72 / 25.4, 267 * 72 / 25.4
	aroundText     = 8
	normal, dense  = 9, 7.5
)

// safety is the part of a column that text may fill for sure: fonts of readers differ,
// and browsers give columns a little more or less than their shares.
const safety = 0.95

// roomy is how many characters the lines of a cell hold, of more than plain text, in
// which browsers may look for phrases: in narrower columns they break long ones anywhere.
const roomy = 12.0

// room gives how many characters a line of a cell holds for sure. Heads have room for
// all phrases, as browsers widen their columns.
func (p *page) room(t *document.Table, c document.Placed, tag string) float64 {
	if tag == "th" {
		return math.Inf(1)
	}
	share := 0.0
	for _, s := range t.Shares()[c.Col : c.Col+c.Width()] {
		share += s
	}
	width, size := upright, float64(normal)
	if p.sideways {
		width = aside
	}
	if t.Dense {
		size = dense
	}
	return (width*share - aroundText) / size * safety
}

// phrases writes text with the places where it may be broken into lines of so many
// characters.
func (p *page) phrases(text string, room float64) {
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			p.put("<br>\n")
		}
		var list []string
		for _, phrase := range drawing.Phrases(line) {
			for _, part := range parts(phrase, room) {
				list = append(list, together(part, room))
			}
		}
		p.put(strings.Join(list, "<wbr>"))
	}
}

// hyphened are names such as CD-R.
var hyphened = regexp.MustCompile(`[0-9A-Za-z]+(?:-[0-9A-Za-z]+)+`)

// together writes a part of a line, in which browsers would break names after a hyphen.
func together(part string, room float64) string {
	return hyphened.ReplaceAllStringFunc(clean(part), func(name string) string {
		if !fits(name, room) {
			return name
		}
		return `<span class="n">` + name + "</span>"
	})
}

// parts cuts a phrase that a line does not hold between its words, and words that it
// does not hold where the rules of line breaking (禁則処理) allow it: browsers, left
// alone with what is kept together, would break it anywhere.
func parts(phrase string, room float64) []string {
	if fits(phrase, room) {
		return []string{phrase}
	}
	var out []string
	for _, word := range words(phrase) {
		if fits(word, room) {
			out = append(out, word)
		} else {
			out = append(out, pieces(word, room)...)
		}
	}
	return out
}

// pieces cuts a word into lines. The blanks around it, which lines do not have, stay.
func pieces(word string, room float64) []string {
	text := strings.TrimSpace(word)
	before, after, _ := strings.Cut(word, text)
	out := drawing.Wrap(text, room, drawing.Font{Size: 1})
	if len(out) == 0 {
		return []string{word}
	}
	out[0] = before + out[0]
	out[len(out)-1] += after
	return out
}

// words cuts a phrase between the words of its compounds.
func words(phrase string) []string {
	var out []string
	at := 0
	for _, word := range drawing.Words(phrase) {
		if n := len(out) - 1; n >= 0 && !drawing.BetweenWords(phrase[:at], phrase[at:]) {
			out[n] += word
		} else {
			out = append(out, word)
		}
		at += len(word)
	}
	return out
}

// fits reports whether a line holds a text; blanks at its end need no room.
func fits(text string, room float64) bool {
	return drawing.Width(strings.TrimRight(text, " "), drawing.Font{Size: 1}) <= room
}
