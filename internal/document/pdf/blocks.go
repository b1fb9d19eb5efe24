package pdf

import (
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/pdffile"
)

func (l *layout) blocks(blocks []document.Block) {
	for i, b := range blocks {
		if _, ok := b.(*document.Heading); !ok {
			l.whole = document.Whole(blocks[i:])
			if document.Leads(blocks[i:]) && l.heads == 0 {
				l.need(l.least(blocks[i:], l.shared))
			}
			l.block(b)
			l.heads, l.headed = 0, 0
			continue
		}
		l.heading(b.(*document.Heading), blocks[i+1:])
		l.heads++
	}
}

func (l *layout) block(b document.Block) {
	switch b := b.(type) {
	case *document.Paragraph:
		l.running(b)
	case *document.List:
		l.list(b)
	case *document.Definitions:
		l.definitions(b)
	case *document.Table:
		l.table(b)
	case *document.Figure:
		l.figure(b)
	case *document.Callout:
		l.callout(b)
	case *document.PageBreak:
		if !l.empty {
			l.newPage()
		}
	case *document.Landscape: // within another block
		l.blocks(b.Blocks)
	case *document.Contents:
		l.contents(b)
	}
}

// cover draws the title, on a page of its own where the document asks for it.
func (l *layout) cover() {
	d := l.doc
	centre := func(text string, k look, before, after float64) {
		if text != "" {
			l.y += before
			text = strings.Join(drawing.Wrap(text, l.width(), drawing.Font{Size: k.size, Bold: k.bold}), "\n") // between phrases
			l.paragraph(document.Plain(text), style{look: k, leading: 1.5, after: after, align: document.Centre}, l.tag.Child("P"))
		}
	}
	if !d.Cover {
		centre(d.Title, look{size: 17, bold: true, colour: document.Ink()}, 0, 6)
		centre(d.Subtitle, look{size: 12, colour: document.Ink()}, 0, 6)
	} else {
		centre(d.Title, look{size: 22, bold: true, colour: document.Ink()}, 150, 14)
		centre(d.Subtitle, look{size: 14, colour: document.Ink()}, 0, 0)
		l.y = max(l.y+40, l.bottom-170)
	}
	size := 13.0
	if !d.Cover {
		size = bodySize
	}
	for _, s := range []string{d.Edition, d.Words.DateText(d.Date), d.Org} {
		centre(s, look{size: size, colour: document.Ink()}, 0, 2)
	}
	if d.Cover {
		l.newPage()
	} else if d.Title != "" {
		l.y += 8
	}
}

// headings by level: size, space before, space after, and how much of this a line takes.
var headings = [...]struct{ size, before, after, line float64 }{{16, 24, 14, 6}, {13, 20, 7, 0}, {11.5, 14, 5, 0}, {10.5, 10, 4, 0}}

// heading sets a heading, with what follows it on the same page.
func (l *layout) heading(h *document.Heading, rest []document.Block) {
	if h.Level == 1 && l.doc.Cover && !h.RunOn && !l.empty {
		if !l.runsOn {
			l.newPage()
		}
		l.runOn[h.Anchor] = l.runsOn
	}
	l.runsOn = false
	form := headings[h.Level-1]
	after := l.least(rest, l.shares(form.after-form.line))
	s := style{look: look{size: form.size, bold: true, colour: document.Ink()}, leading: 1.4, before: form.before}
	spans := h.Text
	if h.Number != "" {
		spans = append([]document.Span{{Text: h.Number + "　"}}, h.Text...)
	}
	bar := 0.0
	if h.Level == 2 {
		bar = 10
	}
	l.indent += bar
	lines := l.shape(spans, s.look).lines(l.width())
	height := float64(len(lines))*s.size*s.leading + form.after
	l.need(form.before - min(form.before, l.shared) + height + after)
	l.gap(form.before)
	l.spots[h.Anchor] = spot{l.page, l.y}
	key := document.Key()
	top := l.y
	if bar > 0 {
		l.page.Artifact()
		l.page.Fill(key.R, key.G, key.B)
		l.page.Area(l.left+l.indent-bar, top+1, 4, float64(len(lines))*s.size*s.leading-2)
		l.page.End()
	}
	l.set(lines, s, l.tag.Child("H"+strconv.Itoa(h.Level)))
	if h.Level == 1 {
		l.page.Artifact()
		l.page.Fill(key.R, key.G, key.B)
		l.page.Area(l.left+l.indent, l.y+2, l.width(), 1.8)
		l.page.End()
	}
	l.indent -= bar
	l.y += form.line
	l.below(form.after - form.line)
	l.headed += height
}

// least gives the height of what must follow a heading on its page, below a space that it
// shares.
func (l *layout) least(rest []document.Block, shared float64) float64 {
	if len(rest) == 0 {
		return 0
	}
	switch b := rest[0].(type) {
	case *document.Heading:
		form := headings[b.Level-1]
		return form.before - min(form.before, shared) + form.size*1.4 + form.after + l.least(rest[1:], l.shares(form.after-form.line))
	case *document.Figure:
		if !b.Missing() {
			_, h := b.Scaled(l.width(), l.figureRoom(b)-45)
			return min(h*shrink+l.figureRoomUsed(b)+22, l.height()*0.8)
		}
	case *document.Table:
		g := l.grid(b)
		g.whole = document.Whole(rest)
		return g.least() - min(aboveTable, shared)
	case *document.Paragraph:
		if document.Leads(rest) {
			s := l.body()
			return float64(len(l.shape(b.Text, s.look).lines(l.width())))*s.size*s.leading + s.before - min(s.before, shared) + s.after + l.least(rest[1:], l.shares(s.after))
		}
	case *document.Landscape, *document.PageBreak:
		return 0
	}
	return 2 * bodySize * l.space.lines
}

func (l *layout) running(p *document.Paragraph) {
	s := l.body()
	switch {
	case p.Small:
		s = small()
	case len(p.Text) == 1 && p.Text[0].Style == document.Code && strings.Contains(p.Text[0].Text, "\n"):
		l.codeBlock(p)
		return
	case l.indent > 0:
		s.first = 0
	}
	l.paragraph(p.Text, s, l.tag.Child("P"))
}

func small() style {
	return style{look: look{size: smallSize, colour: document.Muted()}, leading: 1.5, before: 2, after: 2}
}

func (l *layout) codeBlock(p *document.Paragraph) {
	ground := document.GroupFill()
	l.open(&box{fill: ground, bar: ground})
	l.paragraph(document.Plain(p.Text[0].Text), style{look: look{size: smallSize, colour: document.Ink()}, leading: 1.4}, l.tag.Child("Code"))
	l.close()
}

const listIndent, leastWidth = 18, 130

// narrow gives a step by which the text is set in, or none where deep nesting has
// left it too narrow to be read.
func (l *layout) narrow(step float64) float64 {
	if l.width()-step < leastWidth {
		return 0
	}
	return step
}

func (l *layout) list(b *document.List) {
	outer := l.tag
	list := outer.Child("L")
	l.gap(2)
	for i, item := range b.Items {
		point := list.Child("LI")
		mark := "•"
		if b.Ordered {
			mark = strconv.Itoa(max(b.Start, 1)+i) + "."
		}
		m := &marker{text: l.shape(document.Plain(mark), l.body().look), tag: point.Child("Lbl"), x: l.left + l.indent + 4}
		if b.Ordered {
			m.x = l.left + l.indent + max(listIndent-4-m.text.width(), 0)
		}
		l.marker = m
		step := l.narrow(listIndent)
		l.indent += step
		l.tag = point.Child("LBody")
		for j, x := range item.Blocks {
			p, ok := x.(*document.Paragraph)
			switch {
			case ok:
				s := l.body()
				if p.Small {
					s.look = small().look
				}
				s.first, s.before, s.after = 0, 1.5, 1.5
				l.paragraph(p.Text, s, l.tag.Child("P"))
			case j == 0:
				l.set([]line{{text: &text{}, end: true}}, l.body(), l.tag)
				l.block(x)
			default:
				l.block(x)
			}
		}
		l.marker = nil
		l.indent -= step
	}
	l.gap(2)
	l.tag = outer
}

func (l *layout) definitions(b *document.Definitions) {
	list := l.tag.Child("L")
	for _, d := range b.Items {
		point := list.Child("LI")
		l.need(3 * bodySize * l.space.lines)
		l.paragraph(d.Term, style{look: look{size: bodySize, bold: true, colour: document.Ink()}, leading: l.space.lines, before: 6}, point.Child("Lbl"))
		l.indent += 2 * bodySize
		s := l.body()
		s.first = 0
		l.paragraph(d.Text, s, point.Child("LBody"))
		l.indent -= 2 * bodySize
	}
}

// box is a ground behind blocks, over pages where needed.
type box struct {
	fill, bar document.Colour
	from      float64
	mark      int
	x, w      float64
	in, out   float64 // by which the text is set in at both sides
}

const boxPad, boxBar = 8, 4

// open begins a box.
func (l *layout) open(b *box) {
	l.gap(6)
	l.need(3 * bodySize * l.space.lines)
	b.x, b.w = l.left+l.indent, l.width()
	l.boxes = append(l.boxes, b)
	b.begin(l)
	b.in, b.out = l.narrow(boxBar+boxPad+2), l.narrow(boxPad)
	l.indent += b.in
	l.inset += b.out
}

func (b *box) begin(l *layout) {
	b.from, b.mark = l.y, l.page.Mark()
	l.y += boxPad * 0.6
}

// end draws the box on this page, behind what stands on it.
func (b *box) end(l *layout) {
	h := l.y - b.from + boxPad*0.6
	l.page.AreaBehind(b.mark, pdffile.Box{X: b.x, Y: b.from, W: b.w, H: h}, [3]uint8{b.fill.R, b.fill.G, b.fill.B})
	l.page.AreaBehind(l.page.Mark(), pdffile.Box{X: b.x, Y: b.from, W: boxBar, H: h}, [3]uint8{b.bar.R, b.bar.G, b.bar.B})
}

// close ends the innermost box.
func (l *layout) close() {
	n := len(l.boxes) - 1
	b := l.boxes[n]
	b.end(l)
	l.boxes = l.boxes[:n]
	l.y += boxPad*0.6 + 6
	l.indent -= b.in
	l.inset -= b.out
}

func (l *layout) callout(c *document.Callout) {
	outer := l.tag
	fill, bar := c.Kind.Fill()
	l.open(&box{fill: fill, bar: bar})
	l.tag = outer.Child("Sect")
	title := c.Title
	if len(title) == 0 {
		title = document.Plain(l.doc.Words.Callout(c.Kind))
	}
	l.paragraph(title, style{look: look{size: bodySize, bold: true, colour: document.Ink(), serif: true}, leading: 1.5, after: 1}, l.tag.Child("P"))
	l.blocks(c.Blocks)
	l.close()
	l.tag = outer
}

// discard takes back a page on which nothing stands.
func (l *layout) discard() {
	l.file.Drop(l.page)
	l.every = l.every[:len(l.every)-1]
	l.page = nil
}
