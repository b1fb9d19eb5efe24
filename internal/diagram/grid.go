package diagram

import "github.com/sekisho/sekisho/internal/drawing"

// The layout stands on a grid. Assets lie with their edges on its lines, borders
// of zones halfway between, and links run along its lines; so nothing touches by
// accident and everything is aligned.
const (
	// unit is the pitch of the grid in points, before the picture is scaled to
	// its page.
	unit = 5.5
	// titleLine is the number of cells that a line of a zone's title takes.
	titleLine = 2
	// labelSize and titleSize are font sizes before scaling.
	labelSize, titleSize = 9.5, 9.5
)

// gaps are the cells between neighbouring assets, and between zones.
type gaps struct{ asset, zone int }

// gapsFor gives the gaps that a model with so many wires needs, so that its links
// find room beside each other.
func gapsFor(wires int) gaps {
	more := max(wires-fewWires, 0)
	return gaps{min(3+more/90, 6), min(3+more/28, 10)}
}

// cell is a place on the grid.
type cell struct{ x, y int }

// rect is an area of the grid. Of a zone: its border runs half a cell further
// right and down than x and y say, so that the lines x+1 … x+w are inside.
type rect struct{ x, y, w, h int }

// frame turns grid places into points of the page.
type frame struct {
	x, y, scale float64
}

func (f frame) point(c cell) drawing.Point {
	return drawing.Point{X: f.x + float64(c.x)*unit*f.scale, Y: f.y + float64(c.y)*unit*f.scale}
}

// zone gives the box of a zone, asset that of an asset.
func (f frame) zone(r rect) drawing.Box {
	u := unit * f.scale
	return drawing.Box{X: f.x + (float64(r.x)+0.5)*u, Y: f.y + (float64(r.y)+0.5)*u, W: float64(r.w) * u, H: float64(r.h) * u}
}

func (f frame) asset(r rect) drawing.Box {
	u := unit * f.scale
	return drawing.Box{X: f.x + float64(r.x)*u, Y: f.y + float64(r.y)*u, W: float64(r.w) * u, H: float64(r.h) * u}
}
