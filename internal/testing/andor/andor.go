// Package andor reads AND/OR graphs with known optima, those of the public
// META4ICS benchmark (Barrère et al., Identifying Security-Critical
// Cyber-Physical Components in Industrial Control Systems, arXiv 1905.04796 and
// 1911.00516), and turns them into problems of package optimize whose rows are
// found lazily: each is the leaves of one derivation of the target.
//
// The package is for tests and benchmarks; no study has this format.
package andor

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/sekisho/sekisho/internal/optimize"
)

// Kind of a node.
type Kind string

// Kinds of nodes.
const (
	// Source holds from the start.
	Source Kind = "source"
	// Leaf and Or hold as soon as one predecessor does.
	Leaf Kind = "leaf"
	Or   Kind = "or"
	// And holds when all predecessors do.
	And Kind = "and"
)

// Graph is one graph of the benchmark. Nodes are numbered from 0.
type Graph struct {
	Name   string `json:"name"`
	Source int    `json:"source"`
	Target int    `json:"target"`
	Kind   []Kind `json:"kind"`
	// Cost of removing each node; nil where it cannot be removed.
	Cost []*float64 `json:"cost"`
	// Edges as from and to.
	Edges [][2]int `json:"edges"`
	// Optimum is the published cost of the cheapest removal.
	Optimum float64 `json:"optimum"`

	// before and after of each node.
	before, after [][]int
}

// maxSize bounds a file after decompression.
const maxSize = 64 << 20

// Read reads a graph from a file of gzip JSON. It fails on anything that is not
// a whole graph.
func Read(path string) (*Graph, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	g := &Graph{}
	if err := json.NewDecoder(&limited{z, maxSize}).Decode(g); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	if err := g.index(); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return g, nil
}

var errTooLarge = errors.New("too large")

// limited is a reader that fails where more than left bytes come.
type limited struct {
	r    *gzip.Reader
	left int
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if l.left -= n; l.left < 0 {
		return 0, errTooLarge
	}
	return n, err
}

func (g *Graph) index() error {
	n := len(g.Kind)
	node := func(v int) bool { return v >= 0 && v < n }
	if !node(g.Source) || !node(g.Target) || len(g.Cost) != n {
		return errors.New("source, target or costs do not fit the nodes")
	}
	g.before, g.after = make([][]int, n), make([][]int, n)
	for _, e := range g.Edges {
		if !node(e[0]) || !node(e[1]) {
			return fmt.Errorf("edge %v of %d nodes", e, n)
		}
		g.before[e[1]], g.after[e[0]] = append(g.before[e[1]], e[0]), append(g.after[e[0]], e[1])
	}
	for v, k := range g.Kind {
		switch k {
		case Source, Leaf, Or, And:
		default:
			return fmt.Errorf("node %d is of kind %q", v, k)
		}
		if c := g.Cost[v]; c != nil && (*c < 0 || *c*Unit != float64(int64(*c*Unit))) {
			return fmt.Errorf("node %d costs %v", v, *c)
		}
	}
	return nil
}

// Unit is what a cost of 1 is in problems: they have whole costs only.
const Unit = 1000

// Problem gives the graph as a problem, with one variable per node, and the
// finder of its rows.
func (g *Graph) Problem() (optimize.Problem, optimize.Separator) {
	cost := make([]int64, len(g.Kind))
	p := optimize.Problem{Vars: len(g.Kind), Costs: [][]int64{cost}}
	for v, c := range g.Cost {
		if c == nil {
			p.Never = append(p.Never, v)
			continue
		}
		cost[v] = int64(*c * Unit)
	}
	return p, newFinder(g).find
}

// Holds reports whether the target holds when these nodes are removed. It looks
// at all nodes again and again until nothing changes, as the definition has it,
// and is the second opinion on what the finder says.
func (g *Graph) Holds(removed []bool) bool {
	holds := make([]bool, len(g.Kind))
	for changed := true; changed; {
		changed = false
		for v := range holds {
			if !holds[v] && !removed[v] && g.follows(v, holds) {
				holds[v], changed = true, true
			}
		}
	}
	return holds[g.Target]
}

func (g *Graph) follows(v int, holds []bool) bool {
	if g.Kind[v] == Source {
		return v == g.Source
	}
	for _, w := range g.before[v] {
		if holds[w] != (g.Kind[v] == And) {
			return g.Kind[v] != And
		}
	}
	return g.Kind[v] == And && len(g.before[v]) > 0
}
