package diagram_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diagram"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/gen"
)

// part is something on a picture, with the groups that it lies in.
type part struct {
	item   drawing.Item
	box    drawing.Box
	groups []*drawing.Group
}

// in gives the innermost group of a class that the part lies in.
func (p part) in(class string) *drawing.Group {
	for i := len(p.groups) - 1; i >= 0; i-- {
		if p.groups[i].Class == class {
			return p.groups[i]
		}
	}
	return nil
}

// parts lists what is on a picture in drawing order.
func parts(items []drawing.Item, groups ...*drawing.Group) []part {
	var out []part
	for _, i := range items {
		if g, ok := i.(*drawing.Group); ok {
			out = append(out, parts(g.Items, append(groups[:len(groups):len(groups)], g)...)...)
			continue
		}
		if b, ok := drawing.Bounds(i); ok {
			out = append(out, part{i, b, groups})
		}
	}
	return out
}

func said(p part) string { return strings.Join(p.item.(*drawing.Text).Lines, "/") }

// laidOut makes sure that nothing leaves the page, that no two texts overlap, that
// no line runs over a text or a head of an arrow over a number, that lines of
// links turn at right angles, and that every asset lies in the zones it belongs to.
func laidOut(p *diagram.Picture, m *model.Model) (wrong []string) {
	all := parts(p.Items)
	page := drawing.Box{W: p.Width, H: p.Height}
	var texts, lines []part
	zones, assets := map[string]drawing.Box{}, map[string]drawing.Box{}
	for _, x := range all {
		if !page.Contains(x.box.Inset(0.01)) {
			wrong = append(wrong, fmt.Sprintf("%T %v leaves the page", x.item, x.box))
		}
		switch i := x.item.(type) {
		case *drawing.Text:
			texts = append(texts, x)
		case *drawing.Line:
			lines = append(lines, x)
			if (x.in("link") != nil || x.in("flow") != nil) && !square(i) {
				wrong = append(wrong, fmt.Sprintf("a line is not square: %v", i.Points))
			}
		case *drawing.Rect:
			if g := x.in("zone"); g != nil {
				zones[g.ID] = x.box
			}
			if g := x.in("asset"); g != nil && assets[g.ID] == (drawing.Box{}) {
				assets[g.ID] = x.box
			}
		}
	}
	wrong = append(wrong, overlaps(texts, lines)...)
	wrong = append(wrong, hidden(all)...)
	return append(wrong, placed(m, zones, assets)...)
}

// square reports whether every piece of a line is upright or level.
func square(l *drawing.Line) bool {
	for i := 1; i < len(l.Points); i++ {
		a, b := l.Points[i-1], l.Points[i]
		if dx, dy := a.X-b.X, a.Y-b.Y; dx*dx > 1e-6 && dy*dy > 1e-6 {
			return false
		}
	}
	return true
}

func overlaps(texts, lines []part) (wrong []string) {
	for i, a := range texts {
		for _, b := range texts[:i] {
			if a.box.Inset(0.4).Overlaps(b.box.Inset(0.4)) {
				wrong = append(wrong, fmt.Sprintf("%q and %q overlap: %v, %v", said(a), said(b), a.box, b.box))
			}
		}
		for _, l := range lines {
			if l.in("legend") != nil {
				continue
			}
			line := l.item.(*drawing.Line)
			// Numbers, gates and titles that a link must cross stand in a field of
			// their own, over the lines.
			if a.in("number") == nil && a.in("gate") == nil && a.in("title") == nil && crossed(line, a.box.Inset(0.4)) {
				wrong = append(wrong, fmt.Sprintf("a line of %q runs over %q", l.name(), said(a)))
			}
			if a.in("number") != nil && l.in(diagram.Head) != nil && crossed(line, a.box.Inset(-1)) {
				wrong = append(wrong, fmt.Sprintf("%q stands on the line under the title of the page", said(a)))
			}
			if line.End == drawing.ArrowHead && a.box.Overlaps(head(line)) {
				wrong = append(wrong, fmt.Sprintf("%q hides the head of an arrow of %q", said(a), l.name()))
			}
		}
	}
	return wrong
}

// hidden lists texts that what is drawn later covers in part.
func hidden(all []part) (wrong []string) {
	for i, a := range all {
		if _, ok := a.item.(*drawing.Text); !ok {
			continue
		}
		for _, b := range all[i+1:] {
			if r, ok := b.item.(*drawing.Rect); ok && r.Fill != "" && b.in("letter") != nil && a.box.Inset(0.4).Overlaps(b.box) {
				wrong = append(wrong, fmt.Sprintf("%q is covered by a letter", said(a)))
			}
		}
	}
	return wrong
}

func (p part) name() string {
	if len(p.groups) == 0 {
		return ""
	}
	return p.groups[len(p.groups)-1].Title
}

// crossed reports whether an upright or level piece of a line runs through a box.
func crossed(l *drawing.Line, box drawing.Box) bool {
	for i := 1; i < len(l.Points); i++ {
		a, b := l.Points[i-1], l.Points[i]
		if min(a.X, b.X) < box.Right() && max(a.X, b.X) > box.X && min(a.Y, b.Y) < box.Bottom() && max(a.Y, b.Y) > box.Y {
			return true
		}
	}
	return false
}

// head gives the box around the head at the end of a line.
func head(l *drawing.Line) drawing.Box {
	end, before := l.Points[len(l.Points)-1], l.Points[len(l.Points)-2]
	if end.X != before.X {
		dx := min(max(before.X-end.X, -l.HeadSize), l.HeadSize)
		return drawing.Box{X: min(end.X, end.X+dx), Y: end.Y - 1.5, W: max(dx, -dx), H: 3}
	}
	dy := min(max(before.Y-end.Y, -l.HeadSize), l.HeadSize)
	return drawing.Box{X: end.X - 1.5, Y: min(end.Y, end.Y+dy), W: 3, H: max(dy, -dy)}
}

// placed makes sure that every asset lies in its zone and in no other, and every
// zone in its parent, where the picture shows zones.
func placed(m *model.Model, zones, assets map[string]drawing.Box) (wrong []string) {
	if len(zones) == 0 {
		return nil
	}
	for _, z := range m.Zones {
		box := zones["zone-"+string(z.ID)]
		if z.Parent != nil && !zones["zone-"+string(z.Parent.ID)].Contains(box) {
			wrong = append(wrong, fmt.Sprintf("zone %s is not in zone %s", z.ID, z.Parent.ID))
		}
		for _, a := range m.Assets {
			at := assets["asset-"+string(a.ID)]
			belongs := false
			for in := a.Zone; in != nil; in = in.Parent {
				belongs = belongs || in == z
			}
			if belongs && !box.Contains(at) || !belongs && at.Overlaps(box) && !within(z, a.Zone) {
				wrong = append(wrong, fmt.Sprintf("asset %s lies wrong beside zone %s", a.ID, z.ID))
			}
			if !belongs && at.Overlaps(box) && within(z, a.Zone) {
				wrong = append(wrong, fmt.Sprintf("asset %s lies on the inner zone %s", a.ID, z.ID))
			}
		}
	}
	return wrong
}

func within(z, outer *model.Zone) bool {
	for ; z != nil; z = z.Parent {
		if z == outer {
			return true
		}
	}
	return false
}

// TestLayoutOfReference checks the layout of every picture of the seven models of
// the reference study.
func TestLayoutOfReference(t *testing.T) {
	r := reference(t)
	b := diagram.NewBasis(r.Study, diagram.Options{Lang: lang.Ja})
	check := func(name string, m *model.Model, p *diagram.Picture) {
		for _, w := range laidOut(p, m) {
			t.Errorf("%s %s: %s", name, p.Title, w)
		}
		if p.Straight > 0 || p.Overlaps > 0 {
			t.Errorf("%s: %d links without a free way, %d over others", name, p.Straight, p.Overlaps)
		}
	}
	for _, m := range r.Models {
		check("network", m.Model, b.Network(m.Model))
		for _, u := range r.Study.Spec.UseCases {
			if p, ok := b.Flow(m.Model, u.ID); ok {
				check("flow", m.Model, p)
			}
		}
		for _, p := range b.Matrix(m.Model) {
			check("matrix", m.Model, p)
		}
		for _, d := range m.Damage.Damages {
			route, ok := m.WorstRoute(t.Context(), d, assess.UsualBounds())
			if !ok {
				continue
			}
			if p, ok := b.Route(m, &route, 0); ok {
				check("route", m.Model, p)
			}
			for _, p := range b.Tree(m, &route) {
				check("tree", m.Model, p)
			}
		}
	}
}

// words are what names of random studies are made of.
func words() []string {
	return []string{"ファイル", "連携", "サーバ", "マイナンバー利用事務系", "LGWAN接続系", "端末", "（無害化）", "クラウドストレージ", "API", "髙𠮷㈱", "①", "職員", "Proxy"}
}

func drawName(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(words()), 1, 5).Draw(t, "name"), "")
}

// randomStudy draws a study with nested zones, long names, and a flow over each
// link that data takes.
func randomStudy(t *rapid.T) *model.Spec {
	s := gen.Study(t)
	m := &s.Models[0]
	for i := range m.Zones {
		m.Zones[i].Text = lang.Text{Ja: drawName(t)}
	}
	for i := range rapid.IntRange(0, 16).Draw(t, "more assets") {
		a := model.AssetSpec{ID: model.AssetID(fmt.Sprint("b", i)), Type: "server"}
		s.Assets = append(s.Assets, a)
		m.Placements = append(m.Placements, model.PlacementSpec{Zone: rapid.SampledFrom(m.Zones).Draw(t, "zone").ID, Assets: []model.AssetID{a.ID}})
	}
	for i := range s.Assets {
		s.Assets[i].Text = lang.Text{Ja: drawName(t)}
	}
	for i := range rapid.IntRange(0, 24).Draw(t, "more links") {
		if k, ok := gen.Link(t, s, 100+i); ok {
			k.Via = nil
			m.Links = append(m.Links, k)
		}
	}
	s.UseCases = []model.UseCaseSpec{{ID: "u", Text: lang.Text{Ja: drawName(t)}, Classes: []catalog.DataClassID{"secret"}}}
	for i, k := range m.Links {
		if len(m.Flows) < 4 && k.Data != model.Pull {
			m.Flows = append(m.Flows, model.FlowSpec{ID: model.FlowID(fmt.Sprint("f", i)), UseCase: "u", Data: "電文", Hops: []model.AssetID{k.From, k.To}, Links: []model.LinkID{k.ID}})
		}
	}
	return s
}

// TestLayoutOfRandom checks the layout of 200 random models.
func TestLayoutOfRandom(t *testing.T) {
	studies := rapid.Custom(randomStudy)
	flows := 0
	for seed := range 200 {
		study, found := model.Build(studies.Example(seed), gen.Catalog(), model.Options{})
		if len(study.Models) == 0 {
			t.Fatalf("%d: %v", seed, found)
		}
		m := study.Models[0]
		b := diagram.NewBasis(study, diagram.Options{})
		pictures := append(b.Matrix(m), b.Network(m))
		if p, ok := b.Flow(m, "u"); ok {
			pictures = append(pictures, p)
			flows++
		}
		for _, p := range pictures {
			for _, w := range laidOut(p, m) {
				t.Errorf("%d %s: %s", seed, p.Title, w)
			}
		}
	}
	if flows < 100 {
		t.Errorf("only %d of the models have flows", flows)
	}
}

// TestLayoutOfLarge checks the layout of a model with so many links that the search
// for their ways is bounded: it keeps every rule, and finds a way for each.
func TestLayoutOfLarge(t *testing.T) {
	m, study := large(t, 100, 175)
	p := diagram.NewBasis(study, diagram.Options{}).Network(m)
	for _, w := range laidOut(p, m) {
		t.Error(w)
	}
	if p.Straight > 0 || p.Overlaps > 0 {
		t.Errorf("%d links without a free way, %d over others", p.Straight, p.Overlaps)
	}
}
