package pdffile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// Face is a TrueType font as it stands in its file. It is read-only and may serve
// several files at once.
type Face struct {
	tables      map[string][]byte
	unitsPerEm  int
	longOffsets bool
	metrics     int // entries of hmtx with a width of their own
	glyphs      int
	groups      []group
	ascent      int
	descent     int
	box         [4]int
}

// group is a run of characters whose glyphs follow one another.
type group struct{ first, last, glyph uint32 }

// ParseFace reads a TrueType font. It checks what it needs, and no more: the
// fonts are part of the program.
func ParseFace(data []byte) (*Face, error) {
	f := &Face{tables: map[string][]byte{}}
	if len(data) < 12 || binary.BigEndian.Uint32(data) != 0x00010000 {
		return nil, errors.New("parse font: no TrueType font")
	}
	for i := range int(binary.BigEndian.Uint16(data[4:])) {
		at := 12 + 16*i
		if at+16 > len(data) {
			return nil, errors.New("parse font: list of tables is cut")
		}
		from, n := int(binary.BigEndian.Uint32(data[at+8:])), int(binary.BigEndian.Uint32(data[at+12:]))
		if from+n > len(data) {
			return nil, fmt.Errorf("parse font: table %q is cut", data[at:at+4])
		}
		f.tables[string(data[at:at+4])] = data[from : from+n]
	}
	for name, least := range map[string]int{"head": 54, "hhea": 36, "maxp": 6, "hmtx": 4, "cmap": 4, "loca": 4, "glyf": 1} {
		if len(f.tables[name]) < least {
			return nil, fmt.Errorf("parse font: no table %s", name)
		}
	}
	head, hhea := f.tables["head"], f.tables["hhea"]
	f.unitsPerEm = int(binary.BigEndian.Uint16(head[18:]))
	for i := range f.box {
		f.box[i] = signed(head[36+2*i:])
	}
	f.longOffsets = binary.BigEndian.Uint16(head[50:]) == 1
	f.ascent, f.descent = signed(hhea[4:]), signed(hhea[6:])
	f.metrics = int(binary.BigEndian.Uint16(hhea[34:]))
	f.glyphs = int(binary.BigEndian.Uint16(f.tables["maxp"][4:]))
	if f.unitsPerEm == 0 || f.metrics == 0 || len(f.tables["hmtx"]) < 4*f.metrics {
		return nil, errors.New("parse font: no widths")
	}
	return f, f.readCharacters()
}

func signed(b []byte) int { return int(int16(binary.BigEndian.Uint16(b))) }

// readCharacters reads the table of all characters (format 12).
func (f *Face) readCharacters() error {
	cmap := f.tables["cmap"]
	for i := range int(binary.BigEndian.Uint16(cmap[2:])) {
		at := int(binary.BigEndian.Uint32(cmap[4+8*i+4:]))
		if at+16 > len(cmap) || binary.BigEndian.Uint16(cmap[at:]) != 12 {
			continue
		}
		n := int(binary.BigEndian.Uint32(cmap[at+12:]))
		if at+16+12*n > len(cmap) {
			return errors.New("parse font: table of characters is cut")
		}
		f.groups = make([]group, n)
		for j := range f.groups {
			g := cmap[at+16+12*j:]
			f.groups[j] = group{binary.BigEndian.Uint32(g), binary.BigEndian.Uint32(g[4:]), binary.BigEndian.Uint32(g[8:])}
		}
		return nil
	}
	return errors.New("parse font: no table of all characters")
}

// Glyph gives the glyph of a character, or 0 where the font has none.
func (f *Face) Glyph(r rune) int {
	i, found := slices.BinarySearchFunc(f.groups, uint32(r), func(g group, c uint32) int {
		switch {
		case c < g.first:
			return 1
		case c > g.last:
			return -1
		}
		return 0
	})
	if !found {
		return 0
	}
	return int(f.groups[i].glyph + uint32(r) - f.groups[i].first)
}

// width gives the width of a glyph in thousandths of the font's size.
func (f *Face) width(glyph int) int {
	glyph = min(glyph, f.metrics-1)
	return int(binary.BigEndian.Uint16(f.tables["hmtx"][4*glyph:])) * 1000 / f.unitsPerEm
}

// outline gives the data of a glyph.
func (f *Face) outline(glyph int) []byte {
	from, to := f.offset(glyph), f.offset(glyph+1)
	if from >= to || to > len(f.tables["glyf"]) {
		return nil
	}
	return f.tables["glyf"][from:to]
}

func (f *Face) offset(glyph int) int {
	loca := f.tables["loca"]
	if f.longOffsets {
		if 4*glyph+4 > len(loca) {
			return 0
		}
		return int(binary.BigEndian.Uint32(loca[4*glyph:]))
	}
	if 2*glyph+2 > len(loca) {
		return 0
	}
	return 2 * int(binary.BigEndian.Uint16(loca[2*glyph:]))
}
