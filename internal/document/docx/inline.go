package docx

import (
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/ooxml"
)

// text writes plain text as one run.
func (d *writer) text(s, props string) { d.put(d.run(s, props)) }

// run makes a run, or several: signs such as ① are Japanese, which Latin fonts lack.
func (d *writer) run(s, props string) string {
	if d.phrased || !strings.ContainsFunc(s, enclosed) {
		return run(s, props)
	}
	const first = `<w:rStyle `
	japanese := `<w:rFonts w:ascii="游ゴシック" w:hAnsi="游ゴシック" w:eastAsia="游ゴシック" w:hint="eastAsia"/>` + props
	if strings.HasPrefix(props, first) {
		end := strings.Index(props, "/>") + 2
		japanese = props[:end] + strings.TrimSuffix(japanese, props) + props[end:]
	}
	var b strings.Builder
	for s != "" {
		i := strings.IndexFunc(s, enclosed)
		if i < 0 {
			i = len(s)
		}
		if i > 0 {
			b.WriteString(run(s[:i], props))
			s = s[i:]
			continue
		}
		n := strings.IndexFunc(s, func(r rune) bool { return !enclosed(r) })
		if n < 0 {
			n = len(s)
		}
		b.WriteString(run(s[:n], japanese))
		s = s[n:]
	}
	return b.String()
}

// enclosed reports whether a character is a number or letter in a circle.
func enclosed(r rune) bool { return r >= '①' && r <= '⓿' }

// run makes a run: text with properties, which stand in the order of the schema.
func run(s, props string) string {
	if props != "" {
		props = `<w:rPr>` + props + `</w:rPr>`
	}
	if !strings.ContainsAny(s, "\n\t") {
		return `<w:r>` + props + `<w:t xml:space="preserve">` + ooxml.Escape(s) + `</w:t></w:r>`
	}
	var b strings.Builder
	b.WriteString(`<w:r>` + props)
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			b.WriteString(`<w:br/>`)
		}
		for j, piece := range strings.Split(line, "\t") {
			if j > 0 {
				b.WriteString(`<w:tab/>`)
			}
			b.WriteString(`<w:t xml:space="preserve">` + ooxml.Escape(piece) + `</w:t>`)
		}
	}
	b.WriteString(`</w:r>`)
	return b.String()
}

// spans writes running text. bold is <w:b/> or nothing.
func (d *writer) spans(spans []document.Span, bold string) {
	for _, s := range spans {
		d.span(s, bold)
	}
}

func (d *writer) span(s document.Span, bold string) {
	props := ""
	switch {
	case s.Link != "":
		props = `<w:rStyle w:val="` + d.styles.id("Hyperlink") + `"/>`
	case s.Style&document.Code != 0:
		props = `<w:rStyle w:val="` + d.styles.id("SekishoCodeText") + `"/>`
	}
	if s.Style&document.Bold != 0 || bold != "" || s.Letter != 0 {
		props += `<w:b/>`
	}
	if s.Style&document.Emphasis != 0 {
		// Japanese letters have no italics; officials set dots above them.
		props += `<w:em w:val="dot"/>`
	}
	if s.Letter >= 'A' && s.Letter <= 'E' {
		fill, ink := document.LetterColours(s.Letter)
		props += `<w:color w:val="` + ink.Hex() + `"/><w:bdr w:val="single" w:sz="4" w:space="0" w:color="` + document.LetterBorder().Hex() +
			`"/><w:shd w:val="clear" w:color="auto" w:fill="` + fill.Hex() + `"/>`
	}
	props = ordered(props)
	text := s.String()
	switch {
	case text == "":
	case s.Link != "":
		d.put(`<w:hyperlink r:id="`, d.link(s.Link), `" w:history="1">`, d.run(text, props), `</w:hyperlink>`)
	case s.Anchor != "":
		d.reference(s, props)
	default:
		d.text(text, props)
	}
	if s.NoteNumber > 0 {
		d.put(`<w:r><w:rPr><w:rStyle w:val="`, d.styles.id("FootnoteReference"), `"/></w:rPr>`)
		if d.part == documentPart {
			d.put(`<w:footnoteReference w:id="`, strconv.Itoa(s.NoteNumber), `"/>`)
		} else {
			d.put(`<w:t>`, strconv.Itoa(s.NoteNumber), `</w:t>`) // Word has no footnotes on footnotes
		}
		d.put(`</w:r>`)
	}
}

// ordered moves the emphasis mark behind what the schema wants before it.
func ordered(props string) string {
	const mark = `<w:em w:val="dot"/>`
	if rest := strings.Replace(props, mark, "", 1); rest != props {
		return rest + mark
	}
	return props
}

// link gives the id of the relationship to an address.
func (d *writer) link(address string) string {
	key := [2]string{d.part, address}
	if _, ok := d.links[key]; !ok {
		d.links[key] = d.pkg.Link(d.part, ooxml.Hyperlink, address)
	}
	return d.links[key]
}

// reference writes a reference to a heading, a table or a figure: a field where
// the text is its number, so that Word can keep it right, and a link otherwise.
func (d *writer) reference(s document.Span, props string) {
	text := s.String()
	for _, t := range d.doc.Tables {
		if t.Anchor == s.Anchor {
			d.refer(bookmark("t", t.Seq), text, t.Number, props)
			return
		}
	}
	for _, f := range d.doc.Figures {
		if f.Anchor == s.Anchor {
			d.refer(bookmark("f", f.Seq), text, f.Number, props)
			return
		}
	}
	for _, h := range d.doc.Headings {
		if h.Anchor == s.Anchor {
			d.put(`<w:hyperlink w:anchor="`, bookmark("h", h.Seq), `" w:history="1">`, d.run(text, props), `</w:hyperlink>`)
			return
		}
	}
	d.text(text, props)
}

func (d *writer) refer(mark, text, number, props string) {
	if text != number {
		d.put(`<w:hyperlink w:anchor="`, mark, `" w:history="1">`, run(text, props), `</w:hyperlink>`)
		return
	}
	d.put(field(`REF `+mark+` \h`, run(text, props)))
}
