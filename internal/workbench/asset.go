package workbench

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
)

// assetSheet is the sheet of the asset-based analysis 資産ベースのリスク分析シート.
func assetSheet(w *Workbench, mux *http.ServeMux) {
	w.rated(mux, "GET /s/{study}/asset", "asset", showAssetSheet)
}

type assetSheetBody struct {
	Model  string
	Filter assetFilter
	// What may be chosen in the filter.
	Letters, Zones, Types []choice
	Rows                  []assetRow
	// Shown of All rows of the model that the filter leaves.
	Shown, Left, All int
	// Source and Sink are where the grid reads its rows and sends edits.
	Source, Sink string
	// Next is the address of the next page of rows, empty on the last.
	Next string
}

// assetFilter is the filter as it stands in the address.
type assetFilter struct{ Risk, Zone, Type, Text string }

func filterOf(q url.Values) assetFilter {
	return assetFilter{q.Get("risk"), q.Get("zone"), q.Get("type"), q.Get("q")}
}

// assetRow is a row of the sheet: an asset and a threat.
type assetRow struct {
	Asset, AssetID, Zone, Type, Threat, ThreatID           string
	Importance, ThreatLevel, Countermeasure, Vulnerability string
	Risk                                                   letter
	Why                                                    string
}

// sheetPage is how many rows a page without script shows.
const sheetPage = 500

func showAssetSheet(v *visit, s *opened) error {
	m, err := s.of(v.r)
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	b := assetSheetBody{Model: string(m.Model.ID), Filter: filterOf(q), All: len(m.Cells)}
	b.choices(v.lang, m.Model)
	cells := b.Filter.left(s.study.Study, m)
	from, more := pageOf(q.Get("from"), len(cells), v.pageSize(sheetPage))
	b.Left = len(cells)
	cells = cells[from:min(from+v.pageSize(sheetPage), len(cells))]
	b.Shown = len(cells)
	for _, c := range cells {
		r := assetRowOf(v.lang, s.study.Study, m, c)
		r.Why = s.rowURL(m, c, b.Filter)
		b.Rows = append(b.Rows, r)
	}
	if more != "" {
		b.Next = s.url("/asset", "m", b.Model, "risk", b.Filter.Risk, "zone", b.Filter.Zone, "type", b.Filter.Type, "q", b.Filter.Text, "from", more)
	}
	parts := []string{"m", b.Model, "risk", b.Filter.Risk, "zone", b.Filter.Zone, "type", b.Filter.Type, "q", b.Filter.Text}
	b.Source, b.Sink = s.url("/asset/rows", parts...), s.url("/asset/cells", parts...)
	f := s.modelFrame(v.lang, "asset", "/asset", b.Model)
	f.Body = b
	return v.ok("asset", f)
}

func assetRowOf(l lang.Lang, s *model.Study, m *assess.ModelResult, c assess.Cell) assetRow {
	a, t := m.Model.Assets[c.Asset], s.Catalog.Threats[c.Threat]
	return assetRow{
		Asset: a.In(l), AssetID: string(a.ID), Zone: a.Zone.In(l), Type: a.Type.In(l), Threat: t.In(l), ThreatID: string(t.ID),
		Importance: levelText(m.Assets[c.Asset].Importance), ThreatLevel: levelText(c.ThreatLevel), Countermeasure: levelsText(l, c.Countermeasure),
		Vulnerability: vulnerabilityText(l, c.Countermeasure), Risk: letterOf(l, c.Risk),
	}
}

// vulnerabilityText writes the vulnerability level that follows from a
// countermeasure level, the worst first.
func vulnerabilityText(l lang.Lang, r assess.LevelRange) string {
	if r.Known() {
		return levelText(r.Worst.Vulnerability())
	}
	return levelText(r.Worst.Vulnerability()) + rangeText(l) + levelText(r.Best.Vulnerability())
}

// left gives the cells that the filter leaves, in the order of the sheet.
func (f assetFilter) left(s *model.Study, m *assess.ModelResult) []assess.Cell {
	text := fold(f.Text)
	var cells []assess.Cell
	for _, c := range m.Cells {
		a, t := m.Model.Assets[c.Asset], s.Catalog.Threats[c.Threat]
		switch {
		case f.Risk != "" && f.Risk != riskQuery(c.Risk.Worst),
			f.Zone != "" && f.Zone != string(a.Zone.ID),
			f.Type != "" && f.Type != string(a.Type.ID),
			text != "" && !strings.Contains(fold(strings.Join([]string{string(a.ID), a.Ja, a.En, string(t.ID), t.Ja, t.En}, "\n")), text):
			continue
		}
		cells = append(cells, c)
	}
	return cells
}

// choices lists what may be chosen in the filter: what the model has.
func (b *assetSheetBody) choices(l lang.Lang, m *model.Model) {
	for _, x := range shownLetters() {
		b.Letters = append(b.Letters, choice{ID: riskQuery(x), Name: letterText(l, x), Chosen: b.Filter.Risk == riskQuery(x)})
	}
	for _, z := range m.Zones {
		if slices.ContainsFunc(m.Assets, func(a *model.Asset) bool { return a.Zone == z }) {
			b.Zones = append(b.Zones, choice{ID: string(z.ID), Name: z.In(l), Chosen: b.Filter.Zone == string(z.ID)})
		}
	}
	for _, a := range m.Assets {
		c := choice{ID: string(a.Type.ID), Name: a.Type.In(l), Chosen: b.Filter.Type == string(a.Type.ID)}
		if !slices.Contains(b.Types, c) {
			b.Types = append(b.Types, c)
		}
	}
}
