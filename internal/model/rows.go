package model

import (
	"cmp"
	"maps"
	"slices"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/overlay"
)

// layer is one model of a chain of inheritance.
type layer struct {
	spec *ModelSpec
	path string
}

// row is one row of a model as written somewhere in its chain.
type row[T any] struct {
	spec T
	Origin
}

// list says how to read one kind of row from a model as written.
type list[T any, K comparable] struct {
	name    string
	rows    func(*ModelSpec) []T
	key     func(*T) K
	when    func(*T) When
	source  func(*T) string
	removed func(*ModelSpec) []K
}

// gather lays the rows of the layers that exist in these cases over each other,
// the root first.
func gather[T any, K comparable](b *builder, layers []layer, cases When, l list[T, K]) []row[T] {
	var out []row[T]
	for _, at := range layers {
		rows := l.rows(at.spec)
		own := make([]row[T], 0, len(rows))
		for i := range rows {
			spec := &rows[i]
			if !l.when(spec).holds(cases) {
				continue
			}
			own = append(own, row[T]{spec: *spec, Origin: Origin{
				Model: at.spec.ID, Path: diag.Join(at.path, l.name, i),
				Source: cmp.Or(l.source(spec), at.spec.Source, b.spec.Source),
			}})
		}
		out = overlay.Rows(out, own, l.removed(at.spec), func(r row[T]) K { return l.key(&r.spec) })
	}
	return out
}

// placed is one asset of a placement.
type placed struct {
	asset        AssetID
	zone         ZoneID
	when         When
	source, path string
}

// placements spreads the placement rows of a model over their assets.
func placements(m *ModelSpec, path string) []placed {
	var out []placed
	for i, p := range m.Placements {
		for j, a := range p.Assets {
			out = append(out, placed{asset: a, zone: p.Zone, when: p.When, source: p.Source,
				path: diag.Join(path, "placements", i, "assets", j)})
		}
	}
	return out
}

// gatherPlacements is [gather] for placements, which are keyed by asset.
func gatherPlacements(b *builder, layers []layer, cases When) []row[placed] {
	var out []row[placed]
	for _, at := range layers {
		var own []row[placed]
		for _, p := range placements(at.spec, at.path) {
			if !p.when.holds(cases) {
				continue
			}
			own = append(own, row[placed]{spec: p, Origin: Origin{
				Model: at.spec.ID, Path: p.path, Source: cmp.Or(p.source, at.spec.Source, b.spec.Source),
			}})
		}
		out = overlay.Rows(out, own, at.spec.Remove.Placements, func(r row[placed]) AssetID { return r.spec.asset })
	}
	return out
}

var (
	zoneList = list[ZoneSpec, ZoneID]{
		name: "zones", rows: func(m *ModelSpec) []ZoneSpec { return m.Zones },
		key: func(r *ZoneSpec) ZoneID { return r.ID }, when: func(*ZoneSpec) When { return nil },
		source:  func(r *ZoneSpec) string { return r.Source },
		removed: func(m *ModelSpec) []ZoneID { return m.Remove.Zones },
	}
	linkList = list[LinkSpec, LinkID]{
		name: "links", rows: func(m *ModelSpec) []LinkSpec { return m.Links },
		key: func(r *LinkSpec) LinkID { return r.ID }, when: func(r *LinkSpec) When { return r.When },
		source:  func(r *LinkSpec) string { return r.Source },
		removed: func(m *ModelSpec) []LinkID { return m.Remove.Links },
	}
	flowList = list[FlowSpec, FlowID]{
		name: "flows", rows: func(m *ModelSpec) []FlowSpec { return m.Flows },
		key: func(r *FlowSpec) FlowID { return r.ID }, when: func(r *FlowSpec) When { return r.When },
		source:  func(r *FlowSpec) string { return r.Source },
		removed: func(m *ModelSpec) []FlowID { return m.Remove.Flows },
	}
	entryList = list[EntrySpec, EntryPointID]{
		name: "entries", rows: func(m *ModelSpec) []EntrySpec { return m.Entries },
		key: func(r *EntrySpec) EntryPointID { return r.Entry }, when: func(r *EntrySpec) When { return r.When },
		source:  func(r *EntrySpec) string { return r.Source },
		removed: func(m *ModelSpec) []EntryPointID { return m.Remove.Entries },
	}
	goalList = list[GoalSpec, GoalID]{
		name: "goals", rows: func(m *ModelSpec) []GoalSpec { return m.Goals },
		key: func(r *GoalSpec) GoalID { return r.ID }, when: func(r *GoalSpec) When { return r.When },
		source:  func(r *GoalSpec) string { return r.Source },
		removed: func(m *ModelSpec) []GoalID { return m.Remove.Goals },
	}
	deploymentList = list[DeploymentSpec, DeploymentID]{
		name: "deployments", rows: func(m *ModelSpec) []DeploymentSpec { return m.Deployments },
		key: func(r *DeploymentSpec) DeploymentID { return r.ID }, when: func(r *DeploymentSpec) When { return r.When },
		source:  func(r *DeploymentSpec) string { return r.Source },
		removed: func(m *ModelSpec) []DeploymentID { return m.Remove.Deployments },
	}
)

// indexRows walks a list once: it checks the ids and gives the place of each.
func indexRows[T any, K ~string](b *builder, name string, rows []T, visit func(*T, string) K) map[K]int {
	ids := diag.NewIDs(&b.list)
	at := make(map[K]int, len(rows))
	for i := range rows {
		path := diag.Join(name, i)
		id := visit(&rows[i], path)
		if ids.Add(string(id), path) {
			at[id] = i
		}
	}
	return at
}

func idsOf[T any](rows []T, id func(T) string) []string {
	out := make([]string, 0, len(rows))
	for _, r := range rows {
		out = append(out, id(r))
	}
	return out
}

func sortedKeys[K ~string, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
