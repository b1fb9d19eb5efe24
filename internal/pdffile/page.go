package pdffile

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
)

// Page is a page being drawn. What is drawn stands inside [Page.Begin] and
// [Page.End], or [Page.Artifact] and [Page.End].
type Page struct {
	file  *File
	ref   ref
	index int
	w, h  float64
	body  bytes.Buffer
	ready ref // the content so far, written
	links []link
	tags  []*Tag // by number of marked content

	fill, stroke [3]uint8
	width        float64
	font         *Font
	size         float64
	spacing      float64
	inText       bool
}

type link struct {
	Box
	address string
	to      func() (page *Page, y float64)
	tag     *Tag
	ref     ref
}

// Page adds a page of this size.
func (f *File) Page(width, height float64) *Page {
	p := &Page{file: f, ref: f.obj.alloc(), index: len(f.pages), w: width, h: height}
	f.pages = append(f.pages, p)
	p.reset()
	return p
}

// reset forgets the state of drawing, as every stream of content begins anew.
func (p *Page) reset() {
	p.fill, p.stroke, p.width, p.font, p.size, p.spacing = [3]uint8{}, [3]uint8{}, 1, nil, 0, 0
}

// Number gives the number of the page, from 1.
func (p *Page) Number() int { return p.index + 1 }

// Size gives the size of the page.
func (p *Page) Size() (width, height float64) { return p.w, p.h }

// Settle compresses what is drawn so far. More can be drawn afterwards.
func (p *Page) Settle() {
	p.endText()
	if p.ready != 0 || p.body.Len() == 0 {
		return
	}
	p.ready = p.file.obj.alloc()
	p.file.obj.stream(p.ready, "", p.body.Bytes())
	p.body = bytes.Buffer{}
	p.reset()
}

// Begin begins content that belongs to a tag.
func (p *Page) Begin(t *Tag) {
	p.endText()
	fmt.Fprintf(&p.body, "/%s<</MCID %d>>BDC\n", t.kind, len(p.tags))
	t.kids = append(t.kids, kid{page: p, content: len(p.tags)})
	p.tags = append(p.tags, t)
}

// Artifact begins content that is no part of the text: lines, page numbers.
func (p *Page) Artifact() {
	p.endText()
	p.body.WriteString("/Artifact BMC\n")
}

// End ends what Begin or Artifact began.
func (p *Page) End() {
	p.endText()
	p.body.WriteString("EMC\n")
}

func (p *Page) beginText() {
	if !p.inText {
		p.body.WriteString("BT\n")
		p.inText = true
	}
}

func (p *Page) endText() {
	if p.inText {
		p.body.WriteString("ET\n")
		p.inText = false
	}
}

// op writes numbers and an operator.
func (p *Page) op(operator string, values ...float64) {
	b := p.body.AvailableBuffer()
	for _, v := range values {
		b = appendNum(b, v)
		b = append(b, ' ')
	}
	b = append(b, operator...)
	p.body.Write(append(b, '\n'))
}

// appendNum is num without a string.
func appendNum(b []byte, x float64) []byte {
	n := int64(x*100 + 0.5)
	if x < 0 {
		n = -int64(-x*100 + 0.5)
	}
	if n < 0 {
		b = append(b, '-')
		n = -n
	}
	b = strconv.AppendInt(b, n/100, 10)
	if c := n % 100; c != 0 {
		b = append(b, '.', byte('0'+c/10))
		if c%10 != 0 {
			b = append(b, byte('0'+c%10))
		}
	}
	return b
}

// colour writes a colour and an operator, so finely that each of 256 steps stays
// what it is.
func (p *Page) colour(operator string, c [3]uint8) {
	b := p.body.AvailableBuffer()
	for _, v := range c {
		b = append(strconv.AppendFloat(b, math.Round(float64(v)/255*1000)/1000, 'f', -1, 64), ' ')
	}
	p.body.Write(append(append(b, operator...), '\n'))
}

// Fill sets the colour of text and areas.
func (p *Page) Fill(r, g, b uint8) {
	if c := [3]uint8{r, g, b}; c != p.fill {
		p.fill = c
		p.colour("rg", p.fill)
	}
}

// Stroke sets the colour and width of lines.
func (p *Page) Stroke(r, g, b uint8, width float64) {
	if c := [3]uint8{r, g, b}; c != p.stroke {
		p.stroke = c
		p.colour("RG", p.stroke)
	}
	if width != p.width {
		p.width = width
		p.op("w", width)
	}
}

// Type is how characters are set. Spacing is added after each of them.
type Type struct {
	Font          *Font
	Size, Spacing float64
}

// Text draws characters. y is the place of the baseline.
func (p *Page) Text(x, y float64, t Type, codes []Code) {
	f, size, spacing := t.Font, t.Size, t.Spacing
	if len(codes) == 0 {
		return
	}
	p.beginText()
	if f != p.font || size != p.size {
		p.font, p.size = f, size
		p.body.WriteByte('/')
		p.body.WriteString(f.label)
		p.body.WriteByte(' ')
		p.op("Tf", size)
	}
	if spacing != p.spacing {
		p.spacing = spacing
		p.op("Tc", spacing)
	}
	p.op("Tm", 1, 0, 0, 1, x, p.h-y)
	const digits = "0123456789ABCDEF"
	b := append(p.body.AvailableBuffer(), '<')
	for _, c := range codes {
		b = append(b, digits[c>>12], digits[c>>8&15], digits[c>>4&15], digits[c&15])
	}
	p.body.Write(append(b, ">Tj\n"...))
}

// Area fills a rectangle.
func (p *Page) Area(x, y, w, h float64) {
	p.endText()
	p.op("re f", x, p.h-y-h, w, h)
}

// Frame draws the edge of a rectangle.
func (p *Page) Frame(x, y, w, h float64) {
	p.endText()
	p.op("re S", x, p.h-y-h, w, h)
}

// Line draws a line.
func (p *Page) Line(x1, y1, x2, y2 float64) {
	p.endText()
	p.op("m", x1, p.h-y1)
	p.op("l S", x2, p.h-y2)
}

// Dashes sets how lines are broken: on and off by turns; none for whole lines.
func (p *Page) Dashes(pattern ...float64) {
	p.endText()
	p.body.WriteByte('[')
	for _, d := range pattern {
		p.body.WriteString(num(d) + " ")
	}
	p.body.WriteString("]0 d\n")
}

// Box is an area of a page: its upper left corner and its size.
type Box struct{ X, Y, W, H float64 }

// Link makes an area lead to an address outside.
func (p *Page) Link(b Box, address string, t *Tag) {
	p.links = append(p.links, link{Box: b, address: address, tag: t})
}

// LinkTo makes an area lead to a place in the file, which is asked for at the
// end. A place without a page leads nowhere.
func (p *Page) LinkTo(b Box, to func() (page *Page, y float64), t *Tag) {
	p.links = append(p.links, link{Box: b, to: to, tag: t})
}

// Mark gives a place in the drawing, behind which [Page.AreaBehind] draws.
func (p *Page) Mark() int {
	p.endText()
	return p.body.Len()
}

// AreaBehind fills a rectangle behind all that was drawn since the mark. Marks
// that are later in the drawing move.
func (p *Page) AreaBehind(mark int, at Box, colour [3]uint8) {
	p.endText()
	rest := bytes.Clone(p.body.Bytes()[mark:])
	p.body.Truncate(mark)
	p.body.WriteString("/Artifact BMC q\n")
	p.colour("rg", colour)
	p.op("re f", at.X, p.h-at.Y-at.H, at.W, at.H)
	p.body.WriteString("Q EMC\n")
	p.body.Write(rest)
}
