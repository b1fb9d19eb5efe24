package navigator

import (
	"maps"
	"slices"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/method"
)

// change is how a technique differs between two models.
type change int

const (
	worse change = iota
	added
	same
	better
	gone
	unclear
)

// changes gives, for each change, its text and colour.
var changes = []struct{ key, color string }{
	worse:   {"layer.change.worse", "#b2182b"},
	added:   {"layer.change.added", "#ef8a62"},
	same:    {"layer.change.same", "#f7f7f7"},
	better:  {"layer.change.better", "#d1e5f0"},
	gone:    {"layer.change.gone", "#67a9cf"},
	unclear: {"layer.change.unclear", "#d9d9d9"},
}

// Difference gives the layer that compares two models: what the second has more
// or less of than the first. The score is by how many letters the second is
// worse (positive) or better (negative); a technique that one of them does not
// use counts as one better than E there. Techniques unknown to the catalogue
// are given back, as by [New].
func Difference(h Header, first, second Side) (Layer, []catalog.TechniqueID) {
	w := &writer{h: h}
	a, b := w.collect(first.Uses), w.collect(second.Uses)
	layer := w.layer(first.Name+" → "+second.Name, "layer.about_difference")
	layer.Gradient = &Gradient{Colors: []string{changes[gone].color, changes[same].color, changes[worse].color}, Min: -5, Max: 5}
	for _, c := range changes {
		layer.Legend = append(layer.Legend, Legend{w.text(c.key), c.color})
	}
	layer.Metadata = []Datum{{Name: w.text("layer.first"), Value: first.Name}, {Name: w.text("layer.second"), Value: second.Name}}
	all := maps.Clone(a)
	maps.Copy(all, b)
	for _, p := range places(all) {
		x, y := a[p], b[p]
		c := changed(x, y)
		t := w.entry(p, changes[c].color, w.sides(first.Name, x, second.Name, y))
		if c != unclear {
			t.Score = new(rank(y) - rank(x))
		}
		t.Comment = w.text("layer.compared", "change", w.text(changes[c].key), "first", w.standing(x), "second", w.standing(y)) + "\n" + t.Comment
		t.Metadata = []Datum{
			{Name: w.text("layer.change.title"), Value: w.text(changes[c].key)},
			{Name: first.Name, Value: w.standing(x)}, {Name: second.Name, Value: w.standing(y)},
		}
		layer.Techniques = append(layer.Techniques, t)
	}
	return layer, w.missing()
}

// changed tells how the second stands to the first.
func changed(x, y *used) change {
	switch {
	case x == nil:
		return added
	case y == nil:
		return gone
	case x.letter == y.letter:
		return same
	case x.letter == method.Unrated || y.letter == method.Unrated:
		return unclear
	case y.letter.WorseThan(x.letter):
		return worse
	}
	return better
}

// rank counts letters upwards from E as 1; 0 is a technique that is not used.
func rank(u *used) float64 {
	if u == nil {
		return 0
	}
	return float64(u.letter)
}

// standing gives the words for what one model has.
func (w *writer) standing(u *used) string {
	if u == nil {
		return w.text("layer.unused")
	}
	return w.letter(u.letter)
}

// sides joins the steps of both models that have any to tell, each under its name.
func (w *writer) sides(first string, x *used, second string, y *used) []string {
	var lines []string
	for _, s := range []struct {
		name string
		u    *used
	}{{first, x}, {second, y}} {
		if s.u != nil && len(s.u.lines) > 0 {
			lines = append(lines, slices.Concat([]string{w.text("layer.side", "model", s.name)}, w.comments(s.u))...)
		}
	}
	return lines
}
