package plan

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/defence"
	"github.com/sekisho/sekisho/internal/model"
)

// written lists the deployments of the model that a plan may put in place: those
// absent, planned, partial or unknown, of countermeasures that count.
func written(m *model.Model) []*Candidate {
	var out []*Candidate
	for _, d := range m.Deployments {
		open := d.Status != model.NotApplicable && (d.Status != model.InPlace || d.Effective != model.Effective)
		if !d.Countermeasure.Counted() || !open {
			continue
		}
		now := *d
		now.Status, now.Effective = model.InPlace, model.Effective
		out = append(out, &Candidate{Deployment: &now, Was: d.Status, Decided: d.Status == model.Planned, path: d.Origin.Path})
	}
	return out
}

// proposer makes deployments that the model does not have.
type proposer struct {
	m     *model.Model
	found []*Candidate
	// held lists by countermeasure the deployments of the model, of any status.
	held map[catalog.CountermeasureID][]*model.Deployment
}

// proposed lists the deployments that the model could have besides its own: each
// countermeasure that counts, in each zone of its own with assets that it
// protects, and on each device or link by which traffic passes from zone to zone.
func proposed(m *model.Model, cat *catalog.Catalog) []*Candidate {
	p := &proposer{m: m, held: map[catalog.CountermeasureID][]*model.Deployment{}}
	for _, d := range m.Deployments {
		p.held[d.Countermeasure.ID] = append(p.held[d.Countermeasure.ID], d)
	}
	for i := range cat.Countermeasures {
		c := &cat.Countermeasures[i]
		if !c.Counted() {
			continue
		}
		if c.Acts != "path" {
			p.inZones(c)
		}
		if c.ActsOnPath() {
			p.onPaths(c)
		}
	}
	return p.found
}

// own reports whether the organisation can put something there: not on the
// Internet, in a wide-area network or at another organisation.
func own(z *model.Zone) bool {
	return z.Kind == model.ZoneOnPrem || z.Kind == model.ZoneCloud || z.Kind == model.ZoneTransit
}

func (p *proposer) inZones(c *catalog.Countermeasure) {
	for _, z := range p.m.Zones {
		var lacking []*model.Asset
		for _, a := range p.m.Assets {
			if a.Zone == z && own(z) && !a.Type.Boundary && c.Covers(a.Type.ID) && !p.holds(c, a) {
				lacking = append(lacking, a)
			}
		}
		if len(lacking) == 0 {
			continue
		}
		d := &model.Deployment{Zones: []*model.Zone{z}, Countermeasure: c}
		d.Scope.Zones = []model.ZoneID{z.ID}
		p.add(d, string(z.ID))
	}
}

// holds reports whether the model says anything of the countermeasure on the
// asset: that it is there, or that it could be.
func (p *proposer) holds(c *catalog.Countermeasure, a *model.Asset) bool {
	return slices.ContainsFunc(p.held[c.ID], func(d *model.Deployment) bool {
		return slices.Contains(d.Assets, a) || slices.Contains(d.Types, a.Type) ||
			c.Covers(a.Type.ID) && (d.Scope.Model || slices.ContainsFunc(d.Zones, a.Zone.Within))
	})
}

// onPaths proposes the countermeasure on each device that traffic between zones
// passes, and on each link that passes none.
func (p *proposer) onPaths(c *catalog.Countermeasure) {
	for _, a := range p.m.Assets {
		crosses := slices.ContainsFunc(a.Mediates, func(k *model.Link) bool { return k.From.Zone != k.To.Zone })
		if !crosses || !own(a.Zone) || !c.Covers(a.Type.ID) || p.holds(c, a) {
			continue
		}
		d := &model.Deployment{Assets: []*model.Asset{a}, Countermeasure: c}
		d.Scope.Assets = []model.AssetID{a.ID}
		p.add(d, string(a.ID))
	}
	for _, k := range p.m.Links {
		if len(k.Via) > 0 || k.From.Zone == k.To.Zone || !k.Network() || !own(k.From.Zone) && !own(k.To.Zone) {
			continue
		}
		if slices.ContainsFunc(p.held[c.ID], func(d *model.Deployment) bool { return slices.Contains(d.Links, k) }) {
			continue
		}
		d := &model.Deployment{Links: []*model.Link{k}, Countermeasure: c}
		d.Scope.Links = []model.LinkID{k.ID}
		p.add(d, string(k.ID))
	}
}

// add adds a proposal with an id of its own: countermeasure@place.
func (p *proposer) add(d *model.Deployment, place string) {
	d.ID = model.DeploymentID(string(d.Countermeasure.ID) + "@" + place)
	if slices.ContainsFunc(p.m.Deployments, func(o *model.Deployment) bool { return o.ID == d.ID }) {
		return
	}
	d.DeploymentSpec.Countermeasure = d.Countermeasure.ID
	d.Status, d.Effective = model.InPlace, model.Effective
	d.Origin = model.Origin{Model: p.m.ID, Path: p.m.Path}
	p.found = append(p.found, &Candidate{Deployment: d, path: p.m.Path})
}

// gather lists the candidates of the model in the order of their ids, leaves out
// those that bear on nothing of interest, and says what the others cost.
func (e *engine) gather(ctx context.Context, opt *Options) error {
	all := written(e.base.Model)
	if !opt.WrittenOnly {
		all = append(all, proposed(e.base.Model, e.r.Study.Catalog)...)
	}
	slices.SortFunc(all, func(a, b *Candidate) int { return strings.Compare(string(a.ID), string(b.ID)) })
	known := map[model.DeploymentID]bool{}
	for _, c := range all {
		known[c.ID] = true
	}
	bears, err := e.bearing(ctx, all, opt.Cells != 0)
	if err != nil {
		return err
	}
	wanted, err := e.conditions(opt, known)
	if err != nil {
		return err
	}
	for _, c := range all {
		if !bears[c.ID] && !wanted[c.ID] && !c.Decided {
			continue
		}
		if c.Row = priceOf(e.r.Study, e.base.Model, c); c.Row != nil {
			c.Cost = price(c.Row, c.Covered(e.base.Model))
		}
		c.Breaks = breaks(e.base.Model, c)
		e.index[c.ID] = len(e.candidates)
		e.candidates = append(e.candidates, c)
	}
	return nil
}

// Covered lists the assets of its model that a candidate covers.
func (c *Candidate) Covered(m *model.Model) []*model.Asset {
	var out []*model.Asset
	for _, a := range m.Assets {
		in := slices.Contains(c.Assets, a) || slices.Contains(c.Types, a.Type) ||
			c.Countermeasure.Covers(a.Type.ID) && !a.Type.Boundary && (c.Scope.Model || slices.ContainsFunc(c.Zones, a.Zone.Within))
		if in {
			out = append(out, a)
		}
	}
	return out
}

// bearing tells which candidates count against some step that can be on the way to
// a goal of a damage with a target whatever else is chosen, or, with cells, in some
// cell.
func (e *engine) bearing(ctx context.Context, all []*Candidate, cells bool) (map[model.DeploymentID]bool, error) {
	m := *e.base.Model
	m.Deployments = merge(e.base.Model.Deployments, all)
	cover := defence.New(&m, e.r.Study.Catalog)
	candidate := map[model.DeploymentID]bool{}
	for _, c := range all {
		candidate[c.ID] = true
	}
	out := map[model.DeploymentID]bool{}
	g := e.base.Damage.Graph
	type key struct {
		rule       catalog.RuleID
		asset      model.AssetID
		link, offs string
	}
	done := map[key]bool{}
	var goals []*model.Goal
	for _, goal := range e.base.Model.Goals {
		if e.planned[goal.Damage.ID] {
			goals = append(goals, goal)
		}
	}
	solution := g.NewSolution(false)
	for s := range g.Starts() {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("plan: %w", err)
		}
		solution.Solve(s).UsesWith(cover, goals, func(u attack.Use) {
			k := key{rule: u.Step.Rule, asset: u.At, link: string(u.Step.Link), offs: fmt.Sprint(u.Off)}
			if done[k] {
				return
			}
			done[k] = true
			g.Counted(u, cover, func(d *model.Deployment) {
				if candidate[d.ID] {
					out[d.ID] = true
				}
			})
		})
	}
	if cells {
		for _, c := range all {
			out[c.ID] = out[c.ID] || len(c.Countermeasure.Threats) > 0
		}
	}
	return out, nil
}

// merge gives the deployments of a model with the candidates in place: those
// that it has in their places, the others after them.
func merge(own []*model.Deployment, candidates []*Candidate) []*model.Deployment {
	out := slices.Clone(own)
	for _, c := range candidates {
		d := c.Deployment
		if c.New() {
			d.Index = len(out)
			out = append(out, d)
		} else {
			out[d.Index] = d
		}
	}
	return out
}

// UnknownCandidate tells of an id in the options that names no candidate.
type UnknownCandidate struct {
	ID    model.DeploymentID
	Known []string
}

// Error gives the message.
func (e *UnknownCandidate) Error() string { return fmt.Sprintf("no candidate %q", e.ID) }

// conditions puts the side conditions of options and study together, and gives
// the candidates that they name.
func (e *engine) conditions(opt *Options, known map[model.DeploymentID]bool) (map[model.DeploymentID]bool, error) {
	e.require, e.forbid = slices.Clone(opt.Require), slices.Clone(opt.Forbid)
	e.either = slices.Clone(opt.Either)
	if s := e.r.Study.Spec.Planning; s != nil {
		for _, c := range s.Conditions {
			if c.Model != "" && c.Model != e.base.Model.ID {
				continue
			}
			// A row for all models may name what only some of them have.
			has := func(id model.DeploymentID) bool { return c.Model != "" || known[id] }
			keep := func(ids []model.DeploymentID) []model.DeploymentID {
				return slices.DeleteFunc(slices.Clone(ids), func(id model.DeploymentID) bool { return !has(id) })
			}
			e.require = append(e.require, keep(c.Require)...)
			e.forbid = append(e.forbid, keep(c.Forbid)...)
			if either := keep(c.Either); len(either) > 1 {
				e.either = append(e.either, either)
			}
		}
	}
	wanted := map[model.DeploymentID]bool{}
	for _, list := range append([][]model.DeploymentID{e.require, e.forbid}, e.either...) {
		for _, id := range list {
			if !known[id] {
				ids := make([]string, 0, len(known))
				for k := range known {
					ids = append(ids, string(k))
				}
				slices.Sort(ids)
				return nil, &UnknownCandidate{id, ids}
			}
			wanted[id] = true
		}
	}
	return wanted, nil
}
