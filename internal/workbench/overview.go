package workbench

import (
	"net/http"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/server"
)

// overview is the first page of a study 概要: what it is about, its models with
// their letters, and what was found in it.
func overview(w *Workbench, mux *http.ServeMux) {
	w.rated(mux, "GET /s/{study}", "overview", showOverview)
}

type overviewBody struct {
	Description, AsOf, Marking string
	Letters                    []string
	Damages                    []damageHead
	Models                     []modelRow
	Findings                   findingsBody
	// Catalogue is where the threats and countermeasures are listed.
	Catalogue string
}

// damageHead is the head of a column of a business damage.
type damageHead struct {
	Label, Name string
	Level       int
}

// modelRow is a model with what it comes to in both analyses.
type modelRow struct {
	ID, Name string
	Baseline bool
	Assets   int
	Counts   []count
	Damages  []letter
	URL      string
	Open     int
}

func showOverview(v *visit, s *opened) error {
	spec := s.study.Spec
	b := overviewBody{AsOf: locale.Date(v.lang, spec.AsOf), Marking: spec.Marking, Damages: damageHeads(v.lang, s.study.Study), Findings: v.findingsOf(s.found), Catalogue: s.url("/catalogue")}
	if spec.Description != nil {
		b.Description = spec.Description.In(v.lang)
	}
	for _, x := range shownLetters() {
		b.Letters = append(b.Letters, letterText(v.lang, x))
	}
	for _, m := range s.result.Models {
		b.Models = append(b.Models, s.modelRow(v.lang, m))
	}
	f := s.frame(v.lang, "overview", s.title(v.lang))
	f.Body = b
	return v.ok("overview", f)
}

func damageHeads(l lang.Lang, s *model.Study) []damageHead {
	var heads []damageHead
	for _, d := range s.Spec.Damages {
		heads = append(heads, damageHead{d.Label, d.In(l), int(d.Level)})
	}
	return heads
}

func (s *opened) modelRow(l lang.Lang, m *assess.ModelResult) modelRow {
	id := string(m.Model.ID)
	row := modelRow{ID: id, Name: m.Model.In(l), Baseline: m.Model.Role == model.Baseline, Assets: len(m.Model.Assets), URL: s.url("/result", "m", id), Open: m.Totals.Open}
	row.Counts = s.counts(l, m.Totals, "m", id)
	for _, d := range m.Damage.Damages {
		row.Damages = append(row.Damages, damageLetter(l, d))
	}
	return row
}

// counts are numbers of cells by letter, each leading to its rows in the
// asset-based sheet; kv choose the rows besides.
func (s *opened) counts(l lang.Lang, t assess.Totals, kv ...string) []count {
	var list []count
	for _, x := range shownLetters() {
		c := count{Letter: letter{letterText(l, x), colour(x)}, N: t.Worst[x]}
		if c.N > 0 {
			c.URL = s.url("/asset", append([]string{"risk", riskQuery(x)}, kv...)...)
		}
		list = append(list, c)
	}
	return list
}

// riskQuery is how a letter is written in the query of a page.
func riskQuery(v method.RiskValue) string {
	if v == method.Unrated {
		return "unrated"
	}
	return v.String()
}

// findingsBody is what was found in a study.
type findingsBody struct {
	Errors, Warnings, Notes int
	// Listed findings, the worst first, and how many more there are.
	Listed []foundRow
	More   int
	// Accepted findings, each with the reason for which it was.
	Accepted []foundRow
}

type foundRow struct{ Severity, Place, Message, Fix, Reason string }

// listedFindings bounds the findings on a page; the rest is counted.
const listedFindings = 200

func (v *visit) findingsOf(found diag.List) findingsBody {
	b := findingsBody{Errors: found.Count(diag.Error), Warnings: found.Count(diag.Warning), Notes: found.Count(diag.Note), More: found.Dropped()}
	for _, severity := range []diag.Severity{diag.Error, diag.Warning, diag.Note} {
		for _, f := range found.Findings {
			if f.Severity != severity {
				continue
			}
			list := &b.Listed
			if f.Accepted != "" {
				list = &b.Accepted
			}
			if len(*list) >= v.pageSize(listedFindings) { // each has its own room: those to be mended are not pushed out
				b.More++
				continue
			}
			message, fix := locale.Finding(v.lang, f)
			*list = append(*list, foundRow{locale.Name(v.lang, locale.Severity, f.Severity.String()), server.PlaceOf(f), message, fix, f.Accepted})
		}
	}
	return b
}

// findings shows what must be mended before a study can be assessed.
func (v *visit) findings(s *opened, step string) error {
	f := s.frame(v.lang, step, locale.Text(v.lang, "web.findings.title"))
	f.Body = v.findingsOf(s.found)
	return v.ok("findings", f)
}
