package html

import (
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/document"
)

func (p *page) table(t *document.Table) {
	whole := p.whole
	if whole { // with its notes: browsers part them from it otherwise
		p.put("<div class=\"kept\">\n")
	}
	p.put("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"c-", t.Anchor, "\">\n<table id=\"", t.Anchor, `"`)
	if t.Dense {
		p.put(` class="dense"`)
	}
	p.put(">\n<caption id=\"c-", t.Anchor, "\">", clean(t.Number), "　")
	p.spans(t.Caption)
	p.put("</caption>\n")
	p.columns(t)
	if len(t.Head) > 0 {
		p.put("<thead>\n")
		p.rows(t, t.Head, true)
		p.put("</thead>\n")
	}
	p.put("<tbody>\n")
	p.rows(t, t.Body, false)
	p.put("</tbody>\n</table>\n</div>\n")
	p.under(t.Notes, t.Source)
	if whole {
		p.put("</div>\n")
	}
}

// columns gives the columns their widths. The width attribute is no style, which
// the policy of the page forbids.
func (p *page) columns(t *document.Table) {
	p.put("<colgroup>")
	for _, share := range t.Shares() {
		p.put(`<col width="`, strconv.FormatFloat(share*100, 'f', 1, 64), `%">`)
	}
	p.put("</colgroup>\n")
}

func (p *page) rows(t *document.Table, rows []document.Row, head bool) {
	t.Walk(rows, func(row int, cells []document.Placed) {
		if rows[row].Group {
			p.put(`<tr class="group">`)
		} else {
			p.put("<tr>")
		}
		for _, c := range cells {
			p.cell(t, c, head || rows[row].Group)
		}
		p.put("</tr>\n")
	})
}

func (p *page) cell(t *document.Table, c document.Placed, head bool) {
	tag := "td"
	if head || c.Kind == document.HeadCell {
		tag = "th"
	}
	p.put("<", tag)
	if tag == "th" {
		p.put(` scope="`, scope(c, head), `"`)
	}
	if n := c.Width(); n > 1 {
		p.put(` colspan="`, strconv.Itoa(n), `"`)
	}
	if n := c.Height(); n > 1 {
		p.put(` rowspan="`, strconv.Itoa(n), `"`)
	}
	class := ""
	switch c.Alignment(t.Columns[c.Col]) {
	case document.Centre:
		class = "c"
	case document.Right:
		class = "r"
	}
	if c.Letter >= 'A' && c.Letter <= 'E' {
		if class != "" {
			class += " "
		}
		class += string(rune(c.Letter))
	}
	room := p.room(t, c, tag)
	phrased := inPhrases(c.Content())
	switch {
	case phrased:
		class = strings.TrimSpace(class + " k")
	case tag == "td" && room >= roomy && wide(document.TextOf(c.Content())):
		class = strings.TrimSpace(class + " w")
	}
	if class != "" {
		p.put(` class="`, class, `"`)
	}
	p.put(">")
	parts := c.Parts()
	for _, part := range parts {
		if len(parts) > 1 {
			p.put(`<span class="i">`)
		}
		if phrased {
			p.phrases(part.Content()[0].Text, room)
		} else {
			p.spans(part.Content())
		}
		if len(parts) > 1 {
			p.put("</span>")
		}
	}
	p.put("</", tag, ">")
}

func scope(c document.Placed, head bool) string {
	switch {
	case head && c.Width() > 1:
		return "colgroup"
	case head:
		return "col"
	case c.Height() > 1:
		return "rowgroup"
	}
	return "row"
}

func (p *page) under(notes [][]document.Span, source []document.Span) {
	for i, n := range notes {
		p.put(`<p class="under">`, clean(p.doc.Words.NoteLabel(i, len(notes))))
		p.spans(n)
		p.put("</p>\n")
	}
	if len(source) > 0 {
		p.put(`<p class="under">`, clean(p.doc.Words.Source+p.doc.Words.Colon))
		p.spans(source)
		p.put("</p>\n")
	}
}
