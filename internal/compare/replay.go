package compare

import (
	"cmp"
	"context"
	"fmt"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/model"
)

// replayer assesses the old model with some units of changes applied. What it has
// assessed once it remembers.
type replayer struct {
	ctx    context.Context
	hybrid *hybrid
	pair   *Pair
	// rated are the values of the targets, cells the letters of the places, by the
	// units applied.
	rated map[string]map[target]value
	cells map[string][]assess.RiskRange
	// places are the cells of which the letters are kept.
	places []place
	// runs counts the assessments made.
	runs int
	err  error
}

func newReplayer(ctx context.Context, p *Pair, from, to *state) *replayer {
	r := &replayer{ctx: ctx, hybrid: newHybrid(from, to), pair: p, rated: map[string]map[target]value{}, cells: map[string][]assess.RiskRange{}}
	for _, c := range p.Cells {
		r.places = append(r.places, place{c.Asset, c.Threat})
	}
	none := make(set, len(p.Units))
	for _, end := range []struct {
		units set
		m     *assess.ModelResult
	}{{none, p.From}, {none.inverse(), p.To}} {
		r.rated[end.units.key()] = values(end.m.Damage, end.m.Zones)
		r.cells[end.units.key()] = r.lettersOf(end.m)
	}
	return r
}

// lettersOf gives the letters of the places in a model that was assessed whole.
func (r *replayer) lettersOf(m *assess.ModelResult) []assess.RiskRange {
	letters := map[place]assess.RiskRange{}
	for _, c := range m.Cells {
		letters[placeOf(m, c)] = c.Risk
	}
	out := make([]assess.RiskRange, len(r.places))
	for i, at := range r.places {
		out[i] = letters[at]
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
func (r *replayer) values(s set) map[target]value {
	k := s.key()
	if v, ok := r.rated[k]; ok || r.err != nil {
		return v
	}
	x := r.model(s)
	damage, err := x.Damage(r.ctx)
	if err != nil {
		r.err = fmt.Errorf("replay changes: %w", err)
		return nil
	}
	v := values(damage, x.Zones())
	r.rated[k] = v
	return v
}

// cell gives the letter of one of the places in the old model with the units
// applied.
func (r *replayer) cell(s set, i int) assess.RiskRange {
	k := s.key()
	letters, ok := r.cells[k]
	if !ok && r.ctx.Err() != nil {
		r.err = cmp.Or(r.err, r.ctx.Err())
	}
	if !ok && r.err == nil {
		letters = r.rateCells(s)
		r.cells[k] = letters
	}
	if i < len(letters) {
		return letters[i]
	}
	return assess.RiskRange{}
}

// rateCells rates the places. Those of one asset follow each other.
func (r *replayer) rateCells(s set) []assess.RiskRange {
	m, x := r.build(s)
	threats := m.Catalog.Threats
	out := make([]assess.RiskRange, len(r.places))
	var asset model.AssetID
	var cells []assess.Cell
	for i, at := range r.places {
		if i == 0 || at.asset != asset {
			cells = nil
			if a, ok := m.Models[0].Asset(at.asset); ok {
				cells = x.Cells(a)
			}
			asset = at.asset
		}
		for _, c := range cells {
			if threats[c.Threat].ID == at.threat {
				out[i] = c.Risk
			}
		}
	}
	return out
}

func (r *replayer) model(s set) *assess.QuickModel {
	_, x := r.build(s)
	return x
}

// build makes the old model with the units applied.
func (r *replayer) build(s set) (*model.Study, *assess.QuickModel) {
	r.runs++
	study, quick := r.hybrid.study(r.choice(s))
	return study, quick.Model(study, study.Models[0])
}

// choice tells of every input which side the units take it from.
func (r *replayer) choice(s set) *choice {
	c := &choice{changed: make([]bool, len(r.hybrid.slots))}
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
				c.changed[r.hybrid.at[change.key]] = true
			}
		}
	}
	return c
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
