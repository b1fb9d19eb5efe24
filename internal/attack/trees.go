package attack

import (
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
	// Whole is the number of trees of which to give the steps, from the first; 0: all.
	// The others are only counted.
	Whole int
	// Work is the number of partial trees to look at, at most.
	Work int
}

// Limit is what ended a listing before every tree was found.
type Limit string

// The limits of a listing.
const (
	// NoLimit: every tree was found.
	NoLimit Limit = ""
	// TreesLimit: as many trees were found as were asked for.
	TreesLimit Limit = "trees"
	// WorkLimit: as many partial trees were looked at as were allowed.
	WorkLimit Limit = "work"
	// TimeLimit: the search was told to end.
	TimeLimit Limit = "time"
)

// Listing is the outcome of [Graph.Trees].
type Listing struct {
	// Trees, the easiest first, then those of fewer steps.
	Trees []Tree
	// Exact tells that these are all minimal trees there are. Otherwise a bound
	// was reached: there may be more, none easier than the last one listed and,
	// where they are Ordered, within its level none shorter.
	Exact bool
	// Limit that was reached last, where the listing is not Exact.
	Limit Limit
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
	open      queue
	// chosen gives for each fact the step that gives it in the partial tree being
	// extended, plus one; 0 where there is none. given lists those facts.
	chosen, given []int32
	waits         waits
	// most gives for an open fact the largest least of the facts chosen that its
	// proof may use: all but those that wait for it. all is that of the facts that
	// are not open.
	most []int32
	all  int32
	// facts is room for the open facts of a partial tree in the making, added for those
	// that its last step adds; kept and made are that of those waiting, which are many
	// and small.
	facts, added, kept []int32
	made               []partial
}

// partial is a tree in the making: steps chosen, and facts still to be proven.
type partial struct {
	parent  *partial
	step    int32 // chosen last, −1 at the root
	size    int
	bound   int
	facts   []int32 // open, sorted
	atLevel bool    // some step chosen is at the level itself
}

// reached gives the limit at which the search stands.
func (s *search) reached(ctx context.Context) Limit {
	switch {
	case ctx.Err() != nil:
		return TimeLimit
	case len(s.listing.Trees) >= s.bounds.Trees:
		return TreesLimit
	case s.listing.Looked >= s.bounds.Work:
		return WorkLimit
	}
	return NoLimit
}

func (s *search) run(ctx context.Context, goal int32) {
	s.prepare()
	if s.least[goal] == 0 {
		return
	}
	s.landmarks = s.findLandmarks(goal)
	s.open.push(&partial{step: -1, facts: []int32{goal}})
	for s.open.length > 0 {
		if limit := s.reached(ctx); limit != NoLimit {
			s.listing.Exact, s.listing.Limit = false, limit
			return
		}
		p := s.open.pop()
		s.listing.Looked++
		if len(p.facts) == 0 {
			if p.atLevel {
				s.listing.Trees = append(s.listing.Trees, s.found(p))
			}
			continue
		}
		s.extend(p)
	}
}

// prepare makes room for the search, and finds what it needs to know of every fact.
func (s *search) prepare() {
	s.least, s.gives = s.g.reach(s.start, s.level)
	s.chosen = make([]int32, s.g.facts())
	s.waits = newWaits(s.g.facts())
}

// Distance gives for goals the least number of steps in a row that lead there from
// the start, whatever the steps' levels; 0 where none do.
func (g *Graph) Distance(start int) func(*model.Goal) int {
	least, _ := g.reach(start, 1)
	return func(goal *model.Goal) int { return int(least[g.goalFact(goal)]) }
}

// reach works out which steps give which fact at the level, and the least number of
// steps for each: 1 + the largest of the premises, which never overestimates however
// much a tree shares.
func (g *Graph) reach(from int, level uint8) (least []int32, given [][]int32) {
	least = make([]int32, g.facts())
	given = make([][]int32, g.facts())
	waiting := make([]int32, len(g.steps))
	for i := range g.steps {
		waiting[i] = g.first[i+1] - g.first[i]
	}
	layer := []int32{g.startFact(from)}
	const start = -1
	least[layer[0]] = start
	for n := int32(1); len(layer) > 0; n++ {
		var following []int32
		for _, f := range layer {
			for _, i := range g.uses[g.usesFirst[f]:g.usesFirst[f+1]] {
				if waiting[i]--; waiting[i] > 0 || g.steps[i].worst < level {
					continue
				}
				gives := g.steps[i].gives
				given[gives] = append(given[gives], i)
				if least[gives] == 0 {
					least[gives] = n
					following = append(following, gives)
				}
			}
		}
		layer = following
	}
	least[g.startFact(from)] = 0
	for f := range given {
		slices.Sort(given[f])
	}
	return least, given
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
	s.landmarks.begin(p.facts, s.given, fact)
	for _, i := range s.gives[fact] {
		if q := s.with(p, i, fact); q != nil {
			s.open.push(q)
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
	s.waits.begin(open, s.given)
	s.most = append(s.most[:0], make([]int32, len(open))...)
	s.all = 0
	for _, c := range s.given {
		least := s.least[c]
		s.all = max(s.all, least)
		set := s.waitsOf(c)
		for i := range open {
			if least > s.most[i] && !has(set, int32(i)) {
				s.most[i] = least
			}
		}
	}
}

// mostOf gives most of a fact. Most facts are not open, and have the same.
func (s *search) mostOf(f int32) int32 {
	if i := s.waits.open(f); i >= 0 {
		return s.most[i]
	}
	return s.all
}

// with adds a step to a partial tree, whose steps are chosen, or gives nil when
// its premises would then wait for the fact that it gives.
func (s *search) with(p *partial, step, fact int32) *partial {
	facts, added := s.facts[:0], s.added[:0]
	for _, f := range p.facts {
		if f != fact {
			facts = append(facts, f)
		}
	}
	for _, f := range s.g.needsOf(step) {
		if f == s.g.startFact(s.start) {
			continue
		}
		if f == fact {
			return nil
		}
		if s.chosen[f] > 0 {
			if has(s.waitsOf(f), s.waits.open(fact)) {
				return nil
			}
			continue
		}
		if i, found := slices.BinarySearch(facts, f); !found {
			facts = slices.Insert(facts, i, f)
			added = append(added, f)
		}
	}
	s.facts, s.added = facts, added
	q := s.make(facts)
	q.parent, q.step, q.size = p, step, p.size+1
	q.atLevel = p.atLevel || s.g.steps[step].worst == s.level
	q.bound = max(p.bound, q.size+s.landmarks.missing(len(facts), added))
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

// make gives a partial tree with a copy of the facts.
func (s *search) make(facts []int32) *partial {
	if len(s.made) == 0 {
		s.made = make([]partial, 128)
	}
	if cap(s.kept)-len(s.kept) < len(facts) {
		s.kept = make([]int32, 0, max(2048, len(facts)))
	}
	from := len(s.kept)
	s.kept = append(s.kept, facts...)
	q := &s.made[0]
	s.made = s.made[1:]
	q.facts = s.kept[from:len(s.kept):len(s.kept)]
	return q
}

// found gives a finished tree, with its steps where they are asked for.
func (s *search) found(p *partial) Tree {
	if n := s.bounds.Whole; n > 0 && len(s.listing.Trees) >= n {
		return Tree{Start: s.g.starts[s.start], Goal: s.goal, Vulnerability: method.VulnerabilityLevel(s.level)}
	}
	return s.tree(p)
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
