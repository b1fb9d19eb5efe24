package pdf

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/pdffile"
)

func captionStyle() style {
	return style{look: look{size: 10, bold: true, colour: document.Ink()}, leading: 1.4, after: 2}
}

// shrink is how much smaller a picture may get to stay on its page.
const shrink = 0.75

// captionGap is the room between a picture and its caption.
const captionGap = 4

// figureRoom gives the height that a picture may have on a page of its own.
func (l *layout) figureRoom(f *document.Figure) float64 {
	s := captionStyle()
	lines := len(l.shape(l.captionText(f.Number, f.Caption), s.look).lines(l.width()))
	return l.height() - captionGap - float64(lines)*s.look.size*s.leading - s.after - l.underHeight(f.Notes, f.Source) - l.headed
}

func (l *layout) figure(f *document.Figure) {
	tag := l.tag.Child("Figure")
	tag.Alt = f.Alt
	if f.Missing() {
		l.missing(f, tag)
		return
	}
	w, h := f.Scaled(l.width(), l.figureRoom(f))
	extra, above := l.figureRoomUsed(f), 10.0
	if l.heads > 0 { // which leave a space below them
		above = 0
	}
	if need := h + extra + above; need > l.room()+0.01 && !l.empty {
		if smaller := (l.room() - extra - above) / h; smaller >= shrink {
			w, h = w*smaller, h*smaller
		} else {
			l.newPage()
			l.headed = 0
			w, h = f.Scaled(l.width(), l.figureRoom(f))
		}
	}
	l.gap(above)
	l.spots[f.Anchor] = spot{l.page, l.y}
	x := l.left + l.indent + (l.width()-w)/2
	l.picture(f, [4]float64{x, l.y, w, h}, tag)
	l.y += h + captionGap
	l.empty = false
	l.caption(f, tag)
}

// figureRoomUsed gives the height of what stands under a picture.
func (l *layout) figureRoomUsed(f *document.Figure) float64 {
	return l.height() - l.figureRoom(f) - l.headed
}

// picture draws the picture of a figure.
func (l *layout) picture(f *document.Figure, at [4]float64, tag *pdffile.Tag) {
	if shapes, ok := f.Picture.(interface{ Scene() *drawing.Scene }); ok {
		p := &pen{layout: l, x: at[0], y: at[1], scale: at[2] / f.Width}
		l.page.Begin(tag)
		shapes.Scene().Trace(p)
		p.dashes(nil)
		l.page.End()
		return
	}
	img, err := l.pixels(f)
	if err != nil {
		if l.err == nil {
			l.err = fmt.Errorf("%s: %w", f.Number, err)
		}
		return
	}
	l.page.Begin(tag)
	l.page.Image(at[0], at[1], at[2], at[3], img)
	l.page.End()
}

// pixels takes a picture that has no shapes into the file.
func (l *layout) pixels(f *document.Figure) (*pdffile.Image, error) {
	data, err := f.Picture.PNG()
	if err != nil {
		return nil, err
	}
	return l.file.PNG(data)
}

// missing marks the place of a figure that could not be made.
func (l *layout) missing(f *document.Figure, tag *pdffile.Tag) {
	const height = 90
	l.need(height + 60)
	l.gap(10)
	l.spots[f.Anchor] = spot{l.page, l.y}
	red := document.Colour{R: 0x85}
	l.page.Artifact()
	l.page.Stroke(red.R, red.G, red.B, 1.2)
	l.page.Dashes(5, 3)
	l.page.Frame(l.left+l.indent, l.y, l.width(), height)
	l.page.Dashes()
	l.page.End()
	top := l.y
	l.y += height/2 - 9
	l.empty = false
	l.paragraph(document.Plain(l.doc.Words.NoPicture), style{look: look{size: bodySize, colour: red}, leading: 1.5, align: document.Centre}, tag)
	l.y = top + height + 6
	l.caption(f, tag)
}

func (l *layout) caption(f *document.Figure, tag *pdffile.Tag) {
	s := captionStyle()
	s.align = document.Centre
	l.paragraph(l.captionText(f.Number, f.Caption), s, tag.Child("Caption"))
	l.under(f.Notes, f.Source, l.tag)
	l.gap(10)
}

// captionText gives a number and a title; a long one is broken between phrases.
func (l *layout) captionText(number string, title []document.Span) []document.Span {
	spans := append([]document.Span{{Text: number + "　"}}, title...)
	if l.word && !l.japanese() || slices.ContainsFunc(title, func(s document.Span) bool { return !plain(s) }) {
		return spans
	}
	text := clean(oneLine(document.TextOf(title)))
	return document.Plain(strings.Join(drawing.Wrap(number+"　"+text, l.width(), drawing.Font{Size: captionStyle().size, Bold: true}), "\n"))
}

func underStyle() style {
	return style{look: look{size: underSize, colour: document.Muted()}, leading: underLeading}
}

// under sets notes and source below a table or a figure.
func (l *layout) under(notes [][]document.Span, source []document.Span, tag *pdffile.Tag) {
	for i, n := range notes {
		l.paragraph(append(document.Plain(l.doc.Words.NoteLabel(i, len(notes))), n...), underStyle(), tag.Child("P"))
	}
	if len(source) > 0 {
		l.paragraph(append(document.Plain(l.doc.Words.Source+l.doc.Words.Colon), source...), underStyle(), tag.Child("P"))
	}
}

func (l *layout) underHeight(notes [][]document.Span, source []document.Span) float64 {
	n := 0
	for i, note := range notes {
		n += len(l.shape(append(document.Plain(l.doc.Words.NoteLabel(i, len(notes))), note...), underStyle().look).lines(l.width()))
	}
	if len(source) > 0 {
		n += len(l.shape(append(document.Plain(l.doc.Words.Source+l.doc.Words.Colon), source...), underStyle().look).lines(l.width()))
	}
	return float64(n) * underSize * underLeading
}
