package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/plan"
	"github.com/sekisho/sekisho/internal/scopetext"
)

// plans gives the plans of every model, one for each letter; where one could not
// be made, a mark and a finding stand for all.
func (b *builder) plans() (of map[model.ModelID][]*plan.Plan, say []document.Block) {
	if b.Plans == nil {
		return nil, b.none("plan.none")
	}
	of = map[model.ModelID][]*plan.Plan{}
	for _, m := range b.Result.Models {
		for _, letter := range b.Plans.Letters {
			p, err := b.Plans.Of(b.ctx, m.Model.ID, letter)
			if err != nil {
				return nil, b.failed(b.text("caption.plan_costs"), err)
			}
			of[m.Model.ID] = append(of[m.Model.ID], p)
		}
	}
	return of, nil
}

// planCosts gives what each model needs at least, beside what it leaves. How many
// countermeasures are lacking stays inside.
func (b *builder) planCosts() []document.Block {
	of, say := b.plans()
	if of == nil {
		return say
	}
	var rows []document.Row
	for _, m := range b.Result.Models {
		for i, p := range of[m.Model.ID] {
			var row document.Row
			if i == 0 {
				c := text(m.Model.Short.In(b.Lang))
				c.Rows = len(of[m.Model.ID])
				row.Cells = append(row.Cells, c)
			}
			row.Cells = append(row.Cells, text(b.text("plan.target", "letter", b.Plans.Letters[i].String())), text(b.text("plan."+string(p.Outcome()))))
			figures := []document.Cell{centred(b.text("dash")), centred(b.text("dash")), centred(b.text("dash"))}
			if p.Model != nil {
				figures = []document.Cell{number(p.Added()), yen(p.Cost.Initial), yen(p.Cost.Yearly)}
			}
			if b.Public {
				figures = figures[1:]
			}
			row.Cells = append(append(row.Cells, figures...), text(b.text("plan."+string(p.Certainty()), "initial", locale.Number(int(p.Bound.Initial)))))
			rows = append(rows, row)
		}
	}
	keys, widths := []string{"model", "target", "outcome", "deployments", "initial_cost", "yearly_cost", "proof"}, []float64{3.6, 3.6, 3.4, 2, 3, 3, 4.4}
	if b.Public {
		keys, widths = slices.Delete(keys, 3, 4), slices.Delete(widths, 3, 4)
	}
	t := b.table("plan-costs", widths, b.columns(keys...), rows)
	t.Notes = [][]document.Span{document.Plain(b.text(b.edition("plan.note")))}
	return []document.Block{b.para("plan.lead", "damages", b.damageLabels(b.Plans.Damages)), t}
}

func yen(n int64) document.Cell {
	c := number(int(n))
	c.Align = document.Right
	return c
}

func (b *builder) damageLabels(ids []model.DamageID) string {
	var labels []string
	for _, id := range ids {
		if d, ok := b.study.Damage(id); ok {
			labels = append(labels, d.Label)
		}
	}
	return b.join(labels)
}

// planMeasures lists what the plans put in place, and what stands in the way.
func (b *builder) planMeasures() []document.Block {
	of, say := b.plans()
	if of == nil {
		return say
	}
	blocks := []document.Block{b.para("plan.measures_lead")}
	var pictures []document.Block
	for _, m := range b.Result.Models {
		blocks = append(blocks, &document.Heading{Level: b.level + 1, Text: document.Plain(m.Model.In(b.Lang))})
		told, shown := b.modelMeasures(m.Model, of[m.Model.ID])
		blocks, pictures = append(blocks, told...), append(pictures, shown...)
	}
	return append(blocks, b.pictures("plan.pictures", pictures)...)
}

// modelMeasures lists what the plans of one model, one for each letter, put in place,
// and gives the pictures of where that is.
func (b *builder) modelMeasures(m *model.Model, plans []*plan.Plan) (blocks, pictures []document.Block) {
	for i, p := range plans {
		letter := b.Plans.Letters[i]
		same := slices.IndexFunc(plans[:i], func(x *plan.Plan) bool { return sameChoice(x, p) })
		switch {
		case len(p.Chosen) == 0 && p.Outcome() == plan.OutcomeNeedless:
			blocks = append(blocks, b.para("plan.met", "letter", letter.String()))
		case len(p.Chosen) == 0:
		case same >= 0:
			blocks = append(blocks, b.para("plan.same_measures", "letter", letter.String(), "as", b.Plans.Letters[same].String()))
		default:
			picture := b.figure(Picture{Kind: PlanPicture, Model: m.ID, Leave: letter}, "plan",
				b.text("caption.plan_picture", "model", m.Short.In(b.Lang), "letter", letter.String()), "plan-"+string(m.ID)+"-"+strings.ToLower(letter.String()))
			lead := b.text("plan.measures_of", "target", b.text("plan.target", "letter", letter.String()), "n", len(p.Chosen), "decided", len(p.Chosen)-p.Added())
			blocks, pictures = append(blocks, b.shown(lead, picture), b.measures(m, p, letter)), append(pictures, picture)
		}
	}
	if len(blocks) == 0 {
		blocks = append(blocks, b.para("plan.no_measures"))
	}
	if n := len(plans); n > 0 {
		blocks = append(blocks, b.obstacles(m, plans[n-1], b.Plans.Letters[n-1])...)
		blocks = append(blocks, b.front(m)...)
	}
	return blocks, pictures
}

// sameChoice tells whether two plans put the same in place.
func sameChoice(a, b *plan.Plan) bool {
	return slices.EqualFunc(a.Chosen, b.Chosen, func(x, y *plan.Candidate) bool { return x.Deployment.ID == y.Deployment.ID })
}

// front shows what more money buys, where it buys anything.
func (b *builder) front(m *model.Model) []document.Block {
	chart := b.figure(Picture{Kind: FrontChart, Model: m.ID}, "costs", b.text("caption.plan_front", "model", m.Short.In(b.Lang)), "costs-"+string(m.ID))
	if _, ok := chart.(*document.Figure); !ok {
		return []document.Block{b.para("plan.no_front")}
	}
	return []document.Block{b.shown(b.text("plan.costs"), chart), chart}
}

// measures is the table of what one plan puts in place.
func (b *builder) measures(m *model.Model, p *plan.Plan, letter method.RiskValue) document.Block {
	var rows []document.Row
	for i, c := range p.Chosen {
		state := b.text("plan.new")
		if !c.New() {
			state = locale.Name(b.Lang, locale.Status, c.Was)
		}
		cost := []document.Cell{number(int(c.Cost.Initial)), number(int(c.Cost.Yearly))}
		if c.Decided {
			cost = []document.Cell{centred(b.text("plan.decided")), centred(b.text("plan.decided"))}
		}
		rows = append(rows, document.Row{Cells: append([]document.Cell{number(i + 1), text(c.Countermeasure.In(b.Lang)), text(scopetext.Of(b.Lang, c.Deployment)), text(state)}, cost...)})
	}
	rows = append(rows, document.Row{Group: true, Cells: []document.Cell{{Text: document.Plain(b.text("total")), Kind: document.HeadCell, Cols: 4}, yen(p.Cost.Initial), yen(p.Cost.Yearly)}})
	id := "plan-" + string(m.ID) + "-" + strings.ToLower(letter.String())
	t := b.tableOf(id, b.text("caption.plan_measures", "model", m.Short.In(b.Lang), "letter", letter.String()), []float64{1, 6, 6, 2.4, 2.4, 2.4},
		b.columns("number", "countermeasure", "scope", "state", "initial_cost", "yearly_cost"), rows)
	t.Dense = true
	return t
}

// obstacles tells what stands in the way of the targets: the goals that stay too
// high, with the entry points from which they do.
func (b *builder) obstacles(m *model.Model, p *plan.Plan, leave method.RiskValue) []document.Block {
	type rest struct {
		letter         method.RiskValue
		entries, goals []string
	}
	var order []*model.Goal
	of := map[*model.Goal]*rest{}
	for _, o := range p.Obstacles {
		if o.Goal == nil {
			continue
		}
		if of[o.Goal] == nil {
			order, of[o.Goal] = append(order, o.Goal), &rest{letter: o.Letter}
		}
		r := of[o.Goal]
		r.letter = max(r.letter, o.Letter)
		if name := o.Start.Entry.Point.In(b.Lang); !slices.Contains(r.entries, name) {
			r.entries = append(r.entries, name)
		}
	}
	if len(order) == 0 {
		return nil
	}
	place := func(g *model.Goal) int {
		return slices.IndexFunc(b.study.Spec.Damages, func(d model.DamageSpec) bool { return d.ID == g.Damage.ID })
	}
	slices.SortStableFunc(order, func(x, y *model.Goal) int { return cmp.Compare(place(x), place(y)) })
	var list []*rest // goals with the same letter from the same entry points are one row
	for _, g := range order {
		name := g.Damage.Label + " " + b.goal(g)
		at := slices.IndexFunc(list, func(r *rest) bool { return r.letter == of[g].letter && slices.Equal(r.entries, of[g].entries) })
		if at < 0 {
			at = len(list)
			list = append(list, of[g])
		}
		list[at].goals = append(list[at].goals, name)
	}
	var rows []document.Row
	for _, r := range list {
		rows = append(rows, document.Row{Cells: []document.Cell{points(lines(r.goals)), points(lines(r.entries)), b.letter(assess.RiskRange{Worst: r.letter, Best: r.letter})}})
	}
	t := b.tableOf("obstacles-"+string(m.ID), b.text("caption.obstacles", "model", m.Short.In(b.Lang), "letter", leave.String()), []float64{8, 8, 2}, b.columns("goal", "entry", "risk"), rows)
	t.Dense = true
	return []document.Block{b.para("plan.obstacles", "letter", leave.String()), t}
}
