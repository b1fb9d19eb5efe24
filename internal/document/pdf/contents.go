package pdf

import (
	"strconv"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/pdffile"
)

// hole is a place in the table of contents for the number of a page.
type hole struct {
	page     *pdffile.Page
	baseline float64
	from, to float64
	anchor   string
	tag      *pdffile.Tag
	look     look
}

const numberRoom = 30

// contents sets the table of contents; its numbers follow when all pages are
// known.
func (l *layout) contents(c *document.Contents) {
	if l.doc.Cover && !l.empty {
		l.newPage()
	}
	levels := c.Levels
	if levels == 0 {
		levels = 3
	}
	l.contentsTitle(l.doc.Words.Contents)
	toc := l.tag.Child("TOC")
	for _, h := range l.doc.Headings {
		if h.Level > levels {
			continue
		}
		k := look{size: 10, bold: h.Level == 1, colour: document.Ink()}
		if h.Level == 1 {
			l.gap(4)
		}
		l.entry(join(h.Number, h.Text), h.Anchor, float64(h.Level-1)*12, k, toc)
	}
	if c.Tables && len(l.doc.Tables) > 0 {
		l.contentsTitle(l.doc.Words.TableList)
		toc := l.tag.Child("TOC")
		for _, t := range l.doc.Tables {
			l.entry(join(t.Number, t.Caption), t.Anchor, 0, look{size: 10, colour: document.Ink()}, toc)
		}
	}
	if c.Figures && len(l.doc.Figures) > 0 {
		l.contentsTitle(l.doc.Words.FigureList)
		toc := l.tag.Child("TOC")
		for _, f := range l.doc.Figures {
			l.entry(join(f.Number, f.Caption), f.Anchor, 0, look{size: 10, colour: document.Ink()}, toc)
		}
	}
	if l.doc.Cover {
		l.newPage()
	}
}

func (l *layout) contentsTitle(title string) {
	l.need(80)
	l.paragraph(document.Plain(title), style{look: look{size: 14, bold: true, colour: document.Ink()}, leading: 1.4, before: 22, after: 6}, l.tag.Child("P"))
}

func join(number string, title []document.Span) []document.Span {
	text := oneLine(document.TextOf(title))
	if number != "" {
		text = number + "　" + text
	}
	return document.Plain(text)
}

func (l *layout) entry(spans []document.Span, anchor string, indent float64, k look, toc *pdffile.Tag) {
	const step = 1.55
	l.indent += indent
	defer func() { l.indent -= indent }()
	lines := l.shape(spans, k).lines(l.width() - numberRoom)
	l.need(float64(len(lines)) * k.size * step)
	tag := toc.Child("TOCI").Child("Link")
	for i, line := range lines {
		base := l.y + k.size*1.15
		x := l.left + l.indent
		l.draw(line, place{x: x, baseline: base}, tag)
		l.page.LinkTo(pdffile.Box{X: x, Y: l.y, W: l.width(), H: k.size * step}, l.target(anchor), tag)
		if i == len(lines)-1 {
			l.holes = append(l.holes, hole{l.page, base, x + line.width + 4, l.right - l.inset, anchor, tag, k})
		}
		l.y += k.size * step
		l.empty = false
	}
}

// fillContents writes the numbers of pages into the table of contents.
func (l *layout) fillContents() {
	grey := document.Muted()
	for _, h := range l.holes {
		s, ok := l.spots[h.anchor]
		if !ok {
			continue
		}
		l.page = h.page
		number := l.shape(document.Plain(strconv.Itoa(s.page.Number())), h.look).lines(numberRoom)[0]
		to := h.to - number.width - 4
		if to > h.from {
			h.page.Artifact()
			h.page.Stroke(grey.R, grey.G, grey.B, 0.7)
			h.page.Dashes(0.7, 2.3)
			h.page.Line(h.from, h.baseline-1, to, h.baseline-1)
			h.page.Dashes()
			h.page.End()
		}
		l.draw(number, place{x: h.to - number.width, baseline: h.baseline}, h.tag)
	}
}

// bookmarks makes the outline of the headings.
func (l *layout) bookmarks() []*pdffile.Bookmark {
	root := &pdffile.Bookmark{}
	open := []*pdffile.Bookmark{root}
	for _, h := range l.doc.Headings {
		s, ok := l.spots[h.Anchor]
		if !ok {
			continue
		}
		m := &pdffile.Bookmark{Title: document.TextOf(join(h.Number, h.Text)), Page: s.page, Y: s.y}
		open = open[:min(h.Level, len(open))]
		parent := open[len(open)-1]
		parent.Kids = append(parent.Kids, m)
		open = append(open, m)
	}
	return root.Kids
}
