package cli

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/compare"
	"github.com/sekisho/sekisho/internal/comparetext"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
)

// printPair prints what differs between two models, and why.
func (s *session) printPair(p *compare.Pair, t *comparetext.Teller, rows int) {
	if p.SameLetters() {
		s.println("  " + s.text("cli.compare.same"))
		return
	}
	s.printDamageChanges(p, t)
	s.printGoalChanges(p, t, rows)
	s.printZoneChanges(p, t)
	s.printCellChanges(p, t, rows)
	s.printRisks(p, t, rows)
}

func (s *session) printDamageChanges(p *compare.Pair, t *comparetext.Teller) {
	if len(p.Damages) == 0 {
		s.println("  " + s.text("cli.compare.damages_same"))
		return
	}
	var lines []causeLine
	for _, d := range p.Damages {
		lines = addCause(lines, s.outcomes(d.Before, d.After), t.Cause(d.Cause, d.Before, d.After), d.Damage.Label)
	}
	s.println("  " + s.out.paint(bold, s.text("cli.compare.damages")))
	out := &table{indent: "    "}
	for _, l := range lines {
		for i, sentence := range l.cause {
			head := [2]string{}
			if i == 0 {
				head = [2]string{strings.Join(l.of, s.text("compare.comma")), l.head}
			}
			out.row(head[0], head[1], sentence)
		}
	}
	s.printWrapped(out)
}

// causeLine is a change of outcome with its cause, and what has it.
type causeLine struct {
	head      string
	cause, of []string
}

// addCause adds what has a change and a cause to the line with the same ones.
func addCause(lines []causeLine, head string, cause []string, of string) []causeLine {
	i := slices.IndexFunc(lines, func(l causeLine) bool { return l.head == head && slices.Equal(l.cause, cause) })
	if i < 0 {
		i = len(lines)
		lines = append(lines, causeLine{head: head, cause: cause})
	}
	lines[i].of = append(lines[i].of, of)
	return lines
}

// outcomes writes an outcome before and after, with the mark of what it means.
func (s *session) outcomes(before, after compare.Outcome) string {
	return comparetext.Outcome(s.lang, before) + " → " + s.marked(after, before)
}

// printGoalChanges prints the goals of both models whose letter changes, those
// with the same change and cause in one line.
func (s *session) printGoalChanges(p *compare.Pair, t *comparetext.Teller, rows int) {
	var lines []causeLine
	for _, g := range p.Goals {
		if g.Before == g.After || !g.Before.There || !g.After.There {
			continue
		}
		lines = addCause(lines, s.outcomes(g.Before, g.After), t.Cause(g.Cause, g.Before, g.After), t.Goal(g.Damage.ID, g.Effect, g.Asset))
	}
	if len(lines) == 0 || rows == 0 {
		return
	}
	s.println("  " + s.out.paint(bold, s.text("cli.compare.goals")))
	out := &table{indent: "    "}
	for _, l := range lines[:min(rows, len(lines))] {
		out.row(l.head, strings.Join(l.of, s.text("cli.compare.semicolon")))
		for _, sentence := range l.cause {
			out.row("", sentence)
		}
	}
	s.printWrapped(out)
	s.more(len(lines) - rows)
}

func (s *session) printZoneChanges(p *compare.Pair, t *comparetext.Teller) {
	if len(p.Zones) == 0 {
		return
	}
	s.println("  " + s.out.paint(bold, s.text("cli.compare.zones")))
	out := &table{indent: "    "}
	for _, z := range p.Zones {
		out.row(t.Zone(z.Zone), s.text("cli.compare.zone_line", "before", locale.Name(s.lang, locale.Exposure, z.Before.InForce),
			"after", locale.Name(s.lang, locale.Exposure, z.After.InForce), "cause", t.Units(z.Cause.Makes)))
	}
	s.printWrapped(out)
}

// printCellChanges sums up the cells of both models by what causes the change,
// the cause of most first.
func (s *session) printCellChanges(p *compare.Pair, t *comparetext.Teller, rows int) {
	type line struct {
		cause         string
		better, worse int
	}
	var lines []line
	better, higher := 0, 0
	for i := range p.Cells {
		c := &p.Cells[i]
		cause := t.Units(c.Cause)
		at := slices.IndexFunc(lines, func(l line) bool { return l.cause == cause })
		if at < 0 {
			at = len(lines)
			lines = append(lines, line{cause: cause})
		}
		if worse(c.After.Risk, c.Before.Risk) {
			lines[at].worse++
			higher++
		} else {
			lines[at].better++
			better++
		}
	}
	s.println("  " + s.text("cli.compare.cells", "better", better, "worse", higher))
	if len(lines) == 0 || rows == 0 {
		return
	}
	slices.SortStableFunc(lines, func(a, b line) int { return cmp.Compare(b.better+b.worse, a.better+a.worse) })
	out := &table{indent: "    ", align: ">><"}
	out.rows = append(out.rows, styled(bold, s.text("cli.compare.column.better"), s.text("cli.compare.column.worse"), s.text("cli.compare.column.cause")))
	for _, l := range lines[:min(rows, len(lines))] {
		out.row(locale.Number(l.better), locale.Number(l.worse), l.cause)
	}
	s.printWrapped(out)
	s.more(len(lines) - rows)
}

// more tells how many lines are not shown.
func (s *session) more(n int) {
	if n > 0 {
		s.println("    " + s.text("cli.compare.more", "number", n))
	}
}

// printRisks prints how many risks are removed, new and moved, by letter, and the
// worst of them.
func (s *session) printRisks(p *compare.Pair, t *comparetext.Teller, rows int) {
	if len(p.Risks) == 0 {
		s.println("  " + s.text("cli.compare.risks_none"))
		return
	}
	s.println("  " + s.out.paint(bold, s.text("cli.compare.risks")))
	out := &table{indent: "    ", align: "<<>>>>>"}
	out.rows = append(out.rows, styled(bold, "", "", "A", "B", "C", "D", "E"))
	for _, routes := range []bool{false, true} {
		for _, fate := range []compare.Fate{compare.Gone, compare.New, compare.Moved} {
			out.rows = append(out.rows, s.riskCounts(p, routes, fate))
		}
	}
	s.println(out.lines(s.out)...)
	note := &table{indent: "    "}
	note.row(s.text("cli.compare.moved_note"))
	s.printWrapped(note)
	for _, fate := range []compare.Fate{compare.New, compare.Moved, compare.Gone} {
		s.printWorstRisks(p, t, fate, rows)
	}
}

func (s *session) riskCounts(p *compare.Pair, routes bool, fate compare.Fate) []cell {
	var n [method.A + 1]int
	for i := range p.Risks {
		if r := &p.Risks[i]; r.Route() == routes && r.Fate == fate {
			n[after(r).Risk.Worst]++
		}
	}
	what := "cli.compare.cell_risks"
	if routes {
		what = "cli.compare.route_risks"
	}
	row := styled("", s.text(what), s.text("cli.compare.fate."+string(fate)))
	for _, v := range method.RiskValues {
		row = append(row, cell{locale.Number(n[v]), letterStyle(v)})
	}
	return row
}

// after is the outcome by which a risk is counted: what it comes to, or came to
// where it is gone.
func after(r *compare.Risk) compare.Outcome {
	if r.Fate == compare.Gone {
		return r.Before
	}
	return r.After
}

func (s *session) printWorstRisks(p *compare.Pair, t *comparetext.Teller, fate compare.Fate, rows int) {
	var list []*compare.Risk
	for i := range p.Risks {
		if r := &p.Risks[i]; r.Fate == fate && after(r).Risk.Worst >= method.B {
			list = append(list, r)
		}
	}
	if len(list) == 0 || rows == 0 {
		return
	}
	slices.SortStableFunc(list, func(a, b *compare.Risk) int {
		switch x, y := after(a), after(b); {
		case x.WorseThan(y):
			return -1
		case y.WorseThan(x):
			return 1
		case a.Route() != b.Route(): // routes before cells
			if a.Route() {
				return -1
			}
			return 1
		}
		return 0
	})
	out := &table{indent: "    "}
	for i, r := range list[:min(rows, len(list))] {
		head := ""
		if i == 0 {
			head = s.text("cli.compare.fate." + string(fate))
		}
		out.row(head, t.Risk(r))
	}
	s.printWrapped(out)
	s.more(len(list) - rows)
}
