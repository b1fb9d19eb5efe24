package workbench

import (
	"bytes"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/exchange"
	"github.com/sekisho/sekisho/internal/job"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/scopetext"
	"github.com/sekisho/sekisho/internal/server"
)

// planFront is the page of a Pareto front: the plans that no other beats in both
// cost and letters, as a chart and as the table of the same figures.
func planFront(w *Workbench, mux *http.ServeMux) {
	w.rated(mux, "GET /s/{study}/plan/front", "plan", showFront)
	w.rated(mux, "GET /s/{study}/plan/front.svg", "plan", downloadFront)
}

type frontBody struct {
	Picture  template.HTML
	Download string
	// Damages are the heads of the columns of letters.
	Damages []damageHead
	Rows    []frontRow
	// Cut tells that the front has more plans than were looked for.
	Cut  bool
	Back string
}

type frontRow struct {
	Number   int
	Cost     string
	Letters  []letter
	Measures []string
	Checked  bool
}

// frontOf reads the front that a job made, and draws it.
func (v *visit) frontOf(s *opened) (*exchange.Plan, *drawing.Scene, error) {
	p, err := v.planOf(s, job.ID(v.r.URL.Query().Get("job")))
	if err != nil {
		return nil, nil, err
	}
	if _, ok := s.study.Model(model.ModelID(p.Model)); !ok || len(p.Front) == 0 {
		return nil, nil, server.Refuse(http.StatusNotFound, diag.RequestNotFound)
	}
	picture, err := s.study.DrawFront(p, v.lang)
	return p, picture, err
}

func showFront(v *visit, s *opened) error {
	p, picture, err := v.frontOf(s)
	if err != nil {
		return err
	}
	b := frontBody{Download: s.url("/plan/front.svg", "job", v.r.URL.Query().Get("job")), Back: s.url("/plan", "m", p.Model), Cut: !p.Whole()}
	for _, l := range p.Front[0].Letters {
		if d, ok := s.study.Damage(model.DamageID(l.Damage)); ok {
			b.Damages = append(b.Damages, damageHead{d.Label, d.In(v.lang), int(d.Level)})
		}
	}
	for i, f := range p.Front {
		row := frontRow{Number: i + 1, Cost: v.cost(f.Cost), Checked: f.Checked}
		for _, l := range f.Letters {
			if _, ok := s.study.Damage(model.DamageID(l.Damage)); ok {
				row.Letters = append(row.Letters, v.planLetter(l.After))
			}
		}
		for _, id := range p.Added(f) {
			row.Measures = append(row.Measures, v.deployment(s, p, id))
		}
		b.Rows = append(b.Rows, row)
	}
	var svg bytes.Buffer
	if err := drawing.WriteSVG(&svg, picture, drawing.SVGOptions{Embedded: true, Prefix: "front-"}); err != nil {
		return err
	}
	b.Picture = template.HTML(svg.String()) //nolint:gosec // our own writer, which escapes every text
	m, _ := s.study.Model(model.ModelID(p.Model))
	f := s.frame(v.lang, "plan", locale.Text(v.lang, "web.front.title", "model", m.In(v.lang)))
	f.Wide, f.Body = true, b
	return v.ok("plan-front", f)
}

// candidate names what a model does not have yet, whose id is that of the
// countermeasure and of where it would stand.
func (v *visit) candidate(s *opened, p *exchange.Plan, id string) string {
	what, where, ok := strings.Cut(id, "@")
	m, known := s.study.Model(model.ModelID(p.Model))
	if !ok || !known {
		return id
	}
	if a, there := m.Asset(model.AssetID(where)); there {
		where = a.In(v.lang)
	} else if z, there := m.Zone(model.ZoneID(where)); there {
		where = z.In(v.lang)
	} else if i := slices.IndexFunc(m.Links, func(k *model.Link) bool { return string(k.ID) == where }); i >= 0 {
		where = locale.Text(v.lang, "web.found.link", "from", m.Links[i].From.In(v.lang), "to", m.Links[i].To.In(v.lang))
	}
	return locale.Text(v.lang, "web.front.measure", "name", v.countermeasure(s, what), "where", where)
}

// deployment names what a plan puts in place: as the model has it, or as it would.
func (v *visit) deployment(s *opened, p *exchange.Plan, id string) string {
	if m, ok := s.study.Model(model.ModelID(p.Model)); ok {
		if i := slices.IndexFunc(m.Deployments, func(d *model.Deployment) bool { return string(d.ID) == id }); i >= 0 {
			d := m.Deployments[i]
			return locale.Text(v.lang, "web.front.measure", "name", d.Countermeasure.In(v.lang), "where", scopetext.Of(v.lang, d))
		}
	}
	return v.candidate(s, p, id)
}

// downloadFront gives the chart as a file.
func downloadFront(v *visit, s *opened) error {
	p, picture, err := v.frontOf(s)
	if err != nil {
		return err
	}
	var svg bytes.Buffer
	if err := drawing.WriteSVG(&svg, picture, drawing.SVGOptions{}); err != nil {
		return err
	}
	v.download(p.Model+"-front.svg", "image/svg+xml", svg.Bytes())
	return nil
}
