package diagram

import (
	"cmp"
	"math"
	"slices"
)

// shape is one way to lay out a zone: the least width and height that it needs,
// and how its parts lie in it.
type shape struct {
	w, h int
	// columns of a block of assets; 0 for a container.
	columns int
	// rows of cells of stacked parts of a container.
	rows []*line
	// arranged tells which zones the parts are.
	arranged *arrangement
	// lines of the title of a container that has one.
	lines int
}

// line is a row of parts beside each other, or a stack of parts below each
// other, in one way.
type line struct {
	w, h  int
	parts []any // *shape or *line
}

func size(p any) (w, h int) {
	switch p := p.(type) {
	case *shape:
		return p.w, p.h
	case *line:
		return p.w, p.h
	}
	return 0, 0
}

// maxShapes bounds the ways kept of one part; the thinned list still spans from
// the narrowest to the lowest.
const maxShapes = 20

// join lays one way of each part side by side or below each other, in every
// useful combination.
func join(parts [][]any, gap int, down bool) []any {
	lines := []*line{{}}
	for i, options := range parts {
		g := gap
		if i == 0 {
			g = 0
		}
		var next []*line
		for _, l := range lines {
			for _, o := range options {
				w, h := size(o)
				n := &line{parts: append(slices.Clip(l.parts), o)}
				if down {
					n.w, n.h = max(l.w, w), l.h+g+h
				} else {
					n.w, n.h = l.w+g+w, max(l.h, h)
				}
				next = append(next, n)
			}
		}
		lines = useful(next, func(l *line) (int, int) { return l.w, l.h })
	}
	out := make([]any, len(lines))
	for i, l := range lines {
		out[i] = l
	}
	return out
}

// useful drops every way that is no smaller than another in both directions, and
// thins out what is left.
func useful[T any](all []T, dim func(T) (w, h int)) []T {
	slices.SortStableFunc(all, func(a, b T) int {
		aw, ah := dim(a)
		bw, bh := dim(b)
		return cmp.Or(cmp.Compare(aw, bw), cmp.Compare(ah, bh))
	})
	var out []T
	lowest := math.MaxInt
	for _, s := range all {
		if _, h := dim(s); h < lowest {
			lowest = h
			out = append(out, s)
		}
	}
	if len(out) <= maxShapes {
		return out
	}
	thin := make([]T, 0, maxShapes)
	for i := range maxShapes {
		thin = append(thin, out[i*(len(out)-1)/(maxShapes-1)])
	}
	return thin
}

// block gives the ways to lay n assets into a grid, some of them taller than the
// others, by so many cells in all.
func (b *Basis) block(n, tall, leastColumns, leastRows int) []any {
	var all []*shape
	way := func(c int) *shape {
		r := max((n+c-1)/c, leastRows)
		return &shape{columns: c, w: c*b.boxW + (c-1)*b.gaps.asset + 3, h: r*b.boxH + tall + (r-1)*b.gaps.asset + 2}
	}
	for c := 1; c <= n; c++ {
		if leastColumns > 0 && c != leastColumns {
			continue
		}
		all = append(all, way(c))
	}
	if len(all) == 0 { // more columns asked for than there are assets
		all = append(all, way(leastColumns))
	}
	var out []any
	for _, s := range useful(all, func(s *shape) (int, int) { return s.w, s.h }) {
		out = append(out, s)
	}
	return out
}

// container gives the ways to lay rows of parts, a gap apart, into a zone with a
// title; titled tells how many lines the title takes in a width.
func container(rows [][]any, gap int, titled func(w int) int) []*shape {
	var all []*shape
	for _, o := range join(rows, gap, true) {
		l := o.(*line)
		s := &shape{w: l.w, h: l.h}
		for _, p := range l.parts {
			s.rows = append(s.rows, p.(*line))
		}
		if titled != nil {
			s.w += 2
			s.lines = titled(s.w)
			s.h += titleLine*s.lines + 2
		}
		all = append(all, s)
	}
	return useful(all, func(s *shape) (int, int) { return s.w, s.h })
}
