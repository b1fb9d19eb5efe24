package diagram

import (
	"sync"

	"github.com/sekisho/sekisho/internal/drawing"
)

// Names in boxes and titles of zones, before scaling: how far they keep from the sides
// and from the upper and the lower edge of a box, and how much smaller than usual their
// letters may be, so that words and brackets stay whole.
const (
	labelSide, labelTop = 3.0, 2.0
	labelNear           = 2.0 // from the sides, of a name that takes too many lines else
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

// labels keeps the names that were fitted: most boxes look the same on every picture of
// a model. The zero value is ready for use, from several goroutines.
type labels struct{ kept sync.Map } // of boxed to fittedName

// boxed is what a fitted name of a model depends on.
type boxed struct {
	name          string
	bold          bool
	width, height float64
}

type fittedName struct {
	lines []string
	font  drawing.Font
}

// label fits a name into a box, clear of its edges.
func (c *canvas) label(name string, bold bool, box drawing.Box) ([]string, drawing.Font) {
	key := boxed{name, bold, box.W, box.H}
	if kept, ok := c.labels.kept.Load(key); ok {
		f := kept.(fittedName)
		return f.lines, f.font
	}
	f := c.fit(key)
	c.labels.kept.Store(key, f)
	return f.lines, f.font
}

func (c *canvas) fit(b boxed) fittedName {
	s := c.frame.scale
	most := b.height - 2*labelTop*s
	lines, font := fitted(b.name, b.width-2*labelSide*s, most, c.font(labelSize, b.bold))
	// Nearer to the sides before smaller.
	near := b.width - 2*labelNear*s
	if drawing.Height(len(lines), font) > most {
		lines = drawing.Wrap(b.name, near, font)
	}
	for drawing.Height(len(lines), font) > most && font.Size > 1 {
		font.Size *= 0.94
		lines = drawing.Wrap(b.name, near, font)
	}
	return fittedName{lines, font}
}
