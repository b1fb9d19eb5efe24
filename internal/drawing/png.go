package drawing

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/draw"
	"image/png"
	"io"
	"math"

	"golang.org/x/image/font/sfnt"
)

// Limits of a PNG file: what a careless resolution could ask for.
const (
	maxPixels = 100_000_000
	maxSide   = 30_000
)

// PixelSize gives the size of the scene at a resolution in dots per inch.
func (s *Scene) PixelSize(dpi float64) (w, h int) {
	return int(math.Ceil(s.Width*dpi/72 - 1e-6)), int(math.Ceil(s.Height*dpi/72 - 1e-6))
}

// WritePNG writes the scene as PNG on white, at a resolution in dots per inch
// that the file tells. Texts are drawn with the embedded font.
func WritePNG(w io.Writer, s *Scene, dpi float64) error {
	p, err := paint(s, dpi)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := png.Encode(&b, p.indexed()); err != nil {
		return fmt.Errorf("encode PNG: %w", err)
	}
	if _, err := w.Write(withResolution(b.Bytes(), dpi)); err != nil {
		return fmt.Errorf("write PNG: %w", err)
	}
	return nil
}

// Paint paints the scene on white, at a resolution in dots per inch.
func Paint(s *Scene, dpi float64) (*image.RGBA, error) {
	p, err := paint(s, dpi)
	if err != nil {
		return nil, err
	}
	return p.img, nil
}

func paint(s *Scene, dpi float64) (*painter, error) {
	if err := s.checkSize(dpi); err != nil {
		return nil, err
	}
	w, h := s.PixelSize(dpi)
	p := &painter{rasterizer: rasterizer{img: image.NewRGBA(image.Rect(0, 0, w, h)), used: map[uint32]bool{}}, scale: dpi / 72}
	draw.Draw(p.img, p.img.Bounds(), image.White, image.Point{}, draw.Src)
	s.Trace(p)
	return p, nil
}

// checkSize reports a scene that has too many pixels at a resolution.
func (s *Scene) checkSize(dpi float64) error {
	w, h := s.PixelSize(dpi)
	if !(dpi > 0) || w <= 0 || h <= 0 || w > maxSide || h > maxSide || w*h > maxPixels {
		return fmt.Errorf("paint picture: %d × %d pixels (%g dpi) is not between 1 and %d a side and %d in all", w, h, dpi, maxSide, maxPixels)
	}
	return nil
}

// withResolution puts a pHYs chunk behind the header, which is always 33 bytes.
func withResolution(file []byte, dpi float64) []byte {
	const header = 33
	chunk := make([]byte, 21)
	binary.BigEndian.PutUint32(chunk, 9)
	copy(chunk[4:], "pHYs")
	perMetre := uint32(math.Round(dpi / 0.0254))
	binary.BigEndian.PutUint32(chunk[8:], perMetre)
	binary.BigEndian.PutUint32(chunk[12:], perMetre)
	chunk[16] = 1
	binary.BigEndian.PutUint32(chunk[17:], crc32.ChecksumIEEE(chunk[4:17]))
	return append(append(append(make([]byte, 0, len(file)+len(chunk)), file[:header]...), chunk...), file[header:]...)
}

type painter struct {
	rasterizer
	scale float64
	glyph sfnt.Buffer
}

// Path implements [Pen].
func (p *painter) Path(x *Path) {
	lines := flatten(x.Segments, p.scale)
	if x.Fill != "" {
		p.fill(lines, x.Fill)
	}
	if x.Stroke != "" {
		p.fill(strokes(lines, width(x.StrokeWidth)*p.scale, scaled(x.Dash, p.scale)), x.Stroke)
	}
}

func scaled(dash []float64, by float64) []float64 {
	out := make([]float64, len(dash))
	for i, d := range dash {
		out[i] = d * by
	}
	return out
}

// Line implements [Pen]: it draws glyph by glyph.
func (p *painter) Line(pen Point, text string, font Font, fill Color) {
	f := font.face()
	var shape [][]Point
	for _, r := range text {
		if invisible(r) {
			continue
		}
		advance, g := f.advance(&p.glyph, r)
		shape = append(shape, p.outline(f, g, pen, font.Size)...)
		pen.X += advance * font.Size
	}
	p.fill(shape, fill)
}

// outline gives the polygons of a glyph, in pixels. A glyph that the font cannot
// give has none.
func (p *painter) outline(f *face, g sfnt.GlyphIndex, pen Point, size float64) [][]Point {
	parts, err := f.font.LoadGlyph(&p.glyph, g, f.units, nil)
	if err != nil {
		return nil
	}
	scale := size / f.em / 64
	at := func(i int, s sfnt.Segment) Point {
		return Point{(pen.X + float64(s.Args[i].X)*scale), (pen.Y + float64(s.Args[i].Y)*scale)}
	}
	var segments []Segment
	var last Point
	for _, s := range parts {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			last = at(0, s)
			segments = append(segments, Segment{Move: true, Points: []Point{last}})
		case sfnt.SegmentOpLineTo:
			last = at(0, s)
			segments = append(segments, Segment{Points: []Point{last}})
		case sfnt.SegmentOpQuadTo:
			c, end := at(0, s), at(1, s)
			segments = append(segments, Segment{Points: []Point{toward(last, c, 2.0/3), toward(end, c, 2.0/3), end}})
			last = end
		case sfnt.SegmentOpCubeTo:
			segments = append(segments, Segment{Points: []Point{at(0, s), at(1, s), at(2, s)}})
			last = at(2, s)
		}
	}
	return flatten(segments, p.scale)
}
