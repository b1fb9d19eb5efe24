package pptx

import (
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/ooxml"
)

// item is a paragraph of text that waits for a slide.
type item struct {
	spans  []document.Span
	level  int
	bullet string
	bold   bool
	small  bool
}

func (d *deck) titleSlide() {
	s := d.newSlide()
	ink := document.Ink()
	put := func(text string, b box, size float64, bold bool) {
		if text = strings.TrimSpace(text); text != "" {
			size = fit(text, b, size, 8)
			// Titles are broken between phrases.
			text = strings.Join(drawing.Wrap(text, b.w*slack, drawing.Font{Size: size, Bold: bold}), "\n")
			s.text(shape{box: b, name: "Title", anchor: "ctr"}, paragraph{runs: []run{{text: text, size: size, bold: bold, colour: ink}}, size: size, align: document.Centre})
		}
	}
	put(d.doc.Title, box{margin + 30, d.h * 0.22, d.width() - 60, d.h * 0.24}, 36, true)
	s.rect(box{d.w/2 - 60, d.h*0.49 - 1, 120, 3}, document.Key())
	put(d.doc.Subtitle, box{margin + 30, d.h * 0.52, d.width() - 60, 60}, 20, false)
	var about []string
	for _, x := range []string{d.doc.Edition, d.doc.Words.DateText(d.doc.Date), d.doc.Org} {
		if x != "" {
			about = append(about, oneLine(x))
		}
	}
	put(strings.Join(about, "\n"), box{margin + 30, d.h * 0.72, d.width() - 60, 96}, 18, false)
}

func (d *deck) blocks(blocks []document.Block) {
	for _, b := range blocks {
		d.block(b, 0)
	}
}

func (d *deck) block(b document.Block, level int) {
	switch b := b.(type) {
	case *document.Heading:
		d.heading(b)
	case *document.Paragraph:
		d.items = append(d.items, item{spans: b.Text, level: level, small: b.Small})
	case *document.List:
		d.list(b, level)
	case *document.Definitions:
		for _, x := range b.Items {
			d.items = append(d.items, item{spans: x.Term, level: level, bold: true}, item{spans: x.Text, level: level + 1})
		}
	case *document.Callout:
		title := b.Title
		if len(title) == 0 {
			title = document.Plain(d.doc.Words.Callout(b.Kind))
		}
		d.items = append(d.items, item{spans: title, level: level, bold: true})
		for _, x := range b.Blocks {
			d.block(x, level)
		}
	case *document.Table:
		lead := d.lead()
		d.table(b, lead)
	case *document.Figure:
		lead := d.lead()
		d.figure(b, lead)
	case *document.PageBreak:
		d.flush()
	case *document.Landscape:
		d.blocks(b.Blocks)
	}
}

func (d *deck) heading(h *document.Heading) {
	text := oneLine(document.TextOf(h.Text))
	if h.Number != "" {
		text = h.Number + "　" + text
	}
	if h.Level > 2 {
		d.items = append(d.items, item{spans: document.Plain(text), bold: true})
		return
	}
	d.endTopic()
	d.topic, d.shown = text, false
}

// endTopic shows what is left of a topic, at least its title.
func (d *deck) endTopic() {
	d.flush()
	if d.topic != "" && !d.shown {
		d.titled(d.topic)
	}
}

func (d *deck) list(l *document.List, level int) {
	for i, x := range l.Items {
		for j, b := range x.Blocks {
			p, ok := b.(*document.Paragraph)
			if !ok {
				d.block(b, level+1)
				continue
			}
			it := item{spans: p.Text, level: level}
			switch {
			case j > 0:
				it.level++
			case l.Ordered:
				it.spans = append(document.Plain(strconv.Itoa(max(l.Start, 1)+i)+". "), p.Text...)
			default:
				it.bullet = "•"
			}
			d.items = append(d.items, it)
		}
	}
}

// flush puts the waiting text on slides: as large as it fits on one, and on
// several where it does not.
func (d *deck) flush() {
	items := d.withNotes()
	d.items = nil
	if len(items) == 0 {
		return
	}
	room := d.bottom() - d.top() - 10
	size := 20.0
	for ; size > 14; size-- {
		h := 0.0
		for _, it := range items {
			h += d.measure(it, size)
		}
		if h <= room {
			break
		}
	}
	var pages [][]item
	left := 0.0
	for _, it := range items {
		for _, part := range d.split(it, size, room) {
			h := d.measure(part, size)
			if len(pages) == 0 || h > left {
				pages = append(pages, nil)
				left = room
				left -= d.carry(pages, size)
			}
			pages[len(pages)-1] = append(pages[len(pages)-1], part)
			left -= h
		}
	}
	for i, page := range pages {
		title := d.topic
		if title == "" {
			title = oneLine(d.doc.Title)
		}
		if len(pages) > 1 {
			title += d.doc.Words.Part(i+1, len(pages))
		}
		s := d.titled(title)
		var out []paragraph
		for _, it := range page {
			out = append(out, d.set(s, it, size))
		}
		s.text(shape{box: box{margin, d.top() + 8, d.width(), room}, name: "Text"}, out...)
	}
}

// carry takes a line in bold that heads what follows along to the new page, and
// gives its height.
func (d *deck) carry(pages [][]item, size float64) float64 {
	n := len(pages) - 1
	if n == 0 {
		return 0
	}
	before := pages[n-1]
	last := before[len(before)-1]
	if !last.bold || len(before) < 2 {
		return 0
	}
	pages[n-1], pages[n] = before[:len(before)-1], append(pages[n], last)
	return d.measure(last, size)
}

// leadSize is the size of a few words above a table or a figure.
const leadSize = 16

// lead takes the waiting text for the slide of the table or figure that follows,
// where it is a few lines; otherwise the text gets its own slides.
func (d *deck) lead() []item {
	items := d.withNotes()
	h := 0.0
	for _, it := range items {
		h += d.measure(it, leadSize)
	}
	if h > (d.bottom()-d.top())*0.2 {
		d.flush()
		return nil
	}
	d.items = nil
	return items
}

// above puts the text that leads to a table or figure on its slide, and gives its
// height.
func (d *deck) above(s *slide, lead []item) float64 {
	if len(lead) == 0 {
		return 0
	}
	h := 4.0
	var out []paragraph
	for _, it := range lead {
		h += d.measure(it, leadSize)
		out = append(out, d.set(s, it, leadSize))
	}
	s.text(shape{box: box{margin, d.top() + 2, d.width(), h}, name: "Text"}, out...)
	return h
}

// withNotes puts footnotes after the paragraphs on which they hang.
func (d *deck) withNotes() []item {
	var out []item
	for _, it := range d.items {
		if strings.TrimSpace(document.TextOf(it.spans)) == "" {
			continue
		}
		out = append(out, it)
		for _, s := range it.spans {
			if s.NoteNumber > 0 {
				mark := d.doc.Words.NumberedNote(s.NoteNumber)
				out = append(out, item{spans: append(document.Plain(mark), s.Note...), level: it.level, small: true})
			}
		}
	}
	return out
}

const step = 20 // of levels

func (it item) size(size float64) float64 {
	if it.small {
		return max(size-4, 11)
	}
	return size
}

func (d *deck) textWidth(it item, size float64) float64 {
	w := d.width() - float64(min(it.level, 6))*step
	if it.bullet != "" {
		w -= it.size(size)
	}
	return w
}

func (d *deck) measure(it item, size float64) float64 {
	z := it.size(size)
	return float64(len(wrap(plainText(it.spans), d.textWidth(it, size), z, true)))*z*leading + z*0.4
}

// plainText gives the text with the marks of footnotes.
func plainText(spans []document.Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.String())
		if s.NoteNumber > 0 {
			b.WriteString("（" + strconv.Itoa(s.NoteNumber) + "）")
		}
	}
	return b.String()
}

// split cuts a paragraph that is longer than a slide.
func (d *deck) split(it item, size, room float64) []item {
	if d.measure(it, size) <= room {
		return []item{it}
	}
	z := it.size(size)
	lines := wrap(plainText(it.spans), d.textWidth(it, size), z, true)
	most := max(int((room-z*0.4)/(z*leading)), 1)
	var out []item
	for from := 0; from < len(lines); from += most {
		part := it
		part.spans = document.Plain(strings.Join(lines[from:min(from+most, len(lines))], ""))
		if from > 0 {
			part.bullet = ""
		}
		out = append(out, part)
	}
	return out
}

// set makes a paragraph of an item.
func (d *deck) set(s *slide, it item, size float64) paragraph {
	z := it.size(size)
	p := paragraph{size: z, indent: float64(min(it.level, 6)) * step, bullet: it.bullet, before: z * 0.4}
	ink := document.Ink()
	if it.small {
		ink = document.Muted()
	}
	p.runs = d.runs(s, it.spans, run{size: z, bold: it.bold, colour: ink})
	return p
}

func (d *deck) runs(s *slide, spans []document.Span, k run) []run {
	var out []run
	for _, x := range spans {
		r := k
		r.text = x.String()
		r.bold = r.bold || x.Style&document.Bold != 0 || x.Letter != 0
		if x.Link != "" {
			r.link = d.pkg.Link(s.part, ooxml.Hyperlink, x.Link)
		}
		out = append(out, r)
		if x.NoteNumber > 0 {
			out = append(out, run{text: "（" + strconv.Itoa(x.NoteNumber) + "）", size: k.size, colour: k.colour})
		}
	}
	return out
}

// under gives notes and source as small lines.
func (d *deck) under(notes [][]document.Span, source []document.Span) []item {
	var out []item
	for i, n := range notes {
		out = append(out, item{spans: append(document.Plain(d.doc.Words.NoteLabel(i, len(notes))), n...), small: true})
	}
	if len(source) > 0 {
		out = append(out, item{spans: append(document.Plain(d.doc.Words.Source+d.doc.Words.Colon), source...), small: true})
	}
	return out
}

// figure puts a figure on a slide of its own.
func (d *deck) figure(f *document.Figure, lead []item) {
	title := d.topic
	if title == "" {
		title = oneLine(document.TextOf(f.Caption))
	}
	s := d.titled(title)
	top := d.top() + d.above(s, lead)
	lines := append([]item{{spans: append(document.Plain(f.Number+"　"), f.Caption...), bold: true}}, d.under(f.Notes, f.Source)...)
	const size = 14
	height := 0.0
	for _, it := range lines {
		height += d.measure(it, size)
	}
	room := d.bottom() - top - 10
	var rest []item
	for len(lines) > 1 && height > room*0.4 { // long notes get a slide of their own
		last := lines[len(lines)-1]
		height -= d.measure(last, size)
		lines = lines[:len(lines)-1]
		rest = append([]item{last}, rest...)
	}
	area := box{margin, top + 8, d.width(), room - height - 4}
	if f.Missing() {
		red := document.Colour{R: 0x85}
		s.text(shape{box: area, name: "Missing", anchor: "ctr", line: &red}, paragraph{runs: []run{{text: d.doc.Words.NoPicture, size: 18, colour: red}}, size: 18, align: document.Centre})
	} else {
		d.picture(s, f, area)
	}
	var out []paragraph
	for _, it := range lines {
		out = append(out, d.set(s, it, size))
	}
	s.text(shape{box: box{margin, d.bottom() - height, d.width(), height}, name: "Caption"}, out...)
	d.items = append(d.items, rest...)
	d.flush()
}

func (d *deck) picture(s *slide, f *document.Figure, area box) {
	scale := min(area.w/f.Width, area.h/f.Height)
	w, h := f.Width*scale, f.Height*scale
	if d.media == nil {
		d.media = map[*document.Figure]string{}
	}
	if d.media[f] == "" {
		d.media[f] = "ppt/media/image" + strconv.Itoa(len(d.media)+1) + ".png"
		d.pkg.AddLater(d.media[f], f.Picture.PNG)
	}
	id := d.pkg.Relate(s.part, ooxml.Image, d.media[f])
	at := box{area.x + (area.w-w)/2, area.y + (area.h-h)/2, w, h}
	s.shapes.WriteString(`<p:pic><p:nvPicPr><p:cNvPr id="` + s.id() + `" name="` + ooxml.Escape(f.Number) + `" descr="` + ooxml.Escape(f.Alt) + `"/><p:cNvPicPr><a:picLocks noChangeAspect="1"/></p:cNvPicPr><p:nvPr/></p:nvPicPr>` +
		`<p:blipFill><a:blip r:embed="` + id + `"/><a:stretch><a:fillRect/></a:stretch></p:blipFill><p:spPr>` + at.xfrm("a:xfrm") + `<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>`)
}
