package model

import (
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diag"
)

func (b *builder) checkScenarioRows(m *ModelSpec, path string) {
	ids := diag.NewIDs(&b.list)
	for i := range m.Scenarios {
		s, at := &m.Scenarios[i], diag.Join(path, "scenarios", i)
		ids.Add(s.ID, at)
		b.row(s.ID, s.Ja, s.Source, at)
		if s.Entry != "" {
			ref(b, s.Entry, at+"/entry", b.study.points)
		}
		ref(b, s.Target, at+"/target", b.assets)
		refs(b, s.Damages, at+"/damages", b.study.damages)
		b.when(s.When, at+"/when")
		for j := range s.Steps {
			b.checkScenarioStep(&s.Steps[j], diag.Join(at, "steps", j))
		}
	}
}

func (b *builder) checkScenarioStep(s *ScenarioStepSpec, at string) {
	ref(b, s.At, at+"/at", b.assets)
	cat := b.study.Catalog
	if _, ok := cat.Technique(s.Technique); !ok && s.Technique != "" {
		b.unknown(string(s.Technique), at+"/technique", idsOf(cat.Techniques, func(t catalog.Technique) string { return string(t.ID) }))
	}
	if _, ok := cat.Tactic(s.Tactic); !ok && s.Tactic != "" {
		b.unknown(string(s.Tactic), at+"/tactic", idsOf(cat.Tactics, func(t catalog.Tactic) string { return string(t.ID) }))
	}
	if _, ok := cat.Threat(s.Threat); !ok && s.Threat != "" {
		b.unknown(string(s.Threat), at+"/threat", idsOf(cat.Threats, func(t catalog.Threat) string { return string(t.ID) }))
	}
}

func (b *builder) checkRejectedRows(m *ModelSpec, path string, k known) {
	for i, r := range m.RejectedTrees {
		at := diag.Join(path, "rejected_trees", i)
		ref(b, r.Entry, at+"/entry", b.study.points)
		ref(b, r.Goal, at+"/goal", k.goals)
		for j, rule := range r.Rules {
			if _, ok := b.study.Catalog.AttackRule(rule); !ok {
				b.unknown(string(rule), diag.Join(at, "rules", j),
					idsOf(b.study.Catalog.AttackRules, func(r catalog.AttackRule) string { return string(r.ID) }))
			}
		}
		b.date(r.Date, at+"/date")
		b.source(r.Source, at+"/source")
	}
}

// resolveScenarios takes over the scenarios and rejections of the chain, those
// of the model itself first.
func (r *resolver) resolveScenarios() {
	for i := len(r.layers) - 1; i >= 0; i-- {
		l := r.layers[i]
		for j := range l.spec.Scenarios {
			r.scenario(&l.spec.Scenarios[j], Origin{Model: l.spec.ID, Path: diag.Join(l.path, "scenarios", j),
				Source: l.spec.Scenarios[j].Source})
		}
		for j, spec := range l.spec.RejectedTrees {
			r.m.Rejected = append(r.m.Rejected, &Rejected{spec, Origin{Model: l.spec.ID,
				Path: diag.Join(l.path, "rejected_trees", j), Source: spec.Source}})
		}
	}
}

func (r *resolver) scenario(spec *ScenarioSpec, o Origin) {
	if !spec.When.holds(r.cases) {
		return
	}
	s := &Scenario{ScenarioSpec: *spec, Origin: o}
	s.Point, _ = r.study.EntryPoint(spec.Entry)
	s.Target = r.find(spec.Target, o.Path+"/target", false)
	whole := s.Target != nil
	for i, step := range spec.Steps {
		a := r.find(step.At, diag.Join(o.Path, "steps", i, "at"), false)
		whole = whole && a != nil
		s.At = append(s.At, a)
	}
	if whole {
		r.m.Scenarios = append(r.m.Scenarios, s)
	}
}
