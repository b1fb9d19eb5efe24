package attack

import (
	"slices"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/defence"
	"github.com/sekisho/sekisho/internal/model"
)

// compiled is a rule made ready to be met with every asset.
type compiled struct {
	*catalog.AttackRule
	gives int
	needs []need
	// counters are the countermeasures that count against its steps, and place
	// gives for each countermeasure of the catalogue its place among them, or −1.
	counters []defence.Counter
	place    []int16
	// exploits tells that a known unpatched vulnerability forces level 1.
	exploits bool
	at, from filter
}

type need struct {
	kind int
	from bool
}

var kindIndex = func() map[catalog.FactKind]int {
	m := make(map[catalog.FactKind]int, len(catalog.FactKinds))
	for i, k := range catalog.FactKinds {
		m[k] = i
	}
	return m
}()

var disabledKind = kindIndex[catalog.FactDisabled]

func compile(cat *catalog.Catalog) []compiled {
	counters := defence.Counters(cat)
	out := make([]compiled, 0, len(cat.AttackRules))
	for i := range cat.AttackRules {
		out = append(out, compileRule(cat, &cat.AttackRules[i], counters))
	}
	return out
}

func compileRule(cat *catalog.Catalog, r *catalog.AttackRule, counters [][]defence.Counter) compiled {
	c := compiled{AttackRule: r, gives: kindIndex[r.Gives], at: newFilter(&r.At), from: newFilter(r.From),
		place: make([]int16, len(cat.Countermeasures))}
	for _, p := range r.Needs {
		c.needs = append(c.needs, need{kindIndex[p.Fact], p.On == "from"})
	}
	for i := range c.place {
		c.place[i] = -1
	}
	t := cat.ThreatIndex(r.Threat)
	if t < 0 {
		return c
	}
	c.exploits = cat.Threats[t].ExploitsVulnerability
	for _, x := range counters[t] {
		if actsOn(&cat.Countermeasures[x.Index], r.Techniques) {
			c.place[x.Index] = int16(len(c.counters))
			c.counters = append(c.counters, x)
		}
	}
	return c
}

// actsOn reports whether the countermeasure acts on one of the techniques. One
// that names none acts on every technique of its threats. A technique stands
// for its sub-techniques, and a sub-technique for its technique.
func actsOn(c *catalog.Countermeasure, techniques []catalog.TechniqueID) bool {
	if len(c.Techniques) == 0 {
		return true
	}
	for _, mine := range c.Techniques {
		for _, t := range techniques {
			if t.Akin(catalog.TechniqueID(mine)) {
				return true
			}
		}
	}
	return false
}

// filter is a filter made ready.
type filter struct {
	spec *catalog.Filter
	// all tells that every asset passes.
	all     bool
	classes map[catalog.DataClassID]bool
}

func newFilter(f *catalog.Filter) filter {
	if f == nil {
		f = &catalog.Filter{}
	}
	out := filter{spec: f, all: len(f.Types)+len(f.Classes) == 0 && f.Environment == "" && f.Internet == ""}
	if len(f.Classes) > 0 {
		out.classes = map[catalog.DataClassID]bool{}
		for _, c := range f.Classes {
			out.classes[c] = true
		}
	}
	return out
}

// passes reports whether the asset is one that the filter chooses.
func (f filter) passes(a *model.Asset, internet internet) bool {
	s := f.spec
	if f.all {
		return true
	}
	if len(s.Types) > 0 && !slices.Contains(s.Types, a.Type.ID) {
		return false
	}
	if s.Environment != "" && (s.Environment == "cloud") != (a.Zone.Kind == model.ZoneCloud) {
		return false
	}
	if f.classes != nil && !slices.ContainsFunc(a.Classes, func(c catalog.DataClassID) bool { return f.classes[c] }) {
		return false
	}
	switch s.Internet {
	case "outbound":
		return internet.outbound[a.Index]
	case "inbound":
		return internet.inbound[a.Index]
	}
	return true
}

// internet tells which assets open or accept sessions with the Internet.
type internet struct{ outbound, inbound []bool }

func newInternet(m *model.Model) internet {
	in := internet{make([]bool, len(m.Assets)), make([]bool, len(m.Assets))}
	for _, k := range m.Links {
		if !k.Network() {
			continue
		}
		if k.To.Zone.Kind == model.ZoneInternet {
			in.outbound[k.From.Index] = true
		}
		if k.From.Zone.Kind == model.ZoneInternet {
			in.inbound[k.To.Index] = true
		}
	}
	return in
}
