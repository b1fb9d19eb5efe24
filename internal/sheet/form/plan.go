package form

import (
	"strings"

	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/plan"
	"github.com/sekisho/sekisho/internal/sheet/layout"
	"github.com/sekisho/sekisho/internal/workbook"
)

// plan writes 対策計画: what each plan puts in place at which cost, the letters of the
// business damages before and after it, and how sure it is that none is cheaper.
func (w *writer) plan() error {
	t, err := w.begin(layout.Plan, w.columnsOf(layout.Plan), tableOptions{note: w.text("sheet.note.plan"), frozen: "plan_text", tab: "00734D"})
	if err != nil {
		return err
	}
	for _, letter := range w.Plans.Letters {
		p, err := w.Plans.Of(w.ctx, w.m.Model.ID, letter)
		if err != nil {
			return err
		}
		if err := w.planRows(t, p, letter); err != nil {
			return err
		}
	}
	if err := t.rules("plan_before", "plan_target", letterRules()); err != nil {
		return err
	}
	return t.end()
}

// planRows writes one plan: what comes of it, its countermeasures, the damages.
func (w *writer) planRows(t *table, p *plan.Plan, letter method.RiskValue) error {
	id := "plan/" + strings.ToLower(letter.String())
	begin := func(row, kind string) {
		t.blank()
		t.put("_id", id+row)
		t.put("plan", w.text("report.plan.target", "letter", letter.String()))
		t.set("plan_row", workbook.Text(w.text("sheet.plan."+kind), centred()))
	}
	begin("", "result")
	bold := cellStyle()
	bold.Bold = true
	t.set("plan_text", workbook.Text(w.text("report.plan."+string(p.Outcome())), bold))
	t.put("plan_place", w.planProof(p))
	w.planCost(t, p.Cost)
	if err := t.write(workbook.RowOptions{}); err != nil {
		return err
	}
	for i, c := range p.Chosen {
		begin("/"+layout.DeploymentID(c.ID), "measure")
		t.set("no", workbook.Int(i+1, centred()))
		t.put("plan_text", c.Countermeasure.In(w.Lang))
		_, scope := w.scope(c.Deployment)
		t.put("plan_place", scope)
		was := w.text("report.plan.new")
		if !c.New() {
			was = layout.StatusWord(w.Lang, c.Was)
		}
		t.set("plan_before", workbook.Text(was, centred()))
		t.set("plan_after", workbook.Text(layout.StatusWord(w.Lang, model.InPlace), centred()))
		if c.Decided {
			t.set("effort", workbook.Text(w.text("report.plan.decided"), centred()))
		} else {
			w.planCost(t, c.Cost)
		}
		if err := t.write(workbook.RowOptions{}); err != nil {
			return err
		}
	}
	for _, l := range p.Letters {
		begin("/"+layout.DamageID(l.Damage.ID), "damage")
		t.put("plan_text", w.text("sheet.damage", "label", l.Damage.Label, "name", l.Damage.In(w.Lang)))
		w.planLetter(t, "plan_before", l.ReachedBefore, l.Before)
		if p.Model != nil {
			w.planLetter(t, "plan_after", l.ReachedAfter, l.After)
		}
		if l.Target != method.Unrated {
			t.set("plan_target", workbook.Text(l.Target.String(), letterCell()))
		}
		if err := t.write(workbook.RowOptions{}); err != nil {
			return err
		}
	}
	return nil
}

// planLetter fills a cell with a letter, or tells that no route leads there.
func (w *writer) planLetter(t *table, key string, reached bool, v method.RiskValue) {
	if !reached {
		s := workbook.Text(w.text("sheet.not_reached"), centred())
		s.Style.Size = 8
		t.set(key, s)
		return
	}
	t.set(key, workbook.Text(letter(v), letterCell()))
}

// planCost fills the cells of a cost: yen, and how many countermeasures ask for
// large, medium and small effort.
func (w *writer) planCost(t *table, c plan.Cost) {
	yen := cellStyle()
	yen.Horizontal, yen.Vertical, yen.Number = "right", "center", "#,##0"
	t.set("initial_cost", workbook.Int(int(c.Initial), yen))
	t.set("yearly_cost", workbook.Int(int(c.Yearly), yen))
	var effort []string
	for _, e := range []struct {
		key string
		n   int
	}{{"large", c.Large}, {"medium", c.Medium}, {"small", c.Small}} {
		if e.n > 0 {
			effort = append(effort, w.text("sheet.plan."+e.key, "n", e.n))
		}
	}
	t.set("effort", workbook.Text(strings.Join(effort, w.text("sheet.plan.join")), centred()))
}

// planProof is the certificate in words.
func (w *writer) planProof(p *plan.Plan) string {
	if c := p.Certainty(); c != plan.Proven {
		return w.text("report.plan."+string(c), "initial", locale.Number(int(p.Bound.Initial)))
	}
	return w.text("sheet.plan.proven", "constraints", locale.Number(len(p.Constraints)))
}
