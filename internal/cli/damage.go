package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/explaintext"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
)

// printDamageTotals prints the letter of every business damage in every model,
// and what the numbers of the damages mean.
func (s *session) printDamageTotals(r *assess.Result) {
	damages := r.Study.Spec.Damages
	if len(damages) == 0 {
		s.println(s.text("cli.damage.none"))
		return
	}
	t := &table{}
	head := []string{s.text("cli.assess.column.id")}
	for _, d := range damages {
		head = append(head, d.Label)
	}
	t.rows = append(t.rows, styled(bold, head...))
	noWay, noGoal := false, false
	for _, m := range r.Models {
		row := styled("", string(m.Model.ID))
		for _, d := range m.Damage.Damages {
			row = append(row, s.damageCell(d))
			noGoal = noGoal || len(d.Goals) == 0
			noWay = noWay || len(d.Goals) > 0 && !d.Reached
		}
		t.rows = append(t.rows, row)
	}
	s.println(t.lines(s.out)...)
	if noWay {
		s.println(s.text("cli.damage.no_way_note"))
	}
	if noGoal {
		s.println(s.text("cli.damage.no_goal_note"))
	}
	legend := &table{indent: "  "}
	for _, d := range damages {
		legend.row(d.Label, s.text("cli.damage.meaning", "name", d.In(s.lang), "level", int(d.Level)))
	}
	s.printWrapped(legend)
}

// damageCell is the letter of a damage, or why there is none.
func (s *session) damageCell(d assess.DamageTotals) cell {
	switch {
	case len(d.Goals) == 0:
		return cell{text: s.text("cli.damage.no_goal")}
	case !d.Reached:
		return cell{text: s.text("explain.no_way")}
	}
	return cell{s.risk(d.Risk), letterStyle(d.Risk.Worst)}
}

// printDamage prints the business damages of a model, one line each, the worst
// tree of the worst of them, and how the two analyses fit together.
func (s *session) printDamage(ctx context.Context, r *assess.Result, m *assess.ModelResult) error {
	if len(m.Model.Goals) == 0 {
		return nil
	}
	s.println("", s.out.paint(bold, s.text("cli.damage.title", "model", m.Model.In(s.lang), "id", string(m.Model.ID))))
	t := &table{indent: "  ", align: "<<>>"}
	t.rows = append(t.rows, styled(bold, s.text("cli.damage.column.damage"), s.text("cli.assess.column.risk"),
		s.text("cli.assess.column.threat_level"), s.text("cli.assess.column.countermeasure_level"), s.text("cli.damage.column.entry"),
		s.text("cli.damage.column.goal"), s.text("cli.damage.column.trees")))
	var worst *assess.Route
	var worstRisk assess.RiskRange
	for _, d := range m.Damage.Damages {
		route, reached := m.WorstRoute(ctx, d, assess.UsualBounds())
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("list trees: %w", err)
		}
		row := []cell{{text: d.Damage.Label}, s.damageCell(d)}
		if reached {
			row = append(row, styled("", level(route.ThreatLevel), s.treeLevel(route.StartResult), s.wayIn(route.StartResult),
				s.goalName(route.Goal), explaintext.TreeNumber(s.lang, &route))...)
			if worst == nil || worse(d.Risk, worstRisk) {
				worst, worstRisk = &route, d.Risk
			}
		}
		t.rows = append(t.rows, row)
	}
	s.println(t.lines(s.out)...)
	if worst != nil {
		s.println("", "  "+s.out.paint(bold, s.text("cli.damage.worst_tree", "label", worst.Goal.Damage.Label,
			"goal", s.goalName(worst.Goal), "entry", worst.Start.Entry.Point.In(s.lang))))
		s.printTree(r, m, &worst.Trees[0], m.Deciding(worst)[0])
	}
	s.printJoined(m)
	return nil
}

// worse tells whether a range of letters is worse than another.
func worse(a, b assess.RiskRange) bool {
	return compareInts(rank(a.Worst), rank(b.Worst), rank(a.Best), rank(b.Best)) > 0
}

// wayIn names an entry point and the asset on which it lands.
func (s *session) wayIn(r assess.StartResult) string {
	return s.text("cli.damage.way_in", "entry", string(r.Start.Entry.Point.ID), "asset", string(r.Start.At.ID))
}

// goalName names the effect and the asset of a goal.
func (s *session) goalName(g *model.Goal) string {
	return s.text("cli.damage.goal", "effect", locale.Name(s.lang, locale.Effect, g.Effect), "asset", string(g.Asset.ID))
}

// treeLevel writes the countermeasure level of the worst tree, or its range.
func (s *session) treeLevel(r assess.StartResult) string {
	return s.levels(r.Countermeasure())
}

// printJoined sums up how the two analyses fit together.
func (s *session) printJoined(m *assess.ModelResult) {
	j := m.Join()
	var impossible []string
	for _, e := range j.Impossible {
		impossible = append(impossible, string(e.Entry.Point.ID))
	}
	t := &table{indent: "  "}
	t.row(s.text("cli.damage.joined.label"), s.text("cli.damage.joined.text", "disagreements", len(j.Disagreements), "differences", len(j.Differences),
		"unthreatened", len(j.Unthreatened), "links", len(j.UnusedLinks), "flows", len(j.UnusedFlows), "idle", len(j.Idle),
		"entries", len(j.Impossible), "ids", strings.Join(impossible, ", ")))
	s.println("")
	s.printWrapped(t)
}
