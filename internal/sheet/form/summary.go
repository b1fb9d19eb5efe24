package form

import (
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/sheet/layout"
	"github.com/sekisho/sekisho/internal/workbook"
)

// letters writes リスク値まとめ: asset × threat, with counts; every letter follows
// the sheet of cells.
func (w *writer) letters() error {
	return w.grid(gridSheet{id: layout.Letters, look: nameRisk, rules: letterRules(), style: letterCell(),
		value: func(c *assess.Cell) workbook.Cell { return workbook.Text(letter(c.Risk.Worst), workbook.Style{}) }})
}

// fixedLetters is letters in a workbook without a sheet of cells.
func (w *writer) fixedLetters() error {
	return w.grid(gridSheet{id: layout.Letters, rules: letterRules(), style: letterCell(),
		value: func(c *assess.Cell) workbook.Cell { return workbook.Text(letter(c.Risk.Worst), workbook.Style{}) }})
}

// levels writes 対策レベルまとめ.
func (w *writer) levels() error {
	return w.grid(gridSheet{id: layout.Levels, look: nameLevel, rules: levelRules(), style: centred(),
		value: func(c *assess.Cell) workbook.Cell {
			if c.Countermeasure.Worst == 0 {
				return workbook.Cell{}
			}
			return workbook.Int(int(c.Countermeasure.Worst), workbook.Style{})
		}})
}

// gridSheet is a summary of the asset-based analysis.
type gridSheet struct {
	id layout.TableID
	// look is the name of the column that the cells look up; empty: fixed values.
	look  string
	rules []workbook.Rule
	style workbook.Style
	value func(*assess.Cell) workbook.Cell
}

// counts are the values that a grid counts per row: letters or levels.
func (g gridSheet) counts() []string {
	if g.id == layout.Levels {
		return []string{"1", "2", "3"}
	}
	var out []string
	for _, r := range method.RiskValues {
		out = append(out, r.String())
	}
	return append(out, unrated)
}

func (w *writer) grid(g gridSheet) error {
	grid := w.m.Grid()
	columns := w.columnsOf(g.id)
	fixed := len(columns)
	for _, i := range grid.Threats {
		x := &w.Result.Study.Catalog.Threats[i]
		c := column{head: x.In(w.Lang)}
		c.Key, c.Kind, c.Width = layout.ThreatID(x.ID), layout.Calculated, 4.5
		columns = append(columns, c)
	}
	for _, name := range g.counts() {
		c := column{head: name, group: w.text("sheet.group.counts")}
		c.Key, c.Kind, c.Width = countKey(name), layout.Calculated, 5
		columns = append(columns, c)
	}
	t, err := w.begin(g.id, columns, tableOptions{note: w.text("sheet.note." + string(g.id)), frozen: firstKey(columns, fixed), tall: true})
	if err != nil {
		return err
	}
	for i, a := range grid.Assets {
		t.blank()
		t.put("_id", layout.AssetID(a.ID))
		t.set("no", workbook.Int(i+1, centred()))
		t.put("asset", a.In(w.Lang))
		importance := workbook.Int(int(w.m.Assets[a.Index].Importance), centred())
		importance.Style.Number = `0;;"` + unrated + `"`
		if g.look != "" {
			importance.Formula = "INDEX(" + nameImportance + ",MATCH(" + t.ref("_id") + "," + nameAssets + ",0))"
		}
		t.set("importance", importance)
		w.gridRow(t, g, grid, i)
		w.countRow(t, g, fixed, len(grid.Threats), grid.Cells[i])
		if err := t.write(workbook.RowOptions{}); err != nil {
			return err
		}
	}
	t.filterTo = t.sheet.Last()
	if err := w.gridTotals(t, g, fixed, len(grid.Threats), grid); err != nil {
		return err
	}
	if n := len(grid.Threats); n > 0 && len(grid.Assets) > 0 {
		if err := t.sheet.Rules(t.first, fixed+1, t.filterTo, fixed+n, g.rules); err != nil {
			return err
		}
	}
	return t.end()
}

// gridRow fills the cells of an asset.
func (w *writer) gridRow(t *table, g gridSheet, grid assess.Grid, row int) {
	for j, x := range grid.Threats {
		threat := w.Result.Study.Catalog.Threats[x].ID
		key := layout.ThreatID(threat)
		cell := grid.Cells[row][j]
		if cell == nil {
			t.set(key, workbook.Cell{Style: noCell()})
			continue
		}
		c := g.value(cell)
		c.Style = g.style
		if g.look != "" {
			c.Formula = lookup(g.look, `"`+layout.CellID(grid.Assets[row].ID, threat)+`"`)
		}
		t.set(key, c)
	}
}

// countRow counts the values of a row.
func (w *writer) countRow(t *table, g gridSheet, fixed, threats int, cells []*assess.Cell) {
	for _, name := range g.counts() {
		n := 0
		for _, c := range cells {
			if c != nil && plain(g.value(c)) == name {
				n++
			}
		}
		x := workbook.Int(n, centred())
		x.Formula = countIf(workbook.Ref(t.next(), fixed+1)+":"+workbook.Ref(t.next(), fixed+threats), name)
		t.set(countKey(name), x)
	}
}

// countKey is the key of the column that counts a value.
func countKey(value string) string {
	if value == unrated {
		value = "unrated"
	}
	return "count_" + value
}

// plain is the value of a cell as text.
func plain(c workbook.Cell) string {
	if c.Number != nil {
		return itoa(int(*c.Number))
	}
	return c.Text
}

// countIf counts the cells that hold a letter or a number.
func countIf(cells, value string) string {
	if value >= "1" && value <= "3" {
		return "COUNTIF(" + cells + "," + value + ")"
	}
	return "COUNTIF(" + cells + `,"` + value + `")`
}

// gridTotals counts the values of each column, and of all.
func (w *writer) gridTotals(t *table, g gridSheet, fixed, threats int, grid assess.Grid) error {
	if len(grid.Assets) == 0 {
		return nil
	}
	last := t.sheet.Last()
	for _, name := range g.counts() {
		t.blank()
		for i := range t.cells {
			t.cells[i].Style.Fill = rowBg
		}
		head := cellStyle()
		head.Bold, head.Fill, head.Horizontal = true, rowBg, "right"
		t.set("asset", workbook.Text(w.text("sheet.count_of", "value", name), head))
		all := 0
		for j := range grid.Threats {
			n := 0
			for i := range grid.Assets {
				if c := grid.Cells[i][j]; c != nil && plain(g.value(c)) == name {
					n++
				}
			}
			all += n
			s := centred()
			s.Fill = rowBg
			x := workbook.Int(n, s)
			x.Formula = countIf(workbook.Ref(t.first, fixed+1+j)+":"+workbook.Ref(last, fixed+1+j), name)
			t.cells[fixed+j] = x
		}
		s := centred()
		s.Bold, s.Fill = true, rowBg
		x := workbook.Int(all, s)
		at := t.at(countKey(name)) + 1
		x.Formula = "SUM(" + workbook.Ref(t.first, at) + ":" + workbook.Ref(last, at) + ")"
		t.set(countKey(name), x)
		if err := t.write(workbook.RowOptions{}); err != nil {
			return err
		}
	}
	return nil
}

// damages writes リスク値まとめ（事業被害ベース）: every route with its letter, which
// follows the trees listed, and the worst letter and the counts of each damage.
func (w *writer) damages() error {
	columns := w.columnsOf(layout.Damages)
	for _, r := range method.RiskValues {
		c := column{head: r.String(), group: w.text("sheet.group.counts")}
		c.Key, c.Kind, c.Width = "count_"+r.String(), layout.Calculated, 5
		columns = append(columns, c)
	}
	t, err := w.begin(layout.Damages, columns, tableOptions{note: w.text("sheet.note.damages", "left_out", w.report.LeftOut), frozen: "goal"})
	if err != nil {
		return err
	}
	for i := range w.m.Damage.Damages {
		if err := w.damageRows(t, &w.m.Damage.Damages[i]); err != nil {
			return err
		}
	}
	if err := t.rules("risk", "risk", letterRules()); err != nil {
		return err
	}
	return t.end()
}

// damageRows writes a damage and its routes.
func (w *writer) damageRows(t *table, d *assess.DamageTotals) error {
	routes := w.routesTo(d.Damage)
	t.blank()
	for i := range t.cells {
		t.cells[i].Style.Fill, t.cells[i].Style.Bold = groupBg, true
	}
	head := cellStyle()
	head.Fill, head.Bold = groupBg, true
	t.put("_id", layout.DamageID(d.Damage.ID))
	t.set("damage", workbook.Text(w.text("sheet.damage", "label", d.Damage.Label, "name", d.Damage.In(w.Lang)), head))
	t.level("impact_level", int(d.Damage.Level))
	risk := workbook.Text(letter(d.Risk.Worst), letterCell())
	if len(routes) > 0 {
		at := t.at("risk") + 1
		cells := workbook.Ref(t.next()+1, at) + ":" + workbook.Ref(t.next()+len(routes), at)
		risk.Formula = worstOf(cells)
		for _, r := range method.RiskValues {
			x := workbook.Int(d.Letters.Worst[r], centred())
			x.Formula = countIf(cells, r.String())
			t.set("count_"+r.String(), x)
		}
	} else {
		risk = workbook.Text(w.text(noRoute(d)), centred())
		risk.Style.Size = 8
	}
	t.set("risk", risk)
	if !d.Risk.Known() {
		t.put("risk_range", riskRange(d.Risk))
	}
	if err := t.write(workbook.RowOptions{}); err != nil {
		return err
	}
	for i, r := range routes {
		if err := w.routeRow(t, r, i+1); err != nil {
			return err
		}
	}
	return nil
}

// noRoute tells why a damage has no letter.
func noRoute(d *assess.DamageTotals) string {
	if len(d.Goals) == 0 {
		return "sheet.no_goal"
	}
	return "sheet.not_reached"
}

func (w *writer) routeRow(t *table, r *assess.Route, no int) error {
	t.blank()
	id := layout.RouteID(r.Goal.ID, r.Start)
	t.put("_id", id)
	t.set("damage", workbook.Text(w.scenarioNo(r, no), centred()))
	t.put("goal", w.goalText(r.Goal))
	t.put("entry", w.entryText(r))
	t.level("impact_level", int(r.Goal.Damage.Level))
	trees, _ := layout.Of(layout.Trees)
	name := workbook.Quote(w.name(layout.Trees)) + "!"
	rows := w.treeRows[id]
	threat := workbook.Int(int(r.ThreatLevel), centred())
	v := workbook.Int(int(r.Vulnerability.Worst), centred())
	risk := workbook.Text(letter(r.Risk.Worst), letterCell())
	if len(rows.ends) > 0 {
		threat.Formula = name + workbook.Ref(rows.ends[0], trees.Index("threat_level")+1)
		var ends []string
		for _, row := range rows.ends {
			ends = append(ends, name+workbook.Ref(row, trees.Index("tree_level")+1))
		}
		v.Formula = vulnerabilityFormula("MIN(" + strings.Join(ends, ",") + ")")
		risk.Formula = letterFormula(t.ref("threat_level"), t.ref("vulnerability_level"), t.ref("impact_level"))
	}
	t.set("threat_level", threat)
	t.set("vulnerability_level", v)
	t.set("risk", risk)
	t.put("risk_range", riskRange(r.Risk))
	t.set("trees_found", workbook.Text(w.treesFound(r), centred()))
	t.set("trees_listed", workbook.Int(len(r.Trees), centred()))
	if len(r.Trees) > 0 {
		n := r.Trees[0].StepCounts()
		t.set("step_counts", workbook.Text(w.text("sheet.trees.counts_short", "three", n[3], "two", n[2], "one", n[1]), centred()))
		t.put("deciding", w.deciding(r))
	}
	return t.write(workbook.RowOptions{})
}

// deciding names the steps on which the letter of a route rests.
func (w *writer) deciding(r *assess.Route) string {
	var out []string
	for i, yes := range w.m.Deciding(r)[0] {
		if !yes {
			continue
		}
		s := r.Trees[0].Steps[i]
		asset := string(s.At)
		if a, ok := w.m.Model.Asset(s.At); ok {
			asset = a.In(w.Lang)
		}
		if text := w.text("sheet.step_short", "asset", asset, "text", s.Rule.In(w.Lang)); !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return strings.Join(out, "\n")
}
