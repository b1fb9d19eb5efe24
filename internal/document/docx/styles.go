package docx

import (
	"strings"

	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/ooxml"
)

// style is one of our styles. Word knows the built-in ones by their English names
// and shows them in the user's language: "heading 1" as 見出し 1.
type style struct {
	id, name, kind string // kind: paragraph, character, table
	based, next    string
	para, run      string // properties, in the order of the schema
}

const (
	gothic = `<w:rFonts w:ascii="游ゴシック" w:hAnsi="游ゴシック" w:eastAsia="游ゴシック" w:cs="Times New Roman"/>`
	mincho = `<w:rFonts w:ascii="游明朝" w:hAnsi="游明朝" w:eastAsia="游明朝" w:cs="Times New Roman"/>`
)

// latinText makes styles fit for text in Latin letters. They name fonts that every program
// for text has, or one that is as wide: those of Japanese fonts differ from machine to
// machine. Words are not pulled apart to fill lines.
func latinText() *strings.Replacer {
	return strings.NewReplacer(`<w:jc w:val="both"/>`, "", `w:ascii="游ゴシック" w:hAnsi="游ゴシック"`, `w:ascii="Arial" w:hAnsi="Arial"`,
		`w:ascii="游明朝" w:hAnsi="游明朝"`, `w:ascii="Times New Roman" w:hAnsi="Times New Roman"`)
}

func size(halfPoints string) string {
	return `<w:sz w:val="` + halfPoints + `"/><w:szCs w:val="` + halfPoints + `"/>`
}

// ourStyles are the styles that documents use. Heights of lines are those of
// package pdf, so that the pages of both are nearly the same.
func ourStyles() []style {
	key, muted := document.Key().Hex(), `<w:color w:val="`+document.Muted().Hex()+`"/>`
	bar := func(side, width string) string {
		return `<w:pBdr><w:` + side + ` w:val="single" w:sz="` + width + `" w:space="4" w:color="` + key + `"/></w:pBdr>`
	}
	// Cells and captions are broken where our letters end, between which Word is to add
	// no room.
	const unspaced = `<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>`
	// The lines of running text, which would be twice as far apart on the lines of a page
	// where a font asks for a little more than is between these.
	const body = `w:line="346" w:lineRule="exact"/>`
	const tight = `<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>`
	return []style{
		{"Normal", "Normal", "paragraph", "", "", `<w:widowControl w:val="0"/>`, ""},
		{"BodyText", "Body Text", "paragraph", "Normal", "", `<w:widowControl/><w:snapToGrid w:val="0"/><w:spacing w:before="60" w:after="60" ` + body + `<w:ind w:firstLine="210" w:firstLineChars="100"/><w:jc w:val="both"/>`, ""},
		{"Title", "Title", "paragraph", "Normal", "BodyText", `<w:spacing w:before="240" w:after="240"/><w:jc w:val="center"/>`, gothic + `<w:b/>` + size("44")},
		{"Subtitle", "Subtitle", "paragraph", "Normal", "BodyText", `<w:spacing w:before="120" w:after="240"/><w:jc w:val="center"/>`, gothic + size("28")},
		{"SekishoCover", "表紙", "paragraph", "Normal", "", `<w:spacing w:before="60" w:after="60"/><w:jc w:val="center"/>`, gothic + size("26")},
		{"Heading1", "heading 1", "paragraph", "Normal", "BodyText", `<w:keepNext/><w:keepLines/><w:pageBreakBefore/>` + bar("bottom", "18") + `<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="160" w:line="448" w:lineRule="exact"/><w:outlineLvl w:val="0"/>`, gothic + `<w:b/>` + size("32")},
		{"Heading2", "heading 2", "paragraph", "Normal", "BodyText", `<w:keepNext/><w:keepLines/>` + bar("left", "36") + `<w:snapToGrid w:val="0"/><w:spacing w:before="400" w:after="140" w:line="364" w:lineRule="exact"/><w:outlineLvl w:val="1"/>`, gothic + `<w:b/>` + size("26")},
		{"Heading3", "heading 3", "paragraph", "Normal", "BodyText", `<w:keepNext/><w:keepLines/><w:snapToGrid w:val="0"/><w:spacing w:before="280" w:after="100" w:line="322" w:lineRule="exact"/><w:outlineLvl w:val="2"/>`, gothic + `<w:b/>` + size("23")},
		{"Heading4", "heading 4", "paragraph", "Normal", "BodyText", `<w:keepNext/><w:keepLines/><w:snapToGrid w:val="0"/><w:spacing w:before="200" w:after="80" w:line="294" w:lineRule="exact"/><w:outlineLvl w:val="3"/>`, gothic + `<w:b/>` + size("21")},
		{"TOCHeading", "TOC Heading", "paragraph", "Normal", "BodyText", `<w:keepNext/><w:snapToGrid w:val="0"/><w:spacing w:before="440" w:after="120" w:line="392" w:lineRule="exact"/>`, gothic + `<w:b/>` + size("28")},
		{"TOC1", "toc 1", "paragraph", "Normal", "", `<w:snapToGrid w:val="0"/><w:spacing w:before="80" w:after="0" w:line="310" w:lineRule="exact"/>`, gothic + `<w:b/>` + size("20")},
		{"TOC2", "toc 2", "paragraph", "Normal", "", `<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="310" w:lineRule="exact"/><w:ind w:left="210"/>`, gothic + size("20")},
		{"TOC3", "toc 3", "paragraph", "Normal", "", `<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="310" w:lineRule="exact"/><w:ind w:left="420"/>`, gothic + size("20")},
		{"TOC4", "toc 4", "paragraph", "Normal", "", `<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="310" w:lineRule="exact"/><w:ind w:left="630"/>`, gothic + size("20")},
		{"TableofFigures", "table of figures", "paragraph", "Normal", "", `<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="310" w:lineRule="exact"/>`, gothic + size("20")},
		{"Caption", "caption", "paragraph", "Normal", "BodyText", unspaced + `<w:snapToGrid w:val="0"/><w:spacing w:before="120" w:after="60" w:line="280" w:lineRule="exact"/>`, gothic + `<w:b/>` + size("20")},
		{"SekishoTableCaption", "表の題", "paragraph", "Caption", "", `<w:keepNext/><w:spacing w:before="200" w:after="80"/>`, ""},
		{"SekishoFigureCaption", "図の題", "paragraph", "Caption", "", `<w:keepLines/><w:spacing w:before="80" w:after="40"/><w:jc w:val="center"/>`, ""},
		{"SekishoFigure", "図", "paragraph", "Normal", "", `<w:keepNext/><w:snapToGrid w:val="0"/><w:spacing w:before="200" w:after="0" w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>`, ""},
		{"SekishoMissing", "図の欠け", "paragraph", "Normal", "", `<w:keepNext/><w:pBdr><w:top w:val="dashed" w:sz="12" w:space="24" w:color="850000"/><w:left w:val="dashed" w:sz="12" w:space="4" w:color="850000"/><w:bottom w:val="dashed" w:sz="12" w:space="24" w:color="850000"/><w:right w:val="dashed" w:sz="12" w:space="4" w:color="850000"/></w:pBdr><w:spacing w:before="720" w:after="720"/><w:jc w:val="center"/>`, gothic + `<w:color w:val="850000"/>`},
		{"SekishoSource", "出典・注", "paragraph", "Normal", "", `<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="230" w:lineRule="exact"/>`, gothic + muted + size("17")},
		{"SekishoCell", "表の本文", "paragraph", "Normal", "", unspaced + `<w:snapToGrid w:val="0"/><w:spacing w:before="40" w:after="38" w:line="243" w:lineRule="exact"/>`, gothic + size("18")},
		{"SekishoDense", "表の本文（小）", "paragraph", "Normal", "", unspaced + `<w:snapToGrid w:val="0"/><w:spacing w:before="40" w:after="38" w:line="203" w:lineRule="exact"/>`, gothic + size("15")},
		{"SekishoCompact", "本文（字下げなし）", "paragraph", "Normal", "", `<w:snapToGrid w:val="0"/><w:spacing w:before="60" w:after="60" ` + body, ""},
		{"SekishoSmall", "本文（小）", "paragraph", "Normal", "", `<w:snapToGrid w:val="0"/><w:spacing w:before="40" w:after="40" w:line="270" w:lineRule="exact"/>`, gothic + muted + size("18")},
		{"SekishoTerm", "用語", "paragraph", "Normal", "SekishoDefinition", `<w:keepNext/><w:snapToGrid w:val="0"/><w:spacing w:before="120" w:after="0" ` + body, gothic + `<w:b/>`},
		{"SekishoDefinition", "用語の説明", "paragraph", "Normal", "", `<w:snapToGrid w:val="0"/><w:spacing w:before="60" w:after="60" ` + body + `<w:ind w:left="420"/><w:jc w:val="both"/>`, ""},
		{"SekishoCode", "コード", "paragraph", "Normal", "", `<w:shd w:val="clear" w:color="auto" w:fill="` + document.GroupFill().Hex() + `"/>` + tight, `<w:rFonts w:ascii="BIZ UDゴシック" w:hAnsi="BIZ UDゴシック" w:eastAsia="BIZ UDゴシック"/>` + size("18")},
		{"SekishoGap", "表の後", "paragraph", "Normal", "", `<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="220" w:lineRule="exact"/>`, size("8")},
		{"ListParagraph", "List Paragraph", "paragraph", "Normal", "", `<w:snapToGrid w:val="0"/><w:spacing w:before="30" w:after="30" ` + body, ""},
		{"Header", "header", "paragraph", "Normal", "", `<w:tabs><w:tab w:val="center" w:pos="4252"/><w:tab w:val="right" w:pos="8504"/></w:tabs><w:snapToGrid w:val="0"/>`, gothic + muted + size("17")},
		{"Footer", "footer", "paragraph", "Normal", "", `<w:tabs><w:tab w:val="center" w:pos="4252"/><w:tab w:val="right" w:pos="8504"/></w:tabs><w:snapToGrid w:val="0"/>`, gothic + muted + size("18")},
		{"FootnoteText", "footnote text", "paragraph", "Normal", "", `<w:snapToGrid w:val="0"/><w:spacing w:line="280" w:lineRule="exact"/>`, size("17")},
		{"FootnoteReference", "footnote reference", "character", "", "", "", `<w:vertAlign w:val="superscript"/>`},
		{"Hyperlink", "Hyperlink", "character", "", "", "", `<w:color w:val="` + key + `"/><w:u w:val="single"/>`},
		{"SekishoCodeText", "コードの文字", "character", "", "", "", `<w:rFonts w:ascii="BIZ UDゴシック" w:hAnsi="BIZ UDゴシック" w:eastAsia="BIZ UDゴシック"/><w:shd w:val="clear" w:color="auto" w:fill="` + document.GroupFill().Hex() + `"/>`},
		{"SekishoTable", "関所の表", "table", "", "", "", ""},
	}
}

// styles knows under which id each of our styles stands in the file: in a
// template, the style of the same name has whatever id its maker's Word gave it.
type styles struct {
	ids      map[string]string
	names    map[string]string
	missing  []style // ours that the template lacks; all, without a template
	template *Template
}

func newStyles(t *Template) *styles {
	s := &styles{ids: map[string]string{}, names: map[string]string{}, template: t}
	for _, x := range ourStyles() {
		s.names[x.id] = x.name
		if id := t.style(x.name, x.kind); id != "" {
			s.ids[x.id] = id
			continue
		}
		s.ids[x.id] = t.freeID(x.id)
		s.missing = append(s.missing, x)
	}
	return s
}

func (s *styles) id(ours string) string { return s.ids[ours] }

func (s *styles) name(ours string) string { return s.names[ours] }

// xml makes the part with the styles.
func (s *styles) xml(language string) string {
	var b strings.Builder
	for _, x := range s.missing {
		s.write(&b, x)
	}
	ours, running := b.String(), mincho
	if !japanese(language) {
		ours, running = latinText().Replace(ours), latinText().Replace(running)
	}
	if s.template != nil {
		return s.template.stylesWith(ours)
	}
	return ooxml.Header + `<w:styles` + namespaces + `><w:docDefaults><w:rPrDefault><w:rPr>` + running + `<w:kern w:val="2"/>` + size("21") +
		`<w:lang w:val="en-US" w:eastAsia="` + eastAsia(language) + `" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>` + ours + `</w:styles>`
}

func japanese(language string) bool { return strings.HasPrefix(language, "ja") }

// eastAsia gives the language of East Asian letters.
func eastAsia(language string) string {
	if japanese(language) {
		return language
	}
	return "ja-JP"
}

func (s *styles) write(b *strings.Builder, x style) {
	b.WriteString(`<w:style w:type="` + x.kind + `"`)
	if x.id == "Normal" {
		b.WriteString(` w:default="1"`)
	}
	if strings.HasPrefix(x.id, "Sekisho") {
		b.WriteString(` w:customStyle="1"`)
	}
	b.WriteString(` w:styleId="` + s.ids[x.id] + `"><w:name w:val="` + x.name + `"/>`)
	if x.based != "" {
		b.WriteString(`<w:basedOn w:val="` + s.ids[x.based] + `"/>`)
	}
	if x.next != "" {
		b.WriteString(`<w:next w:val="` + s.ids[x.next] + `"/>`)
	}
	b.WriteString(`<w:qFormat/>`)
	if x.para != "" {
		b.WriteString(`<w:pPr>` + x.para + `</w:pPr>`)
	}
	if x.run != "" {
		b.WriteString(`<w:rPr>` + x.run + `</w:rPr>`)
	}
	if x.kind == "table" {
		b.WriteString(`<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="80" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>`)
	}
	b.WriteString(`</w:style>`)
}
