package drawing

import (
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// What lines and breaks cost beside the unevenness of lines, in squared ems.
const (
	// A line more.
	oneLine = 14.0
	// A break inside a phrase: where the script changes or a word of a compound
	// ends, between Chinese characters, elsewhere.
	betweenWords = 2.0
	insidePhrase = 28.0
	insideRun    = 60.0
	// A break inside brackets, where the bracket as a whole could begin a line; and
	// what it costs besides in wide lines, which may be more uneven.
	insideBrackets = 14.0
	wideBrackets   = 1.0 / 40
	// What brackets cost in tight text that do not begin a line, and that are parted
	// besides.
	innerBrackets, partedBrackets = 8.0, 30.0
	// A break that no rule of line breaking allows.
	insideWord = 400.0
)

// piece is a run of text that is kept together, and the price of a break
// before it.
type piece struct {
	text  string
	width float64
	price float64
	// Whether a bracket opens at its beginning or further in, and whether one is open
	// at its end.
	begins, inner, open bool
}

// line is the pieces of a line.
type line []piece

// brackets gives what those cost that a line has further in.
func (l line) brackets() float64 {
	for i, p := range l {
		switch {
		case !p.inner && (i == 0 || !p.begins):
		case l[len(l)-1].open:
			return partedBrackets
		default:
			return innerBrackets
		}
	}
	return 0
}

// Wrap breaks text into lines no wider than width, few and even. Breaks fall between phrases (文節) where they can, between
// characters that may be parted (禁則処理) otherwise, and inside a word only
// where it is wider than a line by itself. Line breaks in the text are kept.
// Nothing is cut: a single character wider than width still gets its line.
func Wrap(text string, width float64, font Font) []string {
	lines, _ := WrapRated(text, width, font)
	return lines
}

// WholeWords is the harm up to which no word is parted, but compounds and brackets may be.
const WholeWords = 24.0

// WrapRated wraps text, and tells how bad its breaks are: 0 where all of them fall
// between phrases.
func WrapRated(text string, width float64, font Font) (lines []string, harm float64) {
	for paragraph := range strings.SplitSeq(text, "\n") {
		l, h := wrapParagraph(paragraph, width, font)
		lines, harm = append(lines, l...), harm+h
	}
	return lines, harm
}

// wrapParagraph looks for the cheapest way to lay the pieces into lines: by
// their number, how uneven they are and where they break.
func wrapParagraph(text string, width float64, font Font) (lines []string, harm float64) {
	p := pieces(text, width, font)
	if len(p) == 0 {
		return nil, 0
	}
	type state struct {
		cost float64
		from int
	}
	best := make([]state, len(p)+1)
	for end := 1; end <= len(p); end++ {
		best[end].from = -1
		w := 0.0
		for from := end - 1; from >= 0; from-- {
			w += p[from].width
			room := w - trailing(p[end-1].text, font) - hanging(p[from].text, p[end-1].text, font)
			if room > width+1e-6 && from < end-1 {
				break
			}
			slack := (width - room) / font.Size
			c := state{best[from].cost + oneLine + slack*slack/4 + p[from].price, from}
			if font.Tight && (from > 0 || end < len(p)) {
				c.cost += p[from:end].brackets()
			}
			if b := best[end]; b.from < 0 || c.cost < b.cost {
				best[end] = c
			}
		}
	}
	for end := len(p); end > 0; end = best[end].from {
		harm += p[best[end].from].price
		var b strings.Builder
		for _, x := range p[best[end].from:end] {
			b.WriteString(x.text)
		}
		lines = append(lines, strings.TrimSpace(b.String()))
	}
	for i, j := 0, len(lines)-1; i < j; i, j = i+1, j-1 {
		lines[i], lines[j] = lines[j], lines[i]
	}
	return lines, harm
}

// trailing gives the width of the blanks at the end of a line, which may hang
// over its edge.
func trailing(s string, font Font) float64 {
	return Width(s[len(strings.TrimRight(s, " 　")):], font)
}

// hanging gives the width of the blank halves of brackets at the ends of a line, from
// its first and its last piece. In tight text they do not count.
func hanging(first, last string, font Font) float64 {
	if !font.Tight {
		return 0
	}
	w := 0.0
	if r, _ := utf8.DecodeRuneInString(first); strings.ContainsRune("（「『【", r) {
		w += font.Size / 2
	}
	if r, _ := utf8.DecodeLastRuneInString(last); strings.ContainsRune("）」』】", r) {
		w += font.Size / 2
	}
	return w
}

// pieces cuts text where a line may break. Words wider than a line are cut into
// their characters.
func pieces(text string, width float64, font Font) line {
	var out line
	chars := []rune(text)
	starts := phraseStarts(chars)
	em := width / font.Size
	at, depth := 0, 0
	for _, word := range Words(text) {
		p := piece{text: word, width: Width(word, font)}
		switch {
		case at > 0 && !blankEnd(out):
			p.price = breakPrice(chars, at, starts[at])
		case at > 0 && numbered(out[len(out)-1].text):
			p.price = afterNumber
		}
		if depth > 0 {
			inside := insideBrackets + em*em*wideBrackets
			if chars[at-1] == '・' { // what is listed in them stays whole
				inside /= 2
			}
			p.price += inside
		}
		depth = p.read(word, depth)
		at += utf8.RuneCountInString(word)
		if p.width-trailing(word, font)-hanging(word, word, font) <= width {
			out = append(out, p)
			continue
		}
		g := uniseg.NewGraphemes(word)
		for first := true; g.Next(); first = false {
			c := piece{text: g.Str(), width: Width(g.Str(), font), price: insideWord, open: p.open}
			if first {
				c.price = p.price
			}
			out = append(out, c)
		}
	}
	return out
}

// read notes the brackets of a word, in front of which so many are open, and gives how
// many are open behind it.
func (p *piece) read(word string, depth int) int {
	for i, r := range word {
		switch r {
		case '（', '(':
			p.begins, p.inner = p.begins || i == 0, p.inner || i > 0
			depth++
		case '）', ')':
			depth = max(depth-1, 0)
		}
	}
	p.open = depth > 0
	return depth
}

// blankEnd reports whether the last piece ends in a blank: a word of Latin text,
// after which a break is as good as between phrases.
func blankEnd(p []piece) bool {
	return len(p) > 0 && strings.HasSuffix(p[len(p)-1].text, " ")
}

// afterNumber is the price of a break between a circled number and the name that it
// begins, as in ①c クラウドストレージ.
const afterNumber = 8

// numbered reports whether a word is a circled number, with one more sign at most.
func numbered(word string) bool {
	r, n := utf8.DecodeRuneInString(word)
	return circled(r) && utf8.RuneCountInString(strings.TrimSpace(word[n:])) <= 1
}

// Fit wraps text into a box of the width in as large a font as leaves at most
// that many lines, between the font given and the smallest size. It gives the
// lines and the font; where even the smallest does not do, there are more lines.
func Fit(text string, width float64, lines int, font Font, smallest float64) ([]string, Font) {
	for {
		w := Wrap(text, width, font)
		if len(w) <= lines || font.Size <= smallest {
			return w, font
		}
		font.Size = max(font.Size-0.25, smallest)
	}
}

// Height gives the height of lines of text, from the top of the first to the
// bottom of the last.
func Height(lines int, font Font) float64 {
	if lines == 0 {
		return 0
	}
	return float64(lines-1)*font.LineHeight() + font.Ascent() + font.Descent()
}

// Centered gives text in the middle of a box, both ways.
func Centered(b Box, lines []string, font Font, fill Color) *Text {
	c := b.Center()
	return &Text{X: c.X, Y: c.Y - Height(len(lines), font)/2 + font.Ascent(), Lines: lines, Font: font, Anchor: Middle, Fill: fill}
}
