package compare

import (
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/model"
)

// What tells what became of an input.
type What string

// What became of it.
const (
	Added   What = "added"
	Removed What = "removed"
	Altered What = "altered"
)

// AttributeName names a value of an input.
type AttributeName string

// Attribute is a value of an input.
type Attribute struct {
	Name  AttributeName
	Value string
}

// AttributeChange is a value that differs; one side is empty where the input was
// added or removed.
type AttributeChange struct {
	Name          AttributeName
	Before, After string
}

// Change is one input that differs between two models or two versions of one.
type Change struct {
	Kind Kind
	What What
	// ID under which the study has the input: of the newer side, where both do.
	ID string
	// Subject is what the input is about: the countermeasure of a deployment, the
	// use case of a flow, the damage of a goal, the asset or zone of a judgement,
	// the list of a catalogue row.
	Subject string
	// Of lists the assets that it concerns: the ends of a link and its mediators,
	// the hops of a flow, the scope of a deployment.
	Of         []model.AssetID
	Attributes []AttributeChange

	key key
}

// Unit is a group of changes that are made together: an asset with its links, a
// countermeasure with its deployments. Causes name units.
type Unit struct {
	// Kind is that of what the unit is about: placement for an asset that is added,
	// removed or moved, with its links; deployment for a countermeasure.
	Kind Kind
	// ID is the asset, zone, countermeasure, use case, entry point, goal, damage or
	// the thing judged; for a link its two ends.
	ID   string
	What What
	// Changes are indices into Pair.Changes.
	Changes []int
}

// changesOf lists the inputs that differ, the old ones in their order, then the
// new ones.
func changesOf(from, to *state) []Change {
	var out []Change
	for _, k := range from.order {
		before, after := from.inputs[k], to.inputs[k]
		switch {
		case after == nil:
			out = append(out, newChange(before, before, nil))
		case before.print != after.print:
			out = append(out, newChange(after, before, after))
		}
	}
	for _, k := range to.order {
		if from.inputs[k] == nil {
			out = append(out, newChange(to.inputs[k], nil, to.inputs[k]))
		}
	}
	return out
}

func newChange(shown, before, after *input) Change {
	c := Change{Kind: shown.kind, What: Altered, ID: shown.written, Subject: shown.subject, Of: shown.of, key: shown.key}
	switch {
	case before == nil:
		c.What = Added
		before = &input{}
	case after == nil:
		c.What = Removed
		after = &input{}
	}
	c.Attributes = attributeChanges(before.attributes, after.attributes)
	return c
}

func attributeChanges(before, after []Attribute) []AttributeChange {
	var out []AttributeChange
	at := map[AttributeName]int{}
	for _, a := range before {
		at[a.Name] = len(out)
		out = append(out, AttributeChange{Name: a.Name, Before: a.Value})
	}
	for _, a := range after {
		i, ok := at[a.Name]
		if !ok {
			i = len(out)
			out = append(out, AttributeChange{Name: a.Name})
		}
		out[i].After = a.Value
	}
	return slices.DeleteFunc(out, func(a AttributeChange) bool { return a.Before == a.After })
}

// grouper puts changes into units.
type grouper struct {
	// placed tells of the assets whose placement changes what becomes of them.
	placed map[model.AssetID]What
	// swapped gives the unit of an entry point for the assets that its landing
	// trades: the old service and the new one that takes its place.
	swapped map[model.AssetID]key
	at      map[key]int
	units   []Unit
}

// unitsOf groups changes, in the order of their first change.
func unitsOf(changes []Change) []Unit {
	g := &grouper{placed: map[model.AssetID]What{}, swapped: map[model.AssetID]key{}, at: map[key]int{}}
	for _, c := range changes {
		if c.Kind == KindPlacement {
			g.placed[c.Of[0]] = c.What
		}
	}
	for i := range changes {
		g.swap(&changes[i])
	}
	for i := range changes {
		if k, ok := g.unit(&changes[i]); ok {
			g.put(k, i, changes[i].What)
		}
	}
	for i := range g.units {
		if u := &g.units[i]; u.Kind == KindPlacement {
			u.What = g.placed[model.AssetID(u.ID)]
		}
	}
	return g.units
}

// swap finds the assets that an entry point trades: it lands on one that is
// removed before, and on one that is added after. They make one unit with the
// entry point, since the one without the other would close the way in, which
// neither model does.
func (g *grouper) swap(c *Change) {
	if c.Kind != KindEntry || c.What != Altered {
		return
	}
	var assets []model.AssetID
	removed, added := false, false
	for _, a := range c.Attributes {
		if a.Name != "assets" {
			continue
		}
		for id := range strings.FieldsSeq(a.Before + " " + a.After) {
			switch g.placed[model.AssetID(id)] {
			case Added:
				added = true
			case Removed:
				removed = true
			default:
				continue
			}
			assets = append(assets, model.AssetID(id))
		}
	}
	if !added || !removed {
		return
	}
	unit := c.key
	for _, a := range assets {
		if k, ok := g.swapped[a]; ok {
			unit = k
			break
		}
	}
	for _, a := range assets {
		if _, ok := g.swapped[a]; !ok {
			g.swapped[a] = unit
		}
	}
}

// asset names the unit of an asset that is added, removed or moved.
func (g *grouper) asset(a model.AssetID) key {
	if k, ok := g.swapped[a]; ok {
		return k
	}
	return key{KindPlacement, string(a)}
}

// entry names the unit of an entry point.
func (g *grouper) entry(c *Change) key {
	for _, a := range c.Attributes {
		for id := range strings.FieldsSeq(a.Before + " " + a.After) {
			if k, ok := g.swapped[model.AssetID(id)]; ok && a.Name == "assets" {
				return k
			}
		}
	}
	return c.key
}

// unit names the unit of a change. Zones that only one side has are no change by
// themselves: they matter through what stands in them.
func (g *grouper) unit(c *Change) (key, bool) {
	switch c.Kind {
	case KindZone:
		return key{KindZone, c.ID}, c.What == Altered
	case KindPlacement:
		return g.asset(c.Of[0]), true
	case KindEntry:
		return g.entry(c), true
	case KindAsset, KindVulnerability:
		if g.placed[c.Of[0]] == Added || g.placed[c.Of[0]] == Removed {
			return g.asset(c.Of[0]), true
		}
		return key{c.Kind, c.ID}, true
	case KindGoal:
		if what := g.placed[c.Of[0]]; what == Added || what == Removed {
			return g.asset(c.Of[0]), true
		}
		return c.key, true
	case KindLink:
		return g.linkUnit(c), true
	case KindFlow, KindDeployment:
		return key{c.Kind, c.Subject}, true
	case KindJudgement:
		return key{c.Kind, c.Subject}, true
	case KindCatalog:
		return key{KindCatalog, "catalog"}, true
	}
	return key{c.Kind, c.ID}, true
}

// linkUnit puts a link with the asset that comes or goes with it: an end, else a
// mediator; else with the other links between its ends.
func (g *grouper) linkUnit(c *Change) key {
	for _, a := range c.Of {
		if what := g.placed[a]; what == Added || what == Removed {
			return g.asset(a)
		}
	}
	ends := []string{string(c.Of[0]), string(c.Of[1])}
	slices.Sort(ends)
	return key{KindLink, strings.Join(ends, " ")}
}

func (g *grouper) put(k key, change int, what What) {
	i, ok := g.at[k]
	if !ok {
		i = len(g.units)
		g.at[k] = i
		g.units = append(g.units, Unit{Kind: k.kind, ID: k.id, What: what})
	}
	u := &g.units[i]
	u.Changes = append(u.Changes, change)
	if u.What != what {
		u.What = Altered
	}
}
