package diagram

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/model"
)

// corners reduces a path to the places where it turns.
func corners(path []cell) []cell {
	var out []cell
	for i, c := range path {
		if i == 0 || i == len(path)-1 || heading(path[i-1], c) != heading(c, path[i+1]) {
			out = append(out, c)
		}
	}
	return out
}

// wireColor is the ink of a wire without emphasis.
func wireColor(k wireKind) drawing.Color {
	switch k {
	case media:
		return "#a06a00"
	case manual:
		return "#8a4a8a"
	}
	return "#55606b"
}

func wireDash(k wireKind) []float64 {
	switch k {
	case media:
		return []float64{5, 2.5}
	case manual:
		return []float64{1.5, 2}
	case moved:
		return []float64{8, 2.5, 2, 2.5}
	}
	return nil
}

// wireItems draws the wires; faint ones are those of a picture about something
// else.
func (c *canvas) wireItems(faint bool) []drawing.Item {
	return c.wiresAs(func(w *wired) drawing.Line {
		style := wireStyle(w)
		if faint {
			style.Stroke, style.StrokeWidth = "#cfd3d7", 0.8
		}
		return style
	})
}

// wireStyle is how a wire is drawn without emphasis.
func wireStyle(w *wired) drawing.Line {
	style := drawing.Line{Stroke: wireColor(w.kind), StrokeWidth: 1, Dash: wireDash(w.kind)}
	if w.kind == media {
		style.StrokeWidth = 1.3
	}
	return style
}

// wiresAs draws the wires in a style.
func (c *canvas) wiresAs(styled func(*wired) drawing.Line) []drawing.Item {
	out := make([]drawing.Item, 0, len(c.router.wires)+len(c.forks))
	styles := make([]drawing.Line, len(c.router.wires))
	for i, w := range c.router.wires {
		g := &drawing.Group{ID: wireID(w.wire), Class: "link", Title: c.wireTitle(w)}
		styles[i] = styled(w)
		styles[i].R = 2.5 * c.frame.scale
		for _, run := range c.runs[i] {
			line := styles[i]
			line.Points = run
			g.Add(&line)
		}
		out = append(out, g)
	}
	for _, j := range c.forks {
		out = append(out, drawing.Circle(c.point(j.at, c.router.net[j.first]), 1.5*c.frame.scale, styles[j.last].Stroke, ""))
	}
	return out
}

// fork is a place where lines of a net part, and the first and the last wire of those
// that run through it.
type fork struct {
	at          cell
	first, last int
}

// trace notes the lines of the wires, which are the same on every picture: each whole,
// its runs that are drawn, and where lines part. What wires of a hub share is drawn once,
// so that dashes stay dashes.
func (c *canvas) trace() {
	c.asides = c.router.asides()
	drawn := map[[2]int]bool{}
	at := map[cell]int{}
	for i, w := range c.router.wires {
		path := c.router.paths[i]
		c.lines = append(c.lines, c.points(path, c.router.net[i]))
		c.wires[w.wire] = i
		var runs [][]drawing.Point
		for _, run := range c.fresh(i, drawn) {
			runs = append(runs, c.points(run, c.router.net[i]))
		}
		c.runs = append(c.runs, runs)
		for _, p := range path {
			if !c.router.branches(p, c.router.net[i]) {
				continue
			}
			k, known := at[p]
			if !known {
				k = len(c.forks)
				at[p] = k
				c.forks = append(c.forks, fork{at: p, first: i})
			}
			c.forks[k].last = i
		}
	}
	slices.SortFunc(c.forks, func(a, b fork) int { return cmp.Or(cmp.Compare(a.at.y, b.at.y), cmp.Compare(a.at.x, b.at.x)) })
}

// joint tells whether lines part anywhere, and with which ink.
func (c *canvas) joint() (drawing.Color, bool) {
	if len(c.forks) == 0 {
		return "", false
	}
	first := slices.MinFunc(c.forks, func(a, b fork) int { return cmp.Compare(a.first, b.first) }).first
	return wireColor(c.router.wires[first].kind), true
}

// fresh gives the runs of a wire's path that no wire of its net has drawn yet.
func (c *canvas) fresh(i int, drawn map[[2]int]bool) [][]cell {
	var out [][]cell
	path := c.router.paths[i]
	var run []cell
	for k := 1; k < len(path); k++ {
		key := [2]int{c.router.net[i], c.router.edge(path[k-1], heading(path[k-1], path[k]))}
		if drawn[key] {
			if run != nil {
				out = append(out, run)
			}
			run = nil
			continue
		}
		drawn[key] = true
		if run == nil {
			run = []cell{path[k-1]}
		}
		run = append(run, path[k])
	}
	if run != nil {
		out = append(out, run)
	}
	return out
}

func wireID(w wire) string {
	return "wire-" + string(w.a) + "-" + string(w.b) + []string{"", "-media", "-manual"}[w.kind]
}

// WireIDs gives the ids of the parts of a picture that show a link, in its order.
func WireIDs(k *model.Link) []string {
	var out []string
	assets := chain(k)
	for i := 1; i < len(assets); i++ {
		if w, _, ok := wireBetween(assets[i-1], assets[i], kindOf(k)); ok {
			out = append(out, wireID(w))
		}
	}
	return out
}

func (c *canvas) wireTitle(w *wired) string {
	a, _ := c.model.Asset(w.a)
	b, _ := c.model.Asset(w.b)
	var protocols []string
	for _, k := range w.links {
		if said := c.study.Said(c.opt.Lang, k.Protocol); said != "" && !slices.Contains(protocols, said) {
			protocols = append(protocols, said)
		}
	}
	return c.text("wire", "from", c.name(a.AssetSpec), "to", c.name(b.AssetSpec), "protocols", strings.Join(protocols, ", "))
}

// branches reports whether lines of a net part at a node.
func (r *router) branches(at cell, net int) bool {
	if r.solid[r.node(at)] {
		return false
	}
	arms := 0
	for d := range direction(4) {
		if r.has(at, d) && slices.ContainsFunc(r.occupied[r.edge(at, d)], func(o int32) bool { return r.net[o] == net }) {
			arms++
		}
	}
	return arms > 2
}

// Network draws the network configuration ネットワーク構成図 of a model.
func (b *Basis) Network(m *model.Model) *Picture {
	c := b.lay(m)
	s := b.sheet(b.text("network.title"), m.In(b.opt.Lang),
		b.text("network.desc", "zones", len(m.Zones), "assets", len(m.Assets), "links", len(m.Links)))
	s.Add(c.zones()...)
	s.Add(c.wireItems(false)...)
	s.Add(c.crossedTitles()...)
	s.Add(c.assets(nil)...)
	s.Add(b.legendOf(c.networkKeys())...)
	return c.picture(s)
}

// picture completes a picture with what falls short on it.
func (c *canvas) picture(s *drawing.Scene) *Picture {
	p := &Picture{Scene: s, Straight: c.router.straight, Overlaps: c.router.overlaps}
	p.Smallest = smallest(s)
	return p
}

func smallest(s *drawing.Scene) float64 {
	size := 0.0
	drawing.Walk(s.Items, func(i drawing.Item) {
		if t, ok := i.(*drawing.Text); ok && (size == 0 || t.Font.Size < size) {
			size = t.Font.Size
		}
	})
	return size
}
