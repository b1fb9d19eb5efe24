package attackflow

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/model"
)

// FromScenario gives the flow of a scenario that the analyst wrote: its steps in
// order, then the damages (事業被害) that it causes.
func FromScenario(in Input, s *model.Scenario) (*Bundle, error) {
	if len(s.Steps) == 0 {
		return nil, fmt.Errorf("attack flow of scenario %s: %w", s.ID, ErrIncomplete)
	}
	w, err := newWriter(in, "scenario", s.ID)
	if err != nil {
		return nil, err
	}
	last := ""
	var start []string
	for i, step := range s.Steps {
		id := w.id("attack-action", strconv.Itoa(i), string(step.At), string(step.Technique))
		var techniques []catalog.TechniqueID
		if step.Technique != "" {
			techniques = append(techniques, step.Technique)
		}
		w.action(id, step.Tactic, techniques, cmp.Or(step.In(in.Lang), string(step.Technique), string(step.At)), step.At)
		if last == "" {
			start = []string{id}
		} else {
			w.link(last, id)
		}
		last = id
	}
	var ends []string
	for _, d := range s.Damages {
		ends = append(ends, in.damage(d))
	}
	if len(ends) > 0 {
		id := w.id("attack-condition", "damages")
		w.own("attack-condition", id, map[string]any{"description": strings.Join(ends, "\n")})
		w.link(last, id)
	}
	w.name, w.about = in.text("flow.scenario", "model", in.Model.In(in.Lang), "scenario", s.In(in.Lang)), s.Note
	w.flow(start, "scenario", s.ID)
	return &w.bundle, nil
}
