package workbench

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/exchange"
	"github.com/sekisho/sekisho/internal/job"
	"github.com/sekisho/sekisho/internal/job/task"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
)

// planProof is the page of a plan's certificate: the conditions that no plan can do
// without, and how the chosen countermeasures meet each.
func planProof(w *Workbench, mux *http.ServeMux) {
	w.rated(mux, "GET /s/{study}/plan/proof", "plan", showProof)
}

type proofBody struct {
	Status, Bound, Paid, Back string
	Unmet                     int
	Conditions                []condition
}

type condition struct {
	What           string
	Letter         letter
	Needed, Chosen int64
	By             string
	Others         int
}

// planOf reads a plan that a job of the study made.
func (v *visit) planOf(s *opened, id job.ID) (*exchange.Plan, error) {
	_, r, err := v.resultOf(s, id, task.KindPlan)
	if err != nil {
		return nil, err
	}
	var p exchange.Plan
	if err := json.Unmarshal(r.Data, &p); err != nil {
		return nil, fmt.Errorf("read plan of job %s: %w", id, err)
	}
	return &p, nil
}

func showProof(v *visit, s *opened) error {
	p, err := v.planOf(s, job.ID(v.r.URL.Query().Get("job")))
	if err != nil {
		return err
	}
	b := proofBody{Status: locale.Text(v.lang, "web.plan.status."+planStatus(p)), Bound: v.cost(p.Bound), Paid: v.cost(p.Cost), Back: s.url("/plan", "m", p.Model)}
	chosen := map[string]string{}
	for _, x := range p.Chosen {
		chosen[x.ID] = v.countermeasure(s, x.Countermeasure)
	}
	for _, c := range p.Constraints {
		row := condition{What: v.prevented(s, p, c), Letter: letter{c.Letter, c.Letter}, Needed: c.Least, Others: len(c.Of)}
		var by []string
		for _, x := range c.Of {
			if name, ok := chosen[x.Candidate]; ok {
				row.Chosen += x.Weight
				by = append(by, name)
			}
		}
		row.By = strings.Join(by, locale.Text(v.lang, "web.separator"))
		if row.Chosen < row.Needed {
			b.Unmet++
		}
		b.Conditions = append(b.Conditions, row)
	}
	f := s.frame(v.lang, "plan", locale.Text(v.lang, "web.proof.title"))
	f.Wide, f.Body = true, b
	return v.ok("plan-proof", f)
}

// prevented tells what a condition keeps from happening.
func (v *visit) prevented(s *opened, p *exchange.Plan, c exchange.PlanConstraint) string {
	m, ok := s.study.Model(model.ModelID(p.Model))
	if c.Asset != "" {
		asset, threat := c.Asset, c.Threat
		if ok {
			if a, there := m.Asset(model.AssetID(c.Asset)); there {
				asset = a.In(v.lang)
			}
		}
		if t, there := s.study.Catalog.Threat(catalog.ThreatID(c.Threat)); there {
			threat = t.In(v.lang)
		}
		return locale.Text(v.lang, "web.proof.cell", "asset", asset, "threat", threat)
	}
	entry, goal := c.Entry, c.Goal
	if x, there := s.study.EntryPoint(model.EntryPointID(c.Entry)); there {
		entry = x.In(v.lang)
	}
	if ok {
		for _, g := range m.Goals {
			if string(g.ID) == c.Goal {
				goal = goalName(v.lang, g)
			}
		}
	}
	return locale.Text(v.lang, "web.proof.tree", "entry", entry, "goal", goal)
}
