package cli

import (
	"slices"
	"strconv"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/attacktree"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/explaintext"
)

// printTree prints the steps of a tree, one line each, those on which its letter
// rests marked, and counts them.
func (s *session) printTree(r *assess.Result, m *assess.ModelResult, tree *assess.ListedTree, deciding []bool) {
	t := &table{indent: "    ", align: "><"}
	given := map[attacktree.Fact]int{}
	for i, step := range tree.Steps {
		mark := ""
		if deciding[i] {
			mark = s.text("explain.step.deciding")
		}
		t.row(strconv.Itoa(i+1), explaintext.StepLevel(s.lang, step)+mark, s.tactic(r, step.Rule.Tactic), string(step.Rule.Techniques[0]),
			explaintext.StepText(s.lang, m.Model, step, premises(step, given, i)))
		given[step.Gives] = i + 1
	}
	s.printWrapped(t)
	n := tree.StepCounts()
	s.println("    " + s.text("cli.tree.counts", "steps", len(tree.Steps), "three", n[3], "two", n[2], "one", n[1]))
}

// premises lists the numbers of the steps whose facts a step needs, unless that
// is the step before alone.
func premises(step attack.Rated, given map[attacktree.Fact]int, before int) []string {
	var numbers []int
	for _, need := range step.Needs {
		if n := given[need]; n > 0 && !slices.Contains(numbers, n) {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	if len(numbers) == 0 || len(numbers) == 1 && numbers[0] == before {
		return nil
	}
	var out []string
	for _, n := range numbers {
		out = append(out, strconv.Itoa(n))
	}
	return out
}

// tactic names a tactic.
func (s *session) tactic(r *assess.Result, id catalog.TacticID) string {
	if t, ok := r.Study.Catalog.Tactic(id); ok {
		return t.In(s.lang)
	}
	return string(id)
}
