package hearing

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/model"
)

// Replies are what organisations answered: rows as answers to the questions.
type Replies struct {
	Questions []Question
	Rows      []Row
}

// About lists the questions about a model.
func (g *Replies) About(id model.ModelID) []int {
	var out []int
	for q := range g.Questions {
		if slices.ContainsFunc(g.Questions[q].Deployments, func(d string) bool { return strings.HasPrefix(d, string(id)+"/") }) {
			out = append(out, q)
		}
	}
	return out
}

// Tally counts the organisations by their answers to one question.
type Tally struct {
	Question int
	// Counts by answer, in the order of [Statuses]; None is without one.
	Counts []int
	None   int
	// Open are those of whom it is not known how far the answer counts, those
	// without one among them.
	Open int
}

// Tally counts the answers to one question.
func (g *Replies) Tally(question int) Tally {
	all := Statuses()
	t := Tally{Question: question, Counts: make([]int, len(all))}
	for _, row := range g.Rows {
		c := row.Known[question]
		if c == Unanswered {
			t.None++
		} else {
			t.Counts[slices.Index(all, c.Status())]++
		}
		if c.Open() {
			t.Open++
		}
	}
	return t
}

// ToAsk counts the answers to the questions about a model, those first that are to
// be asked next: open ones, by how many A and B letters their answer can change and
// by how many organisations it is open for.
func (g *Replies) ToAsk(id model.ModelID) []Tally {
	var list []Tally
	for _, q := range g.About(id) {
		list = append(list, g.Tally(q))
	}
	slices.SortStableFunc(list, func(a, b Tally) int {
		x, y := &g.Questions[a.Question], &g.Questions[b.Question]
		return cmp.Or(min(b.Open, 1)-min(a.Open, 1), y.Letters-x.Letters, b.Open-a.Open, strings.Compare(string(x.ID), string(y.ID)))
	})
	return list
}
