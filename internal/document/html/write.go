package html

import (
	"bufio"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/document"
)

//go:embed style.css
var style string

// Write writes the document as one page.
func Write(w io.Writer, f *document.Finished) error {
	p := &page{Writer: bufio.NewWriter(w), doc: f}
	p.head()
	p.cover()
	p.put("<main id=\"main\">\n")
	p.blocks(f.Blocks)
	p.closeTo(0)
	p.footnotes()
	p.put("</main>\n</div>\n</body>\n</html>\n")
	return p.end()
}

// WriteBlocks writes the blocks of a document without the page around them, for a
// page that has a style of its own. Where several stand on one page, each has a
// place of its own, see [document.Document.Within].
func WriteBlocks(w io.Writer, f *document.Finished) error {
	p := &page{Writer: bufio.NewWriter(w), doc: f}
	p.blocks(f.Blocks)
	p.closeTo(0)
	p.footnotes()
	return p.end()
}

// Policy is the Content-Security-Policy of a page of this package.
func Policy() string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; img-src data:; base-uri 'none'; form-action 'none'"
}

// page writes a page. Errors of writing stay in the bufio.Writer until the end.
type page struct {
	*bufio.Writer
	doc *document.Finished
	// err is the first of the errors of pictures.
	err error
	// sections are the levels of the sections that are open.
	sections []int
	// holders counts the blocks around, in which no section is opened.
	holders int
	// sideways tells that pages lie on their side.
	sideways bool
	// whole tells that the block that comes is kept on one page.
	whole bool
}

// end writes what is left, and tells what went wrong.
func (p *page) end() error {
	if p.err != nil {
		return fmt.Errorf("write page: %w", p.err)
	}
	if err := p.Flush(); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}

func (p *page) put(parts ...string) {
	for _, s := range parts {
		_, _ = p.WriteString(s) // kept by the bufio.Writer, see Write
	}
}

// text writes characters as text.
func (p *page) text(s string) { p.put(clean(s)) }

// clean makes a text fit for HTML: escaped, and without the characters that no
// page may hold.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r == 0xfffe || r == 0xffff {
			return 0xfffd
		}
		return r
	}, s)
	return html.EscapeString(s)
}

func (p *page) head() {
	tag, _, _ := strings.Cut(p.doc.Words.Tag(), "-")
	p.put("<!DOCTYPE html>\n<html lang=\"", tag, "\"")
	if p.doc.Marking != "" { // the style sets it on each page of the print
		p.put(` data-marking="`, clean(oneLine(p.doc.Marking)), `"`)
	}
	p.put(">\n<head>\n<meta charset=\"utf-8\">\n")
	p.put(`<meta http-equiv="Content-Security-Policy" content="`, Policy(), `">`, "\n")
	p.put("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<meta name=\"generator\" content=\"sekisho\">\n")
	p.put("<title>", clean(oneLine(p.doc.Title)), "</title>\n<style>", style, "</style>\n</head>\n<body>\n")
	p.put(`<a class="skip" href="#main">`, clean(p.doc.Words.Skip), "</a>\n<div class=\"page\">\n")
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func (p *page) cover() {
	class := ""
	if p.doc.Cover {
		class = ` class="cover"`
	}
	p.put("<header", class, ">\n")
	if p.doc.Marking != "" {
		p.put("<p><span class=\"marking\">", clean(p.doc.Marking), "</span></p>\n")
	}
	p.put("<h1>", clean(p.doc.Title), "</h1>\n")
	if p.doc.Subtitle != "" {
		p.put("<p class=\"subtitle\">", clean(p.doc.Subtitle), "</p>\n")
	}
	for _, s := range []string{p.doc.Edition, p.doc.Words.DateText(p.doc.Date), p.doc.Org} {
		if s != "" {
			p.put("<p>", clean(s), "</p>\n")
		}
	}
	p.put("</header>\n")
}

func (p *page) blocks(blocks []document.Block) {
	for i, b := range blocks {
		if _, ok := b.(*document.PageBreak); ok && turnsAnyway(blocks[i+1:]) {
			continue // a second break would leave an empty page
		}
		p.whole = document.Whole(blocks[i:])
		p.block(b)
	}
}

// turnsAnyway reports whether what follows begins a page by itself, or is nothing.
func turnsAnyway(rest []document.Block) bool {
	if len(rest) == 0 {
		return true
	}
	switch rest[0].(type) {
	case *document.Landscape, *document.PageBreak:
		return true
	}
	return false
}

func (p *page) block(b document.Block) {
	switch b := b.(type) {
	case *document.Heading:
		p.heading(b)
	case *document.Paragraph:
		p.paragraph(b)
	case *document.List:
		p.list(b)
	case *document.Definitions:
		p.put("<dl>\n")
		for _, d := range b.Items {
			p.put("<dt>")
			p.spans(d.Term)
			p.put("</dt>\n<dd>")
			p.spans(d.Text)
			p.put("</dd>\n")
		}
		p.put("</dl>\n")
	case *document.Table:
		p.table(b)
	case *document.Figure:
		p.figure(b)
	case *document.Callout:
		p.callout(b)
	case *document.PageBreak:
		p.put("<div class=\"break\"></div>\n")
	case *document.Landscape:
		p.landscape(b)
	case *document.Contents:
		p.contents(b)
	}
}

// heading opens a section, so that the outline of the page is that of the
// document.
func (p *page) heading(h *document.Heading) {
	if p.holders == 0 {
		p.closeTo(h.Level - 1)
		p.put("<section>\n")
		p.sections = append(p.sections, h.Level)
	}
	tag := "h" + strconv.Itoa(h.Level+1)
	p.put("<", tag, ` id="`, h.Anchor, `"`)
	if h.RunOn {
		p.put(` class="on"`)
	}
	p.put(">")
	if h.Number != "" {
		p.put(clean(h.Number), "　")
	}
	p.spans(h.Text)
	p.put("</", tag, ">\n")
}

// closeTo closes the sections deeper than level.
func (p *page) closeTo(level int) {
	for n := len(p.sections); n > 0 && p.sections[n-1] > level; n-- {
		p.put("</section>\n")
		p.sections = p.sections[:n-1]
	}
}

func (p *page) paragraph(b *document.Paragraph) {
	if len(b.Text) == 1 && b.Text[0].Style == document.Code && strings.Contains(b.Text[0].Text, "\n") {
		p.put("<pre><code>", clean(b.Text[0].Text), "</code></pre>\n")
		return
	}
	if b.Small {
		p.put(`<p class="small">`)
	} else {
		p.put("<p>")
	}
	p.spans(b.Text)
	p.put("</p>\n")
}

func (p *page) list(l *document.List) {
	tag := "ul"
	if l.Ordered {
		tag = "ol"
	}
	p.put("<", tag)
	if l.Ordered && l.Start > 1 {
		p.put(` start="`, strconv.Itoa(l.Start), `"`)
	}
	p.put(">\n")
	p.holders++
	for _, item := range l.Items {
		p.put("<li>")
		if len(item.Blocks) == 1 {
			if one, ok := item.Blocks[0].(*document.Paragraph); ok {
				p.spans(one.Text)
				p.put("</li>\n")
				continue
			}
		}
		p.blocks(item.Blocks)
		p.put("</li>\n")
	}
	p.holders--
	p.put("</", tag, ">\n")
}

func (p *page) callout(c *document.Callout) {
	class := "callout"
	switch c.Kind {
	case document.WarningCallout:
		class += " warning"
	case document.ResultCallout:
		class += " result"
	}
	p.put(`<aside class="`, class, `"><p>`)
	if len(c.Title) > 0 {
		p.spans(c.Title)
	} else {
		p.text(p.doc.Words.Callout(c.Kind))
	}
	p.put("</p>\n")
	p.holders++
	p.blocks(c.Blocks)
	p.holders--
	p.put("</aside>\n")
}

// landscape turns pages sideways. A section that begins within ends within.
func (p *page) landscape(l *document.Landscape) {
	p.put("<div class=\"wide\">\n")
	outer := p.sections
	p.sections, p.sideways = nil, true
	p.blocks(l.Blocks)
	p.closeTo(0)
	p.sections, p.sideways = outer, false
	p.put("</div>\n")
}
