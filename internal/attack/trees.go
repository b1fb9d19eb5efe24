package attack

import (
	"container/heap"
	"context"
	"slices"

	"github.com/sekisho/sekisho/internal/attacktree"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// Bounds limit a listing. Whatever bites is told in the [Listing].
type Bounds struct {
	// Trees to list at most; 0: none.
	Trees int
	// Work is the number of partial trees to look at, at most.
	Work int
}

// Listing is the outcome of [Graph.Trees].
type Listing struct {
	// Trees, the easiest first, then those of fewer steps.
	Trees []Tree
	// Exact tells that these are all minimal trees there are. Otherwise a bound
	// was reached: there may be more, none easier than the last one listed and,
	// where they are Ordered, within its level none shorter.
	Exact bool
	// Ordered tells that the trees are the easiest and shortest there are. It is
	// false where the bound on work was reached before any tree was finished. The
	// trees are then those that a search which goes straight for the goal finds, or
	// the solver's own: as easy as any, and minimal, but maybe not the shortest.
	Ordered bool
	// Looked is the number of partial trees looked at.
	Looked int
}

// Tree is a listed tree with its levels.
type Tree struct {
	Start Start
	Goal  *model.Goal
	// Steps, each after those whose facts it needs.
	Steps []Rated
	// Vulnerability is the lowest of the steps' vulnerability levels.
	Vulnerability method.VulnerabilityLevel
}

// Value gives the tree as a plain value, for the checker and for exports.
func (t *Tree) Value() attacktree.Tree {
	v := attacktree.Tree{Entry: t.Start.Entry.Point.ID, Landing: t.Start.At.ID, Goal: t.Goal.ID}
	for _, s := range t.Steps {
		v.Steps = append(v.Steps, s.Step)
	}
	return v
}

// Trees lists the minimal trees from a start to a goal: every set of steps that
// proves the goal and of which no step can be left out, each once, the easiest
// first and among those the shortest. A tree takes one step for each fact that
// it uses, so that a shared step is counted once, and its steps never wait for
// each other in a circle.
//
// The number of trees can be exponential in the size of the graph, so the search
// stops at the bounds and when ctx ends, and says so. With unknown answers, steps
// are rated at their worst.
func (g *Graph) Trees(ctx context.Context, start int, goal *model.Goal, bounds Bounds) Listing {
	x := g.NewSolution(false).Solve(start)
	l := Listing{Exact: true, Ordered: true}
	fact := g.goalFact(goal)
	for level := x.value[fact]; level >= 1 && l.Exact; level-- {
		s := &search{g: g, start: start, goal: goal, level: level, listing: &l, bounds: bounds}
		s.run(ctx, fact)
	}
	if len(l.Trees) > 0 || l.Exact || bounds.Trees == 0 || ctx.Err() != nil {
		return l
	}
	l.Ordered = false
	looked := l.Looked
	l.Looked = 0
	s := &search{g: g, start: start, goal: goal, level: x.value[fact], greedy: true, listing: &l, bounds: bounds}
	s.run(ctx, fact)
	l.Looked += looked
	if len(l.Trees) == 0 {
		l.Trees = []Tree{{Start: g.starts[start], Goal: goal, Steps: x.Proof(goal),
			Vulnerability: method.VulnerabilityLevel(x.value[fact])}}
	}
	return l
}

// search lists the trees of one level: those whose easiest-to-stop step is at
// the level.
type search struct {
	g     *Graph
	start int
	goal  *model.Goal
	level uint8
	// greedy takes bounds that may be too high: trees are found with less work, and
	// not in their order.
	greedy  bool
	listing *Listing
	bounds  Bounds
	// least is a lower bound of the number of steps that prove each fact with
	// steps at the level or above; 0 where there is no proof.
	// For a fact in a partial tree less is left where its proof may use facts that
	// are proven there.
	least []int32
	// gives lists for each fact the steps at the level or above that give it.
	gives     [][]int32
	landmarks landmarks
	open      partials
	next      int
	// chosen gives for each fact the step that gives it in the partial tree being
	// extended, plus one; 0 where there is none. given lists those facts.
	chosen, given []int32
	// most gives for an open fact the largest least of the facts chosen that its
	// proof may use: all but those that wait for it. It holds for the facts whose
	// shared is the round; all is that of the others, which are not open.
	most   []int32
	shared []int
	round  int
	all    int32
	// facts is room for the open facts of a partial tree in the making.
	facts []int32
}

// partial is a tree in the making: steps chosen, and facts still to be proven.
type partial struct {
	parent  *partial
	step    int32 // chosen last, −1 at the root
	size    int
	bound   int
	order   int
	facts   []int32 // open, sorted
	atLevel bool    // some step chosen is at the level itself
}

func (s *search) run(ctx context.Context, goal int32) {
	s.prepare()
	if s.least[goal] == 0 {
		return
	}
	s.landmarks = s.findLandmarks(goal)
	s.push(&partial{step: -1, facts: []int32{goal}})
	for s.open.Len() > 0 {
		if len(s.listing.Trees) >= s.bounds.Trees || s.listing.Looked >= s.bounds.Work || ctx.Err() != nil {
			s.listing.Exact = false
			return
		}
		p := heap.Pop(&s.open).(*partial)
		s.listing.Looked++
		if len(p.facts) == 0 {
			if p.atLevel {
				s.listing.Trees = append(s.listing.Trees, s.tree(p))
			}
			continue
		}
		s.extend(p)
	}
}

// prepare works out which steps give which fact at the level, and the least
// number of steps for each: 1 + the largest of the premises, which never
// overestimates however much a tree shares.
func (s *search) prepare() {
	g := s.g
	s.least = make([]int32, g.facts())
	s.chosen = make([]int32, g.facts())
	s.most = make([]int32, g.facts())
	s.shared = make([]int, g.facts())
	s.gives = make([][]int32, g.facts())
	waiting := make([]int32, len(g.steps))
	for i := range g.steps {
		waiting[i] = g.first[i+1] - g.first[i]
	}
	layer := []int32{g.startFact(s.start)}
	const start = -1
	s.least[layer[0]] = start
	for n := int32(1); len(layer) > 0; n++ {
		var following []int32
		for _, f := range layer {
			for _, i := range g.uses[g.usesFirst[f]:g.usesFirst[f+1]] {
				if waiting[i]--; waiting[i] > 0 || g.steps[i].worst < s.level {
					continue
				}
				gives := g.steps[i].gives
				s.gives[gives] = append(s.gives[gives], i)
				if s.least[gives] == 0 {
					s.least[gives] = n
					following = append(following, gives)
				}
			}
		}
		layer = following
	}
	s.least[g.startFact(s.start)] = 0
	for f := range s.gives {
		slices.Sort(s.gives[f])
	}
}

// extend chooses, in every way, a step for the open fact with the fewest ways,
// which leaves least to be tried twice; among those, for the one that needs most.
func (s *search) extend(p *partial) {
	fact := p.facts[0]
	for _, f := range p.facts {
		if a, b := len(s.gives[f]), len(s.gives[fact]); a < b || a == b && s.least[f] > s.least[fact] {
			fact = f
		}
	}
	s.choose(p)
	s.share(p.facts)
	for _, i := range s.gives[fact] {
		if q := s.with(p, i, fact); q != nil {
			s.push(q)
		}
	}
}

// choose makes chosen and given those of a partial tree.
func (s *search) choose(p *partial) {
	for _, f := range s.given {
		s.chosen[f] = 0
	}
	s.given = s.given[:0]
	for q := p; q != nil && q.step >= 0; q = q.parent {
		f := s.g.steps[q.step].gives
		s.chosen[f] = q.step + 1
		s.given = append(s.given, f)
	}
}

// share works out most for open facts.
func (s *search) share(open []int32) {
	all := int32(0)
	for _, c := range s.given {
		all = max(all, s.least[c])
	}
	s.all = all
	s.round++
	for _, f := range open {
		s.shared[f] = s.round
		s.most[f] = 0
		for _, c := range s.given {
			if s.least[c] > s.most[f] && !s.waitsFor(c, f) {
				s.most[f] = s.least[c]
			}
		}
	}
}

// mostOf gives most of a fact. Most facts are not open, and have the same.
func (s *search) mostOf(f int32) int32 {
	if s.shared[f] == s.round {
		return s.most[f]
	}
	return s.all
}

// with adds a step to a partial tree, whose steps are chosen, or gives nil when
// its premises would then wait for the fact that it gives.
func (s *search) with(p *partial, step, fact int32) *partial {
	facts := s.facts[:0]
	for _, f := range p.facts {
		if f != fact {
			facts = append(facts, f)
		}
	}
	for _, f := range s.g.needsOf(step) {
		if f == s.g.startFact(s.start) {
			continue
		}
		if f == fact || s.waitsFor(f, fact) {
			return nil
		}
		if s.chosen[f] > 0 {
			continue
		}
		if i, found := slices.BinarySearch(facts, f); !found {
			facts = slices.Insert(facts, i, f)
		}
	}
	s.facts = facts
	q := &partial{parent: p, step: step, size: p.size + 1, facts: slices.Clone(facts),
		atLevel: p.atLevel || s.g.steps[step].worst == s.level}
	q.bound = max(p.bound, q.size+s.landmarks.missing(facts, s.given, fact))
	for _, f := range facts {
		q.bound = max(q.bound, q.size+int(s.least[f]-s.usable(f, fact, step)))
	}
	return q
}

// usable gives at least the largest least of the facts that a proof of f may use
// once the step gives the fact.
func (s *search) usable(f, fact, step int32) int32 {
	if s.greedy {
		return 0
	}
	if slices.Contains(s.g.needsOf(step), f) {
		return min(s.mostOf(f), s.mostOf(fact))
	}
	return max(s.mostOf(f), s.least[fact])
}

// waitsFor reports whether the steps chosen make fact f wait for the target.
func (s *search) waitsFor(f, target int32) bool {
	step := s.chosen[f] - 1
	if step < 0 {
		return false
	}
	for _, p := range s.g.needsOf(step) {
		if p == target || s.waitsFor(p, target) {
			return true
		}
	}
	return false
}

func (s *search) push(p *partial) {
	p.order = s.next
	s.next++
	heap.Push(&s.open, p)
}

// tree puts the steps of a finished partial tree in an order in which each comes
// after those whose facts it needs.
func (s *search) tree(p *partial) Tree {
	s.choose(p)
	t := Tree{Start: s.g.starts[s.start], Goal: s.goal, Vulnerability: method.VulnerabilityLevel(s.level)}
	done := map[int32]bool{}
	var walk func(f int32)
	walk = func(f int32) {
		step := s.chosen[f] - 1
		if step < 0 || done[f] {
			return
		}
		done[f] = true
		for _, need := range s.g.needsOf(step) {
			walk(need)
		}
		t.Steps = append(t.Steps, s.g.rated(step))
	}
	walk(s.g.goalFact(s.goal))
	return t
}

// partials is a heap: the smallest bound first, then the most steps, which is
// nearest to being finished, then the order of pushing, so that listings are the
// same every time.
type partials []*partial

func (h partials) Len() int { return len(h) }

func (h partials) Less(i, j int) bool {
	a, b := h[i], h[j]
	if a.bound != b.bound {
		return a.bound < b.bound
	}
	if a.size != b.size {
		return a.size > b.size
	}
	return a.order < b.order
}

func (h partials) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

func (h *partials) Push(x any) { *h = append(*h, x.(*partial)) }

func (h *partials) Pop() any {
	old := *h
	p := old[len(old)-1]
	*h = old[:len(old)-1]
	return p
}
