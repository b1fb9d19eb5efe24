package pdffile

import (
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Font is a face in use in one file. It gives every character that it meets a
// code; at the end only these are embedded.
type Font struct {
	face  *Face
	name  string
	label string // its name in the resources of pages
	ref   ref

	runes  map[rune]Code
	longer map[string]Code // characters with variation selectors
	codes  []coded         // by code; the first is none
}

// Code stands for a character in a font of a file.
type Code uint16

type coded struct {
	text  string
	glyph int
	width int
}

// maxCodes bounds the characters of a font, as codes have 16 bits.
const maxCodes = 1<<16 - 1

// Font brings a face into use. name is as in the face, without spaces.
func (f *File) Font(face *Face, name string) *Font {
	font := &Font{face: face, name: name, label: fmt.Sprintf("F%d", len(f.fonts)+1), ref: f.obj.alloc(),
		runes: map[rune]Code{}, longer: map[string]Code{}, codes: make([]coded, 1)}
	f.fonts = append(f.fonts, font)
	return font
}

// Code gives the code of a character and its width in thousandths of the size.
// The text is one character, with the variation selectors that belong to it. A
// character that the face lacks is drawn as an empty box, and copied out as it is.
func (f *Font) Code(text string) (Code, int) {
	r, n := utf8.DecodeRuneInString(text)
	if n == len(text) {
		if c, ok := f.runes[r]; ok {
			return c, f.codes[c].width
		}
	} else if c, ok := f.longer[text]; ok {
		return c, f.codes[c].width
	}
	if len(f.codes) > maxCodes {
		return 0, f.face.width(0)
	}
	g := f.face.Glyph(r)
	c := Code(len(f.codes))
	f.codes = append(f.codes, coded{strings.Clone(text), g, f.face.width(g)})
	if n == len(text) {
		f.runes[r] = c
	} else {
		f.longer[strings.Clone(text)] = c
	}
	return c, f.codes[c].width
}

// write writes the objects of the font.
func (f *Font) write(o *objects) {
	glyphs, place := []int{0}, map[int]int{0: 0}
	for _, c := range f.codes[1:] {
		if _, ok := place[c.glyph]; !ok {
			place[c.glyph] = len(glyphs)
			glyphs = append(glyphs, c.glyph)
		}
	}
	data, _ := f.face.subset(glyphs)
	toGlyph := make([]byte, 0, 2*len(f.codes))
	var widths strings.Builder
	for i, c := range f.codes {
		toGlyph = binary.BigEndian.AppendUint16(toGlyph, uint16(place[c.glyph]))
		if i > 0 {
			fmt.Fprintf(&widths, "%d ", c.width)
		}
	}
	file, descriptor, cid, gids, unicode := o.alloc(), o.alloc(), o.alloc(), o.alloc(), o.alloc()
	// Six letters before the name mark a subset.
	name := "SEKISH+" + f.name
	o.stream(file, fmt.Sprintf("/Length1 %d", len(data)), data)
	o.stream(gids, "", toGlyph)
	o.stream(unicode, "", f.toUnicode())
	per := func(v int) int { return v * 1000 / f.face.unitsPerEm }
	b := f.face.box
	o.put(descriptor, fmt.Sprintf("<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight %d/StemV 80/FontFile2 %s>>",
		name, per(b[0]), per(b[1]), per(b[2]), per(b[3]), per(f.face.ascent), per(f.face.descent), 733, file))
	o.put(cid, fmt.Sprintf("<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %s/DW 1000/W[1[%s]]/CIDToGIDMap %s>>",
		name, descriptor, widths.String(), gids))
	o.put(f.ref, fmt.Sprintf("<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%s]/ToUnicode %s>>", name, cid, unicode))
}

// toUnicode makes the table from codes back to text.
func (f *Font) toUnicode() []byte {
	var b strings.Builder
	b.WriteString("/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n" +
		"/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n1 begincodespacerange <0000><FFFF> endcodespacerange\n")
	const most = 100 // entries in a block, by the standard
	for from := 1; from < len(f.codes); from += most {
		to := min(from+most, len(f.codes))
		fmt.Fprintf(&b, "%d beginbfchar\n", to-from)
		for i := from; i < to; i++ {
			fmt.Fprintf(&b, "<%04X><", i)
			for _, u := range utf16.Encode([]rune(f.codes[i].text)) {
				fmt.Fprintf(&b, "%04X", u)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap CMapName currentdict/CMap defineresource pop end end\n")
	return []byte(b.String())
}
