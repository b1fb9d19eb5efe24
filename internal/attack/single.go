package attack

import (
	"slices"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/defence"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// Rater rates single steps as the graph rates its own: for steps that an analyst
// wrote, and to hold steps against cells.
type Rater struct {
	b        *builder
	counters [][]defence.Counter
}

// NewRater prepares a rater for the graph's model.
func (g *Graph) NewRater(opt Options, cover *defence.Coverage) *Rater {
	return &Rater{counters: defence.Counters(g.Catalog), b: &builder{Graph: g, opt: opt, cover: cover,
		direct: make([]defence.Standing, len(g.Catalog.Countermeasures)), cache: map[cacheKey][]variant{}}}
}

// Step gives the countermeasure level, worst and best, of a step with the
// techniques that realises the threat on the asset and crosses the link, which
// may be nil. Managers are taken as standing.
func (r *Rater) Step(a *model.Asset, k *model.Link, t catalog.ThreatID, techniques []catalog.TechniqueID) (worst, best method.CountermeasureLevel) {
	c := compileRule(r.b.Catalog, &catalog.AttackRule{Threat: t, Techniques: techniques}, r.counters)
	if level := r.b.fixed(&c, a); level != 0 {
		return level, level
	}
	r.b.take(a)
	var onLink []*model.Deployment
	if k != nil {
		onLink = r.b.onLink(&c, int32(k.Index))
	}
	v := r.b.rate(&c, onLink)[0]
	return method.CountermeasureLevel(4 - v.worst), method.CountermeasureLevel(4 - v.best)
}

// Counted visits the deployments that count against a step on the way to a goal:
// those that cover the asset or stand on the link crossed, act on the rule's
// techniques, and are not managed by an asset that the step takes as switched
// off.
func (g *Graph) Counted(u Use, cover *defence.Coverage, visit func(*model.Deployment)) {
	r := g.ruleOf(u.Rule)
	see := func(d *model.Deployment) {
		if r.place[cover.IndexOf(d)] >= 0 && defence.StandingOf(d).Best > 0 &&
			(d.Manager == nil || !slices.Contains(u.Off, d.Manager.ID)) {
			visit(d)
		}
	}
	cover.EachDirect(u.Asset, see)
	if u.Link != nil {
		cover.OnPath(u.Link, see)
	}
}

func (g *Graph) ruleOf(r *catalog.AttackRule) *compiled {
	for i := range g.rules {
		if g.rules[i].AttackRule == r {
			return &g.rules[i]
		}
	}
	panic("attack: a rule of another graph")
}
