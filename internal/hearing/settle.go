package hearing

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/model"
)

// Settled is what is known of one organisation, of the answers of all of its
// respondents.
type Settled struct {
	Organisation *OrganisationSpec
	// Known is the answer that holds, by question; [Unanswered] where none does.
	// Where respondents differ and nothing is adopted it is unknown, unless all of
	// their answers count the same.
	Known []Code
	// Conflicts lists the questions on which the respondents differ, those adopted
	// included.
	Conflicts []Conflict
	// Outdated lists questions that were answered as they no longer stand, and
	// have no other answer: they must be asked again.
	Outdated []int
	// Respondents counts the response sheets.
	Respondents int
}

// Given is one answer with who gave it.
type Given struct {
	Response *ResponseSpec
	Answer   *AnswerSpec
	// Path of the answer in the hearing as written.
	Path string
}

// Conflict is a question that respondents of one organisation answer differently.
type Conflict struct {
	Question int
	// Given are the answers that stand, each respondent's latest.
	Given []Given
	// Adopted is the answer taken, or nil.
	Adopted *AdoptedSpec
}

// Code gives the answer in one byte.
func (a *AnswerSpec) Code() Code { return CodeOf(a.Status, a.Effective) }

// Code gives the adopted answer in one byte.
func (a *AdoptedSpec) Code() Code { return CodeOf(a.Status, a.Effective) }

// Settle works out what is known of each organisation, in the order of their
// codes. Of one respondent the latest answer to a question stands; the order in
// which responses are written does not matter.
func Settle(s *Spec, questions []Question) []Settled {
	byOrganisation := map[string][]int{}
	for i := range s.Responses {
		code := s.Responses[i].Organisation
		byOrganisation[code] = append(byOrganisation[code], i)
	}
	t := newSettler(s, questions)
	var out []Settled
	for i := range s.Organisations {
		o := &s.Organisations[i]
		out = append(out, t.organisation(o, byOrganisation[o.Code]))
	}
	slices.SortStableFunc(out, func(a, b Settled) int { return strings.Compare(a.Organisation.Code, b.Organisation.Code) })
	return out
}

type adoptedKey struct {
	organisation string
	question     int
}

type settler struct {
	spec      *Spec
	questions []Question
	index     map[QuestionID]int
	adopted   map[adoptedKey]*AdoptedSpec
}

func newSettler(s *Spec, questions []Question) settler {
	index := make(map[QuestionID]int, len(questions))
	for i, q := range questions {
		index[q.ID] = i
	}
	adopted := map[adoptedKey]*AdoptedSpec{}
	for i := range s.Adopted {
		a := &s.Adopted[i]
		q, ok := index[a.Question]
		if ok && (a.Digest == "" || a.Digest == questions[q].Digest) {
			adopted[adoptedKey{a.Organisation, q}] = a
		}
	}
	return settler{spec: s, questions: questions, index: index, adopted: adopted}
}

func (t *settler) organisation(o *OrganisationSpec, responses []int) Settled {
	out := Settled{Organisation: o, Known: make([]Code, len(t.questions)), Respondents: len(responses)}
	given, outdated := t.given(responses)
	for q := range t.questions {
		stand, differ, adopted := t.stand(o.Code, q, given[q])
		switch {
		case differ && adopted != nil:
			out.Known[q] = adopted.Code()
		case differ:
			out.Known[q] = contested(codesOf(stand))
		case len(stand) > 0:
			out.Known[q] = stand[0].Answer.Code()
		case outdated[q]:
			out.Outdated = append(out.Outdated, q)
		}
		if differ {
			out.Conflicts = append(out.Conflicts, Conflict{q, stand, adopted})
		}
	}
	return out
}

// given lists the answers in responses, by question, and tells which questions were
// answered as they no longer stand.
func (t *settler) given(responses []int) (given [][]Given, outdated []bool) {
	given, outdated = make([][]Given, len(t.questions)), make([]bool, len(t.questions))
	for _, r := range responses {
		response := &t.spec.Responses[r]
		for i := range response.Answers {
			a := &response.Answers[i]
			q, ok := t.index[a.Question]
			switch {
			case !ok:
			case a.Digest != "" && a.Digest != t.questions[q].Digest:
				outdated[q] = true
			default:
				given[q] = append(given[q], Given{response, a, answerPath(r, i)})
			}
		}
	}
	return given, outdated
}

// stand gives the answers of an organisation to a question that stand, whether they
// differ, and what is adopted then.
func (t *settler) stand(organisation string, q int, given []Given) (stand []Given, differ bool, adopted *AdoptedSpec) {
	stand = standing(given)
	differ = slices.ContainsFunc(stand, func(g Given) bool { return g.Answer.Code() != stand[0].Answer.Code() })
	return stand, differ, t.adopted[adoptedKey{organisation, q}]
}

func codesOf(given []Given) []Code {
	out := make([]Code, len(given))
	for i, g := range given {
		out[i] = g.Answer.Code()
	}
	return out
}

// standing keeps of each respondent the latest answers, in an order that does not
// depend on that of the files.
func standing(given []Given) []Given {
	latest := map[string]string{}
	for _, g := range given {
		who := g.Response.Respondent
		latest[who] = max(latest[who], g.Response.Date)
	}
	out := slices.DeleteFunc(slices.Clone(given), func(g Given) bool { return g.Response.Date != latest[g.Response.Respondent] })
	// Who does not know does not contradict those who do.
	if known := slices.DeleteFunc(slices.Clone(out), func(g Given) bool { return g.Answer.Status == model.UnknownStatus }); len(known) > 0 {
		out = known
	}
	slices.SortFunc(out, func(a, b Given) int {
		return cmp.Or(strings.Compare(a.Response.Date, b.Response.Date), strings.Compare(a.Response.Respondent, b.Response.Respondent),
			cmp.Compare(a.Answer.Code(), b.Answer.Code()), strings.Compare(a.Answer.Evidence, b.Answer.Evidence),
			strings.Compare(a.Answer.Note, b.Answer.Note), strings.Compare(a.Path, b.Path))
	})
	return out
}

// contested gives what is known where answers differ: unknown, unless all of them
// count the same, such as planned and absent.
func contested(given []Code) Code {
	for _, c := range given {
		if c.Standing() != given[0].Standing() {
			return CodeOf(model.UnknownStatus, "")
		}
	}
	return slices.Min(given)
}

// Grounds gives what the answers of an organisation that hold rest on, by question:
// the documents 根拠資料 that respondents name, each once, and the reason of what is
// adopted where they differ.
func Grounds(s *Spec, questions []Question, organisation string) [][]string {
	t := newSettler(s, questions)
	var responses []int
	for i := range s.Responses {
		if s.Responses[i].Organisation == organisation {
			responses = append(responses, i)
		}
	}
	given, _ := t.given(responses)
	out := make([][]string, len(questions))
	for q := range given {
		stand, differ, adopted := t.stand(organisation, q, given[q])
		for _, g := range stand {
			holds := !differ || adopted == nil || adopted.Code() == g.Answer.Code()
			if e := g.Answer.Evidence; holds && e != "" && !slices.Contains(out[q], e) {
				out[q] = append(out[q], e)
			}
		}
		if differ && adopted != nil {
			out[q] = append(out[q], adopted.Reason)
		}
	}
	return out
}

// Answered counts the questions that have an answer that closes them, those whose
// answer leaves it open (unknown, or contested), and those without an answer.
func (s *Settled) Answered() (closed, open, none int) {
	for _, c := range s.Known {
		switch {
		case c == Unanswered:
			none++
		case c.Open():
			open++
		default:
			closed++
		}
	}
	return closed, open, none
}
