package diagram

import "github.com/sekisho/sekisho/internal/drawing"

// Page is the size of a picture in points.
type Page struct{ Width, Height float64 }

// A4Landscape is A4 across, the usual page.
func A4Landscape() Page { return Page{841.89, 595.28} }

// Parts of a page in points: the margin, that of the zones on the left and the right,
// which holds links that go round them and keeps them where printers reach, the title
// above and the legend below.
const (
	margin       = 20.0
	sideMargin   = 26.0
	headHeight   = 28.0
	legendHeight = 36.0
	// headGap keeps links above all zones off the line under the title.
	headGap = 1.0
)

// area is what the title and the legend leave for the picture.
func (p Page) area() drawing.Box {
	return drawing.Box{X: sideMargin, Y: margin + headHeight + headGap, W: p.Width - 2*sideMargin, H: p.Height - 2*margin - headHeight - legendHeight}
}

func (p Page) legend() drawing.Box {
	return drawing.Box{X: margin, Y: p.Height - margin - legendHeight + 6, W: p.Width - 2*margin, H: legendHeight - 6}
}
