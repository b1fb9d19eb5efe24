package hearing

import (
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/model"
)

// Gather collects the answers of many organisations in few bytes each, file by
// file, and forgets their words. Its rows are those that [Settle] gives.
type Gather struct {
	// Organisations are those of the files, in the order of their codes once
	// [Gather.Rows] has been called.
	Organisations []OrganisationSpec

	questions []Question
	index     map[QuestionID]int
	given     map[string][]sheet
	adopted   map[adoptedKey]Code
	// Strangers counts the answers to questions that are not in the set, and
	// Outdated those to questions as they no longer stand.
	Strangers, Outdated int
	// Conflicts counts the questions on which respondents of one organisation
	// differ, and Open those of them without an adopted answer.
	Conflicts, Open int
}

// sheet is one response in few bytes.
type sheet struct {
	respondent, date string
	known            []Code
}

// NewGather begins to collect answers to the questions.
func NewGather(questions []Question) *Gather {
	g := &Gather{questions: questions, index: make(map[QuestionID]int, len(questions)), given: map[string][]sheet{}, adopted: map[adoptedKey]Code{}}
	for i, q := range questions {
		g.index[q.ID] = i
	}
	return g
}

// Add takes over the answers of one file.
func (g *Gather) Add(s *Spec) {
	g.Organisations = append(g.Organisations, s.Organisations...)
	for i := range s.Responses {
		r := &s.Responses[i]
		known := make([]Code, len(g.questions))
		for j := range r.Answers {
			a := &r.Answers[j]
			q, ok := g.index[a.Question]
			switch {
			case !ok:
				g.Strangers++
			case a.Digest != "" && a.Digest != g.questions[q].Digest:
				g.Outdated++
			default:
				known[q] = a.Code()
			}
		}
		g.given[r.Organisation] = append(g.given[r.Organisation], sheet{strings.Clone(r.Respondent), strings.Clone(r.Date), known})
	}
	for i := range s.Adopted {
		a := &s.Adopted[i]
		if q, ok := g.index[a.Question]; ok && (a.Digest == "" || a.Digest == g.questions[q].Digest) {
			g.adopted[adoptedKey{a.Organisation, q}] = a.Code()
		}
	}
}

// Rows settles the answers of every organisation.
func (g *Gather) Rows() []Row {
	slices.SortStableFunc(g.Organisations, func(a, b OrganisationSpec) int { return strings.Compare(a.Code, b.Code) })
	rows := make([]Row, len(g.Organisations))
	g.Conflicts, g.Open = 0, 0
	for i := range g.Organisations {
		rows[i] = Row{Organisation: int32(i), Known: g.settle(g.Organisations[i].Code)}
	}
	return rows
}

func (g *Gather) settle(organisation string) []Code {
	sheets := g.given[organisation]
	if len(sheets) == 1 {
		return sheets[0].known
	}
	out := make([]Code, len(g.questions))
	for q := range g.questions {
		stand := latest(sheets, q)
		differ := slices.ContainsFunc(stand, func(c Code) bool { return c != stand[0] })
		adopted, ok := g.adopted[adoptedKey{organisation, q}]
		switch {
		case differ && ok:
			out[q] = adopted
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
