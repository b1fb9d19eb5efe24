package diagram

import (
	"strings"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/attacktree"
)

// joint says how the branches of a node are joined.
type joint uint8

const (
	leaf joint = iota
	and        // all of them
	or         // any of them
)

// node is a box of an attack tree: a step, or a fact that several steps can give.
type node struct {
	// step of which it is the box, and its number; -1 for a fact.
	number int
	step   *attack.Rated
	fact   attacktree.Fact
	joint  joint
	below  []*node
	// again marks a step that is drawn elsewhere, with its branches.
	again bool
	// page to which the branches are moved; 0: none.
	page int

	// Place: the level from the top, and from the left in boxes.
	column int
	row    float64
}

// forest is the steps of the listed trees of a route, each step once.
type forest struct {
	steps  []attack.Rated
	number map[string]int
	gives  map[attacktree.Fact][]int
}

// stepKey tells steps apart.
func stepKey(s *attack.Rated) string {
	var key strings.Builder
	key.WriteString(string(s.Step.Rule) + "|" + string(s.At) + "|" + string(s.From) + "|" + string(s.Link) + "|" + string(s.Gives.Kind) + "|" + string(s.Gives.Asset))
	for _, a := range s.Off {
		key.WriteString("|" + string(a))
	}
	return key.String()
}

// grow lays the first n listed trees of a route over each other.
func grow(r *assess.Route, n int) *forest {
	f := &forest{number: map[string]int{}, gives: map[attacktree.Fact][]int{}}
	for i := range r.Trees[:min(n, len(r.Trees))] {
		for _, s := range r.Trees[i].Steps {
			key := stepKey(&s)
			if _, ok := f.number[key]; ok {
				continue
			}
			f.number[key] = len(f.steps)
			f.gives[s.Gives] = append(f.gives[s.Gives], len(f.steps))
			f.steps = append(f.steps, s)
		}
	}
	return f
}

// unfold gives the tree below a fact. A step that was drawn before is drawn once
// more without its branches.
func (f *forest) unfold(fact attacktree.Fact, drawn map[int]bool) *node {
	var options []*node
	for _, i := range f.gives[fact] {
		options = append(options, f.unfoldStep(i, drawn))
	}
	switch len(options) {
	case 0:
		return nil
	case 1:
		return options[0]
	}
	return &node{number: -1, fact: fact, joint: or, below: options}
}

func (f *forest) unfoldStep(i int, drawn map[int]bool) *node {
	s := &f.steps[i]
	n := &node{number: i, step: s, fact: s.Gives, again: drawn[i]}
	if n.again {
		return n
	}
	drawn[i] = true
	for _, need := range s.Needs {
		if b := f.unfold(need, drawn); b != nil {
			n.below = append(n.below, b)
		}
	}
	if len(n.below) > 0 {
		n.joint = and
	}
	return n
}

// arrangeTree gives every node its column and row: leaves beneath each other,
// each node in the middle of its branches. It gives the size.
func arrangeTree(root *node) (columns int, rows float64) {
	next := 0.0
	var visit func(n *node, column int)
	visit = func(n *node, column int) {
		n.column = column
		columns = max(columns, column+1)
		if len(n.below) == 0 || n.page > 0 {
			n.row = next
			next++
			return
		}
		for _, b := range n.below {
			visit(b, column+1)
		}
		n.row = (n.below[0].row + n.below[len(n.below)-1].row) / 2
	}
	visit(root, 0)
	return columns, next
}

// pagesOf splits a tree so that no page has more columns and rows than given:
// branches that do not fit move to a page of their own, where their node stands
// at the head.
func pagesOf(root *node, columns, rows int) []*node {
	pages := []*node{root}
	for i := 0; i < len(pages); i++ {
		for {
			w, h := arrangeTree(pages[i])
			if w <= columns && int(h) <= rows {
				break
			}
			cut := cutBelow(pages[i], columns, rows, w > columns)
			if cut == nil {
				break
			}
			cut.page = len(pages) + 1
			head := *cut
			head.page = 0
			pages = append(pages, &head)
		}
	}
	return pages
}

// cutBelow chooses the node whose branches move to another page: on a page that
// is too wide the one in the last column but one, on one that is too high the
// one with the most leaves that still fit a page.
func cutBelow(root *node, columns, rows int, wide bool) *node {
	var best *node
	most := 0
	var visit func(n *node) int
	visit = func(n *node) int {
		if len(n.below) == 0 || n.page > 0 {
			return 1
		}
		leaves := 0
		for _, b := range n.below {
			leaves += visit(b)
		}
		if n == root {
			return leaves
		}
		switch {
		case wide && n.column == columns-1 && best == nil:
			best = n
		case !wide && leaves > most && leaves <= rows && leaves > 1:
			best, most = n, leaves
		}
		return leaves
	}
	visit(root)
	return best
}

// copyTree copies a tree, for a split marks its nodes.
func copyTree(n *node) *node {
	out := *n
	out.below = make([]*node, len(n.below))
	for i, b := range n.below {
		out.below[i] = copyTree(b)
	}
	return &out
}
