package drawing

import (
	"fmt"
	"sync"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"github.com/sekisho/sekisho/internal/fonts"
)

// face is an embedded font, ready to be measured and drawn. It may be used from
// several goroutines.
type face struct {
	font  *sfnt.Font
	units fixed.Int26_6
	em    float64
}

// faces are the embedded fonts, read once; regular before bold.
var faces = sync.OnceValue(func() [2]*face { return [2]*face{newFace(fonts.Regular), newFace(fonts.Bold)} })

func newFace(data []byte) *face {
	f, err := sfnt.Parse(data)
	if err != nil {
		panic(fmt.Sprintf("drawing: the embedded font is damaged: %v", err))
	}
	return &face{font: f, units: fixed.I(int(f.UnitsPerEm())), em: float64(f.UnitsPerEm())}
}

func (f Font) face() *face {
	if f.Bold {
		return faces()[1]
	}
	return faces()[0]
}

// invisible characters select a shape and have no width; the font lacks them.
func invisible(r rune) bool {
	return unicode.Is(unicode.Variation_Selector, r) || unicode.Is(unicode.Cf, r)
}

// advance gives the width of a character in ems, and its glyph. Characters that
// the font lacks are given the width and shape of its replacement box.
func (f *face) advance(buf *sfnt.Buffer, r rune) (float64, sfnt.GlyphIndex) {
	g, err := f.font.GlyphIndex(buf, r)
	if err != nil {
		g = 0
	}
	a, err := f.font.GlyphAdvance(buf, g, f.units, font.HintingNone)
	if err != nil {
		return 1, g
	}
	return float64(a) / 64 / f.em, g
}

// Width gives the width of a line of text in points.
func Width(s string, font Font) float64 {
	if s == "" {
		return 0
	}
	var buf sfnt.Buffer
	f, w := font.face(), 0.0
	for _, r := range s {
		if invisible(r) {
			continue
		}
		a, _ := f.advance(&buf, r)
		w += a
	}
	return w * font.Size
}

// Missing gives the characters of s that the embedded font cannot draw, each
// once, in order.
func Missing(s string) []rune {
	var buf sfnt.Buffer
	var out []rune
	seen := map[rune]bool{}
	f := faces()[0]
	for _, r := range s {
		if invisible(r) || unicode.IsControl(r) || seen[r] {
			continue
		}
		if g, err := f.font.GlyphIndex(&buf, r); err != nil || g == 0 {
			seen[r] = true
			out = append(out, r)
		}
	}
	return out
}
