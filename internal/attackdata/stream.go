package attackdata

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/diag"
)

// chunk is how much is read ahead at most, so that the length of an object is
// known to about that.
const chunk = 32 << 10

// limitError says which limit was passed.
type limitError struct {
	what  string
	limit int64
}

// Error names the limit.
func (e *limitError) Error() string { return fmt.Sprintf("over %d %s", e.limit, e.what) }

// source hands a file to the JSON decoder. It ends the reading when the file or
// the object being read is too long, and knows where a byte stands.
type source struct {
	r    *bufio.Reader
	lim  Limits
	read int64
	// until is where the object being read must have ended.
	until int64
	// tail is the text that was read and lies behind the last position asked for.
	tail []byte
	// last is that position: offset, line and column, counted from 1.
	last      int64
	line, col int
	err       error // of the reader itself
}

func newSource(r io.Reader, lim Limits) *source {
	return &source{r: bufio.NewReaderSize(r, chunk), lim: lim, until: lim.ObjectBytes, line: 1, col: 1}
}

// mark is the byte order mark, which Windows programs write.
const mark = "\ufeff"

// passMark passes over a byte order mark. An error of the reader comes back at
// the next reading.
func (s *source) passMark() {
	if head, err := s.r.Peek(len(mark)); err == nil && string(head) == mark {
		_, s.err = s.r.Discard(len(mark))
	}
}

// Read reads at most a chunk, and nothing beyond the limits.
func (s *source) Read(p []byte) (int, error) {
	switch {
	case s.read > s.lim.Bytes:
		return 0, &limitError{"bytes", s.lim.Bytes}
	case s.read > s.until+chunk:
		return 0, &limitError{"object", s.lim.ObjectBytes}
	}
	n, err := s.r.Read(p[:min(len(p), chunk)])
	s.tail = append(s.tail, p[:n]...)
	s.read += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// begin says that the next value is looked for at off, behind a comma and
// blanks, and gives where it begins. Offsets only rise.
func (s *source) begin(off int64) (line, col int) {
	s.until = off + s.lim.ObjectBytes
	n := off - s.last
	for _, b := range s.tail[:n] {
		s.pass(b)
	}
	s.tail = append(s.tail[:0], s.tail[n:]...)
	s.last = off
	ahead := source{line: s.line, col: s.col}
	if !ahead.blanks(s.tail) {
		return ahead.line, ahead.col
	}
	// What the decoder has not yet read; an error comes back when it does.
	more, _ := s.r.Peek(256)
	ahead.blanks(more)
	return ahead.line, ahead.col
}

// pass counts one byte.
func (s *source) pass(b byte) {
	switch {
	case b == '\n':
		s.line, s.col = s.line+1, 1
	case b < 0x80 || b >= 0xc0: // the first byte of a character
		s.col++
	}
}

// blanks passes over a comma and blanks and reports whether there is nothing else.
func (s *source) blanks(text []byte) bool {
	for _, b := range text {
		if !strings.ContainsRune(" \t\r\n,:", rune(b)) {
			return false
		}
		s.pass(b)
	}
	return true
}

// walker goes through the top level of a JSON file.
type walker struct {
	src   *source
	dec   *json.Decoder
	found *diag.List
	name  string
	count int
	// path and pos are those of the value being read.
	path string
	pos  diag.Pos
}

// next goes to the next value, which is at path.
func (w *walker) next(path string) error {
	if w.count++; w.count > w.src.lim.Objects {
		return &limitError{"objects", int64(w.src.lim.Objects)}
	}
	w.path = path
	w.here()
	return nil
}

// here notes where the next value begins.
func (w *walker) here() {
	line, col := w.src.begin(w.dec.InputOffset())
	w.pos = diag.Pos{File: w.name, Line: line, Col: col}
}

// value decodes the next value. One that has another form is passed over and
// reported.
func (w *walker) value(to any) (bool, error) {
	err := w.dec.Decode(to)
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		w.skipped("form", wrong.Field)
		return false, nil
	}
	return err == nil, err
}

// skipped reports that the current object is passed over.
func (w *walker) skipped(reason, id string) {
	w.found.Add(diag.AttackSkipped, w.path, "reason", reason, "id", id).Pos = w.pos
}

// errUnexpected says that something else than what stands at the walker's
// position must come there.
var errUnexpected = errors.New("unexpected value")

// delim takes the delimiter that must come next.
func (w *walker) delim(want json.Delim) error {
	w.here()
	t, err := w.dec.Token()
	if err == nil && t != want {
		err = errUnexpected
	}
	return err
}

// members calls handle for every member of the object at the top. What handle
// does not take is passed over.
func (w *walker) members(handle func(key string) (bool, error)) error {
	if err := w.delim('{'); err != nil {
		return err
	}
	for w.dec.More() {
		t, err := w.dec.Token()
		if err != nil {
			return err
		}
		key, _ := t.(string)
		if err := w.next(key); err != nil {
			return err
		}
		taken, err := handle(key)
		if err == nil && !taken {
			err = w.dec.Decode(new(json.RawMessage))
		}
		if err != nil {
			return err
		}
	}
	if err := w.delim('}'); err != nil {
		return err
	}
	w.here()
	if _, err := w.dec.Token(); !errors.Is(err, io.EOF) {
		return cmp.Or(err, errUnexpected)
	}
	return nil
}

// items decodes the items of a list one at a time.
func items[T any](w *walker, key string, keep func(T) error) error {
	if err := w.delim('['); err != nil {
		return err
	}
	for i := 0; w.dec.More(); i++ {
		if err := w.next(key + "/" + strconv.Itoa(i)); err != nil {
			return err
		}
		var item T
		ok, err := w.value(&item)
		if err == nil && ok {
			err = keep(item)
		}
		if err != nil {
			return err
		}
	}
	return w.delim(']')
}
