package replay_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/attacktree"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/replay"
	"github.com/sekisho/sekisho/internal/testing/gen"
)

// mutation makes a valid tree, or the study in which it stands, wrong in one way.
type mutation struct {
	name string
	// codes are the reasons of which at least one must be given.
	codes []replay.Code
	// spoil changes the copy that it is given; false where it cannot.
	spoil func(*grown) bool
}

func codes(c ...replay.Code) []replay.Code { return c }

// last gives the last step, which gives the goal's fact.
func (g *grown) last() *attacktree.Step { return &g.tree.Steps[len(g.tree.Steps)-1] }

// stepWhere gives the first step for which the condition holds, or nil.
func (g *grown) stepWhere(holds func(*attacktree.Step) bool) *attacktree.Step {
	for i := range g.tree.Steps {
		if holds(&g.tree.Steps[i]) {
			return &g.tree.Steps[i]
		}
	}
	return nil
}

// ruleOf gives the rule of a step, in the study's copy.
func (g *grown) ruleOf(s *attacktree.Step) *catalog.AttackRule {
	i := slices.IndexFunc(g.spec.Catalog.AttackRules, func(r catalog.AttackRule) bool { return r.ID == s.Rule })
	return &g.spec.Catalog.AttackRules[i]
}

func hasFrom(s *attacktree.Step) bool { return s.From != "" }
func hasLink(s *attacktree.Step) bool { return s.Link != "" }
func hasOff(s *attacktree.Step) bool  { return len(s.Off) > 0 }

// treeMutations change the tree as a whole and the order of its steps.
var treeMutations = []mutation{
	{"no such entry point", codes(replay.EntryUnknown), func(g *grown) bool { g.tree.Entry = "none"; return true }},
	{"lands elsewhere", codes(replay.EntryElsewhere, replay.LandingForeign), func(g *grown) bool {
		g.tree.Landing = g.spec.Assets[len(g.spec.Assets)-1].ID
		return g.tree.Landing != g.tree.Steps[0].At
	}},
	{"no such goal", codes(replay.GoalUnknown), func(g *grown) bool { g.tree.Goal = "none"; return true }},
	{"another goal", codes(replay.GoalMissed), func(g *grown) bool {
		for _, x := range g.spec.Models[0].Goals {
			if x.Asset != g.last().At {
				g.tree.Goal = x.ID
				return true
			}
		}
		return false
	}},
	{"without its first step", codes(replay.FirstNotEntry), func(g *grown) bool {
		g.tree.Steps = g.tree.Steps[1:]
		return true
	}},
	{"without a step in the middle", codes(replay.PremiseUnproven), func(g *grown) bool {
		if len(g.tree.Steps) < 3 {
			return false
		}
		g.tree.Steps = slices.Delete(g.tree.Steps, 1, 2)
		return true
	}},
	{"without its last step", codes(replay.GoalMissed), func(g *grown) bool {
		g.tree.Steps = g.tree.Steps[:len(g.tree.Steps)-1]
		return true
	}},
	{"backwards", codes(replay.PremiseUnproven), func(g *grown) bool { slices.Reverse(g.tree.Steps); return true }},
	{"entry and second step exchanged", codes(replay.PremiseUnproven), func(g *grown) bool {
		g.tree.Steps[0], g.tree.Steps[1] = g.tree.Steps[1], g.tree.Steps[0]
		return true
	}},
	{"a step twice", codes(replay.FactTwice), func(g *grown) bool {
		g.tree.Steps = slices.Insert(g.tree.Steps, 1, g.tree.Steps[0])
		return true
	}},
	{"a step too many", codes(replay.StepSuperfluous), func(g *grown) bool {
		given := map[attacktree.Fact]bool{}
		for _, s := range g.tree.Steps[:len(g.tree.Steps)-1] {
			given[s.Gives] = true
		}
		for _, s := range g.spare {
			needless := slices.ContainsFunc(s.Needs, func(f attacktree.Fact) bool { return !given[f] })
			if !needless && !given[s.Gives] && s.Gives != g.last().Gives {
				g.tree.Steps = slices.Insert(g.tree.Steps, len(g.tree.Steps)-1, s)
				return true
			}
		}
		return false
	}},
}

// stepMutations change what one step says.
var stepMutations = []mutation{
	{"no such rule", codes(replay.RuleUnknown), func(g *grown) bool { g.last().Rule = "none"; return true }},
	{"a rule that gives something else", codes(replay.GivesWrong), func(g *grown) bool {
		for _, r := range g.spec.Catalog.AttackRules {
			if r.Gives != g.last().Gives.Kind {
				g.last().Rule = r.ID
				return true
			}
		}
		return false
	}},
	{"happens nowhere", codes(replay.AtUnplaced), func(g *grown) bool { g.last().At = "none"; return true }},
	{"happens elsewhere", codes(replay.GivesWrong), func(g *grown) bool {
		for _, a := range g.spec.Assets {
			if a.ID != g.last().At {
				g.last().At = a.ID
				return true
			}
		}
		return false
	}},
	{"enters elsewhere", codes(replay.LandingForeign), func(g *grown) bool {
		for _, a := range g.spec.Assets {
			if a.ID != g.tree.Landing {
				g.tree.Steps[0].At, g.tree.Steps[0].Gives.Asset = a.ID, a.ID
				return true
			}
		}
		return false
	}},
	{"comes from nowhere", codes(replay.FromUnplaced), func(g *grown) bool {
		s := g.stepWhere(hasFrom)
		if s != nil {
			s.From = ""
		}
		return s != nil
	}},
	{"comes from itself", codes(replay.RelationMissing), func(g *grown) bool {
		s := g.stepWhere(hasFrom)
		if s != nil {
			s.From = s.At
		}
		return s != nil
	}},
	{"initial access comes from within", codes(replay.FromUnwanted), func(g *grown) bool {
		g.tree.Steps[0].From = g.spec.Assets[0].ID
		return true
	}},
	{"crosses no link", codes(replay.LinkUnknown), func(g *grown) bool {
		s := g.stepWhere(hasLink)
		if s != nil {
			s.Link = ""
		}
		return s != nil
	}},
	{"crosses a link that is not there", codes(replay.LinkUnknown), func(g *grown) bool {
		s := g.stepWhere(hasLink)
		if s != nil {
			s.Link = "none"
		}
		return s != nil
	}},
	{"crosses a link that is elsewhere", codes(replay.RelationMissing), func(g *grown) bool {
		s := g.stepWhere(hasLink)
		if s == nil {
			return false
		}
		for _, k := range g.spec.Models[0].Links {
			touches := func(a model.AssetID) bool { return k.From == a || k.To == a || slices.Contains(k.Via, a) }
			if !touches(s.At) || !touches(s.From) {
				s.Link = k.ID
				return true
			}
		}
		return false
	}},
	{"crosses a link without need", codes(replay.LinkUnwanted), func(g *grown) bool {
		s := g.stepWhere(func(s *attacktree.Step) bool { return s.Link == "" })
		s.Link = g.spec.Models[0].Links[0].ID
		return true
	}},
	{"needs less", codes(replay.NeedsWrong), func(g *grown) bool { g.last().Needs = g.last().Needs[1:]; return true }},
	{"needs more", codes(replay.NeedsWrong), func(g *grown) bool {
		g.last().Needs = append(g.last().Needs, attacktree.Fact{Kind: catalog.FactBilled, Asset: g.last().At})
		return true
	}},
	{"needs the same twice", codes(replay.NeedsWrong), func(g *grown) bool {
		g.last().Needs = append(g.last().Needs, g.last().Needs[0])
		return true
	}},
	{"needs something else", codes(replay.NeedsWrong), func(g *grown) bool {
		g.last().Needs[0].Kind = catalog.FactBilled
		return true
	}},
	{"gives another kind", codes(replay.GivesWrong), func(g *grown) bool { g.last().Gives.Kind = catalog.FactBilled; return true }},
	{"gives it elsewhere", codes(replay.GivesWrong), func(g *grown) bool { g.last().Gives.Asset = "none"; return true }},
	{"switches off what manages nothing here", codes(replay.OffIdle), func(g *grown) bool {
		g.last().Off = append(g.last().Off, "none")
		g.last().Needs = append(g.last().Needs, attacktree.Fact{Kind: catalog.FactDisabled, Asset: "none"})
		return true
	}},
	{"switches off without a premise", codes(replay.NeedsWrong), func(g *grown) bool {
		s := g.stepWhere(func(s *attacktree.Step) bool {
			return hasOff(s) && !slices.ContainsFunc(g.ruleOf(s).Needs, func(p catalog.Premise) bool { return p.Fact == catalog.FactDisabled })
		})
		if s != nil {
			s.Needs = slices.DeleteFunc(s.Needs, func(f attacktree.Fact) bool { return f.Kind == catalog.FactDisabled })
		}
		return s != nil
	}},
	{"needs a manager off that stands", codes(replay.NeedsWrong), func(g *grown) bool {
		s := g.stepWhere(func(s *attacktree.Step) bool {
			return hasOff(s) && !slices.ContainsFunc(g.ruleOf(s).Needs, func(p catalog.Premise) bool { return p.Fact == catalog.FactDisabled })
		})
		if s != nil {
			s.Off = nil
		}
		return s != nil
	}},
	{"switches the same manager off twice", codes(replay.OffTwice), func(g *grown) bool {
		s := g.stepWhere(hasOff)
		if s != nil {
			s.Off = append(s.Off, s.Off[0])
		}
		return s != nil
	}},
}

// studyMutations leave the tree as it is and take away what it rests on.
var studyMutations = []mutation{
	{"entry point not possible", codes(replay.EntryImpossible), func(g *grown) bool {
		for i := range g.spec.Models[0].Entries {
			e := &g.spec.Models[0].Entries[i]
			e.Applies, e.Reason = model.NotPossible, "r"
		}
		return true
	}},
	{"entry point by other techniques", codes(replay.EntryForeign), func(g *grown) bool {
		r := g.ruleOf(&g.tree.Steps[0])
		technique := "T1021"
		if slices.Contains(r.Entry, "T1021") {
			technique = "T1190"
		}
		for i := range g.spec.EntryPoints {
			g.spec.EntryPoints[i].Techniques = []string{technique}
		}
		return true
	}},
	{"rule switched off", codes(replay.RuleUnknown), func(g *grown) bool { g.ruleOf(g.last()).Disabled = true; return true }},
	{"rule for other types", codes(replay.AtFiltered), func(g *grown) bool {
		g.ruleOf(g.last()).At = catalog.Filter{Types: []catalog.AssetTypeID{"outside"}}
		return true
	}},
	{"rule for other data", codes(replay.AtFiltered), func(g *grown) bool {
		g.ruleOf(g.last()).At = catalog.Filter{Classes: []catalog.DataClassID{"public"}}
		return true
	}},
	{"rule for assets on the Internet", codes(replay.AtFiltered), func(g *grown) bool {
		g.ruleOf(g.last()).At = catalog.Filter{Internet: "outbound"}
		for i := range g.spec.Models[0].Zones {
			g.spec.Models[0].Zones[i].Kind = model.ZoneOnPrem
		}
		return true
	}},
	{"rule for the cloud", codes(replay.AtFiltered), func(g *grown) bool {
		g.ruleOf(g.last()).At = catalog.Filter{Environment: "cloud"}
		for i := range g.spec.Models[0].Zones {
			g.spec.Models[0].Zones[i].Kind = model.ZoneOnPrem
		}
		return true
	}},
	{"rule from other types", codes(replay.FromFiltered), func(g *grown) bool {
		s := g.stepWhere(hasFrom)
		if s != nil {
			g.ruleOf(s).From = &catalog.Filter{Types: []catalog.AssetTypeID{"outside"}}
		}
		return s != nil
	}},
	{"links of another kind", codes(replay.RelationMissing), func(g *grown) bool {
		s := g.stepWhere(func(s *attacktree.Step) bool {
			r := g.ruleOf(s).Relation
			return r == catalog.RelSession || r == catalog.RelAnswer || r == catalog.RelMedia
		})
		for i := range g.spec.Models[0].Links {
			g.spec.Models[0].Links[i].Kind = model.LinkManual
		}
		return s != nil
	}},
	{"nothing flows", codes(replay.RelationMissing), func(g *grown) bool {
		s := g.stepWhere(func(s *attacktree.Step) bool { return g.ruleOf(s).Relation == catalog.RelFlow })
		g.spec.Models[0].Flows = nil
		return s != nil
	}},
	{"nothing is managed", codes(replay.RelationMissing, replay.OffIdle), func(g *grown) bool {
		s := g.stepWhere(func(s *attacktree.Step) bool { return hasOff(s) || g.ruleOf(s).Relation == catalog.RelManages })
		for i := range g.spec.Models[0].Deployments {
			g.spec.Models[0].Deployments[i].ManagedBy = ""
		}
		return s != nil
	}},
	{"nobody is an identity", codes(replay.RelationMissing), func(g *grown) bool {
		s := g.stepWhere(func(s *attacktree.Step) bool { return g.ruleOf(s).Relation == catalog.RelIdentity })
		for i := range g.spec.Assets {
			g.spec.Assets[i].Type = "server"
		}
		return s != nil
	}},
	{"nobody is a neighbour", codes(replay.RelationMissing), func(g *grown) bool {
		s := g.stepWhere(func(s *attacktree.Step) bool { return g.ruleOf(s).Relation == catalog.RelNeighbour })
		if m := &g.spec.Models[0]; s != nil {
			m.Zones = append(m.Zones, model.ZoneSpec{ID: "apart", Text: m.Zones[0].Text, Kind: model.ZoneOnPrem, Physical: model.PhysicalLimited})
			for i := range m.Placements {
				if m.Placements[i].Assets[0] == s.At {
					m.Placements[i].Zone = "apart"
				}
			}
		}
		return s != nil
	}},
}

// copyOf gives a tree and a study that can be spoilt without spoiling others.
func (g grown) copyOf() *grown {
	s := *g.spec
	s.Assets, s.EntryPoints = slices.Clone(s.Assets), slices.Clone(s.EntryPoints)
	lists := *s.Catalog
	lists.AttackRules = slices.Clone(lists.AttackRules)
	s.Catalog = &lists
	m := s.Models[0]
	m.Zones, m.Placements, m.Links = slices.Clone(m.Zones), slices.Clone(m.Placements), slices.Clone(m.Links)
	m.Entries, m.Deployments = slices.Clone(m.Entries), slices.Clone(m.Deployments)
	s.Models = []model.ModelSpec{m}
	g.spec = &s
	g.tree.Steps = slices.Clone(g.tree.Steps)
	for i := range g.tree.Steps {
		x := &g.tree.Steps[i]
		x.Needs, x.Off = slices.Clone(x.Needs), slices.Clone(x.Off)
	}
	return &g
}

// TestRejectsMutatedTrees spoils valid trees in every way, and wants the reason
// to be named each time. Every way must have been tried, and every reason that
// the checker knows must have been given.
func TestRejectsMutatedTrees(t *testing.T) {
	studies := rapid.Custom(gen.AttackStudy)
	tried, given := map[string]int{}, map[replay.Code]int{}
	mutations := slices.Concat(treeMutations, stepMutations, studyMutations)
	for seed := range drawn {
		forest(t, studies.Example(seed), func(g grown) {
			for _, x := range mutations {
				if tried[x.name] >= 60 {
					continue
				}
				spoilt := g.copyOf()
				if !x.spoil(spoilt) {
					continue
				}
				tried[x.name]++
				s := build(t, spoilt.spec)
				named := false
				for _, o := range replay.Check(s.Models[0], s.Catalog, spoilt.tree) {
					given[o.Code]++
					named = named || slices.Contains(x.codes, o.Code)
				}
				if !named {
					t.Fatalf("%s: no objection of %v\n%+v\nafter\n%+v", x.name, x.codes, spoilt.tree, g.tree)
				}
			}
		})
	}
	for _, x := range mutations {
		if tried[x.name] < 3 {
			t.Errorf("%s: tried %d times only", x.name, tried[x.name])
		}
	}
	for _, c := range replay.Codes {
		if given[c] == 0 && c != replay.TreeEmpty { // which has its own test
			t.Errorf("objection %s was never given", c)
		}
	}
	t.Logf("%d ways, %v", len(mutations), tried)
}
