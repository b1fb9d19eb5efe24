package workbench

import (
	"net/http"

	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
)

// resultRoom is the page of one model's results 結果: where its letters are, with a
// way down to each.
func resultRoom(w *Workbench, mux *http.ServeMux) {
	w.rated(mux, "GET /s/{study}/result", "result", showResult)
}

type resultBody struct {
	Model   modelRow
	Letters []string
	// All are the cells of the model.
	All int
	// Zones with their counts, those without assets left out.
	Zones   []zoneRow
	Damages []damageRow
}

type zoneRow struct {
	Name, Exposure, Level string
	Counts                []count
	All                   int
}

type damageRow struct {
	damageHead
	Letter letter
	// Counts of pairs of goal and way in, by letter.
	Counts []count
	URL    string
}

func showResult(v *visit, s *opened) error {
	m, err := s.of(v.r)
	if err != nil {
		return err
	}
	b := resultBody{Model: s.modelRow(v.lang, m), All: m.Totals.All()}
	for _, x := range shownLetters() {
		b.Letters = append(b.Letters, letterText(v.lang, x))
	}
	for i, t := range m.ZoneTotals() {
		z := m.Model.Zones[i]
		if t.All() == 0 {
			continue
		}
		exposure := m.Zones[i].Derived
		b.Zones = append(b.Zones, zoneRow{z.In(v.lang), locale.Name(v.lang, locale.Exposure, exposure), levelText(exposure.Level()),
			s.counts(v.lang, t, "m", string(m.Model.ID), "zone", string(z.ID)), t.All()})
	}
	heads := damageHeads(v.lang, s.study.Study)
	for i, d := range m.Damage.Damages {
		row := damageRow{damageHead: heads[i], Letter: damageLetter(v.lang, d), URL: s.url("/damage", "m", string(m.Model.ID))}
		for _, x := range shownLetters() {
			row.Counts = append(row.Counts, count{Letter: letter{letterText(v.lang, x), colour(x)}, N: d.Letters.Worst[x]})
		}
		b.Damages = append(b.Damages, row)
	}
	f := s.modelFrame(v.lang, "result", "/result", b.Model.ID)
	f.Body = b
	return v.ok("result", f)
}

// modelFrame makes the frame of a page about one model.
func (s *opened) modelFrame(l lang.Lang, step, path, id string) frame {
	m, _ := s.study.Model(model.ModelID(id))
	f := s.frame(l, step, locale.Text(l, "web."+step+".title", "model", m.In(l)))
	f.Study.Models = s.models(l, path, m.ID)
	for i, x := range steps {
		if x.ofModel { // whoever has chosen a model goes on with it
			f.Study.Steps[i].URL = s.url(x.path, "m", id)
		}
	}
	f.Wide = true
	return f
}
