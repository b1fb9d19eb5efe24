package pdffile

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
)

// ref is the number of an object.
type ref int

func (r ref) String() string { return strconv.Itoa(int(r)) + " 0 R" }

// packSize is how many objects without a stream are compressed together.
const packSize = 200

// objects is the body of a file: objects with streams stand by themselves, all
// others are compressed in packs.
type objects struct {
	out  bytes.Buffer
	rows []row // by number; the first is none

	packRef  ref
	packed   []ref
	packHead bytes.Buffer
	packBody bytes.Buffer
	deflate  *zlib.Writer
	squeezed bytes.Buffer
}

// row is the place of an object: in the file, or in a pack.
type row struct {
	kind   byte // 0 none, 1 in the file, 2 in a pack
	at, in int
}

func newObjects() *objects {
	o := &objects{rows: make([]row, 1)}
	o.out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	o.deflate = zlib.NewWriter(&o.squeezed)
	return o
}

// alloc gives the number of an object that is written later.
func (o *objects) alloc() ref {
	o.rows = append(o.rows, row{})
	return ref(len(o.rows) - 1)
}

// put writes an object without a stream.
func (o *objects) put(r ref, body string) {
	if o.packRef == 0 {
		o.packRef = o.alloc()
	}
	o.rows[r] = row{2, int(o.packRef), len(o.packed)}
	o.packed = append(o.packed, r)
	fmt.Fprintf(&o.packHead, "%d %d ", r, o.packBody.Len())
	o.packBody.WriteString(body)
	o.packBody.WriteByte('\n')
	if len(o.packed) == packSize {
		o.endPack()
	}
}

// endPack writes the pack of objects so far.
func (o *objects) endPack() {
	if o.packRef == 0 {
		return
	}
	dict := fmt.Sprintf("/Type/ObjStm/N %d/First %d", len(o.packed), o.packHead.Len())
	o.packHead.Write(o.packBody.Bytes())
	o.stream(o.packRef, dict, o.packHead.Bytes())
	o.packRef, o.packed = 0, o.packed[:0]
	o.packHead.Reset()
	o.packBody.Reset()
}

// stream writes an object with a stream, compressed.
func (o *objects) stream(r ref, dict string, data []byte) {
	o.raw(r, dict+"/Filter/FlateDecode", o.squeeze(data))
}

func (o *objects) squeeze(data []byte) []byte {
	o.squeezed.Reset()
	o.deflate.Reset(&o.squeezed)
	_, _ = o.deflate.Write(data) // into memory, which takes everything
	_ = o.deflate.Close()        // as above
	return o.squeezed.Bytes()
}

// raw writes an object with a stream as it is.
func (o *objects) raw(r ref, dict string, data []byte) {
	o.rows[r] = row{1, o.out.Len(), 0}
	fmt.Fprintf(&o.out, "%d 0 obj\n<<%s/Length %d>>stream\n", r, dict, len(data))
	o.out.Write(data)
	o.out.WriteString("\nendstream\nendobj\n")
}

// finish writes the table of objects and the file.
func (o *objects) finish(w io.Writer, trailer string) error {
	o.endPack()
	table := o.alloc()
	o.rows[table] = row{1, o.out.Len(), 0}
	data := make([]byte, 0, 7*len(o.rows))
	for _, r := range o.rows {
		data = append(data, r.kind)
		data = binary.BigEndian.AppendUint32(data, uint32(r.at))
		data = binary.BigEndian.AppendUint16(data, uint16(r.in))
	}
	at := o.out.Len()
	o.stream(table, fmt.Sprintf("/Type/XRef/Size %d/W[1 4 2]%s", len(o.rows), trailer), data)
	fmt.Fprintf(&o.out, "startxref\n%d\n%%%%EOF\n", at)
	if _, err := o.out.WriteTo(w); err != nil {
		return fmt.Errorf("write PDF file: %w", err)
	}
	return nil
}

// textString writes a text for people, as UTF-16.
func textString(s string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	b.WriteByte('>')
	return b.String()
}

// byteString writes ASCII text, such as an address.
func byteString(s string) string {
	var b strings.Builder
	b.WriteByte('(')
	for _, c := range []byte(s) {
		switch {
		case c == '(' || c == ')' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < 0x20 || c >= 0x7f:
			fmt.Fprintf(&b, "\\%03o", c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte(')')
	return b.String()
}

// num writes a number with at most two digits after the point.
func num(x float64) string {
	s := strconv.FormatFloat(x, 'f', 2, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}
