package drawing

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"maps"
	"math"
	"slices"
	"strconv"

	"golang.org/x/image/vector"
)

// bandHeight is the height in pixels of the bands in which polygons are filled. A
// long line with corners covers few pixels of the box around it; in bands the
// boxes stay close to what they hold.
const bandHeight = 32

// rasterizer fills polygons in one colour.
type rasterizer struct {
	img    *image.RGBA
	vector vector.Rasterizer
	mask   image.Alpha
	shapes []shape
	// used are the colours painted, as pixels have them.
	used map[uint32]bool
}

// shape is a polygon with the pixels that it may touch.
type shape struct {
	image.Rectangle
	points []Point
}

// fill paints polygons, in pixels, in one colour. Where they overlap they count
// once.
func (z *rasterizer) fill(polygons [][]Point, c Color) {
	paint := rgba(c)
	z.used[uint32(paint.R)|uint32(paint.G)<<8|uint32(paint.B)<<16|uint32(paint.A)<<24] = true
	z.shapes = z.shapes[:0]
	var all image.Rectangle
	for _, poly := range polygons {
		b, ok := pointBounds(poly)
		if !ok {
			continue
		}
		r := image.Rect(int(math.Floor(b.X)), int(math.Floor(b.Y)), int(math.Ceil(b.Right()))+1, int(math.Ceil(b.Bottom()))+1)
		if r = r.Intersect(z.img.Bounds()); !r.Empty() {
			z.shapes = append(z.shapes, shape{r, poly})
			all = all.Union(r)
		}
	}
	slices.SortStableFunc(z.shapes, func(a, b shape) int { return cmp.Compare(a.Min.X, b.Min.X) })
	for y := all.Min.Y; y < all.Max.Y; y += bandHeight {
		z.band(image.Rect(all.Min.X, y, all.Max.X, min(y+bandHeight, all.Max.Y)), paint)
	}
}

// band fills what stands in a band, those shapes together whose boxes touch.
func (z *rasterizer) band(band image.Rectangle, paint color.RGBA) {
	var group []shape
	var box image.Rectangle
	for _, s := range z.shapes {
		r := s.Intersect(band)
		if r.Empty() {
			continue
		}
		if len(group) > 0 && r.Min.X >= box.Max.X {
			z.group(box, group, paint)
			group, box = group[:0], image.Rectangle{}
		}
		group, box = append(group, s), box.Union(r)
	}
	if len(group) > 0 {
		z.group(box, group, paint)
	}
}

func (z *rasterizer) group(box image.Rectangle, group []shape, paint color.RGBA) {
	z.vector.Reset(box.Dx(), box.Dy())
	x, y := float64(box.Min.X), float64(box.Min.Y)
	for _, s := range group {
		for i, q := range s.points {
			if i == 0 {
				z.vector.MoveTo(float32(q.X-x), float32(q.Y-y))
			} else {
				z.vector.LineTo(float32(q.X-x), float32(q.Y-y))
			}
		}
		z.vector.ClosePath()
	}
	if n := box.Dx() * box.Dy(); len(z.mask.Pix) < n {
		z.mask.Pix = make([]uint8, n)
	}
	z.mask.Stride, z.mask.Rect = box.Dx(), image.Rect(0, 0, box.Dx(), box.Dy())
	z.vector.DrawOp = draw.Src
	z.vector.Draw(&z.mask, z.mask.Rect, image.Opaque, image.Point{})
	for row := range box.Dy() {
		at := z.img.PixOffset(box.Min.X, box.Min.Y+row)
		blend(z.img.Pix[at:at+4*box.Dx()], z.mask.Pix[row*box.Dx():(row+1)*box.Dx()], paint)
	}
}

// blend lays a colour over opaque pixels as far as the mask tells.
func blend(pixels []uint8, mask []uint8, c color.RGBA) {
	for i, m := range mask {
		switch p := pixels[4*i : 4*i+4 : 4*i+4]; m {
		case 0:
		case 255:
			p[0], p[1], p[2], p[3] = c.R, c.G, c.B, c.A
		default:
			p[0], p[1], p[2] = mixed(p[0], c.R, m), mixed(p[1], c.G, m), mixed(p[2], c.B, m)
		}
	}
}

func mixed(under, over, part uint8) uint8 {
	return uint8((uint32(under)*uint32(255-part) + uint32(over)*uint32(part) + 127) / 255)
}

func rgba(c Color) color.RGBA {
	v, err := strconv.ParseUint(string(c[min(1, len(c)):]), 16, 32)
	if err != nil || len(c) != 7 || c[0] != '#' {
		panic(fmt.Sprintf("drawing: colour %q is not #rrggbb", c))
	}
	return color.RGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 255}
}

// indexed gives the picture with a palette of at most 256 colours: a quarter of
// the pixels' size, and what readers of PDF and Word files take as it is. The
// colours that were painted, and those that cover much, stay as they are; of the
// others, which are shades on the edges of shapes, only a few are kept.
func (z *rasterizer) indexed() *image.Paletted {
	img := z.img
	count := map[uint32]int{}
	eachRun(img, func(c uint32, _, n int) { count[c] += n })
	few := len(img.Pix) / 4 / rarely
	become := make(map[uint32]uint32, len(count))
	merged := map[uint32]int{}
	for c, n := range count {
		become[c] = c
		if n < few && !z.used[c] {
			become[c] = coarse(c)
		}
		merged[become[c]] += n
	}
	colors := slices.SortedFunc(maps.Keys(merged), func(a, b uint32) int {
		return cmp.Or(cmp.Compare(merged[b], merged[a]), cmp.Compare(a, b))
	})
	out := image.NewPaletted(img.Bounds(), nil)
	at := make(map[uint32]uint8, len(colors))
	for i, c := range colors {
		if i < 256 {
			out.Palette = append(out.Palette, unpacked(c))
			at[c] = uint8(i)
		} else {
			at[c] = nearest(colors[:256], unpacked(c))
		}
	}
	eachRun(img, func(c uint32, from, n int) {
		i, pix := at[become[c]], out.Pix[from:from+n]
		for k := range pix {
			pix[k] = i
		}
	})
	return out
}

// rarely is how few of the pixels have a colour that is only a shade: one in so many.
// coarseness is the distance of the shades that are kept, per channel: six of them
// smooth an edge as well as 256 do for the eye, and take a third less room.
const rarely, coarseness = 2000, 51

// coarse gives the kept shade that is nearest to a colour.
func coarse(c uint32) (out uint32) {
	for shift := 0; shift < 32; shift += 8 {
		v := (c>>shift&0xff + coarseness/2) / coarseness * coarseness
		out |= v << shift
	}
	return out
}

func unpacked(c uint32) color.RGBA {
	return color.RGBA{uint8(c), uint8(c >> 8), uint8(c >> 16), uint8(c >> 24)}
}

// eachRun goes through the pixels, those in a row that are alike at once.
func eachRun(img *image.RGBA, do func(c uint32, from, n int)) {
	if len(img.Pix) == 0 {
		return
	}
	last, from, n := binary.LittleEndian.Uint32(img.Pix), 0, len(img.Pix)/4
	for i, rest := 1, img.Pix[4:]; len(rest) >= 4; i, rest = i+1, rest[4:] {
		if c := binary.LittleEndian.Uint32(rest); c != last {
			do(last, from, i-from)
			last, from = c, i
		}
	}
	do(last, from, n-from)
}

func nearest(palette []uint32, c color.RGBA) uint8 {
	best, at := math.MaxInt, 0
	for i := range palette {
		p := unpacked(palette[i])
		r, g, b := int(p.R)-int(c.R), int(p.G)-int(c.G), int(p.B)-int(c.B)
		if d := r*r + g*g + b*b; d < best {
			best, at = d, i
		}
	}
	return uint8(at)
}
