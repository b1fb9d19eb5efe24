package document

import (
	"math"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sekisho/sekisho/internal/drawing"
)

// phrasedCell is how long a cell may be that is broken between phrases by its writer;
// heads may be as long as a [ShortCell].
const phrasedCell = 2 * ShortCell

// Phrased breaks a short cell between phrases into lines that are so wide in points, for
// programs that would break it anywhere. Where the row would be higher than so many
// lines, and words parted all the same, it stays as it is.
func (c Cell) Phrased(width, size float64, row int) Cell {
	longest := phrasedCell
	if c.Kind == HeadCell {
		longest = ShortCell
	}
	if len(c.Text) != 1 || c.Text[0].Anchor != "" || c.Text[0].Link != "" || utf8.RuneCountInString(c.Text[0].Text) > longest {
		return c
	}
	text := c.Text[0]
	lines, harm := wrapSpaced(text.Text, width, drawing.Font{Size: size, Bold: c.Kind == HeadCell || c.Letter != 0})
	if c.Kind != HeadCell && !latinOnly(text.Text) && !hyphened.MatchString(text.Text) {
		more := len(lines) - max(c.Lines(width, size), row)
		if more > 1 || more > 0 && harm > drawing.WholeWords {
			return c
		}
	}
	text.Text = strings.Join(lines, "\n")
	c.Text = []Span{text}
	return c
}

// Lines gives how many lines that are so wide in points the cell takes at least.
func (c Cell) Lines(width, size float64) int {
	n := 0
	for line := range strings.SplitSeq(TextOf(c.Content()), "\n") {
		n += max(int(math.Ceil(drawing.Width(line, drawing.Font{Size: size})/width)), 1)
	}
	return n
}

// Highest gives how many lines the highest of the cells of a row takes at least, in columns
// of which width tells how wide lines in them are.
func Highest(cells []Placed, size float64, width func(col, n int) float64) int {
	lines := 1
	for _, c := range cells {
		if c.Height() == 1 {
			lines = max(lines, c.Lines(width(c.Col, c.Width()), size))
		}
	}
	return lines
}

// betweenScripts is the room that programs leave between Japanese and Latin letters, as a
// part of their size.
const betweenScripts = 0.2

// BetweenScripts gives the room that programs leave between two characters, as a part of
// their size.
func BetweenScripts(before, after rune) float64 {
	if latinLetter(before) && japaneseLetter(after) || japaneseLetter(before) && latinLetter(after) {
		return betweenScripts
	}
	return 0
}

// wrapSpaced wraps text, and once more where a line is too wide with the room between
// scripts, if no word is parted by that.
func wrapSpaced(text string, width float64, font drawing.Font) (lines []string, harm float64) {
	lines, harm = drawing.WrapRated(text, width, font)
	narrower := width
	for _, line := range lines {
		w := drawing.Width(line, font)
		if w+betweenScripts*font.Size*float64(scriptChanges(line)) > width {
			narrower = min(narrower, w-0.01)
		}
	}
	if narrower < width {
		if again, h := drawing.WrapRated(text, narrower, font); h <= max(harm, drawing.WholeWords) {
			return again, h
		}
	}
	return lines, harm
}

// scriptChanges counts the places where Latin letters or digits meet Japanese letters.
func scriptChanges(line string) int {
	n := 0
	before := rune(0)
	for _, r := range line {
		if BetweenScripts(before, r) > 0 {
			n++
		}
		before = r
	}
	return n
}

func latinLetter(r rune) bool { return r < 0x250 && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

func japaneseLetter(r rune) bool {
	return r == 'ー' || r >= '①' && r <= '⓿' || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// hyphened are names such as CD-R, which programs would part behind the hyphen.
var hyphened = regexp.MustCompile(`[A-Z]-[A-Z]`)

// latinOnly reports whether a text holds nothing but Latin letters and digits, as the
// numbers of techniques do, which must stay whole.
func latinOnly(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= 0x250 && r != '、' })
}
