package document

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// balance fits the widths of the columns to what stands in them: between the
// shares that were asked for and those that the text wants, so that a column
// of long sentences beside one of single letters is not set in a narrow strip.
// Tables that are alike get the same widths.
func balance(alike []*Table, wide bool) {
	t := alike[0]
	if len(t.Columns) < 2 {
		return
	}
	var parts []*contents
	for _, x := range alike {
		parts = append(parts, x.read())
	}
	c, line := together(parts), t.line(wide)
	c.want()
	columns := slices.Clone(t.Columns)
	total := 0.0
	for _, w := range c.wants {
		total += w
	}
	for i, share := range t.Shares() {
		columns[i].Width = math.Round(math.Cbrt(share*math.Pow(c.wants[i]/total, 2))*10_000) / 100
	}
	kept := slices.Clone(keepShort(c.words, c.longest, line))
	keepWords(columns, kept, line)
	for i, h := range c.heads {
		if h <= shortCell {
			kept[i] = max(kept[i], h)
		}
	}
	giveAway(columns, kept, c.longest, line)
	columns, widths := c.settle(columns, line)
	for i, x := range alike {
		x.Columns, x.lines = slices.Clone(x.Columns), parts[i].height(widths)
		for j := range x.Columns {
			x.Columns[j].Width = columns[j].Width
		}
	}
}

// contents is what the widths of columns depend on, by column, in full-width characters.
type contents struct {
	wants   []float64 // for a start
	words   []float64 // the longest words
	squares []float64 // of the lengths of cells, summed
	rows    []float64 // how many cells there are
	longest []float64 // cells of the body
	heads   []float64
	cells   []cellText
	lastRow int // how many rows there are, with those of the head
}

// together joins what stands in several tables.
func together(parts []*contents) *contents {
	if len(parts) == 1 {
		return parts[0]
	}
	all := &contents{}
	for _, p := range parts {
		each(&all.wants, p.wants, func(a, b float64) float64 { return max(a, b) })
		each(&all.words, p.words, func(a, b float64) float64 { return max(a, b) })
		each(&all.longest, p.longest, func(a, b float64) float64 { return max(a, b) })
		each(&all.heads, p.heads, func(a, b float64) float64 { return max(a, b) })
		each(&all.squares, p.squares, func(a, b float64) float64 { return a + b })
		each(&all.rows, p.rows, func(a, b float64) float64 { return a + b })
		below := all.lastRow
		for _, c := range p.cells {
			c.row += below
			all.cells = append(all.cells, c)
		}
		all.lastRow += p.lastRow
	}
	return all
}

// each joins two lists number by number.
func each(to *[]float64, from []float64, join func(a, b float64) float64) {
	if *to == nil {
		*to = make([]float64, len(from))
	}
	for i, x := range from {
		(*to)[i] = join((*to)[i], x)
	}
}

// read measures the cells of a table.
func (t *Table) read() *contents {
	n := len(t.Columns)
	c := &contents{lastRow: len(t.Head) + len(t.Body)}
	for _, list := range []*[]float64{&c.wants, &c.words, &c.squares, &c.rows, &c.longest, &c.heads} {
		*list = make([]float64, n)
	}
	t.Walk(t.Head, func(row int, cells []Placed) {
		for _, p := range cells {
			if p.Width() == 1 {
				c.head(p)
				c.cells = append(c.cells, newCellText(p, row, boldWidth))
			}
		}
	})
	t.Walk(t.Body, func(row int, cells []Placed) {
		for _, p := range cells {
			if p.Width() == 1 {
				wider := 1.0
				if t.Body[row].Group || p.Kind == HeadCell {
					wider = boldWidth
				}
				c.body(p, wider)
				c.cells = append(c.cells, newCellText(p, len(t.Head)+row, wider))
			}
		}
	})
	return c
}

func (c *contents) head(p Placed) {
	length, word := measure(p.Content())
	word = max(word, longestBound(TextOf(p.Content())))
	if length-word <= 1 { // the rest would be alone on a line
		word = length
	}
	c.words[p.Col] = max(c.words[p.Col], min(word*boldWidth, longestWord), min(length, fewWords))
	c.wants[p.Col] = max(c.wants[p.Col], min(length, 4))
	c.heads[p.Col] = max(c.heads[p.Col], length*boldWidth)
}

// body measures a cell of the body, whose letters are so much wider than normal ones.
func (c *contents) body(p Placed, wider float64) {
	length, word := measure(p.Content())
	length, word = length*wider, word*wider
	c.words[p.Col] = max(c.words[p.Col], min(max(word, longestBound(TextOf(p.Content()))), longestWord))
	c.longest[p.Col] = max(c.longest[p.Col], length)
	c.squares[p.Col] += length * length
	c.rows[p.Col]++
}

// want finds what each column would have where there is room for all.
func (c *contents) want() {
	for i := range c.wants {
		c.wants[i] = max(c.wants[i], c.words[i])
		if c.rows[i] > 0 {
			// Long cells weigh more than short ones: they make the rows high.
			c.wants[i] = max(c.wants[i], min(math.Sqrt(c.squares[i]/c.rows[i]), 30))
		}
		if c.longest[i] <= wholeCell {
			c.words[i] = max(c.words[i], c.longest[i])
		}
		if c.longest[i] <= shortCell { // short ones are not worth a second line
			c.wants[i] = max(c.wants[i], c.longest[i])
		}
		c.wants[i] += sides
	}
}

// sides is the space at both sides of a column, in full-width characters, and ease
// what a column of short cells may have beside it.
const sides, ease = 1.2, 0.8

// giveAway takes from columns of short cells what they do not need, for those whose
// text takes several lines; a table that fits on the line stays as it was.
func giveAway(columns []Column, kept, longest []float64, line float64) {
	total, taken := 0.0, 0.0
	for i, c := range columns {
		total += c.Width
		taken += max(kept[i], longest[i]) + sides
	}
	if taken <= line {
		return
	}
	rest, long := total, 0.0
	for i, n := range longest {
		if n > shortCell {
			long += columns[i].Width
			continue
		}
		columns[i].Width = min(columns[i].Width, math.Round(100*total*(max(kept[i], n)+sides+ease)/line)/100)
		rest -= columns[i].Width
	}
	for i, n := range longest {
		if n > shortCell {
			columns[i].Width = math.Round(100*columns[i].Width*rest/long) / 100
		}
	}
}

// longestWord bounds the words that a column is made wide enough for.
const longestWord = 12.0

// shortCell is how long a cell may be that is to stand on one line, in full-width
// characters.
const shortCell = 8.0

// fewWords is how long a head or a cell is of which no part stands on a line of its own,
// such as （現状）; wholeCell is the same of a column of which no cell is longer, such as
// 確からしい.
const fewWords, wholeCell = 4.0, 5.0

// line gives about how many full-width characters a line of the table holds.
func (t *Table) line(wide bool) float64 {
	n := 50.0
	if wide {
		n = 80
	}
	if t.Dense {
		n *= 1.2
	}
	return n
}

// keepShort adds to what the words of columns need that short cells stand on one
// line, where this leaves the others nearly half of the line.
func keepShort(needs, longest []float64, line float64) []float64 {
	kept, taken := append([]float64(nil), needs...), 0.0
	for i, n := range longest {
		if n <= shortCell {
			kept[i] = max(kept[i], n)
		}
		taken += kept[i] + sides
	}
	if taken > 0.6*line {
		return needs
	}
	return kept
}

// keepWords gives each column the width that it needs, at the cost of columns that
// have more than that.
func keepWords(columns []Column, needs []float64, line float64) {
	total := 0.0
	shares, least := make([]float64, len(columns)), make([]float64, len(columns))
	for i, c := range columns {
		shares[i] = c.Width
		total += c.Width
	}
	for i, n := range needs {
		least[i] = total * (n + sides) / line
	}
	for i, w := range fit(shares, least, total) {
		columns[i].Width = math.Round(w*100) / 100
	}
}

// latin gives about the width of a Latin letter against a full-width character.
func latin(r rune) float64 {
	switch {
	case strings.ContainsRune("mwMW@%", r):
		return 0.9
	case strings.ContainsRune("fijlrtI.,;'!|()[]", r):
		return 0.35
	case '0' <= r && r <= '9' || 'A' <= r && r <= 'Z':
		return 0.6
	}
	return 0.57
}

// boldWidth is how much wider the bold letters of heads are.
const boldWidth = 1.1

// longestKatakana bounds the words in katakana that a column should be wide enough
// for: longer ones are mostly made of several.
const longestKatakana = 7.0

// measure gives the length of a text, and that of its longest word without a good
// place to break, in full-width characters.
func measure(spans []Span) (length, word float64) {
	for _, s := range spans {
		run, katakana, letters := 0.0, 0.0, 0
		text := []rune(s.String())
		for i, r := range text {
			switch {
			case r == '\n':
				run, katakana, letters = 0, 0, 0
			case r == ',' && run > 0 && i+1 < len(text) && unicode.IsDigit(text[i+1]): // 1,000 is one word
				run += latin(r)
				length += latin(r)
			case r == '-' && run > 0 && letters == 1: // e-application is one word
				run += latin(r)
				length += 0.5
			case r < 0x2000 && strings.ContainsRune(" /-,:_", r):
				letters = 0
				run, katakana = 0, 0
				length += 0.5
			case run > 0 && strings.ContainsRune("、。）」", r): // which begins no line
				word = max(word, run+1)
				run, katakana, letters = 0, 0, 0
				length++
			case r < 0x2000:
				katakana = 0
				letters++
				run += latin(r)
				length += latin(r)
				word = max(word, run)
			default:
				run, letters = 0, 0
				length++
				if r != 'ー' && !unicode.Is(unicode.Katakana, r) {
					katakana = 0
					continue
				}
				katakana++
				word = max(word, min(katakana, longestKatakana))
			}
		}
	}
	return length, word
}

// centreHeads centres the heads of columns that do not say where they stand.
func (t *Table) centreHeads() {
	for i, r := range t.Head {
		cells := append([]Cell(nil), r.Cells...)
		for j := range cells {
			if cells[j].Align == ByKind {
				cells[j].Align = Centre
			}
		}
		t.Head[i].Cells = cells
	}
}

// gather moves headings that stand just before landscape pages onto them, so that
// no heading is left alone on a page.
func gather(blocks []Block) []Block {
	var out []Block
	for i, b := range blocks {
		wide, ok := b.(*Landscape)
		if !ok {
			if out != nil {
				out = append(out, b)
			}
			continue
		}
		if out == nil {
			out = append(make([]Block, 0, len(blocks)), blocks[:i]...)
		}
		from := len(out)
		for from > 0 {
			if _, heading := out[from-1].(*Heading); !heading {
				break
			}
			from--
		}
		inner := append(append([]Block(nil), out[from:]...), wide.Blocks...)
		out = append(out[:from], &Landscape{Blocks: inner})
	}
	if out == nil {
		return blocks
	}
	return out
}
