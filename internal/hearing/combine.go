package hearing

import (
	"slices"
	"strings"
)

// Clash is a question that two people answered differently at the same time. An
// answer that was taken back is empty.
type Clash struct {
	Question     QuestionID
	Mine, Theirs AnswerSpec
}

// Combine puts what somebody changed, since they saw base, into the answers as they
// are now. Only the questions asked are looked at: an answer to one of them that is
// not in mine was taken back. Where others changed the same answer to another one,
// theirs stays and the two are given as a clash, so that nobody overwrites anybody
// without seeing it.
func Combine(base, now, mine []AnswerSpec, asked []QuestionID) ([]AnswerSpec, []Clash) {
	saw, there, want := byQuestion(base), byQuestion(now), byQuestion(mine)
	var clashes []Clash
	for _, q := range asked {
		b, t, m := saw[q], there[q], want[q]
		switch {
		case m == b || m == t:
		case t != b:
			clashes = append(clashes, Clash{q, m, t})
		case m == (AnswerSpec{}):
			delete(there, q)
		default:
			there[q] = m
		}
	}
	combined := make([]AnswerSpec, 0, len(there))
	for _, a := range there {
		combined = append(combined, a)
	}
	slices.SortFunc(combined, func(a, b AnswerSpec) int { return strings.Compare(string(a.Question), string(b.Question)) })
	return combined, clashes
}

func byQuestion(answers []AnswerSpec) map[QuestionID]AnswerSpec {
	out := make(map[QuestionID]AnswerSpec, len(answers))
	for _, a := range answers {
		out[a.Question] = a
	}
	return out
}
