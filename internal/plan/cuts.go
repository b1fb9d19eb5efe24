package plan

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/attacktree"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/defence"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/optimize"
)

// Constraint is what every plan must meet, and why: an attack tree or a cell
// that stays too bad without it.
type Constraint struct {
	// Tree that must be hindered, or nil for a cell.
	Tree *attack.Tree
	// Asset and Threat of the cell, otherwise.
	Asset  *model.Asset
	Threat *catalog.Threat
	// Level is the countermeasure level that a step of the tree, or the cell, must
	// come to. Letter is the letter that must not be.
	Level  int
	Letter method.RiskValue
	// Of lists candidates; their weights, one each, must come to Least.
	Of      []*Candidate
	Weights []int64
	Least   int64

	// given are the candidates of the proposal in which the tree was found.
	given []bool
	row   optimize.Row
}

// stepCount tells what counts against a step, or in a cell.
type stepCount struct {
	// fixed tells that countermeasures do not change the level.
	fixed bool
	// base has the standing of each countermeasure now; layers their layers.
	base   map[int]uint8
	layers map[int]uint32
	// of lists the candidates that count, ascending, each with its countermeasure.
	of []counting
}

type counting struct {
	candidate      int
	countermeasure int
}

// level gives the countermeasure level with the candidates that in accepts.
func (c *stepCount) level(rule method.LayerRule, in func(candidate int) bool) int {
	if c.fixed {
		return 0 // never enough
	}
	var n defence.Count
	full := map[int]bool{}
	for _, x := range c.of {
		if in(x.candidate) && !full[x.countermeasure] {
			full[x.countermeasure] = true
			n.Add(defence.InPlace, c.layers[x.countermeasure])
		}
	}
	for cm, standing := range c.base {
		if !full[cm] {
			n.Add(standing, c.layers[cm])
		}
	}
	return int(n.Level(rule))
}

// missing gives how many more countermeasures the step needs at least to come to
// the level.
func (c *stepCount) missing(level int) int64 {
	full := int64(0)
	for _, standing := range c.base {
		if standing == defence.InPlace {
			full++
		}
	}
	return max(int64(level)-1-full, 1)
}

// count finds what counts against a step.
func (e *engine) count(step attack.Rated) *stepCount {
	var key strings.Builder
	key.WriteString(string(step.Step.Rule) + "|" + string(step.At) + "|" + string(step.From) + "|" + string(step.Step.Link))
	for _, off := range step.Off {
		key.WriteString("|" + string(off))
	}
	if c, ok := e.steps[key.String()]; ok {
		return c
	}
	c := &stepCount{base: map[int]uint8{}, layers: map[int]uint32{}}
	e.steps[key.String()] = c
	a, _ := e.base.Model.Asset(step.At)
	u := attack.Use{Rated: step, Asset: a}
	u.Link, _ = e.base.Model.Link(step.Step.Link)
	for _, counter := range e.counters[e.r.Study.Catalog.ThreatIndex(step.Rule.Threat)] {
		c.layers[counter.Index] = counter.Layer
	}
	c.fixed = e.base.Fixed(a, step.Rule.Threat)
	seen := map[int]bool{}
	e.graph.Counted(u, e.whole, func(d *model.Deployment) {
		cm := e.whole.IndexOf(d)
		if i, ok := e.index[d.ID]; ok {
			if !seen[i] {
				seen[i] = true
				c.of = append(c.of, counting{i, cm})
			}
			if d.Index >= len(e.base.Model.Deployments) {
				return
			}
			d = e.base.Model.Deployments[d.Index]
		}
		if s := defence.StandingOf(d).Worst; s > c.base[cm] {
			c.base[cm] = s
		}
	})
	slices.SortFunc(c.of, func(a, b counting) int { return a.candidate - b.candidate })
	return c
}

// cutTree gives the constraint that some step of the tree comes to the level at
// which the letter is no longer reached.
func (s *separation) cutTree(tree attack.Tree, threat method.ThreatLevel, letter method.RiskValue) {
	level := s.needed(threat, tree.Goal.Damage.Level, letter)
	c := Constraint{Tree: &tree, Level: level, Letter: letter}
	var counts []*stepCount
	if level < 4 {
		for _, step := range tree.Steps {
			counts = append(counts, s.count(step))
		}
	}
	weight := map[int]int64{}
	least := int64(1)
	if level == 3 {
		least = 2
	}
	for _, n := range counts {
		if n.fixed {
			continue
		}
		for _, x := range n.of {
			if n.base[x.countermeasure] != defence.InPlace {
				// Whoever lacks one counts double, so that two are asked for elsewhere.
				weight[x.candidate] = max(weight[x.candidate], least/n.missing(level))
			}
		}
	}
	s.emit(&c, counts, weight, least)
}

// emit gives the constraint with these weights; where the proposal meets that
// although it leaves the tree or cell too bad, the constraint is that something
// be chosen beyond a largest set that leaves it too bad.
func (s *separation) emit(c *Constraint, counts []*stepCount, weight map[int]int64, least int64) {
	have := int64(0)
	for i, w := range weight {
		if s.chosen[i] {
			have += w
		}
	}
	if have >= least {
		least = 1
		weight = s.beyond(counts, c.Level)
	}
	s.finish(c, weight, least)
}

// beyond grows the proposal as far as every count stays below the level, and
// gives the candidates left over.
func (s *separation) beyond(counts []*stepCount, level int) map[int]int64 {
	in := slices.Clone(s.chosen)
	below := func() bool {
		return !slices.ContainsFunc(counts, func(n *stepCount) bool {
			return n.level(s.r.Method.SameLayer, func(i int) bool { return in[i] }) >= level
		})
	}
	out := map[int]int64{}
	if !below() {
		return out // the engine counts less than is counted here
	}
	for _, n := range counts {
		for _, x := range n.of {
			if in[x.candidate] {
				continue
			}
			in[x.candidate] = true
			if !below() {
				in[x.candidate] = false
			}
		}
	}
	for _, n := range counts {
		if n.fixed {
			continue
		}
		for _, x := range n.of {
			if !in[x.candidate] {
				out[x.candidate] = 1
			}
		}
	}
	return out
}

// finish puts the row together and keeps the constraint, unless it was given
// before for this proposal.
func (s *separation) finish(c *Constraint, weight map[int]int64, least int64) {
	row := optimize.Row{Least: least}
	for i, candidate := range s.candidates {
		if w := weight[i]; w > 0 {
			row.Terms = append(row.Terms, optimize.Term{Var: i, Weight: w})
			c.Of, c.Weights = append(c.Of, candidate), append(c.Weights, w)
		}
	}
	if c.Tree != nil {
		if v, ok := s.relaxed[relaxation{c.Tree.Goal.Damage.ID, c.Letter}]; ok {
			row.Terms = append(row.Terms, optimize.Term{Var: v, Weight: least})
		}
	}
	c.Least, c.row, c.given = least, row, s.chosen
	var key strings.Builder
	for _, t := range row.Terms {
		key.WriteString(strconv.Itoa(t.Var) + "*" + strconv.FormatInt(t.Weight, 10) + "+")
	}
	key.WriteString(">=" + strconv.FormatInt(least, 10))
	if s.seen[key.String()] {
		return
	}
	s.seen[key.String()] = true
	s.rows = append(s.rows, row)
	s.engine.cuts = append(s.engine.cuts, *c)
}

// cells looks at every cell that is worse than asked for.
func (s *separation) cells() {
	for i := range s.m.Cells {
		cell := &s.m.Cells[i]
		key := [2]int{int(cell.Asset), int(cell.Threat)}
		if s.hopeless[key] || cell.Risk.Worst != method.Unrated && !cell.Risk.Worst.WorseThan(s.engine.cells) {
			continue
		}
		s.violated = true
		rating := s.m.Assets[cell.Asset]
		level := 4
		for v := method.VulnerabilityLevel(3); v >= 1; v-- {
			if x, ok := method.Rate(s.r.Method.Matrix, cell.ThreatLevel, v, rating.Importance); ok && !x.Value.WorseThan(s.engine.cells) {
				level = 4 - int(v)
				break
			}
		}
		c := Constraint{Asset: s.m.Model.Assets[cell.Asset], Threat: &s.r.Study.Catalog.Threats[cell.Threat], Level: level, Letter: s.engine.cells + 1}
		s.finish(&c, s.beyondCell(&c), 1)
	}
}

// beyondCell is [separation.beyond] for a cell, where what stands on paths counts
// only if every link into the asset has it. The engine's coverage counts.
func (s *separation) beyondCell(c *Constraint) map[int]int64 {
	in := slices.Clone(s.chosen[:len(s.candidates)])
	t := s.r.Study.Catalog.ThreatIndex(c.Threat.ID)
	standings := make([]defence.Standing, len(s.r.Study.Catalog.Countermeasures))
	below := func() bool {
		m := *s.base.Model
		m.Deployments = s.deployments(in)
		defence.New(&m, s.r.Study.Catalog).Cell(c.Asset, standings)
		var n defence.Count
		for _, counter := range s.counters[t] {
			n.Add(standings[counter.Index].Worst, counter.Layer)
		}
		return int(n.Level(s.r.Method.SameLayer)) < c.Level
	}
	out := map[int]int64{}
	for i, candidate := range s.candidates {
		if in[i] || !slices.Contains(candidate.Countermeasure.Threats, c.Threat.ID) || !s.near(candidate, c.Asset) {
			continue
		}
		in[i] = true
		if !below() {
			in[i] = false
			out[i] = 1
		}
	}
	return out
}

// near reports whether a candidate covers the asset or stands on a link of it.
func (e *engine) near(c *Candidate, a *model.Asset) bool {
	return slices.Contains(c.Assets, a) || slices.Contains(c.Types, a.Type) || c.Scope.Model ||
		slices.ContainsFunc(c.Zones, a.Zone.Within) || slices.ContainsFunc(a.Links, c.onLink)
}

// value gives a constraint's tree as a plain value.
func (c *Constraint) value() attacktree.Tree { return c.Tree.Value() }

// String names a constraint, for messages about contradictions.
func (c *Constraint) String() string {
	if c.Tree != nil {
		return fmt.Sprintf("goal %s from %s", c.Tree.Goal.ID, c.Tree.Start.Entry.Entry)
	}
	return fmt.Sprintf("cell %s × %s", c.Asset.ID, c.Threat.ID)
}
