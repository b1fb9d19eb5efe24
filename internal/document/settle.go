package document

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sekisho/sekisho/internal/drawing"
)

// ShortCell is how many characters a cell may have to be broken between phrases (文節):
// names and heads of columns, where a break inside a word is ugly. Sentences are set as
// elsewhere.
const ShortCell = 30

// longestKept is the length of a phrase beyond which a column cannot be made for it.
const longestKept = 9.0

// longestPhrase gives the length of the longest phrase of a short cell that a column
// can be made for.
func longestPhrase(spans []Span) float64 {
	text, longest := TextOf(spans), 0.0
	if len(spans) != 1 || utf8.RuneCountInString(text) > ShortCell {
		return 0
	}
	for _, phrase := range drawing.Phrases(text) {
		if length := drawing.Width(strings.TrimSpace(phrase), drawing.Font{Size: 1}); length <= longestKept {
			longest = max(longest, length)
		}
	}
	return longest
}

// longestBound gives the length of the longest run of Japanese that no line parts, such
// as the date of an era, with the room that some programs leave before and after digits.
func longestBound(text string) float64 {
	longest := 0.0
	for _, word := range drawing.Words(text) {
		if strings.ContainsFunc(word, func(r rune) bool { return r >= 0x2000 }) {
			longest = max(longest, drawing.Width(strings.TrimSpace(word), drawing.Font{Size: 1})+betweenScripts*float64(scriptChanges(word)))
		}
	}
	return longest
}

// cellText is a cell of which only the breaks and the lengths between them matter.
type cellText struct {
	col, row, height int
	pieces           []float64 // lengths of what stays together; lineFeed begins a line
	phrase           float64   // the longest that should not be broken
	lines            []float64 // that it takes, by the width in half characters; 0 where not known
}

const lineFeed = -1.0

func newCellText(p Placed, row int, wider float64) cellText {
	c := cellText{col: p.Col, row: row, height: p.Height(), phrase: longestPhrase(p.Content()) * wider}
	open := false // the next character stays with the last
	for _, r := range TextOf(p.Content()) {
		if r == '\n' {
			c.pieces, open = append(c.pieces, lineFeed), false
			continue
		}
		length, narrow := 1.0, r < 0x2000
		if narrow {
			length = latin(r)
		}
		length *= wider
		last := len(c.pieces) - 1
		if last >= 0 && c.pieces[last] != lineFeed && (open || strings.ContainsRune("、。）」』・ーっゃゅょァィェォッャュョ", r)) {
			c.pieces[last] += length
		} else {
			c.pieces = append(c.pieces, length)
		}
		open = narrow && !strings.ContainsRune(" -/", r) || strings.ContainsRune("（「『", r)
	}
	return c
}

// brokenPhrase is what a phrase counts that is broken, in lines.
const brokenPhrase = 0.5

// on gives how many lines the cell takes in a column so wide, and more where a phrase
// is broken.
func (c *cellText) on(width float64) float64 {
	at := int(2 * width)
	if at < len(c.lines) && c.lines[at] > 0 {
		return c.lines[at]
	}
	n, used := 1.0, 0.0
	for _, p := range c.pieces {
		switch {
		case p == lineFeed:
			n, used = n+1, 0
		case used > 0 && used+p > width:
			n, used = n+1+math.Floor(p/width), p
		default:
			used += p
		}
	}
	if c.phrase > width {
		n += brokenPhrase
	}
	for len(c.lines) <= at {
		c.lines = append(c.lines, 0)
	}
	c.lines[at] = n
	return n
}

// settle moves room from column to column as long as this makes the table lower. No
// column gets less than it needs. It gives the widths of the text in them as well.
func (c *contents) settle(columns []Column, line float64) (settled []Column, widths []float64) {
	total := 0.0
	for _, x := range columns {
		total += x.Width
	}
	widths = make([]float64, len(columns)) // in whole and half characters
	for i, x := range columns {
		widths[i] = max(math.Floor(2*(line*x.Width/total-sides))/2, 0.5)
	}
	before := slices.Clone(widths)
	now := c.height(widths)
	for range mostMoves {
		better := c.move(widths)
		height := c.height(better)
		if height >= now {
			break
		}
		widths, now = better, height
	}
	for i := range columns {
		columns[i].Width = math.Round(100*(columns[i].Width+(widths[i]-before[i])*total/line)) / 100
	}
	return columns, widths
}

// mostMoves bounds how often room is moved, and rowEvery how many lines over all
// columns count as much as one of the height.
const mostMoves, rowEvery = 60, 20

// move gives the widths after the best move of some room between two columns.
func (c *contents) move(widths []float64) []float64 {
	best, lowest := widths, math.Inf(1)
	for from := range widths {
		for to := range widths {
			for _, step := range []float64{0.5, 1, 2, 3, 5, 8} {
				if from == to || widths[from]-step < max(c.words[from], min(c.longest[from], fewWords)) {
					continue
				}
				tried := slices.Clone(widths)
				tried[from] -= step
				tried[to] += step
				if height := c.height(tried) + step/1000; height < lowest {
					best, lowest = tried, height
				}
			}
		}
	}
	return best
}

// height gives the height of the table in lines, a little more where cells have more
// of them than others of their row.
func (c *contents) height(widths []float64) float64 {
	rows := slices.Repeat([]float64{1}, c.lastRow)
	all := 0.0
	for i := range c.cells {
		cell := &c.cells[i]
		n := cell.on(widths[cell.col])
		all += n
		for r := cell.row; r < min(cell.row+cell.height, len(rows)); r++ {
			rows[r] = max(rows[r], n/float64(cell.height))
		}
	}
	for _, n := range rows {
		all += n * rowEvery
	}
	return all / rowEvery
}
