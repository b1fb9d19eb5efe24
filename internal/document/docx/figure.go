package docx

import (
	"strconv"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/ooxml"
)

// figure writes a picture with its caption below. One that is missing leaves a
// marked place.
func (d *writer) figure(f *document.Figure) {
	if f.Missing() {
		d.paragraph("SekishoMissing", d.doc.Words.NoPicture)
	} else {
		above := ""
		if d.fresh || d.inWide || d.heads > 0 { // at the top of a page, or below a heading
			above = `<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>`
		}
		d.put(`<w:p><w:pPr><w:pStyle w:val="`, d.styles.id("SekishoFigure"), `"/>`, above, `<w:rPr><w:sz w:val="2"/></w:rPr></w:pPr><w:r><w:rPr><w:sz w:val="2"/></w:rPr>`, d.drawing(f), `</w:r></w:p>`)
	}
	d.caption("SekishoFigureCaption", "f", f.Seq, caption{d.doc.Words.Figure, "Figure", f.Chapter, f.Index, f.Caption})
	d.under(f.Notes, f.Source, true)
}

func (d *writer) drawing(f *document.Figure) string {
	// Points for the caption, for what stands under it, and for headings that must
	// not be parted from the picture.
	width, height := float64(textWidth)/twipsPerPoint, float64(textHeight)/twipsPerPoint
	if d.wide {
		width, height = float64(wideWidth)/twipsPerPoint, float64(wideHeight)/twipsPerPoint
	}
	lines := min(len(f.Source), 1)
	for i, n := range f.Notes {
		note := d.doc.Words.NoteLabel(i, len(f.Notes)) + document.TextOf(n)
		lines += 1 + int(drawing.Width(note, drawing.Font{Size: 9})/width) // a little larger than it is: lines of Word end where they like
	}
	caption := 1 + int(drawing.Width(f.Number+"　"+document.TextOf(f.Caption), drawing.Font{Size: 10, Bold: true})/(width-60))
	height -= 25 + 14*float64(caption) + 11.5*float64(lines) + d.headed()
	if !d.inWide {
		height -= 24
	}
	w, h := f.Scaled(width, height)
	d.drawings++
	n := strconv.Itoa(d.drawings)
	name := "word/media/image" + n + ".png"
	d.pkg.AddLater(name, f.Picture.PNG)
	id := d.pkg.Relate(documentPart, ooxml.Image, name)
	cx, cy := strconv.Itoa(int(w*emuPerPoint)), strconv.Itoa(int(h*emuPerPoint))
	return `<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="` + cx + `" cy="` + cy + `"/>` +
		`<wp:docPr id="` + n + `" name="` + ooxml.Escape(f.Number) + `" descr="` + ooxml.Escape(f.Alt) + `"/>` +
		`<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>` +
		`<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>` +
		`<pic:nvPicPr><pic:cNvPr id="` + n + `" name="` + ooxml.Escape(f.Number) + `"/><pic:cNvPicPr/></pic:nvPicPr>` +
		`<pic:blipFill><a:blip r:embed="` + id + `"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>` +
		`<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="` + cx + `" cy="` + cy + `"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>` +
		`</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>`
}

// headed gives the height of the headings, and the paragraph below them, that stand
// just before a picture.
func (d *writer) headed() float64 {
	const line = 17.3
	if d.inWide {
		return 25.5*float64(d.heads) + line*float64(d.more)
	}
	return 44*float64(d.heads) + line*float64(d.more)
}
