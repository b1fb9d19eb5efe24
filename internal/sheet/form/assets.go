package form

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/sheet/layout"
	"github.com/sekisho/sekisho/internal/workbook"
)

// assets writes 資産一覧 of a model.
func (w *writer) assets() error {
	t, err := w.begin(layout.Assets, w.columnsOf(layout.Assets), tableOptions{note: w.text("sheet.note.assets"), frozen: "count", tab: "0017C1"})
	if err != nil {
		return err
	}
	for i, a := range w.m.Model.Assets {
		t.blank()
		w.assetRow(t, i+1, a.AssetSpec, a.Type)
		z := w.m.Zones[a.Zone.Index]
		t.put("zone", a.Zone.In(w.Lang))
		t.put("exposure", locale.Name(w.Lang, locale.Exposure, z.InForce))
		t.put("physical", locale.Name(w.Lang, locale.Physical, a.Zone.Physical))
		t.put("links", w.neighbours(a))
		w.importance(t, w.m.Assets[a.Index], a.AssetSpec)
		if err := t.write(workbook.RowOptions{}); err != nil {
			return err
		}
	}
	return w.endAssets(t)
}

// endAssets names the columns that other sheets look up, and ends the table.
func (w *writer) endAssets(t *table) error {
	if err := t.define(nameAssets, "_id"); err != nil {
		return err
	}
	if err := t.define(nameImportance, "_importance_read"); err != nil {
		return err
	}
	return t.end()
}

// assetRow fills what an asset is in every model.
func (w *writer) assetRow(t *table, no int, a *model.AssetSpec, kind *catalog.AssetType) {
	t.put("_id", layout.AssetID(a.ID))
	t.set("no", workbook.Int(no, centred()))
	t.put("asset_type", kind.In(w.Lang))
	t.put("asset", a.In(w.Lang))
	count := workbook.Int(max(a.Count, 1), centred())
	count.Style.Number = "#,##0"
	t.set("count", count)
	var classes []string
	for _, c := range a.Classes {
		if class, ok := w.Result.Study.Catalog.DataClass(c); ok {
			classes = append(classes, class.In(w.Lang))
		}
	}
	t.put("classes", strings.Join(classes, "\n"))
	if e, ok := w.Result.Study.Catalog.StopEffect(a.Stops); ok {
		t.put("stops", e.In(w.Lang))
	}
}

// importance fills the importance in force, the suggested one and the reason.
func (w *writer) importance(t *table, r assess.AssetRating, a *model.AssetSpec) {
	t.level("importance", int(r.Importance))
	t.level("importance_suggested", int(r.Suggested))
	if r.Importance > 0 {
		t.put("_importance", itoa(int(r.Importance)))
	}
	t.read("_importance_read", "importance", int(r.Importance), "0")
	reason := a.Reason
	if r.Judgement != nil {
		reason = r.Judgement.Reason
	}
	t.put("importance_reason", reason)
}

// neighbours lists the assets with which an asset is linked.
func (w *writer) neighbours(a *model.Asset) string {
	var names []string
	for _, k := range a.Links {
		other := k.To
		if other == a {
			other = k.From
		}
		if name := other.In(w.Lang); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, "\n")
}

// master writes 資産一覧 of the whole study: every asset, and where it stands in
// each model.
func (w *writer) master() error {
	drop := []string{"zone", "exposure", "physical", "links"}
	columns := slices.DeleteFunc(w.columnsOf(layout.Assets), func(c column) bool { return slices.Contains(drop, c.Key) })
	hidden := slices.IndexFunc(columns[1:], func(c column) bool { return c.Kind == layout.Hidden }) + 1
	end := slices.Clone(columns[hidden:])
	columns = columns[:hidden]
	for _, m := range w.Result.Models {
		c := column{head: m.Model.Short.In(w.Lang), group: w.text("sheet.group.placed")}
		c.Key, c.Width = layout.ModelID(m.Model.ID), 13
		columns = append(columns, c)
	}
	t, err := w.begin(layout.Assets, append(columns, end...), tableOptions{note: w.text("sheet.note.master"), frozen: "count", tab: "0017C1"})
	if err != nil {
		return err
	}
	for i := range w.Result.Study.Spec.Assets {
		if err := w.masterRow(t, i+1, &w.Result.Study.Spec.Assets[i]); err != nil {
			return err
		}
	}
	return w.endAssets(t)
}

func (w *writer) masterRow(t *table, no int, a *model.AssetSpec) error {
	kind, ok := w.Result.Study.Catalog.AssetType(a.Type)
	if !ok {
		return nil // an error of the study, which was reported when it was built
	}
	t.blank()
	w.assetRow(t, no, a, kind)
	rating := assess.AssetRating{Importance: a.Importance}
	for _, m := range w.Result.Models {
		placed, ok := m.Model.Asset(a.ID)
		if !ok {
			continue
		}
		s := cellStyle()
		s.Size = 8
		t.set(layout.ModelID(m.Model.ID), workbook.Text(placed.Zone.In(w.Lang), s))
		r := m.Assets[placed.Index]
		rating.Suggested = max(rating.Suggested, r.Suggested)
		if r.Judgement != nil && r.Judgement.Shared {
			rating.Importance, rating.Judgement = r.Importance, r.Judgement
		}
	}
	w.importance(t, rating, a)
	return t.write(workbook.RowOptions{})
}

// threats writes 脅威×資産種別 対応表.
func (w *writer) threats() error {
	cat := w.Result.Study.Catalog
	columns := w.columnsOf(layout.Threats)
	for i := range cat.AssetTypes {
		if a := &cat.AssetTypes[i]; !a.Boundary {
			c := column{head: a.In(w.Lang), group: a.IPA.In(w.Lang)}
			c.Key, c.Width = layout.TypeID(a.ID), 11
			columns = append(columns, c)
		}
	}
	t, err := w.begin(layout.Threats, columns, tableOptions{note: w.text("sheet.note.threats"), frozen: "threat_text", paper: workbook.A4})
	if err != nil {
		return err
	}
	for i := range cat.Threats {
		x := &cat.Threats[i]
		t.blank()
		t.put("_id", layout.ThreatID(x.ID))
		t.set("no", workbook.Int(i+1, centred()))
		t.put("threat", x.In(w.Lang))
		t.put("threat_text", x.Description.In(w.Lang))
		for _, c := range columns[4:] {
			mark := noCell()
			id := catalog.AssetTypeID(strings.TrimPrefix(c.Key, layout.RowType+"/"))
			if slices.Contains(x.AssetTypes, id) {
				mark = centred()
				t.set(c.Key, workbook.Text("○", mark))
				continue
			}
			t.set(c.Key, workbook.Cell{Style: mark})
		}
		if err := t.write(workbook.RowOptions{}); err != nil {
			return err
		}
	}
	return t.end()
}

// flows writes データフローマトリクス: who sends what to whom.
func (w *writer) flows() []sheet {
	sent := map[[2]*model.Asset][]string{}
	sends, receives := map[*model.Asset]bool{}, map[*model.Asset]bool{}
	for _, f := range w.m.Model.Flows {
		for i := 1; i < len(f.Hops); i++ {
			from, to := f.Hops[i-1], f.Hops[i]
			sends[from], receives[to] = true, true
			text := f.Data
			if p := f.Links[i-1].Protocol; p != "" {
				text = w.text("sheet.flow", "data", f.Data, "protocol", p)
			}
			if key := [2]*model.Asset{from, to}; !slices.Contains(sent[key], text) {
				sent[key] = append(sent[key], text)
			}
		}
	}
	of := func(in map[*model.Asset]bool) (out []*model.Asset) {
		for _, a := range w.m.Model.Assets {
			if in[a] {
				out = append(out, a)
			}
		}
		return out
	}
	senders, receivers := of(sends), of(receives)
	return sideBySide(layout.Flows, len(receivers), mostReceivers, func(from, to int) error {
		return w.flowSheet(sent, senders, receivers[from:to])
	})
}

// flowSheet writes what senders send to some of the receivers.
func (w *writer) flowSheet(sent map[[2]*model.Asset][]string, senders, receivers []*model.Asset) error {
	columns := w.columnsOf(layout.Flows)
	for _, a := range receivers {
		c := column{head: a.In(w.Lang), group: w.text("sheet.group.receiver")}
		c.Key, c.Width = layout.AssetID(a.ID), 15
		if len(receivers) > 12 {
			c.Width = 11 // the page is as wide as the table; smaller text would be too small
		}
		columns = append(columns, c)
	}
	t, err := w.begin(layout.Flows, columns, tableOptions{note: w.text("sheet.note.flows", "number", len(w.m.Model.Flows)), frozen: firstKey(columns, 2)})
	if err != nil {
		return err
	}
	for _, from := range senders {
		t.blank()
		t.put("_id", layout.AssetID(from.ID))
		t.put("sender", from.In(w.Lang))
		for _, to := range receivers {
			key := layout.AssetID(to.ID)
			if from == to {
				t.set(key, workbook.Cell{Style: noCell()})
				continue
			}
			s := cellStyle()
			s.Size = 8
			t.set(key, workbook.Text(strings.Join(sent[[2]*model.Asset{from, to}], "\n"), s))
		}
		if err := t.write(workbook.RowOptions{}); err != nil {
			return err
		}
	}
	return t.end()
}

// firstKey gives the key of the column at a place, if there is one.
func firstKey(columns []column, i int) string {
	if i < len(columns) {
		return columns[i].Key
	}
	return ""
}

// deployments writes 対策の配置一覧.
func (w *writer) deployments() error {
	t, err := w.begin(layout.Deployments, w.columnsOf(layout.Deployments),
		tableOptions{note: w.text("sheet.note.deployments"), frozen: "scope_kind", tab: "0017C1"})
	if err != nil {
		return err
	}
	for i, d := range w.m.Model.Deployments {
		t.blank()
		t.put("_id", layout.DeploymentID(d.ID))
		t.set("no", workbook.Int(i+1, centred()))
		t.put("class", w.classes(d.Countermeasure))
		t.put("countermeasure", d.Countermeasure.In(w.Lang))
		kind, scope := w.scope(d)
		t.put("scope_kind", kind)
		t.put("scope", scope)
		w.choice(t, "status", layout.StatusWord(w.Lang, d.Status))
		w.choice(t, "effective", locale.Name(w.Lang, locale.Effectiveness, d.Effective))
		t.put("evidence", d.Evidence)
		t.put("note", d.Note)
		if d.Manager != nil {
			t.put("managed_by", d.Manager.In(w.Lang))
		}
		if d.Origin.Model != w.m.Model.ID {
			t.put("written_in", w.text("sheet.inherited", "model", w.modelName(d.Origin.Model)))
		}
		t.put("_status", string(d.Status))
		t.put("_effective", string(d.Effective))
		if err := t.write(workbook.RowOptions{}); err != nil {
			return err
		}
	}
	return t.end()
}

// modelName names a model, which need not be one that is assessed.
func (w *writer) modelName(id model.ModelID) string {
	for i := range w.Result.Study.Spec.Models {
		if m := &w.Result.Study.Spec.Models[i]; m.ID == id {
			return m.In(w.Lang)
		}
	}
	return string(id)
}

// choice fills a cell with one of the words of its list.
func (w *writer) choice(t *table, key, word string) {
	s := input(centred())
	t.set(key, workbook.Text(word, s))
}

func (w *writer) classes(c *catalog.Countermeasure) string {
	var out []string
	for _, x := range c.Classes {
		out = append(out, locale.Name(w.Lang, locale.Class, x))
	}
	return strings.Join(out, "\n")
}

// scope names the kind of a scope and what it holds.
func (w *writer) scope(d *model.Deployment) (kind, scope string) {
	var kinds, names []string
	add := func(key string, n int, name func(int) string) {
		if n > 0 {
			kinds = append(kinds, w.text("sheet.scope."+key))
		}
		for i := range n {
			names = append(names, name(i))
		}
	}
	if d.Scope.Model {
		add("model", 1, func(int) string { return w.text("sheet.scope.all") })
	}
	add("zones", len(d.Zones), func(i int) string { return d.Zones[i].In(w.Lang) })
	add("types", len(d.Types), func(i int) string { return d.Types[i].In(w.Lang) })
	add("assets", len(d.Assets), func(i int) string { return d.Assets[i].In(w.Lang) })
	add("links", len(d.Links), func(i int) string {
		return w.text("sheet.link", "from", d.Links[i].From.In(w.Lang), "to", d.Links[i].To.In(w.Lang))
	})
	return strings.Join(kinds, "\n"), strings.Join(names, "\n")
}

// coverage writes 対策状況まとめ: which countermeasure protects which asset.
func (w *writer) coverage() []sheet {
	grid := w.m.CoverGrid()
	return sideBySide(layout.Coverage, len(grid.Assets), mostCovered, func(from, to int) error { return w.coverageSheet(grid, from, to) })
}

// coverageSheet writes the columns of some of the assets.
func (w *writer) coverageSheet(grid assess.CoverGrid, from, to int) error {
	assets := grid.Assets[from:to]
	columns := w.columnsOf(layout.Coverage)
	for _, a := range assets {
		c := column{head: a.In(w.Lang)}
		c.Key, c.Width = layout.AssetID(a.ID), 4.5
		columns = append(columns, c)
	}
	total := column{head: w.text("sheet.column.marked")}
	total.Key, total.Kind, total.Width = "marked", layout.Calculated, 7
	columns = append(columns, total)
	t, err := w.begin(layout.Coverage, columns, tableOptions{note: w.text("sheet.note.coverage"), frozen: firstKey(columns, 3), tall: true})
	if err != nil {
		return err
	}
	for i, c := range grid.Countermeasures {
		t.blank()
		t.put("_id", layout.CountermeasureID(c.ID))
		t.put("class", w.classes(c))
		t.put("countermeasure", c.In(w.Lang))
		marked := 0
		for j, a := range assets {
			mark := coverMark(grid.Marks[i][from+j])
			if mark == "○" {
				marked++
			}
			t.set(layout.AssetID(a.ID), workbook.Text(mark, centred()))
		}
		x := workbook.Int(marked, centred())
		if n := len(assets); n > 0 {
			x.Formula = `COUNTIF(` + workbook.Ref(t.next(), 4) + ":" + workbook.Ref(t.next(), 3+n) + `,"○")`
		}
		t.set("marked", x)
		if err := t.write(workbook.RowOptions{}); err != nil {
			return err
		}
	}
	return t.end()
}

// coverMark is the sign for how far a countermeasure protects an asset.
func coverMark(v assess.Verdict) string {
	switch v {
	case assess.Counts:
		return "○"
	case assess.CountsPartly:
		return "△"
	case assess.CountsIfKnown:
		return "？"
	case assess.NotInPlace:
		return "・"
	}
	return ""
}

func itoa(n int) string { return strconv.Itoa(n) }
