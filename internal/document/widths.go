package document

import (
	"math"
	"strings"
	"unicode"
)

// balance fits the widths of the columns to what stands in them: between the
// shares that were asked for and those that the text wants, so that a column
// of long sentences beside one of single letters is not set in a narrow strip.
func (t *Table) balance(wide bool) {
	n := len(t.Columns)
	if n < 2 {
		return
	}
	wants := make([]float64, n)
	squares, rows, longest := make([]float64, n), make([]float64, n), make([]float64, n)
	for part, list := range [][]Row{t.Head, t.Body} {
		t.Walk(list, func(_ int, cells []Placed) {
			for _, c := range cells {
				if c.Width() > 1 {
					continue
				}
				length, word := measure(c.Content())
				wants[c.Col] = max(wants[c.Col], min(word, 12))
				if part == 1 {
					longest[c.Col] = max(longest[c.Col], length)
				}
				if part == 1 {
					squares[c.Col] += length * length
					rows[c.Col]++
				} else {
					wants[c.Col] = max(wants[c.Col], min(length, 4))
				}
			}
		})
	}
	total := 0.0
	for i := range wants {
		if rows[i] > 0 {
			// Long cells weigh more than short ones: they make the rows high.
			wants[i] = max(wants[i], min(math.Sqrt(squares[i]/rows[i]), 30))
		}
		if longest[i] <= shortCell { // short ones are not worth a second line
			wants[i] = max(wants[i], longest[i])
		}
		wants[i] += 1.2 // the space at both sides
		total += wants[i]
	}
	columns := append([]Column(nil), t.Columns...)
	for i, share := range t.Shares() {
		columns[i].Width = math.Round(math.Cbrt(share*math.Pow(wants[i]/total, 2))*10_000) / 100
	}
	keepShort(columns, longest, t.line(wide))
	t.Columns = columns
}

// shortCell is how long a cell may be that is to stand on one line, in full-width
// characters.
const shortCell = 8.0

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

// keepShort gives columns of short cells the width that keeps them on one line, at
// the cost of the others.
func keepShort(columns []Column, longest []float64, line float64) {
	total, short, taken := 0.0, 0.0, 0.0
	for _, c := range columns {
		total += c.Width
	}
	least := make([]float64, len(columns))
	for i, c := range columns {
		if n := longest[i]; n <= shortCell {
			least[i] = max(c.Width, total*(n+1.2)/line)
			short, taken = short+c.Width, taken+least[i]
		}
	}
	if rest := total - short; rest > 0 && total-taken > rest/2 {
		for i := range columns {
			if least[i] > 0 {
				columns[i].Width = math.Round(least[i]*100) / 100
			} else {
				columns[i].Width = math.Round(columns[i].Width*(total-taken)/rest*100) / 100
			}
		}
	}
}

// longestKatakana bounds the words in katakana that a column should be wide enough
// for: longer ones are mostly made of several.
const longestKatakana = 7.0

// measure gives the length of a text, and that of its longest word without a good
// place to break, in full-width characters.
func measure(spans []Span) (length, word float64) {
	for _, s := range spans {
		run, katakana := 0.0, 0.0
		for _, r := range s.String() {
			switch {
			case r == '\n':
				run, katakana = 0, 0
			case r < 0x2000 && strings.ContainsRune(" /-,:", r):
				run, katakana = 0, 0
				length += 0.5
			case r < 0x2000:
				katakana = 0
				run += 0.6
				length += 0.6
				word = max(word, run)
			default:
				run = 0
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
