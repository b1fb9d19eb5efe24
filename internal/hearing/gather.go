package hearing

import (
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/model"
)

// Gather collects the answers of many organisations in few bytes each, file by
// file, and forgets their words. Its rows are those that [Settle] gives. The
// questions need not be known while it collects.
type Gather struct {
	// Head is what the files say of the study, the models and the cases of
	// parameters that are asked about.
	Head Spec
	// Letters is how many A and B letters the answer to a question can change, where
	// the files say so.
	Letters map[QuestionID]int
	// Organisations are those of the files, in the order of their codes once
	// [Gather.Rows] has been called.
	Organisations []OrganisationSpec
	// Strangers counts the answers to questions that are not in the set, and
	// Outdated those to questions as they no longer stand; both are known once
	// [Gather.Rows] has been called.
	Strangers, Outdated int
	// Conflicts counts the questions on which respondents of one organisation
	// differ, and Open those of them without an adopted answer.
	Conflicts, Open int

	// columns gives the place of the answers to a question as it was asked.
	columns map[asked]int
	order   []asked
	// counts of the answers by column.
	counts  []int
	given   map[string][]sheet
	adopted []adoptedCode
}

// asked is a question as it was asked; no digest: as it stands.
type asked struct {
	question QuestionID
	digest   string
}

// sheet is one response in few bytes. Columns that came up later than it are
// beyond the end of its answers.
type sheet struct {
	respondent, date string
	known            []Code
}

type adoptedCode struct {
	organisation string
	column       int
	code         Code
}

// NewGather begins to collect answers.
func NewGather() *Gather {
	return &Gather{Letters: map[QuestionID]int{}, columns: map[asked]int{}, given: map[string][]sheet{}}
}

func (g *Gather) column(q QuestionID, digest string) int {
	i, ok := g.columns[asked{q, digest}]
	if !ok {
		i = len(g.order)
		kept := asked{QuestionID(strings.Clone(string(q))), strings.Clone(digest)}
		g.columns[kept] = i
		g.order, g.counts = append(g.order, kept), append(g.counts, 0)
	}
	return i
}

// Add takes over the answers of one file.
func (g *Gather) Add(s *Spec) {
	if s.Study != "" || len(s.Models) > 0 {
		g.Head.Study, g.Head.AsOf, g.Head.Models, g.Head.Parameters = s.Study, s.AsOf, s.Models, s.Parameters
	}
	for i := range s.Questions {
		if q := &s.Questions[i]; q.Letters > 0 {
			g.Letters[QuestionID(strings.Clone(string(q.ID)))] = q.Letters
		}
	}
	g.Organisations = append(g.Organisations, s.Organisations...)
	for i := range s.Responses {
		r := &s.Responses[i]
		known := make([]Code, len(g.order), len(g.order)+len(r.Answers))
		for j := range r.Answers {
			a := &r.Answers[j]
			c := g.column(a.Question, a.Digest)
			g.counts[c]++
			for len(known) <= c {
				known = append(known, Unanswered)
			}
			known[c] = a.Code()
		}
		g.given[r.Organisation] = append(g.given[r.Organisation], sheet{strings.Clone(r.Respondent), strings.Clone(r.Date), slices.Clip(known)})
	}
	for i := range s.Adopted {
		a := &s.Adopted[i]
		g.adopted = append(g.adopted, adoptedCode{strings.Clone(a.Organisation), g.column(a.Question, a.Digest), a.Code()})
	}
}

// Rows settles the answers of every organisation to the questions.
func (g *Gather) Rows(questions []Question) []Row {
	slices.SortStableFunc(g.Organisations, func(a, b OrganisationSpec) int { return strings.Compare(a.Code, b.Code) })
	of := g.match(questions)
	adopted := map[adoptedKey]Code{}
	for _, a := range g.adopted {
		if q := of[a.column]; q >= 0 {
			adopted[adoptedKey{a.organisation, q}] = a.code
		}
	}
	rows := make([]Row, len(g.Organisations))
	g.Conflicts, g.Open = 0, 0
	for i := range g.Organisations {
		code := g.Organisations[i].Code
		sheets := make([]sheet, len(g.given[code]))
		for j, s := range g.given[code] {
			sheets[j] = sheet{s.respondent, s.date, make([]Code, len(questions))}
			for c, known := range s.known {
				if q := of[c]; q >= 0 && known != Unanswered {
					sheets[j].known[q] = known
				}
			}
		}
		rows[i] = Row{Organisation: int32(i), Known: g.settle(code, sheets, adopted, len(questions))}
	}
	return rows
}

// match gives the question that each column answers; -1 where it is not in the
// set or has changed since, which it counts.
func (g *Gather) match(questions []Question) []int {
	index := make(map[QuestionID]int, len(questions))
	for i, q := range questions {
		index[q.ID] = i
	}
	g.Strangers, g.Outdated = 0, 0
	of := make([]int, len(g.order))
	for c, a := range g.order {
		q, ok := index[a.question]
		switch {
		case !ok:
			g.Strangers += g.counts[c]
			q = -1
		case a.digest != "" && a.digest != questions[q].Digest:
			g.Outdated += g.counts[c]
			q = -1
		}
		of[c] = q
	}
	return of
}

func (g *Gather) settle(organisation string, sheets []sheet, adopted map[adoptedKey]Code, questions int) []Code {
	if len(sheets) == 1 {
		return sheets[0].known
	}
	out := make([]Code, questions)
	for q := range out {
		stand := latest(sheets, q)
		differ := slices.ContainsFunc(stand, func(c Code) bool { return c != stand[0] })
		taken, ok := adopted[adoptedKey{organisation, q}]
		switch {
		case differ && ok:
			out[q] = taken
			g.Conflicts++
		case differ:
			out[q] = contested(stand)
			g.Conflicts++
			g.Open++
		case len(stand) > 0:
			out[q] = stand[0]
		}
	}
	return out
}

// latest gives each respondent's latest answers to a question.
func latest(sheets []sheet, q int) []Code {
	var out []Code
	for i, s := range sheets {
		if s.known[q] == Unanswered {
			continue
		}
		if !slices.ContainsFunc(sheets, func(o sheet) bool {
			return o.respondent == s.respondent && o.known[q] != Unanswered && o.date > sheets[i].date
		}) {
			out = append(out, s.known[q])
		}
	}
	if known := slices.DeleteFunc(slices.Clone(out), func(c Code) bool { return c.Status() == model.UnknownStatus }); len(known) > 0 {
		out = known
	}
	slices.Sort(out)
	return out
}
