package sqlstore

import (
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"sync"
)

// Codings of a blob.
const (
	plain    = "plain"
	deflated = "deflate"
)

// small is the size under which packing does not pay.
const small = 256

// packers are writers that are used again: to make one costs more than to pack a
// record.
var packers = sync.Pool{New: func() any {
	w, err := flate.NewWriter(io.Discard, flate.BestSpeed)
	if err != nil {
		panic(err) // the level is one of the package's own
	}
	return w
}}

// pack gives the form in which data is kept.
func pack(data []byte) (coding string, packed []byte, err error) {
	if len(data) < small {
		return plain, append([]byte{}, data...), nil // empty, not absent
	}
	var b bytes.Buffer
	w := packers.Get().(*flate.Writer) //nolint:forcetypeassert // nothing else is in it
	defer packers.Put(w)
	w.Reset(&b)
	if _, err := w.Write(data); err != nil {
		return "", nil, fmt.Errorf("pack record: %w", err)
	}
	if err := w.Close(); err != nil {
		return "", nil, fmt.Errorf("pack record: %w", err)
	}
	if b.Len() >= len(data) {
		return plain, data, nil
	}
	return deflated, b.Bytes(), nil
}

// unpackers are readers that are used again, for the same reason.
var unpackers = sync.Pool{New: func() any { return flate.NewReader(nil) }}

// inflate gives what was packed, but no more than one byte over a size.
func inflate(packed []byte, size int64) ([]byte, error) {
	r := unpackers.Get().(io.ReadCloser) //nolint:forcetypeassert // nothing else is in it
	defer unpackers.Put(r)
	if err := r.(flate.Resetter).Reset(bytes.NewReader(packed), nil); err != nil { //nolint:forcetypeassert // as package flate says
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	var b bytes.Buffer
	b.Grow(int(min(size, grown)) + bytes.MinRead) // what a damaged row says is not believed
	if _, err := b.ReadFrom(io.LimitReader(r, size+1)); err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	return b.Bytes(), nil
}

// grown is how much room is made at once for a record.
const grown = 1 << 20

// errDamaged reports a blob that is not what its row says.
var errDamaged = errors.New("the content of a record is damaged")

// unpack gives the data of a blob and checks its size.
func unpack(coding string, packed []byte, size int64) ([]byte, error) {
	data := packed
	switch coding {
	case plain:
	case deflated:
		var err error
		if data, err = inflate(packed, size); err != nil {
			return nil, err
		}
	default:
		return nil, fmt.Errorf("%w: coding %q", errDamaged, coding)
	}
	if int64(len(data)) != size {
		return nil, fmt.Errorf("%w: %d bytes, should be %d", errDamaged, len(data), size)
	}
	if data == nil {
		data = []byte{}
	}
	return data, nil
}
