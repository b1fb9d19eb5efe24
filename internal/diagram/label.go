package diagram

import "github.com/sekisho/sekisho/internal/drawing"

// Names in boxes and titles of zones, before scaling: how far they keep from the sides
// and from the upper and the lower edge of a box, and how much smaller than usual their
// letters may be, so that words and brackets stay whole.
const (
	labelSide, labelTop = 3.0, 2.0
	leastLetters        = 0.89
	letterStep          = 0.25
	// smallPrice is what letters smaller by the whole cost, in the harm of breaks: a
	// break inside brackets is as bad as letters smaller by a fourth.
	smallPrice = 60.0
)

// fitted breaks a name so that it reads well: in letters as large as may be, but
// smaller where that keeps a word or what stands in brackets together. It takes no
// more height than most, unless the smallest letters do.
func fitted(name string, width, most float64, font drawing.Font) ([]string, drawing.Font) {
	var best []string
	bestFont, lowest := font, -1.0
	for f := font; ; f.Size -= letterStep * font.Size / labelSize {
		f.Size = max(f.Size, leastLetters*font.Size)
		last := f.Size <= leastLetters*font.Size
		lines, harm := drawing.WrapRated(name, width+0.01, f)
		harm += smallPrice * (1 - f.Size/font.Size)
		if high := drawing.Height(len(lines), f) > most+0.01; !high && (lowest < 0 || harm < lowest) || last && best == nil {
			best, bestFont, lowest = lines, f, harm
		}
		if last || lowest >= 0 && lowest <= smallPrice*(1-f.Size/font.Size) {
			return best, bestFont
		}
	}
}

// label fits a name into a box, clear of its edges.
func (c *canvas) label(name string, bold bool, box drawing.Box) ([]string, drawing.Font) {
	s := c.frame.scale
	most := box.H - 2*labelTop*s
	lines, font := fitted(name, box.W-2*labelSide*s, most, c.font(labelSize, bold))
	for drawing.Height(len(lines), font) > most && font.Size > 1 {
		font.Size *= 0.94
		lines = drawing.Wrap(name, box.W-4*s, font)
	}
	return lines, font
}
