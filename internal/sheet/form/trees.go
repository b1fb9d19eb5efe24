package form

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/defence"
	"github.com/sekisho/sekisho/internal/explaintext"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/sheet/layout"
	"github.com/sekisho/sekisho/internal/workbook"
)

// findRoutes lists the trees of the model, in the order of goals and starts.
func (w *writer) findRoutes() error {
	if w.m == nil || w.noRoutes {
		return nil
	}
	routes, err := w.m.Routes(w.ctx, assess.RouteOptions{List: w.listed(), Bounds: w.bounds(), PerGoal: w.perGoal()})
	if err != nil {
		return err
	}
	for _, r := range routes {
		if !r.Reached {
			continue
		}
		w.routes = append(w.routes, r)
		w.report.Routes++
		if r.LeftOut || !r.Exact || len(r.Trees) < r.Number {
			w.report.Partial++
		}
		if r.LeftOut {
			w.report.LeftOut++
		}
		for i := range r.Trees {
			w.total += len(r.Trees[i].Steps)
		}
	}
	w.treeRows = map[string]routeRows{}
	w.ways = explaintext.WaysIn(w.Lang, w.Result.Study.Catalog, w.m.Damage.Graph.Starts())
	return nil
}

// treeSheet writes 事業被害ベースのリスク分析シート.
type treeSheet struct {
	*table
	w     *writer
	cover *defence.Coverage
	// rated cells, to which steps look for their level.
	rated map[string]bool
	// step and tree count those written.
	step, tree int
}

// trees writes the attack trees of every route: a row for each step, those that
// several trees share once, and the letter on the row that ends a tree.
func (w *writer) trees() error {
	bounds := w.bounds()
	note := w.text("sheet.note.trees", "routes", w.report.Routes, "partial", w.report.Partial,
		"trees", locale.Number(bounds.Trees), "work", locale.Number(bounds.Work),
		"left_out", w.report.LeftOut, "per_goal", w.perGoal())
	t, err := w.begin(layout.Trees, w.columnsOf(layout.Trees), tableOptions{note: note, frozen: "threat_level", tab: "850000"})
	if err != nil {
		return err
	}
	s := &treeSheet{table: t, w: w, cover: defence.New(w.m.Model, w.Result.Study.Catalog), rated: map[string]bool{}}
	for i := range w.m.Cells {
		c := &w.m.Cells[i]
		s.rated[layout.CellID(w.m.Model.Assets[c.Asset].ID, w.Result.Study.Catalog.Threats[c.Threat].ID)] = true
	}
	for i := range w.m.Damage.Damages {
		d := w.m.Damage.Damages[i]
		if err := s.damage(d); err != nil {
			return err
		}
	}
	if err := t.rules("risk", "risk", letterRules()); err != nil {
		return err
	}
	return t.end()
}

// damage writes a business damage with its routes.
func (s *treeSheet) damage(d assess.DamageTotals) error {
	head := workbook.Style{Bold: true, Size: small + 1, Color: "FFFFFF", Fill: titleBg, Border: line, Vertical: "center", Wrap: true}
	key := "sheet.trees.damage"
	if len(d.Goals) == 0 {
		key = "sheet.trees.no_goal"
	}
	text := s.w.text(key, "label", d.Damage.Label, "name", d.Damage.In(s.w.Lang), "level", int(d.Damage.Level), "letter", letter(d.Risk.Worst))
	if len(d.Goals) > 0 && !d.Reached {
		text = s.w.text("sheet.trees.not_reached", "label", d.Damage.Label, "name", d.Damage.In(s.w.Lang), "level", int(d.Damage.Level))
	}
	if err := s.band(layout.DamageID(d.Damage.ID), text, head); err != nil {
		return err
	}
	left := 0
	for i, r := range s.w.routesTo(d.Damage) {
		if r.LeftOut {
			left++
			continue
		}
		if err := s.route(r, i+1); err != nil {
			return err
		}
	}
	if left == 0 {
		return nil
	}
	return s.band("", s.w.text("sheet.trees.left_out", "routes", locale.Number(left)), routeStyle())
}

func routeStyle() workbook.Style {
	return workbook.Style{Bold: true, Size: small, Color: ink, Fill: groupBg, Border: line, Vertical: "center", Wrap: true}
}

// band writes a row of one text over the whole width.
func (s *treeSheet) band(id, text string, style workbook.Style) error {
	s.blank()
	first, last := s.visible(), s.lastVisible()
	width := 0.0
	for i := first; i <= last; i++ {
		s.cells[i].Style = style
		width += s.columns[i].Width
	}
	s.cells[first] = workbook.Text(text, style)
	s.put("_id", id)
	if err := s.sheet.Merge(s.next(), first+1, s.next(), last+1); err != nil {
		return err
	}
	return s.sheet.Row(s.cells, workbook.RowOptions{Height: workbook.Height(workbook.Lines(text, width, small+1), small+1)})
}

// route writes the trees of a route, the no-th to its damage, the prefixes that they
// share once.
func (s *treeSheet) route(r *assess.Route, no int) error {
	id := layout.RouteID(r.Goal.ID, r.Start)
	rows := routeRows{header: s.next()}
	if err := s.band(id, s.routeText(r, no), routeStyle()); err != nil {
		return err
	}
	root := grow(r.Trees)
	deciding := s.w.m.Deciding(r)
	x := &routeWriter{treeSheet: s, route: r, id: id, rows: &rows, deciding: deciding}
	for _, n := range root.next {
		if err := x.node(n, 0, nil); err != nil {
			return err
		}
	}
	s.w.treeRows[id] = rows
	return nil
}

// routeText tells from where to where a route leads, its letter, and how many of
// its trees are listed.
func (s *treeSheet) routeText(r *assess.Route, no int) string {
	w := s.w
	return w.text("sheet.trees.route", "no", w.scenarioNo(r, no), "goal", w.goalText(r.Goal), "entry", w.entryText(r), "letter", letter(r.Risk.Worst),
		"range", riskRange(r.Risk), "listed", len(r.Trees), "found", w.treesFound(r))
}

// routesTo lists the routes that lead to a damage.
func (w *writer) routesTo(d *model.DamageSpec) (routes []*assess.Route) {
	for i := range w.routes {
		if r := &w.routes[i]; r.Goal.Damage.ID == d.ID {
			routes = append(routes, r)
		}
	}
	return routes
}

// scenarioNo numbers a route within its damage, as IPA's guide numbers scenarios.
func (w *writer) scenarioNo(r *assess.Route, no int) string {
	return w.text("sheet.trees.no", "label", r.Goal.Damage.Label, "number", no)
}

// treesFound tells how many trees a route has.
func (w *writer) treesFound(r *assess.Route) string {
	if r.LeftOut {
		return w.text("sheet.trees.not_searched")
	}
	key := "sheet.trees.exactly"
	if !r.Exact {
		key = "sheet.trees.at_least"
	}
	return w.text(key, "number", locale.Number(r.Number))
}

// goalText names a goal.
func (w *writer) goalText(g *model.Goal) string {
	return w.text("sheet.goal", "asset", g.Asset.In(w.Lang), "effect", locale.Name(w.Lang, locale.Effect, g.Effect))
}

// entryText names where a route begins.
func (w *writer) entryText(r *assess.Route) string { return w.ways[r.StartIndex] }

// node is a step of one or more trees that begin alike.
type node struct {
	step attack.Rated
	next []*node
	// tree that ends here, or −1, and the place of the step in it.
	tree, place int
}

// grow joins trees by the steps with which they begin.
func grow(trees []assess.ListedTree) *node {
	root := &node{tree: -1}
	for i := range trees {
		at := root
		for place, step := range trees[i].Steps {
			var child *node
			for _, n := range at.next {
				if same(n.step, step) {
					child = n
				}
			}
			if child == nil {
				child = &node{step: step, tree: -1, place: place}
				at.next = append(at.next, child)
			}
			at = child
		}
		at.tree = i
	}
	return root
}

// same reports whether two steps are one row: the same rule, assets, link and
// levels, resting on the same facts.
func same(a, b attack.Rated) bool {
	return a.Step.Rule == b.Step.Rule && a.At == b.At && a.From == b.From && a.Link == b.Link && a.Worst == b.Worst && a.Best == b.Best &&
		slices.Equal(a.Needs, b.Needs) && slices.Equal(a.Off, b.Off)
}

// routeWriter writes the rows of a route.
type routeWriter struct {
	*treeSheet
	route    *assess.Route
	id       string
	rows     *routeRows
	deciding [][]bool
	count    int
}

// written is a step that stands above: its number and its row.
type written struct{ no, row int }

// node writes a step, and all that follow it.
func (x *routeWriter) node(n *node, depth int, above []written) error {
	x.step++
	x.count++
	above = append(slices.Clip(above), written{x.step, x.next()})
	x.blank()
	x.put("_id", layout.StepID(x.id, x.count))
	x.set("no", workbook.Int(x.step, centred()))
	text := cellStyle()
	text.Indent, text.Horizontal = min(depth, 12), "left"
	if n.tree >= 0 && len(n.next) == 0 {
		text.Bold = true
	}
	x.set("tree_text", workbook.Text(x.stepText(n, above), text))
	x.levels(n)
	x.w.counted(x.table, x.w.countermeasureNames(x.countedAgainst(n.step)))
	if n.tree >= 0 {
		x.end(n, above)
	}
	if err := x.write(workbook.RowOptions{}); err != nil {
		return err
	}
	for _, child := range n.next {
		if err := x.node(child, depth+1, above); err != nil {
			return err
		}
	}
	return nil
}

// stepText tells what happens in a step, where, by which technique, and on which
// steps it builds where that is not just the one before.
func (x *routeWriter) stepText(n *node, above []written) string {
	w := x.w
	asset := string(n.step.At)
	if a, ok := w.m.Model.Asset(n.step.At); ok {
		asset = a.In(w.Lang)
	}
	mark := ""
	if n.tree >= 0 && n.place < len(x.deciding[n.tree]) && x.deciding[n.tree][n.place] {
		mark = "★"
	}
	return mark + w.text("sheet.step", "asset", asset, "text", n.step.Rule.In(w.Lang), "technique", string(n.step.Rule.Techniques[0]),
		"tactic", x.tactic(n.step.Rule.Tactic))
}

func (x *routeWriter) tactic(id catalog.TacticID) string {
	if t, ok := x.w.Result.Study.Catalog.Tactic(id); ok {
		return t.In(x.w.Lang)
	}
	return string(id)
}

// levels fills the countermeasure level of a step: that of the cell which answers
// for it, where the sheet of cells says otherwise than at the time of export.
func (x *routeWriter) levels(n *node) {
	cell := layout.CellID(n.step.At, n.step.Rule.Threat)
	rated := x.rated[cell]
	if !rated {
		cell = unrated // an empty cell would show what lies behind it, in files of PDF
	}
	x.put("_cell", cell)
	level := workbook.Int(int(n.step.Worst), centred())
	best := workbook.Int(int(n.step.Best), unseen())
	if rated {
		id := x.ref("_cell")
		changed := lookup(nameLevel, id) + "<>" + lookup(nameLevelBase, id)
		level.Formula = "IF(" + changed + "," + lookup(nameLevel, id) + "," + x.ref("_step_level") + ")"
		best.Formula = "IF(" + changed + "," + lookup(nameLevel, id) + "," + itoa(int(n.step.Best)) + ")"
	}
	x.set("step_level", level)
	x.level("_step_level", int(n.step.Worst))
	x.set("_step_best", best)
}

// countedAgainst lists the deployments that count against a step.
func (x *routeWriter) countedAgainst(step attack.Rated) []*model.Deployment {
	a, ok := x.w.m.Model.Asset(step.At)
	if !ok {
		return nil
	}
	use := attack.Use{Rated: step, Asset: a}
	use.Link, _ = x.w.m.Model.Link(step.Link)
	var out []*model.Deployment
	x.w.m.Damage.Graph.Counted(use, x.cover, func(d *model.Deployment) { out = append(out, d) })
	return out
}

// end fills the row that ends a tree: its levels, its letter and its steps.
func (x *routeWriter) end(n *node, above []written) {
	tree := &x.route.Trees[n.tree]
	x.tree++
	row := x.next()
	x.rows.ends = append(x.rows.ends, row)
	var steps, numbers, bests []string
	for _, s := range above {
		numbers = append(numbers, itoa(s.no))
		steps = append(steps, workbook.Ref(s.row, x.at("step_level")+1))
		bests = append(bests, workbook.Ref(s.row, x.at("_step_best")+1))
	}
	level := workbook.Int(int(tree.Countermeasure.Worst), centred())
	level.Formula = "MAX(" + strings.Join(steps, ",") + ")"
	x.set("tree_level", level)
	best := workbook.Int(int(tree.Countermeasure.Best), unseen())
	best.Formula = "MAX(" + strings.Join(bests, ",") + ")"
	x.set("_tree_best", best)
	v := workbook.Int(int(tree.Countermeasure.Worst.Vulnerability()), centred())
	v.Formula = vulnerabilityFormula(x.ref("tree_level"))
	x.set("vulnerability_level", v)
	x.threat()
	x.level("impact_level", int(x.route.Goal.Damage.Level))
	r := workbook.Text(letter(tree.Risk.Worst), letterCell())
	r.Formula = letterFormula(x.ref("threat_level"), x.ref("vulnerability_level"), x.ref("impact_level"))
	x.set("risk", r)
	span := workbook.Text(riskRange(tree.Risk), centred())
	span.Formula = rangeFormula(x.ref("threat_level"), x.ref("tree_level"), x.ref("_tree_best"), x.ref("impact_level"), x.ref("risk"))
	x.set("risk_range", span)
	x.set("tree_no", workbook.Text(fmt.Sprintf("#%d", x.tree), centred()))
	x.put("tree_steps", strings.Join(numbers, ", "))
	x.put("tree_note", x.note(tree))
}

// threat fills the threat level of a tree: that of the cell where it begins, or
// that of its target's placement, as the method says.
func (x *routeWriter) threat() {
	level := workbook.Int(int(x.route.ThreatLevel), centred())
	x.level("_threat_level", int(x.route.ThreatLevel))
	cell := layout.CellID(x.route.Start.At.ID, x.route.Start.Rule.Threat)
	if x.w.Result.Method.TreeThreatLevel != method.FromTarget && x.rated[cell] {
		x.put("_threat_cell", cell)
		level.Formula = lookup(nameThreat, x.ref("_threat_cell"))
	}
	x.set("threat_level", level)
}

// note tells how many steps stand at each level, which scenarios cover the tree,
// and whether the analyst rejects it.
func (x *routeWriter) note(tree *assess.ListedTree) string {
	n := tree.StepCounts()
	out := []string{x.w.text("sheet.trees.counts", "three", n[3], "two", n[2], "one", n[1])}
	for _, s := range tree.Scenarios {
		out = append(out, x.w.text("sheet.trees.scenario", "name", s.In(x.w.Lang)))
	}
	if tree.Rejected != nil {
		out = append(out, x.w.text("sheet.trees.rejected", "reason", tree.Rejected.Reason))
	}
	if x.route.Unconfirmed {
		out = append(out, x.w.text("sheet.flag.unconfirmed"))
	}
	return strings.Join(out, "\n")
}
