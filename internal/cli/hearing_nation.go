package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// hearingNationCommand rates the models with the answers of every organisation.
type hearingNationCommand struct {
	Hearing textFlag      `arg:""`
	Study   textFlag      `placeholder:"STUDY"`
	Model   modelsFlag    `placeholder:"ID"`
	Set     casesFlag     `placeholder:"PARAM=CASE"`
	Plan    questionsFlag `placeholder:"QUESTION"`
	Rows    countFlag     `placeholder:"N"`
	Public  bool
	By      groupFlag `placeholder:"class|prefecture"`
	Least   countFlag `placeholder:"N"`
}

// questionsFlag is --plan, repeatable or with commas between ids.
type questionsFlag []hearing.QuestionID

// Decode adds the flag's value.
func (f *questionsFlag) Decode(ctx *kong.DecodeContext) error {
	value, err := popValue(ctx)
	for id := range strings.SplitSeq(value, ",") {
		if id = strings.TrimSpace(id); id != "" {
			*f = append(*f, hearing.QuestionID(id))
		}
	}
	return err
}

// groupFlag is --by: how organisations are grouped; empty means by class.
type groupFlag string

// Decode reads the flag's value.
func (f *groupFlag) Decode(ctx *kong.DecodeContext) error {
	value, err := oneOf(ctx, "class", "prefecture")
	*f = groupFlag(value)
	return err
}

// Run runs the command.
func (c *hearingNationCommand) Run(ctx context.Context, s *session) error {
	if !c.Public && (c.By != "" || c.Least.given) {
		return usage("cli.usage.hearing_public")
	}
	if c.Public && (c.Rows.given || len(c.Plan) > 0) {
		return usage("cli.usage.hearing_public_only")
	}
	if c.Least.given && c.Least.n < 3 {
		return usage("cli.usage.hearing_least", "value", c.Least.n)
	}
	result, found, err := s.assess(ctx, string(c.Study), c.Set, assess.Options{Models: c.Model})
	if result == nil || err != nil {
		return err
	}
	s.noteFindings(found, diag.Error)
	if err := checkQuestions(result, c.Plan); err != nil {
		return err
	}
	n, err := c.evaluate(ctx, s, result)
	if n == nil || err != nil {
		return err
	}
	switch {
	case c.Public && s.json:
		return s.printJSON(c.publicTables(s, n))
	case c.Public:
		c.printPublic(s, n)
	case s.json:
		return s.printJSON(c.figures(s, n))
	default:
		c.print(s, n)
	}
	return nil
}

// checkQuestions makes sure that --plan names questions.
func checkQuestions(r *assess.Result, plan []hearing.QuestionID) error {
	var ids []string
	for _, q := range hearing.Derive(r) {
		ids = append(ids, string(q.ID))
	}
	for _, id := range plan {
		if !slices.Contains(ids, string(id)) {
			return usage("cli.usage.hearing_unknown_question", "value", string(id), "near", nearest(string(id), ids))
		}
	}
	return nil
}

func (c *hearingNationCommand) evaluate(ctx context.Context, s *session, r *assess.Result) (*app.Nation, error) {
	bars := map[string]*progress{"read": s.progress("cli.progress.hearing_read"), "rate": s.progress("cli.progress.nation")}
	n, found, err := app.EvaluateNation(ctx, string(c.Hearing), r, c.Plan, func(phase string, done, total int) { bars[phase].set(done, total) })
	for _, bar := range bars {
		bar.done()
	}
	if err != nil {
		return nil, err
	}
	if n == nil {
		s.noteFindings(found, diag.Error)
		s.code = Found
		return nil, nil //nolint:nilnil // the findings have been shown
	}
	s.noteFindings(found, diag.Warning)
	for _, x := range []struct {
		key   string
		count int
	}{{"cli.hearing.nation.strangers", n.Strangers}, {"cli.hearing.nation.outdated", n.Outdated}, {"cli.hearing.nation.conflicts", n.Open}} {
		if x.count > 0 {
			s.note(s.text(x.key, "number", locale.Number(x.count)))
		}
	}
	return n, nil
}

// letters from the worst.
var lettersDown = []method.RiskValue{method.A, method.B, method.C, method.D, method.E, method.Unrated}

func (c *hearingNationCommand) print(s *session, n *app.Nation) {
	s.println(s.text("cli.hearing.nation.title", "organisations", locale.Number(n.Nation.Rows), "questions", locale.Number(len(n.Questions))))
	for i, m := range n.Models {
		s.println("", s.out.paint(bold, m.Model.In(s.lang)+" ("+string(m.Model.ID)+")"))
		t := &table{indent: "  ", align: "<>>>>>>>"}
		head := []string{s.text("cli.hearing.head.damage")}
		for _, v := range lettersDown[:5] {
			head = append(head, v.String())
		}
		t.row(append(head, s.text("cli.hearing.head.noletter"), s.text("cli.hearing.head.best_a"))...)
		for d, x := range m.Damages {
			t.row(c.countsRow(n.DamageName(n.DamageID(d), s.lang), &x)...)
			if n.Planned != nil {
				t.row(c.countsRow("  "+s.text("cli.hearing.nation.planned"), &n.Planned.Models[i].Damages[d])...)
			}
		}
		t.row(c.countsRow(s.text("cli.hearing.nation.cells"), &m.Worst)...)
		if n.Planned != nil {
			t.row(c.countsRow("  "+s.text("cli.hearing.nation.planned"), &n.Planned.Models[i].Worst)...)
		}
		s.println(t.lines(s.out)...)
	}
	s.println("", s.text("cli.hearing.nation.note"))
	c.printMissing(s, n)
}

func (c *hearingNationCommand) countsRow(name string, x *hearing.Letters) []string {
	row := []string{name}
	for _, v := range lettersDown {
		row = append(row, locale.Number(x.Worst[v]))
	}
	return append(row, locale.Number(x.Best[method.A]))
}

// missing is how many organisations lack what a question asks about.
type missing struct {
	question                    int
	lack, partial, unknown, has int
}

// missingOf counts by question, those that most lack first. Who says that it does
// not apply lacks nothing.
func missingOf(n *app.Nation) []missing {
	out := make([]missing, len(n.Questions))
	for q, codes := range n.Statuses {
		m := missing{question: q}
		for code, count := range codes {
			x := hearing.Code(code)
			switch {
			case x.Open():
				m.unknown += count
			case x.Status() == model.NotApplicable:
			case x.Standing().Worst == 0:
				m.lack += count
			case x.Status() == model.Partial:
				m.partial += count
			default:
				m.has += count
			}
		}
		out[q] = m
	}
	slices.SortStableFunc(out, func(a, b missing) int { return cmp.Or(b.lack-a.lack, b.unknown-a.unknown) })
	return out
}

func (c *hearingNationCommand) printMissing(s *session, n *app.Nation) {
	rows := 10
	if c.Rows.given {
		rows = c.Rows.n
	}
	t := &table{indent: "  ", align: "<>>>><"}
	t.row(s.text("cli.hearing.head.question"), s.text("cli.hearing.head.lack"), s.text("cli.hearing.head.share"), s.text("cli.hearing.head.partial"), s.text("cli.hearing.head.open"), s.text("cli.hearing.head.name"))
	list := missingOf(n)
	for _, m := range list[:min(rows, len(list))] {
		q := &n.Questions[m.question]
		t.row(string(q.ID), locale.Number(m.lack), percent(m.lack, n.Nation.Rows), locale.Number(m.partial), locale.Number(m.unknown), q.Name.In(s.lang)+" / "+s.scopeText(q))
	}
	s.println("", s.text("cli.hearing.nation.missing"))
	s.println(t.lines(s.out)...)
	if left := len(list) - rows; left > 0 {
		s.println("  " + s.text("cli.hearing.more", "number", locale.Number(left)))
	}
}

// jsonNation are the figures of all organisations.
type jsonNation struct {
	Organisations int               `json:"organisations"`
	Models        []jsonNationModel `json:"models"`
	Missing       []jsonMissing     `json:"missing"`
}

type jsonNationModel struct {
	Model   string             `json:"model"`
	Damages []jsonDistribution `json:"damages"`
	Goals   []jsonDistribution `json:"goals"`
	Cells   []jsonDistribution `json:"cells"`
	Worst   jsonDistribution   `json:"worst_cell"`
	Planned []jsonDistribution `json:"damages_with_plan,omitempty"`
}

// jsonDistribution counts organisations by letter.
type jsonDistribution struct {
	Of    string         `json:"of"`
	Worst map[string]int `json:"worst"`
	Best  map[string]int `json:"best"`
}

func distribution(of string, x *hearing.Letters) jsonDistribution {
	out := jsonDistribution{of, map[string]int{}, map[string]int{}}
	for _, v := range lettersDown {
		out.Worst[v.String()], out.Best[v.String()] = x.Worst[v], x.Best[v]
	}
	return out
}

type jsonMissing struct {
	jsonQuestion
	Lack    int `json:"lack"`
	Partial int `json:"partial"`
	Unknown int `json:"unknown"`
	Has     int `json:"in_place"`
}

func (c *hearingNationCommand) figures(s *session, n *app.Nation) jsonNation {
	out := jsonNation{Organisations: n.Nation.Rows, Models: []jsonNationModel{}, Missing: []jsonMissing{}}
	for i, m := range n.Models {
		x := jsonNationModel{Model: string(m.Model.ID), Worst: distribution("cells", &m.Worst)}
		for d := range m.Damages {
			x.Damages = append(x.Damages, distribution(n.DamageID(d), &m.Damages[d]))
			if n.Planned != nil {
				x.Planned = append(x.Planned, distribution(n.DamageID(d), &n.Planned.Models[i].Damages[d]))
			}
		}
		for g := range m.Goals {
			x.Goals = append(x.Goals, distribution(string(m.Model.Goals[g].ID), &m.Goals[g]))
		}
		for k := range m.Cells {
			x.Cells = append(x.Cells, distribution(n.CellID(i, k), &m.Cells[k]))
		}
		out.Models = append(out.Models, x)
	}
	for _, m := range missingOf(n) {
		out.Missing = append(out.Missing, jsonMissing{s.jsonQuestion(&n.Questions[m.question]), m.lack, m.partial, m.unknown, m.has})
	}
	return out
}

// publicTable is a table for publication with what it is about.
type publicTable struct {
	Model    string      `json:"model,omitempty"`
	Damage   string      `json:"damage,omitempty"`
	Question string      `json:"question,omitempty"`
	Heads    []string    `json:"columns"`
	Rows     []publicRow `json:"rows"`
	Withheld bool        `json:"withheld"`
}

type publicRow struct {
	Group  string   `json:"group"`
	Counts []int    `json:"counts"`
	Of     []string `json:"groups"`
}

// publicTables makes the tables for publication: the letter of every damage under
// every model, unknown answers at their worst, and who has which countermeasure.
// Figures are published by one grouping only: two would give away their overlap.
func (c *hearingNationCommand) publicTables(s *session, n *app.Nation) []publicTable {
	least := hearing.UsualGroup
	if c.Least.given {
		least = c.Least.n
	}
	groups := make([]string, len(n.List))
	for i, row := range n.List {
		groups[i] = c.group(s, &n.Organisations[row.Organisation])
	}
	var out []publicTable
	letters := make([]method.RiskValue, len(n.List))
	for _, m := range n.Models {
		for d := range m.Damages {
			for i := range letters {
				letters[i] = m.OfDamage[i*len(m.Damages)+d].Worst
			}
			t := hearing.Publish(groups, letters, least)
			p := publicTable{Model: string(m.Model.ID), Damage: n.DamageID(d), Withheld: t.Withheld, Rows: c.rows(s, t.Rows), Heads: []string{}}
			for _, b := range t.Bins {
				p.Heads = append(p.Heads, binText(s, b))
			}
			out = append(out, p)
		}
	}
	holds := make([]bool, len(n.List))
	for q := range n.Questions {
		for i := range holds {
			holds[i] = n.List[i].Known[q].Standing().Worst > 0
		}
		rows := hearing.PublishShare(groups, holds, least)
		out = append(out, publicTable{Question: string(n.Questions[q].ID), Withheld: rows == nil, Rows: c.rows(s, rows),
			Heads: []string{s.text("cli.hearing.head.has"), s.text("cli.hearing.head.rest")}})
	}
	return out
}

func binText(s *session, b hearing.Bin) string {
	switch {
	case b.From == method.Unrated:
		return s.text("cli.hearing.head.noletter")
	case b.From == b.To:
		return b.From.String()
	}
	return fmt.Sprintf("%s–%s", b.From, b.To)
}

// group names the group of an organisation.
func (c *hearingNationCommand) group(s *session, o *hearing.OrganisationSpec) string {
	if c.By == "prefecture" {
		return locale.Name(s.lang, locale.Prefecture, fmt.Sprintf("%02d", hearing.PrefectureOf(o.Code)))
	}
	return locale.Name(s.lang, locale.HearingClass, o.Class())
}

func (c *hearingNationCommand) rows(s *session, rows []hearing.PublicRow) []publicRow {
	out := []publicRow{}
	for _, r := range rows {
		name := r.Groups[0]
		if len(r.Groups) > 1 {
			name = s.text("cli.hearing.public.others", "count", len(r.Groups))
		}
		out = append(out, publicRow{name, r.Counts, r.Groups})
	}
	return out
}

func (c *hearingNationCommand) printPublic(s *session, n *app.Nation) {
	least := hearing.UsualGroup
	if c.Least.given {
		least = c.Least.n
	}
	s.println(s.text("cli.hearing.public.title", "organisations", locale.Number(n.Nation.Rows), "least", least))
	withheld := 0
	for _, p := range c.publicTables(s, n) {
		if p.Withheld {
			withheld++
			continue
		}
		title := p.Model + " " + n.DamageName(p.Damage, s.lang)
		if p.Question != "" {
			q := n.Question(p.Question)
			title = q.Name.In(s.lang) + " / " + s.scopeText(q)
		}
		s.println("", s.out.paint(bold, title))
		t := &table{indent: "  ", align: "<" + strings.Repeat(">", len(p.Heads))}
		t.row(append([]string{""}, p.Heads...)...)
		total := make([]int, len(p.Heads))
		for _, r := range p.Rows {
			row := []string{r.Group}
			for i, x := range r.Counts {
				total[i] += x
				row = append(row, locale.Number(x))
			}
			t.row(row...)
		}
		row := []string{s.text("cli.hearing.public.total")}
		for _, x := range total {
			row = append(row, strconv.Itoa(x))
		}
		t.row(row...)
		s.println(t.lines(s.out)...)
	}
	if withheld > 0 {
		s.println("", s.text("cli.hearing.public.withheld", "number", locale.Number(withheld)))
	}
}
