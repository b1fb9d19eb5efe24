package pdffile

import (
	"encoding/binary"
	"slices"
)

// subset makes a font of some glyphs. glyphs[0] must be 0; glyphs that others are
// made of are added. The new number of a glyph is its place in the list given
// back.
func (f *Face) subset(glyphs []int) ([]byte, []int) {
	place := map[int]int{}
	for i, g := range glyphs {
		place[g] = i
	}
	var glyf []byte
	loca := []byte{0, 0, 0, 0}
	for i := 0; i < len(glyphs); i++ {
		data := slices.Clone(f.outline(glyphs[i]))
		components(data, func(at int) {
			g := int(binary.BigEndian.Uint16(data[at:]))
			if _, ok := place[g]; !ok {
				place[g] = len(glyphs)
				glyphs = append(glyphs, g)
			}
			binary.BigEndian.PutUint16(data[at:], uint16(place[g]))
		})
		glyf = append(glyf, data...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	}
	hmtx := make([]byte, 0, 4*len(glyphs))
	for _, g := range glyphs {
		m := min(g, f.metrics-1)
		hmtx = append(hmtx, f.tables["hmtx"][4*m:4*m+4]...)
	}
	head := slices.Clone(f.tables["head"])
	binary.BigEndian.PutUint32(head[8:], 0)
	binary.BigEndian.PutUint16(head[50:], 1)
	hhea := slices.Clone(f.tables["hhea"])
	binary.BigEndian.PutUint16(hhea[34:], uint16(len(glyphs)))
	maxp := slices.Clone(f.tables["maxp"])
	binary.BigEndian.PutUint16(maxp[4:], uint16(len(glyphs)))
	tables := []table{{"glyf", glyf}, {"head", head}, {"hhea", hhea}, {"hmtx", hmtx}, {"loca", loca}, {"maxp", maxp}}
	for _, name := range []string{"cvt ", "fpgm", "prep"} {
		if data := f.tables[name]; data != nil {
			tables = append(tables, table{name, data})
		}
	}
	return assemble(tables), glyphs
}

type table struct {
	name string
	data []byte
}

// assemble makes a font file of tables.
func assemble(tables []table) []byte {
	slices.SortFunc(tables, func(a, b table) int {
		if a.name < b.name {
			return -1
		}
		return 1
	})
	n := len(tables)
	search := 1
	log := 0
	for search*2 <= n {
		search *= 2
		log++
	}
	out := []byte{0, 1, 0, 0}
	for _, v := range []int{n, search * 16, log, (n - search) * 16} {
		out = binary.BigEndian.AppendUint16(out, uint16(v))
	}
	at := 12 + 16*n
	var body []byte
	for _, t := range tables {
		out = append(out, t.name...)
		out = binary.BigEndian.AppendUint32(out, checksum(t.data))
		out = binary.BigEndian.AppendUint32(out, uint32(at+len(body)))
		out = binary.BigEndian.AppendUint32(out, uint32(len(t.data)))
		body = append(body, t.data...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
	}
	return append(out, body...)
}

func checksum(data []byte) uint32 {
	sum := uint32(0)
	for i, b := range data {
		sum += uint32(b) << (8 * (3 - i%4))
	}
	return sum
}

// components calls visit with the place of the number of each glyph that a glyph
// is made of (OpenType, table glyf, composite glyphs).
func components(data []byte, visit func(at int)) {
	if len(data) < 10 || signed(data) >= 0 {
		return
	}
	const words, scale, more, scales, matrix = 1, 8, 32, 64, 128
	for at := 10; at+4 <= len(data); {
		flags := int(binary.BigEndian.Uint16(data[at:]))
		visit(at + 2)
		at += 4
		if flags&words != 0 {
			at += 4
		} else {
			at += 2
		}
		switch {
		case flags&scale != 0:
			at += 2
		case flags&scales != 0:
			at += 4
		case flags&matrix != 0:
			at += 8
		}
		if flags&more == 0 {
			return
		}
	}
}
