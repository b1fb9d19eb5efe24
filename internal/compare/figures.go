package compare

import (
	"context"
	"fmt"
	"slices"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// Figures are what one model comes to, to be read beside those of others.
type Figures struct {
	Result *assess.ModelResult
	// Cells counts the asset-based analysis. Models differ in their number of
	// assets, so the shares are to be read beside the counts.
	Cells assess.Totals
	// Assets that are rated, and the zones in which they stand.
	Assets, Zones int
	Damages       []DamageFigures
	UseCases      []UseCaseFigures
	// ManualSteps and MediaHops are the sums over the use cases.
	ManualSteps, MediaHops int
}

// Share gives the share of cells with a letter in tenths of a percent, rounded.
func (f *Figures) Share(v method.RiskValue) int { return share(f.Cells.Worst[v], f.Cells.All()) }

func share(n, all int) int {
	if all == 0 {
		return 0
	}
	return (2000*n + all) / (2 * all)
}

// DamageFigures are what a business damage comes to in a model.
type DamageFigures struct {
	Damage *model.DamageSpec
	Outcome
	// Routes counts the pairs of goal and start that are reached, by letter.
	Routes assess.Totals
	// Entries tells the outcome from each entry point of the study from which the
	// damage is reached.
	Entries []EntryFigures
}

// EntryFigures are what a damage comes to from one entry point.
type EntryFigures struct {
	Entry model.EntryPointID
	Outcome
	// Routes is the number of pairs of goal and start that are reached.
	Routes int
	// Trees is the number of minimal attack trees found, where they were counted;
	// not exact where a bound was reached and there may be more.
	Trees int
	Exact bool
}

// UseCaseFigures tell what a use case risks, and how much work by hand it leaves.
type UseCaseFigures struct {
	UseCase *model.UseCaseSpec
	Flows   int
	// Assets that its flows go through, mediators included, and their cells.
	Assets int
	Cells  assess.Totals
	// Outcome is the worst of the goals on those assets.
	Outcome Outcome
	// ManualSteps as the flows state them.
	ManualSteps int
	// MediaHops is the number of hops that flows take on carried media or by hand.
	MediaHops int
}

func newFigures(ctx context.Context, s *model.Study, m *assess.ModelResult, trees bool) (Figures, error) {
	f := Figures{Result: m, Cells: m.Totals, Zones: len(m.Zones)}
	for i := range m.Assets {
		if m.Assets[i].Totals.All() > 0 {
			f.Assets++
		}
	}
	for _, d := range m.Damage.Damages {
		f.Damages = append(f.Damages, damageFigures(s, m, d))
	}
	for i := range s.Spec.UseCases {
		u := useCaseFigures(&s.Spec.UseCases[i], m)
		f.ManualSteps += u.ManualSteps
		f.MediaHops += u.MediaHops
		f.UseCases = append(f.UseCases, u)
	}
	if trees {
		return f, f.countTrees(ctx, m)
	}
	return f, nil
}

func damageFigures(s *model.Study, m *assess.ModelResult, d assess.DamageTotals) DamageFigures {
	out := DamageFigures{Damage: d.Damage, Outcome: DamageOutcome(d), Routes: d.Letters}
	for _, p := range s.Spec.EntryPoints {
		e := EntryFigures{Entry: p.ID}
		for _, i := range d.Goals {
			g := &m.Damage.Goals[i]
			for _, start := range g.Starts {
				if start.Reached && start.Start.Entry.Point.ID == p.ID {
					e.Routes++
				}
			}
			if o, ok := routeOutcomes(g)[p.ID]; ok && o.WorseThan(e.Outcome) {
				e.Outcome = o
			}
		}
		if e.Routes > 0 {
			out.Entries = append(out.Entries, e)
		}
	}
	return out
}

func (f *Figures) countTrees(ctx context.Context, m *assess.ModelResult) error {
	routes, err := m.Routes(ctx, assess.RouteOptions{Bounds: assess.UsualBounds()})
	if err != nil {
		return fmt.Errorf("count trees: %w", err)
	}
	for i := range f.Damages {
		d := &f.Damages[i]
		for j := range d.Entries {
			e := &d.Entries[j]
			e.Exact = true
			for _, r := range routes {
				if r.Reached && r.Goal.Damage.ID == d.Damage.ID && r.Start.Entry.Point.ID == e.Entry {
					e.Trees += r.Number
					e.Exact = e.Exact && r.Exact
				}
			}
		}
	}
	return nil
}

func useCaseFigures(u *model.UseCaseSpec, m *assess.ModelResult) UseCaseFigures {
	out := UseCaseFigures{UseCase: u}
	through := make([]bool, len(m.Model.Assets))
	for _, f := range m.Model.Flows {
		if f.UseCase != u.ID {
			continue
		}
		out.Flows++
		out.ManualSteps += f.ManualSteps
		mark(through, f.Hops)
		for _, k := range f.Links {
			mark(through, k.Via)
			if !k.Network() {
				out.MediaHops++
			}
		}
	}
	for i, in := range through {
		if in {
			out.Assets++
			out.Cells = sum(out.Cells, m.Assets[i].Totals)
		}
	}
	for i := range m.Damage.Goals {
		g := &m.Damage.Goals[i]
		if o := goalOutcome(g); through[g.Goal.Asset.Index] && o.WorseThan(out.Outcome) {
			out.Outcome = o
		}
	}
	return out
}

func mark(through []bool, assets []*model.Asset) {
	for _, a := range assets {
		through[a.Index] = true
	}
}

func sum(a, b assess.Totals) assess.Totals {
	for v := range a.Worst {
		a.Worst[v] += b.Worst[v]
		a.Best[v] += b.Best[v]
	}
	a.Open += b.Open
	return a
}

// Conclusion tells how a model stands to the one compared with, damage by damage.
type Conclusion struct{ Lower, Same, Higher []*model.DamageSpec }

// Conclusion gives that of a model by its index.
func (c *Comparison) Conclusion(at int) Conclusion {
	var v Conclusion
	for i, d := range c.Models[at].Damages {
		list := &v.Same
		switch base := c.Models[0].Damages[i].Outcome; {
		case base.WorseThan(d.Outcome):
			list = &v.Lower
		case d.WorseThan(base):
			list = &v.Higher
		}
		*list = append(*list, d.Damage)
	}
	return v
}

// GroupFigures roll up the models of one group. Letters are never averaged: the
// range from the best to the worst model of the group is given.
type GroupFigures struct {
	Group model.GroupSpec
	// Models of the group, as indices into Comparison.Models.
	Models  []int
	Damages []GroupDamage
}

// GroupDamage is a damage over the models of a group, with the models that give
// the best and the worst outcome; the first of equals.
type GroupDamage struct {
	Damage                *model.DamageSpec
	Best, Worst           Outcome
	BestModel, WorstModel model.ModelID
}

// groupFigures rolls up models; others are those beside the base, which stand
// from index 1.
func groupFigures(s *model.Study, others []Figures) []GroupFigures {
	var out []GroupFigures
	for _, spec := range s.Spec.Groups {
		g := GroupFigures{Group: spec}
		for i, f := range others {
			if f.Result.Model.Group == spec.ID {
				g.Models = append(g.Models, i+1)
				g.merge(&f)
			}
		}
		if len(g.Models) > 0 {
			out = append(out, g)
		}
	}
	return out
}

func (g *GroupFigures) merge(f *Figures) {
	id := f.Result.Model.ID
	for i, d := range f.Damages {
		if len(g.Damages) == i {
			g.Damages = append(g.Damages, GroupDamage{Damage: d.Damage, Best: d.Outcome, Worst: d.Outcome, BestModel: id, WorstModel: id})
			continue
		}
		x := &g.Damages[i]
		if x.Best.WorseThan(d.Outcome) {
			x.Best, x.BestModel = d.Outcome, id
		}
		if d.WorseThan(x.Worst) {
			x.Worst, x.WorstModel = d.Outcome, id
		}
	}
}

// Note is an assumption or exclusion that holds for some of the models compared
// and not for others, so that their letters do not rest on the same ground.
type Note struct {
	Statement model.StatementSpec
	Exclusion bool
	// Holds and Lacks list the models compared.
	Holds, Lacks []model.ModelID
}

func notes(s *model.Study, models []Figures) []Note {
	var out []Note
	look := func(list []model.StatementSpec, exclusion bool) {
		for _, st := range list {
			n := Note{Statement: st, Exclusion: exclusion}
			for _, f := range models {
				m := f.Result.Model
				if len(st.Models) == 0 || slices.Contains(st.Models, m.ID) || slices.ContainsFunc(m.Ancestors, func(a model.ModelID) bool { return slices.Contains(st.Models, a) }) {
					n.Holds = append(n.Holds, m.ID)
				} else {
					n.Lacks = append(n.Lacks, m.ID)
				}
			}
			if len(n.Holds) > 0 && len(n.Lacks) > 0 {
				out = append(out, n)
			}
		}
	}
	look(s.Spec.Assumptions, false)
	look(s.Spec.Exclusions, true)
	return out
}
