package pdf

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/fonts"
	"github.com/sekisho/sekisho/internal/pdffile"
)

// The sizes of A4 and its margins in points. Word documents have the same, so that
// their pages are nearly ours.
const (
	short, long                    = 595.28, 841.89
	side, topMargin, bottomMargin  = 70.9, 79.4, 70.9
	wideSide, wideTop, wideBottom  = 45, 54, 48
	headerLine, footerLine         = 42, 36 // from the edges
	wideHeader, wideFooter         = 37, 31
	bodySize, smallSize, tableSize = 10.5, 9, 9
	denseSize, underSize, noteSize = 7.5, 8.5, 8.5
	underLeading                   = 1.35
)

// faces are the fonts, read on first use.
var faces = sync.OnceValue(func() [2]*pdffile.Face {
	var out [2]*pdffile.Face
	for i, data := range [][]byte{fonts.Regular, fonts.Bold} {
		face, err := pdffile.ParseFace(data)
		if err != nil {
			panic(err) // the fonts are part of the program
		}
		out[i] = face
	}
	return out
})

// Layout is a document laid out on pages.
type Layout struct{ l *layout }

// Lay lays a document out.
func Lay(f *document.Finished) (*Layout, error) { return lay(f, false) }

// LayWord lays a document out as Word does what package docx writes, as far as we know
// how: no part is set closer than the others, and Latin letters have other widths.
func LayWord(f *document.Finished) (*Layout, error) { return lay(f, true) }

func lay(f *document.Finished, word bool) (*Layout, error) {
	l := &layout{doc: f, word: word, file: pdffile.New(), space: usual(), spots: map[string]spot{}, runOn: map[string]bool{}, tight: map[string]bool{}, shaped: map[shapeKey]*text{}}
	both := faces()
	l.regular, l.bold = l.file.Font(both[0], "NotoSansJP-Regular"), l.file.Font(both[1], "NotoSansJP-Bold")
	l.tag = l.file.Root()
	l.newPage()
	l.cover()
	l.parts(f.Blocks)
	if l.empty && len(l.every) > 1 {
		l.discard()
	}
	l.endPage()
	if l.err != nil {
		return nil, fmt.Errorf("lay out PDF: %w", l.err)
	}
	return &Layout{l}, nil
}

// Pages gives the page on which each heading, table and figure stands, by anchor.
func (y *Layout) Pages() map[string]int {
	pages := make(map[string]int, len(y.l.spots))
	for anchor, s := range y.l.spots {
		pages[anchor] = s.page.Number()
	}
	return pages
}

// RunOn gives the anchors of chapters that begin no page, since what stands before them
// hardly fills one, or would not where it is not set closer.
func (y *Layout) RunOn() map[string]bool { return y.l.runOn }

// Tight gives the anchors of tables that fit on a page where their rows stand closer.
func (y *Layout) Tight() map[string]bool { return y.l.tight }

// Write writes the file. A layout is written once.
func (y *Layout) Write(w io.Writer) error {
	l := y.l
	l.fillContents()
	l.footers()
	l.file.Bookmarks(l.bookmarks())
	f := l.doc
	return l.file.Write(w, pdffile.About{Title: oneLine(f.Title), Author: oneLine(f.Org), Subject: oneLine(f.Subtitle), Lang: f.Words.Tag(), Date: f.Date})
}

// Write lays a document out and writes it.
func Write(w io.Writer, f *document.Finished) error {
	y, err := Lay(f)
	if err != nil {
		return err
	}
	return y.Write(w)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// spot is a place in the file.
type spot struct {
	page *pdffile.Page
	y    float64
}

// layout is a document being laid out.
type layout struct {
	doc           *document.Finished
	file          *pdffile.File
	regular, bold *pdffile.Font
	err           error // the first

	page        *pdffile.Page
	y           float64
	left, right float64 // edges of the text
	top, bottom float64
	indent      float64 // at the left, from lists and boxes
	inset       float64 // at the right, from boxes
	space       spacing
	runsOn      bool // the next chapter begins no page
	spared      bool // the part before was set closer, and has a page less for that
	wide        bool
	empty       bool    // nothing stands on the page
	heads       int     // headings just before
	headed      float64 // height of these

	noteLines   [][]line // footnotes of the page
	noteTags    []*pdffile.Tag
	noteNumbers []int
	noteHeight  float64

	tag    *pdffile.Tag // to which blocks belong
	marker *marker
	boxes  []*box
	spots  map[string]spot
	word   bool            // as in Word
	runOn  map[string]bool // chapters that begin no page, by anchor
	tight  map[string]bool // tables whose rows are closer, by anchor
	holes  []hole
	shaped map[shapeKey]*text
	ahead  *grid   // the table measured before its turn
	shared float64 // space above that the next paragraph shares
	whole  bool    // the table that comes stands on one page
	codes  []pdffile.Code
	every  []*pdffile.Page
}

// marker is the mark of a point, drawn beside its first line.
type marker struct {
	text *text
	x    float64
	tag  *pdffile.Tag
}

// newPage ends the page and begins another.
func (l *layout) newPage() {
	l.endPage()
	if l.wide {
		l.page = l.file.Page(long, short)
		l.left, l.right, l.top, l.bottom = wideSide, long-wideSide, wideTop, short-wideBottom
	} else {
		l.page = l.file.Page(short, long)
		l.left, l.right, l.top, l.bottom = side, short-side, topMargin, long-bottomMargin
	}
	l.every = append(l.every, l.page)
	l.y, l.empty = l.top, true
	l.header()
	for _, b := range l.boxes {
		b.begin(l)
	}
}

// endPage draws what stands at the foot of the page.
func (l *layout) endPage() {
	if l.page == nil {
		return
	}
	for i := len(l.boxes) - 1; i >= 0; i-- { // the innermost first: its ground lies above
		l.boxes[i].end(l)
	}
	l.drawNotes()
	l.page.Settle()
	l.page = nil
}

// height gives the height of the text on a page.
func (l *layout) height() float64 { return l.bottom - l.top }

// width gives the width of the text where it is now.
func (l *layout) width() float64 { return l.right - l.left - l.indent - l.inset }

// room gives the height that is left.
func (l *layout) room() float64 { return l.bottom - l.y - l.noteHeight }

// need turns the page unless a height is left.
func (l *layout) need(h float64) {
	if h > l.room() && !l.empty {
		l.newPage()
	}
}

// gap leaves a space, but not at the top of a page.
func (l *layout) gap(h float64) {
	if !l.empty {
		l.y += h - min(h, l.shared)
	}
	l.shared = 0
}

// below leaves a space below a paragraph, which in Word is also that of the next one.
func (l *layout) below(h float64) {
	l.y += h
	l.shared = l.shares(h)
}

// shares gives how much of a space below a paragraph the next one shares.
func (l *layout) shares(h float64) float64 {
	if l.word {
		return h
	}
	return 0
}

// style is how a block of text is set.
type style struct {
	look
	leading       float64
	before, after float64
	align         document.Align
	justify       bool
	first         float64 // indent of the first line, in sizes
}

// body is running text. Japanese fills its lines by spaces between characters; Latin
// words must not be pulled apart.
func (l *layout) body() style {
	return style{look: look{size: bodySize, colour: document.Ink(), serif: true}, leading: l.space.lines, before: l.space.around, after: l.space.around, justify: l.doc.Words.Tag() == "ja", first: 1}
}

func (l *layout) japanese() bool { return strings.HasPrefix(l.doc.Words.Tag(), "ja") }

// paragraph sets running text.
func (l *layout) paragraph(spans []document.Span, s style, tag *pdffile.Tag) {
	t := l.shape(spans, s.look)
	first := s.first * s.size
	lines := t.lines(l.width() - first)
	if first > 0 && len(lines) > 1 {
		// The first line is shorter than the others.
		rest := t.linesFrom(lines[0].next(), l.width())
		lines = append(lines[:1:1], rest...)
	}
	l.gap(s.before)
	l.set(lines, s, tag)
	l.below(s.after)
}

// next gives the character with which the line after this one begins.
func (n *line) next() int {
	i := n.to
	for i < len(n.glyphs) && n.glyphs[i].space {
		i++
		if n.glyphs[i-1].after == mustBreak {
			break
		}
	}
	return i
}

// linesFrom breaks the text from a character on.
func (t *text) linesFrom(from int, width float64) []line {
	if from >= len(t.glyphs) {
		return nil
	}
	part := &text{source: t.source, glyphs: t.glyphs[from:], runs: t.runs}
	return part.lines(width)
}

// set sets lines one below the other, over pages where needed; a line never
// stands alone at the foot or the head of a page.
func (l *layout) set(lines []line, s style, tag *pdffile.Tag) {
	step := s.size * s.leading
	for i := 0; i < len(lines); {
		n := l.fit(lines[i:], step)
		if left := len(lines) - i; n > 0 && n < left && !l.empty {
			switch {
			case n == 1 || n == 2 && left == 3:
				n = 0
			case left-n == 1:
				n--
			}
		}
		if n == 0 {
			if l.empty {
				n = 1
			} else {
				l.newPage()
				continue
			}
		}
		for _, line := range lines[i : i+n] {
			x, width := l.left+l.indent, l.width()
			if i == 0 && s.first > 0 {
				x += s.first * s.size
				width -= s.first * s.size
			}
			base := l.y + (step-s.size)/2 + s.size*0.88
			l.mark(base)
			l.takeNotes(line.notes())
			l.draw(line, place{x, base, width, s.align, s.justify}, tag)
			l.y += step
			l.empty, l.shared = false, 0
			i++
		}
	}
}

// fit gives how many of the lines there is room for, with their footnotes.
func (l *layout) fit(lines []line, step float64) int {
	room := l.room() + 0.01
	for i := range lines {
		room -= step
		if notes := lines[i].notes(); len(notes) > 0 {
			room -= l.notesHeight(notes)
		}
		if room < 0 {
			return i
		}
	}
	return len(lines)
}

// mark draws the mark of a point beside its first line.
func (l *layout) mark(base float64) {
	if m := l.marker; m != nil {
		l.marker = nil
		l.draw(m.text.lines(1000)[0], place{x: m.x, baseline: base}, m.tag)
	}
}

// header draws the head of a page.
func (l *layout) header() {
	k := look{size: 8.5, colour: document.Muted()}
	limit, base := l.right-l.left, float64(headerLine)
	if l.wide {
		base = wideHeader
	}
	if marking := clean(oneLine(l.doc.Marking)); marking != "" {
		red := document.Colour{R: 0x85}
		m := l.shape(document.Plain(marking), look{size: 9.5, bold: true, colour: red}).lines(limit / 2)[0]
		x := l.right - m.width - 6
		l.page.Artifact()
		l.page.Stroke(red.R, red.G, red.B, 1)
		l.page.Frame(x-6, base-11.5, m.width+12, 16)
		l.page.End()
		l.draw(m, place{x: x, baseline: base}, nil)
		limit -= m.width + 30
	}
	if title := clean(oneLine(l.doc.Title)); title != "" {
		l.draw(l.shape(document.Plain(title), k).lines(limit)[0], place{x: l.left, baseline: base}, nil)
	}
}

// footers numbers the pages, of which there are now no more to come.
func (l *layout) footers() {
	for i, p := range l.every {
		l.page = p
		w, h := p.Size()
		base := h - footerLine
		if w > h {
			base = h - wideFooter
		}
		text := l.doc.Words.PageText(strconv.Itoa(i+1), strconv.Itoa(len(l.every)))
		l.draw(l.shape(document.Plain(text), look{size: 9, colour: document.Muted()}).lines(w)[0], place{x: 0, baseline: base, width: w, align: document.Centre}, nil)
	}
}
