package cli

import (
	"fmt"
	"strings"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/compare"
	"github.com/sekisho/sekisho/internal/comparetext"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// printShares prints the counts of the asset-based analysis with their shares.
func (s *session) printShares(c *compare.Comparison) {
	s.println("", s.out.paint(bold, s.text("cli.compare.by_asset")))
	t := &table{align: "<<>>>>>>>>>>>>>"}
	head := []string{s.text("cli.assess.column.id"), s.text("cli.assess.column.model"), s.text("cli.compare.column.assets")}
	for _, v := range method.RiskValues {
		head = append(head, v.String(), s.text("cli.compare.column.share"))
	}
	t.rows = append(t.rows, styled(bold, append(head, s.text("cli.assess.column.unrated"), s.text("cli.assess.column.all"))...))
	for i := range c.Models {
		f := &c.Models[i]
		row := styled("", string(f.Result.Model.ID), s.shortName(f.Result.Model), locale.Number(f.Assets))
		for _, v := range method.RiskValues {
			row = append(row, cell{locale.Number(f.Cells.Worst[v]), letterStyle(v)}, cell{text: permille(f.Share(v))})
		}
		t.rows = append(t.rows, append(row, styled("", locale.Number(f.Cells.Worst[method.Unrated]), locale.Number(f.Cells.All()))...))
	}
	s.println(t.lines(s.out)...)
	s.printNote(s.text("cli.compare.share_note"))
}

func permille(n int) string { return fmt.Sprintf("%d.%d%%", n/10, n%10) }

// shortName is the short name of a model with its role.
func (s *session) shortName(m *model.Model) string {
	name := m.Short.In(s.lang)
	if m.Role == model.Baseline {
		name += s.text("cli.assess.role", "role", locale.Name(s.lang, locale.Role, m.Role))
	}
	return name
}

// printOutcomes prints the letter of every damage, with a mark where it is better
// or worse than that of the base.
func (s *session) printOutcomes(c *compare.Comparison) {
	s.println("", s.out.paint(bold, s.text("cli.compare.by_damage")))
	t := &table{}
	head := []string{s.text("cli.assess.column.id"), s.text("cli.assess.column.model")}
	for _, d := range c.Models[0].Damages {
		head = append(head, d.Damage.Label)
	}
	t.rows = append(t.rows, styled(bold, head...))
	for i := range c.Models {
		f := &c.Models[i]
		row := styled("", string(f.Result.Model.ID), s.shortName(f.Result.Model))
		for j, d := range f.Damages {
			row = append(row, cell{s.marked(d.Outcome, c.Models[0].Damages[j].Outcome), outcomeStyle(d.Outcome)})
		}
		t.rows = append(t.rows, row)
	}
	s.println(t.lines(s.out)...)
	s.printNote(s.text("cli.compare.mark_note"))
	legend := &table{indent: "  "}
	for _, d := range c.Models[0].Damages {
		legend.row(d.Damage.Label, s.text("cli.damage.meaning", "name", d.Damage.In(s.lang), "level", int(d.Damage.Level)))
	}
	s.printWrapped(legend)
	s.printEntryPoints(c)
}

// printEntryPoints names the entry points, which the rows below call by their ids.
func (s *session) printEntryPoints(c *compare.Comparison) {
	s.println(s.text("cli.compare.entry_points"))
	t := &table{indent: "  "}
	for _, p := range c.Result.Study.Spec.EntryPoints {
		t.row(string(p.ID), p.In(s.lang))
	}
	s.printWrapped(t)
}

// printConclusions prints first of all how each model stands to the one compared with.
func (s *session) printConclusions(c *compare.Comparison) {
	s.println("", s.out.paint(bold, s.text("cli.compare.conclusions")))
	t := &table{indent: "  "}
	base := &c.Models[0]
	for i := 1; i < len(c.Models); i++ {
		f := &c.Models[i]
		t.row(string(f.Result.Model.ID), s.shortName(f.Result.Model), s.text("cli.compare.conclusion", "sentence", comparetext.Conclusion(s.lang, c.Conclusion(i)),
			"before", permille(base.Share(method.A)), "after", permille(f.Share(method.A))))
	}
	s.printWrapped(t)
}

// printRouteCounts prints for each damage the number of routes by letter.
func (s *session) printRouteCounts(c *compare.Comparison) {
	s.println("", s.out.paint(bold, s.text("cli.compare.by_route")))
	t := &table{align: "<<" + strings.Repeat(">", len(c.Models[0].Damages))}
	head := []string{s.text("cli.assess.column.id"), s.text("cli.assess.column.model")}
	for _, d := range c.Models[0].Damages {
		head = append(head, d.Damage.Label)
	}
	t.rows = append(t.rows, styled(bold, head...))
	for i := range c.Models {
		f := &c.Models[i]
		row := styled("", string(f.Result.Model.ID), s.shortName(f.Result.Model))
		for _, d := range f.Damages {
			row = append(row, cell{text: s.letterCounts(&d.Routes)})
		}
		t.rows = append(t.rows, row)
	}
	s.println(t.lines(s.out)...)
	s.printNote(s.text("cli.compare.route_note"))
}

// letterCounts writes the counts from A to E, and what is unrated where something
// is.
func (s *session) letterCounts(t *assess.Totals) string {
	if t.All() == 0 {
		return "-"
	}
	var out []string
	for _, v := range method.RiskValues {
		out = append(out, locale.Number(t.Worst[v]))
	}
	if n := t.Worst[method.Unrated]; n > 0 {
		out = append(out, s.text("cli.compare.unrated", "number", locale.Number(n)))
	}
	return strings.Join(out, s.text("cli.compare.dot"))
}

// printUseCases prints what each use case risks under each model: the worst letter
// of the goals on the assets that its flows go through, and their A and B cells.
func (s *session) printUseCases(c *compare.Comparison) {
	s.println("", s.out.paint(bold, s.text("cli.compare.by_use_case")))
	t := &table{align: "<<" + strings.Repeat(">", len(c.Models))}
	head := []string{s.text("cli.compare.column.use_case"), s.text("cli.compare.column.name")}
	for i := range c.Models {
		head = append(head, string(c.Models[i].Result.Model.ID))
	}
	t.rows = append(t.rows, styled(bold, head...))
	for i, u := range c.Models[0].UseCases {
		row := styled("", string(u.UseCase.ID), u.UseCase.In(s.lang))
		for j := range c.Models {
			x := &c.Models[j].UseCases[i]
			text := "-"
			if x.Flows > 0 {
				text = s.text("cli.compare.use_case", "outcome", s.outcomeLetter(x.Outcome), "a", locale.Number(x.Cells.Worst[method.A]), "b", locale.Number(x.Cells.Worst[method.B]))
			}
			row = append(row, cell{text, outcomeStyle(x.Outcome)})
		}
		t.rows = append(t.rows, row)
	}
	s.println(t.lines(s.out)...)
	s.printNote(s.text("cli.compare.use_case_note"))
}

// outcomeLetter writes an outcome in a narrow column.
func (s *session) outcomeLetter(o compare.Outcome) string {
	if !o.There || !o.Reached {
		return "-"
	}
	return comparetext.Outcome(s.lang, o)
}

func outcomeStyle(o compare.Outcome) string {
	if !o.There || !o.Reached {
		return ""
	}
	return letterStyle(o.Risk.Worst)
}

// marked writes an outcome with a mark where it differs from the base's.
func (s *session) marked(o, base compare.Outcome) string {
	text := comparetext.Outcome(s.lang, o)
	switch {
	case base.WorseThan(o):
		return s.text("cli.compare.better", "text", text)
	case o.WorseThan(base):
		return s.text("cli.compare.worse", "text", text)
	}
	return text
}

// printGroups prints for each group the best and the worst of its models.
func (s *session) printGroups(c *compare.Comparison) {
	if len(c.Groups) == 0 {
		return
	}
	s.println("", s.out.paint(bold, s.text("cli.compare.by_group")))
	t := &table{}
	head := []string{s.text("cli.compare.column.group"), s.text("cli.compare.column.models")}
	for _, d := range c.Groups[0].Damages {
		head = append(head, d.Damage.Label)
	}
	t.rows = append(t.rows, styled(bold, head...))
	for _, g := range c.Groups {
		ids := make([]string, 0, len(g.Models))
		for _, i := range g.Models {
			ids = append(ids, string(c.Models[i].Result.Model.ID))
		}
		row := styled("", g.Group.In(s.lang), join(ids))
		for _, d := range g.Damages {
			row = append(row, cell{s.span(d), outcomeStyle(d.Worst)})
		}
		t.rows = append(t.rows, row)
	}
	s.println(t.lines(s.out)...)
	s.printNote(s.text("cli.compare.group_note"))
}

func (s *session) span(d compare.GroupDamage) string {
	if d.Best == d.Worst {
		return comparetext.Outcome(s.lang, d.Worst)
	}
	return s.text("cli.compare.span", "worst", comparetext.Outcome(s.lang, d.Worst), "worst_model", string(d.WorstModel),
		"best", comparetext.Outcome(s.lang, d.Best), "best_model", string(d.BestModel))
}

// printWork prints the steps by hand and the handling of media that each use case
// leaves.
func (s *session) printWork(c *compare.Comparison) {
	s.println("", s.out.paint(bold, s.text("cli.compare.work")))
	t := &table{align: "<<"}
	head := []string{s.text("cli.compare.column.use_case"), s.text("cli.compare.column.name")}
	for i := range c.Models {
		head = append(head, string(c.Models[i].Result.Model.ID))
		t.align += ">"
	}
	t.rows = append(t.rows, styled(bold, head...))
	for i, u := range c.Models[0].UseCases {
		row := styled("", string(u.UseCase.ID), u.UseCase.In(s.lang))
		for j := range c.Models {
			x := c.Models[j].UseCases[i]
			row = append(row, cell{text: s.text("cli.compare.steps", "manual", x.ManualSteps, "media", x.MediaHops)})
		}
		t.rows = append(t.rows, row)
	}
	row := styled("", "", s.text("cli.assess.column.all"))
	for j := range c.Models {
		row = append(row, cell{text: s.text("cli.compare.steps", "manual", c.Models[j].ManualSteps, "media", c.Models[j].MediaHops)})
	}
	t.rows = append(t.rows, row)
	s.println(t.lines(s.out)...)
	s.printNote(s.text("cli.compare.work_note"))
}

// printTreesByEntry prints the number of attack trees per damage and entry point.
func (s *session) printTreesByEntry(c *compare.Comparison) {
	s.println("", s.out.paint(bold, s.text("cli.compare.trees")))
	t := &table{align: "<<<>>"}
	t.rows = append(t.rows, styled(bold, s.text("cli.assess.column.id"), s.text("cli.damage.column.damage"), s.text("cli.damage.column.entry"),
		s.text("cli.assess.column.risk"), s.text("cli.damage.column.trees")))
	for i := range c.Models {
		f := &c.Models[i]
		for _, d := range f.Damages {
			for _, e := range d.Entries {
				n := locale.Number(e.Trees)
				if !e.Exact {
					n = s.text("explain.or_more", "number", n)
				}
				t.rows = append(t.rows, []cell{{text: string(f.Result.Model.ID)}, {text: d.Damage.Label}, {text: string(e.Entry)},
					{comparetext.Outcome(s.lang, e.Outcome), outcomeStyle(e.Outcome)}, {text: n}})
			}
		}
	}
	s.println(t.lines(s.out)...)
}

// printNotes prints the assumptions and exclusions on which the models differ.
func (s *session) printNotes(c *compare.Comparison) {
	if len(c.Notes) == 0 {
		return
	}
	s.println("", s.out.paint(bold, s.text("cli.compare.notes")))
	t := &table{indent: "  "}
	for _, n := range c.Notes {
		key := "cli.compare.assumption"
		if n.Exclusion {
			key = "cli.compare.exclusion"
		}
		t.row(n.Statement.ID, s.text(key, "name", n.Statement.In(s.lang), "holds", joinModels(n.Holds), "lacks", joinModels(n.Lacks)))
	}
	s.printWrapped(t)
}
