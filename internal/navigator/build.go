package navigator

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
)

// Header says what a layer is about.
type Header struct {
	Lang lang.Lang
	// Study, its date and the matrix of risk values, in the language of the user.
	Study, Date, Matrix string
	// Catalog is that of the study: its version, tactics and techniques.
	Catalog *catalog.Catalog
}

// Side is a model with the steps that it admits.
type Side struct {
	// Name in the language of the user.
	Name string
	Uses []Use
}

// Use is one attack step that uses a technique.
type Use struct {
	Technique catalog.TechniqueID
	// Tactic that the technique serves in the step.
	Tactic catalog.TacticID
	// Letter is the risk value that rests on the step; unrated if none does.
	Letter method.RiskValue
	// Asset where the step happens and what happens, in the language of the user.
	Asset, Text string
}

// colors of the letters: red to blue, told apart without red and green.
var colors = map[method.RiskValue]string{
	method.A: "#b2182b", method.B: "#ef8a62", method.C: "#fddbc7", method.D: "#d1e5f0", method.E: "#67a9cf", method.Unrated: "#d9d9d9",
}

// place is a technique in one of its tactics.
type place struct {
	technique catalog.TechniqueID
	tactic    string // short name; empty: in all
}

// used is what the steps at one place come to.
type used struct {
	letter method.RiskValue
	// lines tell of the steps; seen holds those that are there.
	lines []line
	seen  map[line]bool
}

// line tells of steps on one asset.
type line struct {
	letter method.RiskValue
	text   string
}

// maxLines bounds the steps that a comment tells of, so that a technique which is
// used on hundreds of assets can still be read. The rest is counted.
const maxLines = 20

// writer collects the entries of a layer.
type writer struct {
	h       Header
	unknown []catalog.TechniqueID
}

// New gives the layer of one model: an entry for every technique and tactic
// that the steps use, with the worst letter. The techniques that the catalogue
// does not list are left out, for Navigator would hide them; they are given
// back, in order.
func New(h Header, m Side) (Layer, []catalog.TechniqueID) {
	w := &writer{h: h}
	at := w.collect(m.Uses)
	layer := w.layer(m.Name, "layer.about")
	layer.Gradient = &Gradient{Colors: []string{colors[method.E], colors[method.D], colors[method.C], colors[method.B], colors[method.A]}, Min: 1, Max: 5}
	for _, letter := range append(slices.Clone(method.RiskValues), method.Unrated) {
		layer.Legend = append(layer.Legend, Legend{w.letter(letter), colors[letter]})
	}
	for _, p := range places(at) {
		u := at[p]
		t := w.entry(p, colors[u.letter], w.comments(u))
		if u.letter != method.Unrated {
			t.Score = new(float64(u.letter))
		}
		t.Metadata = []Datum{{Name: w.text("layer.letter"), Value: w.letter(u.letter)}}
		t.Comment = w.text("layer.comment", "letter", w.letter(u.letter)) + "\n" + t.Comment
		layer.Techniques = append(layer.Techniques, t)
	}
	return layer, w.missing()
}

func (w *writer) text(key string, args ...any) string { return locale.Text(w.h.Lang, key, args...) }

// letter gives the words for a letter.
func (w *writer) letter(r method.RiskValue) string {
	if r == method.Unrated {
		return w.text("layer.unrated")
	}
	return r.String()
}

// layer gives the frame of a layer; about is the key of its description.
func (w *writer) layer(name, about string) Layer {
	version, _, _ := strings.Cut(w.h.Catalog.AttackVersion, ".")
	return Layer{
		Name: name, Domain: "enterprise-attack",
		Description: w.text(about, "study", w.h.Study, "date", w.h.Date, "matrix", w.h.Matrix),
		Versions:    Versions{Attack: version, Navigator: "5.1.0", Layer: "4.5"},
		Layout:      &Layout{Layout: "side", Aggregate: "max", ShowID: true, ShowName: true, ShowAggregate: true, Expanded: "annotated"},
	}
}

// entry gives the entry of a technique without its score.
func (w *writer) entry(p place, color string, comments []string) Technique {
	enabled := true
	url := "https://attack.mitre.org/techniques/" + strings.ReplaceAll(string(p.technique), ".", "/") + "/"
	return Technique{ID: string(p.technique), Tactic: p.tactic, Color: &color, Enabled: &enabled,
		Comment: strings.Join(comments, "\n"), Links: []Link{{Label: string(p.technique), URL: url}}}
}

// collect gathers the steps by place.
func (w *writer) collect(uses []Use) map[place]*used {
	at := map[place]*used{}
	for _, u := range uses {
		t, ok := w.h.Catalog.Technique(u.Technique)
		if !ok {
			w.unknown = append(w.unknown, u.Technique)
			continue
		}
		p := place{technique: u.Technique}
		if tactic, known := w.h.Catalog.Tactic(u.Tactic); known && slices.Contains(t.Tactics, u.Tactic) {
			p.tactic = tactic.ShortName
		}
		if at[p] == nil {
			at[p] = &used{seen: map[line]bool{}}
		}
		at[p].letter = max(at[p].letter, u.Letter)
		if u.Text == "" {
			continue
		}
		l := line{u.Letter, w.text("layer.step", "asset", u.Asset, "text", u.Text, "letter", w.letter(u.Letter))}
		if !at[p].seen[l] {
			at[p].seen[l] = true
			at[p].lines = append(at[p].lines, l)
		}
	}
	return at
}

// comments tells of the worst steps, and how many more there are of each letter.
func (w *writer) comments(u *used) (lines []string) {
	slices.SortStableFunc(u.lines, func(a, b line) int { return cmp.Compare(b.letter, a.letter) })
	told := u.lines[:min(len(u.lines), maxLines)]
	for _, l := range told {
		lines = append(lines, l.text)
	}
	rest := u.lines[len(told):]
	if len(rest) == 0 {
		return lines
	}
	counts := map[method.RiskValue]int{}
	for _, l := range rest {
		counts[l.letter]++
	}
	var each []string
	for _, letter := range append(slices.Clone(method.RiskValues), method.Unrated) {
		if n := counts[letter]; n > 0 {
			each = append(each, w.text("layer.count", "letter", w.letter(letter), "number", n))
		}
	}
	return append(lines, w.text("layer.more", "count", len(rest), "letters", strings.Join(each, ", ")))
}

// places gives the places in order: by technique, then by tactic.
func places[V any](at map[place]V) []place {
	list := make([]place, 0, len(at))
	for p := range at {
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.technique, b.technique), cmp.Compare(a.tactic, b.tactic))
	})
	return list
}

// missing lists the techniques that were left out, each once.
func (w *writer) missing() []catalog.TechniqueID {
	slices.Sort(w.unknown)
	return slices.Compact(w.unknown)
}
