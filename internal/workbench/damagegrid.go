package workbench

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/server"
)

// damageGrid is the sheet of the business-damage-based analysis as it is edited:
// the routes to the goals, and of the chosen goal their attack trees with the steps
// of each. Whether a tree is adopted is judged in its row.
func damageGrid(w *Workbench, mux *http.ServeMux) {
	w.rated(mux, "GET /s/{study}/damage/sheet", "damage", showDamageRows)
	w.data(mux, "GET /s/{study}/damage/rows", access.ReadStudy, sendDamageRows)
	w.data(mux, "PATCH /s/{study}/damage/cells", access.EditStudy, takeVerdicts)
}

// damageFilter is the filter as it stands in the address. Trees are listed of one
// goal alone: those of all goals would take seconds.
type damageFilter struct{ Goal, Entry, Risk, Depth string }

// The depths of the sheet.
const (
	onlyRoutes = "route"
	onlyTrees  = "tree"
	allSteps   = "step"
)

func damageFilterOf(q url.Values) damageFilter {
	f := damageFilter{q.Get("goal"), q.Get("entry"), q.Get("risk"), q.Get("depth")}
	if !slices.Contains([]string{onlyRoutes, onlyTrees}, f.Depth) {
		f.Depth = allSteps
	}
	return f
}

func (f damageFilter) query(m model.ModelID) []string {
	return []string{"m", string(m), "goal", f.Goal, "entry", f.Entry, "risk", f.Risk, "depth", f.Depth}
}

type damageRowsBody struct {
	Model                         string
	Goals, Entries, Letters, Deep []choice
	Columns                       []gridColumn
	Rows                          []gridRow
	Source, Sink, Matrix          string
	// Letter is the column of the letters.
	Letter int
}

func showDamageRows(v *visit, s *opened) error {
	m, err := s.of(v.r)
	if err != nil {
		return err
	}
	f := damageFilterOf(v.r.URL.Query())
	id := m.Model.ID
	b := damageRowsBody{Model: string(id), Columns: damageColumns(v.lang), Source: s.url("/damage/rows", f.query(id)...), Sink: s.url("/damage/cells", f.query(id)...), Matrix: s.url("/damage", "m", string(id))}
	b.Letter = slices.IndexFunc(b.Columns, func(c gridColumn) bool { return c.Letter })
	for _, g := range m.Damage.Goals {
		b.Goals = append(b.Goals, choice{ID: string(g.Goal.ID), Name: g.Goal.Damage.Label + " " + goalName(v.lang, g.Goal), Chosen: f.Goal == string(g.Goal.ID)})
	}
	for i, name := range v.waysIn(s, m) {
		b.Entries = append(b.Entries, choice{ID: strconv.Itoa(i), Name: name, Chosen: f.Entry == strconv.Itoa(i)})
	}
	for _, x := range shownLetters() {
		b.Letters = append(b.Letters, choice{ID: riskQuery(x), Name: letterText(v.lang, x), Chosen: f.Risk == riskQuery(x)})
	}
	for _, d := range []string{onlyRoutes, onlyTrees, allSteps} {
		b.Deep = append(b.Deep, choice{ID: d, Name: locale.Text(v.lang, "web.damage_sheet.depth."+d), Chosen: f.Depth == d})
	}
	if b.Rows, err = v.damageRows(s, m, f); err != nil {
		return err
	}
	frame := s.modelFrame(v.lang, "damage", "/damage/sheet", string(id))
	frame.Body = b
	return v.ok("damage-sheet", frame)
}

// verdictColumn is the column in which a tree is adopted or rejected.
const verdictColumn = "verdict"

func damageColumns(l lang.Lang) []gridColumn {
	t := func(key string) string { return locale.Text(l, "web."+key) }
	return []gridColumn{
		{ID: "item", Title: t("damage_sheet.item"), Width: 440, Frozen: true},
		{ID: "asset", Title: t("asset.asset"), Width: 180},
		{ID: "tactic", Title: t("damage.tactic"), Width: 110},
		{ID: "technique", Title: t("damage.technique"), Width: 90},
		{ID: "threat", Title: t("asset.threat_level"), Width: 72},
		{ID: "countermeasure", Title: t("asset.countermeasure"), Width: 72},
		{ID: "risk", Title: t("asset.risk"), Width: 88, Letter: true},
		{ID: verdictColumn, Title: t("damage_sheet.verdict"), Width: 72, Edit: "mark"},
		{ID: reasonColumn, Title: t("sheet.reason"), Width: 360, Edit: "text"},
	}
}

// The marks of trees that are adopted and of those that are not.
const adopted, notAdopted = "○", "－"

// routesOnce keeps the routes to goals that were looked for.
type routesOnce struct {
	mutex sync.Mutex
	by    map[[2]string][]assess.Route
}

// routesTo gives the routes to a goal of a model with their trees, which nobody may
// change, and refuses where there is no such goal.
func (s *opened) routesTo(ctx context.Context, m *assess.ModelResult, goal string) ([]assess.Route, error) {
	if !slices.ContainsFunc(m.Damage.Goals, func(g assess.GoalResult) bool { return string(g.Goal.ID) == goal }) {
		return nil, server.Refuse(http.StatusNotFound, diag.RequestNotFound)
	}
	x, key := &s.routesOnce, [2]string{string(m.Model.ID), goal}
	x.mutex.Lock()
	defer x.mutex.Unlock()
	if routes, ok := x.by[key]; ok {
		return routes, nil
	}
	routes, err := m.Routes(ctx, assess.RouteOptions{Goal: model.GoalID(goal), List: shownTrees, Bounds: assess.UsualBounds()})
	if err != nil {
		return nil, err
	}
	if x.by == nil {
		x.by = map[[2]string][]assess.Route{}
	}
	x.by[key] = routes
	return routes, nil
}

// damageRows gives the rows that a filter leaves.
func (v *visit) damageRows(s *opened, m *assess.ModelResult, f damageFilter) ([]gridRow, error) {
	var rows []gridRow
	ways := v.waysIn(s, m)
	for k := range m.Damage.Goals {
		g := &m.Damage.Goals[k]
		if f.Goal != "" && f.Goal != string(g.Goal.ID) {
			continue
		}
		var routes []assess.Route
		if f.Goal != "" && f.Depth != onlyRoutes {
			var err error
			if routes, err = s.routesTo(v.r.Context(), m, f.Goal); err != nil {
				return nil, err
			}
		}
		lines := []gridRow{v.goalLine(s, m, g)}
		for i, r := range g.Starts {
			if !r.Reached || f.Entry != "" && f.Entry != strconv.Itoa(i) || f.Risk != "" && f.Risk != riskQuery(r.Risk.Worst) {
				continue
			}
			lines = append(lines, v.routeLine(s, m, g, i, ways[i]))
			at := slices.IndexFunc(routes, func(x assess.Route) bool { return x.StartIndex == i })
			if at >= 0 {
				lines = append(lines, v.treeLines(s, m, &routes[at], f)...)
			}
		}
		if len(lines) > 1 {
			rows = append(rows, lines...)
		}
	}
	return rows, nil
}

// The depths of rows in the tree of the sheet.
const routeDepth, treeDepth, stepDepth = 1, 2, 3

// goalLine is the row of a goal, which is rated as the worst of its routes.
func (v *visit) goalLine(s *opened, m *assess.ModelResult, to *assess.GoalResult) gridRow {
	g, risk := to.Goal, letterOf(v.lang, to.Risk)
	return gridRow{ID: string(g.ID), Kind: "goal", Revs: map[string]string{}, URL: s.whyGoalURL(m, g.ID, to.Worst),
		Cells: []string{g.Damage.Label + " " + goalName(v.lang, g), g.Asset.In(v.lang), "", "", "", "", risk.Text, "", ""}, Letter: risk}
}

func (v *visit) routeLine(s *opened, m *assess.ModelResult, to *assess.GoalResult, start int, way string) gridRow {
	r := to.Starts[start]
	risk := letterOf(v.lang, r.Risk)
	return gridRow{ID: string(to.Goal.ID) + "/" + strconv.Itoa(start), Kind: onlyRoutes, Depth: routeDepth, Revs: map[string]string{}, URL: s.whyGoalURL(m, to.Goal.ID, start),
		Cells: []string{way, "", "", "", levelText(r.ThreatLevel), levelsText(v.lang, r.Countermeasure()), risk.Text, "", ""}, Letter: risk}
}

// treeID names a tree by all of its steps: two trees may use the same rules elsewhere,
// or cross other links.
func treeID(r *assess.Route, t *assess.ListedTree) string {
	var steps []string
	for _, x := range t.Steps {
		steps = append(steps, fmt.Sprint(x.Step))
	}
	slices.Sort(steps)
	return string(r.Goal.ID) + "/" + strconv.Itoa(r.StartIndex) + "/" + revOf(steps...)
}

func (v *visit) treeLines(s *opened, m *assess.ModelResult, r *assess.Route, f damageFilter) []gridRow {
	var rows []gridRow
	why := s.whyGoalURL(m, r.Goal.ID, r.StartIndex)
	for i := range r.Trees {
		t := &r.Trees[i]
		row := gridRow{ID: treeID(r, t), Kind: onlyTrees, Depth: treeDepth, URL: why, Revs: map[string]string{verdictColumn: treeRev(t), reasonColumn: treeRev(t)},
			Cells: []string{locale.Text(v.lang, "web.damage.tree", "number", i+1), "", "", "", "", levelsText(v.lang, t.Countermeasure), letterOf(v.lang, t.Risk).Text, adopted, ""}, Letter: letterOf(v.lang, t.Risk)}
		if t.Rejected != nil {
			row.Cells[7], row.Cells[8] = notAdopted, t.Rejected.Reason
			if t.Rejected.Origin.Model != m.Model.ID { // it is taken back where it is written
				row.Revs = map[string]string{}
			}
		}
		rows = append(rows, row)
		if f.Depth != allSteps {
			continue
		}
		for k, step := range v.tree(s, m, t, i+1, make([]bool, len(t.Steps))).Steps {
			rows = append(rows, gridRow{ID: row.ID + "/" + strconv.Itoa(k+1), Kind: allSteps, Depth: stepDepth, URL: why, Revs: map[string]string{},
				Cells: []string{strconv.Itoa(step.Number) + ". " + step.Text, step.Asset, step.Tactic, step.Technique, "", step.Level, "", "", ""}})
		}
	}
	return rows
}

// treeRev names the state of what is judged of a tree.
func treeRev(t *assess.ListedTree) string {
	if t.Rejected == nil {
		return "-"
	}
	return revOf(t.Rejected.Reason, t.Rejected.Author, t.Rejected.Date)
}

func sendDamageRows(v *visit, s *opened) (any, error) {
	m, err := s.of(v.r)
	if err != nil {
		return nil, err
	}
	rows, err := v.damageRows(s, m, damageFilterOf(v.r.URL.Query()))
	if err != nil {
		return nil, err
	}
	texts := gridTexts(v.lang)
	texts["bad_mark"] = locale.Text(v.lang, "web.damage_sheet.bad_mark")
	return grid{Revision: s.revision, Editable: v.API.May(v.who, access.EditStudy, s.Resource()), Texts: texts, Columns: damageColumns(v.lang), Rows: append([]gridRow{}, rows...)}, nil
}

// takeVerdicts adopts and rejects trees as their rows say.
func takeVerdicts(v *visit, s *opened) (any, error) {
	m, err := s.of(v.r)
	if err != nil {
		return nil, err
	}
	in, err := v.cellEdits()
	if err != nil {
		return nil, err
	}
	f := damageFilterOf(v.r.URL.Query())
	before, err := v.shelf.asOf(v.r.Context(), s, in.Revision)
	if err != nil {
		return nil, err
	}
	t := &verdictTaker{v: v, in: in, filter: f}
	next, err := v.changeFor(s, m.Model.ID, locale.Text(v.lang, "web.damage_sheet.revision", "number", len(in.Cells), "reason", strings.TrimSpace(in.Reason)), func(now *opened, e *app.Editing) error {
		there, ok := now.result.Model(m.Model.ID)
		if !ok {
			return server.Refuse(http.StatusNotFound, diag.RequestNotFound)
		}
		return t.take(now, there, e)
	})
	if err != nil {
		return nil, err
	}
	rowsOf := func(x *opened) ([]gridRow, error) {
		if there, ok := x.result.Model(m.Model.ID); ok {
			return v.damageRows(x, there, damageFilter{Goal: f.Goal, Depth: f.Depth})
		}
		return nil, nil
	}
	was, err := rowsOf(before)
	if err != nil {
		return nil, err
	}
	is, err := rowsOf(next)
	if err != nil {
		return nil, err
	}
	answer := edited{Revision: next.revision, Unsaved: append([]unsaved{}, t.unsaved...)}
	answer.Rows, answer.Summary = v.moved(was, is, damageColumns(v.lang), len(t.unsaved))
	return answer, nil
}

// verdictTaker turns cells into verdicts on trees.
type verdictTaker struct {
	v       *visit
	in      cellEdits
	filter  damageFilter
	unsaved []unsaved
}

// wantedVerdict is what the cells of a row ask for.
type wantedVerdict struct {
	cells           []cellEdit
	verdict, reason *string
}

// take gathers the verdicts in the study as it is now; it begins anew each time it
// is asked.
func (t *verdictTaker) take(s *opened, m *assess.ModelResult, e *app.Editing) error {
	t.unsaved = nil
	trees, err := t.trees(s, m)
	if err != nil {
		return err
	}
	by, order := map[string]*wantedVerdict{}, []string{}
	for _, c := range t.in.Cells {
		w := by[c.Row]
		if w == nil {
			w = &wantedVerdict{}
			by[c.Row], order = w, append(order, c.Row)
		}
		w.cells = append(w.cells, c)
		value := strings.TrimSpace(c.Value)
		if c.Col == reasonColumn {
			w.reason = &value
		} else {
			w.verdict = &value
		}
	}
	var verdicts []app.Verdict
	for _, id := range order {
		x, ok := trees[id]
		if !ok {
			t.fail(by[id], locale.Text(t.v.lang, "web.grid.gone"), false)
			continue
		}
		if verdict, ok := t.verdict(m, x, by[id]); ok {
			verdicts = append(verdicts, verdict)
		}
	}
	if len(verdicts) > 0 {
		e.Model(func(d *app.Draft) error { return d.Judge(m.Model.ID, verdicts) })
	}
	return nil
}

// trees are those that the sheet lists, by their ids.
func (t *verdictTaker) trees(s *opened, m *assess.ModelResult) (map[string]*assess.ListedTree, error) {
	routes, err := s.routesTo(t.v.r.Context(), m, t.filter.Goal)
	if err != nil {
		return nil, err
	}
	trees := map[string]*assess.ListedTree{}
	for i := range routes {
		for k := range routes[i].Trees {
			trees[treeID(&routes[i], &routes[i].Trees[k])] = &routes[i].Trees[k]
		}
	}
	return trees, nil
}

// fail leaves all cells of a row unsaved: what was typed in any of them is kept.
func (t *verdictTaker) fail(w *wantedVerdict, message string, conflict bool) {
	for _, c := range w.cells {
		t.unsaved = append(t.unsaved, unsaved{c.Row, c.Col, message, conflict})
	}
}

// verdict tells what becomes of a tree, and whether anything does.
func (t *verdictTaker) verdict(m *assess.ModelResult, x *assess.ListedTree, w *wantedVerdict) (app.Verdict, bool) {
	v, now, reason := t.v, adopted, strings.TrimSpace(t.in.Reason)
	if x.Rejected != nil {
		now, reason = notAdopted, x.Rejected.Reason
	}
	then := now
	if w.verdict != nil {
		if then = *w.verdict; then == "" {
			then = adopted
		}
	}
	// Without a reason a rejection cannot stand; one that is taken back needs none.
	if w.reason != nil && (*w.reason != "" || w.verdict == nil && now == notAdopted) {
		reason = *w.reason
	}
	if then == now && (now == adopted || reason == x.Rejected.Reason) {
		if now == adopted && w.reason != nil && *w.reason != "" {
			t.fail(w, locale.Text(v.lang, "web.damage_sheet.not_rejected"), false)
		}
		return app.Verdict{}, false
	}
	switch {
	case then != adopted && then != notAdopted:
		t.fail(w, locale.Text(v.lang, "web.damage_sheet.bad_mark"), false)
	case slices.ContainsFunc(x.Rejections, func(r *model.Rejected) bool { return r.Origin.Model != m.Model.ID }):
		t.fail(w, locale.Text(v.lang, "web.damage_sheet.inherited"), false)
	case slices.ContainsFunc(w.cells, func(c cellEdit) bool { return c.Rev != treeRev(x) }):
		message := locale.Text(v.lang, "web.damage_sheet.meanwhile_adopted")
		if x.Rejected != nil {
			message = locale.Text(v.lang, "web.damage_sheet.meanwhile_rejected", "by", x.Rejected.Author, "reason", x.Rejected.Reason)
		}
		t.fail(w, message, true)
	case then == notAdopted && len(v.badLevel("1", reason)) > 0:
		t.fail(w, strings.Join(v.badLevel("1", reason), " "), false)
	default:
		out := app.Verdict{Adopt: x.Rejections}
		if then == notAdopted {
			reject := model.RejectedTreeSpec{Entry: x.Start.Entry.Point.ID, Goal: x.Goal.ID, Reason: reason, Author: v.who.Account.Display, Date: v.today()}
			for _, id := range rulesOf(x) {
				reject.Rules = append(reject.Rules, catalog.RuleID(id))
			}
			if x.Rejected != nil { // its reason is written anew, and it stays what it was about
				reject.Rules, out.Adopt = x.Rejected.Rules, []*model.Rejected{x.Rejected}
			}
			out.Reject = &reject
		}
		return out, true
	}
	return app.Verdict{}, false
}
