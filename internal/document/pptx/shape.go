package pptx

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/rivo/uniseg"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/ooxml"
)

// box is a place on a slide in points.
type box struct{ x, y, w, h float64 }

func (b box) xfrm(tag string) string {
	return `<` + tag + `><a:off x="` + e(b.x) + `" y="` + e(b.y) + `"/><a:ext cx="` + e(b.w) + `" cy="` + e(b.h) + `"/></` + tag + `>`
}

// shape is a box of text.
type shape struct {
	box
	name, kind string
	anchor     string // t or ctr
	line       *document.Colour
}

// run is text in one style.
type run struct {
	text   string
	size   float64
	bold   bool
	colour document.Colour
	link   string // id of a relationship
}

// paragraph is a paragraph in a box. Its lines stand leading × size apart.
type paragraph struct {
	runs   []run
	size   float64
	indent float64
	bullet string
	align  document.Align
	before float64
}

// leading is the distance of two lines in sizes. PowerPoint is told it in points,
// so that another font takes no more room.
const leading = 1.35

// slack is how much narrower text is measured to be than its box: the reader's
// font is not the one that we measure with.
const slack = 0.95

// fit gives the largest size at which a text stands in a box.
func fit(text string, b box, size, least float64) float64 {
	for ; size > least; size-- {
		if float64(len(wrap(text, b.w, size, true)))*size*leading <= b.h {
			break
		}
	}
	return size
}

// breadth measures text as widely as any of the usual programs sets it: some set
// Latin letters in a wider font, and a space between them and Japanese ones.
func breadth(s string, font drawing.Font) float64 {
	extra := 0.0
	for _, r := range s {
		if r > ' ' && r < 0x2000 {
			extra += 0.09
		}
	}
	if extra > 0 {
		extra += 0.25
	}
	return drawing.Width(s, font) + extra*font.Size
}

// wrap breaks text into lines as PowerPoint does: as much on each as there is
// room for, where Japanese may be broken, and anywhere in a longer word.
func wrap(text string, width, size float64, bold bool) []string {
	font := drawing.Font{Size: size, Bold: bold}
	width *= slack
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		if float64(len(line))*size <= width*2.5 && breadth(line, font) <= width {
			out = append(out, line)
			continue
		}
		from, at, used, state := 0, 0, 0.0, -1
		for rest := line; rest != ""; {
			var segment string
			segment, rest, _, state = uniseg.FirstLineSegmentInString(rest, state)
			w := breadth(segment, font)
			if used+w > width && at > from {
				out, from, used = append(out, line[from:at]), at, 0
			}
			if w > width { // one word is wider than a line
				for i, r := range segment {
					x := breadth(string(r), font)
					if used+x > width && at+i > from {
						out, from, used = append(out, line[from:at+i]), at+i, 0
					}
					used += x
				}
				at += len(segment)
				continue
			}
			used += w
			at += len(segment)
		}
		out = append(out, line[from:])
	}
	return out
}

func (s *slide) id() string {
	s.ids++
	return strconv.Itoa(s.ids)
}

func (s *slide) text(sh shape, paragraphs ...paragraph) {
	anchor := sh.anchor
	if anchor == "" {
		anchor = "t"
	}
	line := ""
	if sh.line != nil {
		line = `<a:ln w="12700"><a:solidFill><a:srgbClr val="` + sh.line.Hex() + `"/></a:solidFill></a:ln>`
	}
	s.shapes.WriteString(`<p:sp><p:nvSpPr><p:cNvPr id="` + s.id() + `" name="` + sh.name + `"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr>` + sh.xfrm("a:xfrm") +
		`<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/>` + line + `</p:spPr><p:txBody><a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="` + anchor + `"><a:noAutofit/></a:bodyPr><a:lstStyle/>`)
	for _, p := range paragraphs {
		p.write(&s.shapes)
	}
	if len(paragraphs) == 0 {
		s.shapes.WriteString(`<a:p/>`)
	}
	s.shapes.WriteString(`</p:txBody></p:sp>`)
}

func (s *slide) rect(b box, fill document.Colour) {
	s.shapes.WriteString(`<p:sp><p:nvSpPr><p:cNvPr id="` + s.id() + `" name="Rule"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr>` + b.xfrm("a:xfrm") +
		`<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val="` + fill.Hex() + `"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>`)
}

func (p paragraph) write(b *strings.Builder) {
	align := map[document.Align]string{document.Centre: ` algn="ctr"`, document.Right: ` algn="r"`}[p.align]
	hang := 0.0
	if p.bullet != "" {
		hang = p.size
	}
	fmt.Fprintf(b, `<a:p><a:pPr marL="%s" indent="%s"%s><a:lnSpc><a:spcPts val="%d"/></a:lnSpc><a:spcBef><a:spcPts val="%d"/></a:spcBef><a:spcAft><a:spcPts val="0"/></a:spcAft>`,
		e(p.indent+hang), e(-hang), align, int(p.size*leading*100), int(p.before*100))
	if p.bullet != "" {
		b.WriteString(`<a:buFont typeface="游ゴシック"/><a:buChar char="` + p.bullet + `"/>`)
	} else {
		b.WriteString(`<a:buNone/>`)
	}
	b.WriteString(`</a:pPr>`)
	for _, r := range p.runs {
		r.write(b)
	}
	b.WriteString(`</a:p>`)
}

func (r run) write(b *strings.Builder) {
	bold := ""
	if r.bold {
		bold = ` b="1"`
	}
	props := fmt.Sprintf(` lang="ja-JP" altLang="en-US" sz="%d"%s dirty="0"><a:solidFill><a:srgbClr val="%s"/></a:solidFill><a:latin typeface="游ゴシック"/><a:ea typeface="游ゴシック"/>`, int(r.size*100), bold, r.colour.Hex())
	if r.link != "" {
		props += `<a:hlinkClick r:id="` + r.link + `"/>`
	}
	for i, line := range strings.Split(r.text, "\n") {
		if i > 0 {
			b.WriteString(`<a:br/>`)
		}
		if line != "" {
			b.WriteString(`<a:r><a:rPr` + props + `</a:rPr><a:t>` + ooxml.Escape(line) + `</a:t></a:r>`)
		}
	}
}
