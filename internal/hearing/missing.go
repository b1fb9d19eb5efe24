package hearing

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/model"
)

// Having is how far an organisation has what a question asks about.
type Having uint8

// How far it has it.
const (
	// Lacks it: absent, planned, or in place without effect.
	Lacks Having = iota
	// Unclear: unanswered, unknown, or contested.
	Unclear
	// Partly has it.
	Partly
	// Has it, in place and effective.
	Has
	// Needless: it does not apply.
	Needless
	havings
)

// Having tells how far the organisation has what is asked about.
func (c Code) Having() Having {
	switch {
	case c.Open():
		return Unclear
	case c.Status() == model.NotApplicable:
		return Needless
	case c.Standing().Worst == 0:
		return Lacks
	case c.Status() == model.Partial:
		return Partly
	}
	return Has
}

// Missing counts the organisations by how far they have what a question asks
// about. Index by [Having].
type Missing struct {
	Question int
	Number   [havings]int
}

// Missing counts organisations for every question, the ones that most lack first.
func (n *Nation) Missing() []Missing {
	out := make([]Missing, len(n.Statuses))
	for q, codes := range n.Statuses {
		out[q].Question = q
		for code, count := range codes {
			out[q].Number[Code(code).Having()] += count
		}
	}
	slices.SortStableFunc(out, func(a, b Missing) int {
		return cmp.Or(b.Number[Lacks]-a.Number[Lacks], b.Number[Unclear]-a.Number[Unclear], b.Number[Partly]-a.Number[Partly])
	})
	return out
}

// MissingBy counts the organisations of every group by how far they have what a
// question asks about; group gives the group of each row, of which there are many
// enough.
func MissingBy(rows []Row, question int, group []int, groups int) []Missing {
	out := make([]Missing, groups)
	for g := range out {
		out[g].Question = question
	}
	for i, row := range rows {
		out[group[i]].Number[row.Known[question].Having()]++
	}
	return out
}

// ByGroup counts the letters of every damage by group of organisations.
func (n *ModelNation) ByGroup(group []int, groups int) [][]Letters {
	out := make([][]Letters, groups)
	for g := range out {
		out[g] = make([]Letters, len(n.Damages))
	}
	for row, g := range group {
		for d := range n.Damages {
			out[g][d].add(n.OfDamage[row*len(n.Damages)+d])
		}
	}
	return out
}

// Lowered counts, for every damage, the organisations of which the letter is lower
// in a second evaluation of the same rows, unknown answers at their worst.
func (n *ModelNation) Lowered(second *ModelNation) []int {
	out := make([]int, len(n.Damages))
	for i, before := range n.OfDamage {
		if before.Worst.WorseThan(second.OfDamage[i].Worst) {
			out[i%len(out)]++
		}
	}
	return out
}

// Matching gives the questions that a text names: one by its id, all about a
// countermeasure, or all about a deployment, as model/deployment or as deployment.
func Matching(questions []Question, text string) []int {
	var out []int
	for i := range questions {
		q := &questions[i]
		if string(q.ID) == text || q.Countermeasure == catalog.CountermeasureID(text) || slices.ContainsFunc(q.Deployments, func(d string) bool {
			return d == text || strings.HasSuffix(d, "/"+text)
		}) {
			out = append(out, i)
		}
	}
	return out
}

// Lacking gives the rows of the organisations that do not fully have what a
// question asks about, those that lack it first.
func Lacking(rows []Row, question int) []Row {
	var out []Row
	for _, having := range []Having{Lacks, Partly, Unclear} {
		for _, row := range rows {
			if row.Known[question].Having() == having {
				out = append(out, row)
			}
		}
	}
	return out
}
