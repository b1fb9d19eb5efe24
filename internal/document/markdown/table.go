package markdown

import (
	"strings"

	"github.com/sekisho/sekisho/internal/document"
)

// table writes a table. Markdown has one row of heads: where there are more, they
// are joined.
func (m *writer) table(t *document.Table, indent string) {
	m.line(indent, anchor(t.Anchor)+"\n\n**"+escape(t.Number)+" "+oneLine(m.spans(t.Caption))+"**\n")
	heads := make([]string, len(t.Columns))
	t.Walk(t.Head, func(_ int, cells []document.Placed) {
		for _, c := range cells {
			for k := c.Col; k < min(c.Col+c.Width(), len(heads)); k++ {
				text := m.cell(c.Cell)
				if heads[k] != "" && text != "" {
					text = heads[k] + " / " + text
				}
				heads[k] = text
			}
		}
	})
	m.row(indent, heads)
	m.row(indent, marks(t))
	texts := make([]string, len(t.Columns))
	t.Walk(t.Body, func(row int, cells []document.Placed) {
		clear(texts)
		for _, c := range cells {
			texts[c.Col] = m.cell(c.Cell)
			if t.Body[row].Group && texts[c.Col] != "" && !strings.HasPrefix(texts[c.Col], "**") {
				texts[c.Col] = "**" + texts[c.Col] + "**"
			}
		}
		m.row(indent, texts)
	})
	m.line(indent, "")
	m.under(t.Notes, t.Source, indent)
}

// dashes is how many dashes about the columns of a table have together. Programs that
// make other documents of Markdown divide the width by them.
const dashes = 72

// marks gives the marks below the heads: where the text of columns stands, and their
// shares of the width.
func marks(t *document.Table) []string {
	alignments := alignments(t)
	out := make([]string, len(t.Columns))
	for i, share := range t.Shares() {
		line := strings.Repeat("-", max(3*int(share*dashes/3+0.5), 6))
		switch alignments[i] {
		case document.Right:
			line = line[1:] + ":"
		case document.Centre:
			line = ":" + line[2:] + ":"
		}
		out[i] = line
	}
	return out
}

// alignments gives where the text of each column stands: to the left unless all cells
// of the body agree on something else.
func alignments(t *document.Table) []document.Align {
	out := make([]document.Align, len(t.Columns))
	t.Walk(t.Body, func(_ int, cells []document.Placed) {
		for _, c := range cells {
			if c.Width() > 1 {
				continue
			}
			at := c.Alignment(t.Columns[c.Col])
			if out[c.Col] != document.ByKind && out[c.Col] != at {
				at = document.Left
			}
			out[c.Col] = at
		}
	})
	return out
}

func (m *writer) row(indent string, cells []string) {
	m.line(indent, "| "+strings.Join(cells, " | ")+" |")
}

// cell gives the text of a cell on one line.
func (m *writer) cell(c document.Cell) string {
	text := strings.ReplaceAll(m.spans(c.Content()), "\\\n", "<br>")
	return strings.ReplaceAll(text, "\n", " ")
}
