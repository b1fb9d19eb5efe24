package workbench

import (
	"net/http"
	"strings"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
)

// catalogueRoom is the page of the lists that a study is rated by: its
// countermeasures 対策項目 and its threats 脅威, those of the study itself included.
func catalogueRoom(w *Workbench, mux *http.ServeMux) {
	w.rated(mux, "GET /s/{study}/catalogue", "", showCatalogue)
}

type catalogueBody struct {
	Text string
	// List is the list that is shown: countermeasures or threats.
	List            string
	Lists           []choice
	Countermeasures []countermeasureRow
	Threats         []threatRow
	Shown, All      int
}

type countermeasureRow struct{ ID, Name, Text, Layer, Acts, Classes, Question, Threats, Source, Confidence string }

type threatRow struct{ ID, Name, Text, Target, Types, Source, Confidence string }

func showCatalogue(v *visit, s *opened) error {
	q := v.r.URL.Query()
	b := catalogueBody{Text: strings.TrimSpace(q.Get("q")), List: "countermeasures"}
	if q.Get("list") == "threats" {
		b.List = "threats"
	}
	for _, list := range []string{"countermeasures", "threats"} {
		b.Lists = append(b.Lists, choice{ID: list, Name: locale.Text(v.lang, "web.catalogue."+list), URL: s.url("/catalogue", "list", list, "q", b.Text), Chosen: list == b.List})
	}
	x := finder{v: v, s: s, wanted: fold(b.Text)}
	if c := s.study.Catalog; b.List == "threats" {
		b.All, b.Threats = len(c.Threats), x.threatRows(c)
	} else {
		b.All, b.Countermeasures = len(c.Countermeasures), x.countermeasureRows(c)
	}
	b.Shown = len(b.Countermeasures) + len(b.Threats)
	f := s.frame(v.lang, "", locale.Text(v.lang, "web.catalogue.title"))
	f.Wide, f.Body = true, b
	return v.ok("catalogue", f)
}

func (x *finder) countermeasureRows(c *catalog.Catalog) []countermeasureRow {
	l := x.v.lang
	var rows []countermeasureRow
	for i := range c.Countermeasures {
		m := &c.Countermeasures[i]
		if !x.hasCountermeasure(m) {
			continue
		}
		row := countermeasureRow{ID: string(m.ID), Name: m.In(l), Text: m.Description.In(l), Layer: locale.Name(l, locale.Layer, m.Layer), Acts: locale.Name(l, locale.Acts, m.Acts),
			Question: m.Question.In(l), Source: m.Source, Confidence: locale.Name(l, locale.Confidence, m.Confidence)}
		var classes, threats []string
		for _, k := range m.Classes {
			classes = append(classes, locale.Name(l, locale.Class, k))
		}
		for _, id := range m.Threats {
			if t, ok := c.Threat(id); ok {
				threats = append(threats, t.In(l))
			}
		}
		row.Classes, row.Threats = listed(l, classes), listed(l, threats)
		rows = append(rows, row)
	}
	return rows
}

func (x *finder) hasCountermeasure(m *catalog.Countermeasure) bool {
	return x.in(string(m.ID), m.Ja, m.En, m.Description.Ja, m.Description.En)
}

func (x *finder) threatRows(c *catalog.Catalog) []threatRow {
	l := x.v.lang
	var rows []threatRow
	for i := range c.Threats {
		t := &c.Threats[i]
		if !x.hasThreat(t) {
			continue
		}
		var types []string
		for _, id := range t.AssetTypes {
			if a, ok := c.AssetType(id); ok {
				types = append(types, a.In(l))
			}
		}
		rows = append(rows, threatRow{string(t.ID), t.In(l), t.Description.In(l), locale.Name(l, locale.Target, t.Target), listed(l, types), t.Source, locale.Name(l, locale.Confidence, t.Confidence)})
	}
	return rows
}

func (x *finder) hasThreat(t *catalog.Threat) bool {
	return x.in(string(t.ID), t.Ja, t.En, t.Description.Ja, t.Description.En)
}

// listed writes names one after the other.
func listed(l lang.Lang, names []string) string {
	return strings.Join(names, locale.Text(l, "web_hearing.and"))
}
