package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/explaintext"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/method"
)

// jsonRow is what the JSON of every row of the reference lists has.
type jsonRow struct {
	ID         string             `json:"id"`
	Name       lang.Text          `json:"name"`
	Source     string             `json:"source"`
	Confidence catalog.Confidence `json:"confidence"`
}

// listings gives every list that can be browsed, in the order shown.
func (s *session) listings(l *app.Lists) []listing {
	lists := []listing{
		s.threats(l.Catalog), s.countermeasures(l.Catalog), s.assetTypes(l.Catalog), s.dataClasses(l.Catalog),
		s.stopEffects(l.Catalog),
	}
	lists = append(lists, s.attackListings(l.Catalog)...)
	return append(lists, s.matrices(l.Method), s.criteria(l.Method), s.letters(l.Method), s.sources(l), s.findingCodes())
}

func (s *session) threats(c *catalog.Catalog) listing {
	l := listing{name: "threats", columns: []string{"id", "threat", "target", "types", "countermeasures"}}
	for i, t := range c.Threats {
		var counted, ids []string
		for _, m := range c.Countering(i) {
			ids = append(ids, string(c.Countermeasures[m].ID))
			if c.Countermeasures[m].Counted() {
				counted = append(counted, string(c.Countermeasures[m].ID))
			}
		}
		l.entries = append(l.entries, entry{
			id: string(t.ID),
			columns: []string{t.In(s.lang), locale.Name(s.lang, locale.Target, t.Target), join(t.AssetTypes),
				strconv.Itoa(len(counted))},
			details: append([]detail{
				{"description", t.Description.In(s.lang)},
				{"target", locale.Name(s.lang, locale.Target, t.Target)},
				{"kind", explaintext.ThreatKind(s.lang, &t)},
				{"exploits", s.yes(t.ExploitsVulnerability)},
				{"asset_types", named(s, t.AssetTypes, c.AssetType, typeName)},
				{"techniques", strings.Join(t.Techniques, ", ")},
				{"countermeasures", strings.Join(ids, ", ")},
				{"counted", strings.Join(counted, ", ")},
			}, s.rowDetails(t.Row)...),
			json: struct {
				jsonRow
				Description           lang.Text             `json:"description"`
				Target                string                `json:"target"`
				Physical              bool                  `json:"physical"`
				ExploitsVulnerability bool                  `json:"exploits_vulnerability"`
				AssetTypes            []catalog.AssetTypeID `json:"asset_types"`
				Techniques            []string              `json:"techniques"`
				Countermeasures       []string              `json:"countermeasures"`
			}{newRow(t.ID, t.Row), t.Description, t.Target, t.Physical, t.ExploitsVulnerability, t.AssetTypes, t.Techniques, ids},
		})
	}
	return l
}

func (s *session) countermeasures(c *catalog.Catalog) listing {
	l := listing{name: "countermeasures", columns: []string{"id", "countermeasure", "class", "layer", "threats"}}
	for _, m := range c.Countermeasures {
		l.entries = append(l.entries, entry{
			id: string(m.ID),
			columns: []string{m.In(s.lang), names(s, locale.Class, m.Classes), locale.Name(s.lang, locale.Layer, m.Layer),
				join(m.Threats)},
			details: append([]detail{
				{"description", m.Description.In(s.lang)},
				{"classes", names(s, locale.Class, m.Classes)},
				{"counted", s.yes(m.Counted())},
				{"phases", names(s, locale.Phase, m.Phases)},
				{"layer", locale.Name(s.lang, locale.Layer, m.Layer)},
				{"acts", locale.Name(s.lang, locale.Acts, m.Acts)},
				{"asset_types", named(s, m.AssetTypes, c.AssetType, typeName)},
				{"threats", named(s, m.Threats, c.Threat, threatName)},
				{"techniques", strings.Join(m.Techniques, ", ")},
				{"question", m.Question.In(s.lang)},
			}, s.rowDetails(m.Row)...),
			json: struct {
				jsonRow
				Description lang.Text             `json:"description"`
				Classes     []catalog.Class       `json:"classes"`
				Counted     bool                  `json:"counted"`
				Phases      []string              `json:"phases"`
				Layer       string                `json:"layer"`
				Acts        string                `json:"acts"`
				AssetTypes  []catalog.AssetTypeID `json:"asset_types"`
				Threats     []catalog.ThreatID    `json:"threats"`
				Techniques  []string              `json:"techniques"`
				Question    lang.Text             `json:"question"`
			}{newRow(m.ID, m.Row), m.Description, m.Classes, m.Counted(), m.Phases, m.Layer, m.Acts, m.AssetTypes, m.Threats,
				m.Techniques, m.Question},
		})
	}
	return l
}

func (s *session) assetTypes(c *catalog.Catalog) listing {
	l := listing{name: "asset-types", columns: []string{"id", "asset_type", "ipa", "threats"}}
	for _, a := range c.AssetTypes {
		var threats []catalog.ThreatID
		for _, i := range c.ThreatsOf(a.ID) {
			threats = append(threats, c.Threats[i].ID)
		}
		l.entries = append(l.entries, entry{
			id:      string(a.ID),
			columns: []string{a.In(s.lang), a.IPA.In(s.lang), strconv.Itoa(len(threats))},
			details: append([]detail{
				{"ipa", a.IPA.In(s.lang)},
				{"rated", s.yes(!a.Boundary)},
				{"threats", named(s, threats, c.Threat, threatName)},
			}, s.rowDetails(a.Row)...),
			json: struct {
				jsonRow
				IPA      lang.Text          `json:"ipa"`
				Boundary bool               `json:"boundary"`
				Threats  []catalog.ThreatID `json:"threats"`
			}{newRow(a.ID, a.Row), a.IPA, a.Boundary, threats},
		})
	}
	return l
}

func (s *session) dataClasses(c *catalog.Catalog) listing {
	l := listing{name: "data-classes", columns: []string{"id", "data_class", "importance"}}
	for _, d := range c.DataClasses {
		l.entries = append(l.entries, s.suggestion(string(d.ID), d.Row, d.Importance))
	}
	return l
}

func (s *session) stopEffects(c *catalog.Catalog) listing {
	l := listing{name: "stop-effects", columns: []string{"id", "stop_effect", "importance"}}
	for _, e := range c.StopEffects {
		l.entries = append(l.entries, s.suggestion(string(e.ID), e.Row, e.Importance))
	}
	return l
}

// suggestion is a row that suggests an importance.
func (s *session) suggestion(id string, row catalog.Row, importance method.Importance) entry {
	return entry{
		id:      id,
		columns: []string{row.In(s.lang), strconv.Itoa(int(importance))},
		details: append([]detail{{"importance", strconv.Itoa(int(importance))}}, s.rowDetails(row)...),
		json: struct {
			jsonRow
			Importance method.Importance `json:"importance"`
		}{newRow(id, row), importance},
	}
}

func (s *session) matrices(m *method.Method) listing {
	l := listing{name: "matrix", columns: []string{"id", "matrix", "version", "used"}}
	type jsonCell struct {
		Product   int    `json:"product"`
		Column    int    `json:"column"`
		Value     string `json:"value"`
		Confirmed bool   `json:"confirmed"`
		Source    string `json:"source"`
	}
	for _, x := range m.Matrices {
		e := entry{id: x.ID, columns: []string{x.Name.In(s.lang), x.Version, s.yes(x == m.Matrix)}}
		var cells []jsonCell
		for _, product := range method.Products() {
			var shown []string
			for column := 1; column <= 3; column++ {
				c, _ := x.At(product, column)
				cells = append(cells, jsonCell{product, column, c.Value.String(), c.Confirmed, c.Source})
				mark := " "
				if !c.Confirmed {
					mark = "?"
				}
				shown = append(shown, fmt.Sprintf("%d:%s%s", column, c.Value, mark))
			}
			e.details = append(e.details, detail{"product." + strconv.Itoa(product), strings.Join(shown, "  ")})
		}
		e.details = append(e.details, detail{"legend", s.text("cli.catalog.matrix_legend")})
		e.json = struct {
			ID      string     `json:"id"`
			Name    lang.Text  `json:"name"`
			Version string     `json:"version"`
			Used    bool       `json:"used"`
			Cells   []jsonCell `json:"cells"`
		}{x.ID, x.Name, x.Version, x == m.Matrix, cells}
		l.entries = append(l.entries, e)
	}
	return l
}

func (s *session) criteria(m *method.Method) listing {
	l := listing{name: "criteria", columns: []string{"id", "scale", "level", "criterion"}}
	for _, c := range m.Criteria {
		scale := locale.Name(s.lang, locale.Scale, c.Scale)
		l.entries = append(l.entries, entry{
			id:      c.ID,
			columns: []string{scale, strconv.Itoa(c.Level), c.In(s.lang)},
			details: []detail{{"level", strconv.Itoa(c.Level)}, {"criterion", c.In(s.lang)}, {"source", c.Source},
				{"confidence", locale.Name(s.lang, locale.Confidence, c.Confidence)}},
			json: struct {
				jsonRow
				Scale string `json:"scale"`
				Level int    `json:"level"`
			}{jsonRow{c.ID, c.Text, c.Source, catalog.Confidence(c.Confidence)}, c.Scale, c.Level},
		})
	}
	return l
}

func (s *session) letters(m *method.Method) listing {
	l := listing{name: "risk-values", columns: []string{"letter", "meaning"}}
	for _, r := range m.RiskValues {
		l.entries = append(l.entries, entry{
			id: r.Value, columns: []string{r.In(s.lang)}, details: []detail{{"source", r.Source}},
			json: struct {
				Value  string    `json:"value"`
				Name   lang.Text `json:"name"`
				Source string    `json:"source"`
			}{r.Value, r.Text, r.Source},
		})
	}
	return l
}

func (s *session) sources(lists *app.Lists) listing {
	l := listing{name: "sources", columns: []string{"id", "source", "proposal"}}
	for _, r := range lists.Sources {
		l.entries = append(l.entries, entry{
			id:      r.ID,
			columns: []string{r.In(s.lang), s.yes(r.Proposal)},
			details: []detail{{"url", r.URL}, {"copy", r.Copy}, {"proposal", s.yes(r.Proposal)}},
			json: struct {
				ID       string    `json:"id"`
				Name     lang.Text `json:"name"`
				URL      string    `json:"url,omitempty"`
				Copy     string    `json:"copy,omitempty"`
				Proposal bool      `json:"proposal"`
			}{r.ID, r.Text, r.URL, r.Copy, r.Proposal},
		})
	}
	return l
}

func (s *session) findingCodes() listing {
	l := listing{name: "findings", columns: []string{"code", "severity"}}
	codes := diag.Codes()
	var sorted []string
	for c := range codes {
		sorted = append(sorted, string(c))
	}
	slices.Sort(sorted)
	for _, c := range sorted {
		severity := codes[diag.Code(c)].String()
		l.entries = append(l.entries, entry{
			id: c, columns: []string{locale.Name(s.lang, locale.Severity, severity)},
			json: struct {
				Code     string `json:"code"`
				Severity string `json:"severity"`
			}{c, severity},
		})
	}
	return l
}

// rowDetails are the lines that every row of the reference lists has.
func (s *session) rowDetails(r catalog.Row) []detail {
	return []detail{{"source", r.Source}, {"confidence", locale.Name(s.lang, locale.Confidence, r.Confidence)}}
}

func newRow[K ~string](id K, r catalog.Row) jsonRow {
	return jsonRow{string(id), r.Text, r.Source, r.Confidence}
}

func (s *session) yes(b bool) string {
	if b {
		return s.text("cli.yes")
	}
	return s.text("cli.no")
}

// names puts enumerated values into words.
func names[V ~string](s *session, kind locale.Kind, values []V) string {
	var words []string
	for _, v := range values {
		words = append(words, locale.Name(s.lang, kind, v))
	}
	return strings.Join(words, s.text("cli.separator"))
}

func typeName(t *catalog.AssetType) lang.Text { return t.Text }
func threatName(t *catalog.Threat) lang.Text  { return t.Text }

func join[K ~string](ids []K) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = string(id)
	}
	return strings.Join(words, ", ")
}

// named lists rows by id and name.
func named[K ~string, T any](s *session, ids []K, find func(K) (*T, bool), name func(*T) lang.Text) string {
	var words []string
	for _, id := range ids {
		word := string(id)
		if row, ok := find(id); ok {
			word += " " + name(row).In(s.lang)
		}
		words = append(words, word)
	}
	return strings.Join(words, s.text("cli.separator"))
}
