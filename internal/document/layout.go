package document

import "unicode/utf8"

// leadLength bounds the paragraphs that lead to something, in characters: about
// three lines.
const leadLength = 130.0

// Leads reports whether the first of the blocks is a short paragraph that leads to
// the table or figure behind it, and is not to be parted from it by the end of a
// page.
func Leads(blocks []Block) bool {
	if len(blocks) < 2 {
		return false
	}
	p, ok := blocks[0].(*Paragraph)
	if !ok || p.Small {
		return false
	}
	if length, _ := measure(p.Text); length > leadLength {
		return false
	}
	switch blocks[1].(type) {
	case *Table, *Figure:
		return true
	}
	return false
}

// Placed is a cell at its place.
type Placed struct {
	Cell
	// Col is the first column that it covers, from 0.
	Col int
}

// Bounds of a small table, and of one that ends a page.
const (
	smallRows  = 8
	smallText  = 600 // characters
	smallLines = 20
	lastRows   = 12
	lastLines  = 36
)

// Whole reports whether the first of the blocks is a table to be kept on one page: a
// small one, or one of half a page behind which a page ends, whose last rows would stand
// alone otherwise.
func Whole(blocks []Block) bool {
	t, ok := blocks[0].(*Table)
	if !ok {
		return false
	}
	return t.Small() || endsPage(blocks[1:]) && len(t.Head)+len(t.Body) <= lastRows && t.lines <= lastLines
}

// endsPage reports whether what follows begins a page in any case, or is nothing.
func endsPage(rest []Block) bool {
	if len(rest) == 0 {
		return true
	}
	switch rest[0].(type) {
	case *Landscape, *PageBreak:
		return true
	}
	return false
}

// Small reports whether a table takes a third of a page at most, so that it is kept
// on one.
func (t *Table) Small() bool {
	if len(t.Head)+len(t.Body) > smallRows || t.lines > smallLines {
		return false
	}
	n := 0
	for _, rows := range [][]Row{t.Head, t.Body} {
		for _, r := range rows {
			for _, c := range r.Cells {
				n += utf8.RuneCountInString(TextOf(c.Content()))
			}
		}
	}
	return n <= smallText
}

// Walk calls visit for each of the rows of a table, with its own cells at their
// places. What cells above cover is left out.
func (t *Table) Walk(rows []Row, visit func(row int, cells []Placed)) {
	covered := make([]int, len(t.Columns))
	var cells []Placed
	for i, r := range rows {
		cells = cells[:0]
		at := 0
		for _, c := range r.Cells {
			for at < len(covered) && covered[at] > 0 {
				at++
			}
			cells = append(cells, Placed{Cell: c, Col: at})
			for k := at; k < min(at+c.Width(), len(covered)); k++ {
				covered[k] = c.Height()
			}
			at += c.Width()
		}
		for k := range covered {
			covered[k] = max(covered[k]-1, 0)
		}
		visit(i, cells)
	}
}

// Shares gives the widths of the columns as parts of 1.
func (t *Table) Shares() []float64 {
	total := 0.0
	shares := make([]float64, len(t.Columns))
	for i, c := range t.Columns {
		shares[i] = c.Width
		if c.Width <= 0 {
			shares[i] = 1
		}
		total += shares[i]
	}
	for i := range shares {
		shares[i] /= total
	}
	return shares
}

// Widths gives the columns their widths in a table that is total wide: their
// shares, but none narrower than least while there is room.
func (t *Table) Widths(total, least float64) []float64 {
	shares := t.Shares()
	each := make([]float64, len(shares))
	for i := range each {
		each[i] = least
	}
	return fit(shares, each, total)
}

// fit divides a total by shares, such that each part has its least while there is
// room; where there is none, in proportion to what each needs at least.
func fit(shares, least []float64, total float64) []float64 {
	needs := 0.0
	for _, n := range least {
		needs += n
	}
	widths := make([]float64, len(shares))
	if needs >= total {
		for i, n := range least {
			widths[i] = total * n / needs
		}
		return widths
	}
	fixed := make([]bool, len(shares))
	for again := true; again; {
		again = false
		rest, sum := total, 0.0
		for i, s := range shares {
			if fixed[i] {
				rest -= least[i]
			} else {
				sum += s
			}
		}
		for i, s := range shares {
			if widths[i] = least[i]; fixed[i] {
				continue
			}
			widths[i] = rest * s / sum
			if widths[i] < least[i]*0.999 {
				fixed[i], again = true, true
			}
		}
	}
	return widths
}

// beginRows is how many rows at least begin a table that goes on in Word, and endRows how
// many end it: two where they have more than so many lines.
const beginRows, endRows, endLines = 2, 3, 9

// KeptWithNext reports whether a row of a body is kept with the next one, of which lines
// tells how high its rows are: a page has neither the first row alone nor the last ones.
func KeptWithNext(row int, lines []int) bool {
	n := len(lines)
	switch {
	case row < beginRows-1 || row == n-2:
		return true
	case row != n-endRows:
		return false
	}
	sum := 0
	for _, h := range lines[row:] {
		sum += h
	}
	return sum <= endLines
}
