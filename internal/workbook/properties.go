package workbook

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
)

// Properties reads the custom properties of a workbook. A file without any has
// none. It fails with [ErrNotWorkbook] or [ErrTooLarge].
func Properties(r io.ReaderAt, size int64) (map[string]string, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrNotWorkbook, err)
	}
	p := &parcel{files: map[string]*zip.File{}, left: MaxInspected}
	for _, f := range z.File {
		p.files[f.Name] = f
	}
	list := map[string]string{}
	in := &inspection{parcel: p}
	err = in.each("docProps/custom.xml", func(d *xml.Decoder, s xml.StartElement) error {
		if s.Name.Local != "property" {
			return nil
		}
		var v struct {
			Text string `xml:",any"`
		}
		name := attr(s, "name")
		if err := d.DecodeElement(&v, &s); err != nil {
			return err
		}
		list[name] = v.Text
		return nil
	})
	return list, err
}
