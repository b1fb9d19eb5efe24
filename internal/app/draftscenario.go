package app

import (
	"maps"
	"slices"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/studyfile"
)

// Scenario writes an attack scenario of a model: over the one with its id that the
// model has itself, or as a new one. ErrNoRow tells that there is no such model.
func (d *Draft) Scenario(in model.ModelID, x model.ScenarioSpec) error {
	if d.study.modelIndex(in) < 0 {
		return ErrNoRow
	}
	if _, ok := d.ownScenario(in, x.ID); ok {
		if err := d.RemoveScenario(in, x.ID); err != nil {
			return err
		}
	}
	return d.study.doc.Append(diag.Join("models", d.study.modelIndex(in), "scenarios"), scenarioItem(x))
}

// RemoveScenario takes a scenario out of the model that has it itself. ErrNoRow tells
// that there is none.
func (d *Draft) RemoveScenario(in model.ModelID, id string) error {
	path, ok := d.ownScenario(in, id)
	if !ok {
		return ErrNoRow
	}
	return d.study.doc.Remove(path)
}

// ownScenario finds where a scenario is written in the model itself.
func (d *Draft) ownScenario(in model.ModelID, id string) (path string, ok bool) {
	m, ok := d.study.Model(in)
	if !ok {
		return "", false
	}
	i := slices.IndexFunc(m.Scenarios, func(x *model.Scenario) bool { return x.ID == id && x.Origin.Model == in })
	if i < 0 {
		return "", false
	}
	return m.Scenarios[i].Origin.Path, true
}

func scenarioItem(x model.ScenarioSpec) []studyfile.Entry {
	item := texts(nil, "id", x.ID, "ja", x.Ja, "en", x.En, "entry", string(x.Entry), "target", string(x.Target))
	item = texts(append(item, listed("damages", x.Damages)...), "note", x.Note)
	if len(x.When) > 0 {
		var when []studyfile.Entry
		for _, p := range slices.Sorted(maps.Keys(x.When)) {
			when = texts(when, string(p), string(x.When[p]))
		}
		item = append(item, studyfile.Entry{Key: "when", Entries: when})
	}
	steps := studyfile.Entry{Key: "steps"}
	for _, s := range x.Steps {
		steps.Items = append(steps.Items, texts(nil, "at", string(s.At), "technique", string(s.Technique), "tactic", string(s.Tactic), "threat", string(s.Threat), "ja", s.Ja, "en", s.En))
	}
	return texts(append(item, steps), "source", x.Source)
}
