package workbench

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/server"
)

// scenarioRoom is the page on which an attack scenario 攻撃シナリオ is written: what
// speaks against its steps and what letter it comes to are told while it is typed.
func scenarioRoom(w *Workbench, mux *http.ServeMux) {
	w.edits(mux, "GET /s/{study}/damage/scenario", showScenario)
	w.edits(mux, "POST /s/{study}/damage/scenario", takeScenario)
}

// Steps that the form has: blank ones after those that are written, and the most,
// unless more are written.
const blankSteps, mostSteps = 3, 20

type scenarioBody struct {
	Action, Back, Was, ID     string
	Refused                   []string
	Ja, En, Note              string
	Entries, Targets, Damages []choice
	Techniques                []choice
	Steps                     []scenarioStep
	// Remove tells that it can be taken out.
	Remove  bool
	Longest int
	Check   *scenarioCheck
}

type scenarioStep struct {
	Number        int
	Assets        []choice
	Technique, Ja string
}

// scenarioCheck is what comes of a scenario as it stands in the form.
type scenarioCheck struct {
	Found                       bool
	ThreatLevel, Countermeasure string
	Damages                     []scenarioLetter
	Steps                       []checkedStep
}

type scenarioLetter struct {
	Damage string
	Letter letter
}

type checkedStep struct {
	Number                        int
	Asset, Technique, Text, Level string
	Doubts                        []string
}

// scenarioRow is a scenario on the page of the damage-based sheet.
type scenarioRow struct {
	Name, URL, Entry, Target string
	Letters                  []scenarioLetter
	Found                    bool
	Doubts                   int
}

func (v *visit) scenarioRows(s *opened, m *assess.ModelResult) []scenarioRow {
	var rows []scenarioRow
	for i := range m.Damage.Scenarios {
		x := &m.Damage.Scenarios[i]
		row := scenarioRow{Name: x.Scenario.In(v.lang), Target: x.Scenario.Target.In(v.lang), Letters: v.scenarioLetters(x), Found: x.Found}
		if x.Scenario.Point != nil {
			row.Entry = x.Scenario.Point.In(v.lang)
		}
		for _, step := range x.Steps {
			row.Doubts += len(step.Doubts)
		}
		if x.Scenario.Origin.Model == m.Model.ID {
			row.URL = s.url("/damage/scenario", "m", string(m.Model.ID), "id", x.Scenario.ID)
		}
		rows = append(rows, row)
	}
	return rows
}

func (v *visit) scenarioLetters(x *assess.ScenarioResult) []scenarioLetter {
	var list []scenarioLetter
	for _, d := range x.Damages {
		list = append(list, scenarioLetter{d.Damage.Label, letterOf(v.lang, d.Risk)})
	}
	return list
}

// written finds the scenario that the request names, in the model itself; nil for a
// new one.
func (v *visit) written(m *model.Model) (*model.ScenarioSpec, error) {
	id := v.r.URL.Query().Get("id")
	if id == "" {
		return nil, nil
	}
	i := slices.IndexFunc(m.Scenarios, func(x *model.Scenario) bool { return x.ID == id && x.Origin.Model == m.ID })
	if i < 0 {
		return nil, server.Refuse(http.StatusNotFound, diag.RequestNotFound)
	}
	return &m.Scenarios[i].ScenarioSpec, nil
}

func showScenario(v *visit, s *opened) error {
	m, err := s.of(v.r)
	if err != nil {
		return err
	}
	x, err := v.written(m.Model)
	if err != nil {
		return err
	}
	b := scenarioBody{}
	if x == nil {
		x = &model.ScenarioSpec{}
	} else {
		b.Was, b.Remove = fingerprint(x), true
		if i := slices.IndexFunc(m.Damage.Scenarios, func(r assess.ScenarioResult) bool { return r.Scenario.ID == x.ID }); i >= 0 {
			b.Check = v.scenarioCheck(s, &m.Damage.Scenarios[i])
		}
	}
	return v.scenarioPage(http.StatusOK, s, m, x, b)
}

func (v *visit) scenarioPage(status int, s *opened, m *assess.ModelResult, x *model.ScenarioSpec, b scenarioBody) error {
	id := string(m.Model.ID)
	b.ID = v.r.URL.Query().Get("id")
	b.Action, b.Back, b.Longest = s.url("/damage/scenario", "m", id, "id", b.ID), s.url("/damage", "m", id)+"#scenarios", longestReason
	b.Ja, b.En, b.Note = x.Ja, x.En, x.Note
	for _, p := range s.study.Spec.EntryPoints {
		b.Entries = append(b.Entries, choice{ID: string(p.ID), Name: p.In(v.lang), Chosen: p.ID == x.Entry})
	}
	b.Targets = v.assetChoices(m.Model, x.Target)
	for _, d := range s.study.Spec.Damages {
		b.Damages = append(b.Damages, choice{ID: string(d.ID), Name: d.Label + " " + d.In(v.lang), Chosen: slices.Contains(x.Damages, d.ID)})
	}
	for _, t := range s.study.Catalog.Techniques {
		b.Techniques = append(b.Techniques, choice{ID: string(t.ID), Name: t.In(v.lang)})
	}
	for i := range max(min(len(x.Steps)+blankSteps, mostSteps), len(x.Steps)) {
		step := model.ScenarioStepSpec{}
		if i < len(x.Steps) {
			step = x.Steps[i]
		}
		b.Steps = append(b.Steps, scenarioStep{i + 1, v.assetChoices(m.Model, step.At), string(step.Technique), step.In(v.lang)})
	}
	f := s.frame(v.lang, "damage", locale.Text(v.lang, "web.scenario.title", "model", m.Model.In(v.lang)))
	f.Wide, f.Body = true, b
	v.show(status, "scenario", f)
	return nil
}

func (v *visit) assetChoices(m *model.Model, chosen model.AssetID) []choice {
	var list []choice
	for _, a := range m.Assets {
		list = append(list, choice{ID: string(a.ID), Name: a.In(v.lang), Chosen: a.ID == chosen})
	}
	return list
}

// sentScenario reads the form, and tells all that is wrong with it. What the form does
// not show stays as it was written.
func (v *visit) sentScenario(s *opened, was *model.ScenarioSpec) (x model.ScenarioSpec, wrong []string) {
	sent := func(name string) string { return strings.TrimSpace(v.r.PostFormValue(name)) }
	if was != nil {
		x = *was
	}
	left := slices.Clone(x.Steps)
	x.Ja, x.En, x.Note = sent("ja"), sent("en"), plain(sent("note"))
	x.Entry, x.Target, x.Damages, x.Steps = model.EntryPointID(sent("entry")), model.AssetID(sent("target")), nil, nil
	for _, d := range v.r.PostForm["damage"] {
		x.Damages = append(x.Damages, model.DamageID(d))
	}
	for _, need := range []struct {
		key     string
		missing bool
	}{{"no_name", x.Ja == ""}, {"no_target", x.Target == ""}, {"no_damage", len(x.Damages) == 0}} {
		if need.missing {
			wrong = append(wrong, locale.Text(v.lang, "web.scenario."+need.key))
		}
	}
	wrong = append(wrong, v.longTexts("scenario.name", x.Ja, "scenario.name_en", x.En, "scenario.note", x.Note)...)
	for n := 1; n <= max(mostSteps, len(left)); n++ {
		key := strconv.Itoa(n)
		technique, _, _ := strings.Cut(strings.ToUpper(narrow(sent("technique"+key))), " ")
		step := model.ScenarioStepSpec{At: model.AssetID(sent("at" + key)), Technique: catalog.TechniqueID(technique)}
		step.Ja = sent("step" + key)
		if step.At == "" && technique == "" && step.Ja == "" {
			continue
		}
		t, known := s.study.Catalog.Technique(step.Technique)
		switch {
		case step.At == "" || step.Ja == "":
			wrong = append(wrong, locale.Text(v.lang, "web.scenario.half_step", "number", n))
		case technique != "" && !known:
			wrong = append(wrong, locale.Text(v.lang, "web.scenario.no_technique", "number", n, "value", technique))
		}
		wrong = append(wrong, v.longTexts("damage.what", step.Ja)...)
		if known && len(t.Tactics) > 0 {
			step.Tactic = t.Tactics[0]
		}
		x.Steps = append(x.Steps, v.keptStep(&left, step))
	}
	if len(x.Steps) == 0 {
		wrong = append(wrong, locale.Text(v.lang, "web.scenario.no_step"))
	}
	return x, wrong
}

// longTexts tells which of the texts, by their names, are too long.
func (v *visit) longTexts(namesAndTexts ...string) (wrong []string) {
	for i := 0; i < len(namesAndTexts); i += 2 {
		if n := len([]rune(namesAndTexts[i+1])); n > longestReason {
			wrong = append(wrong, locale.Text(v.lang, "web.texts.too_long", "name", locale.Text(v.lang, "web."+namesAndTexts[i]), "number", locale.Number(n), "longest", locale.Number(longestReason)))
		}
	}
	return wrong
}

// keptStep gives a step that was sent with what the form does not show of it, and
// takes the step that it was out of those that are left. Rows move where one before
// them is emptied, so that it is found by what it says and where it happens.
func (v *visit) keptStep(left *[]model.ScenarioStepSpec, sent model.ScenarioStepSpec) model.ScenarioStepSpec {
	says := func(x model.ScenarioStepSpec) bool { return x.In(v.lang) == sent.Ja }
	does := func(x model.ScenarioStepSpec) bool { return x.At == sent.At && x.Technique == sent.Technique }
	i := slices.IndexFunc(*left, func(x model.ScenarioStepSpec) bool { return says(x) && does(x) })
	for _, alike := range []func(model.ScenarioStepSpec) bool{does, says} {
		if i < 0 {
			i = slices.IndexFunc(*left, alike)
		}
	}
	if i < 0 {
		return sent
	}
	old := (*left)[i]
	*left = slices.Delete(*left, i, i+1)
	if does(old) {
		sent.Tactic, sent.Threat = old.Tactic, old.Threat
	}
	switch {
	case says(old):
		sent.Text = old.Text
	case v.lang == lang.En: // the Japanese text is not overwritten in English
		sent.Text = lang.Text{Ja: old.Ja, En: sent.Ja}
	}
	return sent
}

// takeScenario checks, saves or removes the scenario of the form.
func takeScenario(v *visit, s *opened) error {
	m, err := s.of(v.r)
	if err != nil {
		return err
	}
	was, err := v.written(m.Model)
	if err != nil {
		return err
	}
	x, wrong := v.sentScenario(s, was)
	b := scenarioBody{Was: v.r.PostFormValue("was"), Remove: was != nil, Refused: wrong}
	do := v.r.PostFormValue("do")
	if x.ID == "" {
		x.ID = freeScenario(m.Model)
	}
	switch {
	case do == "remove" && was != nil:
	case len(wrong) > 0 && do == "check":
		return v.scenarioPage(http.StatusOK, s, m, &x, b)
	case len(wrong) > 0:
		return v.scenarioPage(http.StatusUnprocessableEntity, s, m, &x, b)
	case do == "check":
		if b.Check, b.Refused, err = v.tryScenario(s, m, x); err != nil {
			return err
		}
		return v.scenarioPage(http.StatusOK, s, m, &x, b)
	}
	_, err = v.change(s, locale.Text(v.lang, "web.scenario.revision", "name", x.Ja), func(now *opened, e *app.Editing) error {
		there, ok := now.study.Model(m.Model.ID)
		if !ok {
			return app.ErrNoRow
		}
		current, err := v.written(there)
		if err != nil {
			return err
		}
		if current == nil {
			x.ID = freeScenario(there)
		} else if fingerprint(current) != b.Was {
			return errMeanwhile
		}
		e.Model(func(d *app.Draft) error {
			if do == "remove" {
				return d.RemoveScenario(m.Model.ID, x.ID)
			}
			return d.Scenario(m.Model.ID, x)
		})
		return nil
	})
	if err != nil {
		status := http.StatusConflict
		var failure *server.Failure
		if errors.As(err, &failure) {
			status = failure.Status
		}
		if b.Refused, err = v.unsaved(err); err != nil {
			return err
		}
		return v.scenarioPage(status, s, m, &x, b)
	}
	v.redirect(s.url("/damage", "m", string(m.Model.ID)) + "#scenarios")
	return nil
}

// freeScenario gives an id that no scenario of the model has.
func freeScenario(m *model.Model) string {
	for n := 1; ; n++ {
		id := string(m.ID) + "-s" + strconv.Itoa(n)
		if !slices.ContainsFunc(m.Scenarios, func(x *model.Scenario) bool { return x.ID == id }) {
			return id
		}
	}
}

// tryScenario works out what a scenario would come to; nothing is written.
func (v *visit) tryScenario(s *opened, m *assess.ModelResult, x model.ScenarioSpec) (*scenarioCheck, []string, error) {
	e := s.study.Edit()
	e.Model(func(d *app.Draft) error { return d.Scenario(m.Model.ID, x) })
	study, _, err := e.Make()
	if err != nil {
		return nil, nil, err
	}
	if !study.Usable() {
		return nil, v.problems(&server.Failure{Findings: study.Findings().Findings}), nil
	}
	r, _, err := study.Assess(v.r.Context(), assess.Options{Models: []model.ModelID{m.Model.ID}})
	if err != nil {
		return nil, nil, err
	}
	if there, ok := r.Model(m.Model.ID); ok {
		if i := slices.IndexFunc(there.Damage.Scenarios, func(y assess.ScenarioResult) bool { return y.Scenario.ID == x.ID }); i >= 0 {
			return v.scenarioCheck(s, &there.Damage.Scenarios[i]), nil, nil
		}
	}
	return nil, nil, nil
}

func (v *visit) scenarioCheck(s *opened, x *assess.ScenarioResult) *scenarioCheck {
	c := &scenarioCheck{Found: x.Found, ThreatLevel: levelText(x.ThreatLevel), Countermeasure: levelsText(v.lang, x.Countermeasure), Damages: v.scenarioLetters(x)}
	for i, step := range x.Steps {
		y := checkedStep{Number: i + 1, Asset: step.Asset.In(v.lang), Technique: string(step.Spec.Technique), Text: step.Spec.In(v.lang), Level: levelsText(v.lang, step.Countermeasure)}
		if t, ok := s.study.Catalog.Technique(step.Spec.Technique); ok {
			y.Technique += " " + t.In(v.lang)
		}
		for _, d := range step.Doubts {
			y.Doubts = append(y.Doubts, locale.Text(v.lang, "cli.scenario.doubt."+string(d)))
		}
		c.Steps = append(c.Steps, y)
	}
	return c
}
