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
	marks := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		switch c.Align {
		case document.Right:
			marks[i] = "---:"
		case document.Centre:
			marks[i] = ":---:"
		default:
			marks[i] = "---"
		}
	}
	m.row(indent, marks)
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

func (m *writer) row(indent string, cells []string) {
	m.line(indent, "| "+strings.Join(cells, " | ")+" |")
}

// cell gives the text of a cell on one line.
func (m *writer) cell(c document.Cell) string {
	text := strings.ReplaceAll(m.spans(c.Content()), "\\\n", "<br>")
	return strings.ReplaceAll(text, "\n", " ")
}
