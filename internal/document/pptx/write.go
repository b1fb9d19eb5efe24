package pptx

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/ooxml"
)

// Size is the form of the slides.
type Size uint8

// Forms of slides.
const (
	// Wide is 16:9, for screens.
	Wide Size = iota
	// A4 is A4 lying, for print.
	A4
)

// Options say how slides are written.
type Options struct{ Size Size }

// points gives width and height in points.
func (s Size) points() (w, h float64) {
	if s == A4 {
		return 841.89, 595.28
	}
	return 960, 540
}

const (
	emu          = 12700
	contentType  = "application/vnd.openxmlformats-officedocument.presentationml."
	relations    = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	presentation = "ppt/presentation.xml"
	layoutPart   = "ppt/slideLayouts/slideLayout1.xml"
	masterPart   = "ppt/slideMasters/slideMaster1.xml"
	themePart    = "ppt/theme/theme1.xml"
	namespaces   = ` xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"`
)

// Write writes the document as slides.
func Write(w io.Writer, f *document.Finished, o Options) error {
	d := &deck{doc: f, pkg: &ooxml.Package{}}
	d.w, d.h = o.Size.points()
	d.pkg.Relate("", ooxml.OfficeDocument, presentation)
	d.pkg.Relate("", ooxml.CoreProperties, "docProps/core.xml")
	d.titleSlide()
	d.blocks(f.Blocks)
	d.endTopic()
	d.finish()
	d.pkg.Add("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml", ooxml.Core(f.Title, f.Org, f.Words.Tag(), f.Date))
	if err := d.pkg.Write(w); err != nil {
		return fmt.Errorf("write slides: %w", err)
	}
	return nil
}

// deck puts slides together.
type deck struct {
	doc    *document.Finished
	pkg    *ooxml.Package
	w, h   float64
	slides []*slide

	topic string // title of the slides being filled
	items []item // text waiting for a slide
	shown bool   // the topic has a slide of its own
	media map[*document.Figure]string
}

// slide is a slide being drawn.
type slide struct {
	part   string
	shapes strings.Builder
	ids    int
}

const margin = 36

func (d *deck) width() float64  { return d.w - 2*margin }
func (d *deck) top() float64    { return 84 }
func (d *deck) bottom() float64 { return d.h - 40 }

func (d *deck) newSlide() *slide {
	s := &slide{part: "ppt/slides/slide" + strconv.Itoa(len(d.slides)+1) + ".xml", ids: 1}
	d.slides = append(d.slides, s)
	d.pkg.Relate(s.part, relations+"slideLayout", layoutPart)
	return s
}

// titled begins a slide with a title.
func (d *deck) titled(title string) *slide {
	s := d.newSlide()
	d.shown = true
	b := box{margin, 30, d.width() - 110, 44}
	size := fit(title, b, 26, 12)
	s.text(shape{box: b, name: "Title", kind: "title", anchor: "ctr"}, paragraph{runs: []run{{text: title, size: size, bold: true, colour: document.Ink()}}, size: size})
	key := document.Key()
	s.rect(box{margin, 76, d.width(), 2}, key)
	return s
}

// finish writes the slides and the parts that hold them together.
func (d *deck) finish() {
	var ids strings.Builder
	d.pkg.Add(themePart, "application/vnd.openxmlformats-officedocument.theme+xml", []byte(theme))
	d.pkg.Add(masterPart, contentType+"slideMaster+xml", []byte(ooxml.Header+`<p:sldMaster`+namespaces+`><p:cSld><p:bg><p:bgPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:effectLst/></p:bgPr></p:bg><p:spTree>`+group+
		`</p:spTree></p:cSld><p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/>`+
		`<p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="`+d.pkg.Relate(masterPart, relations+"slideLayout", layoutPart)+`"/></p:sldLayoutIdLst>`+
		`<p:txStyles><p:titleStyle/><p:bodyStyle/><p:otherStyle/></p:txStyles></p:sldMaster>`))
	d.pkg.Relate(masterPart, ooxml.Theme, themePart)
	d.pkg.Relate(layoutPart, relations+"slideMaster", masterPart)
	d.pkg.Add(layoutPart, contentType+"slideLayout+xml", []byte(ooxml.Header+`<p:sldLayout`+namespaces+` type="blank" preserve="1"><p:cSld name="白紙"><p:spTree>`+group+
		`</p:spTree></p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sldLayout>`))
	master := d.pkg.Relate(presentation, relations+"slideMaster", masterPart)
	d.pkg.Relate(presentation, ooxml.Theme, themePart)
	for i, s := range d.slides {
		d.furniture(s, i)
		d.pkg.Add(s.part, contentType+"slide+xml", []byte(ooxml.Header+`<p:sld`+namespaces+`><p:cSld><p:spTree>`+group+s.shapes.String()+`</p:spTree></p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sld>`))
		fmt.Fprintf(&ids, `<p:sldId id="%d" r:id="%s"/>`, 256+i, d.pkg.Relate(presentation, relations+"slide", s.part))
	}
	d.pkg.Add(presentation, contentType+"presentation.main+xml", []byte(ooxml.Header+`<p:presentation`+namespaces+` saveSubsetFonts="1"><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="`+master+`"/></p:sldMasterIdLst>`+
		`<p:sldIdLst>`+ids.String()+`</p:sldIdLst><p:sldSz cx="`+e(d.w)+`" cy="`+e(d.h)+`"/><p:notesSz cx="6858000" cy="9144000"/></p:presentation>`))
}

// furniture draws marking, number and name of the document.
func (d *deck) furniture(s *slide, i int) {
	muted := document.Muted()
	if m := oneLine(d.doc.Marking); m != "" {
		red := document.Colour{R: 0x85}
		b := box{d.w - margin - 104, 34, 104, 24}
		size := fit(m, b, 13, 7)
		s.text(shape{box: b, name: "Marking", anchor: "ctr", line: &red}, paragraph{runs: []run{{text: m, size: size, bold: true, colour: red}}, size: size, align: document.Centre})
	}
	if i == 0 {
		return
	}
	text := d.doc.Words.PageText(strconv.Itoa(i+1), strconv.Itoa(len(d.slides)))
	s.text(shape{box: box{d.w - margin - 100, d.h - 30, 100, 18}, name: "Number"}, paragraph{runs: []run{{text: text, size: 10, colour: muted}}, size: 10, align: document.Right})
	title := oneLine(d.doc.Title)
	b := box{margin, d.h - 30, d.width() - 110, 18}
	size := fit(title, b, 10, 5)
	s.text(shape{box: b, name: "Document"}, paragraph{runs: []run{{text: title, size: size, colour: muted}}, size: size})
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// e gives points as the unit of the format.
func e(points float64) string { return strconv.Itoa(int(points * emu)) }

const group = `<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>`

const theme = ooxml.Header + `<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="関所"><a:themeElements><a:clrScheme name="関所">` +
	`<a:dk1><a:srgbClr val="1A1A1A"/></a:dk1><a:lt1><a:srgbClr val="FFFFFF"/></a:lt1><a:dk2><a:srgbClr val="4D4D4D"/></a:dk2><a:lt2><a:srgbClr val="F2F2F2"/></a:lt2>` +
	`<a:accent1><a:srgbClr val="0017C1"/></a:accent1><a:accent2><a:srgbClr val="850000"/></a:accent2><a:accent3><a:srgbClr val="C74700"/></a:accent3><a:accent4><a:srgbClr val="D2A400"/></a:accent4>` +
	`<a:accent5><a:srgbClr val="97D3FF"/></a:accent5><a:accent6><a:srgbClr val="949494"/></a:accent6><a:hlink><a:srgbClr val="0017C1"/></a:hlink><a:folHlink><a:srgbClr val="8B008B"/></a:folHlink></a:clrScheme>` +
	`<a:fontScheme name="関所"><a:majorFont><a:latin typeface="游ゴシック"/><a:ea typeface="游ゴシック"/><a:cs typeface=""/></a:majorFont><a:minorFont><a:latin typeface="游ゴシック"/><a:ea typeface="游ゴシック"/><a:cs typeface=""/></a:minorFont></a:fontScheme>` +
	`<a:fmtScheme name="関所"><a:fillStyleLst><a:solidFill><a:schemeClr val="phClr"/></a:solidFill><a:solidFill><a:schemeClr val="phClr"/></a:solidFill><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:fillStyleLst>` +
	`<a:lnStyleLst><a:ln w="6350"><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:ln><a:ln w="12700"><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:ln><a:ln w="19050"><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:ln></a:lnStyleLst>` +
	`<a:effectStyleLst><a:effectStyle><a:effectLst/></a:effectStyle><a:effectStyle><a:effectLst/></a:effectStyle><a:effectStyle><a:effectLst/></a:effectStyle></a:effectStyleLst>` +
	`<a:bgFillStyleLst><a:solidFill><a:schemeClr val="phClr"/></a:solidFill><a:solidFill><a:schemeClr val="phClr"/></a:solidFill><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>`
