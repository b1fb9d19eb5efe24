package pdffile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
)

// Image is a picture in a file.
type Image struct {
	label         string
	Width, Height int // in pixels
}

type picture struct {
	label string
	ref   ref
}

// maxPixels bounds a picture: 200 million are more than a page of A0 at 300 dpi.
const maxPixels = 200_000_000

// PNG takes a PNG picture into the file. The usual forms are taken over as they
// are; others are unpacked and set on white.
func (f *File) PNG(data []byte) (*Image, error) {
	cfg, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("read picture: %w", err)
	}
	if cfg.Width*cfg.Height > maxPixels {
		return nil, errors.New("read picture: too large")
	}
	img := &Image{label: fmt.Sprintf("I%d", len(f.images)+1), Width: cfg.Width, Height: cfg.Height}
	r := f.obj.alloc()
	dict := fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8", cfg.Width, cfg.Height)
	if space, colours, rows := plain(data); rows != nil {
		f.obj.raw(r, dict+fmt.Sprintf("/ColorSpace%s/Filter/FlateDecode/DecodeParms<</Predictor 15/Colors %d/Columns %d>>", space, colours, cfg.Width), rows)
	} else {
		pixels, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			return nil, fmt.Errorf("read picture: %w", err)
		}
		f.obj.stream(r, dict+"/ColorSpace/DeviceRGB", onWhite(pixels))
	}
	f.images = append(f.images, picture{img.label, r})
	return img, nil
}

// plain gives the compressed rows of a PNG picture of 8 bits without
// transparency and interlacing, which PDF has in the same form.
func plain(data []byte) (space string, colours int, rows []byte) {
	at := 8
	var palette []byte
	kind := byte(255)
	for at+12 <= len(data) {
		n := int(binary.BigEndian.Uint32(data[at:]))
		if n < 0 || at+12+n > len(data) {
			return "", 0, nil
		}
		chunk := data[at+8 : at+8+n]
		switch string(data[at+4 : at+8]) {
		case "IHDR":
			if n < 13 || chunk[8] != 8 || chunk[12] != 0 {
				return "", 0, nil
			}
			kind = chunk[9]
		case "PLTE":
			palette = chunk
		case "tRNS":
			return "", 0, nil
		case "IDAT":
			rows = append(rows, chunk...)
		}
		at += 12 + n
	}
	switch kind {
	case 0:
		return "/DeviceGray", 1, rows
	case 2:
		return "/DeviceRGB", 3, rows
	case 3:
		return fmt.Sprintf("[/Indexed/DeviceRGB %d<%x>]", len(palette)/3-1, palette), 1, rows
	}
	return "", 0, nil
}

// onWhite gives the pixels as RGB, on white where they are transparent.
func onWhite(m image.Image) []byte {
	b := m.Bounds()
	out := make([]byte, 0, 3*b.Dx()*b.Dy())
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := color.NRGBAModel.Convert(m.At(x, y)).(color.NRGBA)
			a := int(c.A)
			for _, v := range [...]uint8{c.R, c.G, c.B} {
				out = append(out, byte((int(v)*a+255*(255-a)+127)/255))
			}
		}
	}
	return out
}

// Image draws a picture.
func (p *Page) Image(x, y, w, h float64, i *Image) {
	p.endText()
	p.op("q " + num(w) + " 0 0 " + num(h) + " " + num(x) + " " + num(p.h-y-h) + " cm /" + i.label + " Do Q")
}
