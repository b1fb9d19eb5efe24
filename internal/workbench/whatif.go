package workbench

import (
	"net/http"
	"slices"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/compare"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/scopetext"
)

// whatIfs is the page on which countermeasures are switched on and off to see what
// becomes of the letters. Nothing is saved: what is switched stands in the address.
func whatIfs(w *Workbench, mux *http.ServeMux) {
	w.rated(mux, "GET /s/{study}/what-if", "plan", showWhatIf)
}

type whatIfBody struct {
	Model, Action, Clear string
	Measures             []measure
	// Switched is how many countermeasures are switched.
	Switched int
	Damages  []whatIfRow
	Totals   []whatIfCount
	// Cells are those whose letter changes, as many as a page shows of all.
	Cells    []whatIfRow
	AllCells int
}

// measure is a countermeasure that can be switched.
type measure struct {
	ID, Name, Where, Now string
	// On tells that it is in force, Flipped that it is switched here.
	On, Flipped bool
}

type whatIfRow struct {
	Of, Threat    string
	Before, After letter
	Direction     string
}

type whatIfCount struct {
	Letter        letter
	Before, After int
}

// inForce reports whether a countermeasure counts in full.
func inForce(d *model.Deployment) bool {
	return d.Status == model.InPlace && d.Effective == model.Effective
}

// flipped gives a countermeasure that is in force as if it were missing, and any
// other as if it were in force.
func flipped(d *model.Deployment) *model.Deployment {
	next := *d
	next.Status, next.Effective = model.InPlace, model.Effective
	if inForce(d) {
		next.Status, next.Effective = model.Absent, ""
	}
	return &next
}

func showWhatIf(v *visit, s *opened) error {
	m, err := s.of(v.r)
	if err != nil {
		return err
	}
	id, flips := string(m.Model.ID), v.r.URL.Query()["flip"]
	b := whatIfBody{Model: id, Action: s.url("/what-if"), Clear: s.url("/what-if", "m", id)}
	deployments := slices.Clone(m.Model.Deployments)
	for i, d := range m.Model.Deployments {
		x := measure{ID: string(d.ID), Name: d.Countermeasure.In(v.lang), Where: scopetext.Of(v.lang, d), Now: locale.Name(v.lang, locale.Status, d.Status), On: inForce(d),
			Flipped: slices.Contains(flips, string(d.ID))}
		if d.Effective != "" {
			x.Now += locale.Text(v.lang, "web.separator") + locale.Name(v.lang, locale.Effectiveness, d.Effective)
		}
		if x.Flipped {
			b.Switched++
			deployments[i] = flipped(d)
		}
		b.Measures = append(b.Measures, x)
	}
	after := m
	if b.Switched > 0 {
		if after, err = m.Redeploy(v.r.Context(), deployments); err != nil {
			return err
		}
	}
	v.compareWhatIf(&b, s, m, after)
	f := s.modelFrame(v.lang, "plan", "/what-if", id)
	f.Title = locale.Text(v.lang, "web.what_if.title", "model", m.Model.In(v.lang))
	f.Body = b
	return v.ok("what-if", f)
}

// compareWhatIf holds the letters as they are against those after the switches.
func (v *visit) compareWhatIf(b *whatIfBody, s *opened, now, after *assess.ModelResult) {
	for i, d := range now.Damage.Damages {
		x := after.Damage.Damages[i]
		b.Damages = append(b.Damages, whatIfRow{Of: d.Damage.Label + " " + d.Damage.In(v.lang), Before: damageLetter(v.lang, d), After: damageLetter(v.lang, x),
			Direction: v.direction(compare.DamageOutcome(d), compare.DamageOutcome(x))})
	}
	for i, c := range now.Cells {
		x := after.Cells[i]
		if c.Risk == x.Risk {
			continue
		}
		b.AllCells++
		if len(b.Cells) < v.pageSize(cellsShown) {
			b.Cells = append(b.Cells, whatIfRow{Of: now.Model.Assets[c.Asset].In(v.lang), Threat: s.study.Catalog.Threats[c.Threat].In(v.lang),
				Before: letterOf(v.lang, c.Risk), After: letterOf(v.lang, x.Risk), Direction: v.direction(rated(c), rated(x))})
		}
	}
	for _, x := range shownLetters() {
		b.Totals = append(b.Totals, whatIfCount{letter{letterText(v.lang, x), colour(x)}, now.Totals.Worst[x], after.Totals.Worst[x]})
	}
}

// rated is what a cell comes to.
func rated(c assess.Cell) compare.Outcome {
	return compare.Outcome{There: true, Reached: true, Risk: c.Risk}
}

// direction tells whether a risk falls or rises; nothing where it stays.
func (v *visit) direction(before, after compare.Outcome) string {
	switch {
	case before.WorseThan(after):
		return locale.Text(v.lang, "web.what_if.falls")
	case after.WorseThan(before):
		return locale.Text(v.lang, "web.what_if.rises")
	}
	return ""
}
