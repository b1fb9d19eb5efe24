package form

import (
	"strings"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/sheet/layout"
	"github.com/sekisho/sekisho/internal/workbook"
)

// cells writes 資産ベースのリスク分析シート: a row for each asset and threat, the cells
// of an asset joined.
func (w *writer) cells() error {
	t, err := w.begin(layout.Cells, w.columnsOf(layout.Cells), tableOptions{note: w.text("sheet.note.cells"), frozen: "threat_level", tab: "850000"})
	if err != nil {
		return err
	}
	x := &cellWriter{w: w, table: t, print: w.candidates()}
	for _, a := range w.m.Model.Assets {
		cells := w.m.CellsOf(a.Index)
		if len(cells) == 0 {
			continue
		}
		x.reasons = w.reasons(a)
		if err := x.asset(a, cells); err != nil {
			return err
		}
	}
	for _, n := range []struct{ name, key string }{
		{nameCells, "_id"}, {nameThreat, "_threat_level_read"}, {nameLevel, "_countermeasure_level_read"},
		{nameLevelBase, "_countermeasure_level"}, {nameRisk, "risk"},
	} {
		if err := t.define(n.name, n.key); err != nil {
			return err
		}
	}
	if err := t.rules("risk", "risk", letterRules()); err != nil {
		return err
	}
	return t.end()
}

// joined is the height in points up to which the rows of an asset are joined: a
// third of a page. Where pages end only the printer knows, and a joined cell shows
// its text on the first of them, so that an asset of more rows is named again, in
// grey.
const joined = 300

// asset writes the rows of an asset.
func (x *cellWriter) asset(a *model.Asset, cells []assess.Cell) error {
	from, height := x.next(), 0.0
	x.again = false
	for i := range cells {
		if height > joined {
			if err := x.join(from); err != nil {
				return err
			}
			from, height, x.again = x.next(), 0, true
		}
		if err := x.row(a, &cells[i]); err != nil {
			return err
		}
		height += x.height
	}
	return x.join(from)
}

// join joins the cells that name an asset, from a row on.
func (x *cellWriter) join(from int) error {
	for _, key := range []string{"asset_type", "asset", "importance"} {
		if err := x.sheet.Merge(from, x.at(key)+1, x.sheet.Last(), x.at(key)+1); err != nil {
			return err
		}
	}
	return nil
}

// reasons gives the reasons of the judgements on single cells of an asset.
func (w *writer) reasons(a *model.Asset) map[catalog.ThreatID]string {
	var out map[catalog.ThreatID]string
	for _, j := range w.m.Model.Judgements {
		if j.Asset != a || j.Threat == "" {
			continue
		}
		if out == nil {
			out = map[catalog.ThreatID]string{}
		}
		if !strings.Contains(out[j.Threat], j.Reason) {
			out[j.Threat] = strings.TrimPrefix(out[j.Threat]+"\n"+j.Reason, "\n")
		}
	}
	return out
}

// cellWriter writes the rows of the sheet of cells.
type cellWriter struct {
	*table
	w     *writer
	print *candidates
	// reasons of the judgements on the asset being written.
	reasons map[catalog.ThreatID]string
	no      int
	// again tells that the asset was named above already.
	again bool
}

func (x *cellWriter) row(a *model.Asset, c *assess.Cell) error {
	w, t := x.w, x.table
	x.no++
	threat := &w.Result.Study.Catalog.Threats[c.Threat]
	t.blank()
	t.put("_id", layout.CellID(a.ID, threat.ID))
	t.put("_asset", layout.AssetID(a.ID))
	t.set("no", workbook.Int(x.no, centred()))
	name, kind := cellStyle(), cellStyle()
	name.Bold = !x.again
	if x.again {
		name.Color, kind.Color = quiet, quiet
	}
	t.set("asset_type", workbook.Text(a.Type.In(w.Lang), kind))
	t.set("asset", workbook.Text(a.In(w.Lang), name))
	t.put("threat", threat.In(w.Lang))
	t.put("threat_text", threat.Description.In(w.Lang))
	t.level("threat_level", int(c.ThreatLevel))
	t.level("countermeasure_level", int(c.Countermeasure.Worst))
	t.level("_threat_level", int(c.ThreatLevel))
	t.level("_countermeasure_level", int(c.Countermeasure.Worst))
	t.level("_countermeasure_best", int(c.Countermeasure.Best))
	t.read("_threat_level_read", "threat_level", int(c.ThreatLevel), `""`)
	t.read("_countermeasure_level_read", "countermeasure_level", int(c.Countermeasure.Worst), `""`)
	w.rated(t, a, c)
	x.print.fill(t, a, int(c.Threat))
	t.put("derived", w.derived(c))
	t.put("remarks", w.remarks(c))
	t.put("reason", x.reasons[threat.ID])
	return t.write(workbook.RowOptions{})
}

// rated fills what follows from the levels, by formula and with its value.
func (w *writer) rated(t *table, a *model.Asset, c *assess.Cell) {
	threat, vulnerability, importance := t.ref("_threat_level_read"), t.ref("vulnerability_level"), t.ref("importance")
	level, risk := t.ref("_countermeasure_level_read"), t.ref("risk")
	v := workbook.Text(unrated, centred())
	if n := c.Countermeasure.Worst.Vulnerability(); n > 0 {
		v = workbook.Int(int(n), centred())
	}
	v.Formula = vulnerabilityFormula(level)
	t.set("vulnerability_level", v)
	i := workbook.Int(int(w.m.Assets[a.Index].Importance), centred())
	i.Style.Number, i.Style.Vertical, i.Style.Size = `0;;"`+unrated+`"`, "top", 11
	i.Formula = "INDEX(" + nameImportance + ",MATCH(" + t.ref("_asset") + "," + nameAssets + ",0))"
	t.set("importance", i)
	r := workbook.Text(letter(c.Risk.Worst), letterCell())
	r.Formula = letterFormula(threat, vulnerability, importance)
	t.set("risk", r)
	span := workbook.Text(riskRange(c.Risk), centred())
	span.Formula = `""` // a level that is known has no range, whatever else changes
	if !c.Countermeasure.Known() {
		span.Formula = `IF(` + level + `<>` + t.ref("_countermeasure_level") + `,"",` +
			rangeFormula(threat, t.ref("_countermeasure_level"), t.ref("_countermeasure_best"), importance, risk) + `)`
	}
	t.set("risk_range", span)
}

// derived tells what the engine derives, beside the values in force.
func (w *writer) derived(c *assess.Cell) string {
	threat := unrated
	if c.DerivedThreatLevel > 0 {
		threat = itoa(int(c.DerivedThreatLevel))
	}
	return w.text("sheet.derived", "threat", threat, "level", levels(c.DerivedCountermeasure))
}

// remarks tells what a reader must know of a letter.
func (w *writer) remarks(c *assess.Cell) string {
	var out []string
	for _, f := range []struct {
		flag assess.Flag
		key  string
	}{
		{assess.ThreatJudged, "threat_judged"}, {assess.CountermeasureJudged, "countermeasure_judged"},
		{assess.Unpatched, "unpatched"}, {assess.Unlayered, "unlayered"}, {assess.Unconfirmed, "unconfirmed"},
	} {
		if c.Has(f.flag) {
			out = append(out, w.text("sheet.flag."+f.key))
		}
	}
	if !c.Countermeasure.Known() {
		out = append(out, w.text("sheet.flag.unknown"))
	}
	return strings.Join(out, "\n")
}
