package pdf

import (
	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/pdffile"
)

// place says where a line of text stands.
type place struct {
	x, baseline, width float64
	align              document.Align
	justify            bool
}

// draw draws a line that belongs to a tag; nil draws it as no part of the text.
func (l *layout) draw(n line, at place, tag *pdffile.Tag) {
	count := n.to - n.from
	if count == 0 {
		return
	}
	x, spacing := at.x, 0.0
	switch at.align {
	case document.Centre:
		x += (at.width - n.width) / 2
	case document.Right:
		x += at.width - n.width
	default:
		if at.justify && !n.end && count > 1 {
			spacing = min((at.width-n.width)/float64(count-1), n.runs[n.glyphs[n.from].run].size*0.5)
		}
	}
	if tag == nil {
		l.page.Artifact()
	}
	current := (*pdffile.Tag)(nil)
	for i := n.from; i < n.to; {
		j, width := i, 0.0
		l.codes = l.codes[:0]
		for ; j < n.to && n.glyphs[j].run == n.glyphs[i].run; j++ {
			l.codes = append(l.codes, n.glyphs[j].code)
			width += float64(n.glyphs[j].width) + spacing
		}
		r := &n.runs[n.glyphs[i].run]
		if tag != nil {
			own := tag
			if r.link != "" || r.anchor != "" {
				own = tag.Child("Link")
			}
			if own != current {
				if current != nil {
					l.page.End()
				}
				l.page.Begin(own)
				current = own
			}
		}
		l.piece(n.glyphs[i:j], r, piece{x, at.baseline, width, spacing, current})
		x += width
		i = j
	}
	l.page.End()
}

// piece is where text of one run stands.
type piece struct {
	x, baseline, width, spacing float64
	tag                         *pdffile.Tag
}

func (l *layout) piece(glyphs []glyph, r *run, at piece) {
	p := l.page
	top, height := at.baseline-r.size*0.88, r.size*1.16
	switch {
	case r.letter != 0:
		fill, _ := document.LetterColours(r.letter)
		line := document.LetterBorder()
		p.Fill(fill.R, fill.G, fill.B)
		p.Area(at.x, top, at.width, height)
		p.Stroke(line.R, line.G, line.B, 0.5)
		p.Frame(at.x, top, at.width, height)
	case r.code:
		ground := document.GroupFill()
		p.Fill(ground.R, ground.G, ground.B)
		p.Area(at.x, top, at.width, height)
	}
	p.Fill(r.colour.R, r.colour.G, r.colour.B)
	if r.dots {
		x := at.x
		for _, g := range glyphs {
			p.Area(x+float64(g.width)/2-0.6, at.baseline-r.size*1.06, 1.2, 1.2)
			x += float64(g.width) + at.spacing
		}
	}
	p.Text(at.x, at.baseline-r.raise, pdffile.Type{Font: r.font, Size: r.size, Spacing: at.spacing}, l.codes)
	switch {
	case r.link != "":
		p.Stroke(r.colour.R, r.colour.G, r.colour.B, 0.4)
		p.Line(at.x, at.baseline+r.size*0.16, at.x+at.width, at.baseline+r.size*0.16)
		p.Link(pdffile.Box{X: at.x, Y: top, W: at.width, H: height}, r.link, at.tag)
	case r.anchor != "":
		p.LinkTo(pdffile.Box{X: at.x, Y: top, W: at.width, H: height}, l.target(r.anchor), at.tag)
	}
}

// target finds the place of an anchor once all pages are laid out.
func (l *layout) target(anchor string) func() (*pdffile.Page, float64) {
	return func() (*pdffile.Page, float64) {
		s := l.spots[anchor]
		return s.page, s.y
	}
}
