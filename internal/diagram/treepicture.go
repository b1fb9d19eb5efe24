package diagram

import (
	"strconv"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/attacktree"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
)

// Sizes of boxes of a tree in points.
const (
	nodeGap   = 10.0 // between boxes side by side
	levelGap  = 13.0 // between levels
	leastNode = 118.0
	mostNode  = 250.0
	nodeFont  = 7.6
)

// treesShown is the number of listed trees that one picture lays over each other
// as alternatives, mostLevels that of levels on one page.
const (
	treesShown = 3
	mostLevels = 16
)

func (b *Basis) effect(e model.Effect) string { return locale.Name(b.opt.Lang, locale.Effect, e) }

// Tree draws the attack tree 攻撃ツリー of a route, from the goal at the top down to
// its leaves: steps that need all of their branches (AND), facts that any of
// several steps gives (OR). It lays the first listed trees over each other; what
// does not fit a page goes on further ones. It gives no page when the route has
// no tree.
func (b *Basis) Tree(m *assess.ModelResult, r *assess.Route) []*Picture {
	f := grow(r, treesShown)
	goal := attacktree.Fact{Kind: attacktree.GoalFact(r.Goal.Effect), Asset: r.Goal.Asset.ID}
	root := f.unfold(goal, map[int]bool{})
	if root == nil {
		return nil
	}
	root = &node{number: -1, fact: goal, below: []*node{root}, joint: leaf}
	area := b.opt.Page.area()
	leaves := max(int((area.W+nodeGap)/(leastNode+nodeGap)), 2)
	for levels := mostLevels; ; levels-- {
		pages := pagesOf(copyTree(root), levels, leaves)
		var out []*Picture
		for i, p := range pages {
			t := &treeSheet{Basis: b, model: m.Model, route: r, forest: f, page: i + 1, pages: len(pages)}
			if !t.measure(p) && levels > 3 {
				break
			}
			out = append(out, t.draw(p))
		}
		if len(out) == len(pages) {
			return out
		}
	}
}

type treeSheet struct {
	*Basis
	model       *model.Model
	route       *assess.Route
	forest      *forest
	page, pages int

	width, height float64 // of a box
	x, y          float64
}

// measure chooses the size of boxes on a page, and reports whether they fit.
func (t *treeSheet) measure(root *node) bool {
	levels, leaves := arrangeTree(root)
	area := t.opt.Page.area()
	t.width = min(mostNode, (area.W-(leaves-1)*nodeGap)/leaves)
	t.height = 0
	var visit func(n *node)
	visit = func(n *node) {
		t.height = max(t.height, t.content(n).height+5)
		if n.page == 0 {
			for _, b := range n.below {
				visit(b)
			}
		}
	}
	visit(root)
	t.x = area.X + max(0, (area.W-leaves*(t.width+nodeGap)+nodeGap)/2)
	total := float64(levels)*(t.height+levelGap) - levelGap
	t.y = area.Y + min(max(0, (area.H-total)/2), 14)
	return total <= area.H
}

func (t *treeSheet) draw(root *node) *Picture {
	title := t.titled(t.text("tree.title"), t.goalText(t.route))
	if t.pages > 1 {
		title += t.text("tree.page", "page", t.page, "pages", t.pages)
	}
	s := t.sheet(title, t.model.In(t.opt.Lang), t.text("tree.desc", "steps", len(t.forest.steps), "trees", min(treesShown, len(t.route.Trees))))
	var lines, boxes []drawing.Item
	t.visit(root, &lines, &boxes)
	s.Add(lines...)
	s.Add(boxes...)
	s.Add(t.legendOf(t.keys())...)
	return &Picture{Scene: s, Smallest: smallest(s)}
}

func (t *treeSheet) box(n *node) drawing.Box {
	return drawing.Box{X: t.x + n.row*(t.width+nodeGap), Y: t.y + float64(n.column)*(t.height+levelGap), W: t.width, H: t.height}
}

func (t *treeSheet) visit(n *node, lines, boxes *[]drawing.Item) {
	*boxes = append(*boxes, t.node(n))
	if n.page > 0 || len(n.below) == 0 {
		return
	}
	at := t.box(n)
	from := drawing.Point{X: at.X + at.W/2, Y: at.Bottom()}
	bar := at.Bottom() + levelGap*0.62
	for _, b := range n.below {
		to := t.box(b)
		x := to.X + to.W/2
		line := &drawing.Line{Points: []drawing.Point{from, {X: from.X, Y: bar}, {X: x, Y: bar}, {X: x, Y: to.Y}}, Stroke: "#55606b", StrokeWidth: 1}
		if abs(x-from.X) < 0.01 {
			line.Points = []drawing.Point{from, {X: from.X, Y: to.Y}}
		}
		*lines = append(*lines, line)
	}
	if len(n.below) > 1 {
		*boxes = append(*boxes, t.gate(drawing.Point{X: from.X, Y: at.Bottom() + levelGap*0.45}, n.joint))
	}
	for _, b := range n.below {
		t.visit(b, lines, boxes)
	}
}

// gate marks how branches are joined.
func (t *treeSheet) gate(at drawing.Point, j joint) drawing.Item {
	text, fill, ink := t.text("tree.and_short"), drawing.Color("#39424c"), drawing.White
	if j == or {
		text, fill, ink = t.text("tree.or_short"), drawing.White, drawing.Color("#39424c")
	}
	box := drawing.Box{X: at.X - 7.2, Y: at.Y - 5, W: 14.4, H: 10}
	return &drawing.Group{Class: "gate", Items: []drawing.Item{
		&drawing.Rect{Box: box, R: 5, Fill: fill, Stroke: "#39424c", StrokeWidth: 0.9},
		drawing.Centered(box, []string{text}, drawing.Font{Size: 7, Bold: true}, ink),
	}}
}

// content is what stands in a box, wrapped to its width.
type content struct {
	head, text []string
	font       drawing.Font
	bold       drawing.Font
	height     float64
}

func (t *treeSheet) content(n *node) content {
	c := content{font: drawing.Font{Size: nodeFont, Tight: true}, bold: drawing.Font{Size: nodeFont, Bold: true, Tight: true}}
	if n.step == nil {
		c.head = drawing.Wrap(t.text("tree.fact", "asset", t.assetName(n.fact.Asset), "fact", locale.Name(t.opt.Lang, locale.Fact, n.fact.Kind)), t.width-32, c.bold)
		c.height = drawing.Height(len(c.head), c.bold)
		return c
	}
	text := n.step.Rule.In(t.opt.Lang)
	switch {
	case n.page > 0:
		text = t.text("tree.continued", "page", n.page)
	case n.again:
		text = t.text("tree.again", "number", n.number+1)
	}
	c.head = drawing.Wrap(t.head(n), t.width-22, c.bold)
	c.text = drawing.Wrap(text, t.width-8, c.font)
	if beside := t.width - 20; len(c.head) == 1 && drawing.Width(c.text[0], c.font) > beside {
		c.text = drawing.Wrap(text, beside, c.font) // the level stands at the end of the line
	}
	c.height = drawing.Height(len(c.head), c.bold) + 1.5 + drawing.Height(len(c.text), c.font)
	return c
}

func (t *treeSheet) head(n *node) string {
	return t.text("tree.head", "number", n.number+1, "asset", t.assetName(n.step.At))
}

// node draws a box: number, asset, what happens, and the countermeasure level.
func (t *treeSheet) node(n *node) *drawing.Group {
	box := t.box(n)
	c := t.content(n)
	r := &drawing.Rect{Box: box, R: 3, Fill: drawing.White, Stroke: "#3a3a3a", StrokeWidth: 0.9}
	g := &drawing.Group{Class: "node", Items: []drawing.Item{r}}
	if n.step == nil {
		r.Fill, r.Stroke, r.StrokeWidth = "#f4f4f4", "#6b6b6b", 0.9
		if n.column == 0 && t.page == 1 {
			r.Fill, r.Stroke, r.StrokeWidth = "#fdeeee", targetInk, 1.8
		}
		g.Title = t.text("tree.fact", "asset", t.assetName(n.fact.Asset), "fact", locale.Name(t.opt.Lang, locale.Fact, n.fact.Kind))
		g.Add(drawing.Centered(box, c.head, c.bold, drawing.Ink))
		if n.column == 0 && t.page == 1 {
			g.Add(drawing.Badge(drawing.Box{X: box.Right() - 14, Y: box.Y + 3, W: 11, H: 11}, t.route.Trees[0].Risk.Worst.String()))
		}
		return g
	}
	g.Title = t.text("tree.node", "head", t.head(n), "rule", n.step.Rule.In(t.opt.Lang), "level", int(n.step.Worst))
	fill, ink := drawing.White, drawing.Ink
	if t.hardest(n) {
		r.Stroke, r.StrokeWidth, fill, ink = routeInk, 2, routeInk, drawing.White
	}
	if n.again || n.page > 0 {
		r.Dash = []float64{3, 1.5}
	}
	level := drawing.Box{X: box.Right() - 13.5, Y: box.Y + 2.8, W: 10.5, H: 10.5}
	g.Add(drawing.Circle(level.Center(), 5.2, fill, "#55606b"),
		drawing.Centered(level, []string{strconv.Itoa(int(n.step.Worst))}, drawing.Font{Size: 7.2, Bold: true}, ink))
	y := box.Y + (box.H-c.height)/2
	g.Add(&drawing.Text{X: box.X + 4, Y: y + c.bold.Ascent(), Lines: c.head, Font: c.bold, Fill: drawing.Ink})
	y += drawing.Height(len(c.head), c.bold) + 1.5
	g.Add(&drawing.Text{X: box.X + 4, Y: y + c.font.Ascent(), Lines: c.text, Font: c.font, Fill: drawing.InkSoft})
	return g
}

// hardest reports whether the step has the highest level in the worst tree.
func (t *treeSheet) hardest(n *node) bool {
	worst := &t.route.Trees[0]
	for _, s := range worst.Steps {
		if stepKey(&s) == stepKey(n.step) {
			return hardest(worst, s)
		}
	}
	return false
}

func (t *treeSheet) assetName(id model.AssetID) string {
	if a, ok := t.model.Asset(id); ok {
		return t.name(a.AssetSpec)
	}
	return string(id)
}

func (t *treeSheet) keys() []key {
	gate := func(j joint) func(drawing.Box) drawing.Item {
		return func(b drawing.Box) drawing.Item { return t.gate(b.Center(), j) }
	}
	level := func(fill, ink drawing.Color) func(drawing.Box) drawing.Item {
		return func(b drawing.Box) drawing.Item {
			at := drawing.Box{X: b.X + (b.W-10.4)/2, Y: b.Y + (b.H-10.4)/2, W: 10.4, H: 10.4}
			return &drawing.Group{Items: []drawing.Item{drawing.Circle(at.Center(), 5.2, fill, "#55606b"), drawing.Centered(at, []string{"2"}, drawing.Font{Size: 7.2, Bold: true}, ink)}}
		}
	}
	out := []key{
		{sample: func(b drawing.Box) drawing.Item {
			return drawing.Badge(drawing.Box{X: b.X + (b.W-b.H)/2, Y: b.Y, W: b.H, H: b.H}, t.route.Trees[0].Risk.Worst.String())
		}, text: t.text("tree.letter"), narrow: true},
		boxKey(t.text("tree.goal"), drawing.Rect{R: 2, Fill: "#fdeeee", Stroke: targetInk, StrokeWidth: 1.8}),
		{sample: gate(and), text: t.text("tree.and")}, {sample: gate(or), text: t.text("tree.or")},
		{sample: level(drawing.White, drawing.Ink), text: t.text("tree.level"), narrow: true},
		{sample: level(routeInk, drawing.White), text: t.text("route.hardest"), narrow: true},
		boxKey(t.text("tree.elsewhere"), drawing.Rect{R: 2, Fill: drawing.White, Stroke: "#3a3a3a", Dash: []float64{3, 1.5}}),
	}
	return out
}
