package workbench

import (
	"fmt"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// quiet is the empty margin of a QR code in modules, as ISO/IEC 18004 asks for.
const quiet = 4

// qrPicture is a QR code: its side with the margins, in modules, and its dark modules as
// the path of an SVG picture.
type qrPicture struct {
	Side int
	Path string
}

// qrOf draws a text for cameras. It fails where the text is longer than a code holds.
func qrOf(text string) (*qrPicture, error) {
	code, err := qr.Encode(text, qr.M, qr.Unicode)
	if err != nil {
		return nil, fmt.Errorf("draw QR code: %w", err)
	}
	side := code.Bounds().Dx()
	dark := func(x, y int) bool {
		if x >= side {
			return false
		}
		r, _, _, _ := code.At(x, y).RGBA()
		return r == 0
	}
	var path strings.Builder
	for y := range side {
		for x := 0; x < side; x++ {
			from := x
			for dark(x, y) {
				x++
			}
			if x > from {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from+quiet, y+quiet, x-from, x-from)
			}
		}
	}
	return &qrPicture{Side: side + 2*quiet, Path: path.String()}, nil
}
