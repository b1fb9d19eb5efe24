package docx

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/ooxml"
)

// Options say how a document is written.
type Options struct {
	// Template gives styles, headers and footers; nil takes ours.
	Template *Template
	// Pages gives the page on which an anchor stands, for the table of contents.
	// Word counts anew when its user asks; where Pages is nil, Word is told to do
	// so when it opens the file, and asks its user first.
	Pages map[string]int
	// RunOn holds the anchors of chapters that begin no page, for what stands before
	// them hardly fills one.
	RunOn map[string]bool
	// Tight holds the anchors of tables whose rows stand closer, to spare a page.
	Tight map[string]bool
}

// The sizes of pages in twentieths of a point: A4 with the margins of our style.
const (
	pageShort, pageLong     = 11906, 16838
	marginSide, marginTop   = 1418, 1588
	marginBottom, marginBar = 1418, 720
	textWidth               = pageShort - 2*marginSide
	textHeight              = pageLong - marginTop - marginBottom
	wideSide, wideTop       = 900, 1080
	wideBottom, wideBar     = 960, 500
	wideWidth               = pageLong - 2*wideSide
	wideHeight              = pageShort - wideTop - wideBottom
	emuPerPoint             = 12700
	twipsPerPoint           = 20
)

// The content types of the parts.
const (
	mainType      = "application/vnd.openxmlformats-officedocument.wordprocessingml."
	relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	documentPart  = "word/document.xml"
	footnotesPart = "word/footnotes.xml"
	namespaces    = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"` +
		` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"` +
		` xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"` +
		` xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"` +
		` xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"`
)

// Write writes the document.
func Write(w io.Writer, f *document.Finished, o Options) error {
	d := &writer{doc: f, options: o, pkg: &ooxml.Package{}, part: documentPart, links: map[[2]string]string{}}
	d.styles, d.phrased = newStyles(o.Template), japanese(f.Words.Tag())
	d.pkg.Relate("", ooxml.OfficeDocument, documentPart)
	d.pkg.Relate("", ooxml.CoreProperties, "docProps/core.xml")
	d.furniture()
	d.cover()
	d.blocks(f.Blocks)
	d.put(d.sectPr(d.wide))
	body := d.b.String()
	d.footnotes()
	d.pkg.Add(documentPart, mainType+"document.main+xml", []byte(ooxml.Header+`<w:document`+namespaces+`><w:body>`+body+`</w:body></w:document>`))
	d.pkg.Add("word/styles.xml", mainType+"styles+xml", []byte(d.styles.xml(f.Words.Tag())))
	d.pkg.Add("word/numbering.xml", mainType+"numbering+xml", []byte(d.numbering()))
	d.pkg.Add("word/settings.xml", mainType+"settings+xml", []byte(d.settings()))
	d.pkg.Add("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml",
		ooxml.Core(f.Title, f.Org, f.Words.Tag(), f.Date))
	if err := d.pkg.Write(w); err != nil {
		return fmt.Errorf("write Word document: %w", err)
	}
	return nil
}

// writer puts a document together.
type writer struct {
	doc     *document.Finished
	options Options
	pkg     *ooxml.Package
	styles  *styles
	b       strings.Builder
	// part is the part that is being written, whose relationships links are.
	part  string
	links map[[2]string]string // part and address to the id of the relationship

	headers     string   // the references of a section to its header and footer
	wideHeaders string   // the same for pages that lie sideways
	lists       []string // numbering instances of ordered lists
	drawings    int
	wide        bool // on landscape pages
	top         bool // at the top of the upright page behind sideways ones
	inWide      bool // within a block of them
	turn        bool // what comes next begins a page
	fresh       bool // nothing but headings and a sentence stands on the page
	heads       int  // headings just before, with the paragraph below them
	more        int  // lines of that paragraph after the first
	led         bool // that paragraph is there
	leads       bool // the paragraph must not be parted from what follows
	ends        bool // what follows begins a page
	last        bool // nothing follows among the blocks
	goesOn      bool // upright pages follow those that lie sideways
	whole       bool // the table that comes is kept on one page
	compact     bool // within a cell or a list: no indent of the first line
	phrased     bool // lines are broken between phrases, which Word does not know
}

func (d *writer) put(parts ...string) {
	for _, s := range parts {
		d.b.WriteString(s)
	}
}

// width gives the width of the text in twentieths of a point.
func (d *writer) width() int {
	if d.wide {
		return wideWidth
	}
	return textWidth
}

// furniture adds the parts that every document has.
func (d *writer) furniture() {
	for _, p := range []struct{ kind, name string }{
		{"styles", "word/styles.xml"}, {"numbering", "word/numbering.xml"}, {"settings", "word/settings.xml"},
	} {
		d.pkg.Relate(documentPart, relationships+p.kind, p.name)
	}
	if len(d.doc.Notes) > 0 {
		d.pkg.Relate(documentPart, relationships+"footnotes", footnotesPart)
	}
	if d.options.Template != nil {
		d.options.Template.add(d.pkg)
	}
	head, foot := d.options.Template.headers(d.pkg)
	d.headers, d.wideHeaders = head, head
	if head == "" {
		d.headers, d.wideHeaders = d.header("word/header1.xml", textWidth), d.header("word/header2.xml", wideWidth)
	}
	if foot == "" {
		foot = d.footer()
	}
	d.headers += foot
	d.wideHeaders += foot
}

// header adds a header with the title at the left and the marking at the right.
func (d *writer) header(name string, width int) string {
	run := ""
	if d.doc.Marking != "" {
		run = `<w:r><w:tab/></w:r><w:r><w:rPr><w:b/><w:color w:val="850000"/><w:bdr w:val="single" w:sz="8" w:space="4" w:color="850000"/></w:rPr><w:t xml:space="preserve">` + ooxml.Escape(d.doc.Marking) + `</w:t></w:r>`
	}
	text := `<w:p><w:pPr><w:pStyle w:val="` + d.styles.id("Header") + `"/><w:tabs><w:tab w:val="clear" w:pos="4252"/><w:tab w:val="clear" w:pos="8504"/><w:tab w:val="right" w:pos="` + strconv.Itoa(width) + `"/></w:tabs></w:pPr>` +
		`<w:r><w:t xml:space="preserve">` + ooxml.Escape(oneLine(d.doc.Title)) + `</w:t></w:r>` + run + `</w:p>`
	d.pkg.Add(name, mainType+"header+xml", []byte(ooxml.Header+`<w:hdr`+namespaces+`>`+text+`</w:hdr>`))
	id := d.pkg.Relate(documentPart, relationships+"header", name)
	return `<w:headerReference w:type="default" r:id="` + id + `"/>`
}

func (d *writer) footer() string {
	page := d.doc.Words.PageText("\x00", "\x01")
	var text strings.Builder
	text.WriteString(`<w:p><w:pPr><w:pStyle w:val="` + d.styles.id("Footer") + `"/><w:jc w:val="center"/></w:pPr>`)
	for _, piece := range splitAt(page, "\x00\x01") {
		switch piece {
		case "\x00":
			text.WriteString(field("PAGE", `<w:r><w:t>1</w:t></w:r>`))
		case "\x01":
			text.WriteString(field("NUMPAGES", `<w:r><w:t>1</w:t></w:r>`))
		default:
			text.WriteString(`<w:r><w:t xml:space="preserve">` + ooxml.Escape(piece) + `</w:t></w:r>`)
		}
	}
	d.pkg.Add("word/footer1.xml", mainType+"footer+xml", []byte(ooxml.Header+`<w:ftr`+namespaces+`>`+text.String()+`</w:p></w:ftr>`))
	id := d.pkg.Relate(documentPart, relationships+"footer", "word/footer1.xml")
	return `<w:footerReference w:type="default" r:id="` + id + `"/>`
}

// splitAt cuts a text before and after each of the marks.
func splitAt(s, marks string) []string {
	var out []string
	for {
		i := strings.IndexAny(s, marks)
		if i < 0 {
			return append(out, s)
		}
		out = append(out, s[:i], s[i:i+1])
		s = s[i+1:]
	}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// sectPr ends a section of upright or sideways pages.
func (d *writer) sectPr(wide bool) string {
	size := fmt.Sprintf(`<w:pgSz w:w="%d" w:h="%d"/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="%d" w:footer="%d" w:gutter="0"/>`,
		pageShort, pageLong, marginTop, marginSide, marginBottom, marginSide, marginBar, marginBar)
	refs := d.headers
	if wide {
		refs = d.wideHeaders
		size = fmt.Sprintf(`<w:pgSz w:w="%d" w:h="%d" w:orient="landscape"/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="%d" w:footer="%d" w:gutter="0"/>`,
			pageLong, pageShort, wideTop, wideSide, wideBottom, wideSide, wideBar, wideBar)
	}
	return `<w:sectPr>` + refs + `<w:type w:val="nextPage"/>` + size + `<w:docGrid w:type="lines" w:linePitch="345"/></w:sectPr>`
}

// breakSection ends the section so far in a line of no height.
func (d *writer) breakSection() {
	d.put(`<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/><w:rPr><w:sz w:val="2"/></w:rPr>`, d.sectPr(d.wide), `</w:pPr></w:p>`)
	d.wide = !d.wide
	d.turn = false
}

// turnBack returns to upright pages before a block that does not lie sideways. It
// waits for that block: one sideways block just behind another goes on, without an
// upright page between them.
func (d *writer) turnBack(b document.Block) {
	switch b.(type) {
	case *document.PageBreak, *document.Landscape:
		return
	}
	if d.wide && !d.inWide {
		d.breakSection()
		d.top = true
	}
}

// landscape writes blocks on pages that lie sideways.
func (d *writer) landscape(b *document.Landscape) {
	if d.inWide {
		d.blocks(b.Blocks)
		return
	}
	if d.wide {
		d.turn = !d.runsOn(b.Blocks)
	} else {
		d.breakSection()
	}
	d.fresh, d.heads, d.more, d.led = true, 0, 0, false
	d.inWide, d.goesOn = true, !d.last
	d.blocks(b.Blocks)
	d.inWide, d.goesOn = false, false
}

// runsOn reports whether blocks begin with a chapter that begins no page.
func (d *writer) runsOn(blocks []document.Block) bool {
	if len(blocks) == 0 {
		return false
	}
	h, ok := blocks[0].(*document.Heading)
	return ok && d.options.RunOn[h.Anchor]
}

func (d *writer) settings() string {
	update := ""
	if d.options.Pages == nil {
		update = `<w:updateFields w:val="true"/>`
	}
	notes := ""
	if len(d.doc.Notes) > 0 {
		notes = `<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>`
	}
	return ooxml.Header + `<w:settings` + namespaces + `><w:zoom w:percent="100"/>` + update + `<w:defaultTabStop w:val="840"/>` +
		`<w:characterSpacingControl w:val="compressPunctuation"/><w:strictFirstAndLastChars/>` + notes +
		`<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>` +
		`<w:themeFontLang w:val="en-US" w:eastAsia="ja-JP"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>`
}

// footnotes writes the part with the footnotes.
func (d *writer) footnotes() {
	if len(d.doc.Notes) == 0 {
		return
	}
	d.b.Reset()
	d.part = footnotesPart
	d.put(`<w:footnote w:type="separator" w:id="-1"><w:p><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr><w:r><w:separator/></w:r></w:p></w:footnote>`,
		`<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>`)
	for i, note := range d.doc.Notes {
		d.put(`<w:footnote w:id="`, strconv.Itoa(i+1), `"><w:p>`, d.pStyle("FootnoteText"),
			`<w:r><w:rPr><w:rStyle w:val="`, d.styles.id("FootnoteReference"), `"/></w:rPr><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> </w:t></w:r>`)
		d.spans(note, "")
		d.put(`</w:p></w:footnote>`)
	}
	d.pkg.Add(footnotesPart, mainType+"footnotes+xml", []byte(ooxml.Header+`<w:footnotes`+namespaces+`>`+d.b.String()+`</w:footnotes>`))
}
