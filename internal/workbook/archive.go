package workbook

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"slices"
	"strings"
)

// archive is a zip file whose entries are written sorted by name, whatever the
// order in which they come: the library hands over sheets in the order of a map.
// Entries are held compressed until the end.
type archive struct {
	w       *zip.Writer
	entries []*entry
	// pack compresses one entry after the other; a new one takes a megabyte.
	pack *flate.Writer
}

type entry struct {
	name string
	data bytes.Buffer
	pack *flate.Writer
	sum  hash.Hash32
	size uint64
}

func newArchive(w io.Writer) *archive { return &archive{w: zip.NewWriter(w)} }

// Create begins the next entry and ends the one before.
func (a *archive) Create(name string) (io.Writer, error) {
	if err := a.end(); err != nil {
		return nil, err
	}
	e := &entry{name: name, sum: crc32.NewIEEE()}
	if a.pack == nil {
		pack, err := flate.NewWriter(&e.data, flate.DefaultCompression)
		if err != nil {
			return nil, fmt.Errorf("compress %s: %w", name, err)
		}
		a.pack = pack
	} else {
		a.pack.Reset(&e.data)
	}
	e.pack = a.pack
	a.entries = append(a.entries, e)
	return e, nil
}

// Write takes the next bytes of an entry.
func (e *entry) Write(p []byte) (int, error) {
	_, _ = e.sum.Write(p) // a hash never fails
	e.size += uint64(len(p))
	return e.pack.Write(p)
}

// end closes the entry written last.
func (a *archive) end() error {
	if len(a.entries) == 0 {
		return nil
	}
	e := a.entries[len(a.entries)-1]
	if e.pack == nil {
		return nil
	}
	if err := e.pack.Close(); err != nil {
		return fmt.Errorf("compress %s: %w", e.name, err)
	}
	e.pack = nil
	return nil
}

// AddFS is asked for by the library's interface and used by nothing.
func (a *archive) AddFS(fs.FS) error { return errors.New("archive: directories are not taken") }

// Close writes all entries, the list of contents first.
func (a *archive) Close() error {
	if err := a.end(); err != nil {
		return err
	}
	slices.SortFunc(a.entries, func(x, y *entry) int { return strings.Compare(x.name, y.name) })
	for _, e := range a.entries {
		w, err := a.w.CreateRaw(&zip.FileHeader{
			Name: e.name, Method: zip.Deflate, CRC32: e.sum.Sum32(),
			CompressedSize64: uint64(e.data.Len()), UncompressedSize64: e.size,
		})
		if err != nil {
			return fmt.Errorf("write %s: %w", e.name, err)
		}
		if _, err := e.data.WriteTo(w); err != nil {
			return fmt.Errorf("write %s: %w", e.name, err)
		}
	}
	return a.w.Close()
}
