package hearing

import (
	"slices"
)

// Cause tells why a question must be asked, again or for the first time.
type Cause string

// Causes.
const (
	// CauseNew: the old question set does not have the question.
	CauseNew Cause = "new"
	// CauseScope: it is about other assets or links than before, or about assets
	// that stand elsewhere.
	CauseScope Cause = "scope"
	// CauseText: the question asks something else.
	CauseText Cause = "text"
)

// Again is a question that must be asked again, with why.
type Again struct {
	Question *Question
	Causes   []Cause
	// Added and Gone are what the question is about now and was not, or was and
	// is no longer. An asset that moved is in both, with its zones.
	Added, Gone []string
}

// Change is what becomes of the answers when the model changes.
type Change struct {
	// Again lists the questions to be asked, in the order of the new set.
	Again []Again
	// Same counts the questions whose answers still hold.
	Same int
	// Dropped lists the questions that need not be asked any more.
	Dropped []*Question
}

// Compare tells what must be asked again when the question set changes.
func Compare(before, after []Question) Change {
	old := make(map[QuestionID]*Question, len(before))
	for i := range before {
		old[before[i].ID] = &before[i]
	}
	var out Change
	for i := range after {
		q := &after[i]
		was := old[q.ID]
		delete(old, q.ID)
		switch {
		case was == nil:
			out.Again = append(out.Again, Again{Question: q, Causes: []Cause{CauseNew}, Added: q.Covers})
		case was.Digest == q.Digest:
			out.Same++
		default:
			out.Again = append(out.Again, again(was, q))
		}
	}
	for i := range before {
		if q, ok := old[before[i].ID]; ok {
			out.Dropped = append(out.Dropped, q)
		}
	}
	return out
}

func again(was, now *Question) Again {
	out := Again{Question: now, Added: without(now.Covers, was.Covers), Gone: without(was.Covers, now.Covers)}
	if len(out.Added)+len(out.Gone) > 0 {
		out.Causes = append(out.Causes, CauseScope)
	}
	if was.Text.Ja != now.Text.Ja || len(out.Causes) == 0 {
		out.Causes = append(out.Causes, CauseText)
	}
	return out
}

func without(list, other []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(x string) bool { return slices.Contains(other, x) })
}

// Ask is what must be asked of one organisation.
type Ask struct {
	Organisation *OrganisationSpec
	// Again are the questions that it has answered and that have changed since, and
	// New those that nobody was asked before; indices into Change.Again.
	Again, New []int
}

// Of tells what must be asked of which organisation of the hearing that the
// questions before belong to, in the order of codes. Questions that an
// organisation has not answered yet are not asked again.
func (c *Change) Of(s *Spec) []Ask {
	before := make(map[QuestionID]int, len(s.Questions))
	for i, q := range s.Questions {
		before[q.ID] = i
	}
	var out []Ask
	for _, o := range Settle(s, s.Questions) {
		ask := Ask{Organisation: o.Organisation}
		for i := range c.Again {
			q, had := before[c.Again[i].Question.ID]
			switch {
			case !had:
				ask.New = append(ask.New, i)
			case o.Known[q] != Unanswered:
				ask.Again = append(ask.Again, i)
			}
		}
		out = append(out, ask)
	}
	return out
}
