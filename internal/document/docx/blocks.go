package docx

import (
	"math"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/ooxml"
)

func (d *writer) pStyle(name string) string {
	return `<w:pPr><w:pStyle w:val="` + d.styles.id(name) + `"/></w:pPr>`
}

// paragraph writes a paragraph of plain text in a style.
func (d *writer) paragraph(style, text string) {
	d.put(`<w:p>`, d.pStyle(style))
	d.text(text, "")
	d.put(`</w:p>`)
}

// cover writes the title, on a page of its own where the document asks for it.
func (d *writer) cover() {
	if d.doc.Cover {
		d.put(`<w:p><w:pPr><w:spacing w:before="2800"/></w:pPr></w:p>`)
	}
	// Word would break the title anywhere; between phrases it reads better.
	title := drawing.Wrap(d.doc.Title, textWidth/twipsPerPoint-10, drawing.Font{Size: 22, Bold: true})
	d.paragraph("Title", strings.Join(title, "\n"))
	if d.doc.Subtitle != "" {
		subtitle := drawing.Wrap(d.doc.Subtitle, textWidth/twipsPerPoint-10, drawing.Font{Size: 14})
		d.paragraph("Subtitle", strings.Join(subtitle, "\n"))
	}
	if d.doc.Cover {
		d.put(`<w:p><w:pPr><w:spacing w:before="3600"/></w:pPr></w:p>`)
	}
	for _, s := range []string{d.doc.Edition, d.doc.Words.DateText(d.doc.Date), d.doc.Org} {
		if s != "" {
			d.paragraph("SekishoCover", s)
		}
	}
	d.turn = d.doc.Cover
}

// pageBreak turns the page before a block that does not do so by itself: with a
// line of no height at the top of the next.
func (d *writer) pageBreak(b document.Block) {
	if !d.turn {
		return
	}
	if _, again := b.(*document.PageBreak); again {
		return
	}
	d.turn = false
	switch b := b.(type) {
	case *document.Landscape:
		return
	case *document.Heading:
		if d.turnsPage(b) {
			return
		}
	}
	d.put(`<w:p><w:pPr><w:pageBreakBefore/><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/><w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>`)
}

func (d *writer) blocks(blocks []document.Block) {
	for i, b := range blocks {
		d.leads, d.whole = document.Leads(blocks[i:]), document.Whole(blocks[i:])
		d.ends, d.last = d.beginsPage(blocks[i+1:]), i == len(blocks)-1
		d.block(b)
	}
}

// beginsPage reports whether what follows begins a page: a line of no use before it
// could leave an empty one.
func (d *writer) beginsPage(rest []document.Block) bool {
	if len(rest) == 0 {
		return d.goesOn
	}
	switch b := rest[0].(type) {
	case *document.Landscape:
		return !d.inWide
	case *document.PageBreak:
		return len(rest) > 1
	case *document.Heading:
		return d.turnsPage(b)
	}
	return false
}

// count keeps the number of headings, with the paragraph below them, that stand
// just before the next block: a picture must leave room for them on its page.
func (d *writer) count(b document.Block) {
	_, heading := b.(*document.Heading)
	p, text := b.(*document.Paragraph)
	if _, figure := b.(*document.Figure); figure {
		return // sized by what was counted
	}
	if h, ok := b.(*document.Heading); ok && d.turnsPage(h) {
		d.fresh, d.heads, d.led = true, 0, false
	}
	switch {
	case heading && d.led && !d.fresh:
		d.heads, d.more, d.led = 1, 0, false
	case heading:
		d.heads, d.led = d.heads+1, false
	case text && d.heads > 0 && !d.led:
		d.heads, d.more, d.led = d.heads+1, d.linesOf(p)-1, true
	default:
		d.heads, d.more, d.led, d.fresh = 0, 0, false, false
	}
}

// linesOf gives how many lines a paragraph of running text takes at most.
func (d *writer) linesOf(p *document.Paragraph) int {
	const size = 10.5
	length := drawing.Width(document.TextOf(p.Text), drawing.Font{Size: size}) + 2*size
	return int(math.Ceil(length / (float64(d.width()) / twipsPerPoint)))
}

func (d *writer) block(b document.Block) {
	d.turnBack(b)
	d.pageBreak(b)
	d.count(b)
	switch b := b.(type) {
	case *document.Heading:
		d.heading(b)
	case *document.Paragraph:
		d.running(b)
	case *document.List:
		d.list(b, 0)
	case *document.Definitions:
		d.definitions(b)
	case *document.Table:
		d.table(b)
	case *document.Figure:
		d.figure(b)
		d.heads, d.more, d.led, d.fresh = 0, 0, false, false
	case *document.Callout:
		d.callout(b)
	case *document.PageBreak:
		d.turn = true
	case *document.Landscape:
		d.landscape(b)
	case *document.Contents:
		d.contents(b)
	}
	d.top = false
}

// turnsPage reports whether a heading begins a page.
func (d *writer) turnsPage(h *document.Heading) bool {
	return h.Level == 1 && d.doc.Cover && !h.RunOn && !d.options.RunOn[h.Anchor]
}

// heading writes a heading. Word counts; a heading without number is taken out of
// the counting.
func (d *writer) heading(h *document.Heading) {
	num := "1"
	switch {
	case h.Number == "":
		num = "0"
	case h.Appendix:
		num = "2"
	}
	stay := ""
	if h.Level == 1 && !d.turnsPage(h) {
		stay = `<w:pageBreakBefore w:val="0"/>` // a short document turns no page for a chapter
	}
	above := ""
	if (d.inWide || d.top) && h.Level > 1 { // above a picture that fills its page, or at a page's top
		above = `<w:spacing w:before="0"/>`
	}
	if h.Level == 1 && d.doc.Cover && !d.turnsPage(h) {
		above = `<w:spacing w:before="480"/>`
	}
	d.put(`<w:p><w:pPr><w:pStyle w:val="`, d.styles.id("Heading"+strconv.Itoa(h.Level)), `"/>`, stay, `<w:numPr><w:ilvl w:val="`, strconv.Itoa(h.Level-1),
		`"/><w:numId w:val="`, num, `"/></w:numPr>`, above, `</w:pPr>`)
	d.mark("h", h.Seq, func() { d.spans(h.Text, "") })
	d.put(`</w:p>`)
}

// mark sets a bookmark around what write writes. Bookmarks are named by kind and
// count, for Word takes no hyphen in them.
func (d *writer) mark(kind string, seq int, write func()) {
	id := bookmarkID(kind, seq)
	d.put(`<w:bookmarkStart w:id="`, id, `" w:name="`, bookmark(kind, seq), `"/>`)
	write()
	d.put(`<w:bookmarkEnd w:id="`, id, `"/>`)
}

func bookmark(kind string, seq int) string { return "_Ref" + kind + strconv.Itoa(seq) }

// bookmarkID gives a number that no other bookmark has.
func bookmarkID(kind string, seq int) string {
	return strconv.Itoa(seq*3 + strings.Index("htf", kind))
}

func (d *writer) running(p *document.Paragraph) {
	style := "BodyText"
	switch {
	case p.Small:
		style = "SekishoSmall"
	case len(p.Text) == 1 && p.Text[0].Style == document.Code && strings.Contains(p.Text[0].Text, "\n"):
		style = "SekishoCode"
	case d.compact:
		style = "SekishoCompact"
	}
	keep := ""
	if d.leads {
		keep = "<w:keepNext/>"
	}
	d.put(`<w:p><w:pPr><w:pStyle w:val="`, d.styles.id(style), `"/>`, keep, `</w:pPr>`)
	d.spans(p.Text, "")
	d.put(`</w:p>`)
}

// list writes points. The first paragraph of a point carries its mark; what
// follows in it is indented as far.
func (d *writer) list(l *document.List, level int) {
	num := "3"
	if l.Ordered {
		num = strconv.Itoa(10 + len(d.lists))
		d.lists = append(d.lists, strconv.Itoa(max(l.Start, 1)))
	}
	level = min(level, 8)
	for _, item := range l.Items {
		marked := false
		for _, b := range item.Blocks {
			switch b := b.(type) {
			case *document.Paragraph:
				numbers := `<w:numPr><w:ilvl w:val="` + strconv.Itoa(level) + `"/><w:numId w:val="` + num + `"/></w:numPr>`
				if marked {
					numbers = `<w:ind w:left="` + strconv.Itoa(420*(level+1)) + `"/>`
				}
				d.put(`<w:p><w:pPr><w:pStyle w:val="`, d.styles.id("ListParagraph"), `"/>`, numbers, `</w:pPr>`)
				d.spans(b.Text, "")
				d.put(`</w:p>`)
				marked = true
			case *document.List:
				d.list(b, level+1)
			default:
				d.blocks([]document.Block{b})
			}
		}
	}
}

func (d *writer) definitions(l *document.Definitions) {
	for _, x := range l.Items {
		d.put(`<w:p>`, d.pStyle("SekishoTerm"))
		d.spans(x.Term, "")
		d.put(`</w:p><w:p>`, d.pStyle("SekishoDefinition"))
		d.spans(x.Text, "")
		d.put(`</w:p>`)
	}
}

// callout writes a box: a table of one cell, so that lists and tables may stand in
// it.
func (d *writer) callout(c *document.Callout) {
	d.gap()
	ground, bar := c.Kind.Fill()
	width := strconv.Itoa(d.width())
	d.put(`<w:tbl><w:tblPr><w:tblW w:w="`, width, `" w:type="dxa"/><w:tblBorders><w:left w:val="single" w:sz="48" w:space="0" w:color="`, bar.Hex(),
		`"/></w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="80" w:type="dxa"/><w:left w:w="200" w:type="dxa"/><w:bottom w:w="80" w:type="dxa"/><w:right w:w="200" w:type="dxa"/></w:tblCellMar></w:tblPr>`,
		`<w:tblGrid><w:gridCol w:w="`, width, `"/></w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="`, width,
		`" w:type="dxa"/><w:shd w:val="clear" w:color="auto" w:fill="`, ground.Hex(), `"/></w:tcPr>`)
	d.put(`<w:p><w:pPr><w:pStyle w:val="`, d.styles.id("SekishoCompact"), `"/><w:keepNext/></w:pPr>`)
	if len(c.Title) > 0 {
		d.spans(c.Title, `<w:b/>`)
	} else {
		d.text(d.doc.Words.Callout(c.Kind), `<w:b/>`)
	}
	d.put(`</w:p>`)
	compact, goesOn := d.compact, d.goesOn
	d.compact, d.goesOn = true, false
	d.blocks(c.Blocks)
	d.compact, d.goesOn = compact, goesOn
	if n := len(c.Blocks); n > 0 {
		if _, ends := c.Blocks[n-1].(*document.Callout); ends {
			d.put(`<w:p/>`)
		}
	}
	d.put(`</w:tc></w:tr></w:tbl>`)
	d.gap()
}

// gap keeps a table apart from the next, which Word would join to it.
func (d *writer) gap() {
	d.put(`<w:p>`, d.pStyle("SekishoGap"), `</w:p>`)
}

// contents writes the table of contents as a field that is filled in already.
func (d *writer) contents(c *document.Contents) {
	levels := c.Levels
	if levels == 0 {
		levels = 3
	}
	d.paragraph("TOCHeading", d.doc.Words.Contents)
	var entries []entry
	for _, h := range d.doc.Headings {
		if h.Level <= levels {
			entries = append(entries, entry{"TOC" + strconv.Itoa(h.Level), h.Number, document.TextOf(h.Text), bookmark("h", h.Seq), h.Anchor})
		}
	}
	d.toc(`TOC \o "1-`+strconv.Itoa(levels)+`" \h \z \u`, entries)
	if c.Tables && len(d.doc.Tables) > 0 {
		d.paragraph("TOCHeading", d.doc.Words.TableList)
		entries = nil
		for _, t := range d.doc.Tables {
			entries = append(entries, entry{"TableofFigures", t.Number, document.TextOf(t.Caption), bookmark("t", t.Seq), t.Anchor})
		}
		d.toc(`TOC \h \z \t "`+d.styles.name("SekishoTableCaption")+`,1"`, entries)
	}
	if c.Figures && len(d.doc.Figures) > 0 {
		d.paragraph("TOCHeading", d.doc.Words.FigureList)
		entries = nil
		for _, f := range d.doc.Figures {
			entries = append(entries, entry{"TableofFigures", f.Number, document.TextOf(f.Caption), bookmark("f", f.Seq), f.Anchor})
		}
		d.toc(`TOC \h \z \t "`+d.styles.name("SekishoFigureCaption")+`,1"`, entries)
	}
	d.turn = d.doc.Cover
}

// entry is a line of a table of contents.
type entry struct{ style, number, text, bookmark, anchor string }

// The height of a line of the contents, the room above one of a chapter and what the
// heading takes, as the styles have them, with one to spare; and how many lines are not to stand alone on
// a page.
const tocLine, tocChapter, tocHead, tocFew = 310, 80, 440 + 392 + 120 + tocLine, 5

// closer sets the lines of the contents a little closer where some would stand alone on
// a page.
func closer(entries []entry) string {
	total := tocHead
	for _, e := range entries {
		total += tocLine
		if e.style == "TOC1" {
			total += tocChapter
		}
	}
	over := total % textHeight
	if total < textHeight || over > tocFew*tocLine {
		return ""
	}
	return `<w:spacing w:line="` + strconv.Itoa(tocLine-over/len(entries)-1) + `" w:lineRule="exact"/>`
}

func (d *writer) toc(code string, entries []entry) {
	spacing := closer(entries)
	for i, e := range entries {
		d.put(`<w:p><w:pPr><w:pStyle w:val="`, d.styles.id(e.style), `"/><w:tabs><w:tab w:val="right" w:leader="dot" w:pos="`, strconv.Itoa(textWidth), `"/></w:tabs>`, spacing, `</w:pPr>`)
		if i == 0 {
			d.put(`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> `, ooxml.Escape(code), ` </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>`)
		}
		text := e.text
		if e.number != "" {
			text = e.number + "　" + text
		}
		d.put(`<w:hyperlink w:anchor="`, e.bookmark, `" w:history="1">`)
		d.text(oneLine(text), "")
		page := ""
		if n, ok := d.options.Pages[e.anchor]; ok {
			page = strconv.Itoa(n)
		}
		d.put(`<w:r><w:tab/></w:r>`, field(`PAGEREF `+e.bookmark+` \h`, `<w:r><w:t>`+page+`</w:t></w:r>`), `</w:hyperlink>`)
		if i == len(entries)-1 {
			d.put(`<w:r><w:fldChar w:fldCharType="end"/></w:r>`)
		}
		d.put(`</w:p>`)
	}
}

// field makes a field with what it showed last.
func field(code, shown string) string {
	return `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ` + code + ` </w:instrText></w:r>` +
		`<w:r><w:fldChar w:fldCharType="separate"/></w:r>` + shown + `<w:r><w:fldChar w:fldCharType="end"/></w:r>`
}
