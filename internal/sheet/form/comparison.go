package form

import (
	"fmt"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/compare"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/sheet/layout"
	"github.com/sekisho/sekisho/internal/workbook"
)

// comparison writes モデル比較: counts by letter of both analyses, the worst letter of
// each business damage, and the work that handing data over leaves, side by side.
// The figures are those of package compare.
func (w *writer) comparison() error {
	figures, err := w.figures()
	if err != nil {
		return err
	}
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
	add("share", w.text("sheet.column.share"), w.text("sheet.group.asset_based"), 8)
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
	for i := range figures {
		w.comparisonRow(t, &figures[i], letters)
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

// figures gives those of each model, in the order of the study.
func (w *writer) figures() ([]compare.Figures, error) {
	if len(w.Result.Models) == 0 {
		return nil, nil
	}
	c, err := compare.Run(w.ctx, w.Result, compare.Options{Against: w.Result.Models[0].Model.ID, FiguresOnly: true})
	if err != nil {
		return nil, fmt.Errorf("compare models: %w", err)
	}
	return c.Models, nil
}

// letterKey is a letter as part of a key.
func letterKey(r method.RiskValue) string {
	if r == method.Unrated {
		return "unrated"
	}
	return r.String()
}

func (w *writer) comparisonRow(t *table, f *compare.Figures, letters []method.RiskValue) {
	m := f.Result.Model
	t.blank()
	t.put("_id", layout.ModelID(m.ID))
	bold := cellStyle()
	bold.Bold, bold.Vertical = true, "center"
	t.set("model", workbook.Text(m.In(w.Lang), bold))
	t.set("role", workbook.Text(locale.Name(w.Lang, locale.Role, m.Role), centred()))
	t.set("assets", workbook.Int(f.Assets, centred()))
	var routes assess.Totals
	for _, d := range f.Damages {
		for r, n := range d.Routes.Worst {
			routes.Worst[r] += n
		}
		s := workbook.Text(letter(d.Risk.Worst), letterCell())
		switch {
		case !d.There:
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
		t.set("asset_"+letterKey(r), workbook.Int(f.Cells.Worst[r], centred()))
		t.set("route_"+letterKey(r), workbook.Int(routes.Worst[r], centred()))
	}
	// In whole percent, of what is worst; models differ in their number of assets.
	t.set("share", workbook.Text(w.text("sheet.percent", "n", (f.Share(method.A)+f.Share(method.B)+5)/10), centred()))
	t.set("asset_open", workbook.Int(f.Cells.Open, centred()))
	t.set("manual", workbook.Int(f.ManualSteps, centred()))
	t.set("media", workbook.Int(f.MediaHops, centred()))
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
