package compare

import (
	"context"
	"fmt"

	"github.com/sekisho/sekisho/internal/assess"
)

// replayer assesses the old model with some units of changes applied. What it has
// assessed once it remembers.
type replayer struct {
	ctx    context.Context
	hybrid *hybrid
	pair   *Pair
	seen   map[string]outcomes
	// places are the cells of which the letters are kept.
	places []place
	// runs counts the assessments made.
	runs int
	err  error
}

// outcomes are what a replayed model comes to.
type outcomes struct {
	values map[target]value
	// cells gives the letters of the replayer's places.
	cells []assess.RiskRange
}

func newReplayer(ctx context.Context, p *Pair, from, to *state) *replayer {
	r := &replayer{ctx: ctx, hybrid: newHybrid(from, to), pair: p, seen: map[string]outcomes{}}
	for _, c := range p.Cells {
		r.places = append(r.places, place{c.Asset, c.Threat})
	}
	none := make(set, len(p.Units))
	r.seen[none.key()] = r.outcomes(p.From)
	r.seen[none.inverse().key()] = r.outcomes(p.To)
	return r
}

func (r *replayer) outcomes(m *assess.ModelResult) outcomes {
	letters := map[place]assess.RiskRange{}
	for _, c := range m.Cells {
		letters[placeOf(m, c)] = c.Risk
	}
	out := outcomes{values: values(m), cells: make([]assess.RiskRange, len(r.places))}
	for i, at := range r.places {
		out.cells[i] = letters[at]
	}
	return out
}

// set is a choice of units.
type set []bool

func (s set) key() string {
	b := make([]byte, (len(s)+7)/8)
	for i, in := range s {
		if in {
			b[i/8] |= 1 << (i % 8)
		}
	}
	return string(b)
}

func (s set) count() int {
	n := 0
	for _, in := range s {
		if in {
			n++
		}
	}
	return n
}

func (s set) indices() []int {
	out := make([]int, 0, s.count())
	for i, in := range s {
		if in {
			out = append(out, i)
		}
	}
	return out
}

func (s set) inverse() set {
	out := make(set, len(s))
	for i, in := range s {
		out[i] = !in
	}
	return out
}

// values gives the value of every target in the old model with the units applied.
func (r *replayer) values(s set) map[target]value { return r.replay(s).values }

// cell gives the letter of one of the places.
func (r *replayer) cell(s set, i int) assess.RiskRange {
	if o := r.replay(s); i < len(o.cells) {
		return o.cells[i]
	}
	return assess.RiskRange{}
}

// replay assesses the old model with the units applied.
func (r *replayer) replay(s set) outcomes {
	k := s.key()
	if v, ok := r.seen[k]; ok || r.err != nil {
		return v
	}
	m, err := r.assess(s)
	if err != nil {
		r.err = err
		return outcomes{}
	}
	v := r.outcomes(m)
	r.seen[k] = v
	return v
}

func (r *replayer) assess(s set) (*assess.ModelResult, error) {
	c := &choice{changed: map[key]bool{}}
	for i, in := range s {
		if !in {
			continue
		}
		for _, j := range r.pair.Units[i].Changes {
			switch change := &r.pair.Changes[j]; change.Kind {
			case KindMatrix:
				c.matrix = true
			case KindMethod:
				c.method = true
			case KindCatalog:
				c.lists = true
			default:
				c.changed[change.key] = true
			}
		}
	}
	r.runs++
	result, err := assess.Run(r.ctx, r.hybrid.study(c), assess.Options{})
	if err != nil {
		return nil, fmt.Errorf("replay changes: %w", err)
	}
	return result.Models[0], nil
}

// Cause tells which units of changes make an outcome what it is. Both lists are
// smallest in the sense that none of their units can be left out.
type Cause struct {
	// Makes are units that, made to the old model alone, give the new outcome.
	// Several act only together: each of them is needed.
	Makes []int
	// Undoes are units that, taken back in the new model, give the old outcome
	// again. They differ from Makes where one change hides another, or where
	// several would do.
	Undoes []int
}

// cause finds what changes the value of a target. Sets found for other targets
// are tried first.
func (r *replayer) cause(t target, hints []Cause) (Cause, error) {
	none := make(set, len(r.pair.Units))
	old, now := r.values(none)[t], r.values(none.inverse())[t]
	var makes, undoes [][]int
	for _, h := range hints {
		makes, undoes = append(makes, h.Makes), append(undoes, h.Undoes)
	}
	c := Cause{
		Makes:  r.smallest(makes, func(s set) bool { return r.values(s)[t] == now }),
		Undoes: r.smallest(undoes, func(s set) bool { return r.values(s.inverse())[t] == old }),
	}
	return c, r.err
}

// smallest finds a set of units that holds and from which none can be left out.
// All units together must hold.
func (r *replayer) smallest(hints [][]int, holds func(set) bool) []int {
	s := make(set, len(r.pair.Units)).inverse()
	for _, h := range hints {
		try := make(set, len(s))
		for _, i := range h {
			try[i] = true
		}
		if try.count() < s.count() && holds(try) {
			s = try
		}
	}
	for size := (s.count() + 1) / 2; r.err == nil; size = (size + 1) / 2 {
		for r.err == nil && r.drop(s, size, holds) && size == 1 {
		}
		if size <= 1 {
			break
		}
	}
	return s.indices()
}

// drop leaves out runs of size units wherever the rest still holds, and tells
// whether any was left out.
func (r *replayer) drop(s set, size int, holds func(set) bool) bool {
	dropped := false
	members := s.indices()
	for at := 0; at < len(members); at += size {
		part := members[at:min(at+size, len(members))]
		for _, i := range part {
			s[i] = false
		}
		if holds(s) {
			dropped = true
			continue
		}
		for _, i := range part {
			s[i] = true
		}
	}
	return dropped
}
