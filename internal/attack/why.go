package attack

import (
	"slices"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/defence"
	"github.com/sekisho/sekisho/internal/model"
)

// Proof gives the tree by which the solution reached a goal at its value, steps
// after those whose facts they need; nil where no tree leads there.
func (x *Solution) Proof(goal *model.Goal) []Rated {
	var out []Rated
	for _, s := range x.proof(x.g.goalFact(goal)) {
		out = append(out, x.g.rated(s))
	}
	return out
}

// Deciding lists the steps on which a goal's value rests: each of them alone,
// made one level harder, would lower it. It is empty when no single step decides,
// because there are other trees as easy, or when the value cannot be lower.
func (x *Solution) Deciding(goal *model.Goal) []Rated {
	fact := x.g.goalFact(goal)
	value := x.value[fact]
	if value <= 1 {
		return nil
	}
	var out []Rated
	for _, s := range x.proof(fact) {
		if x.vulnerability(s) == value && x.with(s, value-1, fact) < value {
			out = append(out, x.g.rated(s))
		}
	}
	return out
}

// Raising lists the steps of which each alone, made one level easier, would
// raise the goal's value. Where the goal is not reached, no level would help.
func (x *Solution) Raising(goal *model.Goal) []Rated {
	fact := x.g.goalFact(goal)
	value := x.value[fact]
	if value == 0 || value == 3 {
		return nil
	}
	var out []Rated
	x.eachTaken(func(s int32) {
		harder := slices.ContainsFunc(x.g.needsOf(s), func(f int32) bool { return x.value[f] <= value })
		if !harder && x.vulnerability(s) == value && x.with(s, value+1, fact) > value {
			out = append(out, x.g.rated(s))
		}
	})
	return out
}

// with gives the value of a fact when one step is rated with another level.
func (x *Solution) with(step int32, level uint8, fact int32) uint8 {
	try := x.g.NewSolution(x.best)
	try.weak, try.level = step, level
	return try.Solve(x.start).value[fact]
}

// Use is a step on the way to a goal: all of its premises hold, and the fact that
// it gives helps to reach one of the goals.
type Use struct {
	Rated
	Asset *model.Asset
	// Link crossed, or nil.
	Link *model.Link
	// Value with which the step is taken: the lowest of its own vulnerability and
	// its premises' values.
	Value uint8
}

// Uses visits the steps on the way from the start to any of the goals.
func (x *Solution) Uses(goals []*model.Goal, visit func(Use)) {
	x.onTheWay(goals, func(int32, func(int32)) {}, visit)
}

// UsesWith visits the steps that can be on the way when any of the deployments of
// cover stand: those of [Solution.Uses], and those that would switch off what
// counts against such a step.
func (x *Solution) UsesWith(cover *defence.Coverage, goals []*model.Goal, visit func(Use)) {
	x.onTheWay(goals, func(s int32, help func(fact int32)) {
		u := x.use(s)
		u.Off = nil
		x.g.Counted(u, cover, func(d *model.Deployment) {
			if d.Manager != nil {
				help(x.g.fact(disabledKind, int32(d.Manager.Index)))
			}
		})
	}, visit)
}

// onTheWay goes back from the goals over the steps taken; further names facts that
// help beside the premises of a step.
func (x *Solution) onTheWay(goals []*model.Goal, further func(s int32, help func(fact int32)), visit func(Use)) {
	helps := make([]bool, len(x.value))
	var queue []int32
	help := func(f int32) {
		if x.value[f] > 0 && !helps[f] {
			helps[f] = true
			queue = append(queue, f)
		}
	}
	for _, goal := range goals {
		help(x.g.goalFact(goal))
	}
	given := x.given()
	used := map[int32]bool{}
	for len(queue) > 0 {
		f := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for _, s := range given[f] {
			used[s] = true
			for _, p := range x.g.needsOf(s) {
				help(p)
			}
			further(s, help)
		}
	}
	x.eachTaken(func(s int32) {
		if used[s] {
			visit(x.use(s))
		}
	})
}

// EachTaken visits every step that can be taken from the start.
func (x *Solution) EachTaken(visit func(Use)) {
	x.eachTaken(func(s int32) { visit(x.use(s)) })
}

// EachRule visits the rules by which steps can be taken from the start, each once
// for each asset where it is, in no order.
func (x *Solution) EachRule(visit func(*catalog.AttackRule, *model.Asset)) {
	seen := make([]bool, len(x.g.rules)*x.g.n)
	for _, s := range x.met {
		step := &x.g.steps[s]
		if place := int(step.rule)*x.g.n + int(step.at); x.waiting[s] == 0 && !seen[place] {
			seen[place] = true
			visit(x.g.rules[step.rule].AttackRule, x.g.Model.Assets[step.at])
		}
	}
}

// given lists for each fact the steps taken that give it.
func (x *Solution) given() map[int32][]int32 {
	out := map[int32][]int32{}
	x.eachTaken(func(s int32) { out[x.g.steps[s].gives] = append(out[x.g.steps[s].gives], s) })
	return out
}

func (x *Solution) use(s int32) Use {
	step := &x.g.steps[s]
	u := Use{Rated: x.g.rated(s), Asset: x.g.Model.Assets[step.at], Value: x.taken(s)}
	if step.link >= 0 {
		u.Link = x.g.Model.Links[step.link]
	}
	return u
}

// taken gives the value with which a step is taken: the lowest of its own and its
// premises'.
func (x *Solution) taken(s int32) uint8 {
	v := x.vulnerability(s)
	for _, f := range x.g.needsOf(s) {
		v = min(v, x.value[f])
	}
	return v
}
