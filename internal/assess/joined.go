package assess

import (
	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/defence"
	"github.com/sekisho/sekisho/internal/model"
)

// Joined holds the two analyses of a model against each other, and tells what
// neither of them uses.
type Joined struct {
	// Disagreements lists the places where the two sheets contradict each other: a
	// step on the way to a goal whose level is not that of its cell, although the
	// same countermeasures count alike. There should be none.
	Disagreements []Difference
	// Differences lists the steps whose level is not that of their cell because
	// other countermeasures count, each with those that make the difference: a
	// step counts what acts on its techniques and stands where it passes.
	Differences []Difference
	// Unthreatened lists the assets that are rated and have no threat.
	Unthreatened []*model.Asset
	// UnusedLinks and UnusedFlows are on the way of no tree to any goal.
	UnusedLinks []*model.Link
	UnusedFlows []*model.Flow
	// Idle lists the deployments in place or partial that count in no cell and
	// against no step on the way to a goal.
	Idle []*model.Deployment
	// Impossible lists the entry points that cannot begin any tree, and why.
	Impossible []ImpossibleEntry
}

// Difference is a step and the cell that it reads.
type Difference struct {
	Asset  *model.Asset
	Threat catalog.ThreatID
	Rule   *catalog.AttackRule
	Link   *model.Link
	// Step and Cell are the countermeasure levels of the two.
	Step, Cell LevelRange
	// OnlyCell counts, or counts more, in the cell: it does not act on the step's
	// techniques, or stands where the step does not pass.
	OnlyCell []*catalog.Countermeasure
	// OnlyStep counts, or counts more, against the step: it stands on the link that
	// the step crosses, but not as well on every link into the asset.
	OnlyStep []*catalog.Countermeasure
	// Off lists managers that the step takes as switched off.
	Off []model.AssetID
}

// EntryBar tells why an entry point begins no tree.
type EntryBar string

// Bars.
const (
	// Stated: the model says that the entry point cannot exist.
	Stated EntryBar = "stated"
	// NoInitialRule: no rule begins from it on an asset where it lands.
	NoInitialRule EntryBar = "no-initial-rule"
	// NoWay: trees begin, and none leads to a goal.
	NoWay EntryBar = "no-way"
)

// ImpossibleEntry is an entry point that leads to no goal.
type ImpossibleEntry struct {
	Entry *model.Entry
	Bar   EntryBar
}

// Join holds the two analyses of the model against each other. It walks the
// graph once more from every start.
func (m *ModelResult) Join() *Joined {
	j := &joiner{m: m, r: m.rater, out: &Joined{}, links: map[*model.Link]bool{}, seen: map[differenceKey]bool{},
		counted: map[*model.Deployment]bool{}, leads: map[*model.Entry]bool{}, begins: map[*model.Entry]bool{}}
	x := m.Damage.Graph.NewSolution(false)
	for i, start := range m.Damage.Graph.Starts() {
		j.begins[start.Entry] = true
		x.Solve(i).Uses(m.Model.Goals, func(u attack.Use) {
			j.leads[start.Entry] = true
			j.use(u)
		})
	}
	j.cells()
	j.unused()
	return j.out
}

type differenceKey struct {
	rule  catalog.RuleID
	asset model.AssetID
	link  model.LinkID
}

type joiner struct {
	m       *ModelResult
	r       *rater
	out     *Joined
	links   map[*model.Link]bool
	seen    map[differenceKey]bool
	counted map[*model.Deployment]bool
	leads   map[*model.Entry]bool
	begins  map[*model.Entry]bool
}

// use looks at one step on the way to a goal.
func (j *joiner) use(u attack.Use) {
	if u.Link != nil {
		j.links[u.Link] = true
	}
	key := differenceKey{u.Step.Rule, u.At, u.Step.Link}
	if j.seen[key] {
		return
	}
	j.seen[key] = true
	cell, ok := j.cellOf(u.Asset, u.Rule.Threat)
	if !ok {
		return
	}
	inCell, inStep := j.countsInCell(u.Asset, u.Rule.Threat), j.countsInStep(u)
	d := Difference{Asset: u.Asset, Threat: u.Rule.Threat, Rule: u.Rule, Link: u.Link,
		Step: LevelRange{u.Worst, u.Best}, Cell: cell.Countermeasure, Off: u.Off}
	for i := range j.r.study.Catalog.Countermeasures {
		c := &j.r.study.Catalog.Countermeasures[i]
		switch {
		case more(inCell[c], inStep[c]):
			d.OnlyCell = append(d.OnlyCell, c)
		case more(inStep[c], inCell[c]):
			d.OnlyStep = append(d.OnlyStep, c)
		}
	}
	switch {
	case d.Step == d.Cell:
	case len(d.OnlyCell)+len(d.OnlyStep)+len(d.Off) == 0:
		j.out.Disagreements = append(j.out.Disagreements, d)
	default:
		j.out.Differences = append(j.out.Differences, d)
	}
}

// more reports whether one standing counts for more than another.
func more(a, b defence.Standing) bool { return a.Worst > b.Worst || a.Best > b.Best }

func (j *joiner) cellOf(a *model.Asset, t catalog.ThreatID) (Cell, bool) {
	for _, c := range j.m.CellsOf(a.Index) {
		if j.r.study.Catalog.Threats[c.Threat].ID == t {
			return c, true
		}
	}
	return Cell{}, false
}

// countsInCell gives how far countermeasures count in a cell.
func (j *joiner) countsInCell(a *model.Asset, t catalog.ThreatID) map[*catalog.Countermeasure]defence.Standing {
	cat := j.r.study.Catalog
	cover := make([]defence.Standing, len(cat.Countermeasures))
	j.r.cover.Cell(a, cover)
	out := map[*catalog.Countermeasure]defence.Standing{}
	for _, c := range j.r.countering[cat.ThreatIndex(t)] {
		out[&cat.Countermeasures[c.Index]] = cover[c.Index]
	}
	return out
}

// countsInStep gives how far they count against a step, and marks their
// deployments as used.
func (j *joiner) countsInStep(u attack.Use) map[*catalog.Countermeasure]defence.Standing {
	out := map[*catalog.Countermeasure]defence.Standing{}
	j.m.Damage.Graph.Counted(u, j.r.cover, func(d *model.Deployment) {
		j.counted[d] = true
		out[d.Countermeasure] = out[d.Countermeasure].Or(defence.StandingOf(d))
	})
	return out
}

// cells marks the deployments that count in some cell.
func (j *joiner) cells() {
	cat := j.r.study.Catalog
	for _, a := range j.m.Model.Assets {
		threats := cat.ThreatsOf(a.Type.ID)
		if len(threats) == 0 && !a.Type.Boundary {
			j.out.Unthreatened = append(j.out.Unthreatened, a)
		}
		against := map[*catalog.Countermeasure]bool{}
		for _, t := range threats {
			for _, c := range j.r.countering[t] {
				against[&cat.Countermeasures[c.Index]] = true
			}
		}
		j.markCounted(a, against)
	}
}

func (j *joiner) markCounted(a *model.Asset, against map[*catalog.Countermeasure]bool) {
	mark := func(d *model.Deployment) {
		if against[d.Countermeasure] && defence.StandingOf(d).Best > 0 {
			j.counted[d] = true
		}
	}
	j.r.cover.EachDirect(a, mark)
	cover := make([]defence.Standing, len(j.r.study.Catalog.Countermeasures))
	j.r.cover.Cell(a, cover)
	for _, k := range defence.LinksInto(a) {
		j.r.cover.OnPath(k, func(d *model.Deployment) {
			if cover[j.r.cover.IndexOf(d)].Best > 0 {
				mark(d)
			}
		})
	}
}

// unused lists what no tree and no cell uses.
func (j *joiner) unused() {
	for _, k := range j.m.Model.Links {
		if !j.links[k] {
			j.out.UnusedLinks = append(j.out.UnusedLinks, k)
		}
	}
	for _, f := range j.m.Model.Flows {
		used := false
		for _, k := range f.Links {
			used = used || j.links[k]
		}
		if !used {
			j.out.UnusedFlows = append(j.out.UnusedFlows, f)
		}
	}
	for _, d := range j.m.Model.Deployments {
		if defence.StandingOf(d).Best > 0 && d.Countermeasure.Counted() && !j.counted[d] {
			j.out.Idle = append(j.out.Idle, d)
		}
	}
	for _, e := range j.m.Model.Entries {
		switch {
		case e.Applies == model.NotPossible:
			j.out.Impossible = append(j.out.Impossible, ImpossibleEntry{e, Stated})
		case !j.begins[e]:
			j.out.Impossible = append(j.out.Impossible, ImpossibleEntry{e, NoInitialRule})
		case !j.leads[e]:
			j.out.Impossible = append(j.out.Impossible, ImpossibleEntry{e, NoWay})
		}
	}
}
