package cli

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// lettersDown are the letters from the worst, then unrated.
var lettersDown = []method.RiskValue{method.A, method.B, method.C, method.D, method.E, method.Unrated}

func (c *hearingNationCommand) print(s *session, n *nation) {
	rows := 10
	if c.Rows.given {
		rows = c.Rows.n
	}
	s.println(s.text("cli.hearing.nation.title", "organisations", locale.Number(len(n.List)), "questions", locale.Number(len(n.Questions)), "models", joinModels(n.models())))
	s.printPlanned(n)
	for i := range n.Models {
		s.printDistribution(n, i)
		if c.By != "" {
			s.printByGroup(n, i)
		}
		s.printWorstCells(n, i, rows)
	}
	s.println("")
	s.printNote(s.text("cli.hearing.nation.note"))
	legend := &table{indent: "  "}
	for d := range n.Models[0].Damages {
		legend.row(n.DamageName(n.DamageID(d), s.lang))
	}
	s.printWrapped(legend)
	s.printMissing(n, rows, c.By != "")
	for _, q := range n.where {
		s.printWhere(n, q, rows)
	}
}

func (n *nation) models() []model.ModelID {
	ids := make([]model.ModelID, len(n.Models))
	for i, m := range n.Models {
		ids[i] = m.Model.ID
	}
	return ids
}

// printPlanned names the questions of which the countermeasures are taken as in
// place everywhere.
func (s *session) printPlanned(n *nation) {
	if n.plan.Empty() {
		return
	}
	s.println("", s.out.paint(bold, s.text("cli.hearing.nation.plan")))
	t := &table{indent: "  "}
	for _, q := range n.plan.Questions {
		t.row(string(n.Questions[q].ID), s.questionName(&n.Questions[q]))
	}
	for _, id := range n.plan.Beside {
		t.row(string(id), s.text("cli.hearing.nation.beside", "model", string(n.plan.Model)))
	}
	s.printWrapped(t)
}

func (s *session) questionName(q *hearing.Question) string {
	return s.text("cli.hearing.question", "name", q.Name.In(s.lang), "scope", s.scopeText(q))
}

// printDistribution prints for every damage how many organisations come to which
// letter, unknown answers at their worst and at their best.
func (s *session) printDistribution(n *nation, at int) {
	m := n.Models[at]
	s.println("", s.out.paint(bold, s.text("cli.hearing.nation.model", "model", m.Model.In(s.lang), "id", string(m.Model.ID))))
	t := &table{indent: "  ", align: "<<>>>>>>>"}
	head := []string{s.text("cli.hearing.head.damage"), s.text("cli.hearing.head.view")}
	for _, v := range lettersDown[:5] {
		head = append(head, v.String())
	}
	head = append(head, s.text("cli.hearing.head.unrated"))
	var lowered []int
	if n.Planned != nil {
		lowered = m.Lowered(n.Planned.Models[at])
		head = append(head, s.text("cli.hearing.head.lowered"))
	}
	t.rows = append(t.rows, styled(bold, head...))
	for d := range m.Damages {
		if !m.Reached[d] {
			t.row(n.DamageLabel(d), s.text("cli.hearing.nation.no_way"))
			continue
		}
		s.views(t, n.DamageLabel(d), &m.Damages[d])
		if n.Planned != nil {
			t.rows = append(t.rows, append(counted("", s.text("cli.hearing.nation.planned"), &n.Planned.Models[at].Damages[d].Worst), cell{text: locale.Number(lowered[d])}))
		}
	}
	s.views(t, s.text("cli.hearing.nation.cells"), &m.Worst)
	if n.Planned != nil {
		t.rows = append(t.rows, counted("", s.text("cli.hearing.nation.planned"), &n.Planned.Models[at].Worst.Worst))
	}
	s.println(t.lines(s.out)...)
}

// views adds the rows of both views, or one where they are the same.
func (s *session) views(t *table, name string, x *hearing.Letters) {
	if x.Worst == x.Best {
		t.rows = append(t.rows, counted(name, s.text("cli.hearing.nation.known"), &x.Worst))
		return
	}
	t.rows = append(t.rows, counted(name, s.text("cli.hearing.nation.worst"), &x.Worst), counted("", s.text("cli.hearing.nation.best"), &x.Best))
}

func counted(name, view string, x *[method.A + 1]int) []cell {
	row := styled("", name, view)
	for _, v := range lettersDown {
		row = append(row, cell{locale.Number(x[v]), letterStyle(v)})
	}
	return row
}

// printByGroup prints the letters of every damage by group, unknown answers at
// their worst.
func (s *session) printByGroup(n *nation, at int) {
	m := n.Models[at]
	s.println("  " + s.text("cli.hearing.nation.by_group"))
	t := &table{indent: "  ", align: "<<>>>>>>"}
	head := []string{s.text("cli.hearing.head.damage"), s.text("cli.hearing.head.group")}
	for _, v := range lettersDown[:5] {
		head = append(head, v.String())
	}
	t.rows = append(t.rows, styled(bold, append(head, s.text("cli.hearing.head.unrated"))...))
	groups := m.ByGroup(n.Of, len(n.Names))
	for d := range m.Damages {
		if !m.Reached[d] {
			continue
		}
		label := n.DamageLabel(d)
		for g := range groups {
			t.rows = append(t.rows, counted(label, n.Names[g], &groups[g][d].Worst))
			label = ""
		}
	}
	s.println(t.lines(s.out)...)
}

// printWorstCells prints the cells at which most organisations have an A, or else
// a B.
func (s *session) printWorstCells(n *nation, at, rows int) {
	m := n.Models[at]
	var order []int
	for i := range m.Cells {
		if w := m.Cells[i].Worst; w[method.A]+w[method.B]+w[method.Unrated] > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := m.Cells[a].Worst, m.Cells[b].Worst
		return cmp.Or(y[method.Unrated]-x[method.Unrated], y[method.A]-x[method.A], y[method.B]-x[method.B])
	})
	if rows == 0 || len(order) == 0 {
		return
	}
	s.println("  " + s.text("cli.hearing.nation.worst_cells"))
	t := &table{indent: "  ", align: "<<>>>>>>"}
	head := []string{s.text("cli.hearing.head.asset"), s.text("cli.hearing.head.threat")}
	for _, v := range lettersDown[:5] {
		head = append(head, v.String())
	}
	t.rows = append(t.rows, styled(bold, append(head, s.text("cli.hearing.head.unrated"))...))
	for _, i := range order[:min(rows, len(order))] {
		asset, threat := n.CellName(at, i, s.lang)
		t.rows = append(t.rows, counted(asset, threat, &m.Cells[i].Worst))
	}
	s.println(t.lines(s.out)...)
	if left := len(order) - rows; left > 0 {
		s.println("  " + s.text("cli.hearing.nation.more_cells", "number", locale.Number(left)))
	}
}

// printMissing prints which countermeasures most organisations lack, and where it
// is asked for, in which groups.
func (s *session) printMissing(n *nation, rows int, groups bool) {
	list := n.Missing()
	if rows == 0 {
		return
	}
	s.println("", s.out.paint(bold, s.text("cli.hearing.nation.missing")))
	t := &table{indent: "  ", align: "<>>>>><<"}
	head := []string{s.text("cli.hearing.head.question"), s.text("cli.hearing.head.lack"), s.text("cli.hearing.head.share"),
		s.text("cli.hearing.head.partial"), s.text("cli.hearing.head.has"), s.text("cli.hearing.head.open")}
	if groups {
		head = append(head, s.text("cli.hearing.head.lacking_groups"))
	}
	t.rows = append(t.rows, styled(bold, append(head, s.text("cli.hearing.head.name"))...))
	for _, m := range list[:min(rows, len(list))] {
		q := &n.Questions[m.Question]
		row := []string{string(q.ID), locale.Number(m.Number[hearing.Lacks]), percent(m.Number[hearing.Lacks], len(n.List)), locale.Number(m.Number[hearing.Partly]),
			locale.Number(m.Number[hearing.Has]), locale.Number(m.Number[hearing.Unclear])}
		if groups {
			row = append(row, s.lackingGroups(n, m.Question))
		}
		t.row(append(row, s.questionName(q))...)
	}
	s.printWrapped(t)
	if left := len(list) - rows; left > 0 {
		s.println("  " + s.text("cli.hearing.more", "number", locale.Number(left)))
	}
}

// lackingGroups names the groups of which the largest share lacks what a question
// asks about.
func (s *session) lackingGroups(n *nation, q int) string {
	const most = 2
	type group struct {
		name     string
		lack, of int
	}
	var list []group
	for g, m := range hearing.MissingBy(n.List, q, n.Of, len(n.Names)) {
		of := 0
		for _, x := range m.Number {
			of += x
		}
		if m.Number[hearing.Lacks] > 0 {
			list = append(list, group{n.Names[g], m.Number[hearing.Lacks], of})
		}
	}
	slices.SortStableFunc(list, func(a, b group) int { return b.lack*a.of - a.lack*b.of })
	var out []string
	for _, g := range list[:min(most, len(list))] {
		out = append(out, s.text("cli.hearing.nation.lacking", "group", g.name, "share", percent(g.lack, g.of)))
	}
	if len(out) == 0 {
		return "-"
	}
	return strings.Join(out, s.text("cli.hearing.comma"))
}

// printWhere lists the organisations that lack what a question asks about, then
// those that have it partly, then those of which it is not known.
func (s *session) printWhere(n *nation, q, rows int) {
	s.println("", s.out.paint(bold, s.text("cli.hearing.nation.where", "question", string(n.Questions[q].ID), "name", s.questionName(&n.Questions[q]))))
	list := hearing.Lacking(n.List, q)
	if len(list) == 0 {
		s.println("  " + s.text("cli.hearing.nation.nobody"))
		return
	}
	t := &table{indent: "  "}
	for _, row := range list[:min(rows, len(list))] {
		o := &n.Organisations[row.Organisation]
		t.row(o.Code, o.Name, n.Names[n.Of[row.Organisation]], s.codeText(row.Known[q]))
	}
	s.println(t.lines(s.out)...)
	if left := len(list) - rows; left > 0 {
		s.println("  " + s.text("cli.hearing.more_organisations", "number", locale.Number(left)))
	}
}

func (s *session) codeText(c hearing.Code) string {
	if c == hearing.Unanswered {
		return s.text("cli.hearing.unanswered")
	}
	return s.answerText(string(c.Status()), string(c.Effective()))
}
