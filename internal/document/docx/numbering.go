package docx

import (
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/ooxml"
)

// numbering makes the part with the counting of headings, appendices and lists.
// Instance 1 counts headings, 2 appendices, 3 are points; from 10 on, ordered
// lists, each of its own.
func (d *writer) numbering() string {
	var b strings.Builder
	b.WriteString(ooxml.Header + `<w:numbering` + namespaces + `>`)
	heads := []level{{"decimal", "%1", ""}, {"decimal", "%1.%2", ""}, {"decimal", "%1.%2.%3", ""}, {"decimal", "(%4)", ""}}
	abstract(&b, 1, heads, 0)
	heads[0] = level{"upperLetter", ooxml.Escape(d.doc.Words.Appendix) + "%1", ""}
	abstract(&b, 2, heads, 0)
	points := make([]level, 9)
	for i := range points {
		points[i] = level{"bullet", []string{"•", "－", "◦"}[i%3], ""}
	}
	abstract(&b, 3, points, 420)
	counted := make([]level, 9)
	for i := range counted {
		n := "%" + strconv.Itoa(i+1)
		counted[i] = level{"decimal", []string{n + ".", "(" + n + ")", n + ")"}[i%3], ""}
	}
	abstract(&b, 4, counted, 420)
	for _, n := range []string{"1", "2", "3"} {
		b.WriteString(`<w:num w:numId="` + n + `"><w:abstractNumId w:val="` + n + `"/></w:num>`)
	}
	for i, start := range d.lists {
		b.WriteString(`<w:num w:numId="` + strconv.Itoa(10+i) + `"><w:abstractNumId w:val="4"/>`)
		for lvl := range 9 {
			from := "1"
			if lvl == 0 {
				from = start
			}
			b.WriteString(`<w:lvlOverride w:ilvl="` + strconv.Itoa(lvl) + `"><w:startOverride w:val="` + from + `"/></w:lvlOverride>`)
		}
		b.WriteString(`</w:num>`)
	}
	b.WriteString(`</w:numbering>`)
	return b.String()
}

type level struct{ format, text, style string }

// abstract writes how a kind of list counts. indent is the step of its levels; 0
// for headings, whose number stands in the line.
func abstract(b *strings.Builder, id int, levels []level, indent int) {
	n := strconv.Itoa(id)
	b.WriteString(`<w:abstractNum w:abstractNumId="` + n + `"><w:multiLevelType w:val="multilevel"/>`)
	for i, l := range levels {
		b.WriteString(`<w:lvl w:ilvl="` + strconv.Itoa(i) + `"><w:start w:val="1"/><w:numFmt w:val="` + l.format + `"/>`)
		if indent == 0 {
			b.WriteString(`<w:suff w:val="space"/>`)
		}
		b.WriteString(`<w:lvlText w:val="` + l.text + `"/><w:lvlJc w:val="left"/>`)
		left := strconv.Itoa(indent * (i + 1))
		b.WriteString(`<w:pPr><w:ind w:left="` + left + `" w:hanging="` + strconv.Itoa(indent) + `"/></w:pPr>`)
		if l.format == "bullet" {
			b.WriteString(`<w:rPr><w:rFonts w:ascii="游ゴシック" w:hAnsi="游ゴシック" w:eastAsia="游ゴシック" w:hint="eastAsia"/></w:rPr>`)
		}
		b.WriteString(`</w:lvl>`)
	}
	b.WriteString(`</w:abstractNum>`)
}
