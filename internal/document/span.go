package document

import "strings"

// Plain makes running text of a string.
func Plain(text string) []Span {
	if text == "" {
		return nil
	}
	return []Span{{Text: text}}
}

// Para makes a paragraph of a string.
func Para(text string) *Paragraph { return &Paragraph{Text: Plain(text)} }

// Strong makes bold text of a string.
func Strong(text string) Span { return Span{Text: text, Style: Bold} }

// Reference makes a reference to the heading, table or figure with this id. It
// is written as its number.
func Reference(id string) Span { return Span{Ref: id} }

// Points makes a list without numbers of strings.
func Points(texts ...string) *List {
	l := &List{}
	for _, text := range texts {
		l.Items = append(l.Items, Item{Blocks: []Block{Para(text)}})
	}
	return l
}

// TextOf gives the characters of running text, without style and footnotes.
func TextOf(spans []Span) string {
	if len(spans) == 1 {
		return spans[0].String()
	}
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.String())
	}
	return b.String()
}

// String gives the characters of the span.
func (s Span) String() string {
	if s.Text == "" && s.Letter != 0 {
		return string(rune(s.Letter))
	}
	return s.Text
}

// Content gives the running text of the cell: its text, or its letter.
func (c Cell) Content() []Span {
	if len(c.Text) == 0 && c.Letter != 0 {
		return []Span{{Text: string(rune(c.Letter))}}
	}
	return c.Text
}

// Parts gives the points of the cell as cells of their own, or the cell itself where it
// has no more than one.
func (c Cell) Parts() []Cell {
	if !c.Points || len(c.Text) != 1 || c.Text[0].Text == "" || len(c.Text[0].Note) > 0 {
		return []Cell{c}
	}
	var out []Cell
	for point := range strings.SplitSeq(c.Text[0].Text, "\n") {
		part := c
		part.Text = []Span{c.Text[0]}
		part.Text[0].Text = point
		out = append(out, part)
	}
	return out
}

// Width gives the number of columns that the cell covers, at least 1.
func (c Cell) Width() int { return max(c.Cols, 1) }

// Height gives the number of rows that the cell covers, at least 1.
func (c Cell) Height() int { return max(c.Rows, 1) }

// Alignment gives where the text of the cell stands in column col: never
// [ByKind].
func (c Cell) Alignment(col Column) Align {
	switch {
	case c.Align != ByKind:
		return c.Align
	case c.Kind == LetterCell:
		return Centre
	case c.Kind == HeadCell || c.Width() > 1:
		return Left
	case col.Align != ByKind:
		return col.Align
	case c.Kind == NumberCell:
		return Right
	}
	return Left
}
