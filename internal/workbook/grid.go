package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Grid is a sheet as read: its name and the text of its cells by row.
type Grid struct {
	Name string
	Rows [][]string
}

// FormLimit bounds what a workbook to be read may cost.
type FormLimit struct {
	// Bytes of the file, and of its parts when they are unpacked.
	Bytes, Unpacked int64
	// Parts of the file, sheets, and cells of all sheets together.
	Parts, Sheets, Cells int
	// Column is the last column that is looked at.
	Column int
}

// FormLimits are the limits for forms that people fill in by hand.
func FormLimits() FormLimit {
	return FormLimit{
		Bytes:    8 << 20,  // a questionnaire of 300 questions takes 60 KB
		Unpacked: 64 << 20, // and one MB when unpacked
		Parts:    200,      // and 15 parts
		Sheets:   20,       // and 3 sheets
		Cells:    200_000,  // and 3,000 cells
		Column:   64,
	}
}

// ReadGrids reads the sheets of a workbook as text, formulas by the values that
// were saved with them, and its custom properties. The file is not trusted: what
// it may cost is looked at before it is unpacked, and a panic of the library is an
// error. It fails with [ErrNotWorkbook] or
// [ErrTooLarge].
func ReadGrids(data []byte, lim FormLimit) (grids []Grid, properties map[string]string, err error) {
	defer func() {
		if r := recover(); r != nil {
			grids, properties, err = nil, nil, fmt.Errorf("%w: %v", ErrNotWorkbook, r)
		}
	}()
	if err := weighArchive(data, lim); err != nil {
		return nil, nil, err
	}
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true, UnzipSizeLimit: lim.Unpacked, UnzipXMLSizeLimit: lim.Unpacked})
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrNotWorkbook, err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	properties = map[string]string{}
	props, err := f.GetCustomProps()
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrNotWorkbook, err)
	}
	for _, p := range props {
		if v, ok := p.Value.(string); ok {
			properties[p.Name] = v
		}
	}
	names := f.GetSheetList()
	if len(names) > lim.Sheets {
		return nil, nil, fmt.Errorf("%w: %d sheets", ErrTooLarge, len(names))
	}
	left := lim.Cells
	for _, name := range names {
		g, err := readGrid(f, name, lim, &left)
		if err != nil {
			return nil, nil, err
		}
		grids = append(grids, g)
	}
	return grids, properties, nil
}

// weigh looks at the directory of the archive.
func weighArchive(data []byte, lim FormLimit) error {
	if int64(len(data)) > lim.Bytes {
		return fmt.Errorf("%w: %d bytes", ErrTooLarge, len(data))
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotWorkbook, err)
	}
	if len(z.File) > lim.Parts {
		return fmt.Errorf("%w: %d parts", ErrTooLarge, len(z.File))
	}
	// The sizes that a directory declares may be too small; what is unpacked
	// counts.
	left, elements := lim.Unpacked, 0
	for _, part := range z.File {
		r, err := part.Open()
		if err != nil {
			return fmt.Errorf("%w: %w", ErrNotWorkbook, err)
		}
		// The library takes a part that ends early for a short one.
		n, err := wellFormed(part.Name, io.LimitReader(r, left+1), &elements)
		if cerr := r.Close(); err == nil {
			err = cerr
		}
		if n > left {
			return fmt.Errorf("%w: more than %d bytes unpacked", ErrTooLarge, lim.Unpacked)
		}
		if err := broken(err); err != nil {
			return err
		}
		left -= n
	}
	return nil
}

// maxElements is the number of elements in all parts of a form.
const maxElements = 1_000_000

// wellFormed reads a part to its end, and fails where one of XML is none. It counts
// the elements, each of which takes far more memory than its bytes.
func wellFormed(name string, r io.Reader, elements *int) (read int64, err error) {
	counted := &byteCounter{r: r}
	if strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".rels") {
		g := &guard{r: counted}
		d := xml.NewDecoder(g)
		for err == nil {
			var token xml.Token
			token, err = d.Token()
			if _, ok := token.(xml.StartElement); ok {
				if *elements++; *elements > maxElements {
					return counted.n, ErrTooLarge
				}
			}
		}
		if !errors.Is(err, io.EOF) {
			return counted.n, g.tell(err)
		}
	}
	_, err = io.Copy(io.Discard, counted)
	return counted.n, err
}

// byteCounter counts the bytes that are read.
type byteCounter struct {
	r io.Reader
	n int64
}

// Read implements [io.Reader].
func (c *byteCounter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

func readGrid(f *excelize.File, name string, lim FormLimit, left *int) (Grid, error) {
	g := Grid{Name: name}
	rows, err := f.Rows(name)
	if err != nil {
		return g, fmt.Errorf("%w: %w", ErrNotWorkbook, err)
	}
	for rows.Next() {
		cells, err := rows.Columns()
		if err != nil {
			return g, errors.Join(fmt.Errorf("%w: %w", ErrNotWorkbook, err), rows.Close())
		}
		if len(cells) > lim.Column {
			cells = cells[:lim.Column]
		}
		if *left -= len(cells) + 1; *left < 0 {
			return g, errors.Join(fmt.Errorf("%w: more than %d cells", ErrTooLarge, lim.Cells), rows.Close())
		}
		g.Rows = append(g.Rows, cells)
	}
	if err := errors.Join(rows.Error(), rows.Close()); err != nil {
		return g, fmt.Errorf("%w: %w", ErrNotWorkbook, err)
	}
	return g, nil
}
