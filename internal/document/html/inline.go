package html

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/document"
)

// addresses are those of pages on the web, escaped as a page has them, and ends what
// they may be broken behind.
var (
	addresses = regexp.MustCompile(`https?://[!-~]+`)
	ends      = regexp.MustCompile(`([^:/])(/|\?|=|&amp;)`)
)

// breakable marks where lines may break in an address: behind its parts, where
// browsers would break it anywhere.
func breakable(address string) string {
	return strings.TrimSuffix(ends.ReplaceAllString(address, "$1$2<wbr>"), "<wbr>")
}

func (p *page) spans(spans []document.Span) {
	for _, s := range spans {
		p.span(s)
	}
}

func (p *page) span(s document.Span) {
	var closing []string
	open := func(tag, end string) {
		p.put(tag)
		closing = append(closing, end)
	}
	switch {
	case s.Link != "":
		open(`<a href="`+clean(s.Link)+`" rel="noreferrer">`, "</a>")
	case s.Anchor != "":
		open(`<a href="#`+s.Anchor+`">`, "</a>")
	}
	switch {
	case s.Letter >= 'A' && s.Letter <= 'E':
		open(`<b class="`+string(rune(s.Letter))+`">`, "</b>")
	case s.Style&document.Bold != 0:
		open("<strong>", "</strong>")
	}
	if s.Style&document.Emphasis != 0 {
		open("<em>", "</em>")
	}
	if s.Style&document.Code != 0 {
		open("<code>", "</code>")
	}
	text := strings.ReplaceAll(clean(s.String()), "\n", "<br>\n")
	if s.Link != "" || s.Style&document.Code != 0 {
		text = addresses.ReplaceAllStringFunc(text, breakable)
	}
	p.put(text)
	for i := len(closing) - 1; i >= 0; i-- {
		p.put(closing[i])
	}
	if s.NoteNumber > 0 {
		n := strconv.Itoa(s.NoteNumber)
		p.put(`<sup><a id="`, p.doc.Within, "r", n, `" href="#`, p.doc.Within, "n", n, `" aria-label="`, clean(p.doc.Words.Notes), n, `">`, n, `</a></sup>`)
	}
}

func (p *page) footnotes() {
	if len(p.doc.Notes) == 0 {
		return
	}
	p.put(`<section class="notes" aria-label="`, clean(p.doc.Words.Notes), "\">\n<ol>\n")
	for i, note := range p.doc.Notes {
		n := strconv.Itoa(i + 1)
		p.put(`<li id="`, p.doc.Within, "n", n, `">`)
		p.spans(note)
		p.put(` <a href="#`, p.doc.Within, "r", n, `" aria-label="`, clean(p.doc.Words.Back), "\">↑</a></li>\n")
	}
	p.put("</ol>\n</section>\n")
}

// contents writes the table of contents as nested lists.
func (p *page) contents(c *document.Contents) {
	levels := c.Levels
	if levels == 0 {
		levels = 3
	}
	p.put(`<nav aria-label="`, clean(p.doc.Words.Contents), "\">\n<h2>", clean(p.doc.Words.Contents), "</h2>\n")
	depth := 0
	for _, h := range p.doc.Headings {
		if h.Level > levels {
			continue
		}
		if h.Level > depth {
			for ; depth < h.Level; depth++ {
				p.put("<ol>\n")
				if depth+1 < h.Level {
					p.put("<li>")
				}
			}
		} else {
			for ; depth > h.Level; depth-- {
				p.put("</li>\n</ol>\n")
			}
			p.put("</li>\n")
		}
		p.put(`<li><a href="#`, h.Anchor, `">`)
		if h.Number != "" {
			p.put(clean(h.Number), "　")
		}
		p.text(document.TextOf(h.Text))
		p.put("</a>")
	}
	for ; depth > 0; depth-- {
		p.put("</li>\n</ol>\n")
	}
	if c.Tables && len(p.doc.Tables) > 0 {
		p.put("<h3>", clean(p.doc.Words.TableList), "</h3>\n<ol>\n")
		for _, t := range p.doc.Tables {
			p.entry(t.Anchor, t.Number, t.Caption)
		}
		p.put("</ol>\n")
	}
	if c.Figures && len(p.doc.Figures) > 0 {
		p.put("<h3>", clean(p.doc.Words.FigureList), "</h3>\n<ol>\n")
		for _, f := range p.doc.Figures {
			p.entry(f.Anchor, f.Number, f.Caption)
		}
		p.put("</ol>\n")
	}
	p.put("</nav>\n")
}

func (p *page) entry(anchor, number string, caption []document.Span) {
	p.put(`<li><a href="#`, anchor, `">`, clean(number), "　", clean(document.TextOf(caption)), "</a></li>\n")
}
