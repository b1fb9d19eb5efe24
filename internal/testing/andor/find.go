package andor

import (
	"container/heap"
	"context"

	"github.com/sekisho/sekisho/internal/optimize"
)

// finder finds derivations of the target with few removable nodes.
type finder struct {
	g *Graph
	// size of the smallest derivation known of each node, counted as a tree; by
	// is the predecessor that an or-node follows from.
	size []float64
	by   []int
	done []bool
	// wait counts the predecessors that an and-node still lacks.
	wait []int
	sum  []float64
	next queue
}

func newFinder(g *Graph) *finder {
	n := len(g.Kind)
	return &finder{g: g, size: make([]float64, n), by: make([]int, n), done: make([]bool, n), wait: make([]int, n),
		sum: make([]float64, n)}
}

// find gives the removable nodes of a derivation that needs none of those
// removed: one of them must go. It gives none where the target does not hold.
func (f *finder) find(_ context.Context, removed []bool) (optimize.Cuts, error) {
	f.reach(removed)
	if !f.done[f.g.Target] {
		return optimize.Cuts{}, nil
	}
	row := optimize.Row{Least: 1}
	seen := make([]bool, len(f.done))
	stack := []int{f.g.Target}
	seen[f.g.Target] = true
	for len(stack) > 0 {
		v := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if f.g.Cost[v] != nil {
			row.Terms = append(row.Terms, optimize.Term{Var: v, Weight: 1})
		}
		for _, w := range f.from(v) {
			if !seen[w] {
				seen[w] = true
				stack = append(stack, w)
			}
		}
	}
	return optimize.Cuts{Rows: []optimize.Row{row}}, nil
}

func (f *finder) from(v int) []int {
	switch f.g.Kind[v] {
	case Source:
		return nil
	case And:
		return f.g.before[v]
	default:
		return []int{f.by[v]}
	}
}

// reach derives whatever holds, smallest derivations first (Knuth, A
// generalization of Dijkstra's algorithm, Information Processing Letters 6, 1977).
func (f *finder) reach(removed []bool) {
	clear(f.done)
	clear(f.sum)
	for v := range f.wait {
		f.wait[v] = len(f.g.before[v])
		f.size[v] = -1
	}
	f.next = f.next[:0]
	f.offer(f.g.Source, -1, 0, removed)
	for len(f.next) > 0 {
		v := heap.Pop(&f.next).(item).node
		if f.done[v] {
			continue
		}
		f.done[v] = true
		if v == f.g.Target {
			return
		}
		for _, w := range f.g.after[v] {
			f.sum[w] += f.size[v]
			f.wait[w]--
			switch {
			case f.g.Kind[w] != And:
				f.offer(w, v, f.size[v], removed)
			case f.wait[w] == 0:
				f.offer(w, -1, f.sum[w], removed)
			}
		}
	}
}

func (f *finder) offer(v, by int, size float64, removed []bool) {
	if removed[v] || f.done[v] {
		return
	}
	if f.g.Cost[v] != nil {
		size++
	}
	if f.size[v] < 0 || size < f.size[v] {
		f.size[v], f.by[v] = size, by
		heap.Push(&f.next, item{v, size})
	}
}

type item struct {
	node int
	size float64
}

// queue is a heap of nodes, smallest derivation first, then by number.
type queue []item

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, k int) bool {
	return q[i].size < q[k].size || q[i].size == q[k].size && q[i].node < q[k].node
}
func (q queue) Swap(i, k int) { q[i], q[k] = q[k], q[i] }
func (q *queue) Push(x any)   { *q = append(*q, x.(item)) }
func (q *queue) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}
