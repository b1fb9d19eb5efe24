package workbench

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/explaintext"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/server"
)

// why is the page that tells why a letter is what it is なぜ B か: that of a row of
// the asset-based sheet, where what it rests on can be judged and answered, or
// that of a goal from a way in.
func why(w *Workbench, mux *http.ServeMux) {
	w.rated(mux, "GET /s/{study}/why", "asset", showWhy)
}

type whyBody struct {
	Where  string
	Letter letter
	Groups []whyGroup
	// Back leads to the sheet, as it was filtered; Before and After to the rows
	// next to this one there, empty at the ends.
	Back, Before, After string
	// Row and Rows tell which row it is of how many.
	Row, Rows int
	// Comments on the row, History where its judgements are told, and the form of a comment for those who may.
	Comments []commentRow
	History  string
	Comment  *commentForm
	// Refused tells what is wrong with a comment that was sent.
	Refused []string
	// Forms to edit what the letter rests on, for those who may.
	Forms *rowForms
}

type whyGroup struct {
	Heading, Legend string
	Lines           []string
	// Steps tells that the facts are steps in an order.
	Steps bool
	Facts []whyFact
}

type whyFact struct {
	Number      int
	Label, Text string
	Below       []string
	URL         string
}

func showWhy(v *visit, s *opened) error {
	m, err := s.of(v.r)
	if err != nil {
		return err
	}
	if v.r.URL.Query().Get("goal") != "" {
		return v.whyGoal(http.StatusOK, s, m, nil)
	}
	row, err := s.row(v.r, m)
	if err != nil {
		return err
	}
	return v.whyRow(http.StatusOK, s, row, nil)
}

// row is a row of the asset-based sheet, as an address names it.
type row struct {
	model  *assess.ModelResult
	asset  *model.Asset
	threat *catalog.Threat
	cell   assess.Cell
	filter assetFilter
}

// row gives the row that a request names, and refuses where there is none.
func (s *opened) row(r *http.Request, m *assess.ModelResult) (row, error) {
	q := r.URL.Query()
	x := row{model: m, filter: filterOf(q)}
	var placed, known bool
	x.asset, placed = m.Model.Asset(model.AssetID(q.Get("asset")))
	x.threat, known = s.study.Catalog.Threat(catalog.ThreatID(q.Get("threat")))
	if placed && known {
		for _, c := range m.CellsOf(x.asset.Index) {
			if s.study.Catalog.Threats[c.Threat].ID == x.threat.ID {
				x.cell = c
				return x, nil
			}
		}
	}
	return x, server.Refuse(http.StatusNotFound, diag.RequestNotFound)
}

// asked gives the row of the model that a request names.
func (s *opened) asked(r *http.Request) (row, error) {
	m, err := s.of(r)
	if err != nil {
		return row{}, err
	}
	return s.row(r, m)
}

// whyURL gives the address of the page about a row, which keeps the filter.
func (s *opened) whyURL(m model.ModelID, a model.AssetID, t catalog.ThreatID, f assetFilter) string {
	return s.url("/why", "m", string(m), "asset", string(a), "threat", string(t), "risk", f.Risk, "zone", f.Zone, "type", f.Type, "q", f.Text)
}

func (s *opened) rowURL(m *assess.ModelResult, c assess.Cell, f assetFilter) string {
	return s.whyURL(m.Model.ID, m.Model.Assets[c.Asset].ID, s.study.Catalog.Threats[c.Threat].ID, f)
}

// whyRow shows why the letter of a row is what it is. refused tells what was wrong
// with what was sent, if anything was.
func (v *visit) whyRow(status int, s *opened, x row, refused *refusedEdit) error {
	e, ok := x.model.Explain(x.asset.ID, x.threat.ID)
	if !ok {
		return server.Refuse(http.StatusNotFound, diag.RequestNotFound)
	}
	text := explaintext.New(v.lang, s.result).Cell(e)
	id := x.model.Model.ID
	b := whyBody{Where: text.Where, Letter: letterOf(v.lang, e.Cell.Risk), Groups: s.whyGroups(text, id),
		Back: s.url("/asset", "m", string(id), "risk", x.filter.Risk, "zone", x.filter.Zone, "type", x.filter.Type, "q", x.filter.Text)}
	// After an edit the row may no longer be one that the filter leaves.
	left := x.filter.left(s.study.Study, x.model)
	if i := slices.IndexFunc(left, func(c assess.Cell) bool { return c.Asset == x.cell.Asset && c.Threat == x.cell.Threat }); i >= 0 {
		b.Row, b.Rows = i+1, len(left)
		if i > 0 {
			b.Before = s.rowURL(x.model, left[i-1], x.filter)
		}
		if i+1 < len(left) {
			b.After = s.rowURL(x.model, left[i+1], x.filter)
		}
	}
	b.History = s.url("/why/history") + "?" + v.r.URL.RawQuery
	if err := v.comments(s, x.commented(v, s), &b, refused); err != nil {
		return err
	}
	if v.API.May(v.who, access.EditStudy, s.Resource()) {
		b.Forms = v.rowForms(s, x, e, refused)
	}
	f := s.frame(v.lang, "asset", text.Title)
	f.Body = b
	v.show(status, "why", f)
	return nil
}

// whyGoalURL gives the address of the page about a goal from a way in, by its index.
func (s *opened) whyGoalURL(m *assess.ModelResult, goal model.GoalID, start int) string {
	return s.url("/why", "m", string(m.Model.ID), "goal", string(goal), "entry", strconv.Itoa(start))
}

// whyGoal shows why the letter of a goal is what it is from a way in. refused tells
// what was wrong with what was sent, if anything was.
func (v *visit) whyGoal(status int, s *opened, m *assess.ModelResult, refused *refusedEdit) error {
	q := v.r.URL.Query()
	start, err := strconv.Atoi(q.Get("entry"))
	if err != nil {
		return server.Refuse(http.StatusNotFound, diag.RequestNotFound)
	}
	e, ok := m.ExplainStart(v.r.Context(), model.GoalID(q.Get("goal")), start, assess.UsualBounds())
	if err := v.r.Context().Err(); err != nil {
		return err
	}
	if !ok {
		return server.Refuse(http.StatusNotFound, diag.RequestNotFound)
	}
	text := explaintext.New(v.lang, s.result).Goal(e)
	b := whyBody{Where: text.Where, Letter: letter{Text: locale.Text(v.lang, "web.no_way")}, Groups: s.whyGroups(text, m.Model.ID), Back: s.url("/damage", "m", string(m.Model.ID), "goal", q.Get("goal"), "entry", q.Get("entry")) + "#route"}
	if e.Reached {
		b.Letter = letterOf(v.lang, e.Risk)
	}
	about, err := v.routeCommented(s, m)
	if err != nil {
		return err
	}
	b.History = s.url("/why/history") + "?" + v.r.URL.RawQuery
	if err := v.comments(s, about, &b, refused); err != nil {
		return err
	}
	f := s.frame(v.lang, "damage", text.Title)
	f.Body = b
	v.show(status, "why", f)
	return nil
}

// whyGroups lays an explanation out.
func (s *opened) whyGroups(x explaintext.Text, m model.ModelID) []whyGroup {
	var list []whyGroup
	for _, g := range x.Groups {
		y := whyGroup{Heading: g.Heading, Lines: g.Lines, Legend: g.Legend}
		for _, f := range slices.Concat(g.Facts, g.Apart) {
			z := whyFact{Number: f.Number, Label: f.Label, Text: f.Text, Below: f.Below}
			if f.Asset != "" {
				z.URL = s.whyURL(m, f.Asset, f.Threat, assetFilter{})
			}
			y.Steps = y.Steps || f.Number > 0
			y.Facts = append(y.Facts, z)
		}
		list = append(list, y)
	}
	return list
}
