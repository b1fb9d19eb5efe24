package workbench

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/exchange"
	"github.com/sekisho/sekisho/internal/job"
	"github.com/sekisho/sekisho/internal/job/task"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/server/api"
)

// planRoom is the page on which plans of countermeasures 対策計画 are asked for and
// read.
func planRoom(w *Workbench, mux *http.ServeMux) {
	w.rated(mux, "GET /s/{study}/plan", "plan", showPlans)
	w.study(mux, "POST /s/{study}/plan", access.RunJobs, askPlan)
}

type planBody struct {
	Model   string
	Leave   []choice
	Damages []choice
	Budget  string
	// Front tells that the front is asked for as well.
	Front   bool
	Refused []string
	Jobs    jobsBody
	WhatIf  string
	// Plan is the newest that was made.
	Plan *planShown
}

// planShown is a plan in words.
type planShown struct {
	Status, Cost string
	Checked      bool
	Letters      []planLetter
	Chosen       []planCandidate
	Obstacles    int
	Alternatives []string
	Constraints  int
	// Proof is the page of its certificate.
	Proof string
	// Front is the page of its Pareto front; empty where none was asked for.
	Front string
}

type planLetter struct {
	Damage                string
	Before, After, Target letter
}

type planCandidate struct{ Name, Was, Cost string }

func showPlans(v *visit, s *opened) error { return v.planPage(s, http.StatusOK, nil) }

func (v *visit) planPage(s *opened, status int, refused []string) error {
	m, err := s.of(v.r)
	if err != nil {
		return err
	}
	id := string(m.Model.ID)
	b := planBody{Model: id, Refused: refused, WhatIf: s.url("/what-if", "m", id), Budget: v.r.PostFormValue("budget"), Front: v.r.Method == http.MethodGet || v.r.PostFormValue("front") != ""}
	for _, x := range []string{"A", "B", "C", "D"} {
		// Whoever wants no A leaves B at the worst.
		leave := string(x[0] + 1)
		b.Leave = append(b.Leave, choice{ID: leave, Name: locale.Text(v.lang, "web.plan.leave_no", "letter", x), Chosen: leave == "B"})
	}
	for _, d := range s.study.Spec.Damages {
		b.Damages = append(b.Damages, choice{ID: string(d.ID), Name: d.Label + " " + d.In(v.lang), Chosen: d.Level > 1})
	}
	var of []job.Job
	b.Jobs, err = v.jobsOf(s, task.KindPlan, s.url("/plan", "m", id), func(j job.Job) string {
		of = append(of, j)
		return v.planName(s, j)
	})
	if err != nil {
		return err
	}
	if b.Plan, err = v.newestPlan(s, m, of); err != nil {
		return err
	}
	f := s.modelFrame(v.lang, "plan", "/plan", id)
	f.Wide, f.Body = false, b
	v.show(status, "plan", f)
	return nil
}

// planName tells what a job plans.
func (v *visit) planName(s *opened, j job.Job) string {
	var t task.Plan
	if err := json.Unmarshal(j.Payload, &t); err != nil {
		return j.Kind
	}
	name := t.Model
	if m, ok := s.study.Model(model.ModelID(t.Model)); ok {
		name = m.Short.In(v.lang)
	}
	key := "web.plan.name"
	if t.Front {
		key = "web.plan.name_front"
	}
	return locale.Text(v.lang, key, "model", name, "letter", t.Leave)
}

// newestPlan reads the newest plan of a model that has been made.
func (v *visit) newestPlan(s *opened, m *assess.ModelResult, jobs []job.Job) (*planShown, error) {
	i := slices.IndexFunc(jobs, func(j job.Job) bool {
		var t task.Plan
		return j.State == job.Done && json.Unmarshal(j.Payload, &t) == nil && t.Model == string(m.Model.ID)
	})
	if i < 0 || v.Now().Sub(jobs[i].Ended) >= resultsKept {
		return nil, nil
	}
	p, err := v.planOf(s, jobs[i].ID)
	if err != nil {
		return nil, err
	}
	shown := v.planShown(s, p)
	shown.Proof = s.url("/plan/proof", "job", string(jobs[i].ID))
	if len(p.Front) > 0 {
		shown.Front = s.url("/plan/front", "job", string(jobs[i].ID))
	}
	return shown, nil
}

func (v *visit) planShown(s *opened, p *exchange.Plan) *planShown {
	out := &planShown{Status: locale.Text(v.lang, "web.plan.status."+planStatus(p)), Cost: v.cost(p.Cost), Checked: p.Checked, Obstacles: len(p.Obstacles), Constraints: len(p.Constraints)}
	for _, x := range p.Letters {
		row := planLetter{Damage: x.Damage, Before: v.planLetter(x.Before), After: v.planLetter(x.After), Target: v.planLetter(x.Target)}
		if d, ok := s.study.Damage(model.DamageID(x.Damage)); ok {
			row.Damage = d.Label + " " + d.In(v.lang)
		}
		out.Letters = append(out.Letters, row)
	}
	for _, x := range p.Chosen {
		row := planCandidate{Name: v.countermeasure(s, x.Countermeasure), Cost: v.cost(x.Cost)}
		if x.Decided {
			row.Cost = locale.Text(v.lang, "web.plan.decided", "cost", row.Cost)
		}
		row.Was = locale.Text(v.lang, "web.plan.not_there")
		if x.Was != nil {
			row.Was = locale.Name(v.lang, locale.Status, model.Status(*x.Was))
		}
		out.Chosen = append(out.Chosen, row)
	}
	for _, a := range p.Alternatives {
		out.Alternatives = append(out.Alternatives, locale.Text(v.lang, "web.plan.alternative", "cost", v.cost(a.Cost), "number", len(a.Deployments)))
	}
	return out
}

// countermeasure names a countermeasure of a plan; one that the study has no more
// by its id.
func (v *visit) countermeasure(s *opened, id string) string {
	if c, ok := s.study.Catalog.Countermeasure(catalog.CountermeasureID(id)); ok {
		return c.In(v.lang)
	}
	return id
}

// planStatus names what is proven about a plan.
func planStatus(p *exchange.Plan) string {
	switch {
	case p.Status == "stopped":
		return "stopped"
	case !p.Reached:
		return "lowest"
	}
	return "cheapest"
}

func (v *visit) planLetter(text *string) letter {
	if text == nil {
		return letter{Text: "-"}
	}
	return letter{*text, *text}
}

func (v *visit) cost(c exchange.PlanCost) string {
	return locale.Text(v.lang, "web.plan.cost", "initial", locale.Number(int(c.Initial)), "yearly", locale.Number(int(c.Yearly)))
}

// askPlan puts a plan into the queue.
func askPlan(v *visit, s *opened) error {
	t := &task.Plan{Of: task.Of{Branch: string(s.Line.Branch), Lang: string(v.lang)}, Model: v.r.FormValue("m"), Leave: v.r.PostFormValue("leave"), Damages: v.r.PostForm["damage"],
		Alternatives: 3, Front: v.r.PostFormValue("front") != ""}
	var refused []string
	if _, ok := s.study.Model(model.ModelID(t.Model)); !ok {
		refused = append(refused, locale.Text(v.lang, "web.plan.no_model"))
	}
	if len(t.Damages) == 0 {
		refused = append(refused, locale.Text(v.lang, "web.plan.no_damage"))
	}
	if text := narrow(v.r.PostFormValue("budget")); text != "" {
		yen, err := strconv.ParseInt(withoutCommas(text), 10, 64)
		if err != nil || yen < 0 {
			refused = append(refused, locale.Text(v.lang, "web.plan.bad_budget", "value", text))
		}
		t.Budget = &yen
	}
	if len(refused) > 0 && s.result != nil {
		return v.planPage(s, http.StatusUnprocessableEntity, refused)
	}
	if _, err := v.API.Ask(v.r.Context(), v.who, s.Line.Study, api.Asked{Kind: task.KindPlan, Task: t}); err != nil {
		return err
	}
	v.redirect(s.url("/plan", "m", t.Model))
	return nil
}
