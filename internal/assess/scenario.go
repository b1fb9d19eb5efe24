package assess

import (
	"slices"

	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// ScenarioResult is a scenario written by the analyst, checked against the model
// and rated like a computed tree.
type ScenarioResult struct {
	Scenario *model.Scenario
	Steps    []ScenarioStep
	// Found tells that the search can take every step of the scenario, from its
	// entry point.
	Found bool
	// Countermeasure level of the tree: the highest of its steps.
	Countermeasure LevelRange
	// ThreatLevel of the tree, from the cell of its first step or from its target.
	ThreatLevel method.ThreatLevel
	// Damages are the scenario's, each with its letter.
	Damages []ScenarioRisk
}

// ScenarioRisk is the letter of a scenario for one damage.
type ScenarioRisk struct {
	Damage *model.DamageSpec
	Risk   RiskRange
}

// Doubt is what speaks against a step of a scenario.
type Doubt string

// Doubts.
const (
	// NoLink: nothing joins the asset with that of the step before.
	NoLink Doubt = "no-link"
	// NotItsTactic: the technique does not serve the tactic in the pinned version.
	NotItsTactic Doubt = "not-its-tactic"
	// NoRule: no attack rule uses the technique on assets of this type.
	NoRule Doubt = "no-rule"
	// NotTaken: a rule uses it here, but its premises never hold from the entry.
	NotTaken Doubt = "not-taken"
	// NoThreat: no threat of the asset's type is realised by the technique, so
	// that no cell answers for the step.
	NoThreat Doubt = "no-threat"
)

// ScenarioStep is one step of a scenario.
type ScenarioStep struct {
	Spec  *model.ScenarioStepSpec
	Asset *model.Asset
	// Threat whose cell answers for the step, or empty.
	Threat catalog.ThreatID
	// Countermeasure level of the step; the worst where no cell answers.
	Countermeasure LevelRange
	// Link crossed from the step before, or nil.
	Link   *model.Link
	Doubts []Doubt
}

// scenarios checks and rates what the analyst wrote.
func (r *rater) scenarios(d *DamageResult) []ScenarioResult {
	if len(r.m.Scenarios) == 0 {
		return nil
	}
	s := &scenarist{rater: r, damage: d, steps: d.Graph.NewRater(r.stepOptions(), r.cover),
		taken: map[model.EntryPointID]map[place]bool{}, rules: map[place]catalog.ThreatID{}}
	s.readRules()
	var out []ScenarioResult
	for _, x := range r.m.Scenarios {
		out = append(out, s.scenario(x))
	}
	return out
}

type scenarist struct {
	*rater
	damage *DamageResult
	steps  *attack.Rater
	// taken holds, per entry point, the techniques that the search can use on
	// each asset; rules the threat of some rule with the technique and type.
	taken map[model.EntryPointID]map[place]bool
	rules map[place]catalog.ThreatID
}

// place is a technique on an asset, or on an asset type.
type place struct {
	technique catalog.TechniqueID
	where     string
}

func (s *scenarist) readRules() {
	for i := range s.study.Catalog.AttackRules {
		r := &s.study.Catalog.AttackRules[i]
		types := r.At.Types
		if len(types) == 0 {
			for _, t := range s.study.Catalog.AssetTypes {
				types = append(types, t.ID)
			}
		}
		for _, t := range r.Techniques {
			for _, kind := range types {
				if key := (place{t, string(kind)}); s.rules[key] == "" {
					s.rules[key] = r.Threat
				}
			}
		}
	}
}

// from gives what the search can take from an entry point.
func (s *scenarist) from(e model.EntryPointID) map[place]bool {
	if t, ok := s.taken[e]; ok {
		return t
	}
	taken := map[place]bool{}
	x := s.damage.Graph.NewSolution(false)
	for i, start := range s.damage.Graph.Starts() {
		if start.Entry.Point.ID != e {
			continue
		}
		x.Solve(i).EachRule(func(r *catalog.AttackRule, at *model.Asset) {
			for _, t := range r.Techniques {
				taken[place{t, string(at.ID)}] = true
			}
		})
	}
	s.taken[e] = taken
	return taken
}

func (s *scenarist) scenario(x *model.Scenario) ScenarioResult {
	out := ScenarioResult{Scenario: x, Found: x.Point != nil}
	for i := range x.Steps {
		step := s.step(x, i)
		for _, d := range step.Doubts {
			out.Found = out.Found && d != NoRule && d != NotTaken
		}
		out.Steps = append(out.Steps, step)
	}
	s.rateScenario(&out)
	return out
}

// rateScenario rates a scenario by the levels of its steps, as a tree is rated.
func (r *rater) rateScenario(out *ScenarioResult) {
	out.Countermeasure = LevelRange{1, 1}
	for _, step := range out.Steps {
		out.Countermeasure.Worst = max(out.Countermeasure.Worst, step.Countermeasure.Worst)
		out.Countermeasure.Best = max(out.Countermeasure.Best, step.Countermeasure.Best)
	}
	out.ThreatLevel = r.scenarioThreat(out.Scenario, out.Steps[0])
	out.Damages = nil
	for _, id := range out.Scenario.Damages {
		d, ok := r.study.Damage(id)
		if !ok {
			continue
		}
		worst, _ := method.Rate(r.method.Matrix, out.ThreatLevel, out.Countermeasure.Worst.Vulnerability(), d.Level)
		best, _ := method.Rate(r.method.Matrix, out.ThreatLevel, out.Countermeasure.Best.Vulnerability(), d.Level)
		out.Damages = append(out.Damages, ScenarioRisk{d, RiskRange{worst.Value, best.Value}})
	}
}

func (r *rater) scenarioThreat(x *model.Scenario, first ScenarioStep) method.ThreatLevel {
	if r.method.TreeThreatLevel == method.FromTarget {
		return r.zones[x.Target.Zone.Index].InForce.Level()
	}
	t, ok := r.study.Catalog.Threat(first.Threat)
	if !ok {
		return r.zones[first.Asset.Zone.Index].InForce.Level()
	}
	if j := r.judgement(first.Asset, t.ID, model.SetThreatLevel); j != nil {
		return method.ThreatLevel(j.Value)
	}
	return r.threatLevel(first.Asset.Zone, t)
}

func (s *scenarist) step(x *model.Scenario, i int) ScenarioStep {
	spec, a := &x.Steps[i], x.At[i]
	out := ScenarioStep{Spec: spec, Asset: a, Countermeasure: LevelRange{1, 1}}
	doubt := func(when bool, d Doubt) {
		if when {
			out.Doubts = append(out.Doubts, d)
		}
	}
	if i > 0 && x.At[i-1] != a {
		var joined bool
		out.Link, joined = joins(x.At[i-1], a)
		doubt(!joined, NoLink)
	}
	if t, ok := s.study.Catalog.Technique(spec.Technique); ok && spec.Tactic != "" {
		doubt(!slices.Contains(t.Tactics, spec.Tactic), NotItsTactic)
	}
	if spec.Technique != "" && x.Point != nil {
		_, ruled := match(s.rules, spec.Technique, string(a.Type.ID))
		_, taken := match(s.from(x.Point.ID), spec.Technique, string(a.ID))
		doubt(!ruled && !taken, NoRule)
		doubt(ruled && !taken, NotTaken)
	}
	out.Threat = s.threatOf(spec, a)
	doubt(out.Threat == "", NoThreat)
	out.rate(s.steps)
	return out
}

// rate gives the step the level of the cell that answers for it.
func (s *ScenarioStep) rate(steps *attack.Rater) {
	if s.Threat == "" {
		return
	}
	var techniques []catalog.TechniqueID
	if s.Spec.Technique != "" {
		techniques = append(techniques, s.Spec.Technique)
	}
	worst, best := steps.Step(s.Asset, s.Link, s.Threat, techniques)
	s.Countermeasure = LevelRange{worst, best}
}

// threatOf gives the threat whose cell answers for a step: the one written, or
// that of a rule with the technique, or the first of the asset's threats that
// names it.
func (s *scenarist) threatOf(spec *model.ScenarioStepSpec, a *model.Asset) catalog.ThreatID {
	applies := func(id catalog.ThreatID) bool {
		for _, t := range s.study.Catalog.ThreatsOf(a.Type.ID) {
			if s.study.Catalog.Threats[t].ID == id {
				return true
			}
		}
		return false
	}
	if applies(spec.Threat) {
		return spec.Threat
	}
	if t, ok := match(s.rules, spec.Technique, string(a.Type.ID)); ok && applies(t) {
		return t
	}
	for _, i := range s.study.Catalog.ThreatsOf(a.Type.ID) {
		for _, t := range s.study.Catalog.Threats[i].Techniques {
			if spec.Technique != "" && spec.Technique.Akin(catalog.TechniqueID(t)) {
				return s.study.Catalog.Threats[i].ID
			}
		}
	}
	return ""
}

// joins reports whether two assets are joined by a link, directly or with one of
// them as its mediator, or stand in one zone. The link is given where it joins
// them directly.
func joins(a, b *model.Asset) (*model.Link, bool) {
	for _, k := range b.Links {
		if k.From == a || k.To == a {
			return k, true
		}
	}
	for _, k := range append(append([]*model.Link(nil), a.Mediates...), b.Mediates...) {
		ends := append([]*model.Asset{k.From, k.To}, k.Via...)
		if slices.Contains(ends, a) && slices.Contains(ends, b) {
			return nil, true
		}
	}
	return nil, a.Zone == b.Zone
}

// match finds an entry for the technique or one of its family at a place.
func match[V any](m map[place]V, t catalog.TechniqueID, where string) (V, bool) {
	if v, ok := m[place{t, where}]; ok {
		return v, true
	}
	var best catalog.TechniqueID
	for key := range m {
		if key.where == where && key.technique.Akin(t) && (best == "" || key.technique < best) {
			best = key.technique
		}
	}
	v, ok := m[place{best, where}]
	return v, ok && best != ""
}
