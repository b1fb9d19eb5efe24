package cli

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

func riskValue(v int) method.RiskValue { return method.RiskValue(v) }

// hearingStatusCommand tells how far the answers have come.
type hearingStatusCommand struct {
	Hearing textFlag  `arg:""`
	Rows    countFlag `placeholder:"N"`
}

// usualOrganisations is how many organisations are listed.
const usualOrganisations = 50

// jsonProgress is how far one organisation has come.
type jsonProgress struct {
	Organisation string `json:"organisation"`
	Name         string `json:"name"`
	Respondents  int    `json:"respondents"`
	Closed       int    `json:"answered"`
	Open         int    `json:"unknown"`
	None         int    `json:"unanswered"`
	Conflicts    int    `json:"conflicts"`
	Undecided    int    `json:"conflicts_without_adopted_answer"`
	Outdated     int    `json:"outdated"`
}

// Run runs the command.
func (c *hearingStatusCommand) Run(s *session) error {
	h, err := s.openHearing(string(c.Hearing))
	if h == nil || err != nil {
		return err
	}
	list := []jsonProgress{}
	for _, o := range hearing.Settle(&h.Spec, h.Questions) {
		p := jsonProgress{Organisation: o.Organisation.Code, Name: o.Organisation.Name, Respondents: o.Respondents,
			Conflicts: len(o.Conflicts), Outdated: len(o.Outdated)}
		p.Closed, p.Open, p.None = o.Answered()
		for _, k := range o.Conflicts {
			if k.Adopted == nil {
				p.Undecided++
			}
		}
		list = append(list, p)
	}
	if s.json {
		return s.printJSON(struct {
			Questions     int            `json:"questions"`
			Organisations []jsonProgress `json:"organisations"`
		}{len(h.Questions), list})
	}
	c.print(s, list, len(h.Questions))
	return nil
}

func (c *hearingStatusCommand) print(s *session, list []jsonProgress, questions int) {
	rows := usualOrganisations
	if c.Rows.given {
		rows = c.Rows.n
	}
	t := &table{align: "<<>>>>>>"}
	t.row(s.text("cli.hearing.head.code"), s.text("cli.hearing.head.organisation"), s.text("cli.hearing.head.respondents"), s.text("cli.hearing.head.closed"),
		s.text("cli.hearing.head.open"), s.text("cli.hearing.head.none"), s.text("cli.hearing.head.conflicts"), s.text("cli.hearing.head.outdated"))
	complete := 0
	for i, p := range list {
		if p.None == 0 && p.Undecided == 0 {
			complete++
		}
		if i < rows {
			conflicts := strconv.Itoa(p.Conflicts)
			if p.Undecided > 0 {
				conflicts = s.text("cli.hearing.conflicts", "all", p.Conflicts, "open", p.Undecided)
			}
			t.row(p.Organisation, p.Name, strconv.Itoa(p.Respondents), strconv.Itoa(p.Closed), strconv.Itoa(p.Open), strconv.Itoa(p.None), conflicts, strconv.Itoa(p.Outdated))
		}
	}
	s.println(t.lines(s.out)...)
	if n := len(list) - rows; n > 0 {
		s.println(s.text("cli.hearing.more_organisations", "number", locale.Number(n)))
	}
	s.println(s.text("cli.hearing.progress", "questions", locale.Number(questions), "organisations", locale.Number(len(list)), "complete", locale.Number(complete)))
}

// ruleFlag is --adopt: how an answer is chosen where respondents differ.
type ruleFlag string

// Decode reads the flag's value.
func (f *ruleFlag) Decode(ctx *kong.DecodeContext) error {
	value, err := oneOf(ctx, "worst", "latest")
	*f = ruleFlag(value)
	return err
}

// dateFlag is a day, in any form that officials write.
type dateFlag string

// Decode reads the flag's value.
func (f *dateFlag) Decode(ctx *kong.DecodeContext) error {
	value, err := popValue(ctx)
	if err != nil {
		return err
	}
	iso, ok := locale.ParseDate(value)
	if !ok {
		return usage("cli.usage.not_a_date", "flag", "--"+ctx.Value.Name, "value", value)
	}
	*f = dateFlag(iso)
	return nil
}

// hearingMergeCommand joins the files of a hearing into one, shows the conflicts,
// and can adopt an answer to each by a rule or that of one respondent.
type hearingMergeCommand struct {
	Hearing    textFlag  `arg:""`
	Adopt      ruleFlag  `placeholder:"worst|latest"`
	Respondent textFlag  `placeholder:"NAME"`
	For        textFlag  `placeholder:"CODE"`
	Question   textFlag  `placeholder:"QUESTION"`
	Reason     textFlag  `placeholder:"TEXT"`
	Author     textFlag  `placeholder:"NAME"`
	Date       dateFlag  `placeholder:"YYYY-MM-DD"`
	Rows       countFlag `placeholder:"N"`
	Out        textFlag  `placeholder:"FILE"`
	Force      bool
}

// decides reports whether answers are to be adopted.
func (c *hearingMergeCommand) decides() bool { return c.Adopt != "" || c.Respondent != "" }

// about reports whether a conflict is one of those to be decided.
func (c *hearingMergeCommand) about(o *hearing.Settled, q *hearing.Question) bool {
	named := c.Question == "" || string(q.ID) == string(c.Question) || string(q.Countermeasure) == string(c.Question)
	return named && (c.For == "" || o.Organisation.Code == string(c.For))
}

// Run runs the command.
func (c *hearingMergeCommand) Run(s *session) error {
	given := []bool{c.decides(), c.Reason != "", c.Author != "", c.Date != ""}
	if slices.Contains(given, true) && slices.Contains(given, false) || c.Adopt != "" && c.Respondent != "" || !c.decides() && (c.For != "" || c.Question != "") {
		return usage("cli.usage.hearing_adopt")
	}
	h, err := s.openHearing(string(c.Hearing))
	if h == nil || err != nil {
		return err
	}
	merged := h.Spec
	settled := hearing.Settle(&h.Spec, h.Questions)
	conflicts := s.conflictsOf(settled, h.Questions)
	if c.decides() {
		adopted, err := c.adoptAll(settled, h.Questions)
		if err != nil {
			return err
		}
		merged.Adopted = append(slices.Clone(merged.Adopted), adopted...)
	}
	sortHearing(&merged)
	if c.Out != "" {
		data, err := app.HearingFile(&merged)
		if err != nil {
			return err
		}
		if err := s.deliver(data, string(c.Out), c.Force); err != nil {
			return err
		}
	}
	if s.json {
		return s.printJSON(struct {
			Conflicts []jsonConflict `json:"conflicts"`
		}{conflicts})
	}
	c.print(s, conflicts)
	return nil
}

// adoptAll decides the conflicts that are open. A respondent who is in none of them
// is a mistake.
func (c *hearingMergeCommand) adoptAll(settled []hearing.Settled, questions []hearing.Question) ([]hearing.AdoptedSpec, error) {
	var out []hearing.AdoptedSpec
	var names []string
	for i := range settled {
		o := &settled[i]
		for j := range o.Conflicts {
			k := &o.Conflicts[j]
			if q := &questions[k.Question]; k.Adopted == nil && c.about(o, q) {
				for _, g := range k.Given {
					names = append(names, g.Response.Respondent)
				}
				if adopted, ok := c.adopt(o, k, q); ok {
					out = append(out, adopted)
				}
			}
		}
	}
	if len(out) == 0 && len(names) > 0 {
		slices.Sort(names)
		return nil, usage("cli.usage.hearing_none_to_adopt", "respondent", string(c.Respondent), "near", nearest(string(c.Respondent), names), "allowed", join(slices.Compact(names)))
	}
	return out, nil
}

// adopt chooses among the answers that stand; ok is false where the respondent
// chosen gave none.
func (c *hearingMergeCommand) adopt(o *hearing.Settled, k *hearing.Conflict, q *hearing.Question) (adopted hearing.AdoptedSpec, ok bool) {
	chosen := k.Given[len(k.Given)-1].Answer // the latest is the last
	if c.Respondent != "" {
		at := slices.IndexFunc(k.Given, func(g hearing.Given) bool { return g.Response.Respondent == string(c.Respondent) })
		if at < 0 {
			return adopted, false
		}
		chosen = k.Given[at].Answer
	}
	if c.Adopt == "worst" {
		chosen = slices.MinFunc(k.Given, func(a, b hearing.Given) int {
			x, y := a.Answer.Code().Standing(), b.Answer.Code().Standing()
			return cmp.Or(int(x.Worst)-int(y.Worst), int(x.Best)-int(y.Best))
		}).Answer
	}
	return hearing.AdoptedSpec{Organisation: o.Organisation.Code, Question: q.ID, Digest: q.Digest, Status: chosen.Status, Effective: chosen.Effective,
		Reason: string(c.Reason), Author: string(c.Author), Date: string(c.Date)}, true
}

// sortHearing puts the rows in an order that does not depend on that of the files.
func sortHearing(h *hearing.Spec) {
	slices.SortStableFunc(h.Organisations, func(a, b hearing.OrganisationSpec) int { return strings.Compare(a.Code, b.Code) })
	slices.SortStableFunc(h.Responses, func(a, b hearing.ResponseSpec) int {
		return cmp.Or(strings.Compare(a.Organisation, b.Organisation), strings.Compare(a.Date, b.Date), strings.Compare(a.Respondent, b.Respondent), strings.Compare(a.Section, b.Section))
	})
	slices.SortStableFunc(h.Adopted, func(a, b hearing.AdoptedSpec) int {
		return cmp.Or(strings.Compare(a.Organisation, b.Organisation), strings.Compare(string(a.Question), string(b.Question)))
	})
}

// jsonConflict is a question on which respondents differ.
type jsonConflict struct {
	Organisation string      `json:"organisation"`
	Question     string      `json:"question"`
	Name         string      `json:"-"`
	About        string      `json:"-"`
	Given        []jsonGiven `json:"given"`
	Adopted      *jsonGiven  `json:"adopted,omitempty"`
}

type jsonGiven struct {
	Respondent string `json:"respondent,omitempty"`
	Date       string `json:"date"`
	Status     string `json:"status"`
	Effective  string `json:"effective,omitempty"`
	Evidence   string `json:"evidence,omitempty"`
	Reason     string `json:"reason,omitempty"`
}

func (s *session) conflictsOf(settled []hearing.Settled, questions []hearing.Question) []jsonConflict {
	out := []jsonConflict{}
	for _, o := range settled {
		for _, k := range o.Conflicts {
			c := jsonConflict{Organisation: o.Organisation.Code, Question: string(questions[k.Question].ID), Name: o.Organisation.Name, About: s.questionName(&questions[k.Question])}
			for _, g := range k.Given {
				c.Given = append(c.Given, jsonGiven{g.Response.Respondent, g.Response.Date, string(g.Answer.Status), string(g.Answer.Effective), g.Answer.Evidence, ""})
			}
			if a := k.Adopted; a != nil {
				c.Adopted = &jsonGiven{"", a.Date, string(a.Status), string(a.Effective), "", a.Reason}
			}
			out = append(out, c)
		}
	}
	return out
}

func (c *hearingMergeCommand) print(s *session, conflicts []jsonConflict) {
	rows := usualOrganisations
	if c.Rows.given {
		rows = c.Rows.n
	}
	for _, k := range conflicts[:min(rows, len(conflicts))] {
		s.println(s.text("cli.hearing.conflict", "organisation", k.Name, "code", k.Organisation, "question", k.Question, "name", k.About))
		for _, g := range k.Given {
			s.println("  " + s.text("cli.hearing.given", "who", g.Respondent, "date", g.Date, "answer", s.answerText(g.Status, g.Effective), "evidence", g.Evidence))
		}
		if a := k.Adopted; a != nil {
			s.println("  " + s.text("cli.hearing.adopted", "answer", s.answerText(a.Status, a.Effective), "reason", a.Reason))
		}
	}
	if n := len(conflicts) - rows; n > 0 {
		s.println(s.text("cli.hearing.more_conflicts", "number", locale.Number(n)))
	}
	s.println(s.text("cli.hearing.merged", "number", locale.Number(len(conflicts))))
}

// answerText names an answer.
func (s *session) answerText(status, effective string) string {
	name := locale.Name(s.lang, locale.Status, model.Status(status))
	if effective == "" {
		return name
	}
	return s.text("cli.hearing.answer", "status", name, "effective", locale.Name(s.lang, locale.Effectiveness, model.Effectiveness(effective)))
}
