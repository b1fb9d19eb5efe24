package form

import (
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/sheet/layout"
	"github.com/sekisho/sekisho/internal/workbook"
)

// comparison writes モデル比較: counts by letter of both analyses, and the worst
// letter of each business damage, side by side.
func (w *writer) comparison() error {
	columns := w.columnsOf(layout.Comparison)
	add := func(key, head, group string, width float64) {
		c := column{head: head, group: group}
		c.Key, c.Width = key, width
		columns = append(columns, c)
	}
	add("role", w.text("sheet.column.role"), "", 12)
	add("assets", w.text("sheet.column.assets"), "", 7)
	letters := append([]method.RiskValue{}, method.RiskValues...)
	letters = append(letters, method.Unrated)
	for _, r := range letters {
		add("asset_"+letterKey(r), letter(r), w.text("sheet.group.asset_based"), 6)
	}
	add("asset_open", w.text("sheet.column.open"), w.text("sheet.group.asset_based"), 8)
	for i := range w.Result.Study.Spec.Damages {
		d := &w.Result.Study.Spec.Damages[i]
		add(layout.DamageID(d.ID), d.Label, w.text("sheet.group.worst"), 8)
	}
	for _, r := range letters {
		add("route_"+letterKey(r), letter(r), w.text("sheet.group.routes"), 6)
	}
	add("manual", w.text("sheet.column.manual"), w.text("sheet.group.handling"), 8)
	add("media", w.text("sheet.column.media"), w.text("sheet.group.handling"), 8)
	t, err := w.begin(layout.Comparison, columns, tableOptions{note: w.text("sheet.note.comparison"), frozen: "role", tab: "850000"})
	if err != nil {
		return err
	}
	for _, m := range w.Result.Models {
		w.comparisonRow(t, m, letters)
		if err := t.write(workbook.RowOptions{}); err != nil {
			return err
		}
	}
	if err := w.damageNames(t); err != nil {
		return err
	}
	if n := len(w.Result.Study.Spec.Damages); n > 0 && len(w.Result.Models) > 0 {
		at := t.at(layout.DamageID(w.Result.Study.Spec.Damages[0].ID)) + 1
		if err := t.sheet.Rules(t.first, at, t.filterTo, at+n-1, letterRules()); err != nil {
			return err
		}
	}
	return t.end()
}

// letterKey is a letter as part of a key.
func letterKey(r method.RiskValue) string {
	if r == method.Unrated {
		return "unrated"
	}
	return r.String()
}

func (w *writer) comparisonRow(t *table, m *assess.ModelResult, letters []method.RiskValue) {
	t.blank()
	t.put("_id", layout.ModelID(m.Model.ID))
	bold := cellStyle()
	bold.Bold, bold.Vertical = true, "center"
	t.set("model", workbook.Text(m.Model.In(w.Lang), bold))
	t.set("role", workbook.Text(locale.Name(w.Lang, locale.Role, m.Model.Role), centred()))
	rated := 0
	for i := range m.Model.Assets {
		if len(m.CellsOf(i)) > 0 {
			rated++
		}
	}
	t.set("assets", workbook.Int(rated, centred()))
	var routes assess.Totals
	for _, d := range m.Damage.Damages {
		for r, n := range d.Letters.Worst {
			routes.Worst[r] += n
		}
		s := workbook.Text(letter(d.Risk.Worst), letterCell())
		switch {
		case len(d.Goals) == 0:
			s = workbook.Text(w.text("sheet.no_goal"), centred())
			s.Style.Size = 8
		case !d.Reached:
			s = workbook.Text(w.text("sheet.not_reached"), centred())
			s.Style.Size = 8
		case !d.Risk.Known():
			s.Text = riskRange(d.Risk)
		}
		t.set(layout.DamageID(d.Damage.ID), s)
	}
	for _, r := range letters {
		t.set("asset_"+letterKey(r), workbook.Int(m.Totals.Worst[r], centred()))
		t.set("route_"+letterKey(r), workbook.Int(routes.Worst[r], centred()))
	}
	t.set("asset_open", workbook.Int(m.Totals.Open, centred()))
	manual, media := 0, 0
	for _, f := range m.Model.Flows {
		manual += f.ManualSteps
	}
	for _, k := range m.Model.Links {
		if k.Kind == model.LinkMedia {
			media++
		}
	}
	t.set("manual", workbook.Int(manual, centred()))
	t.set("media", workbook.Int(media, centred()))
}

// damageNames writes what the labels of the damages stand for.
func (w *writer) damageNames(t *table) error {
	t.filterTo = max(t.sheet.Last(), headRow)
	if err := t.sheet.Row(nil, workbook.RowOptions{Height: 8}); err != nil {
		return err
	}
	for i := range w.Result.Study.Spec.Damages {
		d := &w.Result.Study.Spec.Damages[i]
		cells := make([]workbook.Cell, t.visible()+1)
		if err := t.sheet.Merge(t.next(), t.visible()+1, t.next(), t.lastVisible()+1); err != nil {
			return err
		}
		cells[t.visible()] = workbook.Text(w.text("sheet.damage_level", "label", d.Label, "name", d.In(w.Lang), "level", int(d.Level)), noteStyle())
		if err := t.sheet.Row(cells, workbook.RowOptions{Height: 15}); err != nil {
			return err
		}
	}
	return nil
}

// findings writes 指摘: what was found on the study.
func (w *writer) findings() error {
	t, err := w.begin(layout.Findings, w.columnsOf(layout.Findings), tableOptions{note: w.text("sheet.note.findings"), frozen: "severity"})
	if err != nil {
		return err
	}
	for i, f := range w.Found.Findings {
		message, fix := locale.Finding(w.Lang, f)
		t.blank()
		t.put("_id", "finding/"+itoa(i+1))
		t.set("no", workbook.Int(i+1, centred()))
		t.set("severity", workbook.Text(severity(w, f), centred()))
		t.put("code", string(f.Code))
		t.put("message", message)
		t.put("fix", fix)
		if f.Accepted != "" {
			t.put("accepted", f.Accepted)
		}
		if err := t.write(workbook.RowOptions{}); err != nil {
			return err
		}
	}
	return t.end()
}

func severity(w *writer, f diag.Finding) string {
	return locale.Name(w.Lang, locale.Severity, f.Severity.String())
}
